//! The harness of the tests: a phone, a central, and the network between them. Never shipped.
//!
//! | module | what it holds | feature |
//! |---|---|---|
//! | [`phone`] | one phone on a real encrypted file, under a clock that the test sets | `phone` |
//! | [`witnessed`] | the clock of a phone whose platform tells the time since boot | `road` |
//! | [`recorded`] | answers of a phone that are committed for the screens' tests | `phone` |
//! | [`log`] | what this process logs | `wire` |
//! | [`served`], [`http`] | a server on loopback, and plain requests to it | `wire` |
//! | [`central`] | central on a real file, under a clock that the test moves | `central` |
//! | [`on_disk`] | the bytes of the files of a store | `central` |
//! | [`visitor`], [`reports`], [`lessons`], [`second_views`] | a device enrolled by hand, and what it sends | `central` |
//! | [`town`] | key service and central on loopback | `road` |
//! | [`road`] | the network between, which can fail | `road` |
//! | [`officer`] | a phone at the end of such a road | `road` |
#![allow(
    clippy::unwrap_used,
    clippy::new_without_default,
    missing_docs,
    reason = "this crate is never shipped; a test may stop at the first surprise"
)]

#[cfg(feature = "central")]
pub mod central;
#[cfg(feature = "wire")]
pub mod http;
#[cfg(feature = "central")]
pub mod lessons;
#[cfg(feature = "wire")]
pub mod log;
#[cfg(feature = "road")]
pub mod officer;
#[cfg(feature = "central")]
pub mod on_disk;
#[cfg(feature = "phone")]
pub mod phone;
#[cfg(feature = "phone")]
pub mod recorded;
#[cfg(feature = "central")]
pub mod reports;
#[cfg(feature = "road")]
pub mod road;
#[cfg(feature = "central")]
pub mod second_views;
#[cfg(feature = "wire")]
pub mod served;
#[cfg(feature = "road")]
pub mod town;
#[cfg(feature = "central")]
pub mod visitor;
#[cfg(feature = "road")]
pub mod witnessed;
