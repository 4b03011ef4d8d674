//! What agent Noor gets back of a store that was set aside.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use proco_device::view::Notice;
use proco_device::{FileKeyStore, NotRescued, RescueFault, RescueForm, rescue_store};

use proco_testbed::phone::{Files, Phone, smallest};

pub const STOPS: usize = 40;

/// A shift with an open draft; the log is folded in when `closed`.
pub fn shift() -> Phone {
    let noor = Phone::new();
    for _ in 0..STOPS {
        noor.stops("BB-00-DD", []);
    }
    let look_up = noor.looks_up("FF-00-GH");
    let draft = noor.device.start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    noor
}

/// The store that was set aside, by what follows its name.
pub fn aside(files: &Files, kind: &str) -> PathBuf {
    let start = format!("proco.db.{kind}-");
    let name = files
        .names()
        .into_iter()
        .find(|name| {
            name.starts_with(&start) && !name.ends_with("-wal") && !name.ends_with(".salt")
        })
        .unwrap();
    files.file().with_file_name(name)
}

fn program(words: &[&str], files: &Files, file: &PathBuf) -> Output {
    Command::new(env!("CARGO_BIN_EXE_proco-device"))
        .args(words)
        .arg(file)
        .arg("--keys")
        .arg(files.keys())
        .output()
        .unwrap()
}

#[test]
fn of_a_damaged_store_every_row_but_those_of_its_page_comes_back() {
    let mut kept = None;
    drop(shift().closed(|files| kept = Some(files.copy())));
    let files = kept.take().unwrap();
    let keys = FileKeyStore::at(files.keys());
    let new = files.beside(".rescued");
    let whole = fs::read(files.file()).unwrap();
    let pages = whole.len() / 4096;
    // Names are drawn, so which pages hold rows is chance: the first from the middle on that does.
    let (rescued, read, unreadable) = (pages / 2..pages)
        .find_map(|page| {
            let mut bytes = whole.clone();
            let at = page * 4096 + 2048;
            bytes[at..at + 3].copy_from_slice(b"off");
            fs::write(files.file(), bytes).unwrap();
            let rescued = rescue_store(&files.file(), &keys, &new, RescueForm::Store);
            if rescued == Err(NotRescued::Rows(RescueFault::NoTables)) {
                // A page of the list of tables, which is longer than one page. Without it no row is read.
                return None;
            }
            fs::remove_file(&new).unwrap();
            let rescued = rescued.unwrap();
            if rescued
                .iter()
                .any(|table| table.read == 0 && table.unreadable > 0)
            {
                // A page that leads to all others of a table, whose rows are then not found.
                return None;
            }
            let read: u64 = rescued.iter().map(|table| table.read).sum();
            let unreadable: u64 = rescued.iter().map(|table| table.unreadable).sum();
            (unreadable > 0).then_some((rescued, read, unreadable))
        })
        .expect("one of them holds rows");
    println!("three bytes in a store of {STOPS} stops: {read} rows read, {unreadable} not");
    assert!(unreadable < read / 2, "{rescued:?}");

    // The app that meets this file sets it aside, and it can be read there just as well.
    let noor = files.start().unwrap();
    assert_eq!(
        noor.device.status().unwrap().notices,
        [Notice::StoreMovedAside]
    );
    let noor = noor.closed(|files| kept = Some(files.copy())).unwrap();
    drop(noor);
    let files = kept.unwrap();
    let keys = FileKeyStore::at(files.keys());
    let damaged = aside(&files, "damaged");
    let before = fs::read(&damaged).unwrap();
    let new = files.beside(".rescued");
    let again = rescue_store(&damaged, &keys, &new, RescueForm::Store).unwrap();
    assert_eq!(again, rescued);
    assert!(fs::read(&damaged).unwrap() == before, "it is only read");
    assert!(
        rescue_store(&damaged, &keys, &new, RescueForm::Store).is_err(),
        "nothing is overwritten"
    );

    fs::rename(&new, files.file()).unwrap();
    for name in files.names() {
        if name.contains("-wal") || name.contains("-shm") || name.ends_with(".commits") {
            fs::remove_file(files.file().with_file_name(name)).unwrap();
        }
    }
    let noor = files.start().unwrap();
    let stops = rescued.iter().find(|table| table.table == "stops").unwrap();
    assert_eq!(
        noor.device.my_stops().unwrap().len() as u64,
        stops.read,
        "the app goes on with it"
    );
}

