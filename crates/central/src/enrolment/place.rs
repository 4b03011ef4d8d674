//! Whether a phone may be enrolled in place of another, and as what. Pure.
//!
//! Looked at when the code is made, so that the operator is told; the store looks once more when it
//! is used, because a day may lie between.

use proco_access::{DeviceId, Role, Team};

use crate::store::Device;

/// Why no phone is enrolled in place of this one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReplaced {
    /// No device with this identifier was ever enrolled.
    #[error("no such device: nothing can take its place")]
    Unknown,
    /// Its place is taken.
    #[error("device {0} is in use in its place already; name that one")]
    Taken(DeviceId),
    /// It is of another team than the one named.
    #[error(
        "it is of team {0}; an officer who changes teams gets a code for the new team, in place of none"
    )]
    OtherTeam(Team),
    /// It has another role than the one named.
    #[error("its role is {0}; leave the role out to keep it")]
    OtherRole(Role),
}

/// The team and the role of a phone in place of `old`: those of the old one.
///
/// # Errors
/// [`NotReplaced`].
pub fn in_place_of(
    old: DeviceId,
    devices: &[Device],
    team: Option<Team>,
    role: Option<Role>,
) -> Result<(Team, Role), NotReplaced> {
    let known = devices.iter().find(|device| device.device == old);
    let known = known.ok_or(NotReplaced::Unknown)?;
    let in_use = devices.iter().find(|device| {
        device.device != old && device.counts_as == known.counts_as && device.revoked_at.is_none()
    });
    if let Some(other) = in_use {
        return Err(NotReplaced::Taken(other.device));
    }
    if team.is_some_and(|team| team != known.team) {
        return Err(NotReplaced::OtherTeam(known.team.clone()));
    }
    if role.is_some_and(|role| role != known.role) {
        return Err(NotReplaced::OtherRole(known.role));
    }
    Ok((known.team.clone(), known.role))
}
