//! A long report in brief: the causes, then a few lines for each single finding, then where the rest is.

use std::fmt::Write as _;

use record::{Cause, Record};

use crate::cause;
use crate::group::{Group, groups_run, places};
use crate::standing::Standing;
use crate::terminal::block::item;
use crate::terminal::ink::Colour;
use crate::terminal::wrap::wrap;
use crate::terminal::{Screen, heading_of};
use crate::wording::one_line;
use crate::words;
use crate::words::{Phrase, counted, phrase};
use pack::visible::visible;

/// With more rules to act on than this, findings are shown in brief.
const WHOLE: usize = 5;
/// How many causes are shown.
const CAUSES: usize = 4;
/// How many lines the findings of a report in brief have at most.
const LINES: usize = 56;
/// How much of a value is shown.
const VALUE: usize = 200;

const REST: Phrase = phrase(
    "All tests, exchanges, notes and counts are in report.html, report.md and report.json.gz; `dsop-conformance report show RUN CASE` prints the exchanges of a case.",
    "Alle tester, utvekslinger, merknader og tall er i report.html, report.md og report.json.gz; `dsop-conformance report show RUN CASE` skriver ut utvekslingene i et testtilfelle.",
);

const AGAIN: Phrase = phrase("Run one again:", "Kjør ett på nytt:");

/// Whether a record has too much to act on to show all of it.
pub(super) fn is_long(record: &Record) -> bool {
    let [violations, warnings, undecided] = [
        Standing::Violation,
        Standing::Warning,
        Standing::Inconclusive,
    ]
    .map(|standing| groups_run(record, standing).len());
    !record.causes.is_empty() || violations + warnings > WHOLE || undecided > WHOLE
}

/// The causes, each with what it explains and what to change.
pub(super) fn causes(record: &Record, screen: &Screen<'_>) -> Option<String> {
    let count = counted(record.causes.len(), cause::CAUSE, cause::CAUSES);
    let blocks: Vec<String> = record
        .causes
        .iter()
        .take(CAUSES)
        .enumerate()
        .map(|(at, cause)| one_cause(at + 1, cause, record, screen))
        .collect();
    let heading = format!(
        "{} ({})",
        cause::CAUSES_HEADING.say(screen.language),
        count.in_language(screen.language)
    );
    (!blocks.is_empty()).then(|| screen.section_of(&heading, Colour::Red, &blocks.concat()))
}

fn one_cause(number: usize, cause: &Cause, record: &Record, screen: &Screen<'_>) -> String {
    let sentence = cause.text();
    let words = visible(sentence.in_language(screen.language), VALUE);
    let mut text = String::new();
    for (at, line) in wrap(&words, screen.width - 4).iter().enumerate() {
        let number = if at == 0 {
            number.to_string()
        } else {
            String::new()
        };
        let _ = writeln!(text, "{number:>3} {}", screen.ink.bold(line));
    }
    for (name, value) in cause::facts(cause, record) {
        let value = visible(value.in_language(screen.language), VALUE * 2);
        super::block::row(&mut text, Some(name), &value, screen);
    }
    text
}

/// The single findings, MUST before SHOULD and the gravest first, and where the rest is.
pub(super) fn findings(record: &Record, screen: &Screen<'_>) -> Vec<String> {
    let mut room = LINES;
    let mut parts = Vec::new();
    for standing in [
        Standing::Violation,
        Standing::Warning,
        Standing::Declared,
        Standing::Inconclusive,
    ] {
        let groups = groups_run(record, standing);
        let (heading, colour) = heading_of(standing);
        if !groups.is_empty() {
            let body = lines(&groups, &mut room, screen);
            parts.push(screen.counted_section(heading, colour, &groups, &body));
        }
    }
    let rest = wrap(REST.say(screen.language), screen.width).join("\n");
    let command = screen.reproduce.command("CASE");
    let again = AGAIN.say(screen.language);
    parts.push(format!("{rest}\n{again} {command}\n"));
    parts
}

