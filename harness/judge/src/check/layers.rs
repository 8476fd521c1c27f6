//! The layers that have no document: content coding, media type in clear, and what is tolerated around a body.

use crate::answer::{Content, Remark};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::exchange::{CodingFault, Received};
use crate::finding::{Finding, NOTHING, Observation};
use crate::observations;
use crate::open::remarks;

checks! {
    "answer-uncoded": Answer(uncoded, Evidence::Kept), NEEDS_ANSWER_WITH_BODY,
        "the answer has no content coding, as none was asked for",
        "svaret har ingen innholdskoding, siden det ikke ble bedt om noen";
    "answer-coded-as-said": Answer(coded_as_said, Evidence::Coding), NEEDS_ANSWER_WITH_BODY,
        "the body is in the content coding that the answer names, and HTTP knows it",
        "innholdet er i den innholdskodingen svaret navngir, og HTTP kjenner den";
    "answer-clear-media-type": Answer(clear_media_type, Evidence::Kept), NEEDS_CLEAR_ANSWER,
        "JSON in clear has the media type application/json",
        "JSON i klartekst har medietypen application/json";
    "answer-no-byte-order-mark": Answer(no_byte_order_mark, Evidence::WireForm), NEEDS_ANSWER_WITH_BODY,
        "the body does not begin with a byte order mark",
        "innholdet begynner ikke med et byterekkefølgemerke";
    "jwe-unquoted": Answer(unquoted, Evidence::WireForm), NEEDS_ANSWER_WITH_BODY,
        "the JWE is the whole body, not a JSON text that holds it",
        "JWE-en er hele innholdet, ikke en JSON-tekst som inneholder den";
    "jwe-no-white-space": Answer(no_white_space, Evidence::WireForm), NEEDS_ANSWER_WITH_BODY,
        "there is no white space around the JWE",
        "det er ikke mellomrom eller linjeskift rundt JWE-en";
}

observations! {
    /// A coding that was not asked for.
    CODED_UNASKED = "content-coding-not-asked-for" {
        observed: "the answer has a content coding though none was asked for", "svaret har en innholdskoding selv om det ikke ble bedt om noen";
        expected: "no Content-Encoding", "ingen Content-Encoding";
    }
    /// A coding that is not known.
    CODING_UNKNOWN = "content-coding-unknown" {
        observed: "the answer names a content coding that cannot be read", "svaret navngir en innholdskoding som ikke kan leses";
        expected: "no Content-Encoding", "ingen Content-Encoding";
    }
    /// Another coding than the header names, or none.
    NOT_CODED = "content-coding-not-applied" {
        observed: "the body is not in the content coding that the answer names", "innholdet er ikke i den innholdskodingen svaret navngir";
        expected: "no Content-Encoding", "ingen Content-Encoding";
    }
    /// JSON in clear under another media type.
    CLEAR_MEDIA_TYPE = "clear-media-type-differs" {
        observed: "the answer in clear has another media type", "svaret i klartekst har en annen medietype";
        expected: "application/json", "application/json";
    }
    /// A byte order mark.
    BYTE_ORDER_MARK = "byte-order-mark" {
        observed: "the body begins with a byte order mark", "innholdet begynner med et byterekkefølgemerke (BOM)";
    }
    /// Quotation marks.
    QUOTED = "jwe-quoted" {
        observed: "the JWE is between quotation marks", "JWE-en er satt i anførselstegn";
    }
    /// White space.
    WHITE_SPACE = "jwe-white-space" {
        observed: "there is white space around the JWE", "det er mellomrom eller linjeskift rundt JWE-en";
    }
}

/// What a check can find in an answer that was received.
fn of_received(seen: Seen<'_>, judge: impl FnOnce(&Received) -> Option<Finding>) -> Judged {
    match &seen.exchange.outcome {
        Ok(received) => seen.judged(judge(received)),
        Err(_) => Judged::nothing(),
    }
}

