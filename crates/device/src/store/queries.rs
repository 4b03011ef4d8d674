//! Look-ups: what was asked, and what that led to.

use proco_domain::ids::QueryId;
use proco_domain::query::{Initiative, LeaveReason, LedTo, Query};
use proco_domain::subject::Subject;
use proco_domain::time::{Hour, UtcMillis};
use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use super::outbox::{self, Kind};
use super::row::{At, Id, from_code, moment, to_code};
use super::rows::{read_central, read_subject, write_central, write_subject};
use crate::answer::{CentralAnswer, Seen};
use crate::keys::OwnKey;

/// Who decided what a look-up led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecidedBy {
    /// The officer decided it.
    Officer,
    /// Nobody decided: the time for it was over.
    Itself,
}

/// A look-up as it is kept.
pub(crate) struct KeptQuery {
    /// The number of the row: grows with time.
    pub(crate) number: i64,
    pub(crate) id: QueryId,
    /// When the subject was looked up.
    pub(crate) at: UtcMillis,
    /// The readable mark; absent after retention.
    pub(crate) subject: Option<Subject>,
    /// Why the subject was looked up.
    pub(crate) initiative: Initiative,
    /// What it led to, once that is known.
    pub(crate) led_to: Option<LedTo>,
    /// The end of an advisory that central reported.
    pub(crate) advisory_until: Option<UtcMillis>,
    /// The answer of central that was last shown.
    pub(crate) central: Option<CentralAnswer>,
}

/// Keeps a new look-up.
pub(crate) fn insert(
    connection: &Connection,
    query: &Query,
    own_key: &OwnKey,
    stretch: i64,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO queries (query_id, own_key, at, subject, initiative, led_to, stretch)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    statement.execute((
        Id(query.id.0),
        own_key,
        At(query.at),
        write_subject(&query.subject),
        to_code(&query.initiative),
        query.led_to.map(|led_to| to_code(&led_to)),
        stretch,
    ))?;
    Ok(())
}

pub(super) const ONE: &str = "
    SELECT id, query_id, at, subject, initiative, led_to, advisory_until, centre
    FROM queries WHERE query_id = ?1";

/// The look-up with this identifier, if there is one.
pub(crate) fn get(connection: &Connection, id: QueryId) -> Result<Option<KeptQuery>, StoreError> {
    let mut statement = connection.prepare_cached(ONE)?;
    let raw = statement.query_row([Id(id.0)], Raw::read).optional()?;
    raw.map(Raw::parse).transpose()
}

/// The last look-up of a subject after a moment and up to another, in a stretch of the clock, unless a stop came from it.
pub(crate) fn lately(
    connection: &Connection,
    own_key: &OwnKey,
    (after, until): (UtcMillis, UtcMillis),
    stretch: i64,
) -> Result<Option<KeptQuery>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, query_id, at, subject, initiative, led_to, advisory_until, centre
         FROM queries
         WHERE own_key = ?1 AND at > ?2 AND at <= ?3 AND stretch = ?4
             AND NOT mistyped AND subject IS NOT NULL
         ORDER BY id DESC LIMIT 1",
    )?;
    let raw = statement
        .query_row((own_key, At(after), At(until), stretch), Raw::read)
        .optional()?;
    let last = raw.map(Raw::parse).transpose()?;
    Ok(last.filter(|last| last.led_to != Some(LedTo::Stop)))
}

/// A look-up that central counts, as a receipt said: its hour, and when central knew of a look-up before it.
pub(crate) struct Counted {
    pub(crate) hour: Hour,
    pub(crate) last_before: Option<Seen>,
}

/// Whether central counts a look-up.
pub(crate) fn counted_at_central(
    connection: &Connection,
    id: QueryId,
) -> Result<Option<Counted>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, centre FROM queries
         WHERE query_id = ?1 AND standing = 'there' AND NOT mistyped",
    )?;
    let found: Option<(At, Option<String>)> = statement
        .query_row([Id(id.0)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.map(|(At(at), central)| Counted {
        hour: at.hour(),
        last_before: match central.as_deref().and_then(read_central) {
            Some(CentralAnswer::Known { counts, .. }) => counts.last_query,
            Some(
                CentralAnswer::Offline | CentralAnswer::Unavailable { .. } | CentralAnswer::Nobody,
            )
            | None => None,
        },
    }))
}

