//! Lists that are about agencies alone.

use mock_agency::behaviour::{Defect, Variant};
use serde_json::json;

use crate::list::Listing;
use lab::selftest::CaseAssignment;
use pack::catalogue::{Case, Catalogue};
use pack::text::{Language, Text};

pub(super) fn scenarios(catalogue: &Catalogue, language: Language) -> Listing {
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for scenario in &catalogue.scenarios {
        let named = |case: &&Case| {
            let scenarios = case
                .journal()
                .and_then(|journal| journal.scenarios.as_ref());
            scenarios.is_some_and(|scenarios| scenarios.contains(&scenario.id))
        };
        let cases: Vec<&str> = catalogue
            .journal_cases()
            .filter(named)
            .map(|case| case.id.0.as_str())
            .collect();
        let banks: Vec<String> = scenario
            .banks
            .iter()
            .map(|bank| format!("{bank:?}"))
            .collect();
        entries.push(json!({
            "id": scenario.id, "title": scenario.title, "services": scenario.services, "party": scenario.party,
            "banks": banks, "cases": cases,
        }));
        rows.push(vec![
            scenario.id.clone(),
            scenario.title.in_language(language).to_owned(),
            banks.join(" "),
            cases.join(" "),
        ]);
    }
    Listing {
        columns: &["scenario", "title", "banks", "cases about it"],
        rows,
        entries,
    }
}

pub(super) fn defects(assignment: &CaseAssignment, language: Language) -> Listing {
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for defect in Defect::ALL {
        let case = assignment.case(defect.name());
        let rule = Text::same(defect.rule());
        rows.push(
            [defect.name(), case, rule.in_language(language)]
                .map(str::to_owned)
                .to_vec(),
        );
        entries.push(json!({"name": defect.name(), "breaks": rule, "case": case}));
    }
    for variant in Variant::ALL {
        let what = Text::same(variant.text());
        rows.push(
            [variant.name(), "", what.in_language(language)]
                .map(str::to_owned)
                .to_vec(),
        );
        entries.push(json!({"name": variant.name(), "does": what}));
    }
    Listing {
        columns: &[
            "name",
            "case",
            "what it breaks; without a case, what it does differently",
        ],
        rows,
        entries,
    }
}
