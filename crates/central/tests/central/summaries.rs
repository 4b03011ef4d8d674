//! What the shift lead sees, when, and who does not.

use proco_access::Role;
use proco_exchange::Hour;
use proco_exchange::period::Week;
use serde_json::{Value, json};

use proco_testbed::central::TestCentral;
use proco_testbed::reports::{query, revised, stop, withdrawal};
use proco_testbed::visitor::Visitor;

/// Monday 2 November 2026, 10:00 UTC: the first day of 2026-W45, and of the weeks of November.
pub const MONDAY: proco_exchange::UtcMillis = proco_exchange::UtcMillis(1_793_613_600_000);
pub const DAY: i64 = 24 * 3_600_000;

/// Six officers and their lead.
pub async fn team(central: &TestCentral) -> (Vec<Visitor>, Visitor) {
    let mut officers = Vec::new();
    for _ in 0..6 {
        officers.push(central.officer("roermond-1").await);
    }
    let lead = central.enrol("roermond-1", Role::ShiftLead).await;
    (officers, lead)
}

/// Lets days pass, as they do for a server that tidies up now and then, and brings every phone a
/// new token.
pub async fn pass_days(
    central: &TestCentral,
    days: i64,
    phones: &mut [Visitor],
    lead: &mut Visitor,
) {
    for _ in 0..days / 7 {
        central.clock.advance_millis(7 * DAY);
        central.server.tidy().await.unwrap();
    }
    advance_days(central, days % 7, phones, lead).await;
}

/// Sets the clock to other days and brings every phone a new token.
pub async fn advance_days(
    central: &TestCentral,
    days: i64,
    phones: &mut [Visitor],
    lead: &mut Visitor,
) {
    central.clock.advance_millis(days * DAY);
    for phone in phones.iter_mut().chain([lead]) {
        let grant = central.refresh(phone).await;
        phone.token = grant.body["token"].as_str().unwrap().to_owned();
    }
}

/// Each officer makes so many stops and one look-up that was left, now.
pub async fn a_day_out(central: &TestCentral, officers: &[Visitor], stops: u8) -> Vec<Vec<Value>> {
    let hour = central.hour();
    let mut all = Vec::new();
    for (officer, first) in officers.iter().zip((0_u8..).step_by(20)) {
        let mut reports: Vec<_> = (0..stops).map(|nth| stop(first + nth, hour)).collect();
        reports.push(query(first, hour));
        central.upload(officer, &reports).await;
        all.push(reports);
    }
    all
}

pub async fn summary(central: &TestCentral, lead: &Visitor, period: &str) -> Value {
    let path = format!("/v1/teams/roermond-1/summaries/{period}");
    let answer = central.get(&path, &lead.token).await;
    assert_eq!(answer.status, 200, "{period}: {}", answer.body);
    answer.body
}

