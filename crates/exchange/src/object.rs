//! Strict reading of JSON objects. The `Deserialize` that serde derives for a struct also accepts an array with the fields
//! in their order; these functions refuse it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

struct OfAMap<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OfAMap<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// Reads a struct from a JSON object, and refuses an array in its place.
pub(crate) fn one<'de, T, D>(text: D) -> Result<T, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    text.deserialize_map(OfAMap(PhantomData))
}

/// Reads an array of objects.
pub(crate) fn each<'de, T, D>(text: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct One<T>(T);

    impl<'de, T: Deserialize<'de>> Deserialize<'de> for One<T> {
        fn deserialize<D: Deserializer<'de>>(text: D) -> Result<Self, D::Error> {
            one(text).map(Self)
        }
    }

    let objects = Vec::<One<T>>::deserialize(text)?;
    Ok(objects.into_iter().map(|One(object)| object).collect())
}
