//! How often a subject was seen, counted by SQLite from the index alone, and bounded: the newest
//! records of each kind are read and no others, so that a subject with a great many costs no more.

use proco_exchange::frequency::{FrequencyAnswer, MOST, Window, WindowCount};
use proco_exchange::{Epoch, Hour, UtcMillis};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};

use super::epoch_number;
use crate::keys::SubjectKey;
use crate::store::StoreError;

/// How many of the newest records of one kind in one epoch lie in each window, and the hour of the
/// last one. Of the longest window all do.
const NEWEST: &str = "
    SELECT count(*), max(hour), sum(hour >= ?4), sum(hour >= ?5), sum(hour >= ?6)
    FROM (SELECT hour FROM records
          WHERE epoch = ?1 AND subject = ?2 AND kind = ?3 AND hour >= ?7
          ORDER BY hour DESC LIMIT ?8)";
/// The same of stops, and how many of them found nothing.
const NEWEST_STOPS: &str = "
    SELECT count(*), max(hour), sum(hour >= ?4), sum(hour >= ?5), sum(hour >= ?6),
           sum(found_nothing), sum(found_nothing AND hour >= ?4),
           sum(found_nothing AND hour >= ?5), sum(found_nothing AND hour >= ?6)
    FROM (SELECT hour, found_nothing FROM records
          WHERE epoch = ?1 AND subject = ?2 AND kind = ?3 AND hour >= ?7
          ORDER BY hour DESC LIMIT ?8)";
const SPARED: &str = "
    SELECT spare_until FROM records INDEXED BY records_spared
    WHERE epoch = ?1 AND subject = ?2 AND spare_until >= ?3
    ORDER BY spare_until DESC LIMIT 1";

/// What was counted of one kind, per window.
#[derive(Default)]
struct Counted {
    number: [u32; 4],
    found_nothing: [u32; 4],
    last: Option<Hour>,
}

/// Counts by the hour: what happened in the hour in which a window begins lies in the window.
pub(super) fn count(
    connection: &Connection,
    subject: &[(Epoch, SubjectKey)],
    now: UtcMillis,
) -> Result<FrequencyAnswer, StoreError> {
    // Newest first: epochs follow each other, so the newest records stand in the newest epochs.
    let mut subject = subject.to_vec();
    subject.sort_unstable_by_key(|(epoch, _)| std::cmp::Reverse(*epoch));
    let queries = newest(connection.prepare_cached(NEWEST)?, &subject, "query", now)?;
    let stops = connection.prepare_cached(NEWEST_STOPS)?;
    let stops = newest(stops, &subject, "stop", now)?;
    let windows = Window::ALL.into_iter().enumerate();
    let windows = windows.map(|(at, window)| WindowCount {
        window,
        queries: queries.number[at],
        stops: stops.number[at],
        found_nothing: stops.found_nothing[at],
    });
    Ok(FrequencyAnswer {
        windows: windows.collect(),
        last_query: queries.last,
        last_stop: stops.last,
        spare_until: spare_until(connection, &subject, now)?,
        as_of: now,
    })
}

fn newest(
    mut statement: CachedStatement<'_>,
    subject: &[(Epoch, SubjectKey)],
    kind: &str,
    now: UtcMillis,
) -> Result<Counted, StoreError> {
    let [day, week, month, year] = Window::ALL.map(|window| now.minus_hours(window.hours()).hour());
    let tells_findings = statement.column_count() > 5;
    let mut counted = Counted::default();
    for (epoch, key) in subject {
        let left = MOST.saturating_sub(counted.number[3]);
        if left == 0 {
            break;
        }
        let parameters = params![
            epoch_number(*epoch),
            key.0.as_slice(),
            kind,
            day.0,
            week.0,
            month.0,
            year.0,
            left
        ];
        statement.query_row(parameters, |row| {
            // The sum of no rows is NULL.
            let number = |at| row.get::<_, Option<u32>>(at).map(Option::unwrap_or_default);
            for (window, at) in [2, 3, 4, 0].into_iter().enumerate() {
                counted.number[window] += number(at)?;
            }
            if tells_findings {
                for (window, at) in [6, 7, 8, 5].into_iter().enumerate() {
                    counted.found_nothing[window] += number(at)?;
                }
            }
            let last = row.get::<_, Option<u32>>(1)?.map(Hour);
            counted.last = counted.last.max(last);
            Ok(())
        })?;
    }
    Ok(counted)
}

fn spare_until(
    connection: &Connection,
    subject: &[(Epoch, SubjectKey)],
    now: UtcMillis,
) -> Result<Option<Hour>, StoreError> {
    let mut statement = connection.prepare_cached(SPARED)?;
    let mut latest = None;
    for (epoch, key) in subject {
        let until = statement
            .query_row(
                params![epoch_number(*epoch), key.0.as_slice(), now.hour().0],
                |row| row.get(0),
            )
            .optional()?;
        latest = latest.max(until.map(Hour));
    }
    Ok(latest)
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

    /// The work of SQLite for one question about all that was seen of the subject.
    fn steps(store: &SqliteStore, question: &str) -> i32 {
        let writer = lock(&store.0.writer);
        let mut statement = writer.prepare(question).unwrap();
        let mut rows = statement
            .query(params![20_264, KEY.0.as_slice(), "stop", 0, 0, 0, 0, MOST])
            .unwrap();
        while rows.next().unwrap().is_some() {}
        drop(rows);
        statement.get_status(StatementStatus::VmStep)
    }

    #[test]
    fn a_subject_with_very_many_records_costs_no_more_than_one_with_a_thousand() {
        let ((few, _one), (many, _other)) = (store(MOST), store(30 * MOST));
        for question in [NEWEST, NEWEST_STOPS] {
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
            (NEWEST, "COVERING INDEX records_by_subject"),
            (NEWEST_STOPS, "COVERING INDEX records_by_subject"),
            (SPARED, "COVERING INDEX records_spared"),
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
