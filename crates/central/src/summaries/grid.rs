//! A table over weeks or months: the atoms in which what is shown is reckoned.

use super::contributors::Contributors;
use super::key::Key;
use super::suppress::Weeks;
use super::table::Table;
use super::threshold::Thresholds;

/// A table with its atoms in all columns, which are weeks or months.
pub(super) struct Grid<'a> {
    pub(super) table: &'a Table,
    columns: Vec<Weeks>,
    pub(super) contributors: Vec<&'a Contributors>,
    /// Of each atom, whether it is large.
    pub(super) big: Vec<bool>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(
        table: &'a Table,
        columns: Vec<Weeks>,
        contributors: &'a [Vec<Contributors>],
        thresholds: Thresholds,
    ) -> Self {
        let contributors: Vec<&Contributors> = contributors.iter().flatten().collect();
        let is_large = |contributors: &&Contributors| contributors.is_large(thresholds);
        Self {
            table,
            columns,
            big: contributors.iter().map(is_large).collect(),
            contributors,
        }
    }

    /// The atoms of these categories over some weeks; `None` where a column lies half in them.
    pub(super) fn set(&self, atoms: &[usize], weeks: &Weeks) -> Option<Vec<bool>> {
        let wide = self.table.atoms();
        let mut set = vec![false; wide * self.columns.len()];
        for (place, column) in self.columns.iter().enumerate() {
            if column.end <= weeks.start || column.start >= weeks.end {
                continue;
            }
            if column.start < weeks.start || column.end > weeks.end {
                return None;
            }
            for atom in atoms {
                set[place * wide + atom] = true;
            }
        }
        Some(set)
    }

    pub(super) fn figure(&self, key: Key, weeks: &Weeks) -> Option<Vec<bool>> {
        self.set(self.table.atoms_of(key)?, weeks)
    }

    /// The number of records in a set that the list of periods reveals beyond any single part: one per complete
    /// column, minus one if the set consists of complete columns only.
    pub(super) fn told_beside_a_part(&self, set: &[bool]) -> usize {
        let columns = set.chunks(self.table.atoms());
        let is_whole = |column: &&[bool]| column.iter().all(|member| *member);
        let whole = columns.clone().filter(is_whole).count();
        let mut others = columns.filter(|column| !is_whole(column));
        if others.any(|column| column.contains(&true)) {
            whole
        } else {
            whole.saturating_sub(1)
        }
    }
}
