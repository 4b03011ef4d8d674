//! Identity and authentication: the types that phone and servers share. Knows no server and no subject.
//!
//! | module | what it holds |
//! |---|---|
//! | [`role`], [`team`] | as what and for which team somebody speaks |
//! | [`device`] | a device: its identifier and its public key |
//! | [`challenge`] | the text that a device signs for a token, and its signature |
//! | [`signer`] | what signs for a device |
//! | [`request`] | the bodies with which a device is enrolled and gets a token |
//! | [`refusal`] | why a server refuses a request |

pub mod challenge;
pub mod device;
pub mod refusal;
pub mod request;
pub mod role;
pub mod signer;
pub mod team;

pub use challenge::{Challenge, Signature};
pub use device::{DeviceId, DeviceKey};
pub use role::{Action, Role};
pub use signer::Signer;
pub use team::Team;
