//! `dsop-conformance explain`: a case in words.

mod agency;
pub(super) mod cause;

use clap::Args;

use serde_json::json;

use crate::list::case_entry;
use crate::{Failure, PackArguments, Printed};
use judge::check::registry;
use lab::selftest::CaseAssignment;
use pack::catalogue::{
    Case, Catalogue, Endpoints, Expectation, Requirement, Role, Script, Step, words,
};
use pack::text::{Language, Text};
use report::level_word;

/// Options of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    #[command(flatten)]
    pack: PackArguments,
    /// The case, or an instance of it.
    #[arg(required_unless_present = "cause", conflicts_with = "cause")]
    case: Option<String>,
    /// A cause, by the id that reports give it; without it, CASE. `list --what causes` prints them.
    #[arg(long, value_name = "ID")]
    cause: Option<String>,
    #[command(flatten)]
    printed: Printed,
    /// Language.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    lang: Language,
}

pub(super) fn explain(arguments: &ExplainArguments) -> Result<u8, Failure> {
    if let Some(id) = &arguments.cause {
        return cause::explain(id, arguments.printed.is_json(), arguments.lang);
    }
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    let wanted = arguments.case.as_deref().unwrap_or_default();
    let wanted = wanted.split('/').next().unwrap_or_default();
    let mut cases = catalogue.cases.iter();
    let Some(case) = cases.find(|case| case.id.0.eq_ignore_ascii_case(wanted)) else {
        return Err(unknown(wanted, &catalogue));
    };
    let assignment = match case.role() {
        Role::Bank | Role::Overview => None,
        Role::Agency => {
            let files = arguments.pack.files().map_err(Failure::usage)?;
            Some(CaseAssignment::of_agencies(&files, &catalogue).map_err(Failure::usage)?)
        }
    };
    let words = |language| {
        let mut lines = in_words(&catalogue, case, language);
        let tries = assignment.as_ref();
        lines.extend(
            tries
                .map(|assignment| agency::tries(case, assignment, language))
                .unwrap_or_default(),
        );
        lines.join("\n")
    };
    let text = if arguments.printed.is_json() {
        let mut entry = case_entry(&catalogue, case, &[]);
        entry["words"] = json!(Text::new(words(Language::En), words(Language::Nb)));
        format!("{entry:#}")
    } else {
        words(arguments.lang)
    };
    super::print_out(&text);
    Ok(0)
}

/// There is no such case; says what cases its family has, or else what prints all of its kind.
fn unknown(wanted: &str, catalogue: &Catalogue) -> Failure {
    let family_of = |id: &str| {
        id.rsplit_once('-')
            .map_or(id, |(family, _)| family)
            .to_uppercase()
    };
    let family = family_of(wanted);
    let ids = catalogue.cases.iter().map(|case| case.id.0.as_str());
    let same: Vec<&str> = ids.filter(|id| family_of(id) == family).collect();
    let help = match (same.first(), same.last()) {
        (Some(first), Some(last)) => format!("the family {family} has {first} to {last}"),
        _ if family.starts_with("AGY-") => {
            "`dsop-conformance list --role agency` prints all cases about agencies".to_owned()
        }
        _ => "`dsop-conformance list` prints all cases".to_owned(),
    };
    Failure::usage_text(format!("there is no case {wanted}")).help(help)
}

fn say(language: Language, en: &'static str, nb: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Nb => nb,
    }
}

fn in_words(catalogue: &Catalogue, case: &Case, language: Language) -> Vec<String> {
    let rules = case.requirements.iter();
    let rules = rules.filter_map(|id| catalogue.requirements.get(id));
    let mut lines = vec![
        format!("{} ({})", case.id, level_word(case.level, language)),
        case.title.in_language(language).to_owned(),
        String::new(),
        format!(
            "{}: {}",
            say(language, "Why", "Hvorfor"),
            case.why.in_language(language)
        ),
        String::new(),
        format!("{}:", say(language, "The rule", "Regelen")),
    ];
    lines.extend(rules.flat_map(|one| rule(one, language)));
    lines.extend(readings(catalogue, &case.interpretations, language));
    lines.push(String::new());
    lines.push(place(case, language));
    lines.extend(script(catalogue, case, language));
    lines
}

/// Where a case is tried: its services, and for banks its endpoints.
fn place(case: &Case, language: Language) -> String {
    let services = case.services.as_ref().map_or_else(
        || say(language, "every service", "alle tjenester").to_owned(),
        |services| services.join(", "),
    );
    let endpoints = match case.role() {
        Role::Bank | Role::Overview => format!("; {}", endpoints(case, language)),
        Role::Agency => String::new(),
    };
    format!("{}: {services}{endpoints}", say(language, "Where", "Hvor"))
}

fn rule(requirement: &Requirement, language: Language) -> [String; 2] {
    [
        format!(
            "  {} ({}): {}",
            requirement.id,
            requirement.level,
            requirement.text.in_language(language)
        ),
        format!("    {}", requirement.source.line()),
    ]
}

