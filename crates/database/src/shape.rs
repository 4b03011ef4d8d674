//! The shape of a database: its tables, indexes and triggers, in a form that can be compared.

use std::collections::BTreeMap;

use refinery::Migration;
use rusqlite::Connection;

use crate::fault::SchemaFault;
use crate::history::TABLE;

/// Kind and name → the statement that made it, as words, so that spelling and layout do not matter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shape(BTreeMap<(String, String), Vec<String>>);

impl Shape {
    /// The shape of an open database, without the history and without what SQLite makes for itself.
    pub(crate) fn of(connection: &Connection) -> Result<Self, SchemaFault> {
        let mut statement = connection.prepare(
            "SELECT type, name, sql FROM sqlite_schema
             WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> ?1",
        )?;
        let parts = statement.query_map([TABLE], |row| {
            let sql: String = row.get(2)?;
            Ok(((row.get(0)?, row.get(1)?), words(&sql)))
        })?;
        Ok(Self(parts.collect::<Result<_, _>>()?))
    }

    /// Whether both have the same tables, whatever else they have.
    pub(crate) fn has_the_tables_of(&self, other: &Self) -> bool {
        let tables = |shape: &Self| {
            let of_tables = shape.0.iter().filter(|((kind, _), _)| kind == "table");
            of_tables
                .map(|((_, name), made)| (name.clone(), made.clone()))
                .collect::<Vec<_>>()
        };
        tables(self) == tables(other)
    }

    /// Whether nothing was made yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The shape after no migration, after the first, after the first two, and so on.
pub(crate) fn after_each(migrations: &[Migration]) -> Result<Vec<Shape>, SchemaFault> {
    let model = crate::open_in_memory()?;
    let mut shapes = vec![Shape::of(&model)?];
    for migration in migrations {
        model.execute_batch(migration.sql().unwrap_or_default())?;
        shapes.push(Shape::of(&model)?);
    }
    Ok(shapes)
}

/// The words of a statement. SQLite keeps the text that a table was made with and edits it with
/// `ALTER TABLE`, so comments, spaces, case and quotes of names may differ where nothing does.
fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = sql.chars().peekable();
    while let Some(first) = rest.next() {
        match first {
            '-' if rest.peek() == Some(&'-') => {
                rest.by_ref().find(|c| *c == '\n');
            }
            '/' if rest.peek() == Some(&'*') => {
                rest.next();
                let mut before = ' ';
                rest.by_ref().find(|c| {
                    let ended = before == '*' && *c == '/';
                    before = *c;
                    ended
                });
            }
            '\'' => words.push(format!("'{}'", until(&mut rest, '\''))),
            '"' | '`' => words.push(until(&mut rest, first).to_lowercase()),
            '[' => words.push(until(&mut rest, ']').to_lowercase()),
            c if c.is_whitespace() => {}
            c if is_of_a_word(c) => {
                let mut word = String::from(c);
                while let Some(next) = rest.next_if(|c| is_of_a_word(*c)) {
                    word.push(next);
                }
                words.push(word.to_lowercase());
            }
            c => words.push(c.to_string()),
        }
    }
    words
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// What stands until the closing quote; a doubled one stands for itself.
fn until(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, close: char) -> String {
    let mut inside = String::new();
    while let Some(c) = rest.next() {
        if c != close {
            inside.push(c);
        } else if rest.next_if_eq(&close).is_some() {
            inside.push(close);
        } else {
            break;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn how_a_table_is_written_down_does_not_matter() {
        let written = "CREATE TABLE stops (\n  id INTEGER PRIMARY KEY, -- grows\n  kind TEXT CHECK (kind IN ('A''b', 'c')) /* of\n two */\n) STRICT";
        let edited = "create table \"stops\"(id INTEGER primary key,[kind] TEXT CHECK(kind IN('A''b','c')))STRICT";
        assert_eq!(words(written), words(edited));
    }

    #[test]
    fn what_a_table_holds_does_matter() {
        let base = "CREATE TABLE stops (id INTEGER, kind TEXT DEFAULT 'a')";
        for other in [
            "CREATE TABLE stops (id INTEGER, kind TEXT DEFAULT 'A')",
            "CREATE TABLE stops (id INTEGER, kind TEXT DEFAULT a)",
            "CREATE TABLE stops (id INTEGER, kind TEXT)",
            "CREATE TABLE stops (id INTEGER, kinds TEXT DEFAULT 'a')",
        ] {
            assert_ne!(words(base), words(other), "{other}");
        }
    }
}
