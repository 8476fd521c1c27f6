//! Every answer against the JSON Schema of its endpoint: structure, types, values, formats and lengths.

mod compiled;
mod condensed;
mod error_body;
mod unknown;

pub use compiled::{SchemaError, Schemas};
pub use error_body::error_body;
pub use unknown::{Nulls, UnknownFields};

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;
use wire::messages::Endpoint;
use wire::profile::{Category, FieldRow};

use self::condensed::Condensed;
use crate::check::{Grounds, Judged, RetrievalCheck, View};
use pack::text::Text;

/// Which faults a schema check looks for: one case each, so that a report tells a missing field from a date
/// in the wrong form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Required members are there.
    Required,
    /// JSON types.
    Types,
    /// Values of closed lists.
    Values,
    /// Formats and patterns.
    Formats,
    /// Lengths, least and greatest values.
    Bounds,
    /// All of these.
    All,
}

impl Aspect {
    fn of(kind: &ValidationErrorKind) -> Self {
        match kind.keyword() {
            "required" => Self::Required,
            "enum" | "const" => Self::Values,
            "format" | "pattern" => Self::Formats,
            "minLength" | "maxLength" | "minimum" | "maximum" | "exclusiveMinimum"
            | "exclusiveMaximum" | "minItems" | "maxItems" | "multipleOf" | "minProperties"
            | "maxProperties" => Self::Bounds,
            _ => Self::Types,
        }
    }

    fn covers(self, found: Self) -> bool {
        self == Self::All || self == found
    }
}

/// Validates the answers of one endpoint, or of all, in one aspect.
#[derive(Debug)]
pub struct SchemaCheck {
    endpoint: Option<Endpoint>,
    aspect: Aspect,
    schemas: Arc<Schemas>,
    rows: Arc<[FieldRow]>,
    documents: u64,
    found: Condensed,
}

impl SchemaCheck {
    /// A check of `endpoint` (all where none is given) in `aspect`.
    pub fn new(
        endpoint: Option<Endpoint>,
        aspect: Aspect,
        schemas: Arc<Schemas>,
        rows: Arc<[FieldRow]>,
    ) -> Self {
        Self {
            endpoint,
            aspect,
            schemas,
            rows,
            documents: 0,
            found: Condensed::default(),
        }
    }

    /// Whether the service's delivery table requires the field at a condensed pointer, so that null will not do.
    fn is_mandatory(&self, service: &str, endpoint: Endpoint, pattern: &str) -> bool {
        let path = table_path(pattern, None);
        self.rows.iter().any(|row| {
            row.service == service
                && row.endpoint == endpoint
                && row.api_path == path
                && row.category == Category::TechnicallyMandatory
        })
    }

    /// Whether the service's delivery table lets the field be absent (interpretation I-13).
    fn may_be_absent(
        &self,
        service: &str,
        endpoint: Endpoint,
        pattern: &str,
        property: &str,
    ) -> bool {
        let path = table_path(pattern, Some(property));
        let inside = format!("{path}.");
        let mut rows = self
            .rows
            .iter()
            .filter(|row| row.service == service && row.endpoint == endpoint)
            .filter(|row| row.api_path == path || row.api_path.starts_with(&inside))
            .peekable();
        rows.peek().is_some() && rows.all(|row| row.category != Category::TechnicallyMandatory)
    }
}

/// Whether a condensed pointer leads to a member of an object, where null stands for an absent value.
fn is_member(pattern: &str) -> bool {
    !pattern.is_empty() && !pattern.ends_with("/*")
}

/// The path of the delivery tables for a member of the object at a condensed pointer.
fn table_path(pattern: &str, property: Option<&str>) -> String {
    pattern
        .split('/')
        .filter(|token| !token.is_empty() && *token != "*")
        .chain(property)
        .collect::<Vec<_>>()
        .join(".")
}

impl RetrievalCheck for SchemaCheck {
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        if self
            .endpoint
            .is_some_and(|endpoint| endpoint != view.endpoint)
        {
            return;
        }
        self.documents += 1;
        let schemas = Arc::clone(&self.schemas);
        for error in schemas.validator(view.endpoint).iter_errors(view.document) {
            if !self.aspect.covers(Aspect::of(error.kind())) {
                continue;
            }
            let pointer = error.instance_path().as_str();
            let pattern = condensed::pattern(pointer);
            if error.instance().is_null()
                && is_member(&pattern)
                && !self.is_mandatory(&grounds.service.id, view.endpoint, &pattern)
            {
                continue;
            }
            if let ValidationErrorKind::Required {
                property: Value::String(property),
            } = error.kind()
                && self.may_be_absent(&grounds.service.id, view.endpoint, &pattern, property)
            {
                continue;
            }
            self.found.add(&error, &pattern, pointer, view.exchange.id);
        }
    }

    fn conclude(self: Box<Self>, _: &Grounds<'_>) -> Judged {
        if self.documents == 0 {
            return Judged::nothing(missing(self.endpoint));
        }
        Judged::of(self.documents, self.found.into_findings())
    }
}

