//! The gate: what is admitted of a batch, report by report. Pure: no store, no clock.
//!
//! What is not needed is stopped here and not filtered out later: an unknown field, an unknown
//! code or a contradiction refuses the report, and only that report.

use proco_access::DeviceId;
use proco_exchange::receipt::RefusalCode;
use proco_exchange::report::{Report, Withdrawal};
use proco_exchange::{Epoch, Hour, UtcMillis};
use serde_json::value::RawValue;

use crate::keys::{CentralKey, OfficerTag};
use crate::record::{Admitted, Facts, Name, QueryFacts, Record, StopFacts};

/// How far the clock of a phone may run ahead, in hours.
const AHEAD_HOURS: i64 = 2;

/// The gate as it stands for one batch.
pub struct Gate<'a> {
    key: &'a CentralKey,
    latest: Hour,
    /// The live epochs, each with the tag of this officer in it.
    live: Vec<(Epoch, OfficerTag)>,
}

impl<'a> Gate<'a> {
    /// The gate for a batch of a device that counts as this one, now.
    #[must_use]
    pub fn new(key: &'a CentralKey, counts_as: DeviceId, now: UtcMillis) -> Self {
        let latest = now.plus_millis(AHEAD_HOURS * 3_600_000).hour();
        let mut live = Epoch::live_at(now).to_vec();
        // A phone whose clock runs ahead may be in the next quarter already.
        if !live.contains(&latest.epoch()) {
            live.push(latest.epoch());
        }
        let live = live
            .into_iter()
            .map(|epoch| (epoch, key.officer(epoch, counts_as)))
            .collect();
        Self { key, latest, live }
    }

    /// The verdict on one report.
    ///
    /// # Errors
    /// The code with which it is refused.
    pub fn admit(&self, raw: &RawValue) -> Result<Admitted, RefusalCode> {
        let report: Report =
            serde_json::from_str(raw.get()).map_err(|_| RefusalCode::Unreadable)?;
        match report {
            Report::Query(report) => {
                report.check().map_err(|_| RefusalCode::Inconsistent)?;
                let facts = Facts::Query(QueryFacts::from(&report));
                self.record(&report.head, facts)
            }
            Report::Stop(report) => {
                report.check().map_err(|_| RefusalCode::Inconsistent)?;
                let facts = Facts::Stop(StopFacts::from(&report));
                self.record(report.head(), facts)
            }
            Report::Withdrawal(withdrawal) => self.withdrawal(&withdrawal),
        }
    }

    fn record(
        &self,
        head: &proco_exchange::report::Head,
        facts: Facts,
    ) -> Result<Admitted, RefusalCode> {
        if head.hour > self.latest {
            return Err(RefusalCode::InFuture);
        }
        Ok(Admitted::Record(Record {
            name: self.name(head.id, head.revision, head.epoch)?,
            subject: self.key.subject(head.epoch, &head.pseudonym),
            hour: head.hour,
            facts,
        }))
    }

    fn withdrawal(&self, withdrawal: &Withdrawal) -> Result<Admitted, RefusalCode> {
        if withdrawal.revision == 0 {
            return Err(RefusalCode::Inconsistent);
        }
        self.name(withdrawal.id, withdrawal.revision, withdrawal.epoch)
            .map(Admitted::Withdrawal)
    }

    fn name(
        &self,
        report: proco_exchange::report::ReportId,
        revision: u32,
        epoch: Epoch,
    ) -> Result<Name, RefusalCode> {
        let mut live = self.live.iter();
        let (_, officer) = live
            .find(|(live, _)| *live == epoch)
            .ok_or(RefusalCode::EpochClosed)?;
        Ok(Name {
            report,
            revision,
            epoch,
            officer: *officer,
        })
    }
}
