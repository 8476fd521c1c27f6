use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::FormError;

/// How deep arrays and objects may be nested.
pub const MAX_DEPTH: usize = 64;

/// Reads one JSON text (RFC 8259) in UTF-8.
///
/// # Errors
/// What is no JSON, bytes after it, an object with a member twice at any depth, nesting beyond [`MAX_DEPTH`].
pub fn json(bytes: &[u8]) -> Result<Value, FormError> {
    let refusal = RefCell::new(None);
    let pending = RefCell::default();
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Strict {
        depth: 0,
        refusal: &refusal,
        pending: &pending,
    }
    .deserialize(&mut reader)
    .and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| {
        refusal
            .into_inner()
            .unwrap_or_else(|| FormError::Json(error.to_string()))
    })
}

/// Reads a value at a depth. What it refuses by itself it leaves in `refusal`, since serde's errors are text.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    refusal: &'a RefCell<Option<FormError>>,
    pending: &'a RefCell<Pending>,
}

/// What has been read of the arrays and objects that are still open, innermost last: each is made in one piece when
/// its end is reached and its size is known.
#[derive(Default)]
struct Pending {
    elements: Vec<Value>,
    members: Vec<(String, Value)>,
}

impl Strict<'_> {
    fn refuse<E: serde::de::Error>(self, refusal: FormError) -> E {
        let error = E::custom(&refusal);
        *self.refusal.borrow_mut() = Some(refusal);
        error
    }

    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.refuse(FormError::TooDeep));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number without end"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let first = self.pending.borrow().elements.len();
        while let Some(value) = elements.next_element_seed(inside)? {
            self.pending.borrow_mut().elements.push(value);
        }
        let mut pending = self.pending.borrow_mut();
        Ok(Value::Array(pending.elements.drain(first..).collect()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let first = self.pending.borrow().members.len();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(inside)?;
            self.pending.borrow_mut().members.push((name, value));
        }
        let mut pending = self.pending.borrow_mut();
        object(pending.members.drain(first..))
            .map_err(|name| self.refuse(FormError::DuplicateMember(name)))
    }
}

/// The object of these members, or the name that two of them have.
fn object(members: std::vec::Drain<'_, (String, Value)>) -> Result<Value, String> {
    let mut object = Map::with_capacity(members.len());
    for (name, value) in members {
        match object.entry(name) {
            Entry::Vacant(place) => {
                place.insert(value);
            }
            Entry::Occupied(place) => return Err(place.key().clone()),
        }
    }
    Ok(Value::Object(object))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json as value;

    fn nested(depth: usize) -> Vec<u8> {
        ["[".repeat(depth), "]".repeat(depth)].concat().into_bytes()
    }

    #[test]
    fn reads_every_kind_of_value() {
        let text = r#" {"a":[1,-2,2.5,true,null,"æ"],"b":{}} "#;
        assert_eq!(
            json(text.as_bytes()),
            Ok(value!({"a": [1, -2, 2.5, true, null, "æ"], "b": {}}))
        );
    }

    #[test]
    fn reads_the_largest_whole_number() {
        assert_eq!(json(b"18446744073709551615"), Ok(value!(u64::MAX)));
    }

    #[test]
    fn refuses_a_member_that_occurs_twice() {
        assert_eq!(
            json(br#"{"a":1,"b":2,"a":1}"#),
            Err(FormError::DuplicateMember("a".into()))
        );
    }

    #[test]
    fn refuses_a_member_that_occurs_twice_deep_inside() {
        assert_eq!(
            json(br#"[{"x":{"a":1,"a":2}}]"#),
            Err(FormError::DuplicateMember("a".into()))
        );
    }

    #[test]
    fn refuses_a_member_that_is_the_same_after_unescaping() {
        assert_eq!(
            json(br#"{"exp":1,"\u0065xp":2}"#),
            Err(FormError::DuplicateMember("exp".into()))
        );
    }

    #[test]
    fn reads_the_same_member_in_different_objects() {
        assert!(json(br#"[{"a":1},{"a":{"a":1}}]"#).is_ok());
    }

    #[test]
    fn reads_64_levels() {
        assert!(json(&nested(64)).is_ok());
    }

    #[test]
    fn refuses_65_levels() {
        assert_eq!(json(&nested(65)), Err(FormError::TooDeep));
    }

    #[test]
    fn refuses_a_million_levels_without_harm() {
        assert_eq!(json(&nested(1_000_000)), Err(FormError::TooDeep));
    }

    #[test]
    fn refuses_what_is_no_json() {
        let texts: [&[u8]; 9] = [
            b"",
            b"{",
            b"{} {}",
            b"{}x",
            b"{'a':1}",
            b"{\"a\":1,}",
            b"NaN",
            b"\xef\xbb\xbf{}",
            b"\"\xff\"",
        ];
        for text in texts {
            assert!(matches!(json(text), Err(FormError::Json(_))), "{text:?}");
        }
    }

    #[test]
    fn refuses_half_a_surrogate_pair() {
        assert!(matches!(json(br#""\ud800""#), Err(FormError::Json(_))));
    }
}
