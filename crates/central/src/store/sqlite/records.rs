//! Takes a batch of reports into SQLite: each is inserted, replaced or withdrawn, and the roll-up follows.

use proco_access::Team;
use proco_exchange::period::Week;
use proco_exchange::receipt::{Receipt, RefusalCode};
use rusqlite::{CachedStatement, Connection, params};

use super::kept::{Counted, find};
use super::rollup::RollupChanges;
use super::{devices, epoch_number, quota, rollup, week_number};
use crate::asked::explained_by;
use crate::keys::CentralKey;
use crate::measure::{Measure, counted};
use crate::quota::{OverQuota, Price, UploadOutcome};
use crate::record::{Admitted, Facts, Name, Record};
use crate::store::plan::{Comparison, Plan, plan};
use crate::store::{StoreError, Upload};

mod names;

/// A stop within so many hours before makes the next one a repeat.
const REPEAT_HOURS: u32 = 30 * 24;

const INSERT: &str = "
    INSERT INTO records (report, revision, kind, epoch, officer, subject, team, hour, week,
                         found_nothing, repeated, spare_until, facts, seq, linked)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
    ON CONFLICT (report) DO NOTHING";
const INSERT_BURIED: &str = "
    INSERT INTO records (report, kind, epoch, renamed, seq) VALUES (?1, 'withdrawn', ?2, ?3, ?4)
    ON CONFLICT (report) DO NOTHING";
const REPLACE: &str = "
    UPDATE records
    SET revision = ?2, subject = ?3, hour = ?4, found_nothing = ?5, spare_until = ?6, facts = ?7,
        linked = ?8
    WHERE report = ?1";
pub(super) const DROP_CONTENT: &str = "
    UPDATE records
    SET kind = 'withdrawn', revision = NULL, officer = NULL, subject = NULL, team = NULL, hour = NULL,
        week = NULL, found_nothing = NULL, repeated = NULL, spare_until = NULL, facts = NULL, renamed = ?2,
        linked = NULL
    WHERE report = ?1";
/// The last place that was given out in order of arrival. Those below 0 are of closed weeks.
const LAST: &str = "SELECT max(0, coalesce(max(seq), 0)) FROM records";
/// Whether a subject was stopped in these hours; answered by the index alone.
const STOPPED_BEFORE: &str = "
    SELECT 1 FROM records
    WHERE epoch = ?1 AND subject = ?2 AND kind = 'stop' AND hour BETWEEN ?3 AND ?4 LIMIT 1";

/// One upload, made ready before the writer's turn comes.
pub(super) struct Batch {
    upload: Upload,
    /// The facts of each record as they are kept.
    facts: Vec<String>,
}

impl From<Upload> for Batch {
    fn from(upload: Upload) -> Self {
        let facts = upload.admitted.iter().map(|admitted| match admitted {
            Admitted::Record(record) => record.facts.to_json(),
            Admitted::Withdrawal(_) | Admitted::Mistyped(..) => String::new(),
        });
        Self {
            facts: facts.collect(),
            upload,
        }
    }
}

pub(super) fn take(connection: &Connection, batch: &Batch) -> Result<UploadOutcome, StoreError> {
    let Upload {
        device,
        team,
        admitted,
        open,
        uploader,
        key,
    } = &batch.upload;
    if devices::is_revoked(connection, *device)? {
        return Ok(UploadOutcome::Revoked);
    }
    let left = quota::left(connection, uploader)?;
    let mut writer = BatchWriter {
        connection,
        insert: connection.prepare_cached(INSERT)?,
        stopped_before: connection.prepare_cached(STOPPED_BEFORE)?,
        team,
        key,
        last: connection
            .prepare_cached(LAST)?
            .query_row([], |row| row.get(0))?,
        open: rollup::close_before(connection, *open)?,
        rollup: RollupChanges::default(),
        explained: 0,
        spent: Price::default(),
    };
    if uploader.spend(left, most(admitted)).is_err()
        && let Err(refusal) = uploader.spend(left, writer.needed(admitted)?)
    {
        if let OverQuota::Later {
            left: meanwhile, ..
        } = refusal
            && meanwhile != left
        {
            quota::keep(connection, uploader, meanwhile)?;
        }
        return Ok(UploadOutcome::OverQuota(refusal));
    }
    let receipts = admitted
        .iter()
        .zip(&batch.facts)
        .map(|(admitted, facts)| writer.take(admitted, facts))
        .collect::<Result<_, _>>()?;
    writer.rollup.write(connection)?;
    if writer.spent != Price::default() {
        let left = uploader.spend(left, writer.spent);
        let left = left.map_err(|_| StoreError::Damaged("quota"))?;
        quota::keep(connection, uploader, left)?;
    }
    Ok(UploadOutcome::Receipts(receipts, writer.explained))
}

/// What an upload costs of which nothing is kept yet.
fn most(admitted: &[Admitted]) -> Price {
    let mut most = Price::default();
    for admitted in admitted {
        most += price(admitted, None);
    }
    most
}

