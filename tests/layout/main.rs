//! The architecture, held to: who may depend on whom, who may touch what, and how files look.
//!
//! ARCHITECTURE.md says why; each of its invariants names the test that holds it. These read the
//! sources and `cargo metadata`; they run nothing of ProCo.
#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod central;
mod commands;
mod doors;
mod edges;
mod imports;
mod invariants;
mod licences;
mod machine;
mod migrations;
mod phone;
mod plates;
mod shape;
mod shell;
mod tree;
mod views;
