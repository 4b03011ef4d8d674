//! Second views: who asks, who answers, who reads the answers, and how all of it goes.

use proco_access::Role;
use proco_testbed::central::TestCentral;
use proco_testbed::on_disk::{bytes_of, places};
use proco_testbed::second_views::{id, request, secret};
use proco_testbed::visitor::Visitor;
use serde_json::{Value, json};

use crate::damage::copied;
use crate::summaries::{DAY, MONDAY};

/// The week of [`MONDAY`].
const W45: &str = "2026-W45";

const TALK: &str = "Hoe leg ik in een gezin uit waarom ik dit vraag?";
const HOME: &str = "Wie spreek ik aan als de oudste thuis niet praat?";
const ASK: &str = "Vraag eerst wie het woord voert en wacht dan.";
const SIT: &str = "Ga erbij zitten en neem de tijd.";

fn code(body: &Value) -> &str {
    body["code"].as_str().unwrap_or_default()
}

fn answers(body: &Value) -> Vec<&str> {
    let answers = body["answers"].as_array().unwrap().iter();
    answers.map(|answer| answer.as_str().unwrap()).collect()
}

/// The next day, with its tidying.
async fn next_day(central: &TestCentral, phones: &mut [&mut Visitor]) {
    pass(central, 1).await;
    for phone in phones {
        phone.renews_its_token().await;
    }
}

async fn pass(central: &TestCentral, days: u32) {
    for _ in 0..days {
        central.clock.advance_millis(DAY);
        central.server.tidy().await.unwrap();
    }
}

fn rows(central: &TestCentral, table: &str) -> i64 {
    let copy = copied(central.folder.path());
    let database = rusqlite::Connection::open(copy.path().join("central.db")).unwrap();
    let count = format!("SELECT count(*) FROM {table}");
    database.query_row(&count, [], |row| row.get(0)).unwrap()
}

/// Whether these words stand in any file of the database.
fn holds(central: &TestCentral, words: &str) -> bool {
    let mut files = bytes_of(central.folder.path()).into_iter();
    files.any(|(_, bytes)| !places(&bytes, words.as_bytes()).is_empty())
}

/// Officers of two teams asked yesterday, and two advisers see it.
async fn asked() -> (TestCentral, [Visitor; 2], [Visitor; 2]) {
    let central = TestCentral::open_at(MONDAY).await;
    let mut noor = central.officer("roermond-1").await;
    let mut bram = central.enrol("venlo-2", Role::ShiftLead).await;
    let mut sami = central.enrol("ndv", Role::Adviser).await;
    let mut anna = central.enrol("ndv", Role::Adviser).await;
    for (officer, number, question) in [(&noor, 2, TALK), (&bram, 1, HOME)] {
        let sent = officer.asks(&request(number, W45, question)).await;
        assert_eq!(sent.status, 204, "{}", sent.text);
    }
    assert!(sami.reads_questions().await.is_empty(), "not at once");
    next_day(&central, &mut [&mut noor, &mut bram, &mut sami, &mut anna]).await;
    (central, [noor, bram], [sami, anna])
}

#[tokio::test]
async fn each_role_may_do_on_each_route_what_is_its_own_and_nothing_else() {
    let central = TestCentral::open_at(MONDAY).await;
    let own = json!({ "view": id(1), "secret": secret(1) });
    let advice = json!({ "view": id(1), "text": ASK });
    let lesson = proco_testbed::lessons::lesson(1, W45, "Zeg eerst waarom.");
    let own_lesson = json!({ "lesson": proco_testbed::lessons::id(1), "secret": secret(1) });
    let aside = json!({ "lesson": proco_testbed::lessons::id(1), "reason": "no_lesson" });
    let subject = json!({ "subject": [] });
    let (asks, gives) = (&[Role::Officer, Role::ShiftLead][..], &[Role::Adviser][..]);
    let lead = &[Role::ShiftLead][..];
    let team = "/v1/teams/roermond-1/summaries";
    let week = "/v1/teams/roermond-1/summaries/2026-W44";
    // Each route that wants a token, with a body where it wants one, and the roles that it lets in.
    let routes: [(&str, Option<Value>, &[Role]); 14] = [
        ("/v1/second-views", Some(request(1, W45, TALK)), asks),
        ("/v1/second-views/state", Some(own.clone()), asks),
        ("/v1/second-views/take-back", Some(own), asks),
        ("/v1/second-views", None, gives),
        ("/v1/second-views/answer", Some(advice), gives),
        ("/v1/lessons", Some(lesson), asks),
        ("/v1/lessons/state", Some(own_lesson.clone()), asks),
        ("/v1/lessons/take-back", Some(own_lesson), asks),
        ("/v1/lessons", None, asks),
        ("/v1/lessons/aside", Some(aside), lead),
        ("/v1/frequencies", Some(subject), asks),
        ("/v1/force/summary", None, asks),
        (team, None, lead),
        (week, None, lead),
    ];
    for role in Role::ALL {
        let caller = central.enrol("roermond-1", role).await;
        for (path, body, may) in &routes {
            let answer = match body {
                Some(body) => caller.posts(path, body).await,
                None => caller.gets(path).await,
            };
            let is_refused = code(&answer.body) == "role_not_allowed";
            assert_eq!(
                is_refused,
                !may.contains(&role),
                "{role} at {path}: {} {}",
                answer.status,
                answer.text
            );
            assert!(!is_refused || answer.status == 403);
        }
        let reported = caller.uploads(&[]).await;
        let makes_stops = asks.contains(&role);
        assert_eq!(
            code(&reported.body) == "role_not_allowed",
            !makes_stops,
            "{role} reports: {}",
            reported.text
        );
    }
}

