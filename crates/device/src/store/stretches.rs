//! The stretches of the clock, and the times of the records in each.

use proco_domain::clock::SinceBoot;
use proco_domain::draft::moment_given;
use proco_domain::time::UtcMillis;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use super::row::{At, moment};
use crate::stretch::{KnownStretch, Reading, State, Stretch, StretchSpan};

/// The number of the time before the first stretch, when none were kept.
const BEFORE_ALL: i64 = 0;

/// When a draft or a stop was begun, by the clock.
#[derive(Clone, Copy)]
pub(crate) struct Begun {
    /// The stretch of the clock.
    pub(crate) stretch: i64,
    /// Of a check that was entered afterwards: when it was.
    pub(crate) entered: Option<Entered>,
}

/// When a check was entered afterwards, and the time that its officer gave it.
#[derive(Clone, Copy)]
pub(crate) struct Entered {
    /// The corrected moment of entering.
    pub(crate) at: UtcMillis,
    /// The time that she gave.
    given: UtcMillis,
    /// The moment of entering as it was known then.
    given_on: UtcMillis,
}

impl Entered {
    pub(crate) fn now(now: UtcMillis, given: UtcMillis) -> Self {
        Self {
            at: now,
            given,
            given_on: now,
        }
    }

    /// From the columns `entered_at`, `given_at` and `given_on`, which follow each other from this one on.
    pub(super) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Self>> {
        let column = |at| Ok::<_, rusqlite::Error>(moment(row.get(first + at)?));
        Ok(match (column(0)?, column(1)?, column(2)?) {
            (Some(at), Some(given), Some(given_on)) => Some(Self {
                at,
                given,
                given_on,
            }),
            _ => None,
        })
    }

    /// The values of these three columns, all `NULL` for a check that was not entered afterwards.
    pub(super) fn columns(entered: Option<Self>) -> [Option<At>; 3] {
        [
            entered.map(|entered| At(entered.at)),
            entered.map(|entered| At(entered.given)),
            entered.map(|entered| At(entered.given_on)),
        ]
    }

    /// The time of the check once the clock of its stretch was corrected by so much more. It follows from what she gave: a
    /// correction that is taken back later leaves nothing behind.
    fn corrected(&mut self, by: i64) -> UtcMillis {
        self.at = self.at.plus_millis(by);
        moment_given(self.given, self.at, self.at.0 - self.given_on.0)
    }
}

impl Begun {
    /// An amendment: it has the time of its stop, which the draft does not change.
    pub(crate) const AS_ITS_STOP: Self = Self::in_stretch(BEFORE_ALL);

    /// A check that was begun when it was made.
    pub(crate) const fn in_stretch(stretch: i64) -> Self {
        Self {
            stretch,
            entered: None,
        }
    }

    /// The time of a check, begun so, after its stretch was corrected.
    pub(crate) fn corrected(&mut self, at: UtcMillis, by: i64) -> UtcMillis {
        match &mut self.entered {
            Some(entered) => entered.corrected(by),
            None => at.plus_millis(by),
        }
    }
}

/// The newest stretch, which is the one under way; `None` before the first.
pub(crate) fn newest(connection: &Connection) -> Result<Option<Stretch>, StoreError> {
    let newest: Option<Stretch> = connection
        .prepare_cached(concat!(
            include_str!("sql/stretch_columns.sql"),
            "ORDER BY number DESC LIMIT 1"
        ))?
        .query_row([], read)
        .optional()?;
    Ok(newest.filter(|newest| newest.number > BEFORE_ALL))
}

/// The last reading of the clock in a stretch, as far as it was written down. Reads all records of the stretch.
pub(crate) fn last_said(
    connection: &Connection,
    stretch: &Stretch,
) -> Result<UtcMillis, StoreError> {
    let said = stretch.compared.unwrap_or(stretch.began.clock);
    let recorded = span(connection, stretch)?.map(|(_, last)| last);
    Ok(said.max(recorded.unwrap_or(said)))
}

/// The readings of the clock at the first and the last record of a stretch; `None` when it has none.
fn span(
    connection: &Connection,
    stretch: &Stretch,
) -> Result<Option<(UtcMillis, UtcMillis)>, StoreError> {
    let (first, last) = connection
        .prepare_cached(include_str!("sql/stretch_span.sql"))?
        .query_row([stretch.number], |row| {
            Ok((moment(row.get(0)?), moment(row.get(1)?)))
        })?;
    let clock = |at: UtcMillis| at.plus_millis(-stretch.correction);
    Ok(first
        .zip(last)
        .map(|(first, last)| (clock(first), clock(last))))
}

