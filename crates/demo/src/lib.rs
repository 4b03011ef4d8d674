//! An invented force for demonstrations and tests: 3 teams, 76 officers, 90 days.
//!
//! | module | what it holds |
//! |---|---|
//! | [`plan`] | what happens, made from a seed |
//! | [`play`] | carrying the plan out through the real road |

pub mod plan;
pub mod play;
