//! A phone for measuring: on the disk of the checkout, because that of a phone is no memory either.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use proco_device::view::DraftView;
use proco_domain::draft::Change;
use proco_testbed::phone::{self, smallest};
use rusqlite::Connection;

use crate::batches::NOW;

/// The phone, and what measuring asks of it.
pub struct Phone(phone::Phone);

impl Deref for Phone {
    type Target = phone::Phone;

    fn deref(&self) -> &phone::Phone {
        &self.0
    }
}

impl Phone {
    /// A new phone.
    pub fn new() -> Self {
        let target = concat!(env!("CARGO_MANIFEST_DIR"), "/../target");
        Self(phone::Phone::within(Path::new(target), NOW))
    }

    /// A bare connection to an encrypted file made with this phone's key, set as the core sets its
    /// own.
    pub fn bare(&self, file: &Path) -> Connection {
        let store = phone::bare(self.folder(), file);
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
        let copy = self.folder().join("bare.db");
        let store = self.bare(&self.file());
        store
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        std::fs::copy(self.file(), &copy).unwrap();
        copy
    }

    /// A draft that lacks its last answer, and that answer.
    pub fn answered_draft(&self, plate: &str) -> (DraftView, Change) {
        let look_up = self.looks_up(plate);
        let draft = self.device.start_check(look_up.query).unwrap();
        let [first @ .., last] = smallest();
        self.answers(draft.id, first);
        (draft, last)
    }
}
