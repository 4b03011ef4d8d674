//! What has to be true of a history: in its course, and once all weather is fair and all is quiet.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proco_central::measure;
use proco_central::record::Facts;
use proco_device::view::{Counts, SyncProblem};
use proco_domain::time::{Epoch, UtcMillis};
use uuid::Uuid;

use crate::gaps::{Gap, is_open};
use crate::judge::Judge;
use crate::ledger::{Cells, CentralLedger, CentralRow};
use crate::phone::{Phone, Wrong};
use crate::script::PLATES;
use crate::town::{self, lock};
use crate::world::World;

pub const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Under which name the roll-up counts what was typed wrong.
const MISTYPED: &str = "mistyped";

/// The hour of a moment.
pub fn hour(at: i64) -> i64 {
    at.div_euclid(HOUR)
}

impl World {
    /// Fair weather, right clocks, and passes until nothing is left to be done; then the verdict.
    pub async fn quiet(&mut self) -> Result<(), Wrong> {
        for number in 0..self.phones.len() {
            if self.revoked.contains(&number) {
                self.enrol(number).await?;
            }
        }
        self.enrol_who_is_unknown().await?;
        // A draft that lies open is closed after a week, and only then its look-up is sent.
        for round in 0..12 {
            self.set_time(self.truth.plus_millis(26 * HOUR));
            town::tidy(&self.town).await;
            let mut open = false;
            for number in 0..self.phones.len() {
                self.pass(number, &[]).await?;
                self.phones[number].say_when()?;
                open |= !self.phones[number].ledger().drafts.is_empty();
            }
            if round >= 3 && !open {
                break;
            }
        }
        for number in 0..self.phones.len() {
            self.pass(number, &[]).await?;
        }
        self.everything_is_somewhere()?;
        let central = self.central();
        self.nothing_of_dead_epochs(&central)?;
        self.central_counts_everything().await?;
        // A week later, nothing that was sent is readable on a phone.
        for _ in 0..9 {
            self.set_time(self.truth.plus_millis(DAY));
            for number in 0..self.phones.len() {
                self.pass(number, &[]).await?;
            }
        }
        let revoked = self.revoked.clone();
        for phone in self
            .phones
            .iter_mut()
            .filter(|phone| !revoked.contains(&phone.number))
        {
            nothing_is_readable(phone)?;
        }
        Ok(())
    }

    /// A phone that was enrolled after the copy of central was made is unknown to it.
    async fn enrol_who_is_unknown(&mut self) -> Result<(), Wrong> {
        self.set_time(self.truth.plus_millis(26 * HOUR));
        for number in 0..self.phones.len() {
            self.pass(number, &[]).await?;
            let problem = self.phones[number].device().sync_status().problem;
            if problem == Some(SyncProblem::NotEnrolled) {
                self.enrol(number).await?;
            }
        }
        Ok(())
    }

    /// What central told about a subject, against everybody's records.
    pub fn recount(
        &mut self,
        number: usize,
        subject: usize,
        except: Uuid,
        counts: &Counts,
    ) -> Result<(), Wrong> {
        let right = self.phones[number].wrong_by.abs() < HOUR && self.servers_are_right();
        if !right {
            return Ok(());
        }
        let central = self.central();
        let reduced = central.records.iter().filter(|row| row.is_reduced());
        let reduced = reduced
            .filter_map(|row| Some((self.names.get(&row.report)?.record, row.hour?)))
            .collect::<HashMap<_, _>>();
        let now = self.phones[number].now().0;
        for window in &counts.windows {
            // Central counts by its own clock, from which that of the phone may differ a little.
            let back = i64::from(window.window.hours()) * HOUR;
            let (early, late) = (now.min(self.truth.0) - back, now.max(self.truth.0) - back);
            let fewest = self.seen_by_others(&central, number, subject, hour(late))?;
            let others = self.seen_by_others(&central, number, subject, hour(early))?;
            // Own records are counted by the moment here and by the hour there, or by the day.
            let phone = &self.phones[number];
            let day = |id, at: i64| reduced.get(&id).map_or(at, |hour| at.min(hour * HOUR));
            let least = |id, at| id != except && day(id, at) > late;
            let most = |id, at| id != except && at >= hour(early) * HOUR;
            let least = phone.model.count(subject, least);
            let most = phone.model.count(subject, most);
            // Central may know of a withdrawal that the copy of a phone does not.
            let forked = !phone.forked.is_empty();
            for (what, counted, kind) in
                [("queries", window.queries, 0), ("stops", window.stops, 1)]
            {
                let (least, most) = (fewest[kind] + least[kind], others[kind] + most[kind]);
                // What it lost is not there before it is sent again.
                let complete = self.unaware.is_empty() && self.beyond.is_empty() && !forked;
                let least = if complete { least } else { 0 };
                if !(least..=most).contains(&counted) {
                    let window = window.window;
                    return Err(format!(
                        "{counted} {what} in {window:?}, not {least} to {most}"
                    ));
                }
            }
        }
        Ok(())
    }