pub async fn listed(central: &TestCentral, lead: &Visitor) -> Vec<String> {
    let answer = central.get("/v1/teams/roermond-1/summaries", &lead.token);
    let body = answer.await.body;
    let codes = body["periods"].as_array().unwrap().iter();
    codes
        .map(|period| period["code"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_week_is_shown_when_it_is_over_and_a_day_has_passed() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    assert_eq!(listed(&central, &lead).await, Vec::<String>::new());
    let path = "/v1/teams/roermond-1/summaries/2026-W45";
    let answer = central.get(path, &lead.token).await;
    assert_eq!(answer.refusal(), (404, "period_not_available"));

    pass_days(&central, 7, &mut officers, &mut lead).await;
    assert_eq!(listed(&central, &lead).await, Vec::<String>::new(), "grace");
    pass_days(&central, 1, &mut officers, &mut lead).await;
    assert_eq!(listed(&central, &lead).await, ["2026-W45"]);
    let shown = summary(&central, &lead, "2026-W45").await;
    assert_eq!(shown["stops"], 18);
    assert_eq!(shown["queries"], 18 + 6);
    assert_eq!(
        shown["left_it"],
        Value::Null,
        "24 less 18 less these would tell that nothing was left undecided"
    );
    assert_eq!(
        shown["grounds"].as_array().unwrap().len(),
        0,
        "a week has no detail"
    );

    pass_days(&central, 21, &mut officers, &mut lead).await;
    assert_eq!(listed(&central, &lead).await, ["2026-11", "2026-W45"]);
    pass_days(&central, 40, &mut officers, &mut lead).await;
    assert_eq!(
        listed(&central, &lead).await,
        ["2026-Q4", "2026-11", "2026-W45"]
    );
    for period in ["2026-W44", "2026-13", "2026", "2026-Q3"] {
        let path = format!("/v1/teams/roermond-1/summaries/{period}");
        let answer = central.get(&path, &lead.token).await;
        assert_eq!(answer.refusal(), (404, "period_not_available"), "{period}");
    }
}

#[tokio::test]
async fn four_officers_of_whom_one_got_another_phone_are_four_and_not_five() {
    for (officers, stops) in [(4, Value::Null), (5, json!((5 + 1) * 3))] {
        let central = TestCentral::open_at(MONDAY).await;
        let (mut phones, mut lead) = team(&central).await;
        phones.truncate(officers);
        a_day_out(&central, &phones, 3).await;
        pass_days(&central, 1, &mut phones, &mut lead).await;
        phones[0] = central.in_place_of(&phones[0]).await;
        a_day_out(&central, &phones[..1], 3).await;
        pass_days(&central, 7, &mut phones, &mut lead).await;
        let shown = summary(&central, &lead, "2026-W45").await;
        assert_eq!(shown["stops"], stops, "{officers} officers");
    }
}

#[tokio::test]
async fn published_is_published() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    let sent = a_day_out(&central, &officers, 3).await;
    pass_days(&central, 8, &mut officers, &mut lead).await;
    let before = summary(&central, &lead, "2026-W45").await;

    // A stop is withdrawn, another one amended, and a third arrives late.
    central
        .upload(&officers[0], &[withdrawal(&sent[0][0], 2)])
        .await;
    let mut amended = revised(&sent[1][0], 2);
    amended["stop"]["findings"] = json!(["fine"]);
    amended["stop"]["link"] = json!("linked");
    let late = stop(200, MONDAY.hour());
    central.upload(&officers[1], &[amended, late]).await;
    assert_eq!(summary(&central, &lead, "2026-W45").await, before);
    let counts = central.counts(&officers[0], 0).await.body;
    assert_eq!(
        counts["windows"][3]["stops"], 0,
        "the look-up knows at once"
    );

    // The late one counts in the first week that was open.
    a_day_out(&central, &officers, 2).await;
    pass_days(&central, 8, &mut officers, &mut lead).await;
    let next = summary(&central, &lead, "2026-W46").await;
    assert_eq!(next["stops"], 6 * 2 + 1);
    assert_eq!(summary(&central, &lead, "2026-W45").await, before);
}

#[tokio::test]
async fn a_change_in_an_open_week_is_counted_as_changed() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    for _ in 0..2 {
        let sent = a_day_out(&central, &officers, 3).await;
        for (officer, reports) in officers.iter().zip(&sent) {
            let mut amended = revised(&reports[0], 2);
            amended["stop"]["findings"] = json!(["fine"]);
            amended["stop"]["link"] = json!("linked");
            amended["stop"]["ratings"] = json!({ "voice": 4 });
            let again = revised(&amended, 3);
            let gone = withdrawal(&reports[1], 2);
            central.upload(officer, &[amended, again, gone]).await;
        }
        pass_days(&central, 7, &mut officers, &mut lead).await;
    }
    pass_days(&central, 1, &mut officers, &mut lead).await;
    let shown = summary(&central, &lead, "2026-W45").await;
    assert_eq!(shown["stops"], 12);
    assert_eq!(
        shown["found_nothing"],
        Value::Null,
        "so few a week are left to the quarter"
    );
    pass_days(&central, 60, &mut officers, &mut lead).await;
    let shown = summary(&central, &lead, "2026-Q4").await;
    assert_eq!(
        (&shown["stops"], &shown["found_nothing"]),
        (&json!(24), &json!(12))
    );
    assert_eq!(
        shown["findings"][1],
        json!({ "code": "fine", "figure": null }),
        "as good as all that were found"
    );
    let voice = json!({ "aspect": "voice", "rated": 12, "high": null, "low": null });
    assert_eq!(shown["ratings"][0], voice, "all were 4: that is not told");
}

#[tokio::test]
async fn a_clock_that_goes_back_opens_no_week_again() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    pass_days(&central, 8, &mut officers, &mut lead).await;
    let before = summary(&central, &lead, "2026-W45").await;
    advance_days(&central, -9, &mut officers, &mut lead).await;
    advance_days(&central, 1, &mut officers, &mut lead).await;
    a_day_out(&central, &officers, 3).await;
    let central = central.reopened().await;
    a_day_out(&central, &officers, 3).await;
    assert_eq!(listed(&central, &lead).await, ["2026-W45"]);
    assert_eq!(summary(&central, &lead, "2026-W45").await, before);
}

