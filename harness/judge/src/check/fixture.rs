//! Documents, grounds and parties for the tests of checks.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::Value;
use wire::messages::Endpoint;
use wire::profile::{ServiceProfile, builtin_services};
use wire::world::PartyEntry;

use crate::answer::{Answer, Content};
use crate::check::{AccountInView, Grounds, Judged, RetrievalCheck, Seen, View};
use crate::exchange::{Exchange, ExchangeId, Received, SentRequest};
use crate::finding::{Kind, Observation};
use crate::observations;

observations! {
    /// For tests of what findings are kept.
    WRONG = "wrong" {
        observed: "wrong", "galt";
    }
}

/// The day of the tests.
pub(crate) const TODAY: Date = date(2026, 11, 22);
/// The base URL of the tests.
pub(crate) const BASE_URL: &str = "https://bank.example/v2";

/// A document as a retrieval shows it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) endpoint: Endpoint,
    pub(crate) page: usize,
    pub(crate) last_page: bool,
    /// Reference and account number of the account it is about.
    pub(crate) account: Option<(String, String)>,
    pub(crate) exchange: Exchange,
    pub(crate) answer: Answer,
    document: Value,
    owner: Option<Value>,
    party: PartyEntry,
}

impl Shown {
    pub(crate) fn of(endpoint: Endpoint, document: Value) -> Self {
        let answer = Answer {
            status: 200,
            media_type: Some("application/jose".into()),
            repeats: None,
            content: Content::Clear {
                document: document.clone(),
            },
        };
        let account = (endpoint != Endpoint::Accounts)
            .then(|| ("ref-1".to_owned(), "86011117947".to_owned()));
        Self {
            endpoint,
            page: 1,
            last_page: true,
            account,
            exchange: exchange(200, "application/jose", b""),
            answer,
            document,
            owner: None,
            party: PartyEntry::default(),
        }
    }

    pub(crate) fn accounts(document: Value) -> Self {
        Self::of(Endpoint::Accounts, document)
    }

    pub(crate) fn transactions(document: Value) -> Self {
        Self::of(Endpoint::Transactions, document)
    }

    pub(crate) fn details(document: Value) -> Self {
        Self::of(Endpoint::AccountDetails, document)
    }

    /// As if the document had had this member twice.
    pub(crate) fn repeating(mut self, name: &str) -> Self {
        self.answer.repeats = Some(name.to_owned());
        self
    }

    pub(crate) fn page(mut self, page: usize, last: bool) -> Self {
        self.page = page;
        self.last_page = last;
        self
    }

    pub(crate) fn account(mut self, reference: &str, number: &str) -> Self {
        self.account = Some((reference.into(), number.into()));
        self
    }

    /// The primary owner of the list's entry.
    pub(crate) fn owned_by(mut self, owner: Value) -> Self {
        self.owner = Some(owner);
        self
    }

    pub(crate) fn url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.exchange.request.url);
        self
    }

    /// The account facts that the document's account is looked up in.
    pub(crate) fn declared(mut self, party: &PartyEntry) -> Self {
        self.party = party.clone();
        self
    }

    pub(crate) fn view(&self, look: impl FnOnce(&View<'_>)) {
        let entry = self
            .account
            .as_ref()
            .map(|(reference, number)| {
                serde_json::json!({"accountReference": reference, "accountIdentifier": number, "currency": "NOK", "primaryOwner": self.owner})
            })
            .unwrap_or_default();
        let account = self
            .account
            .as_ref()
            .map(|(reference, number)| AccountInView {
                entry: &entry,
                reference,
                fact: self
                    .party
                    .accounts
                    .iter()
                    .find(|fact| fact.number == *number),
            });
        look(&View {
            endpoint: self.endpoint,
            page: self.page,
            last_page: self.last_page,
            account,
            exchange: &self.exchange,
            answer: &self.answer,
            document: &self.document,
            differs: &OnceCell::new(),
        });
    }
}