/// RFC 9110, 12.5.3: `identity` was asked for.
fn uncoded(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    of_received(seen, |received| {
        let coding = received.codings.undone.first()?;
        Some(coded(&CODED_UNASKED, coding.name()))
    })
}

/// RFC 9110, 8.4.
fn coded_as_said(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    of_received(seen, |received| {
        Some(match received.codings.fault.as_ref()? {
            CodingFault::Unknown(name) => coded(&CODING_UNKNOWN, name),
            CodingFault::NotCoded(coding) => coded(&NOT_CODED, coding.name()),
        })
    })
}

fn coded(what: &Observation, coding: &str) -> Finding {
    Finding::breach(what)
        .received(coding)
        .at("header:Content-Encoding")
}

/// The technical specification, answers 200.
fn clear_media_type(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let is_clear = matches!(seen.answer.content, Content::Clear { .. });
    if seen.answer.status != 200 || !is_clear {
        return Judged::nothing();
    }
    let found = seen.answer.media_type.as_deref();
    seen.judged((found != Some("application/json")).then(|| {
        Finding::breach(&CLEAR_MEDIA_TYPE)
            .received(found.unwrap_or(NOTHING))
            .at("header:Content-Type")
    }))
}

/// RFC 8259, 8.1; RFC 7516, 7.1.
fn no_byte_order_mark(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    unremarked(seen, &Remark::ByteOrderMark, &BYTE_ORDER_MARK)
}

/// RFC 7516, 7.1.
fn unquoted(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    unremarked(seen, &Remark::Quoted, &QUOTED)
}

/// RFC 7516, 7.1.
fn no_white_space(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    unremarked(seen, &Remark::SurroundingWhiteSpace, &WHITE_SPACE)
}

fn unremarked(seen: Seen<'_>, remark: &Remark, what: &Observation) -> Judged {
    match &seen.exchange.outcome {
        Ok(received) if !received.body.is_empty() => {
            let found = remarks(received).contains(remark);
            seen.judged(found.then(|| Finding::breach(what)))
        }
        Ok(_) | Err(_) => Judged::nothing(),
    }
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
        assert_breach(&ask(uncoded, &exchange, &clear(None), &[]), &CODED_UNASKED);
    }

    #[test]
    fn a_body_that_is_not_coded_as_said_breaches_its_own_rule_alone() {
        let mut exchange = exchange(200, "application/jose", JWE.as_bytes());
        if let Ok(received) = &mut exchange.outcome {
            received.codings.fault = Some(CodingFault::NotCoded(Coding::Gzip));
        }
        assert_breach(
            &ask(coded_as_said, &exchange, &clear(None), &[]),
            &NOT_CODED,
        );
        assert_conforms(&ask(uncoded, &exchange, &clear(None), &[]));
    }

    #[test]
    fn quotation_marks_breach_their_own_rule_alone() {
        let quoted = format!("\"{JWE}\"");
        assert_breach(&about(unquoted, &quoted), &QUOTED);
        assert_conforms(&about(no_white_space, &quoted));
    }

    #[test]
    fn a_line_break_breaches_its_own_rule_alone() {
        let ended = format!("{JWE}\r\n");
        assert_breach(&about(no_white_space, &ended), &WHITE_SPACE);
        assert_conforms(&about(unquoted, &ended));
    }

    #[test]
    fn a_byte_order_mark_breaches_its_own_rule_alone() {
        let marked = format!("\u{feff}{JWE}");
        assert_breach(&about(no_byte_order_mark, &marked), &BYTE_ORDER_MARK);
        assert_conforms(&about(no_white_space, &marked));
    }

    #[test]
    fn json_in_clear_without_a_media_type_breaches() {
        let exchange = exchange(200, "", b"{}");
        assert_breach(
            &ask(clear_media_type, &exchange, &clear(None), &[]),
            &CLEAR_MEDIA_TYPE,
        );
        assert_conforms(&ask(
            clear_media_type,
            &exchange,
            &clear(Some("application/json")),
            &[],
        ));
    }
}
