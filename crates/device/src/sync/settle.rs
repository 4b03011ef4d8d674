//! What the receipts of a batch mean for the outbox. Decided here, carried out by the store.

use proco_exchange::receipt::{Receipt, RefusalCode};

use crate::store::outbox::{Kind, Reference};

/// A row whose report was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// The row.
    pub(super) row: Reference,
    /// Nothing of it was ever sent before, as far as this store knows.
    pub(super) first: bool,
}

/// What becomes of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settlement {
    /// Central has this revision: the row goes, if it still stands for it.
    Received(Reference),
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
    let settlements = sent.iter().zip(receipts).map(|(sent, receipt)| {
        let row = sent.row;
        match receipt {
            // What is withdrawn stays so, whoever did it.
            Receipt::AlreadyStored if sent.first && row.kind != Kind::Withdrawal => {
                Settlement::SentByAnother(row)
            }
            Receipt::Stored | Receipt::AlreadyStored => Settlement::Received(row),
            Receipt::Refused { code } => Settlement::Refused(row, *code),
        }
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

    fn again(number: u128) -> Sent {
        Sent {
            row: row(number),
            first: false,
        }
    }

    #[test]
    fn what_central_has_although_it_was_never_sent_is_sent_again_but_no_withdrawal_is() {
        let of_kind = |kind| Sent {
            row: Reference { kind, ..row(1) },
            first: true,
        };
        let sent = [Kind::Query, Kind::Stop, Kind::Withdrawal].map(of_kind);
        let plan = plan(&sent, &[Receipt::AlreadyStored; 3]).unwrap();
        let [query, stop, withdrawal] = sent.map(|sent| sent.row);
        assert_eq!(
            plan,
            [
                Settlement::SentByAnother(query),
                Settlement::SentByAnother(stop),
                Settlement::Received(withdrawal),
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
                Settlement::Received(row(1)),
                Settlement::Refused(row(2), RefusalCode::InFuture),
                Settlement::Received(row(3)),
            ],
            "one refused report blocks nothing"
        );
    }

    #[test]
    fn with_a_receipt_too_few_or_too_many_nothing_is_settled() {
        let sent = [again(1), again(2)];
        for receipts in [&[Receipt::Stored][..], &[Receipt::Stored; 3], &[]] {
            assert_eq!(plan(&sent, receipts), None);
        }
    }
}
