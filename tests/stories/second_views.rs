//! A second view from the officer's phone to that of an adviser and back: once whatever is lost on the way, and gone in time.

use proco_access::Role;
use proco_central::copies::{self, Existing};
use proco_device::view::{AskedView, OwnSecondView, ViewPlace};
use proco_device::{DeviceError, input};
use proco_testbed::log;
use proco_testbed::officer::{Officer, town};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;
use serde_json::json;

const DAY: i64 = 24 * 3_600_000;
/// After so long a phone looks for answers again.
const QUARTER_DAY: i64 = 6 * 3_600_000;
const TALK: &str = "Hoe leg ik in een gezin uit waarom ik dit vraag?";
const HOME: &str = "Wie spreek ik aan als de oudste thuis niet praat?";
const ASK: &str = "Vraag eerst wie het woord voert en wacht dan.";
const SIT: &str = "Ga erbij zitten en neem de tijd.";

/// An officer of one team, a shift lead of another, and two advisers.
async fn four(town: &Town) -> [Officer; 4] {
    [
        Officer::joins(town, "duinwijk", Role::Officer).await,
        Officer::joins(town, "havenstad", Role::ShiftLead).await,
        Officer::joins(town, "ndv", Role::Adviser).await,
        Officer::joins(town, "ndv", Role::Adviser).await,
    ]
}

/// Asks; it waits on the phone for its next pass.
fn asks(officer: &Officer, question: &str) {
    let stop = officer.stops("TF-000-G", []).id;
    let about = json!([{ "theme": "workload" }]);
    let request =
        input::second_view(json!({ "about": about, "text": question, "harmless": [] })).unwrap();
    officer.phone().ask_second_view(stop, request).unwrap();
}

async fn answers(adviser: &Officer, asked: &AskedView, text: &str) -> Result<(), DeviceError> {
    let answer = input::answer(json!({ "text": text, "harmless": [] })).unwrap();
    let phone = adviser.phone();
    phone.keep_answer(asked.view, answer.clone()).unwrap();
    phone.give_answer(asked.view, answer).await
}

/// The next day: central shows the advisers what waits, and each phone makes a pass.
async fn next_day(town: &Town, phones: &[&Officer]) {
    town.pass_days(1).await.unwrap();
    for phone in phones {
        phone.waits(DAY);
        phone.syncs().await;
    }
}

/// Six hours later, at central and on this phone.
fn later(town: &Town, phone: &Officer) {
    town.clock().advance_millis(QUARTER_DAY);
    phone.waits(QUARTER_DAY);
}

async fn seen_by(adviser: &Officer) -> Vec<AskedView> {
    adviser.phone().asked_second_views().await.unwrap()
}

async fn questions(adviser: &Officer) -> Vec<String> {
    let seen = seen_by(adviser).await.into_iter();
    let mut questions: Vec<_> = seen.map(|asked| asked.question.0).collect();
    questions.sort();
    questions
}

fn own(officer: &Officer) -> Vec<OwnSecondView> {
    officer.phone().own_second_views().unwrap()
}

fn place(officer: &Officer) -> ViewPlace {
    own(officer)[0].place
}

/// The answers to the last request of an officer, in the order of the alphabet.
fn told(officer: &Officer) -> Vec<String> {
    let own = own(officer);
    let mut told: Vec<_> = own[0]
        .answers
        .iter()
        .map(|answer| answer.expose().to_owned())
        .collect();
    told.sort();
    told
}

#[tokio::test]
async fn a_question_goes_to_the_advisers_and_their_answers_come_back() {
    let (_data, town) = town().await;
    let [noor, bram, sami, anna] = four(&town).await;
    for (officer, question) in [(&noor, TALK), (&bram, HOME)] {
        asks(officer, question);
        assert_eq!(place(officer), ViewPlace::Waiting);
        officer.syncs().await;
        assert_eq!(place(officer), ViewPlace::Sent);
    }
    assert!(seen_by(&sami).await.is_empty(), "not at once");
    next_day(&town, &[&noor, &bram, &sami, &anna]).await;
    assert_eq!(place(&noor), ViewPlace::Released);
    assert_eq!(questions(&sami).await, [TALK, HOME]);
    let seen = seen_by(&sami).await;
    let hers = seen.iter().find(|asked| asked.question.0 == TALK).unwrap();
    let (first, second) = tokio::join!(answers(&sami, hers, ASK), answers(&anna, hers, SIT));
    assert_eq!(
        (first, second),
        (Ok(()), Ok(())),
        "none takes the other's place"
    );
    let seen = seen_by(&sami).await;
    let hers = seen.iter().find(|asked| asked.question.0 == TALK).unwrap();
    assert_eq!((hers.answers, hers.draft.is_none()), (2, true));
    // The phone looks once in six hours, without a network not at all, and then again.
    noor.syncs().await;
    assert!(told(&noor).is_empty());
    later(&town, &noor);
    noor.weather(Weather::NoNetwork);
    noor.syncs().await;
    assert!(told(&noor).is_empty());
    noor.weather(Weather::Fair);
    noor.syncs().await;
    assert_eq!(told(&noor), [SIT, ASK]);
    later(&town, &noor);
    noor.syncs().await;
    assert_eq!(told(&noor).len(), 2, "each once");
    assert!(told(&bram).is_empty());
}

