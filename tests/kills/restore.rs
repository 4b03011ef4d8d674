//! A restore of central that is killed at its first write, at its second, and so on until it ends by itself:
//! what was acknowledged stands there, or was moved aside whole, and no start goes on without it in silence.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proco_access::Role;
use proco_central::copies::{self, Existing};
use proco_central::{Central, CentralError, Config, SystemClock};
use rusqlite::{Connection, OpenFlags};

use crate::program::own_process;
use crate::writes::{at_each, is_killed};

/// Set for the process that restores: where.
pub const FOLDER: &str = "PROCO_RESTORE";

const COPY: &str = "copy.db";

fn open(folder: &Path) -> Result<Central, CentralError> {
    Central::open(Config::new(folder), Arc::new(SystemClock))
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

/// What the environment says.
pub fn as_told(folder: &Path) {
    let copy = folder.join(COPY);
    block_on(copies::restore(
        folder,
        &copy,
        Existing::MoveAside,
        &SystemClock,
    ))
    .unwrap();
}

/// A folder as a killed central leaves it: of two codes the copy holds none, and the database the first;
/// the second stands in its log alone.
fn left_by_a_killed_central() -> tempfile::TempDir {
    let (folder, left) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    block_on(async {
        let central = open(folder.path()).unwrap();
        central.backup(&folder.path().join(COPY)).await.unwrap();
        let code = || central.enrol_code("noord".parse().unwrap(), Role::Officer);
        code().await.unwrap();
        central.leave().await.unwrap();
        drop(central);
        let central = open(folder.path()).unwrap();
        let code = central.enrol_code("noord".parse().unwrap(), Role::Officer);
        code.await.unwrap();
        copy_files(folder.path(), left.path());
    });
    left
}

pub fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if from.is_dir() {
            fs::create_dir(&to).unwrap();
            copy_files(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

fn count(database: &Path, sql: &str) -> i64 {
    let database = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE);
    database
        .unwrap()
        .query_row(sql, [], |row| row.get(0))
        .unwrap()
}

const CODES: &str = "SELECT count(*) FROM enrolment_codes";
const RESTORES: &str = "SELECT count(*) FROM restores";

fn moved_aside(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let database = |path: &PathBuf| {
        let name = path.to_string_lossy();
        name.contains("db.moved-aside-") && !name.ends_with("-wal") && !name.ends_with("-shm")
    };
    paths.filter(database).collect()
}

/// What stood there after each kill.
#[derive(Debug, Default)]
struct Found {
    old: usize,
    refused: usize,
    copy: usize,
}

pub fn kill_at_each_write() {
    let killed_central = left_by_a_killed_central();
    let mut found = Found::default();
    at_each(|strace, when| kill_one(&killed_central, strace, when, &mut found));
    println!("a restore killed at each write: {found:?}");
    assert!(
        found.old > 20 && found.refused >= 3 && found.copy >= 3,
        "{found:?}"
    );
}

/// Whether it was killed.
fn kill_one(left: &tempfile::TempDir, strace: &[String], when: &str, found: &mut Found) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    copy_files(left.path(), folder);
    let mut command = own_process(strace);
    let killed = is_killed(command.env(FOLDER, folder), when);
    let database = folder.join("central.db");
    match open(folder) {
        Ok(central) => {
            block_on(central.leave()).unwrap();
            drop(central);
            if count(&database, RESTORES) == 0 {
                assert_eq!(count(&database, CODES), 2, "{when}: nothing is lost");
                found.old += 1;
                return killed;
            }
            found.copy += 1;
        }
        Err(CentralError::DatabaseGone(_)) => {
            // Once more, as the refusal says.
            as_told(folder);
            open(folder).unwrap();
            found.refused += 1;
        }
        Err(error) => panic!("{when}: {error}"),
    }
    assert_eq!(count(&database, CODES), 0, "{when}: it is the copy");
    let aside = moved_aside(folder);
    let whole = aside.iter().filter(|aside| count(aside, CODES) == 2);
    assert_eq!(whole.count(), 1, "{when}: database and log are kept");
    killed
}
