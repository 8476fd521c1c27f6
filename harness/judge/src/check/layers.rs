//! The layers that have no document: content coding, media type in clear, and what is tolerated around a body.

use crate::answer::{Content, Remark};
use crate::check::{Grounds, Judged, Seen};
use crate::exchange::CodingFault;
use crate::finding::Finding;
use crate::open::remarks;
use pack::text::Text;

/// An answer comes in the content coding that was asked for: `identity` (RFC 9110, 12.5.3).
pub fn uncoded(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Ok(received) = &seen.exchange.outcome else {
        return Judged::nothing(needed());
    };
    let coding = received.codings.undone.first();
    let findings = coding
        .map(|coding| {
            coded(
                seen,
                Text::new(
                    "The answer has a content coding though none was asked for.",
                    "Svaret har en innholdskoding selv om det ikke ble bedt om noen.",
                ),
                coding.name(),
            )
        })
        .into_iter()
        .collect();
    Judged::of(1, findings)
}

/// A body is in the content coding that the header names, and in one that HTTP knows (RFC 9110, 8.4).
pub fn coded_as_said(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Ok(received) = &seen.exchange.outcome else {
        return Judged::nothing(needed());
    };
    let findings = received
        .codings
        .fault
        .as_ref()
        .map(|fault| match fault {
            CodingFault::Unknown(name) => coded(
                seen,
                Text::new(
                    "The answer names a content coding that cannot be read.",
                    "Svaret navngir en innholdskoding som ikke kan leses.",
                ),
                name,
            ),
            CodingFault::NotCoded(coding) => coded(
                seen,
                Text::new(
                    "The body is not in the content coding that the answer names.",
                    "Innholdet er ikke i den innholdskodingen svaret navngir.",
                ),
                coding.name(),
            ),
        })
        .into_iter()
        .collect();
    Judged::of(1, findings)
}

fn coded(seen: Seen<'_>, what: Text, coding: &str) -> Finding {
    Finding::breach(what)
        .expected(Text::new("no Content-Encoding", "ingen Content-Encoding"))
        .received(coding)
        .at("header:Content-Encoding")
        .in_exchange(seen.exchange.id)
}

/// JSON in clear has the media type `application/json`.
pub fn clear_media_type(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    if !matches!(seen.answer.content, Content::Clear { .. }) {
        return Judged::nothing(Text::new(
            "needs an answer in clear",
            "krever et svar i klartekst",
        ));
    }
    let found = seen.answer.media_type.as_deref();
    if found == Some("application/json") {
        return Judged::of(1, Vec::new());
    }
    let finding = Finding::breach(Text::new(
        "The answer in clear has another media type.",
        "Svaret i klartekst har en annen medietype.",
    ))
    .expected(Text::same("application/json"))
    .received(found.unwrap_or("—"))
    .at("header:Content-Type")
    .in_exchange(seen.exchange.id);
    Judged::of(1, vec![finding])
}

/// A body begins with its first character: no byte order mark (RFC 8259, 8.1; RFC 7516, 7.1).
pub fn no_byte_order_mark(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    unremarked(
        seen,
        &Remark::ByteOrderMark,
        Text::new(
            "The body begins with a byte order mark.",
            "Innholdet begynner med et byterekkefølgemerke (BOM).",
        ),
    )
}

/// A JWE is the whole body, not a JSON text that holds it (RFC 7516, 7.1).
pub fn unquoted(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    unremarked(
        seen,
        &Remark::Quoted,
        Text::new(
            "The JWE is between quotation marks.",
            "JWE-en står mellom anførselstegn.",
        ),
    )
}

/// A JWE is the whole body, without white space around it (RFC 7516, 7.1).
pub fn no_white_space(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    unremarked(
        seen,
        &Remark::SurroundingWhiteSpace,
        Text::new(
            "There is white space around the JWE.",
            "Det er mellomrom eller linjeskift rundt JWE-en.",
        ),
    )
}

fn unremarked(seen: Seen<'_>, remark: &Remark, what: Text) -> Judged {
    let Ok(received) = &seen.exchange.outcome else {
        return Judged::nothing(needed());
    };
    if received.body.is_empty() {
        return Judged::nothing(needed());
    }
    let findings = if remarks(received).contains(remark) {
        vec![Finding::breach(what).in_exchange(seen.exchange.id)]
    } else {
        Vec::new()
    };
    Judged::of(1, findings)
}

fn needed() -> Text {
    Text::new("needs an answer with a body", "krever et svar med innhold")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::Answer;
    use crate::check::AnswerCheck;
    use crate::check::fixture::{ask, assert_breach, assert_conforms, exchange};
    use crate::exchange::Coding;

    const JWE: &str = "e30.AA.AA.AA.AA";

    fn clear(media_type: Option<&str>) -> Answer {
        Answer {
            status: 200,
            media_type: media_type.map(str::to_owned),
            repeats: None,
            content: Content::Clear {
                document: json!({}),
            },
        }
    }

    fn about(check: AnswerCheck, body: &str) -> Judged {
        let exchange = exchange(200, "application/jose", body.as_bytes());
        ask(check, &exchange, &clear(None), &[])
    }

    #[test]
    fn a_plain_jwe_keeps_every_rule() {
        for check in [
            uncoded,
            coded_as_said,
            no_byte_order_mark,
            unquoted,
            no_white_space,
        ] {
            assert_conforms(&about(check, JWE));
        }
    }

    #[test]
    fn a_coding_that_was_undone_breaches_its_own_rule() {
        let mut exchange = exchange(200, "application/jose", JWE.as_bytes());
        if let Ok(received) = &mut exchange.outcome {
            received.codings.undone = vec![Coding::Gzip];
        }
        assert_breach(
            &ask(uncoded, &exchange, &clear(None), &[]),
            "content coding",
        );
    }

    #[test]
    fn a_body_that_is_not_coded_as_said_breaches_its_own_rule_alone() {
        let mut exchange = exchange(200, "application/jose", JWE.as_bytes());
        if let Ok(received) = &mut exchange.outcome {
            received.codings.fault = Some(CodingFault::NotCoded(Coding::Gzip));
        }
        assert_breach(
            &ask(coded_as_said, &exchange, &clear(None), &[]),
            "not in the content coding",
        );
        assert_conforms(&ask(uncoded, &exchange, &clear(None), &[]));
    }

    #[test]
    fn quotation_marks_breach_their_own_rule_alone() {
        let quoted = format!("\"{JWE}\"");
        assert_breach(&about(unquoted, &quoted), "quotation marks");
        assert_conforms(&about(no_white_space, &quoted));
    }

    #[test]
    fn a_line_break_breaches_its_own_rule_alone() {
        let ended = format!("{JWE}\r\n");
        assert_breach(&about(no_white_space, &ended), "white space");
        assert_conforms(&about(unquoted, &ended));
    }

    #[test]
    fn a_byte_order_mark_breaches_its_own_rule_alone() {
        let marked = format!("\u{feff}{JWE}");
        assert_breach(&about(no_byte_order_mark, &marked), "byte order mark");
        assert_conforms(&about(no_white_space, &marked));
    }

    #[test]
    fn json_in_clear_without_a_media_type_breaches() {
        let exchange = exchange(200, "", b"{}");
        assert_breach(
            &ask(clear_media_type, &exchange, &clear(None), &[]),
            "media type",
        );
        assert_conforms(&ask(
            clear_media_type,
            &exchange,
            &clear(Some("application/json")),
            &[],
        ));
    }
}
