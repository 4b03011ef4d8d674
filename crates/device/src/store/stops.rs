//! Stops and their revisions. Revisions are added and never changed; one that was undone is deleted by `amended`.

use proco_domain::draft::Answers;
use proco_domain::ids::{QueryId, StopId};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::stop::{Stop, StopBody, WithdrawReason};
use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use super::row::{At, Id, from_code, readable, to_code};
use super::rows::{
    read_stop, read_subject, write_central, write_outcome, write_stop, write_subject,
};
use super::stretches::{Begun, Entered};
use crate::answer::CentralAnswer;
use crate::keys::OwnKey;

/// One revision of a stop as it is kept. The readable mark is kept apart, because it is removed first.
pub(crate) struct KeptStop {
    body: StopBody,
    subject: Option<Subject>,
}

impl KeptStop {
    /// The stop, as long as its readable mark is there.
    pub(crate) fn stop(&self) -> Option<Stop> {
        let subject = self.subject.clone()?;
        Some(Stop::new(self.body.clone(), subject))
    }

    /// Its readable mark, as long as it is there.
    pub(crate) fn subject(&self) -> Option<&Subject> {
        self.subject.as_ref()
    }

    /// The answers, which stay when the mark is gone.
    pub(crate) fn answers(&self) -> Answers {
        let mut answers = self.body.answers();
        answers.amend_reason = self.body.amend_reason().cloned();
        answers
    }

    /// All of the stop except its subject.
    pub(crate) fn body(&self) -> &StopBody {
        &self.body
    }
}

/// Keeps the first revision of a stop, with when it was begun and the stretch of the clock in which it was
/// finished.
pub(crate) fn insert(
    connection: &Connection,
    stop: &Stop,
    own_key: &OwnKey,
    begun: Begun,
    finished: i64,
) -> Result<(), StoreError> {
    let details = stop.details();
    let [entered_at, given_at, given_on] = Entered::columns(begun.entered);
    connection
        .prepare_cached(include_str!("sql/stop_insert.sql"))?
        .execute((
            Id(stop.id().0),
            Id(stop.query().0),
            own_key,
            At(stop.at()),
            write_subject(stop.subject()),
            stop.revision().0,
            write_outcome(&details.outcome),
            details.outcome.is_nothing(),
            stop.spared_until().map(At),
            details.reflection.is_some(),
            begun.stretch,
            entered_at,
            given_at,
            given_on,
        ))?;
    insert_revision(connection, stop, finished)
}

/// Keeps a later revision, with the stretch of the clock in which it was finished.
pub(crate) fn add_revision(
    connection: &Connection,
    stop: &Stop,
    finished: i64,
) -> Result<(), StoreError> {
    let details = stop.details();
    connection
        .prepare_cached(include_str!("sql/stop_revise.sql"))?
        .execute((
            Id(stop.id().0),
            stop.revision().0,
            write_subject(stop.subject()),
            write_outcome(&details.outcome),
            details.outcome.is_nothing(),
            stop.spared_until().map(At),
            details.reflection.is_some(),
        ))?;
    insert_revision(connection, stop, finished)
}

fn insert_revision(connection: &Connection, stop: &Stop, stretch: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO stop_revisions (stop_id, revision, body, stretch) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((
            Id(stop.id().0),
            stop.revision().0,
            write_stop(stop),
            stretch,
        ))?;
    Ok(())
}

pub(super) const REVISIONS: &str = include_str!("sql/stop_revisions.sql");

/// The newest revision of a stop; earlier ones are not read.
pub(crate) fn get(connection: &Connection, id: StopId) -> Result<Option<KeptStop>, StoreError> {
    let mut statement = connection.prepare_cached(REVISIONS)?;
    let mut rows = statement.query([Id(id.0)])?;
    rows.next()?.map(kept).transpose()
}

/// All revisions of a stop, newest first; empty when there is no such stop.
pub(crate) fn revisions(connection: &Connection, id: StopId) -> Result<Vec<KeptStop>, StoreError> {
    let mut statement = connection.prepare_cached(REVISIONS)?;
    let mut rows = statement.query([Id(id.0)])?;
    let mut revisions = Vec::new();
    while let Some(row) = rows.next()? {
        revisions.push(kept(row)?);
    }
    Ok(revisions)
}

