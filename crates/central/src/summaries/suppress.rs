//! Which figures of a team may be shown: none from which fewer than five officers or five records
//! follow, however somebody adds and subtracts what is shown anywhere.
//!
//! # The rule
//!
//! A figure is shown when it stands on at least five records of at least five officers and when no
//! smaller set of records *follows*: there is no set of atoms (a category in a week, see
//! [`super::table`]) whose sum is a combination of shown figures and that has fewer than five
//! records or officers. Being a combination is taken in the widest sense, as a vector in the span
//! ([`super::span`]); this covers every cell, every remainder that is never shown itself
//! ("unanswered", "found something", "without this ground"), every union of hidden parts, and
//! every difference between a week, a month and a quarter. A set that holds one atom of five
//! records and five officers is large enough itself, so only sets of small atoms are looked at.
//! Zero is small: that nobody did something is said of each of them. A category that cannot occur
//! has no atom, and a week without any record has none either, as the list of periods tells
//! everybody that it is empty.
//!
//! A part is shown only where its total is shown.
//!
//! # Why each table may be looked at alone
//!
//! Tables are joined only by the figures that they share: `stops`, and in some also
//! `found_nothing` or the answers to "would you do it again?". A figure is tested in every table
//! that holds it. What is left to show is that two tables together tell nothing about shared
//! figures that one of them does not. Take any combination of the figures of a table that says
//! something about shared figures only, so that it has one and the same weight on atoms that the
//! shared figures do not tell apart. Where a table holds an atom that belongs to none of its own
//! figures beside each that does (without the ground, other findings, not rated, without the
//! theme, unanswered), the own figures' weights have to cancel there. `reason_told` has no such
//! atom; but its figures are shown only where `stops` is, so a combination with the same weight on
//! all three answers has the weight of a combination of shown `stops`. Either way it was known
//! from the shared figures alone.
//!
//! # What is not covered
//!
//! Estimates, and knowledge from elsewhere. Whoever knows that a team uses one ground only, or
//! took part in most of the stops, knows more than the figures say.
//!
//! # Why looking twice tells nothing
//!
//! Periods nest and only closed weeks count; a closed week never changes. Decisions are taken in
//! the order in which periods close: each week, then its month when that is over, then the
//! quarter. A decision looks back and never ahead, and what is published is taken as shown, so
//! later weeks change nothing. Within a period totals come before parts and larger parts before
//! smaller ones.
//!
//! The mean of a rating is shown where the number of ratings is, and lies within the scale: at an
//! end of it everybody's answer would be known. Sums of ratings combine
//! with the same weights as their numbers, so what follows of them is of sets that are large
//! enough.

use std::collections::BTreeSet;
use std::ops::Range;

use super::crowd::Crowd;
use super::key::Key;
use super::span::all_pass;
use super::table::{Counts, Table};

/// A period as the weeks of the quarter that it spans, by their place among the closed weeks that
/// hold any record.
pub type Weeks = Range<usize>;

/// What is shown: for each period its figures.
pub type Shown = Vec<(Weeks, BTreeSet<Key>)>;

/// The closed weeks of a quarter that hold records, ready to decide upon.
pub struct Quarter {
    tables: Vec<Table>,
    /// Per table, per week: who stands behind each atom.
    crowds: Vec<Vec<Vec<Crowd>>>,
    shown: Shown,
}

impl Quarter {
    /// A quarter with these weeks, of which nothing is shown yet.
    #[must_use]
    pub fn new(tables: Vec<Table>, weeks: &[Counts]) -> Self {
        let crowds = tables
            .iter()
            .map(|table| weeks.iter().map(|counts| table.crowds(counts)).collect())
            .collect();
        Self {
            tables,
            crowds,
            shown: Shown::new(),
        }
    }

    /// Takes it that these figures of a period are published.
    pub fn is_published(&mut self, weeks: Weeks, keys: BTreeSet<Key>) {
        self.shown.push((weeks, keys));
    }

    /// Who stands behind a figure over some weeks.
    #[must_use]
    pub fn crowd(&self, key: Key, weeks: &Weeks) -> Crowd {
        for (table, crowds) in self.tables.iter().zip(&self.crowds) {
            if let Some(atoms) = table.atoms_of(key) {
                let crowds = crowds[weeks.clone()].iter();
                let of_figure = crowds.flat_map(|week| atoms.iter().map(|atom| &week[*atom]));
                return Crowd::of_all(of_figure);
            }
        }
        Crowd::default()
    }

    /// Decides on a period and remembers what is shown. Periods come in the order in which they
    /// close.
    pub fn decide(&mut self, weeks: &Weeks) -> BTreeSet<Key> {
        let mut candidates: Vec<(u8, u32, Key)> = self
            .tables
            .iter()
            .flat_map(Table::keys)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|key| (key, self.crowd(key, weeks)))
            .filter(|(_, crowd)| crowd.is_large())
            .map(|(key, crowd)| (key.rank(), u32::MAX - crowd.records(), key))
            .collect();
        // Totals before parts, larger ones before smaller ones, then by the code.
        candidates.sort_unstable();
        self.shown.push((weeks.clone(), BTreeSet::new()));
        let here = self.shown.len() - 1;
        for (_, _, key) in candidates {
            let parents = key.parents();
            if !parents
                .iter()
                .all(|parent| self.shown[here].1.contains(parent))
            {
                continue;
            }
            self.shown[here].1.insert(key);
            if !self.is_safe(key, weeks) {
                self.shown[here].1.remove(&key);
            }
        }
        self.shown[here].1.clone()
    }

    /// Whether nothing small follows in any table with this figure, among the figures shown of
    /// this period and of those within it. Periods around it are decided on later, and others
    /// share no week with it.
    fn is_safe(&self, key: Key, weeks: &Weeks) -> bool {
        self.tables
            .iter()
            .zip(&self.crowds)
            .filter(|(table, _)| table.atoms_of(key).is_some())
            .all(|(table, crowds)| self.table_is_safe(table, &crowds[weeks.clone()], weeks))
    }

    fn table_is_safe(&self, table: &Table, crowds: &[Vec<Crowd>], weeks: &Weeks) -> bool {
        let (wide, atoms) = (table.atoms(), table.atoms() * weeks.len());
        let crowds: Vec<&Crowd> = crowds.iter().flatten().collect();
        let big: Vec<bool> = crowds.iter().map(|crowd| crowd.is_large()).collect();
        let mut rows = Vec::new();
        for (within, keys) in &self.shown {
            if within.start < weeks.start || within.end > weeks.end {
                continue;
            }
            for figure in keys.iter().filter_map(|key| table.atoms_of(*key)) {
                let mut row = vec![false; atoms];
                for week in within.clone() {
                    for atom in figure {
                        row[(week - weeks.start) * wide + atom] = true;
                    }
                }
                rows.push(row);
            }
        }
        all_pass(&rows, &big, |set| {
            let members = crowds.iter().zip(set).filter(|(_, member)| **member);
            Crowd::of_all(members.map(|(crowd, _)| *crowd)).is_large()
        })
    }
}
