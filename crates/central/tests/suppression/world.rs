//! Small teams with invented stops.

use std::collections::{BTreeMap, BTreeSet};

use proco_central::keys::OfficerTag;
use proco_central::measure::{Measure, counted};
use proco_central::record::Facts;
use proco_central::store::{Figures, RollupRow};
use proco_central::summaries::publish::{Rules, closed_periods, decide};
use proco_exchange::Epoch;
use proco_exchange::period::{Period, Week};
use proptest::prelude::*;
use serde_json::json;

use crate::attacker::Cell;

/// Weeks of two months of 2026-Q4, each month with weeks that hold nothing.
pub const WEEKS: [&str; 4] = ["2026-W45", "2026-W46", "2026-W49", "2026-W50"];

/// How many combinations of answers there are in a week.
pub const KINDS: usize = 4 * 3 * 3 * 5;
/// How many unknowns there are for an attacker.
pub const UNKNOWNS: usize = KINDS * WEEKS.len();

/// One stop: who, when, and each answer by its place in its list.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    pub week: u8,
    pub officer: u8,
    /// One ground, another, both, or a third that the world does not ask about.
    pub ground: u8,
    /// Nothing, a warning, or something that the world does not ask about.
    pub found: u8,
    /// Told unasked, when asked, not.
    pub reason: u8,
    /// Not reflected; yes or no, each without and with a theme.
    pub reflection: u8,
}

#[derive(Clone, Debug)]
pub struct World(pub Vec<Stop>);

pub type Published = Vec<(Period, Figures)>;

fn weeks() -> Vec<Week> {
    let week = |text: &&str| match text.parse() {
        Ok(Period::Week(week)) => week,
        _ => panic!("{text} is no week"),
    };
    WEEKS.iter().map(week).collect()
}

impl Stop {
    pub fn plain(week: u8) -> Self {
        Self {
            week,
            officer: 0,
            ground: 0,
            found: 0,
            reason: 0,
            reflection: 0,
        }
    }

    fn of_kind(kind: usize, week: usize) -> Self {
        let digit = |divisor: usize, base: usize| u8::try_from(kind / divisor % base).unwrap();
        Self {
            week: u8::try_from(week).unwrap(),
            officer: 0,
            ground: digit(1, 4),
            found: digit(4, 3),
            reason: digit(12, 3),
            reflection: digit(36, 5),
        }
    }

    fn facts(self) -> Facts {
        let grounds = [
            json!(["vehicle_defect"]),
            json!(["evading"]),
            json!(["vehicle_defect", "evading"]),
            json!(["report"]),
        ];
        let reason = ["unasked", "when_asked", "not_told"][usize::from(self.reason)];
        let mut facts = json!({
            "subject": "plate", "initiative": "proactive", "basis": "wvw_160",
            "grounds": grounds[usize::from(self.ground)],
            "reason_told": reason,
            "despite_advisory": false,
        });
        if self.found > 0 {
            let finding = ["warning", "fine"][usize::from(self.found - 1)];
            facts["findings"] = json!([finding]);
            facts["link"] = json!("linked");
        }
        if self.reflection > 0 {
            let again = ["yes", "no"][usize::from(self.reflection - 1) / 2];
            facts["do_again"] = json!(again);
            if [2, 4].contains(&self.reflection) {
                facts["themes"] = json!(["workload"]);
            }
        }
        Facts::from_json(true, &facts.to_string()).unwrap()
    }
}