fn kept(row: &Row<'_>) -> Result<KeptStop, StoreError> {
    let (body, subject): (String, Option<String>) = (row.get(0)?, row.get(1)?);
    let (At(at), moved): (At, i64) = (row.get(2)?, row.get(3)?);
    Ok(KeptStop {
        // The clock may have been found wrong after the body was written.
        body: read_stop(&body, at, moved)?,
        subject: subject.as_deref().map(read_subject).transpose()?,
    })
}

/// On how many of the last stops the order of the legal bases rests.
pub const LAST_STOPS: u32 = 20;

/// The legal bases of the last stops, the newest first; each once.
pub(crate) fn recent_bases(connection: &Connection) -> Result<Vec<LegalBasis>, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/recent_bases.sql"))?;
    let names = statement.query_map([LAST_STOPS], |row| row.get::<_, Option<String>>(0))?;
    let mut bases = Vec::new();
    for name in names {
        let basis = name?.as_deref().and_then(LegalBasis::of_name);
        bases.extend(basis.filter(|basis| !bases.contains(basis)));
    }
    Ok(bases)
}

/// What a withdrawal needs to know of a stop, with or without its mark.
pub(crate) struct Outline {
    /// The number of its newest revision.
    pub(crate) revision: u32,
    /// Whether it was withdrawn.
    pub(crate) withdrawn: bool,
    /// Whether it has a name outside the phone: it entered a batch, or may have.
    pub(crate) named: bool,
    /// The look-up it came from.
    pub(crate) query: QueryId,
    /// The key under which its subject is counted.
    pub(crate) own_key: OwnKey,
    /// Whether it ever spared its subject.
    pub(crate) spared: bool,
}

/// The outline of a stop; `None` when there is no such stop.
pub(crate) fn outline(connection: &Connection, id: StopId) -> Result<Option<Outline>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT revision, withdrawn IS NOT NULL, report_id IS NOT NULL, query_id, own_key,
             spared_until IS NOT NULL
         FROM stops WHERE stop_id = ?1",
    )?;
    let outline = statement.query_row([Id(id.0)], |row| {
        Ok(Outline {
            revision: row.get(0)?,
            withdrawn: row.get(1)?,
            named: row.get(2)?,
            query: QueryId(row.get::<_, Id>(3)?.0),
            own_key: row.get(4)?,
            spared: row.get(5)?,
        })
    });
    Ok(outline.optional()?)
}

/// When a stop was begun.
pub(crate) fn begun(connection: &Connection, id: StopId) -> Result<Begun, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT stretch, entered_at, given_at, given_on FROM stops WHERE stop_id = ?1",
    )?;
    Ok(statement.query_row([Id(id.0)], |row| {
        Ok(Begun {
            stretch: row.get(0)?,
            entered: Entered::read(row, 1)?,
        })
    })?)
}

/// Whether a stop lacks its newest revision, as in a file that holds two moments of a store.
pub(crate) fn is_one_without_answers(connection: &Connection) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (
             SELECT 1 FROM stops AS s WHERE NOT EXISTS (
                 SELECT 1 FROM stop_revisions AS r
                 WHERE r.stop_id = s.stop_id AND r.revision = s.revision
             )
         )",
    )?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Corrects the times of the stops that were entered afterwards in a stretch of the clock.
pub(crate) fn move_entered(
    connection: &Connection,
    number: i64,
    by: i64,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/stretch_entered.sql"))?;
    let entered: Vec<(Id, i64, Begun)> = statement
        .query_map([number], |row| {
            let begun = Begun {
                stretch: number,
                entered: Entered::read(row, 2)?,
            };
            Ok((row.get(0)?, row.get(1)?, begun))
        })?
        .collect::<Result<_, _>>()?;
    let mut update = connection.prepare_cached(
        "UPDATE stops SET at = ?2, entered_at = ?3, spared_until = spared_until + ?2 - at
         WHERE stop_id = ?1",
    )?;
    for (id, at, mut begun) in entered {
        let at = begun.corrected(UtcMillis(at), by);
        update.execute((id, At(at), begun.entered.map(|entered| At(entered.at))))?;
    }
    Ok(())
}

