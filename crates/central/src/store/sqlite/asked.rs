//! Questions and look-ups of the last days, in SQLite.

use proco_access::DeviceId;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use uuid::Uuid;

use crate::asked::{Asked, AskedNews};
use crate::store::StoreError;

/// Adds to what is kept, forgets the days before, and says whether it is the first time today.
pub(super) fn add(transaction: &Transaction<'_>, news: &AskedNews) -> Result<bool, StoreError> {
    let mut add = transaction.prepare_cached(
        "INSERT INTO asked (device, day, answered, look_ups) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (device, day) DO UPDATE
         SET answered = answered + excluded.answered, look_ups = look_ups + excluded.look_ups",
    )?;
    for ((device, day), asked) in &news.days {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        add.execute(params![
            device.0.as_bytes().as_slice(),
            day.0,
            number(asked.answered),
            number(asked.look_ups)
        ])?;
    }
    // A clock that stands ahead forgets none that are to come.
    transaction.execute("DELETE FROM asked WHERE day < ?1", [news.first.0])?;
    let told: Option<u32> = transaction
        .query_row("SELECT day FROM asked_told", [], |row| row.get(0))
        .optional()?;
    let begins = told != Some(news.today.0);
    if begins {
        transaction.execute(
            "INSERT INTO asked_told (only_row, day) VALUES (1, ?1)
             ON CONFLICT (only_row) DO UPDATE SET day = excluded.day",
            [news.today.0],
        )?;
    }
    Ok(begins)
}

pub(super) fn all(connection: &Connection) -> Result<Vec<(DeviceId, Asked)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT device, sum(answered), sum(look_ups) FROM asked GROUP BY device ORDER BY device",
    )?;
    let rows = statement.query_map([], |row| {
        let number = |column| {
            row.get::<_, i64>(column)
                .map(|n| u64::try_from(n).unwrap_or(0))
        };
        let asked = Asked {
            answered: number(1)?,
            look_ups: number(2)?,
        };
        Ok((DeviceId(Uuid::from_bytes(row.get(0)?)), asked))
    })?;
    Ok(rows.collect::<Result<_, rusqlite::Error>>()?)
}
