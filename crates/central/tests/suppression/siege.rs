//! Somebody who solves for what is hidden with linear programmes: every figure of every period is an
//! unknown, whole and not negative, and all that is known of how they hang together is a constraint.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};
use proco_central::measure::{ASPECTS, DO_AGAIN, REASONS, counted};
use proco_central::store::Figures;
use proco_central::summaries::key::Key;
use proco_exchange::codes::{self, GroundCode, Theme};
use proco_exchange::period::{Period, PeriodKind, Week};

use crate::force::Force;

/// An unknown: a figure of a period, or what is left of one without its parts.
type Unknown = usize;

/// How many unknowns are near.
const ENOUGH: usize = 24;

/// A sum of unknowns that is zero.
type Relation = Vec<(Unknown, f64)>;

#[derive(Default)]
pub struct Siege {
    names: Vec<String>,
    /// What each really is, for whoever judges the attack.
    truth: Vec<u32>,
    lowest: Vec<u32>,
    places: BTreeMap<(Period, Key), Unknown>,
    relations: Vec<Relation>,
    known: BTreeMap<Unknown, u32>,
    /// Of what the attacker wants to know more than is shown.
    wanted: Vec<Unknown>,
    /// What he may know exactly where it is large: remainders, of which nobody hid anything.
    remainders: BTreeSet<Unknown>,
}

/// What the attacker found out.
#[derive(Debug, Default)]
pub struct Spoils {
    pub wanted: usize,
    pub determined: Vec<String>,
    pub bounded: Vec<String>,
}

enum Finding {
    Determined,
    Bounded(u32, u32),
}

/// Counts of all, less those of one officer if there is one.
struct Books<'a> {
    force: &'a Force,
    without: Option<u8>,
    cells: BTreeMap<(Week, Key), u32>,
}

impl<'a> Books<'a> {
    fn of(force: &'a Force, without: Option<u8>) -> Self {
        let mut cells = BTreeMap::new();
        let keys: Vec<_> = Key::all()
            .into_iter()
            .map(|key| (key, key.measures()))
            .collect();
        for deed in &force.deeds {
            if without == Some(deed.officer) {
                continue;
            }
            let counted = counted(&deed.facts, deed.repeated);
            for (key, measures) in &keys {
                let number = counted.iter().filter(|of| measures.contains(of)).count();
                *cells.entry((deed.week, *key)).or_default() += u32::try_from(number).unwrap();
            }
        }
        Self {
            force,
            without,
            cells,
        }
    }

    fn number(&self, period: Period, key: Key) -> u32 {
        let weeks = period.weeks().into_iter();
        weeks.filter_map(|week| self.cells.get(&(week, key))).sum()
    }

    fn own(&self, period: Period, key: Key) -> u32 {
        match self.without {
            Some(officer) => self.force.number(period, key, Some(officer)),
            None => 0,
        }
    }
}

impl Siege {
    /// What somebody can know who sees all figures that are ever shown, and knows the records of one
    /// officer, if one is given. All unknowns are then those of the others.
    pub fn of(force: &Force, published: &[(Period, Figures)], knows: Option<u8>) -> Self {
        let mut siege = Self::default();
        let books = Books::of(force, knows);
        let periods: BTreeSet<Period> = published.iter().map(|(period, _)| *period).collect();
        for period in &periods {
            siege.learn_relations(*period, &books);
        }
        for period in &periods {
            siege.learn_parts(*period, &periods);
        }
        for (period, figures) in published {
            for key in Key::all() {
                let Some(place) = siege.places.get(&(*period, key)).copied() else {
                    continue;
                };
                if let Some(shown) = figures.get(&key.name()) {
                    let others = shown - books.own(*period, key);
                    assert_eq!(others, siege.truth[place], "{period} {key:?}");
                    siege.known.insert(place, others);
                } else {
                    siege.wanted.push(place);
                }
            }
            // The list of periods tells that there was a look-up in each week.
            if matches!(period, Period::Week(_)) && books.own(*period, Key::Queries) == 0 {
                let queries = siege.places[&(*period, Key::Queries)];
                siege.lowest[queries] = 1;
            }
        }
        siege.wanted.extend(&siege.remainders);
        siege
    }

