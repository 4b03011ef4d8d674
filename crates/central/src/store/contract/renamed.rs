//! What every store has to keep to in a record that has more than one name, because its hour was corrected after it
//! was sent.

use proco_exchange::receipt::{Receipt, RefusalCode};
use proco_exchange::report::Withdrawal;

use super::{fresh, name, stop, upload};
use crate::record::{Admitted, Facts, Name};
use crate::store::*;

/// The name that the record of report 1 has after so many others.
fn numbered(number: u32, revision: u32) -> Name {
    let first = name(1, revision, 1);
    let id = first.id.numbered(number);
    let report = super::key().report(id);
    Name {
        id,
        report,
        ..first
    }
}

fn sent(number: u32) -> Admitted {
    stop(numbered(number, 1), 3, false)
}

fn given_up(number: u32) -> Admitted {
    Admitted::Withdrawal(numbered(number, Withdrawal::RENAMED))
}

fn withdrawn(number: u32) -> Admitted {
    Admitted::Withdrawal(numbered(number, 2))
}

async fn receipts(store: &dyn Store, admitted: Vec<Admitted>) -> Vec<Receipt> {
    let taken = store.take(upload(admitted)).await.unwrap();
    taken.receipts().unwrap().0
}

const fn refused(code: RefusalCode) -> Receipt {
    Receipt::Refused { code }
}

#[tokio::test]
async fn a_record_that_was_withdrawn_is_taken_under_no_later_name() {
    for (store, _folder) in fresh() {
        // Its hour was corrected once before it was withdrawn.
        receipts(&*store, vec![sent(0)]).await;
        receipts(&*store, vec![given_up(0), sent(1)]).await;
        receipts(&*store, vec![withdrawn(0), withdrawn(1)]).await;
        // A copy corrects it again and again.
        let again = vec![given_up(0), given_up(1), sent(2)];
        let no = refused(RefusalCode::Withdrawn);
        assert_eq!(
            receipts(&*store, again).await,
            [Receipt::AlreadyStored, Receipt::AlreadyStored, no]
        );
        let again = vec![given_up(1), given_up(2), sent(3)];
        assert_eq!(
            receipts(&*store, again).await,
            [Receipt::AlreadyStored, Receipt::Stored, no]
        );
    }
}

#[tokio::test]
async fn a_record_whose_name_alone_was_given_up_goes_on_under_later_ones() {
    for (store, _folder) in fresh() {
        receipts(&*store, vec![sent(0)]).await;
        let stored = Receipt::Stored;
        let next = vec![given_up(0), sent(1)];
        assert_eq!(receipts(&*store, next.clone()).await, [stored, stored]);
        let known = Receipt::AlreadyStored;
        assert_eq!(receipts(&*store, next).await, [known, known]);
        // A copy that knows an earlier name is sent on to the next, however often the hour was corrected since.
        let inconsistent = refused(RefusalCode::Inconsistent);
        assert_eq!(receipts(&*store, vec![sent(0)]).await, [inconsistent]);
        let last = vec![given_up(0), given_up(1), sent(2)];
        assert_eq!(receipts(&*store, last).await, [known, stored, stored]);
        let no = refused(RefusalCode::Withdrawn);
        for number in 0..2 {
            let earlier = vec![sent(number)];
            assert_eq!(receipts(&*store, earlier).await, [inconsistent]);
        }
        // Withdrawn at last, it stays so.
        let all = vec![withdrawn(0), withdrawn(1), withdrawn(2)];
        assert_eq!(receipts(&*store, all).await, [stored, known, known]);
        assert_eq!(receipts(&*store, vec![sent(1)]).await, [no]);
        assert_eq!(receipts(&*store, vec![sent(3)]).await, [no]);
    }
}

#[tokio::test]
async fn a_record_that_is_withdrawn_by_its_first_name_goes_under_its_later_ones_too() {
    for (store, _folder) in fresh() {
        let stored = Receipt::Stored;
        receipts(&*store, vec![sent(0)]).await;
        // A copy corrected its hour twice; what was copied knows the first name alone.
        let corrected = vec![given_up(0), sent(1), given_up(1), sent(2)];
        assert_eq!(receipts(&*store, corrected).await, [stored; 4]);
        assert_eq!(receipts(&*store, vec![withdrawn(0)]).await, [stored]);
        let no = refused(RefusalCode::Withdrawn);
        for number in 0..4 {
            assert_eq!(
                receipts(&*store, vec![sent(number)]).await,
                [no],
                "{number}"
            );
        }
    }
}

#[tokio::test]
async fn that_a_record_differs_in_its_hour_alone_is_told_and_nothing_changes() {
    for (store, _folder) in fresh() {
        let of = |revision, later: u32, found| {
            let mut admitted = stop(numbered(0, revision), 3, found);
            if let Admitted::Record(record) = &mut admitted {
                record.hour.0 += later;
                if let Facts::Stop(facts) = &mut record.facts {
                    facts.codes.spare_until = Some(Hour(record.hour.0 + 24));
                }
            }
            admitted
        };
        let other = |hour_alone| Receipt::OtherStored {
            revision: 2,
            hour_alone,
        };
        receipts(&*store, vec![of(2, 0, false)]).await;
        let others = vec![of(2, 5, false), of(2, 5, true), of(1, 5, false)];
        let told = [other(true), other(false), other(false)];
        assert_eq!(receipts(&*store, others).await, told);
        let same = vec![of(2, 0, false)];
        assert_eq!(receipts(&*store, same).await, [Receipt::AlreadyStored]);
    }
}

#[tokio::test]
async fn the_names_of_an_earlier_program_have_nothing_to_do_with_each_other() {
    for (store, _folder) in fresh() {
        receipts(&*store, vec![stop(name(1, 1, 1), 3, false)]).await;
        // It gave up a name as it withdrew a record.
        let next = vec![
            Admitted::Withdrawal(name(1, 2, 1)),
            stop(name(2, 1, 1), 3, false),
        ];
        assert_eq!(receipts(&*store, next).await, [Receipt::Stored; 2]);
        let first = vec![stop(name(1, 1, 1), 3, false)];
        let no = refused(RefusalCode::Withdrawn);
        assert_eq!(receipts(&*store, first).await, [no]);
    }
}
