//! The clock, injected: that of the machine, or one that a test sets.

pub use proco_domain::clock::{Clock, ManualClock, SinceBoot};
pub use proco_host::SystemClock;
