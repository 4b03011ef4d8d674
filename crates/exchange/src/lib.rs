//! All that may leave the phone, and nothing else.

pub mod evaluation;
pub mod pseudonym;

pub use proco_domain::subject::{Mark, SubjectKind};
pub use proco_domain::time::{Epoch, Hour, LIVE_EPOCHS, UtcMillis};
