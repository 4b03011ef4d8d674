//! The phone's core: encrypted store, look-up, outbox, sync.
//!
//! | module | what it holds |
//! |---|---|
//! | [`device`] | [`Device`]: all that the app may ask |
//! | [`sync`] | `Courier`: the road to key service and central; knows no screen |
//! | [`PracticeDevice`] | the same screens on invented subjects: no courier, and a store in memory |
//! | `beyond`, `practice` | what a device has beyond its records: a phone the courier, a practice stop nothing that sends |
//! | `records` | `Records`: what the phone does without network and screen; both stand on it |
//! | `store` | `Store`: the encrypted store and its outbox; knows neither network nor screen |
//! | `unrecorded` | look-ups that found no room on the disk |
//! | `undo` | the last decision, which can be taken back for some seconds |
//! | [`config`] | how this phone is set up |
//! | [`keys`] | the secrets of this device |
//! | [`clock`], [`chance`] | time and chance, handed in |
//! | `stretch`, `dating` | what time it is, and when the records of a wrong clock were made |
//! | [`retention`] | what the phone lets go, and when |
//! | [`error`] | the errors of the core, and the code that a screen shows for each |
//! | `lesson`, `second_view` | where a lesson for the team, or a request for a second view, stands |
//! | [`answer`], [`problem`], [`review`] | what is known of a subject, what stops a pass, what a lead did with figures: kept, and shown |
//! | [`view`] | what the screens see |
//! | [`input`] | what the screens send, where its refusal needs a sentence |

// The tests' phone refers to this crate by its name.
#[cfg(test)]
extern crate self as proco_device;

pub mod answer;
mod beyond;
pub mod chance;
pub mod clock;
pub mod config;
mod dating;
pub mod device;
pub mod error;
pub mod input;
pub mod keys;
mod lesson;
#[cfg(test)]
#[allow(dead_code, unused_imports, reason = "these tests need a part of it")]
#[path = "../../../tests/support/phone.rs"]
mod phone;
mod practice;
pub mod problem;
mod records;
pub mod retention;
pub mod review;
mod second_view;
mod store;
mod stretch;
pub mod sync;
mod undo;
mod unrecorded;
pub mod view;

pub use beyond::Beyond;
pub use clock::{Clock, ManualClock, SinceBoot, SystemClock};
pub use config::DeviceConfig;
pub use device::{
    Device, MOST_OTHERS, Phone, PracticeDevice, RECENT_BASES, ShownDraft, Surroundings,
};
pub use error::DeviceError;
pub use keys::{FileKeyStore, KeyStore};
pub use practice::Practice;
pub use proco_database::RescueFault;
pub use proco_database::{Rescued, SchemaFault};
pub use store::stops::LAST_STOPS;
pub use store::{NotRescued, RescueForm, RowFault, StoreError, rescue_store, set_store_aside};
pub use sync::{BaseUrl, Trigger};

// Re-exports for the app's commands, so that the app needs no crate beneath this one.
pub use proco_domain::draft::{Change, Step};
pub use proco_domain::ids::{DraftId, QueryId, StopId};
pub use proco_domain::legal_basis::LegalBasis;
pub use proco_domain::pair::Partner;
pub use proco_domain::query::LeaveReason;
pub use proco_domain::reflection::{Reflection, ReflectionDraft};
pub use proco_domain::stop::WithdrawReason;
pub use proco_domain::time::UtcMillis;
pub use proco_exchange::lesson::{AsideReason, LessonId};
pub use proco_exchange::second_view::ViewId;
pub use proco_exchange::summary::{TeamPeriods, TeamSummary};
