//! The enrolment of this device at central, and its token.

use std::fmt;

use proco_credential::{DeviceId, Role, Team};
use proco_domain::time::UtcMillis;
use proco_exchange::enrolment::Grant;
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use super::StoreError;
use super::row::{At, Id, from_code, to_code};

/// The identity of this device at central, with its token.
#[derive(Clone)]
pub(crate) struct Enrolled {
    /// Its name at central.
    pub(crate) device: DeviceId,
    /// The token that was granted last.
    pub(crate) token: Zeroizing<String>,
    /// The end of the token, by the clock of this phone.
    pub(crate) token_until: UtcMillis,
    /// The role of its officer.
    pub(crate) role: Role,
    pub(crate) team: Team,
    /// Whether central revoked it.
    pub(crate) revoked: bool,
}

impl fmt::Debug for Enrolled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enrolled")
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}

/// The enrolment, if there is one. A row that cannot be read counts as none: nothing else depends on it, and
/// with its key from the key store the device can be enrolled again as itself.
pub(crate) fn get(connection: &Connection) -> Result<Option<Enrolled>, StoreError> {
    match read(connection) {
        Err(fault @ StoreError::Row(_)) => {
            tracing::error!(%fault, "the enrolment cannot be read: this phone counts as not enrolled");
            Ok(None)
        }
        answer => answer,
    }
}

fn read(connection: &Connection) -> Result<Option<Enrolled>, StoreError> {
    let row = connection
        .prepare_cached(
            "SELECT device, token, token_until, role, team, revoked FROM enrolment WHERE slot = 1",
        )?
        .query_row([], |row| {
            let role: String = row.get(3)?;
            Ok((
                row.get::<_, Id>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, At>(2)?,
                role,
                row.get::<_, String>(4)?,
                row.get::<_, bool>(5)?,
            ))
        })
        .optional()?;
    let Some((Id(device), token, At(token_until), role, team, revoked)) = row else {
        return Ok(None);
    };
    Ok(Some(Enrolled {
        device: DeviceId(device),
        token: Zeroizing::new(token),
        token_until,
        role: from_code(&role, "a role")?,
        team: from_code(&team, "a team")?,
        revoked,
    }))
}

/// Keeps what central granted. A device that gets a token is not revoked.
pub(crate) fn put(
    connection: &Connection,
    grant: &Grant,
    token_until: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(include_str!("sql/enrolment_put.sql"))?
        .execute((
            Id(grant.device.0),
            &grant.token,
            At(token_until),
            to_code(&grant.role),
            grant.team.as_str(),
        ))?;
    Ok(())
}

/// Remembers that central revoked this device.
pub(crate) fn set_revoked(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE enrolment SET revoked = 1")?
        .execute([])?;
    Ok(())
}