/// What a report costs beside what is kept under its name: nothing where it changes nothing.
fn price(admitted: &Admitted, before: Option<&Counted>) -> Price {
    let (changes, spares) = match (admitted, before) {
        (Admitted::Record(record), None) => (true, record.facts.spare_until().is_some()),
        (Admitted::Record(record), Some(before)) => {
            let until = record.facts.spare_until();
            let changes = compare_content(Some(before), admitted) != Comparison::Same;
            let moved = record.subject != before.subject || until != before.spare_until();
            (changes, until.is_some() && moved)
        }
        (Admitted::Withdrawal(_) | Admitted::Mistyped(..), before) => (before.is_none(), false),
    };
    Price {
        reports: changes.into(),
        advisories: spares.into(),
    }
}

fn compare_content(kept: Option<&Counted>, admitted: &Admitted) -> Comparison {
    let (Some(kept), Admitted::Record(record)) = (kept, admitted) else {
        return Comparison::Other;
    };
    let facts = kept.facts.as_ref();
    let moved = facts.map(|facts| facts.moved(kept.hour, record.hour));
    if record.subject != kept.subject || moved.as_ref() != Some(&record.facts) {
        Comparison::Other
    } else if record.hour == kept.hour {
        Comparison::Same
    } else {
        Comparison::OtherHour
    }
}

/// Takes the reports of one batch, in one transaction.
struct BatchWriter<'a> {
    connection: &'a Connection,
    insert: CachedStatement<'a>,
    stopped_before: CachedStatement<'a>,
    team: &'a Team,
    key: &'a CentralKey,
    /// The place of the record that came last.
    last: i64,
    open: Week,
    rollup: RollupChanges,
    /// By how much the questions that look-ups explain grew; see [`crate::asked`].
    explained: i64,
    /// The price of what was taken so far.
    spent: Price,
}

