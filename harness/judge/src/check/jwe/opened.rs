//! The answer opens with the agency's key, and what is inside is a JSON object.

use crate::answer::{Content, Fault, Layer};
use crate::check::jwe::parts;
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::expectation::fault;
use crate::finding::Finding;
use crate::observations;

checks! {
    "jwe-decrypts": Answer(decrypts, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "the answer opens with the key of the certificate that the agency has in CertPub",
        "svaret lar seg åpne med nøkkelen til sertifikatet som etaten har i CertPub";
    "jwe-payload": Answer(payload, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "inside the encryption is one JSON object",
        "det krypterte innholdet er ett JSON-objekt";
}

observations! {
    /// Clear text.
    ANSWER_IN_CLEAR = "jwe-answer-in-clear" {
        observed: "the answer is in clear", "svaret er i klartekst";
        expected: "a JWE for the agency's key", "en JWE for etatens nøkkel";
    }
    /// No body.
    ANSWER_EMPTY = "jwe-answer-empty" {
        observed: "the answer is empty", "svaret er tomt";
        expected: "a JWE for the agency's key", "en JWE for etatens nøkkel";
    }
    /// Something in the header that every reader has to refuse.
    NOT_OPENED_BY_ANY = "jwe-answer-opened-by-nobody" {
        observed: "no agency can open the answer", "ingen etat kan åpne svaret";
        expected: "a JWE for the agency's key", "en JWE for etatens nøkkel";
    }
    /// For another key.
    ANSWER_NOT_DECRYPTED = "jwe-answer-not-decrypted" {
        observed: "the answer does not open with the agency's key", "svaret lar seg ikke åpne med etatens nøkkel";
        expected: "a JWE for the agency's key", "en JWE for etatens nøkkel";
    }
    /// For the agency's key, by another algorithm than the header says.
    ANSWER_ALGORITHM_WRONG = "jwe-answer-algorithm-wrong" {
        observed: "the answer is not encrypted with the algorithms that its header names", "svaret er ikke kryptert med algoritmene som headeren oppgir";
        expected: "alg and enc as the answer was encrypted", "alg og enc slik svaret ble kryptert";
    }
    /// Something else than an object.
    PAYLOAD_NOT_OBJECT = "jwe-payload-not-object" {
        observed: "the encrypted content is not a JSON object", "det krypterte innholdet er ikke et JSON-objekt";
        expected: "one JSON object", "ett JSON-objekt";
    }
}

fn decrypts(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    seen.judged(match &seen.answer.content {
        Content::Encrypted { .. } => None,
        Content::Clear { .. } => Some(Finding::breach(&ANSWER_IN_CLEAR)),
        Content::Empty => Some(Finding::breach(&ANSWER_EMPTY)),
        Content::Unreadable(unreadable) => {
            let breach = |what| Finding::breach(what).received(fault(&unreadable.fault).en);
            match &unreadable.fault {
                Fault::NotOurKey | Fault::Altered => Some(breach(&ANSWER_NOT_DECRYPTED)),
                Fault::Wrapping { .. } | Fault::ContentKey { .. } => {
                    Some(breach(&ANSWER_ALGORITHM_WRONG))
                }
                // Who does not know the extension or the compression must refuse it (RFC 7516, 4.1.3 and 4.1.13).
                Fault::HeaderMember(_) | Fault::Compression(_) => Some(breach(&NOT_OPENED_BY_ANY)),
                // It opened; what is inside is for another rule.
                Fault::NotUtf8(_) | Fault::NotJson(_) if parts(&seen).is_some() => None,
                // Earlier layers have rules of their own.
                Fault::TooLong(_)
                | Fault::TooLarge(_)
                | Fault::CodingUnknown(_)
                | Fault::NotCoded(_)
                | Fault::Html
                | Fault::Xml
                | Fault::PlainText
                | Fault::PartCount(_)
                | Fault::NotBase64url(_)
                | Fault::JweJsonSerialization
                | Fault::Length { .. }
                | Fault::HeaderNotJson
                | Fault::Algorithm { .. }
                | Fault::NotUtf8(_)
                | Fault::NotJson(_) => return Judged::nothing(),
            }
        }
    })
}

fn payload(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let found = match &seen.answer.content {
        Content::Encrypted { document, .. } if document.is_object() => None,
        Content::Encrypted { document, .. } => {
            Some(document.to_string().chars().take(80).collect())
        }
        Content::Unreadable(unreadable)
            if unreadable.layer == Layer::Json && parts(&seen).is_some() =>
        {
            Some(fault(&unreadable.fault).en)
        }
        Content::Unreadable(_) | Content::Clear { .. } | Content::Empty => {
            return Judged::nothing();
        }
    };
    seen.judged(found.map(|found: String| Finding::breach(&PAYLOAD_NOT_OBJECT).received(found)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::Answer;
    use crate::check::fixture::{ask, assert_breach, assert_conforms};
    use crate::check::jwe::fixture::{body, opened, sent, usual_header};

    fn with(content: Content) -> Answer {
        Answer {
            status: 200,
            media_type: Some("application/jose".into()),
            repeats: None,
            content,
        }
    }

    #[test]
    fn an_opened_answer_conforms() {
        assert_conforms(&ask(
            decrypts,
            &sent(&body(&usual_header())),
            &opened(usual_header(), json!({})),
            &[],
        ));
    }

    #[test]
    fn an_answer_for_another_key_breaches() {
        let answer = with(Content::Unreadable(Fault::NotOurKey.into()));
        assert_breach(
            &ask(decrypts, &sent(&body(&usual_header())), &answer, &[]),
            &ANSWER_NOT_DECRYPTED,
        );
    }

    #[test]
    fn clear_text_breaches() {
        let answer = with(Content::Clear {
            document: json!({}),
        });
        assert_breach(&ask(decrypts, &sent("{}"), &answer, &[]), &ANSWER_IN_CLEAR);
    }

    #[test]
    fn an_object_inside_conforms() {
        assert_conforms(&ask(
            payload,
            &sent(""),
            &opened(usual_header(), json!({"accounts": []})),
            &[],
        ));
    }

    #[test]
    fn a_text_inside_breaches() {
        assert_breach(
            &ask(
                payload,
                &sent(""),
                &opened(usual_header(), json!("eyJ")),
                &[],
            ),
            &PAYLOAD_NOT_OBJECT,
        );
    }
}
