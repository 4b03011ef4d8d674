//! The effect of the receipts of a batch on the outbox. It is decided here, and carried out by the store.

use proco_exchange::receipt::{Receipt, RefusalCode};

use crate::store::outbox::{Reference, SentAs};

/// A report that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// The row that it was made of.
    pub(super) row: Reference,
    /// Which part of the row it reports.
    pub(super) part: Part,
    /// The revision that the report carried: an older receipt settles nothing of a row amended since.
    pub(super) revision: u32,
}

/// The part of its row that a report covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The withdrawal of a former name of the record. It is sent with each report of the record, so its own
    /// receipt settles nothing.
    FormerName,
    /// The withdrawal of the last name of a record that is not sent itself.
    TakenBack {
        /// Why the record is not sent.
        code: RefusalCode,
    },
    /// The whole row, with the name and the hour that were sent.
    Report(SentAs),
    /// The withdrawal under another epoch or name than the first one that was tried: where central does
    /// not have the record there, its receipt says nothing.
    Elsewhere(SentAs),
}

/// The effect of a receipt on one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settlement {
    /// Central has this revision as it was sent: the row goes, if it still stands for it.
    Received(Reference, SentAs),
    /// Central has something else under this revision, or a later one: it was sent by what this store
    /// was before a copy was put back, or by another life of that copy. What was decided here since is
    /// sent again, above the revision that central has; all else yields to it.
    SentByAnother {
        row: Reference,
        /// As what it was sent.
        sent: SentAs,
        /// The revision that central has.
        revision: u32,
        /// Whether that is the same with another hour.
        hour_alone: bool,
    },
    /// What central has under this name, or the report itself, contradicts the report.
    Contradicted(Reference),
    /// Central has nothing of the record any more, and it cannot be sent: the row stays, with the reason.
    TakenBack(Reference, RefusalCode),
    /// Central refuses it: the row stays, with the reason.
    Refused(Reference, RefusalCode),
    /// What central answered is not known to this version: the row stays, and whether central has the record is as
    /// unknown as before.
    NotUnderstood(Reference),
}

impl Settlement {
    /// The outbox row that it settles.
    pub(super) fn row(&self) -> Reference {
        match self {
            Self::Received(row, _)
            | Self::SentByAnother { row, .. }
            | Self::Contradicted(row)
            | Self::TakenBack(row, _)
            | Self::Refused(row, _)
            | Self::NotUnderstood(row) => *row,
        }
    }

    /// Whether central has a report that this store never sent.
    pub(super) fn is_unknown_to_this_store(&self) -> bool {
        match self {
            Self::SentByAnother { .. } | Self::Contradicted(_) => true,
            Self::Received(..)
            | Self::TakenBack(..)
            | Self::Refused(..)
            | Self::NotUnderstood(_) => false,
        }
    }
}

/// Reads the receipts of a batch; `None` when their number differs from that of the reports, or one says that central has a
/// revision that the one that was sent would have replaced. Nothing is then known of any of them, and all are sent again.
#[must_use]
pub(super) fn plan(sent: &[Sent], receipts: &[Receipt]) -> Option<Vec<Settlement>> {
    let is_impossible = |(sent, receipt): (&Sent, &Receipt)| match receipt {
        Receipt::OtherStored { revision, .. } => *revision < sent.revision,
        Receipt::Stored | Receipt::AlreadyStored | Receipt::Unknown | Receipt::Refused { .. } => {
            false
        }
    };
    if sent.len() != receipts.len() || sent.iter().zip(receipts).any(is_impossible) {
        return None;
    }
    let settlements = sent.iter().zip(receipts).filter_map(|(sent, receipt)| {
        let row = sent.row;
        Some(match (sent.part, receipt) {
            (Part::FormerName, _) => return None,
            (
                Part::TakenBack { .. } | Part::Report(_),
                Receipt::Unknown
                | Receipt::Refused {
                    code: RefusalCode::UnknownAnswer,
                },
            ) => Settlement::NotUnderstood(row),
            // Where central refuses that, what it had went with its epoch.
            (Part::TakenBack { code }, _) => Settlement::TakenBack(row, code),
            (
                Part::Report(sent) | Part::Elsewhere(sent),
                Receipt::Stored | Receipt::AlreadyStored,
            ) => Settlement::Received(row, sent),
            (
                Part::Elsewhere(_),
                Receipt::OtherStored { .. } | Receipt::Refused { .. } | Receipt::Unknown,
            ) => return None,
            (
                Part::Report(sent),
                Receipt::OtherStored {
                    revision,
                    hour_alone,
                },
            ) => Settlement::SentByAnother {
                row,
                sent,
                revision: *revision,
                hour_alone: *hour_alone,
            },
            (
                Part::Report(_),
                Receipt::Refused {
                    code: RefusalCode::Inconsistent,
                },
            ) => Settlement::Contradicted(row),
            (Part::Report(_), Receipt::Refused { code }) => Settlement::Refused(row, *code),
        })
    });
    Some(settlements.collect())
}

