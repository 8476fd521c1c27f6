//! Checks: each looks at one thing in the target's answers and returns findings, never a verdict.
//!
//! A check of an answer sees one exchange (and those before it in the same case). A check of a retrieval is
//! shown every document of a whole retrieval in turn (Accounts, then for each account details,
//! transactions page by page, cards and roles) and speaks at the end, so that no retrieval has to be held in
//! memory as a whole. Checks are pure.

pub mod account_list;
pub mod accounts;
pub mod amount;
pub mod cards;
pub mod consistency;
mod counted;
pub mod day;
pub mod declared;
pub mod descriptor;
pub mod details;
pub mod each;
pub mod error_message;
pub mod fields;
#[cfg(test)]
pub(crate) mod fixture;
pub mod guardian;
pub mod jwe;
pub mod layers;
pub mod links;
pub mod list_present;
pub mod named;
pub(crate) mod overview;
pub mod partial;
pub mod place;
pub mod property;
pub mod registry;
pub mod requests;
pub mod response;
pub mod roles;
pub mod run;
pub mod schema;
mod standing;
pub mod tally;
pub mod transactions;
pub mod transport;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;
use wire::messages::Endpoint;
use wire::profile::ServiceProfile;
use wire::world::{AccountFact, PartyEntry};

use crate::answer::Answer;
use crate::exchange::Exchange;
use crate::finding::Finding;
use pack::reason::Reason;

pub(crate) use descriptor::checks;
use schema::Aspects;

pub use descriptor::{Check, Evidence, Input, Running, Tools};

/// What a check made of what it was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// How many things the rule could be held against (accounts, transactions, pages …). Zero judged things
    /// prove nothing.
    pub things: u64,
    /// What was seen.
    pub findings: Vec<Finding>,
    /// What would have been needed, where nothing was judged and the check itself knows better than its descriptor.
    pub missing: Option<Reason>,
}

/// What the judge knows beside the answers: the service's profile, the target's own declarations, the day.
#[derive(Clone, Debug)]
pub struct Grounds<'a> {
    /// The service.
    pub service: &'a ServiceProfile,
    /// What the target's profile declares about the person or business asked about.
    pub party: &'a PartyEntry,
    /// First day of the requested period.
    pub from: Date,
    /// Last day of the requested period, included.
    pub to: Date,
    /// `OnlyPrimaryOwner` of the request.
    pub only_primary_owner: bool,
    /// Today in Europe/Oslo.
    pub today: Date,
    /// Whether the target runs in production mode.
    pub production: bool,
    /// Whether right of disposal is delivered by alternative 2 (Politi-Utlevering).
    pub alternative_2: bool,
    /// The target's base URL.
    pub base_url: &'a str,
    /// Readings that the target's profile sets, by interpretation id.
    pub readings: &'a BTreeMap<String, String>,
}

/// An account that a retrieval is inside of.
#[derive(Clone, Copy, Debug)]
pub struct AccountInView<'a> {
    /// The entry of the Accounts answer.
    pub entry: &'a Value,
    /// Its accountReference.
    pub reference: &'a str,
    /// What the target's profile declares about it, found by account number.
    pub fact: Option<&'a AccountFact>,
}

/// One document of a retrieval, as it is shown to checks.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Which endpoint it came from.
    pub endpoint: Endpoint,
    /// The page number, from 1.
    pub page: usize,
    /// Whether the page has no `next`.
    pub last_page: bool,
    /// The account, for all endpoints but Accounts.
    pub account: Option<AccountInView<'a>>,
    /// The evidence.
    pub exchange: &'a Exchange,
    /// The opened answer.
    pub answer: &'a Answer,
    /// The document in it.
    pub document: &'a Value,
    /// In which aspects it differs from its schema, once that was looked at.
    pub differs: &'a OnceCell<Aspects>,
}

/// A check of a whole retrieval.
pub trait RetrievalCheck: Send {
    /// Shows one document. Documents come in the order in which they were retrieved.
    fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>);
    /// Ends the retrieval.
    fn conclude(self: Box<Self>, grounds: &Grounds<'_>) -> Judged;
}

/// One answer of a case, with those before it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The evidence.
    pub exchange: &'a Exchange,
    /// The opened answer.
    pub answer: &'a Answer,
}

impl Seen<'_> {
    /// This answer was held against a rule, with these findings.
    fn judged(&self, findings: impl IntoIterator<Item = Finding>) -> Judged {
        let findings = findings.into_iter();
        Judged::of(
            1,
            findings
                .map(|finding| finding.in_exchange(self.exchange.id))
                .collect(),
        )
    }
}

/// A check of one answer; `earlier` holds the case's answers before it, oldest first.
pub type AnswerCheck = fn(seen: Seen<'_>, earlier: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged;

impl Judged {
    /// Nothing of the kind was there to be judged.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Nothing could be judged; `missing` says what would be needed.
    pub fn lacking(missing: Reason) -> Self {
        Self {
            missing: Some(missing),
            ..Self::default()
        }
    }

    /// `things` were held against the rule, with these findings.
    pub fn of(things: u64, findings: Vec<Finding>) -> Self {
        Self {
            things,
            findings,
            missing: None,
        }
    }

    /// Adds what another retrieval showed.
    pub fn join(&mut self, other: Self) {
        self.things += other.things;
        self.findings.extend(other.findings);
        if self.missing.is_none() {
            self.missing = other.missing;
        }
    }
}
