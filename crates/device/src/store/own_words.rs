//! Whether the reason of a check was written in the same words in another check of this phone.

use proco_domain::ids::StopId;
use proco_domain::text::FreeText;
use proco_domain::time::UtcMillis;
use rusqlite::Connection;

use super::StoreError;
use super::row::{At, Id};

/// For how many days before a check its words are looked for.
pub const REPEATED_WITHIN_DAYS: u8 = 28;

/// Whether a stop that stands, and is none of these, was made since a moment and has the same words, whatever their
/// capitals, spaces and punctuation.
pub(crate) fn stand_in_another(
    connection: &Connection,
    words: &FreeText,
    since: UtcMillis,
    but: &[StopId],
) -> Result<bool, StoreError> {
    let words = letters(words.expose());
    let mut statement = connection.prepare_cached(include_str!("sql/own_words.sql"))?;
    let mut rows = statement.query([At(since)])?;
    while let Some(row) = rows.next()? {
        let (Id(id), written): (Id, Option<String>) = (row.get(0)?, row.get(1)?);
        let is_same = written.is_some_and(|written| letters(&written) == words);
        if is_same && !but.contains(&StopId(id)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn letters(words: &str) -> String {
    let letters = words.chars().filter(|each| each.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
