//! The present time, and the times of records that were made by a wrong clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use proco_domain::time::UtcMillis;

use crate::clock::Clock;
use crate::store::dating::date_records;
use crate::store::{Session, Store, StoreError, no_room, requeue, stretches};
use crate::stretch::{self, Comparison, OFF_MILLIS, Reading, State, Stretch};
use crate::unrecorded::WaitingForRoom;

/// How often the clock is compared before something is sent, where the platform tells the time since boot.
const COMPARED_EVERY_MILLIS: i64 = 60 * 60 * 1000;

/// The clock of this phone, compared with that of central.
pub(crate) struct Timekeeper {
    clock: Arc<dyn Clock>,
    state: Mutex<ClockState>,
    /// Held during a comparison with central, so that there is one at a time.
    comparing: Mutex<()>,
}

/// The state of the clock in memory.
struct ClockState {
    stretch: Stretch,
    /// The clock at the last reading that was taken of it.
    last: UtcMillis,
    /// The time since boot at which central first contradicted a clock that had not stepped.
    disputed: Option<i64>,
    /// Whether the stretch began with a step or a start that is not written down yet.
    unkept: bool,
}

/// A moment at which something is recorded: a reading of the clock, and its stretch.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    clock: UtcMillis,
    stretch: Stretch,
}

impl Moment {
    /// The corrected time of the moment.
    pub(crate) fn at(&self) -> UtcMillis {
        self.stretch.time(self.clock)
    }

    /// The number of its stretch.
    pub(crate) fn stretch(&self) -> i64 {
        self.stretch.number
    }

    /// The same by the correction of its stretch in the store, if that is kept: for a look.
    pub(crate) fn as_kept(mut self, session: &Session) -> Result<Self, StoreError> {
        if let Some(correction) = stretches::correction(session, self.stretch.number)? {
            self.stretch.correction = correction;
        }
        Ok(self)
    }

    /// The time that passed since an earlier moment, by the clock alone: a correction may have come in between.
    /// `None` if the clock was set meanwhile.
    pub(crate) fn since(&self, earlier: &Self) -> Option<Duration> {
        let passed = self.clock.0.checked_sub(earlier.clock.0)?;
        let passed = Duration::from_millis(u64::try_from(passed).ok()?);
        (self.stretch() == earlier.stretch()).then_some(passed)
    }

    /// Keeps the stretch, and takes its correction as the store has it, because a comparison may have changed
    /// it meanwhile. To be called first in the transaction that records something.
    pub(crate) fn kept(mut self, session: &Session) -> Result<Self, StoreError> {
        match stretches::correction(session, self.stretch.number)? {
            Some(correction) => self.stretch.correction = correction,
            None => stretches::keep(session, &self.stretch)?,
        }
        Ok(self)
    }
}

impl ClockState {
    /// Reads the clock at the start of the app, and continues the newest stretch or begins one.
    fn take_up(store: &Store, clock: &dyn Clock) -> Result<Self, StoreError> {
        let now = reading(clock);
        let stretch = match store.read(stretches::newest)? {
            Some(before) if before.is_witnessed_by(now) => {
                before.next(now.clock, now, true).unwrap_or(before)
            }
            Some(before) => {
                let last = store.read(|c| stretches::last_said(c, &before))?;
                before.next(last, now, true).unwrap_or(before)
            }
            None => Stretch::first(now),
        };
        let (disputed, kept) = store.read::<_, StoreError>(|c| {
            let disputed = stretches::disputed_since(c, stretch.number)?;
            Ok((disputed, stretches::correction(c, stretch.number)?))
        })?;
        Ok(Self {
            stretch,
            last: now.clock,
            disputed,
            unkept: kept.is_none(),
        })
    }