#[tokio::test]
async fn a_subject_that_is_stopped_again_within_thirty_days_is_a_repeat() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 2).await;
    pass_days(&central, 1, &mut officers, &mut lead).await;
    a_day_out(&central, &officers, 1).await;
    pass_days(&central, 70, &mut officers, &mut lead).await;
    let shown = summary(&central, &lead, "2026-Q4").await;
    assert_eq!(
        (&shown["stops"], &shown["repeat_stops"]),
        (&json!(18), &json!(6))
    );
}

#[tokio::test]
async fn a_later_stop_does_not_make_an_earlier_one_a_repeat() {
    let central = TestCentral::open_at(MONDAY).await;
    let officer = central.officer("roermond-1").await;
    let (first, second) = (stop(7, MONDAY.hour()), stop(7, MONDAY.hour()));
    central.upload(&officer, &[first.clone(), second]).await;
    central.upload(&officer, &[revised(&first, 2)]).await;
    let database = rusqlite::Connection::open(central.folder.path().join("central.db")).unwrap();
    let mut repeated = database
        .prepare("SELECT repeated FROM records ORDER BY seq")
        .unwrap();
    let repeated = repeated.query_map([], |row| row.get(0)).unwrap();
    assert_eq!(
        repeated.map(Result::unwrap).collect::<Vec<bool>>(),
        [false, true]
    );
}

#[tokio::test]
async fn only_the_lead_of_the_team_is_answered() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    pass_days(&central, 8, &mut officers, &mut lead).await;
    let other = central.enrol("venlo-2", Role::ShiftLead).await;
    let analyst = central.enrol("roermond-1", Role::Analyst).await;
    for path in [
        "/v1/teams/roermond-1/summaries",
        "/v1/teams/roermond-1/summaries/2026-W45",
        "/v1/teams/roermond-1/summaries/2026-W46",
    ] {
        for phone in [&officers[0], &analyst] {
            let answer = central.get(path, &phone.token).await;
            assert_eq!(answer.refusal(), (403, "role_not_allowed"), "{path}");
        }
        let answer = central.get(path, &other.token).await;
        assert_eq!(answer.refusal(), (403, "team_not_allowed"), "{path}");
    }
}

#[tokio::test]
async fn what_is_too_old_is_dropped_and_its_summary_stays() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    pass_days(&central, 8, &mut officers, &mut lead).await;
    let before = summary(&central, &lead, "2026-W45").await;
    // A phone lay in a drawer until the last days of the epoch of its record, and its record
    // counts in a week of a quarter that is still open when the epoch ends.
    pass_days(&central, 395, &mut officers, &mut lead).await;
    assert_eq!(central.hour().epoch().to_string(), "2027Q4");
    let drawer = stop(7, Hour(MONDAY.hour().0 + 24));
    central.upload(&officers[0], &[drawer]).await;
    a_day_out(&central, &officers, 3).await;
    pass_days(&central, 22, &mut officers, &mut lead).await;
    assert_eq!(central.hour().epoch().to_string(), "2028Q1");
    central.server.tidy().await.unwrap();

    let database = rusqlite::Connection::open(central.folder.path().join("central.db")).unwrap();
    let number =
        |question: &str| -> i64 { database.query_row(question, [], |row| row.get(0)).unwrap() };
    let records = "SELECT count(*) FROM records WHERE epoch = 20264";
    assert_ne!(
        number(records),
        0,
        "a clock that jumped may still be put right"
    );
    pass_days(&central, 1, &mut officers, &mut lead).await;
    central.server.tidy().await.unwrap();
    assert_eq!(number(records), 0);
    assert_eq!(
        number("SELECT count(*) FROM records WHERE epoch = 20274"),
        24
    );
    let tags = "SELECT count(*) FROM rollup WHERE epoch = 20264 AND officer <> x''";
    assert_eq!(number(tags), 0);
    let week = Week::of(MONDAY.hour()).from().0;
    let old = format!("SELECT count(*) FROM rollup WHERE week = {week}");
    assert_eq!(number(&old), 0, "published to the end of its quarter");
    let drawer = "SELECT number FROM rollup WHERE epoch = 20264 AND measure = 'stops'";
    assert_eq!(
        number(drawer),
        1,
        "its number still counts, its officer is gone"
    );

    assert_eq!(summary(&central, &lead, "2026-W45").await, before);
    assert_eq!(summary(&central, &lead, "2026-Q4").await["stops"], 18);
    pass_days(&central, 13, &mut officers, &mut lead).await;
    assert_eq!(summary(&central, &lead, "2027-Q4").await["stops"], 19);
}
