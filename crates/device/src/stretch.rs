//! The clock of this phone, by stretches in which it ran on steadily.
//!
//! A clock that is set, or that lost its battery, steps. Between two steps each record is as far off
//! as any other, so one comparison with central dates all of them. What is added to the clock in a
//! stretch is its correction. Where the platform tells how long it has run ([`SinceBoot`]) a step is
//! seen exactly; elsewhere the order of the records shows it, and where that does not tell either,
//! the officer is asked.

use proco_domain::clock::SinceBoot;
use proco_domain::code_list;
use proco_domain::time::UtcMillis;

const MINUTE_MILLIS: i64 = 60 * 1000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;
/// From how much difference on a clock is called off, and a time is corrected.
pub(crate) const OFF_MILLIS: i64 = HOUR_MILLIS;
/// What the clock and the time since boot may drift apart without a step.
const STEADY_MILLIS: i64 = MINUTE_MILLIS;
/// How far a clock without such a witness may go back without a step.
pub(crate) const SLACK_MILLIS: i64 = 10 * MINUTE_MILLIS;
/// How far it may go ahead between two looks at it: an officer may be off for a day or two.
const JUMP_MILLIS: i64 = 48 * HOUR_MILLIS;
/// For how long central has to stand by another time before a phone that saw no step believes it.
const DISPUTE_MILLIS: i64 = 24 * HOUR_MILLIS;

/// What the clock at a boot may lag behind what it said before, by rounding.
const BOOT_MILLIS: i64 = MINUTE_MILLIS;
/// 2026-01-01T00:00:00Z. No phone ran this program before: a clock that says so began anew.
const FLOOR: UtcMillis = UtcMillis(1_767_225_600_000);
/// Stretches are numbered with room in between: what seemed to be one may turn out to be two, or many.
const APART: i64 = 1 << 16;
/// A part takes so much of the room that is left, so that there is room for eighty more.
const PART_OF_ROOM: i64 = 8;

/// One look at the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// What the clock says.
    pub(crate) clock: UtcMillis,
    /// How long the platform has run, where it can tell.
    pub(crate) boot: Option<SinceBoot>,
}

impl Reading {
    /// What the clock said when the platform began, by its name.
    fn began(self) -> Option<(u128, i64)> {
        self.boot
            .map(|since| (since.boot, self.clock.0 - since.millis))
    }

    /// How far the clock was set between two looks, where the platform can tell.
    pub(crate) fn stepped(self, later: Self) -> Option<i64> {
        match (self.began(), later.began()) {
            (Some((boot, earlier)), Some((same, later))) if boot == same => Some(later - earlier),
            (Some(_) | None, Some(_) | None) => None,
        }
    }
}

code_list! {
    []
    /// What is known of the correction of a stretch.
    pub(crate) enum State {
        /// It is the likely one: nobody was compared with.
        Open = "open",
        /// It follows from a comparison with central, or the officer said it.
        Dated = "dated",
        /// It cannot be told: the officer is asked, and nothing of it is sent.
        Asks = "asks",
    }
}

/// A time in which the clock ran on steadily.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Its number: grows with time.
    pub(crate) number: i64,
    /// The first look at the clock.
    pub(crate) began: Reading,
    /// What is added to the clock for a record of it, in milliseconds.
    pub(crate) correction: i64,
    /// What is known of that.
    pub(crate) state: State,
    /// What the clock said when it was last compared with central.
    pub(crate) compared: Option<UtcMillis>,
}

/// What a comparison with central says of the stretch that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// What was known.
    Same,
    /// The correction of all of it.
    Dated(i64),
    /// The correction since the last comparison: the clock stepped and nothing showed it.
    Stepped(i64),
    /// The clock did not step, so that of central did. The correction that it would mean.
    Disputed(i64),
    /// The clock did not step and agrees with central of itself: central was wrong when it said
    /// otherwise. The correction of all of it.
    Redated(i64),
}

impl Stretch {
    /// The first one of a phone.
    pub(crate) fn first(now: Reading) -> Self {
        Self {
            number: APART,
            began: now,
            correction: 0,
            state: State::Open,
            compared: None,
        }
    }

    /// The number of the stretch after it.
    pub(crate) fn following(&self) -> i64 {
        self.number + APART
    }

    /// A part of this stretch as one of its own, between two others: the clock stepped within it and
    /// nothing showed that. `None` when there is no number left.
    pub(crate) fn part(&self, before: &Self, after: &Self) -> Option<Self> {
        let room = after.number - before.number;
        let number = before.number + (room / PART_OF_ROOM).max(1);
        (number < after.number).then_some(Self {
            number,
            state: State::Open,
            compared: None,
            ..*self
        })
    }

