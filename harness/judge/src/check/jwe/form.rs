//! The outer form: five base64url parts of the right lengths, under the right media type.

use wire::jose::strict;

use crate::check::jwe::{header, needed, parts, text};
use crate::check::{Grounds, Judged, Seen};
use crate::finding::Finding;
use crate::open::bare;
use pack::text::Text;

/// The media type of a compact JWE in this API.
const MEDIA_TYPE: &str = "application/jose";

/// The body is exactly five parts of base64url without padding (RFC 7516, 3.1 and 7.1). Quotation marks, white space and
/// a byte order mark around them have rules of their own.
pub fn compact(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Ok(received) = &seen.exchange.outcome else {
        return Judged::nothing(needed());
    };
    let fault = match bare(&received.body) {
        Some(body) => compact_fault(body),
        None => Some(Text::new(
            "The body is no text.",
            "Innholdet er ikke tekst.",
        )),
    };
    let findings = fault
        .map(|what| {
            Finding::breach(what)
                .expected(Text::new(
                    "five base64url parts without padding",
                    "fem deler i base64url uten utfylling",
                ))
                .in_exchange(seen.exchange.id)
        })
        .into_iter()
        .collect();
    Judged::of(1, findings)
}

fn compact_fault(body: &str) -> Option<Text> {
    let parts: Vec<&str> = body.split('.').collect();
    if parts.len() != 5 {
        return Some(Text::new(
            format!("The answer has {} parts instead of five.", parts.len()),
            format!("Svaret har {} deler i stedet for fem.", parts.len()),
        ));
    }
    let names = [
        "header",
        "encrypted key",
        "initialization vector",
        "ciphertext",
        "authentication tag",
    ];
    parts.iter().zip(names).find_map(|(part, name)| {
        (part.is_empty() || strict::base64url(part).is_err()).then(|| {
            Text::new(
                format!("The {name} is empty or not base64url without padding."),
                format!("Delen «{name}» er tom eller ikke base64url uten utfylling."),
            )
        })
    })
}

/// An encrypted answer has the media type `application/jose` (the technical specification, answers 200).
pub fn media_type(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    if parts(&seen).is_none() {
        return Judged::nothing(needed());
    }
    let found = seen.answer.media_type.as_deref();
    if found == Some(MEDIA_TYPE) {
        return Judged::of(1, Vec::new());
    }
    let finding = Finding::breach(Text::new(
        "The encrypted answer has another media type.",
        "Det krypterte svaret har en annen medietype.",
    ))
    .expected(Text::same(MEDIA_TYPE))
    .received(found.unwrap_or_default())
    .at("header:Content-Type")
    .in_exchange(seen.exchange.id);
    Judged::of(1, vec![finding])
}

/// Initialization vector and authentication tag have the lengths of the content encryption (RFC 7518, 5).
pub fn part_lengths(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let (Some(header), Some(parts)) = (header(&seen), parts(&seen)) else {
        return Judged::nothing(needed());
    };
    let Some((vector, tag)) = text(&header, "enc").and_then(lengths) else {
        return Judged::nothing(needed());
    };
    let expected = [
        ("initialization vector", 2, vector),
        ("authentication tag", 4, tag),
    ];
    let findings = expected
        .into_iter()
        .filter_map(|(name, index, length)| {
            let found = parts
                .get(index)
                .and_then(|part| strict::base64url(part).ok())
                .map_or(0, |bytes| bytes.len());
            (found != length).then(|| {
                Finding::breach(Text::new(
                    format!("The {name} has {found} bytes instead of {length}."),
                    format!("Delen «{name}» har {found} byte i stedet for {length}."),
                ))
                .in_exchange(seen.exchange.id)
            })
        })
        .collect();
    Judged::of(2, findings)
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
        assert_breach(&about(compact, &four), "4 parts");
    }

    #[test]
    fn padding_is_not_compact() {
        assert_breach(
            &about(compact, &format!("{}==", body(&usual_header()))),
            "base64url",
        );
    }

    #[test]
    fn json_serialization_is_not_compact() {
        assert_breach(
            &about(compact, r#"{"protected":"x","recipients":[]}"#),
            "parts instead of five",
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
            "media type",
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
            "16 bytes instead of 12",
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
