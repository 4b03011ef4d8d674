//! How often this phone saw a subject. One statement on covering indexes, so its cost grows with the rows of
//! the subject and hardly with those of the store.

use proco_domain::ids::QueryId;
use proco_domain::time::UtcMillis;
use proco_exchange::frequency::{Window, WindowCount};
use rusqlite::{Connection, Row};

use super::StoreError;
use super::row::{At, Id, moment};
use crate::answer::{Counts, Seen};
use crate::keys::OwnKey;

/// What this phone knows of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnCounts {
    pub(crate) counts: Counts,
    /// The latest end of an advisory that own stops gave or central told of.
    pub(crate) advisory_until: Option<UtcMillis>,
}

/// All that this phone recorded of a subject, under any of its keys, before look-up number `before`.
pub(crate) fn local(
    connection: &Connection,
    keys: &[OwnKey],
    now: UtcMillis,
    before: i64,
) -> Result<OwnCounts, StoreError> {
    let [day, week, month, year] = starts(now);
    let mut statement = connection.prepare_cached(include_str!("sql/counts_local.sql"))?;
    OwnCounts::of_all(keys, now, |key| {
        let parameters = (key, &day, &week, &month, &year, before);
        statement.query_row(parameters, |row| own_counts(row, now))
    })
}

/// The records of a subject that central certainly does not have, leaving out one look-up.
pub(crate) fn not_uploaded(
    connection: &Connection,
    keys: &[OwnKey],
    now: UtcMillis,
    except: QueryId,
) -> Result<OwnCounts, StoreError> {
    let [day, week, month, year] = starts(now);
    let mut statement = connection.prepare_cached(include_str!("sql/counts_not_uploaded.sql"))?;
    OwnCounts::of_all(keys, now, |key| {
        let parameters = (key, &day, &week, &month, &year, Id(except.0));
        statement.query_row(parameters, |row| own_counts(row, now))
    })
}

impl OwnCounts {
    /// The sum over several keys. Each record stands under exactly one.
    fn of_all(
        keys: &[OwnKey],
        now: UtcMillis,
        mut of: impl FnMut(&OwnKey) -> rusqlite::Result<Self>,
    ) -> Result<Self, StoreError> {
        let mut all = Self::none(now);
        for key in keys {
            all.add(of(key)?);
        }
        Ok(all)
    }

    fn none(now: UtcMillis) -> Self {
        let window = |window| WindowCount {
            window,
            queries: 0,
            stops: 0,
            found_nothing: 0,
        };
        Self {
            counts: Counts {
                windows: Window::ALL.map(window).to_vec(),
                last_query: None,
                last_stop: None,
                as_of: now,
                incomplete: false,
            },
            advisory_until: None,
        }
    }

    fn add(&mut self, other: Self) {
        for (sum, more) in self.counts.windows.iter_mut().zip(&other.counts.windows) {
            sum.queries += more.queries;
            sum.stops += more.stops;
            sum.found_nothing += more.found_nothing;
        }
        let (counts, more) = (&mut self.counts, other.counts);
        counts.last_query = Seen::later(counts.last_query, more.last_query);
        counts.last_stop = Seen::later(counts.last_stop, more.last_stop);
        self.advisory_until = self.advisory_until.max(other.advisory_until);
    }
}

fn starts(now: UtcMillis) -> [At; 4] {
    Window::ALL.map(|window| At(now.minus_hours(window.hours())))
}

/// Columns: queries, stops and stops that found nothing, each in four windows; then the last
/// query, the last stop, the advisory of a stop and the advisory of central.
fn own_counts(row: &Row<'_>, now: UtcMillis) -> rusqlite::Result<OwnCounts> {
    let mut windows = Vec::with_capacity(Window::ALL.len());
    for (at, window) in Window::ALL.into_iter().enumerate() {
        windows.push(WindowCount {
            window,
            queries: row.get(at)?,
            stops: row.get(4 + at)?,
            found_nothing: row.get(8 + at)?,
        });
    }
    let own_advisory = moment(row.get(14)?);
    let told_advisory = moment(row.get(15)?);
    Ok(OwnCounts {
        counts: Counts {
            windows,
            last_query: moment(row.get(12)?).map(Seen::Moment),
            last_stop: moment(row.get(13)?).map(Seen::Moment),
            as_of: now,
            incomplete: false,
        },
        advisory_until: own_advisory.max(told_advisory).filter(|until| *until > now),
    })
}
