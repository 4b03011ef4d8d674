//! The phone's core: encrypted store, look-up, outbox, sync.
//!
//! | module | what it holds |
//! |---|---|
//! | [`device`] | [`Device`]: the whole surface that the app asks |
//! | [`lookup`] | counts, the record of a look-up, leaving it |
//! | `unrecorded` | look-ups that found no room on the disk |
//! | [`checks`] | drafts, finished stops, their revisions and withdrawal |
//! | [`sync`] | the road to key service and central |
//! | `store` | the encrypted store and its outbox |
//! | [`keys`] | the secrets of this device |
//! | [`clock`], [`chance`] | time and chance, handed in |
//! | `stretch`, `dating`, `undated` | what time it is, and when the records of a wrong clock were made |
//! | [`retention`] | what the phone lets go, and when |
//! | `unsent` | what central did not take, for its officer |
//! | [`view`], `show` | what the screens see |
//! | [`input`] | what the screens send, where its refusal needs a sentence |

pub mod chance;
pub mod checks;
pub mod clock;
mod dating;
pub mod device;
pub mod error;
pub mod input;
pub mod keys;
pub mod lookup;
pub mod retention;
mod show;
mod store;
mod stretch;
pub mod sync;
mod undated;
mod unrecorded;
mod unsent;
pub mod view;

pub use clock::{Clock, ManualClock, SinceBoot, SystemClock};
pub use device::{Device, DeviceConfig, Surroundings};
pub use error::DeviceError;
pub use keys::{FileKeyStore, KeyStore};
pub use proco_database::RescueFault;
pub use proco_database::{Rescued, SchemaFault};
pub use store::{NotRescued, RescueForm, StoreError, rescue_store};
pub use sync::{BaseUrl, Trigger};
pub use view::ReflectionDraft;

// What the app names in its commands, so that it need not know the crates beneath.
pub use proco_domain::draft::{Change, Step};
pub use proco_domain::ids::{DraftId, QueryId, StopId};
pub use proco_domain::query::LeaveReason;
pub use proco_domain::reflection::Reflection;
pub use proco_domain::stop::WithdrawReason;
pub use proco_domain::time::UtcMillis;
pub use proco_exchange::summary::{TeamPeriods, TeamSummary};