    fn unknown(&mut self, name: String, truth: u32) -> Unknown {
        self.names.push(name);
        self.truth.push(truth);
        self.lowest.push(0);
        self.names.len() - 1
    }

    /// The parts of a whole that add up to it once what is left has a name.
    fn rest(&mut self, whole: Unknown, parts: &[Unknown], name: &str) -> Unknown {
        let sum: u32 = parts.iter().map(|part| self.truth[*part]).sum();
        let left = self.truth[whole] - sum;
        let name = format!("{} {name}", self.names[whole]);
        let rest = self.unknown(name, left);
        let mut relation = vec![(whole, 1.0), (rest, -1.0)];
        relation.extend(parts.iter().map(|part| (*part, -1.0)));
        self.relations.push(relation);
        rest
    }

    /// The same, of a remainder that somebody may want to know.
    fn remainder(&mut self, whole: Unknown, parts: &[Unknown], name: &str) -> Unknown {
        let rest = self.rest(whole, parts, name);
        self.remainders.insert(rest);
        rest
    }

    /// All of a whole are in at least one of these.
    fn covers(&mut self, parts: &[Unknown], whole: Unknown) {
        let sum: u32 = parts.iter().map(|part| self.truth[*part]).sum();
        let name = format!("{} more than once", self.names[whole]);
        let more = self.unknown(name, sum - self.truth[whole]);
        let mut relation = vec![(whole, -1.0), (more, -1.0)];
        relation.extend(parts.iter().map(|part| (*part, 1.0)));
        self.relations.push(relation);
    }

    /// How the figures of a period hang together.
    fn learn_relations(&mut self, period: Period, books: &Books<'_>) {
        // What is shown by no shorter period hangs together with what is, in months too.
        let all = Key::all().into_iter().filter(|key| {
            let own = matches!(key, Key::GroundNothing(_)) && period.kind() == PeriodKind::Month;
            own || key.shortest() <= period.kind()
        });
        for key in all {
            let name = format!("{period} {}", key.name());
            let place = self.unknown(name, books.number(period, key));
            self.places.insert((period, key), place);
        }
        let places = self.places.clone();
        let of = |key: Key| places[&(period, key)];
        let (stops, nothing) = (of(Key::Stops), of(Key::FoundNothing));
        let outcomes = [of(Key::LeftIt), of(Key::Undecided), stops];
        self.sums_to(of(Key::Queries), &outcomes);
        let found = self.remainder(stops, &[nothing], "found something");
        if period.kind() == PeriodKind::Week {
            return;
        }
        self.sums_to(stops, &REASONS.map(|answer| of(Key::ReasonTold(answer))));
        for aspect in ASPECTS {
            let rated = of(Key::Rated(aspect));
            self.remainder(stops, &[rated], &format!("without {aspect:?}"));
            let ends = [of(Key::RatedHigh(aspect)), of(Key::RatedLow(aspect))];
            self.remainder(rated, &ends, "3");
        }
        let grounds = GroundCode::ALL.map(|code| of(Key::Ground(code)));
        let fruitless = GroundCode::ALL.map(|code| of(Key::GroundNothing(code)));
        let mut fruitful = Vec::new();
        for (ground, fruitless) in grounds.iter().zip(&fruitless) {
            self.remainder(stops, &[*ground], &format!("not {}", self.names[*ground]));
            let with = self.remainder(*ground, &[*fruitless], "found something");
            self.rest(nothing, &[*fruitless], "on another ground");
            self.rest(found, &[with], "on another ground");
            fruitful.push(with);
        }
        self.covers(&grounds, stops);
        self.covers(&fruitless, nothing);
        self.covers(&fruitful, found);
        if period.kind() == PeriodKind::Month {
            return;
        }
        let findings = codes::Finding::ALL.map(|code| of(Key::Finding(code)));
        for finding in findings {
            self.remainder(found, &[finding], &format!("not {}", self.names[finding]));
        }
        self.covers(&findings, found);
        for key in [Key::RepeatStops, Key::DespiteAdvisory] {
            self.remainder(stops, &[of(key)], &format!("not {key:?}"));
        }
        let answers = DO_AGAIN.map(|answer| of(Key::DoAgain(answer)));
        let unanswered = self.remainder(stops, &answers, "unanswered");
        for theme in Theme::ALL {
            let theme = of(Key::Theme(theme));
            self.remainder(
                stops,
                &[unanswered, theme],
                &format!("not {}", self.names[theme]),
            );
        }
    }

