//! What an officer sends as an object of its own, which leads to no report, device or author: an identifier of chance, a
//! secret that only its phone holds, a week, and words that were released. Lessons and requests for a second view are made
//! of these.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proco_release::ReleasedText;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serializer};

use crate::period::{Period, Week};

/// A text that is no value of the right length in base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not base64url of the right length")]
pub struct NotOfThisLength;

pub(crate) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decoded<const LENGTH: usize>(text: &str) -> Result<[u8; LENGTH], NotOfThisLength> {
    let mut bytes = [0; LENGTH];
    match URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) {
        Ok(length) if length == LENGTH => Ok(bytes),
        Ok(_) | Err(_) => Err(NotOfThisLength),
    }
}

/// A value of so many bytes, written as base64url without padding in so many characters.
macro_rules! bytes {
    ($(#[$meta:meta])* $name:ident, $length:tt, $characters:tt) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            utoipa::ToSchema,
        )]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, min_length = $characters, max_length = $characters)]
        pub struct $name(pub [u8; $length]);

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                crate::owned::encoded(&value.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::owned::NotOfThisLength;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                crate::owned::decoded(&text).map(Self)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

/// A secret of 32 bytes of chance, and the label under which it is hashed: what is told of one kind of object opens none of
/// another.
macro_rules! secret {
    ($(#[$meta:meta])* $name:ident, $label:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, min_length = 43, max_length = 43)]
        pub struct $name([u8; 32]);

        impl $name {
            /// A secret of these bytes, which are chance.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The bytes, for the store of the phone.
            #[must_use]
            pub fn expose(&self) -> &[u8; 32] {
                &self.0
            }

            /// What central is told when the object is sent.
            #[must_use]
            pub fn hash(&self) -> crate::owned::SecretHash {
                use sha2::Digest as _;
                let mut hash = sha2::Sha256::new();
                hash.update($label);
                hash.update(self.0);
                crate::owned::SecretHash(hash.finalize().into())
            }
        }

        impl From<$name> for String {
            fn from(secret: $name) -> Self {
                crate::owned::encoded(&secret.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::owned::NotOfThisLength;

            fn try_from(mut text: String) -> Result<Self, Self::Error> {
                let bytes = crate::owned::decoded(&text);
                zeroize::Zeroize::zeroize(&mut text);
                bytes.map(Self)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                zeroize::Zeroize::zeroize(&mut self.0);
            }
        }
    };
}

/// Words as they came over the network. They do not print.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
            utoipa::ToSchema,
        )]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
        #[serde(transparent)]
        #[schema(value_type = String)]
        pub struct $name(pub String);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

pub(crate) use {bytes, secret, words};

bytes! {
    /// The SHA-256 of the secret with which an object can be taken back. Central keeps this and never the secret.
    SecretHash, 32, 43
}

/// Writes a text that was released.
pub(crate) fn written<S: Serializer, const MOST: usize>(
    text: &ReleasedText<MOST>,
    to: S,
) -> Result<S::Ok, S::Error> {
    to.serialize_str(text.expose())
}

/// Leaves out of a list what is about something that this version does not know.
pub(crate) fn readable<'de, D, Entry, About>(list: D) -> Result<Vec<Entry>, D::Error>
where
    D: Deserializer<'de>,
    Entry: DeserializeOwned,
    About: DeserializeOwned,
{
    let mut entries = Vec::<serde_json::Value>::deserialize(list)?;
    let is_known =
        |about: &serde_json::Value| serde_json::from_value::<About>(about.clone()).is_ok();
    entries.retain(|entry| entry.get("about").is_none_or(is_known));
    let read = |entry| serde_json::from_value(entry).map_err(serde::de::Error::custom);
    entries.into_iter().map(read).collect()
}

/// A week as it is written: `2026-W47`.
pub(crate) mod week {
    use super::{Deserialize as _, Deserializer, Period, Serializer, Week};

    pub(crate) fn serialize<S: Serializer>(week: &Week, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&Period::Week(*week))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(text: D) -> Result<Week, D::Error> {
        match String::deserialize(text)?.parse() {
            Ok(Period::Week(week)) => Ok(week),
            Ok(Period::Month { .. } | Period::Quarter { .. }) | Err(_) => {
                Err(serde::de::Error::custom("a week is written 2026-W47"))
            }
        }
    }
}
