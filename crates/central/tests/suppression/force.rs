//! Invented teams with records of every kind, made from a seed: large and small ones, with answers
//! that are rare, weeks that are quiet, and leads who make stops themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use proco_central::keys::OfficerTag;
use proco_central::measure::{Measure, counted};
use proco_central::record::Facts;
use proco_central::store::{Figures, RollupRow};
use proco_central::summaries::key::Key;
use proco_central::summaries::publish::{Rules, closed_periods, decide};
use proco_central::summaries::suppress::Weeks;
use proco_exchange::Epoch;
use proco_exchange::codes::{Finding, GroundCode, Theme};
use proco_exchange::period::{Period, Week};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

/// One look-up or stop.
pub struct Event {
    pub week: Week,
    pub officer: u8,
    /// What was answered; nothing of a look-up that was typed wrong.
    facts: Option<Facts>,
    repeated: bool,
}

/// A team over a quarter.
pub struct Force {
    pub events: Vec<Event>,
    /// How many of the first officers are shift leads.
    pub leads: u8,
    pub officers: u8,
}

/// How a team is: how often each answer is given.
struct Manner {
    outcomes: [f64; 3],
    nothing: f64,
    skew: f64,
    grounds: usize,
    several: f64,
    rated: f64,
    kindly: f64,
    reflects: f64,
    theme: f64,
    told: f64,
    despite: f64,
}

impl Manner {
    fn of(rng: &mut StdRng) -> Self {
        let several = [0.0, 0.0, 0.1, 0.5];
        Self {
            outcomes: [rng.gen_range(0.02..1.0), rng.gen_range(0.02..1.0), 1.0],
            nothing: rng.gen_range(0.2..0.95),
            skew: rng.gen_range(1.0..4.0),
            grounds: rng.gen_range(2..=15),
            several: several[rng.gen_range(0..4)],
            rated: rng.gen_range(0.1..1.0),
            kindly: rng.gen_range(0.3..1.0),
            reflects: rng.gen_range(0.1..1.0),
            theme: rng.gen_range(0.1..1.0),
            told: rng.gen_range(0.5..0.97),
            despite: rng.gen_range(0.0..0.2),
        }
    }

    /// The code at a place that is mostly near the front.
    fn code(&self, rng: &mut StdRng, number: usize) -> usize {
        let mut place = 0;
        while place + 1 < number && rng.gen_bool((1.0 / self.skew).clamp(0.05, 0.95)) {
            place += 1;
        }
        place
    }

    fn look_up(&self, rng: &mut StdRng) -> Value {
        let sum: f64 = self.outcomes.iter().sum();
        let drawn = rng.gen_range(0.0..sum);
        let plain = |led_to| json!({ "subject": "plate", "initiative": "call", "led_to": led_to });
        if drawn < self.outcomes[0] {
            plain("left_it")
        } else if drawn < self.outcomes[0] + self.outcomes[1] {
            plain("nothing")
        } else {
            self.stop(rng)
        }
    }

    fn stop(&self, rng: &mut StdRng) -> Value {
        let mut grounds = BTreeSet::from([GroundCode::ALL[self.code(rng, self.grounds)]]);
        while rng.gen_bool(self.several) {
            grounds.insert(GroundCode::ALL[self.code(rng, self.grounds)]);
        }
        let told = if rng.gen_bool(self.told) {
            "unasked"
        } else {
            ["when_asked", "not_told"][rng.gen_range(0..2)]
        };
        let mut stop = json!({
            "subject": "plate", "initiative": "proactive", "basis": "wvw_160",
            "grounds": grounds, "reason_told": told, "despite_advisory": rng.gen_bool(self.despite),
        });
        if !rng.gen_bool(self.nothing) {
            let mut findings = BTreeSet::from([Finding::ALL[self.code(rng, 8)]]);
            while rng.gen_bool(self.several / 2.0) {
                findings.insert(Finding::ALL[self.code(rng, 8)]);
            }
            stop["findings"] = json!(findings);
            stop["link"] = json!("linked");
        }
        let mut ratings = serde_json::Map::new();
        for aspect in ["voice", "neutral", "respect", "trust"] {
            if rng.gen_bool(self.rated) {
                let rating = if rng.gen_bool(self.kindly) {
                    rng.gen_range(4..=5)
                } else {
                    rng.gen_range(1..=5)
                };
                ratings.insert(aspect.to_owned(), json!(rating));
            }
        }
        stop["ratings"] = Value::Object(ratings);
        if rng.gen_bool(self.rated) {
            stop["own_words"] = json!(true);
            if rng.gen_bool(0.3) {
                stop["words_repeated"] = json!(true);
            }
        }
        if rng.gen_bool(self.reflects) {
            stop["do_again"] = json!(["yes", "differently", "no"][self.code(rng, 3)]);
            let mut themes = BTreeSet::new();
            while rng.gen_bool(self.theme) && themes.len() < 3 {
                themes.insert(Theme::ALL[self.code(rng, 8)]);
            }
            stop["themes"] = json!(themes);
            if rng.gen_bool(self.theme / 2.0) {
                stop["together"] = json!(true);
            }
            if rng.gen_bool(self.theme / 2.0) {
                stop["reflected_late"] = json!(true);
            }
        }
        stop
    }
}

