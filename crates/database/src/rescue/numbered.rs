//! Rescue of a table with rowids: read by ranges, around each page that cannot be read.

use rusqlite::types::Value;
use rusqlite::{Connection, Error};

use super::source::{Row, Source, Table};
use super::{Rescued, put};

/// How far to look for the next row behind a page that cannot be read, when the end of the table
/// cannot be read either: on one page there are fewer rows.
const WINDOW: i64 = 4096;
/// The most queries of one table that may fail. Without it, a damaged page of rows with rowids far apart would be tried
/// almost for ever.
const PATIENCE: u32 = 4_000;

pub(super) fn copy(
    source: &mut Source<'_>,
    into: &Connection,
    table: &Table,
) -> Result<Rescued, Error> {
    let wanted = source.ask(|connection| {
        let sql = format!("SELECT count(*) FROM {}", table.quoted());
        connection.query_row(&sql, [], |row| row.get::<_, i64>(0))
    });
    let mut reading = Reading {
        table,
        sql: format!(
            "SELECT rowid, {} FROM {} WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid",
            table.list(),
            table.quoted()
        ),
        into,
        read: 0,
        refused: 0,
        unreadable: 0,
        before_last: 0,
        patience: PATIENCE,
    };
    let end = |order: &str| {
        format!(
            "SELECT rowid FROM {} NOT INDEXED ORDER BY rowid {order} LIMIT 1",
            table.quoted()
        )
    };
    let first = edge(source, &end("ASC")).flatten().unwrap_or(0);
    match edge(source, &end("DESC")) {
        Some(last) => reading.range(source, first, last.unwrap_or(first))?,
        None => {
            reading.until_the_end(source, first)?;
            // Behind the last row that was read, nothing tells which numbers were given.
            reading.unreadable = reading.unreadable.min(reading.before_last + 1);
        }
    }
    let missing = wanted.map(|wanted| wanted.unsigned_abs().saturating_sub(reading.read));
    Ok(Rescued {
        table: table.name.clone(),
        read: reading.read,
        unreadable: missing.unwrap_or(reading.unreadable + reading.refused),
    })
}

/// The lowest or highest rowid: `None` if it cannot be read, `Some(None)` if the table is empty.
fn edge(source: &mut Source<'_>, sql: &str) -> Option<Option<i64>> {
    let mut number = None;
    let whole = source.each(sql, &[], |row| number = number_of(&row));
    whole.then_some(number)
}

fn number_of(row: &Row) -> Option<i64> {
    match row.first() {
        Some(Value::Integer(number)) => Some(*number),
        Some(Value::Null | Value::Real(_) | Value::Text(_) | Value::Blob(_)) | None => None,
    }
}

struct Reading<'a> {
    table: &'a Table,
    sql: String,
    into: &'a Connection,
    read: u64,
    /// Rows that were read and that a constraint of the table refuses.
    refused: u64,
    /// Numbers at which nothing could be read.
    unreadable: u64,
    /// How many of the unreadable numbers are lower than the last row that was read.
    before_last: u64,
    patience: u32,
}

impl Reading<'_> {
    /// Reads all rows from a number on, when it cannot be read which one is the last.
    fn until_the_end(&mut self, source: &mut Source<'_>, first: i64) -> Result<(), Error> {
        let next = format!(
            "SELECT rowid FROM {} NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid LIMIT 1",
            self.table.quoted()
        );
        let reach = 0..=WINDOW.ilog2();
        let mut from = first;
        loop {
            let mut found = None;
            if source.each(&next, &[from.into()], |row| found = number_of(&row)) {
                match found {
                    Some(number) => from = number,
                    None => return Ok(()),
                }
            } else if !reach.clone().any(|further| {
                let further = from.saturating_add(1 << further);
                source.each(&next, &[further.into()], |_| {})
            }) {
                // The damaged page is the root of the table, or its last page.
                self.unreadable += 1;
                return Ok(());
            }
            let before = self.read;
            let to = from.saturating_add(WINDOW);
            self.range(source, from, to)?;
            if self.read == before {
                return Ok(());
            }
            from = to.saturating_add(1);
        }
    }

    /// Reads all rows from a number to another.
    fn range(&mut self, source: &mut Source<'_>, from: i64, to: i64) -> Result<(), Error> {
        // Ranges that are still to be read; a stack, so that no depth is too deep.
        let mut open = vec![(from, to)];
        while let Some((from, to)) = open.pop() {
            // The first number at which reading stopped.
            let Some(stopped) = self.forward(source, from, to)? else {
                continue;
            };
            self.patience = self.patience.saturating_sub(1);
            if stopped >= to || self.patience == 0 {
                self.unreadable += 1;
                continue;
            }
            let middle = stopped + (to - stopped) / 2;
            open.push((middle + 1, to));
            open.push((stopped, middle));
        }
        Ok(())
    }

    /// Reads rows until one cannot be read; gives the number behind the last that was read.
    fn forward(
        &mut self,
        source: &mut Source<'_>,
        from: i64,
        to: i64,
    ) -> Result<Option<i64>, Error> {
        let mut after = from;
        let mut rows = Vec::new();
        let whole = source.each(&self.sql, &[from.into(), to.into()], |mut row| {
            after = number_of(&row).map_or(after, |number| number.saturating_add(1));
            row.remove(0);
            rows.push(row);
        });
        for row in rows {
            if put(self.into, self.table, &row)? {
                self.read += 1;
                self.before_last = self.unreadable;
            } else {
                self.refused += 1;
            }
        }
        Ok((!whole && after <= to).then_some(after))
    }
}
