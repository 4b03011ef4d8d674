//! Which sets of records follow from figures that are shown.
//!
//! Exact linear algebra over the integers modulo a large prime. A shown figure is the sum over a
//! set of *atoms* (a category in a week); a reader can add and subtract figures, so what follows
//! is every vector in their span. The vectors are sums and differences of nested sets and their minors are small, so
//! elimination modulo a prime near 2⁶¹ reports no false linear dependence.

/// The modulus of the elimination: 2⁶¹ − 1, a Mersenne prime.
const PRIME: u64 = (1 << 61) - 1;

/// The most small sets that are looked at one by one: 2 to this power. Beyond it, the answer is
/// "unsafe".
const MOST: usize = 12;

fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b) % u128::from(PRIME);
    u64::try_from(product).expect("a remainder modulo 2⁶¹ − 1 fits 64 bits")
}

fn subtract(a: u64, b: u64) -> u64 {
    (a + PRIME - b) % PRIME
}

/// The multiplicative inverse modulo [`PRIME`], by Fermat's little theorem.
fn inverse(number: u64) -> u64 {
    let (mut power, mut base, mut exponent) = (1, number, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = multiply(power, base);
        }
        base = multiply(base, base);
        exponent >>= 1;
    }
    power
}

/// Brings the rows into reduced echelon form and leaves the zero rows out.
fn reduce(rows: &mut Vec<Vec<u64>>, columns: usize) {
    let mut rank = 0;
    for column in 0..columns {
        let Some(found) = (rank..rows.len()).find(|row| rows[*row][column] != 0) else {
            continue;
        };
        rows.swap(rank, found);
        if rows[rank][column] != 1 {
            let factor = inverse(rows[rank][column]);
            for value in &mut rows[rank] {
                *value = multiply(*value, factor);
            }
        }
        let pivot = rows[rank].clone();
        for (number, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if number == rank || factor == 0 {
                continue;
            }
            for (value, of_pivot) in row.iter_mut().zip(&pivot).skip(column) {
                if *of_pivot != 0 {
                    *value = subtract(*value, multiply(factor, *of_pivot));
                }
            }
        }
        rank += 1;
    }
    rows.truncate(rank);
}

/// All that follows from what is shown.
pub struct Span {
    /// In reduced echelon form.
    rows: Vec<Vec<u64>>,
    /// In which order the atoms stand in the rows: big ones first.
    order: Vec<usize>,
    bigs: usize,
}

impl Span {
    /// The span of these figures; each figure is given as the atoms of which it is the sum. A set that holds a `big`
    /// atom always passes.
    #[must_use]
    pub fn of(shown: &[Vec<bool>], big: &[bool]) -> Self {
        let mut order: Vec<usize> = (0..big.len()).collect();
        order.sort_by_key(|atom| !big[*atom]);
        let bigs = big.iter().filter(|big| **big).count();
        let row = |set: &Vec<bool>| order.iter().map(|atom| u64::from(set[*atom])).collect();
        let mut rows: Vec<Vec<u64>> = shown.iter().map(row).collect();
        reduce(&mut rows, big.len());
        Self { rows, order, bigs }
    }

    /// Whether the sum over this set follows.
    #[must_use]
    pub fn follows(&self, set: &[bool]) -> bool {
        let mut left: Vec<u64> = self
            .order
            .iter()
            .map(|atom| u64::from(set[*atom]))
            .collect();
        for row in &self.rows {
            let Some(pivot) = row.iter().position(|value| *value != 0) else {
                continue;
            };
            let factor = left[pivot];
            if factor != 0 {
                for (value, of_row) in left.iter_mut().zip(row).skip(pivot) {
                    *value = subtract(*value, multiply(factor, *of_row));
                }
            }
        }
        left.iter().all(|value| *value == 0)
    }

