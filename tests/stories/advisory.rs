//! Sparing a subject: Noor found nothing, and the next officer is told so, on every phone.

use proco_access::Role;
use proco_device::view::CentralAnswer;
use proco_domain::draft::Change;
use proco_domain::stop::{SpareDays, WithdrawReason};
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
