//! The key service: turns a blinded mark into a pseudonym. Holds the epoch keys; knows no record.
//!
//! It sees neither a mark nor a pseudonym: what comes in is blinded, what goes out can be opened
//! only by the phone that blinded it. It keeps the keys of the epochs; which devices are in and which
//! are out; the budgets: what each of them and all together may still ask for, and how many new ones may
//! still come in; and the last moment of its clock that it believed.
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
//! | [`error`] | what can go wrong, and the answer that it becomes |

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
