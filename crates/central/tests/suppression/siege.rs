//! What somebody knows who sees every figure that is ever shown: every figure of every period is an
//! unknown, whole and not negative, and all that is known of how they hang together is a relation.

use std::collections::{BTreeMap, BTreeSet};

use proco_central::measure::Measure;
use proco_central::store::Figures;
use proco_central::summaries::key::Key;
use proco_exchange::codes::{self, DoAgain, GroundCode, ReasonTold, Theme};
use proco_exchange::period::{Period, PeriodKind, Week};
use proco_exchange::summary::Aspect;

use crate::force::Force;

/// An unknown: a figure of a period, or what is left of one without its parts.
pub type Unknown = usize;

/// A sum of unknowns that is zero.
pub type Relation = Vec<(Unknown, f64)>;

#[derive(Default)]
pub struct Siege {
    pub names: Vec<String>,
    /// What each really is, for whoever judges the attack.
    pub truth: Vec<u32>,
    pub lowest: Vec<u32>,
    places: BTreeMap<(Period, Key), Unknown>,
    pub relations: Vec<Relation>,
    pub known: BTreeMap<Unknown, u32>,
    /// Of what the attacker wants to know more than is shown.
    pub wanted: Vec<Unknown>,
    /// What he may know exactly where it is large: remainders, of which nobody hid anything.
    pub remainders: BTreeSet<Unknown>,
}

/// What everybody counted but one officer, if there is one, and what that one did.
struct Tables {
    others: Counted,
    own: Counted,
}

type Counted = BTreeMap<(Week, Key), u32>;

impl Tables {
    fn of(force: &Force, without: Option<u8>) -> Self {
        let (mut others, mut own) = (Counted::new(), Counted::new());
        let mut keys: BTreeMap<Measure, Vec<Key>> = BTreeMap::new();
        for key in Key::all() {
            for measure in key.measures() {
                keys.entry(measure).or_default().push(key);
            }
        }
        for event in &force.events {
            let is_own = without == Some(event.officer);
            let counts = if is_own { &mut own } else { &mut others };
            for measure in event.counted() {
                for key in &keys[&measure] {
                    *counts.entry((event.week, *key)).or_default() += 1;
                }
            }
        }
        Self { others, own }
    }

    fn number(&self, period: Period, key: Key) -> u32 {
        over(&self.others, period, key)
    }

    fn own(&self, period: Period, key: Key) -> u32 {
        over(&self.own, period, key)
    }
}

fn over(counted: &Counted, period: Period, key: Key) -> u32 {
    let weeks = period.weeks().into_iter();
    weeks.filter_map(|week| counted.get(&(week, key))).sum()
}

impl Siege {
    /// What somebody can know who sees all figures that are ever shown, and knows the records of one
    /// officer, if one is given. All unknowns are then those of the others.
    pub fn of(force: &Force, published: &[(Period, Figures)], knows: Option<u8>) -> Self {
        let mut siege = Self::default();
        let books = Tables::of(force, knows);
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
            // The list of periods tells that there was a look-up in each week, or one that was typed wrong.
            let queries = siege.places[&(*period, Key::Queries)];
            let is_told = books.own(*period, Key::Queries) == 0 && siege.truth[queries] > 0;
            if matches!(period, Period::Week(_)) && is_told {
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
    fn learn_relations(&mut self, period: Period, books: &Tables) {
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
        self.sums_to(
            stops,
            &ReasonTold::ALL.map(|answer| of(Key::ReasonTold(answer))),
        );
        for aspect in Aspect::ALL {
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
        let answers = DoAgain::ALL.map(|answer| of(Key::DoAgain(answer)));
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
}
