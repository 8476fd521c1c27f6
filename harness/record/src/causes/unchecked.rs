//! Causes that whole groups of negative cases show: most of what must be refused is accepted.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::{
    CauseKind, ENDPOINT_NOT_CHECKED, HEADERS_NOT_CHECKED, MANDATE_NOT_CHECKED, NOTHING_IS_REFUSED,
    ORDER_CONTENT_NOT_CHECKED, ORDER_FORM_NOT_CHECKED, ORDER_NOT_CHECKED,
    ORDER_REQUEST_NOT_CHECKED, ORDER_SIGNATURE_NOT_VERIFIED, PERIOD_NOT_CHECKED,
    REFERENCE_TYPE_NOT_CHECKED, REQUIREMENT_NOT_CHECKED, TOKENS_NOT_VALIDATED,
};
use super::matter::request_of;
use super::{Candidate, Grounds};
use crate::CaseRecord;
use judge::finding::Finding;
use judge::verdict::Outcome;
use pack::sentence::{Value, Values};

/// How many of a hundred negative cases of a group must be accepted.
const MOST: usize = 60;
/// The same for the cases of one requirement, which other causes may have reached.
const NEARLY_ALL: usize = 80;
/// With fewer families than this that accept most of theirs it does not show that nothing is refused.
const FAMILIES: usize = 4;

/// What is not checked where the negative cases of these families are accepted.
const GROUPS: &[(&CauseKind, &[&str])] = &[
    (
        &ORDER_NOT_CHECKED,
        &["ORDER-FORM", "ORDER-CONTENT", "ORDER-REQUEST"],
    ),
    (&TOKENS_NOT_VALIDATED, &["TOKEN"]),
    (&ORDER_FORM_NOT_CHECKED, &["ORDER-FORM"]),
    (&ORDER_CONTENT_NOT_CHECKED, &["ORDER-CONTENT"]),
    (&ORDER_REQUEST_NOT_CHECKED, &["ORDER-REQUEST"]),
    (&PERIOD_NOT_CHECKED, &["PERIOD"]),
    (&MANDATE_NOT_CHECKED, &["MANDATE"]),
    (&REFERENCE_TYPE_NOT_CHECKED, &["REFERENCE-TYPE"]),
    (&HEADERS_NOT_CHECKED, &["HEADERS"]),
    (&ENDPOINT_NOT_CHECKED, &["ENDPOINT"]),
];

/// The requirements that a bank breaks together if it does not verify the signature of orders.
const SIGNATURE: &[&str] = &[
    "ORD-SIGNATURE",
    "ORD-JWKS",
    "ORD-KID",
    "ORD-ROOT",
    "ORD-SUBJECT",
];

/// The negative cases of a group: by id, those that are accepted and all.
#[derive(Default)]
struct Tally<'a> {
    accepted: BTreeSet<&'a str>,
    all: BTreeSet<&'a str>,
}

impl<'a> Tally<'a> {
    fn add(&mut self, case: &'a CaseRecord, accepted: bool) {
        self.all.insert(&case.case);
        if accepted {
            self.accepted.insert(&case.case);
        }
    }

    fn is_above(&self, share: usize) -> bool {
        self.accepted.len() * 100 >= self.all.len() * share
    }

    fn join(&mut self, other: &Self) {
        self.accepted.extend(&other.accepted);
        self.all.extend(&other.all);
    }

    fn values(&self) -> Values {
        Values::from([
            ("accepted".into(), Value::from(self.accepted.len())),
            ("all".into(), self.all.len().into()),
        ])
    }
}

/// Whether an instance is a negative case that was decided, and if so, whether it was accepted.
fn accepted(grounds: &Grounds<'_>, case: &CaseRecord) -> Option<bool> {
    if case.findings.iter().any(Finding::is_invalid_accepted) {
        return Some(true);
    }
    let answer = grounds
        .exchanges
        .get(request_of(case)?)?
        .response
        .as_ref()?;
    // A refusal whose body cannot be read is one all the same.
    let judged = match case.outcome {
        Outcome::Conforms | Outcome::Violates | Outcome::Inconclusive(_) => true,
        Outcome::NotApplicable(_) => false,
    };
    (judged && answer.status >= 400).then_some(false)
}

