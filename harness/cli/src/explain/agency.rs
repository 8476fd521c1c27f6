//! A case of the agency's catalogue in words.

use lab::agency::selftest::intended;
use mock_agency::behaviour::Defect;

use crate::explain::{ExplainArguments, Opening, place, say, unknown};
use crate::{Failure, print_out};
use pack::agency::{AgencyCase, AgencyPack, To};
use pack::catalogue::Catalogue;
use pack::sentence::Values;
use pack::text::{Language, Text};

pub(super) fn explain(
    catalogue: &Catalogue,
    arguments: &ExplainArguments,
    wanted: &str,
) -> Result<u8, Failure> {
    let files = arguments.pack.files().map_err(Failure::usage)?;
    let pack = AgencyPack::read(&files, &judge::check_names()).map_err(Failure::usage)?;
    let mut cases = pack.cases.iter();
    let Some(case) = cases.find(|case| case.id.eq_ignore_ascii_case(wanted)) else {
        let ids = pack.cases.iter().map(|case| case.id.as_str());
        let kind = (" about agencies", " om etater");
        let list = "dsop-conformance list --role agency";
        return Err(unknown(wanted, ids, list, kind));
    };
    print_out(&in_words(catalogue, &pack, case, arguments.lang));
    Ok(0)
}

fn in_words(
    catalogue: &Catalogue,
    pack: &AgencyPack,
    case: &AgencyCase,
    language: Language,
) -> String {
    let rules = case.requirements.iter();
    let opening = Opening {
        id: &case.id,
        level: case.level,
        title: &case.title,
        why: &case.why,
        rules: rules.filter_map(|id| pack.requirements.get(id)).collect(),
        readings: &case.interpretations,
    };
    let mut lines = opening.lines(catalogue, language);
    lines.push(place(case.services.as_deref(), language));
    lines.extend(scenarios(pack, case, language));
    lines.extend(judged_by(case, language));
    lines.extend(tries(case, language));
    lines.join("\n")
}

/// What is looked at, what is looked for with its thresholds, and what the case says beside.
fn judged_by(case: &AgencyCase, language: Language) -> Vec<String> {
    let Some(check) = judge::agency::check::find(&case.check) else {
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
    let with = &case.with;
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

fn scenarios(pack: &AgencyPack, case: &AgencyCase, language: Language) -> Vec<String> {
    let Some(named) = &case.scenarios else {
        let all = Text::new("every scenario", "alle scenarier");
        let but = Text::new("but", "unntatt");
        let except = match case.except.as_slice() {
            [] => String::new(),
            except => format!(", {} {}", but.in_language(language), except.join(", ")),
        };
        let word = Text::new("Scenarios", "Scenarier");
        let all = all.in_language(language);
        return vec![format!("{}: {all}{except}", word.in_language(language))];
    };
    let word = Text::new("Scenarios", "Scenarier");
    let mut lines = vec![format!("{}:", word.in_language(language))];
    let played = pack
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
fn tries(case: &AgencyCase, language: Language) -> Vec<String> {
    let found = Defect::ALL
        .iter()
        .filter(|defect| intended(**defect) == case.id);
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
        "See it fail with the mock agency:",
        "Se den slå ut på mock-etaten:",
    );
    std::iter::once(word.in_language(language).to_owned())
        .chain(commands)
        .collect()
}
