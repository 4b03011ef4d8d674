//! Lessons of a team: who shares and reads them, when they are released, and how they go.

use proco_access::Role;
use proco_testbed::central::TestCentral;
use proco_testbed::lessons::lesson;
use proco_testbed::reports::query;
use proco_testbed::visitor::Visitor;
use serde_json::{Value, json};

use crate::damage::copied;
use crate::summaries::{DAY, MONDAY, a_day_out, advance_days, team};

/// The week of [`MONDAY`], and others.
const W45: &str = "2026-W45";

const TALK: &str = "Zeg eerst waarom je hem laat stoppen.";
const WAIT: &str = "Wacht tot de bestuurder is uitgesproken.";

/// The next day, with its tidying.
async fn next_day(central: &TestCentral, phones: &mut [Visitor], lead: &mut Visitor) {
    advance_days(central, 1, phones, lead).await;
    central.server.tidy().await.unwrap();
}

/// A team of six officers and a lead that was out this week, and two lessons of it that were released.
async fn with_two_lessons() -> (TestCentral, Vec<Visitor>, Visitor) {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 1).await;
    for (officer, number, text) in [(0, 1, TALK), (1, 2, WAIT)] {
        let sent = officers[officer].shares(&lesson(number, W45, text)).await;
        assert_eq!(sent.status, 204, "{}", sent.text);
    }
    next_day(&central, &mut officers, &mut lead).await;
    assert_eq!(officers[5].reads_lessons().await, [TALK, WAIT]);
    (central, officers, lead)
}

fn code(body: &Value) -> &str {
    body["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn two_lessons_are_read_by_the_team_the_next_day_and_by_nobody_else() {
    let (central, officers, lead) = with_two_lessons().await;
    for reader in [&officers[0], &lead] {
        assert_eq!(reader.reads_lessons().await, [TALK, WAIT]);
    }
    let elsewhere = central.enrol("venlo-2", Role::ShiftLead).await;
    assert!(elsewhere.reads_lessons().await.is_empty());
    assert_eq!(
        elsewhere.sets_aside(1, "no_lesson").await.status,
        404,
        "nor does another team's lead set it aside"
    );
    for role in [
        Role::Administrator,
        Role::Analyst,
        Role::ComplaintHandler,
        Role::Adviser,
    ] {
        let other = central.enrol("roermond-1", role).await;
        let answers = [
            other.gets("/v1/lessons").await,
            other.shares(&lesson(9, W45, TALK)).await,
            other.asks_after(1).await,
            other.takes_back(1, 1).await,
            other.sets_aside(1, "no_lesson").await,
        ];
        for answer in answers {
            assert_eq!(
                (answer.status, code(&answer.body)),
                (403, "role_not_allowed")
            );
        }
    }
    let told = officers[0].gets("/v1/lessons").await.body;
    let fields: Vec<_> = told["lessons"][0].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["about", "lesson", "text", "week"]);
}

#[tokio::test]
async fn a_lesson_that_comes_again_is_kept_once_and_another_under_its_identifier_is_refused() {
    let (central, officers, _) = with_two_lessons().await;
    for _ in 0..5 {
        let again = officers[0].shares(&lesson(1, W45, TALK)).await;
        assert_eq!(
            again.status, 204,
            "a resent one costs nothing: {}",
            again.text
        );
    }
    let other = officers[2].shares(&lesson(1, W45, WAIT)).await;
    assert_eq!((other.status, code(&other.body)), (409, "lesson_taken"));
    let waits = lesson(3, W45, "Vraag wat hij ervan vond.");
    for _ in 0..2 {
        assert_eq!(officers[2].shares(&waits).await.status, 204);
    }
    let other = officers[3].shares(&lesson(3, W45, WAIT)).await;
    assert_eq!(code(&other.body), "lesson_taken", "also while it waits");
    assert_eq!(officers[4].reads_lessons().await, [TALK, WAIT]);
    assert_eq!(rows(&central, "lessons_waiting"), 1);
}

