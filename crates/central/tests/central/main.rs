//! Central, told over its own HTTP routes on a real SQLite file.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod asked;
mod at_once;
mod closing;
mod command_line;
mod copies;
mod damage;
mod described;
mod disk;
mod earlier;
mod enrolment;
mod epoch_keys;
mod figures;
mod force;
mod frequencies;
mod frozen;
mod gone;
mod invented;
mod kept;
mod later_codes;
mod lessons;
mod lost;
mod lost_key;
mod mistyped;
mod p256;
mod printed;
mod privacy;
#[cfg(unix)]
mod private;
mod quota;
mod renewed;
mod reports;
mod rescued;
mod searches;
mod second_views;
mod strangers;
mod stub;
mod summaries;
mod taken_back;
mod time;
mod torn;
mod two_moments;