#[test]
fn behind_a_wrong_bit_in_the_log_all_is_there_still() {
    let files = shift().as_killed_now();
    let mut log = fs::read(files.beside("-wal")).unwrap();
    // In the sum of the fifth frame: SQLite believes nothing from there on.
    log[32 + 4 * (24 + 4096) + 20] ^= 1;
    fs::write(files.beside("-wal"), log).unwrap();
    let copy = files.copy();
    let noor = files.start().unwrap();
    assert_eq!(noor.device.my_stops().unwrap().len(), 0);
    assert_eq!(noor.device.status().unwrap().notices, [Notice::SavesLost]);
    let mut kept = None;
    drop(noor.closed(|files| kept = Some(files.copy())));
    let files = kept.unwrap();
    for (which, files, file) in [
        ("kept aside", &files, aside(&files, "cut")),
        ("before any start", &copy, copy.file()),
    ] {
        let new = files.beside(".json");
        let mut words = vec!["rescue", "--to"];
        words.push(new.to_str().unwrap());
        let output = program(&words, files, &file);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{which}: {said}");
        assert!(
            said.contains(&format!("stops: {STOPS} rows, 0 could not")),
            "{which}: {said}"
        );
        assert!(
            said.contains("drafts: 1 rows, 0 could not"),
            "{which}: {said}"
        );
        assert!(
            !said.contains("AB") && !said.contains("12CD"),
            "no mark: {said}"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&new).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "only its owner may read it");
        }
        let text: serde_json::Value = serde_json::from_slice(&fs::read(&new).unwrap()).unwrap();
        assert_eq!(text["stops"].as_array().unwrap().len(), STOPS);
        assert!(
            text["drafts"][0]["body"]
                .as_str()
                .unwrap()
                .contains("FF00GH")
        );
        assert!(!files.names().iter().any(|name| name.ends_with(".work")));
    }
}

#[test]
fn of_a_store_that_lacks_its_last_pages_what_is_there_comes_back() {
    let mut kept = None;
    drop(shift().closed(|files| kept = Some(files.copy())));
    let files = kept.unwrap();
    let whole = fs::read(files.file()).unwrap();
    for lost in [1000, 4096, 3 * 4096] {
        fs::write(files.file(), &whole[..whole.len() - lost]).unwrap();
        let new = files.beside(&format!(".{lost}"));
        let keys = FileKeyStore::at(files.keys());
        let rescued = rescue_store(&files.file(), &keys, &new, RescueForm::Store);
        let rescued = rescued.unwrap_or_else(|error| panic!("{lost} bytes: {error}"));
        let stops = rescued.iter().find(|table| table.table == "stops").unwrap();
        assert!(stops.read > 0, "{lost} bytes: {rescued:?}");
    }
}

#[test]
fn the_program_says_what_it_finds_and_no_mark() {
    let mut said = String::new();
    let noor = shift().closed(|files| {
        let output = program(&["check"], files, &files.file());
        assert!(output.status.success());
        said = String::from_utf8(output.stdout).unwrap();
        let keys = files.keys();
        let away = keys.with_extension("away");
        fs::rename(&keys, &away).unwrap();
        let output = program(&["check"], files, &files.file());
        let fault = String::from_utf8(output.stderr).unwrap();
        assert!(
            !output.status.success() && fault.contains("the store stays closed"),
            "{fault}"
        );
        fs::rename(away, keys).unwrap();
    });
    assert!(said.contains(&format!("own stops: {STOPS}")), "{said}");
    assert!(
        said.contains("open draft: yes") && said.contains("notices: \n"),
        "{said}"
    );
    assert!(!said.contains("AB"), "{said}");
    assert_eq!(noor.unwrap().device.my_stops().unwrap().len(), STOPS);
}

#[test]
fn a_file_that_is_no_store_is_told_and_nothing_is_made() {
    let mut kept = None;
    drop(Phone::new().closed(|files| kept = Some(files.copy())));
    let files = kept.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("mistyped.db");
    let empty = folder.path().join("empty.db");
    fs::write(&empty, "").unwrap();
    let new = folder.path().join("new.json");
    for file in [&gone, &empty] {
        for words in [&["check"][..], &["rescue", "--to", new.to_str().unwrap()]] {
            let output = program(words, &files, file);
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(!output.status.success(), "{words:?}");
            assert!(said.contains("is missing or empty"), "{words:?}: {said}");
            assert_eq!(
                fs::read_dir(folder.path()).unwrap().count(),
                1,
                "{words:?} made something"
            );
        }
    }
}