/// Why a stop was withdrawn; `None` while it stands.
pub(crate) fn withdrawn_because(
    connection: &Connection,
    id: StopId,
) -> Result<Option<WithdrawReason>, StoreError> {
    let code: Option<Option<String>> = connection
        .prepare_cached("SELECT withdrawn FROM stops WHERE stop_id = ?1")?
        .query_row([Id(id.0)], |row| row.get(0))
        .optional()?;
    let read = |code: String| from_code(&code, "why a stop was withdrawn");
    code.flatten().map(read).transpose()
}

/// Marks a stop as withdrawn. Its revisions stay readable to its officer.
pub(crate) fn withdraw(
    connection: &Connection,
    id: StopId,
    reason: WithdrawReason,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE stops SET withdrawn = ?2, reflection_draft = NULL, pair = NULL
             WHERE stop_id = ?1",
        )?
        .execute((Id(id.0), to_code(&reason)))?;
    Ok(())
}

/// Deletes a stop that never entered a batch, with its revisions, because it was taken back.
pub(crate) fn remove(connection: &Connection, id: StopId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM stops WHERE stop_id = ?1 AND report_id IS NULL")?
        .execute([Id(id.0)])?;
    Ok(())
}

/// Notes that a stop belongs to a check of several subjects, of which this is the first stop.
pub(crate) fn link(connection: &Connection, id: StopId, first: StopId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE stops SET check_of = ?2 WHERE stop_id = ?1")?
        .execute((Id(id.0), Id(first.0)))?;
    Ok(())
}

/// Notes that a stop belongs to the same check as another.
pub(crate) fn link_as(
    connection: &Connection,
    id: StopId,
    other: StopId,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE stops SET check_of = (SELECT check_of FROM stops WHERE stop_id = ?2)
             WHERE stop_id = ?1",
        )?
        .execute((Id(id.0), Id(other.0)))?;
    Ok(())
}

/// The stop of another subject of the same check.
pub(crate) struct Other {
    pub(crate) id: StopId,
    /// The readable mark, as long as it is there.
    pub(crate) subject: Option<Subject>,
    /// Whether its reflection is there.
    pub(crate) reflected: bool,
}

/// Whether a stop of this subject stands in the check of another stop.
pub(crate) fn is_in_check(
    connection: &Connection,
    id: StopId,
    own_key: &OwnKey,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (
             SELECT 1 FROM stops AS s JOIN stops AS t ON t.check_of = s.check_of
             WHERE s.stop_id = ?1 AND t.own_key = ?2 AND t.withdrawn IS NULL
         )",
    )?;
    Ok(statement.query_row((Id(id.0), own_key), |row| row.get(0))?)
}

/// The stops of the other subjects of the same check that stand, in the order in which they were added.
pub(crate) fn others(connection: &Connection, id: StopId) -> Result<Vec<Other>, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/stop_others.sql"))?;
    let rows = statement.query_map([Id(id.0)], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    readable(rows.map(|row| {
        let (id, subject, reflected): (Id, Option<String>, bool) = row?;
        Ok(Other {
            id: StopId(id.0),
            subject: subject.as_deref().map(read_subject).transpose()?,
            reflected,
        })
    }))
}

/// A sent stop that waits for its reflection and still lacks central's counts.
pub(crate) struct Unanswered {
    pub(crate) id: StopId,
    /// The look-up it came from.
    pub(crate) query: QueryId,
    /// The subject, whose mark is still readable.
    pub(crate) subject: Subject,
}

/// The newest stops that were sent since a moment, wait for their reflection and lack central's counts.
pub(crate) fn unanswered(
    connection: &Connection,
    since: UtcMillis,
    most: u32,
) -> Result<Vec<Unanswered>, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/stop_unanswered.sql"))?;
    let rows = statement.query_map((At(since), most), |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    readable(rows.map(|row| {
        let (id, query, subject): (Id, Id, String) = row?;
        Ok(Unanswered {
            id: StopId(id.0),
            query: QueryId(query.0),
            subject: read_subject(&subject)?,
        })
    }))
}

/// Keeps central's answer with a stop.
pub(crate) fn keep_central(
    connection: &Connection,
    id: StopId,
    answer: &CentralAnswer,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE stops SET centre = ?2 WHERE stop_id = ?1")?
        .execute((Id(id.0), write_central(answer)))?;
    Ok(())
}
