//! The record as JSON: what every other report, and `judge`, is made from.

use std::fmt::Write as _;

use jsonschema::{Draft, Validator};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use pack::visible::visible_json;
use record::{FORMAT, Record};

/// JSON Schema (draft 2020-12) of the record.
pub const SCHEMA: &str = include_str!("../../../reports/schema/report.schema.json");

/// Why a text is not a record.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The text is not JSON, or a member is missing or of another type.
    #[error(transparent)]
    Malformed(#[from] serde_json::Error),
    /// A report, but of another format.
    #[error(
        "the report has format {found}, and this version reads {FORMAT}: run again, or read it with the version that wrote it"
    )]
    Format {
        /// What it says.
        found: String,
    },
}

/// The record, indented, ending with a line break.
///
/// # Errors
/// Only a number that JSON cannot hold (an infinite time) stops a record from being written.
pub fn render(record: &Record) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(record)?;
    text.push('\n');
    Ok(visible_json(&text))
}

/// The form of a record, which is its first member.
#[derive(Deserialize)]
struct Named {
    format: String,
}

/// Reads a record's text.
///
/// # Errors
/// The text is not JSON, not a record, or a record of another format.
pub fn read(text: &[u8]) -> Result<Record, ReadError> {
    // The record of another format may lack what this one has: its format is said first.
    match serde_json::from_slice(text) {
        Ok(record) => named(record),
        Err(error) => match serde_json::from_slice(text) {
            Ok(Named { format }) if format != FORMAT => Err(ReadError::Format { found: format }),
            Ok(Named { .. }) | Err(_) => Err(error.into()),
        },
    }
}

fn named(record: Record) -> Result<Record, ReadError> {
    if record.format == FORMAT {
        return Ok(record);
    }
    Err(ReadError::Format {
        found: record.format,
    })
}

/// What is wrong with a record by its schema, one line each; empty if nothing is.
pub fn faults(record: &Value) -> String {
    let mut faults = String::new();
    for error in validator().iter_errors(record) {
        let _ = writeln!(faults, "{}: {error}", error.instance_path());
    }
    faults
}

fn validator() -> Validator {
    let schema = serde_json::from_str(SCHEMA).expect("the schema is built in and a test reads it");
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is built in and a test compiles it")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use record::fixture::record;

    fn value() -> Value {
        serde_json::to_value(record()).expect("a record is JSON")
    }

    #[test]
    fn a_record_is_valid_by_its_schema() {
        assert_eq!(faults(&value()), "");
    }

    #[test]
    fn a_record_comes_back_as_it_was_written() {
        let text = render(&record()).expect("a record is JSON");
        let again =
            render(&read(text.as_bytes()).expect("it was just written")).expect("a record is JSON");
        assert_eq!(text, again);
    }

    #[test]
    fn every_changed_member_is_found() {
        for (pointer, wrong) in [
            ("/format", json!("dsop-conformance-report/1")),
            ("/verdict", json!("fine")),
            ("/counts/instances", json!(-1)),
            ("/cases/rules/HEADERS-003/level", json!("must")),
            (
                "/cases/tests/2/outcome",
                json!({"is": "violates", "because": 3}),
            ),
            ("/cases/tests/2/findings/0/kind", json!("error")),
            ("/cases/tests/2/findings/0/id", json!("")),
            ("/subject/mode", json!("fine")),
            ("/cases/tests/2/exchanges/0/role", json!("other")),
            ("/exchanges/all/1/response/status", json!("200")),
            (
                "/exchanges/all/1/response/protection",
                json!({"form": "encrypted"}),
            ),
            ("/fields/rows/0/category", json!("Kanskje")),
            ("/deviations/0/state", json!("fine")),
            ("/started", json!("yesterday")),
        ] {
            let mut changed = value();
            *changed.pointer_mut(pointer).expect("in the fixture") = wrong;
            assert_ne!(faults(&changed), "", "{pointer}");
        }
    }

    #[test]
    fn an_agency_with_a_member_of_a_bank_is_not_valid() {
        let mut agency = record();
        agency.subject.role = record::SubjectRole::Agency;
        let mut value = serde_json::to_value(agency).expect("a record is JSON");
        assert_eq!(faults(&value), "");
        value["subject"]["baseUrl"] = json!("");
        assert_ne!(faults(&value), "");
    }

    #[test]
    fn a_missing_and_an_unknown_member_are_found() {
        let mut missing = value();
        missing.as_object_mut().expect("an object").remove("pack");
        assert_ne!(faults(&missing), "");
        let mut unknown = value();
        unknown["extra"] = json!(1);
        assert_ne!(faults(&unknown), "");
    }

    #[test]
    fn a_record_of_the_former_format_is_refused_with_what_to_do() {
        let mut other = value();
        other["format"] = json!("dsop-conformance-report/1");
        let error = read(other.to_string().as_bytes()).expect_err("another format");
        assert_eq!(
            error.to_string(),
            "the report has format dsop-conformance-report/1, and this version reads dsop-conformance-report/4: run again, or read it with the version that wrote it"
        );
    }

    #[test]
    fn a_text_that_is_not_a_report_is_refused() {
        assert!(read(b"{").is_err());
        assert!(read(b"{}").is_err());
        assert!(read(b"[]").is_err());
    }
}
