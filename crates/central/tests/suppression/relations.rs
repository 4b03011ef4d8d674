//! How figures hang together, derived from records: whatever holds for all of them has to be known to
//! the tables by which figures are decided on.

use std::collections::BTreeSet;

use proco_central::measure::Measure;
use proco_central::summaries::key::Key;
use proco_central::summaries::table::Table;

use crate::attacker::Fraction;
use crate::force::Force;

type Row = Vec<Fraction>;

/// What a record adds to each figure, for records of every kind.
pub fn records() -> BTreeSet<Vec<i128>> {
    let keys: Vec<_> = Key::all().into_iter().map(Key::measures).collect();
    let events = (0..80).flat_map(|seed| Force::with_every_answer(seed).events);
    events
        .map(|event| {
            let counted = event.counted();
            let adds =
                |measures: &Vec<Measure>| counted.iter().filter(|of| measures.contains(of)).count();
            keys.iter()
                .map(|key| i128::try_from(adds(key)).unwrap())
                .collect()
        })
        .collect()
}

/// Brings rows into reduced echelon form, and says where each begins.
fn reduced(rows: impl Iterator<Item = Row>, columns: usize) -> (Vec<Row>, Vec<usize>) {
    let (mut kept, mut pivots): (Vec<Row>, Vec<usize>) = (Vec::new(), Vec::new());
    for mut row in rows {
        for (other, pivot) in kept.iter().zip(&pivots) {
            take_off(&mut row, other, *pivot);
        }
        let Some(pivot) = (0..columns).find(|column| !row[*column].is_zero()) else {
            continue;
        };
        let first = row[pivot];
        row = row.into_iter().map(|value| value.over(first)).collect();
        for other in &mut kept {
            take_off(other, &row, pivot);
        }
        kept.push(row);
        pivots.push(pivot);
    }
    (kept, pivots)
}

fn take_off(row: &mut Row, other: &Row, pivot: usize) {
    let factor = row[pivot];
    if !factor.is_zero() {
        for (value, of_other) in row.iter_mut().zip(other) {
            *value = value.less(factor, *of_other);
        }
    }
}

/// All weights under which each of these rows comes to zero.
fn null_space(rows: impl Iterator<Item = Row>, columns: usize) -> Vec<Row> {
    let (rows, pivots) = reduced(rows, columns);
    let free = (0..columns).filter(|column| !pivots.contains(column));
    free.map(|free| {
        let mut weights = vec![Fraction::whole(0); columns];
        weights[free] = Fraction::whole(1);
        for (row, pivot) in rows.iter().zip(&pivots) {
            weights[*pivot] = Fraction::whole(0).less(row[free], Fraction::whole(1));
        }
        weights
    })
    .collect()
}

/// The relations that hold for all records and follow from no table.
pub fn unknown_to(tables: &[Table], records: &BTreeSet<Vec<i128>>) -> Vec<String> {
    let keys = Key::all();
    let whole = |numbers: &Vec<i128>| numbers.iter().copied().map(Fraction::whole).collect();
    let hold = null_space(records.iter().map(whole), keys.len());
    let known = tables.iter().flat_map(|table| {
        let figures: Vec<Key> = table.keys().collect();
        let atoms = (0..table.atoms()).map(|atom| {
            let counts = |key: &Key| i128::from(table.atoms_of(*key).unwrap().contains(&atom));
            figures.iter().map(counts).map(Fraction::whole).collect()
        });
        let relations = null_space(atoms, figures.len());
        let places: Vec<usize> = figures.iter().map(|key| place(&keys, *key)).collect();
        relations.into_iter().map(move |weights| {
            let mut relation = vec![Fraction::whole(0); Key::all().len()];
            for (place, weight) in places.iter().zip(weights) {
                relation[*place] = weight;
            }
            relation
        })
    });
    let (mut known, _) = reduced(known, keys.len());
    let mut unknown = Vec::new();
    for relation in hold {
        let more = known.iter().cloned().chain([relation.clone()]);
        let (more, _) = reduced(more, keys.len());
        if more.len() > known.len() {
            let parts = keys
                .iter()
                .zip(&relation)
                .filter(|(_, weight)| !weight.is_zero());
            unknown.push(format!("{:?}", parts.collect::<Vec<_>>()));
            known = more;
        }
    }
    unknown
}

fn place(keys: &[Key], key: Key) -> usize {
    keys.iter().position(|of| *of == key).unwrap()
}

/// Pairs of figures of which one lies in the other, or that have no record in common, and of which no
/// tables tell that it is so.
pub fn pairs_unknown_to(tables: &[Table], records: &BTreeSet<Vec<i128>>) -> Vec<String> {
    let keys = Key::all();
    let number = keys.len();
    let mut together = vec![vec![false; number]; number];
    let mut alone = vec![vec![false; number]; number];
    for record in records {
        for a in (0..number).filter(|a| record[*a] > 0) {
            for b in 0..number {
                together[a][b] |= record[b] > 0;
                alone[a][b] |= record[b] == 0;
            }
        }
    }
    let mut within = vec![vec![false; number]; number];
    let mut apart = vec![vec![false; number]; number];
    for table in tables {
        for a in table.keys() {
            for b in table.keys() {
                let (of_a, of_b) = (table.atoms_of(a).unwrap(), table.atoms_of(b).unwrap());
                let (a, b) = (place(&keys, a), place(&keys, b));
                within[a][b] |= of_a.iter().all(|atom| of_b.contains(atom));
                apart[a][b] |= of_a.iter().all(|atom| !of_b.contains(atom));
            }
        }
    }
    for over in 0..number {
        for a in 0..number {
            for b in 0..number {
                within[a][b] |= within[a][over] && within[over][b];
            }
        }
    }
    let mut unknown = Vec::new();
    for a in 0..number {
        for b in (0..number).filter(|b| *b != a) {
            let around = |of: usize| {
                let within = &within;
                (0..number).filter(move |over| *over == of || within[of][*over])
            };
            if !alone[a][b] && !within[a][b] {
                unknown.push(format!("{:?} lies in {:?}", keys[a], keys[b]));
            }
            if !together[a][b] && !around(a).any(|a| around(b).any(|b| apart[a][b])) {
                unknown.push(format!("{:?} and {:?} lie apart", keys[a], keys[b]));
            }
        }
    }
    unknown
}
