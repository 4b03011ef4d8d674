//! The damaged database, reopened after each page that cannot be read.

use rusqlite::types::Value;
use rusqlite::{Connection, Error, params_from_iter};

/// The values of a row, in the order of its table's columns.
pub(super) type Row = Vec<Value>;

/// A table as it was made.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) sql: String,
    /// Whether its rows have numbers.
    pub(super) numbered: bool,
    pub(super) columns: Vec<String>,
    /// The columns of its key, in order; of a table without numbers.
    pub(super) key: Vec<String>,
    pub(super) insert: String,
}

impl Table {
    /// The columns, to be read in this order.
    pub(super) fn list(&self) -> String {
        let quoted: Vec<String> = self.columns.iter().map(|name| quote(name)).collect();
        quoted.join(", ")
    }

    pub(super) fn quoted(&self) -> String {
        quote(&self.name)
    }
}

/// A name as SQL takes it, whatever it holds.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A damaged database, open for reading.
pub(super) struct Source<'a> {
    open: &'a dyn Fn() -> Result<Connection, Error>,
    connection: Option<Connection>,
}

impl<'a> Source<'a> {
    pub(super) fn new(open: &'a dyn Fn() -> Result<Connection, Error>) -> Self {
        Self {
            open,
            connection: None,
        }
    }

    /// Runs a query; `None` when the answer lies on a page that cannot be read.
    pub(super) fn ask<T>(
        &mut self,
        question: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Option<T> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let connection = (self.open)().ok()?;
                // Else SQLite refuses a file that is shorter than its header says; and it would share
                // memory with others by a file, for which there may be no room.
                connection
                    .execute_batch("PRAGMA writable_schema = ON; PRAGMA locking_mode = EXCLUSIVE")
                    .ok()?;
                connection
            }
        };
        // After a page that cannot be read, SQLCipher answers nothing more on the same connection.
        let answer = question(&connection).ok()?;
        self.connection = Some(connection);
        Some(answer)
    }

    /// Reads rows one by one and hands each on; tells whether the end was reached.
    pub(super) fn each(
        &mut self,
        sql: &str,
        parameters: &[Value],
        mut row_found: impl FnMut(Row),
    ) -> bool {
        self.ask(|connection| {
            let mut statement = connection.prepare(sql)?;
            let columns = statement.column_count();
            let mut rows = statement.query(params_from_iter(parameters))?;
            while let Some(row) = rows.next()? {
                let values = (0..columns).map(|at| row.get(at));
                row_found(values.collect::<Result<Row, _>>()?);
            }
            Ok(())
        })
        .is_some()
    }

    /// The tables, and the statements of all else.
    pub(super) fn tables(&mut self) -> Option<(Vec<Table>, Vec<String>)> {
        let mut made = Vec::new();
        let whole = self.each(
            "SELECT type, name, sql FROM sqlite_schema
             WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
            &[],
            |row| made.push(row),
        );
        // Half a list would leave tables out without a word.
        if !whole || made.is_empty() {
            return None;
        }
        let (mut tables, mut rest) = (Vec::new(), Vec::new());
        for row in made {
            let mut texts = row.into_iter().map(|value| match value {
                Value::Text(text) => text,
                Value::Null | Value::Integer(_) | Value::Real(_) | Value::Blob(_) => String::new(),
            });
            let (kind, name, sql) = (texts.next()?, texts.next()?, texts.next()?);
            if kind == "table" {
                tables.push(self.table(name, sql)?);
            } else {
                rest.push(sql);
            }
        }
        Some((tables, rest))
    }

    /// Columns and key are told by the list of tables alone.
    fn table(&mut self, name: String, sql: String) -> Option<Table> {
        let (columns, key, numbered) = self.ask(|connection| {
            let mut statement =
                connection.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid")?;
            let rows = statement.query_map([&name], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let columns: Vec<(String, i64)> = rows.collect::<Result<_, _>>()?;
            let without: bool = connection.query_row(
                "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1",
                [&name],
                |row| row.get(0),
            )?;
            let mut key: Vec<_> = columns.iter().filter(|(_, place)| *place > 0).collect();
            key.sort_by_key(|(_, place)| *place);
            let key = key.into_iter().map(|(name, _)| name.clone()).collect();
            let columns = columns
                .into_iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>();
            Ok((columns, key, !without))
        })?;
        let list: Vec<String> = columns.iter().map(|name| quote(name)).collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let insert = format!(
            "INSERT OR IGNORE INTO {} ({}) VALUES ({marks})",
            quote(&name),
            list.join(", ")
        );
        Some(Table {
            name,
            sql,
            numbered,
            columns,
            key,
            insert,
        })
    }
}
