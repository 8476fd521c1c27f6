//! One bank, and what the catalogue says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::catalogue::{Level, Script};
use crate::embedded::EmbeddedOptions;
use crate::plan::{Filter, Plan, Planned};
use crate::target::Target;
use crate::verdict::Outcome;

/// A bank to examine.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What it is called in the matrix.
    pub name: String,
    /// What the bank is like.
    pub options: EmbeddedOptions,
    /// Whether it needs registers that the run may change.
    pub own_registers: bool,
    /// Requests at the same time.
    pub jobs: usize,
    /// The response time that the bank holds itself to.
    pub limit: Option<Duration>,
    /// Generated inputs for each property.
    pub inputs: usize,
    /// The cases that are run.
    pub selection: Selection,
}

/// Which instances are run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All.
    Everything,
    /// Every case on one endpoint.
    Representative,
    /// The families of these names, each case on one endpoint.
    Families(Vec<String>),
    /// These alone.
    Only(Vec<Wanted>),
}

/// An instance to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The case.
    pub case: String,
    /// The instance; all of the case if none.
    pub instance: Option<String>,
    /// The party to retrieve for; all if none.
    pub party: Option<usize>,
}

/// What became of one instance.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The case.
    pub case: String,
    /// The instance.
    pub instance: String,
    /// Its level.
    pub level: Level,
    /// What became of it.
    pub outcome: Outcome,
    /// The party in whose retrieval it was seen, by its place in the target's profile.
    pub party: Option<usize>,
    /// What was seen first, in English.
    pub what: Option<String>,
}

/// A bank that was examined.
#[derive(Clone, Debug)]
pub struct Examined {
    /// What it is called.
    pub name: String,
    /// Every instance that was run.
    pub seen: Vec<Seen>,
    /// How long it took.
    pub took: Duration,
}

impl Examined {
    /// The cases that were failed, without repetition.
    pub fn failed(&self) -> BTreeSet<&str> {
        self.seen
            .iter()
            .filter(|seen| seen.outcome == Outcome::Violates)
            .map(|seen| seen.case.as_str())
            .collect()
    }

    pub(super) fn timed(name: &str, seen: Vec<Seen>, since: Instant) -> Self {
        Self {
            name: name.to_owned(),
            seen,
            took: since.elapsed(),
        }
    }
}

impl Selection {
    /// What the plan is made with.
    pub(super) fn filter(&self) -> Filter {
        match self {
            Self::Everything | Self::Representative => Filter::default(),
            Self::Families(families) => Filter {
                families: families.clone(),
                ..Filter::default()
            },
            Self::Only(wanted) => {
                let cases: BTreeSet<&str> = wanted.iter().map(|one| one.case.as_str()).collect();
                Filter {
                    cases: cases.into_iter().map(str::to_owned).collect(),
                    ..Filter::default()
                }
            }
        }
    }

    /// Takes out of the plan what need not run.
    pub(super) fn narrow(&self, plan: &mut Plan, target: &Target) {
        match self {
            Self::Everything => {}
            Self::Representative | Self::Families(_) => one_endpoint_each(plan),
            Self::Only(wanted) => {
                let named: BTreeMap<&str, Option<usize>> = wanted
                    .iter()
                    .filter_map(|one| {
                        one.instance
                            .as_deref()
                            .map(|instance| (instance, one.party))
                    })
                    .collect();
                let whole: BTreeSet<&str> = wanted
                    .iter()
                    .filter(|one| one.instance.is_none())
                    .map(|one| one.case.as_str())
                    .collect();
                plan.planned.retain_mut(|planned| {
                    let hint = named.get(planned.instance.id.0.as_str());
                    if let Some(Some(place)) = hint {
                        only_party(planned, target, *place);
                    }
                    hint.is_some() || whole.contains(planned.instance.case.id.0.as_str())
                });
            }
        }
    }
}

fn only_party(planned: &mut Planned, target: &Target, place: usize) {
    let (Ok(parties), Some(wanted)) = (&mut planned.decision, target.parties.get(place)) else {
        return;
    };
    if matches!(planned.instance.case.script, Script::Retrieval(_)) {
        let one: Vec<_> = parties
            .iter()
            .filter(|party| party.party_id == wanted.party_id)
            .map(Arc::clone)
            .collect();
        if !one.is_empty() {
            *parties = one;
        }
    }
}

/// A case that asks the same of every endpoint is asked of one; rows of tables and retrievals stay.
fn one_endpoint_each(plan: &mut Plan) {
    let mut kept: BTreeSet<String> = BTreeSet::new();
    plan.planned.retain(|planned| {
        let instance = &planned.instance;
        let stays = matches!(
            instance.case.script,
            Script::Retrieval(_) | Script::WholeRun(_)
        );
        stays || (planned.decision.is_ok() && kept.insert(instance.case.id.0.clone()))
    });
}
