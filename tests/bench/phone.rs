//! A phone for measuring: a real store in a folder of its own, and no network.

use std::path::PathBuf;
use std::sync::Arc;

use proco_demo::town::open_phone;
use proco_device::view::{DraftView, LookUpAnswer, LookUpRequest, LookUpView, SubjectInput};
use proco_device::{BaseUrl, Device, DeviceConfig, FileKeyStore, KeyStore as _};
use proco_domain::draft::Change;
use proco_domain::query::Initiative;
use proco_exchange::ManualClock;
use proco_tests::officer::smallest;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::batches::NOW;

/// A phone and its folder.
pub struct Phone {
    folder: TempDir,
    /// The core.
    pub device: Device,
}

impl Phone {
    /// A new phone. Its folder is on the disk of the checkout, because that of a phone is no
    /// memory either.
    pub fn new() -> Self {
        let target = concat!(env!("CARGO_MANIFEST_DIR"), "/../target");
        let folder = tempfile::tempdir_in(target).unwrap();
        let nowhere = BaseUrl::parse("http://127.0.0.1:9").unwrap();
        let config = DeviceConfig::new(folder.path().join("proco.db"), nowhere.clone(), nowhere);
        let clock = Arc::new(ManualClock::at(NOW));
        let device = open_phone(folder.path(), config, clock).unwrap();
        Self { folder, device }
    }

    /// The encrypted file.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("proco.db")
    }

    /// A bare connection to an encrypted file made with this phone's key, set as the core sets its
    /// own.
    pub fn bare(&self, file: &std::path::Path) -> Connection {
        let keys = FileKeyStore::at(self.folder.path().join("proco.keys"));
        let secrets = keys.load().unwrap().unwrap();
        let hex: String = secrets
            .database()
            .expose()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let store = Connection::open(file).unwrap();
        store
            .execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
            .unwrap();
        store
            .execute_batch(include_str!(
                "../../crates/device/src/store/sql/configure.sql"
            ))
            .unwrap();
        store.set_prepared_statement_cache_capacity(64);
        store
    }

    /// A copy of the encrypted file, with everything that is still in its log.
    pub fn copy(&self) -> PathBuf {
        let copy = self.folder.path().join("bare.db");
        let store = self.bare(&self.file());
        store
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        std::fs::copy(self.file(), &copy).unwrap();
        copy
    }

    /// Looks a plate up.
    pub fn looks_up(&self, plate: &str) -> LookUpView {
        let request = LookUpRequest {
            subject: plate_input(plate),
            initiative: Initiative::Proactive,
            confirmed: true,
        };
        let LookUpAnswer::Known { look_up } = self.device.look_up(request).unwrap() else {
            unreachable!("a confirmed plate is looked up");
        };
        look_up
    }

    /// A draft that lacks its last answer, and that answer.
    pub fn answered_draft(&self, plate: &str) -> (DraftView, Change) {
        let look_up = self.looks_up(plate);
        let draft = self.device.start_check(look_up.query).unwrap();
        let [first @ .., last] = smallest();
        for change in first {
            self.device.save_field(draft.id, change).unwrap();
        }
        (draft, last)
    }
}

/// A Dutch plate as typed.
pub fn plate_input(plate: &str) -> SubjectInput {
    SubjectInput::Plate {
        text: plate.to_owned(),
        country: "NL".to_owned(),
    }
}
