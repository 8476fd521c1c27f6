//! Schema faults by kind and place: a thousand objects with the same fault make one finding.

use std::collections::BTreeMap;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use crate::exchange::ExchangeId;
use crate::finding::{Finding, NOTHING, Observation};
use crate::observations;

observations! {
    /// `required`.
    MEMBER_MISSING = "schema-required" {
        observed: "{place} lacks the required member {member}", "{place} mangler det påkrevde medlemmet {member}";
        expected: "{member}", "{member}";
    }
    /// `type`.
    TYPE_DIFFERS = "schema-type" {
        observed: "{place} has the wrong JSON type", "{place} har feil JSON-type";
        expected: "{type}", "{type}";
    }
    /// `enum` and `const`.
    VALUE_UNKNOWN = "schema-enum" {
        observed: "{place} has a value that the API does not know", "{place} har en verdi som API-et ikke kjenner";
        expected: "one of {options}", "en av {options}";
    }
    /// `format`.
    FORMAT_DIFFERS = "schema-format" {
        observed: "{place} does not have the form of its type", "{place} har ikke formen til typen sin";
        expected: "the format {format}", "formatet {format}";
    }
    /// `pattern`.
    PATTERN_DIFFERS = "schema-pattern" {
        observed: "{place} does not have the form of its type", "{place} har ikke formen til typen sin";
        expected: "the pattern {pattern}", "mønsteret {pattern}";
    }
    /// `maxLength`.
    TOO_LONG = "schema-max-length" {
        observed: "{place} is too long", "{place} er for lang";
        expected: "at most {limit} characters", "høyst {limit} tegn";
    }
    /// `minLength`.
    TOO_SHORT = "schema-min-length" {
        observed: "{place} is too short", "{place} er for kort";
        expected: "at least {limit} characters", "minst {limit} tegn";
    }
    /// `minimum`.
    TOO_SMALL = "schema-minimum" {
        observed: "{place} is too small", "{place} er for liten";
        expected: "at least {limit}", "minst {limit}";
    }
    /// `maximum`.
    TOO_LARGE = "schema-maximum" {
        observed: "{place} is too large", "{place} er for stor";
        expected: "at most {limit}", "høyst {limit}";
    }
    /// Any other keyword.
    KEYWORD_BROKEN = "schema-keyword" {
        observed: "{place} breaks {keyword} of the schema", "{place} bryter {keyword} i skjemaet";
        expected: "what {keyword} of the schema asks for", "det {keyword} i skjemaet ber om";
    }
    /// Faults that are not listed.
    MORE_FAULTS = "schema-more-faults" {
        observed: "{count} more kinds of fault are not listed", "ytterligere {count} slags feil er ikke listet";
    }
}

/// How many different faults are listed.
const KEPT: usize = 12;
/// How much of a wrong value is shown.
const SHOWN: usize = 120;

/// The faults of many documents.
#[derive(Debug, Default)]
pub(super) struct Condensed {
    /// By place and keyword: how many more there are like the first, and the first.
    faults: BTreeMap<(String, String), (u64, Finding)>,
}

/// A JSON pointer with every array index as `*`.
pub(super) fn pattern(pointer: &str) -> String {
    pointer
        .split('/')
        .map(|token| {
            if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()) {
                "*"
            } else {
                token
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

impl Condensed {
    /// One more fault, at `pointer`, whose pattern is `pattern`.
    pub(super) fn add(
        &mut self,
        error: &ValidationError<'_>,
        pattern: &str,
        pointer: &str,
        exchange: ExchangeId,
    ) {
        let member = match error.kind() {
            ValidationErrorKind::Required { property } => property.to_string(),
            _ => String::new(),
        };
        let key = (
            pattern.to_owned(),
            format!("{}{member}", error.kind().keyword()),
        );
        self.faults
            .entry(key)
            .and_modify(|(also, _)| *also += 1)
            .or_insert_with(|| {
                let place = if pattern.is_empty() { "/" } else { pattern };
                let finding = describe(error.kind())
                    .with("place", place)
                    .received(received(error.kind(), error.instance()))
                    .at(pointer)
                    .in_exchange(exchange);
                (0, finding)
            });
    }

    /// The findings, each at its first place and with the number of those like it.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        let rest = self.faults.len().saturating_sub(KEPT);
        let mut findings: Vec<Finding> = self
            .faults
            .into_values()
            .take(KEPT)
            .map(|(also, finding)| Finding { also, ..finding })
            .collect();
        if rest > 0 {
            findings.push(Finding::breach(&MORE_FAULTS).with("count", rest));
        }
        findings
    }
}

fn describe(kind: &ValidationErrorKind) -> Finding {
    let limit = |what: &Observation, limit: &dyn std::fmt::Display| {
        Finding::breach(what).with("limit", limit.to_string())
    };
    match kind {
        ValidationErrorKind::Required { property } => {
            Finding::breach(&MEMBER_MISSING).with("member", property.as_str().unwrap_or_default())
        }
        ValidationErrorKind::Type { kind } => {
            Finding::breach(&TYPE_DIFFERS).with("type", type_names(kind))
        }
        ValidationErrorKind::Enum { options } => {
            Finding::breach(&VALUE_UNKNOWN).with("options", shorten(&options.to_string()))
        }
        ValidationErrorKind::Constant { expected_value } => {
            Finding::breach(&VALUE_UNKNOWN).with("options", shorten(&expected_value.to_string()))
        }
        ValidationErrorKind::Format { format } => {
            Finding::breach(&FORMAT_DIFFERS).with("format", format.as_str())
        }
        ValidationErrorKind::Pattern { pattern } => {
            Finding::breach(&PATTERN_DIFFERS).with("pattern", pattern.as_str())
        }
        ValidationErrorKind::MaxLength { limit: most } => limit(&TOO_LONG, most),
        ValidationErrorKind::MinLength { limit: least } => limit(&TOO_SHORT, least),
        ValidationErrorKind::Minimum { limit: least } => limit(&TOO_SMALL, least),
        ValidationErrorKind::Maximum { limit: most } => limit(&TOO_LARGE, most),
        other => Finding::breach(&KEYWORD_BROKEN).with("keyword", other.keyword()),
    }
}

fn type_names(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => several
            .iter()
            .map(|one| one.to_string())
            .collect::<Vec<_>>()
            .join(" | "),
    }
}

fn received(kind: &ValidationErrorKind, instance: &Value) -> String {
    match (kind, instance) {
        (ValidationErrorKind::Required { .. }, _) => NOTHING.into(),
        (_, Value::Object(_)) => "object".into(),
        (_, Value::Array(_)) => "array".into(),
        // The quotes are what is wrong.
        (ValidationErrorKind::Type { .. }, Value::String(_)) => shorten(&instance.to_string()),
        (_, Value::String(text)) => shorten(text),
        (_, other) => shorten(&other.to_string()),
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_in_quotes_is_shown_with_them() {
        let schema = serde_json::json!({"type": "number"});
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let instance = serde_json::json!("557.27");
        let error = validator.iter_errors(&instance).next().expect("a fault");
        assert_eq!(received(error.kind(), error.instance()), "\"557.27\"");
    }

    #[test]
    fn indexes_become_stars() {
        assert_eq!(
            pattern("/transactions/17/references/0/type"),
            "/transactions/*/references/*/type"
        );
        assert_eq!(pattern(""), "");
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        assert_eq!(shorten(&"å".repeat(500)).chars().count(), SHOWN + 1);
    }
}