    fn sums_to(&mut self, whole: Unknown, parts: &[Unknown]) {
        let mut relation = vec![(whole, -1.0)];
        relation.extend(parts.iter().map(|part| (*part, 1.0)));
        self.relations.push(relation);
    }

    /// A month holds its weeks, a quarter its months.
    fn learn_parts(&mut self, period: Period, periods: &BTreeSet<Period>) {
        let kind = match period.kind() {
            PeriodKind::Week => return,
            PeriodKind::Month => PeriodKind::Week,
            PeriodKind::Quarter => PeriodKind::Month,
        };
        let weeks = period.weeks();
        let within = periods.iter().filter(|part| part.kind() == kind);
        let within: Vec<Period> = within
            .filter(|part| part.weeks().iter().all(|week| weeks.contains(week)))
            .copied()
            .collect();
        for key in Key::all() {
            let place = |of: &Period| self.places.get(&(*of, key)).copied();
            let parts: Option<Vec<Unknown>> = within.iter().map(place).collect();
            if let (Some(whole), Some(parts)) = (place(&period), parts) {
                self.sums_to(whole, &parts);
            }
        }
    }

    /// Finds out what can be found out. A remainder may be known where it is large.
    pub fn attack(&self) -> Spoils {
        for relation in &self.relations {
            let sum: f64 = relation
                .iter()
                .map(|(of, sign)| sign * f64::from(self.truth[*of]))
                .sum();
            assert!(sum.abs() < 0.5, "the attacker believes what is not so");
        }
        let known = self.by_hand();
        let parts = self.parts(&known);
        let mut spoils = Spoils {
            wanted: self.wanted.len(),
            ..Spoils::default()
        };
        for wanted in &self.wanted {
            let truth = self.truth[*wanted];
            let name = || format!("{} = {truth}", self.names[*wanted]);
            let may_be_known = self.remainders.contains(wanted) && truth >= 5;
            if known.contains_key(wanted) {
                if !may_be_known {
                    spoils.determined.push(name());
                }
                continue;
            }
            if may_be_known {
                continue;
            }
            // Whoever may change only what is near has less room than there is: where that is enough,
            // the whole need not be solved for.
            let (relations, as_known) = self.near(&parts[wanted], &known, *wanted);
            if self.finding(&relations, &as_known, *wanted).is_none() {
                continue;
            }
            match self.finding(&parts[wanted], &known, *wanted) {
                None => {}
                Some(Finding::Determined) => spoils.determined.push(name()),
                Some(Finding::Bounded(least, most)) => {
                    spoils
                        .bounded
                        .push(format!("{} in {least}..={most}", name()));
                }
            }
        }
        spoils
    }

    /// Whether an unknown is determined, or known to be no more than 4 and no less than 1.
    fn finding(
        &self,
        relations: &[&Relation],
        known: &BTreeMap<Unknown, u32>,
        wanted: Unknown,
    ) -> Option<Finding> {
        let truth = self.truth[wanted];
        let most = || self.bound(relations, known, wanted, OptimizationDirection::Maximize);
        let least = || self.bound(relations, known, wanted, OptimizationDirection::Minimize);
        if truth < 5 {
            let most = most();
            if most >= 5 {
                return None;
            }
            let least = least();
            if least == most {
                return Some(Finding::Determined);
            }
            return (least >= 1).then_some(Finding::Bounded(least, most));
        }
        (least() == truth && most() == truth).then_some(Finding::Determined)
    }

