//! A database as an earlier version of the program left it.

use std::fs;
use std::path::{Path, PathBuf};

use refinery::Target;
use rusqlite::Connection;

mod embedded {
    refinery::embed_migrations!("../../migrations/central-sqlite");
}

/// The number of the newest schema that this program knows.
pub fn newest() -> i32 {
    let migrations = embedded::migrations::runner();
    let versions = migrations.get_migrations().iter();
    versions.map(refinery::Migration::version).max().unwrap()
}

/// What a database holds, in a file beside it as an earlier version made it. From the columns of a table
/// there it is read, unless they are to be read from something else here.
pub fn as_version_left_it(
    version: i32,
    database: &Path,
    read: impl Fn(&str, &str) -> Option<String>,
) -> (Connection, PathBuf) {
    let path = database.with_extension("old");
    let mut old = Connection::open(&path).unwrap();
    let runner = embedded::migrations::runner().set_target(Target::Version(version));
    runner.run(&mut old).unwrap();
    old.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    old.execute("ATTACH ?1 AS new", [database.to_str()])
        .unwrap();
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = old.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let tables = "SELECT name FROM main.sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'refinery%'";
    for table in texts(tables) {
        let names = format!("SELECT name FROM pragma_table_info('{table}', 'main')");
        let names = texts(&names).join(", ");
        let read = read(&table, &names).unwrap_or_else(|| names.clone());
        old.execute_batch(&format!(
            "DELETE FROM main.{table};
             INSERT INTO main.{table} ({names}) SELECT {read} FROM new.{table};"
        ))
        .unwrap();
    }
    (old, path)
}

/// Puts such a file in the place of the database, and takes away what is kept beside that.
pub fn put_in_place(old: &Path, database: &Path) {
    for end in ["db-wal", "db-shm", "sums", "db.commits"] {
        fs::remove_file(database.with_extension(end)).ok();
    }
    fs::rename(old, database).unwrap();
}
