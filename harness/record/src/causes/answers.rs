//! Causes that the answers themselves show: what all refusals, or all delivered answers, have in common.

use std::collections::BTreeMap;

use super::kind::{
    ANSWERS_CODING, ANSWERS_JWE_HEADER, ANSWERS_MEDIA_TYPE, ANSWERS_NO_MEDIA_TYPE,
    ANSWERS_UNREADABLE, BANK_ACCEPTS_NOTHING, CauseKind, NO_ANSWER, NO_VALID_REQUEST_ACCEPTED,
    REFUSALS_MEDIA_TYPE, REFUSALS_NO_MEDIA_TYPE, REFUSALS_STATUS, REFUSALS_UNREADABLE,
};
use super::matter::{Matter, Of};
use super::{Candidate, Grounds};
use crate::{ProtectionRecord, ResponseRecord};
use judge::expectation::fault;
use pack::sentence::{Value, Values};

/// How many of a hundred answers must have a thing in common.
const COMMON: usize = 80;
/// Fewer answers than this show nothing.
pub(super) const FEWEST: usize = 3;

const WRONG_PAIR: &str = "refused-with-wrong-pair";
const FAILED_ON_INPUT: &str = "target-failed-on-input";
const UNREADABLE: &str = "answer-unreadable";
const MEDIA_TYPE: &str = "header:Content-Type";
const CODING: &str = "header:Content-Encoding";
const ERROR_SHAPE: &[&str] = &[
    "answer-media-type-differs",
    "error-unreadable",
    "error-member-missing",
];

/// What most answers have in common, how many have it, and how many there are.
struct Common {
    value: String,
    count: usize,
    all: usize,
}

fn common<'a>(
    fewest: usize,
    answers: &[&'a ResponseRecord],
    part: impl Fn(&'a ResponseRecord) -> String,
) -> Option<Common> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for answer in answers {
        *counts.entry(part(answer)).or_default() += 1;
    }
    let (value, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let all = answers.len();
    (all >= fewest && count * 100 >= all * COMMON).then_some(Common { value, count, all })
}

impl Common {
    fn values(&self, name: &'static str) -> Values {
        Values::from([
            (name.into(), Value::from(&self.value)),
            ("count".into(), self.count.into()),
            ("all".into(), self.all.into()),
        ])
    }
}

/// The value of a header, or nothing.
fn header<'a>(answer: &'a ResponseRecord, name: &str) -> &'a str {
    let mut headers = answer.headers.iter();
    headers
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map_or("", |(_, value)| value.trim())
}

