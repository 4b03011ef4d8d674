//! How many records, and how many officers: of one atom, or of several together.

use std::collections::BTreeMap;

use proco_exchange::Epoch;

use super::threshold::Thresholds;
use crate::keys::OfficerTag;

/// Records and the officers behind them.
///
/// In a week that spans two epochs one officer has two tags that nobody can match. The officers
/// are therefore the most that one epoch shows, never more than there are; and the one with most
/// records is taken to be the first in both epochs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contributors {
    records: u32,
    officers: BTreeMap<Epoch, BTreeMap<OfficerTag, u32>>,
}

impl Contributors {
    /// Counts so many records of an officer. Those of nobody, which are a shift lead's or have lost
    /// their tag with their epoch, are in the figure and hide no one.
    pub fn add(&mut self, records: u32, epoch: Epoch, officer: Option<OfficerTag>) {
        if records == 0 {
            return;
        }
        self.records += records;
        if let Some(officer) = officer {
            let of_epoch = self.officers.entry(epoch).or_default();
            *of_epoch.entry(officer).or_default() += records;
        }
    }

    /// How many records there are, those of no officer included.
    #[must_use]
    pub fn records(&self) -> u32 {
        self.records
    }

    /// How many officers there are at least.
    #[must_use]
    pub fn officers(&self) -> usize {
        let of_epochs = self.officers.values();
        of_epochs.map(BTreeMap::len).max().unwrap_or(0)
    }

    /// How many records are unknown to a reader who knows those of all shift leads and of one officer.
    #[must_use]
    pub fn without_one(&self) -> u32 {
        let of_epochs = self.officers.values();
        of_epochs
            .map(|officers| {
                officers.values().sum::<u32>() - officers.values().max().copied().unwrap_or(0)
            })
            .sum()
    }

    /// Whether it is large enough to be shown: nobody stands out in it, not even to an officer who subtracts the own
    /// records.
    #[must_use]
    pub fn is_large(&self, thresholds: Thresholds) -> bool {
        let officers = u32::try_from(self.officers()).unwrap_or(u32::MAX);
        self.without_one() >= thresholds.records() && officers >= thresholds.officers()
    }

    /// Several that have no record in common, together.
    pub fn of_all<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for part in parts {
            all.records += part.records;
            for (epoch, officers) in &part.officers {
                let of_epoch = all.officers.entry(*epoch).or_default();
                for (officer, records) in officers {
                    *of_epoch.entry(*officer).or_default() += records;
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_large(contributors: &Contributors) -> bool {
        contributors.is_large(Thresholds::default())
    }

    fn autumn() -> Epoch {
        Epoch::new(2026, 4).unwrap()
    }

    #[test]
    fn an_officer_with_a_tag_in_each_of_two_epochs_is_counted_once() {
        let mut contributors = Contributors::default();
        for officer in 0..4 {
            contributors.add(1, autumn(), Some(OfficerTag([officer; 8])));
            contributors.add(1, autumn().next(), Some(OfficerTag([officer + 100; 8])));
        }
        assert_eq!((contributors.records(), contributors.officers()), (8, 4));
        assert!(!is_large(&contributors));
        contributors.add(1, autumn(), Some(OfficerTag([9; 8])));
        assert!(is_large(&contributors));
    }

    #[test]
    fn five_records_have_to_be_left_to_whoever_takes_away_the_own_ones() {
        let mut contributors = Contributors::default();
        for (officer, records) in [(1, 60), (2, 1), (3, 1), (4, 1), (5, 1)] {
            contributors.add(records, autumn(), Some(OfficerTag([officer; 8])));
        }
        assert!(!is_large(&contributors), "64 less 60 are 4");
        contributors.add(1, autumn(), Some(OfficerTag([2; 8])));
        assert!(is_large(&contributors));
    }

    #[test]
    fn the_records_of_shift_leads_hide_no_one() {
        let mut contributors = Contributors::default();
        for officer in 1..=4 {
            contributors.add(3, autumn(), Some(OfficerTag([officer; 8])));
        }
        contributors.add(50, autumn(), None);
        assert_eq!((contributors.records(), contributors.officers()), (62, 4));
        assert!(!is_large(&contributors));
    }
}
