//! What will run: cases unfolded over services, endpoints and delivery-table rows, and held against what the
//! target has. Pure.

mod applicability;
mod filter;
pub mod keys;
mod names;
#[cfg(test)]
mod readings_tests;
pub mod secret;
pub mod target;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wire::messages::Operation;
use wire::profile::{FieldRow, ServiceProfile};
use wire::world::PartyEntry;

use crate::target::Target;
use pack::catalogue::{Case, Catalogue, Role, Script};
use pack::reason::Reason;

pub use applicability::{fits, is_for_test_only, may_be_asked_about, usual_party, usual_party_of};
pub use filter::{Filter, FilterError, Shard, matches};
pub use names::{Axis, Names};

/// The name of an instance: case, service, endpoint and, for delivery tables, the field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstanceId(pub String);

impl fmt::Display for InstanceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// One case on one endpoint of one service.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its name.
    pub id: InstanceId,
    /// The case.
    pub case: Arc<Case>,
    /// The service.
    pub service: Arc<ServiceProfile>,
    /// The endpoint.
    pub endpoint: Operation,
    /// The row of the delivery table, for the FIELDS family.
    pub row: Option<FieldRow>,
}

/// An instance, and whether it runs.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The instance.
    pub instance: Instance,
    /// The parties it uses, or why it does not run.
    pub decision: Result<Vec<Arc<PartyEntry>>, Reason>,
}

/// Everything a run will do, in the catalogue's order.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The instances.
    pub planned: Vec<Planned>,
}

/// Unfolds the catalogue over the target's services and holds every instance against what the target has.
/// `own_registers` says whether the run can change its registers.
pub fn plan(catalogue: &Catalogue, target: &Target, filter: &Filter, own_registers: bool) -> Plan {
    let mut services = services(catalogue, target);
    if target.role == Role::Overview {
        services.push(Arc::new(wire::profile::kfr().clone()));
    }
    let parties: Vec<Arc<PartyEntry>> = target.parties.iter().cloned().map(Arc::new).collect();
    let mut planned = Vec::new();
    for case in catalogue.cases_of(target.role) {
        let case = Arc::new(case.clone());
        for service in &services {
            for instance in unfold(&case, service, catalogue, &target.readings) {
                if filter.selects(&instance) {
                    let decision =
                        applicability::decide(&instance, target, &parties, own_registers);
                    planned.push(Planned { instance, decision });
                }
            }
        }
    }
    filter.shard(&mut planned);
    Plan { planned }
}

/// The services of a target, under the readings that its profile sets and as its role knows them.
pub fn services(catalogue: &Catalogue, target: &Target) -> Vec<Arc<ServiceProfile>> {
    let ids = target.services.iter();
    ids.filter_map(|id| catalogue.service(id))
        .map(|service| as_read(service, catalogue, &target.readings))
        .map(|service| Arc::new(in_step(service, target.role)))
        .collect()
}

/// A service with the mandates of the step that a role has a part in.
fn in_step(mut service: ServiceProfile, role: Role) -> ServiceProfile {
    match role {
        Role::Bank | Role::Agency => {}
        Role::Overview => service.mandates = service.overview_mandates().to_vec(),
    }
    service
}

/// A service with the mandate that requests carry under the readings that a profile sets.
pub fn as_read(
    service: &ServiceProfile,
    catalogue: &Catalogue,
    readings: &BTreeMap<String, String>,
) -> ServiceProfile {
    let mut service = service.clone();
    for interpretation in &catalogue.interpretations {
        let value = readings.get(&interpretation.id);
        let reading = value.and_then(|value| interpretation.reading_of(value));
        let mandate = reading.and_then(|reading| reading.mandate.as_ref());
        let first = service.mandates.first_mut();
        if let (Some(mandate), Some(first), true) = (
            mandate,
            first,
            interpretation.services.contains(&service.id),
        ) {
            first.clone_from(mandate);
        }
    }
    service
}

/// The instances of a case within a service, under the readings that a profile sets.
pub fn unfold(
    case: &Arc<Case>,
    service: &Arc<ServiceProfile>,
    catalogue: &Catalogue,
    readings: &BTreeMap<String, String>,
) -> Vec<Instance> {
    if case.journal().is_some() || !case.serves(&service.id) {
        return Vec::new();
    }
    let case =
        &Arc::new(of_service(case, service, catalogue).under(readings, &catalogue.interpretations));
    let mut instances = Vec::new();
    for endpoint in case.endpoints.within(service) {
        let name = format!("{}/{}/{endpoint}", case.id, service.id);
        let instance = |id: String, case: &Arc<Case>, row: Option<FieldRow>| Instance {
            id: InstanceId(id),
            case: Arc::clone(case),
            service: Arc::clone(service),
            endpoint,
            row,
        };
        match rows_of(case) {
            Some(category) => instances.extend(
                catalogue
                    .fields
                    .iter()
                    .filter(|row| {
                        row.service == service.id
                            && endpoint == row.endpoint
                            && row.category == category
                    })
                    .map(|row| {
                        let case = of_row(case, row, catalogue, readings);
                        instance(format!("{name}/{}", row.api_path), &case, Some(row.clone()))
                    }),
            ),
            None => instances.push(instance(name, case, None)),
        }
    }
    instances
}

/// The case with what concerns the service: its requirements and interpretations, and the steps at its endpoints.
fn of_service(case: &Case, service: &ServiceProfile, catalogue: &Catalogue) -> Case {
    let mut own = case.clone();
    own.requirements.retain(|id| {
        let requirement = catalogue.requirements.get(id);
        let of = requirement.and_then(|requirement| requirement.service.as_deref());
        of.is_none_or(|of| of == service.id)
    });
    own.interpretations.retain(|id| {
        let mut all = catalogue.interpretations.iter();
        let interpretation = all.find(|one| one.id == *id);
        interpretation
            .is_none_or(|one| one.services.is_empty() || one.services.contains(&service.id))
    });
    if own.requirements.is_empty() {
        own.requirements.clone_from(&case.requirements);
    }
    if let Script::Steps(steps) = &mut own.script {
        steps.retain(|step| {
            let endpoint = step.endpoint;
            endpoint.is_none_or(|endpoint| has(service, endpoint))
        });
    }
    own
}

/// Whether a service may call an endpoint.
fn has(service: &ServiceProfile, endpoint: Operation) -> bool {
    match endpoint {
        Operation::Bank(endpoint) => service.has_endpoint(endpoint),
        Operation::Overview(endpoint) => service.overview.endpoints.contains(&endpoint),
        // An institution asks in its own name, whatever service the case is about.
        Operation::Kfr(_) => true,
    }
}

/// The case at the level at which an interpretation holds a row.
fn of_row(
    case: &Arc<Case>,
    row: &FieldRow,
    catalogue: &Catalogue,
    readings: &BTreeMap<String, String>,
) -> Arc<Case> {
    let cited = catalogue.interpretations.iter();
    let mut cited = cited.filter(|one| case.interpretations.contains(&one.id));
    match cited.find_map(|one| one.row_level(&row.service, &row.api_path, readings)) {
        Some(level) => {
            let mut own = Case::clone(case);
            own.level = level;
            Arc::new(own)
        }
        None => Arc::clone(case),
    }
}

fn rows_of(case: &Case) -> Option<wire::profile::Category> {
    match &case.script {
        Script::Retrieval(survey) => survey.rows,
        Script::Request(_)
        | Script::Steps(_)
        | Script::WholeRun(_)
        | Script::Property(_)
        | Script::Journal(_) => None,
    }
}
