//! How often a subject was seen, counted by SQLite from the index alone, and bounded: the newest
//! records of each kind are read and no others, so that a subject with a great many costs no more.

use proco_exchange::frequency::{FrequencyAnswer, MOST, Window, WindowCount};
use proco_exchange::{Epoch, Hour, UtcMillis};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};

use super::epoch_number;
use crate::keys::SubjectKey;
use crate::store::StoreError;

/// How many look-ups lie between two hours in one epoch, no further than so many of the newest.
const LOOK_UPS: &str = "
    SELECT count(*), 0
    FROM (SELECT 1 FROM records
          WHERE epoch = ?1 AND subject = ?2 AND kind = 'query' AND hour >= ?3 AND hour < ?4
          ORDER BY hour DESC LIMIT ?5)";
/// The same of stops, and how many of them found nothing.
const STOPS: &str = "
    SELECT count(*), sum(found_nothing)
    FROM (SELECT found_nothing FROM records
          WHERE epoch = ?1 AND subject = ?2 AND kind = 'stop' AND hour >= ?3 AND hour < ?4
          ORDER BY hour DESC LIMIT ?5)";
const LAST: &str = "
    SELECT hour FROM records
    WHERE epoch = ?1 AND subject = ?2 AND kind = ?3 AND hour >= ?4
    ORDER BY hour DESC LIMIT 1";
/// The advisory that stands longest of those whose stop lies in this hour or later, among so many.
const SPARED: &str = "
    SELECT spare_until, hour
    FROM (SELECT spare_until, hour FROM records INDEXED BY records_spared
          WHERE epoch = ?1 AND subject = ?2 AND spare_until >= ?3
          ORDER BY spare_until DESC LIMIT ?5)
    WHERE hour >= ?4
    ORDER BY spare_until DESC LIMIT 1";
/// The last stop that found what its ground pointed to.
const LINKED: &str = "
    SELECT hour FROM records INDEXED BY records_linked
    WHERE epoch = ?1 AND subject = ?2 AND linked = 1
    ORDER BY hour DESC LIMIT 1";

/// Counts by the hour: what happened in the hour in which a window begins lies in the window. An epoch
/// may stand there with several keys, one for each spelling; each record has one of them.
pub(super) fn count(
    connection: &Connection,
    subject: &[(Epoch, SubjectKey)],
    now: UtcMillis,
) -> Result<FrequencyAnswer, StoreError> {
    // Newest first: epochs follow each other, so the newest records stand in the newest epochs.
    let mut subject = subject.to_vec();
    subject.sort_unstable_by_key(|(epoch, _)| std::cmp::Reverse(*epoch));
    let queries = per_window(connection.prepare_cached(LOOK_UPS)?, &subject, now)?;
    let stops = per_window(connection.prepare_cached(STOPS)?, &subject, now)?;
    let windows = Window::ALL.into_iter().zip(queries.into_iter().zip(stops));
    let spared = Spared::of(connection, &subject, now)?;
    let windows = windows.map(
        |(window, ((queries, _), (stops, found_nothing)))| WindowCount {
            window,
            queries,
            stops,
            found_nothing,
        },
    );
    Ok(FrequencyAnswer {
        windows: windows.collect(),
        last_query: last(connection, &subject, "query", now)?,
        last_stop: last(connection, &subject, "stop", now)?,
        spare_until: spared.until,
        spared_on: spared.on.map(day),
        spare_ended: spared.ended.map(day),
        as_of: now,
    })
}

/// Since which hour a window counts.
fn since(window: Window, now: UtcMillis) -> Hour {
    now.minus_hours(window.hours()).hour()
}

