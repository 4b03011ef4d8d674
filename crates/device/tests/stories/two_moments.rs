//! A store and a log of two moments: one of them was put back alone. SQLite would read a mixture of both.

use std::fs;

use proco_testbed::phone::{Files, Phone};

const BEFORE: usize = 12;

/// Twelve stops, and the file of the store as it was after them.
fn used() -> (Phone, Vec<u8>) {
    let phone = Phone::new();
    for _ in 0..BEFORE {
        phone.stops("BB-00-DD", []);
    }
    let mut old = Vec::new();
    let phone = phone.closed(|files| old = fs::read(files.file()).unwrap());
    (phone.unwrap(), old)
}

/// How many stops the phone shows, each of which can be opened with its answers.
fn stops(phone: &Phone) -> usize {
    let stops = phone.device.my_stops().unwrap();
    for stop in &stops {
        assert!(!phone.device.stop(stop.id).unwrap().revisions.is_empty());
    }
    stops.len()
}

/// The logs that are kept aside.
fn kept_aside(files: &Files) -> Vec<Vec<u8>> {
    let names = files.names();
    let is_log = |name: &&String| name.contains(".cut-") && name.ends_with("-wal");
    let logs = names.iter().filter(is_log);
    let logs = logs.map(|name| fs::read(files.path().join(name)).unwrap());
    logs.filter(|log| !log.is_empty()).collect()
}

#[test]
fn an_older_file_beside_its_newer_log_is_opened_as_it_was_and_the_loss_is_told() {
    for how in ["written over", "made anew", "the file first, then its log"] {
        for (between, last) in [(1, 1), (1, 3), (3, 1), (3, 3), (8, 2), (20, 3)] {
            let (phone, old) = used();
            for _ in 0..between {
                phone.stops("FF-00-GH", []);
            }
            let phone = phone.closed(|_| {}).unwrap();
            for _ in 0..last {
                phone.stops("GG-00-HH", []);
            }
            let files = phone.as_killed_now();
            if how == "made anew" {
                fs::remove_file(files.file()).unwrap();
            }
            fs::write(files.file(), &old).unwrap();
            let log = fs::read(files.beside("-wal")).unwrap();
            if how == "the file first, then its log" {
                std::thread::sleep(std::time::Duration::from_millis(10));
                fs::write(files.beside("-wal"), &log).unwrap();
            }
            let phone = files.start().unwrap();
            assert_eq!(stops(&phone), BEFORE, "{how}, {between} {last}");
            assert!(phone.device.status().unwrap().lost_saves > 0);
            let phone = phone.closed(|files| assert!(kept_aside(files) == [log], "as it was"));
            let phone = phone.unwrap();
            phone.stops("HH-00-JJ", []);
            let again = phone.as_killed_now().start().unwrap();
            assert_eq!(stops(&again), BEFORE + 1);
        }
    }
}

#[test]
fn an_older_log_beside_a_newer_file_changes_nothing() {
    for between in [1, 8] {
        let (phone, _) = used();
        phone.stops("FF-00-GH", []);
        let log = fs::read(phone.as_killed_now().beside("-wal")).unwrap();
        assert!(!log.is_empty());
        for _ in 0..between {
            phone.stops("GG-00-HH", []);
        }
        let phone = phone.closed(|files| fs::write(files.beside("-wal"), &log).unwrap());
        let phone = phone.unwrap();
        assert_eq!(stops(&phone), BEFORE + 1 + between);
        assert!(phone.device.status().unwrap().lost_saves == 0);
    }
}

#[test]
fn a_log_of_another_phone_changes_nothing() {
    let (other, _) = used();
    other.stops("FF-00-GH", []);
    let log = fs::read(other.as_killed_now().beside("-wal")).unwrap();
    let (phone, _) = used();
    let phone = phone.closed(|files| fs::write(files.beside("-wal"), &log).unwrap());
    let phone = phone.unwrap();
    assert_eq!(stops(&phone), BEFORE);
    let status = phone.device.status().unwrap();
    assert_eq!((status.lost_saves, status.notices), (0, vec![]));
}

#[test]
fn the_copy_that_a_killed_start_left_is_gone_after_the_next() {
    let (phone, _) = used();
    let copy = phone.folder().join("proco.db.begun.work");
    let phone = phone.closed(|files| {
        fs::create_dir(&copy).unwrap();
        fs::copy(files.file(), copy.join("begun.db")).unwrap();
    });
    assert_eq!(stops(&phone.unwrap()), BEFORE);
    assert!(!copy.exists());
}

#[test]
fn a_phone_that_was_killed_has_all_of_its_log_also_after_a_loss() {
    let (phone, old) = used();
    phone.stops("FF-00-GH", []);
    // A file from the time of this log is as good as the one beside it.
    let files = phone.as_killed_now();
    fs::write(files.file(), &old).unwrap();
    let phone = files.start().unwrap();
    assert_eq!(stops(&phone), BEFORE + 1);
    phone.stops("GG-00-HH", []);
    let files = phone.as_killed_now();
    fs::remove_file(files.beside("-wal")).unwrap();
    let phone = files.start().unwrap();
    let left = stops(&phone);
    assert!(phone.device.status().unwrap().lost_saves > 0);
    phone.stops("HH-00-JJ", []);
    let mut phone = phone;
    for _ in 0..3 {
        phone = phone.as_killed_now().start().unwrap();
        assert_eq!(stops(&phone), left + 1);
        phone = phone
            .closed(|files| assert!(kept_aside(files).is_empty()))
            .unwrap();
    }
}
