//! JSON documents: what a member holds follows from its name.

use serde_json::{Map, Value};

use crate::redact::known::Words;
use crate::redact::{Redactor, is_date, is_of_dates, personal_member, secret};

impl Redactor {
    /// A JSON document: personal members by name, all other text as free text.
    pub fn json(&self, value: &Value) -> Value {
        self.learn_from(None, Words::Together, value);
        self.member(Part::Other, value)
    }

    /// Remembers what stands in personal members, before anything is replaced: a text may tell a name first.
    fn learn_from(&self, kind: Option<&'static str>, words: Words, value: &Value) {
        match (value, kind) {
            (Value::String(text), Some(kind)) => self.learn(kind, text, words),
            (Value::Array(items), _) => {
                for item in items {
                    self.learn_from(kind, words, item);
                }
            }
            (Value::Object(members), _) => {
                for (name, member) in members {
                    let part = part(name, members);
                    let kind = match part {
                        Part::Personal(kind) => Some(kind),
                        Part::Secret | Part::Date | Part::Other => None,
                    };
                    self.learn_from(kind, words_in(name, members), member);
                }
            }
            (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_), _) => {}
        }
    }

    fn member(&self, part: Part, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(match part {
                Part::Personal(kind) => self.personal(kind, text),
                Part::Secret => self.secret("secret", text),
                Part::Date if is_date(text) => text.clone(),
                Part::Date | Part::Other => self.text(text),
            }),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.member(part, item)).collect())
            }
            Value::Object(members) => Value::Object(self.members(members)),
            Value::Number(number) => match self.amount(&number.to_string()) {
                Some(shown) => Value::String(shown),
                None => value.clone(),
            },
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    fn members(&self, members: &Map<String, Value>) -> Map<String, Value> {
        members
            .iter()
            .map(|(name, member)| (self.text(name), self.member(part(name, members), member)))
            .collect()
    }
}

/// What a member of a document holds, by its name.
#[derive(Clone, Copy)]
enum Part {
    /// Personal data of a kind.
    Personal(&'static str),
    /// A secret.
    Secret,
    /// A date that the API has there.
    Date,
    /// Anything else.
    Other,
}

fn part(name: &str, of: &Map<String, Value>) -> Part {
    if let Some(kind) = personal_member(name) {
        return Part::Personal(kind);
    }
    if name == "value" && of.contains_key("type") {
        return Part::Personal("person");
    }
    if secret::is_secret_name(name) || secret::is_key_member(name) && of.contains_key("kty") {
        return Part::Secret;
    }
    if is_of_dates(name) {
        return Part::Date;
    }
    Part::Other
}

/// A name beside an identifier is somebody's; another may be a product's or a test's.
fn words_in(name: &str, of: &Map<String, Value>) -> Words {
    let somebody = name == "holderName" || name == "name" && of.contains_key("identifier");
    if somebody {
        Words::Each
    } else {
        Words::Together
    }
}
