//! Stories about the key service: the real store and the real routes, over loopback.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod epochs;
mod program;
mod quota;
mod revocation;
mod road;
mod support;
mod tokens;
