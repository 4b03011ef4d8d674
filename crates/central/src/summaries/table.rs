//! The tables of a summary: how its figures hang together.
//!
//! A table cuts the records of a week into atoms that exclude each other, such that each figure
//! of the table is the sum over some of them. A figure may stand in several tables: `stops` is
//! the total of most.

use std::collections::BTreeMap;

use proco_exchange::Epoch;
use proco_exchange::codes::{DoAgain, Finding, GroundCode, ReasonTold, Theme};
use proco_exchange::period::PeriodKind;
use proco_exchange::summary::Aspect;

use super::contributors::Contributors;
use super::key::Key;
use crate::keys::OfficerTag;
use crate::measure::Measure;

/// The counts of one week: per officer, what was counted how often. Those of nobody are a shift
/// lead's, or have lost their tag.
pub type Counts = BTreeMap<(Epoch, Option<OfficerTag>), BTreeMap<Measure, u32>>;

/// A sum of measures, with their signs.
type Sum = Vec<(i64, Measure)>;

/// A table of figures that hang together by sums, as statistical disclosure control means it.
#[derive(Clone, Debug)]
pub struct Table {
    /// Each atom as a sum of measures.
    atoms: Vec<Sum>,
    /// Each figure as the atoms that it is the sum of.
    figures: Vec<(Key, Vec<usize>)>,
    /// Sums that are no figure and are taken as known wherever one of the figures is shown: most stops
    /// have one ground and one finding, so a list adds up to its total, or nearly.
    as_good_as_known: Vec<Vec<usize>>,
    /// The shortest kind of period that shows a figure of its own.
    shortest: PeriodKind,
}

/// A measure as an atom.
fn one(measure: Measure) -> Sum {
    vec![(1, measure)]
}

/// What is left of a measure without others.
fn rest(whole: Measure, parts: impl IntoIterator<Item = Measure>) -> Sum {
    let mut rest = one(whole);
    rest.extend(parts.into_iter().map(|part| (-1, part)));
    rest
}

/// Who stands behind a sum of measures.
pub fn contributors(sum: &[(i64, Measure)], counts: &Counts) -> Contributors {
    let mut contributors = Contributors::default();
    for ((epoch, officer), measures) in counts {
        let number = |measure| measures.get(measure).copied().unwrap_or(0);
        let parts = sum.iter();
        let records: i64 = parts.map(|(sign, of)| sign * i64::from(number(of))).sum();
        contributors.add(u32::try_from(records).unwrap_or(0), *epoch, *officer);
    }
    contributors
}

impl Table {
    fn new(shortest: PeriodKind, atoms: Vec<Sum>, figures: Vec<(Key, Vec<usize>)>) -> Self {
        Self {
            atoms,
            figures,
            as_good_as_known: Vec::new(),
            shortest,
        }
    }

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

    /// The sums that are as good as known once one of the figures of its own is shown.
    #[must_use]
    pub fn as_good_as_known(&self) -> &[Vec<usize>] {
        &self.as_good_as_known
    }

    /// The shortest kind of period that shows a figure of its own: one that is no total which the
    /// weeks show already.
    #[must_use]
    pub fn shortest(&self) -> PeriodKind {
        self.shortest
    }

    /// Who stands behind each atom in a week.
    #[must_use]
    pub fn contributors(&self, counts: &Counts) -> Vec<Contributors> {
        self.atoms
            .iter()
            .map(|atom| contributors(atom, counts))
            .collect()
    }

    /// What each atom counts, as a sum of measures.
    #[must_use]
    pub fn sums(&self) -> &[Vec<(i64, Measure)>] {
        &self.atoms
    }

    /// The outcomes of a look-up: it was left, nothing was decided, or there was a stop, which found
    /// nothing or something.
    fn outcomes() -> Self {
        Self::new(
            PeriodKind::Week,
            vec![
                one(Measure::LeftIt),
                one(Measure::Undecided),
                one(Measure::FoundNothing),
                rest(Measure::Stops, [Measure::FoundNothing]),
            ],
            vec![
                (Key::Queries, vec![0, 1, 2, 3]),
                (Key::LeftIt, vec![0]),
                (Key::Undecided, vec![1]),
                (Key::Stops, vec![2, 3]),
                (Key::FoundNothing, vec![2]),
            ],
        )
    }

