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
    AnswerChange, AnswerRule, BankName, Corruption, DocumentChange, Entry, FaultyRegister,
    NextLink, RegisterFault, Scenario,
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
    /// The services it is not played for.
    #[serde(default)]
    except: Vec<Placed<String>>,
    /// Traits of the party that the agency is asked about, beside those that the service needs: a deceased one, a ward, a
    /// bankrupt one. A trait that begins with `ward` or `bankrupt` takes the place of the usual one.
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
    /// Whether the task is about accounts of others too, where the service allows it.
    #[serde(default)]
    others: bool,
    /// How many years back the period begins; as the service usually asks if not said.
    years_back: Option<i16>,
    /// How many days before today the period ends; as the service usually asks if not said.
    days_back: Option<i32>,
    /// Which of the ward's guardians is named, counted from 0.
    #[serde(default)]
    guardian: usize,
    /// The organisation number that the agency asks under; the service's first if not said.
    consumer: Option<String>,
    /// Whether another user than in the other scenarios asks.
    #[serde(default)]
    second_user: bool,
    /// Life of access tokens in seconds, where it is not the usual one.
    token_lifetime: Option<u32>,
    /// Banks whose entry in the API registry is not the usual one.
    #[serde(default)]
    registry: Vec<RegistryEntry>,
    /// Technical errors of registers.
    #[serde(default)]
    fault: Vec<FaultEntry>,
    /// What differs from the usual answers.
    #[serde(default)]
    answer: Vec<Placed<AnswerEntry>>,
}

/// A bank whose entry in the API registry is not the usual one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::catalogue) struct RegistryEntry {
    /// Which bank.
    bank: BankName,
    /// What the registry has of it.
    entry: Entry,
}

/// Technical errors of a register.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::catalogue) struct FaultEntry {
    /// Which register.
    register: FaultyRegister,
    /// The status of its answers, from 500 to 599.
    status: Placed<u16>,
    /// How many of the first requests get it; all if not said.
    times: Option<u32>,
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
    services: Option<&[ServiceProfile]>,
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
            scenarios.push(scenario(entry, services, &mut mistakes));
        }
    }
    scenarios
}

fn scenario(
    entry: Placed<ScenarioEntry>,
    services: Option<&[ServiceProfile]>,
    mistakes: &mut FileMistakes<'_>,
) -> Scenario {
    let Placed {
        value: entry,
        incomplete: may_lack_banks,
        ..
    } = entry;
    if let Some(services) = services {
        for service in entry.services.iter().flatten().chain(&entry.except) {
            let known = services.iter().map(|service| &service.id);
            mistakes.is_known("service", service, known);
        }
    }
    for fault in &entry.fault {
        if !(500..600).contains(&fault.status.value) {
            mistakes.at(&fault.status.span, "a technical error is from 500 to 599");
        }
    }
    let banks = &entry.banks;
    let answers = entry.answer.into_iter().filter_map(|answer| {
        let Placed {
            value,
            span,
            incomplete,
        } = answer;
        if !banks.contains(&value.bank) && !may_lack_banks {
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
        if change.is_none() && !incomplete {
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
        except: entry.except.into_iter().map(|one| one.value).collect(),
        party: entry
            .party
            .iter()
            .map(|word| word.name().to_owned())
            .collect(),
        number: entry.number,
        banks: entry.banks,
        endpoints: entry.endpoints,
        others: entry.others,
        years_back: entry.years_back,
        days_back: entry.days_back,
        guardian: entry.guardian,
        consumer: entry.consumer,
        second_user: entry.second_user,
        token_lifetime: entry.token_lifetime,
        registry: entry
            .registry
            .iter()
            .map(|one| (one.bank, one.entry))
            .collect(),
        faults: entry
            .fault
            .iter()
            .map(|fault| RegisterFault {
                register: fault.register,
                status: fault.status.value,
                times: fault.times,
            })
            .collect(),
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
