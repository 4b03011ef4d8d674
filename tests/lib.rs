//! What the stories share: a town with real servers and phones, and roads that can fail.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "this crate is never shipped; a test may stop at the first surprise"
)]

#[path = "support/log.rs"]
pub mod log;
#[path = "support/officer.rs"]
pub mod officer;
#[path = "support/road.rs"]
pub mod road;
#[path = "support/visitor.rs"]
pub mod visitor;
#[path = "support/witnessed.rs"]
pub mod witnessed;
