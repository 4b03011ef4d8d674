//! Tolerant reading of what central tells by code. A list of a later central may name a code that this version does not
//! know: that entry is left out, and the rest of the list is read. What a phone sends is read strictly all the same.

use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde_json::Value;

/// An entry of a list that stands for one code of a closed list.
pub(crate) trait OfACode: DeserializeOwned {
    /// The closed list that the code is of.
    type Code: DeserializeOwned;
    /// The field of the entry in which the code stands.
    const FIELD: &str;
}

/// Reads the entries of the codes that are known.
///
/// # Errors
/// An entry without a code, or one of a known code that cannot be read.
pub(crate) fn each<'de, T, D>(list: D) -> Result<Vec<T>, D::Error>
where
    T: OfACode,
    D: Deserializer<'de>,
{
    let mut entries = Vec::<Value>::deserialize(list)?;
    entries.retain(|entry| !has_unknown_code::<T>(entry));
    let read = |entry| serde_json::from_value(entry).map_err(D::Error::custom);
    entries.into_iter().map(read).collect()
}

fn has_unknown_code<T: OfACode>(entry: &Value) -> bool {
    let code = entry.get(T::FIELD).and_then(Value::as_str);
    code.is_some_and(|code| {
        T::Code::deserialize(StrDeserializer::<serde::de::value::Error>::new(code)).is_err()
    })
}
