//! Holds one answer against what a case expects. Pure; returns findings, never a verdict. A run uses it on what just
//! came, `judge` on what a record has kept.

mod acceptance;
mod held;
mod refusal;
mod step;
mod words;

use crate::answer::{Answer, Content};
use crate::exchange::{Exchange, TransportFailure};
use crate::finding::{Finding, Kind, NOTHING};
use crate::observations;
use pack::catalogue::{Expectation, Pair};
use pack::reason::{self, Reason};
use wire::messages::KfrOperation;

use acceptance::{acceptance, has_body};
use refusal::{either, refusal, survival};

pub(crate) use refusal::INVALID_ACCEPTED;
pub use step::{
    Halt, accepted_control, conclude, judge_answer, no_longer_served, not_taken_back,
    unaccepted_list,
};
pub use words::{fault, no_answer, summary, unread};
use words::{is_unopened, no_body};

/// What an answer can be observed to be, held against an expectation.
pub(crate) const MODULES: &[&[crate::finding::Observation]] = &[
    OBSERVATIONS,
    acceptance::OBSERVATIONS,
    refusal::OBSERVATIONS,
    step::OBSERVATIONS,
];

observations! {
    /// Silence, or something else than HTTP.
    NO_COMPLETE_ANSWER = "no-complete-http-answer" {
        observed: "the target gave no complete HTTP answer: {failure}", "målet ga ikke noe fullstendig HTTP-svar: {failure}";
        expected: "an answer below 500", "et svar under 500";
    }
}

/// What became of a request, before its level is weighed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// The expectation could be held against an answer; breaches and notes are in the findings.
    Decided(Vec<Finding>),
    /// No answer came that could be judged.
    Undecided(Reason),
}

/// Holds an exchange against an expectation.
pub fn judge(
    expectation: &Expectation,
    exchange: &Exchange,
    answer: Option<&Answer>,
    production: bool,
) -> Met {
    let Some(answer) = answer else {
        return without_answer(expectation, exchange);
    };
    if answer.status == 429 && !names_status(expectation, 429) {
        return Met::Undecided(Reason::new(&reason::RATE_LIMITED));
    }
    if let Some(why) = unread_in_the_way(expectation, exchange, answer) {
        return Met::Undecided(why);
    }
    let mut findings = match expectation {
        Expectation::Accepted => acceptance(exchange, answer, production),
        Expectation::Answered(statuses) => acceptance::status(statuses, answer),
        Expectation::Refused { expected, also } => refusal(expected, also, exchange, answer),
        Expectation::Either(pairs) => either(pairs, exchange, answer, production),
        Expectation::Survives => survival(exchange, answer, production),
    };
    for finding in &mut findings {
        finding.exchange = Some(exchange.id);
    }
    Met::Decided(findings)
}

/// Why an answer whose status does not decide alone leaves the expectation open: its body was not read.
fn unread_in_the_way(
    expectation: &Expectation,
    exchange: &Exchange,
    answer: &Answer,
) -> Option<Reason> {
    if !has_body(exchange) {
        return None;
    }
    let needs_code = |pairs: &[Pair]| asks_for_code(pairs, answer.status);
    let (needs_document, needs_code) = match expectation {
        Expectation::Accepted | Expectation::Survives => {
            let writes = exchange.request.endpoint.of_kfr();
            let writes = writes.is_some_and(KfrOperation::writes);
            (answer.status == 200 && !writes, false)
        }
        Expectation::Answered(_) => (false, false),
        Expectation::Refused { expected, also } => {
            (false, needs_code(expected) || needs_code(also))
        }
        Expectation::Either(pairs) => (answer.status == 200, needs_code(pairs)),
    };
    match &answer.content {
        Content::Unreadable(unreadable) => {
            (needs_document || needs_code).then(|| unread(unreadable))
        }
        Content::Empty => needs_code.then(no_body),
        Content::Encrypted { .. } | Content::Clear { .. } => None,
    }
}

/// Whether every pair of that status has a code, so that the body must be read.
fn asks_for_code(pairs: &[Pair], status: u16) -> bool {
    let mut of_status = pairs.iter().filter(|pair| pair.status == status).peekable();
    of_status.peek().is_some() && of_status.all(|pair| pair.code.is_some())
}

fn names_status(expectation: &Expectation, status: u16) -> bool {
    match expectation {
        Expectation::Refused { expected, also } => expected
            .iter()
            .chain(also)
            .any(|pair| pair.status == status),
        Expectation::Either(pairs) => pairs.iter().any(|pair| pair.status == status),
        Expectation::Accepted | Expectation::Answered(_) | Expectation::Survives => false,
    }
}

fn without_answer(expectation: &Expectation, exchange: &Exchange) -> Met {
    let Err(failure) = &exchange.outcome else {
        return Met::Undecided(Reason::new(&reason::NOT_OPENED));
    };
    let why = no_answer(failure);
    let hostile = matches!(expectation, Expectation::Survives);
    let broke = matches!(
        failure,
        TransportFailure::TimedOut
            | TransportFailure::Interrupted(_)
            | TransportFailure::Incomplete(_)
            | TransportFailure::Malformed(_)
    );
    if hostile && broke {
        let finding = Finding::breach(&NO_COMPLETE_ANSWER)
            .with("failure", why.text())
            .received(NOTHING)
            .in_exchange(exchange.id);
        return Met::Decided(vec![finding]);
    }
    Met::Undecided(why)
}

/// Why a valid request was not accepted; `None` if it was.
pub fn refused(exchange: &Exchange, answer: Option<&Answer>, production: bool) -> Option<Reason> {
    match judge(&Expectation::Accepted, exchange, answer, production) {
        Met::Decided(findings) if findings.iter().all(|finding| finding.kind == Kind::Note) => None,
        Met::Decided(_) => Some(
            Reason::new(&reason::ANSWER_RECEIVED)
                .with("answer", answer.map(summary).unwrap_or_default()),
        ),
        Met::Undecided(why) => Some(why),
    }
}

#[cfg(test)]
mod tests;