    /// The look-ups that were typed wrong, beside those that count.
    fn mistyped() -> Self {
        let queries = Key::Queries.measures().into_iter();
        let queries = queries.map(|measure| (1, measure)).collect();
        Self::new(
            Key::Mistyped.shortest(),
            vec![one(Measure::Mistyped), queries],
            vec![(Key::Mistyped, vec![0]), (Key::Queries, vec![1])],
        )
    }

    /// A part of the stops and what is left of them.
    fn part(key: Key, part: Measure) -> Self {
        Self::new(
            key.shortest(),
            vec![one(part), rest(Measure::Stops, [part])],
            vec![(Key::Stops, vec![0, 1]), (key, vec![0])],
        )
    }

    /// Own words beside the grounds, and of these the repeated ones.
    fn own_words() -> Self {
        let (with, repeated) = (Measure::OwnWords, Measure::WordsRepeated);
        Self::new(
            PeriodKind::Quarter,
            vec![
                one(repeated),
                rest(with, [repeated]),
                rest(Measure::Stops, [with]),
            ],
            vec![
                (Key::Stops, vec![0, 1, 2]),
                (Key::OwnWords, vec![0, 1]),
                (Key::WordsRepeated, vec![0]),
            ],
        )
    }

    /// Every stop has an answer, so there is no remainder.
    fn reason_told() -> Self {
        let mut figures = vec![(Key::Stops, vec![0, 1, 2])];
        let parts = ReasonTold::ALL.iter().enumerate();
        figures.extend(parts.map(|(atom, answer)| (Key::ReasonTold(*answer), vec![atom])));
        let atoms = ReasonTold::ALL.map(|answer| one(Measure::ReasonTold(answer)));
        Self::new(PeriodKind::Month, atoms.to_vec(), figures)
    }

    /// High, low, between the two, or not rated.
    fn rated(aspect: Aspect) -> Self {
        let (rated, high, low) = (
            Measure::Rated(aspect),
            Measure::RatedHigh(aspect),
            Measure::RatedLow(aspect),
        );
        Self::new(
            PeriodKind::Month,
            vec![
                one(high),
                one(low),
                rest(rated, [high, low]),
                rest(Measure::Stops, [rated]),
            ],
            vec![
                (Key::Stops, vec![0, 1, 2, 3]),
                (Key::Rated(aspect), vec![0, 1, 2]),
                (Key::RatedHigh(aspect), vec![0]),
                (Key::RatedLow(aspect), vec![1]),
            ],
        )
    }

    /// With or without the ground, found nothing or something: four atoms.
    fn ground(code: GroundCode) -> Self {
        let (with, nothing) = (Measure::Ground(code), Measure::GroundNothing(code));
        Self::new(
            PeriodKind::Month,
            vec![
                one(nothing),
                rest(with, [nothing]),
                rest(Measure::FoundNothing, [nothing]),
                vec![
                    (1, Measure::Stops),
                    (-1, Measure::FoundNothing),
                    (-1, with),
                    (1, nothing),
                ],
            ],
            vec![
                (Key::Stops, vec![0, 1, 2, 3]),
                (Key::FoundNothing, vec![0, 2]),
                (Key::Ground(code), vec![0, 1]),
                (Key::GroundNothing(code), vec![0]),
            ],
        )
    }

    /// All grounds, as if each stop had one.
    fn grounds() -> Self {
        let (mut atoms, mut figures) = (Vec::new(), Vec::new());
        for code in GroundCode::ALL {
            let (with, nothing) = (Measure::Ground(code), Measure::GroundNothing(code));
            let first = atoms.len();
            atoms.push(one(nothing));
            atoms.push(rest(with, [nothing]));
            figures.push((Key::Ground(code), vec![first, first + 1]));
            figures.push((Key::GroundNothing(code), vec![first]));
        }
        let all = (0..atoms.len()).collect();
        let nothing = (0..atoms.len()).step_by(2).collect();
        Self {
            as_good_as_known: vec![all, nothing],
            ..Self::new(PeriodKind::Month, atoms, figures)
        }
    }

    /// With the finding, with others, with none.
    fn finding(code: Finding) -> Self {
        let with = Measure::Finding(code);
        Self::new(
            PeriodKind::Quarter,
            vec![
                one(with),
                rest(Measure::Stops, [Measure::FoundNothing, with]),
                one(Measure::FoundNothing),
            ],
            vec![
                (Key::Stops, vec![0, 1, 2]),
                (Key::FoundNothing, vec![2]),
                (Key::Finding(code), vec![0]),
            ],
        )
    }

