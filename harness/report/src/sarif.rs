//! SARIF 2.1.0 for code hosts: a rule per case, a result per instance that does not conform.
//!
//! There are no source files, so every result is placed in the file that describes the target, and named by service
//! and endpoint as a logical location. A declared deviation is a suppressed result.

use serde_json::{Value, json};

use crate::cause::Explained;
use crate::reproduce::Reproduce;
use crate::scope;
use crate::standing::Standing;
use crate::summary::{headline, verdict_sentence};
use crate::wording::{finding_parts, one_line, reason_of, reason_part};
use crate::words;
use pack::catalogue::{Level, Source};
use pack::text::Language;
use pack::visible::visible;
use record::{CaseRecord, Cause, Record};

/// How the log is written.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// In which language.
    pub language: Language,
    /// How a case is run again.
    pub reproduce: Reproduce<'a>,
    /// The file every result is placed in, relative to the repository: the target profile.
    pub artifact: &'a str,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            language: Language::En,
            reproduce: Reproduce::default(),
            artifact: "bank.toml",
        }
    }
}

/// The whole log, indented, ending with a line break.
///
/// # Errors
/// JSON could not be written; this is not expected of a value in memory.
pub fn render(record: &Record, options: &Options<'_>) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&log(record, options))?;
    text.push('\n');
    Ok(text)
}

fn log(record: &Record, options: &Options<'_>) -> Value {
    let shown: Vec<&CaseRecord> = record
        .cases
        .iter()
        .filter(|case| is_shown(Standing::of(case)))
        .collect();
    let mut rules: Vec<&CaseRecord> = Vec::new();
    for case in &shown {
        if !rules.iter().any(|known| known.case == case.case) {
            rules.push(case);
        }
    }
    let explained = Explained::of(record);
    let results: Vec<Value> = shown
        .iter()
        .map(|case| {
            let index = rules.iter().position(|rule| rule.case == case.case);
            let mut result = result(case, index, record, options);
            result["properties"]["causes"] = json!(explained.ids(&case.id));
            result
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": record.tool.name, "version": record.tool.version, "semanticVersion": record.tool.version,
                "language": language_code(options.language),
                "rules": rules.iter().map(|case| rule(case, options.language)).collect::<Vec<_>>(),
            }},
            "automationDetails": {"id": format!("dsop-conformance/{}/", visible(&record.subject.orgno, 40))},
            "invocations": [{
                "executionSuccessful": true,
                "startTimeUtc": record.started.to_string(), "endTimeUtc": record.ended.to_string(),
                "exitCode": record.verdict.exit_code(),
                "exitCodeDescription": visible(headline(record).in_language(options.language), 300),
            }],
            "properties": {
                "run": record.run, "target": visible(record.subject.address(), 300), "verdict": record.verdict,
                "scope": scope::key(record.scope()),
                "basis": verdict_sentence(record).in_language(options.language),
                "mandatory": scope::coverage_sentence(record).in_language(options.language),
                "packVersion": record.pack.version, "packDigest": record.pack.digest,
                "profileDigest": record.subject.profile_digest, "seed": record.settings.seed,
                "causes": record.causes.iter().map(|one| cause(one, options.language)).collect::<Vec<_>>(),
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// A cause; the results that it explains name its id.
fn cause(cause: &Cause, language: Language) -> Value {
    let change = cause.change();
    json!({
        "id": cause.id, "text": visible(cause.text().in_language(language), 300),
        "layer": cause.layer, "owner": cause.owner,
        "change": change.as_ref().map(|change| visible(change.in_language(language), 300)),
        "rules": cause.cases.len(), "tests": cause.tests.len(), "exchange": cause.exchange,
    })
}

fn is_shown(standing: Standing) -> bool {
    match standing {
        Standing::Violation
        | Standing::Declared
        | Standing::Warning
        | Standing::Observation
        | Standing::Inconclusive => true,
        Standing::NotApplicable | Standing::Conforms => false,
    }
}

fn rule(case: &CaseRecord, language: Language) -> Value {
    let sources: Vec<String> = case.sources.iter().map(Source::line).collect();
    let why = case.why.in_language(language);
    let source = words::SOURCE.say(language);
    let help = format!("{why}\n\n{source}: {}", sources.join("; "));
    json!({
        "id": case.case,
        "name": case.case,
        "shortDescription": {"text": case.title.in_language(language)},
        "fullDescription": {"text": why},
        "help": {"text": help, "markdown": format!("{why}\n\n**{source}:** {}", sources.join("; "))},
        "defaultConfiguration": {"level": level(case.level)},
        "properties": {
            "tags": [case.family, case.level.to_string()],
            "requirements": case.requirements,
            "problem.severity": severity(case.level),
        },
    })
}

fn result(
    case: &CaseRecord,
    index: Option<usize>,
    record: &Record,
    options: &Options<'_>,
) -> Value {
    let standing = Standing::of(case);
    let mut result = json!({
        "ruleId": case.case,
        "ruleIndex": index,
        "kind": "fail",
        "level": level(case.level),
        "message": {"text": message(case, options)},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": options.artifact}, "region": {"startLine": 1}},
            "logicalLocations": [{
                "name": case.endpoint.as_ref().unwrap_or(&case.service),
                "fullyQualifiedName": case.endpoint.as_ref().map_or_else(
                    || case.service.clone(),
                    |endpoint| format!("{}/{endpoint}", case.service),
                ),
                "kind": "resource",
            }],
        }],
        "fingerprints": {"instance/v1": case.id},
        "partialFingerprints": {"primaryLocationLineHash": case.id},
        "properties": {"standing": standing.key(), "exchanges": case.exchanges},
    });
    match standing {
        Standing::Declared => result["suppressions"] = json!([suppression(case, record)]),
        Standing::Inconclusive => {
            result["kind"] = json!("open");
            result["level"] = json!("none");
        }
        Standing::Warning if record.settings.strict => result["level"] = json!("error"),
        Standing::Violation
        | Standing::Warning
        | Standing::Observation
        | Standing::NotApplicable
        | Standing::Conforms => {}
    }
    result
}

