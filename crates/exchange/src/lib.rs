//! What may leave the phone and what comes back, and what both sides have to judge alike: whether a clock can be believed.
//!
//! | module | what it holds |
//! |---|---|
//! | [`codes`] | the closed lists that travel in reports |
//! | `list`, `kinds` | how a closed list, and several kinds of search or force, are written on the wire |
//! | `object`, `known` | strict reading of what a phone sends, tolerant reading of what central tells |
//! | [`pseudonym`], [`evaluation`] | the pseudonym, and what phone and key service say to get one |
//! | [`report`], [`receipt`] | what is uploaded, and what central answers |
//! | [`frequency`] | how often a subject was queried and stopped |
//! | [`period`], [`summary`] | what a shift lead sees |
//! | [`force`] | what every officer may see of the whole force |
//! | [`lesson`] | what an officer shares with the team |
//! | [`second_view`] | what an officer asks the advisers, and what they answer |
//! | [`owned`] | what such an object is made of, which leads to no author |
//! | [`enrolment`] | how a device becomes known and gets its tokens |
//! | [`claim`], [`belief`] | whether what a clock says can be believed |

pub mod belief;
pub mod claim;
pub mod codes;
pub mod enrolment;
pub mod evaluation;
pub mod force;
pub mod frequency;
mod kinds;
mod known;
pub mod lesson;
mod list;
mod object;
pub mod owned;
pub mod period;
pub mod pseudonym;
pub mod receipt;
pub mod report;
pub mod second_view;
pub mod summary;

pub use proco_domain::clock::{Clock, ManualClock};
pub use proco_domain::code_list;
pub use proco_domain::draft::ENTERED_WITHIN_HOURS;
pub use proco_domain::subject::SubjectKind;
pub use proco_domain::time::{Epoch, Hour, LIVE_EPOCHS, UtcMillis};

/// The header in which central says what time it is, in milliseconds since 1970 UTC, in decimal. It
/// is on every answer while central believes its own clock, and on none while it does not. A phone
/// compares its clock with this and with nothing else.
pub const CENTRAL_TIME: &str = "central-time";

/// The header in which central says the number of its last restore, in decimal, 0 for none. It is on every answer. To a
/// phone another number than before means that central was put back from a copy.
pub const CENTRAL_RESTORED: &str = "central-restored";
