//! What was received, and why nothing was.

use serde_json::Value;

use crate::answer::{Answer, Content, Fault, Layer, Unreadable};
use crate::exchange::TransportFailure;
use crate::finding::beginning;
use pack::reason::{self, Reason};
use pack::text::Text;

/// Why no answer was received.
pub fn no_answer(failure: &TransportFailure) -> Reason {
    match failure {
        TransportFailure::Connect(why) => Reason::new(&reason::NO_CONNECTION).with("cause", why),
        TransportFailure::Tls(why) => Reason::new(&reason::TLS_FAILED).with("cause", why),
        TransportFailure::TimedOut => Reason::new(&reason::TIMED_OUT),
        TransportFailure::Interrupted(why) => {
            Reason::new(&reason::CONNECTION_BROKEN).with("cause", why)
        }
        TransportFailure::Incomplete(why) => {
            Reason::new(&reason::ANSWER_INCOMPLETE).with("cause", why)
        }
        TransportFailure::Malformed(why) => Reason::new(&reason::NOT_HTTP).with("cause", why),
        TransportFailure::OnlyHttp2 => Reason::new(&reason::ONLY_HTTP2),
    }
}

/// What an answer is, in a few words: for what was received.
pub fn summary(answer: &Answer) -> String {
    let mut words = answer.status.to_string();
    if let Some(document) = answer.document() {
        // The names that the APIs of banks and of step 1 have for them.
        let text = |names: [&str; 2]| {
            let found = names.iter().find_map(|name| document.get(*name));
            found.and_then(Value::as_str).map(beginning)
        };
        if let Some(code) = text(["code", "errorCode"]) {
            words = format!("{words} {code}");
        }
        if let Some(message) = text(["message", "errorMessage"]) {
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
    Reason::new(&reason::UNREAD)
        .with("layer", unreadable.layer.id())
        .with("name", unreadable.layer.name())
        .with("fault", fault(&unreadable.fault))
}

/// Whether what could not be read is an encrypted answer that does not open.
pub(super) fn is_unopened(why: &Reason) -> bool {
    let layers = [Layer::JweHeader, Layer::Decryption];
    layers
        .iter()
        .any(|layer| why.is(&reason::UNREAD) && why.value("layer") == Some(&layer.id().into()))
}

/// Why a code cannot be read: there is no body.
pub(super) fn no_body() -> Reason {
    Reason::new(&reason::UNREAD)
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
        Fault::PlainText => Text::new(
            "the body is plain text, neither JSON nor a JWE",
            "innholdet er ren tekst, verken JSON eller en JWE",
        ),
        Fault::PartCount(found) => Text::new(
            format!("the body is not a whole JWE: it has {found} parts instead of five"),
            format!("innholdet er ikke en hel JWE: det har {found} deler i stedet for fem"),
        ),
        Fault::NotBase64url(part) => {
            let part = part.name();
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
            let part = part.name();
            Text::new(
                format!("the {} has {found} bytes instead of {expected}", part.en),
                format!("{} har {found} byte i stedet for {expected}", part.nb),
            )
        }
        Fault::HeaderNotJson => Text::new(
            "the JWE header is not a JSON object",
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
        Fault::Wrapping { alg, found } => wrapping(alg, found),
        Fault::ContentKey {
            enc,
            expected,
            found,
        } => content_key(enc, *expected, *found),
        Fault::Altered => Text::new(
            "the content of the JWE does not match its authentication tag",
            "innholdet i JWE-en stemmer ikke med autentiseringsmerket",
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

fn wrapping(alg: &str, found: &str) -> Text {
    Text::new(
        format!(
            "the content key of the JWE was encrypted with {found}, and its header says alg {alg:?}"
        ),
        format!(
            "innholdsnøkkelen i JWE-en er kryptert med {found}, og headeren oppgir alg {alg:?}"
        ),
    )
}

fn content_key(enc: &str, expected: usize, found: usize) -> Text {
    Text::new(
        format!(
            "the content key of the JWE has {found} bytes, and the enc {enc:?} of its header has {expected}"
        ),
        format!(
            "innholdsnøkkelen i JWE-en har {found} byte, og enc {enc:?} i headeren har {expected}"
        ),
    )
}