type Question = (&'static str, fn(Stop) -> bool);

/// What can be asked of a stop, by the name of the figure that counts it.
fn questions() -> Vec<Question> {
    vec![
        ("stops", |_| true),
        ("found_nothing", |stop| stop.found == 0),
        ("ground:vehicle_defect", |stop| {
            [0, 2].contains(&stop.ground)
        }),
        ("ground:evading", |stop| [1, 2].contains(&stop.ground)),
        ("ground_nothing:vehicle_defect", |stop| {
            [0, 2].contains(&stop.ground) && stop.found == 0
        }),
        ("ground_nothing:evading", |stop| {
            [1, 2].contains(&stop.ground) && stop.found == 0
        }),
        ("reason_told:unasked", |stop| stop.reason == 0),
        ("reason_told:when_asked", |stop| stop.reason == 1),
        ("reason_told:not_told", |stop| stop.reason == 2),
        ("finding:warning", |stop| stop.found == 1),
        ("do_again:yes", |stop| [1, 2].contains(&stop.reflection)),
        ("do_again:no", |stop| [3, 4].contains(&stop.reflection)),
        ("theme:workload", |stop| [2, 4].contains(&stop.reflection)),
    ]
}

impl World {
    fn rows(&self) -> Vec<RollupRow> {
        let weeks = weeks();
        let mut cells: BTreeMap<(Week, OfficerTag, Measure), u32> = BTreeMap::new();
        for stop in &self.0 {
            let week = weeks[usize::from(stop.week)];
            for measure in counted(&stop.facts(), false) {
                let tag = OfficerTag([stop.officer; 8]);
                *cells.entry((week, tag, measure)).or_default() += 1;
            }
        }
        let epoch = Epoch::new(2026, 4).unwrap();
        cells
            .into_iter()
            .map(|((week, officer, measure), number)| RollupRow {
                week,
                epoch,
                officer: Some(officer),
                measure,
                number,
            })
            .collect()
    }

    fn published_after(&self, closed: usize, before: &BTreeMap<Period, Figures>) -> Published {
        let weeks = weeks();
        let quarter = weeks[0].quarter();
        let after = quarter.weeks().last().unwrap().next();
        let open = weeks.get(closed).copied().unwrap_or(after);
        let mut rows = self.rows();
        rows.retain(|row| row.week < open);
        let recorded: BTreeSet<Week> = rows.iter().map(|row| row.week).collect();
        let closed = closed_periods(quarter, &recorded, open);
        decide(&rows, &closed, before, &Rules::default())
    }

    /// What is shown once so many of the weeks are closed; 5 when the quarter is.
    pub fn published(&self, closed: usize) -> Published {
        self.published_after(closed, &BTreeMap::new())
    }

    /// The same, but published each time that a week closes.
    pub fn published_week_by_week(&self) -> Published {
        let mut before = BTreeMap::new();
        let mut all = Vec::new();
        for closed in 0..=5 {
            let new = self.published_after(closed, &before);
            before.extend(new.iter().cloned());
            all.extend(new);
        }
        all
    }

    /// The unknowns over these weeks of which something holds.
    fn cell(weeks: &[usize], holds: impl Fn(Stop) -> bool) -> Cell {
        let mut cell = vec![false; UNKNOWNS];
        for week in weeks {
            for kind in 0..KINDS {
                cell[week * KINDS + kind] = holds(Stop::of_kind(kind, *week));
            }
        }
        cell
    }

    /// The unknowns that a published figure is the sum of; `None` for a figure of another kind.
    pub fn cell_of(period: Period, name: &str) -> Option<Cell> {
        let holds = questions().into_iter().find(|(of, _)| *of == name)?.1;
        Some(Self::cell(&within(period), holds))
    }

    /// Every cell that somebody may want to know, with whether it is small: each question and each
    /// two of them, with and without, over each period that holds any record.
    pub fn cells(&self) -> Vec<(String, bool, Cell)> {
        let recorded: BTreeSet<usize> = self.0.iter().map(|stop| usize::from(stop.week)).collect();
        let mut cells = Vec::new();
        let periods: BTreeSet<Period> = weeks()
            .into_iter()
            .flat_map(|week| [Period::Week(week), week.month(), week.quarter()])
            .collect();
        for period in periods {
            let mut weeks = within(period);
            weeks.retain(|week| recorded.contains(week));
            for (first, p) in questions() {
                for (second, q) in questions() {
                    for (want_p, want_q) in [(true, true), (true, false), (false, false)] {
                        let holds = |stop| p(stop) == want_p && q(stop) == want_q;
                        let cell = Self::cell(&weeks, holds);
                        if !cell.contains(&true) {
                            continue;
                        }
                        let here =
                            |stop: &&Stop| weeks.contains(&usize::from(stop.week)) && holds(**stop);
                        let records = self.0.iter().filter(here).count();
                        let officers: BTreeSet<u8> = self
                            .0
                            .iter()
                            .filter(here)
                            .map(|stop| stop.officer)
                            .collect();
                        let small = records < 5 || officers.len() < 5;
                        let name =
                            format!("{period} {first}={want_p} {second}={want_q} ({records})");
                        cells.push((name, small, cell));
                    }
                }
            }
        }
        cells
    }
}

fn within(period: Period) -> Vec<usize> {
    let of_period = period.weeks();
    let all = weeks().into_iter().enumerate();
    all.filter(|(_, week)| of_period.contains(week))
        .map(|(place, _)| place)
        .collect()
}

/// Teams of up to nine, in which some answers are rare.
pub fn any_world() -> impl Strategy<Value = World> {
    let rare = |common: u32, most: u8| prop_oneof![common => Just(0_u8), 2 => 0..=most];
    let week = prop_oneof![3 => 0_u8..4, 1 => Just(0_u8)];
    let stop = (
        week,
        0_u8..9,
        rare(4, 2),
        rare(2, 1),
        rare(5, 2),
        rare(1, 4),
    )
        .prop_map(|(week, officer, ground, found, reason, reflection)| Stop {
            week,
            officer,
            ground,
            found,
            reason,
            reflection,
        });
    prop::collection::vec(stop, 0..400).prop_map(World)
}
