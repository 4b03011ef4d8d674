//! How often this phone saw a subject. One statement on covering indexes, so its cost grows with the rows of
//! the subject and hardly with those of the store.

use proco_domain::ids::QueryId;
use proco_domain::time::UtcMillis;
use proco_exchange::frequency::{Window, WindowCount};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::StoreError;
use super::row::{At, Id, moment};
use super::rows::read_seen;
use crate::answer::{AdvisoryView, Counts, Seen, Since};
use crate::keys::OwnKey;

/// What this phone knows of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnCounts {
    pub(crate) counts: Counts,
    /// The advisory that stands longest, of those that own stops gave or central told of.
    pub(crate) advisory: Option<AdvisoryView>,
    /// Where it was looked for: since when an advisory stands. A stop found what its ground pointed to then.
    pub(crate) linked: Option<UtcMillis>,
    /// The check that ended an advisory of this phone which would stand without it; only where none stands.
    pub(crate) ended: Option<Seen>,
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
    let mut own = OwnCounts::of_all(keys, now, |key| {
        let parameters = (key, &day, &week, &month, &year, before);
        statement.query_row(parameters, |row| own_counts(row, now))
    })?;
    // Few subjects have an advisory, and the others cost no more than before.
    if own.advisory.is_some() {
        let recorded = Recorded {
            advisories: include_str!("sql/advisory_local.sql"),
            linked: include_str!("sql/linked_local.sql"),
        };
        recorded.settle(connection, keys, now, before, &mut own)?;
    }
    Ok(own)
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
    let mut own = OwnCounts::of_all(keys, now, |key| {
        let parameters = (key, &day, &week, &month, &year, Id(except.0));
        statement.query_row(parameters, |row| own_counts(row, now))
    })?;
    let recorded = Recorded {
        advisories: include_str!("sql/advisory_not_uploaded.sql"),
        linked: include_str!("sql/linked_not_uploaded.sql"),
    };
    recorded.settle(connection, keys, now, i64::MAX, &mut own)?;
    Ok(own)
}

/// What was recorded of a subject after a moment, under each of its keys.
pub(crate) fn since(
    connection: &Connection,
    keys: &[OwnKey],
    after: UtcMillis,
) -> Result<Since, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/since_stop.sql"))?;
    let mut all = Since::default();
    for key in keys {
        let (queries, stops, found_nothing): (u32, u32, u32) = statement
            .query_row((key, At(after)), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        all.queries += queries;
        all.stops += stops;
        all.found_nothing += found_nothing;
    }
    Ok(all)
}

/// The questions about the advisories of a subject, and about its stops that found what their ground pointed to.
struct Recorded {
    advisories: &'static str,
    linked: &'static str,
}

impl Recorded {
    /// Finds out which advisory stands: a stop that found what its ground pointed to ends those of before it.
    fn settle(
        &self,
        connection: &Connection,
        keys: &[OwnKey],
        now: UtcMillis,
        before: i64,
        own: &mut OwnCounts,
    ) -> Result<(), StoreError> {
        let oldest = At(now.minus_hours(Window::Year.hours()));
        let mut statement = connection.prepare_cached(self.linked)?;
        let mut seen = None;
        for key in keys {
            let found = statement
                .query_row((key, &oldest), |row| {
                    Ok((row.get::<_, At>(0)?.0, row.get::<_, Option<String>>(1)?))
                })
                .optional()?;
            if let Some((at, told)) = found
                && own.linked < Some(at)
            {
                own.linked = Some(at);
                seen = match told {
                    None => Some(Seen::Moment(at)),
                    Some(json) => read_seen(&json),
                };
            }
        }
        let since = own.linked.map_or(oldest, At);
        let mut statement = connection.prepare_cached(self.advisories)?;
        let stood = own.advisory.take().is_some();
        for key in keys {
            let found = statement
                .query_row((key, &since, before, At(now)), |row| {
                    Ok((row.get::<_, At>(0)?, moment(row.get(1)?)))
                })
                .optional()?;
            let found = found.map(|(until, at)| AdvisoryView {
                until: until.0,
                on: at.map(Seen::Moment),
            });
            own.advisory = AdvisoryView::longer(own.advisory, found);
        }
        own.ended = seen.filter(|_| stood && own.advisory.is_none());
        Ok(())
    }
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
            advisory: None,
            linked: None,
            ended: None,
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
        self.advisory = AdvisoryView::longer(self.advisory, other.advisory);
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
        advisory: own_advisory
            .max(told_advisory)
            .filter(|until| *until > now)
            .map(|until| AdvisoryView { until, on: None }),
        linked: None,
        ended: None,
    })
}
