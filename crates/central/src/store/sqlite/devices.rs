//! Devices and one-time codes in SQLite.

use proco_access::gate::Standing;
use proco_access::{Action, DeviceId, DeviceKey, Known, Role, UnixSeconds};
use proco_credential::device::P256_BYTES;
use proco_exchange::UtcMillis;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;

use super::kept::team_of;
use crate::keys::CodeHash;
use crate::store::{Device, Listed, NewCode, NewDevice, StoreError};

const COLUMNS: &str = "device, public_key, role, team, enrolled_at, revoked_at, \
                       coalesce(counts_as, device), sec1_tag";

fn role_of(text: &str) -> Result<Role, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged("role"))
}

fn id(bytes: [u8; 16]) -> DeviceId {
    DeviceId(Uuid::from_bytes(bytes))
}

fn device_of(row: &Row<'_>) -> Result<Device, StoreError> {
    Ok(Device {
        device: id(row.get(0)?),
        public_key: key_of(row.get(1)?, row.get(7)?)?,
        role: role_of(&row.get::<_, String>(2)?)?,
        team: team_of(row.get(3)?)?,
        enrolled_at: UtcMillis(row.get(4)?),
        revoked_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
        counts_as: id(row.get(6)?),
    })
}

/// The public key in its two columns: 32 bytes are one of Ed25519, or with the tag of SEC 1 before them
/// a point of P-256.
fn key_of(bytes: [u8; 32], tag: Option<u8>) -> Result<DeviceKey, StoreError> {
    let key = match tag {
        None => DeviceKey::from_bytes(&bytes),
        Some(tag) => DeviceKey::from_bytes(&[&[tag][..], &bytes].concat()),
    };
    key.map_err(|_| StoreError::Damaged("public key"))
}

/// The two columns of a public key: 32 bytes, and the tag of a point of P-256.
fn columns_of(key: &DeviceKey) -> (Vec<u8>, Option<u8>) {
    let mut bytes = key.to_bytes();
    let tag = (bytes.len() == P256_BYTES).then(|| bytes.remove(0));
    (bytes, tag)
}

pub(super) fn keep_code(transaction: &Transaction<'_>, code: &NewCode) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO enrolment_codes (code, role, team, expires_at, replaces)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            code.code.0.as_slice(),
            code.role.name(),
            code.team.as_str(),
            code.expires_at.0,
            code.replaces
                .as_ref()
                .map(|old| old.0.as_bytes().as_slice())
        ],
    )?;
    Ok(())
}

pub(super) fn knows_code(
    connection: &Connection,
    code: CodeHash,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let known = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM enrolment_codes
                            WHERE code = ?1 AND expires_at > ?2 AND used_by IS NULL)",
        )?
        .query_row(params![code.0.as_slice(), now.0], |row| row.get(0))?;
    Ok(known)
}

pub(super) fn use_code(
    transaction: &Transaction<'_>,
    code: CodeHash,
    new: NewDevice,
    now: UtcMillis,
) -> Result<Option<Device>, StoreError> {
    let kept = transaction
        .query_row(
            "SELECT role, team, replaces FROM enrolment_codes
             WHERE code = ?1 AND expires_at > ?2 AND used_by IS NULL",
            params![code.0.as_slice(), now.0],
            |row| {
                let words: (String, String) = (row.get(0)?, row.get(1)?);
                Ok((words, row.get::<_, Option<[u8; 16]>>(2)?.map(id)))
            },
        )
        .optional()?;
    let Some(((role, team), replaces)) = kept else {
        return Ok(None);
    };
    let known = of_key(transaction, &new)?;
    if known
        .as_ref()
        .is_some_and(|device| device.revoked_at.is_some())
    {
        return Ok(None);
    }
    let place = match (replaces, &known) {
        (None, _) => None,
        (Some(_), Some(_)) => return Ok(None),
        (Some(old), None) => match revoke_predecessor(transaction, old, now)? {
            Some(place) => Some(place),
            None => return Ok(None),
        },
    };
    // A phone that comes again keeps its name: its records stay its own, and one officer does not
    // count as two.
    let (name, own) = known.map_or((new.device, new.device), |known| {
        (known.device, known.counts_as)
    });
    let device = Device {
        device: name,
        public_key: new.public_key,
        role: role_of(&role)?,
        team: team_of(team)?,
        enrolled_at: now,
        revoked_at: None,
        counts_as: place.unwrap_or(own),
    };
    let (public_key, sec1_tag) = columns_of(&device.public_key);
    transaction.execute(
        "INSERT INTO devices
             (device, public_key, role, team, enrolled_at, counts_as, records_from, sec1_tag)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (device) DO UPDATE SET role = excluded.role, team = excluded.team",
        params![
            device.device.0.as_bytes().as_slice(),
            public_key,
            device.role.name(),
            device.team.as_str(),
            now.0,
            place.as_ref().map(|place| place.0.as_bytes().as_slice()),
            new.records_from.map(|from| from.0),
            sec1_tag
        ],
    )?;
    transaction.execute(
        "UPDATE enrolment_codes SET used_by = ?2 WHERE code = ?1",
        params![code.0.as_slice(), device.device.0.as_bytes().as_slice()],
    )?;
    Ok(Some(device))
}

