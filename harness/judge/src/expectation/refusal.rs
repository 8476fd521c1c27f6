//! Whether an answer refuses, and with what the documents ask for.

use serde_json::Value;

use crate::answer::{Answer, Content};
use crate::exchange::Exchange;
use crate::expectation::acceptance::{acceptance, has_body, media_type};
use crate::expectation::{INVALID_ACCEPTED, summary};
use crate::finding::Finding;
use pack::catalogue::Pair;
use pack::text::Text;

fn listed(pairs: &[Pair]) -> (String, String) {
    let names: Vec<String> = pairs.iter().map(Pair::to_string).collect();
    (names.join(" or "), names.join(" eller "))
}

pub(super) fn refusal(
    expected: &[Pair],
    also: &[Pair],
    exchange: &Exchange,
    answer: &Answer,
) -> Vec<Finding> {
    let code = answer.error_code();
    let fits = |pairs: &[Pair]| {
        pairs.iter().any(|pair| {
            if has_body(exchange) {
                pair.matches(answer.status, code)
            } else {
                pair.status == answer.status
            }
        })
    };
    let (en, nb) = listed(expected);
    if fits(expected) && !has_body(exchange) {
        return Vec::new();
    }
    if fits(expected) {
        return error_shape(answer);
    }
    if fits(also) {
        let mut findings = if has_body(exchange) {
            error_shape(answer)
        } else {
            Vec::new()
        };
        findings.push(
            Finding::note(Text::new(
                "refused with another pair than the usual one; the documents leave room for it",
                "avvist med et annet par enn det vanlige; dokumentene åpner for det",
            ))
            .expected(Text::new(en, nb))
            .received(summary(answer)),
        );
        return findings;
    }
    let what = if answer.status == 200 {
        Text::new(INVALID_ACCEPTED, "en ugyldig forespørsel ble godtatt")
    } else {
        Text::new(
            "refused with the wrong status or code",
            "avvist med feil status eller kode",
        )
    };
    vec![
        Finding::breach(what)
            .expected(Text::new(en, nb))
            .received(summary(answer)),
    ]
}

/// The body of a refusal: JSON in clear, `code` and `message` (DSOP Control API V2.0, error schemas). Where status and
/// code are right, the rest is noted: the cases about error bodies judge it.
fn error_shape(answer: &Answer) -> Vec<Finding> {
    let shape = Text::new(
        "JSON in clear with code and message",
        "JSON i klartekst med code og message",
    );
    let noted = |what: Text| {
        Finding::note(what)
            .expected(shape.clone())
            .received(summary(answer))
    };
    match &answer.content {
        Content::Clear { document } => {
            let mut findings: Vec<Finding> =
                media_type(answer, "application/json").into_iter().collect();
            for member in ["code", "message"] {
                if document
                    .get(member)
                    .and_then(Value::as_str)
                    .is_none_or(str::is_empty)
                {
                    findings.push(
                        noted(Text::new(
                            format!("the error body has no text in {member}"),
                            format!("feilsvaret har ingen tekst i {member}"),
                        ))
                        .at(format!("/{member}")),
                    );
                }
            }
            findings
        }
        Content::Encrypted { .. } => {
            vec![noted(Text::new(
                "the error is encrypted",
                "feilsvaret er kryptert",
            ))]
        }
        Content::Empty | Content::Unreadable(_) => {
            vec![noted(Text::new(
                "the error body cannot be read",
                "feilsvaret kan ikke leses",
            ))]
        }
    }
}

pub(super) fn either(
    pairs: &[Pair],
    exchange: &Exchange,
    answer: &Answer,
    production: bool,
) -> Vec<Finding> {
    let (noted, mut findings) = if answer.status == 200 {
        (
            Text::new("accepted", "godtatt"),
            acceptance(exchange, answer, production),
        )
    } else {
        (
            Text::new("refused", "avvist"),
            refusal(pairs, &[], exchange, answer),
        )
    };
    if findings.is_empty() {
        findings.push(
            Finding::note(Text::new(
                format!("the documents leave this open; here it is {}", noted.en),
                format!("dokumentene lar dette stå åpent; her blir det {}", noted.nb),
            ))
            .received(summary(answer)),
        );
    }
    findings
}

pub(super) fn survival(exchange: &Exchange, answer: &Answer, production: bool) -> Vec<Finding> {
    if answer.status >= 500 {
        return vec![
            Finding::breach(Text::new(
                "input from outside made the target fail",
                "inndata utenfra fikk målet til å feile",
            ))
            .expected(Text::new("an answer below 500", "et svar under 500"))
            .received(summary(answer)),
        ];
    }
    match answer.status {
        200 => acceptance(exchange, answer, production),
        _ if !has_body(exchange) => Vec::new(),
        // Refused by the HTTP layer before any application sees it: no body shape to ask for.
        400 | 408 | 413 | 414 | 417 | 421 | 426 | 431 | 494 | 495 | 496 | 497 => Vec::new(),
        _ => error_shape(answer),
    }
}
