//! What was last shown of central's answer, kept to be shown again.

use proco_domain::time::{Hour, UtcMillis};
use proco_exchange::frequency::{Window, WindowCount};
use serde::{Deserialize, Serialize};

use super::Shape;
use crate::answer::{AdvisoryView, CentreAnswer, Counts, Seen};
use crate::problem::SyncProblem;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
enum CentreRow {
    Known {
        counts: CountsRow,
        advisory: Option<AdvisoryRow>,
    },
    Offline,
    Unavailable {
        problem: SyncProblem,
    },
    Nobody,
}

#[derive(Serialize, Deserialize)]
struct CountsRow {
    windows: Vec<WindowRow>,
    last_query: Option<SeenRow>,
    last_stop: Option<SeenRow>,
    as_of: UtcMillis,
    #[serde(default)]
    incomplete: bool,
}

#[derive(Serialize, Deserialize)]
struct WindowRow {
    window: Window,
    queries: u32,
    stops: u32,
    found_nothing: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "grain", content = "at")]
enum SeenRow {
    Moment(UtcMillis),
    Hour(Hour),
    Day(Hour),
}

#[derive(Serialize, Deserialize)]
struct AdvisoryRow {
    until: UtcMillis,
}

impl Shape for CentreRow {
    const WHAT: &'static str = "an answer of central";
}

impl From<Seen> for SeenRow {
    fn from(seen: Seen) -> Self {
        match seen {
            Seen::Moment(at) => Self::Moment(at),
            Seen::Hour(hour) => Self::Hour(hour),
            Seen::Day(hour) => Self::Day(hour),
        }
    }
}

impl From<SeenRow> for Seen {
    fn from(row: SeenRow) -> Self {
        match row {
            SeenRow::Moment(at) => Self::Moment(at),
            SeenRow::Hour(hour) => Self::Hour(hour),
            SeenRow::Day(hour) => Self::Day(hour),
        }
    }
}

impl From<&Counts> for CountsRow {
    fn from(counts: &Counts) -> Self {
        let Counts {
            windows,
            last_query,
            last_stop,
            as_of,
            incomplete,
        } = counts;
        let window = |count: &WindowCount| {
            let WindowCount {
                window,
                queries,
                stops,
                found_nothing,
            } = *count;
            WindowRow {
                window,
                queries,
                stops,
                found_nothing,
            }
        };
        Self {
            windows: windows.iter().map(window).collect(),
            last_query: last_query.map(Into::into),
            last_stop: last_stop.map(Into::into),
            as_of: *as_of,
            incomplete: *incomplete,
        }
    }
}

impl From<CountsRow> for Counts {
    fn from(row: CountsRow) -> Self {
        let window = |row: WindowRow| WindowCount {
            window: row.window,
            queries: row.queries,
            stops: row.stops,
            found_nothing: row.found_nothing,
        };
        Self {
            windows: row.windows.into_iter().map(window).collect(),
            last_query: row.last_query.map(Into::into),
            last_stop: row.last_stop.map(Into::into),
            as_of: row.as_of,
            incomplete: row.incomplete,
        }
    }
}

/// The column `centre` of a look-up or a stop.
pub(in crate::store) fn write_centre(answer: &CentreAnswer) -> String {
    super::write(match answer {
        CentreAnswer::Known { counts, advisory } => CentreRow::Known {
            counts: counts.into(),
            advisory: advisory.map(|AdvisoryView { until }| AdvisoryRow { until }),
        },
        CentreAnswer::Offline => CentreRow::Offline,
        CentreAnswer::Unavailable { problem } => CentreRow::Unavailable { problem: *problem },
        CentreAnswer::Nobody => CentreRow::Nobody,
    })
}

/// The answer of that column. One that cannot be read is asked again, so it is none: the first programs
/// kept the last time as a moment, of which nobody can tell any more how finely it was known.
pub(in crate::store) fn read_centre(json: &str) -> Option<CentreAnswer> {
    Some(match super::read(json).ok()? {
        CentreRow::Known { counts, advisory } => CentreAnswer::Known {
            counts: counts.into(),
            advisory: advisory.map(|AdvisoryRow { until }| AdvisoryView { until }),
        },
        CentreRow::Offline => CentreAnswer::Offline,
        CentreRow::Unavailable { problem } => CentreAnswer::Unavailable { problem },
        CentreRow::Nobody => CentreAnswer::Nobody,
    })
}
