//! What time it is, and when the records of a clock that was off were made.

use std::sync::{MutexGuard, PoisonError};

use proco_domain::clock::SinceBoot;
use proco_domain::time::UtcMillis;

use crate::clock::Clock;
use crate::device::Device;
use crate::error::DeviceError;
use crate::store::stretches::Part;
use crate::store::{Session, Store, StoreError, drafts, queries, stops, stretches, sync_state};
use crate::stretch::{self, Before, Comparison, Lying, OFF_MILLIS, Place, Reading, State, Stretch};
use crate::view::{SubjectView, UndatedRecord, UndatedView};

/// How often it is written down that the clock still agrees, at most.
const NOTED_EVERY_MILLIS: i64 = 10 * 60 * 1000;

/// The clock as it runs now.
pub(crate) struct Running {
    stretch: Stretch,
    /// What it last said.
    last: UtcMillis,
    /// Since when central says something else than a clock that did not step.
    disputed: Option<SinceBoot>,
}

/// A moment at which something is recorded.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    clock: UtcMillis,
    stretch: Stretch,
}

impl Moment {
    /// The time of it.
    pub(crate) fn at(&self) -> UtcMillis {
        self.stretch.time(self.clock)
    }

    /// The stretch that it lies in.
    pub(crate) fn stretch(&self) -> i64 {
        self.stretch.number
    }

    /// To be called first in the transaction that records something: keeps the stretch, and takes
    /// its correction as it stands there. A comparison may have found another one meanwhile.
    pub(crate) fn kept(mut self, session: &Session) -> Result<Self, StoreError> {
        match stretches::correction(session, self.stretch.number)? {
            Some(correction) => self.stretch.correction = correction,
            None => stretches::keep(session, &self.stretch)?,
        }
        Ok(self)
    }
}

impl Running {
    /// Takes up the clock at the start of the app.
    pub(crate) fn take_up(store: &Store, clock: &dyn Clock) -> Result<Self, DeviceError> {
        let now = reading(clock);
        let newest = store.read(|c| Ok(stretches::newest(c)?))?;
        let stretch = match newest {
            Some((stretch, last)) => stretch.next(last, now, true).unwrap_or(stretch),
            None => Stretch::first(now),
        };
        Ok(Self {
            stretch,
            last: now.clock,
            disputed: None,
        })
    }

    fn look(&mut self, now: Reading) {
        if let Some(next) = self.stretch.next(self.last, now, false) {
            tracing::warn!("the clock of this phone was set");
            self.stretch = next;
            self.disputed = None;
        }
        self.last = now.clock;
    }
}

fn reading(clock: &dyn Clock) -> Reading {
    Reading {
        clock: clock.now(),
        boot: clock.since_boot(),
    }
}

