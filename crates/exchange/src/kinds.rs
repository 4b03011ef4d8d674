//! How several kinds of search or force are written in a report.
//!
//! The first programs knew one code: `"frisk"`, or `"none"` for a question that was answered with no. What says no
//! more than that is still written so. All else is an object, with what is told of each kind:
//! `{"bag": {"basis": "wwm_52", "purposes": ["weapons"]}, "vehicle": {}}`.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use utoipa::PartialSchema;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema};

use crate::codes::{Force, Search};
use crate::object;
use crate::report::{ForceReport, SearchReport};

/// The code of the first programs for none of the kinds.
const NONE: &str = "none";

/// Writes the shortest form that says it all.
///
/// # Errors
/// Those of `into`.
pub(crate) fn serialize<K, D, S>(kinds: &Option<BTreeMap<K, D>>, into: S) -> Result<S::Ok, S::Error>
where
    K: Serialize,
    D: Serialize + Default + PartialEq,
    S: Serializer,
{
    let Some(kinds) = kinds else {
        return into.serialize_none();
    };
    let mut each = kinds.iter();
    match (each.next(), each.next()) {
        (None, _) => into.serialize_str(NONE),
        (Some((kind, told)), None) if *told == D::default() => kind.serialize(into),
        _ => kinds.serialize(into),
    }
}

/// Reads either form.
///
/// # Errors
/// A code that is not known, a kind that stands there twice, or anything else that is neither form.
pub(crate) fn deserialize<'de, K, D, F>(from: F) -> Result<Option<BTreeMap<K, D>>, F::Error>
where
    K: Deserialize<'de> + Ord,
    D: Deserialize<'de> + Default,
    F: Deserializer<'de>,
{
    from.deserialize_any(Either(PhantomData))
}

struct Either<K, D>(PhantomData<(K, D)>);

impl<'de, K, D> Visitor<'de> for Either<K, D>
where
    K: Deserialize<'de> + Ord,
    D: Deserialize<'de> + Default,
{
    type Value = Option<BTreeMap<K, D>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code, or an object with what is told of each kind")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<F: Deserializer<'de>>(self, from: F) -> Result<Self::Value, F::Error> {
        from.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, code: &str) -> Result<Self::Value, E> {
        let mut kinds = BTreeMap::new();
        if code != NONE {
            kinds.insert(K::deserialize(StrDeserializer::new(code))?, D::default());
        }
        Ok(Some(kinds))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut kinds = BTreeMap::new();
        while let Some((kind, Told(told))) = map.next_entry::<K, Told<D>>()? {
            if kinds.insert(kind, told).is_some() {
                return Err(A::Error::custom("a kind stands there twice"));
            }
        }
        Ok(Some(kinds))
    }
}

/// What is told of a kind: an object, and no array in its place.
struct Told<D>(D);

impl<'de, D: Deserialize<'de>> Deserialize<'de> for Told<D> {
    fn deserialize<F: Deserializer<'de>>(from: F) -> Result<Self, F::Error> {
        object::one(from).map(Self)
    }
}

/// The searches in the description of the wire.
pub(crate) fn searches() -> Schema {
    schema::<SearchReport>(&Search::ALL.map(Search::name))
}

/// The force in the description of the wire.
pub(crate) fn forces() -> Schema {
    schema::<ForceReport>(&Force::ALL.map(Force::name))
}

fn schema<D: PartialSchema>(kinds: &[&str]) -> Schema {
    let codes = [NONE].iter().chain(kinds);
    let code = ObjectBuilder::new()
        .schema_type(utoipa::openapi::Type::String)
        .enum_values(Some(codes.copied()));
    let each = kinds.iter().fold(ObjectBuilder::new(), |object, kind| {
        object.property(*kind, D::schema())
    });
    OneOfBuilder::new().item(code).item(each).build().into()
}
