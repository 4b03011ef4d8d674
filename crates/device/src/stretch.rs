//! The clock of this phone, divided into stretches in which it ran steadily.
//!
//! A clock that is set, or that lost its battery, steps. Between two steps all records are wrong by the same
//! amount, so one comparison with central dates them all; that amount is the correction of the stretch. Where
//! the platform tells the time since boot ([`SinceBoot`]), which is the witness of the clock, each step is seen
//! exactly. Elsewhere the order of the records shows a step, and where that does not suffice the officer is
//! asked.

use proco_domain::clock::SinceBoot;
use proco_domain::code_list;
use proco_domain::time::UtcMillis;
use proco_exchange::belief::{AHEAD_MILLIS, BEHIND_MILLIS};
use proco_exchange::claim::{Claim, STANDS_MILLIS};

const MINUTE_MILLIS: i64 = 60 * 1000;
/// The difference from which a clock counts as wrong, and a time is corrected. Smaller ones are tolerated.
pub(crate) const OFF_MILLIS: i64 = BEHIND_MILLIS;
/// The drift between clock and time since boot that is not yet a step.
const STEADY_MILLIS: i64 = MINUTE_MILLIS;
/// How far a clock without a witness may go back without a step.
pub(crate) const SLACK_MILLIS: i64 = 10 * MINUTE_MILLIS;
/// How far such a clock may go ahead between two readings, because an officer may be off for a day or two.
const JUMP_MILLIS: i64 = AHEAD_MILLIS;
/// How long central has to keep to another time before a phone that saw no step adopts it.
const DISPUTE_MILLIS: i64 = STANDS_MILLIS;

/// How far the clock at a boot may lag behind its former reading, by rounding.
const BOOT_MILLIS: i64 = MINUTE_MILLIS;
/// 2026-01-01T00:00:00Z. No phone ran this program earlier, so a clock before it was reset.
const FLOOR: UtcMillis = UtcMillis(1_767_225_600_000);
/// The gap between the numbers of stretches, so that one can be split later, even many times.
const NUMBER_GAP: i64 = 1 << 16;
/// A split takes this part of the gap that is left, which leaves room for eighty more.
const PART_OF_ROOM: i64 = 8;

/// One reading of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// What the clock of this phone said.
    pub(crate) clock: UtcMillis,
    /// The time since boot, where the platform tells it.
    pub(crate) boot: Option<SinceBoot>,
}

impl Reading {
    /// The name of the boot, and what the clock said, or would have said, at that moment.
    fn began(self) -> Option<(u128, i64)> {
        self.boot
            .map(|since| (since.boot, self.clock.0 - since.millis))
    }

    /// By how much the clock was set between two readings of one boot, where the platform tells.
    pub(crate) fn stepped(self, later: Self) -> Option<i64> {
        match (self.began(), later.began()) {
            (Some((boot, earlier)), Some((same, later))) if boot == same => Some(later - earlier),
            (Some(_) | None, Some(_) | None) => None,
        }
    }
}

code_list! {
    []
    /// How the correction of a stretch is known.
    pub(crate) enum State {
        /// It is the likely one, without a comparison.
        Open = "open",
        /// It follows from a comparison with central, or from what the officer said.
        Dated = "dated",
        /// It is unknown: the officer is asked, and no record of the stretch is sent.
        Asks = "asks",
    }
}

/// A period in which the clock ran steadily.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The number of the stretch: grows with time.
    pub(crate) number: i64,
    /// The first reading of the clock in it.
    pub(crate) began: Reading,
    /// Milliseconds that are added to the clock to get the time of a record.
    pub(crate) correction: i64,
    /// How the correction is known.
    pub(crate) state: State,
    /// The reading of the clock at the last comparison with central.
    pub(crate) compared: Option<UtcMillis>,
}

/// The result of comparing the clock with that of central, for the stretch under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// The known correction still holds.
    Same,
    /// This is the correction of the whole stretch.
    Dated(i64),
    /// This is the correction since the last comparison: the clock stepped unseen.
    Stepped(i64),
    /// The clock did not step, so the time of central did. The correction that would follow.
    Disputed(i64),
    /// The clock did not step and agrees with central without a correction, so central was wrong earlier. The
    /// correction of the whole stretch, which is zero.
    Redated(i64),
}