fn suppression(case: &CaseRecord, record: &Record) -> Value {
    let reason = record
        .deviations
        .iter()
        .find(|deviation| deviation.instances.contains(&case.id));
    let justification = reason.map_or_else(String::new, |deviation| {
        format!(
            "{} ({}, {})",
            visible(&deviation.reason, 300),
            visible(&deviation.owner, 80),
            deviation.expires
        )
    });
    json!({"kind": "external", "status": "accepted", "justification": justification})
}

/// One line of what was observed, expected and received, and the command that reproduces it.
fn message(case: &CaseRecord, options: &Options<'_>) -> String {
    let language = options.language;
    let title = case.title.in_language(language).trim_end_matches('.');
    let mut parts = vec![title.to_owned()];
    let reason = reason_of(&case.outcome).map(|why| vec![reason_part(why)]);
    let findings = case.findings.iter().take(3).map(finding_parts);
    parts.extend(
        reason
            .into_iter()
            .chain(findings)
            .map(|parts| one_line(&parts, language)),
    );
    parts.push(format!(
        "{}: {}",
        words::REPRODUCE.say(language),
        options.reproduce.instance(case)
    ));
    parts.join(" – ")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May => "note",
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May => "recommendation",
    }
}

fn language_code(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Nb => "nb",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    fn results(record: &Record) -> Vec<Value> {
        log(record, &Options::default())["runs"][0]["results"]
            .as_array()
            .expect("results")
            .clone()
    }

    #[test]
    fn is_a_log_of_what_does_not_conform() {
        insta::with_settings!({ sort_maps => true }, {
            insta::assert_json_snapshot!(log(&record(), &Options::default()));
        });
    }

    #[test]
    fn levels_follow_the_rule() {
        let results = results(&record());
        let of = |id: &str| {
            results
                .iter()
                .find(|one| one["ruleId"] == id)
                .expect("in the fixture")
                .clone()
        };
        assert_eq!(of("HEADERS-003")["level"], "error");
        assert_eq!(of("TOKEN-012")["level"], "warning");
        assert_eq!(of("ROBUSTNESS-010")["level"], "note");
        assert_eq!(of("TRANSPORT-004")["kind"], "open");
        assert_eq!(of("TRANSPORT-004")["level"], "none");
    }

    #[test]
    fn a_declared_deviation_is_suppressed_with_its_reason() {
        let results = results(&record());
        let suppressed: Vec<_> = results
            .iter()
            .filter(|one| one.get("suppressions").is_some())
            .collect();
        assert_eq!(suppressed.len(), 1);
        let justification = suppressed[0]["suppressions"][0]["justification"]
            .as_str()
            .expect("a text");
        assert!(
            justification.contains("Betalingsteamet, 2027-03-31"),
            "{justification}"
        );
    }

    #[test]
    fn a_broken_should_is_an_error_in_a_strict_run() {
        let mut strict = record();
        strict.settings.strict = true;
        let results = results(&strict);
        let warning = results
            .iter()
            .find(|one| one["ruleId"] == "TOKEN-012")
            .expect("in the fixture");
        assert_eq!(warning["level"], "error");
    }

    #[test]
    fn fingerprints_are_unique() {
        let results = results(&record());
        let unique: std::collections::BTreeSet<String> = results
            .iter()
            .map(|one| one["fingerprints"]["instance/v1"].to_string())
            .collect();
        assert_eq!(unique.len(), results.len());
    }

    #[test]
    fn every_rule_index_points_at_its_rule() {
        let log = log(&record(), &Options::default());
        let rules = &log["runs"][0]["tool"]["driver"]["rules"];
        for result in results(&record()) {
            let index =
                usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }
}