#[tokio::test]
async fn each_phone_may_do_what_its_role_may() {
    let (_data, town) = town().await;
    let [noor, bram, sami, _] = four(&town).await;
    for officer in [&noor, &bram] {
        assert!(officer.phone().asked_second_views().await.is_err());
    }
    asks(&noor, TALK);
    noor.syncs().await;
    next_day(&town, &[&noor, &bram, &sami]).await;
    let asked = &seen_by(&sami).await[0];
    assert!(answers(&bram, asked, ASK).await.is_err());
    assert!(sami.phone().team_lessons().await.is_err());
    assert!(sami.phone().summary_periods().await.is_err());
    later(&town, &noor);
    noor.syncs().await;
    assert!(told(&noor).is_empty());
}

#[tokio::test]
async fn whatever_is_lost_on_the_way_request_and_answer_are_there_once() {
    let (_data, town) = town().await;
    let [mut noor, _, mut sami, _] = four(&town).await;
    asks(&noor, TALK);
    for weather in [
        Weather::NoNetwork,
        Weather::LoseRequest,
        Weather::LoseAnswer,
        Weather::Portal,
        Weather::Broken,
    ] {
        noor.to_central.set_for("/v1/second-views", weather);
        noor.syncs().await;
        assert_eq!(place(&noor), ViewPlace::Waiting, "{weather:?}");
        noor.killed();
        noor.wake();
    }
    noor.to_central.set_for("/v1/second-views", Weather::Twice);
    noor.syncs().await;
    assert_eq!(place(&noor), ViewPlace::Sent);
    noor.to_central.clear();
    next_day(&town, &[&noor, &sami]).await;
    assert_eq!(questions(&sami).await, [TALK]);

    // The answer is lost on its way back: what was written stays on the phone of the adviser, also when that is killed.
    sami.to_central
        .set_for("/v1/second-views/answer", Weather::LoseAnswer);
    let asked = &seen_by(&sami).await[0];
    assert!(answers(&sami, asked, ASK).await.is_err());
    sami.to_central.clear();
    sami.killed();
    sami.wake();
    let asked = &seen_by(&sami).await[0];
    let draft = asked.draft.as_ref().map(|draft| draft.expose().to_owned());
    assert_eq!(draft.as_deref(), Some(ASK));
    answers(&sami, asked, ASK).await.unwrap();
    assert_eq!(seen_by(&sami).await[0].answers, 1);
    later(&town, &noor);
    noor.to_central
        .set_for("/v1/second-views/state", Weather::LoseAnswer);
    noor.syncs().await;
    assert!(told(&noor).is_empty());
    noor.to_central.clear();
    noor.syncs().await;
    assert_eq!(told(&noor), [ASK]);
}

#[tokio::test]
async fn what_she_takes_back_goes_from_phone_and_advisers_also_without_a_network() {
    let (_data, town) = town().await;
    let [mut noor, _, sami, _] = four(&town).await;
    asks(&noor, TALK);
    noor.syncs().await;
    let copy = noor.copy();
    next_day(&town, &[&noor, &sami]).await;
    answers(&sami, &seen_by(&sami).await[0], ASK).await.unwrap();
    later(&town, &noor);
    noor.syncs().await;
    assert_eq!(told(&noor), [ASK]);
    noor.weather(Weather::NoNetwork);
    let view = own(&noor)[0].view;
    noor.phone().take_second_view_back(view).unwrap();
    noor.syncs().await;
    assert_eq!(place(&noor), ViewPlace::TakingBack);
    assert!(own(&noor)[0].text.is_none() && told(&noor).is_empty());
    assert_eq!(
        questions(&sami).await,
        [TALK],
        "central knows nothing of it yet"
    );
    noor.weather(Weather::Fair);
    noor.syncs().await;
    assert!(own(&noor).is_empty());
    let gone = seen_by(&sami).await;
    assert!(gone.is_empty());
    // A copy of the phone does not bring it back.
    noor.put_back(&copy);
    noor.syncs().await;
    noor.syncs().await;
    assert!(own(&noor).is_empty(), "central told the copy");
    next_day(&town, &[&sami]).await;
    assert!(seen_by(&sami).await.is_empty());
}

