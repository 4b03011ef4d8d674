//! The health check of the service.

use proco_access::problem::{Code, Problem};
use proco_exchange::{Epoch, UtcMillis};

use crate::error::Error;
use crate::store::Store;

/// Whether the service can do its work, and if not, why. Asking costs at most one small write in ten seconds, however many ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers, for each live epoch, and can write.
    Ok,
    /// It answers, but its clock is far from the last moment that it believed: no key is made,
    /// expired or destroyed before a phone with a good token has asked.
    Clock,
    /// A live epoch has no key. The others answer.
    NoKey,
    /// Nothing can be written.
    Unwritable,
    /// A page is damaged.
    Damaged,
    /// Key file or store is not where it was.
    Gone,
    /// The store does not answer.
    Silent,
}

impl Health {
    pub(crate) fn of(store: &Store, now: UtcMillis) -> Self {
        match Self::found(store, now) {
            Ok(health) => health,
            Err(Error::Damaged | Error::WrongKey) => Self::Damaged,
            Err(Error::Gone) => Self::Gone,
            Err(Error::Unwritable | Error::DiskFull | Error::Disk(_)) => Self::Unwritable,
            Err(_) => Self::Silent,
        }
    }

    fn found(store: &Store, now: UtcMillis) -> Result<Self, Error> {
        store.answers(now)?;
        if !store.believed()?.observe(now).is_believed() {
            return Ok(Self::Clock);
        }
        let rows = store.epochs()?;
        let has_row = |epoch: &Epoch| rows.iter().any(|row| row.epoch == *epoch);
        if Epoch::live_at(now).iter().all(has_row) {
            Ok(Self::Ok)
        } else {
            Ok(Self::NoKey)
        }
    }

    /// The word for it, or what is answered instead.
    ///
    /// # Errors
    /// A [`Problem`] that says what is to be done.
    pub fn status(self) -> Result<&'static str, Problem> {
        let detail = match self {
            Self::Ok => return Ok("ok"),
            Self::Clock => return Ok("clock"),
            Self::NoKey => "A live epoch has no key: the log says which, and what to do.",
            Self::Unwritable => "Nothing can be written: the disk is full, read-only or failing.",
            Self::Damaged => "The store is damaged: restore a backup.",
            Self::Gone => "The key file or the store was moved or deleted: put it back.",
            Self::Silent => "The store does not answer: see the log.",
        };
        Err(Problem::new(Code::Unavailable).detail(detail))
    }
}
