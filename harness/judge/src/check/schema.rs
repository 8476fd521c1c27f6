//! Every answer against the JSON Schema of its endpoint: structure, types, values, formats and lengths.

mod codes;
mod compiled;
mod condensed;
mod error_body;
mod identifiers;
mod iso;
mod leaves;
mod unknown;

pub use compiled::{SchemaError, Schemas};

use std::sync::Arc;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;
use wire::messages::Endpoint;
use wire::profile::{Category, FieldRow};

use pack::sentence::Template;

use self::condensed::Condensed;
use crate::check::fields::may_lack_number;
use crate::check::{Check, Grounds, Input, Judged, RetrievalCheck, Tools, View};

/// The checks `schema-ENDPOINT-ASPECT` of an endpoint, one for each aspect.
macro_rules! aspects {
    ($endpoint:ident, $name:literal) => {
        &[
            aspects!(@one $endpoint, $name, Required, "required", "has every required member", "har alle påkrevde medlemmer"),
            aspects!(@one $endpoint, $name, Types, "types", "has the JSON types of its schema", "har JSON-typene i skjemaet"),
            aspects!(@one $endpoint, $name, Values, "values", "has only values that the API knows where these are listed", "har bare verdier som API-et kjenner, der de er listet opp"),
            aspects!(@one $endpoint, $name, Formats, "formats", "has the formats and patterns of its schema", "har formatene og mønstrene i skjemaet"),
            aspects!(@one $endpoint, $name, Bounds, "bounds", "keeps the lengths and bounds of its schema", "holder lengdene og grensene i skjemaet"),
        ]
    };
    (@one $endpoint:ident, $name:literal, $aspect:ident, $word:literal, $en:literal, $nb:literal) => {
        Check {
            name: concat!("schema-", $name, "-", $word),
            input: Input::Documents(&[Endpoint::$endpoint], |tools| {
                Box::new(SchemaCheck::new(Some(Endpoint::$endpoint), Aspect::$aspect, tools))
            }),
            needs: &pack::reason::NEEDS_DELIVERED_DATA,
            verifies: Template {
                en: concat!("every answer of ", stringify!($endpoint), " ", $en),
                nb: concat!("alle svar fra ", stringify!($endpoint), " ", $nb),
            },
            observations: condensed::OBSERVATIONS,
        }
    };
}

/// Every endpoint in every aspect.
const WHOLE: &[Check] = &[Check {
    name: "schema",
    input: Input::Documents(&Endpoint::ALL, |tools| {
        Box::new(SchemaCheck::new(None, Aspect::All, tools))
    }),
    needs: &pack::reason::NEEDS_DELIVERED_DATA,
    verifies: Template {
        en: "every answer follows the JSON Schema of its endpoint",
        nb: "alle svar følger JSON-skjemaet for endepunktet",
    },
    observations: condensed::OBSERVATIONS,
}];

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[
    WHOLE,
    aspects!(Accounts, "accounts"),
    aspects!(AccountDetails, "account-details"),
    aspects!(Transactions, "transactions"),
    aspects!(Cards, "cards"),
    aspects!(Roles, "roles"),
    codes::CHECKS,
    error_body::CHECKS,
    identifiers::CHECKS,
    unknown::CHECKS,
];

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

/// In which aspects a document differs from its schema.
#[derive(Debug, Default)]
pub struct Aspects(Vec<Aspect>);

impl Aspects {
    fn of(document: &Value, schema: &Validator) -> Self {
        let mut differs = Vec::new();
        for error in schema.iter_errors(document) {
            let aspect = Aspect::of(error.kind());
            if !differs.contains(&aspect) {
                differs.push(aspect);
            }
        }
        Self(differs)
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
    pub fn new(endpoint: Option<Endpoint>, aspect: Aspect, tools: &Tools) -> Self {
        Self {
            endpoint,
            aspect,
            schemas: Arc::clone(&tools.schemas),
            rows: Arc::clone(&tools.rows),
            documents: 0,
            found: Condensed::default(),
        }
    }

    /// Whether the service's delivery table requires the field at a condensed pointer, so that null will not do.
    fn is_mandatory(&self, service: &str, endpoint: Endpoint, pattern: &str) -> bool {
        let path = table_path(pattern, None);
        !may_lack_number(&path)
            && self.rows.iter().any(|row| {
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
        if may_lack_number(&path) {
            return true;
        }
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
        let schema = schemas.validator(view.endpoint);
        let differs = view
            .differs
            .get_or_init(|| Aspects::of(view.document, schema));
        if !differs.0.iter().any(|aspect| self.aspect.covers(*aspect)) {
            return;
        }
        for error in schema.iter_errors(view.document) {
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
            return Judged::nothing();
        }
        Judged::of(self.documents, self.found.into_findings())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::condensed::{FORMAT_DIFFERS, MEMBER_MISSING, TYPE_DIFFERS};
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

    fn tools() -> Tools {
        Tools {
            schemas: schemas(),
            rows: wire::profile::builtin_fields().to_vec().into(),
            recommended_rows: Arc::default(),
        }
    }

    fn check(aspect: Aspect) -> SchemaCheck {
        SchemaCheck::new(Some(Endpoint::Accounts), aspect, &tools())
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
            &FORMAT_DIFFERS,
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
        assert_breach(&judge(check(Aspect::Required), &[shown]), &MEMBER_MISSING);
    }

    #[test]
    fn null_stands_for_an_absent_value() {
        let shown = listed(&json!({"accountIdentifier": "1", "opened": null}));
        assert_conforms(&judge(check(Aspect::All), &[shown]));
    }

    #[test]
    fn null_does_not_stand_for_a_field_that_the_table_requires() {
        let shown = listed(&json!({"accountIdentifier": null}));
        assert_breach(&judge(check(Aspect::Types), &[shown]), &TYPE_DIFFERS);
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
        assert_eq!(judged.findings[0].also, 499);
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
                &TYPE_DIFFERS,
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
