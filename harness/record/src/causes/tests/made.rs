//! Records made by hand: cases with one exchange each, as a bank of a kind would give them.

use serde_json::{Value, json};

use crate::fixture::record;
use crate::{
    CaseRecord, ExchangeRecord, ExchangeReference, KeptJson, ProtectionRecord, Record, Role,
};
use judge::exchange::ExchangeId;
use judge::finding::Finding;
use judge::verdict::{Outcome, Verdict};
use pack::catalogue::Level;
use pack::reason::{self, Reason};
use pack::text::Text;

/// An answer of the bank.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) document: Option<Value>,
    pub(super) unreadable: Option<&'static str>,
    pub(super) jwe: Option<Value>,
}

/// A delivered account list.
pub(super) fn delivered() -> Answer {
    Answer {
        status: 200,
        headers: vec![("Content-Type", "application/jose")],
        document: Some(json!({"accounts": []})),
        unreadable: None,
        jwe: Some(json!({"alg": "RSA-OAEP-256", "enc": "A256GCM"})),
    }
}

/// A refusal as it must be.
pub(super) fn refusal(status: u16) -> Answer {
    Answer {
        status,
        headers: vec![("Content-Type", "application/json")],
        document: Some(json!({"code": "ACC-001", "message": "no"})),
        unreadable: None,
        jwe: None,
    }
}

/// A refusal in plain text.
pub(super) fn plain(status: u16) -> Answer {
    Answer {
        headers: vec![("content-type", "text/plain;charset=UTF-8")],
        document: None,
        unreadable: Some("neither a JWE in compact form nor JSON"),
        ..refusal(status)
    }
}

/// A record that is put together case by case.
pub(super) struct Made(Record);

impl Made {
    pub(super) fn new() -> Self {
        let mut record = record();
        record.cases.clear();
        record.verdict = Verdict::NonConformant;
        record.exchanges.clear();
        record.requirements.clear();
        Self(record)
    }

    fn exchange(&mut self, answer: &Answer) -> u64 {
        let mut exchange: ExchangeRecord = record().exchanges["1"].clone();
        let response = exchange
            .response
            .as_mut()
            .expect("the fixture has an answer");
        response.status = answer.status;
        response.headers = answer
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        response.document = answer.document.as_ref().map(KeptJson::of);
        response.unreadable = answer.unreadable.map(str::to_owned);
        let is_empty =
            answer.document.is_none() && answer.unreadable.is_none() && answer.jwe.is_none();
        response.body_bytes = if is_empty { 0 } else { 100 };
        response.protection = answer
            .jwe
            .clone()
            .map_or(ProtectionRecord::Clear, |header| {
                ProtectionRecord::Encrypted {
                    header,
                    parts: None,
                    iv: None,
                    content_key_digest: None,
                }
            });
        let number = self.0.exchanges.len() as u64 + 1;
        self.0.exchanges.insert(format!("x{number:06}"), exchange);
        number
    }

    fn blank(id: &str) -> CaseRecord {
        let (family, _) = id.rsplit_once('-').expect("a case id has a number");
        CaseRecord {
            id: format!("{id}/politi-utlevering/Accounts"),
            case: id.into(),
            family: family.into(),
            level: Level::Must,
            requirements: vec![format!("REQUIREMENT-OF-{id}")],
            findings: Vec::new(),
            exchanges: Vec::new(),
            outcome: Outcome::Conforms,
            declared: false,
            ..record().cases.remove(0)
        }
    }

    fn put(mut self, id: &str, answer: &Answer, findings: Vec<Finding>) -> Self {
        let number = self.exchange(answer);
        let mut case = Self::blank(id);
        case.outcome = Outcome::of(&findings);
        case.findings = findings
            .into_iter()
            .map(|finding| finding.in_exchange(ExchangeId(number)))
            .collect();
        case.exchanges = vec![ExchangeReference {
            id: format!("x{number:06}"),
            role: Role::Request,
        }];
        self.0.cases.push(case);
        self
    }

