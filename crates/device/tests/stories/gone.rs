//! What agent Youssef is told when saves, or his whole store, are gone.

use std::fs;

use proco_device::view::{ErrorCode, Notice};
use proco_device::{DeviceError, StoreError};

use proco_testbed::phone::{Files, Phone, smallest};

const SHIFT: usize = 10;

/// An offline shift: it stands in the log alone.
fn offline_shift(stops: usize) -> Phone {
    let youssef = Phone::new();
    for _ in 0..stops {
        youssef.stops("BB-00-DD", []);
    }
    youssef
}

fn notices(phone: &Phone) -> Vec<Notice> {
    phone.device.status().unwrap().notices
}

fn stops(phone: &Phone) -> usize {
    phone.device.my_stops().unwrap().len()
}

/// A stream of numbers from a seed: the same in each run.
fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    }
}

#[test]
fn a_store_that_is_gone_or_empty_beside_its_keys_is_missed() {
    type Loss = fn(&Files);
    let losses: [(&str, Loss); 7] = [
        ("deleted", |files| fs::remove_file(files.file()).unwrap()),
        ("deleted with its keys", |files| {
            fs::remove_file(files.file()).unwrap();
            fs::remove_file(files.keys()).unwrap();
        }),
        ("emptied", |files| fs::write(files.file(), []).unwrap()),
        ("deleted with all that tells of commits", |files| {
            fs::remove_file(files.file()).unwrap();
            fs::remove_file(files.beside(".commits")).unwrap();
        }),
        ("deleted with the check of its key", |files| {
            fs::remove_file(files.file()).unwrap();
            fs::remove_file(files.beside(".key-check")).unwrap();
        }),
        ("deleted with all beside it", |files| {
            for name in files.names() {
                if name.starts_with("proco.db") {
                    fs::remove_file(files.file().with_file_name(name)).unwrap();
                }
            }
        }),
        ("deleted with its keys and their checks", |files| {
            fs::remove_file(files.file()).unwrap();
            fs::remove_file(files.keys()).unwrap();
            fs::remove_file(files.beside(".key-check")).unwrap();
        }),
    ];
    for (what, lose) in losses {
        let youssef = offline_shift(2).closed(lose).unwrap();
        assert_eq!(notices(&youssef), [Notice::StoreVanished], "{what}");
        youssef.stops("FF-00-GH", []);
        let youssef = youssef.closed(|_| {}).unwrap();
        assert_eq!(stops(&youssef), 1, "{what}: the new one goes on");
        assert_eq!(
            notices(&youssef),
            [Notice::StoreVanished],
            "{what}: still told"
        );
    }
}

/// The log may hold what was never folded in: it is kept with what is left.
#[test]
fn the_log_of_a_store_that_is_gone_with_the_check_of_its_key_is_kept() {
    let files = offline_shift(2).as_killed_now();
    let log = fs::read(files.beside("-wal")).unwrap();
    fs::remove_file(files.file()).unwrap();
    fs::remove_file(files.beside(".key-check")).unwrap();
    let youssef = files.start().unwrap();
    assert_eq!(notices(&youssef), [Notice::StoreVanished]);
    let now = youssef.as_killed_now();
    let kept = now
        .names()
        .into_iter()
        .find(|name| name.starts_with("proco.db.vanished-") && name.ends_with("-wal"));
    assert!(fs::read(now.path().join(kept.unwrap())).unwrap() == log);
}

#[test]
fn a_store_whose_log_was_all_there_was_of_it_is_missed() {
    let files = offline_shift(2).as_killed_now();
    // What a store was before this program folded its first log: one page that names the log.
    let first_page = &fs::read(files.file()).unwrap()[..4096];
    fs::write(files.file(), first_page).unwrap();
    fs::remove_file(files.beside("-wal")).unwrap();
    let youssef = files.start().unwrap();
    let told = notices(&youssef);
    assert!(
        told == [Notice::StoreMovedAside] || told == [Notice::StoreVanished],
        "{told:?}"
    );
}

#[test]
fn a_first_start_that_was_killed_is_no_loss() {
    for left in [&["keys.json"][..], &["keys.json", "proco.db.key-check"]] {
        let youssef = Phone::new().closed(|files| {
            for name in files.names() {
                if !left.contains(&name.as_str()) {
                    fs::remove_file(files.file().with_file_name(name)).unwrap();
                }
            }
            fs::write(files.beside(".first-start"), []).unwrap();
        });
        assert_eq!(notices(&youssef.unwrap()), [], "{left:?}");
    }
}

#[test]
fn a_log_that_was_cut_emptied_or_deleted_is_told_with_the_number_of_saves() {
    let youssef = offline_shift(SHIFT);
    let log = fs::read(youssef.as_killed_now().beside("-wal")).unwrap();
    let mut lost = Vec::new();
    for kept in [log.len() * 2 / 3, log.len() / 3, 100, 0] {
        let files = youssef.as_killed_now();
        fs::write(files.beside("-wal"), &log[..kept]).unwrap();
        lost.push(told_of_loss(files, &format!("cut to {kept}")));
    }
    let files = youssef.as_killed_now();
    fs::remove_file(files.beside("-wal")).unwrap();
    lost.push(told_of_loss(files, "deleted"));
    assert!(lost.is_sorted(), "the shorter, the more: {lost:?}");
    let whole = youssef.as_killed_now().start().unwrap();
    assert_eq!((stops(&whole), notices(&whole)), (SHIFT, vec![]));
    assert!(!whole.device.store_is_older_copy());
}

