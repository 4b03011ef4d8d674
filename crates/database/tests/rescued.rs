//! What is rescued of a database in which pages are damaged.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use proco_database::{RescueFault, Rescued, mend_single_bits, rescue, rescue_file, working_copy};
use rusqlite::{Connection, Error};

const PAGE: usize = 4096;
const STOPS: u64 = 2000;
/// As the phone gives its key: no time is spent on deriving one.
const KEY: &str = "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'";
const OTHER: &str = "x'00ff02030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'";

/// 2,000 stops with two revisions each; a store with a key, or one without.
fn store(folder: &Path, key: Option<&str>) -> PathBuf {
    let file = folder.join("store.db");
    let db = open(&file, key).unwrap();
    db.execute_batch(
        "CREATE TABLE stops (id INTEGER PRIMARY KEY, stop_id BLOB NOT NULL UNIQUE, body TEXT) STRICT;
         CREATE TABLE revisions (stop_id BLOB NOT NULL, revision INTEGER NOT NULL, body TEXT,
             PRIMARY KEY (stop_id, revision)) STRICT, WITHOUT ROWID;
         CREATE TABLE empty (id INTEGER PRIMARY KEY) STRICT;
         CREATE INDEX by_body ON stops (body);
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
         INSERT INTO stops SELECT i, CAST(printf('%016d', i * 7919 % 1000003) AS BLOB),
             printf('%0120d', i * 104729 % 1000003) FROM n;
         INSERT INTO revisions SELECT stop_id, 1, body FROM stops;
         INSERT INTO revisions SELECT stop_id, 2, body FROM stops;",
    )
    .unwrap();
    file
}

fn open(file: &Path, key: Option<&str>) -> Result<Connection, Error> {
    let db = Connection::open(file)?;
    if let Some(key) = key {
        db.execute_batch(&format!(
            "PRAGMA cipher_log_level = NONE; PRAGMA key = \"{key}\""
        ))?;
    }
    Ok(db)
}

fn of<'a>(rescued: &'a [Rescued], table: &str) -> &'a Rescued {
    rescued.iter().find(|found| found.table == table).unwrap()
}

/// Damages pages by a seed and tells what was rescued.
fn damaged(file: &Path, key: Option<&str>, pages: &[usize]) -> Vec<Rescued> {
    let mut bytes = fs::read(file).unwrap();
    for page in pages {
        for byte in &mut bytes[page * PAGE + 8..page * PAGE + 40] {
            *byte = !*byte;
        }
    }
    let broken = file.with_file_name("broken.db");
    fs::write(&broken, bytes).unwrap();
    let into = Connection::open_in_memory().unwrap();
    let rescued = rescue(&|| open(&broken, key), &into).unwrap();
    for found in &rescued {
        let sql = format!("SELECT count(*) FROM {}", found.table);
        let there: i64 = into.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(there.unsigned_abs(), found.read, "what is told is there");
    }
    rescued
}

#[test]
fn of_a_sound_store_every_row_is_read() {
    for key in [None, Some(KEY)] {
        let folder = tempfile::tempdir().unwrap();
        let file = store(folder.path(), key);
        let rescued = damaged(&file, key, &[]);
        let told: Vec<_> = rescued
            .iter()
            .map(|found| (found.table.as_str(), found.read, found.unreadable))
            .collect();
        assert_eq!(
            told,
            [
                ("empty", 0, 0),
                ("revisions", 2 * STOPS, 0),
                ("stops", STOPS, 0)
            ]
        );
    }
}

#[test]
fn a_damaged_page_takes_its_own_rows_and_no_others() {
    for key in [None, Some(KEY)] {
        let folder = tempfile::tempdir().unwrap();
        let file = store(folder.path(), key);
        let size = fs::metadata(&file).unwrap().len();
        let pages = usize::try_from(size).unwrap() / PAGE;
        let (mut most, mut lost) = (0, 0);
        for page in (7..pages).step_by(97) {
            let rescued = damaged(&file, key, &[page]);
            for (table, rows) in [("stops", STOPS), ("revisions", 2 * STOPS)] {
                let found = of(&rescued, table);
                let gone = rows - found.read;
                most = most.max(gone);
                lost += gone;
                assert!(gone == 0 || found.unreadable > 0, "page {page}: {found:?}");
            }
        }
        println!(
            "key {}: at most {most} rows a page, {lost} in all",
            key.is_some()
        );
        // A page of this size holds some 30 rows of these. (One that lists other pages would take
        // along all that hang on it; the pages tried here hold rows.)
        assert!(most < 60, "{most}");
    }
}

#[test]
fn the_last_page_and_many_pages_are_gone_round() {
    let folder = tempfile::tempdir().unwrap();
    let key = Some(KEY);
    let file = store(folder.path(), key);
    let last: i64 = {
        let db = open(&file, key).unwrap();
        // The page with the last rows of the table: pages are handed out in order.
        let sql = "SELECT max(pageno) FROM dbstat WHERE name = 'stops'";
        db.query_row(sql, [], |row| row.get(0)).unwrap_or(0)
    };
    if last > 0 {
        let page = usize::try_from(last).unwrap() - 1;
        let found = damaged(&file, key, &[page]);
        let stops = of(&found, "stops");
        assert!(
            stops.read > STOPS - 100 && stops.unreadable > 0,
            "{stops:?}"
        );
    }
    let many: Vec<usize> = (10..200).step_by(9).collect();
    let found = damaged(&file, key, &many);
    let stops = of(&found, "stops");
    assert!(stops.read > STOPS / 2, "{stops:?}");
    assert!(stops.read < STOPS && stops.unreadable > 0, "{stops:?}");
}

