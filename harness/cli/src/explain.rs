//! `dsop-conformance explain`: a case in words.

mod agency;

use clap::Args;

use crate::{Failure, PackArguments};
use judge::check::registry;
use pack::catalogue::{
    Case, Catalogue, Endpoints, Expectation, Level, Requirement, Script, Step, words,
};
use pack::text::{Language, Text};
use report::level_word;

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
        let ids = catalogue.cases.iter().map(|case| case.id.0.as_str());
        return Err(unknown(wanted, ids, "dsop-conformance list", ("", "")));
    };
    super::print_out(&in_words(&catalogue, case, arguments.lang));
    Ok(0)
}

/// There is no such case; says what cases its family has, or else the command that prints all of this kind.
fn unknown<'c>(
    wanted: &str,
    ids: impl Iterator<Item = &'c str>,
    command: &str,
    kind: (&str, &str),
) -> Failure {
    let family_of = |id: &str| {
        id.rsplit_once('-')
            .map_or(id, |(family, _)| family)
            .to_uppercase()
    };
    let family = family_of(wanted);
    let same: Vec<&str> = ids.filter(|id| family_of(id) == family).collect();
    let (en, _nb) = match (same.first(), same.last()) {
        (Some(first), Some(last)) => (
            format!("the family {family} has {first} to {last}"),
            format!("familien {family} har {first} til {last}"),
        ),
        _ => (
            format!("`{command}` prints all cases{}", kind.0),
            format!("`{command}` viser alle testtilfeller{}", kind.1),
        ),
    };
    Failure::usage_text(format!("there is no case {wanted}")).help(en)
}

fn say(language: Language, en: &'static str, nb: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Nb => nb,
    }
}

/// What comes first for any case: its title, why it matters, and its source.
struct Opening<'c> {
    id: &'c str,
    level: Level,
    title: &'c Text,
    why: &'c Text,
    rules: Vec<&'c Requirement>,
    readings: &'c [String],
}

impl Opening<'_> {
    fn lines(&self, catalogue: &Catalogue, language: Language) -> Vec<String> {
        let why = self.why.in_language(language);
        let mut lines = vec![
            format!("{} ({})", self.id, level_word(self.level, language)),
            self.title.in_language(language).to_owned(),
            String::new(),
            format!("{}: {why}", say(language, "Why", "Hvorfor")),
            String::new(),
            format!("{}:", say(language, "The rule", "Regelen")),
        ];
        lines.extend(self.rules.iter().flat_map(|one| rule(one, language)));
        lines.extend(readings(catalogue, self.readings, language));
        lines.push(String::new());
        lines
    }
}

/// Where a case is tried, by its services.
fn place(services: Option<&[String]>, language: Language) -> String {
    let services = services.map_or_else(
        || say(language, "every service", "alle tjenester").to_owned(),
        |services| services.join(", "),
    );
    format!("{}: {services}", say(language, "Where", "Hvor"))
}

fn in_words(catalogue: &Catalogue, case: &Case, language: Language) -> String {
    let rules = case.requirements.iter();
    let opening = Opening {
        id: &case.id.0,
        level: case.level,
        title: &case.title,
        why: &case.why,
        rules: rules
            .filter_map(|id| catalogue.requirements.get(id))
            .collect(),
        readings: &case.interpretations,
    };
    let mut lines = opening.lines(catalogue, language);
    lines.push(format!(
        "{}; {}",
        place(case.services.as_deref(), language),
        endpoints(case, language)
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
    };
    endpoints.in_language(language).to_owned()
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
