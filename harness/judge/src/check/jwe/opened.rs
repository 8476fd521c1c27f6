//! The answer opens with the agency's key, and what is inside is a JSON object.

use crate::answer::{Content, Fault, Layer};
use crate::check::jwe::{needed, parts};
use crate::check::{Grounds, Judged, Seen};
use crate::expectation::fault;
use crate::finding::Finding;
use pack::text::Text;

/// The answer is encrypted to the certificate that the agency has in `CertPub`: it opens with that key.
pub fn decrypts(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let (what, got) = match &seen.answer.content {
        Content::Encrypted { .. } => return Judged::of(1, Vec::new()),
        Content::Clear { .. } => (
            Text::new("The answer is in clear text.", "Svaret er i klartekst."),
            String::new(),
        ),
        Content::Empty => (
            Text::new("The answer is empty.", "Svaret er tomt."),
            String::new(),
        ),
        Content::Unreadable(unreadable) => match &unreadable.fault {
            Fault::NotOurKey | Fault::Altered => (
                Text::new(
                    "The answer does not open with the agency's key.",
                    "Svaret lar seg ikke åpne med etatens nøkkel.",
                ),
                fault(&unreadable.fault).en,
            ),
            // A reader that does not know the extension or the compression must refuse it (RFC 7516, 4.1.3 and 4.1.13).
            Fault::HeaderMember(_) | Fault::Compression(_) => (
                Text::new(
                    "No agency can open the answer.",
                    "Ingen etat kan åpne svaret.",
                ),
                fault(&unreadable.fault).en,
            ),
            // It opened; what is inside is for another rule.
            Fault::NotUtf8(_) | Fault::NotJson(_) if parts(&seen).is_some() => {
                return Judged::of(1, Vec::new());
            }
            // Earlier layers have rules of their own.
            Fault::TooLong(_)
            | Fault::TooLarge(_)
            | Fault::CodingUnknown(_)
            | Fault::NotCoded(_)
            | Fault::Html
            | Fault::Xml
            | Fault::PartCount(_)
            | Fault::NotBase64url(_)
            | Fault::JweJsonSerialization
            | Fault::Length { .. }
            | Fault::HeaderNotJson
            | Fault::Algorithm { .. }
            | Fault::NotUtf8(_)
            | Fault::NotJson(_) => return Judged::nothing(needed()),
        },
    };
    let mut finding = Finding::breach(what).in_exchange(seen.exchange.id);
    if !got.is_empty() {
        finding = finding.received(got);
    }
    Judged::of(1, vec![finding])
}

/// Inside the encryption is one JSON object.
pub fn payload(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let document = match &seen.answer.content {
        Content::Encrypted { document, .. } => document,
        Content::Unreadable(unreadable)
            if unreadable.layer == Layer::Json && parts(&seen).is_some() =>
        {
            let finding = Finding::breach(Text::new(
                "The encrypted content is no JSON object.",
                "Det krypterte innholdet er ikke et JSON-objekt.",
            ))
            .received(fault(&unreadable.fault).en)
            .in_exchange(seen.exchange.id);
            return Judged::of(1, vec![finding]);
        }
        Content::Unreadable(_) | Content::Clear { .. } | Content::Empty => {
            return Judged::nothing(needed());
        }
    };
    if document.is_object() {
        return Judged::of(1, Vec::new());
    }
    let finding = Finding::breach(Text::new(
        "The encrypted content is no JSON object.",
        "Det krypterte innholdet er ikke et JSON-objekt.",
    ))
    .received(document.to_string().chars().take(80).collect::<String>())
    .in_exchange(seen.exchange.id);
    Judged::of(1, vec![finding])
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
            "does not open",
        );
    }

    #[test]
    fn clear_text_breaches() {
        let answer = with(Content::Clear {
            document: json!({}),
        });
        assert_breach(&ask(decrypts, &sent("{}"), &answer, &[]), "clear text");
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
            "no JSON object",
        );
    }
}