fn epoch() -> Epoch {
    Epoch::new(2026, 4).unwrap()
}

fn epoch_week() -> Week {
    let quarter: Period = "2026-Q4".parse().unwrap();
    quarter.weeks()[0]
}

fn tag(officer: u8) -> OfficerTag {
    OfficerTag([officer; 8])
}

impl Event {
    fn of(week: Week, officer: u8, look_up: &Value, repeated: bool) -> Self {
        let is_stop = look_up.get("basis").is_some();
        Self {
            week,
            officer,
            facts: Some(Facts::from_json(is_stop, &look_up.to_string()).unwrap()),
            repeated,
        }
    }

    fn mistyped(week: Week, officer: u8) -> Self {
        Self {
            week,
            officer,
            facts: None,
            repeated: false,
        }
    }

    /// What it adds one to.
    pub fn counted(&self) -> Vec<Measure> {
        let facts = self.facts.as_ref();
        facts.map_or_else(
            || vec![Measure::Mistyped],
            |facts| counted(facts, self.repeated),
        )
    }
}

impl Force {
    /// A team that gives every answer now and then.
    pub fn with_every_answer(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let manner = Manner {
            outcomes: [0.2, 0.2, 1.0],
            nothing: 0.5,
            skew: 1.15,
            grounds: 15,
            several: 0.3,
            rated: 0.5,
            kindly: 0.2,
            reflects: 0.7,
            theme: 0.6,
            told: 0.5,
            despite: 0.3,
        };
        let week = epoch_week();
        let events = (0..200).map(|_| {
            let look_up = manner.look_up(&mut rng);
            Event::of(week, 0, &look_up, rng.gen_bool(0.3))
        });
        Self {
            events: events.chain([Event::mistyped(week, 0)]).collect(),
            leads: 0,
            officers: 1,
        }
    }

    /// Ten officers who rate how they listened at each of their stops, over a quarter.
    pub fn whose_ratings_are(rating: impl Fn(usize) -> u8) -> Self {
        let quarter: Period = "2026-Q4".parse().unwrap();
        let mut events = Vec::new();
        for week in quarter.weeks() {
            for officer in 0..10 {
                let stop = json!({
                    "subject": "plate", "initiative": "proactive", "basis": "wvw_160",
                    "grounds": ["evading"], "reason_told": "unasked", "despite_advisory": false,
                    "ratings": { "voice": rating(events.len() / 2) },
                });
                let mut unrated = stop.clone();
                unrated.as_object_mut().unwrap().remove("ratings");
                events.extend([stop, unrated].map(|stop| Event::of(week, officer, &stop, false)));
            }
        }
        Self {
            events,
            leads: 0,
            officers: 10,
        }
    }

    /// Ten officers of whom each week has so many stops that found nothing, and so many look-ups
    /// without a stop, in turn.
    pub fn of_weeks(weeks: &[(&str, [u8; 2])]) -> Self {
        let plain = |led_to| json!({ "subject": "plate", "initiative": "call", "led_to": led_to });
        let stop = json!({
            "subject": "plate", "initiative": "proactive", "basis": "wvw_160",
            "grounds": ["evading"], "reason_told": "unasked", "despite_advisory": false,
        });
        let mut events = Vec::new();
        for (turn, (week, [stops, others])) in (0_u8..).zip(weeks) {
            let Ok(Period::Week(week)) = week.parse() else {
                panic!("{week} is no week");
            };
            for nth in 0..*stops {
                events.push(Event::of(week, nth % 10, &stop, false));
            }
            for nth in 0..*others {
                let led_to = ["left_it", "nothing"][usize::from((turn + nth) % 2)];
                events.push(Event::of(week, (turn + nth) % 10, &plain(led_to), false));
            }
        }
        Self {
            events,
            leads: 0,
            officers: 10,
        }
    }