fn rows(central: &TestCentral, table: &str) -> i64 {
    let copy = copied(central.folder.path());
    let database = rusqlite::Connection::open(copy.path().join("central.db")).unwrap();
    let count = format!("SELECT count(*) FROM {table}");
    database.query_row(&count, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn one_alone_waits_for_another_and_a_third_for_a_fourth() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 1).await;
    officers[0].shares(&lesson(1, W45, TALK)).await;
    for _ in 0..3 {
        next_day(&central, &mut officers, &mut lead).await;
        assert!(
            lead.reads_lessons().await.is_empty(),
            "one alone tells whose it is"
        );
        assert_eq!(
            officers[0].asks_after(1).await.body,
            json!({ "state": "waiting" })
        );
    }
    officers[1].shares(&lesson(2, W45, WAIT)).await;
    next_day(&central, &mut officers, &mut lead).await;
    assert_eq!(lead.reads_lessons().await.len(), 2);
    assert_eq!(
        officers[0].asks_after(1).await.body,
        json!({ "state": "released" })
    );
    officers[2]
        .shares(&lesson(3, W45, "Vraag wat hij ervan vond."))
        .await;
    next_day(&central, &mut officers, &mut lead).await;
    assert_eq!(lead.reads_lessons().await.len(), 2);
}

#[tokio::test]
async fn of_a_week_in_which_four_phones_were_active_nothing_is_released() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers[..4], 1).await;
    // That of a lead, who reads them all, is none of the five.
    a_day_out(&central, std::slice::from_ref(&lead), 1).await;
    officers[0].shares(&lesson(1, W45, TALK)).await;
    officers[1].shares(&lesson(2, W45, WAIT)).await;
    next_day(&central, &mut officers, &mut lead).await;
    assert!(officers[2].reads_lessons().await.is_empty());
    let fifth = [query(200, central.hour())];
    central.upload(&officers[4], &fifth).await;
    next_day(&central, &mut officers, &mut lead).await;
    assert_eq!(officers[2].reads_lessons().await.len(), 2);
}

#[tokio::test]
async fn there_is_one_batch_a_day_also_over_a_restart() {
    let (central, mut officers, mut lead) = with_two_lessons().await;
    officers[2]
        .shares(&lesson(3, W45, "Vraag wat hij ervan vond."))
        .await;
    officers[3]
        .shares(&lesson(4, W45, "Bedank hem voor zijn tijd."))
        .await;
    central.server.tidy().await.unwrap();
    let central = central.reopened().await;
    for phone in officers.iter_mut().chain([&mut lead]) {
        phone.central = central.address();
    }
    central.server.tidy().await.unwrap();
    assert_eq!(lead.reads_lessons().await.len(), 2, "the same day");
    next_day(&central, &mut officers, &mut lead).await;
    assert_eq!(lead.reads_lessons().await.len(), 4);
}

#[tokio::test]
async fn who_holds_the_secret_takes_it_back_and_nobody_else() {
    let (central, officers, lead) = with_two_lessons().await;
    for stranger in [&officers[1], &lead] {
        for answer in [
            stranger.takes_back(1, 2).await,
            stranger.takes_back(2, 1).await,
        ] {
            assert_eq!((answer.status, code(&answer.body)), (403, "secret_refused"));
        }
    }
    assert_eq!(lead.reads_lessons().await.len(), 2);
    for _ in 0..2 {
        assert_eq!(officers[0].takes_back(1, 1).await.status, 204);
    }
    assert_eq!(lead.reads_lessons().await, [WAIT]);
    assert_eq!(
        officers[0].asks_after(1).await.body,
        json!({ "state": "absent" })
    );
    let late = officers[0].shares(&lesson(1, W45, TALK)).await;
    assert_eq!(
        code(&late.body),
        "lesson_taken",
        "a late copy does not come again"
    );
    assert!(
        !holds(&central, "waarom je hem"),
        "its words are gone from the disk"
    );
    // One that waits, and one that has not arrived.
    officers[2]
        .shares(&lesson(3, W45, "Vraag wat hij ervan vond."))
        .await;
    assert_eq!(officers[2].takes_back(3, 3).await.status, 204);
    assert_eq!(officers[3].takes_back(4, 4).await.status, 204);
    let late = officers[3]
        .shares(&lesson(4, W45, "Bedank hem voor zijn tijd."))
        .await;
    assert_eq!(code(&late.body), "lesson_taken");
    assert!(!holds(&central, "ervan vond"));
}

/// Whether these words stand in any file of the database.
fn holds(central: &TestCentral, words: &str) -> bool {
    let files = std::fs::read_dir(central.folder.path()).unwrap();
    let mut files = files.map(|entry| std::fs::read(entry.unwrap().path()).unwrap_or_default());
    files.any(|bytes| {
        bytes
            .windows(words.len())
            .any(|window| window == words.as_bytes())
    })
}

