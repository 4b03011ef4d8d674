//! Whether the clock of this phone can be believed when something is to go for good.
//!
//! A mark that was removed and a draft that was closed do not come back, and without network nobody
//! tells the phone that its clock is wrong. So a clock that is far ahead of the last moment that was
//! believed has jumped, or the phone lay in a drawer: then nothing goes before central has agreed
//! with it, or it has stood by it for a day, in which the officer can put it right.

use proco_domain::time::UtcMillis;

const HOUR_MILLIS: i64 = 60 * 60 * 1000;
/// From how far ahead on the clock has jumped. An officer who is off for a day or two has no jump.
const JUMP_MILLIS: i64 = 48 * HOUR_MILLIS;
/// For how long it has to stand by it.
const GRACE_MILLIS: i64 = 24 * HOUR_MILLIS;

/// What was believed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Belief {
    /// The last moment that was believed, to the hour, so that few looks have to be written down.
    /// Nothing before the first look: there is nothing to compare the clock with, and nothing old.
    pub(crate) until: Option<UtcMillis>,
    /// Since when the clock has been far ahead of it, by that same clock.
    pub(crate) ahead_since: Option<UtcMillis>,
}

impl Belief {
    /// What is believed after central has agreed with the clock.
    pub(crate) fn agreed(now: UtcMillis) -> Self {
        Self {
            until: Some(now.hour().start()),
            ahead_since: None,
        }
    }

    /// What is believed after a look at the clock. A clock that went back is: it makes nothing old.
    pub(crate) fn look(self, now: UtcMillis) -> Self {
        let jumped = self
            .until
            .is_some_and(|until| now > until.plus_millis(JUMP_MILLIS));
        if !jumped {
            return Self::agreed(now);
        }
        // What lies ahead was said by a clock that was put back since: the day begins anew.
        let since = self.ahead_since.filter(|since| *since <= now);
        let since = since.unwrap_or(now);
        if now >= since.plus_millis(GRACE_MILLIS) {
            return Self::agreed(now);
        }
        Self {
            ahead_since: Some(since),
            ..self
        }
    }

    /// Whether the clock is not believed for now.
    pub(crate) fn is_held(self) -> bool {
        self.ahead_since.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UtcMillis = UtcMillis(1_795_000_000_000);

    /// Looks at these hours from now, and tells which of them were believed.
    fn looks<const N: usize>(mut belief: Belief, hours: [i64; N]) -> [bool; N] {
        hours.map(|hours| {
            belief = belief.look(NOW.plus_millis(hours * HOUR_MILLIS));
            !belief.is_held()
        })
    }

    #[test]
    fn a_clock_that_goes_on_or_back_is_believed() {
        let seen = looks(Belief::default(), [0, 1, 47, 94, 50, -9000, -9001]);
        assert_eq!(seen, [true; 7]);
    }

    #[test]
    fn one_that_jumps_ahead_is_believed_after_a_day_in_which_it_stood_by_it() {
        let seen = looks(Belief::agreed(NOW), [49, 60, 72, 73, 74, 120]);
        assert_eq!(seen, [false, false, false, true, true, true]);
    }

    #[test]
    fn one_that_is_put_right_is_believed_and_its_next_jump_has_a_day_of_its_own() {
        let seen = looks(Belief::agreed(NOW), [9000, 1, 9030, 9053, 2]);
        assert_eq!(seen, [false, true, false, false, true]);
        let half = looks(Belief::agreed(NOW), [9000, 4500, 4523, 4524]);
        assert_eq!(half, [false, false, false, true]);
    }
}
