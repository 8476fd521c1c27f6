//! Cases judged from whole retrievals: one retrieval for each party and baseline serves every case that needs
//! it, and every document is shown to all their checks in turn, so that none is held longer than that.

mod chain;
mod gathered;
mod links;
mod walk;

pub(super) use gathered::Gathered;
pub(super) use links::{follow, is_relative, next_page};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use wire::messages::Endpoint;
use wire::world::PartyEntry;

use crate::stimulus::SceneChoice;
use judge::check::fields::FieldMatrix;
use judge::check::{Judged, registry};
use pack::catalogue::{Baseline, Script};
use pack::text::Text;
use plan::{Instance, Plan};
use record::ExchangeRecord;

use crate::runner::scene_key;

/// The checks that judge the chain of pages of an endpoint.
const CHAINS: [(&str, Endpoint); 2] = [
    ("accounts-next-chain", Endpoint::Accounts),
    ("transactions-next-chain", Endpoint::Transactions),
];

/// The check that judges the retrieval itself.
const COMPLETE: &str = "retrieval-complete";

/// One retrieval and the instances it serves.
pub(super) struct Group {
    instance: Instance,
    party: Arc<PartyEntry>,
    baseline: Baseline,
    /// Index in the plan, and the checks; none for rows of the field matrix.
    members: Vec<(usize, Vec<String>)>,
    fields: bool,
    /// The endpoints whose documents somebody looks at; Accounts always comes first.
    reach: BTreeSet<Endpoint>,
}

/// Retrievals that serve the plan.
pub(super) fn group(plan: &Plan) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (index, planned) in plan.planned.iter().enumerate() {
        let (Script::Retrieval(survey), Ok(parties)) =
            (&planned.instance.case.script, &planned.decision)
        else {
            continue;
        };
        for party in parties {
            let case = &planned.instance.case;
            let choice = SceneChoice {
                service: &planned.instance.service,
                party,
                baseline: &case.baseline,
            };
            let group = groups.entry(scene_key(&choice)).or_insert_with(|| Group {
                instance: planned.instance.clone(),
                party: Arc::clone(party),
                baseline: case.baseline.clone(),
                members: Vec::new(),
                fields: false,
                reach: BTreeSet::new(),
            });
            let checks = if survey.rows.is_some() {
                group.fields = true;
                group.reach.extend(Endpoint::ALL);
                Vec::new()
            } else {
                let reached = survey.checks.iter().map(|check| registry::reach(check));
                group.reach.extend(reached.flatten());
                survey.checks.clone()
            };
            group.members.push((index, checks));
        }
    }
    groups.into_values().collect()
}

/// What one retrieval showed.
pub(super) struct Part {
    judged: Vec<(usize, Judged)>,
    matrix: Option<FieldMatrix>,
    faults: Vec<Fault>,
    members: Vec<usize>,
    evidence: Vec<(u64, Endpoint, Arc<ExchangeRecord>)>,
    halted: Option<Text>,
}

/// A request of the retrieval that was not served.
#[derive(Clone, Debug)]
struct Fault {
    exchange: u64,
    endpoint: Endpoint,
    got: Text,
    undecided: bool,
    /// The instances that it concerns; `None` for all of the retrieval.
    concerns: Option<Vec<usize>>,
}
