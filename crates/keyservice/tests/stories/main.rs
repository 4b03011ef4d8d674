//! Stories about the key service: the real store and the real routes, over loopback.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod clock;
mod copies;
mod damage;
mod described;
mod epochs;
mod first_start;
mod frozen;
mod full;
mod mistyped;
mod printed;
mod private;
mod program;
mod put_back;
mod quota;
mod road;
mod small_disk;
mod standing;
mod strangers;
mod support;
mod tokens;
