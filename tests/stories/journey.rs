//! The whole road of one stop: Noor looks up, weighs, is interrupted, finishes without a network,
//! and her lead reads what the team can learn.

use proco_access::Role;
use proco_device::view::{CentralAnswer, SyncProblem, SyncState};
use proco_domain::draft::{Change, ResultChoice, Step};
use proco_testbed::officer::{Officer, smallest, town, year};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;

const PLATE: &str = "00-BDF-0";
const WEEK: i64 = 7 * 24 * 3_600_000;

async fn colleagues(town: &Town, number: usize) -> Vec<Officer> {
    let mut all = Vec::new();
    for _ in 0..number {
        all.push(Officer::joins(town, "duinwijk", Role::Officer).await);
    }
    all
}

#[tokio::test]
async fn from_the_look_up_to_the_leads_summary() {
    let (_data, town) = town().await;
    let team = colleagues(&town, 5).await;
    for colleague in &team {
        colleague.stops(PLATE, []);
        colleague.stops("BF-000-K", []);
        colleague.stops("BF-000-L", []);
        colleague.leaves("BF-000-G");
        colleague.leaves("BF-000-M");
        assert_eq!(colleague.syncs().await.waiting, 0);
    }

    // Noor's own phone knows nothing of the plate; the country does.
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let look_up = noor.looks_up("00 bdf 0");
    assert_eq!(
        year(&look_up.local),
        (0, 0, 0),
        "this phone never saw the plate"
    );
    let CentralAnswer::Known {
        counts, advisory, ..
    } = noor.phone().central_counts(look_up.query).await.unwrap()
    else {
        panic!("central answers while the network is there");
    };
    assert_eq!(
        year(&counts),
        (5, 5, 5),
        "five colleagues queried and stopped it for nothing"
    );
    assert!(advisory.is_none());

    // She has a ground of her own, begins, and the app is killed in the middle.
    let draft = noor.phone().start_check(look_up.query).unwrap();
    let [grounds, basis, told, _] = smallest();
    noor.answers(draft.id, [grounds, basis]);
    noor.phone().go_to_step(draft.id, Step::Contact).unwrap();
    noor.answers(draft.id, [told]);
    noor.killed();
    noor.wake();
    let back = noor
        .phone()
        .open_draft()
        .unwrap()
        .expect("the draft is still there");
    assert_eq!(
        (back.id, back.step),
        (draft.id, Step::Contact),
        "the same draft, the same step"
    );
    assert!(back.answers.legal_basis.is_some() && back.answers.explanation.reason_told.is_some());

    // The network goes; she finishes all the same.
    noor.weather(Weather::NoNetwork);
    noor.answers(draft.id, [Change::Result(Some(ResultChoice::Nothing))]);
    let card = noor.phone().finish(draft.id, None).unwrap();
    assert_eq!(card.sync, SyncState::Waiting);
    assert!(noor.phone().open_draft().unwrap().is_none());
    let status = noor.syncs().await;
    assert_eq!(status.problem, Some(SyncProblem::Offline));
    assert_eq!(status.waiting, 2, "the stop and its look-up wait");

    // The network is back, and bad: the first answers are lost on the way.
    noor.weather(Weather::Fair);
    noor.to_keyservice.forecast([Weather::LoseAnswer]);
    noor.to_central
        .forecast([Weather::LoseAnswer, Weather::LoseAnswer]);
    for _ in 0..6 {
        noor.waits(60_000);
        if noor.syncs().await.waiting == 0 {
            break;
        }
    }
    assert_eq!(noor.phone().sync_status().waiting, 0);
    assert_eq!(
        noor.phone().stop(card.id).unwrap().card.sync,
        SyncState::Sent
    );
    let seen = noor.looks_up(PLATE);
    let answer = noor.phone().central_counts(seen.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers")
    };
    assert_eq!(year(&counts), (6, 6, 6), "twice sent, once counted");

    // The week is over; the lead sees the team and nobody in it.
    let lead = Officer::joins(&town, "duinwijk", Role::ShiftLead).await;
    town.clock().advance_millis(WEEK);
    lead.waits(WEEK);
    let periods = lead.phone().summary_periods().await.unwrap();
    assert_eq!(
        periods.periods.first().map(|p| p.code.as_str()),
        Some("2026-W47")
    );
    let summary = lead.phone().summary("2026-W47").await.unwrap();
    assert_eq!((summary.stops.0, summary.queries.0), (Some(16), Some(26)));
    assert_eq!(
        (summary.left_it.0, summary.undecided.0),
        (None, None),
        "none without a decision is too few to be shown, and would follow from the ten that were left"
    );
}

#[tokio::test]
async fn without_any_network_the_phone_still_answers_and_keeps_everything() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.stops(PLATE, []);
    noor.leaves(PLATE);
    let look_up = noor.looks_up(PLATE);
    assert_eq!(
        year(&look_up.local),
        (2, 1, 1),
        "this look-up does not count itself"
    );
    let answer = noor.phone().central_counts(look_up.query).await.unwrap();
    assert_eq!(answer, CentralAnswer::Offline, "offline is an answer");
    noor.killed();
    noor.wake();
    let again = noor
        .phone()
        .open_look_up()
        .unwrap()
        .expect("the look-up is still there");
    assert_eq!(again.query, look_up.query);
    assert_eq!(year(&noor.looks_up(PLATE).local), (3, 1, 1));
}

#[tokio::test]
async fn what_is_not_yet_uploaded_is_added_to_what_central_knows_and_never_twice() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenkwartier", Role::Officer).await;
    bram.stops(PLATE, []);
    bram.syncs().await;
    let counted = async |officer: &Officer| {
        let look_up = officer.looks_up(PLATE);
        let answer = officer.phone().central_counts(look_up.query).await.unwrap();
        let CentralAnswer::Known { counts, .. } = answer else {
            panic!("central answers")
        };
        officer.phone().close_look_up(look_up.query).unwrap();
        year(&counts)
    };
    noor.stops(PLATE, []);
    assert_eq!(
        counted(&noor).await,
        (2, 2, 2),
        "one of Bram at central, one of Noor on her phone"
    );
    noor.to_central.set_for("/v1/reports", Weather::LoseAnswer);
    noor.syncs().await;
    noor.to_central.clear();
    assert_eq!(
        counted(&noor).await,
        (3, 2, 2),
        "central has it, and she does not know"
    );
    noor.syncs().await;
    assert_eq!(
        counted(&noor).await,
        (4, 2, 2),
        "the same stop is not counted twice"
    );
}