fn readings(catalogue: &Catalogue, ids: &[String], language: Language) -> Vec<String> {
    let named = ids
        .iter()
        .filter_map(|id| catalogue.interpretations.iter().find(|one| one.id == *id));
    let mut lines = Vec::new();
    for one in named {
        lines.push(format!(
            "  {}: {}",
            one.id,
            one.reading.in_language(language)
        ));
        for reading in &one.readings {
            let setting = one.setting.as_deref().unwrap_or_default();
            let meaning = match language {
                Language::En => &reading.en,
                Language::Nb => &reading.nb,
            };
            lines.push(format!("    {setting} = {}: {meaning}", reading.value));
        }
    }
    lines
}

fn endpoints(case: &Case, language: Language) -> String {
    let endpoints = match &case.endpoints {
        Endpoints::OfTheService => Text::new(
            "every endpoint of the service",
            "alle endepunkter i tjenesten",
        ),
        Endpoints::OutsideTheService => Text::new(
            "every endpoint outside the service",
            "alle endepunkter utenfor tjenesten",
        ),
        Endpoints::Only(only) => Text::same(
            only.iter()
                .map(|endpoint| format!("{endpoint:?}"))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        Endpoints::OfOverview(only) => {
            let names: Vec<_> = only.iter().map(|endpoint| endpoint.name()).collect();
            Text::same(names.join(", "))
        }
        Endpoints::OfKfr(only) => {
            let names: Vec<_> = only.iter().map(|operation| operation.name()).collect();
            Text::same(names.join(", "))
        }
    };
    endpoints.in_language(language).to_owned()
}

fn script(catalogue: &Catalogue, case: &Case, language: Language) -> Vec<String> {
    match &case.script {
        Script::Request(one) => step(one, language),
        Script::Steps(steps) => steps
            .iter()
            .enumerate()
            .flat_map(|(number, one)| {
                let endpoint = one.endpoint.map(|endpoint| format!(" {endpoint}")).unwrap_or_default();
                std::iter::once(format!("{}.{endpoint}", number + 1)).chain(step(one, language))
            })
            .collect(),
        Script::Retrieval(survey) => {
            let sent = say(
                language,
                "Sent: a whole retrieval (Accounts, then every account's other endpoints, all pages) for every party that fits",
                "Sendes: en hel innhenting (Accounts, deretter de andre endepunktene for hver konto, alle sider) for hver part som passer",
            );
            let rows = say(
                language,
                "Verifies that all answers together follow the rows of the delivery table",
                "Kontrollerer at alle svar til sammen følger radene i utleveringstabellen",
            );
            let judged = match survey.rows {
                Some(_) => vec![rows.to_owned()],
                None => verifies(&survey.checks, language),
            };
            std::iter::once(sent.to_owned()).chain(judged).collect()
        }
        Script::Property(property) => vec![
            property.words().in_language(language).to_owned(),
            Text::new(
                "Generated from the run's seed; a counterexample is shrunk to the least input that still fails.",
                "Lages ut fra kjøringens frø; et moteksempel forenkles til den minste inndataen som fortsatt feiler.",
            )
            .in_language(language)
            .to_owned(),
        ],
        Script::WholeRun(check) => {
            let judged = say(
                language,
                "Judged from every exchange of the run",
                "Bedømmes ut fra alle utvekslinger i kjøringen",
            );
            let checks = verifies(std::slice::from_ref(check), language);
            std::iter::once(judged.to_owned()).chain(checks).collect()
        }
        Script::Journal(journal) => agency::script(catalogue, journal, language),
    }
}

/// What checks verify, thresholds included.
fn verifies(names: &[String], language: Language) -> Vec<String> {
    let checks = names.iter().filter_map(|name| registry::check(name));
    checks
        .map(|check| {
            let start = say(language, "Verifies that", "Kontrollerer at");
            let verifies = say(language, check.verifies.en, check.verifies.nb);
            format!("{start} {verifies} ({})", check.name)
        })
        .collect()
}

fn step(step: &Step, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    let sent = match (step.changes.is_empty(), language) {
        (true, Language::En) => "Sent: the valid request",
        (true, Language::Nb) => "Sendes: den gyldige forespørselen",
        (false, Language::En) => "Sent: the valid request, but",
        (false, Language::Nb) => "Sendes: den gyldige forespørselen, men",
    };
    lines.push(sent.to_owned());
    lines.extend(
        step.changes
            .iter()
            .map(|change| format!("  - {}", words::change(change).in_language(language))),
    );
    lines.push(
        words::expectation(&step.expectation)
            .in_language(language)
            .to_owned(),
    );
    lines.extend(verifies(&step.checks, language));
    if step.within > 0 {
        let seconds = step.within;
        let again = Text::new(
            format!("Sent again for {seconds} seconds while the answer is not so"),
            format!("Sendes på nytt i {seconds} sekunder så lenge svaret ikke er slik"),
        );
        lines.push(again.in_language(language).to_owned());
    }
    if matches!(step.expectation, Expectation::Refused { .. }) {
        lines.push(
            Text::new(
                "Control: the same request without the change must be accepted in the same run; otherwise nothing is proved.",
                "Kontroll: samme forespørsel uten endringen må godtas i samme kjøring; ellers er ingenting bevist.",
            )
            .in_language(language)
            .to_owned(),
        );
    }
    lines
}
