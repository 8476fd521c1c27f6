//! The values the page's cases can be filtered by.

use crate::html::both::Both;
use crate::standing::Standing;
use crate::words;
use pack::catalogue::Level;
use pack::text::{Language, Text};
use record::{CaseRecord, Record};

/// A choice of filter values.
#[derive(Debug)]
pub(super) struct FilterChoice {
    pub(super) name: &'static str,
    pub(super) label: Both,
    /// Value, English, Norwegian, and the one shown first.
    pub(super) options: Vec<(String, String, String, String)>,
}

/// The values that can be filtered by.
pub(super) fn filters(record: &Record, language: Language) -> Vec<FilterChoice> {
    let choice = |name, label: Text, values: Vec<(String, Text)>| FilterChoice {
        name,
        label: Both::of(&label),
        options: values
            .into_iter()
            .map(|(value, text)| {
                let shown = text.in_language(language).to_owned();
                (value, text.en, text.nb, shown)
            })
            .collect(),
    };
    let same = |values: Vec<&str>| {
        values
            .into_iter()
            .map(|value| (value.to_owned(), Text::same(value)))
            .collect()
    };
    let cases: Vec<&CaseRecord> = record.cases.iter().collect();
    let standings = Standing::ALL
        .into_iter()
        .filter(|standing| cases.iter().any(|case| Standing::of(case) == *standing))
        .map(|standing| (standing.key().to_owned(), standing.text()));
    let levels = [Level::Must, Level::Should, Level::May]
        .map(|level| (level.to_string(), words::level(level).text()));
    let services = record
        .subject
        .services
        .iter()
        .map(|service| (service.id.clone(), service.title.clone()))
        .collect();
    let endpoints = unique(&cases, |case| case.endpoint.as_deref());
    let mut choices = vec![
        choice(
            "standing",
            Text::new("Outcome", "Utfall"),
            standings.collect(),
        ),
        choice("level", Text::new("Level", "Nivå"), levels.into()),
        choice(
            "family",
            Text::new("Family", "Familie"),
            unique(&cases, |case| Some(&case.family))
                .into_iter()
                .map(|id| family(id, record))
                .collect(),
        ),
        choice("service", Text::new("Service", "Tjeneste"), services),
    ];
    if !endpoints.is_empty() {
        choices.push(choice(
            "endpoint",
            Text::new("Endpoint", "Endepunkt"),
            same(endpoints),
        ));
    }
    choices
}

fn family(id: &str, record: &Record) -> (String, Text) {
    let text = match record.about(id) {
        Some(about) => Text::new(format!("{id}: {}", about.en), format!("{id}: {}", about.nb)),
        None => Text::same(id),
    };
    (id.to_owned(), text)
}

fn unique<'a>(
    cases: &[&'a CaseRecord],
    part: impl Fn(&'a CaseRecord) -> Option<&'a str>,
) -> Vec<&'a str> {
    let mut values: Vec<&str> = Vec::new();
    for value in cases.iter().filter_map(|case| part(case)) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}
