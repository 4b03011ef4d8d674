//! What every store has to keep to in look-ups that were typed wrong: nothing of them is left, and how often it
//! happened is counted once.

use proco_exchange::receipt::{Receipt, RefusalCode};

use super::{fresh, key, name, open_week, roermond, stop, upload};
use crate::record::{Admitted, Facts, Name, Record};
use crate::store::*;

fn query(name: Name) -> Admitted {
    let facts = r#"{"subject":"plate","initiative":"call","led_to":"left_it"}"#;
    Admitted::Record(Record {
        name,
        subject: SubjectKey([7; 16]),
        hour: Hour(498_210),
        facts: Facts::from_json(false, facts).unwrap(),
    })
}

fn mistyped(name: Name) -> Admitted {
    Admitted::Mistyped(name, open_week())
}

async fn receipts(store: &dyn Store, admitted: Vec<Admitted>) -> Vec<Receipt> {
    let taken = store.take(upload(admitted)).await.unwrap();
    taken.receipts().unwrap().0
}

/// How many of this measure each week has, from the first open one on.
async fn weeks(store: &dyn Store, measure: Measure) -> [u32; 2] {
    let mut numbers = [0; 2];
    let weeks = [open_week(), open_week().next()];
    for (number, week) in numbers.iter_mut().zip(weeks) {
        let rows = store.rollup(roermond(), week, week.next()).await.unwrap();
        let of_measure = rows.into_iter().filter(|row| row.measure == measure);
        *number = of_measure.map(|row| row.number).sum();
    }
    numbers
}

#[tokio::test]
async fn sent_or_not_nothing_is_left_and_it_is_counted_once() {
    for (store, _folder) in fresh() {
        let store = &*store;
        receipts(store, vec![query(name(1, 1, 1))]).await;
        assert_eq!(weeks(store, Measure::LeftIt).await, [1, 0]);
        let both = vec![mistyped(name(1, 2, 1)), mistyped(name(2, 2, 1))];
        assert_eq!(receipts(store, both.clone()).await, [Receipt::Stored; 2]);
        // The answer was lost, or a copy of the phone was put back.
        assert_eq!(receipts(store, both).await, [Receipt::AlreadyStored; 2]);
        let code = RefusalCode::Withdrawn;
        let late = vec![query(name(1, 3, 1)), query(name(2, 1, 1))];
        assert_eq!(receipts(store, late).await, [Receipt::Refused { code }; 2]);

        assert_eq!(weeks(store, Measure::LeftIt).await, [0, 0]);
        assert_eq!(weeks(store, Measure::Mistyped).await, [2, 0]);
        let subject = vec![(Epoch::new(2026, 4).unwrap(), SubjectKey([7; 16]))];
        let answer = store.count(subject, Hour(498_211).start()).await.unwrap();
        assert_eq!(answer.windows[3].queries, 0);
    }
}

#[tokio::test]
async fn under_two_names_it_is_one() {
    for (store, _folder) in fresh() {
        let store = &*store;
        let first = name(1, 2, 1);
        let id = first.id.numbered(1);
        let report = key().report(id);
        let (first, second) = (
            Name {
                report: key().report(first.id),
                ..first
            },
            Name {
                id,
                report,
                ..first
            },
        );
        receipts(store, vec![mistyped(first)]).await;
        receipts(store, vec![mistyped(second)]).await;
        assert_eq!(weeks(store, Measure::Mistyped).await, [1, 0]);
    }
}

#[tokio::test]
async fn one_of_a_closed_week_counts_in_the_first_open_one_and_a_stop_is_none() {
    for (store, _folder) in fresh() {
        let store = &*store;
        let before = vec![query(name(1, 1, 1)), stop(name(2, 1, 1), 3, false)];
        receipts(store, before).await;
        store.close_before(open_week().next()).await.unwrap();
        let both = vec![mistyped(name(1, 2, 1)), mistyped(name(2, 2, 1))];
        let code = RefusalCode::Inconsistent;
        assert_eq!(
            receipts(store, both).await,
            [Receipt::Stored, Receipt::Refused { code }]
        );
        assert_eq!(weeks(store, Measure::LeftIt).await, [1, 0], "as it was");
        assert_eq!(weeks(store, Measure::Mistyped).await, [0, 1]);
        assert_eq!(weeks(store, Measure::Stops).await, [1, 0]);
    }
}

#[tokio::test]
async fn that_of_a_revoked_phone_is_taken_back_and_that_of_another_stays() {
    for (store, _folder) in fresh() {
        let store = &*store;
        let both = vec![mistyped(name(1, 2, 1)), mistyped(name(2, 2, 2))];
        receipts(store, both).await;
        let tags = vec![(Epoch::new(2026, 4).unwrap(), OfficerTag([1; 8]))];
        store.take_back(tags, Hour(498_210)).await.unwrap();
        assert_eq!(weeks(store, Measure::Mistyped).await, [1, 0]);
    }
}
