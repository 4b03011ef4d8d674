//! The scan: on sentences with and without personal data, and on data that is hidden on purpose.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test ends at its first surprise, and prints what it measured"
)]

mod attacks;
mod corpus;
mod labelled;
mod properties;
mod release;
