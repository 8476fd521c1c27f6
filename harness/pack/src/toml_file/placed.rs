//! A value that knows where in its file it is written.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a value asks for its place.
pub(super) const NAME: &str = "$placed";
pub(super) const FIELDS: &[&str] = &["start", "end", "incomplete", "value"];

/// A value, and the bytes of the file that it is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it is written; `0..0` if it was read from elsewhere than a file.
    pub span: Range<usize>,
    /// Whether something in it could not be read, and is left out of the value. It was reported, so that what is lacking
    /// is no mistake of its own.
    pub incomplete: bool,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Placed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(NAME, FIELDS, Parts(PhantomData))
    }
}

struct Parts<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
    type Value = Placed<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value with its place")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Placed<T>, A::Error> {
        let mut next = || {
            let _: Option<&str> = parts.next_key()?;
            parts.next_value::<usize>()
        };
        let span = next()?..next()?;
        let incomplete = next()? == 1;
        let _: Option<&str> = parts.next_key()?;
        Ok(Placed {
            value: parts.next_value()?,
            span,
            incomplete,
        })
    }
}

impl<T: Serialize> Serialize for Placed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
