//! Causes that only repetition shows: the same observation in many cases, the same reason for many undecided ones.

use std::collections::BTreeMap;

use super::kind::{
    ANSWERS_UNREADABLE, CONNECTIONS_FAIL, CauseKind, RATE_IS_LIMITED, REFUSALS_UNREADABLE,
    SAME_ANSWER, SAME_OBSERVATION, SAME_REASON, VALID_REQUESTS_REFUSED,
};
use super::matter::{Matter, Of};
use super::{Candidate, Grounds};
use judge::finding::Finding;
use pack::reason::{self, Reason, ReasonKind};
use pack::sentence::{Value, Values};
use pack::text::Text;

/// Observations that depend on what was received: without it they say too little to be one cause.
const OF_THEIR_ANSWER: &[&str] = &[
    "refused-with-wrong-pair",
    "valid-request-not-accepted",
    "answer-unreadable",
];
const NOT_ACCEPTED: &str = "valid-request-not-accepted";
const CONNECTION: &[&ReasonKind] = &[
    &reason::NO_CONNECTION,
    &reason::TLS_FAILED,
    &reason::TIMED_OUT,
    &reason::CONNECTION_BROKEN,
    &reason::NOT_HTTP,
];

/// Candidates with the same kind and the same words are one.
type Found = BTreeMap<(&'static str, String), Candidate>;

/// The causes that repetition shows.
pub(super) fn candidates(grounds: &Grounds<'_>) -> Vec<Candidate> {
    let mut found = Found::new();
    for (place, matter) in grounds.matters.iter().enumerate() {
        for (kind, values) in signs(matter) {
            let words = serde_json::to_string(&values).unwrap_or_default();
            let candidate = found.entry((kind.id, words)).or_insert(Candidate {
                kind,
                values,
                explains: std::collections::BTreeSet::new(),
            });
            candidate.explains.insert(place);
        }
    }
    found.into_values().collect()
}

/// What a matter may be a sign of.
fn signs(matter: &Matter<'_>) -> Vec<(&'static CauseKind, Values)> {
    match matter.of {
        Of::Undecided(why) if matter.is_unread() => vec![unread(why, matter)],
        Of::Undecided(why) => vec![reason_of(why)],
        Of::Breach(finding) if finding.is_invalid_accepted() => Vec::new(),
        Of::Breach(finding) => observation(finding),
    }
}

fn observation(finding: &Finding) -> Vec<(&'static CauseKind, Values)> {
    let observed = || ("observed".into(), Value::from(finding.observed_text()));
    let mut signs = Vec::new();
    if let Some(received) = finding.received.as_deref().map(head) {
        if finding.id == NOT_ACCEPTED {
            let answer = Values::from([("answer".into(), Value::from(Text::same(received)))]);
            signs.push((&VALID_REQUESTS_REFUSED, answer));
        }
        let values = Values::from([observed(), ("received".into(), received.into())]);
        signs.push((&SAME_ANSWER, values));
    }
    if !OF_THEIR_ANSWER.contains(&&*finding.id) {
        signs.push((&SAME_OBSERVATION, Values::from([observed()])));
    }
    signs
}

/// An answer that was not read, where not so many are that they show it together.
fn unread(why: &Reason, matter: &Matter<'_>) -> (&'static CauseKind, Values) {
    let is_refusal = matter.answer.is_some_and(|answer| answer.status >= 400);
    let kind = if is_refusal {
        &REFUSALS_UNREADABLE
    } else {
        &ANSWERS_UNREADABLE
    };
    let fault = why.values.get("fault").cloned();
    let words = fault.unwrap_or_else(|| why.text().into());
    (kind, Values::from([("why".into(), words)]))
}

fn reason_of(why: &Reason) -> (&'static CauseKind, Values) {
    let text = match why.values.get("cause") {
        Some(Value::Words(cause)) => cause.clone(),
        Some(Value::Plain(_)) | None => why.text(),
    };
    let is_answer = text.en.starts_with(|first: char| first.is_ascii_digit());
    let words = Value::from(Text::new(head(&text.en), head(&text.nb)));
    if is_answer {
        return (
            &VALID_REQUESTS_REFUSED,
            Values::from([("answer".into(), words)]),
        );
    }
    let one_of =
        |kinds: &[&ReasonKind]| kinds.iter().any(|kind| why.is(kind) || begins(&text, kind));
    let kind = if one_of(&[&reason::RATE_LIMITED]) {
        &RATE_IS_LIMITED
    } else if one_of(CONNECTION) {
        &CONNECTIONS_FAIL
    } else {
        &SAME_REASON
    };
    (kind, Values::from([("why".into(), words)]))
}

/// Whether a text is the sentence of a kind, up to its first value.
fn begins(text: &Text, kind: &ReasonKind) -> bool {
    let fixed = kind.sentence.en.split('{').next().unwrap_or_default();
    text.en.starts_with(fixed)
}

/// The status and code of an answer, without its message; other words as they are.
fn head(words: &str) -> &str {
    let is_answer = words.starts_with(|first: char| first.is_ascii_digit());
    match words.find([':', '(']) {
        Some(end) if is_answer && words[end..].starts_with(':') => &words[..end],
        Some(_) | None => words,
    }
}
