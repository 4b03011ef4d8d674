//! [`Beyond`]: what a device has beyond its records. A phone has the courier there; a practice stop has nothing.

use proco_domain::subject::Subject;

use crate::store::StoreError;

/// Is told what a device recorded, and says which subjects it may be asked about.
pub trait Beyond: Send + Sync + 'static {
    /// Something was recorded.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    fn recorded(&self) -> Result<(), StoreError>;

    /// Look-ups that waited for room on the disk were recorded.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    fn refreshed(&self) -> Result<(), StoreError>;

    /// Whether this subject may be looked up.
    fn may_be_asked(&self, subject: &Subject) -> bool;
}
