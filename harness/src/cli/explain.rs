//! `dsop-conformance explain`: a case in words.

mod agency;

use clap::Args;

use super::{Failure, PackArguments};
use crate::catalogue::{Case, Catalogue, Endpoints, Expectation, Requirement, Script, Step, words};
use crate::report::level_word;
use crate::text::{Language, Text};

/// Options of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    #[command(flatten)]
    pack: PackArguments,
    /// The case, or an instance of it.
    case: String,
    /// Language.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    lang: Language,
}

pub(super) fn explain(arguments: &ExplainArguments) -> Result<u8, Failure> {
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    let wanted = arguments.case.split('/').next().unwrap_or_default();
    if wanted.to_uppercase().starts_with("AGY-") {
        return agency::explain(&catalogue, arguments, wanted);
    }
    let Some(case) = catalogue
        .cases
        .iter()
        .find(|case| case.id.0.eq_ignore_ascii_case(wanted))
    else {
        return Err(Failure::told(
            format!("there is no case {wanted}"),
            format!("det finnes ikke noe testtilfelle {wanted}"),
        )
        .help(
            near(&catalogue, wanted, Language::En),
            near(&catalogue, wanted, Language::Nb),
        ));
    };
    super::print_out(&in_words(&catalogue, case, arguments.lang));
    Ok(0)
}

fn near(catalogue: &Catalogue, wanted: &str, language: Language) -> String {
    let family = wanted
        .rsplit_once('-')
        .map_or(wanted, |(family, _)| family)
        .to_uppercase();
    let same: Vec<&str> = catalogue
        .cases
        .iter()
        .filter(|case| case.family == family)
        .map(|case| case.id.0.as_str())
        .collect();
    match (same.first(), same.last(), language) {
        (Some(first), Some(last), Language::En) => {
            format!("the family {family} has {first} to {last}")
        }
        (Some(first), Some(last), Language::Nb) => {
            format!("familien {family} har {first} til {last}")
        }
        (_, _, Language::En) => "`dsop-conformance list` prints all cases".into(),
        (_, _, Language::Nb) => "`dsop-conformance list` viser alle testtilfeller".into(),
    }
}

fn in_words(catalogue: &Catalogue, case: &Case, language: Language) -> String {
    let say = |en: &'static str, nb: &'static str| match language {
        Language::En => en,
        Language::Nb => nb,
    };
    let mut lines = vec![
        format!("{} ({})", case.id, level_word(case.level, language)),
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
            .filter_map(|id| catalogue.requirements.get(id))
            .flat_map(|requirement| rule(requirement, language)),
    );
    lines.extend(readings(catalogue, &case.interpretations, language));
    lines.push(String::new());
    lines.push(format!(
        "{}: {}",
        say("Where", "Hvor"),
        place(case, language)
    ));
    lines.extend(script(case, language));
    lines.join("\n")
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
    named
        .map(|one| format!("  {}: {}", one.id, one.reading.in_language(language)))
        .collect()
}

fn place(case: &Case, language: Language) -> String {
    let services = case.services.as_ref().map_or_else(
        || match language {
            Language::En => "every service".to_owned(),
            Language::Nb => "alle tjenester".to_owned(),
        },
        |services| services.join(", "),
    );
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
    };
    format!("{services}; {}", endpoints.in_language(language))
}

fn script(case: &Case, language: Language) -> Vec<String> {
    match &case.script {
        Script::Request(one) => step(one, language),
        Script::Steps(steps) => steps
            .iter()
            .enumerate()
            .flat_map(|(number, one)| {
                let endpoint = one.endpoint.map(|endpoint| format!(" {endpoint:?}")).unwrap_or_default();
                std::iter::once(format!("{}.{endpoint}", number + 1)).chain(step(one, language))
            })
            .collect(),
        Script::Retrieval(survey) => vec![match language {
            Language::En => format!(
                "Sent: a whole retrieval (Accounts, then every account's other endpoints, all pages) for every party that fits. Judged by: {}",
                survey.checks.join(", ")
            ),
            Language::Nb => format!(
                "Sendes: en hel innhenting (Accounts, deretter de andre endepunktene for hver konto, alle sider) for hver part som passer. Bedømmes av: {}",
                survey.checks.join(", ")
            ),
        }],
        Script::Property(property) => vec![
            property.words().in_language(language).to_owned(),
            Text::new(
                "Generated from the run's seed; a counterexample is shrunk to the least input that still fails.",
                "Lages ut fra kjøringens frø; et moteksempel forenkles til den minste inndataen som fortsatt feiler.",
            )
            .in_language(language)
            .to_owned(),
        ],
        Script::WholeRun(check) => vec![match language {
            Language::En => format!("Judged from every exchange of the run, by: {check}"),
            Language::Nb => format!("Bedømmes ut fra alle utvekslinger i kjøringen, av: {check}"),
        }],
    }
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
