//! What the receipts of a batch mean for the outbox. Decided here, carried out by the store.

use proco_exchange::receipt::{Receipt, RefusalCode};
use proco_exchange::report::ReportId;

use crate::store::outbox::{Kind, Reference};

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
        /// Nothing of it was ever sent before, as far as this store knows.
        first: bool,
    },
}

/// What becomes of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settlement {
    /// Central has this revision under this name: the row goes, if it still stands for it.
    Received(Reference, ReportId),
    /// Central had this revision although it was never sent from here: it was sent by what this store
    /// was before a copy was written over it, or as something else by another life of that copy. The
    /// row is sent again.
    SentByAnother(Reference),
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
        let Part::Whole { name, first } = sent.part else {
            return None;
        };
        Some(match receipt {
            // What is withdrawn stays so, whoever did it.
            Receipt::AlreadyStored if first && row.kind != Kind::Withdrawal => {
                Settlement::SentByAnother(row)
            }
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

    fn whole(row: Reference, first: bool) -> Sent {
        let name = name(&row);
        Sent {
            row,
            part: Part::Whole { name, first },
        }
    }

    fn again(number: u128) -> Sent {
        whole(row(number), false)
    }

    fn received(number: u128) -> Settlement {
        Settlement::Received(row(number), name(&row(number)))
    }

    #[test]
    fn what_central_has_although_it_was_never_sent_is_sent_again_but_no_withdrawal_is() {
        let of_kind = |kind| whole(Reference { kind, ..row(1) }, true);
        let sent = [Kind::Query, Kind::Stop, Kind::Withdrawal].map(of_kind);
        let plan = plan(&sent, &[Receipt::AlreadyStored; 3]).unwrap();
        let [query, stop, withdrawal] = sent.map(|sent| sent.row);
        assert_eq!(
            plan,
            [
                Settlement::SentByAnother(query),
                Settlement::SentByAnother(stop),
                Settlement::Received(withdrawal, name(&withdrawal)),
            ]
        );
    }

    #[test]
    fn each_receipt_settles_its_own_row() {
        let receipts = [
            Receipt::Stored,
            Receipt::Refused {
                code: RefusalCode::InFuture,
            },
            Receipt::AlreadyStored,
        ];
        let plan = plan(&[again(1), again(2), again(3)], &receipts).unwrap();
        assert_eq!(
            plan,
            [
                received(1),
                Settlement::Refused(row(2), RefusalCode::InFuture),
                received(3),
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
            let plan = plan(&[former, again(1)], &[receipt, Receipt::Stored]);
            assert_eq!(plan, Some(vec![received(1)]));
        }
    }

    #[test]
    fn with_a_receipt_too_few_or_too_many_nothing_is_settled() {
        let sent = [again(1), again(2)];
        for receipts in [&[Receipt::Stored][..], &[Receipt::Stored; 3], &[]] {
            assert_eq!(plan(&sent, receipts), None);
        }
    }
}