#[tokio::test]
async fn the_lead_sets_one_aside_with_a_reason_and_its_words_are_gone() {
    let (central, officers, lead) = with_two_lessons().await;
    assert_eq!(officers[2].sets_aside(1, "no_lesson").await.status, 403);
    assert_eq!(lead.sets_aside(9, "no_lesson").await.status, 404);
    assert_eq!(lead.sets_aside(1, "i_know_who").await.status, 400);
    for _ in 0..2 {
        assert_eq!(lead.sets_aside(1, "names_somebody").await.status, 204);
    }
    assert_eq!(officers[2].reads_lessons().await, [WAIT]);
    assert!(!holds(&central, "waarom je hem"));
    let told = officers[0].asks_after(1).await;
    assert_eq!(told.body, json!({ "state": "aside_names_somebody" }));
    assert_eq!(
        lead.asks_after(2).await.body,
        json!({ "state": "released" }),
        "who holds the secret, whoever that is"
    );
    let stranger = json!({ "lesson": proco_testbed::lessons::id(1), "secret": proco_testbed::lessons::secret(2) });
    let refused = lead.posts("/v1/lessons/state", &stranger).await;
    assert_eq!(code(&refused.body), "secret_refused");
}

#[tokio::test]
async fn a_lesson_with_personal_data_or_of_another_time_is_refused_by_central_too() {
    let central = TestCentral::open_at(MONDAY).await;
    let phone = central.officer("roermond-1").await;
    for text in [
        "Bel hem op 06-00000000 als het moet.",
        "De auto BB-00-DD had geen licht.",
        "",
        "Zeg\u{7}iets.",
        &"a ".repeat(141),
    ] {
        let refused = phone.shares(&lesson(1, W45, text)).await;
        assert_eq!(
            (refused.status, code(&refused.body)),
            (422, "lesson_refused"),
            "{text}"
        );
        assert!(text.is_empty() || !refused.text.contains(text));
    }
    for (week, number) in [("2026-W47", 2), ("2026-W36", 3)] {
        let refused = phone.shares(&lesson(number, week, TALK)).await;
        assert_eq!(code(&refused.body), "lesson_week_refused", "{week}");
    }
    for week in ["2026-W44", "2026-W37"] {
        let number = week.as_bytes()[7];
        assert_eq!(
            phone.shares(&lesson(number, week, TALK)).await.status,
            204,
            "{week}"
        );
    }
    let mut with_device = lesson(7, W45, TALK);
    with_device["device"] = json!(phone.device);
    assert_eq!(phone.shares(&with_device).await.status, 400);
}

#[tokio::test]
async fn a_phone_shares_two_in_a_day_and_no_more() {
    let central = TestCentral::open_at(MONDAY).await;
    let phone = central.officer("roermond-1").await;
    for number in [1, 2] {
        assert_eq!(phone.shares(&lesson(number, W45, TALK)).await.status, 204);
    }
    let third = phone.shares(&lesson(3, W45, TALK)).await;
    assert_eq!((third.status, code(&third.body)), (429, "quota_exhausted"));
    assert_eq!(
        phone.shares(&lesson(1, W45, TALK)).await.status,
        204,
        "it is there"
    );
}

async fn pass(central: &TestCentral, days: u32) {
    for _ in 0..days {
        central.clock.advance_millis(DAY);
        central.server.tidy().await.unwrap();
    }
}

#[tokio::test]
async fn after_eight_weeks_all_of_it_is_gone_for_good() {
    let (central, mut officers, mut lead) = with_two_lessons().await;
    officers[2]
        .shares(&lesson(3, W45, "Vraag wat hij ervan vond."))
        .await;
    lead.sets_aside(2, "no_lesson").await;
    officers[4].takes_back(5, 5).await;
    // 2026-W53, the eighth week after its own.
    pass(&central, 56).await;
    advance_days(&central, 0, &mut officers, &mut lead).await;
    assert_eq!(lead.reads_lessons().await, [TALK]);
    pass(&central, 6).await;
    advance_days(&central, 0, &mut officers, &mut lead).await;
    assert!(lead.reads_lessons().await.is_empty());
    for table in ["lessons", "lessons_waiting", "lessons_over"] {
        assert_eq!(rows(&central, table), 0, "{table}");
    }
    for words in ["waarom je hem", "is uitgesproken", "ervan vond"] {
        assert!(!holds(&central, words), "{words}");
    }
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_deletes_no_lesson_before_it_stood_by_it() {
    let (central, mut officers, mut lead) = with_two_lessons().await;
    central.clock.advance_millis(100 * DAY);
    central.server.tidy().await.unwrap();
    assert_eq!(rows(&central, "lessons"), 2);
    central.clock.advance_millis(-100 * DAY);
    central.server.tidy().await.unwrap();
    advance_days(&central, 0, &mut officers, &mut lead).await;
    assert_eq!(lead.reads_lessons().await.len(), 2);
}
