//! Which figures of a team may be shown: none from which a small group follows, however somebody
//! adds and subtracts what is shown anywhere.
//!
//! # The rule
//!
//! A set of records is *large* when it has records of at least five officers who are no shift
//! leads, and when at least five are left to whoever takes away those of any one of them
//! ([`super::contributors`]; a force may ask for more). A figure is shown when no set of records that is
//! not large *follows*: there is no set of atoms (a category in a week, see [`super::table`]) whose
//! sum is a combination of shown figures. Being a combination is taken in the widest sense, as a
//! vector in the span ([`super::span`]); this covers every cell, every remainder that is never shown
//! itself ("unanswered", "found something", "without this ground"), every union of hidden parts, and
//! every difference between a week, a month and a quarter. A set that holds one large atom is large
//! itself, so only sets of small atoms are looked at. Zero counts as small: showing 0 reveals that
//! no officer did it. A category that cannot occur has no atom. Neither has a week without any record,
//! because the list of periods tells everybody that it is empty. That list also reveals that each week
//! in it had at least one look-up, so a set must hold one extra record for every complete week that it
//! contains besides another week or a part of one.
//!
//! A part is shown only where its total is shown. What follows from shown figures is shown, and what
//! was hidden once never follows later: so hidden is hidden, and tells nobody why.
//!
//! Most stops have one ground, and most that found something one finding. So the sum over such a list
//! is taken as known, and a single small one in it hides a second one with it.
//!
//! # What is hidden beside the small ones
//!
//! Figures are decided on by their use ([`Key::rank`]), larger ones before smaller ones, so what has
//! to be hidden beside a small one is the least. Of periods that close together the longest comes
//! first. A week or month that closes before the longer period around it leaves it room: what an
//! earlier one of them hides, and is small, the next one hides as well, so that the total can be
//! shown. And it shows a figure only where it, and what would follow from it and its total, stand on
//! two or three times as many records ([`room`]): in the last week of a month, or the last month of a
//! quarter, it may be small, and would then be hidden in the longer period as well.
//!
//! # Why each table may be looked at alone
//!
//! Tables are joined only by the figures that they share: `stops`, and in some also
//! `found_nothing` or the answers to "would you do it again?". A figure is tested in every table
//! that holds it. What is left to show is that two tables together tell nothing about shared
//! figures that one of them does not. Take any combination of the figures of a table that says
//! something about shared figures only, so that it has one and the same weight on atoms that the
//! shared figures do not tell apart. If next to every atom covered by one of the table's own figures
//! there is a matching atom covered by none of them (without the ground, other findings, not rated,
//! without the theme, unanswered), then the weights of the own figures add up to zero there. Example:
//! the stops of a week are split into "with this ground" and "without it", and only the first is a
//! figure. A combination with the same weight on both parts gives the figure "with this ground" the
//! weight 0: it is a combination of `stops` alone. `reason_told` has no such
//! atom; but its figures are shown only where `stops` is, so a combination with the same weight on
//! all three answers has the weight of a combination of shown `stops`. Either way it was known
//! from the shared figures alone. The lists of grounds and findings hold no shared figure.
//!
//! Not proven here: that small figures cannot be bounded tightly by using that no count is negative; the attack in
//! `tests/suppression` solves for it.
//!
//! # What is not covered
//!
//! Estimates, and knowledge from elsewhere. Whoever knows that a team uses one ground only, or
//! knows the records of several officers, knows more than the figures say.
//!
//! # Why looking twice tells nothing
//!
//! Periods nest and only closed weeks count; a closed week never changes. Decisions are taken in
//! the order in which periods close. A decision looks back and never ahead, and what is published is
//! taken as shown, so later weeks change nothing. What an earlier version published is taken as
//! shown, too, whatever it told; from then on nothing more may follow.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proco_exchange::period::{PeriodKind, Week};

use super::contributors::Contributors;
use super::grid::Grid;
use super::key::Key;
use super::span::Span;
use super::table::{Counts, Table, contributors};
use super::threshold::Thresholds;
use crate::measure::Measure;

/// A period as the weeks of the quarter that it spans, by their place among the weeks that hold any
/// record.
pub type Weeks = Range<usize>;

/// What was decided on a period.
struct Decided {
    weeks: Weeks,
    shown: BTreeSet<Key>,
    hidden: BTreeSet<Key>,
}

/// The weeks of a quarter that hold records, ready to decide upon.
pub struct Quarter {
    tables: Vec<Table>,
    thresholds: Thresholds,
    weeks: Vec<Counts>,
    /// The weeks of each month.
    months: Vec<Weeks>,
    /// Per table, per month: who stands behind each atom.
    by_month: Vec<Vec<Vec<Contributors>>>,
    /// Per table, per week; only of tables that show weeks.
    by_week: Vec<Option<Vec<Vec<Contributors>>>>,
    decided: Vec<Decided>,
}

