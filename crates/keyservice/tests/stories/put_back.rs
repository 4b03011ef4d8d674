//! A restore that cannot be done: it says why, and leaves what stands there as it is.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use proco_host::private::write_public;
use proco_keyservice::Error;
use proco_keyservice::store::copies::{self, Existing, Restored};
use proco_keyservice::store::{EpochRow, Store};
use tempfile::TempDir;

use crate::program::{PROGRAM, begin};
use crate::small_disk::SmallDisk;
use crate::support::NOW;

fn rows(data: &Path) -> Vec<EpochRow> {
    Store::open_existing(data).unwrap().epochs().unwrap()
}

fn restore(data: &Path, from: &Path, key: Option<&Path>) -> Result<Restored, Error> {
    copies::restore(data, from, key, Existing::MoveAside, NOW)
}

/// The folder of a key service, and a backup beside it.
fn backed_up(folder: &TempDir) -> (PathBuf, PathBuf) {
    let data = folder.path().join("data");
    let backup = folder.path().join("backup");
    begin(&data);
    Store::open_existing(&data)
        .unwrap()
        .back_up(&backup, NOW)
        .unwrap();
    (data, backup)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_store_is_not_restored_from_itself_under_whichever_name() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = backed_up(&folder);
    let store = data.join("keyservice.db");
    let before = (rows(&data), names(&data));
    let symbolic = folder.path().join("symbolic");
    std::os::unix::fs::symlink(&store, &symbolic).unwrap();
    let hard = folder.path().join("hard");
    fs::hard_link(&store, &hard).unwrap();
    let around = data.join("..").join("data").join("keyservice.db");
    for from in [&store, &symbolic, &hard, &around] {
        let refused = restore(&data, from, None).unwrap_err().to_string();
        assert!(refused.contains("itself"), "{from:?}: {refused}");
        assert_eq!((rows(&data), names(&data)), before, "{from:?}");
    }
}

#[test]
fn a_key_file_that_holds_no_key_is_replaced_by_the_one_that_was_kept_apart() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = backed_up(&folder);
    let before = rows(&data);
    let there = data.join("keys/keyservice.key");
    let apart = folder.path().join("apart");
    fs::copy(&there, &apart).unwrap();
    fs::write(&there, "half a ke").unwrap();
    assert!(matches!(
        restore(&data, &backup, None),
        Err(Error::KeyFileDamaged)
    ));
    restore(&data, &backup, Some(&apart)).unwrap();
    let after = rows(&data);
    assert!(
        after
            .iter()
            .map(|row| row.public_key)
            .eq(before.iter().map(|row| row.public_key))
    );
    let aside = fs::read_to_string(data.join("keys/keyservice.key.aside")).unwrap();
    assert_eq!(aside, "half a ke", "nothing was deleted");
}

#[test]
fn a_copy_on_a_disk_that_cannot_be_written_is_restored() {
    let Some(disk) = SmallDisk::mount(1024) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = backed_up(&folder);
    let before = rows(&data);
    // A file copy of a store after an orderly stop, and a backup.
    let [by_file, by_command] = ["file", "command"].map(|name| disk.path().join(name));
    fs::copy(data.join("keyservice.db"), &by_file).unwrap();
    fs::copy(&backup, &by_command).unwrap();
    disk.read_only();
    for from in [&by_file, &by_command] {
        restore(&data, from, None).unwrap_or_else(|error| panic!("{from:?}: {error}"));
        let keys = |rows: &[EpochRow]| rows.iter().map(|row| row.public_key).collect::<Vec<_>>();
        assert_eq!(keys(&rows(&data)), keys(&before), "{from:?}");
    }
}

#[test]
fn a_restore_that_finds_no_room_says_so_and_moves_nothing() {
    let Some(disk) = SmallDisk::mount(1024) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (other, backup) = backed_up(&folder);
    let data = disk.path().join("data");
    fs::create_dir(&data).unwrap();
    for (from, name) in [
        ("keyservice.db", "keyservice.db"),
        ("keys/keyservice.key", "keyservice.key"),
    ] {
        fs::copy(other.join(from), data.join(name)).unwrap();
    }
    let before = names(&data);
    let mut refusals = 0;
    for kib in (0..=160).step_by(4) {
        disk.fill(kib);
        match restore(&data, &backup, None) {
            Ok(_) => {
                fs::remove_file(data.join("keyservice.db.aside")).unwrap();
            }
            Err(error) => {
                refusals += 1;
                assert!(matches!(error, Error::DiskFull), "{kib} KiB: {error:?}");
            }
        }
        disk.make_room();
        assert_eq!(names(&data), before, "{kib} KiB");
        assert_eq!(rows(&data).len(), 6, "{kib} KiB");
    }
    assert!((5..36).contains(&refusals), "{refusals}");
}

/// Starts the program where it cannot start, and gives what it says.
fn refused_start(data: &Path) -> String {
    let keys = data.with_extension("jwks.json");
    write_public(&keys, r#"{"keys":[]}"#).unwrap();
    let ended = Command::new("timeout")
        .args(["20", PROGRAM, "serve", "--listen", "127.0.0.1:0"])
        .arg("--data")
        .arg(data)
        .arg("--issuer-keys")
        .arg(&keys)
        .output()
        .unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    said
}

#[test]
fn a_start_that_is_refused_does_not_say_that_anything_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = backed_up(&folder);
    let store = data.join("keyservice.db");
    let whole = fs::read(&store).unwrap();
    for page in 1..whole.len() / 4096 {
        let mut damaged = whole.clone();
        damaged[page * 4096 + 1000] ^= 4;
        fs::write(&store, damaged).unwrap();
        let said = refused_start(&data);
        assert!(said.contains("the store is damaged"), "{page}: {said}");
        assert!(!said.contains("goes on"), "{page}: {said}");
    }
    let said = refused_start(&data);
    assert!(
        said.contains(&format!("restore --data {}", data.display())),
        "{said}"
    );
    assert!(!said.contains("goes on"), "{said}");

    let Some(disk) = SmallDisk::mount(1024) else {
        return;
    };
    // A first start, for which there is no room.
    let data = disk.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(disk.path().join("data.jwks.json"), r#"{"keys":[]}"#).unwrap();
    disk.fill(12);
    let said = refused_start(&data);
    assert!(said.contains("the disk is full"), "{said}");
    assert!(!said.contains("goes on"), "{said}");
}