/// An exchange with that answer.
pub(crate) fn exchange(status: u16, media_type: &str, body: &[u8]) -> Exchange {
    Exchange {
        id: ExchangeId(1),
        request: SentRequest {
            service: "politi-utlevering".into(),
            endpoint: Endpoint::Accounts.into(),
            method: "GET".into(),
            url: format!("{BASE_URL}/accounts"),
            headers: Vec::new(),
            token_claims: None,
            order_claims: None,
        },
        outcome: Ok(Received {
            status,
            version: "HTTP/1.1".into(),
            headers: vec![("Content-Type".into(), media_type.as_bytes().to_vec())],
            body: Bytes::copy_from_slice(body),
            truncated: None,
            codings: crate::exchange::Codings::default(),
        }),
        started: Timestamp::UNIX_EPOCH,
        elapsed: Duration::from_millis(5),
    }
}

/// The service of that id.
pub(crate) fn service(id: &str) -> &'static ServiceProfile {
    builtin_services()
        .iter()
        .find(|service| service.id == id)
        .expect("the service is built in")
}

/// A party from its world file form.
pub(crate) fn party(value: Value) -> PartyEntry {
    serde_json::from_value(value).expect("a party entry")
}

/// Grounds of Politi-Utlevering: the year up to today, for that party.
pub(crate) fn grounds<'a>(
    party: &'a PartyEntry,
    readings: &'a BTreeMap<String, String>,
) -> Grounds<'a> {
    Grounds {
        service: service("politi-utlevering"),
        party,
        from: date(2025, 11, 22),
        to: TODAY,
        only_primary_owner: true,
        today: TODAY,
        production: false,
        alternative_2: true,
        base_url: BASE_URL,
        readings,
    }
}

/// Shows the documents to a check, on the grounds of a party nothing is declared about.
pub(crate) fn judge(check: impl RetrievalCheck + 'static, shown: &[Shown]) -> Judged {
    judge_for(check, shown, &PartyEntry::default(), |_| {})
}

/// Shows the documents to a check, with grounds for that party that `change` has changed.
pub(crate) fn judge_for(
    check: impl RetrievalCheck + 'static,
    shown: &[Shown],
    party: &PartyEntry,
    change: impl FnOnce(&mut Grounds<'_>),
) -> Judged {
    let mut check: Box<dyn RetrievalCheck> = Box::new(check);
    let readings = BTreeMap::new();
    let mut grounds = grounds(party, &readings);
    change(&mut grounds);
    for shown in shown {
        let shown = shown.clone().declared(party);
        shown.view(|view| check.see(view, &grounds));
    }
    check.conclude(&grounds)
}

/// Asks an answer check about one exchange.
pub(crate) fn ask(
    check: super::AnswerCheck,
    exchange: &Exchange,
    answer: &Answer,
    earlier: &[Seen<'_>],
) -> Judged {
    let (party, readings) = (PartyEntry::default(), BTreeMap::new());
    check(
        Seen { exchange, answer },
        earlier,
        &grounds(&party, &readings),
    )
}

/// How many breaches a judgement holds.
pub(crate) fn breaches(judged: &Judged) -> usize {
    judged
        .findings
        .iter()
        .filter(|finding| finding.kind == Kind::Breach)
        .count()
}

/// Asserts that something was judged and nothing was wrong.
#[track_caller]
pub(crate) fn assert_conforms(judged: &Judged) {
    assert!(judged.things > 0, "nothing was judged: {judged:?}");
    assert_eq!(breaches(judged), 0, "{judged:?}");
}

/// Asserts that something was wrong, and that this was observed.
#[track_caller]
pub(crate) fn assert_breach(judged: &Judged, what: &Observation) {
    let found = judged
        .findings
        .iter()
        .any(|finding| finding.kind == Kind::Breach && finding.id == what.id);
    assert!(found, "{} was not observed: {judged:?}", what.id);
}

/// Asserts that nothing was there to be judged.
#[track_caller]
pub(crate) fn assert_nothing(judged: &Judged) {
    assert!(judged.things == 0 && breaches(judged) == 0, "{judged:?}");
}