/// The media type without its parameters.
fn media_type(answer: &ResponseRecord) -> String {
    let value = header(answer, "content-type");
    let essence = value.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

impl Grounds<'_> {
    fn answers(&self, fits: impl Fn(&ResponseRecord) -> bool) -> Vec<&ResponseRecord> {
        let all = self.exchanges.values();
        all.filter_map(|exchange| exchange.response.as_ref())
            .filter(|answer| fits(answer))
            .collect()
    }

    /// A candidate that explains the matters that fit.
    pub(super) fn candidate(
        &self,
        kind: &'static CauseKind,
        values: Values,
        fits: impl Fn(&Matter<'_>) -> bool,
    ) -> Candidate {
        let all = self.matters.iter().enumerate();
        Candidate {
            kind,
            values,
            explains: all
                .filter(|(_, matter)| fits(matter))
                .map(|(place, _)| place)
                .collect(),
        }
    }
}

fn is_refusal(answer: &ResponseRecord) -> bool {
    answer.status >= 400
}

fn is_delivery(answer: &ResponseRecord) -> bool {
    answer.status == 200
}

/// That no valid request was accepted in the whole run: then its findings say nothing about rules.
pub(super) fn nothing_accepted(grounds: &Grounds<'_>) -> Option<Candidate> {
    let sent = grounds.exchanges.len();
    let answers = grounds.answers(|_| true);
    if sent < grounds.fewest {
        return None;
    }
    if answers.is_empty() {
        let why = grounds
            .exchanges
            .values()
            .find_map(crate::ExchangeRecord::failure)?;
        let values = Values::from([("why".into(), Value::from(why))]);
        return Some(grounds.candidate(&NO_ANSWER, values, |_| true));
    }
    if answers.iter().any(|answer| is_accepted(answer)) {
        return None;
    }
    let usual = |answer: &ResponseRecord| format!("{} {}", answer.status, media_type(answer));
    let mut counts: BTreeMap<String, (usize, &ResponseRecord)> = BTreeMap::new();
    for answer in &answers {
        counts.entry(usual(answer)).or_insert((0, answer)).0 += 1;
    }
    let (words, (_, shown)) = counts.into_iter().max_by_key(|(_, (count, _))| *count)?;
    let (kind, words) = match own_code(shown) {
        Some(code) => (&BANK_ACCEPTS_NOTHING, format!("{} {code}", shown.status)),
        None => (&NO_VALID_REQUEST_ACCEPTED, words),
    };
    let values = Values::from([("answer".into(), Value::from(words.trim()))]);
    let alike = |answer: &ResponseRecord| {
        answer.status == shown.status || media_type(answer) == media_type(shown)
    };
    Some(grounds.candidate(kind, values, |matter| {
        matches!(matter.of, Of::Undecided(_)) || matter.answer.is_some_and(alike)
    }))
}

/// The code of a refusal that the bank itself has written, and no gateway before it.
fn own_code(answer: &ResponseRecord) -> Option<String> {
    let document = answer.document.as_ref()?.value();
    let code = document.get("code")?.as_str()?;
    code.starts_with("ACC-").then(|| code.to_owned())
}

/// Whether data was delivered, readable or not: a page of a gateway is no delivery.
fn is_accepted(answer: &ResponseRecord) -> bool {
    let of_the_api = ["application/jose", "application/json"];
    let delivered = answer.document.is_some()
        || answer.body_bytes > 0 && of_the_api.contains(&media_type(answer).as_str());
    (200..300).contains(&answer.status) && delivered
}

/// The causes of answers in a run where something was accepted.
pub(super) fn candidates(grounds: &Grounds<'_>) -> Vec<Candidate> {
    let refusals = grounds.answers(is_refusal);
    let deliveries = grounds.answers(is_delivery);
    let mut found = Vec::new();
    found.extend(refusals_type(grounds, &refusals));
    found.extend(refusals_unreadable(grounds, &refusals));
    found.extend(refusals_status(grounds, &refusals));
    found.extend(deliveries_type(grounds, &deliveries));
    found.extend(deliveries_coding(grounds, &deliveries));
    let members = ["alg", "enc", "zip"].into_iter();
    found.extend(members.filter_map(|member| jwe_header(grounds, &deliveries, member)));
    found.extend(unreadable(grounds, &deliveries));
    found
}

/// What a few answers show: `valid` are those to requests that are to be accepted, `all` has a refusal with them.
pub(super) fn of_few(valid: &Grounds<'_>, all: &Grounds<'_>) -> Vec<Candidate> {
    if let Some(nothing) = nothing_accepted(valid) {
        return vec![nothing];
    }
    let (refusals, deliveries) = (all.answers(is_refusal), all.answers(is_delivery));
    // One refusal has one status, which says something only where it is that of a fault.
    let failing = refusals.iter().all(|answer| answer.status >= 500);
    let status = failing.then(|| refusals_status(all, &refusals)).flatten();
    let body = refusals_type(all, &refusals).or_else(|| refusals_unreadable(all, &refusals));
    let alg = jwe_header(all, &deliveries, "alg").filter(is_not_oaep);
    let found = [
        status,
        body,
        deliveries_type(all, &deliveries),
        deliveries_coding(all, &deliveries),
        alg,
        jwe_header(all, &deliveries, "zip"),
        unreadable(all, &deliveries),
    ];
    found.into_iter().flatten().collect()
}

/// Whether the content key is encrypted with another algorithm than those of the documents.
fn is_not_oaep(candidate: &Candidate) -> bool {
    let alg = candidate.values.get("value");
    alg.is_some_and(|alg| {
        let alg = alg.in_language(pack::text::Language::En);
        !alg.starts_with("RSA-OAEP")
    })
}

fn refusals_type(grounds: &Grounds<'_>, refusals: &[&ResponseRecord]) -> Option<Candidate> {
    let common = common(grounds.fewest, refusals, media_type)
        .filter(|one| one.value != "application/json")?;
    let kind = if common.value.is_empty() {
        &REFUSALS_NO_MEDIA_TYPE
    } else {
        &REFUSALS_MEDIA_TYPE
    };
    let fits = |matter: &Matter<'_>| {
        let of_it =
            |answer: &&ResponseRecord| is_refusal(answer) && media_type(answer) == common.value;
        matter
            .answer
            .filter(of_it)
            .is_some_and(|answer| at(matter, MEDIA_TYPE) || is_of_the_error_body(matter, answer))
    };
    Some(grounds.candidate(kind, common.values("type"), fits))
}

