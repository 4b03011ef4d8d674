//! One app on one store: a second core on the same file is refused, and a killed one blocks nobody.

use std::process::{Command, Output};
use std::sync::Arc;

use proco_device::view::ErrorCode;
use proco_device::{DeviceError, StoreError};

use proco_testbed::phone::{Phone, offline, open};

fn program(words: &[&str], noor: &Phone) -> Output {
    Command::new(env!("CARGO_BIN_EXE_proco-device"))
        .args(words)
        .arg(noor.file())
        .arg("--keys")
        .arg(noor.folder().join("keys.json"))
        .output()
        .unwrap()
}

#[test]
fn a_second_core_is_refused_by_its_own_code_until_the_first_is_closed() {
    let noor = Phone::new();
    noor.stops("BB-00-DD", []);
    let second = || {
        open(
            noor.folder(),
            offline(noor.folder()),
            Arc::clone(&noor.clock) as _,
        )
    };
    let refused = second().err().unwrap();
    assert_eq!(refused, DeviceError::Store(StoreError::InUse));
    assert_eq!(refused.code(), ErrorCode::StoreInUse);
    noor.stops("BF-000-G", []);

    noor.device.close();
    let second = second().unwrap();
    assert_eq!(second.my_stops().unwrap().len(), 2);
}

#[test]
fn no_command_works_on_the_store_of_an_app_that_runs() {
    let noor = Phone::new();
    noor.stops("BB-00-DD", []);
    let saved = noor.folder().join("saved.json");
    for words in [&["check"][..], &["rescue", "--to", saved.to_str().unwrap()]] {
        let ended = program(words, &noor);
        assert!(!ended.status.success(), "{words:?}");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(said.contains("in use"), "{words:?}: {said}");
    }
    assert!(!saved.exists());
    noor.device.close();
    assert!(program(&["check"], &noor).status.success());
}

#[test]
fn the_lock_that_a_killed_app_left_blocks_nobody() {
    let noor = Phone::new();
    noor.stops("BB-00-DD", []);
    let left = noor.as_killed_now();
    assert!(
        left.beside(".lock").exists(),
        "the file stays, its lock is gone"
    );
    assert_eq!(left.start().unwrap().year("BB-00-DD"), (1, 1, 1));
}
