//! A scenario: who has accounts where, what the agency is asked to do, and which answers and faults it meets.

use schemars::JsonSchema;
use serde::Deserialize;
use wire::messages::Endpoint;

use crate::catalogue::Pair;
use crate::text::Text;

/// One of the banks of an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
pub enum BankName {
    /// Answers as it should, but for what the scenario says.
    A,
    /// The same, with other data.
    B,
    /// Shows a certificate that its authority did not issue.
    C,
    /// Does not answer.
    D,
}

impl BankName {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// Its organisation number, synthetic.
    pub fn orgno(self) -> &'static str {
        match self {
            Self::A => "310000027",
            Self::B => "310000035",
            Self::C => "310000043",
            Self::D => "310000051",
        }
    }
}

/// A scenario.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    /// Stable name.
    pub id: String,
    /// What happens, in a few words.
    pub title: Text,
    /// The services it is run for; all if not said.
    pub services: Option<Vec<String>>,
    /// The services it is not run for.
    pub except: Vec<String>,
    /// Traits of the party that the agency is asked about; a deceased one for services about estates.
    pub party: Vec<String>,
    /// Which of the parties that fit, counted from 0.
    pub number: usize,
    /// The banks that the overview names.
    pub banks: Vec<BankName>,
    /// The endpoints that are asked for beside Accounts; all of the service if not said.
    pub endpoints: Option<Vec<Endpoint>>,
    /// Whether the task is about accounts of others too.
    pub others: bool,
    /// How many years back the period begins, where it is not the usual one.
    pub years_back: Option<i16>,
    /// How many days before today the period ends, where it is not the usual one.
    pub days_back: Option<i32>,
    /// Which of the ward's guardians is named, counted from 0.
    pub guardian: usize,
    /// The organisation number that the agency asks under, where it is not the service's first.
    pub consumer: Option<String>,
    /// Whether a second user asks.
    pub second_user: bool,
    /// Life of access tokens in seconds, where it is not the usual one.
    pub token_lifetime: Option<u32>,
    /// Banks whose entry in the API registry is not the usual one.
    pub registry: Vec<(BankName, Entry)>,
    /// Technical errors of registers.
    pub faults: Vec<RegisterFault>,
    /// What differs from the usual answers.
    pub answers: Vec<AnswerRule>,
}

impl Scenario {
    /// How long its answers keep the agency waiting, in milliseconds.
    pub fn delay(&self) -> u64 {
        let delays = self.answers.iter().map(|rule| match rule.change {
            AnswerChange::DelayMs(milliseconds) => milliseconds,
            AnswerChange::RetryAfter(seconds) => u64::from(seconds) * 1_000,
            AnswerChange::Refuse(_)
            | AnswerChange::Corrupt(_)
            | AnswerChange::Document(_)
            | AnswerChange::Pages(_)
            | AnswerChange::Next(_)
            | AnswerChange::Redirect => 0,
        });
        delays.sum()
    }

    /// Whether it is run for a service.
    pub fn serves(&self, service: &str) -> bool {
        let named = |services: &[String]| services.iter().any(|one| one == service);
        !named(&self.except) && self.services.as_deref().is_none_or(named)
    }

    /// How a bank is in the API registry; none where it is there as usual.
    pub fn entry(&self, bank: BankName) -> Option<Entry> {
        let mut entries = self.registry.iter();
        let (_, entry) = entries.find(|(name, _)| *name == bank)?;
        Some(*entry)
    }
}

/// What the API registry has of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// Nothing.
    Missing,
    /// Version 1 of the API only.
    VersionOne,
    /// Its production environment only.
    Production,
}

/// A register whose errors a scenario can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaultyRegister {
    /// The customer overview (step 1).
    CustomerOverview,
    /// Maskinporten's token endpoint.
    Maskinporten,
}

/// Technical errors of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegisterFault {
    /// Which register.
    pub register: FaultyRegister,
    /// The status of its answers.
    pub status: u16,
    /// How many of the first requests get it; all if not said.
    pub times: Option<u32>,
}

/// An answer that differs from what the bank would say.
#[derive(Clone, Debug)]
pub struct AnswerRule {
    /// At which bank.
    pub bank: BankName,
    /// At which endpoint; all if not said.
    pub endpoint: Option<Endpoint>,
    /// For which account of the list, counted from 0; all if not said.
    pub account: Option<usize>,
    /// How many of the first calls that fit get it; all if not said.
    pub times: Option<u32>,
    /// What happens.
    pub change: AnswerChange,
}

/// What happens to a call.
#[derive(Clone, Debug)]
pub enum AnswerChange {
    /// It is refused, e.g. with `500 ACC-100`.
    Refuse(Pair),
    /// It is refused with 429 and asked to come back after so many seconds.
    RetryAfter(u32),
    /// The answer comes so many milliseconds later.
    DelayMs(u64),
    /// The answer cannot be used.
    Corrupt(Corruption),
    /// The document is changed.
    Document(DocumentChange),
    /// The list comes in so many pages.
    Pages(usize),
    /// The link to the next page leads somewhere else.
    Next(NextLink),
    /// The call is redirected to another host.
    Redirect,
}

/// An answer that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Corruption {
    /// A JWE whose tag does not fit.
    Jwe,
    /// A JWE to another key.
    OtherKey,
    /// What was encrypted is not JSON.
    NotJson,
    /// The document in clear, though an encrypted one was asked for.
    Clear,
}

/// A document that is right but unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentChange {
    /// Fields the API does not have.
    UnknownFields,
    /// Optional fields are null.
    Nulls,
    /// `partial`, with a message.
    Partial,
    /// The first account's reference is `dataNotDelivered`.
    DataNotDelivered,
    /// Without its first account: a bank with other data.
    OtherData,
    /// With an empty list.
    EmptyList,
    /// With fields about counterparties that a bank may filter out.
    Unfiltered,
    /// Without the fields of Konkursbehandling whose delivery is undecided.
    UndecidedMissing,
    /// With such fields.
    UndecidedPresent,
    /// With roles that are all filtered out.
    RolesFiltered,
}

/// Where `next` leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NextLink {
    /// To another host.
    OtherHost,
    /// To the next page, but with the whole address.
    Absolute,
    /// Back to the same page, endlessly.
    Loop,
}
