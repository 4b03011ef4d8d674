//! Why sending, or asking a server, failed.

use super::fault::CallFault;
use crate::store::{OfStore, StoreError};

/// A failure of the store or of a call to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SyncError {
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A server does not answer as wanted.
    #[error(transparent)]
    Call(#[from] CallFault),
}

impl OfStore for SyncError {
    fn of_store(&self) -> Option<StoreError> {
        match self {
            Self::Store(fault) => Some(*fault),
            Self::Call(_) => None,
        }
    }
}
