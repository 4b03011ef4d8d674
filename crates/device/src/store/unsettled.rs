//! The records of one subject that wait for their receipt, so that central may lack them.

use std::collections::HashSet;

use proco_domain::ids::QueryId;
use proco_domain::time::UtcMillis;
use rusqlite::Connection;
use uuid::Uuid;

use super::StoreError;
use super::outbox::Reference;
use super::row::{At, Id};
use crate::keys::OwnKey;

/// The records of one subject that central may not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unsettled {
    /// The records that central certainly does not have.
    here: HashSet<Uuid>,
    /// The records that wait and may be at central, if only in an earlier revision, each with the time of its
    /// event and the key of its subject.
    pub(crate) open: Vec<(Reference, UtcMillis, OwnKey)>,
}

impl Unsettled {
    #[cfg(test)]
    pub(super) fn here_count(&self) -> usize {
        self.here.len()
    }

    /// Whether a record is open that was not open in the earlier snapshot, `before`.
    pub(crate) fn has_more_open_than(&self, before: &Self) -> bool {
        !self.open.iter().all(|one| before.open.contains(one))
    }

    /// Whether an answer that central gave between the two snapshots still holds for the later one, `after`: no
    /// further record became open, and none of those that central lacked reached it.
    pub(crate) fn still_holds(&self, after: &Self) -> bool {
        self.here.is_subset(&after.here) && !after.has_more_open_than(self)
    }
}

/// Takes the snapshot, leaving out one look-up as long as central certainly does not have it.
pub(crate) fn of_subject(
    connection: &Connection,
    keys: &[OwnKey],
    except: QueryId,
) -> Result<Unsettled, StoreError> {
    let mut unsettled = Unsettled::default();
    for key in keys {
        add_of_key(connection, key, except, &mut unsettled)?;
    }
    Ok(unsettled)
}

fn add_of_key(
    connection: &Connection,
    key: &OwnKey,
    except: QueryId,
    unsettled: &mut Unsettled,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/unsettled.sql"))?;
    let mut rows = statement.query([key])?;
    while let Some(row) = rows.next()? {
        let Id(record) = row.get(0)?;
        // One that is looked up again may be at central by now; then it is sent, and left out of the answer.
        if row.get(5)? {
            let reference = Reference {
                row: row.get(1)?,
                record,
                kind: row.get(2)?,
                revision: row.get(3)?,
            };
            let At(at) = row.get(4)?;
            unsettled.open.push((reference, at, *key));
        } else if record != except.0 {
            unsettled.here.insert(record);
        }
    }
    Ok(())
}
