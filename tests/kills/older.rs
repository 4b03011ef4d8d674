//! A start that finds its store older than it was, because its folder was put back from a copy or its log is
//! gone. Killed at any write, or on a full disk, it has kept that, or the next start finds it so again.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::disk::Disk;
use crate::earlier::checks;
use crate::program::{Program, open_phone};
use crate::restore::copy_files;
use crate::writes::{at_each, is_killed};

const WAITING: i64 = 2;

/// How a store came to be older than it was.
struct Older {
    what: &'static str,
    folder: tempfile::TempDir,
    /// What each trial has in the place of the folder: a copy of it is another folder already.
    forgets_its_place: bool,
    is_told: Told,
}

/// What the officer hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    AsLost,
    AsUncertain,
}

impl Older {
    fn all() -> [Self; 3] {
        [
            Self::put_back(),
            Self::without_its_log(),
            Self::without_its_log_and_count(),
        ]
    }

    fn put_back() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let phone = open_phone(folder.path()).unwrap();
        phone.finish(checks(&phone), None).unwrap();
        phone.close();
        Self {
            what: "put back",
            folder,
            forgets_its_place: false,
            is_told: Told::Nothing,
        }
    }

    fn without_its_log() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let phone = open_phone(folder.path()).unwrap();
        phone.finish(checks(&phone), None).unwrap();
        phone.close();
        let before = fs::read(folder.path().join("proco.db")).unwrap();
        let phone = open_phone(folder.path()).unwrap();
        let stop = phone.my_stops().unwrap()[0].id;
        phone.amend(stop).unwrap();
        phone.close();
        fs::write(folder.path().join("proco.db"), before).unwrap();
        Self {
            what: "without its log",
            folder,
            forgets_its_place: true,
            is_told: Told::AsLost,
        }
    }

    fn without_its_log_and_count() -> Self {
        let older = Self::without_its_log();
        fs::remove_file(older.folder.path().join("proco.db.commits")).unwrap();
        Self {
            what: "without its log and the count of its commits",
            is_told: Told::AsUncertain,
            ..older
        }
    }

    fn copy(&self, to: &Path) {
        copy_files(self.folder.path(), to);
        if self.forgets_its_place {
            fs::remove_file(to.join("proco.db.place")).unwrap();
        }
    }

    /// Starts it in peace: it knows then that what waits may have been sent.
    fn must_know(&self, folder: &Path, when: &str) {
        let phone = open_phone(folder).unwrap_or_else(|error| panic!("{when}: {error}"));
        phone.close();
        let store = Program::Phone.bare(folder, &folder.join("proco.db"));
        let count = |sql: &str| -> i64 {
            let count = |store: &Connection| store.query_row(sql, [], |row| row.get(0));
            count(&store).unwrap()
        };
        let when = format!("{}, {when}", self.what);
        assert!(
            count("SELECT revisions_from FROM sync_state") > 0,
            "{when}: not noticed"
        );
        let named = "SELECT (SELECT count(*) FROM queries WHERE report_id IS NOT NULL)
                         + (SELECT count(*) FROM stops WHERE report_id IS NOT NULL)";
        assert_eq!(count(named), WAITING, "{when}: not named");
        let (lost, at) = (
            count("SELECT lost FROM commits"),
            count("SELECT coalesce(lost_at, 0) FROM commits"),
        );
        let told = match (lost, at) {
            (0, 0) => Told::Nothing,
            (0, _) => Told::AsUncertain,
            _ => Told::AsLost,
        };
        assert_eq!(told, self.is_told, "{when}: {lost} lost");
    }
}

pub fn kill_at_each_write() {
    for older in Older::all() {
        let kills = at_each(|strace, when| {
            let folder = tempfile::tempdir().unwrap();
            older.copy(folder.path());
            let mut start = Program::Phone.command(folder.path(), strace);
            let killed = is_killed(&mut start, when);
            older.must_know(folder.path(), when);
            killed
        });
        println!("{}: killed at each of {kills} writes", older.what);
        assert!(kills > 5, "{}: strace saw {kills} writes", older.what);
    }
}

/// Such a start at every level of room.
pub fn at_every_level(disk: &Disk, levels: impl Iterator<Item = u64> + Clone) {
    for older in Older::all() {
        let mut refused = 0;
        for room in levels.clone() {
            let data = disk.path().join("data");
            fs::create_dir(&data).unwrap();
            older.copy(&data);
            disk.leave(room);
            refused += usize::from(Program::Phone.start(&data).is_err());
            disk.make_room();
            older.must_know(&data, &format!("after {room} bytes of room"));
            disk.empty();
        }
        println!("{}: {refused} starts refused on a full disk", older.what);
    }
}
