//! Which instances a run takes: by name, family, level, service, endpoint, requirement, and shard.

use std::str::FromStr;

use thiserror::Error;
use wire::messages::Operation;

use crate::{Instance, Planned};
use pack::catalogue::{Case, Level};
use pack::message::UserError;

/// What the user selected. An empty list selects everything; within a list one match is enough.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Patterns over instance ids and case ids; `*` stands for any text.
    pub cases: Vec<String>,
    /// Patterns that leave instances out again.
    pub except: Vec<String>,
    /// Patterns over families.
    pub families: Vec<String>,
    /// Levels.
    pub levels: Vec<Level>,
    /// Patterns over services.
    pub services: Vec<String>,
    /// Patterns over endpoints.
    pub endpoints: Vec<String>,
    /// Patterns over requirement ids.
    pub requirements: Vec<String>,
    /// One part of the plan.
    pub shard: Option<Shard>,
}

/// One part of a plan that is split over several runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub part: usize,
    /// Of how many.
    pub of: usize,
}

/// A shard that cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("write a shard as k/n with 1 ≤ k ≤ n, e.g. 2/4")]
pub struct FilterError;

impl UserError for FilterError {}

impl FromStr for Shard {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        let (part, of) = text.split_once('/').ok_or(FilterError)?;
        let part = part.parse().map_err(|_| FilterError)?;
        let of = of.parse().map_err(|_| FilterError)?;
        if (1..=of).contains(&part) {
            Ok(Self { part, of })
        } else {
            Err(FilterError)
        }
    }
}

impl Filter {
    /// Whether an instance is selected, shards aside.
    pub fn selects(&self, instance: &Instance) -> bool {
        let Instance {
            id, case, service, ..
        } = instance;
        self.selects_case(case, &id.0, &service.id, Some(instance.endpoint))
    }

    /// Whether a case is selected for a service, and for an endpoint where it unfolds over endpoints; `id` names all three.
    pub fn selects_case(
        &self,
        case: &Case,
        id: &str,
        service: &str,
        endpoint: Option<Operation>,
    ) -> bool {
        let named = |patterns: &[String]| {
            patterns
                .iter()
                .any(|pattern| matches(pattern, id) || matches(pattern, &case.id.0))
        };
        (self.cases.is_empty() || named(&self.cases))
            && !named(&self.except)
            && (self.levels.is_empty() || self.levels.contains(&case.level))
            && any(&self.families, [case.family.as_str()])
            && any(&self.services, [service])
            && endpoint.is_none_or(|endpoint| any(&self.endpoints, [endpoint.name()]))
            && any(
                &self.requirements,
                case.requirements.iter().map(String::as_str),
            )
    }

    /// Whether anything at all is left out.
    pub fn is_everything(&self) -> bool {
        self.cases.is_empty()
            && self.except.is_empty()
            && self.families.is_empty()
            && self.levels.is_empty()
            && self.services.is_empty()
            && self.endpoints.is_empty()
            && self.requirements.is_empty()
            && self.shard.is_none()
    }

    pub(super) fn shard(&self, planned: &mut Vec<Planned>) {
        if let Some(Shard { part, of }) = self.shard {
            let mut position = 0;
            planned.retain(|_| {
                position += 1;
                (position - 1) % of == part - 1
            });
        }
    }
}

fn any<'a>(patterns: &[String], values: impl IntoIterator<Item = &'a str>) -> bool {
    patterns.is_empty()
        || values
            .into_iter()
            .any(|value| patterns.iter().any(|pattern| matches(pattern, value)))
}

/// Whether `text` fits `pattern`, where `*` stands for any run of characters; case does not matter.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use pack::catalogue::{Catalogue, PackFiles};

    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("ORDER-*", "ORDER-FORM-001"));
        assert!(matches("*-001", "ORDER-FORM-001"));
        assert!(matches("order-*-001", "ORDER-FORM-001"));
        assert!(!matches("TOKEN-*", "ORDER-FORM-001"));
    }

    #[test]
    fn a_pattern_without_a_star_is_the_whole_name() {
        assert!(matches("TOKEN-001", "TOKEN-001"));
        assert!(!matches("TOKEN-001", "TOKEN-0011"));
    }

    #[test]
    fn reads_shards_within_their_number_only() {
        assert_eq!("2/4".parse(), Ok(Shard { part: 2, of: 4 }));
        assert_eq!("5/4".parse::<Shard>(), Err(FilterError));
        assert_eq!("0/4".parse::<Shard>(), Err(FilterError));
    }

    const POLICE: &str = "politi-utlevering";

    fn selected(filter: &Filter) -> Vec<String> {
        let catalogue =
            Catalogue::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
                .expect("the built-in pack is right");
        let cases = catalogue.journal_cases();
        cases
            .filter(|case| {
                filter.selects_case(case, &format!("{}/{POLICE}", case.id), POLICE, None)
            })
            .map(|case| case.id.0.clone())
            .collect()
    }

    fn with(change: impl FnOnce(&mut Filter)) -> Filter {
        let mut filter = Filter::default();
        change(&mut filter);
        filter
    }

    #[test]
    fn a_case_is_named_with_or_without_its_service() {
        for name in ["AGY-TOKEN-001", "AGY-TOKEN-001/politi-utlevering"] {
            let filter = with(|filter| filter.cases = vec![name.into()]);
            assert_eq!(selected(&filter), ["AGY-TOKEN-001"]);
        }
    }

    #[test]
    fn another_service_selects_nothing() {
        let filter = with(|filter| filter.services = vec!["oppgjor-*".into()]);
        assert!(selected(&filter).is_empty());
    }

    #[test]
    fn family_level_and_requirement_narrow_each_other() {
        let filter = with(|filter| {
            filter.families = vec!["AGY-ANSWERS".into()];
            filter.levels = vec![Level::Must];
            filter.requirements = vec!["AGR-TLS".into()];
        });
        assert_eq!(selected(&filter), ["AGY-ANSWERS-022"]);
    }

    #[test]
    fn what_is_left_out_is_not_selected() {
        let filter = with(|filter| filter.except = vec!["AGY-*".into()]);
        assert!(selected(&filter).is_empty());
    }
}