#[tokio::test]
async fn advisers_see_questions_of_all_teams_and_nothing_else_and_their_answers_reach_who_asked() {
    let (_central, [noor, bram], [sami, anna]) = asked().await;
    let told = sami.gets("/v1/second-views").await;
    assert_eq!(
        told.body,
        json!({ "views": [
            { "view": id(1), "about": [{ "theme": "workload" }], "question": HOME, "answers": 0 },
            { "view": id(2), "about": [{ "theme": "workload" }], "question": TALK, "answers": 0 },
        ] }),
        "by identifier, with neither team nor week"
    );
    assert_eq!(anna.gets("/v1/second-views").await.text, told.text);
    // Both answer at once, and one of them twice because the first answer seemed lost.
    let both = tokio::join!(sami.advises(2, ASK), anna.advises(2, SIT),);
    assert_eq!((both.0.status, both.1.status), (204, 204));
    assert_eq!(sami.advises(2, ASK).await.status, 204);
    let hers = noor.looks_after(2, 2).await;
    assert_eq!(hers.body["state"], "released");
    let mut found = answers(&hers.body);
    found.sort_unstable();
    assert_eq!(found, [SIT, ASK]);
    let fields: Vec<_> = hers.body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["answers", "state"], "nothing says who answered");
    assert!(answers(&bram.looks_after(1, 1).await.body).is_empty());
    let told = anna.gets("/v1/second-views").await.body;
    assert_eq!(told["views"][1]["answers"], 2);
    // Another phone, which holds another secret, reads and takes back nothing.
    for refused in [
        bram.looks_after(2, 1).await,
        bram.takes_view_back(2, 1).await,
    ] {
        assert_eq!(
            (refused.status, code(&refused.body)),
            (403, "secret_refused")
        );
    }
}

#[tokio::test]
async fn a_request_that_comes_again_is_kept_once_and_another_under_its_identifier_is_refused() {
    let (central, [noor, bram], [sami, _]) = asked().await;
    for _ in 0..5 {
        let again = noor.asks(&request(2, W45, TALK)).await;
        assert_eq!(again.status, 204, "a resent one costs nothing");
    }
    let other = bram.asks(&request(2, W45, HOME)).await;
    assert_eq!(
        (other.status, code(&other.body)),
        (409, "second_view_taken")
    );
    assert_eq!(sami.reads_questions().await, [HOME, TALK]);
    let waits = request(3, W45, TALK);
    for _ in 0..2 {
        assert_eq!(noor.asks(&waits).await.status, 204);
    }
    assert_eq!(rows(&central, "views_waiting"), 1);
    assert_eq!(
        sami.reads_questions().await.len(),
        2,
        "until the next batch"
    );
    let not_yet = sami.advises(3, ASK).await;
    assert_eq!(not_yet.status, 404, "no adviser sees it yet");
}

#[tokio::test]
async fn a_phone_asks_twice_in_a_day_and_no_more() {
    let central = TestCentral::open_at(MONDAY).await;
    let phone = central.officer("roermond-1").await;
    for number in [1, 2] {
        assert_eq!(phone.asks(&request(number, W45, TALK)).await.status, 204);
    }
    let third = phone.asks(&request(3, W45, TALK)).await;
    assert_eq!((third.status, code(&third.body)), (429, "quota_exhausted"));
    assert_eq!(phone.asks(&request(1, W45, TALK)).await.status, 204);
}

