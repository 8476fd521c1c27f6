//! `JUnit` XML for continuous integration: a test suite per family and service, a test case per instance.
//!
//! A violation is a `failure`, what could not be decided an `error`: a build server shows the two apart, and so
//! does the exit code. A declared deviation and a broken SHOULD pass with the finding in `system-out`.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::cause::{CAUSE, Explained};
use crate::reproduce::Reproduce;
use crate::scope;
use crate::standing::Standing;
use crate::summary::{headline, verdict_sentence};
use crate::wording::{finding_parts, one_line, reason_of, reason_part};
use crate::words;
use crate::words::Phrase;
use pack::text::Language;
use pack::visible::visible;
use record::{CaseRecord, Record, Role};

/// How the report is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// In which language.
    pub language: Language,
    /// How a case is run again.
    pub reproduce: Reproduce<'a>,
}

/// The whole report. A run with `strict` counts a broken SHOULD as a failure.
///
/// # Errors
/// The XML writer refuses a text; it writes to memory, so this is not expected.
pub fn render(record: &Record, options: &Options<'_>) -> Result<String, SerializeError> {
    let writer = Writer {
        record,
        options,
        explained: Explained::of(record),
    };
    let mut report = Report::new("dsop-conformance");
    report.set_time(
        Duration::try_from(record.ended.duration_since(record.started)).unwrap_or_default(),
    );
    for (family, service) in suites(record) {
        report.add_test_suite(writer.suite(family, service));
    }
    let text = report.to_string()?;
    Ok(without_skipped_in_root(&text, report.skipped))
}

/// The usual schema (Jenkins' junit-10.xsd) has `skipped` on a suite and not on the root, where the first one stands.
fn without_skipped_in_root(text: &str, skipped: usize) -> String {
    text.replacen(&format!(" skipped=\"{skipped}\""), "", 1)
}

fn suites(record: &Record) -> Vec<(&str, &str)> {
    let mut suites = Vec::new();
    for case in &record.cases {
        let suite = (case.family.as_str(), case.service.as_str());
        if !suites.contains(&suite) {
            suites.push(suite);
        }
    }
    suites
}

struct Writer<'a> {
    record: &'a Record,
    options: &'a Options<'a>,
    explained: Explained<'a>,
}

impl Writer<'_> {
    fn suite(&self, family: &str, service: &str) -> TestSuite {
        let mut suite = TestSuite::new(format!("{family} / {service}"));
        suite.extra.insert(
            "timestamp".into(),
            self.record
                .started
                .strftime("%Y-%m-%dT%H:%M:%S")
                .to_string()
                .into(),
        );
        for (name, value) in [
            ("run", self.record.run.as_str()),
            ("target", self.record.subject.address()),
            ("tool", &self.record.tool.version),
            ("pack", &self.record.pack.version),
            ("pack.digest", &self.record.pack.digest),
            ("profile.digest", &self.record.subject.profile_digest),
            ("seed", &self.record.settings.seed.to_string()),
            (
                "verdict",
                headline(self.record).in_language(self.options.language),
            ),
            (
                "basis",
                verdict_sentence(self.record).in_language(self.options.language),
            ),
            ("scope", scope::key(self.record.scope())),
            (
                "mandatory",
                scope::coverage_sentence(self.record).in_language(self.options.language),
            ),
        ] {
            suite.add_property((name, visible(value, 800).as_str()));
        }
        if let Some(build) = &self.record.subject.build {
            suite.add_property(("build", visible(build, 300).as_str()));
        }
        let mut time = Duration::ZERO;
        for case in self
            .record
            .cases
            .iter()
            .filter(|case| case.family == family && case.service == service)
        {
            let test = self.test(case);
            time += test.time.unwrap_or_default();
            suite.add_test_case(test);
        }
        suite.set_time(time);
        suite
    }

    fn test(&self, case: &CaseRecord) -> TestCase {
        let title = case.title.in_language(self.options.language);
        let (status, note) = self.status(case);
        let mut test = TestCase::new(format!("{}: {title}", case.id), status);
        test.set_classname(format!(
            "dsop.{}.{}.{}",
            case.service,
            case.endpoint.as_deref().unwrap_or("-"),
            case.family
        ));
        test.set_time(time(self.record, case));
        if let Some(note) = note {
            test.set_system_out(note);
        }
        test
    }

    fn status(&self, case: &CaseRecord) -> (TestCaseStatus, Option<String>) {
        let failure = |kind: NonSuccessKind, name: &str| {
            let mut status = TestCaseStatus::non_success(kind);
            status
                .set_type(name)
                .set_message(self.message(case))
                .set_description(self.words(case));
            (status, None)
        };
        match Standing::of(case) {
            Standing::Violation => failure(NonSuccessKind::Failure, "MUST"),
            Standing::Warning if self.record.settings.strict => {
                failure(NonSuccessKind::Failure, "SHOULD")
            }
            Standing::Inconclusive => failure(NonSuccessKind::Error, "inconclusive"),
            Standing::NotApplicable => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(self.message(case));
                (status, None)
            }
            Standing::Declared | Standing::Warning | Standing::Observation => {
                (TestCaseStatus::success(), Some(self.words(case)))
            }
            Standing::Conforms => {
                let words = (!case.findings.is_empty()).then(|| self.words(case));
                (TestCaseStatus::success(), words)
            }
        }
    }

    /// What a list of failures shows: one line.
    fn message(&self, case: &CaseRecord) -> String {
        let language = self.options.language;
        match (reason_of(&case.outcome), case.findings.first()) {
            (Some(why), _) => one_line(&[reason_part(why)], language),
            (None, Some(finding)) => one_line(&finding_parts(finding), language),
            (None, None) => String::new(),
        }
    }

    /// What a single failure shows: everything but the evidence.
    fn words(&self, case: &CaseRecord) -> String {
        let language = self.options.language;
        let say = |phrase: Phrase| phrase.say(language);
        let standing = Standing::of(case).text();
        let mut lines = vec![
            case.title.in_language(language).to_owned(),
            format!(
                "{} ({})",
                standing.in_language(language),
                say(words::level(case.level))
            ),
        ];
        lines.extend(self.explained.by(&case.id).iter().map(|cause| {
            let text = cause.text();
            let text = visible(text.in_language(language), 300);
            format!("{}: {text} ({})", say(CAUSE), cause.id)
        }));
        if let Some(why) = reason_of(&case.outcome) {
            lines.push(one_line(&[reason_part(why)], language));
        }
        for finding in &case.findings {
            lines.push(format!("- {}", one_line(&finding_parts(finding), language)));
            if let Some(pointer) = &finding.pointer {
                lines.push(format!(
                    "  {}: {}",
                    say(words::WHERE),
                    visible(pointer, 300)
                ));
            }
            if let Some(also) = words::also(finding.also) {
                lines.push(format!("  {}", also.in_language(language)));
            }
        }
        lines.push(format!(
            "{}: {}",
            say(words::WHY),
            case.why.in_language(language)
        ));
        lines.extend(
            case.sources
                .iter()
                .map(|source| format!("{}: {}", say(words::SOURCE), source.line())),
        );
        lines.push(format!(
            "{}: {}",
            say(words::REPRODUCE),
            self.options.reproduce.instance(case)
        ));
        lines.join("\n")
    }
}

