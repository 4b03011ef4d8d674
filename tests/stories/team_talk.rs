//! Saskia leads a team and talks with it for ten minutes a week.

use std::collections::BTreeSet;

use proco_access::Role;
use proco_device::view::{ErrorCode, KeptTalk, QuarterWhen, Review, TalkBecause, TeamTalk, Turn};
use proco_device::{Change, DeviceError, input};
use proco_domain::draft::ResultChoice;
use proco_domain::ground::GroundCode;
use proco_domain::outcome::{Finding, Link};
use proco_testbed::officer::{Officer, town};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;
use serde_json::json;

const WEEK: i64 = 7 * 24 * 3_600_000;
/// From the evening on which the stories begin until the fourth quarter of 2026 is over.
const WEEKS_TO_QUARTER: u16 = 7;

/// Saskia, whose six officers made 48 stops for a defect of the vehicle, of which 30 found nothing, and 24 after a report, of
/// which 12 did.
async fn saskia(town: &Town) -> Officer {
    let lead = Officer::joins(town, "duinwijk", Role::ShiftLead).await;
    for _ in 0..6 {
        let colleague = Officer::joins(town, "duinwijk", Role::Officer).await;
        for _ in 0..5 {
            colleague.stops("BB-00-DD", []);
        }
        for _ in 0..3 {
            colleague.stops("BB-00-DD", found());
        }
        // Where all stops are alike, that there are no others would be told.
        for _ in 0..2 {
            colleague.stops("BB-00-DD", [of_a_report()]);
            colleague.stops("BB-00-DD", found().into_iter().chain([of_a_report()]));
        }
        colleague.syncs().await;
    }
    lead
}

fn of_a_report() -> Change {
    Change::Grounds(BTreeSet::from([GroundCode::Report]))
}

fn found() -> [Change; 3] {
    [
        Change::Result(Some(ResultChoice::Found)),
        Change::Findings(BTreeSet::from([Finding::Fine])),
        Change::Link(Some(Link::Linked)),
    ]
}

/// Week by week, as central believes its clock.
async fn pass(town: &Town, lead: &Officer, weeks: u16) {
    town.pass_days(weeks * 7).await.unwrap();
    lead.waits(i64::from(weeks) * WEEK);
}

fn keeps(lead: &Officer, week: &str, held: bool, note: &str) -> Result<(), DeviceError> {
    let kept: KeptTalk = input::kept_talk(json!({ "held": held, "note": note }))?;
    lead.phone().keep_talk(week, &kept)
}

fn note(talk: &TeamTalk) -> Option<&str> {
    talk.note.as_ref().map(|note| note.expose())
}

#[tokio::test]
async fn the_topic_of_a_week_comes_from_the_closed_quarter_and_another_follows_once_it_was_held() {
    let (_data, town) = town().await;
    let mut lead = saskia(&town).await;
    let running = lead.phone().team_talk().await.unwrap();
    let by_turn = TalkBecause::Turn {
        why: Turn::NoQuarter,
    };
    assert!(running.because == by_turn);
    assert!(running.figure.is_none() && running.questions.len() == 3);

    pass(&town, &lead, WEEKS_TO_QUARTER).await;
    let chosen = lead.phone().team_talk().await.unwrap();
    assert_eq!(chosen.topic, "ground-vehicle_defect");
    let figure = chosen.figure.unwrap();
    assert_eq!(figure.quarter.code, "2026-Q4");
    assert_eq!((figure.share.part, figure.share.whole), (30, 48));
    assert!(figure.others_hidden);
    keeps(&lead, &chosen.week.code, true, "rustig besproken").unwrap();

    lead.wake();
    let kept = lead.phone().team_talk().await.unwrap();
    assert_eq!(kept.topic, chosen.topic, "the same all week");
    assert_eq!(kept.questions, chosen.questions);
    assert!(kept.held_at.is_some());
    assert_eq!(note(&kept), Some("rustig besproken"));

    pass(&town, &lead, 1).await;
    let next = lead.phone().team_talk().await.unwrap();
    let by_turn = TalkBecause::Turn {
        why: Turn::AllTalked,
    };
    assert!(next.because == by_turn, "central shows no other ground");
    assert_ne!(next.topic, chosen.topic);
    let [earlier] = &next.earlier[..] else {
        panic!("the week that was not held is left out");
    };
    assert_eq!(
        (&earlier.week.code, &earlier.topic),
        (&chosen.week.code, &chosen.topic)
    );
    let [before] = &earlier.quarters[..] else {
        panic!("the first quarter of 2027 is not closed");
    };
    assert_eq!(before.when, QuarterWhen::Before);
    assert_eq!(before.share.map(|share| share.whole), Some(48));

    pass(&town, &lead, 6).await;
    let again = lead.phone().team_talk().await.unwrap();
    assert_eq!(again.topic, chosen.topic, "seven weeks later it returns");
    let new = again
        .questions
        .iter()
        .all(|one| !chosen.questions.contains(one));
    assert!(new, "with other questions");
}

