//! Whether central has a record, as far as this phone can tell, and what may still become of a refused one.
//! Both are columns, which statements read. Every change of the first is made here.

use proco_domain::ids::StopId;
use proco_exchange::receipt::RefusalCode;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use super::names::table;
use super::outbox::Reference;
use super::row::Id;

proco_domain::code_list! {
    []
    /// Whether central has a record: the column `standing` of look-ups and stops.
    pub(crate) enum Standing {
        /// Central has nothing of the record: it entered no batch, or was refused in a way that proves this.
        Absent = "absent",
        /// The record entered one batch, and central had nothing of it before.
        FirstBatch = "first_batch",
        /// Not known: this store, or a copy of it, may have missed an answer of central.
        Unknown = "unknown",
        /// Central has the record, in this revision or another: a receipt said so.
        There = "there",
    }
}

proco_domain::code_list! {
    []
    /// The prospect of a refused row: the column `outlook` of the outbox.
    pub(crate) enum Outlook {
        /// It may be accepted unchanged, under another clock or by another version of this program.
        MayPass = "may_pass",
        /// It may be accepted once its officer amends it.
        Amendable = "amendable",
        /// It will not be accepted any more: central has what is to be counted, or nobody can send it again.
        Final = "final",
    }
}

impl Standing {
    /// The standing after the record entered a batch.
    const fn in_a_batch(self) -> Self {
        match self {
            Self::Absent => Self::FirstBatch,
            Self::FirstBatch | Self::Unknown => Self::Unknown,
            Self::There => Self::There,
        }
    }

    /// The standing after central refused it. A first revision that central already had would have got a
    /// receipt, so a refusal of it proves that the record is absent.
    const fn refused(self, outlook: Outlook, is_first_revision: bool) -> Self {
        match (self, outlook, is_first_revision) {
            (_, Outlook::Final, _) | (Self::There, _, _) => Self::There,
            (Self::Absent | Self::FirstBatch, _, _) | (Self::Unknown, _, true) => Self::Absent,
            (Self::Unknown, _, false) => Self::Unknown,
        }
    }
}

impl Outlook {
    pub(super) const fn of(code: RefusalCode) -> Self {
        match code {
            RefusalCode::InFuture | RefusalCode::Unreadable | RefusalCode::UnknownAnswer => {
                Self::MayPass
            }
            RefusalCode::Inconsistent
            | RefusalCode::EpochClosed
            | RefusalCode::NotYours
            | RefusalCode::BeforeEnrolment => Self::Amendable,
            RefusalCode::TooLate | RefusalCode::Withdrawn | RefusalCode::Misdated => Self::Final,
        }
    }
}

/// Sets the standing of a record that is about to be sent.
pub(super) fn enters_a_batch(
    connection: &Connection,
    reference: &Reference,
) -> Result<(), StoreError> {
    change(connection, reference, |standing, _| standing.in_a_batch())
}

/// Sets the standing of a record that central refused.
pub(super) fn is_refused(
    connection: &Connection,
    reference: &Reference,
    code: RefusalCode,
) -> Result<(), StoreError> {
    change(connection, reference, |standing, above| {
        standing.refused(Outlook::of(code), reference.revision == 1 && above == 0)
    })
}

/// Sets the standing of a record for which central gave a receipt, in this revision or another.
pub(crate) fn is_there(connection: &Connection, reference: &Reference) -> Result<(), StoreError> {
    change(connection, reference, |_, _| Standing::There)
}

/// Sets the standing of a record of which every name was withdrawn at central.
pub(crate) fn is_taken_back(
    connection: &Connection,
    reference: &Reference,
) -> Result<(), StoreError> {
    change(connection, reference, |_, _| Standing::Absent)
}

/// Changes the standing of a record; the new one follows from the old one and from the offset of its revisions.
fn change(
    connection: &Connection,
    reference: &Reference,
    to: impl FnOnce(Standing, u32) -> Standing,
) -> Result<(), StoreError> {
    let (table, id) = table(reference.kind);
    let record = Id(reference.record);
    let before: Option<(Standing, u32)> = connection
        .prepare_cached(&format!(
            "SELECT standing, revisions_above FROM {table} WHERE {id} = ?1"
        ))?
        .query_row([&record], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((before, above)) = before else {
        return Ok(());
    };
    let after = to(before, above);
    if after != before {
        connection
            .prepare_cached(&format!("UPDATE {table} SET standing = ?2 WHERE {id} = ?1"))?
            .execute((&record, after))?;
    }
    Ok(())
}

/// Lets no record count as absent: this store is older than it was, so each may have been sent since.
pub(super) fn none_is_absent(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "UPDATE queries SET standing = 'unknown' WHERE standing IN ('absent', 'first_batch');
         UPDATE stops SET standing = 'unknown' WHERE standing IN ('absent', 'first_batch')",
    )?;
    Ok(())
}

/// Marks a stop as possibly sent already, because its draft is from before this store was put back.
pub(super) fn stop_may_be_there(connection: &Connection, stop: StopId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE stops SET standing = 'unknown' WHERE stop_id = ?1")?
        .execute([Id(stop.0)])?;
    Ok(())
}

/// Marks what central may have lost or got back, because it was put back from a copy: the next receipt tells
/// whether a queued record is still there, and a record that was taken back may be there again.
pub(super) fn queued_may_be_lost(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "UPDATE queries SET standing = 'unknown'
         WHERE query_id IN (SELECT record FROM outbox)
             AND (standing = 'there' OR query_id IN (SELECT record FROM former_names));
         UPDATE stops SET standing = 'unknown'
         WHERE stop_id IN (SELECT record FROM outbox)
             AND (standing = 'there' OR stop_id IN (SELECT record FROM former_names))",
    )?;
    Ok(())
}

impl ToSql for Standing {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for Standing {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::of_name(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for Outlook {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

#[cfg(test)]
mod tests {
    use Standing::{Absent, FirstBatch, There, Unknown};
    use rusqlite::Transaction;

    use super::*;
    use crate::phone::Phone;

    #[test]
    fn a_standing_changes_as_the_table_of_the_architecture_says() {
        let after = |standing: Standing| {
            let refused = |outlook, first| standing.refused(outlook, first);
            [
                standing.in_a_batch(),
                refused(Outlook::Amendable, true),
                refused(Outlook::Amendable, false),
                refused(Outlook::MayPass, false),
                refused(Outlook::Final, true),
            ]
        };
        assert_eq!(after(Absent), [FirstBatch, Absent, Absent, Absent, There]);
        assert_eq!(after(FirstBatch), [Unknown, Absent, Absent, Absent, There]);
        assert_eq!(after(Unknown), [Unknown, Absent, Unknown, Unknown, There]);
        assert_eq!(after(There), [There; 5]);
    }

    #[test]
    fn the_store_takes_each_code_and_no_other() {
        let phone = Phone::new();
        phone.stops("BB-00-DD", []);
        let takes = |column: &str, name: &str| {
            let set = format!("UPDATE {column} = '{name}'");
            let kept = |t: &Transaction<'_>| Ok::<_, StoreError>(t.execute(&set, [])?);
            phone.device.records().store.write(kept).is_ok()
        };
        for column in ["queries SET standing", "stops SET standing"] {
            assert!(Standing::ALL.iter().all(|one| takes(column, one.name())));
            assert!(!takes(column, "of_later"), "{column}");
        }
        let outlook = "outbox SET outlook";
        assert!(Outlook::ALL.iter().all(|one| takes(outlook, one.name())));
        assert!(!takes(outlook, "of_later"));
    }
}
