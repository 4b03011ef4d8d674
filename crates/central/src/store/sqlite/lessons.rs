//! Lessons of teams, in SQLite. Those that wait are all written anew with each one that comes.

use proco_access::Team;
use proco_exchange::lesson::{About, AsideReason, LessonId, LessonText, OwnLesson, TeamLesson};
use proco_exchange::owned::SecretHash;
use proco_exchange::period::Week;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::anew::{Unordered, write_anew};
use super::{SqliteStore, week_number, week_of};
use crate::asked::Day;
use crate::store::Answer;
use crate::store::StoreError;
use crate::store::lessons::{FoundLesson, KeptLesson, Lesson, LessonBatch, Lessons, WaitingLesson};

const WAITING: Unordered = Unordered {
    name: "lessons_waiting",
    columns: &[
        "lesson", "team", "week", "about", "words", "secret", "enough",
    ],
    key: 1,
};

/// A row of a lesson with its words, as it stands in either table.
struct Written {
    lesson: [u8; 16],
    team: String,
    week: u32,
    about: String,
    words: String,
    secret: [u8; 32],
}

impl Written {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            lesson: row.get("lesson")?,
            team: row.get("team")?,
            week: row.get("week")?,
            about: row.get("about")?,
            words: row.get("words")?,
            secret: row.get("secret")?,
        })
    }

    fn read(self) -> Result<Lesson, StoreError> {
        Ok(Lesson {
            lesson: LessonId(self.lesson),
            team: self.team.parse().map_err(|_| StoreError::Damaged("team"))?,
            week: week_of(self.week),
            about: About::of_name(&self.about).ok_or(StoreError::Damaged("lesson"))?,
            text: LessonText(self.words),
            secret: SecretHash(self.secret),
        })
    }
}

