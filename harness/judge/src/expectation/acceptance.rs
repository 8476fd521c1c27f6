//! Whether an answer accepts, and delivers in the form that was asked for.

use serde_json::Value;

use crate::answer::{Answer, Content};
use crate::exchange::Exchange;
use crate::expectation::summary;
use crate::finding::{Finding, Kind, NOTHING};
use crate::observations;
use pack::text::Text;
use wire::messages::KfrOperation;

observations! {
    /// A valid request was refused.
    NOT_ACCEPTED = "valid-request-not-accepted" {
        observed: "a valid request was not accepted", "en gyldig forespørsel ble ikke godtatt";
        expected: "200 and a readable document", "200 og et lesbart dokument";
    }
    /// Another status.
    OTHER_STATUS = "answered-with-other-status" {
        observed: "answered with another status", "besvart med en annen status";
        expected: "{statuses}", "{statuses}";
    }
    /// Encrypted where clear JSON was asked for.
    ENCRYPTED_UNASKED = "encrypted-answer-not-asked-for" {
        observed: "clear JSON was asked for, and the answer is encrypted", "det ble bedt om JSON i klartekst, og svaret er kryptert";
        expected: "application/json", "application/json";
    }
    /// Clear where it must be encrypted.
    CLEAR_NOT_ALLOWED = "clear-answer-not-allowed" {
        observed: "the answer is in clear where it must be encrypted", "svaret er i klartekst der det skal være kryptert";
        expected: "a JWE, application/jose", "en JWE, application/jose";
    }
    /// No document.
    UNREADABLE = "answer-unreadable" {
        observed: "the answer cannot be read", "svaret kan ikke leses";
        expected: "200 and a readable document", "200 og et lesbart dokument";
    }
    /// Not coded as the header says.
    FALSE_CODING = "content-encoding-false" {
        observed: "the body is not coded as the header says", "innholdet er ikke kodet slik headeren sier";
        expected: "no Content-Encoding", "ingen Content-Encoding";
    }
    /// Something else than an object.
    NOT_AN_OBJECT = "document-not-object" {
        observed: "the document is not a JSON object", "dokumentet er ikke et JSON-objekt";
        expected: "an object", "et objekt";
    }
    /// A media type that does not fit.
    MEDIA_TYPE_DIFFERS = "answer-media-type-differs" {
        observed: "the media type does not fit the body", "medietypen passer ikke til innholdet";
        expected: "{type}", "{type}";
    }
}

/// Whether clear text may answer this request: in a test environment only, and only where Accept allows it (I-27). The
/// customer overview encrypts nothing.
fn may_be_clear(exchange: &Exchange, production: bool) -> bool {
    if exchange.request.endpoint.of_bank().is_none() {
        return true;
    }
    let allowed = |accept: &str| accept.contains("application/json") || accept.contains('*');
    !production && accept(exchange).is_none_or(|accept| allowed(&accept))
}

/// Whether an encrypted answer fits: always in production; in test unless clear text alone was asked for.
fn may_be_encrypted(exchange: &Exchange, production: bool) -> bool {
    if exchange.request.endpoint.of_bank().is_none() {
        return false;
    }
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

/// The statuses with which KFR answers that something is as it was to be written (1.1.2): nothing says what their bodies
/// hold.
fn written(exchange: &Exchange) -> Option<&'static [u16]> {
    match exchange.request.endpoint.of_kfr()? {
        KfrOperation::Add => Some(&[200, 201]),
        KfrOperation::Remove => Some(&[204]),
        KfrOperation::Batch => Some(&[201]),
        KfrOperation::Own => None,
    }
}

/// Whether the status says that the request is accepted.
pub(super) fn accepts(exchange: &Exchange, answer: &Answer) -> bool {
    written(exchange).unwrap_or(&[200]).contains(&answer.status)
}

/// One of these statuses, whatever the body is.
pub(super) fn status(statuses: &[u16], answer: &Answer) -> Vec<Finding> {
    if statuses.contains(&answer.status) {
        return Vec::new();
    }
    let listed = |or: &str| {
        let statuses = statuses.iter().map(u16::to_string);
        statuses.collect::<Vec<_>>().join(or)
    };
    let statuses = Text::new(listed(" or "), listed(" eller "));
    let finding = Finding::breach(&OTHER_STATUS).with("statuses", statuses);
    vec![finding.received(summary(answer))]
}

/// A request is accepted: 200 and a readable document, protected as the request and the mode ask for.
pub(super) fn acceptance(exchange: &Exchange, answer: &Answer, production: bool) -> Vec<Finding> {
    if let Some(statuses) = written(exchange) {
        return status(statuses, answer);
    }
    if answer.status != 200 {
        return vec![Finding::breach(&NOT_ACCEPTED).received(summary(answer))];
    }
    if !has_body(exchange) {
        return Vec::new();
    }
    match &answer.content {
        Content::Encrypted { document, .. } => {
            let mut findings = object(document);
            if !may_be_encrypted(exchange, production) {
                findings.push(Finding::breach(&ENCRYPTED_UNASKED).received(media_type_of(answer)));
            }
            findings.extend(media_type(answer, "application/jose"));
            findings.extend(false_coding(exchange));
            findings
        }
        Content::Clear { document } => {
            let mut findings = object(document);
            if !may_be_clear(exchange, production) {
                findings.push(unencrypted(production).received(media_type_of(answer)));
            }
            let wrong_type = media_type(answer, "application/json");
            findings.extend(wrong_type.map(|finding| weigh_clear(exchange, finding)));
            findings.extend(false_coding(exchange));
            findings
        }
        Content::Empty | Content::Unreadable(_) => {
            vec![Finding::breach(&UNREADABLE).received(summary(answer))]
        }
    }
}

/// In a test environment the document can be judged all the same, and the cases about encryption alone judge its lack.
fn unencrypted(production: bool) -> Finding {
    if production {
        Finding::breach(&CLEAR_NOT_ALLOWED)
    } else {
        Finding::note(&CLEAR_NOT_ALLOWED)
    }
}

/// A body that was read as it came was not coded, whatever Content-Encoding says; a reader that goes by the header
/// cannot read it (RFC 9110, 8.4). It is noted: the cases about codings alone judge it.
fn false_coding(exchange: &Exchange) -> Option<Finding> {
    let received = exchange.outcome.as_ref().ok()?;
    let coding = received.header("content-encoding")?;
    let undone = !received.codings.undone.is_empty();
    (!undone && !coding.trim().eq_ignore_ascii_case("identity")).then(|| {
        Finding::note(&FALSE_CODING)
            .received(coding)
            .at("header:Content-Encoding")
    })
}

fn object(document: &Value) -> Vec<Finding> {
    let found = match document {
        Value::Object(_) => return Vec::new(),
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "boolean",
        Value::Null => "null",
    };
    vec![Finding::breach(&NOT_AN_OBJECT).received(found)]
}

fn media_type_of(answer: &Answer) -> &str {
    answer.media_type.as_deref().unwrap_or(NOTHING)
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
        Finding::note(&MEDIA_TYPE_DIFFERS)
            .with("type", expected)
            .received(media_type_of(answer))
            .at("header:Content-Type")
    })
}
