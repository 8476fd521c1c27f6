//! Two answers share neither content key nor initialization vector (RFC 7516, 5.1).

use crate::answer::Content;
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, Observation};
use crate::observations;

checks! {
    "jwe-fresh-content-key": Answer(fresh_content_key, Evidence::ContentKey), NEEDS_ENCRYPTED_ANSWER,
        "no content key serves two answers",
        "ingen innholdsnøkkel brukes til to svar";
    "jwe-fresh-vector": Answer(fresh_vector, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "no initialization vector serves two answers",
        "ingen initialiseringsvektor brukes til to svar";
}

observations! {
    /// One content key for two answers.
    CONTENT_KEY_REUSED = "jwe-content-key-reused" {
        observed: "two answers are encrypted with the same content key", "to svar er kryptert med samme innholdsnøkkel";
        expected: "a new content key for each answer", "en ny innholdsnøkkel for hvert svar";
    }
    /// One initialization vector for two answers.
    VECTOR_REUSED = "jwe-vector-reused" {
        observed: "two answers have the same initialization vector", "to svar har samme initialiseringsvektor";
        expected: "a new initialization vector for each answer", "en ny initialiseringsvektor for hvert svar";
    }
}

fn fresh_content_key(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    compare(seen, earlier, digest, &CONTENT_KEY_REUSED)
}

fn fresh_vector(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    compare(seen, earlier, vector, &VECTOR_REUSED)
}

fn digest<'a>(seen: &Seen<'a>) -> Option<&'a str> {
    match &seen.answer.content {
        Content::Encrypted {
            content_key_digest, ..
        } => content_key_digest.as_deref(),
        Content::Clear { .. } | Content::Empty | Content::Unreadable(_) => None,
    }
}

fn vector<'a>(seen: &Seen<'a>) -> Option<&'a str> {
    match &seen.answer.content {
        Content::Encrypted { iv, .. } => Some(iv),
        Content::Clear { .. } | Content::Empty | Content::Unreadable(_) => None,
    }
}

fn compare(
    seen: Seen<'_>,
    earlier: &[Seen<'_>],
    value: for<'a> fn(&Seen<'a>) -> Option<&'a str>,
    reused: &Observation,
) -> Judged {
    let before: Vec<&str> = earlier.iter().filter_map(value).collect();
    let (Some(now), false) = (value(&seen), before.is_empty()) else {
        return Judged::nothing();
    };
    seen.judged(before.contains(&now).then(|| Finding::breach(reused)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::Answer;
    use crate::check::AnswerCheck;
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing};
    use crate::check::jwe::fixture::{body, opened, sent, usual_header};

    fn answer(vector: &str, key: &str) -> Answer {
        let mut answer = opened(usual_header(), json!({}));
        answer.content = Content::Encrypted {
            header: usual_header(),
            document: json!({}),
            iv: vector.into(),
            content_key_digest: Some(key.into()),
        };
        answer
    }

    fn two(check: AnswerCheck, first: &Answer, second: &Answer) -> Judged {
        let exchange = sent(&body(&usual_header()));
        ask(
            check,
            &exchange,
            second,
            &[Seen {
                exchange: &exchange,
                answer: first,
            }],
        )
    }

    #[test]
    fn different_keys_and_vectors_conform() {
        for check in [fresh_content_key, fresh_vector] {
            assert_conforms(&two(check, &answer("v1", "k1"), &answer("v2", "k2")));
        }
    }

    #[test]
    fn a_key_used_twice_breaches() {
        assert_breach(
            &two(fresh_content_key, &answer("v1", "k1"), &answer("v2", "k1")),
            &CONTENT_KEY_REUSED,
        );
    }

    #[test]
    fn a_vector_used_twice_breaches() {
        assert_breach(
            &two(fresh_vector, &answer("v1", "k1"), &answer("v1", "k2")),
            &VECTOR_REUSED,
        );
    }

    #[test]
    fn one_answer_alone_is_not_judged() {
        let exchange = sent("");
        assert_nothing(&ask(fresh_vector, &exchange, &answer("v", "k"), &[]));
    }
}