impl Quarter {
    /// A quarter with these weeks, in order, of which nothing is shown yet.
    #[must_use]
    pub fn new(tables: Vec<Table>, thresholds: Thresholds, weeks: Vec<(Week, Counts)>) -> Self {
        let mut months: Vec<Weeks> = Vec::new();
        for (place, (week, _)) in weeks.iter().enumerate() {
            match months.last_mut() {
                Some(month) if weeks[month.start].0.month() == week.month() => month.end += 1,
                Some(_) | None => months.push(place..place + 1),
            }
        }
        let weeks: Vec<Counts> = weeks.into_iter().map(|(_, counts)| counts).collect();
        let sums: Vec<Counts> = months
            .iter()
            .map(|month| together(&weeks[month.clone()]))
            .collect();
        let by_month = tables
            .iter()
            .map(|table| {
                sums.iter()
                    .map(|counts| table.contributors(counts))
                    .collect()
            })
            .collect();
        let by_week = tables
            .iter()
            .map(|table| (table.shortest() == PeriodKind::Week).then(|| of_weeks(table, &weeks)))
            .collect();
        Self {
            tables,
            thresholds,
            weeks,
            months,
            by_month,
            by_week,
            decided: Vec::new(),
        }
    }

    /// Takes it that these figures of a period are published.
    pub fn is_published(&mut self, kind: PeriodKind, weeks: Weeks, shown: BTreeSet<Key>) {
        for (table, by_week) in self.tables.iter().zip(&mut self.by_week) {
            // An earlier version showed everything of a week.
            let of_its_own =
                |key: &Key| key.shortest() > PeriodKind::Week && table.atoms_of(*key).is_some();
            if kind == PeriodKind::Week && by_week.is_none() && shown.iter().any(of_its_own) {
                *by_week = Some(of_weeks(table, &self.weeks));
            }
        }
        let hidden = of_kind(kind).filter(|key| !shown.contains(key)).collect();
        self.decided.push(Decided {
            weeks,
            shown,
            hidden,
        });
    }

    /// Who stands behind a figure over some weeks.
    #[must_use]
    pub fn contributors(&self, key: Key, weeks: &Weeks) -> Contributors {
        self.contributors_over(key, weeks.clone())
    }

    fn contributors_over(&self, key: Key, weeks: impl Iterator<Item = usize>) -> Contributors {
        let sum: Vec<_> = key.measures().into_iter().map(|of| (1, of)).collect();
        let contributors: Vec<Contributors> = weeks
            .map(|week| contributors(&sum, &self.weeks[week]))
            .collect();
        Contributors::of_all(contributors.iter())
    }

    /// Decides on a period and remembers what is shown. Periods come in the order in which they
    /// close, of those that close together the longest first.
    pub fn decide(&mut self, kind: PeriodKind, weeks: &Weeks) -> BTreeSet<Key> {
        let large: BTreeMap<Key, Contributors> = of_kind(kind)
            .map(|key| (key, self.contributors(key, weeks)))
            .filter(|(_, contributors)| contributors.is_large(self.thresholds))
            .collect();
        let held_back = large
            .keys()
            .copied()
            .filter(|key| self.leaves_room(*key, kind, weeks))
            .collect();
        self.decided.push(Decided {
            weeks: weeks.clone(),
            shown: BTreeSet::new(),
            hidden: held_back,
        });
        let here = self.decided.len() - 1;
        let mut candidates: Vec<Key> = large.keys().copied().collect();
        candidates.sort_unstable_by_key(|key| (key.rank(), Reverse(large[key].records()), *key));
        for key in &candidates {
            let Decided { shown, hidden, .. } = &self.decided[here];
            let parents = key.parents();
            if hidden.contains(key) || !parents.iter().all(|parent| shown.contains(parent)) {
                continue;
            }
            if self.is_safe(*key, weeks) {
                self.decided[here].shown.insert(*key);
            }
        }
        // A figure that follows from shown ones reveals nothing more, and a hidden figure must not follow: so it is
        // shown.
        for key in candidates {
            if self.follows(key, weeks) {
                self.decided[here].shown.insert(key);
            }
        }
        let decided = &mut self.decided[here];
        let hidden = of_kind(kind).filter(|key| !decided.shown.contains(key));
        decided.hidden = hidden.collect();
        decided.shown.clone()
    }

    /// Whether a figure is hidden so that the longer period, which is still to be decided on, can
    /// show it.
    fn leaves_room(&self, key: Key, kind: PeriodKind, weeks: &Weeks) -> bool {
        let start = match kind {
            PeriodKind::Week => self
                .months
                .iter()
                .find(|month| month.contains(&weeks.start)),
            PeriodKind::Month => Some(&(0..0)),
            PeriodKind::Quarter => None,
        };
        let Some(start) = start.map(|around| around.start) else {
            return false;
        };
        let covers = |decided: &&Decided| {
            decided.weeks.start <= weeks.start && decided.weeks.end >= weeks.end
        };
        if self.decided.iter().any(|decided| covers(&decided)) {
            return false;
        }
        let is_shown = |week: &usize| {
            let mut with = self.decided.iter().filter(|of| of.weeks.contains(week));
            with.any(|of| of.weeks.start >= start && of.shown.contains(&key))
        };
        let before: Vec<usize> = (start..weeks.start)
            .filter(|week| !is_shown(week))
            .collect();
        let roomy = self.thresholds.times(room(kind, key));
        let is_roomy = |sum: &Vec<(i64, Measure)>| {
            let of_weeks = self.weeks[weeks.clone()].iter();
            let contributors: Vec<Contributors> =
                of_weeks.map(|counts| contributors(sum, counts)).collect();
            Contributors::of_all(contributors.iter()).is_large(roomy)
        };
        !key.companions().iter().all(is_roomy)
            || (!before.is_empty()
                && !self
                    .contributors_over(key, before.into_iter())
                    .is_large(self.thresholds))
    }

