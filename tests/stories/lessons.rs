//! Lessons from phone to team: once whatever is lost on the way, together with others, and back again.

use proco_access::Role;
use proco_central::copies::{self, Existing};
use proco_device::input;
use proco_device::view::{LessonPlace, OwnLesson};
use proco_exchange::lesson::AsideReason;
use proco_testbed::log;
use proco_testbed::officer::{Officer, town};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;
use serde_json::json;

const DAY: i64 = 24 * 3_600_000;
const TALK: &str = "Zeg eerst waarom je iemand laat stoppen.";
const WAIT: &str = "Wacht tot de ander is uitgesproken.";
const ASK: &str = "Vraag wat hij ervan vond.";

/// Six officers of a team, each with a stop that was sent.
async fn team(town: &Town) -> Vec<Officer> {
    let mut officers = Vec::new();
    for _ in 0..6 {
        let officer = Officer::joins(town, "duinwijk", Role::Officer).await;
        officer.stops("BB-00-DD", []);
        officer.syncs().await;
        officers.push(officer);
    }
    officers
}

/// Shares a lesson; it waits on the phone for its next pass.
fn shares(officer: &Officer, text: &str) {
    let stop = officer.stops("TF-000-G", []).id;
    let about = json!({ "theme": "workload" });
    let lesson = input::lesson(json!({ "about": about, "text": text, "harmless": [] })).unwrap();
    officer.phone().share_lesson(stop, lesson).unwrap();
}

/// The next day: central releases what may be, and each phone makes a pass.
async fn next_day(town: &Town, phones: &[&Officer]) {
    town.pass_days(1).await.unwrap();
    for phone in phones {
        phone.waits(DAY);
        phone.syncs().await;
    }
}

/// The words of the team's lessons, in the order of the alphabet.
async fn read_by(officer: &Officer) -> Vec<String> {
    let lessons = officer.phone().team_lessons().await.unwrap();
    let mut words: Vec<_> = lessons.into_iter().map(|lesson| lesson.text.0).collect();
    words.sort();
    words
}

fn own(officer: &Officer) -> Vec<OwnLesson> {
    officer.phone().own_lessons().unwrap()
}

/// Where the own lessons stand, the first one that was shared before the others.
fn places(officer: &Officer) -> Vec<LessonPlace> {
    own(officer)
        .iter()
        .rev()
        .map(|lesson| lesson.place)
        .collect()
}

#[tokio::test]
async fn two_lessons_are_read_by_the_team_the_next_day_with_their_last_day() {
    let (_data, town) = town().await;
    let officers = team(&town).await;
    let (noor, bram) = (&officers[0], &officers[1]);
    let elsewhere = Officer::joins(&town, "havenstad", Role::ShiftLead).await;
    for (officer, text) in [(noor, TALK), (bram, WAIT)] {
        shares(officer, text);
        officer.syncs().await;
        assert_eq!(places(officer), [LessonPlace::Sent]);
    }
    assert!(read_by(bram).await.is_empty(), "not at once");
    next_day(&town, &[noor, bram]).await;
    assert_eq!(read_by(&officers[5]).await, [WAIT, TALK]);
    assert_eq!(places(noor), [LessonPlace::Released]);
    let lessons = noor.phone().team_lessons().await.unwrap();
    assert_eq!(lessons[0].week, "2026-W47");
    // The Sunday of 2027-W02, the eighth week after it.
    assert_eq!(lessons[0].until, "2027-01-17");
    assert_eq!(own(noor)[0].until.as_deref(), Some("2027-01-17"));
    assert!(read_by(&elsewhere).await.is_empty());
}