#[cfg(test)]
mod tests {
    use proco_exchange::Hour;
    use proco_exchange::report::ReportId;
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

    fn sent_as(row: &Reference) -> SentAs {
        SentAs {
            name: ReportId(row.record),
            hour: Some(Hour(498_210)),
        }
    }

    fn sent(number: u128) -> Sent {
        let row = row(number);
        let part = Part::Report(sent_as(&row));
        Sent {
            row,
            part,
            revision: 1,
        }
    }

    fn received(number: u128) -> Settlement {
        Settlement::Received(row(number), sent_as(&row(number)))
    }

    #[test]
    fn each_receipt_settles_its_own_row() {
        let receipts = [
            Receipt::Stored,
            Receipt::Refused {
                code: RefusalCode::InFuture,
            },
            Receipt::AlreadyStored,
            Receipt::OtherStored {
                revision: 7,
                hour_alone: false,
            },
        ];
        let plan = plan(&[1, 2, 3, 4].map(sent), &receipts).unwrap();
        assert_eq!(
            plan,
            [
                received(1),
                Settlement::Refused(row(2), RefusalCode::InFuture),
                received(3),
                Settlement::SentByAnother {
                    row: row(4),
                    sent: sent_as(&row(4)),
                    revision: 7,
                    hour_alone: false,
                },
            ],
            "one refused report blocks nothing"
        );
    }

    #[test]
    fn the_withdrawal_of_a_former_name_settles_nothing_whatever_its_receipt() {
        let former = Sent {
            revision: 1,
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
    fn an_answer_that_is_not_known_settles_no_other_row_and_takes_nothing_for_done() {
        let plan_of = |sent: &[Sent], receipts: &[Receipt]| plan(sent, receipts).unwrap();
        let receipts = [Receipt::Stored, Receipt::Unknown, Receipt::Stored];
        let unknown = Settlement::NotUnderstood(row(2));
        let plan = plan_of(&[1, 2, 3].map(sent), &receipts);
        assert_eq!(plan, [received(1), unknown, received(3)]);

        let code = RefusalCode::EpochClosed;
        let of = |part| Sent {
            row: row(2),
            part,
            revision: 1,
        };
        let taken_back = of(Part::TakenBack { code });
        assert_eq!(plan_of(&[taken_back], &[Receipt::Unknown]), [unknown]);
        let elsewhere = of(Part::Elsewhere(sent_as(&row(2))));
        for of_no_account in [elsewhere, of(Part::FormerName)] {
            assert_eq!(plan_of(&[of_no_account], &[Receipt::Unknown]), []);
        }
    }

    #[test]
    fn a_record_that_is_too_old_is_refused_on_the_receipt_for_the_last_of_its_names() {
        let of = |part| Sent {
            row: row(1),
            part,
            revision: 1,
        };
        let code = RefusalCode::EpochClosed;
        let sent = [of(Part::FormerName), of(Part::TakenBack { code })];
        for last in [Receipt::Stored, Receipt::Refused { code }] {
            let plan = plan(&sent, &[Receipt::Stored, last]);
            assert_eq!(plan, Some(vec![Settlement::TakenBack(row(1), code)]));
        }
    }

    #[test]
    fn a_withdrawal_that_is_tried_elsewhere_is_received_where_one_of_them_is() {
        let elsewhere = Sent {
            revision: 1,
            row: row(1),
            part: Part::Elsewhere(sent_as(&row(1))),
        };
        let other = Receipt::Refused {
            code: RefusalCode::Inconsistent,
        };
        let plan = |receipts: [Receipt; 2]| plan(&[sent(1), elsewhere], &receipts);
        let contradicted = Settlement::Contradicted(row(1));
        assert_eq!(
            plan([other, Receipt::Stored]),
            Some(vec![contradicted, received(1)])
        );
        assert_eq!(plan([other, other]), Some(vec![contradicted]));
        assert_eq!(plan([Receipt::Stored, other]), Some(vec![received(1)]));
    }

    #[test]
    fn with_a_receipt_too_few_or_too_many_nothing_is_settled() {
        let sent = [sent(1), sent(2)];
        for receipts in [&[Receipt::Stored][..], &[Receipt::Stored; 3], &[]] {
            assert_eq!(plan(&sent, receipts), None);
        }
    }
}
