//! The clock that is handed in: the machine's, or one that a test sets.

pub use proco_domain::clock::{Clock, ManualClock, SinceBoot};
pub use proco_host::SystemClock;
