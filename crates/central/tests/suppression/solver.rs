//! Solving for what is hidden, with linear programmes.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};

use crate::siege::{Relation, Siege, Unknown};

/// What the attacker found out.
#[derive(Debug, Default)]
pub struct Spoils {
    pub wanted: usize,
    pub determined: Vec<String>,
    pub bounded: Vec<String>,
}

/// Unknowns that hang together, and how.
#[derive(Default)]
struct Part<'a> {
    relations: Vec<&'a Relation>,
    wanted: Vec<Unknown>,
}

/// The least and the most that an unknown was found to be able to be.
type Seen = BTreeMap<Unknown, (f64, f64)>;

/// Nobody ever did more than that in a quarter.
const MOST: f64 = 1e5;

impl Siege {
    /// Finds out what can be found out. A remainder may be known where it is large.
    pub fn attack(&self) -> Spoils {
        for relation in &self.relations {
            let true_numbers = relation.iter();
            let sum: f64 = true_numbers
                .map(|(of, sign)| sign * f64::from(self.truth[*of]))
                .sum();
            assert!(sum.abs() < 0.5, "the attacker believes what is not so");
        }
        let known = self.by_hand();
        let mut spoils = Spoils {
            wanted: self.wanted.len(),
            ..Spoils::default()
        };
        let followed = self.wanted.iter().filter(|of| known.contains_key(of));
        let followed = followed.filter(|of| !self.may_be_known(**of));
        spoils.determined.extend(followed.map(|of| self.told(*of)));
        for part in self.parts(&known) {
            self.solve_for(&part, &known, &mut spoils);
        }
        spoils
    }

    fn told(&self, of: Unknown) -> String {
        format!("{} = {}", self.names[of], self.truth[of])
    }

    fn may_be_known(&self, of: Unknown) -> bool {
        self.remainders.contains(&of) && self.truth[of] >= 5
    }

    /// Whether an unknown is known to be one number, or a small one to be small. One that was seen to be
    /// able to be something else is not, and need not be solved for: what is found on the way to one
    /// shows that of many.
    fn solve_for(&self, part: &Part<'_>, known: &BTreeMap<Unknown, u32>, spoils: &mut Spoils) {
        use OptimizationDirection::{Maximize, Minimize};
        let truth = |of: Unknown| f64::from(self.truth[of]);
        let mut seen: Seen = part
            .wanted
            .iter()
            .map(|of| (*of, (truth(*of), truth(*of))))
            .collect();
        let is_free = |seen: &Seen, of: Unknown| {
            let (least, most) = seen[&of];
            if self.truth[of] < 5 {
                most >= 5.0
            } else {
                most >= least + 1.0
            }
        };
        for direction in [Maximize, Minimize] {
            self.optimum(part, known, |_| 1.0, direction, &mut seen);
        }
        for wanted in &part.wanted {
            let weight = |of: Unknown| if of == *wanted { 1.0 } else { 0.0 };
            for direction in [Maximize, Minimize] {
                if !is_free(&seen, *wanted) {
                    self.optimum(part, known, weight, direction, &mut seen);
                }
            }
            if is_free(&seen, *wanted) {
                continue;
            }
            let (least, most) = seen[wanted];
            let (least, most) = ((least - 1e-6).ceil(), (most + 1e-6).floor());
            if least >= most {
                spoils.determined.push(self.told(*wanted));
            } else {
                let told = format!("{} in {least}..={most}", self.told(*wanted));
                spoils.bounded.push(told);
            }
        }
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

    /// Unknowns that are wanted, with those and the relations that they hang together with.
    fn parts(&self, known: &BTreeMap<Unknown, u32>) -> Vec<Part<'_>> {
        let mut group: Vec<usize> = (0..self.names.len()).collect();
        let open = |relation: &Relation| -> Vec<Unknown> {
            let of = relation.iter().map(|(of, _)| *of);
            of.filter(|of| !known.contains_key(of)).collect()
        };
        for relation in &self.relations {
            for pair in open(relation).windows(2) {
                let (a, b) = (root(&mut group, pair[0]), root(&mut group, pair[1]));
                group[a] = b;
            }
        }
        let mut parts: BTreeMap<usize, Part<'_>> = BTreeMap::new();
        for wanted in &self.wanted {
            if !known.contains_key(wanted) && !self.may_be_known(*wanted) {
                let part = parts.entry(root(&mut group, *wanted)).or_default();
                part.wanted.push(*wanted);
            }
        }
        for relation in &self.relations {
            let Some(first) = open(relation).first().copied() else {
                continue;
            };
            if let Some(part) = parts.get_mut(&root(&mut group, first)) {
                part.relations.push(relation);
            }
        }
        parts.into_values().collect()
    }

    /// Finds numbers that are possible and make a weighted sum of what is wanted as large or as small as
    /// can be, and notes what each unknown can be.
    fn optimum(
        &self,
        part: &Part<'_>,
        known: &BTreeMap<Unknown, u32>,
        weight: impl Fn(Unknown) -> f64,
        direction: OptimizationDirection,
        seen: &mut Seen,
    ) {
        let mut problem = Problem::new(direction);
        let mut variables = BTreeMap::new();
        for relation in &part.relations {
            let mut expression = LinearExpr::empty();
            let mut right = 0.0;
            for (of, sign) in *relation {
                if let Some(value) = known.get(of) {
                    right -= sign * f64::from(*value);
                    continue;
                }
                let variable = variables.entry(*of).or_insert_with(|| {
                    let weight = if seen.contains_key(of) {
                        weight(*of)
                    } else {
                        0.0
                    };
                    problem.add_var(weight, (f64::from(self.lowest[*of]), MOST))
                });
                expression.add(*variable, *sign);
            }
            problem.add_constraint(expression, ComparisonOp::Eq, right);
        }
        let solution = problem.solve().unwrap().into_solution().unwrap();
        for (of, (least, most)) in seen {
            let value = variables
                .get(of)
                .map_or(MOST, |variable| solution.var_value(*variable));
            (*least, *most) = (least.min(value), most.max(value));
        }
    }
}

/// The first of those that hang together with an unknown.
fn root(group: &mut [usize], mut of: usize) -> usize {
    while group[of] != of {
        group[of] = group[group[of]];
        of = group[of];
    }
    of
}
