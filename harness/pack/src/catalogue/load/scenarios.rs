//! Scenario files: from what an author writes to [`Scenario`].

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use wire::messages::Endpoint;
use wire::profile::ServiceProfile;

use crate::catalogue::case::Pair;
use crate::catalogue::vocabulary::{Endpoints, PartyTraits, Word};
use crate::message::{FileMistakes, Mistake};
use crate::nearest::advice;
use crate::scenario::{
    AnswerChange, AnswerRule, BankName, Corruption, DocumentChange, NextLink, Scenario,
};
use crate::text::Text;
use crate::toml_file::{self, Placed};

/// A file of scenarios.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Scenarios")]
pub(in crate::catalogue) struct ScenarioFile {
    /// The scenarios, in the order in which they are played.
    scenario: Vec<Placed<ScenarioEntry>>,
}

/// Who has accounts where, what the agency is asked to do, and which answers and faults it meets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::catalogue) struct ScenarioEntry {
    /// Stable name.
    id: Placed<String>,
    /// What happens, in a few words.
    title: Text,
    /// The services it is played for; all if not said.
    services: Option<Vec<Placed<String>>>,
    /// Traits of the party that the agency is asked about; a deceased one for services about estates.
    #[serde(default)]
    party: Vec<Word<PartyTraits>>,
    /// Which of the parties that fit, counted from 0.
    #[serde(default)]
    number: usize,
    /// The banks that the customer overview names; A and B answer, C shows a certificate of an unknown authority, D does
    /// not answer.
    banks: Vec<BankName>,
    /// The endpoints that are asked for beside Accounts; all of the service if not said.
    #[schemars(with = "Option<Vec<Word<Endpoints>>>")]
    endpoints: Option<Vec<Endpoint>>,
    /// Life of access tokens in seconds, where it is not the usual one.
    token_lifetime: Option<u32>,
    /// What differs from the usual answers.
    #[serde(default)]
    answer: Vec<Placed<AnswerEntry>>,
}

/// Calls whose answer differs from what the bank would say: exactly one key says what happens, the others say to which
/// calls.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::catalogue) struct AnswerEntry {
    /// At which bank.
    bank: BankName,
    /// At which endpoint; all if not said.
    #[schemars(with = "Option<Word<Endpoints>>")]
    endpoint: Option<Endpoint>,
    /// For which account of the list, counted from 0; all if not said.
    account: Option<usize>,
    /// How many of the first calls that fit get it; all if not said.
    times: Option<u32>,
    /// What happens: the call is refused with this pair, e.g. `500 ACC-100`.
    refuse: Option<Placed<String>>,
    /// What happens: it is refused with 429 and asked to come back after so many seconds.
    retry_after: Option<u32>,
    /// What happens: the answer comes so many milliseconds later.
    delay_ms: Option<u64>,
    /// What happens: the answer cannot be used.
    garble: Option<Corruption>,
    /// What happens: the document is changed.
    document: Option<DocumentChange>,
    /// What happens: the list comes in so many pages.
    pages: Option<usize>,
    /// What happens: the link to the next page leads somewhere else.
    next: Option<NextLink>,
    /// What happens: the call is redirected to another host.
    redirect: Option<bool>,
}

/// Reads all scenario files, and reports every mistake.
pub(super) fn read<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
    services: &[ServiceProfile],
    mistakes: &mut Vec<Mistake>,
) -> Vec<Scenario> {
    let mut scenarios = Vec::new();
    let mut ids = BTreeSet::new();
    for (file, text) in files {
        let Some(content) = toml_file::read::<ScenarioFile>(file, text, mistakes) else {
            continue;
        };
        let mut mistakes = FileMistakes::new(file, text, mistakes);
        for entry in content.scenario {
            let id = &entry.value.id;
            if !ids.insert(id.value.clone()) {
                mistakes.at(&id.span, format!("there are two scenarios {}", id.value));
            }
            scenarios.push(scenario(entry.value, services, &mut mistakes));
        }
    }
    scenarios
}

fn scenario(
    entry: ScenarioEntry,
    services: &[ServiceProfile],
    mistakes: &mut FileMistakes<'_>,
) -> Scenario {
    for service in entry.services.iter().flatten() {
        let known = services.iter().map(|service| &service.id);
        mistakes.is_known("service", service, known);
    }
    let banks = &entry.banks;
    let answers = entry.answer.into_iter().filter_map(|answer| {
        let Placed { value, span } = answer;
        if !banks.contains(&value.bank) {
            let message = format!("{:?} is not one of the banks of the scenario", value.bank);
            mistakes.at(&span, message);
        }
        if value.account.is_some() && value.endpoint == Some(Endpoint::Accounts) {
            mistakes.at(&span, "account has no effect at Accounts");
        }
        if value.times == Some(0) {
            mistakes.at(&span, "times is at least 1");
        }
        let change = answer_change(&value, mistakes);
        if change.is_none() {
            mistakes.at(&span, "say exactly one of refuse, retry-after, delay-ms, garble, document, pages, next, redirect = true");
        }
        Some(AnswerRule {
            bank: value.bank,
            endpoint: value.endpoint,
            account: value.account,
            times: value.times,
            change: change?,
        })
    });
    let answers = answers.collect();
    Scenario {
        id: entry.id.value,
        title: entry.title,
        services: entry
            .services
            .map(|services| services.into_iter().map(|service| service.value).collect()),
        party: entry
            .party
            .iter()
            .map(|word| word.name().to_owned())
            .collect(),
        number: entry.number,
        banks: entry.banks,
        endpoints: entry.endpoints,
        token_lifetime: entry.token_lifetime,
        answers,
    }
}

fn answer_change(entry: &AnswerEntry, mistakes: &mut FileMistakes<'_>) -> Option<AnswerChange> {
    let refuse = entry.refuse.as_ref().map(|written| {
        let pair = Pair::parse(&written.value, Pair::KNOWN).filter(|pair| pair.code.is_some());
        pair.unwrap_or_else(|| {
            mistakes.advise(
                &written.span,
                format!("`{}` is not a pair of the API", written.value),
                advice(&written.value, Pair::KNOWN),
            );
            Pair {
                status: 500,
                code: None,
            }
        })
    });
    let changes = [
        refuse.map(AnswerChange::Refuse),
        entry.retry_after.map(AnswerChange::RetryAfter),
        entry.delay_ms.map(AnswerChange::DelayMs),
        entry.garble.map(AnswerChange::Corrupt),
        entry.document.map(AnswerChange::Document),
        entry.pages.map(AnswerChange::Pages),
        entry.next.map(AnswerChange::Next),
        entry
            .redirect
            .filter(|redirect| *redirect)
            .map(|_| AnswerChange::Redirect),
    ];
    let mut changes = changes.into_iter().flatten();
    let change = changes.next();
    change.filter(|_| changes.next().is_none())
}
