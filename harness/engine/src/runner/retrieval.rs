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
use judge::check::requests::Unserved;
use judge::check::{Check, Judged, registry};
use judge::exchange::ExchangeId;
use pack::catalogue::{Baseline, Script};
use pack::reason::Reason;
use plan::{Instance, Plan};
use record::ExchangeRecord;

use crate::runner::scene_key;

/// One retrieval and the instances it serves.
pub(super) struct Group {
    instance: Instance,
    party: Arc<PartyEntry>,
    baseline: Baseline,
    /// Index in the plan, and the checks; none for rows of the field matrix.
    members: Vec<(usize, Vec<&'static Check>)>,
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
                let checks: Vec<&Check> = checks_of(&survey.checks).collect();
                group
                    .reach
                    .extend(checks.iter().flat_map(|check| check.endpoints()));
                checks
            };
            group.members.push((index, checks));
        }
    }
    groups.into_values().collect()
}

/// The checks that a case names.
fn checks_of(names: &[String]) -> impl Iterator<Item = &'static Check> {
    names.iter().filter_map(|name| registry::check(name))
}

/// What one retrieval showed.
pub(super) struct Part {
    judged: Vec<(usize, Judged)>,
    matrix: Option<FieldMatrix>,
    faults: Vec<Fault>,
    members: Vec<usize>,
    evidence: Vec<(u64, Endpoint, Arc<ExchangeRecord>)>,
    halted: Option<Reason>,
}

impl Group {
    /// Whom it asks about, and at which endpoints.
    pub(super) fn extent(&self) -> (&PartyEntry, impl Iterator<Item = &Endpoint>) {
        (&self.party, self.reach.iter())
    }

    /// What a retrieval leaves that was cut off.
    pub(super) fn cut_off(&self, why: Reason) -> Part {
        Part {
            judged: Vec::new(),
            matrix: None,
            faults: Vec::new(),
            members: self.members.iter().map(|(index, _)| *index).collect(),
            evidence: Vec::new(),
            halted: Some(why),
        }
    }
}

impl Part {
    /// The exchanges that were kept.
    pub(super) fn exchanges(&self) -> impl Iterator<Item = (u64, &ExchangeRecord)> {
        self.evidence
            .iter()
            .map(|(number, _, record)| (*number, &**record))
    }
}

/// A request of the retrieval that was not served.
#[derive(Clone, Debug)]
struct Fault {
    exchange: u64,
    endpoint: Endpoint,
    received: Reason,
    /// What was received, in a few words.
    shown: String,
    undecided: bool,
    /// The instances that it concerns; `None` for all of the retrieval.
    concerns: Option<Vec<usize>>,
}

impl Fault {
    /// As checks see it; `None` if nothing was answered that could be judged.
    fn unserved(&self) -> Option<Unserved> {
        (!self.undecided).then(|| Unserved {
            endpoint: self.endpoint,
            exchange: ExchangeId(self.exchange),
            got: self.shown.clone(),
        })
    }
}
