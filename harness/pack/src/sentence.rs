//! Sentences of the harness, named by stable ids: data carries the id and the values, and a sentence is made only where
//! something is shown to a person.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use wire::messages::Endpoint;

use crate::text::{Language, Text};

/// A value that a sentence is filled with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A protocol value, a name or a number: the same in both languages.
    Plain(String),
    /// Words of the harness or of the catalogue.
    Words(Text),
}

impl Value {
    /// The value in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Words(text) => text.in_language(language),
        }
    }
}

macro_rules! plain {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Value {
            fn from(value: $kind) -> Self {
                Self::Plain(value.to_string())
            }
        })*
    };
}

plain!(
    &str,
    &String,
    u16,
    u32,
    u64,
    usize,
    i64,
    f64,
    Date,
    Endpoint,
    serde_json::Value,
    &serde_json::Value
);

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Plain(value)
    }
}

impl From<Text> for Value {
    fn from(value: Text) -> Self {
        Self::Words(value)
    }
}

/// Values by the names that sentences have for them.
pub type Values = BTreeMap<Cow<'static, str>, Value>;

/// A sentence in both languages; `{name}` stands for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// English.
    pub en: &'static str,
    /// Norwegian Bokmål.
    pub nb: &'static str,
}

impl Template {
    /// The sentence, filled with values. A name without a value stays as it is.
    pub fn fill(&self, values: &Values) -> Text {
        Text::new(
            fill(self.en, values, Language::En),
            fill(self.nb, values, Language::Nb),
        )
    }
}

fn fill(template: &str, values: &Values, language: Language) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match values.get(name) {
            Some(value) => filled.push_str(value.in_language(language)),
            None => filled.extend(["{", name, "}"]),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: Template = Template {
        en: "the account {account} is {what}",
        nb: "kontoen {account} er {what}",
    };

    #[test]
    fn values_are_filled_in_by_name_in_each_language() {
        let values = Values::from([
            ("account".into(), "1".into()),
            (
                "what".into(),
                Value::Words(Text::new("closed", "avsluttet")),
            ),
        ]);
        let text = SENTENCE.fill(&values);
        assert_eq!(
            text,
            Text::new("the account 1 is closed", "kontoen 1 er avsluttet")
        );
    }

    #[test]
    fn a_value_that_looks_like_a_name_is_not_filled_again() {
        let values = Values::from([
            ("account".into(), "{what}".into()),
            ("what".into(), "x".into()),
        ]);
        assert_eq!(SENTENCE.fill(&values).en, "the account {what} is x");
    }

    #[test]
    fn a_name_without_a_value_stays() {
        assert_eq!(SENTENCE.fill(&Values::new()).en, SENTENCE.en);
    }
}
