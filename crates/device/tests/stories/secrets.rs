//! Wrong bits in the secrets of agent Bram's phone.

use std::fs;

use proco_device::keys::KeyError;
use proco_device::view::{ErrorCode, Notice};
use proco_device::{DeviceError, FileKeyStore, StoreError, set_store_aside};

use proco_testbed::phone::{Files, MORNING, Phone};

const SECRETS: [(&str, KeyError); 3] = [
    ("database", KeyError::Other),
    ("own_counts", KeyError::OtherCounts),
    ("signing", KeyError::OtherSigning),
];

/// Changes one character of a secret to another that can be read as well.
fn spoil(files: &Files, secret: &str, digit: usize) {
    let text = fs::read_to_string(files.keys()).unwrap();
    let name = format!("\"{secret}\": \"");
    let at = text.find(&name).unwrap() + name.len() + digit;
    let other = if text[at..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    fs::write(
        files.keys(),
        format!("{}{other}{}", &text[..at], &text[at + 1..]),
    )
    .unwrap();
}

#[test]
fn wrong_bits_in_any_of_the_three_secrets_are_refused_and_change_nothing() {
    for (secret, fault) in SECRETS {
        for digit in (0..42).step_by(7) {
            let bram = Phone::new();
            bram.stops("BB-00-DD", []);
            let (mut right, mut store) = (String::new(), Vec::new());
            let mut kept = None;
            let refused = bram.closed(|files| {
                right = fs::read_to_string(files.keys()).unwrap();
                store = fs::read(files.file()).unwrap();
                spoil(files, secret, digit);
                kept = Some(files.copy());
            });
            let error = refused.err().unwrap();
            assert_eq!(
                error,
                DeviceError::Store(StoreError::Locked(fault)),
                "{secret}"
            );
            assert_eq!(error.code(), ErrorCode::KeyChanged);
            let files = kept.unwrap();
            assert!(files.copy().start().is_err());
            assert!(fs::read(files.file()).unwrap() == store, "left as it was");
            fs::write(files.keys(), &right).unwrap();
            assert_eq!(files.start().unwrap().year("BB-00-DD"), (1, 1, 1));
        }
    }
}

#[test]
fn an_installation_without_check_values_gets_them_at_its_next_good_start() {
    let bram = Phone::new();
    bram.stops("BB-00-DD", []);
    let bram = bram
        .closed(|files| fs::remove_file(files.beside(".secrets-check")).unwrap())
        .unwrap();
    let refused = bram.closed(|files| spoil(files, "own_counts", 3));
    let locked = DeviceError::Store(StoreError::Locked(KeyError::OtherCounts));
    assert_eq!(refused.err(), Some(locked));
}

#[test]
fn a_check_value_with_wrong_bits_locks_nobody_out() {
    let bram = Phone::new();
    bram.stops("BB-00-DD", []);
    let bram = bram.closed(|files| {
        let path = files.beside(".secrets-check");
        let mut check = fs::read(&path).unwrap();
        check[5] ^= 1;
        fs::write(path, check).unwrap();
    });
    assert_eq!(bram.unwrap().year("BB-00-DD"), (1, 1, 1));
}

#[test]
fn a_wrong_bit_in_a_check_value_locks_no_store_whose_keys_are_right() {
    for spoiled in [".key-check", ".secrets-check"] {
        for wrong in [true, false] {
            let bram = Phone::new();
            bram.stops("BB-00-DD", []);
            let bram = bram.closed(|files| {
                let file = files.beside(spoiled);
                let mut value = fs::read(&file).unwrap();
                value[3] ^= 1;
                // With a wrong bit, or emptied.
                fs::write(&file, if wrong { &value[..] } else { &[] }).unwrap();
            });
            let bram = bram.unwrap_or_else(|error| panic!("{spoiled} {wrong}: {error}"));
            assert_eq!(bram.device.my_stops().unwrap().len(), 1);
        }
    }
}

/// The files of a phone with a stop, after this happened to them while it was off.
fn left_by(happened: impl FnOnce(&Files)) -> Files {
    let bram = Phone::new();
    bram.stops("BB-00-DD", []);
    let mut left = None;
    let refused = bram.closed(|files| {
        happened(files);
        left = Some(files.copy());
    });
    assert!(refused.is_err());
    left.unwrap()
}

fn set_aside(files: &Files) -> Result<(), StoreError> {
    set_store_aside(&files.file(), &FileKeyStore::at(files.keys()), MORNING)
}

#[test]
fn each_cause_has_a_code_of_its_own() {
    let code = |files: Files| files.start().err().unwrap().code();
    let lost = left_by(|files| fs::remove_file(files.keys()).unwrap());
    assert_eq!(code(lost), ErrorCode::KeyLost);
    let garbled = left_by(|files| files.put("keys.json", b"{}"));
    assert_eq!(code(garbled), ErrorCode::KeyChanged);
    let exposed = left_by(|files| {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        fs::set_permissions(files.keys(), mode).unwrap();
    });
    assert_eq!(code(exposed), ErrorCode::KeyExposed);
}

#[test]
fn a_store_whose_key_is_gone_for_good_is_set_aside_and_a_new_one_is_begun() {
    let causes: [fn(&Files); 4] = [
        |files| fs::remove_file(files.keys()).unwrap(),
        |files| files.put("keys.json", b"{}"),
        |files| spoil(files, "database", 7),
        |files| spoil(files, "own_counts", 7),
    ];
    for happened in causes {
        let files = left_by(happened);
        let store = fs::read(files.file()).unwrap();
        set_aside(&files).unwrap();
        let aside = format!("proco.db.locked-{}", MORNING.0);
        assert!(files.read(&aside) == store, "moved and not changed");

        let bram = files.start().unwrap();
        let status = bram.device.status().unwrap();
        assert!(!status.enrolled, "it is enrolled anew");
        assert_eq!(status.notices, [Notice::StoreSetAside]);
        assert_eq!(bram.year("BB-00-DD"), (0, 0, 0));
        bram.stops("BF-000-G", []);
        let bram = bram.closed(|_| ()).unwrap();
        assert_eq!(bram.year("BF-000-G"), (1, 1, 1));
    }
}

#[test]
fn a_store_that_may_open_again_is_not_set_aside() {
    let exposed = left_by(|files| {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        fs::set_permissions(files.keys(), mode).unwrap();
    });
    let before = exposed.names();
    assert_eq!(
        set_aside(&exposed),
        Err(StoreError::Locked(KeyError::Exposed))
    );
    assert_eq!(exposed.names(), before);

    let bram = Phone::new();
    bram.stops("BB-00-DD", []);
    let bram = bram.closed(|files| set_aside(files).unwrap()).unwrap();
    assert_eq!(bram.year("BB-00-DD"), (1, 1, 1), "it opens");
}
