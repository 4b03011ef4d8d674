//! What agent Noor gets back of a store whose first page is damaged.

use std::fs;

use proco_device::{FileKeyStore, NotRescued, RescueFault, RescueForm, rescue_store};

use crate::rescued::{STOPS, aside, shift};

/// The salt, in the first 16 bytes, and all of the first page but it.
#[test]
fn without_its_first_page_every_row_of_a_store_comes_back_and_the_app_goes_on_with_it() {
    let mut kept = None;
    drop(shift().closed(|files| kept = Some(files.copy())));
    let files = kept.unwrap();
    let keys = FileKeyStore::at(files.keys());
    let rescued = |name: &str| {
        let new = files.beside(name);
        rescue_store(&files.file(), &keys, &new, RescueForm::Store).map(|found| (new, found))
    };
    let (_, sound) = rescued(".sound").unwrap();
    let mut bytes = fs::read(files.file()).unwrap();
    for damage in [0..16, 0..40, 16..4096, 0..4096] {
        let mut damaged = bytes.clone();
        damaged[damage.clone()].fill(0);
        fs::write(files.file(), &damaged).unwrap();
        let (new, found) = rescued(".again").unwrap_or_else(|fault| panic!("{damage:?}: {fault}"));
        assert_eq!(found, sound, "{damage:?}");
        fs::remove_file(new).unwrap();
    }
    bytes[..4096].fill(0);
    fs::write(files.file(), &bytes).unwrap();
    let (new, found) = rescued(".rescued").unwrap();
    assert_eq!(found, sound);
    let rows = |table: &str| found.iter().find(|found| found.table == table).unwrap();
    for (table, least) in [("stops", STOPS), ("queries", STOPS + 1), ("drafts", 1)] {
        assert!(rows(table).read >= least as u64, "{table}: {found:?}");
    }
    assert_eq!(rows("outbox").read, 2 * STOPS as u64);

    // Without a page of the list of tables as well, what it listed would be missing without a word.
    let whole = bytes.clone();
    let mut without = 0;
    for page in 1..8 {
        bytes[page * 4096..(page + 1) * 4096].fill(0xff);
        fs::write(files.file(), &bytes).unwrap();
        match rescued(&format!(".page-{page}")) {
            Ok((_, some)) => assert_eq!(some.len(), found.len(), "page {page}"),
            Err(fault) => {
                assert_eq!(fault, NotRescued::Rows(RescueFault::NoTables));
                without += 1;
            }
        }
        bytes.clone_from(&whole);
    }
    assert!(without > 0);

    fs::rename(&new, files.file()).unwrap();
    for name in files.names() {
        if name.contains("-wal") || name.contains("-shm") || name.ends_with(".commits") {
            fs::remove_file(files.file().with_file_name(name)).unwrap();
        }
    }
    let noor = files.start().unwrap();
    assert_eq!(noor.device.my_stops().unwrap().len(), STOPS);
    assert!(noor.device.open_draft().unwrap().is_some());
}

/// The app that finds a store without its salt moves it aside; what stands aside is rescued with the copy of the salt
/// that was moved with it, although the new store has another.
#[test]
fn a_store_that_was_moved_aside_without_its_salt_is_rescued() {
    let mut kept = None;
    drop(shift().closed(|files| kept = Some(files.copy())));
    let files = kept.unwrap();
    let mut bytes = fs::read(files.file()).unwrap();
    bytes[..16].fill(0xff);
    fs::write(files.file(), &bytes).unwrap();
    let noor = files.start().unwrap();
    let files = noor.as_killed_now();
    let aside = aside(&files, "damaged");
    let new = files.beside(".rescued");
    let keys = FileKeyStore::at(files.keys());
    let found = rescue_store(&aside, &keys, &new, RescueForm::Store).unwrap();
    let stops = found.iter().find(|found| found.table == "stops").unwrap();
    assert_eq!((stops.read, stops.unreadable), (STOPS as u64, 0));
}

/// A copy of the salt that is not that of this store, or is damaged itself, changes nothing.
#[test]
fn a_wrong_copy_of_the_salt_harms_nothing() {
    let mut kept = None;
    drop(shift().closed(|files| kept = Some(files.copy())));
    let files = kept.unwrap();
    let mut other = None;
    drop(shift().closed(|files| other = Some(files.copy())));
    let keys = FileKeyStore::at(files.keys());
    for salt in [
        fs::read(other.unwrap().beside(".salt")).unwrap(),
        vec![7; 48],
        Vec::new(),
    ] {
        fs::write(files.beside(".salt"), salt).unwrap();
        let new = files.beside(".rescued");
        let found = rescue_store(&files.file(), &keys, &new, RescueForm::Store).unwrap();
        let stops = found.iter().find(|found| found.table == "stops").unwrap();
        assert_eq!((stops.read, stops.unreadable), (STOPS as u64, 0));
        fs::remove_file(new).unwrap();
    }
}
