//! What came, and what did not, in words.

use serde_json::Value;

use crate::answer::{Answer, Content, Fault, Layer, Part, Unreadable};
use crate::exchange::TransportFailure;
use pack::reason::{Reason, UNREAD};
use pack::text::Text;

/// A transport failure in words.
pub fn describe(failure: &TransportFailure) -> Text {
    match failure {
        TransportFailure::Connect(why) => Text::new(
            format!("target unreachable: {why}"),
            format!("målet kan ikke nås: {why}"),
        ),
        TransportFailure::Tls(why) => {
            Text::new(format!("TLS failed: {why}"), format!("TLS feilet: {why}"))
        }
        TransportFailure::TimedOut => Text::new(
            "no answer within the time limit",
            "intet svar innen tidsgrensen",
        ),
        TransportFailure::Interrupted(why) => Text::new(
            format!("the connection broke: {why}"),
            format!("forbindelsen ble brutt: {why}"),
        ),
        TransportFailure::Incomplete(why) => Text::new(
            format!("the answer is incomplete: {why}"),
            format!("svaret er ufullstendig: {why}"),
        ),
        TransportFailure::Malformed(why) => Text::new(
            format!("the answer is no HTTP: {why}"),
            format!("svaret er ikke HTTP: {why}"),
        ),
    }
}

/// What an answer is, in a few words: for "got".
pub fn summary(answer: &Answer) -> String {
    let mut words = answer.status.to_string();
    if let Some(document) = answer.document() {
        if let Some(code) = document.get("code").and_then(Value::as_str) {
            words = format!("{words} {code}");
        }
        if let Some(message) = document.get("message").and_then(Value::as_str) {
            words = format!("{words}: {message}");
        }
    }
    match &answer.content {
        Content::Unreadable(unreadable) => {
            words = format!("{words} ({})", fault(&unreadable.fault).en);
        }
        Content::Empty => words.push_str(" (no body)"),
        Content::Encrypted { .. } | Content::Clear { .. } => {}
    }
    words
}

/// Why a rule cannot be decided: reading ended in an earlier layer.
pub fn unread(unreadable: &Unreadable) -> Reason {
    Reason::new(&UNREAD)
        .with("layer", unreadable.layer.id())
        .with("name", unreadable.layer.name())
        .with("fault", fault(&unreadable.fault))
}

/// Why a code cannot be read: there is no body.
pub(super) fn no_body() -> Reason {
    Reason::new(&UNREAD)
        .with("layer", Layer::Json.id())
        .with("name", Layer::Json.name())
        .with(
            "fault",
            Text::new("there is no body", "det er ingen meldingskropp"),
        )
}

/// What ended the reading of a body, in words.
pub fn fault(fault: &Fault) -> Text {
    match fault {
        Fault::TooLong(limit) => Text::new(
            format!("too much to read: more than {limit} bytes"),
            format!("for mye å lese: mer enn {limit} byte"),
        ),
        Fault::TooLarge(bytes) => Text::new(
            format!("too much to read: the document would take about {bytes} bytes of memory"),
            format!("for mye å lese: dokumentet ville kreve rundt {bytes} byte minne"),
        ),
        Fault::CodingUnknown(name) => Text::new(
            format!("content coding {name} cannot be read"),
            format!("innholdskodingen {name} kan ikke leses"),
        ),
        Fault::NotCoded(coding) => Text::new(
            format!("the body is not in the content coding {}", coding.name()),
            format!("innholdet er ikke i innholdskodingen {}", coding.name()),
        ),
        Fault::Html => Text::new("the body is an HTML page", "innholdet er en HTML-side"),
        Fault::Xml => Text::new("the body is XML", "innholdet er XML"),
        Fault::PartCount(found) => Text::new(
            format!("the body is neither JSON nor a JWE: it has {found} parts, a JWE has five"),
            format!("innholdet er verken JSON eller en JWE: det har {found} deler, en JWE har fem"),
        ),
        Fault::NotBase64url(part) => {
            let part = part_name(*part);
            Text::new(
                format!(
                    "the {} of the JWE is empty or not base64url without padding",
                    part.en
                ),
                format!(
                    "{} i JWE-en er tom eller ikke base64url uten utfylling",
                    part.nb
                ),
            )
        }
        Fault::JweJsonSerialization => Text::new(
            "the body is a JWE in the JSON serialization",
            "innholdet er en JWE i JSON-form",
        ),
        Fault::Length {
            part,
            expected,
            found,
        } => {
            let part = part_name(*part);
            Text::new(
                format!("the {} has {found} bytes instead of {expected}", part.en),
                format!("{} har {found} byte i stedet for {expected}", part.nb),
            )
        }
        Fault::HeaderNotJson => Text::new(
            "the JWE header is no JSON object",
            "JWE-headeren er ikke et JSON-objekt",
        ),
        Fault::Algorithm { alg, enc } => Text::new(
            format!("the JWE has alg {alg:?} and enc {enc:?}, which are not both read"),
            format!("JWE-en har alg {alg:?} og enc {enc:?}, som ikke begge leses"),
        ),
        Fault::Compression(zip) => Text::new(
            format!("the JWE is compressed with {zip:?}, which is not known"),
            format!("JWE-en er komprimert med {zip:?}, som ikke er kjent"),
        ),
        Fault::HeaderMember(name) => Text::new(
            format!("the JWE header has the member {name}"),
            format!("JWE-headeren har medlemmet {name}"),
        ),
        Fault::NotOurKey => Text::new(
            "the JWE does not open with the agency's key",
            "JWE-en lar seg ikke åpne med etatens nøkkel",
        ),
        Fault::Altered => Text::new(
            "the content of the JWE does not match its authentication tag",
            "innholdet i JWE-en stemmer ikke med autentiseringskoden",
        ),
        Fault::NotUtf8(offset) => Text::new(
            format!("the body is not UTF-8 from byte {offset}"),
            format!("innholdet er ikke UTF-8 fra byte {offset}"),
        ),
        Fault::NotJson(offset) => Text::new(
            format!("no JSON from byte {offset}"),
            format!("ikke JSON fra byte {offset}"),
        ),
    }
}

fn part_name(part: Part) -> Text {
    match part {
        Part::Header => Text::new("header", "headeren"),
        Part::EncryptedKey => Text::new("encrypted key", "den krypterte nøkkelen"),
        Part::Vector => Text::new("initialization vector", "initialiseringsvektoren"),
        Part::Ciphertext => Text::new("ciphertext", "den krypterte teksten"),
        Part::Tag => Text::new("authentication tag", "autentiseringskoden"),
    }
}
