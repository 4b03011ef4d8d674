//! Refused rows that may be taken after all are put back to waiting: each reason gives one new try,
//! so that nothing is sent round and round.

use proco_domain::time::UtcMillis;
use rusqlite::Connection;

use super::row::At;
use super::{StoreError, outbox, sync_state};

/// Puts back what lay in the future and no longer does, while the clock is not known to be off; and
/// what was unreadable, once for each version of this program. A row of the outbox that cannot be
/// read itself is refused here.
pub(crate) fn put_back(
    connection: &Connection,
    now: UtcMillis,
    version: &str,
) -> Result<(), StoreError> {
    if !sync_state::get(connection)?.clock_off {
        connection
            .prepare_cached(include_str!("sql/outbox_no_longer_ahead.sql"))?
            .execute([At(now)])?;
    }
    let another = connection
        .prepare_cached("UPDATE sync_state SET app_version = ?1 WHERE app_version IS NOT ?1")?
        .execute([version])?;
    if another > 0 {
        connection
            .prepare_cached(
                "UPDATE outbox
                 SET refusal = NULL,
                     refused_at = NULL,
                     attempts = CASE WHEN revision = 1 OR attempts <= 1 THEN 0 ELSE attempts END
                 WHERE refusal = 'unreadable'",
            )?
            .execute([])?;
    }
    outbox::refuse_unreadable(connection, now)
}

/// Whether a record lies in the past by the clock of this phone. When central says that it lies in
/// the future, one of the two clocks is off.
pub(crate) fn is_past(
    connection: &Connection,
    row: &outbox::Reference,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(
             (SELECT at FROM queries WHERE query_id = ?1),
             (SELECT at FROM stops WHERE stop_id = ?1)
         ) <= ?2",
    )?;
    let past = statement.query_row((super::row::Id(row.record), At(now)), |row| {
        row.get::<_, Option<bool>>(0)
    })?;
    Ok(past.unwrap_or(false))
}
