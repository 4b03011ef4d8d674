//! How many officers and records a figure has to stand on.

use proco_exchange::summary::{MIN_OFFICERS, MIN_RECORDS};

/// The fewest officers and records behind a figure that is shown. A force may ask for more, never
/// for less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    officers: u32,
    records: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            officers: MIN_OFFICERS,
            records: MIN_RECORDS,
        }
    }
}

impl Thresholds {
    /// `None` for fewer than [`MIN_OFFICERS`] or [`MIN_RECORDS`].
    #[must_use]
    pub fn new(officers: u32, records: u32) -> Option<Self> {
        (officers >= MIN_OFFICERS && records >= MIN_RECORDS).then_some(Self { officers, records })
    }

    /// From how many officers on a cell may be shown.
    #[must_use]
    pub fn officers(self) -> u32 {
        self.officers
    }

    /// From how many records on a cell may be shown.
    #[must_use]
    pub fn records(self) -> u32 {
        self.records
    }

    /// So many times the records.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self {
            records: self.records.saturating_mul(factor),
            ..self
        }
    }

    /// So many records more.
    #[must_use]
    pub fn with_records(self, more: usize) -> Self {
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        Self {
            records: self.records.saturating_add(more),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_can_only_be_raised() {
        assert_eq!(Thresholds::new(5, 5), Some(Thresholds::default()));
        assert!(Thresholds::new(10, 5).is_some() && Thresholds::new(5, 20).is_some());
        assert_eq!((Thresholds::new(4, 5), Thresholds::new(5, 4)), (None, None));
    }
}
