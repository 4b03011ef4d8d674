//! Why sending, or asking a server, came to nothing.

use super::fault::CallFault;
use crate::store::{OfStore, StoreError};

/// The store did not answer, or a server did not answer as wanted.
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
