//! Who may speak to either server: tokens, roles, limits, error bodies. Knows no stop.
//!
//! This crate knows neither a subject nor a record, and depends on no other crate of the project:
//! how requests are bound to a device can change here without touching what is asked. Time is
//! handed in; tokens are never checked against the system clock.
//!
//! | module | what it holds |
//! |---|---|
//! | [`time`] | seconds since 1970, as tokens count them |
//! | [`device`], [`role`], [`team`] | who speaks, as what, for which team |
//! | [`jwks`], [`issuer`], [`token`] | the issuer's public keys, issuing, verifying |
//! | [`challenge`] | proof that a device holds its key |
//! | [`standing`] | the signed statement that a device is out |
//! | [`published`] | the signed statement which keys the epochs have |
//! | [`gate`] | the one gate in front of both servers' routes |
//! | [`limit`] | the token bucket, and how much is under way at once |
//! | [`problem`], [`body`], [`frame`] | error bodies, request bodies, what all routes share |
//! | [`place`] | the folders of a server |
//! | [`log`], [`command`] | what both servers write down, and the commands in it |
//! | [`description`] | the OpenAPI document: what both have in common, and handing it out |
//! | [`serve`] | serving within bounds: time, connections, open files |

pub mod body;
pub mod challenge;
mod clock;
pub mod command;
pub mod description;
pub mod device;
pub mod frame;
pub mod gate;
pub mod issuer;
pub mod jwks;
pub mod limit;
pub mod log;
pub mod place;
pub mod problem;
pub mod published;
pub mod role;
pub mod serve;
pub mod standing;
pub mod team;
pub mod time;
pub mod token;

pub use device::{DeviceId, DeviceKey};
pub use gate::{Caller, Gatekeeper, Known, Standing};
pub use issuer::Issuer;
pub use jwks::Jwks;
pub use place::Place;
pub use problem::{Code, Problem};
pub use role::{Action, Role};
pub use team::Team;
pub use time::UnixSeconds;
pub use token::{Audience, Verifier};