fn missing(endpoint: Option<Endpoint>) -> Text {
    let name = endpoint.map_or("any endpoint", Endpoint::name);
    let navn = endpoint.map_or("noe endepunkt", Endpoint::name);
    Text::new(
        format!(
            "needs an accepted answer of {name}: a party with an account that data is delivered for"
        ),
        format!("krever et godtatt svar fra {navn}: en part med en konto det utleveres data for"),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, breaches, judge,
    };

    fn schemas() -> Arc<Schemas> {
        let accounts = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": ["responseDetails"],
            "properties": {
                "responseDetails": {"type": "object", "properties": {"status": {"enum": ["complete", "partial"]}}},
                "accounts": {"type": "array", "items": {
                    "type": "object",
                    "required": ["accountIdentifier", "name"],
                    "properties": {
                        "accountIdentifier": {"type": "string"},
                        "name": {"type": "string", "minLength": 1, "maxLength": 70},
                        "opened": {"type": "string", "format": "date"}
                    }
                }}
            }
        });
        let map: BTreeMap<String, Value> = [
            "accounts",
            "account-details",
            "transactions",
            "cards",
            "roles",
            "error",
        ]
        .into_iter()
        .map(|name| (name.to_owned(), accounts.clone()))
        .collect();
        Arc::new(Schemas::compile(&map).expect("the schemas compile"))
    }

    fn rows() -> Arc<[FieldRow]> {
        wire::profile::builtin_fields().to_vec().into()
    }

    fn check(aspect: Aspect) -> SchemaCheck {
        SchemaCheck::new(Some(Endpoint::Accounts), aspect, schemas(), rows())
    }

    fn listed(account: &Value) -> Shown {
        Shown::accounts(json!({"responseDetails": {"status": "complete"}, "accounts": [account]}))
    }

    #[test]
    fn a_right_answer_conforms() {
        let shown = listed(&json!({"accountIdentifier": "1", "opened": "2026-01-31"}));
        assert_conforms(&judge(check(Aspect::All), &[shown]));
    }

    #[test]
    fn a_day_that_does_not_exist_is_no_date() {
        let shown = listed(&json!({"accountIdentifier": "1", "opened": "2026-02-30"}));
        assert_breach(
            &judge(check(Aspect::Formats), std::slice::from_ref(&shown)),
            "form",
        );
        assert_conforms(&judge(check(Aspect::Types), &[shown]));
    }

    #[test]
    fn a_field_that_the_table_does_not_require_may_be_absent() {
        let shown = listed(&json!({"accountIdentifier": "1"}));
        assert_conforms(&judge(check(Aspect::Required), &[shown]));
    }

    #[test]
    fn a_field_that_the_table_requires_must_be_there() {
        let shown = listed(&json!({"name": "x"}));
        assert_breach(
            &judge(check(Aspect::Required), &[shown]),
            "accountIdentifier",
        );
    }

    #[test]
    fn null_stands_for_an_absent_value() {
        let shown = listed(&json!({"accountIdentifier": "1", "opened": null}));
        assert_conforms(&judge(check(Aspect::All), &[shown]));
    }

    #[test]
    fn null_does_not_stand_for_a_field_that_the_table_requires() {
        let shown = listed(&json!({"accountIdentifier": null}));
        assert_breach(&judge(check(Aspect::Types), &[shown]), "accountIdentifier");
    }

    #[test]
    fn the_same_fault_in_many_objects_is_one_finding_with_a_count() {
        let accounts: Vec<Value> = (0..500)
            .map(|number| json!({"accountIdentifier": number}))
            .collect();
        let shown = Shown::accounts(
            json!({"responseDetails": {"status": "complete"}, "accounts": accounts}),
        );
        let judged = judge(check(Aspect::Types), &[shown]);
        assert_eq!(breaches(&judged), 1);
        assert!(
            judged.findings[0].observed_text().en.contains("500"),
            "{judged:?}"
        );
        assert_eq!(
            judged.findings[0].pointer.as_deref(),
            Some("/accounts/0/accountIdentifier")
        );
    }

    #[test]
    fn a_document_that_is_no_object_breaches_and_does_not_panic() {
        for odd in [json!(null), json!([]), json!("text"), json!(1e300)] {
            assert_breach(
                &judge(check(Aspect::Types), &[Shown::accounts(odd)]),
                "type",
            );
        }
    }

    #[test]
    fn an_endpoint_without_answers_is_not_judged() {
        assert_nothing(&judge(
            check(Aspect::All),
            &[Shown::of(Endpoint::Cards, json!({}))],
        ));
    }
}
