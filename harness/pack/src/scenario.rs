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
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Stable name.
    pub id: String,
    /// What happens, in a few words.
    pub title: Text,
    /// The services it is run for; all if not said.
    pub services: Option<Vec<String>>,
    /// Traits of the party that the agency is asked about; a deceased one for services about estates.
    pub party: Vec<String>,
    /// Which of the parties that fit, counted from 0.
    pub number: usize,
    /// The banks that the overview names.
    pub banks: Vec<BankName>,
    /// The endpoints that are asked for beside Accounts; all of the service if not said.
    pub endpoints: Option<Vec<Endpoint>>,
    /// Life of access tokens in seconds, where it is not the usual one.
    pub token_lifetime: Option<u32>,
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
        self.services
            .as_ref()
            .is_none_or(|services| services.iter().any(|one| one == service))
    }
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