impl Stretch {
    /// The first stretch of a phone.
    pub(crate) fn first(now: Reading) -> Self {
        Self {
            number: NUMBER_GAP,
            began: now,
            correction: 0,
            state: State::Open,
            compared: None,
        }
    }

    /// The number of the next stretch.
    pub(crate) fn following(&self) -> i64 {
        self.number + NUMBER_GAP
    }

    /// A stretch split off from this one, between two others, for a step within it that did not show. `None`
    /// when there is no number left.
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

    /// The earliest time of anything after this stretch, if its clock last said `last`; an hour is tolerated.
    pub(crate) fn earliest_after(&self, last: UtcMillis) -> UtcMillis {
        self.time(last).plus_millis(-OFF_MILLIS)
    }

    /// The latest time of anything before this stretch; an hour is tolerated.
    pub(crate) fn begins_by(&self) -> UtcMillis {
        self.time(self.began.clock).plus_millis(OFF_MILLIS)
    }

    /// Whether the platform tells how the clock went from the start of this stretch to a reading.
    pub(crate) fn is_witnessed_by(&self, now: Reading) -> bool {
        self.began.stepped(now).is_some()
    }

    /// The corrected time of a reading.
    pub(crate) fn time(&self, clock: UtcMillis) -> UtcMillis {
        clock.plus_millis(self.correction)
    }

    /// The stretch that begins with this reading; `None` when this one goes on. The clock was last read as
    /// `last`.
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
            // The step is taken exactly; otherwise small steps would add up unnoticed.
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

    /// Whether a step that put this clock right would have shown: the platform shows it, or the clock was so
    /// far behind that it had to jump far ahead. A clock that goes back by less than the time since its last
    /// reading shows nothing.
    fn shows_each_step(&self, now: Reading) -> bool {
        self.is_witnessed_by(now) || self.correction > JUMP_MILLIS
    }

    /// Whether this stretch has no witness and began so long after the last reading that the clock may have
    /// been set meanwhile.
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

/// Rounds a difference of up to an hour to none.
fn forgiving(off: i64) -> i64 {
    if off.abs() <= OFF_MILLIS { 0 } else { off }
}

/// Whether central has kept to another time for long enough, since this time since boot.
pub(crate) fn has_disagreed_long_enough(since: i64, now: SinceBoot) -> bool {
    // By the time since boot, which stands in the place of a clock here.
    Claim(UtcMillis(since)).has_stood_for(DISPUTE_MILLIS, UtcMillis(now.millis))
}

/// The likely correction after a step: the one by which the least time passed, and none backwards. For a clock
/// that was put right by hand a difference of an hour is tolerated, for one that ran on less.
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

/// A stretch that was never compared with central, with the span of its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StretchSpan {
    pub(crate) stretch: Stretch,
    /// The reading of the clock at its first record.
    pub(crate) first: UtcMillis,
    /// The reading of the clock at its last record.
    pub(crate) last: UtcMillis,
    /// Whether it has no records; `first` and `last` are then its beginning.
    pub(crate) is_empty: bool,
}

/// The nearest earlier stretch whose times are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KnownStretch {
    pub(crate) stretch: Stretch,
    /// The last reading of its clock, as far as that is known.
    pub(crate) last: UtcMillis,
}

impl StretchSpan {
    /// This stretch joined with an earlier one of the same boot, to be placed as one, in terms of the clock of
    /// the later one. The platform tells how far they are apart.
    pub(crate) fn joined(self, earlier: &Self) -> Self {
        let step = earlier.stretch.began.stepped(self.stretch.began);
        let first = earlier.first.plus_millis(step.unwrap_or(0));
        Self {
            first: self.first.min(first),
            ..self
        }
    }

    /// The correction that puts its records in the middle between two moments, if those leave it less than an
    /// hour: its place is then known well enough.
    pub(crate) fn between(&self, from: UtcMillis, until: UtcMillis) -> Option<i64> {
        let room = (until.0 - from.0) - (self.last.0 - self.first.0);
        (room.abs() <= OFF_MILLIS).then_some(from.0 + room / 2 - self.first.0)
    }
}

