//! Sparing a subject: Noor found nothing, and the next officer is told so, on every phone.

use std::collections::BTreeSet;

use proco_access::Role;
use proco_device::view::{CentralAnswer, Seen};
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::outcome::{Finding, Link};
use proco_domain::stop::{SpareDays, WithdrawReason};
use proco_domain::time::Hour;
use proco_testbed::officer::{Officer, smallest, town};
use proco_testbed::road::Weather;

const PLATE: &str = "0-GHJ-00";
const DAY: i64 = 24 * 3_600_000;

#[tokio::test]
async fn an_advisory_is_shown_on_every_phone_until_it_ends() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenkwartier", Role::Officer).await;

    let card = noor.stops(PLATE, [Change::Spare(Some(SpareDays::OFFERED))]);
    let until = card.spared_until.expect("the card tells until when");
    assert_eq!(until.0, card.at.0 + 90 * DAY);
    let own = noor
        .looks_up(PLATE)
        .advisory
        .expect("her own phone knows at once");
    assert_eq!(own.until, until);
    assert_eq!(own.on, Some(Seen::Moment(card.at)));
    noor.syncs().await;

    let look_up = bram.looks_up(PLATE);
    assert!(look_up.advisory.is_none(), "his phone alone cannot know");
    let CentralAnswer::Known {
        advisory: Some(advisory),
        ..
    } = bram.phone().central_counts(look_up.query).await.unwrap()
    else {
        panic!("central tells of the advisory");
    };
    assert_eq!(advisory.until.hour(), until.hour());
    let day = Hour::of(card.at.local_date());
    assert_eq!(
        advisory.on,
        Some(Seen::Day(day)),
        "and of its check the day"
    );

    // Bram goes on all the same: allowed, and his report says so.
    let draft = bram.phone().start_check(look_up.query).unwrap();
    assert!(draft.despite_advisory);
    bram.answers(draft.id, smallest());
    bram.phone().finish(draft.id, None).unwrap();
    assert_eq!(bram.syncs().await.refused, 0);
    let sent = String::from_utf8_lossy(&bram.to_central.seen()).into_owned();
    assert!(
        sent.contains("\"despite_advisory\":true"),
        "the report tells it"
    );

    for clock in [town.clock(), &bram.clock] {
        clock.advance_millis(91 * DAY);
    }
    bram.syncs().await;
    let later = bram.looks_up(PLATE);
    let answer = bram.phone().central_counts(later.query).await.unwrap();
    assert!(later.advisory.is_none());
    assert!(
        matches!(answer, CentralAnswer::Known { advisory: None, .. }),
        "it has ended"
    );
}

#[tokio::test]
async fn an_advisory_that_central_told_of_is_still_known_offline() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenkwartier", Role::Officer).await;
    noor.stops(PLATE, [Change::Spare(Some(SpareDays::OFFERED))]);
    noor.syncs().await;
    let look_up = bram.looks_up(PLATE);
    bram.phone().central_counts(look_up.query).await.unwrap();
    bram.phone().close_look_up(look_up.query).unwrap();
    bram.weather(Weather::NoNetwork);
    assert!(bram.looks_up(PLATE).advisory.is_some());
}

#[tokio::test]
async fn an_advisory_that_was_withdrawn_is_not_told_when_she_comes_back_offline() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let card = noor.stops(PLATE, [Change::Spare(Some(SpareDays::OFFERED))]);
    noor.syncs().await;
    let look_up = noor.looks_up(PLATE);
    noor.phone().central_counts(look_up.query).await.unwrap();
    let back = |noor: &Officer| noor.phone().open_look_up().unwrap().unwrap();
    let told = |answer| {
        matches!(
            answer,
            Some(CentralAnswer::Known {
                advisory: Some(_),
                ..
            })
        )
    };
    assert!(told(back(&noor).central) && back(&noor).advisory.is_some());

    noor.weather(Weather::NoNetwork);
    let reason = WithdrawReason::WrongSubject;
    noor.phone().withdraw(card.id, reason).unwrap();
    noor.killed();
    noor.wake();
    let back = back(&noor);
    let Some(CentralAnswer::Known { advisory, .. }) = back.central else {
        panic!("the counts that she saw are still there");
    };
    assert_eq!((advisory, back.advisory), (None, None));
}

#[tokio::test]
async fn an_advisory_ends_when_a_later_check_found_what_its_ground_pointed_to() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenkwartier", Role::Officer).await;
    noor.stops(PLATE, [Change::Spare(Some(SpareDays::OFFERED))]);
    noor.syncs().await;
    let days_later = async |days: i64| {
        for clock in [town.clock(), &noor.clock, &bram.clock] {
            clock.advance_millis(days * DAY);
        }
        noor.syncs().await;
        bram.syncs().await;
    };
    let found = |link| {
        [
            Change::Result(Some(ResultChoice::Found)),
            Change::Findings(BTreeSet::from([Finding::Fine])),
            Change::Link(Some(link)),
        ]
    };
    let told = async |officer: &Officer| {
        let seen = officer.looks_up(PLATE);
        let answer = officer.phone().central_counts(seen.query).await.unwrap();
        let CentralAnswer::Known {
            advisory,
            advisory_ended,
            ..
        } = answer
        else {
            panic!("central answers")
        };
        (advisory.is_some(), advisory_ended)
    };
    days_later(2).await;
    bram.stops(PLATE, found(Link::Unlinked));
    bram.syncs().await;
    assert_eq!(
        told(&noor).await,
        (true, None),
        "the ground was wrong again"
    );

    days_later(2).await;
    assert_eq!(told(&bram).await, (true, None), "he is told too");
    bram.waits(60_000);
    bram.weather(Weather::NoNetwork);
    let card = bram.stops(PLATE, found(Link::Linked));
    let again = bram.looks_up(PLATE);
    assert!(again.advisory.is_none(), "his own phone knows at once");
    assert_eq!(
        again.advisory_ended,
        Some(Seen::Moment(card.at)),
        "and says which check ended it"
    );
    bram.weather(Weather::Fair);
    let day = Some(Seen::Day(Hour::of(card.at.local_date())));
    bram.syncs().await;
    assert_eq!(told(&noor).await, (false, day));
    let look_up = noor.looks_up(PLATE);
    noor.phone().central_counts(look_up.query).await.unwrap();
    let back = noor.phone().open_look_up().unwrap().unwrap();
    assert!(back.advisory.is_none(), "also when the screen comes back");
    let draft = noor.phone().start_check(look_up.query).unwrap();
    assert!(!draft.despite_advisory);
    noor.phone().discard_draft(draft.id).unwrap();
    noor.weather(Weather::NoNetwork);
    let off_line = noor.looks_up(PLATE);
    assert!(off_line.advisory.is_none(), "as central told");
    assert_eq!(off_line.advisory_ended, day, "with the day that it told");
    noor.weather(Weather::Fair);

    bram.phone()
        .withdraw(card.id, WithdrawReason::WrongSubject)
        .unwrap();
    bram.syncs().await;
    assert_eq!(told(&noor).await, (true, None), "as if it had never been");
}
