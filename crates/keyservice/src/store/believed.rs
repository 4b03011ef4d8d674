//! The last moment at which the clock of this machine was believed.

use proco_exchange::UtcMillis;
use proco_exchange::belief::Belief;
use rusqlite::OptionalExtension as _;

use super::Store;
use crate::error::Error;

/// The row of the table `belief`, which has one: how far the clock was believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BeliefRow {
    /// The last believed moment; nothing before the first.
    pub until: Option<UtcMillis>,
    /// Since when the clock is believed though it had been far ahead of the moment before.
    pub jumped_at: Option<UtcMillis>,
}

impl BeliefRow {
    /// Whether the clock is believed when it tells this time.
    #[must_use]
    pub fn observe(&self, now: UtcMillis) -> Belief {
        let before = Belief {
            until: self.until,
            doubt: None,
        };
        before.observe(now)
    }
}

impl Store {
    /// What was believed last.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn believed(&self) -> Result<BeliefRow, Error> {
        let found = self.read(|db| {
            db.query_row(
                "SELECT until, jumped_at FROM belief WHERE one = 1",
                [],
                |row| {
                    Ok(BeliefRow {
                        until: Some(UtcMillis(row.get(0)?)),
                        jumped_at: row.get::<_, Option<i64>>(1)?.map(UtcMillis),
                    })
                },
            )
            .optional()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps what is believed from now on.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn believe(&self, until: UtcMillis, jumped_at: Option<UtcMillis>) -> Result<(), Error> {
        self.write(|db| {
            db.execute(
                "INSERT INTO belief (one, until, jumped_at) VALUES (1, ?1, ?2)
                 ON CONFLICT (one) DO UPDATE SET
                     until = excluded.until, jumped_at = excluded.jumped_at",
                (until.0, jumped_at.map(|at| at.0)),
            )
        })?;
        Ok(())
    }
}