    /// The records that central has of other phones than this one.
    fn seen_by_others(
        &mut self,
        central: &CentralLedger,
        number: usize,
        subject: usize,
        from: i64,
    ) -> Result<[u32; 2], Wrong> {
        if central
            .records
            .iter()
            .any(|row| !self.names.contains_key(&row.report))
        {
            for other in 0..self.phones.len() {
                self.look(other);
            }
        }
        let mut seen = [0, 0];
        for row in &central.records {
            if self.is_forgotten(row) {
                continue;
            }
            let name = self
                .names
                .get(&row.report)
                .ok_or("a report that nobody made")?;
            // What a copy that was put back took from this phone is at central all the same.
            let model = &self.phones[number].model;
            let counts = !model.has(name.record) && name.subject == subject;
            if counts && row.hour.is_some_and(|hour| hour >= from) {
                seen[usize::from(row.kind == "stop")] += 1;
            }
        }
        Ok(seen)
    }

    /// What was sent when it was a year old is dropped by its phone in the same pass, name and all. Of
    /// what was withdrawn then, central has no hour but the epoch.
    fn is_forgotten(&self, row: &CentralRow) -> bool {
        let year_ago = UtcMillis(self.truth.0 - 365 * DAY);
        let is_old = row
            .hour
            .map_or(row.epoch <= number_of(year_ago.epoch()), |at| {
                at <= hour(year_ago.0)
            });
        is_old && !self.names.contains_key(&row.report)
    }

    /// Each acknowledged record is at central exactly once, as it was acknowledged last, or stands on
    /// its phone as not sent, with a cause.
    fn everything_is_somewhere(&mut self) -> Result<(), Wrong> {
        for number in 0..self.phones.len() {
            self.look(number);
        }
        let central = self.central();
        let mut at_central: HashMap<Uuid, Vec<&CentralRow>> = HashMap::new();
        for row in &central.records {
            if self.is_forgotten(row) {
                continue;
            }
            let name = self
                .names
                .get(&row.report)
                .ok_or_else(|| format!("a report that nobody made: {row:?}"))?;
            at_central.entry(name.record).or_default().push(row);
        }
        for rows in at_central.values_mut() {
            // A record whose hour was corrected after it was sent leaves its former names, and nothing else.
            rows.sort_by_key(|row| row.kind == "withdrawn");
            while rows.len() > 1 && rows.last().is_some_and(|row| row.kind == "withdrawn") {
                rows.pop();
            }
            if rows.len() > 1 {
                return Err(format!("a record is there {} times: {rows:?}", rows.len()));
            }
        }
        let key = lock(&self.town).central_key();
        let live: BTreeSet<i64> = Epoch::live_at(self.truth)
            .into_iter()
            .map(number_of)
            .collect();
        for phone in &mut self.phones {
            phone.check()?;
            if phone.model.waits_for_room() {
                return Err("there is room, and a look-up is not recorded".to_owned());
            }
            let ledger = phone.ledger();
            let status = phone.device().sync_status();
            let revoked = self.revoked.contains(&phone.number);
            let unanswerable = status.problem == Some(SyncProblem::TimeUnknown)
                && phone.clock_was_set
                && !phone.model.witnessed
                && is_open(Gap::Unanswerable);
            if unanswerable {
                continue;
            }
            if status.problem.is_some() != revoked {
                return Err(format!("in fair weather: {:?}", status.problem));
            }
            let judge = Judge {
                key: &key,
                now: self.truth.0,
                phone,
                ledger: &ledger,
                at_central: &at_central,
                live: &live,
                revoked,
                beyond: &self.beyond,
            };
            judge.records()?;
        }
        Ok(())
    }

