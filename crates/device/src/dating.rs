//! What time it is, and when the records of a clock that was off were made.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proco_domain::time::UtcMillis;

use crate::clock::Clock;
use crate::store::dating::date_records;
use crate::store::{Session, Store, StoreError, no_room, requeue, stretches};
use crate::stretch::{self, Comparison, OFF_MILLIS, Reading, State, Stretch};
use crate::unrecorded::WaitingForRoom;

/// How often the clock is compared before something is sent, where the platform tells the time since boot.
const COMPARED_EVERY_MILLIS: i64 = 60 * 60 * 1000;

/// Tells the time of this phone, and compares its clock with that of central.
pub(crate) struct Timekeeper {
    clock: Arc<dyn Clock>,
    running: Mutex<Running>,
    /// Held while the clock is compared with that of central: one comparison at a time.
    comparing: Mutex<()>,
}

/// The clock as it runs now.
struct Running {
    stretch: Stretch,
    /// Its last reading.
    last: UtcMillis,
    /// Since when central says something else than a clock that did not step, by how long the platform
    /// had run.
    disputed: Option<i64>,
    /// Whether the stretch began with a step or a start that is not written down yet.
    unkept: bool,
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

    fn look(&mut self, now: Reading) {
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
    /// Takes up the clock at the start of the app.
    pub(crate) fn take_up(store: &Store, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let running = Running::take_up(store, clock.as_ref())?;
        Ok(Self {
            clock,
            running: Mutex::new(running),
            comparing: Mutex::default(),
        })
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now, for a record.
    pub(crate) fn moment(&self) -> Moment {
        let now = reading(self.clock.as_ref());
        let mut running = self.running();
        running.look(now);
        Moment {
            clock: now.clock,
            stretch: running.stretch,
        }
    }

    /// Whether the clock of this phone is known to be off, or was when it was last compared.
    pub(crate) fn is_off(&self) -> bool {
        self.moment().stretch.correction.abs() > OFF_MILLIS
    }

    /// Whether the time of this phone follows from that of central.
    pub(crate) fn is_known(&self) -> bool {
        self.moment().stretch.state == State::Dated
    }

    /// Whether it does, and the platform shows that the clock was not set since.
    pub(crate) fn is_witnessed(&self) -> bool {
        let stretch = self.moment().stretch;
        stretch.state == State::Dated && stretch.began.boot.is_some()
    }

    /// Writes down that the clock was set, or that the app was started, if either is new: what was
    /// recorded before has to be dated by it, also when nothing is recorded after it. Without room on
    /// the disk it is written down the next time.
    pub(crate) fn keep_step(&self, store: &Store) -> Result<(), StoreError> {
        let moment = self.moment();
        if !self.running().unkept {
            return Ok(());
        }
        let kept = store.write(|t| stretches::begin(t, &moment.stretch));
        if no_room(&kept) {
            return Ok(());
        }
        kept?;
        // Another step may have come meanwhile.
        let mut running = self.running();
        running.unkept &= running.stretch.number != moment.stretch.number;
        Ok(())
    }

    /// Whether central is to be asked for the time before something is sent, of which may be
    /// `waiting`. Where the platform
    /// tells how long it has run, that is seldom, unless central refused something for its hour.
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

    /// Central said what time it is: dates what was recorded since its clock and ours last agreed.
    /// Gives whether something may go now that could not before: a pass that is under way may be past it.
    /// A look-up that is `unrecorded` for want of room is recorded first where a time changes by it, or
    /// nothing is.
    pub(crate) fn compared(
        &self,
        store: &Store,
        unrecorded: &WaitingForRoom,
        central: UtcMillis,
    ) -> Result<bool, StoreError> {
        let _one = self.comparing.lock();
        let now = reading(self.clock.as_ref());
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
                if !stood.is_some_and(|(since, now)| stretch::stood_by_it(since, now)) {
                    tracing::warn!("central's clock has moved and that of this phone has not");
                    self.running().disputed = since;
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
        let mut running = self.running();
        if running.stretch.number == before.number {
            running.stretch = after;
            running.disputed = None;
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
