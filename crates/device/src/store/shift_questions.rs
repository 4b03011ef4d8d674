//! The question of the shift, by day: which one was asked, and what the officer answered.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proco_domain::text::FreeText;
use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use super::rows::read_text;

/// A question that was asked.
pub(crate) struct Asked {
    /// The day, as `YYYY-MM-DD`.
    pub(crate) day: String,
    /// The name of the question.
    pub(crate) question: String,
    /// The number of the answer that was chosen.
    pub(crate) choice: Option<u8>,
    /// What the officer wrote.
    pub(crate) thought: Option<FreeText>,
}

impl Asked {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            day: row.get(0)?,
            question: row.get(1)?,
            // A number outside the list counts as no choice.
            choice: row
                .get::<_, Option<i64>>(2)?
                .and_then(|number| u8::try_from(number).ok()),
            thought: read_text(row.get(3)?),
        })
    }
}

/// What was asked on a day.
pub(crate) fn on(connection: &Connection, day: NaiveDate) -> Result<Option<Asked>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT day, question, choice, thought FROM shift_questions WHERE day = ?1",
    )?;
    Ok(statement
        .query_row([day.to_string()], Asked::read)
        .optional()?)
}

/// The questions that were asked since a day.
pub(crate) fn since(
    connection: &Connection,
    day: NaiveDate,
) -> Result<BTreeSet<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT question FROM shift_questions WHERE day >= ?1")?;
    let rows = statement.query_map([day.to_string()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The thoughts of the days before this one, the newest first.
pub(crate) fn thoughts_before(
    connection: &Connection,
    day: NaiveDate,
) -> Result<Vec<Asked>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT day, question, choice, thought FROM shift_questions
         WHERE day < ?1 AND thought IS NOT NULL ORDER BY day DESC",
    )?;
    let rows = statement.query_map([day.to_string()], Asked::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps which question is asked on a day; one that is kept already stays, with its answer.
pub(crate) fn ask(
    connection: &Connection,
    day: NaiveDate,
    question: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO shift_questions (day, question) VALUES (?1, ?2) ON CONFLICT (day) DO NOTHING")?
        .execute((day.to_string(), question))?;
    Ok(())
}

/// Keeps an answer in the place of the one before. Returns whether that question was asked on that day.
pub(crate) fn answer(
    connection: &Connection,
    day: &str,
    question: &str,
    choice: Option<u8>,
    thought: Option<&FreeText>,
) -> Result<bool, StoreError> {
    let kept = connection
        .prepare_cached(
            "UPDATE shift_questions SET choice = ?3, thought = ?4 WHERE day = ?1 AND question = ?2",
        )?
        .execute((day, question, choice, thought.map(FreeText::expose)))?;
    Ok(kept > 0)
}

/// Deletes the questions that were asked before a day, with their answers.
pub(crate) fn forget_before(connection: &Connection, day: NaiveDate) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM shift_questions WHERE day < ?1")?
        .execute([day.to_string()])?;
    Ok(())
}
