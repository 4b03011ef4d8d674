//! Validation of a batch, report by report: which are admitted, and why others are refused. Pure: no store, no clock.
//!
//! What is not needed is stopped here and not filtered out later: an unknown field, an unknown
//! code or a contradiction refuses the report, and only that report.

use proco_access::{Caller, UnixSeconds};
use proco_exchange::period::Week;
use proco_exchange::receipt::{CLOCKS_APART_HOURS, RefusalCode};
use proco_exchange::report::{Head, Report, ReportId, Withdrawal};
use proco_exchange::{ENTERED_WITHIN_HOURS, Epoch, Hour, UtcMillis};

use crate::keys::{CentralKey, OfficerTag, SubjectKeys};
use crate::record::{Admitted, Facts, Name, QueryFacts, Record, StopFacts};

/// The rules by which the reports of one batch are checked.
pub struct Gate {
    key: CentralKey,
    latest: Hour,
    /// When the phone was enrolled. `None` where that is not known.
    since: Option<UtcMillis>,
    live: Vec<Live>,
}

/// A live epoch: the tag of this officer in it, and the key for its subjects.
struct Live {
    epoch: Epoch,
    officer: OfficerTag,
    subjects: SubjectKeys,
}

impl Gate {
    /// The gate for a batch of this caller, now, with the epochs that may be live.
    #[must_use]
    pub fn new(key: &CentralKey, caller: &Caller, now: UtcMillis, mut live: Vec<Epoch>) -> Self {
        // A time of enrolment in the future was noted under a clock that ran ahead.
        let since = caller.since.map(|since| UtcMillis(millis(since)));
        let since = since.filter(|since| *since <= now);
        let latest = now.plus_hours(CLOCKS_APART_HOURS).hour();
        // A phone whose clock runs ahead may be in the next quarter already.
        if !live.contains(&latest.epoch()) {
            live.push(latest.epoch());
        }
        let live = live
            .into_iter()
            .map(|epoch| Live {
                epoch,
                officer: key.officer(epoch, caller.counts_as),
                subjects: key.subjects(epoch),
            })
            .collect();
        Self {
            key: key.clone(),
            latest,
            since,
            live,
        }
    }

    /// The verdict on one report.
    ///
    /// # Errors
    /// The code with which it is refused.
    pub fn admit(&self, report: &Report) -> Result<Admitted, RefusalCode> {
        match report {
            Report::Query(report) => {
                report.check().map_err(|_| RefusalCode::Inconsistent)?;
                let facts = Facts::Query(QueryFacts::from(report));
                self.record(&report.head, facts)
            }
            Report::Stop(report) => {
                report.check().map_err(|_| RefusalCode::Inconsistent)?;
                let facts = Facts::Stop(StopFacts::from(report));
                self.record(&report.head, facts)
            }
            Report::Withdrawal(withdrawal) => self.withdrawal(withdrawal),
        }
    }

    fn record(&self, head: &Head, facts: Facts) -> Result<Admitted, RefusalCode> {
        if head.hour > self.latest {
            return Err(RefusalCode::InFuture);
        }
        let live = self.live(head.epoch)?;
        if self
            .earliest(&facts)
            .is_some_and(|earliest| head.hour < earliest)
        {
            return Err(RefusalCode::BeforeEnrolment);
        }
        Ok(Admitted::Record(Record {
            name: self.name(live, head.id, head.revision),
            subject: live.subjects.of(&head.pseudonym),
            hour: head.hour,
            facts,
        }))
    }

    /// The earliest hour of an event of this phone: nobody looks anything up before the app is enrolled. A stop may be
    /// entered afterwards, and its report does not say whether it was.
    fn earliest(&self, facts: &Facts) -> Option<Hour> {
        let before = match facts {
            Facts::Query(_) => CLOCKS_APART_HOURS,
            Facts::Stop(_) => CLOCKS_APART_HOURS + ENTERED_WITHIN_HOURS,
        };
        self.since.map(|since| since.minus_hours(before).hour())
    }

    fn withdrawal(&self, withdrawal: &Withdrawal) -> Result<Admitted, RefusalCode> {
        if withdrawal.revision == 0 {
            return Err(RefusalCode::Inconsistent);
        }
        let live = self.live(withdrawal.epoch)?;
        let name = self.name(live, withdrawal.id, withdrawal.revision);
        match withdrawal.mistyped {
            None => Ok(Admitted::Withdrawal(name)),
            Some(_) if name.is_given_up() => Err(RefusalCode::Inconsistent),
            Some(hour) => Ok(Admitted::Mistyped(name, Week::of(hour.min(self.latest)))),
        }
    }

    fn live(&self, epoch: Epoch) -> Result<&Live, RefusalCode> {
        let mut live = self.live.iter();
        live.find(|live| live.epoch == epoch)
            .ok_or(RefusalCode::EpochClosed)
    }

    fn name(&self, live: &Live, report: ReportId, revision: u32) -> Name {
        Name {
            id: report,
            report: self.key.report(report),
            revision,
            epoch: live.epoch,
            officer: live.officer,
        }
    }
}

fn millis(since: UnixSeconds) -> i64 {
    i64::try_from(since.0).map_or(i64::MAX, |seconds| seconds.saturating_mul(1000))
}
