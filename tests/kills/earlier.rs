//! The folder of a program as an earlier version of it left it, with something in its store.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proco_device::Device;
use proco_domain::ids::DraftId;
use proco_testbed::phone::{known, plate_request, smallest};
use refinery::Target;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::program::{Program, open_phone};

/// A folder, and what is in it.
pub struct Earlier {
    pub program: Program,
    pub folder: TempDir,
    /// Table → rows, without the history of the schema.
    pub rows: BTreeMap<String, i64>,
    /// What the program says of its state once it was started in peace.
    pub says: String,
    pub what: String,
}

impl Earlier {
    /// Nothing yet: the first start is still to come.
    pub fn nothing(program: Program) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let says = match program {
            Program::Phone => "0 stops, draft false, waiting 0, told []",
            Program::Central | Program::KeyService => "",
        };
        Self {
            program,
            folder,
            rows: BTreeMap::new(),
            says: says.to_owned(),
            what: format!("{program:?}, first start"),
        }
    }

    /// The store of each schema that ever landed but the newest, filled by the program of today and
    /// taken back column by column.
    pub fn of_each_version(program: Program) -> Vec<Self> {
        let newest = tempfile::tempdir().unwrap();
        fill(program, newest.path());
        let count = program.runner().get_migrations().len();
        (1..count)
            .map(|version| Self::taken_back(program, newest.path(), version))
            .collect()
    }

    fn taken_back(program: Program, newest: &Path, version: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in program.first_files() {
            // The first versions kept the keys among the data.
            let apart = newest.join("keys").join(name);
            let from = if apart.exists() {
                apart
            } else {
                newest.join(name)
            };
            fs::copy(from, folder.path().join(name)).unwrap();
        }
        let file = program.database(folder.path());
        let mut old = program.bare(newest, &file);
        old.execute_batch("PRAGMA journal_mode = WAL").unwrap();
        program
            .runner()
            .set_target(Target::Version(i32::try_from(version).unwrap()))
            .run(&mut old)
            .unwrap();
        let new = program.bare(newest, &program.database(newest));
        let mut rows = BTreeMap::new();
        for table in tables(&old) {
            rows.insert(table.clone(), copy(&new, &old, &table));
        }
        drop(old);
        if rows.contains_key("commits") {
            let count = |file: &Path| file.with_extension("db.commits");
            fs::copy(count(&program.database(newest)), count(&file)).unwrap();
        }
        let says = match program {
            Program::Phone => "5 stops, draft true, waiting 10, told []",
            Program::Central | Program::KeyService => "",
        };
        Self {
            program,
            folder,
            rows,
            says: says.to_owned(),
            what: format!("{program:?}, upgrade from V{version}"),
        }
    }

    /// The same files in another folder.
    pub fn copy(&self, into: &Path) {
        for entry in fs::read_dir(self.folder.path()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), into.join(entry.file_name())).unwrap();
        }
    }

    /// Starts the program in peace, and looks whether everything is there.
    pub fn must_open(&self, folder: &Path, when: &str) {
        let says = self
            .program
            .start(folder)
            .unwrap_or_else(|error| panic!("{}, {when}: {error}", self.what));
        assert_eq!(says, self.says, "{}, {when}", self.what);
        let file = self.program.database(folder);
        let bare = self.program.bare(folder, &file);
        if self.program != Program::KeyService {
            let alarms = "SELECT count(*) FROM commits WHERE lost_at IS NOT NULL";
            let alarms: i64 = bare.query_row(alarms, [], |row| row.get(0)).unwrap();
            assert_eq!(alarms, 0, "{}, {when}: a false alarm", self.what);
        }
        for (table, rows) in &self.rows {
            let found = count(&bare, table);
            assert_eq!(found, *rows, "{}, {when}: rows of {table}", self.what);
        }
    }
}

fn count(connection: &Connection, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    connection.query_row(&sql, [], |row| row.get(0)).unwrap()
}

fn tables(connection: &Connection) -> Vec<String> {
    texts(
        connection,
        "SELECT name FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'refinery_schema_history'",
    )
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Copies the columns that a table had then. One that is gone since holds numbers, and gets 0; the slot of the one
/// draft was always 1.
fn copy(new: &Connection, old: &Connection, table: &str) -> i64 {
    let columns = texts(
        old,
        &format!("SELECT name FROM pragma_table_info('{table}')"),
    );
    let list = columns.join(", ");
    let kept = texts(
        new,
        &format!("SELECT name FROM pragma_table_info('{table}')"),
    );
    let read: Vec<&str> = columns
        .iter()
        .map(|column| match column.as_str() {
            column if kept.iter().any(|kept| kept == column) => column,
            "slot" => "1",
            _ => "0",
        })
        .collect();
    let read = read.join(", ");
    old.execute(&format!("DELETE FROM {table}"), []).unwrap();
    let mut statement = new.prepare(&format!("SELECT {read} FROM {table}")).unwrap();
    let mut rows = statement.query([]).unwrap();
    let marks = vec!["?"; columns.len()].join(", ");
    let insert = format!("INSERT INTO {table} ({list}) VALUES ({marks})");
    old.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    while let Some(row) = rows.next().unwrap() {
        let values = (0..columns.len()).map(|at| row.get::<_, rusqlite::types::Value>(at).unwrap());
        old.execute(&insert, rusqlite::params_from_iter(values))
            .unwrap();
    }
    count(old, table)
}

fn fill(program: Program, folder: &Path) {
    match program {
        Program::Phone => fill_phone(folder),
        Program::Central => {
            program.start(folder).unwrap();
            let file = program.database(folder);
            program.bare(folder, &file).execute_batch(RECORDS).unwrap();
        }
        Program::KeyService => {
            program.start(folder).unwrap();
            let file = program.database(folder);
            program.bare(folder, &file).execute_batch(EPOCHS).unwrap();
        }
    }
}

/// Five stops that were not sent, and an open draft.
fn fill_phone(folder: &Path) {
    let device = open_phone(folder).unwrap();
    for number in 0..6 {
        let draft = checks(&device);
        if number < 5 {
            device.finish(draft, None).unwrap();
        }
    }
    device.close();
}

/// Looks a plate up and answers all that a stop needs.
pub fn checks(device: &Device) -> DraftId {
    let look_up = known(device.look_up(plate_request("00-GHJ-0")).unwrap());
    let draft = device.start_check(look_up.query).unwrap();
    for change in smallest() {
        device.save_field(draft.id, change).unwrap();
    }
    draft.id
}

const RECORDS: &str = "
    INSERT INTO records (report, revision, kind, epoch, officer, subject, team, hour, week, facts)
    SELECT randomblob(16), 1, 'query', 20264, randomblob(8), randomblob(16), 'noord', 498600,
        498500, '{}'
    FROM (VALUES (1), (2), (3), (4), (5));
    INSERT INTO devices (device, public_key, role, team, enrolled_at)
    VALUES (randomblob(16), randomblob(32), 'officer', 'noord', 1795000000000);
    INSERT INTO rollup VALUES ('noord', 498500, 20264, randomblob(8), 'stops', 5);";

const EPOCHS: &str = "
    INSERT INTO epochs (epoch, state, public_key, secret_key, created_at, expired_at, destroyed_at)
    VALUES ('2024Q1', 'destroyed', randomblob(32), NULL, 1704000000000, 1, 2);
    INSERT INTO quota VALUES ('0195c000-0000-7000-8000-000000000001', 5, 1795000000000);
    INSERT INTO revocations VALUES ('0195c000-0000-7000-8000-000000000002', 1795000000, 1795000000000);";