/// The time of the first record of a stretch, with its present correction.
pub(crate) fn first_time(
    connection: &Connection,
    number: i64,
) -> Result<Option<UtcMillis>, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/stretch_span.sql"))?;
    Ok(moment(statement.query_row([number], |row| row.get(0))?))
}

/// Sets when a stretch began, after its first records were handed over to another one.
pub(crate) fn set_began(
    connection: &Connection,
    number: i64,
    clock: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE stretches SET began_at = ?2 WHERE number = ?1")?
        .execute((number, At(clock)))?;
    Ok(())
}

/// Writes a stretch as it is now. A new stretch gets the records that are made from here on.
pub(crate) fn keep(connection: &Connection, stretch: &Stretch) -> Result<(), StoreError> {
    connection
        .prepare_cached(include_str!("sql/stretch_keep.sql"))?
        .execute((
            stretch.number,
            At(stretch.began.clock),
            stretch.began.boot.map(|since| since.boot.to_be_bytes()),
            stretch.began.boot.map(|since| since.millis),
            stretch.correction,
            stretch.state,
            stretch.compared.map(At),
        ))?;
    Ok(())
}

/// Writes a stretch unless it is there already.
pub(crate) fn begin(connection: &Connection, stretch: &Stretch) -> Result<(), StoreError> {
    match correction(connection, stretch.number)? {
        Some(_) => Ok(()),
        None => keep(connection, stretch),
    }
}

/// The correction of a stretch as it is kept; `None` when the stretch is not kept yet.
pub(crate) fn correction(connection: &Connection, number: i64) -> Result<Option<i64>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT correction FROM stretches WHERE number = ?1")?;
    Ok(statement.query_row([number], |row| row.get(0)).optional()?)
}

/// The reading of the clock when it was last compared, as it is kept.
pub(crate) fn compared(
    connection: &Connection,
    number: i64,
) -> Result<Option<UtcMillis>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT compared_at FROM stretches WHERE number = ?1")?;
    let compared = statement.query_row([number], |row| row.get(0)).optional()?;
    Ok(moment(compared.flatten()))
}

/// The stretches before one that were never compared, newest first, each with the span of its records.
pub(crate) fn uncompared_before(
    connection: &Connection,
    before: i64,
) -> Result<Vec<StretchSpan>, StoreError> {
    let mut statement = connection.prepare_cached(concat!(
        include_str!("sql/stretch_columns.sql"),
        "WHERE state = 'open' AND number < ?1 ORDER BY number DESC"
    ))?;
    let open: Vec<Stretch> = statement
        .query_map([before], read)?
        .collect::<Result<_, _>>()?;
    open.into_iter()
        .map(|stretch| {
            let span = span(connection, &stretch)?;
            let began = stretch.began.clock;
            let (first, last) = span.unwrap_or((began, began));
            Ok(StretchSpan {
                stretch,
                first,
                last,
                is_empty: span.is_none(),
            })
        })
        .collect()
}

/// The stretch directly before one, in any state.
pub(crate) fn newest_before(
    connection: &Connection,
    number: i64,
) -> Result<Option<Stretch>, StoreError> {
    let mut statement = connection.prepare_cached(concat!(
        include_str!("sql/stretch_columns.sql"),
        "WHERE number < ?1 ORDER BY number DESC LIMIT 1"
    ))?;
    Ok(statement.query_row([number], read).optional()?)
}

/// The stretch directly after one, in any state.
pub(crate) fn oldest_after(
    connection: &Connection,
    number: i64,
) -> Result<Option<Stretch>, StoreError> {
    let mut statement = connection.prepare_cached(concat!(
        include_str!("sql/stretch_columns.sql"),
        "WHERE number > ?1 ORDER BY number LIMIT 1"
    ))?;
    Ok(statement.query_row([number], read).optional()?)
}

