//! The causes of a record: the least set of faults that explains many findings. Pure; what no cause explains stays a
//! finding of its own.

mod answers;
mod cover;
mod kind;
mod matter;
mod same;
#[cfg(test)]
mod tests;
mod unchecked;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::scope::Scope;
use crate::{CaseRecord, ExchangeRecord, Record, RequirementRecord};
use judge::verdict::Verdict;
use kind::{BANK_ACCEPTS_NOTHING, CauseKind, NO_VALID_REQUEST_ACCEPTED};
use matter::{Matter, matters};
use pack::sentence::Values;
use pack::text::Text;

/// The layer of an answer, or of its judgement, that a cause lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// Connection, TLS and HTTP.
    Transport,
    /// Whether a valid request is accepted.
    Acceptance,
    /// Status, code and form of refusals.
    Refusal,
    /// Media type, coding and encryption of delivered answers.
    Protection,
    /// What is checked before data is delivered.
    Access,
    /// What is delivered.
    Content,
}

impl Layer {
    /// For people.
    pub fn text(self) -> Text {
        match self {
            Self::Transport => Text::new("connection, TLS and HTTP", "forbindelse, TLS og HTTP"),
            Self::Acceptance => Text::new(
                "whether valid requests are accepted",
                "om gyldige forespørsler godtas",
            ),
            Self::Refusal => Text::new("refusals", "avvisninger"),
            Self::Protection => Text::new(
                "media type, coding and encryption of answers",
                "medietype, koding og kryptering av svar",
            ),
            Self::Access => Text::new(
                "what is checked before data is delivered",
                "det som kontrolleres før data utleveres",
            ),
            Self::Content => Text::new("what is delivered", "det som utleveres"),
        }
    }
}

/// Who can change what a cause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// The developers of the target.
    Target,
    /// Whoever runs what is in front of the target.
    Network,
    /// Whoever keeps the target profile.
    Profile,
    /// Whoever starts the run.
    Run,
}

impl Owner {
    /// For people.
    pub fn text(self) -> Text {
        match self {
            Self::Target => Text::new("the developers", "utviklerne"),
            Self::Network => Text::new(
                "whoever runs the gateway or network",
                "de som drifter porten eller nettet",
            ),
            Self::Profile => Text::new(
                "whoever keeps the target profile",
                "de som vedlikeholder målprofilen",
            ),
            Self::Run => Text::new("whoever starts the run", "de som starter kjøringen"),
        }
    }
}

/// One cause, as the record holds it: an id and values. The sentences are made where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// Stable id, e.g. `refusals-media-type`.
    pub id: Cow<'static, str>,
    /// What its sentences are filled with.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub values: Values,
    /// Where it lies.
    pub layer: Layer,
    /// Who can change it.
    pub owner: Owner,
    /// The cases that it explains, each once, in the order of the record.
    pub cases: Vec<String>,
    /// The instances that it explains.
    pub tests: Vec<String>,
    /// The requirements of those.
    pub requirements: Vec<String>,
    /// The exchange that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<String>,
}

impl Cause {
    /// What is wrong, as a sentence. A cause that this program does not know is shown by its id.
    pub fn text(&self) -> Text {
        kind::of(&self.id).map_or_else(
            || Text::same(self.id.as_ref()),
            |kind| kind.sentence.fill(&self.values),
        )
    }

    /// What to change.
    pub fn change(&self) -> Option<Text> {
        kind::of(&self.id).map(|kind| kind.change.fill(&self.values))
    }

    /// What a candidate says where there are no cases yet.
    fn without_cases(candidate: Candidate) -> Self {
        Self {
            id: candidate.kind.id.into(),
            values: candidate.values,
            layer: candidate.kind.layer,
            owner: candidate.kind.owner,
            cases: Vec::new(),
            tests: Vec::new(),
            requirements: Vec::new(),
            exchange: None,
        }
    }

    /// Whether the target never accepted anything, so that nothing was tested.
    pub fn is_nothing_accepted(&self) -> bool {
        let kinds = [
            NO_ANSWER,
            NO_VALID_REQUEST_ACCEPTED.id,
            BANK_ACCEPTS_NOTHING.id,
        ];
        kinds.contains(&&*self.id)
    }
}