#[tokio::test]
async fn an_answer_to_what_was_taken_back_is_told_to_the_adviser() {
    let (_data, town) = town().await;
    let [noor, _, sami, _] = four(&town).await;
    asks(&noor, TALK);
    noor.syncs().await;
    next_day(&town, &[&noor, &sami]).await;
    let seen = seen_by(&sami).await;
    noor.phone()
        .take_second_view_back(own(&noor)[0].view)
        .unwrap();
    noor.syncs().await;
    assert_eq!(answers(&sami, &seen[0], ASK).await, Err(DeviceError::Gone));
}

#[tokio::test]
async fn after_sixty_days_it_is_gone_at_central_and_on_the_phone() {
    let (_data, town) = town().await;
    let [noor, _, sami, _] = four(&town).await;
    asks(&noor, TALK);
    noor.syncs().await;
    next_day(&town, &[&noor, &sami]).await;
    answers(&sami, &seen_by(&sami).await[0], ASK).await.unwrap();
    later(&town, &noor);
    noor.syncs().await;
    assert_eq!(told(&noor), [ASK]);
    let pass = async |days: i64| {
        for _ in 0..days {
            town.pass_days(1).await.unwrap();
        }
        noor.waits(days * DAY);
        sami.waits(days * DAY);
        noor.syncs().await;
    };
    // Its week began seven days ago at most.
    pass(52).await;
    assert_eq!(told(&noor), [ASK]);
    assert_eq!(seen_by(&sami).await.len(), 1);
    pass(8).await;
    assert!(own(&noor).is_empty());
    assert!(seen_by(&sami).await.is_empty());
}

#[tokio::test]
async fn a_central_that_was_put_back_has_the_request_again_and_no_answer_is_lost_on_the_phone() {
    let (data, mut town) = town().await;
    let [noor, bram, sami, _] = four(&town).await;
    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();
    for (officer, question) in [(&noor, TALK), (&bram, HOME)] {
        asks(officer, question);
        officer.syncs().await;
    }
    next_day(&town, &[&noor, &bram, &sami]).await;
    let seen = seen_by(&sami).await;
    let hers = seen.iter().find(|asked| asked.question.0 == TALK).unwrap();
    answers(&sami, hers, ASK).await.unwrap();
    town.clock().advance_millis(QUARTER_DAY);
    for officer in [&noor, &bram] {
        officer.waits(QUARTER_DAY);
        officer.syncs().await;
    }
    assert_eq!(told(&noor), [ASK]);
    town.stop_central().await;
    let folder = data.path().join("central");
    copies::restore(&folder, &copy, Existing::MoveAside, town.clock().as_ref())
        .await
        .unwrap();
    let address = town.start_central().await.unwrap();
    for officer in [&noor, &bram, &sami] {
        officer.to_central.lead_to(address);
        officer.waits(9 * 3_600_000);
    }
    town.clock().advance_millis(9 * 3_600_000);
    for _ in 0..3 {
        for officer in [&noor, &bram] {
            officer.syncs().await;
        }
    }
    next_day(&town, &[&noor, &bram, &sami]).await;
    assert_eq!(questions(&sami).await, [TALK, HOME]);
    assert_eq!(told(&noor), [ASK]);
}

#[tokio::test]
async fn no_request_about_a_second_view_names_a_record_or_is_logged() {
    let (_data, town) = town().await;
    let [noor, _, sami, _] = four(&town).await;
    asks(&noor, TALK);
    noor.syncs().await;
    let seen = String::from_utf8_lossy(&noor.to_central.seen()).into_owned();
    let sent = seen.split("\"view\":").nth(1).unwrap();
    let request: String = sent.chars().take_while(|c| *c != '\n').collect();
    let request: String = request.chars().take(500).collect();
    let body = request.split("\"secret\"").next().unwrap();
    for hidden in ["hour", "pseudonym", "device", "duinwijk", "stop"] {
        assert!(!body.contains(hidden), "{hidden}: {body}");
    }
    next_day(&town, &[&noor, &sami]).await;
    answers(&sami, &seen_by(&sami).await[0], ASK).await.unwrap();
    later(&town, &noor);
    noor.syncs().await;
    let view = own(&noor)[0].view;
    noor.phone().take_second_view_back(view).unwrap();
    noor.syncs().await;
    assert!(own(&noor).is_empty());
    for line in log::requests() {
        let of_an_author = line.contains("POST") && line.contains("/v1/second-views");
        assert!(!of_an_author, "{line}");
    }
    for hidden in [TALK, ASK, &String::from(view)] {
        assert!(!log::heard().contains(hidden));
    }
    let requests: Vec<_> = seen
        .lines()
        .filter(|line| line.contains("HTTP/1.1"))
        .collect();
    for line in requests {
        assert!(
            !line.contains(&String::from(view)) && !line.contains("gezin"),
            "{line}"
        );
    }
}
