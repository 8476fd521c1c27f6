//! Schema faults by kind and place: a thousand objects with the same fault make one finding.

use std::collections::BTreeMap;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::exchange::ExchangeId;
use crate::finding::Finding;
use pack::text::Text;

/// How many different faults are listed.
const KEPT: usize = 12;
/// How much of a wrong value is shown.
const SHOWN: usize = 120;

/// The faults of many documents.
#[derive(Debug, Default)]
pub(super) struct Condensed {
    faults: BTreeMap<(String, String), Fault>,
}

#[derive(Debug)]
struct Fault {
    count: u64,
    what: Text,
    expected: Option<Text>,
    got: Option<String>,
    pointer: String,
    exchange: ExchangeId,
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
            .and_modify(|fault| fault.count += 1)
            .or_insert_with(|| Fault {
                count: 1,
                what: describe(error.kind(), pattern),
                expected: expected(error.kind()),
                got: got(error.kind(), error.instance()),
                pointer: pointer.to_owned(),
                exchange,
            });
    }

    /// The findings, each with its count and first place.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        let rest = self.faults.len().saturating_sub(KEPT);
        let mut findings: Vec<Finding> = self
            .faults
            .into_values()
            .take(KEPT)
            .map(Fault::into_finding)
            .collect();
        if rest > 0 {
            findings.push(Finding::breach(Text::new(
                format!("{rest} more kinds of fault are not listed."),
                format!("Ytterligere {rest} slags feil er ikke listet."),
            )));
        }
        findings
    }
}

impl Fault {
    fn into_finding(self) -> Finding {
        let what = if self.count == 1 {
            self.what
        } else {
            Text::new(
                format!(
                    "{} ({} times; the first is shown)",
                    self.what.en, self.count
                ),
                format!(
                    "{} ({} ganger; den første er vist)",
                    self.what.nb, self.count
                ),
            )
        };
        let mut finding = Finding::breach(what)
            .at(self.pointer)
            .in_exchange(self.exchange);
        if let Some(expected) = self.expected {
            finding = finding.expected(expected);
        }
        finding.received = self.got;
        finding
    }
}

fn describe(kind: &ValidationErrorKind, pattern: &str) -> Text {
    let place = if pattern.is_empty() { "/" } else { pattern };
    match kind {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            Text::new(
                format!("{place} lacks the required member {name}"),
                format!("{place} mangler det påkrevde feltet {name}"),
            )
        }
        ValidationErrorKind::Type { .. } => Text::new(
            format!("{place} has the wrong JSON type"),
            format!("{place} har feil JSON-type"),
        ),
        ValidationErrorKind::Enum { .. } | ValidationErrorKind::Constant { .. } => Text::new(
            format!("{place} has a value that the API does not know"),
            format!("{place} har en verdi som API-et ikke kjenner"),
        ),
        ValidationErrorKind::Format { .. } | ValidationErrorKind::Pattern { .. } => Text::new(
            format!("{place} does not have the form of its type"),
            format!("{place} har ikke formen til sin type"),
        ),
        other => Text::new(
            format!("{place} breaks `{}` of the schema", other.keyword()),
            format!("{place} bryter «{}» i skjemaet", other.keyword()),
        ),
    }
}

fn expected(kind: &ValidationErrorKind) -> Option<Text> {
    let limit = |en: &str, nb: &str, limit: &dyn std::fmt::Display| {
        Some(Text::new(format!("{en} {limit}"), format!("{nb} {limit}")))
    };
    match kind {
        ValidationErrorKind::Type { kind } => Some(Text::same(type_names(kind))),
        ValidationErrorKind::Enum { options } => {
            let options = options.to_string();
            limit("one of", "en av", &shorten(&options))
        }
        ValidationErrorKind::Format { format } => limit("format", "formatet", format),
        ValidationErrorKind::Pattern { pattern } => limit("pattern", "mønsteret", pattern),
        ValidationErrorKind::MaxLength { limit: most } => limit(
            "at most this many characters:",
            "høyst så mange tegn:",
            most,
        ),
        ValidationErrorKind::MinLength { limit: least } => limit(
            "at least this many characters:",
            "minst så mange tegn:",
            least,
        ),
        ValidationErrorKind::Minimum { limit: least } => limit("at least", "minst", least),
        ValidationErrorKind::Maximum { limit: most } => limit("at most", "høyst", most),
        _ => None,
    }
}

fn type_names(kind: &jsonschema::error::TypeKind) -> String {
    use jsonschema::error::TypeKind;
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => several
            .iter()
            .map(|one| one.to_string())
            .collect::<Vec<_>>()
            .join(" | "),
    }
}

fn got(kind: &ValidationErrorKind, instance: &Value) -> Option<String> {
    match (kind, instance) {
        (ValidationErrorKind::Required { .. }, _) => None,
        (_, Value::Object(_)) => Some("object".into()),
        (_, Value::Array(_)) => Some("array".into()),
        (_, Value::String(text)) => Some(shorten(text)),
        (_, other) => Some(shorten(&other.to_string())),
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