impl Device {
    fn running(&self) -> MutexGuard<'_, Running> {
        let running = self.inner.running.lock();
        running.unwrap_or_else(PoisonError::into_inner)
    }

    /// Now, as far as this phone knows.
    pub(crate) fn now(&self) -> UtcMillis {
        self.moment().at()
    }

    /// Now, for a record.
    pub(crate) fn moment(&self) -> Moment {
        let now = reading(self.inner.clock.as_ref());
        let mut running = self.running();
        running.look(now);
        Moment {
            clock: now.clock,
            stretch: running.stretch,
        }
    }

    /// Whether the clock of this phone is known to be off, or was when it was last compared.
    pub(crate) fn clock_is_off(&self) -> bool {
        self.moment().stretch.correction.abs() > OFF_MILLIS
    }

    /// Whether the time of this phone follows from that of central.
    pub(crate) fn time_is_known(&self) -> bool {
        self.moment().stretch.state == State::Dated
    }

    /// Whether central is to be asked for the time before something is sent. Where the platform
    /// tells how long it has run, one comparison is good until the next boot.
    pub(crate) fn comparison_is_due(&self) -> Result<bool, DeviceError> {
        let moment = self.moment();
        let witnessed = moment.stretch.began.boot.is_some();
        match moment.stretch.state {
            State::Open | State::Asks => return Ok(true),
            State::Dated if witnessed => return Ok(false),
            State::Dated => {}
        }
        let just_now = moment
            .stretch
            .compared
            .is_some_and(|compared| (0..60_000).contains(&(moment.clock.0 - compared.0)));
        let waiting = self.sync_status().waiting > 0;
        Ok(!just_now && (waiting || self.clock_is_off()))
    }

    /// Central said what time it is: dates what was recorded since its clock and ours last agreed.
    pub(crate) fn compared(&self, central: UtcMillis) -> Result<(), DeviceError> {
        let _one = self.inner.comparing.lock();
        let now = reading(self.inner.clock.as_ref());
        let (before, disputed) = {
            let mut running = self.running();
            running.look(now);
            (running.stretch, running.disputed)
        };
        let comparison = before.compare(now, central);
        let after = match comparison {
            Comparison::Same => Stretch {
                compared: Some(now.clock),
                ..before
            },
            Comparison::Dated(correction) => Stretch {
                correction,
                state: State::Dated,
                compared: Some(now.clock),
                ..before
            },
            Comparison::Stepped(correction) => next(&before, now, correction),
            Comparison::Disputed(correction) => {
                if !disputed
                    .zip(now.boot)
                    .is_some_and(|(since, now)| stretch::stood_by_it(since, now))
                {
                    tracing::warn!("central's clock has moved and that of this phone has not");
                    self.running().disputed = disputed.or(now.boot);
                    return Ok(());
                }
                next(&before, now, correction)
            }
        };
        let after = self
            .store()
            .write(|t| Ok(date_records(t, &before, after, comparison, now)?))?;
        let mut running = self.running();
        if running.stretch.number == before.number {
            running.stretch = after;
            running.disputed = None;
        }
        Ok(())
    }

    /// What was recorded by a clock of which nobody can tell how far it was off, and between which
    /// moments it was: the officer is asked.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn undated(&self) -> Result<Vec<UndatedView>, DeviceError> {
        self.store().read(|c| {
            let mut views = Vec::new();
            for lying in stretches::asking(c)? {
                views.push(view(c, &lying)?);
            }
            Ok(views)
        })
    }

    /// The officer says when the first of these records was made; the others follow from it.
    ///
    /// # Errors
    /// [`DeviceError::Moment`] when that cannot have been; [`DeviceError::Gone`] when nothing is
    /// asked of that number; [`DeviceError::Store`].
    pub fn date(&self, number: u32, first: UtcMillis) -> Result<(), DeviceError> {
        let now = self.now();
        self.store().write(|t| {
            let asking = stretches::asking(t)?;
            let lying = asking
                .into_iter()
                .find(|lying| lying.stretch.number == i64::from(number))
                .ok_or(DeviceError::Gone)?;
            let (from, until) = bounds(t, &lying)?;
            let correction = first.0 - lying.first.0;
            let last = lying.last.plus_millis(correction);
            if from.is_some_and(|from| first < from.hour().start())
                || until.is_some_and(|until| last > until)
                || last > now
            {
                return Err(DeviceError::Moment);
            }
            place_at(t, &lying, correction)?;
            drafts::touch(t, now)?;
            Ok(())
        })?;
        self.recorded()
    }
}

fn next(before: &Stretch, now: Reading, correction: i64) -> Stretch {
    Stretch {
        number: before.following(),
        began: now,
        correction,
        state: State::Dated,
        compared: Some(now.clock),
    }
}

/// Carries out what a comparison says; the stretch that is under way after it.
fn date_records(
    session: &Session,
    before: &Stretch,
    after: Stretch,
    comparison: Comparison,
    now: Reading,
) -> Result<Stretch, StoreError> {
    let at = after.time(now.clock);
    let by = after.correction - before.correction;
    let mut moved = false;
    match comparison {
        Comparison::Same => {
            let noted = stretches::compared(session, after.number)?;
            if noted.is_none_or(|noted| (now.clock.0 - noted.0).abs() > NOTED_EVERY_MILLIS) {
                stretches::keep(session, &after)?;
            }
        }
        Comparison::Dated(_) => {
            stretches::keep(session, &after)?;
            stretches::move_records(session, after.number, by)?;
            moved = by != 0;
        }
        Comparison::Stepped(_) => {
            stretches::begin(session, before)?;
            stretches::keep(session, &after)?;
            let agreed = before.compared.unwrap_or(before.began.clock);
            // What would then lie before the comparison was recorded before the step.
            let since = before.time(agreed);
            let since = since.plus_millis(-by).max(since);
            stretches::hand_over(session, before.number, after.number, Part::After(since))?;
            stretches::move_records(session, after.number, by)?;
            moved = true;
        }
        // Of its records nothing is known but what was known before.
        Comparison::Disputed(_) => stretches::keep(session, &after)?,
    }
    let after = split(session, after, now)?;
    for lying in stretches::lying_open(session, after.number)? {
        let known = stretches::known_before(session, lying.stretch.number)?;
        let next = stretches::known_after(session, lying.stretch.number)?;
        match stretch::place(&lying, known.as_ref(), &next.unwrap_or(after)) {
            Place::Correct(correction) => {
                place_at(session, &lying, correction)?;
                moved |= correction != lying.stretch.correction;
            }
            Place::Ask => stretches::keep(
                session,
                &Stretch {
                    state: State::Asks,
                    ..lying.stretch
                },
            )?,
        }
    }
    if moved {
        drafts::touch(session, at)?;
    }
    sync_state::agreed(session, at)?;
    Ok(after)
}

