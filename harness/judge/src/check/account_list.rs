//! Rules about the account list as a whole: all pages of Accounts together.

use serde_json::Value;
use wire::messages::{DATA_NOT_DELIVERED, Endpoint};
use wire::world::AccountFact;

use crate::check::declared::is_number;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, Judged, RetrievalCheck, View};
use crate::exchange::ExchangeId;
use crate::finding::{Finding, Observation};

/// The account list of one retrieval.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// How many pages were seen.
    pub pages: u64,
    /// The accounts, in order.
    pub entries: Vec<Entry>,
    /// `responseDetails.status` of the pages that have one.
    pub statuses: Vec<String>,
    /// `responseDetails.message` of the pages that have one.
    pub messages: Vec<String>,
    /// The exchange of the first page.
    pub exchange: Option<ExchangeId>,
    /// Whether its last page was seen.
    pub is_whole: bool,
}

/// One account of the list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `accountIdentifier`.
    pub number: Option<String>,
    /// `accountReference`.
    pub reference: Option<String>,
    /// `primaryOwner.identifier.value`.
    pub owner: Option<String>,
    /// `servicer.identifier.value`.
    pub servicer: Option<String>,
    /// Where it stands.
    pub pointer: String,
    /// In which exchange.
    pub exchange: ExchangeId,
}

impl Entry {
    fn read(place: &Place<'_>) -> Self {
        let text = |names: &[&str]| place.text_at(names).map(str::to_owned);
        Self {
            number: text(&["accountIdentifier"]),
            reference: text(&["accountReference"]),
            owner: text(&["primaryOwner", "identifier", "value"]),
            servicer: text(&["servicer", "identifier", "value"]),
            pointer: place.pointer(),
            exchange: place.view.exchange.id,
        }
    }

    /// Whether its reference says that no data is delivered for it.
    pub fn is_not_delivered(&self) -> bool {
        self.reference.as_deref() == Some(DATA_NOT_DELIVERED)
    }

    /// A breach that points to a member of it.
    pub fn breach(&self, member: &str, what: &Observation) -> Finding {
        self.pointed(Finding::breach(what), member)
    }

    /// A note that points to a member of it.
    pub fn note(&self, member: &str, what: &Observation) -> Finding {
        self.pointed(Finding::note(what), member)
    }

    fn pointed(&self, finding: Finding, member: &str) -> Finding {
        finding
            .at(format!("{}{member}", self.pointer))
            .in_exchange(self.exchange)
    }
}

impl List {
    /// The entries of the account with that number.
    pub fn of(&self, number: &str) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.number.as_deref() == Some(number))
    }

    /// The entries of an account, in whatever groups the digits of its number are written.
    fn spelt(&self, fact: &AccountFact) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| {
            let number = entry.number.as_deref();
            number.is_some_and(|number| is_number(fact, number))
        })
    }

    /// Whether the account with that number is in the list, or may be on a page of it that was not seen.
    pub fn has(&self, fact: &AccountFact) -> bool {
        !self.is_whole || self.spelt(fact).next().is_some()
    }

    /// Whether any page said that something is left out.
    pub fn is_partial(&self) -> bool {
        self.statuses.iter().any(|status| status == "partial")
    }

    /// A breach of the list as a whole.
    pub fn breach(&self, pointer: &str, what: &Observation) -> Finding {
        let mut finding = Finding::breach(what).at(pointer);
        finding.exchange = self.exchange;
        finding
    }
}

/// A rule about the list. It counts what it could judge.
pub type ListRule = fn(&List, &Grounds<'_>, &mut Tally);

/// Holds a rule against the whole list, once all of it has been seen.
#[derive(Debug)]
pub struct WholeList {
    rule: ListRule,
    list: List,
}

impl WholeList {
    /// The rule.
    pub fn new(rule: ListRule) -> Self {
        Self {
            rule,
            list: List::default(),
        }
    }
}

impl RetrievalCheck for WholeList {
    fn see(&mut self, view: &View<'_>, _: &Grounds<'_>) {
        if view.endpoint != Endpoint::Accounts {
            return;
        }
        let root = Place::root(view);
        let detail = |name: &str| {
            view.document
                .get("responseDetails")?
                .get(name)?
                .as_str()
                .map(str::to_owned)
        };
        self.list.pages += 1;
        self.list.is_whole = view.last_page;
        self.list.exchange.get_or_insert(view.exchange.id);
        self.list.statuses.extend(detail("status"));
        self.list.messages.extend(detail("message"));
        self.list.entries.extend(
            root.elements("accounts")
                .iter()
                .filter(|place| place.value.is_object())
                .map(Entry::read),
        );
    }

    fn conclude(self: Box<Self>, grounds: &Grounds<'_>) -> Judged {
        let mut tally = Tally::default();
        if self.list.pages > 0 {
            (self.rule)(&self.list, grounds, &mut tally);
        }
        tally.judged()
    }
}

/// Whether a document's list of that name is empty: an empty array, null or absent.
pub fn is_empty_list(document: &Value, name: &str) -> bool {
    match document.get(name) {
        None | Some(Value::Null) => true,
        Some(Value::Array(elements)) => elements.is_empty(),
        Some(_) => false,
    }
}
