//! How many records, and how many officers: of one atom, or of several together.

use std::collections::{BTreeMap, BTreeSet};

use proco_exchange::Epoch;
use proco_exchange::summary::{MIN_OFFICERS, MIN_RECORDS};

use crate::keys::OfficerTag;

/// Records and the officers behind them.
///
/// In a week that spans two epochs one officer has two tags that nobody can match. The officers
/// are therefore the most that one epoch shows: never more than there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    records: u32,
    // Records whose tags were dropped with their epoch count as those of one officer.
    officers: BTreeMap<Epoch, BTreeSet<Option<OfficerTag>>>,
}

impl Crowd {
    /// Counts so many records of an officer.
    pub fn add(&mut self, records: u32, epoch: Epoch, officer: Option<OfficerTag>) {
        if records > 0 {
            self.records += records;
            self.officers.entry(epoch).or_default().insert(officer);
        }
    }

    /// How many records.
    #[must_use]
    pub fn records(&self) -> u32 {
        self.records
    }

    /// How many officers there are at least.
    #[must_use]
    pub fn officers(&self) -> usize {
        self.officers.values().map(BTreeSet::len).max().unwrap_or(0)
    }

    /// Whether nobody stands out in it.
    #[must_use]
    pub fn is_large(&self) -> bool {
        let officers = u32::try_from(self.officers()).unwrap_or(u32::MAX);
        self.records >= MIN_RECORDS && officers >= MIN_OFFICERS
    }

    /// Several that have no record in common, together.
    pub fn of_all<'a>(crowds: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for crowd in crowds {
            all.records += crowd.records;
            for (epoch, officers) in &crowd.officers {
                all.officers.entry(*epoch).or_default().extend(officers);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_officer_with_a_tag_in_each_of_two_epochs_is_counted_once() {
        let autumn = Epoch::new(2026, 4).unwrap();
        let mut crowd = Crowd::default();
        for officer in 0..4 {
            crowd.add(1, autumn, Some(OfficerTag([officer; 8])));
            crowd.add(1, autumn.next(), Some(OfficerTag([officer + 100; 8])));
        }
        assert_eq!((crowd.records(), crowd.officers()), (8, 4));
        assert!(!crowd.is_large());
        crowd.add(1, autumn, Some(OfficerTag([9; 8])));
        assert!(crowd.is_large());
    }
}