fn find(connection: &Connection, lesson: LessonId) -> Result<Option<FoundLesson>, StoreError> {
    let waiting =
        "SELECT lesson, team, week, about, words, secret FROM lessons_waiting WHERE lesson = ?1";
    if let Some(found) = one(connection, waiting, lesson)? {
        return Ok(Some(FoundLesson::Waiting(found)));
    }
    let released = "SELECT lesson, team, week, about, words, secret FROM lessons WHERE lesson = ?1";
    if let Some(found) = one(connection, released, lesson)? {
        return Ok(Some(FoundLesson::Released(found)));
    }
    let over = connection
        .prepare_cached("SELECT reason, secret FROM lessons_over WHERE lesson = ?1")?
        .query_row([lesson.0], |row| {
            Ok((row.get::<_, Option<String>>(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(match over {
        None => None,
        Some((Some(reason), Some(secret))) => {
            let reason = AsideReason::of_name(&reason).ok_or(StoreError::Damaged("lesson"))?;
            Some(FoundLesson::Aside(reason, SecretHash(secret)))
        }
        Some((None, _) | (_, None)) => Some(FoundLesson::TakenBack),
    })
}

fn one(connection: &Connection, sql: &str, lesson: LessonId) -> Result<Option<Lesson>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([lesson.0], Written::of).optional()?;
    found.map(Written::read).transpose()
}

fn keep(transaction: &Transaction<'_>, lesson: &Lesson) -> Result<KeptLesson, StoreError> {
    match find(transaction, lesson.lesson)? {
        Some(FoundLesson::Waiting(kept) | FoundLesson::Released(kept)) if kept == *lesson => {
            return Ok(KeptLesson::Same);
        }
        Some(_) => return Ok(KeptLesson::Other),
        None => {}
    }
    transaction
        .prepare_cached(
            "INSERT INTO lessons_waiting (lesson, team, week, about, words, secret, enough)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
        )?
        .execute(params![
            lesson.lesson.0,
            lesson.team.as_str(),
            week_number(lesson.week),
            lesson.about.name(),
            lesson.text.0,
            lesson.secret.0
        ])?;
    write_anew(transaction, &WAITING)?;
    Ok(KeptLesson::New)
}

fn take_back(
    transaction: &Transaction<'_>,
    own: &OwnLesson,
    now: Week,
) -> Result<bool, StoreError> {
    let week = match find(transaction, own.lesson)? {
        Some(FoundLesson::Waiting(kept) | FoundLesson::Released(kept)) => {
            if kept.secret != own.secret.hash() {
                return Ok(false);
            }
            kept.week
        }
        Some(FoundLesson::Aside(_, secret)) if secret != own.secret.hash() => return Ok(false),
        Some(FoundLesson::Aside(..) | FoundLesson::TakenBack) => return Ok(true),
        // It never came. What is under way still is not to come later.
        None => now,
    };
    over(transaction, own.lesson, week, None)?;
    Ok(true)
}

fn set_aside(
    transaction: &Transaction<'_>,
    team: &Team,
    lesson: LessonId,
    reason: AsideReason,
) -> Result<bool, StoreError> {
    match find(transaction, lesson)? {
        Some(FoundLesson::Released(kept)) if kept.team == *team => {
            over(transaction, lesson, kept.week, Some((reason, kept.secret)))?;
            Ok(true)
        }
        // The answer to the first request was lost.
        Some(FoundLesson::Aside(before, _)) => Ok(before == reason),
        Some(FoundLesson::Released(_) | FoundLesson::Waiting(_) | FoundLesson::TakenBack)
        | None => Ok(false),
    }
}

/// Deletes a lesson, and keeps that it is over.
fn over(
    transaction: &Transaction<'_>,
    lesson: LessonId,
    week: Week,
    aside: Option<(AsideReason, SecretHash)>,
) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM lessons_waiting WHERE lesson = ?1", [lesson.0])?;
    transaction.execute("DELETE FROM lessons WHERE lesson = ?1", [lesson.0])?;
    transaction.execute(
        "INSERT INTO lessons_over (lesson, week, reason, secret) VALUES (?1, ?2, ?3, ?4)",
        params![
            lesson.0,
            week_number(week),
            aside.map(|(reason, _)| reason.name()),
            aside.map(|(_, secret)| secret.0)
        ],
    )?;
    Ok(())
}

fn of_team(
    connection: &Connection,
    team: &Team,
    oldest: Week,
) -> Result<Vec<TeamLesson>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT lesson, team, week, about, words, secret FROM lessons
         WHERE team = ?1 AND week >= ?2 ORDER BY week DESC, lesson",
    )?;
    let rows = statement.query_map(params![team.as_str(), week_number(oldest)], Written::of)?;
    let mut found = Vec::new();
    for row in rows {
        let Lesson {
            lesson,
            week,
            about,
            text,
            ..
        } = row?.read()?;
        found.push(TeamLesson {
            lesson,
            week,
            about,
            text,
        });
    }
    Ok(found)
}

fn waiting(connection: &Connection) -> Result<Vec<WaitingLesson>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT lesson, team, week, enough FROM lessons_waiting ORDER BY lesson")?;
    let rows = statement.query_map([], |row| {
        let (lesson, team): ([u8; 16], String) = (row.get(0)?, row.get(1)?);
        Ok((lesson, team, row.get(2)?, row.get(3)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (lesson, team, week, enough) = row?;
        found.push(WaitingLesson {
            lesson: LessonId(lesson),
            team: team.parse().map_err(|_| StoreError::Damaged("team"))?,
            week: week_of(week),
            enough,
        });
    }
    Ok(found)
}

fn last_batch(connection: &Connection) -> Result<Option<Day>, StoreError> {
    let day = connection
        .prepare_cached("SELECT day FROM lesson_batch")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(day.map(Day))
}

fn release(transaction: &Transaction<'_>, batch: &LessonBatch) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO lesson_batch (only_row, day) VALUES (1, ?1)
         ON CONFLICT DO UPDATE SET day = excluded.day",
        [batch.day.0],
    )?;
    for lesson in &batch.enough {
        transaction.execute(
            "UPDATE lessons_waiting SET enough = 1 WHERE lesson = ?1",
            [lesson.0],
        )?;
    }
    // In the order of the identifiers, which are chance.
    let mut released = batch.released.clone();
    released.sort_unstable();
    for lesson in released {
        transaction.execute(
            "INSERT INTO lessons (lesson, team, week, about, words, secret)
             SELECT lesson, team, week, about, words, secret FROM lessons_waiting WHERE lesson = ?1",
            [lesson.0],
        )?;
        transaction.execute("DELETE FROM lessons_waiting WHERE lesson = ?1", [lesson.0])?;
    }
    write_anew(transaction, &WAITING)
}

fn forget_before(transaction: &Transaction<'_>, oldest: Week) -> Result<bool, StoreError> {
    let mut gone = 0;
    for sql in [
        "DELETE FROM lessons_waiting WHERE week < ?1",
        "DELETE FROM lessons WHERE week < ?1",
        "DELETE FROM lessons_over WHERE week < ?1",
    ] {
        gone += transaction.execute(sql, [week_number(oldest)])?;
    }
    Ok(gone > 0)
}

/// Whether anything is older than this week.
fn has_before(connection: &Connection, oldest: Week) -> Result<bool, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM lessons_waiting WHERE week < ?1)
                 OR EXISTS (SELECT 1 FROM lessons WHERE week < ?1)
                 OR EXISTS (SELECT 1 FROM lessons_over WHERE week < ?1)",
        )?
        .query_row([week_number(oldest)], |row| row.get(0))?;
    Ok(found)
}

impl Lessons for SqliteStore {
    fn keep_lesson(&self, lesson: Lesson) -> Answer<'_, KeptLesson> {
        self.write(move |transaction| keep(transaction, &lesson))
    }

    fn lesson(&self, lesson: LessonId) -> Answer<'_, Option<FoundLesson>> {
        self.read(move |connection| find(connection, lesson))
    }

    fn take_back_lesson(&self, own: OwnLesson, now: Week) -> Answer<'_, bool> {
        self.write(move |transaction| take_back(transaction, &own, now))
    }

    fn set_lesson_aside(
        &self,
        team: Team,
        lesson: LessonId,
        reason: AsideReason,
    ) -> Answer<'_, bool> {
        self.write(move |transaction| set_aside(transaction, &team, lesson, reason))
    }

    fn team_lessons(&self, team: Team, oldest: Week) -> Answer<'_, Vec<TeamLesson>> {
        self.read(move |connection| of_team(connection, &team, oldest))
    }

    fn waiting_lessons(&self) -> Answer<'_, Vec<WaitingLesson>> {
        self.read(waiting)
    }

    fn last_lesson_batch(&self) -> Answer<'_, Option<Day>> {
        self.read(last_batch)
    }

    fn release_lessons(&self, batch: LessonBatch) -> Answer<'_, ()> {
        self.write(move |transaction| release(transaction, &batch))
    }

    fn forget_lessons_before(&self, oldest: Week) -> Answer<'_, bool> {
        let all = self.clone();
        Box::pin(async move {
            // Nearly always there is nothing; then this need not wait for the writer.
            if !all.read(move |c| has_before(c, oldest)).await? {
                return Ok(false);
            }
            all.write(move |t| forget_before(t, oldest)).await
        })
    }
}
