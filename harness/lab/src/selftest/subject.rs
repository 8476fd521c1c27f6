//! One bank, and what the catalogue says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::embedded::EmbeddedOptions;
use judge::finding::Finding;
use judge::verdict::Outcome;
use pack::catalogue::{Level, Script};
use plan::target::Target;
use plan::{Filter, Plan, Planned};
use wire::profile::{FurtherCheck, ServiceProfile};

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
    /// The same, with retrievals for a few parties, and the cases that many services share in two of them.
    FamiliesBriefly(Vec<String>),
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
    /// The party in whose retrieval it was observed, by its place in the target's profile.
    pub party: Option<usize>,
    /// The first breach, if any.
    pub breach: Option<Finding>,
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

impl Seen {
    /// The first breach, in English.
    pub fn what(&self) -> String {
        let Some(breach) = &self.breach else {
            return String::new();
        };
        let observed = breach.observed_text().en;
        match &breach.received {
            Some(received) => format!("{observed} ({received})"),
            None => observed,
        }
    }

    /// Whether a request that must be refused was accepted.
    pub fn accepted_an_invalid_request(&self) -> bool {
        self.breach
            .as_ref()
            .is_some_and(Finding::is_invalid_accepted)
    }
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
    /// The cases of a narrow selection that were not failed as they were narrowed: each whole, with all its
    /// instances and parties, beside the cases that are run whole anyway. What a bank's data show depends on the day, and so does where a defect shows.
    pub(super) fn widened(&self, seen: &[Seen]) -> Option<Self> {
        let Self::Only(wanted) = self else {
            return None;
        };
        let failed: BTreeSet<&str> = seen
            .iter()
            .filter(|seen| seen.outcome == Outcome::Violates)
            .map(|seen| seen.case.as_str())
            .collect();
        let whole: BTreeSet<&str> = wanted
            .iter()
            .filter(|one| one.instance.is_none())
            .map(|one| one.case.as_str())
            .collect();
        let missed: BTreeSet<&str> = wanted
            .iter()
            .map(|one| one.case.as_str())
            .filter(|case| !failed.contains(case) && !whole.contains(case))
            .collect();
        let wider = missed.into_iter().map(|case| Wanted {
            case: case.to_owned(),
            instance: None,
            party: None,
        });
        let mut wider: Vec<Wanted> = wider.collect();
        if wider.is_empty() {
            return None;
        }
        wider.extend(wanted.iter().filter(|one| one.instance.is_none()).cloned());
        Some(Self::Only(wider))
    }

    /// What the plan is made with.
    pub(super) fn filter(&self) -> Filter {
        match self {
            Self::Everything | Self::Representative => Filter::default(),
            Self::Families(families) | Self::FamiliesBriefly(families) => Filter {
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
            Self::FamiliesBriefly(_) => {
                one_endpoint_each(plan);
                two_services_each(plan);
                plan.planned.iter_mut().for_each(few_parties);
            }
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
                    match hint {
                        Some(Some(place)) => only_party(planned, target, *place),
                        Some(None) => few_parties(planned),
                        None => {}
                    }
                    hint.is_some() || whole.contains(planned.instance.case.id.0.as_str())
                });
            }
        }
    }
}

/// A retrieval is made for the plainest parties alone.
fn few_parties(planned: &mut Planned) {
    const FEW: usize = 4;
    if let (Ok(parties), Script::Retrieval(_)) =
        (&mut planned.decision, &planned.instance.case.script)
    {
        parties.truncate(FEW);
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

/// A case that many services share is run in the first of them that has orders and in the first that has none; a case
/// of one or two services stays.
fn two_services_each(plan: &mut Plan) {
    let mut services: BTreeMap<String, Vec<Arc<ServiceProfile>>> = BTreeMap::new();
    for Planned { instance, .. } in &plan.planned {
        let of_case = services.entry(instance.case.id.0.clone()).or_default();
        if of_case.iter().all(|known| known.id != instance.service.id) {
            of_case.push(Arc::clone(&instance.service));
        }
    }
    let has_order =
        |service: &ServiceProfile| service.further_check == FurtherCheck::ExtraditionOrder;
    for of_case in services.values_mut().filter(|of_case| of_case.len() > 2) {
        let first = |with: bool| {
            of_case
                .iter()
                .find(|service| has_order(service) == with)
                .cloned()
        };
        *of_case = [first(true), first(false)].into_iter().flatten().collect();
    }
    plan.planned.retain(|Planned { instance, .. }| {
        services
            .get(&instance.case.id.0)
            .is_some_and(|kept| kept.iter().any(|service| service.id == instance.service.id))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::reason::Reason;

    fn wanted(case: &str, instance: Option<&str>) -> Wanted {
        Wanted {
            case: case.into(),
            instance: instance.map(str::to_owned),
            party: None,
        }
    }

    fn seen(case: &str, outcome: Outcome) -> Seen {
        Seen {
            case: case.into(),
            instance: format!("{case}/politi-utlevering/Accounts"),
            level: Level::Must,
            outcome,
            party: None,
            breach: None,
        }
    }

    #[test]
    fn a_narrowed_case_that_was_not_failed_is_run_whole() {
        let narrow = Selection::Only(vec![
            wanted("A-001", Some("A-001/politi-utlevering/Accounts")),
            wanted("A-002", Some("A-002/politi-utlevering/Accounts")),
        ]);
        let saw = [
            seen("A-001", Outcome::Violates),
            seen("A-002", Outcome::Conforms),
        ];
        assert_eq!(
            narrow.widened(&saw),
            Some(Selection::Only(vec![wanted("A-002", None)]))
        );
    }

    #[test]
    fn a_case_that_was_run_whole_is_not_run_again() {
        let whole = Selection::Only(vec![wanted("A-001", None)]);
        let saw = [seen(
            "A-001",
            Outcome::NotApplicable(Reason::new(&pack::reason::NOT_RUN)),
        )];
        assert_eq!(whole.widened(&saw), None);
    }
}
