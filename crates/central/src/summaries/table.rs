//! The tables of a summary: how its figures hang together.
//!
//! A table cuts the records of a week into atoms that exclude each other, such that each figure
//! of the table is the sum over some of them. A figure may stand in several tables: `stops` is
//! the total of most.

use std::collections::BTreeMap;

use proco_exchange::Epoch;
use proco_exchange::codes::{Finding, GroundCode, Theme};

use super::crowd::Crowd;
use super::key::Key;
use crate::keys::OfficerTag;
use crate::measure::{ASPECTS, DO_AGAIN, Measure, REASONS};

/// The counts of one week: per officer, what was counted how often.
pub type Counts = BTreeMap<(Epoch, Option<OfficerTag>), BTreeMap<Measure, u32>>;

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Each atom as a sum of measures, with their signs.
    atoms: Vec<Vec<(i64, Measure)>>,
    /// Each figure as the atoms that it is the sum of.
    figures: Vec<(Key, Vec<usize>)>,
}

impl Table {
    /// How many atoms there are in a week.
    #[must_use]
    pub fn atoms(&self) -> usize {
        self.atoms.len()
    }

    /// The atoms of a figure; `None` when it does not stand in this table.
    #[must_use]
    pub fn atoms_of(&self, key: Key) -> Option<&[usize]> {
        let mut figures = self.figures.iter();
        figures
            .find(|(of, _)| *of == key)
            .map(|(_, atoms)| atoms.as_slice())
    }

    /// The figures of this table.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.figures.iter().map(|(key, _)| *key)
    }

    /// Who stands behind each atom in a week.
    #[must_use]
    pub fn crowds(&self, counts: &Counts) -> Vec<Crowd> {
        let crowd = |atom: &Vec<(i64, Measure)>| {
            let mut crowd = Crowd::default();
            for ((epoch, officer), measures) in counts {
                let number = |measure| measures.get(measure).copied().unwrap_or(0);
                let parts = atom.iter();
                let records: i64 = parts.map(|(sign, of)| sign * i64::from(number(of))).sum();
                crowd.add(u32::try_from(records).unwrap_or(0), *epoch, *officer);
            }
            crowd
        };
        self.atoms.iter().map(crowd).collect()
    }

    /// A table of one figure and what is left of its total.
    fn part(whole: (Key, Measure), part: (Key, Measure)) -> Self {
        Self {
            atoms: vec![vec![(1, part.1)], vec![(1, whole.1), (-1, part.1)]],
            figures: vec![(whole.0, vec![0, 1]), (part.0, vec![0])],
        }
    }

    /// Every stop has an answer, so there is no remainder.
    fn reason_told() -> Self {
        let mut figures = vec![(Key::Stops, vec![0, 1, 2])];
        let parts = REASONS.iter().enumerate();
        figures.extend(parts.map(|(atom, answer)| (Key::ReasonTold(*answer), vec![atom])));
        Self {
            atoms: REASONS
                .map(|answer| vec![(1, Measure::ReasonTold(answer))])
                .to_vec(),
            figures,
        }
    }

    /// With or without the ground, found nothing or something: four atoms.
    fn ground(code: GroundCode) -> Self {
        let (with, nothing) = (Measure::Ground(code), Measure::GroundNothing(code));
        Self {
            atoms: vec![
                vec![(1, nothing)],
                vec![(1, with), (-1, nothing)],
                vec![(1, Measure::FoundNothing), (-1, nothing)],
                vec![
                    (1, Measure::Stops),
                    (-1, Measure::FoundNothing),
                    (-1, with),
                    (1, nothing),
                ],
            ],
            figures: vec![
                (Key::Stops, vec![0, 1, 2, 3]),
                (Key::FoundNothing, vec![0, 2]),
                (Key::Ground(code), vec![0, 1]),
                (Key::GroundNothing(code), vec![0]),
            ],
        }
    }

    /// With the finding, with others, with none.
    fn finding(code: Finding) -> Self {
        let with = Measure::Finding(code);
        Self {
            atoms: vec![
                vec![(1, with)],
                vec![(1, Measure::Stops), (-1, Measure::FoundNothing), (-1, with)],
                vec![(1, Measure::FoundNothing)],
            ],
            figures: vec![
                (Key::Stops, vec![0, 1, 2]),
                (Key::FoundNothing, vec![2]),
                (Key::Finding(code), vec![0]),
            ],
        }
    }

    /// The answers, and the unanswered.
    fn do_again() -> Self {
        let mut atoms: Vec<_> = DO_AGAIN
            .iter()
            .map(|answer| vec![(1, Measure::DoAgain(*answer))])
            .collect();
        let mut unanswered = vec![(1, Measure::Stops)];
        unanswered.extend(DO_AGAIN.map(|answer| (-1, Measure::DoAgain(answer))));
        atoms.push(unanswered);
        let mut figures = vec![(Key::Stops, vec![0, 1, 2, 3])];
        let parts = DO_AGAIN.iter().enumerate();
        figures.extend(parts.map(|(atom, answer)| (Key::DoAgain(*answer), vec![atom])));
        Self { atoms, figures }
    }

    /// With or without the theme for each answer, and the unanswered: a theme is a part of the
    /// answered, and whoever adds up the answers could subtract it.
    fn theme(theme: Theme) -> Self {
        let mut table = Self {
            atoms: Vec::new(),
            figures: vec![(Key::Stops, (0..7).collect())],
        };
        for (place, answer) in DO_AGAIN.into_iter().enumerate() {
            let (all, with) = (Measure::DoAgain(answer), Measure::Theme(theme, answer));
            table.atoms.push(vec![(1, with)]);
            table.atoms.push(vec![(1, all), (-1, with)]);
            let atoms = vec![2 * place, 2 * place + 1];
            table.figures.push((Key::DoAgain(answer), atoms));
        }
        let mut unanswered = vec![(1, Measure::Stops)];
        unanswered.extend(DO_AGAIN.map(|answer| (-1, Measure::DoAgain(answer))));
        table.atoms.push(unanswered);
        table.figures.push((Key::Theme(theme), vec![0, 2, 4]));
        table
    }
}

