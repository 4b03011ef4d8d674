//! What agent Noor gets back of a store whose log is damaged, or is that of another store.

use std::fs;

use proco_device::{FileKeyStore, RescueForm, Rescued, rescue_store};
use proco_testbed::phone::Files;

use crate::rescued::{STOPS, shift};

/// A store of which two stops stand in the log alone, and how many frames the log has.
fn with_a_log() -> (Files, Vec<u8>, usize) {
    let noor = shift().closed(|_| {}).unwrap();
    for _ in 0..2 {
        noor.stops("GG-00-HH", []);
    }
    let files = noor.as_killed_now();
    let log = fs::read(files.beside("-wal")).unwrap();
    let frames = (log.len() - 32) / (24 + 4096);
    (files, log, frames)
}

/// What a rescue reads with this log, by table.
fn rescued_with(files: &Files, log: &[u8]) -> Vec<Rescued> {
    fs::write(files.beside("-wal"), log).unwrap();
    let new = files.beside(".rescued");
    let keys = FileKeyStore::at(files.keys());
    let rescued = rescue_store(&files.file(), &keys, &new, RescueForm::Store).unwrap();
    fs::remove_file(new).unwrap();
    rescued
}

/// How many stops, and revisions of them, a rescue reads with this log.
fn stops_with(files: &Files, log: &[u8]) -> [u64; 2] {
    let rescued = rescued_with(files, log);
    ["stops", "stop_revisions"].map(|name| {
        let table = rescued.iter().find(|table| table.table == name);
        table.unwrap().read
    })
}

#[test]
fn one_wrong_bit_in_the_log_costs_nothing_wherever_it_fell() {
    let (files, log, frames) = with_a_log();
    let all = stops_with(&files, &log);
    assert_eq!(all, [STOPS as u64 + 2; 2]);
    for frame in [0, frames / 2, frames - 2, frames - 1] {
        // The number of its page, the size of the store, salt, sum, and the page.
        for bit in (0..32)
            .chain([40, 100, 150, 190])
            .chain((192..4120 * 8).step_by(9001))
        {
            let mut bytes = log.clone();
            bytes[32 + frame * 4120 + bit / 8] ^= 1 << (bit % 8);
            assert_eq!(stops_with(&files, &bytes), all, "frame {frame} bit {bit}");
        }
    }
}

/// The last frame of a save says so by the size of the store, which the page's own sum does not cover: a save that was
/// cut in the middle is none, and one whose end has a wrong bit is one.
#[test]
fn a_wrong_bit_makes_no_save_of_half_of_one() {
    let (files, log, frames) = with_a_log();
    let cut = &log[..log.len() - 4120];
    let half = rescued_with(&files, cut);
    let last = 32 + (frames - 2) * 4120;
    assert_eq!(cut[last + 4..last + 8], [0; 4], "a save of several pages");
    for bit in 32..64 {
        let mut bytes = cut.to_vec();
        bytes[last + bit / 8] ^= 1 << (bit % 8);
        assert_eq!(rescued_with(&files, &bytes), half, "bit {bit}");
    }
}

/// What the file holds is worth more than a page of the log that was damaged, or than the log of another store.
#[test]
fn a_log_that_is_wrong_leaves_what_the_file_has() {
    let (files, log, frames) = with_a_log();
    for frame in 0..frames {
        let mut bytes = log.clone();
        bytes[32 + frame * 4120 + 2000..][..3].copy_from_slice(b"off");
        let [stops, _] = stops_with(&files, &bytes);
        assert!(stops >= STOPS as u64, "frame {frame}: {stops}");
    }
    let (_other, foreign, _) = with_a_log();
    assert_eq!(stops_with(&files, &foreign), [STOPS as u64; 2]);
}