#[tokio::test]
async fn without_the_network_a_chosen_topic_is_there_and_none_is_chosen() {
    let (_data, town) = town().await;
    let lead = saskia(&town).await;
    pass(&town, &lead, WEEKS_TO_QUARTER).await;
    let chosen = lead.phone().team_talk().await.unwrap();
    lead.weather(Weather::NoNetwork);
    let offline = lead.phone().team_talk().await.unwrap();
    assert_eq!(offline.topic, chosen.topic);
    assert_eq!(offline.without_figures, Some(ErrorCode::Offline));
    assert!(offline.figure.is_none());
    pass(&town, &lead, 1).await;
    let refused = lead.phone().team_talk().await.err();
    assert_eq!(refused.map(|error| error.code()), Some(ErrorCode::Offline));
}

#[tokio::test]
async fn a_note_stays_on_the_phone_and_holds_no_citizen_service_number() {
    let (_data, town) = town().await;
    let lead = saskia(&town).await;
    let talk = lead.phone().team_talk().await.unwrap();
    let week = &talk.week.code;
    keeps(&lead, week, false, "zeeleeuwen op de rotonde").unwrap();
    let refused = keeps(&lead, week, true, "bsn 111222333").unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Bsn);
    let kept = lead.phone().team_talk().await.unwrap();
    assert_eq!(
        (kept.held_at, note(&kept)),
        (None, Some("zeeleeuwen op de rotonde"))
    );
    lead.syncs().await;
    for sent in [
        lead.to_central.seen(),
        lead.to_keyservice.seen(),
        lead.store_bytes(),
    ] {
        assert!(!String::from_utf8_lossy(&sent).contains("zeeleeuwen"));
    }
    assert_eq!(keeps(&lead, "2020-W01", true, ""), Err(DeviceError::Gone));
    keeps(&lead, week, true, "").unwrap();
    let held = lead.phone().team_talk().await.unwrap();
    assert!(held.held_at.is_some() && held.note.is_none());
    keeps(&lead, week, false, "").unwrap();
    let not_held = lead.phone().team_talk().await.unwrap();
    assert_eq!(not_held.held_at, None, "it may be taken back");
}

#[tokio::test]
async fn what_was_done_with_the_figures_of_a_period_is_kept_until_it_is_taken_back() {
    let (_data, town) = town().await;
    let mut lead = saskia(&town).await;
    let phone = || lead.phone();
    for refused in ["2026-W47", "2026-Q4", "2026-W99"] {
        let marked = phone().review_period(refused, Review::Seen, true);
        assert_eq!(marked, Err(DeviceError::Period), "{refused} is not closed");
    }
    pass(&town, &lead, 1).await;
    for state in [Review::Seen, Review::Asked, Review::Seen] {
        phone().review_period("2026-W47", state, true).unwrap();
    }
    lead.wake();
    let states = |lead: &Officer| -> Vec<Review> {
        let kept = lead.phone().period_reviews().unwrap();
        assert!(kept.iter().all(|review| review.period == "2026-W47"));
        kept.into_iter().map(|review| review.state).collect()
    };
    assert_eq!(states(&lead).len(), 2, "each once");
    lead.phone()
        .review_period("2026-W47", Review::Seen, false)
        .unwrap();
    assert_eq!(states(&lead), [Review::Asked]);
}

#[tokio::test]
async fn nobody_but_a_shift_lead_has_it() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let mut stranger = Officer::unpacks(&town).await;
    stranger.wake();
    let talked = noor.phone().team_talk().await.err();
    assert_eq!(talked, Some(DeviceError::NotLead));
    assert_eq!(DeviceError::NotLead.code(), ErrorCode::Forbidden);
    assert!(
        noor.to_central
            .passed()
            .iter()
            .all(|path| !path.contains("summaries")),
        "central is not asked"
    );
    assert_eq!(
        keeps(&noor, "2026-W47", true, ""),
        Err(DeviceError::NotLead)
    );
    assert_eq!(noor.phone().period_reviews(), Err(DeviceError::NotLead));
    let reviewed = noor.phone().review_period("2026-W46", Review::Seen, true);
    assert_eq!(reviewed, Err(DeviceError::NotLead));
    let reviewed = stranger.phone().period_reviews();
    assert_eq!(reviewed, Err(DeviceError::NotEnrolled));
}