/// A kind of cause in words. What stands in braces is filled in where one is found.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Stable id.
    pub id: &'static str,
    /// Where it lies.
    pub layer: Layer,
    /// Who can change it.
    pub owner: Owner,
    /// How many rules it explains at least.
    pub least: usize,
    /// What is wrong.
    pub sentence: Text,
    /// What to change.
    pub change: Text,
}

/// Every kind of cause.
pub fn kinds() -> impl Iterator<Item = Kind> {
    let none = Values::default();
    kind::ALL.iter().map(move |kind| Kind {
        id: kind.id,
        layer: kind.layer,
        owner: kind.owner,
        least: kind.least,
        sentence: kind.sentence.fill(&none),
        change: kind.change.fill(&none),
    })
}

/// Id of the cause that no request was answered.
pub const NO_ANSWER: &str = kind::NO_ANSWER.id;
/// Id of the cause that valid requests are refused.
pub const VALID_REQUESTS_REFUSED: &str = kind::VALID_REQUESTS_REFUSED.id;
/// Id of the cause that answers cannot be read.
pub const ANSWERS_UNREADABLE: &str = kind::ANSWERS_UNREADABLE.id;

/// What a few exchanges show before there is a run: `valid` requests that are to be accepted, and one that is to be
/// refused. The causes explain no cases yet.
pub fn shown_by(
    valid: &BTreeMap<String, ExchangeRecord>,
    refusal: Option<&ExchangeRecord>,
) -> Vec<Cause> {
    let refusal = refusal.map(|exchange| ("refusal".to_owned(), exchange.clone()));
    let all = valid.iter().map(|(id, one)| (id.clone(), one.clone()));
    let all: BTreeMap<String, ExchangeRecord> = all.chain(refusal).collect();
    let found = answers::of_few(&Grounds::of_answers(valid), &Grounds::of_answers(&all));
    found.into_iter().map(Cause::without_cases).collect()
}

/// What causes are found from.
struct Grounds<'a> {
    cases: &'a [CaseRecord],
    exchanges: &'a BTreeMap<String, ExchangeRecord>,
    requirements: &'a [RequirementRecord],
    matters: Vec<Matter<'a>>,
    /// Fewer answers than this show nothing.
    fewest: usize,
}

impl<'a> Grounds<'a> {
    /// Answers alone.
    fn of_answers(exchanges: &'a BTreeMap<String, ExchangeRecord>) -> Self {
        Self {
            cases: &[],
            exchanges,
            requirements: &[],
            matters: Vec::new(),
            fewest: 1,
        }
    }
}

/// A fault that may be a cause, and what it explains: indices of the matters.
struct Candidate {
    kind: &'static CauseKind,
    values: Values,
    explains: BTreeSet<usize>,
}

impl Record {
    /// With its causes. Where nothing was accepted, nothing was tested, and the verdict is inconclusive.
    #[must_use]
    pub fn explained(mut self) -> Self {
        self.causes = find(&self);
        let interrupted = self.scope() == Scope::Interrupted;
        if !interrupted && self.causes.iter().any(Cause::is_nothing_accepted) {
            self.verdict = Verdict::Inconclusive;
        }
        self
    }

    /// The instances that causes explain.
    pub fn explained_tests(&self) -> BTreeSet<&str> {
        let tests = self.causes.iter().flat_map(|cause| &cause.tests);
        tests.map(String::as_str).collect()
    }
}

/// The causes of a record, the one that explains most first.
fn find(record: &Record) -> Vec<Cause> {
    let grounds = Grounds {
        cases: &record.cases,
        exchanges: &record.exchanges,
        requirements: &record.requirements,
        matters: matters(&record.cases, &record.exchanges),
        fewest: answers::FEWEST,
    };
    let bank = record.subject.bank().is_some();
    let nothing = bank.then(|| answers::nothing_accepted(&grounds)).flatten();
    let mut candidates = Vec::new();
    if let Some(nothing) = nothing {
        candidates.push(nothing);
    } else if bank {
        candidates.extend(answers::candidates(&grounds));
        candidates.extend(unchecked::candidates(&grounds));
    }
    candidates.extend(same::candidates(&grounds));
    cover::cover(&grounds, candidates)
}
