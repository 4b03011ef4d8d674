//! Bringing a file to the newest migration: in one transaction, so whole or not at all.
//!
//! Programs until November 2026 committed a migration and its row in the history apart. One that
//! died in between left the tables of a version beside the history of the version before, and
//! every later start ran the same migration again and failed. Such a file is recognised here by its
//! tables, and the missing row is written.

use refinery::{Migration, Runner};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::fault::SchemaFault;
use crate::history;
use crate::shape::{self, Shape};

/// Brings the schema of a file to the newest of the migrations of `runner`.
///
/// A file of the newest version is only read. Any change happens in one transaction:
/// a program that is killed at any moment, or that finds no room, leaves the file as it was.
///
/// # Errors
/// [`SchemaFault`]; the file is as it was.
pub fn bring_up_to_date(connection: &mut Connection, runner: &Runner) -> Result<(), SchemaFault> {
    let migrations = in_order(runner);
    let recorded = history::steps(&history::read(connection)?, &migrations)?;
    if recorded == migrations.len() {
        return Ok(());
    }
    // Another program may be doing the same. Under the write lock, the second one finds it done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let recorded = history::steps(&history::read(&transaction)?, &migrations)?;
    let made = made(&transaction, &migrations, recorded)?;
    history::begin(&transaction)?;
    for (number, migration) in migrations.iter().enumerate().skip(recorded) {
        if number >= made {
            transaction.execute_batch(migration.sql().unwrap_or_default())?;
        }
        history::record(&transaction, migration)?;
    }
    transaction.commit()?;
    Ok(())
}

/// Refuses a file whose history this program does not know: nothing else is to be looked at in it.
///
/// # Errors
/// [`SchemaFault`], such as [`SchemaFault::Newer`].
pub fn refuse_unknown(connection: &Connection, runner: &Runner) -> Result<(), SchemaFault> {
    history::steps(&history::read(connection)?, &in_order(runner)).map(|_| ())
}

/// Whether a file has all tables of a version that this program knows, and the history.
#[must_use]
pub fn has_all_tables(connection: &Connection, runner: &Runner) -> bool {
    let tables = |migrations: &[Migration]| -> Result<bool, SchemaFault> {
        let recorded = history::steps(&history::read(connection)?, migrations)?;
        let known = shape::after_each(migrations)?;
        let found = Shape::of(connection)?;
        Ok(recorded > 0 && known.iter().any(|shape| shape.has_the_tables_of(&found)))
    };
    tables(&in_order(runner)).unwrap_or(false)
}

fn in_order(runner: &Runner) -> Vec<Migration> {
    let mut migrations = runner.get_migrations().clone();
    migrations.sort();
    migrations
}

/// How many migrations the tables went through: as many as the history says, or more when the
/// program that wrote it was killed. What fits none of them is left as it is, never guessed.
fn made(
    transaction: &Transaction<'_>,
    migrations: &[Migration],
    recorded: usize,
) -> Result<usize, SchemaFault> {
    let found = Shape::of(transaction)?;
    if found.is_empty() && recorded == 0 {
        return Ok(0);
    }
    let version = |steps: usize| match steps.checked_sub(1) {
        Some(last) => migrations
            .get(last)
            .map_or(0, |migration| i64::from(migration.version())),
        None => 0,
    };
    shape::after_each(migrations)?
        .iter()
        .enumerate()
        .skip(recorded)
        .find(|(_, shape)| **shape == found)
        .map(|(steps, _)| steps)
        .ok_or_else(|| SchemaFault::Unknown {
            recorded: version(recorded),
            known: version(migrations.len()),
        })
}
