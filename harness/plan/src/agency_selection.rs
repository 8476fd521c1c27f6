//! Which of the agency's cases a filter selects.

use crate::{Filter, matches};
use pack::agency::AgencyCase;

impl Filter {
    /// Whether it selects an agency's case for a service. Endpoints and shards are a bank's.
    pub fn selects_for_agency(&self, case: &AgencyCase, service: &str) -> bool {
        let id = format!("{}/{service}", case.id);
        let named = |patterns: &[String]| {
            patterns
                .iter()
                .any(|pattern| matches(pattern, &id) || matches(pattern, &case.id))
        };
        let any = |patterns: &[String], text: &str| {
            patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, text))
        };
        let required = || {
            let mut requirements = case.requirements.iter();
            self.requirements.is_empty() || requirements.any(|one| any(&self.requirements, one))
        };
        (self.cases.is_empty() || named(&self.cases))
            && !named(&self.except)
            && (self.levels.is_empty() || self.levels.contains(&case.level))
            && any(&self.families, &case.family)
            && any(&self.services, service)
            && required()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::agency::AgencyPack;
    use pack::catalogue::{Level, PackFiles};

    const POLICE: &str = "politi-utlevering";

    fn selected(filter: &Filter) -> Vec<String> {
        let pack = AgencyPack::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
            .expect("the built-in pack is right");
        let cases = pack.cases.into_iter();
        cases
            .filter(|case| filter.selects_for_agency(case, POLICE))
            .map(|case| case.id)
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