    /// The team of a seed, over the fourth quarter of 2026.
    pub fn of(seed: u64) -> Self {
        Self::of_size(seed, 6..=20, 0.4..9.0)
    }

    /// A team of a seed with so many officers, each of whom looks up so much in a week.
    pub fn of_size(seed: u64, officers: RangeInclusive<u8>, busy: Range<f64>) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let manner = Manner::of(&mut rng);
        let officers = rng.gen_range(officers);
        let leads = rng.gen_range(0..=2);
        let busy: f64 = rng.gen_range(busy);
        let quiet = rng.gen_range(0.0..0.5);
        let mut clumsy = StdRng::seed_from_u64(!seed);
        let diligence: Vec<f64> = (0..officers).map(|_| rng.gen_range(0.1..1.6)).collect();
        let quarter: Period = "2026-Q4".parse().unwrap();
        let mut events = Vec::new();
        for week in quarter.weeks() {
            let pace = if rng.gen_bool(quiet) {
                rng.gen_range(0.0..0.4)
            } else {
                1.0
            };
            for officer in 0..officers {
                let mean = busy * pace * diligence[usize::from(officer)];
                // Around the mean, from none to twice as many.
                let number = (mean * rng.gen_range(0.0..2.0)).round();
                let mut left = number;
                while left >= 1.0 {
                    let look_up = manner.look_up(&mut rng);
                    let repeated = rng.gen_bool(0.1);
                    events.push(Event::of(week, officer, &look_up, repeated));
                    left -= 1.0;
                }
                // Chance of its own, so that the teams of a seed stay what they were without it.
                let mistyped = clumsy.gen_range(0.0..0.4) * number;
                let mistyped = (0..).take_while(|nth| f64::from(*nth) + 0.5 < mistyped);
                events.extend(mistyped.map(|_: u8| Event::mistyped(week, officer)));
            }
        }
        Self {
            events,
            leads,
            officers,
        }
    }

    /// The roll-up of its records.
    fn rows(&self) -> Vec<RollupRow> {
        let mut cells = BTreeMap::new();
        for event in &self.events {
            for measure in event.counted() {
                *cells
                    .entry((event.week, event.officer, measure))
                    .or_default() += 1;
            }
        }
        cells
            .into_iter()
            .map(|((week, officer, measure), number)| RollupRow {
                week,
                epoch: epoch(),
                officer: Some(tag(officer)),
                measure,
                number,
            })
            .collect()
    }

    fn closed(&self) -> Vec<(Period, Weeks)> {
        let recorded: BTreeSet<Week> = self.rows().iter().map(|row| row.week).collect();
        let quarter: Period = "2026-Q4".parse().unwrap();
        let open = quarter.weeks().last().unwrap().next();
        closed_periods(quarter, &recorded, open)
    }

    /// Everything that is ever shown of it.
    pub fn published(&self) -> Vec<(Period, Figures)> {
        let rules = Rules {
            readers: (0..self.leads).map(|lead| (epoch(), tag(lead))).collect(),
            ..Rules::default()
        };
        decide(&self.rows(), &self.closed(), &BTreeMap::new(), &rules)
    }

    /// What would be shown if each figure were looked at alone.
    pub fn published_without_what_is_small(&self) -> Vec<(Period, Figures)> {
        let figures = |period: Period| -> Figures {
            let keys = Key::all().into_iter();
            let keys = keys.filter(|key| key.shortest() <= period.kind());
            let figures = keys.map(|key| (key.name(), self.number(period, key, None)));
            figures.filter(|(_, number)| *number >= 5).collect()
        };
        let closed = self.closed().into_iter();
        closed
            .map(|(period, _)| (period, figures(period)))
            .collect()
    }

    /// What a figure of a period is, or would be, of all or of one officer.
    pub fn number(&self, period: Period, key: Key, officer: Option<u8>) -> u32 {
        let weeks = period.weeks();
        let measures = key.measures();
        let events = self
            .events
            .iter()
            .filter(|event| weeks.contains(&event.week));
        let events = events.filter(|event| officer.is_none_or(|of| of == event.officer));
        let counts = events.flat_map(Event::counted);
        u32::try_from(counts.filter(|measure| measures.contains(measure)).count()).unwrap()
    }
}