/// A clock without a witness may step twice, and only one of the steps show. What contradicts the
/// order of the records then becomes a stretch of its own.
fn split(session: &Session, mut after: Stretch, now: Reading) -> Result<Stretch, StoreError> {
    let Some(Before {
        stretch: known,
        last,
    }) = stretches::known_before(session, after.number)?
    else {
        return Ok(after);
    };
    if known.began.boot.is_some() && after.began.boot.is_some() {
        return Ok(after);
    }
    let Some(part) = known.part(&known, &after) else {
        return Ok(after);
    };
    let compared = known.compared.unwrap_or(last);
    if after.time(after.began.clock) < known.earliest_after(compared) {
        // The clock stood behind and was put right: the second step did not show.
        let early = Part::Before(known.earliest_after(last));
        let part = Stretch {
            began: after.began,
            correction: after.correction,
            ..part
        };
        stretches::keep(session, &part)?;
        stretches::hand_over(session, after.number, part.number, early)?;
        let first = stretches::first_time(session, after.number)?;
        let first = first.map(|first| first.plus_millis(-after.correction));
        after.began.clock = first.unwrap_or(now.clock);
        stretches::set_began(session, after.number, after.began.clock)?;
    } else if known.time(last) > after.begins_by() {
        // It stood ahead and was put back: the first one did not.
        let late = Part::After(after.begins_by());
        stretches::keep(session, &part)?;
        stretches::hand_over(session, known.number, part.number, late)?;
    }
    Ok(after)
}

fn place_at(session: &Session, lying: &Lying, correction: i64) -> Result<(), StoreError> {
    let placed = Stretch {
        correction,
        state: State::Dated,
        ..lying.stretch
    };
    stretches::keep(session, &placed)?;
    let by = correction - lying.stretch.correction;
    stretches::move_records(session, placed.number, by)
}

/// Between which moments the records of a stretch were made.
fn bounds(
    session: &Session,
    lying: &Lying,
) -> Result<(Option<UtcMillis>, Option<UtcMillis>), StoreError> {
    let before = stretches::known_before(session, lying.stretch.number)?;
    let after = stretches::known_after(session, lying.stretch.number)?;
    Ok((
        before.map(|before| before.stretch.time(before.last)),
        after.map(|after| after.time(after.began.clock)),
    ))
}

fn view(session: &Session, lying: &Lying) -> Result<UndatedView, DeviceError> {
    let (from, until) = bounds(session, lying)?;
    let (look_ups, checks) = stretches::records(session, lying.stretch.number)?;
    let mut records = Vec::new();
    for id in look_ups {
        let kept = match queries::get(session, id) {
            Err(StoreError::Row(_)) => None,
            kept => kept?,
        };
        if let Some(kept) = kept {
            records.push(UndatedRecord {
                subject: kept.subject.as_ref().map(SubjectView::of),
                clock_said: kept.at.plus_millis(-lying.stretch.correction),
                is_stop: false,
            });
        }
    }
    for id in checks {
        let kept = match stops::get(session, id) {
            Err(StoreError::Row(_)) => None,
            kept => kept?,
        };
        if let Some(kept) = kept {
            records.push(UndatedRecord {
                subject: kept
                    .stop()
                    .as_ref()
                    .map(|stop| SubjectView::of(stop.subject())),
                clock_said: kept.about().at().plus_millis(-lying.stretch.correction),
                is_stop: true,
            });
        }
    }
    Ok(UndatedView {
        number: u32::try_from(lying.stretch.number).unwrap_or(u32::MAX),
        from,
        until,
        clock_said: lying.first,
        records,
    })
}