    /// An epoch that is over by more than its day leaves nothing behind.
    fn nothing_of_dead_epochs(&self, central: &CentralLedger) -> Result<(), Wrong> {
        let oldest = Epoch::live_at(self.truth.plus_millis(-3 * DAY))
            .into_iter()
            .min()
            .map(number_of);
        let dead = |epoch: i64| oldest.is_some_and(|oldest| epoch < oldest);
        self.none_is_typed_wrong_twice(central)?;
        if let Some(row) = central.records.iter().find(|row| dead(row.epoch)) {
            return Err(format!("a record of an epoch that is over: {row:?}"));
        }
        let cell = central
            .rollup
            .keys()
            .find(|cell| dead(cell.2) && !cell.3.is_empty());
        cell.map_or(Ok(()), |cell| {
            Err(format!("a cell of an epoch that is over: {cell:?}"))
        })
    }

    /// What was typed wrong is counted once at the most, also where a phone or central was put back.
    fn none_is_typed_wrong_twice(&self, central: &CentralLedger) -> Result<(), Wrong> {
        let cells = central.rollup.iter();
        let counted: i64 = cells
            .filter(|(cell, _)| cell.4 == MISTYPED)
            .map(|(_, number)| number)
            .sum();
        let done = self.phones.iter().map(|phone| phone.mistyped.len()).sum();
        if usize::try_from(counted).is_ok_and(|counted| counted <= done) {
            return Ok(());
        }
        Err(format!("{counted} look-ups were typed wrong, not {done}"))
    }

    /// A new phone asks about each subject, and is told what everybody's records say.
    async fn central_counts_everything(&mut self) -> Result<(), Wrong> {
        let number = self.phones.len();
        let folder = self.folder().to_owned();
        let mut witness = Phone::unpack(number, 7, &folder, self.town.clone(), self.truth);
        witness.set_time(self.truth);
        let code = town::code(&self.town).await;
        witness
            .enrol(&code)
            .await
            .map_err(|error| format!("{error:?}"))?;
        self.phones.push(witness);
        for subject in 0..PLATES.len() {
            let told = self.ask(number, subject, &[]).await?;
            if told != "central knows" {
                return Err(format!("in fair weather, central: {told}"));
            }
        }
        self.phones.pop();
        Ok(())
    }
}

pub fn number_of(epoch: Epoch) -> i64 {
    i64::from(epoch.year()) * 10 + i64::from(epoch.quarter())
}

/// The roll-up holds what its records add up to, and nothing else.
pub fn rollup_is_a_recount(central: &CentralLedger) -> Result<(), Wrong> {
    let mut recount: Cells = HashMap::new();
    for row in &central.records {
        let (Some(team), Some(week), Some(facts)) = (&row.team, row.week, &row.facts) else {
            continue;
        };
        if week < central.open_week {
            continue;
        }
        let facts =
            Facts::from_json(row.kind == "stop", facts).map_err(|error| error.to_string())?;
        for measure in measure::counted(&facts, row.repeated == Some(true)) {
            let cell = (
                team.clone(),
                week,
                row.epoch,
                row.officer.clone().unwrap_or_default(),
                measure.name().to_owned(),
            );
            *recount.entry(cell).or_default() += 1;
        }
    }
    let kept: Cells = central
        .rollup
        .iter()
        .filter(|(cell, _)| cell.1 >= central.open_week && !cell.3.is_empty())
        // Of what was typed wrong no record is kept.
        .filter(|(cell, _)| cell.4 != MISTYPED)
        .map(|(cell, number)| (cell.clone(), *number))
        .collect();
    let sorted = |cells: &Cells| cells.clone().into_iter().collect::<BTreeMap<_, _>>();
    let (recount, kept) = (sorted(&recount), sorted(&kept));
    let other = recount
        .iter()
        .find(|(cell, number)| kept.get(cell) != Some(number));
    let other = other.or_else(|| {
        kept.iter()
            .find(|(cell, number)| recount.get(cell) != Some(number))
    });
    other.map_or(Ok(()), |(cell, _)| {
        let (kept, recount) = (kept.get(cell), recount.get(cell));
        Err(format!(
            "the roll-up says {kept:?} and the records {recount:?} of {cell:?}"
        ))
    })
}

/// No mark stands readable on a phone that has sent everything more than a week ago.
fn nothing_is_readable(phone: &mut Phone) -> Result<(), Wrong> {
    let ledger = phone.ledger();
    if !ledger.outbox.is_empty() || !ledger.drafts.is_empty() {
        return Ok(());
    }
    let text = phone.text();
    let plate = PLATES.iter().find(|plate| {
        let bare = plate.replace('-', "");
        text.contains(*plate) || text.contains(&bare)
    });
    plate.map_or(Ok(()), |_| {
        Err("a plate is readable after its week".to_owned())
    })
}
