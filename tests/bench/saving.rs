//! The last tap of a check, which gives one more answer and saves the stop, against a bare SQLCipher
//! transaction that writes the same bytes to the same tables; and how often the disk is waited for.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::pairs::{Row, Wanted, in_turn, ratio, timed};
use crate::phone::Phone;

const PLATE: &str = "00-GHJ-0";
const MARK_BEGIN: &str = "/proco-bench-begin";
const MARK_END: &str = "/proco-bench-end";
const SAVES_UNDER_STRACE: usize = 20;

/// The rows of this part.
pub fn rows() -> Vec<Row> {
    let phone = Phone::new();
    let mut bare = Bare::like(&phone);
    let pairs = in_turn(200, || ours(&phone), || bare.saves());
    let mut rows = vec![ratio("saving a stop", &pairs, Wanted::AtMost(1.3))];
    rows.extend(syncs());
    rows
}

fn ours(phone: &Phone) -> Duration {
    let (draft, last) = phone.answered_draft(PLATE);
    timed(|| phone.device.finish(draft.id, Some(last)).unwrap())
}

/// The rows that one saved stop leaves behind, and a store of its own to write them to again.
struct Bare {
    store: Connection,
    stop: Vec<Value>,
    revision: Vec<Value>,
    outbox: Vec<Vec<Value>>,
    draft: Vec<Value>,
    query: Value,
    number: u128,
}

impl Bare {
    fn like(phone: &Phone) -> Self {
        let (draft, last) = phone.answered_draft(PLATE);
        let reader = phone.bare(&phone.file());
        let draft_row = all(&reader, "SELECT * FROM drafts").remove(0);
        phone.device.finish(draft.id, Some(last)).unwrap();
        let stop = all(&reader, "SELECT * FROM stops").remove(0);
        let revision = all(&reader, "SELECT * FROM stop_revisions").remove(0);
        let outbox = all(&reader, "SELECT * FROM outbox");
        let query = all(&reader, "SELECT query_id FROM queries")
            .remove(0)
            .remove(0);
        drop(reader);
        let store = phone.bare(&phone.copy());
        Self {
            store,
            stop,
            revision,
            outbox,
            draft: draft_row,
            query,
            number: 1,
        }
    }

    /// One transaction with the same rows, under names that are new each time.
    fn saves(&mut self) -> Duration {
        self.number += 1;
        let name = Value::Blob(self.number.to_be_bytes().to_vec());
        let insert = |table: &str, row: &[Value]| {
            let marks = vec!["?"; row.len()].join(", ");
            let sql = format!("INSERT INTO {table} VALUES ({marks})");
            let mut statement = self.store.prepare_cached(&sql).unwrap();
            statement.execute(params_from_iter(row)).unwrap();
        };
        insert("drafts", &self.draft);
        let mut stop = self.stop.clone();
        (stop[0], stop[1]) = (Value::Null, name.clone());
        let mut revision = self.revision.clone();
        revision[0] = name.clone();
        let mut outbox = self.outbox.clone();
        for (at, row) in outbox.iter_mut().enumerate() {
            let record = (self.number * 2 + at as u128).swap_bytes();
            (row[0], row[1]) = (Value::Null, Value::Blob(record.to_be_bytes().to_vec()));
        }
        timed(|| {
            self.store.execute_batch("BEGIN IMMEDIATE").unwrap();
            insert("stops", &stop);
            insert("stop_revisions", &revision);
            self.store
                .prepare_cached("UPDATE queries SET led_to = 'stop' WHERE query_id = ?1")
                .unwrap()
                .execute([&self.query])
                .unwrap();
            for row in &outbox {
                insert("outbox", row);
            }
            self.store
                .prepare_cached("DELETE FROM drafts")
                .unwrap()
                .execute([])
                .unwrap();
            self.store.execute_batch("COMMIT").unwrap();
        })
    }
}

fn all(store: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = store.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..columns)
            .map(|column| row.get(column))
            .collect::<rusqlite::Result<Vec<Value>>>()
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Runs this program again under strace, which sees each wait for the disk.
#[expect(clippy::cast_precision_loss, reason = "a few dozen")]
fn syncs() -> Option<Row> {
    let trace = tempfile::NamedTempFile::new().unwrap();
    let ran = Command::new("strace")
        .args(["-f", "-e", "trace=fsync,fdatasync,statx,newfstatat", "-o"])
        .arg(trace.path())
        .arg(std::env::current_exe().unwrap())
        .arg("save-only")
        .status();
    if !ran.is_ok_and(|status| status.success()) {
        eprintln!("strace cannot be used here: the waits for the disk were not counted");
        return None;
    }
    let (mut saving, mut saves, mut syncs) = (false, 0, 0);
    for line in std::fs::read_to_string(trace.path()).unwrap().lines() {
        if line.contains(MARK_BEGIN) {
            (saving, saves) = (true, saves + 1);
        } else if line.contains(MARK_END) {
            saving = false;
        } else if saving && (line.contains("fsync(") || line.contains("fdatasync(")) {
            syncs += 1;
        }
    }
    assert_eq!(saves, SAVES_UNDER_STRACE, "every save must have been seen");
    Some(Row {
        what: "waits for the disk (fsync) in a saved stop".to_owned(),
        ours: format!("{syncs} in {saves} saves"),
        bare: String::new(),
        figure: f64::from(syncs) / saves as f64,
        spread: None,
        wanted: Wanted::Exactly(1.0),
    })
}

/// What runs under strace: saves with a mark before and after each.
pub fn under_strace() {
    let phone = Phone::new();
    let mark = |path: &str| Path::new(path).exists();
    for _ in 0..SAVES_UNDER_STRACE {
        let (draft, last) = phone.answered_draft(PLATE);
        mark(MARK_BEGIN);
        phone.device.finish(draft.id, Some(last)).unwrap();
        mark(MARK_END);
    }
}