    /// The earliest time, give or take the hour that is forgiven, that something after this stretch can have, when its clock last said so.
    pub(crate) fn earliest_after(&self, last: UtcMillis) -> UtcMillis {
        self.time(last).plus_millis(-OFF_MILLIS)
    }

    /// The latest time that something before this stretch can have.
    pub(crate) fn begins_by(&self) -> UtcMillis {
        self.time(self.began.clock).plus_millis(OFF_MILLIS)
    }

    /// Whether the platform tells how the clock went from this stretch to a look at it.
    pub(crate) fn is_witnessed_by(&self, now: Reading) -> bool {
        self.began.stepped(now).is_some()
    }

    /// The time of a record.
    pub(crate) fn time(&self, clock: UtcMillis) -> UtcMillis {
        clock.plus_millis(self.correction)
    }

    /// The stretch that begins now; `None` when this one goes on. The clock was last seen at `last`.
    pub(crate) fn next(&self, last: UtcMillis, now: Reading, restarted: bool) -> Option<Self> {
        let next = |correction, state| Self {
            number: self.following(),
            began: now,
            correction,
            state,
            compared: None,
        };
        if let Some(step) = self.began.stepped(now) {
            let state = match self.state {
                State::Dated => State::Dated,
                State::Open | State::Asks => State::Open,
            };
            // Exact: small steps would else add up to one that nobody knows of.
            return (step.abs() > STEADY_MILLIS).then(|| next(self.correction - step, state));
        }
        let another_boot = self.began.boot.is_some() || now.boot.is_some();
        let went_on =
            (last.plus_millis(-SLACK_MILLIS)..=last.plus_millis(JUMP_MILLIS)).contains(&now.clock);
        if went_on && !restarted && !another_boot {
            return None;
        }
        let correction = if went_on {
            self.correction
        } else {
            likely(self.correction, last, now.clock)
        };
        Some(next(correction, State::Open))
    }

    /// Whether a step by which this clock came to be right could not have gone unseen: the platform
    /// shows it, or it went far ahead. One that went back by less than the time in which nobody looked
    /// shows nothing.
    fn shows_each_step(&self, now: Reading) -> bool {
        self.is_witnessed_by(now) || self.correction > JUMP_MILLIS
    }

    /// Whether this stretch, without a witness, began so long after the clock last said something that
    /// it may have been set meanwhile.
    pub(crate) fn began_long_after(&self, last: UtcMillis) -> bool {
        self.began.boot.is_none() && self.began.clock > last.plus_millis(JUMP_MILLIS)
    }

    /// Compares the clock with that of central.
    pub(crate) fn compare(&self, now: Reading, central: UtcMillis) -> Comparison {
        let off = central.0 - now.clock.0;
        let correction = forgiving(off);
        let same = (off - self.correction).abs() <= OFF_MILLIS;
        match self.state {
            State::Open | State::Asks => Comparison::Dated(correction),
            State::Dated if same => Comparison::Same,
            State::Dated if correction == 0 && self.shows_each_step(now) => {
                Comparison::Redated(correction)
            }
            State::Dated if now.boot.is_some() => Comparison::Disputed(correction),
            State::Dated => Comparison::Stepped(correction),
        }
    }
}

/// A difference of up to an hour is none.
fn forgiving(off: i64) -> i64 {
    if off.abs() <= OFF_MILLIS { 0 } else { off }
}

/// Whether central has stood by another time for long enough, since the platform had run for so long.
pub(crate) fn stood_by_it(since: i64, now: SinceBoot) -> bool {
    now.millis - since >= DISPUTE_MILLIS
}

/// The likely correction after a step: that which lets the least time pass, and none run backwards. A
/// clock that is put right by hand may be off by the hour that is forgiven; one that runs on is not.
fn likely(correction: i64, last: UtcMillis, clock: UtcMillis) -> i64 {
    let passed = |candidate: i64| clock.0 + candidate - (last.0 + correction);
    let cost = |candidate: i64, forgiven: i64| match passed(candidate) {
        passed if passed >= -forgiven => (false, passed.max(0)),
        passed => (true, -passed),
    };
    if cost(0, OFF_MILLIS) < cost(correction, SLACK_MILLIS) {
        0
    } else {
        correction
    }
}

/// A stretch that was never compared with central, and what its records say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lying {
    /// The stretch.
    pub(crate) stretch: Stretch,
    /// What the clock said at its first record.
    pub(crate) first: UtcMillis,
    /// What it said at its last one.
    pub(crate) last: UtcMillis,
    /// Whether there are none: then both are of its beginning.
    pub(crate) is_empty: bool,
}

/// The stretch before it whose times are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Before {
    /// The stretch.
    pub(crate) stretch: Stretch,
    /// What its clock last said, as far as that is known.
    pub(crate) last: UtcMillis,
}