/// The number of each window, and of these how many found nothing. Each window adds to the shorter one
/// what lies before it, so that no record is read twice.
fn per_window(
    mut statement: CachedStatement<'_>,
    subject: &[(Epoch, SubjectKey)],
    now: UtcMillis,
) -> Result<[(u32, u32); 4], StoreError> {
    let mut counted = [(0, 0); 4];
    let (mut number, mut found_nothing) = (0, 0);
    // The first one has no end: the clock of a phone may run ahead.
    let mut until = None;
    for (window, counted) in Window::ALL.into_iter().zip(&mut counted) {
        let from = since(window, now);
        for (epoch, key) in subject {
            let may_lie_in_it =
                from.epoch() <= *epoch && until.is_none_or(|until: Hour| *epoch <= until.epoch());
            if number < MOST && may_lie_in_it {
                let parameters = params![
                    epoch_number(*epoch),
                    key.0.as_slice(),
                    from.0,
                    until.map_or(u32::MAX, |until| until.0),
                    MOST - number
                ];
                statement.query_row(parameters, |row| {
                    number += row.get::<_, u32>(0)?;
                    // The sum of no rows is NULL.
                    found_nothing += row.get::<_, Option<u32>>(1)?.unwrap_or(0);
                    Ok(())
                })?;
            }
        }
        *counted = (number, found_nothing);
        until = Some(from);
    }
    Ok(counted)
}

/// The hour of the last one in the longest window.
fn last(
    connection: &Connection,
    subject: &[(Epoch, SubjectKey)],
    kind: &str,
    now: UtcMillis,
) -> Result<Option<Hour>, StoreError> {
    let mut statement = connection.prepare_cached(LAST)?;
    let oldest = since(Window::Year, now);
    for spellings in subject.chunk_by(|one, next| one.0 == next.0) {
        let mut latest = None;
        for (epoch, key) in spellings {
            let parameters = params![epoch_number(*epoch), key.0.as_slice(), kind, oldest.0];
            let hour = statement
                .query_row(parameters, |row| row.get(0))
                .optional()?;
            latest = latest.max(hour.map(Hour));
        }
        if latest.is_some() {
            return Ok(latest);
        }
    }
    Ok(None)
}

/// The first hour, in UTC, of the date that an hour has in the Netherlands.
fn day(hour: Hour) -> Hour {
    Hour::of(hour.start().local_date())
}

/// What an officer is told of the advisories of a subject.
#[derive(Default)]
struct Spared {
    /// Until the end of this hour.
    until: Option<Hour>,
    /// The hour of the stop on which that rests.
    on: Option<Hour>,
    /// The hour of the later stop that ended all that would stand.
    ended: Option<Hour>,
}

impl Spared {
    /// A stop that found what its ground pointed to ends the advisories of the stops before its hour.
    fn of(
        connection: &Connection,
        subject: &[(Epoch, SubjectKey)],
        now: UtcMillis,
    ) -> Result<Self, StoreError> {
        if longest(connection, subject, now, Hour(0))?.is_none() {
            return Ok(Self::default());
        }
        let ended = last_linked(connection, subject)?;
        let standing = longest(connection, subject, now, ended.unwrap_or(Hour(0)))?;
        Ok(match standing {
            Some((until, on)) => Self {
                until: Some(until),
                on: Some(on),
                ended: None,
            },
            None => Self {
                ended,
                ..Self::default()
            },
        })
    }
}

/// The end of the advisory that stands longest, of stops since this hour, and the hour of its stop.
fn longest(
    connection: &Connection,
    subject: &[(Epoch, SubjectKey)],
    now: UtcMillis,
    since: Hour,
) -> Result<Option<(Hour, Hour)>, StoreError> {
    let mut statement = connection.prepare_cached(SPARED)?;
    let mut longest = None;
    for (epoch, key) in subject {
        let parameters = params![
            epoch_number(*epoch),
            key.0.as_slice(),
            now.hour().0,
            since.0,
            MOST
        ];
        let found = statement
            .query_row(parameters, |row| Ok((Hour(row.get(0)?), Hour(row.get(1)?))))
            .optional()?;
        longest = longest.max(found);
    }
    Ok(longest)
}

