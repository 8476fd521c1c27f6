//! What will run: cases unfolded over services, endpoints and delivery-table rows, and held against what the
//! target has. Pure.

mod applicability;
mod filter;
mod names;
pub mod target;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wire::messages::Endpoint;
use wire::profile::{FieldRow, ServiceProfile};
use wire::world::PartyEntry;

use crate::target::Target;
use pack::catalogue::{Case, Catalogue, Script};
use pack::reason::Reason;

pub use applicability::{fits, may_be_asked_about, usual_party};
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
    pub endpoint: Endpoint,
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
    let services: Vec<Arc<ServiceProfile>> = target
        .services
        .iter()
        .filter_map(|id| catalogue.service(id))
        .map(|service| Arc::new(service.clone()))
        .collect();
    let parties: Vec<Arc<PartyEntry>> = target.parties.iter().cloned().map(Arc::new).collect();
    let mut planned = Vec::new();
    for case in catalogue.bank_cases() {
        let case = Arc::new(case.clone());
        for service in &services {
            for instance in unfold(&case, service, catalogue) {
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

/// The instances of a case within a service.
pub fn unfold(
    case: &Arc<Case>,
    service: &Arc<ServiceProfile>,
    catalogue: &Catalogue,
) -> Vec<Instance> {
    if case.journal().is_some() || !case.serves(&service.id) {
        return Vec::new();
    }
    let case = &of_service(case, service, catalogue);
    let mut instances = Vec::new();
    for endpoint in case.endpoints.within(service) {
        let name = format!("{}/{}/{endpoint:?}", case.id, service.id);
        let instance = |id: String, row: Option<FieldRow>| Instance {
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
                            && row.endpoint == endpoint
                            && row.category == category
                    })
                    .map(|row| instance(format!("{name}/{}", row.api_path), Some(row.clone()))),
            ),
            None => instances.push(instance(name, None)),
        }
    }
    instances
}

/// The case with what concerns the service: its requirements and interpretations, and the steps at its endpoints.
fn of_service(case: &Arc<Case>, service: &ServiceProfile, catalogue: &Catalogue) -> Arc<Case> {
    let mut own = Case::clone(case);
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
            endpoint.is_none_or(|endpoint| service.has_endpoint(endpoint))
        });
    }
    Arc::new(own)
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