    /// A case that conforms.
    pub(super) fn kept(self, id: &str, answer: &Answer) -> Self {
        self.put(id, answer, Vec::new())
    }

    /// A case that breaks its rule, by the id of what was observed.
    pub(super) fn broken(self, id: &str, answer: &Answer, observed: Finding) -> Self {
        self.put(id, answer, vec![observed])
    }

    /// A negative case that is accepted.
    pub(super) fn accepted(self, id: &str) -> Self {
        let finding = finding("invalid-request-accepted").received("200");
        self.broken(id, &delivered(), finding.with("pairs", "401 ACC-010"))
    }

    /// The last case, as one of this requirement.
    pub(super) fn about(mut self, requirement: &str) -> Self {
        if let Some(case) = self.0.cases.last_mut() {
            case.requirements = vec![requirement.to_owned()];
        }
        self
    }

    /// A case that was not decided because its control was refused.
    pub(super) fn undecided(mut self, id: &str, answer: &Answer, why: &str) -> Self {
        self = self.put(id, answer, Vec::new());
        let cause = Reason::from(Text::same(why));
        let why = Reason::new(&reason::CONTROL_NOT_ACCEPTED).caused_by(&cause);
        if let Some(case) = self.0.cases.last_mut() {
            case.outcome = Outcome::Inconclusive(why);
        }
        self
    }

    /// A case that was not decided because the answer could not be read.
    pub(super) fn unread(self, id: &str, answer: &Answer) -> Self {
        self.unread_before(id, answer, answer.unreadable.unwrap_or_default())
    }

    /// A case that was not decided because an answer could not be read; the one that is kept last is another.
    pub(super) fn unread_before(mut self, id: &str, last: &Answer, why: &str) -> Self {
        self = self.put(id, last, Vec::new());
        let why = Reason::new(&reason::UNREAD).with("fault", Text::same(why));
        if let Some(case) = self.0.cases.last_mut() {
            case.outcome = Outcome::Inconclusive(why);
        }
        self
    }

    /// The same for the cases of a family with these numbers.
    pub(super) fn each(
        self,
        family: &str,
        numbers: std::ops::Range<u32>,
        one: impl Fn(Self, &str) -> Self,
    ) -> Self {
        numbers.fold(self, |made, number| {
            one(made, &format!("{family}-{number:03}"))
        })
    }

    /// With six narrow faults of different kinds.
    pub(super) fn with_six_narrow(self) -> Self {
        let value = |id, received: &str| finding(id).received(received);
        self.accepted("TOKEN-028")
            .accepted("ORDER-FORM-022")
            .accepted("ORDER-REQUEST-027")
            .broken("DETAILS-021", &delivered(), value("balance-differs", "10"))
            .broken("CARDS-003", &delivered(), value("card-lacking", "2"))
            .broken("JWE-006", &delivered(), value("jwe-algorithm", "RSA1_5"))
    }

    /// The record with its causes.
    pub(super) fn record(self) -> Record {
        self.0.explained()
    }
}

/// A breach with an id.
pub(super) fn finding(id: &'static str) -> Finding {
    Finding {
        id: id.into(),
        ..Finding::breach(Text::same("observed"))
    }
}

/// Refused with another pair than expected.
pub(super) fn wrong_pair(expected: &'static str, received: &str) -> Finding {
    finding("refused-with-wrong-pair")
        .with("pairs", expected)
        .received(received)
}

/// The ids of the causes, and how many cases each explains.
pub(super) fn causes(record: &Record) -> Vec<(&str, usize)> {
    let causes = record.causes.iter();
    causes
        .map(|cause| (&*cause.id, cause.cases.len()))
        .collect()
}

/// The broken cases that no cause explains.
pub(super) fn single(record: &Record) -> Vec<&str> {
    let explained = record.explained_tests();
    let cases = record.cases.iter();
    cases
        .filter(|case| case.outcome == Outcome::Violates && !explained.contains(&*case.id))
        .map(|case| case.case.as_str())
        .collect()
}
