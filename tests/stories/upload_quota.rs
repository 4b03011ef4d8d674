//! The quota of uploads: it bounds a stolen phone, and an honest one loses nothing by it.

use proco_access::Role;
use proco_access::limit::Limit;
use proco_central::quota::Quota as UploadQuota;
use proco_demo::plan::subjects::invented_plate;
use proco_device::view::{CentralAnswer, SyncProblem, SyncState};
use proco_domain::draft::Change;
use proco_domain::stop::{SpareDays, WithdrawReason};
use proco_testbed::officer::{Officer, town_with, year};
use proco_testbed::road::Weather;
use proco_testbed::town::{Quota, Town};

const HOUR: i64 = 3_600_000;

/// Six reports at once, and one an hour.
fn small() -> Quota {
    let limit = Limit {
        burst: 6,
        per_day: 24,
    };
    Quota::OfUploads(UploadQuota {
        reports: limit,
        advisories: limit,
    })
}

/// How often others are told that this plate was looked up, in the year.
async fn queries(town: &Town, plate: &str) -> u32 {
    let bram = Officer::joins(town, "havenstad", Role::Officer).await;
    let asked = bram.looks_up(plate);
    let answer = bram.phone().central_counts(asked.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers");
    };
    year(&counts).0
}

#[tokio::test]
async fn what_is_too_much_for_now_waits_on_the_phone_and_arrives_once() {
    let (_data, mut town) = town_with(small()).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    for number in 0..14 {
        noor.leaves(&invented_plate(number));
    }
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!(status.problem, Some(SyncProblem::Quota));
    assert_eq!(
        (status.waiting, status.refused),
        (11, 0),
        "three of 14 went"
    );

    town.start_central().await.unwrap();
    let status = noor.syncs().await;
    assert_eq!(
        status.problem,
        Some(SyncProblem::Quota),
        "also after a restart"
    );

    for _ in 0..24 {
        town.clock().advance_millis(HOUR);
        noor.waits(HOUR);
        if noor.syncs().await.waiting == 0 {
            break;
        }
    }
    let status = noor.phone().sync_status();
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
    for number in [0, 7, 13] {
        assert_eq!(queries(&town, &invented_plate(number)).await, 1);
    }
}

#[tokio::test]
async fn an_exhausted_quota_holds_back_no_withdrawal_and_nothing_that_is_there_already() {
    let (_data, town) = town_with(small()).await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    let mistake = noor.stops("00-BDF-0", []);
    for number in 0..4 {
        noor.leaves(&invented_plate(number));
    }
    let unsent = noor.copy();
    noor.weather(Weather::Fair);
    assert_eq!(noor.syncs().await.waiting, 0, "six reports");

    noor.put_back(&unsent);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));

    noor.leaves("00-DFG-0");
    assert_eq!(noor.syncs().await.problem, Some(SyncProblem::Quota));
    noor.phone()
        .withdraw(mistake.id, WithdrawReason::NoStop)
        .unwrap();
    noor.syncs().await;
    let card = noor.phone().stop(mistake.id).unwrap().card;
    assert_eq!(card.sync, SyncState::Sent, "the withdrawal went");
}

#[tokio::test]
async fn a_month_off_the_network_is_sent_at_once() {
    let (_data, town) = town_with(Quota::OfUploads(UploadQuota::default())).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    for day in 0..30 {
        for number in 0..42 {
            noor.leaves(&invented_plate(day * 42 + number));
        }
        for number in 0..4 {
            let spare = Change::Spare(Some(SpareDays::OFFERED));
            noor.stops(&invented_plate(1_500 + day * 4 + number), [spare]);
        }
        noor.waits(24 * HOUR);
        town.pass_days(1).await.unwrap();
    }
    noor.weather(Weather::Fair);
    assert_eq!(noor.phone().sync_status().waiting, 1_500);
    for _ in 0..3 {
        // The clock is believed at the first, and what was dated anew goes with the next.
        noor.syncs().await;
    }
    let status = noor.phone().sync_status();
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
}
