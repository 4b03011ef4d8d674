//! The clock that is handed in: the machine's, or one that a test sets.

pub use proco_exchange::{Clock, ManualClock};
pub use proco_host::SystemClock;
