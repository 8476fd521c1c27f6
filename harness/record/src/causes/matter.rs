//! What has to be explained: every breach of an undeclared violation, and every reason of an undecided instance.

use std::collections::BTreeMap;

use crate::{CaseRecord, ExchangeRecord, ResponseRecord, Role};
use judge::finding::{Finding, Kind};
use judge::verdict::Outcome;
use pack::reason::{self, Reason};

/// One thing to be explained.
pub(super) struct Matter<'a> {
    /// The instance, by its place in the record.
    pub(super) case: usize,
    /// What was observed.
    pub(super) of: Of<'a>,
    /// Where it was observed.
    pub(super) exchange: Option<&'a str>,
    /// The answer there.
    pub(super) answer: Option<&'a ResponseRecord>,
}

/// A breach, or why nothing was decided.
pub(super) enum Of<'a> {
    Breach(&'a Finding),
    Undecided(&'a Reason),
}

impl Matter<'_> {
    /// The finding, where it is a breach.
    pub(super) fn breach(&self) -> Option<&Finding> {
        match self.of {
            Of::Breach(finding) => Some(finding),
            Of::Undecided(_) => None,
        }
    }

    /// Whether it was not decided because the answer could not be read so far.
    pub(super) fn is_unread(&self) -> bool {
        matches!(self.of, Of::Undecided(why) if why.is(&reason::UNREAD))
    }

    /// Whether it is a breach with one of these ids.
    pub(super) fn is_one_of(&self, ids: &[&str]) -> bool {
        self.breach()
            .is_some_and(|finding| ids.contains(&&*finding.id))
    }
}

/// Everything to be explained, in the order of the record.
pub(super) fn matters<'a>(
    cases: &'a [CaseRecord],
    exchanges: &'a BTreeMap<String, ExchangeRecord>,
) -> Vec<Matter<'a>> {
    let mut matters = Vec::new();
    for (place, case) in cases.iter().enumerate() {
        let matter = |of, exchange: Option<&'a str>| Matter {
            case: place,
            of,
            exchange,
            answer: exchange
                .and_then(|id| exchanges.get(id))
                .and_then(|exchange| exchange.response.as_ref()),
        };
        match &case.outcome {
            Outcome::Violates if !case.declared => {
                let breaches = case.findings.iter();
                matters.extend(
                    breaches
                        .filter(|finding| finding.kind == Kind::Breach)
                        .map(|finding| matter(Of::Breach(finding), exchange_of(case, finding))),
                );
            }
            Outcome::Inconclusive(why) if !case.was_not_run() => {
                let last = case.exchanges.last().map(|last| last.id.as_str());
                let unread = || unread_of(case, exchanges);
                let shown = why.is(&reason::UNREAD).then(unread).flatten();
                matters.push(matter(Of::Undecided(why), shown.or(last)));
            }
            Outcome::Conforms
            | Outcome::Violates
            | Outcome::Inconclusive(_)
            | Outcome::NotApplicable(_) => {}
        }
    }
    matters
}

/// The last exchange of a case whose answer could not be read.
fn unread_of<'a>(
    case: &'a CaseRecord,
    exchanges: &BTreeMap<String, ExchangeRecord>,
) -> Option<&'a str> {
    let is_unread = |id: &str| {
        let answer = exchanges.get(id).and_then(|one| one.response.as_ref());
        answer.is_some_and(|answer| answer.unreadable.is_some())
    };
    let mut ids = case.exchanges.iter().rev().map(|one| one.id.as_str());
    ids.find(|id| is_unread(id))
}

/// The exchange that a finding names, or else the last request of its case.
fn exchange_of<'a>(case: &'a CaseRecord, finding: &Finding) -> Option<&'a str> {
    let number = |id: &str| id.trim_start_matches('x').parse::<u64>().ok();
    let named = finding.exchange.and_then(|exchange| {
        let mut all = case.exchanges.iter();
        all.find(|known| number(&known.id) == Some(exchange.0))
    });
    named
        .map(|known| known.id.as_str())
        .or_else(|| request_of(case))
}

/// The request of a case: its last exchange that is no preparation.
pub(super) fn request_of(case: &CaseRecord) -> Option<&str> {
    let mut all = case.exchanges.iter().rev();
    all.find(|known| known.role == Role::Request)
        .or(case.exchanges.last())
        .map(|known| known.id.as_str())
}
