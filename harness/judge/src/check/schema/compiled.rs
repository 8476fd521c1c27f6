//! The JSON Schemas of the answers, compiled once.

use std::collections::BTreeMap;

use jsonschema::{Draft, Registry, Resource, Validator};
use serde_json::Value;
use thiserror::Error;
use wire::messages::Endpoint;

use pack::message::UserError;

/// The base under which schemas without an `$id` of their own find each other by file name.
const BASE: &str = "https://schemas.invalid/";

/// A schema of the case pack that cannot be used.
#[derive(Debug, Error)]
pub enum SchemaError {
    /// The pack has no schema of that name.
    #[error("the pack has no schema {0}.json")]
    Missing(&'static str),
    /// The schema is not valid, or refers to something that is not in the pack.
    #[error("{name}.json cannot be used as a JSON Schema: {reason}")]
    Invalid {
        /// Its name, without `.json`.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl UserError for SchemaError {}

/// The schemas of the five answers and of the error body.
#[derive(Debug)]
pub struct Schemas {
    accounts: Validator,
    account_details: Validator,
    transactions: Validator,
    cards: Validator,
    roles: Validator,
    error: Validator,
}

impl Schemas {
    /// Compiles schemas (JSON Schema draft 2020-12) given by file name without `.json`: `accounts`,
    /// `account-details`, `transactions`, `cards`, `roles`, `error`, and any that these refer to. Formats are
    /// asserted; `dsop-date-time` is a date-time with or without offset (interpretation I-11), `dsop-instant` one
    /// with `Z` or an offset of hours or of hours and minutes (I-78).
    ///
    /// # Errors
    /// [`SchemaError`] names the schema that is missing or cannot be used.
    pub fn compile(schemas: &BTreeMap<String, Value>) -> Result<Self, SchemaError> {
        let registry = registry(schemas)?;
        let compile = |name| validator(schemas, &registry, name);
        Ok(Self {
            accounts: compile("accounts")?,
            account_details: compile("account-details")?,
            transactions: compile("transactions")?,
            cards: compile("cards")?,
            roles: compile("roles")?,
            error: compile("error")?,
        })
    }

    /// The schema of an endpoint's answer.
    pub fn validator(&self, endpoint: Endpoint) -> &Validator {
        match endpoint {
            Endpoint::Accounts => &self.accounts,
            Endpoint::AccountDetails => &self.account_details,
            Endpoint::Transactions => &self.transactions,
            Endpoint::Cards => &self.cards,
            Endpoint::Roles => &self.roles,
        }
    }

    /// The schema of an error body.
    pub fn error(&self) -> &Validator {
        &self.error
    }
}

fn address(name: &str, schema: &Value) -> String {
    schema
        .get("$id")
        .and_then(Value::as_str)
        .map_or_else(|| format!("{BASE}{name}.json"), str::to_owned)
}

fn registry(schemas: &BTreeMap<String, Value>) -> Result<Registry<'static>, SchemaError> {
    let mut builder = Registry::new();
    for (name, schema) in schemas {
        let resource = Resource::from_contents(schema.clone());
        builder = builder
            .add(address(name, schema), resource)
            .map_err(|error| invalid(name, &error))?;
    }
    builder.prepare().map_err(|error| invalid("common", &error))
}

fn validator(
    schemas: &BTreeMap<String, Value>,
    registry: &Registry<'static>,
    name: &'static str,
) -> Result<Validator, SchemaError> {
    let schema = schemas.get(name).ok_or(SchemaError::Missing(name))?;
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_base_uri(address(name, schema))
        .with_registry(registry)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_format("dsop-date-time", date_time)
        .with_format("dsop-instant", instant)
        .build(schema)
        .map_err(|error| invalid(name, &error))
}

fn invalid(name: &str, reason: &dyn std::fmt::Display) -> SchemaError {
    SchemaError::Invalid {
        name: name.to_owned(),
        reason: reason.to_string(),
    }
}

/// A date-time of RFC 3339, or the same without an offset.
fn date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() >= 19
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && matches!(bytes[10], b'T' | b't');
    shape
        && (text.parse::<jiff::Timestamp>().is_ok()
            || text.parse::<jiff::civil::DateTime>().is_ok())
}

/// A date-time of RFC 3339, or the same with an offset of two digits.
fn instant(text: &str) -> bool {
    let ends_in_offset = match text
        .bytes()
        .rev()
        .position(|byte| matches!(byte, b'+' | b'-'))
    {
        Some(2 | 5) => true,
        Some(_) | None => text.ends_with(['Z', 'z']),
    };
    ends_in_offset && date_time(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pack(accounts: &Value) -> BTreeMap<String, Value> {
        [
            "accounts",
            "account-details",
            "transactions",
            "cards",
            "roles",
            "error",
        ]
        .into_iter()
        .map(|name| (name.to_owned(), accounts.clone()))
        .collect()
    }

    #[test]
    fn a_schema_may_refer_to_another_of_the_pack() {
        let mut schemas = pack(&json!({"$ref": "common.json#/$defs/text"}));
        schemas.insert(
            "common".into(),
            json!({"$defs": {"text": {"type": "string"}}}),
        );
        let compiled = Schemas::compile(&schemas).expect("the schemas compile");
        assert!(compiled.validator(Endpoint::Accounts).is_valid(&json!("x")));
        assert!(!compiled.validator(Endpoint::Accounts).is_valid(&json!(1)));
    }

    #[test]
    fn the_schemas_of_the_pack_compile() {
        let schemas: BTreeMap<String, Value> = [
            (
                "common",
                include_str!("../../../../../cases/schemas/common.json"),
            ),
            (
                "accounts",
                include_str!("../../../../../cases/schemas/accounts.json"),
            ),
            (
                "account-details",
                include_str!("../../../../../cases/schemas/account-details.json"),
            ),
            (
                "transactions",
                include_str!("../../../../../cases/schemas/transactions.json"),
            ),
            (
                "cards",
                include_str!("../../../../../cases/schemas/cards.json"),
            ),
            (
                "roles",
                include_str!("../../../../../cases/schemas/roles.json"),
            ),
            (
                "error",
                include_str!("../../../../../cases/schemas/error.json"),
            ),
        ]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), serde_json::from_str(text).expect("JSON")))
        .collect();
        let compiled = Schemas::compile(&schemas).expect("the schemas compile");
        let transaction = |date: &str| {
            json!({"responseDetails": {"status": "complete"},
                   "transactions": [{"transactionIdentifier": "1", "bookingDate": date}]})
        };
        let transactions = compiled.validator(Endpoint::Transactions);
        assert!(transactions.is_valid(&transaction("2026-01-31T00:00:00")));
        assert!(!transactions.is_valid(&transaction("31.01.2026")));
    }

    #[test]
    fn a_missing_schema_is_named() {
        let mut schemas = pack(&json!({}));
        schemas.remove("roles");
        let error = Schemas::compile(&schemas).expect_err("one is missing");
        assert!(matches!(error, SchemaError::Missing("roles")), "{error}");
    }

    #[test]
    fn a_schema_that_is_none_is_refused() {
        assert!(Schemas::compile(&pack(&json!({"type": "number-like"}))).is_err());
    }

    #[test]
    fn date_times_pass_with_and_without_offset() {
        for right in [
            "2026-01-31T12:00:00",
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00.123+01:00",
        ] {
            assert!(date_time(right), "{right}");
        }
    }

    #[test]
    fn an_instant_has_z_or_an_offset_of_hours() {
        for right in [
            "2026-11-27T14:00:00Z",
            "2026-11-27T14:00:00+02",
            "2026-11-27T14:00:00.5-01:30",
        ] {
            assert!(instant(right), "{right}");
        }
        for wrong in ["2026-11-27T14:00:00", "2026-11-27", "2026-11-27T14:00:00+2"] {
            assert!(!instant(wrong), "{wrong}");
        }
    }

    #[test]
    fn other_texts_are_no_date_times() {
        for wrong in [
            "2026-01-31",
            "31.01.2026T12:00:00",
            "2026-01-31 12:00:00",
            "2026-02-30T12:00:00",
            "",
            "ø",
        ] {
            assert!(!date_time(wrong), "{wrong}");
        }
    }
}
