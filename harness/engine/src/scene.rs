//! What the requests of a case have in common: who is asked about, for which period, in which case, with
//! which order; and what the bank already answered to the valid request (account list, controls).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use serde_json::Value;
use tokio::sync::OnceCell;
use uuid::Uuid;
use wire::messages::{DATA_NOT_DELIVERED, Operation};
use wire::profile::ServiceProfile;
use wire::world::{AccountFact, PartyEntry};

use judge::answer::Answer;
use judge::check::declared::is_number;
use judge::exchange::Exchange;
use pack::reason::Reason;
use plan::target::Agency;
use record::ExchangeRecord;

/// One agency case: everything its valid requests share.
#[derive(Debug)]
pub struct Scene {
    /// The service.
    pub service: Arc<ServiceProfile>,
    /// Who is asked about.
    pub party: Arc<PartyEntry>,
    /// Who asks.
    pub agency: Agency,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub to: Date,
    /// The day in Norway on which the scene was made: days told from today are told from it.
    pub today: Date,
    /// `OnlyPrimaryOwner` as sent.
    pub only_primary_owner: String,
    /// Number of the mandate text.
    pub mandate: usize,
    /// Accept header.
    pub accept: String,
    /// `AccountInfoRequestID`.
    pub case_id: Uuid,
    /// `RequesterID`, where the service has one.
    pub requester_id: Option<String>,
    /// The guardian's number, where the service has guardians.
    pub guardian: Option<String>,
    /// The extradition order, where the service has one.
    pub order: Option<SignedOrder>,
    /// Numbers that were drawn to be written to KFR: a person's, a D-number, an organisation's, and so on.
    pub customers: Vec<String>,
    /// The bank's account list for this scene, fetched once.
    pub accounts: OnceCell<Arc<Tried>>,
    /// Valid requests already sent, by endpoint and reference.
    pub controls: Mutex<HashMap<(Operation, String), TriedOnce>>,
}

/// A valid request that is sent once, whoever asks first.
pub type TriedOnce = Arc<OnceCell<Arc<Tried>>>;

impl Scene {
    /// The bytes of the bodies held here that are longer than this.
    pub(crate) fn long_bodies(&self, longer_than: usize) -> usize {
        let mut held: Vec<Arc<Tried>> = self.accounts.get().cloned().into_iter().collect();
        if let Ok(controls) = self.controls.lock() {
            held.extend(controls.values().filter_map(|tried| tried.get().cloned()));
        }
        let lengths = held.iter().map(|tried| body_length(&tried.exchange));
        lengths.filter(|length| *length > longer_than).sum()
    }
}

/// How many bytes the body of an answer has.
pub(crate) fn body_length(exchange: &Exchange) -> usize {
    let received = exchange.outcome.as_ref();
    received.map_or(0, |received| received.body.len())
}

/// A signed extradition order and what is in it.
#[derive(Clone, Debug)]
pub struct SignedOrder {
    /// The claims.
    pub claims: Value,
    /// JWS compact serialization.
    pub compact: String,
}

/// A valid request that was sent, and whether it was accepted.
#[derive(Debug)]
pub struct Tried {
    /// The evidence.
    pub exchange: Arc<Exchange>,
    /// The opened answer, if one came and it is not a large one: those are opened again where somebody looks at
    /// them, for as trees of values they would be held as long as the run goes on.
    pub answer: Option<Answer>,
    /// The accounts in the answer, as far as they have a reference.
    pub listed: Vec<ListedAccount>,
    /// Why it was not accepted; `None` if it was.
    pub refused: Option<Reason>,
    /// The evidence as a report keeps it.
    pub record: Arc<ExchangeRecord>,
}

impl Tried {
    /// The accounts in the answer, as far as they have a reference.
    pub fn listed(&self) -> Vec<ListedAccount> {
        self.listed.clone()
    }
}

impl ListedAccount {
    /// Whether it is the account that the profile declares.
    pub fn is_of(&self, fact: &AccountFact) -> bool {
        let number = self.number.as_deref();
        number.is_some_and(|number| is_number(fact, number))
    }

    /// The accounts in an account list, as far as they have a reference.
    pub fn all_in(answer: Option<&Answer>) -> Vec<Self> {
        let entries = answer
            .and_then(Answer::document)
            .and_then(|document| document.get("accounts"))
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        entries
            .iter()
            .filter_map(|entry| {
                Some(Self {
                    number: entry
                        .get("accountIdentifier")
                        .and_then(Value::as_str)
                        .map(str::to_owned),
                    reference: entry.get("accountReference")?.as_str()?.to_owned(),
                })
            })
            .collect()
    }
}

/// An account of the bank's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAccount {
    /// The account number.
    pub number: Option<String>,
    /// The reference for the other endpoints.
    pub reference: String,
}

impl Scene {
    /// The account of the list that a case wants; without a wish, an ordinary one that data is delivered for.
    pub fn choose<'a>(
        &self,
        listed: &'a [ListedAccount],
        wanted: Option<&str>,
    ) -> Option<&'a ListedAccount> {
        let fact =
            |account: &ListedAccount| self.party.accounts.iter().find(|fact| account.is_of(fact));
        let fitting = |wanted: &str| {
            listed
                .iter()
                .find(|account| fact(account).is_some_and(|fact| plan::fits(fact, wanted)))
        };
        let deliverable = |account: &&ListedAccount| account.reference != DATA_NOT_DELIVERED;
        match wanted {
            // Where the service's list has no numbers, no account can be told from another.
            Some("open") if listed.iter().all(|account| account.number.is_none()) => {
                listed.iter().find(deliverable)
            }
            Some(wanted) => fitting(wanted),
            None => fitting("open")
                .filter(deliverable)
                .or_else(|| listed.iter().find(deliverable)),
        }
    }
}
