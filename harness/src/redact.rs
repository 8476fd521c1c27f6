//! Takes secrets and personal data out of evidence. The same value gets the same placeholder within a run, so
//! that a reader can still follow it; placeholders of two runs cannot be compared.

use std::collections::HashMap;

use openssl::sha::Sha256;
use serde_json::{Map, Value};
use wire::messages::header;

use crate::target::Target;

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

/// Replaces secrets and personal data by placeholders such as `‹person:5f3a1c›`.
#[derive(Clone)]
pub struct Redactor {
    key: [u8; 32],
    known: HashMap<String, &'static str>,
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
        let mut known = HashMap::new();
        for party in &target.parties {
            known.insert(party.party_id.clone(), "person");
            for account in &party.accounts {
                known.insert(account.number.clone(), "account");
                known.extend(account.owner.clone().map(|owner| (owner, "person")));
                known.extend(account.name.clone().map(|name| (name, "name")));
            }
        }
        Self {
            key,
            known,
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

    fn personal(&self, kind: &str, value: &str) -> String {
        if self.full_evidence {
            value.to_owned()
        } else {
            self.placeholder(kind, value)
        }
    }

    /// A header's value.
    pub fn header(&self, name: &str, value: &[u8]) -> String {
        let text = String::from_utf8_lossy(value).into_owned();
        if name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("cookie") {
            return match text.split_once(' ') {
                Some((scheme, rest)) if !rest.is_empty() => {
                    format!("{scheme} {}", self.placeholder("token", rest))
                }
                _ if text.len() > 12 => self.placeholder("token", &text),
                _ => text,
            };
        }
        if name.eq_ignore_ascii_case(header::ADDITIONAL_REFERENCE_ID) && text.len() > 40 {
            return self.placeholder("order", &text);
        }
        if name.eq_ignore_ascii_case(header::PARTY_ID)
            && text.chars().any(|character| character.is_ascii_digit())
        {
            return self.personal("person", &text);
        }
        self.text(&text)
    }

    /// Free text: known values, eleven-digit numbers, card numbers and compact JOSE objects are replaced.
    pub fn text(&self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = if first.is_ascii_alphanumeric() {
                word_length(rest)
            } else {
                first.len_utf8()
            };
            let (word, after) = rest.split_at(length);
            match self.kind_of(word) {
                Some("token") => result.push_str(&self.placeholder("token", word)),
                Some(kind) => result.push_str(&self.personal(kind, word)),
                None => result.push_str(word),
            }
            rest = after;
        }
        if self.full_evidence {
            return result;
        }
        let found: Vec<&str> = self
            .known_names()
            .filter(|name| result.contains(name))
            .collect();
        found.iter().fold(result, |text, name| {
            text.replace(name, &self.placeholder("name", name))
        })
    }

    fn known_names(&self) -> impl Iterator<Item = &str> {
        self.known
            .iter()
            .filter(|(value, kind)| **kind == "name" && value.len() > 3)
            .map(|(value, _)| value.as_str())
    }

    fn kind_of(&self, word: &str) -> Option<&'static str> {
        if word.starts_with("eyJ") && word.len() > 20 {
            return Some("token");
        }
        if let Some(kind) = self.known.get(word) {
            return Some(kind);
        }
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        match (digits, word.len()) {
            (11, 11) => Some("number"),
            (12..=19, length) if digits == length => Some("number"),
            _ => None,
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
                self.kind_of(&text).map_or_else(
                    || value.clone(),
                    |kind| Value::String(self.personal(kind, &text)),
                )
            }
            other => other.clone(),
        }
    }

    fn members(&self, members: &Map<String, Value>) -> Map<String, Value> {
        let is_identifier = members.contains_key("type") && members.contains_key("value");
        members
            .iter()
            .map(|(name, member)| {
                let kind = PERSONAL_MEMBERS
                    .iter()
                    .find(|(personal, _)| personal == name)
                    .map(|(_, kind)| *kind);
                let kind = kind.or((is_identifier && name == "value").then_some("person"));
                (name.clone(), self.member(kind, member))
            })
            .collect()
    }
}

/// The length of a run of letters, digits and the characters that compact JOSE objects are made of.
fn word_length(text: &str) -> usize {
    let jose = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    let plain = |character: char| character.is_ascii_alphanumeric();
    let until = |wanted: &dyn Fn(char) -> bool| {
        text.find(|character| !wanted(character))
            .unwrap_or(text.len())
    };
    if text.starts_with("eyJ") {
        until(&jose)
    } else {
        until(&plain)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn redactor(full_evidence: bool) -> Redactor {
        let known = HashMap::from([
            ("314159265".to_owned(), "person"),
            ("BLÅ HEST".to_owned(), "name"),
        ]);
        Redactor {
            key: [7; 32],
            known,
            full_evidence,
        }
    }

    #[test]
    fn the_same_value_gets_the_same_placeholder() {
        let redactor = redactor(false);
        let first = redactor.text("party 12345678901 and again 12345678901");
        let words: Vec<&str> = first.split(' ').collect();
        assert_eq!(words[1], words[4]);
        assert!(!first.contains("12345678901"));
    }

    #[test]
    fn a_bearer_token_never_stays() {
        for full_evidence in [false, true] {
            let shown = redactor(full_evidence)
                .header("Authorization", b"Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln");
            assert!(shown.starts_with("Bearer ‹token:"), "{shown}");
            assert!(!shown.contains("eyJ"));
        }
    }

    #[test]
    fn a_token_in_free_text_never_stays() {
        let shown = redactor(true).text("refused: eyJhbGciOiJSUzI1NiJ9.e30.c2ln expired");
        assert!(
            !shown.contains("eyJ") && shown.ends_with(" expired"),
            "{shown}"
        );
    }

    #[test]
    fn personal_members_are_replaced_and_others_stay() {
        let shown = redactor(false).json(&json!({
            "accounts": [{"accountIdentifier": "12345678903", "type": "salaryAccount", "primaryOwner": {"name": "X Y",
              "identifier": {"type": "nationalIdentityNumber", "value": "01010112345", "countryOfResidence": "NO"}}}]
        }));
        let text = shown.to_string();
        assert!(
            !text.contains("12345678903") && !text.contains("01010112345") && !text.contains("X Y")
        );
        assert!(text.contains("salaryAccount") && text.contains("\"NO\""));
    }

    #[test]
    fn full_evidence_keeps_personal_data() {
        assert_eq!(redactor(true).text("12345678901"), "12345678901");
    }

    #[test]
    fn known_names_and_numbers_are_found_in_messages() {
        let shown = redactor(false).text("no account for 314159265, owner BLÅ HEST");
        assert!(!shown.contains("314159265") && !shown.contains("HEST"));
    }

    #[test]
    fn dates_identifiers_and_codes_stay() {
        let text = "400 ACC-001 fromDate 2025-01-31 case 3f0c1a52-8c1e-4c0e-9d59-0f6f4c2a1b11";
        assert_eq!(redactor(false).text(text), text);
    }
}
