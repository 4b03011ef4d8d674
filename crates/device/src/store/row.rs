//! How types of the domain are kept in a column.

use proco_domain::time::UtcMillis;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::error::{RowFault, StoreError};
use crate::keys::OwnKey;

/// A moment, kept as milliseconds since 1970.
pub(super) struct At(pub(super) UtcMillis);

impl ToSql for At {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.0.into())
    }
}

impl FromSql for At {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(|millis| Self(UtcMillis(millis)))
    }
}

/// An identifier, kept as its 16 bytes.
pub(super) struct Id(pub(super) Uuid);

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        Uuid::from_slice(bytes)
            .map(Self)
            .map_err(|_| FromSqlError::InvalidType)
    }
}

impl ToSql for OwnKey {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for OwnKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| FromSqlError::InvalidType)
    }
}

/// Writes a value as JSON.
pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("the types of the store have text keys only")
}

/// Reads a value from JSON. The error says what was expected, and repeats no content.
pub(super) fn from_json<T: DeserializeOwned>(
    text: &str,
    what: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Row(RowFault::Content(what)))
}

/// All rows that can be read, so that one that cannot does not hide the others.
pub(super) fn readable<T>(
    rows: impl Iterator<Item = Result<T, StoreError>>,
) -> Result<Vec<T>, StoreError> {
    rows.filter(|row| !matches!(row, Err(StoreError::Row(_))))
        .collect()
}

/// The code of a closed list, as it stands in JSON but without the quotes.
pub(super) fn to_code(value: &impl Serialize) -> String {
    to_json(value).trim_matches('"').to_owned()
}

/// Reads the code of a closed list.
pub(super) fn from_code<T: DeserializeOwned>(
    code: &str,
    what: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(code.to_owned()))
        .map_err(|_| StoreError::Row(RowFault::Content(what)))
}

/// Reads a moment that may be absent.
pub(super) fn moment(at: Option<At>) -> Option<UtcMillis> {
    at.map(|At(at)| at)
}
