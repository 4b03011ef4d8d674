//! Who may speak to either server: tokens, roles, limits, error bodies. Knows no stop.
//!
//! This crate knows neither a subject nor a record: how requests are bound to a device can change
//! here without touching what is asked. The words about who speaks stand in `proco_credential`,
//! which the phone knows as well. Time is handed in; tokens are never checked against the system
//! clock.
//!
//! | module | what it holds |
//! |---|---|
//! | [`time`], `clock` | seconds since 1970, as tokens count them; how long something took, for log lines only |
//! | [`jwks`], [`issuer`], [`token`] | the issuer's public keys, issuing, verifying |
//! | [`standing`] | the signed statement which devices are in, and which are out |
//! | [`published`] | the signed statement which keys the epochs have |
//! | [`gate`] | the one gate in front of both servers' routes |
//! | [`limit`] | the token bucket, and how much is under way at once |
//! | [`problem`], [`body`], [`frame`] | error bodies, request bodies, what all routes share |
//! | [`place`] | the folders of a server |
//! | [`log`], [`command`] | what both servers write down, and the commands in it |
//! | [`description`] | the OpenAPI document: what both have in common, and handing it out |
//! | [`serve`] | serving within bounds: time, connections, open files |

pub mod body;
mod clock;
pub mod command;
pub mod description;
pub mod frame;
pub mod gate;
pub mod issuer;
pub mod jwks;
pub mod limit;
pub mod log;
pub mod place;
pub mod problem;
pub mod published;
pub mod serve;
pub mod standing;
pub mod time;
pub mod token;

pub use gate::{Caller, Gatekeeper, Known, Standing};
pub use issuer::Issuer;
pub use jwks::Jwks;
pub use place::ServerFolders;
pub use problem::{Code, Problem};
pub use proco_credential::{Action, DeviceId, DeviceKey, Role, Team};
pub use time::UnixSeconds;
pub use token::{Audience, Verifier};
