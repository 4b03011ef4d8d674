//! Requests for a second view, being written and made, their answers, and the answers that an adviser is writing.

use proco_domain::ids::StopId;
use proco_domain::text::FreeText;
use proco_domain::time::Hour;
use proco_exchange::lesson::About;
use proco_exchange::period::Week;
use proco_exchange::second_view::{ViewCodes, ViewId, ViewSecret, ViewText};
use proco_release::ReleasedText;
use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use super::error::RowFault;
use super::row::{Id, readable};
use super::rows::{read_released, read_text};
use crate::second_view::ViewPlace;

const WHAT: &str = "a second view";

/// A request that is being written.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) about: Vec<About>,
    pub(crate) text: Option<FreeText>,
}

/// A request with its secret.
pub(crate) struct Owned {
    pub(crate) view: ViewId,
    pub(crate) secret: ViewSecret,
}

/// A request that was made, as its officer sees it.
pub(crate) struct Asked {
    pub(crate) view: ViewId,
    pub(crate) about: ViewCodes,
    /// Its question, until it is taken back.
    pub(crate) text: Option<FreeText>,
    pub(crate) place: ViewPlace,
    pub(crate) week: Week,
    pub(crate) answers: Vec<FreeText>,
}

/// A request that is to be sent.
pub(crate) struct ToSend {
    pub(crate) owned: Owned,
    pub(crate) about: ViewCodes,
    /// Its question, as far as the scan of today lets it go.
    pub(crate) text: Option<ReleasedText>,
    pub(crate) week: Week,
}

/// The request that is being written from a stop.
pub(crate) fn written(connection: &Connection, stop: StopId) -> Result<Written, StoreError> {
    let row = connection
        .prepare_cached("SELECT about, text FROM view_drafts WHERE stop_id = ?1")?
        .query_row([Id(stop.0)], |row| {
            let about: Option<String> = row.get(0)?;
            // What a later version knows is chosen anew.
            let about = about.and_then(|names| ViewCodes::of_names(&names));
            Ok(Written {
                about: about.map(Vec::from).unwrap_or_default(),
                text: read_text(row.get(1)?),
            })
        })
        .optional()?;
    Ok(row.unwrap_or_default())
}

/// Keeps what is being written; nothing of one without any answer.
pub(crate) fn write(
    connection: &Connection,
    stop: StopId,
    request: &Written,
) -> Result<(), StoreError> {
    forget_written(connection, stop)?;
    if request.about.is_empty() && request.text.is_none() {
        return Ok(());
    }
    let about = ViewCodes::try_from(request.about.clone()).ok();
    connection
        .prepare_cached("INSERT INTO view_drafts (stop_id, about, text) VALUES (?1, ?2, ?3)")?
        .execute((
            Id(stop.0),
            about.map(|codes| codes.names()),
            request.text.as_ref().map(FreeText::expose),
        ))?;
    Ok(())
}

/// Forgets what was being written from a stop.
pub(crate) fn forget_written(connection: &Connection, stop: StopId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM view_drafts WHERE stop_id = ?1")?
        .execute([Id(stop.0)])?;
    Ok(())
}

/// Keeps a request that its officer made in this week. Nothing leads from it to a stop.
pub(crate) fn ask(
    connection: &Connection,
    owned: &Owned,
    about: &ViewCodes,
    text: &ReleasedText,
    week: Week,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO views (view, secret, about, text, state, week)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            owned.view.0,
            owned.secret.expose(),
            about.names(),
            text.expose(),
            ViewPlace::Waiting.name(),
            week.from().0,
        ))?;
    Ok(())
}

fn codes(names: &str) -> Result<ViewCodes, StoreError> {
    ViewCodes::of_names(names).ok_or(StoreError::Row(RowFault::Content(WHAT)))
}

fn place(name: &str) -> Result<ViewPlace, StoreError> {
    ViewPlace::of_name(name).ok_or(StoreError::Row(RowFault::Content(WHAT)))
}

/// The requests that were made, the last one first, with their answers.
pub(crate) fn asked(connection: &Connection) -> Result<Vec<Asked>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT view, about, text, state, week FROM views ORDER BY id DESC")?;
    let rows = statement.query_map([], |row| {
        let of: (String, Option<String>, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((ViewId(row.get(0)?), of, row.get(4)?))
    })?;
    readable(rows.map(|row| {
        let (view, (about, text, state), hour) = row?;
        Ok(Asked {
            view,
            about: codes(&about)?,
            text: read_text(text),
            place: place(&state)?,
            week: Week::of(Hour(hour)),
            answers: answers(connection, view)?,
        })
    }))
}

fn answers(connection: &Connection, view: ViewId) -> Result<Vec<FreeText>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT text FROM view_answers WHERE view = ?1 ORDER BY id")?;
    let rows = statement.query_map([view.0], |row| Ok(read_text(row.get(0)?)))?;
    let texts = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(texts.into_iter().flatten().collect())
}

fn owned(row: &Row<'_>) -> rusqlite::Result<Owned> {
    Ok(Owned {
        view: ViewId(row.get(0)?),
        secret: ViewSecret::from_bytes(row.get(1)?),
    })
}

/// The requests in a place, about which central was not asked in this quarter of a day.
pub(crate) fn standing_in(
    connection: &Connection,
    place: ViewPlace,
    quarter_day: u32,
) -> Result<Vec<Owned>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT view, secret FROM views
         WHERE state = ?1 AND (asked IS NULL OR asked <> ?2) ORDER BY id",
    )?;
    let rows = statement.query_map((place.name(), quarter_day), owned)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The requests that still have to be sent.