fn last_linked(
    connection: &Connection,
    subject: &[(Epoch, SubjectKey)],
) -> Result<Option<Hour>, StoreError> {
    let mut statement = connection.prepare_cached(LINKED)?;
    let mut last = None;
    for (epoch, key) in subject {
        let hour = statement
            .query_row(params![epoch_number(*epoch), key.0.as_slice()], |row| {
                row.get(0)
            })
            .optional()?;
        last = last.max(hour.map(Hour));
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::sqlite::SqliteStore;
    use crate::store::sqlite::lock;

    const NOW: Hour = Hour(498_300);
    const KEY: SubjectKey = SubjectKey([1; 16]);

    /// A store in which one subject has so many look-ups, as many stops, and an advisory of each.
    fn store(rows: u32) -> (SqliteStore, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("central.db")).unwrap();
        let fill = "
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
            INSERT INTO records (report, revision, kind, epoch, officer, subject, team, hour, week,
                                 found_nothing, repeated, spare_until, facts)
            SELECT randomblob(16), 1, ?2, 20264, x'0101010101010101', ?3, 'venlo-2', ?4 - i % 24,
                   498192, ?5, ?5, CASE WHEN ?5 THEN ?4 + i % 9000 END, '{}'
            FROM n";
        let writer = lock(&store.0.writer);
        for (kind, nothing) in [("query", None), ("stop", Some(true))] {
            writer
                .execute(fill, params![rows, kind, KEY.0.as_slice(), NOW.0, nothing])
                .unwrap();
        }
        drop(writer);
        (store, folder)
    }

    /// The work of SQLite for one question about all that was seen of the subject, in instructions of its virtual
    /// machine: it counts no rows that an index search reads. Only compared, never with a figure.
    fn steps(store: &SqliteStore, question: &str) -> i32 {
        let writer = lock(&store.0.writer);
        let mut statement = writer.prepare(question).unwrap();
        let mut rows = statement
            .query(params![20_264, KEY.0.as_slice(), 0, NOW.0 + 1, MOST])
            .unwrap();
        while rows.next().unwrap().is_some() {}
        drop(rows);
        statement.get_status(StatementStatus::VmStep)
    }

    #[test]
    fn a_subject_with_very_many_records_costs_no_more_than_one_with_a_thousand() {
        let ((few, _one), (many, _other)) = (store(MOST), store(30 * MOST));
        for question in [LOOK_UPS, STOPS] {
            assert_eq!(steps(&few, question), steps(&many, question));
        }
        let subject = [(Epoch::new(2026, 4).unwrap(), KEY)];
        let answer = count(&lock(&many.0.writer), &subject, NOW.start()).unwrap();
        assert!(answer.is_possible());
        for window in &answer.windows {
            let counts = [window.queries, window.stops, window.found_nothing];
            assert_eq!(counts, [MOST; 3], "{:?}", window.window);
        }
        let until = answer.spare_until;
        assert_eq!(until, Some(Hour(NOW.0 + 8_999)), "of whichever stop");
    }

    #[test]
    fn the_counts_of_a_subject_are_told_by_the_index_alone() {
        let (store, _folder) = store(1);
        let writer = lock(&store.0.writer);
        let questions = [
            (LOOK_UPS, "COVERING INDEX records_by_subject"),
            (STOPS, "COVERING INDEX records_by_subject"),
            (LAST, "COVERING INDEX records_by_subject"),
            (SPARED, "COVERING INDEX records_spared"),
            (LINKED, "COVERING INDEX records_linked"),
        ];
        for (question, index) in questions {
            let question = format!("EXPLAIN QUERY PLAN {question}");
            let mut plan = writer.prepare(&question).unwrap();
            for place in 1..=plan.parameter_count() {
                plan.raw_bind_parameter(place, 1).unwrap();
            }
            let mut rows = plan.raw_query();
            let mut words = String::new();
            while let Some(row) = rows.next().unwrap() {
                words += &row.get::<_, String>(3).unwrap();
                words.push('\n');
            }
            assert!(words.contains(index), "{words}");
            assert!(!words.contains("TEMP B-TREE"), "{words}");
        }
    }
}
