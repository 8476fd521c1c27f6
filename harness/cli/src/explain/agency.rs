//! What is judged from the journal of an agency, in words.

use mock_agency::behaviour::Defect;

use crate::explain::say;
use lab::selftest::CaseAssignment;
use pack::catalogue::{Case, Catalogue, Journal, To};
use pack::sentence::Values;
use pack::text::{Language, Text};

/// The scenarios and the check.
pub(super) fn script(catalogue: &Catalogue, journal: &Journal, language: Language) -> Vec<String> {
    let mut lines = scenarios(catalogue, journal, language);
    lines.extend(judged_by(journal, language));
    lines
}

/// What is looked at, what is looked for with its thresholds, and what the case says beside.
fn judged_by(journal: &Journal, language: Language) -> Vec<String> {
    let Some(check) = judge::agency::check::find(&journal.check) else {
        return Vec::new();
    };
    let looks_at = check.looks_at.text();
    let description = check.description.fill(&Values::new());
    let mut lines = vec![
        format!(
            "{}: {}",
            say(language, "Looks at", "Ser på"),
            looks_at.in_language(language)
        ),
        format!(
            "{}: {}",
            say(language, "Checks", "Kontrollerer"),
            description.in_language(language)
        ),
    ];
    let with = &journal.with;
    let to = (with.to == To::Overview).then(|| "to = overview".to_owned());
    let header = (!with.header.is_empty()).then(|| format!("header = {}", with.header));
    let value = (!with.value.is_empty()).then(|| format!("value = {}", with.value));
    let number = (with.number != 0).then(|| format!("number = {}", with.number));
    let said: Vec<String> = [to, header, value, number].into_iter().flatten().collect();
    if !said.is_empty() {
        let word = say(language, "The case says", "Testen oppgir");
        lines.push(format!("{word}: {}", said.join(", ")));
    }
    lines
}

fn scenarios(catalogue: &Catalogue, journal: &Journal, language: Language) -> Vec<String> {
    let Some(named) = &journal.scenarios else {
        let all = Text::new("every scenario", "alle scenarier");
        let but = Text::new("but", "unntatt");
        let except = match journal.except.as_slice() {
            [] => String::new(),
            except => format!(", {} {}", but.in_language(language), except.join(", ")),
        };
        let word = Text::new("Scenarios", "Scenarier");
        let all = all.in_language(language);
        return vec![format!("{}: {all}{except}", word.in_language(language))];
    };
    let word = Text::new("Scenarios", "Scenarier");
    let mut lines = vec![format!("{}:", word.in_language(language))];
    let played = catalogue
        .scenarios
        .iter()
        .filter(|scenario| named.contains(&scenario.id));
    lines.extend(played.map(|scenario| {
        format!(
            "  - {}: {}",
            scenario.id,
            scenario.title.in_language(language)
        )
    }));
    lines
}

/// How to see it fail: the mock agency's mistakes that it is meant to find.
pub(super) fn tries(case: &Case, assignment: &CaseAssignment, language: Language) -> Vec<String> {
    let found = Defect::ALL
        .iter()
        .filter(|defect| assignment.case(defect.name()) == case.id.0);
    let commands: Vec<String> = found
        .map(|defect| {
            format!(
                "  dsop-conformance run --role agency --defect {} --case {}",
                defect.name(),
                case.id
            )
        })
        .collect();
    if commands.is_empty() {
        return Vec::new();
    }
    let word = Text::new(
        "Reproduce with the mock agency:",
        "Gjenskap med mock-etaten:",
    );
    std::iter::once(word.in_language(language).to_owned())
        .chain(commands)
        .collect()
}
