//! All that may leave the phone about a look-up or a stop.
//!
//! Team and device are not sent: central reads them from the token.
//! A report is made from a [`Stop`](proco_domain::stop::Stop) or a [`Query`] here and nowhere else,
//! and never turned back.

mod coercion;
mod stop;

use proco_domain::query::Query;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::{Initiative, LedTo, SubjectKind};
use crate::pseudonym::Pseudonym;
use crate::{Epoch, Hour, object};

pub use coercion::{ForceReport, SearchReport};
pub use stop::{StopCodes, StopReport};

/// The version of this protocol; a batch of another version is refused as a whole.
pub const PROTOCOL_VERSION: u16 = 2;
/// The most reports in one batch.
pub const MAX_BATCH_ITEMS: usize = 256;
/// The most bytes of one batch, compressed.
pub const MAX_BATCH_BYTES: usize = 64 * 1024;
/// The most bytes of one batch once it is unpacked.
pub const MAX_UNPACKED_BYTES: usize = 512 * 1024;

/// For how many days after its event central takes an amendment of a record. After that it keeps only what
/// the counts of the subject need, and knows the day of the event, not the hour.
///
/// A phone can amend a record that was sent for 7 days, and closes a draft that nobody touched for 7: two
/// weeks are left for a phone that is off the network.
pub const AMENDABLE_DAYS: u16 = 28;

/// How many names a record can have after its first one.
pub const MAX_LATER_NAMES: u32 = 255;

const HOUR_MILLIS: u64 = 3_600_000;

/// The name of a report outside the phone: a UUIDv7 made when it first enters a batch. Its time is the hour in
/// which the record was made, and in milliseconds how many names the record had before.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct ReportId(pub Uuid);

impl ReportId {
    /// How many names the record had before this one.
    #[must_use]
    pub fn number(self) -> u32 {
        let number = u32::try_from(self.millis() % HOUR_MILLIS).unwrap_or(0);
        // An ID that this version did not make has no valid counter, so it counts as the first name.
        if number > MAX_LATER_NAMES { 0 } else { number }
    }

    /// The name that the record has after `number` earlier names.
    #[must_use]
    pub fn numbered(self, number: u32) -> Self {
        let millis = self.millis();
        let millis = millis - millis % HOUR_MILLIS + u64::from(number.min(MAX_LATER_NAMES));
        let (first, second) = self.0.as_u64_pair();
        let below_the_time = first & 0xffff;
        Self(Uuid::from_u64_pair(millis << 16 | below_the_time, second))
    }

    fn millis(self) -> u64 {
        self.0.as_u64_pair().0 >> 16
    }
}

/// What every report begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The name of the report. Together with the revision it is the idempotency key.
    pub id: ReportId,
    /// 1 for the first, higher after an amendment, a reflection, or a look-up that is decided anew.
    pub revision: u32,
    /// The epoch of the event, whose key made the pseudonym.
    pub epoch: Epoch,
    /// The pseudonym of the subject in this epoch.
    pub pseudonym: Pseudonym,
    /// Whether the subject is a vehicle or a person.
    pub subject: SubjectKind,
    /// When, to the hour.
    pub hour: Hour,
    /// Why the subject was looked up.
    pub initiative: Initiative,
}

/// One report as it travels, under its kind: `{"stop": {…}}`. With the kind as the outer key, serde needs no
/// buffering to choose the variant. A withdrawal names a report and says nothing of its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// The report of a look-up.
    #[serde(deserialize_with = "object::one")]
    Query(QueryReport),
    /// The report of a stop.
    #[serde(deserialize_with = "object::one")]
    Stop(StopReport),
    /// A stop that was recorded by mistake, or a look-up that was typed wrong.
    #[serde(deserialize_with = "object::one")]
    Withdrawal(Withdrawal),
}

impl Report {
    /// Its name and revision.
    #[must_use]
    pub fn key(&self) -> (ReportId, u32) {
        match self {
            Self::Query(report) => (report.head.id, report.head.revision),
            Self::Stop(report) => (report.head.id, report.head.revision),
            Self::Withdrawal(report) => (report.id, report.revision),
        }
    }
}