    /// All findings, as if each stop that found something had one.
    fn findings() -> Self {
        let atoms = Finding::ALL.map(|code| one(Measure::Finding(code)));
        let figures = Finding::ALL.iter().enumerate();
        let figures = figures.map(|(atom, code)| (Key::Finding(*code), vec![atom]));
        Self {
            as_good_as_known: vec![(0..atoms.len()).collect()],
            ..Self::new(PeriodKind::Quarter, atoms.to_vec(), figures.collect())
        }
    }

    /// The answers, and the unanswered.
    fn do_again() -> Self {
        let mut atoms: Vec<_> = DoAgain::ALL
            .map(|answer| one(Measure::DoAgain(answer)))
            .to_vec();
        atoms.push(rest(Measure::Stops, DoAgain::ALL.map(Measure::DoAgain)));
        let mut figures = vec![(Key::Stops, vec![0, 1, 2, 3])];
        let parts = DoAgain::ALL.iter().enumerate();
        figures.extend(parts.map(|(atom, answer)| (Key::DoAgain(*answer), vec![atom])));
        Self::new(PeriodKind::Quarter, atoms, figures)
    }

    /// With or without what is counted by answer, for each answer, and the unanswered: it is a part of the
    /// answered, and whoever adds up the answers could subtract it.
    fn by_answer(key: Key, with: impl Fn(DoAgain) -> Measure) -> Self {
        let (mut atoms, mut figures) = (Vec::new(), vec![(Key::Stops, (0..7).collect())]);
        for (place, answer) in DoAgain::ALL.into_iter().enumerate() {
            let (all, with) = (Measure::DoAgain(answer), with(answer));
            atoms.push(one(with));
            atoms.push(rest(all, [with]));
            figures.push((Key::DoAgain(answer), vec![2 * place, 2 * place + 1]));
        }
        atoms.push(rest(Measure::Stops, DoAgain::ALL.map(Measure::DoAgain)));
        figures.push((key, vec![0, 2, 4]));
        Self::new(PeriodKind::Quarter, atoms, figures)
    }
}

/// All tables of a summary.
#[must_use]
pub fn tables() -> Vec<Table> {
    let mut tables = vec![
        Table::outcomes(),
        Table::part(Key::RepeatStops, Measure::RepeatStops),
        Table::part(Key::DespiteAdvisory, Measure::DespiteAdvisory),
        Table::reason_told(),
        Table::do_again(),
        Table::grounds(),
        Table::findings(),
        Table::mistyped(),
        Table::by_answer(Key::Together, Measure::Together),
        Table::by_answer(Key::ReflectedLate, Measure::ReflectedLate),
        Table::part(Key::OneGround, Measure::OneGround),
        Table::own_words(),
    ];
    tables.extend(GroundCode::ALL.map(Table::ground));
    tables.extend(Finding::ALL.map(Table::finding));
    tables.extend(Aspect::ALL.map(Table::rated));
    let theme = |theme| Table::by_answer(Key::Theme(theme), |again| Measure::Theme(theme, again));
    tables.extend(Theme::ALL.map(theme));
    tables
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_figure_stands_in_a_table_as_the_sum_of_what_it_counts() {
        let tables = tables();
        let held: BTreeSet<Key> = tables.iter().flat_map(Table::keys).collect();
        assert_eq!(held, Key::all().into_iter().collect());
        for table in &tables {
            for key in table.keys() {
                let mut sum: BTreeMap<Measure, i64> = BTreeMap::new();
                for atom in table.atoms_of(key).unwrap() {
                    for (sign, measure) in &table.sums()[*atom] {
                        *sum.entry(*measure).or_default() += sign;
                    }
                }
                // Every stop has one answer to whether the reason was told.
                if ReasonTold::ALL
                    .iter()
                    .all(|answer| sum.contains_key(&Measure::ReasonTold(*answer)))
                {
                    sum = BTreeMap::from([(Measure::Stops, 1)]);
                }
                sum.retain(|_, sign| *sign != 0);
                let counts = key.measures().into_iter().map(|measure| (measure, 1));
                assert_eq!(sum, counts.collect(), "{key:?}");
            }
        }
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
