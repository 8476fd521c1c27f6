//! The outer form: five base64url parts of the right lengths, under the right media type.

use wire::jose::strict;

use crate::answer::Part;
use crate::check::jwe::{header, parts, text};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;
use crate::open::bare;

checks! {
    "jwe-compact": Answer(compact, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "the body is exactly five parts of base64url without padding",
        "innholdet er nøyaktig fem deler i base64url uten utfylling";
    "jwe-media-type": Answer(media_type, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "an encrypted answer has the media type application/jose",
        "et kryptert svar har medietypen application/jose";
    "jwe-part-lengths": Answer(part_lengths, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "initialization vector and authentication tag have the lengths of the content encryption",
        "initialiseringsvektor og autentiseringsmerke har lengdene som hører til krypteringen";
}

observations! {
    /// A body that is no text.
    BODY_NOT_TEXT = "jwe-body-not-text" {
        observed: "the body is not text", "innholdet er ikke tekst";
        expected: "five base64url parts without padding", "fem deler i base64url uten utfylling";
    }
    /// Another number of parts than five.
    PART_COUNT = "jwe-part-count" {
        observed: "the answer has the wrong number of parts", "svaret har feil antall deler";
        expected: "five base64url parts without padding", "fem deler i base64url uten utfylling";
    }
    /// A part that is empty or not base64url.
    PART_NOT_BASE64URL = "jwe-part-not-base64url" {
        observed: "the {part} is empty or not base64url without padding", "{part} er tom eller ikke base64url uten utfylling";
        expected: "five base64url parts without padding", "fem deler i base64url uten utfylling";
    }
    /// Another media type than `application/jose`.
    JWE_MEDIA_TYPE = "jwe-media-type-differs" {
        observed: "the encrypted answer has the wrong media type", "det krypterte svaret har feil medietype";
        expected: "application/jose", "application/jose";
    }
    /// A part of another length than the algorithm's.
    PART_LENGTH = "jwe-part-length" {
        observed: "the {part} does not have the length that {enc} requires", "{part} har ikke lengden som {enc} krever";
        expected: "{length} bytes", "{length} byte";
    }
}

/// The media type of a compact JWE in this API.
const MEDIA_TYPE: &str = "application/jose";

/// RFC 7516, 3.1 and 7.1. Quotation marks, white space and a byte order mark around the parts have rules of their own.
fn compact(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Ok(received) = &seen.exchange.outcome else {
        return Judged::nothing();
    };
    seen.judged(match bare(&received.body) {
        Some(body) => compact_fault(body),
        None => Some(Finding::breach(&BODY_NOT_TEXT)),
    })
}

fn compact_fault(body: &str) -> Option<Finding> {
    let parts: Vec<&str> = body.split('.').collect();
    if parts.len() != Part::ALL.len() {
        return Some(Finding::breach(&PART_COUNT).received(parts.len().to_string()));
    }
    let fault = |part: &str| part.is_empty() || strict::base64url(part).is_err();
    let (part, _) = Part::ALL.iter().zip(parts).find(|(_, text)| fault(text))?;
    Some(Finding::breach(&PART_NOT_BASE64URL).with("part", part.name()))
}

/// The technical specification, answers 200.
fn media_type(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    if parts(&seen).is_none() {
        return Judged::nothing();
    }
    let found = seen.answer.media_type.as_deref();
    seen.judged((found != Some(MEDIA_TYPE)).then(|| {
        Finding::breach(&JWE_MEDIA_TYPE)
            .received(found.unwrap_or(NOTHING))
            .at("header:Content-Type")
    }))
}

/// RFC 7518, 5.
fn part_lengths(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let (Some(header), Some(parts)) = (header(&seen), parts(&seen)) else {
        return Judged::nothing();
    };
    let enc = text(&header, "enc").unwrap_or_default();
    let Some((vector, tag)) = lengths(enc) else {
        return Judged::nothing();
    };
    let expected = [(Part::Vector, vector), (Part::Tag, tag)];
    seen.judged(expected.into_iter().filter_map(|(part, length)| {
        let found = parts
            .get(part as usize)
            .and_then(|part| strict::base64url(part).ok())
            .map_or(0, |bytes| bytes.len());
        (found != length).then(|| {
            Finding::breach(&PART_LENGTH)
                .with("part", part.name())
                .with("enc", enc)
                .with("length", length)
                .received(found.to_string())
        })
    }))
}

/// Bytes of the initialization vector and of the tag.
fn lengths(content_encryption: &str) -> Option<(usize, usize)> {
    match content_encryption {
        "A128CBC-HS256" => Some((16, 16)),
        "A192CBC-HS384" => Some((16, 24)),
        "A256CBC-HS512" => Some((16, 32)),
        "A128GCM" | "A192GCM" | "A256GCM" => Some((12, 16)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing};
    use crate::check::jwe::fixture::{body, judged, opened, sent, usual_header};

    fn about(check: crate::check::AnswerCheck, body: &str) -> Judged {
        ask(check, &sent(body), &opened(usual_header(), json!({})), &[])
    }

    #[test]
    fn five_parts_are_compact() {
        assert_conforms(&about(compact, &body(&usual_header())));
    }

    #[test]
    fn four_parts_are_not_compact() {
        let four = body(&usual_header())
            .rsplit_once('.')
            .expect("a full stop")
            .0
            .to_owned();
        assert_breach(&about(compact, &four), &PART_COUNT);
    }

    #[test]
    fn padding_is_not_compact() {
        assert_breach(
            &about(compact, &format!("{}==", body(&usual_header()))),
            &PART_NOT_BASE64URL,
        );
    }

    #[test]
    fn json_serialization_is_not_compact() {
        assert_breach(
            &about(compact, r#"{"protected":"x","recipients":[]}"#),
            &PART_COUNT,
        );
    }

    #[test]
    fn a_line_break_after_the_answer_has_a_rule_of_its_own() {
        assert_conforms(&about(compact, &format!("{}\n", body(&usual_header()))));
    }

    #[test]
    fn application_jose_is_the_media_type() {
        assert_conforms(&judged(media_type, &usual_header()));
    }

    #[test]
    fn another_media_type_breaches() {
        let mut answer = opened(usual_header(), json!({}));
        answer.media_type = Some("application/json".into());
        assert_breach(
            &ask(media_type, &sent(&body(&usual_header())), &answer, &[]),
            &JWE_MEDIA_TYPE,
        );
    }

    #[test]
    fn lengths_of_the_algorithm_conform() {
        assert_conforms(&judged(part_lengths, &usual_header()));
    }

    #[test]
    fn lengths_of_another_algorithm_breach() {
        assert_breach(
            &judged(part_lengths, &json!({"alg": "RSA-OAEP", "enc": "A256GCM"})),
            &PART_LENGTH,
        );
    }

    #[test]
    fn lengths_of_an_unknown_algorithm_are_not_judged() {
        assert_nothing(&judged(
            part_lengths,
            &json!({"alg": "RSA-OAEP", "enc": "none"}),
        ));
    }
}