/// The withdrawal of a report. It stands for all revisions, sent or still under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The name of the report that is withdrawn.
    pub id: ReportId,
    /// One higher than the last revision of the record, or [`RENAMED`](Self::RENAMED).
    pub revision: u32,
    /// The epoch of the event.
    pub epoch: Epoch,
    /// Of a look-up that was typed wrong: the first hour of the week in which it was made. By it central counts how
    /// often that happens in a team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mistyped: Option<Hour>,
}

impl Withdrawal {
    /// The revision of the withdrawal of a name alone: the hour of the record was corrected after it was sent, and
    /// it goes on under its next name. No record has that revision.
    pub const RENAMED: u32 = u32::MAX;
}

/// A look-up as it leaves the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QueryReport {
    /// What reports of every kind have.
    #[serde(deserialize_with = "object::one")]
    pub head: Head,
    /// What it led to.
    pub led_to: LedTo,
}

/// Why a report does not agree with itself. Central's gate refuses it with the same word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    /// The hour does not lie in the epoch.
    #[error("the hour lies in another epoch")]
    Epoch,
    /// Revision 0, or a stop without a ground.
    #[error("a needed field is empty")]
    Empty,
    /// Findings without a link, a link without findings, sparing a subject after a finding or for
    /// more than 365 days.
    #[error("the outcome contradicts itself")]
    Outcome,
    /// A reason that was not told and was understood.
    #[error("the explanation contradicts itself")]
    Explanation,
    /// Themes, two officers who looked back, or that it was late, without the answer they belong to.
    #[error("a part of a reflection stands without it")]
    Reflection,
    /// Words that were repeated and are not there.
    #[error("words were repeated that are not there")]
    Words,
}

impl Head {
    fn check(&self) -> Result<(), Inconsistent> {
        if self.revision == 0 {
            return Err(Inconsistent::Empty);
        }
        if self.hour.epoch() != self.epoch {
            return Err(Inconsistent::Epoch);
        }
        Ok(())
    }
}

impl QueryReport {
    /// The report of a look-up, once it is known what it led to.
    #[must_use]
    pub fn of(query: &Query, led_to: LedTo, id: ReportId, pseudonym: Pseudonym) -> Self {
        let head = Head {
            id,
            revision: 1,
            epoch: query.at.epoch(),
            pseudonym,
            subject: query.subject.kind(),
            hour: query.at.hour(),
            initiative: query.initiative,
        };
        Self { head, led_to }
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// [`Inconsistent`] names the contradiction.
    pub fn check(&self) -> Result<(), Inconsistent> {
        self.head.check()
    }
}

/// A batch of reports on its way to central: `POST /v1/reports`, JSON, gzip.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// The version of the protocol; now [`PROTOCOL_VERSION`].
    #[schema(minimum = 0, maximum = 65535)]
    pub version: u16,
    /// At most [`MAX_BATCH_ITEMS`], in the order in which they are to be taken: withdrawals first.
    pub reports: Vec<Report>,
}

/// The same batch as central reads it when it cannot be read whole: one unreadable report must not
/// block the others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnreadBatch<'a> {
    /// The version of the protocol; now [`PROTOCOL_VERSION`].
    pub version: u16,
    /// Each still to be read.
    #[serde(borrow)]
    pub reports: Vec<&'a serde_json::value::RawValue>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_as_many_names_as_its_hour_was_corrected_and_one_secret() {
        let first: ReportId =
            serde_json::from_str("\"019a63f2-6e80-7abc-8def-0123456789ab\"").unwrap();
        let first = first.numbered(0);
        assert_eq!(first.number(), 0);
        let third = first.numbered(2);
        assert_eq!(third.number(), 2);
        assert_ne!(third, first);
        assert_eq!(third.numbered(0), first);
        let (a, b) = (first.0.as_bytes(), third.0.as_bytes());
        assert_eq!(a[6..], b[6..], "version, variant and secret");
        assert_eq!(third.0.get_version_num(), 7);
        let most = first.numbered(u32::MAX);
        assert_eq!(most.number(), MAX_LATER_NAMES);
        assert_eq!(most.numbered(0), first);
    }

    #[test]
    fn a_name_that_no_phone_made_says_nothing_of_others() {
        for other in [0x019a_63f2_6eff_7abc, u64::MAX] {
            assert_eq!(ReportId(Uuid::from_u64_pair(other, 7)).number(), 0);
        }
    }
}
