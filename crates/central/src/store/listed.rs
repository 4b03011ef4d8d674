//! A list out of the store in which one row that cannot be read stops no other.

use super::StoreError;

/// The rows that can be read, and what could not be read in the others.
#[derive(Debug)]
pub struct Listed<T> {
    /// Those that can be read, in their order.
    pub rows: Vec<T>,
    /// What of the first of the others cannot be read; `None` where all can.
    pub torn: Option<&'static str>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            torn: None,
        }
    }
}

impl<T> Listed<T> {
    /// Adds a row. One that cannot be read is told in the log, and left out.
    ///
    /// # Errors
    /// Those of the database itself.
    pub fn add(&mut self, row: Result<T, StoreError>) -> Result<(), StoreError> {
        match row {
            Ok(row) => self.rows.push(row),
            Err(error @ StoreError::Damaged(what)) => {
                tracing::error!(%error, "a row cannot be read and is left out");
                self.torn.get_or_insert(what);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The fault of the first row that cannot be read, if there is one.
    #[must_use]
    pub fn fault(&self) -> Option<StoreError> {
        self.torn.map(StoreError::Damaged)
    }
}
