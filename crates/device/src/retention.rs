//! What the phone still keeps, and what it lets go.
//!
//! A readable mark goes once its record was sent and the officer's reflection window is over, or
//! once it was refused and nobody can put it right. A draft holds the mark of its look-up or stop,
//! and is closed when nobody touches it; one that cannot be read is kept as long after it was set
//! aside. Own counts go on under the own-counts key. What the officer wrote in his own words stays
//! with the stop: it is the evidence of his reason. A year after it was sent the record goes whole,
//! with its words. What central never gave a receipt for does not go: it is shown with its cause.

use proco_domain::time::UtcMillis;

/// How long the phone keeps what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// For how many days a mark stays readable, once its record was sent.
    pub readable_days: u16,
    /// For how many days a record stays.
    pub record_days: u16,
    /// After how many days without a change a draft is closed, and one that was set aside goes.
    pub draft_days: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            readable_days: 7,
            record_days: 365,
            draft_days: 7,
        }
    }
}

/// What retention looks at in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Age {
    /// When the event was.
    pub(crate) at: UtcMillis,
    /// Whether its mark is readable still.
    pub(crate) readable: bool,
    /// Whether something of it still has to be sent, or a draft comes from it.
    pub(crate) waiting: bool,
    /// Whether it was refused: it has no receipt, and stays.
    pub(crate) refused: bool,
    /// Whether it was refused and may be taken after all: a stop by an amendment of its officer,
    /// anything by another clock or a later version of this program.
    pub(crate) to_put_right: bool,
}

/// How far retention may go now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Readable marks alone: also on a phone that cannot reach central, or may not.
    Marks,
    /// Old records as well, after a pass that went through.
    Records,
}

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It stays as it is.
    Keep,
    /// Its readable mark goes.
    RemoveMark,
    /// The record is deleted.
    Drop,
}

impl Retention {
    /// Nothing younger than this loses its mark.
    pub(crate) fn readable_since(&self, now: UtcMillis) -> UtcMillis {
        now.minus_hours(u32::from(self.readable_days) * 24)
    }

    /// A draft that was touched after this stays open.
    pub(crate) fn touched_since(&self, now: UtcMillis) -> UtcMillis {
        now.minus_hours(u32::from(self.draft_days) * 24)
    }

    /// Nothing younger than this is dropped.
    pub(crate) fn kept_since(&self, now: UtcMillis) -> UtcMillis {
        now.minus_hours(u32::from(self.record_days) * 24)
    }

    /// What becomes of a record. What still has to be sent always stays whole; what was refused
    /// stays, and keeps its mark as long as it can be put right.
    pub(crate) fn verdict(&self, age: Age, reach: Reach, now: UtcMillis) -> Verdict {
        if age.waiting {
            Verdict::Keep
        } else if reach == Reach::Records && !age.refused && age.at <= self.kept_since(now) {
            Verdict::Drop
        } else if age.readable && !age.to_put_right && age.at <= self.readable_since(now) {
            Verdict::RemoveMark
        } else {
            Verdict::Keep
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UtcMillis = UtcMillis(1_795_000_000_000);

    fn aged(days: u32, waiting: bool, to_put_right: bool) -> Age {
        Age {
            at: NOW.minus_hours(days * 24),
            readable: true,
            waiting,
            refused: to_put_right,
            to_put_right,
        }
    }

    #[test]
    fn a_mark_goes_after_it_was_sent_and_the_week_is_over() {
        let verdict = |age| Retention::default().verdict(age, Reach::Records, NOW);
        assert_eq!(verdict(aged(6, false, false)), Verdict::Keep);
        assert_eq!(verdict(aged(7, false, false)), Verdict::RemoveMark);
        assert_eq!(
            verdict(aged(30, true, true)),
            Verdict::Keep,
            "what was not sent needs its mark, or it could never be sent"
        );
        assert_eq!(
            verdict(aged(30, false, true)),
            Verdict::Keep,
            "what was refused must stay recognisable"
        );
    }

    #[test]
    fn a_record_goes_after_a_year_unless_it_has_no_receipt() {
        let verdict = |age| Retention::default().verdict(age, Reach::Records, NOW);
        assert_eq!(verdict(aged(365, false, false)), Verdict::Drop);
        assert_eq!(
            verdict(aged(365, false, true)),
            Verdict::Keep,
            "what has no receipt does not go"
        );
        let refused_for_good = Age {
            to_put_right: false,
            ..aged(400, false, true)
        };
        assert_eq!(verdict(refused_for_good), Verdict::RemoveMark);
        assert_eq!(verdict(aged(400, true, true)), Verdict::Keep);
        let unreadable = Age {
            readable: false,
            ..aged(30, false, false)
        };
        assert_eq!(verdict(unreadable), Verdict::Keep);
    }

    #[test]
    fn without_a_pass_that_went_through_only_marks_go() {
        let verdict = |age| Retention::default().verdict(age, Reach::Marks, NOW);
        assert_eq!(verdict(aged(400, false, false)), Verdict::RemoveMark);
        assert_eq!(verdict(aged(400, false, true)), Verdict::Keep);
        let unreadable = Age {
            readable: false,
            ..aged(400, false, false)
        };
        assert_eq!(verdict(unreadable), Verdict::Keep);
    }
}
