//! From a tree to a type.

use std::ops::Range;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer,
    MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::toml_file::node::{Key, Kind, Node};
use crate::toml_file::placed;
use crate::toml_file::problem::Problem;

pub(super) fn from_node<T: DeserializeOwned>(node: &Node) -> Result<T, Problem> {
    T::deserialize(node)
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let read = match &self.kind {
            Kind::Text(text) => visitor.visit_borrowed_str(text),
            Kind::Integer(number) => visitor.visit_i64(*number),
            Kind::Float(number) => visitor.visit_f64(*number),
            Kind::Boolean(value) => visitor.visit_bool(*value),
            Kind::Array(items) => visitor.visit_seq(Items(items.iter())),
            Kind::Table(members) => visitor.visit_map(Members {
                rest: members.iter(),
                value: None,
            }),
        };
        read.map_err(|problem| problem.within(&self.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        if name == placed::NAME {
            return visitor.visit_map(Place::new(&self.span, self.incomplete, self));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let read = match &self.kind {
            Kind::Text(word) => visitor.visit_enum(Word(word)),
            Kind::Table(members) => match members.as_slice() {
                [(key, value)] => visitor.visit_enum(Choice { key, value }),
                _ => Err(Problem::custom("exactly one key is possible here")),
            },
            Kind::Integer(_) | Kind::Float(_) | Kind::Boolean(_) | Kind::Array(_) => Err(
                Problem::custom(format!("possible are {}", known.join(", "))),
            ),
        };
        read.map_err(|problem| problem.within(&self.span))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Items<'de>(std::slice::Iter<'de, Node>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let Some(item) = self.0.next() else {
            return Ok(None);
        };
        let read = seed.deserialize(item);
        read.map(Some).map_err(|problem| problem.within(&item.span))
    }
}

struct Members<'de> {
    rest: std::slice::Iter<'de, (Key, Node)>,
    value: Option<&'de Node>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Problem;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(Name(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let value = self
            .value
            .take()
            .ok_or_else(|| Problem::custom("a value without a key"))?;
        seed.deserialize(value)
            .map_err(|problem| problem.within(&value.span))
    }
}

/// A key, which may ask for its place too.
struct Name<'de>(&'de Key);

impl<'de> Deserializer<'de> for Name<'de> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor
            .visit_borrowed_str(&self.0.name)
            .map_err(|problem: Problem| problem.within(&self.0.span))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        if name == placed::NAME {
            return visitor.visit_map(Place::new(&self.0.span, false, self));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor
            .visit_enum(Word(&self.0.name))
            .map_err(|problem| problem.within(&self.0.span))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// The place of a value and then the value itself, as [`placed::Placed`] asks for them.
struct Place<D> {
    parts: [usize; 3],
    given: usize,
    value: Option<D>,
}

impl<D> Place<D> {
    fn new(span: &Range<usize>, incomplete: bool, value: D) -> Self {
        Self {
            parts: [span.start, span.end, usize::from(incomplete)],
            given: 0,
            value: Some(value),
        }
    }
}

impl<'de, D: Deserializer<'de, Error = Problem>> MapAccess<'de> for Place<D> {
    type Error = Problem;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let name = placed::FIELDS.get(self.given).copied().unwrap_or_default();
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let part = self.parts.get(self.given).copied();
        self.given += 1;
        match (part, self.value.take()) {
            (Some(part), value) => {
                self.value = value;
                seed.deserialize(part.into_deserializer())
            }
            (None, Some(value)) => seed.deserialize(value),
            (None, None) => Err(Problem::custom("a value is read once")),
        }
    }
}

/// A word of a closed list.
struct Word<'de>(&'de str);

impl<'de> EnumAccess<'de> for Word<'de> {
    type Error = Problem;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Problem> {
        let word = seed.deserialize(BorrowedStrDeserializer::new(self.0))?;
        Ok((word, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'de> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Problem> {
        Err(self.alone())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Problem> {
        Err(self.alone())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Problem> {
        Err(self.alone())
    }
}

impl Word<'_> {
    fn alone(&self) -> Problem {
        Problem::custom(format!("`{}` needs a value", self.0))
    }
}

/// A table of one key: a word of a closed list, with its value.
struct Choice<'de> {
    key: &'de Key,
    value: &'de Node,
}

impl<'de> EnumAccess<'de> for Choice<'de> {
    type Error = Problem;
    type Variant = &'de Node;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, &'de Node), Problem> {
        let word = seed.deserialize(Name(self.key))?;
        Ok((word, self.value))
    }
}

impl<'de> VariantAccess<'de> for &'de Node {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        Err(Problem::custom("this word has no value").within(&self.span))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Problem> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_any(visitor)
    }
}