    /// A table with a column for each week where it shows weeks, else for each month. Totals that
    /// weeks show as well are then left to the table of the outcomes: a sum over months is known from
    /// weeks only where it is shown.
    fn grid(&self, table: usize) -> Grid<'_> {
        let (columns, contributors) = match &self.by_week[table] {
            Some(contributors) => (
                (0..contributors.len()).map(|week| week..week + 1).collect(),
                contributors,
            ),
            None => (self.months.clone(), &self.by_month[table]),
        };
        Grid::new(&self.tables[table], columns, contributors, self.thresholds)
    }

    /// The tables that hold a figure.
    fn holding(&self, key: Key) -> impl Iterator<Item = Grid<'_>> {
        let holds = move |table: &usize| self.tables[*table].atoms_of(key).is_some();
        (0..self.tables.len())
            .filter(holds)
            .map(|table| self.grid(table))
    }

    /// What is shown, or as good as known, of a table; with one figure more, if one is given.
    fn known(&self, grid: &Grid<'_>, more: Option<(Key, &Weeks)>) -> Vec<Vec<bool>> {
        let shown = self.decided.iter().flat_map(|decided| {
            let figures = decided.shown.iter();
            figures.map(|key| (*key, &decided.weeks))
        });
        let mut rows = Vec::new();
        let mut sums = BTreeSet::new();
        for (key, weeks) in shown.chain(more) {
            let Some(row) = grid.figure(key, weeks) else {
                continue;
            };
            rows.push(row);
            for (number, sum) in grid.table.as_good_as_known().iter().enumerate() {
                let atoms = grid.table.atoms_of(key).unwrap_or_default();
                let is_in = atoms.iter().all(|atom| sum.contains(atom));
                if is_in && sums.insert((number, weeks.start, weeks.end)) {
                    rows.extend(grid.set(sum, weeks));
                }
            }
        }
        rows
    }

    fn follows(&self, key: Key, weeks: &Weeks) -> bool {
        self.holding(key).any(|grid| {
            let span = Span::of(&self.known(&grid, None), &grid.big);
            let figure = grid.figure(key, weeks);
            figure.is_some_and(|figure| span.follows(&figure))
        })
    }

    /// Whether a figure can be shown: neither a small set nor a hidden figure then follows in any table that holds
    /// it.
    fn is_safe(&self, key: Key, weeks: &Weeks) -> bool {
        self.holding(key).all(|grid| {
            let before = Span::of(&self.known(&grid, None), &grid.big);
            let after = Span::of(&self.known(&grid, Some((key, weeks))), &grid.big);
            let is_large = |set: &[bool]| {
                let members = grid
                    .contributors
                    .iter()
                    .zip(set)
                    .filter(|(_, member)| **member);
                let told = grid.told_beside_a_part(set);
                let thresholds = self.thresholds.with_records(told);
                Contributors::of_all(members.map(|(contributors, _)| *contributors))
                    .is_large(thresholds)
            };
            let mut hidden = self.decided.iter().flat_map(|decided| {
                let figures = decided.hidden.iter();
                figures.filter_map(|key| grid.figure(*key, &decided.weeks))
            });
            after.all_pass(|set| is_large(set) || before.follows(set))
                && hidden.all(|figure| !after.follows(&figure) || before.follows(&figure))
        })
    }
}

/// On how many times the records a figure stands, so that the longer period can show it.
fn room(kind: PeriodKind, key: Key) -> u32 {
    match (kind, key) {
        (PeriodKind::Week, Key::Stops) => 2,
        (_, Key::Queries | Key::Stops) | (PeriodKind::Quarter, _) => 1,
        (PeriodKind::Week, _) => 3,
        (PeriodKind::Month, _) => 2,
    }
}

/// The figures that a kind of period shows.
fn of_kind(kind: PeriodKind) -> impl Iterator<Item = Key> {
    Key::all()
        .into_iter()
        .filter(move |key| key.shortest() <= kind)
}

fn of_weeks(table: &Table, weeks: &[Counts]) -> Vec<Vec<Contributors>> {
    weeks
        .iter()
        .map(|counts| table.contributors(counts))
        .collect()
}

fn together(weeks: &[Counts]) -> Counts {
    let mut sum = Counts::new();
    for (officer, measures) in weeks.iter().flatten() {
        let of_officer = sum.entry(*officer).or_default();
        for (measure, number) in measures {
            *of_officer.entry(*measure).or_default() += number;
        }
    }
    sum
}