/// The time of the case's own requests; what it shares with others is not counted.
fn time(record: &Record, case: &CaseRecord) -> Duration {
    let own = case
        .exchanges
        .iter()
        .filter(|reference| match reference.role {
            Role::Request => true,
            Role::Setup | Role::Control | Role::Retrieval => false,
        });
    let milliseconds: f64 = own
        .filter_map(|reference| record.exchanges.get(&reference.id))
        .map(|exchange| exchange.elapsed_ms)
        .sum();
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    fn rendered(record: &Record) -> String {
        render(record, &Options::default()).expect("written to memory")
    }

    #[test]
    fn has_the_usual_structure() {
        insta::assert_snapshot!(rendered(&record()));
    }

    #[test]
    fn the_root_has_the_attributes_of_the_usual_schema_only() {
        let text = rendered(&record());
        let head = text
            .lines()
            .find(|line| line.starts_with("<testsuites"))
            .expect("a root element");
        let names: Vec<&str> = head
            .split(' ')
            .skip(1)
            .filter_map(|word| word.split('=').next())
            .collect();
        assert_eq!(names, ["name", "tests", "failures", "errors", "time"]);
    }

    #[test]
    fn a_broken_should_fails_in_a_strict_run_only() {
        assert!(!rendered(&record()).contains("type=\"SHOULD\""));
        let mut strict = record();
        strict.settings.strict = true;
        assert!(rendered(&strict).contains("type=\"SHOULD\""));
    }

    #[test]
    fn counts_agree_with_the_record() {
        let record = record();
        let text = rendered(&record);
        let head = text
            .lines()
            .find(|line| line.starts_with("<testsuites"))
            .expect("a root element");
        assert!(
            head.contains(&format!("tests=\"{}\"", record.counts.instances)),
            "{head}"
        );
        assert!(
            head.contains(&format!("failures=\"{}\"", record.counts.violations)),
            "{head}"
        );
        assert!(
            head.contains(&format!("errors=\"{}\"", record.counts.inconclusive)),
            "{head}"
        );
    }

    #[test]
    fn markup_and_control_characters_of_a_target_stay_text() {
        let text = rendered(&record());
        assert!(!text.contains("<script>"));
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn speaks_norwegian() {
        let options = Options {
            language: Language::Nb,
            ..Options::default()
        };
        let text = render(&record(), &options).expect("written to memory");
        assert!(text.contains("forventet: 400 ACC-001; mottatt: 200"));
    }
}