#[test]
fn without_its_first_page_or_its_key_nothing_is_claimed() {
    let folder = tempfile::tempdir().unwrap();
    let file = store(folder.path(), Some(KEY));
    let into = Connection::open_in_memory().unwrap();
    let fault = rescue(&|| open(&file, Some(OTHER)), &into).unwrap_err();
    assert_eq!(fault, RescueFault::NoTables);
    assert!(fault.to_string().contains("first page"));
}

/// A list of tables that is longer than a page: the first one holds no row of it.
#[test]
fn without_its_first_page_every_row_is_read_where_the_list_of_tables_is_longer_than_that() {
    for key in [None, Some(KEY)] {
        let folder = tempfile::tempdir().unwrap();
        let file = store(folder.path(), key);
        let db = open(&file, key).unwrap();
        for number in 0..20 {
            let words = "what stands in it, and why ".repeat(20);
            db.execute_batch(&format!(
                "CREATE TABLE more_{number} (id INTEGER PRIMARY KEY, name TEXT UNIQUE /* {words} */) STRICT;
                 INSERT INTO more_{number} (name) VALUES ('{number}')"
            ))
            .unwrap();
        }
        drop(db);
        let sound = damaged(&file, key, &[]);
        let whole = fs::read(&file).unwrap();
        let open = |file: &Path| open(file, key);
        let rescued = |bytes: &[u8], whole: bool| {
            fs::write(&file, bytes).unwrap();
            let into = Connection::open_in_memory().unwrap();
            rescue_file(&file, &open, &into, &|_| whole)
        };
        // Of an encrypted file the salt has to be there.
        let begin = if key.is_some() { 16 } else { 0 };
        let mut bytes = whole.clone();
        bytes[begin..PAGE].fill(0);
        assert_eq!(rescued(&bytes, true).unwrap(), sound);
        assert_eq!(rescued(&bytes, false), Err(RescueFault::NoTables));
        // Beside another damaged page, its own rows are missing and no others.
        let at = bytes.len() / PAGE / 2 * PAGE;
        bytes[at..at + 64].fill(0xff);
        let without = rescued(&bytes, true).unwrap();
        let read = |rescued: &[Rescued]| rescued.iter().map(|found| found.read).sum::<u64>();
        assert_eq!(without.len(), sound.len());
        assert!(read(&without) < read(&sound) && read(&without) > read(&sound) * 9 / 10);
        if key.is_some() {
            bytes[..16].fill(0);
            assert_eq!(rescued(&bytes, true), Err(RescueFault::NoTables));
        }
    }
}

#[test]
fn one_wrong_bit_in_a_page_is_found_and_put_right_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = store(folder.path(), Some(KEY));
    let whole = fs::read(&file).unwrap();
    let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let last = whole.len() - 1;
    // The salt, the list of tables, a page in the middle, a start value, a sum, the last byte.
    for at in [
        3,
        900,
        40 * PAGE + 77,
        41 * PAGE + 4020,
        42 * PAGE + 4090,
        last,
    ] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&file, &bytes).unwrap();
        assert_eq!(mend_single_bits(&file, &key).unwrap(), 1, "byte {at}");
        assert!(fs::read(&file).unwrap() == whole, "byte {at}");
    }
    // Two in one page are more than can be tried; with another key nothing fits.
    let mut bytes = whole.clone();
    bytes[50 * PAGE] ^= 3;
    fs::write(&file, &bytes).unwrap();
    assert_eq!(mend_single_bits(&file, &key).unwrap(), 0);
    assert!(
        fs::read(&file).unwrap() == bytes,
        "what is not sure is left as it was"
    );
}

#[test]
fn of_a_store_that_lacks_its_last_pages_the_others_are_read() {
    for key in [None, Some(KEY)] {
        let folder = tempfile::tempdir().unwrap();
        let file = store(folder.path(), key);
        let bytes = fs::read(&file).unwrap();
        let (mut before, pages) = (u64::MAX, bytes.len() / PAGE);
        // Whole pages, and a part of one.
        for lost in [100, PAGE, 3 * PAGE, pages / 2 * PAGE] {
            let cut = folder.path().join("cut.db");
            fs::write(&cut, &bytes[..bytes.len() - lost]).unwrap();
            let work = tempfile::tempdir().unwrap();
            let copy = working_copy(&cut, work.path()).unwrap();
            let into = Connection::open_in_memory().unwrap();
            let rescued = rescue(&|| open(&copy, key), &into).unwrap();
            let rows = of(&rescued, "stops").read + of(&rescued, "revisions").read;
            assert!(rows > 0 && rows <= before, "{lost} bytes: {rescued:?}");
            before = rows;
        }
        assert!(before < 3 * STOPS, "half of it holds fewer rows");
    }
}

#[test]
fn pages_of_zeros_are_no_pages_in_which_a_bit_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = store(folder.path(), Some(KEY));
    let mut bytes = fs::read(&file).unwrap();
    // More of them than wrong pages are tried, and a wrong bit behind them.
    bytes[20 * PAGE..100 * PAGE].fill(0);
    bytes[101 * PAGE + 1000] ^= 4;
    fs::write(&file, &bytes).unwrap();
    let key = std::array::from_fn(|at| u8::try_from(at).unwrap());
    assert_eq!(mend_single_bits(&file, &key).unwrap(), 1);
}