pub(crate) fn to_send(connection: &Connection) -> Result<Vec<ToSend>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT view, secret, about, text, week FROM views WHERE state = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([ViewPlace::Waiting.name()], |row| {
        let of: (String, Option<String>) = (row.get(2)?, row.get(3)?);
        Ok((owned(row)?, of, row.get(4)?))
    })?;
    readable(rows.map(|row| {
        let (owned, (about, text), hour) = row?;
        Ok(ToSend {
            owned,
            about: codes(&about)?,
            text: read_released(text),
            week: Week::of(Hour(hour)),
        })
    }))
}

/// Keeps another week of a request: that of its making was told by a clock that was wrong.
pub(crate) fn set_week(
    connection: &Connection,
    view: ViewId,
    week: Week,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE views SET week = ?2 WHERE view = ?1")?
        .execute((view.0, week.from().0))?;
    Ok(())
}

/// Keeps where a request stands by now, as central told in this quarter of a day, and its answers beside those of before.
/// What the officer took back meanwhile stays so.
pub(crate) fn moved(
    connection: &Connection,
    view: ViewId,
    place: ViewPlace,
    answers: &[ViewText],
    quarter_day: u32,
) -> Result<(), StoreError> {
    let moved = connection
        .prepare_cached("UPDATE views SET state = ?2, asked = ?3 WHERE view = ?1 AND state <> ?4")?
        .execute((
            view.0,
            place.name(),
            quarter_day,
            ViewPlace::TakingBack.name(),
        ))?;
    if moved == 0 {
        return Ok(());
    }
    let mut add = connection.prepare_cached(
        "INSERT INTO view_answers (view, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?;
    for answer in answers {
        add.execute((view.0, &answer.0))?;
    }
    Ok(())
}

/// Notes that central has nothing of a request that was taken back.
pub(crate) fn is_back(connection: &Connection, view: ViewId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE views SET state = ?2, text = NULL WHERE view = ?1")?
        .execute((view.0, ViewPlace::TakenBack.name()))?;
    forget_answers(connection, view)
}

fn forget_answers(connection: &Connection, view: ViewId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM view_answers WHERE view = ?1")?
        .execute([view.0])?;
    Ok(())
}

/// Takes a request back: question and answers go from this phone at once. Gives whether there is such a request.
pub(crate) fn take_back(connection: &Connection, view: ViewId) -> Result<bool, StoreError> {
    let state = connection
        .prepare_cached("SELECT state FROM views WHERE view = ?1")?
        .query_row([view.0], |row| row.get::<_, String>(0))
        .optional()?;
    let Some(state) = state else {
        return Ok(false);
    };
    match place(&state)? {
        // One that waits may have come to central with an answer that was lost.
        ViewPlace::Waiting | ViewPlace::Sent | ViewPlace::Released => {
            connection
                .prepare_cached(
                    "UPDATE views SET state = ?2, text = NULL, asked = NULL WHERE view = ?1",
                )?
                .execute((view.0, ViewPlace::TakingBack.name()))?;
        }
        // Central never took it.
        ViewPlace::Refused => {
            connection
                .prepare_cached("DELETE FROM views WHERE view = ?1")?
                .execute([view.0])?;
        }
        ViewPlace::TakingBack | ViewPlace::TakenBack => {}
    }
    forget_answers(connection, view)?;
    Ok(true)
}

/// Asks central again about every request, and takes back once more what was taken back: it was put back from a copy.
pub(crate) fn central_was_put_back(connection: &Connection) -> Result<(), StoreError> {
    let mut moved =
        connection.prepare_cached("UPDATE views SET state = ?2, asked = NULL WHERE state = ?1")?;
    moved.execute((ViewPlace::Released.name(), ViewPlace::Sent.name()))?;
    moved.execute((ViewPlace::Sent.name(), ViewPlace::Sent.name()))?;
    moved.execute((ViewPlace::TakenBack.name(), ViewPlace::TakingBack.name()))?;
    Ok(())
}

/// The answer that an adviser is writing to a request.
pub(crate) fn written_answer(
    connection: &Connection,
    view: ViewId,
) -> Result<Option<FreeText>, StoreError> {
    let text = connection
        .prepare_cached("SELECT text FROM answer_drafts WHERE view = ?1")?
        .query_row([view.0], |row| row.get(0))
        .optional()?;
    Ok(read_text(text))
}

/// Keeps the answer that an adviser is writing in this week; none where there are no words.
pub(crate) fn write_answer(
    connection: &Connection,
    view: ViewId,
    text: Option<&FreeText>,
    week: Week,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM answer_drafts WHERE view = ?1")?
        .execute([view.0])?;
    if let Some(text) = text {
        connection
            .prepare_cached("INSERT INTO answer_drafts (view, text, week) VALUES (?1, ?2, ?3)")?
            .execute((view.0, text.expose(), week.from().0))?;
    }
    Ok(())
}

/// Forgets the requests whose days are over, with their answers, and those that were being written from stops whose mark
/// is gone.
pub(crate) fn forget_before(connection: &Connection, oldest: Week) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM view_answers WHERE view NOT IN (SELECT view FROM views WHERE week >= ?1)",
        "DELETE FROM views WHERE week < ?1",
        "DELETE FROM answer_drafts WHERE week < ?1",
    ] {
        connection.prepare_cached(sql)?.execute([oldest.from().0])?;
    }
    connection
        .prepare_cached(
            "DELETE FROM view_drafts WHERE stop_id NOT IN
                 (SELECT stop_id FROM stops WHERE subject IS NOT NULL AND withdrawn IS NULL)",
        )?
        .execute([])?;
    Ok(())
}