impl Lying {
    /// The same with what lies before it in the same boot: the platform tells how far they are apart, so
    /// they are placed as one, in what the clock of the last of them says.
    pub(crate) fn joined(self, earlier: &Self) -> Self {
        let step = earlier.stretch.began.stepped(self.stretch.began);
        let first = earlier.first.plus_millis(step.unwrap_or(0));
        Self {
            first: self.first.min(first),
            ..self
        }
    }

    /// Its correction where it lies between two moments that leave it less than an hour: then its place is
    /// known well enough.
    pub(crate) fn between(&self, from: UtcMillis, until: UtcMillis) -> Option<i64> {
        let room = (until.0 - from.0) - (self.last.0 - self.first.0);
        (room.abs() <= OFF_MILLIS).then_some(from.0 + room / 2 - self.first.0)
    }
}

/// Where a stretch lies in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Its correction.
    Correct(i64),
    /// Only the officer can tell.
    Ask,
}

/// What stands around a stretch that is to be placed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    /// The first look at the clock in the same boot: that of another stretch where the clock was set
    /// within the boot.
    pub(crate) began: Reading,
    /// The one before that whose times are known.
    pub(crate) before: Option<&'a Before>,
    /// Whether nothing lies between the two.
    pub(crate) right_before: bool,
    /// The one after it whose times are known.
    pub(crate) after: &'a Stretch,
    /// Whether nothing lies between this one and it.
    pub(crate) right_after: bool,
}

/// Places a stretch between the one before it and the one after it, whose times are known.
pub(crate) fn place(lying: &Lying, around: &Around<'_>) -> Place {
    let Around {
        began,
        before,
        after,
        ..
    } = *around;
    let neighbours = [before.map(|before| &before.stretch), Some(after)];
    for known in neighbours.into_iter().flatten() {
        if let Some(step) = lying.stretch.began.stepped(known.began) {
            return Place::Correct(forgiving(known.correction + step));
        }
    }
    let from = before.map(|before| before.stretch.earliest_after(before.last));
    let until = after.begins_by();
    let fits = |correction: &i64| {
        from.is_none_or(|from| from <= lying.first.plus_millis(*correction))
            && lying.last.plus_millis(*correction) <= until
    };
    // How far the clock was set within the boot.
    let step = began.stepped(lying.stretch.began).unwrap_or(0);
    let as_it_was = |before: &Before| match step {
        0 => before.stretch.correction,
        step => forgiving(before.stretch.correction - step),
    };
    // One that begins where it ended may have stood still meanwhile. Where it was set afterwards, it was
    // likely for that.
    let is_witness = |before: &Before| step == 0 || ran_while_off(before.last, began);
    let as_before = before
        .filter(|before| around.right_before && went_on(before.last, began) && is_witness(before))
        .map(as_it_was)
        .filter(fits);
    let as_after = (around.right_after && went_on(lying.last, after.began))
        .then_some(after.correction)
        .filter(fits);
    match (as_before, as_after) {
        (Some(one), Some(other)) if (one - other).abs() > OFF_MILLIS => return Place::Ask,
        (Some(known), _) | (None, Some(known)) => return Place::Correct(known),
        (None, None) => {}
    }
    // Nothing contradicts what the clock said, and it was not put right since. One that was known to be
    // off may have been so still.
    let put_right = lying.last > after.began.clock;
    let set_back = before.is_some_and(|before| before.last > lying.first.plus_millis(-step));
    let known_off = before.is_some_and(|before| {
        before.stretch.correction.abs() > OFF_MILLIS && fits(&as_it_was(before))
    });
    if !put_right && !set_back && !known_off && lying.first >= FLOOR && fits(&0) {
        return Place::Correct(0);
    }
    let between = before.and_then(|before| {
        let from = before.stretch.time(before.last);
        lying.between(from, after.time(after.began.clock))
    });
    between.map_or(Place::Ask, Place::Correct)
}

/// Whether a clock that last said one thing ran on until it was read again: it shows no step, and did
/// not begin anew at the boot.
fn went_on(last: UtcMillis, later: Reading) -> bool {
    let kept_on = later
        .began()
        .is_none_or(|(_, at_boot)| at_boot >= last.0 - BOOT_MILLIS);
    kept_on
        && last >= FLOOR
        && (last.plus_millis(-SLACK_MILLIS)..=last.plus_millis(JUMP_MILLIS)).contains(&later.clock)
}

/// Whether a clock that last said one thing had moved on by a later boot.
fn ran_while_off(last: UtcMillis, later: Reading) -> bool {
    let at_boot = later.began().map(|(_, at_boot)| at_boot);
    at_boot.is_some_and(|at_boot| at_boot > last.0 + SLACK_MILLIS)
}

#[cfg(test)]
mod tests;
