//! Takes secrets and personal data out of evidence. The same value gets the same placeholder within a run, so
//! that a reader can still follow it; placeholders of two runs cannot be compared.
//!
//! What is personal is known from the profile, from the name of the member it stands in, from its form, and from
//! what was met before: a name that stood in an answer is found again in an error message.

mod form;
mod fragment;
mod known;
mod scan;

use std::sync::Arc;

use openssl::sha::Sha256;
use serde_json::{Map, Value};
use wire::messages::header;

use judge::finding::{Finding, NOTHING};
use judge::verdict::Outcome;
use known::Known;
use pack::reason::Reason;
use pack::sentence;
use pack::text::Text;

/// The value of a finding that says what the rule expects at its place.
const EXPECTED: &str = "expected";

use plan::target::Target;

/// Members of documents, orders and tokens whose text values are personal data.
const PERSONAL_MEMBERS: [(&str, &str); 13] = [
    ("partyID", "person"),
    ("accountIdentifier", "account"),
    ("name", "name"),
    ("holderName", "name"),
    ("cardIdentifier", "card"),
    ("streetName", "address"),
    ("buildingNumber", "address"),
    ("postCode", "address"),
    ("townName", "address"),
    ("addressLines", "address"),
    ("additionalInfo", "text"),
    ("approvedByName", "name"),
    ("approvedByID", "person"),
];

fn personal_member(name: &str) -> Option<&'static str> {
    PERSONAL_MEMBERS
        .iter()
        .find(|(personal, _)| *personal == name)
        .map(|(_, kind)| *kind)
}

/// Replaces secrets and personal data by placeholders such as `‹person:5f3a1c00›`. Clones share what they have met.
#[derive(Clone)]
pub struct Redactor {
    key: [u8; 32],
    known: Arc<Known>,
    full_evidence: bool,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Redactor")
            .field("full_evidence", &self.full_evidence)
            .finish_non_exhaustive()
    }
}

impl Redactor {
    /// A redactor that knows the target's test people. `full_evidence` keeps personal data; signatures of
    /// tokens and orders are replaced all the same.
    pub fn new(key: [u8; 32], target: &Target, full_evidence: bool) -> Self {
        let known = Known::default();
        for party in &target.parties {
            known.learn("person", &party.party_id);
            for account in &party.accounts {
                known.learn("account", &account.number);
                if let Some(owner) = &account.owner {
                    known.learn("person", owner);
                }
                if let Some(name) = &account.name {
                    known.learn("name", name);
                }
            }
        }
        Self {
            key,
            known: Arc::new(known),
            full_evidence,
        }
    }

    /// The placeholder of a value.
    fn placeholder(&self, kind: &str, value: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(&self.key);
        digest.update(value.as_bytes());
        let [first, second, third, fourth, ..] = digest.finish();
        format!("‹{kind}:{first:02x}{second:02x}{third:02x}{fourth:02x}›")
    }

    /// The placeholder of personal data, by the kind it is known as.
    fn personal(&self, kind: &'static str, value: &str) -> String {
        if self.full_evidence || is_placeholder(value) {
            return value.to_owned();
        }
        let plain = form::without_separators(value);
        let kind = self
            .known
            .kind(&plain)
            .or_else(|| form::of_number(&plain))
            .unwrap_or(kind);
        self.known.learn(kind, &plain);
        self.placeholder(kind, &plain)
    }

    /// The placeholder of a secret, by the kind it was first met as.
    fn secret(&self, kind: &'static str, value: &str) -> String {
        let kind = self.known.kind(value).unwrap_or(kind);
        self.known.learn(kind, value);
        self.placeholder(kind, value)
    }

    /// A header's value.
    pub fn header(&self, name: &str, value: &[u8]) -> String {
        let text = String::from_utf8_lossy(value).into_owned();
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("authorization") || is("cookie") || is("set-cookie") {
            return self.credentials(text);
        }
        if is(header::ADDITIONAL_REFERENCE_ID) && text.len() > 40 {
            return self.secret("order", &text);
        }
        if is(header::PARTY_ID) && text.chars().any(|character| character.is_ascii_digit()) {
            return self.personal("person", &text);
        }
        self.text(&text)
    }

