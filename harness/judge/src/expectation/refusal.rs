//! Whether an answer refuses, and with what the documents ask for.

use serde_json::Value;

use crate::answer::{Answer, Content, error_members};
use crate::exchange::Exchange;
use crate::expectation::acceptance::{acceptance, accepts, has_body, media_type};
use crate::expectation::summary;
use crate::finding::{Finding, Observation};
use crate::observations;
use pack::catalogue::Pair;
use pack::text::Text;

observations! {
    /// An invalid request was answered with 200.
    INVALID_ACCEPTED = "invalid-request-accepted" {
        observed: "an invalid request was accepted", "en ugyldig forespørsel ble godtatt";
        expected: "{pairs}", "{pairs}";
    }
    /// Refused in another way than the documents ask for.
    WRONG_PAIR = "refused-with-wrong-pair" {
        observed: "refused with the wrong status or code", "avvist med feil status eller kode";
        expected: "{pairs}", "{pairs}";
    }
    /// Refused in a way that the documents leave room for.
    UNUSUAL_PAIR = "refused-with-unusual-pair" {
        observed: "refused with another pair than the usual one; the documents leave room for it", "avvist med et annet par enn det vanlige; dokumentene åpner for det";
        expected: "usually {pairs}", "vanligvis {pairs}";
    }
    /// The error body lacks a member.
    ERROR_MEMBER_MISSING = "error-member-missing" {
        observed: "the error body has no text in {member}", "feilsvaret har ingen tekst i {member}";
        expected: "JSON in clear with a code and a message", "JSON i klartekst med en kode og en melding";
    }
    /// The error is encrypted.
    ERROR_ENCRYPTED = "error-encrypted" {
        observed: "the error is encrypted", "feilsvaret er kryptert";
        expected: "JSON in clear with a code and a message", "JSON i klartekst med en kode og en melding";
    }
    /// The error body cannot be read.
    ERROR_UNREADABLE = "error-unreadable" {
        observed: "the error body cannot be read", "feilsvaret kan ikke leses";
        expected: "JSON in clear with a code and a message", "JSON i klartekst med en kode og en melding";
    }
    /// Accepted where the documents leave it open.
    OPEN_ACCEPTED = "open-question-accepted" {
        observed: "the documents leave this open; here it is accepted", "dokumentene lar dette stå åpent; her blir det godtatt";
    }
    /// Refused where the documents leave it open.
    OPEN_REFUSED = "open-question-refused" {
        observed: "the documents leave this open; here it is refused", "dokumentene lar dette stå åpent; her blir det avvist";
    }
    /// Input made the target fail.
    FAILED_ON_INPUT = "target-failed-on-input" {
        observed: "input from outside made the target fail", "inndata utenfra fikk målet til å feile";
        expected: "an answer below 500", "et svar under 500";
    }
}

fn listed(pairs: &[Pair]) -> Text {
    let names: Vec<String> = pairs.iter().map(Pair::to_string).collect();
    Text::new(names.join(" or "), names.join(" eller "))
}

pub(super) fn refusal(
    expected: &[Pair],
    also: &[Pair],
    exchange: &Exchange,
    answer: &Answer,
) -> Vec<Finding> {
    let code = answer.error_code(exchange.request.endpoint);
    let fits = |pairs: &[Pair]| {
        pairs.iter().any(|pair| {
            if has_body(exchange) {
                pair.matches(answer.status, code)
            } else {
                pair.status == answer.status
            }
        })
    };
    let shape = || {
        if has_body(exchange) {
            error_shape(exchange, answer)
        } else {
            Vec::new()
        }
    };
    if fits(expected) {
        return shape();
    }
    let (mut findings, observed) = if fits(also) {
        (shape(), Finding::note(&UNUSUAL_PAIR))
    } else if accepts(exchange, answer) {
        (Vec::new(), Finding::breach(&INVALID_ACCEPTED))
    } else {
        (Vec::new(), Finding::breach(&WRONG_PAIR))
    };
    let pairs = listed(expected);
    findings.push(observed.with("pairs", pairs).received(summary(answer)));
    findings
}

/// The body of a refusal: JSON in clear, `code` and `message` (DSOP Control API V2.0, error schemas). Where status and
/// code are right, the rest is noted: the cases about error bodies judge it.
fn error_shape(exchange: &Exchange, answer: &Answer) -> Vec<Finding> {
    let operation = exchange.request.endpoint;
    let noted = |what: &Observation| Finding::note(what).received(summary(answer));
    match &answer.content {
        Content::Clear { document } => {
            let text = |member: &str| document.get(member).and_then(Value::as_str);
            // What step 1 has in 401 differs between its endpoints: checks of their own judge it (I-59).
            let members = if operation.of_overview().is_some() && answer.status == 401 {
                [].as_slice()
            } else {
                &error_members(operation)
            };
            let missing = members
                .iter()
                .copied()
                .filter(|member| text(member).is_none_or(str::is_empty))
                .map(|member| {
                    noted(&ERROR_MEMBER_MISSING)
                        .with("member", member)
                        .at(format!("/{member}"))
                });
            media_type(answer, "application/json")
                .into_iter()
                .chain(missing)
                .collect()
        }
        Content::Encrypted { .. } => vec![noted(&ERROR_ENCRYPTED)],
        Content::Empty | Content::Unreadable(_) => vec![noted(&ERROR_UNREADABLE)],
    }
}

pub(super) fn either(
    pairs: &[Pair],
    exchange: &Exchange,
    answer: &Answer,
    production: bool,
) -> Vec<Finding> {
    let (noted, mut findings) = if accepts(exchange, answer) {
        (&OPEN_ACCEPTED, acceptance(exchange, answer, production))
    } else {
        (&OPEN_REFUSED, refusal(pairs, &[], exchange, answer))
    };
    if findings.is_empty() {
        findings.push(Finding::note(noted).received(summary(answer)));
    }
    findings
}

pub(super) fn survival(exchange: &Exchange, answer: &Answer, production: bool) -> Vec<Finding> {
    if answer.status >= 500 {
        return vec![Finding::breach(&FAILED_ON_INPUT).received(summary(answer))];
    }
    match answer.status {
        _ if accepts(exchange, answer) => acceptance(exchange, answer, production),
        _ if !has_body(exchange) => Vec::new(),
        // Refused by the HTTP layer before any application sees it: no body shape to ask for.
        400 | 408 | 413 | 414 | 417 | 421 | 426 | 431 | 494 | 495 | 496 | 497 => Vec::new(),
        _ => error_shape(exchange, answer),
    }
}
