//! What the store keeps of central itself, and how it is looked after: the other half of the trait.

use proco_exchange::belief::Belief;
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::{Epoch, UtcMillis};

use super::Answer;

/// Looking after what is kept.
pub trait Upkeep: Send + Sync {
    /// What was believed of the clock when it was kept last.
    fn belief(&self) -> Answer<'_, Belief>;

    /// Keeps what is believed of the clock. Where the last believed moment goes back, the clock had
    /// run ahead: it is not known since when devices that were enrolled after it have been in use.
    fn keep_belief(&self, belief: Belief) -> Answer<'_, ()>;

    /// The last time that this database was put back from a copy, or begun anew.
    fn restored(&self) -> Answer<'_, Option<Restored>>;

    /// Keeps that it was put back, or begun anew.
    fn keep_restored(&self, restored: Restored) -> Answer<'_, ()>;

    /// The epoch keys that were accepted in place of others.
    fn accepted_keys(&self) -> Answer<'_, Vec<AcceptedEpochKey>>;

    /// Accepts a key for its epoch, in place of whichever was accepted before.
    fn accept_key(&self, accepted: AcceptedEpochKey, now: UtcMillis) -> Answer<'_, ()>;

    /// Accepts no other key for this epoch any more; false where none was accepted.
    fn forget_key(&self, epoch: Epoch) -> Answer<'_, bool>;
}

/// That the database was put back from a copy, or begun anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Grows with each.
    pub number: u32,
    /// When.
    pub at: UtcMillis,
    /// The last moment that central believed when the copy was made; 1970 where there was none.
    pub copied_until: UtcMillis,
}
