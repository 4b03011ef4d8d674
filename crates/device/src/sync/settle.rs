//! What the receipts of a batch mean for the outbox. Decided here, carried out by the store.

use proco_exchange::receipt::{Receipt, RefusalCode};
use proco_exchange::report::ReportId;

use crate::store::outbox::Reference;

/// A report that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// The row that it was made of.
    pub(super) row: Reference,
    /// What it says of the row.
    pub(super) part: Part,
}

/// What a report says of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// That a former name of its record stands for nothing any more. Sent with each report of the
    /// record, so its own receipt settles nothing.
    FormerName,
    /// All of it.
    Whole {
        /// Under which name.
        name: ReportId,
    },
}

/// What becomes of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settlement {
    /// Central has this revision under this name: the row goes, if it still stands for it.
    Received(Reference, ReportId),
    /// Central has something else under this revision, or a later one: it was sent by what this store
    /// was before a copy was written over it, or by another life of that copy. The row is sent again,
    /// above the revision that central has.
    SentByAnother(Reference, u32),
    /// Central will not have it: the row stays, with the reason.
    Refused(Reference, RefusalCode),
}

/// Reads the receipts of a batch; `None` when there are not as many as there were reports. Then
/// nothing is known of any of them, and all are sent again.
#[must_use]
pub(super) fn plan(sent: &[Sent], receipts: &[Receipt]) -> Option<Vec<Settlement>> {
    if sent.len() != receipts.len() {
        return None;
    }
    let settlements = sent.iter().zip(receipts).filter_map(|(sent, receipt)| {
        let row = sent.row;
        let Part::Whole { name } = sent.part else {
            return None;
        };
        Some(match receipt {
            Receipt::OtherStored { revision } => Settlement::SentByAnother(row, *revision),
            Receipt::Stored | Receipt::AlreadyStored => Settlement::Received(row, name),
            Receipt::Refused { code } => Settlement::Refused(row, *code),
        })
    });
    Some(settlements.collect())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::store::outbox::Kind;

    fn row(number: u128) -> Reference {
        Reference {
            row: i64::try_from(number).unwrap(),
            record: Uuid::from_u128(number),
            kind: Kind::Stop,
            revision: 1,
        }
    }

    fn name(row: &Reference) -> ReportId {
        ReportId(row.record)
    }

    fn sent(number: u128) -> Sent {
        let row = row(number);
        let part = Part::Whole { name: name(&row) };
        Sent { row, part }
    }

    fn received(number: u128) -> Settlement {
        Settlement::Received(row(number), name(&row(number)))
    }

    #[test]
    fn each_receipt_settles_its_own_row() {
        let receipts = [
            Receipt::Stored,
            Receipt::Refused {
                code: RefusalCode::InFuture,
            },
            Receipt::AlreadyStored,
            Receipt::OtherStored { revision: 7 },
        ];
        let plan = plan(&[1, 2, 3, 4].map(sent), &receipts).unwrap();
        assert_eq!(
            plan,
            [
                received(1),
                Settlement::Refused(row(2), RefusalCode::InFuture),
                received(3),
                Settlement::SentByAnother(row(4), 7),
            ],
            "one refused report blocks nothing"
        );
    }

    #[test]
    fn the_withdrawal_of_a_former_name_settles_nothing_whatever_its_receipt() {
        let former = Sent {
            row: row(1),
            part: Part::FormerName,
        };
        let gone = Receipt::Refused {
            code: RefusalCode::EpochClosed,
        };
        for receipt in [Receipt::Stored, Receipt::AlreadyStored, gone] {
            let plan = plan(&[former, sent(1)], &[receipt, Receipt::Stored]);
            assert_eq!(plan, Some(vec![received(1)]));
        }
    }

    #[test]
    fn with_a_receipt_too_few_or_too_many_nothing_is_settled() {
        let sent = [sent(1), sent(2)];
        for receipts in [&[Receipt::Stored][..], &[Receipt::Stored; 3], &[]] {
            assert_eq!(plan(&sent, receipts), None);
        }
    }
}
