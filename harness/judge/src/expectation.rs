//! Holds one answer against what a case expects. Pure; returns findings, never a verdict. A run uses it on what just
//! came, `judge` on what a record has kept.

mod acceptance;
mod refusal;
mod step;
mod words;

use crate::answer::{Answer, Content};
use crate::exchange::{Exchange, TransportFailure};
use crate::finding::{Finding, Kind};
use pack::catalogue::{Expectation, Pair};
use pack::reason::Reason;
use pack::text::Text;

use acceptance::{acceptance, has_body};
use refusal::{either, refusal, survival};

pub use step::{
    Halt, conclude, judge_answer, no_longer_served, unaccepted_control, unaccepted_list,
};
use words::no_body;
pub use words::{describe, fault, summary, unread};

/// What is said of an invalid request that was answered with 200.
pub const INVALID_ACCEPTED: &str = "an invalid request was accepted";

/// What became of a request, before its level is weighed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// The expectation could be held against an answer; breaches and notes are in the findings.
    Decided(Vec<Finding>),
    /// No answer came that could be judged.
    Undecided(Text),
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
        return Met::Undecided(Text::new(
            "the target limits the rate (429); run with a lower --rate",
            "målet begrenser antall forespørsler (429); kjør med lavere --rate",
        ));
    }
    if let Some(why) = unread_in_the_way(expectation, exchange, answer) {
        return Met::Undecided(why.text());
    }
    let mut findings = match expectation {
        Expectation::Accepted => acceptance(exchange, answer, production),
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
        Expectation::Accepted | Expectation::Survives => (answer.status == 200, false),
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
        Expectation::Accepted | Expectation::Survives => false,
    }
}

fn without_answer(expectation: &Expectation, exchange: &Exchange) -> Met {
    let Err(failure) = &exchange.outcome else {
        return Met::Undecided(Text::new(
            "the answer was not opened",
            "svaret ble ikke åpnet",
        ));
    };
    let words = describe(failure);
    let hostile = matches!(expectation, Expectation::Survives);
    let broke = matches!(
        failure,
        TransportFailure::TimedOut
            | TransportFailure::Interrupted(_)
            | TransportFailure::Incomplete(_)
            | TransportFailure::Malformed(_)
    );
    if hostile && broke {
        let finding = Finding::breach(Text::new(
            "the target gave no complete HTTP answer",
            "målet ga ikke noe fullstendig HTTP-svar",
        ))
        .expected(Text::new("an answer below 500", "et svar under 500"))
        .received(words.en)
        .in_exchange(exchange.id);
        return Met::Decided(vec![finding]);
    }
    Met::Undecided(words)
}

/// Why a valid request was not accepted; `None` if it was.
pub fn refused(exchange: &Exchange, answer: Option<&Answer>, production: bool) -> Option<Text> {
    match judge(&Expectation::Accepted, exchange, answer, production) {
        Met::Decided(findings) if findings.iter().all(|finding| finding.kind == Kind::Note) => None,
        Met::Decided(_) => Some(Text::same(answer.map(summary).unwrap_or_default())),
        Met::Undecided(why) => Some(why),
    }
}

#[cfg(test)]
mod tests;
