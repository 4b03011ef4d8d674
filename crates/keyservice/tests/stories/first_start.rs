//! A first start that is cut off goes on; a store that is lost is not begun anew.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use proco_access::Issuer;
use proco_access::token::EMBEDDED_ISSUER;
use proco_keyservice::{Error, KeyService, ManualClock, ServiceConfig};
use rand::rngs::OsRng;

use crate::support::NOW;

fn open(folder: &Path) -> Result<KeyService, Error> {
    let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
    let config = ServiceConfig::new(folder, issuer.jwks());
    KeyService::open(&config, Arc::new(ManualClock::at(NOW)))
}

#[test]
fn a_store_that_is_missing_or_empty_beside_its_key_is_not_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let store = folder.path().join("keyservice.db");
    let whole = fs::read(&store).unwrap();
    for empty in [false, true] {
        fs::remove_file(&store).unwrap();
        if empty {
            fs::write(&store, "").unwrap();
        }
        let refused = open(folder.path()).unwrap_err();
        assert!(matches!(refused, Error::StoreMissing));
        let said = refused.advice(&folder.path().into()).unwrap();
        assert!(said.contains("restore --data /"), "{said}");
        assert!(said.contains("begin-anew --help"), "{said}");
        assert_eq!(store.exists(), empty, "and nothing was made");
        fs::write(&store, &whole).unwrap();
    }
    assert!(open(folder.path()).is_ok());

    // Anew, on purpose.
    fs::remove_file(&store).unwrap();
    fs::remove_file(folder.path().join("keys/keyservice.key")).unwrap();
    assert!(open(folder.path()).is_ok());
}

/// The states in which a first start can be cut off, in their order: after the marker, while the key
/// is written, after the key, after an empty file, after the tables, before the keys of the epochs.
#[test]
fn a_first_start_that_is_cut_off_goes_on() {
    let made = tempfile::tempdir().unwrap();
    drop(open(made.path()).unwrap());
    let key = fs::read(made.path().join("keys/keyservice.key")).unwrap();
    let store = fs::read(made.path().join("keyservice.db")).unwrap();
    let states: [&[(&str, &[u8])]; 6] = [
        &[],
        &[("keys/keyservice.key.new", &key[..20])],
        &[
            ("keys/keyservice.key.new", &key),
            ("keys/keyservice.key", &key),
        ],
        &[("keys/keyservice.key", &key)],
        &[("keys/keyservice.key", &key), ("keyservice.db", b"")],
        &[("keys/keyservice.key", &key), ("keyservice.db", &store)],
    ];
    for (number, state) in states.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("keyservice.first-start"), "").unwrap();
        fs::create_dir(folder.path().join("keys")).unwrap();
        for (name, bytes) in *state {
            use std::os::unix::fs::PermissionsExt as _;
            let file = folder.path().join(name);
            fs::write(&file, bytes).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
        let service = open(folder.path()).unwrap_or_else(|error| panic!("{number}: {error}"));
        assert_eq!(service.live_epochs().unwrap().epochs.len(), 5, "{number}");
        drop(service);
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["keys", "keyservice.db"], "{number}");
        let keys = fs::read_dir(folder.path().join("keys")).unwrap();
        assert_eq!(keys.count(), 1, "{number}: no draft of a key");
    }
}