    /// As if everything were known that is not near: the unknown itself, what stands in a relation with
    /// it, what stands in one with that, and so on until it is enough. With the relations of those.
    fn near<'a>(
        &self,
        relations: &[&'a Relation],
        known: &BTreeMap<Unknown, u32>,
        wanted: Unknown,
    ) -> (Vec<&'a Relation>, BTreeMap<Unknown, u32>) {
        let mut near = BTreeSet::from([wanted]);
        let mut touched = Vec::new();
        let mut left = relations.to_vec();
        while near.len() < ENOUGH && !left.is_empty() {
            let is_touched =
                |relation: &&Relation| relation.iter().any(|(of, _)| near.contains(of));
            let (next, others): (Vec<_>, Vec<_>) =
                std::mem::take(&mut left).into_iter().partition(is_touched);
            left = others;
            if next.is_empty() {
                break;
            }
            let of = next.iter().flat_map(|relation| relation.iter());
            let open: Vec<Unknown> = of
                .map(|(of, _)| *of)
                .filter(|of| !known.contains_key(of))
                .collect();
            near.extend(open);
            touched.extend(next);
        }
        let is_touched = |relation: &&Relation| relation.iter().any(|(of, _)| near.contains(of));
        touched.extend(left.into_iter().filter(is_touched));
        let all = touched.iter().flat_map(|relation| relation.iter());
        let far = all.filter(|(of, _)| !near.contains(of));
        let as_known = far.map(|(of, _)| (*of, self.truth[*of])).collect();
        (touched, as_known)
    }

    /// What follows one by one: in a relation with one unknown, that one.
    fn by_hand(&self) -> BTreeMap<Unknown, u32> {
        let mut known = self.known.clone();
        loop {
            let before = known.len();
            for relation in &self.relations {
                let mut open = relation.iter().filter(|(of, _)| !known.contains_key(of));
                if let (Some((one, _)), None) = (open.next(), open.next()) {
                    known.insert(*one, self.truth[*one]);
                }
            }
            if known.len() == before {
                return known;
            }
        }
    }

    /// For each wanted unknown the relations that it hangs together with.
    fn parts(&self, known: &BTreeMap<Unknown, u32>) -> BTreeMap<Unknown, Vec<&Relation>> {
        let mut group: Vec<usize> = (0..self.names.len()).collect();
        fn root(group: &mut [usize], mut of: usize) -> usize {
            while group[of] != of {
                group[of] = group[group[of]];
                of = group[of];
            }
            of
        }
        let open = |relation: &Relation| -> Vec<Unknown> {
            let of = relation.iter().map(|(of, _)| *of);
            of.filter(|of| !known.contains_key(of)).collect()
        };
        for relation in &self.relations {
            let open = open(relation);
            for pair in open.windows(2) {
                let (a, b) = (root(&mut group, pair[0]), root(&mut group, pair[1]));
                group[a] = b;
            }
        }
        let mut of_group: BTreeMap<usize, Vec<&Relation>> = BTreeMap::new();
        for relation in &self.relations {
            if let Some(first) = open(relation).first() {
                let group = root(&mut group, *first);
                of_group.entry(group).or_default().push(relation);
            }
        }
        self.wanted
            .iter()
            .map(|of| {
                (
                    *of,
                    of_group
                        .get(&root(&mut group, *of))
                        .cloned()
                        .unwrap_or_default(),
                )
            })
            .collect()
    }

    /// The least or the most that it can be. Figures are whole.
    fn bound(
        &self,
        relations: &[&Relation],
        known: &BTreeMap<Unknown, u32>,
        wanted: Unknown,
        direction: OptimizationDirection,
    ) -> u32 {
        let mut problem = Problem::new(direction);
        let mut variables = BTreeMap::new();
        for relation in relations {
            let mut expression = LinearExpr::empty();
            let mut right = 0.0;
            for (of, sign) in *relation {
                if let Some(value) = known.get(of) {
                    right -= sign * f64::from(*value);
                } else {
                    let variable = variables.entry(*of).or_insert_with(|| {
                        let weight = if *of == wanted { 1.0 } else { 0.0 };
                        let lowest = f64::from(self.lowest[*of]);
                        // Nobody ever did more than that in a quarter.
                        problem.add_var(weight, (lowest, 1e5))
                    });
                    expression.add(*variable, *sign);
                }
            }
            if relation.iter().any(|(of, _)| !known.contains_key(of)) {
                problem.add_constraint(expression, ComparisonOp::Eq, right);
            }
        }
        let solution = problem.solve().unwrap().into_solution().unwrap();
        let value = solution.objective();
        let whole = match direction {
            OptimizationDirection::Maximize => (value + 1e-6).floor(),
            OptimizationDirection::Minimize => (value - 1e-6).ceil(),
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a bound is between 0 and 100,000"
        )]
        let whole = whole.max(0.0) as u32;
        whole
    }
}