#[tokio::test]
async fn whatever_is_lost_on_the_way_it_is_there_once() {
    let (_data, town) = town().await;
    let mut officers = team(&town).await;
    shares(&officers[1], WAIT);
    officers[1].syncs().await;
    let noor = &mut officers[0];
    shares(noor, TALK);
    for weather in [
        Weather::NoNetwork,
        Weather::LoseRequest,
        Weather::LoseAnswer,
        Weather::Portal,
        Weather::Broken,
    ] {
        noor.to_central.set_for("/v1/lessons", weather);
        noor.syncs().await;
        assert_eq!(places(noor), [LessonPlace::Waiting], "{weather:?}");
        noor.killed();
        noor.wake();
    }
    noor.to_central.set_for("/v1/lessons", Weather::Twice);
    noor.syncs().await;
    assert_eq!(places(noor), [LessonPlace::Sent]);
    noor.to_central.clear();
    let copy = noor.copy();
    next_day(&town, &[&officers[0]]).await;
    assert_eq!(read_by(&officers[5]).await, [WAIT, TALK]);
    // A copy of the phone knows less, and sends nothing twice.
    officers[0].put_back(&copy);
    officers[0].syncs().await;
    assert_eq!(places(&officers[0]), [LessonPlace::Released]);
    assert_eq!(read_by(&officers[5]).await, [WAIT, TALK]);
}

#[tokio::test]
async fn a_phone_has_one_lesson_waiting_at_central_at_a_time() {
    let (_data, town) = town().await;
    let officers = team(&town).await;
    let (noor, bram) = (&officers[0], &officers[1]);
    shares(noor, TALK);
    shares(noor, WAIT);
    for _ in 0..2 {
        noor.syncs().await;
        assert_eq!(places(noor), [LessonPlace::Sent, LessonPlace::Waiting]);
    }
    next_day(&town, &[noor]).await;
    assert!(read_by(bram).await.is_empty(), "both would be hers");
    assert_eq!(places(noor), [LessonPlace::Sent, LessonPlace::Waiting]);
    shares(bram, ASK);
    bram.syncs().await;
    next_day(&town, &[noor, bram]).await;
    assert_eq!(read_by(bram).await, [ASK, TALK]);
    assert_eq!(places(noor), [LessonPlace::Released, LessonPlace::Sent]);
}

#[tokio::test]
async fn what_she_takes_back_goes_from_phone_and_team_also_without_a_network() {
    let (_data, town) = town().await;
    let officers = team(&town).await;
    let (noor, bram) = (&officers[0], &officers[1]);
    shares(noor, TALK);
    shares(bram, WAIT);
    for officer in [noor, bram] {
        officer.syncs().await;
    }
    next_day(&town, &[noor, bram]).await;
    noor.weather(Weather::NoNetwork);
    noor.phone().take_lesson_back(own(noor)[0].lesson).unwrap();
    noor.syncs().await;
    assert_eq!(places(noor), [LessonPlace::TakingBack]);
    assert!(own(noor)[0].text.is_none());
    assert_eq!(
        read_by(bram).await,
        [WAIT, TALK],
        "central knows nothing of it yet"
    );
    noor.weather(Weather::Fair);
    noor.to_central
        .set_for("/v1/lessons/take-back", Weather::LoseAnswer);
    noor.syncs().await;
    assert_eq!(places(noor), [LessonPlace::TakingBack]);
    assert_eq!(read_by(bram).await, [WAIT]);
    noor.to_central.clear();
    noor.syncs().await;
    assert!(own(noor).is_empty());
}

#[tokio::test]
async fn a_copy_of_the_phone_does_not_bring_back_what_was_taken_back() {
    let (_data, town) = town().await;
    let mut officers = team(&town).await;
    shares(&officers[0], TALK);
    officers[0]
        .to_central
        .set_for("/v1/lessons", Weather::LoseAnswer);
    officers[0].syncs().await;
    officers[0].to_central.clear();
    let copy = officers[0].copy();
    let lesson = own(&officers[0])[0].lesson;
    officers[0].phone().take_lesson_back(lesson).unwrap();
    officers[0].syncs().await;
    officers[0].put_back(&copy);
    officers[0].syncs().await;
    assert!(own(&officers[0]).is_empty(), "central told the copy");
    shares(&officers[1], WAIT);
    officers[1].syncs().await;
    next_day(&town, &[]).await;
    assert!(read_by(&officers[1]).await.is_empty(), "it waits alone");
}