/// All tables of a summary.
#[must_use]
pub fn tables() -> Vec<Table> {
    let stops = (Key::Stops, Measure::Stops);
    let mut tables = vec![
        Table::part(
            (Key::Queries, Measure::Queries),
            (Key::LeftIt, Measure::LeftIt),
        ),
        Table::part(stops, (Key::FoundNothing, Measure::FoundNothing)),
        Table::part(stops, (Key::RepeatStops, Measure::RepeatStops)),
        Table::part(stops, (Key::DespiteAdvisory, Measure::DespiteAdvisory)),
        Table::reason_told(),
        Table::do_again(),
    ];
    tables.extend(GroundCode::ALL.map(Table::ground));
    tables.extend(Finding::ALL.map(Table::finding));
    let rated = |aspect| Table::part(stops, (Key::Rated(aspect), Measure::Rated(aspect)));
    tables.extend(ASPECTS.map(rated));
    tables.extend(Theme::ALL.map(Table::theme));
    tables
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_figure_stands_in_a_table() {
        let tables = tables();
        let held: BTreeSet<Key> = tables.iter().flat_map(Table::keys).collect();
        assert_eq!(held, Key::all().into_iter().collect());
    }

    #[test]
    fn a_part_lies_in_what_it_is_a_part_of() {
        for table in tables() {
            for key in table.keys() {
                for parent in key.parents() {
                    if let Some(atoms) = table.atoms_of(parent) {
                        let part = table.atoms_of(key).unwrap();
                        assert!(part.iter().all(|atom| atoms.contains(atom)), "{key:?}");
                    }
                }
            }
        }
    }
}
