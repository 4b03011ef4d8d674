//! Requests for a second view and their answers, in SQLite. Requests and answers are all written anew with each one that
//! comes.

use proco_exchange::owned::SecretHash;
use proco_exchange::period::Week;
use proco_exchange::second_view::{
    AskedView, OwnSecondView, SecondViewState, ViewCodes, ViewId, ViewStanding, ViewText,
};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use sha2::{Digest as _, Sha256};

use super::anew::{Unordered, write_anew};
use super::{SqliteStore, week_number, week_of};
use crate::asked::Day;
use crate::store::second_views::{FoundView, KeptView, SecondViews, View};
use crate::store::{Answer, StoreError};

const COLUMNS: &[&str] = &["view", "week", "about", "words", "secret"];

const WAITING: Unordered = Unordered {
    name: "views_waiting",
    columns: COLUMNS,
    key: 1,
};

const RELEASED: Unordered = Unordered {
    name: "views",
    columns: COLUMNS,
    key: 1,
};

const ANSWERS: Unordered = Unordered {
    name: "view_answers",
    columns: &["view", "answer", "words"],
    key: 2,
};

/// A row of a request, as it stands in either table.
struct Written {
    view: [u8; 16],
    week: u32,
    about: String,
    words: String,
    secret: [u8; 32],
}

impl Written {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            view: row.get("view")?,
            week: row.get("week")?,
            about: row.get("about")?,
            words: row.get("words")?,
            secret: row.get("secret")?,
        })
    }

    fn read(self) -> Result<View, StoreError> {
        Ok(View {
            view: ViewId(self.view),
            week: week_of(self.week),
            about: codes(&self.about)?,
            question: ViewText(self.words),
            secret: SecretHash(self.secret),
        })
    }
}

fn codes(names: &str) -> Result<ViewCodes, StoreError> {
    ViewCodes::of_names(names).ok_or(StoreError::Damaged("second view"))
}

fn find(connection: &Connection, view: ViewId) -> Result<Option<FoundView>, StoreError> {
    let waiting = "SELECT view, week, about, words, secret FROM views_waiting WHERE view = ?1";
    if let Some(found) = one(connection, waiting, view)? {
        return Ok(Some(FoundView::Waiting(found)));
    }
    let released = "SELECT view, week, about, words, secret FROM views WHERE view = ?1";
    if let Some(found) = one(connection, released, view)? {
        return Ok(Some(FoundView::Released(found)));
    }
    let over = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM views_over WHERE view = ?1)")?
        .query_row([view.0], |row| row.get::<_, bool>(0))?;
    Ok(over.then_some(FoundView::TakenBack))
}

fn one(connection: &Connection, sql: &str, view: ViewId) -> Result<Option<View>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([view.0], Written::of).optional()?;
    found.map(Written::read).transpose()
}

fn keep(transaction: &Transaction<'_>, view: &View) -> Result<KeptView, StoreError> {
    match find(transaction, view.view)? {
        Some(FoundView::Waiting(kept) | FoundView::Released(kept)) if kept == *view => {
            return Ok(KeptView::Same);
        }
        Some(_) => return Ok(KeptView::Other),
        None => {}
    }
    transaction
        .prepare_cached(
            "INSERT INTO views_waiting (view, week, about, words, secret)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            view.view.0,
            week_number(view.week),
            view.about.names(),
            view.question.0,
            view.secret.0
        ])?;
    write_anew(transaction, &WAITING)?;
    Ok(KeptView::New)
}

fn state(
    connection: &Connection,
    own: &OwnSecondView,
) -> Result<Option<SecondViewState>, StoreError> {
    let (state, answers) = match find(connection, own.view)? {
        Some(FoundView::Waiting(kept) | FoundView::Released(kept))
            if kept.secret != own.secret.hash() =>
        {
            return Ok(None);
        }
        Some(FoundView::Waiting(_)) => (ViewStanding::Waiting, Vec::new()),
        Some(FoundView::Released(_)) => (ViewStanding::Released, answers(connection, own.view)?),
        Some(FoundView::TakenBack) | None => (ViewStanding::Absent, Vec::new()),
    };
    Ok(Some(SecondViewState { state, answers }))
}

