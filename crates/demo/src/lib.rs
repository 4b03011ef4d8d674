//! An invented force for demonstrations and tests: 3 teams, 36 officers, 90 days.
//!
//! | module | what it holds |
//! |---|---|
//! | [`plan`] | what happens, made from a seed |

pub mod plan;
