//! Which of the agency's cases a filter selects.

use super::pack::AgencyCase;
use crate::plan::{Filter, matches};

impl AgencyCase {
    /// Whether a filter selects it for a service. Endpoints and shards are a bank's.
    pub fn is_selected(&self, filter: &Filter, service: &str) -> bool {
        let id = format!("{}/{service}", self.id);
        let named = |patterns: &[String]| {
            patterns
                .iter()
                .any(|pattern| matches(pattern, &id) || matches(pattern, &self.id))
        };
        let any = |patterns: &[String], text: &str| {
            patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, text))
        };
        let required = || {
            let mut requirements = self.requirements.iter();
            filter.requirements.is_empty() || requirements.any(|one| any(&filter.requirements, one))
        };
        (filter.cases.is_empty() || named(&filter.cases))
            && !named(&filter.except)
            && (filter.levels.is_empty() || filter.levels.contains(&self.level))
            && any(&filter.families, &self.family)
            && any(&filter.services, service)
            && required()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::pack::AgencyPack;
    use crate::catalogue::{Level, PackFiles};

    const POLICE: &str = "politi-utlevering";

    fn selected(filter: &Filter) -> Vec<String> {
        let pack = AgencyPack::read(&PackFiles::builtin()).expect("the built-in pack is right");
        let cases = pack.cases.into_iter();
        cases
            .filter(|case| case.is_selected(filter, POLICE))
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
