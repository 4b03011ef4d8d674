//! The key service: turns a blinded mark into a pseudonym. Holds the epoch keys; knows no record.
//!
//! It sees neither a mark nor a pseudonym: what comes in is blinded, what goes out can be opened
//! only by the phone that blinded it. It keeps three things: the keys of the epochs, what each
//! device may still ask for, and which devices are out.
//!
//! | module | what it holds |
//! |---|---|
//! | [`config`], [`clock`] | what it is told at its start |
//! | [`service`] | the parts put together |
//! | [`http`], `at_once` | the routes, and how much is under way at once |
//! | [`evaluate`] | blinded marks in, evaluated marks out |
//! | [`epochs`] | which keys to create, expire and destroy |
//! | [`health`] | what whoever watches over it is told |
//! | [`quota`] | how much a device may ask |
//! | [`store`] | the encrypted file |

mod at_once;
pub mod clock;
pub mod config;
pub mod epochs;
pub mod error;
pub mod evaluate;
pub mod health;
pub mod http;
pub mod quota;
pub mod service;
pub mod store;

pub use at_once::blocking_threads;
pub use clock::{Clock, ManualClock, SystemClock};
pub use config::ServiceConfig;
pub use error::Error;
pub use http::{router, serve};
pub use service::KeyService;
