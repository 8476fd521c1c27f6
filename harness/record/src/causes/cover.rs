//! The least set of candidates that explains much, found greedily.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::kind::{is_general, rank};
use super::{Candidate, Cause, Grounds};

/// Chooses candidates, each time the one that explains most of what is left; a kind
/// that names no fault of its own comes after those that do.
pub(super) fn cover(grounds: &Grounds<'_>, mut candidates: Vec<Candidate>) -> Vec<Cause> {
    let mut left: BTreeSet<usize> = (0..grounds.matters.len()).collect();
    let mut chosen: Vec<(Candidate, BTreeSet<usize>)> = Vec::new();
    loop {
        let new =
            |candidate: &Candidate| cases(grounds, candidate.explains.intersection(&left)).len();
        let best = candidates
            .iter()
            .enumerate()
            .map(|(place, candidate)| (new(candidate), place, candidate.kind))
            .filter(|(count, _, kind)| *count >= kind.least)
            .max_by_key(|(count, place, kind)| {
                let specific = !is_general(kind);
                (specific, *count, Reverse(rank(kind)), Reverse(*place))
            });
        let Some((_, place, _)) = best else { break };
        let candidate = candidates.remove(place);
        let covered: BTreeSet<usize> = candidate.explains.intersection(&left).copied().collect();
        left.retain(|matter| !covered.contains(matter));
        chosen.push((candidate, covered));
    }
    causes(grounds, chosen, &left)
}

/// The different cases of matters.
fn cases<'a, 'm>(
    grounds: &'a Grounds<'_>,
    matters: impl Iterator<Item = &'m usize>,
) -> BTreeSet<&'a str> {
    matters
        .map(|matter| grounds.cases[grounds.matters[*matter].case].case.as_str())
        .collect()
}

/// An instance belongs to the first cause that explains any of it, if nothing of it is left unexplained.
fn causes(
    grounds: &Grounds<'_>,
    chosen: Vec<(Candidate, BTreeSet<usize>)>,
    left: &BTreeSet<usize>,
) -> Vec<Cause> {
    let case_of = |matter: &usize| grounds.matters[*matter].case;
    let mut gone: BTreeSet<usize> = left.iter().map(case_of).collect();
    let mut causes = Vec::new();
    for (candidate, covered) in chosen {
        let places: BTreeSet<usize> = covered.iter().map(case_of).collect();
        let places: BTreeSet<usize> = places.difference(&gone).copied().collect();
        gone.extend(&places);
        if !places.is_empty() {
            causes.push(cause(grounds, candidate, &covered, &places));
        }
    }
    causes
}

fn cause(
    grounds: &Grounds<'_>,
    candidate: Candidate,
    covered: &BTreeSet<usize>,
    places: &BTreeSet<usize>,
) -> Cause {
    let instances: Vec<_> = places.iter().map(|place| &grounds.cases[*place]).collect();
    let mut seen = BTreeSet::new();
    let requirements: BTreeSet<&String> = instances
        .iter()
        .flat_map(|case| &case.requirements)
        .collect();
    let shown = covered
        .iter()
        .map(|matter| &grounds.matters[*matter])
        .filter(|matter| places.contains(&matter.case));
    Cause {
        id: candidate.kind.id.into(),
        values: candidate.values,
        layer: candidate.kind.layer,
        owner: candidate.kind.owner,
        cases: instances
            .iter()
            .filter(|case| seen.insert(case.case.as_str()))
            .map(|case| case.case.clone())
            .collect(),
        tests: instances.iter().map(|case| case.id.clone()).collect(),
        requirements: requirements.into_iter().cloned().collect(),
        exchange: { shown }
            .find_map(|matter| matter.exchange)
            .map(str::to_owned),
    }
}
