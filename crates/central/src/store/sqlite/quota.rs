//! What officers may still upload, in SQLite.

use proco_exchange::Hour;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::quota::{Balance, Uploader};
use crate::store::StoreError;

pub(super) fn left(connection: &Connection, uploader: &Uploader) -> Result<Balance, StoreError> {
    let kept = connection
        .prepare_cached("SELECT reports, advisories, hour FROM upload_quota WHERE officer = ?1")?
        .query_row([uploader.officer.0.as_slice()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((reports, advisories, hour)) = kept else {
        return Ok(uploader.full());
    };
    let level = |level: i64| u64::try_from(level).map_err(|_| StoreError::Damaged("quota"));
    Ok(Balance {
        reports: level(reports)?,
        advisories: level(advisories)?,
        hour: Hour(hour),
    })
}

pub(super) fn keep(
    connection: &Connection,
    uploader: &Uploader,
    left: Balance,
) -> Result<(), StoreError> {
    let level = |level: u64| i64::try_from(level).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "INSERT INTO upload_quota (officer, reports, advisories, hour) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE
             SET reports = excluded.reports, advisories = excluded.advisories, hour = excluded.hour",
        )?
        .execute(params![
            uploader.officer.0.as_slice(),
            level(left.reports),
            level(left.advisories),
            left.hour.0
        ])?;
    Ok(())
}

pub(super) fn forget_before(transaction: &Transaction<'_>, hour: Hour) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM upload_quota WHERE hour < ?1", [hour.0])?;
    Ok(())
}
