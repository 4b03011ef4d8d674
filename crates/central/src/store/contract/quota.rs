//! What every store has to keep to in what an officer may bring.

use proco_access::limit::Limit;
use proco_exchange::receipt::Receipt;
use uuid::Uuid;

use super::{fresh, key, name, open_week, roermond, stop};
use crate::quota::{OverQuota, Quota, UploadOutcome, Uploader};
use crate::record::{Admitted, Facts};
use crate::store::*;

const NOW: Hour = Hour(498_210);

/// An upload of this officer, who may bring five reports and one an hour, two advisories and one a day.
fn upload(officer: u8, hours: u32, admitted: Vec<Admitted>) -> Upload {
    let quota = Quota {
        reports: Limit {
            burst: 5,
            per_day: 24,
        },
        advisories: Limit {
            burst: 2,
            per_day: 1,
        },
    };
    let now = Hour(NOW.0 + hours).start();
    Upload {
        device: DeviceId(Uuid::nil()),
        team: roermond(),
        admitted,
        open: open_week(),
        uploader: Uploader::known(OfficerTag([officer; 8]), quota, now),
        key: key(),
    }
}

fn new(reports: std::ops::Range<u8>) -> Vec<Admitted> {
    reports
        .map(|report| stop(name(report, 1, 1), 3, false))
        .collect()
}

fn sparing(report: u8, revision: u32, until: u32) -> Admitted {
    let mut admitted = stop(name(report, revision, 1), 3, false);
    if let Admitted::Record(record) = &mut admitted
        && let Facts::Stop(facts) = &mut record.facts
    {
        facts.codes.spare_until = Some(Hour(until));
    }
    admitted
}

fn is_later(taken: &UploadOutcome) -> bool {
    matches!(taken, UploadOutcome::OverQuota(OverQuota::Later { .. }))
}

async fn stops(store: &dyn Store) -> u32 {
    let rows = store.rollup(roermond(), open_week(), open_week().next());
    let rows = rows.await.unwrap().into_iter();
    let stops = rows.filter(|row| row.measure == Measure::Stops);
    stops.map(|row| row.number).sum()
}

#[tokio::test]
async fn what_is_new_is_paid_for_and_what_is_kept_already_is_free() {
    for (store, _folder) in fresh() {
        let take = async |hours, admitted| store.take(upload(1, hours, admitted)).await.unwrap();
        let many = take(0, new(1..7)).await;
        assert_eq!(
            many,
            UploadOutcome::OverQuota(OverQuota::TooMuch),
            "six never fit"
        );
        let taken = take(0, new(1..6)).await;
        assert_eq!(taken, UploadOutcome::Receipts(vec![Receipt::Stored; 5], 0));

        // A lost answer; and a phone that was put back from a copy, which counts its revisions anew.
        let again = take(0, new(1..6)).await;
        assert_eq!(
            again,
            UploadOutcome::Receipts(vec![Receipt::AlreadyStored; 5], 0)
        );
        let put_back = (1..6).map(|report| stop(name(report, 65_537, 1), 3, false));
        let put_back = take(0, put_back.collect()).await;
        assert_eq!(
            put_back,
            UploadOutcome::Receipts(vec![Receipt::Stored; 5], 0)
        );

        assert!(is_later(&take(0, new(5..7)).await));
        let amended = stop(name(1, 65_538, 1), 4, false);
        assert!(is_later(&take(0, vec![amended.clone()]).await));
        assert_eq!(stops(&*store).await, 5, "nothing of these was taken");
        let withdrawn = take(0, vec![Admitted::Withdrawal(name(5, 65_538, 1))]).await;
        assert_eq!(withdrawn, UploadOutcome::Receipts(vec![Receipt::Stored], 0));
        let unknown = take(0, vec![Admitted::Withdrawal(name(99, 2, 1))]).await;
        assert!(is_later(&unknown), "its name would be kept");

        let other = stop(name(50, 1, 2), 3, false);
        let other = store.take(upload(2, 0, vec![other])).await.unwrap();
        assert_eq!(other, UploadOutcome::Receipts(vec![Receipt::Stored], 0));

        let taken = take(1, vec![amended]).await;
        assert_eq!(taken, UploadOutcome::Receipts(vec![Receipt::Stored], 0));
        assert!(is_later(&take(1, new(7..8)).await));
        assert!(!is_later(&take(3, new(7..9)).await));
    }
}

#[tokio::test]
async fn an_advisory_is_paid_for_once_and_again_where_it_becomes_another() {
    for (store, _folder) in fresh() {
        let take = async |hours, admitted| store.take(upload(1, hours, admitted)).await.unwrap();
        let until = NOW.0 + 100;
        let stored = UploadOutcome::Receipts(vec![Receipt::Stored], 0);
        assert_eq!(take(0, vec![sparing(1, 1, until)]).await, stored);
        assert_eq!(take(0, vec![sparing(1, 2, until)]).await, stored);
        assert_eq!(take(0, vec![sparing(2, 1, until)]).await, stored);
        assert!(is_later(&take(0, vec![sparing(2, 2, until + 1)]).await));
        assert!(is_later(&take(0, vec![sparing(3, 1, until)]).await));
        assert_eq!(take(0, new(3..4)).await, stored, "without one");
        assert_eq!(take(24, vec![sparing(4, 1, until)]).await, stored);
    }
}

#[tokio::test]
async fn what_was_left_is_forgotten_only_from_an_hour_on() {
    for (store, _folder) in fresh() {
        let take = async |admitted| store.take(upload(1, 0, admitted)).await.unwrap();
        assert!(!is_later(&take(new(1..6)).await));
        store.forget_quotas_before(NOW).await.unwrap();
        assert!(is_later(&take(new(6..7)).await));
        store.forget_quotas_before(Hour(NOW.0 + 1)).await.unwrap();
        assert!(!is_later(&take(new(6..7)).await));
    }
}
