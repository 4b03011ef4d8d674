//! Solving for what is hidden, with linear programmes.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};

use crate::siege::{Relation, Siege, Unknown};

/// How many unknowns are near.
const ENOUGH: usize = 24;

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

impl Siege {
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