#[tokio::test]
async fn what_was_taken_back_goes_with_its_answers_and_does_not_come_again() {
    let (central, [noor, _], [sami, _]) = asked().await;
    assert_eq!(sami.advises(2, ASK).await.status, 204);
    for _ in 0..2 {
        assert_eq!(noor.takes_view_back(2, 2).await.status, 204);
    }
    assert_eq!(sami.reads_questions().await, [HOME]);
    assert_eq!(
        noor.looks_after(2, 2).await.body,
        json!({ "state": "absent", "answers": [] })
    );
    assert_eq!(sami.advises(2, SIT).await.status, 404, "it came too late");
    let late = noor.asks(&request(2, W45, TALK)).await;
    assert_eq!(code(&late.body), "second_view_taken");
    assert_eq!(rows(&central, "view_answers"), 0);
    for words in [TALK, ASK, SIT] {
        assert!(!holds(&central, words), "{words}");
    }
    // One that has not arrived.
    assert_eq!(noor.takes_view_back(4, 4).await.status, 204);
    let late = noor.asks(&request(4, W45, TALK)).await;
    assert_eq!(code(&late.body), "second_view_taken");
}

#[tokio::test]
async fn a_question_or_an_answer_with_personal_data_is_refused_by_central_too() {
    let (central, [noor, _], [sami, _]) = asked().await;
    let too_long = "a ".repeat(141);
    for text in [
        "Bel hem op 06-00000000 als het moet.",
        "De auto BB-00-DD had geen licht.",
        "",
        "Vraag\u{7}iets.",
    ] {
        for refused in [
            noor.asks(&request(7, W45, text)).await,
            sami.advises(2, text).await,
        ] {
            assert_eq!(
                (refused.status, code(&refused.body)),
                (422, "second_view_refused"),
                "{text}"
            );
            assert!(text.is_empty() || !refused.text.contains(text));
        }
    }
    assert_eq!(noor.asks(&request(7, W45, &too_long)).await.status, 422);
    assert_eq!(sami.advises(2, &too_long).await.status, 204, "longer");
    assert_eq!(sami.advises(2, &"a ".repeat(501)).await.status, 422);
    assert_eq!(rows(&central, "view_answers"), 1);
    for (week, number) in [("2026-W47", 5), ("2026-W36", 6)] {
        let refused = noor.asks(&request(number, week, TALK)).await;
        assert_eq!(code(&refused.body), "second_view_week_refused", "{week}");
    }
    for (field, value) in [
        ("device", json!(noor.device)),
        ("team", json!("roermond-1")),
        ("hour", json!(1)),
    ] {
        let mut more = request(7, W45, TALK);
        more[field] = value;
        assert_eq!(noor.asks(&more).await.status, 400, "{field}");
    }
    let mut three = request(7, W45, TALK);
    three["about"] =
        json!([{ "theme": "workload" }, { "theme": "appearance" }, { "theme": "colleague" }]);
    assert_eq!(noor.asks(&three).await.status, 400, "too many codes");
}

#[tokio::test]
async fn after_sixty_days_requests_and_answers_are_gone_for_good() {
    let (central, [mut noor, _], [mut sami, _]) = asked().await;
    assert_eq!(sami.advises(2, ASK).await.status, 204);
    assert_eq!(noor.takes_view_back(9, 9).await.status, 204);
    // One that still waits when central's clock stands at the last day.
    pass(&central, 58).await;
    for phone in [&mut noor, &mut sami] {
        phone.renews_its_token().await;
    }
    assert_eq!(sami.reads_questions().await, [HOME, TALK], "the 60th day");
    assert_eq!(answers(&noor.looks_after(2, 2).await.body), [ASK]);
    pass(&central, 1).await;
    for phone in [&mut noor, &mut sami] {
        phone.renews_its_token().await;
    }
    assert!(sami.reads_questions().await.is_empty());
    assert_eq!(noor.looks_after(2, 2).await.body["state"], "absent");
    for table in ["views", "views_waiting", "views_over", "view_answers"] {
        assert_eq!(rows(&central, table), 0, "{table}");
    }
    for words in [TALK, HOME, ASK] {
        assert!(!holds(&central, words), "{words}");
    }
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_deletes_no_request_before_it_stood_by_it() {
    let (central, _, [mut sami, _]) = asked().await;
    central.clock.advance_millis(100 * DAY);
    central.server.tidy().await.unwrap();
    assert_eq!(rows(&central, "views"), 2);
    central.clock.advance_millis(-100 * DAY);
    central.server.tidy().await.unwrap();
    sami.renews_its_token().await;
    assert_eq!(sami.reads_questions().await.len(), 2);
}
