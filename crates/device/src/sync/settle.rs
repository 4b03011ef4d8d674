//! What the receipts of a batch mean for the outbox. Decided here, carried out by the store.

use proco_exchange::receipt::{Receipt, RefusalCode};

use crate::store::outbox::Reference;

/// What becomes of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settlement {
    /// Central has this revision: the row goes, if it still stands for it.
    Received(Reference),
    /// Central will not have it: the row stays, with the reason.
    Refused(Reference, RefusalCode),
}

/// Reads the receipts of a batch; `None` when there are not as many as there were reports. Then
/// nothing is known of any of them, and all are sent again.
#[must_use]
pub(super) fn plan(sent: &[Reference], receipts: &[Receipt]) -> Option<Vec<Settlement>> {
    if sent.len() != receipts.len() {
        return None;
    }
    let settlements = sent
        .iter()
        .zip(receipts)
        .map(|(row, receipt)| match receipt {
            Receipt::Stored | Receipt::AlreadyStored => Settlement::Received(*row),
            Receipt::Refused { code } => Settlement::Refused(*row, *code),
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

    #[test]
    fn each_receipt_settles_its_own_row() {
        let receipts = [
            Receipt::Stored,
            Receipt::Refused {
                code: RefusalCode::InFuture,
            },
            Receipt::AlreadyStored,
        ];
        let plan = plan(&[row(1), row(2), row(3)], &receipts).unwrap();
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
        let sent = [row(1), row(2)];
        for receipts in [&[Receipt::Stored][..], &[Receipt::Stored; 3], &[]] {
            assert_eq!(plan(&sent, receipts), None);
        }
    }
}