/// The answers to a request, in the order of their hashes.
fn answers(connection: &Connection, view: ViewId) -> Result<Vec<ViewText>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT words FROM view_answers WHERE view = ?1 ORDER BY answer")?;
    let rows = statement.query_map([view.0], |row| Ok(ViewText(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn take_back(
    transaction: &Transaction<'_>,
    own: &OwnSecondView,
    now: Week,
) -> Result<bool, StoreError> {
    let week = match find(transaction, own.view)? {
        Some(FoundView::Waiting(kept) | FoundView::Released(kept)) => {
            if kept.secret != own.secret.hash() {
                return Ok(false);
            }
            kept.week
        }
        Some(FoundView::TakenBack) => return Ok(true),
        // It never came. What is under way still is not to come later.
        None => now,
    };
    for sql in [
        "DELETE FROM views_waiting WHERE view = ?1",
        "DELETE FROM views WHERE view = ?1",
        "DELETE FROM view_answers WHERE view = ?1",
    ] {
        transaction.execute(sql, [own.view.0])?;
    }
    transaction.execute(
        "INSERT INTO views_over (view, week) VALUES (?1, ?2)",
        params![own.view.0, week_number(week)],
    )?;
    Ok(true)
}

fn asked(connection: &Connection, oldest: Week) -> Result<Vec<AskedView>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT view, about, words,
                (SELECT count(*) FROM view_answers WHERE view_answers.view = views.view) AS answers
         FROM views WHERE week >= ?1 ORDER BY view",
    )?;
    let rows = statement.query_map([week_number(oldest)], |row| {
        let about: String = row.get("about")?;
        Ok((
            row.get("view")?,
            about,
            row.get("words")?,
            row.get("answers")?,
        ))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (view, about, words, answers) = row?;
        found.push(AskedView {
            view: ViewId(view),
            about: codes(&about)?,
            question: ViewText(words),
            answers,
        });
    }
    Ok(found)
}

fn keep_answer(
    transaction: &Transaction<'_>,
    view: ViewId,
    answer: &ViewText,
) -> Result<bool, StoreError> {
    match find(transaction, view)? {
        Some(FoundView::Released(_)) => {}
        Some(FoundView::Waiting(_) | FoundView::TakenBack) | None => return Ok(false),
    }
    let mut hash = Sha256::new();
    hash.update(b"proco-second-view-answer-v1");
    hash.update(view.0);
    hash.update(&answer.0);
    let hash: [u8; 32] = hash.finalize().into();
    let new = transaction
        .prepare_cached(
            "INSERT INTO view_answers (view, answer, words) VALUES (?1, ?2, ?3)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![view.0, hash, answer.0])?;
    if new > 0 {
        write_anew(transaction, &ANSWERS)?;
    }
    Ok(true)
}

fn last_batch(connection: &Connection) -> Result<Option<Day>, StoreError> {
    let day = connection
        .prepare_cached("SELECT day FROM view_batch")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(day.map(Day))
}

fn release(transaction: &Transaction<'_>, day: Day) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO view_batch (only_row, day) VALUES (1, ?1)
         ON CONFLICT DO UPDATE SET day = excluded.day",
        [day.0],
    )?;
    let released = transaction.execute(
        "INSERT INTO views (view, week, about, words, secret)
         SELECT view, week, about, words, secret FROM views_waiting ORDER BY view",
        [],
    )?;
    if released == 0 {
        return Ok(());
    }
    transaction.execute("DELETE FROM views_waiting", [])?;
    write_anew(transaction, &RELEASED)
}

fn forget_before(transaction: &Transaction<'_>, oldest: Week) -> Result<bool, StoreError> {
    let mut gone = 0;
    for sql in [
        "DELETE FROM view_answers WHERE view IN (SELECT view FROM views WHERE week < ?1)",
        "DELETE FROM views_waiting WHERE week < ?1",
        "DELETE FROM views WHERE week < ?1",
        "DELETE FROM views_over WHERE week < ?1",
    ] {
        gone += transaction.execute(sql, [week_number(oldest)])?;
    }
    Ok(gone > 0)
}

/// Whether anything is older than this week.
fn has_before(connection: &Connection, oldest: Week) -> Result<bool, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM views_waiting WHERE week < ?1)
                 OR EXISTS (SELECT 1 FROM views WHERE week < ?1)
                 OR EXISTS (SELECT 1 FROM views_over WHERE week < ?1)",
        )?
        .query_row([week_number(oldest)], |row| row.get(0))?;
    Ok(found)
}

impl SecondViews for SqliteStore {
    fn keep_view(&self, view: View) -> Answer<'_, KeptView> {
        self.write(move |transaction| keep(transaction, &view))
    }

    fn view(&self, view: ViewId) -> Answer<'_, Option<FoundView>> {
        self.read(move |connection| find(connection, view))
    }

    fn view_state(&self, own: OwnSecondView) -> Answer<'_, Option<SecondViewState>> {
        self.read(move |connection| state(connection, &own))
    }

    fn take_back_view(&self, own: OwnSecondView, now: Week) -> Answer<'_, bool> {
        self.write(move |transaction| take_back(transaction, &own, now))
    }

    fn asked_views(&self, oldest: Week) -> Answer<'_, Vec<AskedView>> {
        self.read(move |connection| asked(connection, oldest))
    }

    fn keep_answer(&self, view: ViewId, answer: ViewText) -> Answer<'_, bool> {
        self.write(move |transaction| keep_answer(transaction, view, &answer))
    }

    fn last_view_batch(&self) -> Answer<'_, Option<Day>> {
        self.read(last_batch)
    }

    fn release_views(&self, day: Day) -> Answer<'_, ()> {
        self.write(move |transaction| release(transaction, day))
    }

    fn forget_views_before(&self, oldest: Week) -> Answer<'_, bool> {
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