/// Revokes a device for the one that comes in its place, and says as which device that one counts.
/// `None` when another one has the place already.
fn revoke_predecessor(
    transaction: &Transaction<'_>,
    old: DeviceId,
    now: UtcMillis,
) -> Result<Option<DeviceId>, StoreError> {
    let place = device(transaction, old)?
        .ok_or(StoreError::Damaged("device of a code"))?
        .counts_as;
    let taken: bool = transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM devices
             WHERE coalesce(counts_as, device) = ?1 AND revoked_at IS NULL AND device <> ?2)",
        params![place.0.as_bytes().as_slice(), old.0.as_bytes().as_slice()],
        |row| row.get(0),
    )?;
    if taken {
        return Ok(None);
    }
    revoke(transaction, old, now)?;
    Ok(Some(place))
}

/// The device that holds this key, if it was enrolled before.
fn of_key(connection: &Connection, new: &NewDevice) -> Result<Option<Device>, StoreError> {
    let question =
        format!("SELECT {COLUMNS} FROM devices WHERE public_key = ?1 AND sec1_tag IS ?2");
    let mut statement = connection.prepare_cached(&question)?;
    let (public_key, sec1_tag) = columns_of(&new.public_key);
    let mut rows = statement.query(params![public_key, sec1_tag])?;
    rows.next()?.map(device_of).transpose()
}

pub(super) fn device(
    connection: &Connection,
    device: DeviceId,
) -> Result<Option<Device>, StoreError> {
    let question = format!("SELECT {COLUMNS} FROM devices WHERE device = ?1");
    let mut statement = connection.prepare_cached(&question)?;
    let mut rows = statement.query([device.0.as_bytes().as_slice()])?;
    rows.next()?.map(device_of).transpose()
}

pub(super) fn devices(connection: &Connection) -> Result<Listed<Device>, StoreError> {
    let question = format!("SELECT {COLUMNS} FROM devices ORDER BY enrolled_at, device");
    let mut statement = connection.prepare_cached(&question)?;
    let mut rows = statement.query([])?;
    let mut devices = Listed::default();
    while let Some(row) = rows.next()? {
        devices.add(device_of(row))?;
    }
    Ok(devices)
}

pub(super) fn readers(connection: &Connection) -> Result<Vec<DeviceId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT coalesce(counts_as, device), role FROM devices")?;
    let mut rows = statement.query([])?;
    let mut readers = Vec::new();
    while let Some(row) = rows.next()? {
        let role = role_of(row.get_ref(1)?.as_str().unwrap_or_default());
        if role.is_ok_and(|role| !role.may(Action::SeeOwnTeam)) {
            continue;
        }
        // Without its identifier nobody can tell which records are of a reader.
        readers.push(id(row.get(0)?));
    }
    Ok(readers)
}

pub(super) fn standings(connection: &Connection) -> Result<Vec<(DeviceId, bool)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT device, revoked_at IS NOT NULL FROM devices ORDER BY enrolled_at",
    )?;
    let rows = statement.query_map([], |row| Ok((id(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn revoke(
    transaction: &Transaction<'_>,
    device: DeviceId,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let known = transaction.execute(
        "UPDATE devices SET revoked_at = coalesce(revoked_at, ?2) WHERE device = ?1",
        params![device.0.as_bytes().as_slice(), now.0],
    )?;
    Ok(known > 0)
}

/// Whether a device is revoked: it may have been let in before.
pub(super) fn is_revoked(connection: &Connection, device: DeviceId) -> Result<bool, StoreError> {
    let revoked = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM devices WHERE device = ?1 AND revoked_at IS NOT NULL)",
        )?
        .query_row([device.0.as_bytes().as_slice()], |row| row.get(0))?;
    Ok(revoked)
}

pub(super) fn standing(connection: &Connection, device: DeviceId) -> Result<Standing, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT CASE WHEN revoked_at IS NULL THEN coalesce(counts_as, device) END,
                coalesce(records_from, enrolled_at), role, team
         FROM devices WHERE device = ?1",
    )?;
    let mut rows = statement.query([device.0.as_bytes().as_slice()])?;
    let Some(row) = rows.next()? else {
        return Ok(Standing::Unknown);
    };
    let Some(counts_as) = row.get::<_, Option<[u8; 16]>>(0)? else {
        return Ok(Standing::Revoked);
    };
    Ok(Standing::In(Known {
        counts_as: id(counts_as),
        since: Some(UnixSeconds::from_millis(row.get(1)?)),
        speaks: Some((
            role_of(row.get_ref(2)?.as_str().unwrap_or_default())?,
            team_of(row.get(3)?)?,
        )),
    }))
}
