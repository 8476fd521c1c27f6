//! JSON values of a record, held as text.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// A JSON value held as its compact text. A run keeps thousands of exchanges for as long as it goes on, and as
/// trees of values they would be most of its memory. It is written as it is kept, on one line; clones share the text.
#[derive(Clone)]
pub struct KeptJson(Arc<RawValue>);

impl KeptJson {
    /// Keeps a value.
    pub fn of(value: &Value) -> Self {
        // Only a map whose keys are no text has no text of its own.
        Self(Arc::from(
            to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned()),
        ))
    }

    /// Its compact text.
    pub(crate) fn text(&self) -> &str {
        self.0.get()
    }

    /// The value.
    pub fn value(&self) -> Value {
        // It was written from a value, so it reads as one.
        serde_json::from_str(self.0.get()).unwrap_or_default()
    }
}

impl PartialEq for KeptJson {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Eq for KeptJson {}

impl fmt::Debug for KeptJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.get())
    }
}

impl Serialize for KeptJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KeptJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::of(&value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_kept_value_is_written_as_the_value_it_was() {
        let value = json!({"b": [1, 2.5, "x\u{2028}y"], "a": null});
        let written = serde_json::to_value(KeptJson::of(&value)).expect("JSON");
        assert_eq!(written, value);
    }

    #[test]
    fn a_read_value_is_kept_as_it_is_written() {
        let text = r#"{"b":{"c":true},"a":[]}"#;
        let kept: KeptJson = serde_json::from_str(text).expect("JSON");
        assert_eq!(serde_json::to_string(&kept).expect("JSON"), text);
    }
}