    /// Whether every set of atoms whose sum follows passes.
    ///
    /// Sets with a big atom in them need not be looked at, and that is what makes the question
    /// small: what is left of the span after the big atoms are eliminated has few dimensions. A set
    /// takes each atom once or not at all, so in echelon form it is the sum of some of the rows,
    /// each taken once.
    pub fn all_pass(&self, passes: impl Fn(&[bool]) -> bool) -> bool {
        let (atoms, bigs) = (self.order.len(), self.bigs);
        let is_small = |row: &&Vec<u64>| row[..bigs].iter().all(|value| *value == 0);
        let small: Vec<&[u64]> = self
            .rows
            .iter()
            .filter(is_small)
            .map(|row| &row[bigs..])
            .collect();
        if small.len() > MOST {
            return false;
        }
        (1_u32..1 << small.len()).all(|chosen| {
            let mut set = vec![0; atoms - bigs];
            for (number, row) in small.iter().enumerate() {
                if chosen >> number & 1 == 1 {
                    for (value, of_row) in set.iter_mut().zip(*row) {
                        *value = (*value + of_row) % PRIME;
                    }
                }
            }
            if set.iter().any(|value| *value > 1) {
                return true;
            }
            let mut members = vec![false; atoms];
            for (atom, value) in self.order[bigs..].iter().zip(&set) {
                members[*atom] = *value == 1;
            }
            passes(&members)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rank by plain elimination in floating point: exact enough for eight columns of 0 and 1.
    fn rank(mut rows: Vec<Vec<f64>>) -> usize {
        let mut rank = 0;
        for column in 0..8 {
            let largest = (rank..rows.len())
                .max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()));
            let Some(found) = largest.filter(|row| rows[*row][column].abs() > 1e-9) else {
                continue;
            };
            rows.swap(rank, found);
            let pivot = rows[rank].clone();
            for row in &mut rows[rank + 1..] {
                let factor = row[column] / pivot[column];
                for (value, of_pivot) in row.iter_mut().zip(&pivot) {
                    *value -= factor * of_pivot;
                }
            }
            rank += 1;
        }
        rank
    }

    fn bits(set: u8) -> Vec<bool> {
        (0..8).map(|atom| set >> atom & 1 == 1).collect()
    }

    proptest::proptest! {
        #[test]
        fn it_finds_every_set_that_follows(
            shown in proptest::collection::vec(1_u8.., 0..7),
            sizes in proptest::collection::vec(0_u32..7, 8),
        ) {
            let small = |set: &[bool]| {
                let members = set.iter().zip(&sizes).filter(|(member, _)| **member);
                members.map(|(_, size)| size).sum::<u32>() < 5
            };
            let rows = |sets: &[u8]| -> Vec<Vec<f64>> {
                let row = |set: &u8| bits(*set).into_iter().map(|bit| f64::from(u8::from(bit)));
                sets.iter().map(|set| row(set).collect()).collect()
            };
            // Every one of the 255 sets, one by one.
            let follows = |set: u8| {
                let mut more = shown.clone();
                more.push(set);
                rank(rows(&more)) == rank(rows(&shown))
            };
            let unsafe_set = (1..=u8::MAX).any(|set| small(&bits(set)) && follows(set));
            let figures: Vec<_> = shown.iter().map(|set| bits(*set)).collect();
            let big: Vec<_> = sizes.iter().map(|size| *size >= 5).collect();
            let span = Span::of(&figures, &big);
            proptest::prop_assert_eq!(span.all_pass(|set| !small(set)), !unsafe_set);
            for set in 1..=u8::MAX {
                proptest::prop_assert_eq!(span.follows(&bits(set)), follows(set));
            }
        }
    }

    fn sets(shown: &[&str]) -> Vec<Vec<bool>> {
        let set = |text: &&str| text.bytes().map(|byte| byte == b'1').collect();
        shown.iter().map(set).collect()
    }

    /// Whether the last of four atoms, the only small one, follows.
    fn last_follows(shown: &[&str]) -> bool {
        let big = [true, true, true, false];
        !Span::of(&sets(shown), &big).all_pass(|_| false)
    }

    #[test]
    fn a_part_follows_from_the_total_and_all_other_parts() {
        assert!(!last_follows(&["1111", "1000", "0100"]));
        assert!(last_follows(&["1111", "1000", "0100", "0010"]));
        assert!(last_follows(&["1111", "1100", "0010"]));
    }

    #[test]
    fn a_part_follows_in_two_steps() {
        // 1 and 2 together, 2 and 3 together, 1 and 3 together: each of them, and so the rest.
        assert!(last_follows(&["1100", "0110", "1010", "1111"]));
        assert!(!last_follows(&["1100", "0110", "1111"]));
    }

    #[test]
    fn two_small_parts_that_follow_only_together_are_judged_together() {
        let shown = sets(&["1111", "1000", "0100"]);
        let span = Span::of(&shown, &[true, true, false, false]);
        assert!(span.all_pass(|set| set == [false, false, true, true]));
        assert!(!span.all_pass(|_| false));
    }
}