#[tokio::test]
async fn a_lesson_that_was_set_aside_is_told_to_its_phone_with_the_reason() {
    let (_data, town) = town().await;
    let officers = team(&town).await;
    let lead = Officer::joins(&town, "duinwijk", Role::ShiftLead).await;
    let (noor, bram) = (&officers[0], &officers[1]);
    shares(noor, TALK);
    shares(bram, WAIT);
    for officer in [noor, bram] {
        officer.syncs().await;
    }
    next_day(&town, &[noor, bram, &lead]).await;
    let lessons = lead.phone().team_lessons().await.unwrap();
    let hers = lessons.iter().find(|lesson| lesson.text.0 == TALK).unwrap();
    let aside = |officer: &Officer| officer.phone().clone();
    let refused = aside(bram)
        .set_lesson_aside(hers.lesson, AsideReason::NoLesson)
        .await;
    assert!(refused.is_err(), "an officer sets nothing aside");
    aside(&lead)
        .set_lesson_aside(hers.lesson, AsideReason::NamesSomebody)
        .await
        .unwrap();
    assert_eq!(read_by(bram).await, [WAIT]);
    next_day(&town, &[noor]).await;
    assert_eq!(places(noor), [LessonPlace::AsideNamesSomebody]);
    noor.phone().take_lesson_back(own(noor)[0].lesson).unwrap();
    assert!(own(noor).is_empty());
}

#[tokio::test]
async fn a_central_that_was_put_back_has_each_lesson_again_and_none_that_was_taken_back() {
    let (data, mut town) = town().await;
    let officers = team(&town).await;
    let (noor, bram) = (&officers[0], &officers[1]);
    shares(noor, TALK);
    noor.syncs().await;
    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();
    noor.phone().take_lesson_back(own(noor)[0].lesson).unwrap();
    noor.syncs().await;
    shares(bram, WAIT);
    bram.syncs().await;
    assert!(own(noor).is_empty());
    assert_eq!(places(bram), [LessonPlace::Sent]);

    town.stop_central().await;
    let folder = data.path().join("central");
    copies::restore(&folder, &copy, Existing::MoveAside, town.clock().as_ref())
        .await
        .unwrap();
    let address = town.start_central().await.unwrap();
    for officer in &officers {
        officer.to_central.lead_to(address);
        officer.waits(9 * 3_600_000);
    }
    town.clock().advance_millis(9 * 3_600_000);
    for _ in 0..3 {
        for officer in [noor, bram] {
            officer.syncs().await;
        }
    }
    shares(&officers[2], ASK);
    officers[2].syncs().await;
    town.pass_days(1).await.unwrap();
    for officer in &officers {
        officer.waits(DAY);
    }
    assert_eq!(read_by(&officers[3]).await, [ASK, WAIT]);
}

#[tokio::test]
async fn no_request_about_a_lesson_names_a_record_or_is_logged() {
    let (_data, town) = town().await;
    let officers = team(&town).await;
    let noor = &officers[0];
    shares(noor, TALK);
    noor.syncs().await;
    let seen = String::from_utf8_lossy(&noor.to_central.seen()).into_owned();
    let sent = seen.split("\"lesson\":").nth(1).unwrap();
    let lesson: String = sent.chars().take_while(|c| *c != '}').collect();
    assert!(
        !lesson.contains("hour") && !lesson.contains("pseudonym"),
        "{lesson}"
    );
    noor.phone().take_lesson_back(own(noor)[0].lesson).unwrap();
    noor.syncs().await;
    assert!(own(noor).is_empty());
    for line in log::requests() {
        for route in ["/v1/lessons", "/v1/lessons/state", "/v1/lessons/take-back"] {
            let of_an_author = line.contains("POST") && line.contains(&format!("\"{route}\""));
            assert!(!of_an_author, "{line}");
        }
    }
    assert!(!log::heard().contains(TALK));
}
