//! What central shows and keeps of the demo force.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod facts;
mod kept;
mod summaries;
