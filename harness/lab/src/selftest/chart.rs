//! From what every defect failed to a map: for each case one defect to exercise it with.

use std::collections::BTreeMap;

use crate::selftest::assignment::{Assignment, MappedCase};
use crate::selftest::subject::{Examined, Seen};
use judge::verdict::Outcome;
use pack::catalogue::{Catalogue, Expectation, Script};

/// Defects that show or not by what else is asked of the bank at the time: the last choice for a case.
const DEPENDS_ON_THE_REST: [&str; 3] = [
    "fails-every-200th-request",
    "rate-limit-is-400",
    "concurrent-requests-fail",
];

/// Chooses a defect for every case that any defect failed: the one that its case is meant to find if there is
/// one, otherwise the one that fails the fewest other cases. A case about refusing gets a defect that accepts
/// where there is one. After it come the defects that the case is meant to find. Where no defect failed a case this
/// time, what the present map says of it stays; the self-test finds out whether that still holds.
pub fn chart(
    catalogue: &Catalogue,
    assignment: &Assignment,
    defective: &[Examined],
) -> Vec<MappedCase> {
    let breadth: BTreeMap<&str, usize> = defective
        .iter()
        .map(|examined| (examined.name.as_str(), examined.failed().len()))
        .collect();
    let mut chosen: Vec<MappedCase> = Vec::new();
    for case in catalogue.bank_cases() {
        let id = case.id.0.as_str();
        let refuses = must_refuse(&case.script);
        let best = defective
            .iter()
            .filter_map(|examined| failing(examined, id).map(|seen| (examined, seen)))
            .min_by_key(|(examined, seen)| {
                let accepts = seen.accepted_an_invalid_request();
                let meant = assignment
                    .defects
                    .get(&examined.name)
                    .is_some_and(|entry| entry.case == id);
                (
                    !meant && DEPENDS_ON_THE_REST.contains(&examined.name.as_str()),
                    refuses && !accepts,
                    !meant,
                    breadth.get(examined.name.as_str()).copied(),
                    examined.name.clone(),
                )
            });
        match best {
            Some((examined, seen)) => chosen.push(pair(examined, seen, &case.script)),
            None => chosen.extend(
                assignment
                    .map
                    .iter()
                    .filter(|pair| pair.case == id)
                    .cloned(),
            ),
        }
        for examined in defective {
            let meant = assignment
                .defects
                .get(&examined.name)
                .is_some_and(|entry| entry.case == id);
            if meant
                && !chosen
                    .iter()
                    .any(|known| known.case == id && known.defect == examined.name)
            {
                chosen.extend(failing(examined, id).map(|seen| pair(examined, seen, &case.script)));
            }
        }
    }
    chosen
}

fn pair(examined: &Examined, seen: &Seen, script: &Script) -> MappedCase {
    MappedCase {
        case: seen.case.clone(),
        defect: examined.name.clone(),
        instance: Some(seen.instance.clone()),
        party: seen
            .party
            .filter(|_| matches!(script, Script::Retrieval(_))),
    }
}

fn failing<'e>(examined: &'e Examined, case: &str) -> Option<&'e Seen> {
    examined
        .seen
        .iter()
        .find(|seen| seen.case == case && seen.outcome == Outcome::Violates)
}

pub(super) fn must_refuse(script: &Script) -> bool {
    let refuses = |expectation: &Expectation| matches!(expectation, Expectation::Refused { .. });
    match script {
        Script::Request(step) => refuses(&step.expectation),
        Script::Steps(steps) => steps.iter().any(|step| refuses(&step.expectation)),
        Script::Retrieval(_) | Script::WholeRun(_) | Script::Property(_) | Script::Journal(_) => {
            false
        }
    }
}
