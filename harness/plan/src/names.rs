//! The names that filters select by, and the ones close to a pattern that matches none of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use wire::messages::{Endpoint, KfrOperation, OverviewEndpoint};

use crate::filter::matches;
use crate::unfold;
use pack::catalogue::{Catalogue, Role};
use pack::nearest::nearest;

/// How many names are suggested.
const FEW: usize = 3;

/// The names of a catalogue, by what they name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    cases: BTreeSet<String>,
    families: BTreeSet<String>,
    services: BTreeSet<String>,
    endpoints: BTreeSet<String>,
    requirements: BTreeSet<String>,
    instances: BTreeSet<String>,
}

/// Which of the names a pattern is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Cases and their instances.
    Case,
    /// Families.
    Family,
    /// Services.
    Service,
    /// Endpoints.
    Endpoint,
    /// Requirements.
    Requirement,
}

impl Names {
    /// The names of a bank's catalogue.
    pub fn of_bank(catalogue: &Catalogue) -> Self {
        Self::of_requests(catalogue, Role::Bank, &Endpoint::ALL.map(Endpoint::name))
    }

    /// The names of the catalogue for the customer overview.
    pub fn of_overview(catalogue: &Catalogue) -> Self {
        let endpoints = OverviewEndpoint::ALL.map(OverviewEndpoint::name);
        let kfr = KfrOperation::ALL.map(KfrOperation::name);
        let endpoints = [endpoints.as_slice(), &kfr].concat();
        Self::of_requests(catalogue, Role::Overview, &endpoints)
    }

    /// The names of the catalogue of a role that is sent requests.
    fn of_requests(catalogue: &Catalogue, role: Role, endpoints: &[&str]) -> Self {
        let institutions = (role == Role::Overview).then(wire::profile::kfr);
        let services = catalogue.services.iter().chain(institutions);
        let cases = catalogue.cases_of(role);
        let instances = cases.clone().flat_map(|case| {
            let case = Arc::new(case.clone());
            let services = services.clone().cloned().map(Arc::new);
            services.flat_map(move |service| unfold(&case, &service, catalogue, &BTreeMap::new()))
        });
        Self {
            cases: cases.clone().map(|case| case.id.0.clone()).collect(),
            families: cases.map(|case| case.family.clone()).collect(),
            services: services.clone().map(|service| service.id.clone()).collect(),
            endpoints: endpoints.iter().map(|name| (*name).to_owned()).collect(),
            requirements: catalogue
                .requirements_of(role)
                .map(|one| one.id.clone())
                .collect(),
            instances: instances.map(|instance| instance.id.0).collect(),
        }
    }

    /// The names of the catalogue for agencies, whose cases do not unfold over endpoints.
    pub fn of_agency(catalogue: &Catalogue, services: &[String]) -> Self {
        let cases = catalogue.journal_cases();
        let instances = cases.clone().flat_map(|case| {
            let services = services.iter().filter(|service| case.serves(service));
            services.map(|service| format!("{}/{service}", case.id))
        });
        let requirements = catalogue.requirements_of(Role::Agency);
        Self {
            instances: instances.collect(),
            cases: cases.clone().map(|case| case.id.0.clone()).collect(),
            families: cases.map(|case| case.family.clone()).collect(),
            services: services.iter().cloned().collect(),
            endpoints: BTreeSet::new(),
            requirements: requirements.map(|one| one.id.clone()).collect(),
        }
    }

    /// Whether a pattern matches anything.
    pub fn has(&self, axis: Axis, pattern: &str) -> bool {
        let any = |names: &BTreeSet<String>| names.iter().any(|name| matches(pattern, name));
        any(self.of(axis))
            || match axis {
                Axis::Case => any(&self.instances),
                Axis::Family | Axis::Service | Axis::Endpoint | Axis::Requirement => false,
            }
    }

    /// Names close to a pattern, the closest first; all of them if there are few.
    pub fn near(&self, axis: Axis, pattern: &str) -> Vec<String> {
        let names = self.of(axis);
        let families = (axis == Axis::Case).then_some(&self.families);
        let families = families.into_iter().flatten();
        let candidates = names
            .iter()
            .cloned()
            .chain(families.map(|family| format!("{family}-*")));
        let near = nearest(pattern, candidates);
        if near.is_empty() && names.len() <= 2 * FEW {
            return names.iter().cloned().collect();
        }
        near
    }

    fn of(&self, axis: Axis) -> &BTreeSet<String> {
        match axis {
            Axis::Case => &self.cases,
            Axis::Family => &self.families,
            Axis::Service => &self.services,
            Axis::Endpoint => &self.endpoints,
            Axis::Requirement => &self.requirements,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::catalogue::PackFiles;

    fn names() -> Names {
        let catalogue =
            Catalogue::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
                .expect("the built-in pack is right");
        Names::of_bank(&catalogue)
    }

    #[test]
    fn a_family_with_a_slip_is_found() {
        assert_eq!(names().near(Axis::Family, "TOKN")[0], "TOKEN");
        assert_eq!(names().near(Axis::Case, "TOKN-*")[0], "TOKEN-*");
    }

    #[test]
    fn a_case_that_lacks_a_digit_is_found() {
        assert_eq!(names().near(Axis::Case, "TOKEN-01")[0], "TOKEN-001");
    }

    #[test]
    fn few_names_are_all_shown() {
        assert_eq!(names().near(Axis::Endpoint, "xyz").len(), 5);
    }

    #[test]
    fn nothing_is_near_what_is_far_from_everything() {
        assert_eq!(names().near(Axis::Requirement, "qqqqqqqqqq"), [""; 0]);
    }

    #[test]
    fn patterns_match_on_every_axis() {
        let names = names();
        assert!(names.has(Axis::Case, "token-*"));
        assert!(names.has(Axis::Case, "TOKEN-001/*/Roles"));
        assert!(names.has(Axis::Family, "ORDER-*"));
        assert!(names.has(Axis::Service, "*dodsfall"));
        assert!(names.has(Axis::Endpoint, "*transactions*"));
        assert!(names.has(Axis::Requirement, "TRUST-*"));
        assert!(!names.has(Axis::Endpoint, "transaction"));
    }
}