/// What a look-up led to, without reading anything else, so that a damaged one can be decided too. `None` when
/// there is no such look-up, or it was typed wrong.
pub(crate) fn led_to(
    connection: &Connection,
    id: QueryId,
) -> Result<Option<Option<LedTo>>, StoreError> {
    let code: Option<Option<String>> = connection
        .prepare_cached("SELECT led_to FROM queries WHERE query_id = ?1 AND NOT mistyped")?
        .query_row([Id(id.0)], |row| row.get(0))
        .optional()?;
    let read = |code: String| from_code(&code, "what a look-up led to");
    code.map(|code| code.map(read).transpose()).transpose()
}

/// The newest undecided look-up, leaving out those of the open drafts.
pub(crate) fn undecided(connection: &Connection) -> Result<Option<KeptQuery>, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/query_undecided.sql"))?;
    let raw = statement.query_row([], Raw::read).optional()?;
    raw.map(Raw::parse).transpose()
}

pub(crate) fn all_undecided(connection: &Connection) -> Result<Vec<QueryId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT query_id FROM queries WHERE led_to IS NULL")?;
    let rows = statement.query_map([], |row| Ok(QueryId(row.get::<_, Id>(0)?.0)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Decides what a look-up led to and queues its report. Once that report has entered a batch, another decision
/// becomes a new revision: a look-up that was sent as leading to nothing may still be left alone or lead to a
/// stop. Without its mark it cannot be sent again, and is not changed.
///
/// A decision of the officer gets a revision above all that was sent before this store was put back.
pub(crate) fn decide(
    connection: &Connection,
    id: QueryId,
    led_to: LedTo,
    by: DecidedBy,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/query_decide.sql"))?;
    let revision = statement
        .query_row(
            (Id(id.0), to_code(&led_to), by == DecidedBy::Officer),
            |row| row.get(0),
        )
        .optional()?;
    if let Some(revision) = revision {
        outbox::enqueue(connection, id.0, Kind::Query, revision)?;
    }
    Ok(())
}

/// Changes why a look-up was made. As with [`decide`], what entered a batch and was decided is queued in a new revision.
pub(crate) fn give_reason(
    connection: &Connection,
    id: QueryId,
    initiative: Initiative,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/query_reason.sql"))?;
    let decided = statement
        .query_row((Id(id.0), to_code(&initiative)), |row| row.get(0))
        .optional()?;
    if let Some(Some(revision)) = decided {
        outbox::enqueue(connection, id.0, Kind::Query, revision)?;
    }
    Ok(())
}

/// Whether a look-up has a name outside the phone: it entered a batch, or may have.
pub(crate) fn is_named(connection: &Connection, id: QueryId) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM queries WHERE query_id = ?1 AND report_id IS NOT NULL)",
    )?;
    Ok(statement.query_row([Id(id.0)], |row| row.get(0))?)
}

/// Takes back the decision about a look-up, with its row, unless it entered a batch. Gives whether that was
/// done.
pub(crate) fn undecide(connection: &Connection, id: QueryId) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE queries SET led_to = NULL, leave_reason = NULL
             WHERE query_id = ?1 AND report_id IS NULL",
        )?
        .execute([Id(id.0)])?;
    if changed > 0 {
        outbox::take_back(connection, id.0, Kind::Query)?;
    }
    Ok(changed > 0)
}

/// Takes back a look-up that was typed wrong, unless a stop stands that came from it: it counts nowhere any more, its
/// mark goes, and central is told. Gives whether that was done.
pub(crate) fn mistype(connection: &Connection, id: QueryId) -> Result<bool, StoreError> {
    mistype_if(connection, id, false)
}

/// The same for a look-up whose stop was withdrawn in the same transaction. Without its mark it was not decided anew, and
/// still says that it led to that stop.
pub(crate) fn mistype_with_its_stop(
    connection: &Connection,
    id: QueryId,
) -> Result<bool, StoreError> {
    mistype_if(connection, id, true)
}

fn mistype_if(
    connection: &Connection,
    id: QueryId,
    stop_is_gone: bool,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/query_mistype.sql"))?;
    let revision = statement
        .query_row((Id(id.0), stop_is_gone), |row| row.get(0))
        .optional()?;
    if let Some(revision) = revision {
        outbox::enqueue(connection, id.0, Kind::Mistyped, revision)?;
    }
    Ok(revision.is_some())
}

