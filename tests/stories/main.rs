//! Stories over the whole road, on the real parts: encrypted stores, both servers, loopback.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod advisory;
mod again;
mod all_sent;
mod any_order;
mod background;
mod believed;
mod changed_mind;
mod clock;
mod copies;
mod corrected;
mod counted_once;
mod dated;
mod enrolment;
mod entered;
mod found;
mod journey;
mod mistyped;
mod no_plate;
mod parted;
mod privacy;
mod questioned;
mod quota;
mod recorded;
mod redated;
mod renewed;
mod restored;
mod revocation;
mod spellings;
mod team;
mod told;
mod undone;
mod unreadable;
mod unsent;
mod upload_quota;
mod withdrawal;