#[test]
fn the_log_of_a_store_that_vanished_is_read_with_a_copy_of_the_store_beside_it() {
    let files = shift().as_killed_now();
    let copy = fs::read(files.file()).unwrap();
    fs::remove_file(files.file()).unwrap();
    let noor = files.start().unwrap();
    assert_eq!(
        noor.device.status().unwrap().notices,
        [Notice::StoreVanished]
    );
    let mut kept = None;
    drop(noor.closed(|files| kept = Some(files.copy())));
    let files = kept.unwrap();
    let names = files.names();
    let log = names
        .iter()
        .find(|name| name.starts_with("proco.db.vanished-") && name.ends_with("-wal"));
    let log = log.unwrap().as_str();
    let store = log.trim_end_matches("-wal");
    let new = files.beside(".json");
    let rescue = |name: &str| {
        let words = ["rescue", "--to", new.to_str().unwrap()];
        let output = program(&words, &files, &files.file().with_file_name(name));
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    };
    for name in [log, store] {
        let (done, said) = rescue(name);
        let beside = files.file().with_file_name(store);
        let told = format!("under the name {}, and try", beside.display());
        assert!(!done && said.contains(&told), "{name}: {said}");
        assert!(!new.exists(), "{name}");
    }
    fs::write(files.file().with_file_name(store), copy).unwrap();
    for name in [log, store] {
        let (done, said) = rescue(name);
        let all = format!("stops: {STOPS} rows, 0 could not");
        assert!(done && said.contains(&all), "{name}: {said}");
        fs::remove_file(&new).unwrap();
    }
}

/// Wrong bits in a page, whichever it is: what was rescued is a store that the app goes on with.
#[test]
fn whichever_page_is_damaged_the_app_goes_on_with_what_was_rescued() {
    let noor = Phone::new();
    for _ in 0..3 {
        noor.stops("BB-00-DD", []);
    }
    let mut kept = None;
    drop(noor.closed(|files| kept = Some(files.copy())));
    let files = kept.unwrap();
    let whole = fs::read(files.file()).unwrap();
    let keys = FileKeyStore::at(files.keys());
    let pages = whole.len() / 4096;
    assert!(pages > 20, "{pages} pages");
    let (mut opened, mut without) = (0, 0);
    for page in (1..pages).step_by(3) {
        let mut bytes = whole.clone();
        // More than one bit: that is found by trying, as the next story tells.
        bytes[page * 4096 + 2048] ^= 3;
        fs::write(files.file(), bytes).unwrap();
        let new = files.beside(&format!(".page-{page}"));
        match rescue_store(&files.file(), &keys, &new, RescueForm::Store) {
            Ok(_) => {}
            // A page of the list of tables: without it SQLite knows of none.
            Err(NotRescued::Rows(RescueFault::NoTables)) => {
                without += 1;
                continue;
            }
            Err(other) => panic!("page {page}: {other}"),
        }
        let again = files.copy();
        for name in again.names() {
            if name.starts_with("proco.db") && !name.ends_with(".key-check") {
                fs::remove_file(again.file().with_file_name(name)).unwrap();
            }
        }
        fs::copy(&new, again.file()).unwrap();
        fs::remove_file(&new).unwrap();
        let noor = again
            .start()
            .unwrap_or_else(|error| panic!("page {page}: {error}"));
        let waiting = noor.device.sync_status().waiting;
        let listed = u32::try_from(noor.device.my_stops().unwrap().len()).unwrap();
        assert!(
            waiting >= listed,
            "page {page}: each stop is still to be sent"
        );
        noor.stops("FF-00-GH", []);
        opened += 1;
    }
    println!("{opened} pages rescued around, {without} of the list of tables");
    assert!(opened > 2 * without, "{opened} and {without}");
}

#[test]
fn one_wrong_bit_costs_nothing_wherever_it_fell() {
    let noor = Phone::new();
    for _ in 0..3 {
        noor.stops("BB-00-DD", []);
    }
    let mut kept = None;
    drop(noor.closed(|files| kept = Some(files.copy())));
    let files = kept.unwrap();
    let whole = fs::read(files.file()).unwrap();
    let keys = FileKeyStore::at(files.keys());
    // Also in the first page, which lists the tables and without which nothing can be read.
    let places = [5, 100, 4000]
        .into_iter()
        .chain((5000..whole.len()).step_by(9001));
    let mut tried = 0;
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(files.file(), bytes).unwrap();
        let new = files.beside(&format!(".bit-{at}"));
        let rescued = rescue_store(&files.file(), &keys, &new, RescueForm::Store)
            .unwrap_or_else(|fault| panic!("byte {at}: {fault}"));
        let unreadable: u64 = rescued.iter().map(|table| table.unreadable).sum();
        let stops = rescued.iter().find(|table| table.table == "stops").unwrap();
        assert_eq!((stops.read, unreadable), (3, 0), "byte {at}");
        tried += 1;
    }
    println!("{tried} single bits, all rows back each time");
}
