//! Somebody who collects figures and solves for what is hidden, in exact fractions.

use crate::world::{Published, World};

/// The unknowns that something is the sum of.
pub type Cell = Vec<bool>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction(i128, i128);

impl Fraction {
    pub fn whole(number: i128) -> Self {
        Self(number, 1)
    }

    fn new(above: i128, below: i128) -> Self {
        let (mut a, mut b) = (above.abs(), below.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = a.max(1) * below.signum();
        Self(above / divisor, below / divisor)
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub fn less(self, factor: Self, other: Self) -> Self {
        let taken = Self::new(factor.0 * other.0, factor.1 * other.1);
        Self::new(self.0 * taken.1 - taken.0 * self.1, self.1 * taken.1)
    }

    pub fn over(self, other: Self) -> Self {
        Self::new(self.0 * other.1, self.1 * other.0)
    }
}

/// All that follows from the figures: rows in echelon form, each with the place of its first one.
pub struct Attacker(Vec<(usize, Vec<Fraction>)>);

impl Attacker {
    pub fn collects(published: &Published) -> Self {
        let mut attacker = Self(Vec::new());
        for (period, figures) in published {
            for name in figures.keys() {
                if let Some(cell) = World::cell_of(*period, name) {
                    attacker.learn(&cell);
                }
            }
        }
        attacker
    }

    fn reduced(&self, cell: &Cell) -> Vec<Fraction> {
        let row = cell.iter().map(|member| Fraction(i128::from(*member), 1));
        self.less_what_is_known(row.collect())
    }

    fn less_what_is_known(&self, mut row: Vec<Fraction>) -> Vec<Fraction> {
        for (pivot, known) in &self.0 {
            let factor = row[*pivot];
            if factor.is_zero() {
                continue;
            }
            for (value, of_known) in row.iter_mut().zip(known) {
                if !of_known.is_zero() {
                    *value = value.less(factor, *of_known);
                }
            }
        }
        row
    }

    fn learn(&mut self, cell: &Cell) {
        let row = self.reduced(cell);
        self.keep(row);
    }

    /// Keeps what is new in a row; whether there was anything.
    fn keep(&mut self, row: Vec<Fraction>) -> bool {
        let Some(pivot) = row.iter().position(|value| !value.is_zero()) else {
            return false;
        };
        let first = row[pivot];
        let row = row.into_iter().map(|value| value.over(first)).collect();
        self.0.push((pivot, row));
        true
    }

    /// Whether any sum follows that is over these unknowns alone, with whatever weights.
    pub fn knows_of(&self, is_one: impl Fn(usize) -> bool) -> bool {
        // The rows are independent. Where they no longer are without these unknowns, a combination of them cancels on all
        // others, and is left with these.
        let mut others = Self(Vec::new());
        self.0.iter().any(|(_, row)| {
            let row = row.iter().enumerate();
            let without = row.map(|(at, value)| if is_one(at) { Fraction(0, 1) } else { *value });
            let row = others.less_what_is_known(without.collect());
            !others.keep(row)
        })
    }

    /// Whether this cell follows.
    pub fn knows(&self, cell: &Cell) -> bool {
        self.reduced(cell).iter().all(|value| value.is_zero())
    }
}