/// The other stretches of the same boot whose times are known.
pub(crate) fn of_boot(
    connection: &Connection,
    stretch: &Stretch,
) -> Result<Vec<Stretch>, StoreError> {
    let Some(boot) = stretch.began.boot else {
        return Ok(Vec::new());
    };
    let mut statement = connection.prepare_cached(concat!(
        include_str!("sql/stretch_columns.sql"),
        "WHERE boot = ?1 AND number <> ?2 AND state = 'dated'"
    ))?;
    let rows = statement.query_map((boot.boot.to_be_bytes(), stretch.number), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Deletes a stretch without records.
pub(crate) fn forget(connection: &Connection, number: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM stretches WHERE number = ?1")?
        .execute([number])?;
    Ok(())
}

/// The time since boot at which central first contradicted a clock that had not stepped.
pub(crate) fn disputed_since(
    connection: &Connection,
    number: i64,
) -> Result<Option<i64>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT disputed_since FROM stretches WHERE number = ?1")?;
    let since = statement.query_row([number], |row| row.get(0)).optional()?;
    Ok(since.flatten())
}

/// Keeps that time, over restarts of the app.
pub(crate) fn set_disputed_since(
    connection: &Connection,
    number: i64,
    since: Option<i64>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE stretches SET disputed_since = ?2
             WHERE number = ?1 AND disputed_since IS NOT ?2",
        )?
        .execute((number, since))?;
    Ok(())
}

/// The newest stretch before one whose times are known.
pub(crate) fn known_before(
    connection: &Connection,
    before: i64,
) -> Result<Option<KnownStretch>, StoreError> {
    let known: Option<Stretch> = connection
        .prepare_cached(concat!(
            include_str!("sql/stretch_columns.sql"),
            "WHERE state = 'dated' AND number < ?1
                 AND (number > 0 OR compared_at IS NOT NULL)
             ORDER BY number DESC LIMIT 1"
        ))?
        .query_row([before], read)
        .optional()?;
    known
        .map(|stretch| {
            let last = match stretch.compared {
                // These times are taken as they are: how they came about was not kept.
                Some(compared) if stretch.number == BEFORE_ALL => compared,
                Some(_) | None => last_said(connection, &stretch)?,
            };
            Ok(KnownStretch { stretch, last })
        })
        .transpose()
}

/// The stretch after one whose times are known.
pub(crate) fn known_after(
    connection: &Connection,
    after: i64,
) -> Result<Option<Stretch>, StoreError> {
    let mut statement = connection.prepare_cached(concat!(
        include_str!("sql/stretch_columns.sql"),
        "WHERE state = 'dated' AND number > ?1 ORDER BY number LIMIT 1"
    ))?;
    Ok(statement.query_row([after], read).optional()?)
}

/// The stretches that the officer is asked about, oldest first.
pub(crate) fn asking(connection: &Connection) -> Result<Vec<StretchSpan>, StoreError> {
    let mut statement = connection.prepare_cached(concat!(
        include_str!("sql/stretch_columns.sql"),
        "WHERE state = 'asks' ORDER BY number"
    ))?;
    let asking: Vec<Stretch> = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    // A stretch whose records are gone needs no question.
    let spans = asking
        .into_iter()
        .filter_map(|stretch| span_of(connection, stretch).transpose());
    spans.collect()
}

/// A stretch with the span of its records; `None` when it has none.
pub(crate) fn span_of(
    connection: &Connection,
    stretch: Stretch,
) -> Result<Option<StretchSpan>, StoreError> {
    let span = span(connection, &stretch)?;
    Ok(span.map(|(first, last)| StretchSpan {
        stretch,
        first,
        last,
        is_empty: false,
    }))
}

/// Whether any stretch is in this state. Called after each save, and nearly always false.
pub(super) fn any(connection: &Connection, state: State) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM stretches WHERE state = ?1)")?;
    Ok(statement.query_row([state], |row| row.get(0))?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stretch> {
    let boot: Option<[u8; 16]> = row.get(2)?;
    let since: Option<i64> = row.get(3)?;
    Ok(Stretch {
        number: row.get(0)?,
        began: Reading {
            clock: row.get::<_, At>(1)?.0,
            boot: boot.zip(since).map(|(boot, millis)| SinceBoot {
                boot: u128::from_be_bytes(boot),
                millis,
            }),
        },
        correction: row.get(4)?,
        state: row.get(5)?,
        compared: moment(row.get(6)?),
    })
}

impl ToSql for State {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::of_name(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}
