//! The central endpoint: takes reports, answers how often a subject was queried and stopped, makes
//! summaries. It keeps keyed forms only and cannot name a raw stop.
//!
//! | module | what it holds |
//! |---|---|
//! | [`central`], [`config`], [`clock`], [`belief`], [`error`] | what all requests share |
//! | [`api`] | the routes |
//! | [`enrolment`], [`epoch_keys`] | one-time codes, challenges, tokens; accepted epoch keys |
//! | [`gate`], [`quota`], [`reports`] | what is admitted of a batch, how much, and taking it |
//! | `at_once` | how much is under way at once |
//! | [`frequencies`], [`asked`] | how often a subject was queried and stopped, and who asks that how often |
//! | `lessons`, `second_views`, `shared_quota` | what officers share with their team and ask the advisers, of which nothing leads to a phone |
//! | `catalogue`, [`measure`], [`summaries`], `force` | what is counted, the weekly roll-up, and what of it may be shown |
//! | [`keys`], [`key_file`], [`record`], [`store`] | what is kept, and in which form |
//! | `start`, `opening`, [`folder`], [`running`], [`sums`], [`condition`], [`copies`], [`rescue`] | the data folder, its damage and its copies |
//! | [`renewal`] | renewing the issuer's key with overlap |
//! | [`closing`], `expired`, [`retention`], [`standings`] | which weeks are closed and which epochs over, what goes, and who is in or out |
//!
//! A record counts in the summary of the week of its event only when it arrives before that week
//! is closed. Whoever fills central with past weeks (a demo, a test) therefore hands in a
//! [`clock::ManualClock`] and lets it pass through those weeks, one by one: see [`closing`].

pub mod api;
pub mod asked;
mod at_once;
pub mod belief;
mod catalogue;
pub mod central;
pub mod clock;
pub mod closing;
pub mod condition;
pub mod config;
pub mod copies;
pub mod enrolment;
pub mod epoch_keys;
pub mod error;
mod expired;
pub mod folder;
mod force;
pub mod frequencies;
pub mod gate;
pub mod key_file;
pub mod keys;
mod lessons;
pub mod measure;
mod opening;
pub mod quota;
pub mod record;
pub mod renewal;
pub mod reports;
pub mod rescue;
pub mod retention;
pub mod running;
mod second_views;
mod shared_quota;
pub mod standings;
mod start;
pub mod store;
pub mod summaries;
pub mod sums;

pub use api::{router, serve};
pub use at_once::blocking_threads;
pub use central::Central;
pub use clock::{Clock, ManualClock, SystemClock};
pub use config::Config;
pub use error::CentralError;
