//! The answer of central that was last shown, kept to be shown again.

use proco_domain::time::{Hour, UtcMillis};
use proco_exchange::frequency::{Window, WindowCount};
use serde::{Deserialize, Serialize};

use crate::answer::{AdvisoryView, CentralAnswer, Counts, Seen};
use crate::problem::SyncProblem;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub(super) enum CentralRow {
    Known {
        counts: CountsRow,
        advisory: Option<AdvisoryRow>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        advisory_ended: Option<SeenRow>,
    },
    Offline,
    Unavailable {
        problem: SyncProblem,
    },
    Nobody,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CountsRow {
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
pub(super) enum SeenRow {
    Moment(UtcMillis),
    Hour(Hour),
    Day(Hour),
}

#[derive(Serialize, Deserialize)]
pub(super) struct AdvisoryRow {
    until: UtcMillis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<SeenRow>,
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
pub(in crate::store) fn write_central(answer: &CentralAnswer) -> String {
    super::write(match answer {
        CentralAnswer::Known {
            counts,
            advisory,
            advisory_ended,
        } => CentralRow::Known {
            counts: counts.into(),
            advisory: advisory.map(|AdvisoryView { until, on }| AdvisoryRow {
                until,
                on: on.map(Into::into),
            }),
            advisory_ended: advisory_ended.map(Into::into),
        },
        CentralAnswer::Offline => CentralRow::Offline,
        CentralAnswer::Unavailable { problem } => CentralRow::Unavailable { problem: *problem },
        CentralAnswer::Nobody => CentralRow::Nobody,
    })
}

/// The answer in that column; `None` if it cannot be read, because it is then fetched again. The first programs
/// kept the last time as a moment, without its precision.
pub(in crate::store) fn read_central(json: &str) -> Option<CentralAnswer> {
    Some(match super::read(json).ok()? {
        CentralRow::Known {
            counts,
            advisory,
            advisory_ended,
        } => CentralAnswer::Known {
            counts: counts.into(),
            advisory: advisory.map(|AdvisoryRow { until, on }| AdvisoryView {
                until,
                on: on.map(Into::into),
            }),
            advisory_ended: advisory_ended.map(Into::into),
        },
        CentralRow::Offline => CentralAnswer::Offline,
        CentralRow::Unavailable { problem } => CentralAnswer::Unavailable { problem },
        CentralRow::Nobody => CentralAnswer::Nobody,
    })
}

/// The time in such an answer; `None` if it cannot be read.
pub(in crate::store) fn read_seen(json: &str) -> Option<Seen> {
    let row: SeenRow = serde_json::from_str(json).ok()?;
    Some(row.into())
}
