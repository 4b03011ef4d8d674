//! What central answers to each report. A row that was ever sent leaves the outbox on a receipt and on nothing else.

use serde::{Deserialize, Deserializer, Serialize};

use crate::list::codes;

/// How far the clocks of a phone and of central may be apart, in hours. Beyond that the clock of the phone
/// is taken to be wrong.
pub const CLOCKS_APART_HOURS: u32 = 2;

codes! {
    /// Why a report is refused. The phone keeps it, shows it and goes on with the next.
    pub enum RefusalCode {
        /// Not a report: an unknown field, an unknown code, a missing field.
        Unreadable = "unreadable",
        /// The report contradicts itself.
        Inconsistent = "inconsistent",
        /// The event lies more than [`CLOCKS_APART_HOURS`] in the future of central.
        InFuture = "in_future",
        /// The epoch of the event is no longer live.
        EpochClosed = "epoch_closed",
        /// The report was first sent by another device.
        NotYours = "not_yours",
        /// The event lies more than [`CLOCKS_APART_HOURS`] before the device was enrolled, a stop a further
        /// [`ENTERED_WITHIN_HOURS`](crate::ENTERED_WITHIN_HOURS): its clock was behind.
        BeforeEnrolment = "before_enrolment",
        /// The report amends a record that is too old for it: see
        /// [`AMENDABLE_DAYS`](crate::report::AMENDABLE_DAYS). Central keeps it as it was.
        TooLate = "too_late",
        /// The record was withdrawn under this name, by its officer or because its hour was corrected, and the
        /// phone that sends it again knows nothing of that: its store was put back from a copy.
        Withdrawn = "withdrawn",
        /// The record was sent with an hour that was wrong by more than a day, which was found once its mark was gone
        /// from the phone: it cannot be sent again, so the phone withdrew it. Central never says so.
        Misdated = "misdated",
        /// Central answered with a result or a refusal that this phone does not know, so that it cannot tell whether central has
        /// the record. It asks again a day later, and with another version of the app. Central never says so.
        UnknownAnswer = "unknown_answer",
    }
}

/// What became of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum Receipt {
    /// Central has it now.
    Stored,
    /// Central had this already. Nothing changed.
    AlreadyStored,
    /// Central has something else under this revision, or a later one. Nothing changed. Whoever wants
    /// this to stand sends it above that revision.
    OtherStored {
        /// The revision that central has.
        revision: u32,
        /// Whether that is the same record under the same revision, with another hour.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        hour_alone: bool,
    },
    /// Central refused it, and will not take it in this form.
    Refused {
        /// Why central refused the report.
        #[serde(deserialize_with = "code_of_any_version")]
        code: RefusalCode,
    },
    /// A result of a later central. It is read and never written.
    #[serde(other, skip_serializing)]
    Unknown,
}

/// A code of a later central is read as [`RefusalCode::UnknownAnswer`], so that it blocks no other receipt of
/// its batch: the phone shows that, and asks again a day later and with another version of the app.
fn code_of_any_version<'de, D: Deserializer<'de>>(from: D) -> Result<RefusalCode, D::Error> {
    let name = String::deserialize(from)?;
    Ok(RefusalCode::of_name(&name).unwrap_or(RefusalCode::UnknownAnswer))
}

/// The receipts of a batch: one for each report, in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Receipts {
    /// As many as the batch had reports.
    pub receipts: Vec<Receipt>,
    /// The number of the last restore of central from a copy, as a grant tells it: a token is good for hours, in which it tells
    /// nothing new. An earlier central does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_of_a_later_version_concerns_its_own_report_alone() {
        let told = r#"{"receipts":[{"result":"stored"},
            {"result":"stored_in_part","parts":[1,2],"code":{"of":3}},
            {"result":"already_stored"}],"restored":4}"#;
        let Receipts { receipts, restored } = serde_json::from_str(told).unwrap();
        assert_eq!(restored, Some(4));
        assert_eq!(
            receipts,
            [Receipt::Stored, Receipt::Unknown, Receipt::AlreadyStored]
        );
        for told in [
            r#"[{"code":"too_late"}]"#,
            r#"[{"result":7}]"#,
            r#"[{"result":"refused"}]"#,
        ] {
            assert!(
                serde_json::from_str::<Vec<Receipt>>(told).is_err(),
                "{told}"
            );
        }
    }

    #[test]
    fn a_refusal_of_a_later_version_spoils_no_other_receipt() {
        let told = r#"{"receipts":[{"result":"stored"},
            {"result":"refused","code":"of_a_later_version"},
            {"result":"refused","code":"too_late"}]}"#;
        let Receipts { receipts, restored } = serde_json::from_str(told).unwrap();
        assert_eq!(
            restored, None,
            "nor does an earlier one that tells no restore"
        );
        let refused = |code| Receipt::Refused { code };
        assert_eq!(
            receipts,
            [
                Receipt::Stored,
                refused(RefusalCode::UnknownAnswer),
                refused(RefusalCode::TooLate)
            ]
        );
    }
}