    fn observe(&mut self, now: Reading) {
        if let Some(next) = self.stretch.next(self.last, now, false) {
            tracing::warn!("the clock of this phone was set");
            self.stretch = next;
            self.disputed = None;
            self.unkept = true;
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

impl Timekeeper {
    /// Reads the clock at the start of the app.
    pub(crate) fn take_up(store: &Store, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let state = ClockState::take_up(store, clock.as_ref())?;
        Ok(Self {
            clock,
            state: Mutex::new(state),
            comparing: Mutex::default(),
        })
    }

    /// The clock as the machine has it.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    fn state(&self) -> MutexGuard<'_, ClockState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The present moment, for a record.
    pub(crate) fn moment(&self) -> Moment {
        let now = reading(self.clock.as_ref());
        let mut state = self.state();
        state.observe(now);
        Moment {
            clock: now.clock,
            stretch: state.stretch,
        }
    }

    /// Whether the clock of this phone is known to be wrong, or was at the last comparison.
    pub(crate) fn is_off(&self) -> bool {
        self.moment().stretch.correction.abs() > OFF_MILLIS
    }

    /// Whether the time of this phone is known from a comparison with central.
    pub(crate) fn is_known(&self) -> bool {
        self.moment().stretch.state == State::Dated
    }

    /// Whether that is so, and the platform would show if the clock had been set since.
    pub(crate) fn is_witnessed(&self) -> bool {
        let stretch = self.moment().stretch;
        stretch.state == State::Dated && stretch.began.boot.is_some()
    }

    /// Writes down that the clock was set, or that the app was started, if either is new. Earlier records have
    /// to be dated by it, even if nothing is recorded later. On a full disk it is written down the next time.
    pub(crate) fn keep_step(&self, store: &Store) -> Result<(), StoreError> {
        let moment = self.moment();
        if !self.state().unkept {
            return Ok(());
        }
        let kept = store.write(|t| stretches::begin(t, &moment.stretch));
        if no_room(&kept) {
            return Ok(());
        }
        kept?;
        // The clock may have stepped once more meanwhile.
        let mut state = self.state();
        state.unkept &= state.stretch.number != moment.stretch.number;
        Ok(())
    }

    /// Whether the clock has to be compared with that of central before something is sent; `waiting` says
    /// whether there is anything to send. Where the platform tells the time since boot this is seldom needed,
    /// unless central refused something for its hour.
    pub(crate) fn comparison_is_due(
        &self,
        store: &Store,
        waiting: bool,
    ) -> Result<bool, StoreError> {
        let moment = self.moment();
        let Stretch {
            state,
            began,
            compared,
            ..
        } = moment.stretch;
        let good_for = match (state, began.boot) {
            (State::Open | State::Asks, _) => return Ok(true),
            (State::Dated, Some(_)) => COMPARED_EVERY_MILLIS,
            (State::Dated, None) => 60_000,
        };
        let passed = |compared: UtcMillis| moment.clock.0 - compared.0;
        let just_now = compared.is_some_and(|compared| (0..good_for).contains(&passed(compared)));
        if !just_now && (waiting || self.is_off()) {
            return Ok(true);
        }
        let now = moment.at();
        store.read(|c| requeue::is_disputed(c, now))
    }

    /// Dates the records since the last comparison, by the time that central told. Gives whether rows may be
    /// sent now that could not be before, which the pass under way may have passed over. If a time changes by
    /// it, the look-ups in `unrecorded`, which found the disk full, are recorded first; if that fails, nothing
    /// is changed.
    pub(crate) fn compared(
        &self,
        store: &Store,
        unrecorded: &WaitingForRoom,
        central: UtcMillis,
    ) -> Result<bool, StoreError> {
        let _one = self.comparing.lock();
        let now = reading(self.clock.as_ref());
        let (before, disputed) = {
            let mut state = self.state();
            state.observe(now);
            (state.stretch, state.disputed)
        };
        let comparison = before.compare(now, central);
        let after = match comparison {
            Comparison::Same => Stretch {
                compared: Some(now.clock),
                ..before
            },
            Comparison::Dated(correction) | Comparison::Redated(correction) => Stretch {
                correction,
                state: State::Dated,
                compared: Some(now.clock),
                ..before
            },
            Comparison::Stepped(correction) => next(&before, now, correction),
            Comparison::Disputed(correction) => {
                let since = disputed.or(now.boot.map(|boot| boot.millis));
                let stood = since.zip(now.boot);
                if !stood.is_some_and(|(since, now)| stretch::has_disagreed_long_enough(since, now))
                {
                    tracing::warn!("central's clock has moved and that of this phone has not");
                    self.state().disputed = since;
                    return store.write(|t| {
                        stretches::begin(t, &before)?;
                        stretches::set_disputed_since(t, before.number, since)?;
                        Ok(false)
                    });
                }
                next(&before, now, correction)
            }
        };
        if (after.correction - before.correction).abs() > OFF_MILLIS {
            unrecorded.record(store)?;
        }
        let (after, waits_again) = store.write::<_, StoreError>(|t| {
            let after = date_records(t, &before, after, comparison, now)?;
            stretches::set_disputed_since(t, after.number, None)?;
            let waits_again = requeue::put_back_dated(t, after.time(now.clock))?;
            Ok((after, waits_again))
        })?;
        let mut state = self.state();
        if state.stretch.number == before.number {
            state.stretch = after;
            state.disputed = None;
        }
        Ok(waits_again || comparison != Comparison::Same)
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
