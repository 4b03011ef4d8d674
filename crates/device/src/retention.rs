//! Retention: what the phone still keeps, and what it removes.
//!
//! A readable mark is removed once its record was sent and the time for reflection is over, or once it was
//! refused and nobody can correct it. A draft holds the mark of its look-up or stop, and is closed when it is
//! not changed for some days; a draft that cannot be read is kept as long after it was set aside. Own counts
//! stay, under the own-counts key. What the officer wrote in his own words stays with the stop, as the evidence
//! of his reason. A year after it was sent the record is deleted, with its words. Records without a receipt of
//! central are never deleted: they are shown with their cause.

use proco_domain::time::UtcMillis;

/// The periods of retention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// For how many days a mark stays readable after its record was sent.
    pub readable_days: u16,
    /// For how many days a record is kept.
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

/// The facts of a record that retention decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Age {
    /// The time of the event.
    pub(crate) at: UtcMillis,
    /// Whether its mark is still readable.
    pub(crate) readable: bool,
    /// Whether part of it still has to be sent, or a draft comes from it.
    pub(crate) waiting: bool,
    /// Whether it was refused, so that it has no receipt and is kept.
    pub(crate) refused: bool,
    /// Whether it was refused and may still be accepted: a stop after an amendment by its officer, anything
    /// under another clock or by a later version of this program.
    pub(crate) to_put_right: bool,
}

/// What retention may remove now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Readable marks only: also on a phone that cannot, or may not, reach central.
    Marks,
    /// Old records too, after a pass that succeeded.
    Records,
}

/// The decision about a record.
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
    /// The moment before which a mark may be removed.
    pub(crate) fn readable_since(&self, now: UtcMillis) -> UtcMillis {
        now.minus_hours(u32::from(self.readable_days) * 24)
    }

    /// The moment before which an unchanged draft is closed.
    pub(crate) fn touched_since(&self, now: UtcMillis) -> UtcMillis {
        now.minus_hours(u32::from(self.draft_days) * 24)
    }

    /// The moment before which a record may be deleted, an answer to the question of the shift, and the talk of a shift lead.
    pub(crate) fn kept_since(&self, now: UtcMillis) -> UtcMillis {
        now.minus_hours(u32::from(self.record_days) * 24)
    }

    /// Decides about a record. A record that still has to be sent stays complete; a refused one stays, with its
    /// mark as long as it can be corrected.
    pub(crate) fn verdict(&self, age: Age, scope: Scope, now: UtcMillis) -> Verdict {
        if age.waiting {
            Verdict::Keep
        } else if scope == Scope::Records && !age.refused && age.at <= self.kept_since(now) {
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
        let verdict = |age| Retention::default().verdict(age, Scope::Records, NOW);
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
        let verdict = |age| Retention::default().verdict(age, Scope::Records, NOW);
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
        let verdict = |age| Retention::default().verdict(age, Scope::Marks, NOW);
        assert_eq!(verdict(aged(400, false, false)), Verdict::RemoveMark);
        assert_eq!(verdict(aged(400, false, true)), Verdict::Keep);
        let unreadable = Age {
            readable: false,
            ..aged(400, false, false)
        };
        assert_eq!(verdict(unreadable), Verdict::Keep);
    }
}
