//! Lessons for the team: being written, and shared.

use proco_domain::ids::StopId;
use proco_domain::text::FreeText;
use proco_domain::time::Hour;
use proco_exchange::lesson::{About, LessonId, LessonSecret};
use proco_exchange::period::Week;
use proco_release::ReleasedText;
use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use super::error::RowFault;
use super::row::{Id, readable};
use super::rows::{read_released, read_text};
use crate::lesson::LessonPlace;

const WHAT: &str = "a lesson";

/// A lesson that is being written.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) about: Option<About>,
    pub(crate) text: Option<FreeText>,
}

/// A lesson that was shared, as its officer sees it.
pub(crate) struct Shared {
    pub(crate) lesson: LessonId,
    pub(crate) about: About,
    /// Its words, until it is taken back.
    pub(crate) text: Option<FreeText>,
    pub(crate) place: LessonPlace,
    /// The week in which it was sent first.
    pub(crate) week: Option<Week>,
}

/// A lesson with its secret.
pub(crate) struct Owned {
    pub(crate) lesson: LessonId,
    pub(crate) secret: LessonSecret,
}

/// A lesson that is to be sent.
pub(crate) struct ToSend {
    pub(crate) owned: Owned,
    pub(crate) about: About,
    /// Its words, as far as the scan of today lets them go.
    pub(crate) text: Option<ReleasedText>,
    pub(crate) week: Option<Week>,
}

/// The lesson that is being written from a stop.
pub(crate) fn written(connection: &Connection, stop: StopId) -> Result<Written, StoreError> {
    let row = connection
        .prepare_cached("SELECT about, text FROM lesson_drafts WHERE stop_id = ?1")?
        .query_row([Id(stop.0)], |row| {
            let about: Option<String> = row.get(0)?;
            Ok(Written {
                // What a later version knows is chosen anew.
                about: about.and_then(|name| About::of_name(&name)),
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
    lesson: &Written,
) -> Result<(), StoreError> {
    forget_written(connection, stop)?;
    if lesson.about.is_none() && lesson.text.is_none() {
        return Ok(());
    }
    connection
        .prepare_cached("INSERT INTO lesson_drafts (stop_id, about, text) VALUES (?1, ?2, ?3)")?
        .execute((
            Id(stop.0),
            lesson.about.map(About::name),
            lesson.text.as_ref().map(FreeText::expose),
        ))?;
    Ok(())
}

/// Forgets what was being written from a stop.
pub(crate) fn forget_written(connection: &Connection, stop: StopId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM lesson_drafts WHERE stop_id = ?1")?
        .execute([Id(stop.0)])?;
    Ok(())
}

/// Keeps a lesson that its officer released. Nothing leads from it to a stop.
pub(crate) fn share(
    connection: &Connection,
    owned: &Owned,
    about: About,
    text: &ReleasedText,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO lessons (lesson, secret, about, text, state) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            owned.lesson.0,
            owned.secret.expose(),
            about.name(),
            text.expose(),
            LessonPlace::Waiting.name(),
        ))?;
    Ok(())
}

fn about(name: &str) -> Result<About, StoreError> {
    About::of_name(name).ok_or(StoreError::Row(RowFault::Content(WHAT)))
}

fn place(name: &str) -> Result<LessonPlace, StoreError> {
    LessonPlace::of_name(name).ok_or(StoreError::Row(RowFault::Content(WHAT)))
}

fn week(hour: Option<u32>) -> Option<Week> {
    hour.map(|hour| Week::of(Hour(hour)))
}

/// The lessons that were shared, the last one first.
pub(crate) fn shared(connection: &Connection) -> Result<Vec<Shared>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT lesson, about, text, state, week FROM lessons ORDER BY id DESC")?;
    let rows = statement.query_map([], |row| {
        let of: (String, Option<String>, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((LessonId(row.get(0)?), of, row.get(4)?))
    })?;
    readable(rows.map(|row| {
        let (lesson, (named, text, state), hour) = row?;
        Ok(Shared {
            lesson,
            about: about(&named)?,
            text: read_text(text),
            place: place(&state)?,
            week: week(hour),
        })
    }))
}

fn owned(row: &Row<'_>) -> rusqlite::Result<Owned> {
    Ok(Owned {
        lesson: LessonId(row.get(0)?),
        secret: LessonSecret::from_bytes(row.get(1)?),
    })
}

/// The lessons in a place, about which central was not asked on this day.
pub(crate) fn standing_in(
    connection: &Connection,
    place: LessonPlace,
    today: u32,
) -> Result<Vec<Owned>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT lesson, secret FROM lessons
         WHERE state = ?1 AND (asked IS NULL OR asked <> ?2) ORDER BY id",
    )?;
    let rows = statement.query_map((place.name(), today), owned)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The lesson that is to be sent next: none while another one waits at central for its batch, so that two that wait
/// there are of two phones.
pub(crate) fn next(connection: &Connection) -> Result<Option<ToSend>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT lesson, secret, about, text, week FROM lessons
         WHERE state = ?1 AND NOT EXISTS (SELECT 1 FROM lessons WHERE state = ?2)
         ORDER BY week IS NULL, id LIMIT 1",
    )?;
    let found = statement
        .query_row(
            (LessonPlace::Waiting.name(), LessonPlace::Sent.name()),
            |row| {
                let of: (String, Option<String>) = (row.get(2)?, row.get(3)?);
                Ok((owned(row)?, of, row.get(4)?))
            },
        )
        .optional()?;
    let Some((owned, (named, text), hour)) = found else {
        return Ok(None);
    };
    Ok(Some(ToSend {
        owned,
        about: about(&named)?,
        text: read_released(text),
        week: week(hour),
    }))
}

