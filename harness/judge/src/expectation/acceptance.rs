//! Whether an answer accepts, and delivers in the form that was asked for.

use serde_json::Value;

use crate::answer::{Answer, Content};
use crate::exchange::Exchange;
use crate::expectation::summary;
use crate::finding::{Finding, Kind};
use pack::text::Text;

/// Whether clear text may answer this request: in a test environment only, and only where Accept allows it (I-27).
fn may_be_clear(exchange: &Exchange, production: bool) -> bool {
    let allowed = |accept: &str| accept.contains("application/json") || accept.contains('*');
    !production && accept(exchange).is_none_or(|accept| allowed(&accept))
}

/// Whether an encrypted answer fits: always in production; in test unless clear text alone was asked for.
fn may_be_encrypted(exchange: &Exchange, production: bool) -> bool {
    let allowed = |accept: &str| accept.contains("application/jose") || accept.contains('*');
    production || accept(exchange).is_none_or(|accept| allowed(&accept))
}

fn accept(exchange: &Exchange) -> Option<String> {
    header(exchange, "accept").map(|accept| accept.to_ascii_lowercase())
}

/// An answer to HEAD has no body to judge (RFC 9110, 9.3.2).
pub(super) fn has_body(exchange: &Exchange) -> bool {
    exchange.request.method != "HEAD"
}

fn header(exchange: &Exchange, name: &str) -> Option<String> {
    exchange
        .request
        .headers
        .iter()
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
}

/// A request is accepted: 200 and a readable document, protected as the request and the mode ask for.
pub(super) fn acceptance(exchange: &Exchange, answer: &Answer, production: bool) -> Vec<Finding> {
    let accepted = Text::new("200 and a readable document", "200 og et lesbart dokument");
    if answer.status != 200 {
        return vec![
            Finding::breach(Text::new(
                "a valid request was not accepted",
                "en gyldig forespørsel ble ikke godtatt",
            ))
            .expected(accepted)
            .received(summary(answer)),
        ];
    }
    if !has_body(exchange) {
        return Vec::new();
    }
    match &answer.content {
        Content::Encrypted { document, .. } => {
            let mut findings = object(document);
            if !may_be_encrypted(exchange, production) {
                findings.push(
                    Finding::breach(Text::new(
                        "clear JSON was asked for and an encrypted answer came",
                        "det ble bedt om klartekst-JSON, men svaret var kryptert",
                    ))
                    .expected(Text::same("application/json"))
                    .received(answer.media_type.clone().unwrap_or_default()),
                );
            }
            findings.extend(media_type(answer, "application/jose"));
            findings.extend(false_coding(exchange));
            findings
        }
        Content::Clear { document } => {
            let mut findings = object(document);
            if !may_be_clear(exchange, production) {
                findings.push(
                    Finding::breach(Text::new(
                        "the answer came in clear where it must be encrypted",
                        "svaret kom i klartekst der det skal være kryptert",
                    ))
                    .expected(Text::new(
                        "a JWE, application/jose",
                        "en JWE, application/jose",
                    ))
                    .received(answer.media_type.clone().unwrap_or_default()),
                );
            }
            let wrong_type = media_type(answer, "application/json");
            findings.extend(wrong_type.map(|finding| weigh_clear(exchange, finding)));
            findings.extend(false_coding(exchange));
            findings
        }
        Content::Empty | Content::Unreadable(_) => vec![
            Finding::breach(Text::new(
                "the answer cannot be read",
                "svaret kan ikke leses",
            ))
            .expected(accepted)
            .received(summary(answer)),
        ],
    }
}

/// A body that was read as it came was not coded, whatever Content-Encoding says; a reader that goes by the header
/// cannot read it (RFC 9110, 8.4). That a coding was undone is for the case about codings alone.
fn false_coding(exchange: &Exchange) -> Option<Finding> {
    let received = exchange.outcome.as_ref().ok()?;
    let coding = received.header("content-encoding")?;
    let undone = !received.codings.undone.is_empty();
    (!undone && !coding.trim().eq_ignore_ascii_case("identity")).then(|| {
        Finding::breach(Text::new(
            "the body is not coded as the header says",
            "innholdet er ikke kodet slik headeren sier",
        ))
        .expected(Text::new("no Content-Encoding", "ingen Content-Encoding"))
        .received(coding)
        .at("header:Content-Encoding")
    })
}

fn object(document: &Value) -> Vec<Finding> {
    if document.is_object() {
        return Vec::new();
    }
    vec![
        Finding::breach(Text::new(
            "the document is no JSON object",
            "dokumentet er ikke et JSON-objekt",
        ))
        .expected(Text::new("an object", "et objekt")),
    ]
}

/// Clear text under another media type breaks the rules about Accept: only their requests ask for it.
fn weigh_clear(exchange: &Exchange, noted: Finding) -> Finding {
    if accept(exchange).as_deref() == Some("application/jose") {
        return noted;
    }
    Finding {
        kind: Kind::Breach,
        ..noted
    }
}

/// A media type that does not fit is noted: the cases about media types alone judge it.
pub(super) fn media_type(answer: &Answer, expected: &str) -> Option<Finding> {
    (answer.media_type.as_deref() != Some(expected)).then(|| {
        Finding::note(Text::new(
            "the media type does not fit the body",
            "medietypen passer ikke til innholdet",
        ))
        .expected(Text::same(expected))
        .received(
            answer
                .media_type
                .clone()
                .unwrap_or_else(|| "no Content-Type".into()),
        )
        .at("header:Content-Type")
    })
}