    fn credentials(&self, text: String) -> String {
        match text.split_once(' ') {
            Some((scheme, rest)) if !rest.is_empty() => {
                format!("{scheme} {}", self.secret("token", rest))
            }
            _ if text.len() > 12 => self.secret("token", &text),
            _ => text,
        }
    }

    /// A sentence in both languages.
    pub fn words(&self, text: &Text) -> Text {
        Text::new(self.text(&text.en), self.text(&text.nb))
    }

    /// What a check observed: a value that stands in a personal member is personal, all else is free text.
    pub fn finding(&self, finding: &mut Finding) {
        let kind = finding.pointer.as_deref().and_then(kind_at);
        finding.received = finding.received.take().map(|received| match kind {
            Some(kind) if is_a_value(&received) => self.personal(kind, &received),
            Some(_) | None => self.text(&received),
        });
        for (name, value) in &mut finding.values {
            *value = match (&*value, kind) {
                (sentence::Value::Plain(text), Some(kind)) if name == EXPECTED => {
                    self.personal(kind, text).into()
                }
                (sentence::Value::Words(text), Some(kind))
                    if name == EXPECTED && text.en == text.nb =>
                {
                    Text::same(self.personal(kind, &text.en)).into()
                }
                (other, _) => self.value(other),
            };
        }
    }

    fn value(&self, value: &sentence::Value) -> sentence::Value {
        match value {
            sentence::Value::Plain(text) => self.text(text).into(),
            sentence::Value::Words(text) => self.words(text).into(),
        }
    }

    /// An outcome with its reason.
    pub fn outcome(&self, outcome: &Outcome) -> Outcome {
        match outcome {
            Outcome::Inconclusive(why) => Outcome::Inconclusive(self.reason(why)),
            Outcome::NotApplicable(why) => Outcome::NotApplicable(self.reason(why)),
            Outcome::Conforms => Outcome::Conforms,
            Outcome::Violates => Outcome::Violates,
        }
    }

    fn reason(&self, reason: &Reason) -> Reason {
        let values = reason.values.iter();
        Reason {
            id: reason.id.clone(),
            values: values
                .map(|(name, value)| (name.clone(), self.value(value)))
                .collect(),
        }
    }

    /// A JSON document: personal members by name, all other text as free text.
    pub fn json(&self, value: &Value) -> Value {
        self.member(None, value)
    }

    fn member(&self, kind: Option<&'static str>, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(match kind {
                Some(kind) => self.personal(kind, text),
                None => self.text(text),
            }),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.member(kind, item)).collect())
            }
            Value::Object(members) => Value::Object(self.members(members)),
            Value::Number(number) => {
                let text = number.to_string();
                let shown = self.text(&text);
                if shown == text {
                    value.clone()
                } else {
                    Value::String(shown)
                }
            }
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    fn members(&self, members: &Map<String, Value>) -> Map<String, Value> {
        let is_identifier = members.contains_key("type") && members.contains_key("value");
        members
            .iter()
            .map(|(name, member)| {
                let kind = personal_member(name)
                    .or((is_identifier && name == "value").then_some("person"));
                let shown = if name.bytes().any(|byte| byte.is_ascii_digit()) {
                    self.text(name)
                } else {
                    name.clone()
                };
                (shown, self.member(kind, member))
            })
            .collect()
    }
}

fn is_placeholder(value: &str) -> bool {
    value.starts_with('‹') && value.ends_with('›')
}

/// Whether a finding shows a value of the target rather than that there is none, or a masked one.
fn is_a_value(got: &str) -> bool {
    !(got.is_empty() || matches!(got, "null" | "true" | "false" | NOTHING) || got.contains('•'))
}

/// The kind of personal data a JSON pointer leads to.
fn kind_at(pointer: &str) -> Option<&'static str> {
    let mut parts = pointer
        .rsplit('/')
        .filter(|part| !part.bytes().all(|byte| byte.is_ascii_digit()));
    let last = parts.next()?;
    match personal_member(last) {
        Some(kind) => Some(kind),
        None if last == "value" => (parts.next() == Some("identifier")).then_some("person"),
        None => None,
    }
}

#[cfg(test)]
mod tests;