/// Whether it is about the body of a refusal, or not decided because that was not read.
fn is_of_the_error_body(matter: &Matter<'_>, answer: &ResponseRecord) -> bool {
    matter.is_one_of(ERROR_SHAPE) || only_code(matter, answer) || matter.is_unread()
}

fn refusals_unreadable(grounds: &Grounds<'_>, refusals: &[&ResponseRecord]) -> Option<Candidate> {
    let common =
        common(grounds.fewest, refusals, why_unread).filter(|one| !one.value.is_empty())?;
    let fits = |matter: &Matter<'_>| {
        let of_it =
            |answer: &&ResponseRecord| is_refusal(answer) && why_unread(answer) == common.value;
        let answer = matter.answer.filter(of_it);
        answer.is_some_and(|answer| is_of_the_error_body(matter, answer))
    };
    let values = unread_values(refusals, &common);
    Some(grounds.candidate(&REFUSALS_UNREADABLE, values, fits))
}

/// Why an answer could not be read, or nothing.
fn why_unread(answer: &ResponseRecord) -> String {
    answer.unreadable.clone().unwrap_or_default()
}

/// The same in both languages, where the record has what it is made from.
fn unread_values(answers: &[&ResponseRecord], common: &Common) -> Values {
    let mut alike = answers.iter().filter(|one| why_unread(one) == common.value);
    let why = alike.find_map(|answer| answer.unread.as_ref());
    let words = why.map_or_else(
        || Value::from(&common.value),
        |unread| Value::from(fault(&unread.fault)),
    );
    Values::from([("why".into(), words)])
}

fn at(matter: &Matter<'_>, pointer: &str) -> bool {
    matter
        .breach()
        .is_some_and(|finding| finding.pointer.as_deref() == Some(pointer))
}

/// Whether the status is right and the code could not be read.
fn only_code(matter: &Matter<'_>, answer: &ResponseRecord) -> bool {
    let expected = |name: &str| {
        let finding = matter.breach()?;
        let value = finding.values.get(name)?;
        Some(value.in_language(pack::text::Language::En).to_owned())
    };
    let names = |pairs: String| {
        pairs
            .split_whitespace()
            .any(|word| word == answer.status.to_string())
    };
    answer.document.is_none()
        && matter.is_one_of(&[WRONG_PAIR])
        && expected("pairs").is_some_and(names)
}

