//! A case of the agency's catalogue in words.

use mock_agency::conduct::Defect;

use super::{ExplainArguments, readings, rule};
use crate::agency::pack::{AgencyCase, AgencyPack};
use crate::catalogue::Catalogue;
use crate::cli::{Failure, print_out};
use crate::text::{Language, Text};

pub(super) fn explain(
    catalogue: &Catalogue,
    arguments: &ExplainArguments,
    wanted: &str,
) -> Result<u8, Failure> {
    let files = arguments.pack.files().map_err(Failure::usage)?;
    let pack = AgencyPack::read(&files).map_err(Failure::usage)?;
    let mut cases = pack.cases.iter();
    let Some(case) = cases.find(|case| case.id.eq_ignore_ascii_case(wanted)) else {
        return Err(Failure::told(
            format!("there is no case {wanted}"),
            format!("det finnes ikke noe testtilfelle {wanted}"),
        )
        .help(
            near(&pack, wanted, Language::En),
            near(&pack, wanted, Language::Nb),
        ));
    };
    print_out(&in_words(catalogue, &pack, case, arguments.lang));
    Ok(0)
}

fn near(pack: &AgencyPack, wanted: &str, language: Language) -> String {
    let family = wanted
        .rsplit_once('-')
        .map_or(wanted, |(family, _)| family)
        .to_uppercase();
    let same: Vec<&str> = pack
        .cases
        .iter()
        .filter(|case| case.family == family)
        .map(|case| case.id.as_str())
        .collect();
    let text = match (same.first(), same.last()) {
        (Some(first), Some(last)) => Text::new(
            format!("the family {family} has {first} to {last}"),
            format!("familien {family} har {first} til {last}"),
        ),
        _ => Text::new(
            "`dsop-conformance list --role agency` prints all cases about agencies",
            "`dsop-conformance list --role agency` viser alle testtilfeller om etater",
        ),
    };
    text.in_language(language).to_owned()
}

fn in_words(
    catalogue: &Catalogue,
    pack: &AgencyPack,
    case: &AgencyCase,
    language: Language,
) -> String {
    let say = |en: &'static str, nb: &'static str| match language {
        Language::En => en,
        Language::Nb => nb,
    };
    let mut lines = vec![
        format!("{} ({})", case.id, case.level),
        case.title.in_language(language).to_owned(),
        String::new(),
        format!(
            "{}: {}",
            say("Why", "Hvorfor"),
            case.why.in_language(language)
        ),
        String::new(),
        format!("{}:", say("The rule", "Regelen")),
    ];
    let required = case.requirements.iter();
    lines.extend(
        required
            .filter_map(|id| pack.requirements.get(id))
            .flat_map(|requirement| rule(requirement, language)),
    );
    lines.extend(readings(catalogue, &case.interpretations, language));
    lines.push(String::new());
    let services = case.services.as_ref().map_or_else(
        || say("every service", "alle tjenester").to_owned(),
        |services| services.join(", "),
    );
    lines.push(format!("{}: {services}", say("Where", "Hvor")));
    lines.extend(scenarios(pack, case, language));
    lines.push(format!(
        "{}: {}",
        say("Judged from the journal by", "Bedømmes ut fra journalen av"),
        case.check_name
    ));
    lines.extend(tries(case, language));
    lines.join("\n")
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
    let found = Defect::ALL.iter().filter(|defect| defect.case() == case.id);
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