/// Takes that back, unless it entered a batch: the look-up has its subject again, and what it had led to. Gives whether
/// that was done.
pub(crate) fn type_right(
    connection: &Connection,
    id: QueryId,
    subject: &Subject,
    led_to: Option<LedTo>,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE queries SET mistyped = 0, subject = ?2, led_to = ?3
         WHERE query_id = ?1 AND mistyped AND report_id IS NULL
         RETURNING revision",
    )?;
    let led_to = led_to.map(|led_to| to_code(&led_to));
    let revision = statement
        .query_row((Id(id.0), write_subject(subject), &led_to), |row| {
            row.get(0)
        })
        .optional()?;
    match (revision, led_to) {
        (None, _) => return Ok(false),
        (Some(_), None) => outbox::take_back(connection, id.0, Kind::Mistyped)?,
        (Some(revision), Some(_)) => outbox::enqueue(connection, id.0, Kind::Query, revision)?,
    }
    Ok(true)
}

/// Keeps why a subject was left alone. It stays on the phone.
pub(crate) fn keep_leave_reason(
    connection: &Connection,
    id: QueryId,
    reason: LeaveReason,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE queries SET leave_reason = ?2 WHERE query_id = ?1 AND led_to = 'left_it'",
    )?;
    statement.execute((Id(id.0), to_code(&reason)))?;
    Ok(())
}

/// Decides that every undecided look-up before a moment led to nothing, except those of the open drafts, and the one
/// that is looked up again.
pub(crate) fn settle_undecided(
    connection: &Connection,
    before: Option<(UtcMillis, i64)>,
    except: Option<QueryId>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/query_settle.sql"))?;
    let (before, stretch) = before.unzip();
    let settled = statement
        .query_map(
            (
                At(before.unwrap_or(UtcMillis(i64::MAX))),
                stretch,
                except.map(|query| Id(query.0)),
            ),
            |row| row.get(0),
        )?
        .collect::<Result<Vec<Id>, _>>()?;
    for Id(id) in settled {
        outbox::enqueue(connection, id, Kind::Query, 1)?;
    }
    Ok(())
}

/// Keeps central's answer with the look-up. The advisory in it replaces what was known of this subject before.
pub(crate) fn keep_central(
    connection: &Connection,
    id: QueryId,
    own_keys: &[OwnKey],
    answer: &CentralAnswer,
    advisory_until: Option<UtcMillis>,
) -> Result<(), StoreError> {
    forget_advisory(connection, own_keys)?;
    connection
        .prepare_cached("UPDATE queries SET centre = ?2, advisory_until = ?3 WHERE query_id = ?1")?
        .execute((Id(id.0), write_central(answer), advisory_until.map(At)))?;
    Ok(())
}

/// Forgets the advisory that central reported for a subject; the next answer brings it again.
pub(crate) fn forget_advisory(
    connection: &Connection,
    own_keys: &[OwnKey],
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE queries SET advisory_until = NULL
         WHERE own_key = ?1 AND advisory_until IS NOT NULL",
    )?;
    for own_key in own_keys {
        statement.execute([own_key])?;
    }
    Ok(())
}

/// A row whose codes are not yet read.
struct Raw {
    number: i64,
    id: Id,
    at: At,
    subject: Option<String>,
    initiative: String,
    led_to: Option<String>,
    advisory_until: Option<At>,
    central: Option<String>,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            id: row.get(1)?,
            at: row.get(2)?,
            subject: row.get(3)?,
            initiative: row.get(4)?,
            led_to: row.get(5)?,
            advisory_until: row.get(6)?,
            central: row.get(7)?,
        })
    }

    fn parse(self) -> Result<KeptQuery, StoreError> {
        Ok(KeptQuery {
            number: self.number,
            id: QueryId(self.id.0),
            at: self.at.0,
            subject: self.subject.as_deref().map(read_subject).transpose()?,
            initiative: from_code(&self.initiative, "an initiative")?,
            led_to: self
                .led_to
                .map(|code| from_code(&code, "what a look-up led to"))
                .transpose()?,
            advisory_until: moment(self.advisory_until),
            central: self.central.as_deref().and_then(read_central),
        })
    }
}