impl BatchWriter<'_> {
    /// The facts of a record come with it as JSON.
    fn take(&mut self, admitted: &Admitted, facts: &str) -> Result<Receipt, StoreError> {
        // Nearly every report is new; then the row goes in without being looked for first.
        let (name, is_new) = match admitted {
            Admitted::Record(record) if self.comes_after_withdrawal(&record.name)? => {
                let code = RefusalCode::Withdrawn;
                return Ok(Receipt::Refused { code });
            }
            Admitted::Record(record) => (&record.name, self.insert(record, facts)?),
            Admitted::Withdrawal(name) | Admitted::Mistyped(name, _) => {
                (name, self.insert_buried(name)?)
            }
        };
        if is_new {
            self.spent += price(admitted, None);
            self.count_mistyped(admitted, None)?;
            if !matches!(admitted, Admitted::Record(_)) {
                self.drop_later(name)?;
            }
            return Ok(Receipt::Stored);
        }
        let (kept, counted) =
            find(self.connection, name.report)?.ok_or(StoreError::Damaged("record"))?;
        let like = compare_content(counted.as_ref(), admitted);
        match (plan(&kept, admitted, like, self.key), admitted) {
            (Plan::Answer(receipt), _) => return Ok(receipt),
            (Plan::Replace, Admitted::Record(record)) => {
                self.spent += price(admitted, counted.as_ref());
                self.replace(record, facts, counted)?;
            }
            (Plan::Replace, Admitted::Withdrawal(_) | Admitted::Mistyped(..)) => {
                return Err(StoreError::Damaged("plan"));
            }
            (Plan::DropContent, _) => {
                self.count_mistyped(admitted, counted.as_ref())?;
                self.drop_content(name, counted)?;
                self.drop_later(name)?;
            }
            (Plan::AskLaterNames, _) => return self.told_by_later_names(name),
        }
        Ok(Receipt::Stored)
    }

    /// Counts a look-up that was typed wrong, once for all its names: in the week in which it counted itself, or was made,
    /// and else in the first that is still open. Only its bare name stays, so nobody can count it anew.
    fn count_mistyped(
        &mut self,
        admitted: &Admitted,
        before: Option<&Counted>,
    ) -> Result<(), StoreError> {
        let Admitted::Mistyped(name, made) = admitted else {
            return Ok(());
        };
        if self.was_withdrawn_before(name)? {
            return Ok(());
        }
        let (team, week) = before.map_or((self.team, *made), |before| (&before.team, before.week));
        let changes = self.rollup.of(team, week.max(self.open), name.author());
        changes.add(&[Measure::Mistyped], 1);
        Ok(())
    }

    /// What an upload costs, without taking it.
    fn needed(&self, admitted: &[Admitted]) -> Result<Price, StoreError> {
        let mut needed = Price::default();
        for admitted in admitted {
            match find(self.connection, admitted.name().report)? {
                None => needed += price(admitted, None),
                Some((kept, counted)) => {
                    let like = compare_content(counted.as_ref(), admitted);
                    if plan(&kept, admitted, like, self.key) == Plan::Replace {
                        needed += price(admitted, counted.as_ref());
                    }
                }
            }
        }
        Ok(needed)
    }

    fn repeated(&mut self, record: &Record) -> Result<bool, StoreError> {
        if !record.facts.is_stop() {
            return Ok(false);
        }
        Ok(self.stopped_before.exists(params![
            epoch_number(record.name.epoch),
            record.subject.0.as_slice(),
            record.hour.0.saturating_sub(REPEAT_HOURS),
            record.hour.0,
        ])?)
    }

    /// Puts the record in; false when something is kept under its name.
    fn insert(&mut self, record: &Record, facts: &str) -> Result<bool, StoreError> {
        let repeated = self.repeated(record)?;
        let week = Week::of(record.hour).max(self.open);
        let (stop, spare_until) = columns(record, repeated);
        let inserted = self.insert.execute(params![
            record.name.report.0.as_slice(),
            record.name.revision,
            if stop.is_some() { "stop" } else { "query" },
            epoch_number(record.name.epoch),
            record.name.officer.0.as_slice(),
            record.subject.0.as_slice(),
            self.team.as_str(),
            record.hour.0,
            week_number(week),
            stop.map(|stop| stop.0),
            stop.map(|stop| stop.1),
            spare_until,
            facts,
            self.last + 1,
            linked(record),
        ])?;
        if inserted > 0 {
            self.last += 1;
            let changes = self.rollup.of(self.team, week, record.name.author());
            changes.add(&counted(&record.facts, repeated), 1);
            self.explained += explained_by(&record.facts);
        }
        Ok(inserted > 0)
    }

    /// The record goes on counting in the team and the week where it first counted. Where that
    /// week is closed, it goes on counting as it did: figures may be decided on that at this moment.
    fn replace(
        &mut self,
        record: &Record,
        facts: &str,
        before: Option<Counted>,
    ) -> Result<(), StoreError> {
        let before = before.ok_or(StoreError::Damaged("record"))?;
        // Whether it was a repeat was decided when it first came, and stays: a later stop
        // in the same hour must not make it a repeat.
        let repeated = before.repeated;
        let (stop, spare_until) = columns(record, repeated);
        self.connection.prepare_cached(REPLACE)?.execute(params![
            record.name.report.0.as_slice(),
            record.name.revision,
            record.subject.0.as_slice(),
            record.hour.0,
            stop.map(|stop| stop.0),
            spare_until,
            facts,
            linked(record),
        ])?;
        if let Some(facts_before) = &before.facts {
            self.explained += explained_by(&record.facts) - explained_by(facts_before);
        }
        if before.week >= self.open {
            let officer = record.name.author();
            let changes = self.rollup.of(&before.team, before.week, officer);
            changes.add(&before.measures(), -1);
            changes.add(&counted(&record.facts, repeated), 1);
        }
        Ok(())
    }

    fn drop_content(&mut self, name: &Name, before: Option<Counted>) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(DROP_CONTENT)?
            .execute((name.report.0.as_slice(), name.is_given_up()))?;
        let Some(before) = before else {
            return Ok(());
        };
        self.explained -= before.facts.as_ref().map_or(0, explained_by);
        if before.week >= self.open {
            let changes = self.rollup.of(&before.team, before.week, name.author());
            changes.add(&before.measures(), -1);
        }
        Ok(())
    }

    /// Keeps the bare name; false when something is kept under it.
    fn insert_buried(&mut self, name: &Name) -> Result<bool, StoreError> {
        let mut insert = self.connection.prepare_cached(INSERT_BURIED)?;
        let inserted = insert.execute(params![
            name.report.0.as_slice(),
            epoch_number(name.epoch),
            name.is_given_up(),
            self.last + 1,
        ])?;
        self.last += i64::from(inserted > 0);
        Ok(inserted > 0)
    }
}

/// The columns of a stop (found nothing, repeated), and until when to spare the subject.
fn columns(record: &Record, repeated: bool) -> (Option<(bool, bool)>, Option<u32>) {
    match &record.facts {
        Facts::Query(_) => (None, None),
        Facts::Stop(facts) => (
            Some((facts.codes.found_nothing(), repeated)),
            record.facts.spare_until().map(|hour| hour.0),
        ),
    }
}

/// Of a stop: whether it found what its ground pointed to.
fn linked(record: &Record) -> Option<bool> {
    match &record.facts {
        Facts::Query(_) => None,
        Facts::Stop(facts) => Some(facts.codes.found_what_was_looked_for()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::SqliteStore;
    use crate::store::sqlite::lock;

    #[test]
    fn whether_a_stop_is_a_repeat_is_told_by_the_index_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("central.db")).unwrap();
        let question = format!("EXPLAIN QUERY PLAN {STOPPED_BEFORE}");
        let plan = lock(&store.0.writer)
            .query_row(&question, params![20_264, [1_u8; 16], 0, 1], |row| {
                row.get::<_, String>(3)
            })
            .unwrap();
        assert!(plan.contains("COVERING INDEX records_by_subject"), "{plan}");
    }
}
