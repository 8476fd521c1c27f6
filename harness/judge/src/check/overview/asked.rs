//! What was asked, and what the profile says about the customer in that period.

use jiff::civil::Date;
use serde_json::Value;
use wire::messages::query;
use wire::world::{CustomerRegister, Ownership, RelationshipFact};

use crate::check::{Grounds, Seen};
use crate::exchange::Exchange;

/// The query of customerRelationships, as far as it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// First day of the period.
    pub(super) from: Date,
    /// Last day of the period.
    pub(super) to: Date,
    /// `onlyPrimaryOwner`; none where it was not sent.
    pub(super) only_primary_owner: Option<bool>,
}

impl Asked {
    /// What a request asked for: a date that was not sent means today (interpretation I-62). Where a date cannot be read,
    /// nothing can be expected.
    pub(super) fn of(exchange: &Exchange, grounds: &Grounds<'_>) -> Option<Self> {
        let query = exchange.request.url.split_once('?');
        let query = query.map_or("", |(_, query)| query);
        let value = |wanted: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let mut found = pairs.filter(|(name, _)| *name == wanted);
            found.next().map(|(_, value)| value)
        };
        let day = |name: &str| match value(name) {
            Some(text) => wire::dates::parse_iso(text).ok(),
            None => Some(grounds.today),
        };
        let flag = value(query::ONLY_PRIMARY_OWNER_OF_OVERVIEW);
        Some(Self {
            from: day(query::FROM_DATE)?,
            to: day(query::TO_DATE)?,
            only_primary_owner: flag.map(|flag| flag.eq_ignore_ascii_case("true")),
        })
    }

    /// Whether banks where nothing is owned are left out; not sent means false.
    pub(super) fn owned_only(self) -> bool {
        self.only_primary_owner == Some(true)
    }
}

/// What is known of a customer and one bank in a period, from all its relationships there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known<'a> {
    /// The bank's organisation number.
    pub(super) orgno: &'a str,
    /// Whether an account was owned there (interpretation I-98: in the period).
    pub(super) ownership: Ownership,
    /// Whether `activeAccount` is true; none where the ownership is not known.
    pub(super) active: Option<bool>,
}

/// The banks that the customer had a relationship with on some day of the period, each once.
pub(super) fn known<'a>(grounds: &Grounds<'a>, asked: Asked) -> Vec<Known<'a>> {
    let mut all: Vec<Known<'a>> = Vec::new();
    let lasted = |one: &&RelationshipFact| {
        one.from <= asked.to && one.to.is_none_or(|end| asked.from <= end)
    };
    for fact in grounds.party.relationships.iter().filter(lasted) {
        let here = Known {
            orgno: &fact.orgno,
            ownership: fact.ownership,
            active: active(fact, asked.to == grounds.today),
        };
        match all.iter_mut().find(|one| one.orgno == here.orgno) {
            Some(known) => known.join(here),
            None => all.push(here),
        }
    }
    all
}

/// True only for an owned account that can be credited through NICS, and where the period ends today; KFR knows none.
fn active(fact: &RelationshipFact, until_today: bool) -> Option<bool> {
    match (until_today, fact.register, fact.ownership) {
        (false, _, _)
        | (true, CustomerRegister::Kfr, _)
        | (true, CustomerRegister::Kar, Ownership::NotOwner) => Some(false),
        (true, CustomerRegister::Kar, Ownership::Owner) => Some(fact.active),
        (true, CustomerRegister::Kar, Ownership::Unknown) => None,
    }
}

impl Known<'_> {
    fn join(&mut self, other: Self) {
        self.active = match (self.active, other.active) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            (None, _) | (_, None) => None,
        };
        self.ownership = match (self.ownership, other.ownership) {
            (Ownership::Owner, _) | (_, Ownership::Owner) => Ownership::Owner,
            (Ownership::Unknown, _) | (_, Ownership::Unknown) => Ownership::Unknown,
            (Ownership::NotOwner, Ownership::NotOwner) => Ownership::NotOwner,
        };
    }
}

/// The entries of `banks` in an answer; none where there is no such list.
pub(super) fn listed<'a>(seen: &Seen<'a>) -> Option<&'a Vec<Value>> {
    seen.answer.document()?.get("banks")?.as_array()
}

/// The organisation number of an entry.
pub(super) fn orgno(entry: &Value) -> Option<&str> {
    entry.get("organizationID")?.as_str()
}

/// Where an entry stands in the answer.
pub(super) fn place(index: usize, member: &str) -> String {
    format!("/banks/{index}/{member}")
}
