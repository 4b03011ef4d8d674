//! What a phone has beyond its records: the courier to both servers, and where its store is.

use std::path::{Path, PathBuf};

use proco_domain::subject::Subject;

use crate::beyond::Beyond;
use crate::store::StoreError;
use crate::sync::{Courier, SyncError};

/// What makes a device the one that sends.
pub struct Phone {
    courier: Courier,
    path: PathBuf,
}

impl Phone {
    pub(super) fn new(courier: Courier, path: PathBuf) -> Self {
        Self { courier, path }
    }

    pub(super) fn courier(&self) -> &Courier {
        &self.courier
    }

    /// The file of the store.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The failure of the store in a work of the courier that calls no server.
fn of_store(done: Result<(), SyncError>) -> Result<(), StoreError> {
    match done {
        Err(SyncError::Store(fault)) => Err(fault),
        Ok(()) | Err(SyncError::Call(_)) => Ok(()),
    }
}

impl Beyond for Phone {
    fn recorded(&self) -> Result<(), StoreError> {
        of_store(self.courier.recorded())
    }

    fn refreshed(&self) -> Result<(), StoreError> {
        of_store(self.courier.refresh_status())
    }

    fn may_be_asked(&self, _: &Subject) -> bool {
        true
    }
}