fn refusals_status(grounds: &Grounds<'_>, refusals: &[&ResponseRecord]) -> Option<Candidate> {
    let common = common(grounds.fewest, refusals, |answer| answer.status.to_string())?;
    let fits = |matter: &Matter<'_>| {
        let same = |answer: &ResponseRecord| answer.status.to_string() == common.value;
        matter.answer.is_some_and(same)
            && matter.is_one_of(&[WRONG_PAIR, FAILED_ON_INPUT])
            && !matter
                .answer
                .is_some_and(|answer| only_code(matter, answer))
    };
    Some(grounds.candidate(&REFUSALS_STATUS, common.values("status"), fits))
}

fn deliveries_type(grounds: &Grounds<'_>, deliveries: &[&ResponseRecord]) -> Option<Candidate> {
    let right = ["application/jose", "application/json"];
    let common = common(grounds.fewest, deliveries, media_type)
        .filter(|one| !right.contains(&&*one.value))?;
    let kind = if common.value.is_empty() {
        &ANSWERS_NO_MEDIA_TYPE
    } else {
        &ANSWERS_MEDIA_TYPE
    };
    let fits =
        |matter: &Matter<'_>| matter.answer.is_some_and(is_delivery) && at(matter, MEDIA_TYPE);
    Some(grounds.candidate(kind, common.values("type"), fits))
}

fn deliveries_coding(grounds: &Grounds<'_>, deliveries: &[&ResponseRecord]) -> Option<Candidate> {
    let coding = |answer: &ResponseRecord| header(answer, "content-encoding").to_ascii_lowercase();
    let common = common(grounds.fewest, deliveries, coding).filter(|one| !one.value.is_empty())?;
    let fits = |matter: &Matter<'_>| {
        let of_it = |answer: &ResponseRecord| is_delivery(answer) && coding(answer) == common.value;
        let undecided = matches!(matter.of, Of::Undecided(_));
        matter.answer.is_some_and(of_it)
            && (at(matter, CODING) || undecided || matter.is_one_of(&[UNREADABLE]))
    };
    Some(grounds.candidate(&ANSWERS_CODING, common.values("coding"), fits))
}

fn jwe_header(
    grounds: &Grounds<'_>,
    deliveries: &[&ResponseRecord],
    member: &'static str,
) -> Option<Candidate> {
    let value = |answer: &ResponseRecord| match &answer.protection {
        ProtectionRecord::Encrypted { header, .. } => {
            header[member].as_str().unwrap_or_default().to_owned()
        }
        ProtectionRecord::Clear | ProtectionRecord::None => String::new(),
    };
    let common = common(grounds.fewest, deliveries, value).filter(|one| !one.value.is_empty())?;
    let mut values = common.values("value");
    values.insert("member".into(), member.into());
    let fits = |matter: &Matter<'_>| {
        let received = matter.breach().and_then(|one| one.received.as_deref());
        matter.answer.is_some_and(is_delivery) && received == Some(common.value.as_str())
    };
    Some(grounds.candidate(&ANSWERS_JWE_HEADER, values, fits))
}

/// Whether a case is undecided because one of its answers could not be read for that reason, be it not the last one.
fn unread_elsewhere(matter: &Matter<'_>, why: &str) -> bool {
    let Of::Undecided(reason) = matter.of else {
        return false;
    };
    let fault = reason.values.get("fault");
    fault.is_some_and(|fault| fault.in_language(pack::text::Language::En) == why)
}

fn unreadable(grounds: &Grounds<'_>, deliveries: &[&ResponseRecord]) -> Option<Candidate> {
    let common =
        common(grounds.fewest, deliveries, why_unread).filter(|one| !one.value.is_empty())?;
    let fits = |matter: &Matter<'_>| {
        let of_it =
            |answer: &ResponseRecord| is_delivery(answer) && why_unread(answer) == common.value;
        let here = matter.answer.is_some_and(of_it)
            && (matches!(matter.of, Of::Undecided(_)) || matter.is_one_of(&[UNREADABLE]));
        here || unread_elsewhere(matter, &common.value)
    };
    let values = unread_values(deliveries, &common);
    Some(grounds.candidate(&ANSWERS_UNREADABLE, values, fits))
}