/// Starts, and gives the number of saves that are told as lost.
fn told_of_loss(files: Files, what: &str) -> u32 {
    let youssef = files.start().unwrap();
    assert!(stops(&youssef) < SHIFT, "{what}");
    let told = youssef.device.status().unwrap();
    assert_eq!(told.notices, [Notice::SavesLost], "{what}");
    assert!(youssef.device.store_is_older_copy(), "{what}");
    // A stop is six saves: the look-up, the draft, four answers; and the seventh finishes it.
    let missing = u32::try_from(SHIFT - stops(&youssef)).unwrap();
    assert!(told.lost_saves >= missing, "{what}: {}", told.lost_saves);
    let again = youssef.closed(|_| {}).unwrap();
    let later = again.device.status().unwrap();
    assert_eq!(later.lost_saves, told.lost_saves, "{what}: told once");
    assert!(!again.device.store_is_older_copy(), "{what}");
    told.lost_saves
}

#[test]
fn no_bit_of_the_log_falls_over_without_a_word() {
    let youssef = offline_shift(SHIFT);
    let mut next = numbers(6);
    let (mut lost, mut whole, mut aside) = (0, 0, 0);
    for flip in 0..200 {
        let files = youssef.as_killed_now();
        let mut log = fs::read(files.beside("-wal")).unwrap();
        let at = next(log.len());
        log[at] ^= 1 << next(8);
        fs::write(files.beside("-wal"), log).unwrap();
        let phone = files
            .start()
            .unwrap_or_else(|e| panic!("{flip} at {at}: {e}"));
        match notices(&phone).as_slice() {
            [Notice::SavesLost] => lost += 1,
            [Notice::StoreMovedAside] => aside += 1,
            [] => {
                assert_eq!(stops(&phone), SHIFT, "flip {flip} at {at}: lost in silence");
                whole += 1;
            }
            other => panic!("flip {flip} at {at}: {other:?}"),
        }
    }
    println!("200 flips in the log: {lost} told, {aside} moved aside, {whole} harmless");
    assert!(lost > 150, "{lost}");
}

#[test]
fn an_older_copy_of_the_store_is_told() {
    let youssef = offline_shift(3);
    let earlier = youssef.as_killed_now();
    youssef.stops("FF-00-GH", []);
    let youssef = youssef.closed(|files| {
        for suffix in ["", "-wal"] {
            fs::copy(earlier.beside(suffix), files.beside(suffix)).unwrap();
        }
    });
    let youssef = youssef.unwrap();
    assert_eq!(stops(&youssef), 3);
    assert_eq!(notices(&youssef), [Notice::SavesLost]);
    assert_eq!(youssef.device.status().unwrap().lost_saves, 7);
    assert!(youssef.device.store_is_older_copy());
}

#[test]
fn a_log_that_is_gone_with_the_count_is_told_as_uncertain_and_once() {
    for gone in [
        &[".commits"][..],
        &["-wal", ".commits"],
        &["-wal", "-shm", ".commits"],
    ] {
        let youssef = offline_shift(SHIFT);
        let files = youssef.as_killed_now();
        for suffix in gone {
            fs::remove_file(files.beside(suffix)).ok();
        }
        let phone = files.start().unwrap();
        assert_eq!(stops(&phone) < SHIFT, gone.len() > 1, "{gone:?}");
        assert_eq!(notices(&phone), [Notice::SavesUncertain], "{gone:?}");
        assert!(phone.device.store_is_older_copy(), "{gone:?}");
        let again = phone.closed(|_| {}).unwrap();
        assert_eq!(notices(&again), [Notice::SavesUncertain], "for a week");
        assert!(!again.device.store_is_older_copy(), "{gone:?}");
    }
}

#[test]
fn a_count_that_is_behind_or_unreadable_says_nothing() {
    for noise in [&[][..], &[0; 32], &[7; 4096]] {
        let youssef = offline_shift(2);
        let files = youssef.as_killed_now();
        fs::write(files.beside(".commits"), noise).unwrap();
        let phone = files.start().unwrap();
        assert_eq!((stops(&phone), notices(&phone)), (2, vec![]));
    }
    let youssef = offline_shift(1);
    let behind = fs::read(youssef.as_killed_now().beside(".commits")).unwrap();
    youssef.stops("FF-00-GH", []);
    let files = youssef.as_killed_now();
    fs::write(files.beside(".commits"), behind).unwrap();
    let phone = files.start().unwrap();
    assert_eq!((stops(&phone), notices(&phone)), (2, vec![]));
}

#[test]
fn nothing_is_acknowledged_into_a_file_that_was_deleted() {
    for deleted in ["", "-wal"] {
        let youssef = offline_shift(1);
        let look_up = youssef.looks_up("FF-00-GH");
        let draft = youssef.device.start_check(look_up.query).unwrap();
        youssef.answers(draft.id, smallest());
        let file = youssef.file();
        let file = file.with_file_name(format!("proco.db{deleted}"));
        fs::remove_file(file).unwrap();
        let refused = youssef.device.finish(draft.id, None).err().unwrap();
        assert_eq!(
            refused,
            DeviceError::Store(StoreError::Vanished),
            "{deleted}"
        );
        assert_eq!(refused.code(), ErrorCode::StoreGone);
        if deleted.is_empty() {
            let youssef = youssef.closed(|_| {}).unwrap();
            assert_eq!(notices(&youssef), [Notice::StoreVanished]);
        }
    }
}