/// The groups as long as there is room, then how many more there are.
fn lines(groups: &[Group<'_>], room: &mut usize, screen: &Screen<'_>) -> String {
    let mut text = String::new();
    for (at, group) in groups.iter().enumerate() {
        let one = brief(group, screen);
        let count = one.lines().count();
        if count > *room {
            let more = groups.len() - at;
            let rest = words::MORE_IN_REPORT.say(screen.language);
            let _ = writeln!(text, "  … {more} {rest}");
            break;
        }
        *room -= count;
        text.push_str(&one);
    }
    text
}

/// A group: what it guards, its case and rule; then what was observed and where.
fn brief(group: &Group<'_>, screen: &Screen<'_>) -> String {
    let guards = group.case.guards.text();
    let title = format!(
        "{} · {} · {} · {}",
        guards.in_language(screen.language),
        words::level(group.case.level).say(screen.language),
        group.case.case,
        group.case.title.in_language(screen.language)
    );
    let mut text = item(&title, screen);
    let first = group.seen.first();
    let first = first.map(|seen| one_line(&seen.parts(1), screen.language));
    let more = group.seen.len().saturating_sub(1);
    let more = (more > 0).then(|| {
        let rest = words::MORE_IN_REPORT.say(screen.language);
        format!("… {more} {rest}")
    });
    let places = places(&group.instances).join("; ");
    let details = [first, more, Some(places)].into_iter().flatten();
    let details = details.collect::<Vec<_>>().join(" · ");
    for line in wrap(&visible(&details, VALUE), screen.width - 6) {
        let _ = writeln!(text, "      {}", screen.ink.faint(&line));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::{Options, render};
    use judge::finding::Finding;
    use pack::text::{Language, Text};
    use record::Role;
    use record::fixture::record;

    /// A bank whose refusals are plain text, and which has every fault of the fixture too.
    fn broad() -> Record {
        let mut record = record();
        let mut refusal = record.exchanges["3"].clone();
        let response = refusal.response.as_mut().expect("an answer");
        response.status = 400;
        response.headers = vec![("Content-Type".into(), "text/plain".into())];
        response.document = None;
        response.unreadable = Some("neither JSON nor a JWE".into());
        let model = record.cases[2].clone();
        for number in 100..400 {
            let (exchange, id) = (format!("{number}"), format!("PERIOD-{number}"));
            let mut case = model.clone();
            case.id = format!("{id}/politi-utlevering/Accounts");
            case.case = id;
            case.family = "PERIOD".into();
            case.exchanges.truncate(1);
            case.exchanges[0].id.clone_from(&exchange);
            case.exchanges[0].role = Role::Request;
            case.findings = vec![Finding {
                id: "answer-media-type-differs".into(),
                ..Finding::breach(Text::same("differs"))
            }];
            record.cases.push(case);
            record.exchanges.insert(exchange, refusal.clone());
        }
        record.explained()
    }

    fn text(language: Language) -> String {
        let options = Options {
            language,
            ..Options::default()
        };
        render(&broad(), &options)
    }

    #[test]
    fn reads_well_where_one_cause_explains_most() {
        insta::assert_snapshot!(text(Language::En));
    }

    #[test]
    fn reads_well_in_norwegian_where_one_cause_explains_most() {
        insta::assert_snapshot!(text(Language::Nb));
    }

    #[test]
    fn hundreds_of_findings_are_at_most_two_screens() {
        assert!(text(Language::En).lines().count() <= 90);
    }

    #[test]
    fn every_single_finding_is_beside_the_cause() {
        let text = text(Language::En);
        for case in [
            "ORDER-CONTENT-041",
            "HEADERS-003",
            "FIELDS-001",
            "PROPERTY-002",
            "TOKEN-012",
        ] {
            assert!(text.contains(case), "{case}");
        }
    }

    #[test]
    fn what_guards_access_is_before_what_guards_content_and_form() {
        let text = text(Language::En);
        let at = |case: &str| text.find(case).expect("it is shown");
        assert!(at("ORDER-CONTENT-041") < at("FIELDS-001"));
        assert!(at("FIELDS-001") < at("HEADERS-003"));
    }
}