/// Keeps the week in which a lesson is sent first, or that it is none any more.
pub(crate) fn set_week(
    connection: &Connection,
    lesson: LessonId,
    week: Option<Week>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE lessons SET week = ?2 WHERE lesson = ?1")?
        .execute((lesson.0, week.map(|week| week.from().0)))?;
    Ok(())
}

/// Keeps where a lesson stands by now, as central told today. What the officer took back meanwhile stays so.
pub(crate) fn moved(
    connection: &Connection,
    lesson: LessonId,
    place: LessonPlace,
    today: u32,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE lessons SET state = ?2, asked = ?3 WHERE lesson = ?1 AND state <> ?4",
        )?
        .execute((
            lesson.0,
            place.name(),
            today,
            LessonPlace::TakingBack.name(),
        ))?;
    Ok(())
}

/// Notes that central has nothing of a lesson that was taken back.
pub(crate) fn is_back(connection: &Connection, lesson: LessonId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE lessons SET state = ?2, text = NULL WHERE lesson = ?1")?
        .execute((lesson.0, LessonPlace::TakenBack.name()))?;
    Ok(())
}

/// Takes a lesson back: its words go at once. One that was never sent goes whole. Gives whether there is such a lesson.
pub(crate) fn take_back(connection: &Connection, lesson: LessonId) -> Result<bool, StoreError> {
    let found = connection
        .prepare_cached("SELECT state, week FROM lessons WHERE lesson = ?1")?
        .query_row([lesson.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<u32>>(1)?))
        })
        .optional()?;
    let Some((state, week)) = found else {
        return Ok(false);
    };
    let may_be_there = match place(&state)? {
        LessonPlace::Waiting => week.is_some(),
        LessonPlace::Sent | LessonPlace::Released => true,
        // The words are gone from central already.
        LessonPlace::Refused | LessonPlace::AsideNamesSomebody | LessonPlace::AsideNoLesson => {
            false
        }
        LessonPlace::TakingBack | LessonPlace::TakenBack => return Ok(true),
    };
    if may_be_there {
        connection
            .prepare_cached(
                "UPDATE lessons SET state = ?2, text = NULL, asked = NULL WHERE lesson = ?1",
            )?
            .execute((lesson.0, LessonPlace::TakingBack.name()))?;
    } else {
        connection
            .prepare_cached("DELETE FROM lessons WHERE lesson = ?1")?
            .execute([lesson.0])?;
    }
    Ok(true)
}

/// Asks central again about every lesson, and takes back once more what was taken back: it was put back from a copy.
pub(crate) fn central_was_put_back(connection: &Connection) -> Result<(), StoreError> {
    let mut moved = connection
        .prepare_cached("UPDATE lessons SET state = ?2, asked = NULL WHERE state = ?1")?;
    moved.execute((LessonPlace::Released.name(), LessonPlace::Sent.name()))?;
    moved.execute((LessonPlace::Sent.name(), LessonPlace::Sent.name()))?;
    moved.execute((
        LessonPlace::TakenBack.name(),
        LessonPlace::TakingBack.name(),
    ))?;
    Ok(())
}

/// Forgets the lessons that the team can no longer read, and those that were being written from stops whose mark is
/// gone. One that waits still goes in a later week.
pub(crate) fn forget_before(connection: &Connection, oldest: Week) -> Result<(), StoreError> {
    let (oldest, waiting) = (oldest.from().0, LessonPlace::Waiting.name());
    connection
        .prepare_cached("DELETE FROM lessons WHERE week < ?1 AND state <> ?2")?
        .execute((oldest, waiting))?;
    connection
        .prepare_cached("UPDATE lessons SET week = NULL WHERE week < ?1 AND state = ?2")?
        .execute((oldest, waiting))?;
    connection
        .prepare_cached(
            "DELETE FROM lesson_drafts WHERE stop_id NOT IN
                 (SELECT stop_id FROM stops WHERE subject IS NOT NULL AND withdrawn IS NULL)",
        )?
        .execute([])?;
    Ok(())
}