/// The place of a stretch in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// Known: these milliseconds are added to its clock.
    Correct(i64),
    /// Unknown: only the officer can tell.
    Ask,
}

/// The neighbours of a stretch that is to be placed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neighbours<'a> {
    /// The first reading of the clock in the same boot. It belongs to another stretch if the clock was set
    /// within the boot.
    pub(crate) began: Reading,
    /// The nearest earlier stretch whose times are known.
    pub(crate) before: Option<&'a KnownStretch>,
    /// Whether that stretch is the direct neighbour.
    pub(crate) right_before: bool,
    /// The nearest later stretch whose times are known.
    pub(crate) after: &'a Stretch,
    /// Whether that stretch is the direct neighbour.
    pub(crate) right_after: bool,
}

/// Places a stretch between the nearest earlier and later stretches whose times are known.
pub(crate) fn place(span: &StretchSpan, neighbours: &Neighbours<'_>) -> Placement {
    let Neighbours {
        began,
        before,
        after,
        ..
    } = *neighbours;
    let known = [before.map(|before| &before.stretch), Some(after)];
    for known in known.into_iter().flatten() {
        if let Some(step) = span.stretch.began.stepped(known.began) {
            return Placement::Correct(forgiving(known.correction + step));
        }
    }
    let from = before.map(|before| before.stretch.earliest_after(before.last));
    let until = after.begins_by();
    let fits = |correction: &i64| {
        from.is_none_or(|from| from <= span.first.plus_millis(*correction))
            && span.last.plus_millis(*correction) <= until
    };
    // By how much the clock was set within the boot.
    let step = began.stepped(span.stretch.began).unwrap_or(0);
    let as_it_was = |before: &KnownStretch| match step {
        0 => before.stretch.correction,
        step => forgiving(before.stretch.correction - step),
    };
    // A clock that begins where it ended may have stood still meanwhile. If it was set after the boot, that was
    // likely the reason.
    let is_witness = |before: &KnownStretch| step == 0 || ran_while_off(before.last, began);
    let as_before = before
        .filter(|before| {
            neighbours.right_before && went_on(before.last, began) && is_witness(before)
        })
        .map(as_it_was)
        .filter(fits);
    let as_after = (neighbours.right_after && went_on(span.last, after.began))
        .then_some(after.correction)
        .filter(fits);
    match (as_before, as_after) {
        (Some(one), Some(other)) if (one - other).abs() > OFF_MILLIS => return Placement::Ask,
        (Some(known), _) | (None, Some(known)) => return Placement::Correct(known),
        (None, None) => {}
    }
    // The uncorrected clock contradicts nothing, and was not put right later. A clock that was known to be
    // wrong may still have been.
    let put_right = span.last > after.began.clock;
    let set_back = before.is_some_and(|before| before.last > span.first.plus_millis(-step));
    let known_off = before.is_some_and(|before| {
        before.stretch.correction.abs() > OFF_MILLIS && fits(&as_it_was(before))
    });
    if !put_right && !set_back && !known_off && span.first >= FLOOR && fits(&0) {
        return Placement::Correct(0);
    }
    let between = before.and_then(|before| {
        let from = before.stretch.time(before.last);
        span.between(from, after.time(after.began.clock))
    });
    between.map_or(Placement::Ask, Placement::Correct)
}

/// Whether a clock ran on from its last reading to a later one: it shows no step, and was not reset at the
/// boot.
fn went_on(last: UtcMillis, later: Reading) -> bool {
    let kept_on = later
        .began()
        .is_none_or(|(_, at_boot)| at_boot >= last.0 - BOOT_MILLIS);
    kept_on
        && last >= FLOOR
        && (last.plus_millis(-SLACK_MILLIS)..=last.plus_millis(JUMP_MILLIS)).contains(&later.clock)
}

/// Whether a clock had moved on from its last reading by the time of a later boot.
fn ran_while_off(last: UtcMillis, later: Reading) -> bool {
    let at_boot = later.began().map(|(_, at_boot)| at_boot);
    at_boot.is_some_and(|at_boot| at_boot > last.0 + SLACK_MILLIS)
}

#[cfg(test)]
mod tests;