/// The causes that groups of negative cases show.
pub(super) fn candidates(grounds: &Grounds<'_>) -> Vec<Candidate> {
    let mut families: BTreeMap<&str, Tally<'_>> = BTreeMap::new();
    let mut requirements: BTreeMap<&str, Tally<'_>> = BTreeMap::new();
    for case in grounds.cases {
        let Some(accepted) = accepted(grounds, case) else {
            continue;
        };
        families
            .entry(&case.family)
            .or_default()
            .add(case, accepted);
        for requirement in &case.requirements {
            let tally = requirements.entry(requirement).or_default();
            tally.add(case, accepted);
        }
    }
    let mut found: Vec<Candidate> = GROUPS
        .iter()
        .filter_map(|(kind, names)| group(grounds, kind, names, &families))
        .collect();
    found.extend(nothing_is_refused(grounds, &families));
    found.extend(signature(grounds, &requirements));
    found.extend(
        requirements
            .iter()
            .filter(|(_, tally)| tally.is_above(NEARLY_ALL))
            .map(|(id, tally)| requirement(grounds, id, tally)),
    );
    found
}

/// Nearly all negative cases are accepted, in most families: what a few of them refuse all the same, a server in front
/// refuses.
fn nothing_is_refused(
    grounds: &Grounds<'_>,
    families: &BTreeMap<&str, Tally<'_>>,
) -> Option<Candidate> {
    let mut sum = Tally::default();
    for tally in families.values() {
        sum.join(tally);
    }
    let mostly = families.values().filter(|tally| tally.is_above(MOST));
    let mostly = mostly.count();
    let whole = sum.is_above(NEARLY_ALL) && mostly >= FAMILIES && mostly * 2 >= families.len();
    whole.then(|| accepted_of(grounds, &NOTHING_IS_REFUSED, sum.values(), |_| true))
}

/// A group whose families are each accepted for the most part, where there are several.
fn group(
    grounds: &Grounds<'_>,
    kind: &'static CauseKind,
    names: &[&str],
    families: &BTreeMap<&str, Tally<'_>>,
) -> Option<Candidate> {
    let there: Vec<&Tally<'_>> = names.iter().filter_map(|name| families.get(name)).collect();
    let whole = there.len() == names.len() && there.iter().all(|tally| tally.is_above(MOST));
    let mut sum = Tally::default();
    for tally in &there {
        sum.join(tally);
    }
    let fits = |case: &CaseRecord| names.contains(&case.family.as_str());
    whole.then(|| accepted_of(grounds, kind, sum.values(), fits))
}

/// Nothing of the signature is verified, where each of its requirements is not.
fn signature(grounds: &Grounds<'_>, requirements: &BTreeMap<&str, Tally<'_>>) -> Option<Candidate> {
    let mut sum = Tally::default();
    for id in SIGNATURE {
        let tally = requirements.get(id)?;
        if !tally.is_above(NEARLY_ALL) {
            return None;
        }
        sum.join(tally);
    }
    let fits = |case: &CaseRecord| {
        let mut broken = case.requirements.iter();
        broken.any(|id| SIGNATURE.contains(&id.as_str()))
    };
    let kind = &ORDER_SIGNATURE_NOT_VERIFIED;
    Some(accepted_of(grounds, kind, sum.values(), fits))
}

fn requirement(grounds: &Grounds<'_>, id: &str, tally: &Tally<'_>) -> Candidate {
    let mut values = tally.values();
    values.insert("requirement".into(), id.into());
    let mut all = grounds.requirements.iter();
    if let Some(known) = all.find(|known| known.id == id) {
        values.insert("rule".into(), known.text.clone().into());
    }
    let fits = |case: &CaseRecord| case.requirements.iter().any(|known| known == id);
    accepted_of(grounds, &REQUIREMENT_NOT_CHECKED, values, fits)
}

fn accepted_of(
    grounds: &Grounds<'_>,
    kind: &'static CauseKind,
    values: Values,
    fits: impl Fn(&CaseRecord) -> bool,
) -> Candidate {
    grounds.candidate(kind, values, |matter| {
        fits(&grounds.cases[matter.case])
            && matter.breach().is_some_and(Finding::is_invalid_accepted)
    })
}
