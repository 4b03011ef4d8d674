//! Key and store apart, and who may look into their folders: another user's view, by the bits of the mode.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Issuer, ServerFolders};
use proco_exchange::Epoch;
use proco_host::private::write_public;
use proco_keyservice::store::{FILE, Store, copies};
use proco_keyservice::{Clock as _, Error, SystemClock};
use rand::rngs::OsRng;

use crate::program::PROGRAM;
use crate::support::NOW;

#[path = "../../../access/tests/support/openly.rs"]
mod openly;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn files_and_folders_that_others_can_read_are_mended_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    drop(Store::open(data).unwrap());
    let aside = data.join("keyservice.db.aside");
    fs::write(&aside, "keys").unwrap();
    set_mode(data, 0o755);
    set_mode(&data.join("keys"), 0o711);
    fs::write(data.join("keys/keyservice.key.aside"), "a key").unwrap();
    for name in [
        "keyservice.db",
        "keyservice.db.aside",
        "keys/keyservice.key.aside",
    ] {
        set_mode(&data.join(name), 0o644);
    }
    let store = Store::open(data).unwrap();
    for name in [
        "keyservice.db",
        "keyservice.db-wal",
        "keyservice.db-shm",
        "keyservice.db.aside",
        "keys/keyservice.key.aside",
    ] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    assert_eq!([mode(data), mode(&data.join("keys"))], [0o700; 2]);
    drop(store);

    let key = data.join("keys/keyservice.key");
    set_mode(&key, 0o644);
    let refused = Store::open(data).unwrap_err();
    assert!(
        matches!(refused, Error::KeyFileOpen { mode: 0o644, .. }),
        "{refused}"
    );
    let told = refused.to_string();
    let command = told.split('`').nth(1).unwrap();
    assert!(
        Command::new("sh")
            .args(["-c", command])
            .status()
            .unwrap()
            .success()
    );
    assert!(Store::open(data).is_ok());
}

#[test]
fn whatever_a_command_makes_is_private_at_once_under_any_umask() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [data, copy, saved, keys] = ["data", "copy.db", "saved.db", "exported.json"].map(at);
    let issuer = folder.path().join("issuer.jwks.json");
    let public = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng).jwks();
    write_public(&issuer, &public.to_json()).unwrap();
    let store = Path::new(&data).join(FILE);
    let oldest = Epoch::live_at(SystemClock.now())[4].to_string();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--issuer-keys"];
    let serve = [&serve[..], &[issuer.to_str().unwrap()]].concat();
    for command in [
        &serve[..],
        &["epochs", "list"],
        &["epochs", "create"],
        &["epochs", "export", "--to", &keys],
        &["epochs", "import", "--from", &keys],
        &["epochs", "expire", &oldest],
        &["epochs", "create", &oldest],
        &["check"],
        &["backup", "--to", &copy],
        &["rescue", "--from", store.to_str().unwrap(), "--to", &saved],
        &["restore", "--from", &copy, "--move-aside"],
        &["forget-devices"],
        &["begin-anew", "--move-aside"],
        &serve,
    ] {
        openly::run(PROGRAM, &[command, &["--data", &data]].concat());
        let open = openly::left_below(folder.path());
        assert_eq!(
            open,
            [&*issuer],
            "after {command:?}: public keys are no secret"
        );
    }
}

#[test]
fn a_key_lies_in_a_folder_of_its_own_and_no_copy_takes_it_along() {
    let folder = tempfile::tempdir().unwrap();
    let [data, keys, backup] = ["data", "keys", "backup"].map(|name| folder.path().join(name));
    let place = || ServerFolders::new(&data, Some(keys.clone()));
    let store = Store::open(place()).unwrap();
    store.back_up(&backup, NOW).unwrap();
    store.end().unwrap();
    drop(store);
    assert!(!data.join("keys").exists());
    let secret = fs::read(keys.join("keyservice.key")).unwrap();
    for file in [&backup, &data.join("keyservice.db")] {
        let bytes = fs::read(file).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
    let refused = Store::open(&data).unwrap_err();
    assert!(matches!(refused, Error::KeyFileMissing), "{refused}");
    let told = refused.advice(&ServerFolders::from(&data)).unwrap();
    assert!(told.contains("data/keys/keyservice.key"), "{told}");

    fs::remove_file(data.join("keyservice.db")).unwrap();
    let refused = Store::open(place()).unwrap_err();
    assert!(matches!(refused, Error::StoreMissing), "{refused}");
    let told = refused.advice(&place()).unwrap();
    assert!(
        told.contains(&format!(" --keys {} --from FILE`", keys.display())),
        "{told}"
    );
    copies::restore(place(), &backup, None, copies::Existing::Keep, NOW).unwrap();
    drop(Store::open(place()).unwrap());

    // Another's key opens nothing, and one in its place is not written over.
    let other = folder.path().join("other");
    drop(Store::open(&other).unwrap());
    let refused = Store::open(ServerFolders::new(&data, Some(other.join("keys")))).unwrap_err();
    assert!(matches!(refused, Error::WrongKey), "{refused}");

    copies::begin_anew(place(), copies::Existing::MoveAside).unwrap();
    assert!(keys.join("keyservice.key.aside").exists());
}

#[test]
fn a_key_that_an_earlier_program_left_among_the_data_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Store::open(&data).unwrap());
    fs::rename(
        data.join("keys/keyservice.key"),
        data.join("keyservice.key"),
    )
    .unwrap();
    fs::remove_dir(data.join("keys")).unwrap();
    drop(Store::open_existing(&data).unwrap());
    assert!(!data.join("keys").exists());
    // The commands of the warning part them.
    let warning = ServerFolders::from(&data)
        .advice(&["keyservice.key"])
        .unwrap();
    let keys = folder.path().join("elsewhere");
    let command = warning
        .split('`')
        .nth(1)
        .unwrap()
        .replace("KEYS", keys.to_str().unwrap());
    assert!(
        Command::new("sh")
            .args(["-c", &command])
            .status()
            .unwrap()
            .success()
    );
    let place = ServerFolders::new(&data, Some(keys));
    assert_eq!(place.advice(&["keyservice.key"]), None);
    drop(Store::open_existing(place).unwrap());
}
