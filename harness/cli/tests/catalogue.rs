//! The built-in case pack, held against what a pack must be.

#[path = "catalogue/seventh_service.rs"]
mod seventh_service;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use miette::GraphicalReportHandler;
use pack::catalogue::{Catalogue, CatalogueError, Guards, Level, PackFiles, Role};
use pack::message::Message;
use plan::{Instance, unfold};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
        .unwrap_or_else(|error| panic!("{}", told(error)))
});

fn told(error: CatalogueError) -> String {
    Message::from(error).render(&GraphicalReportHandler::new())
}

/// Least number of distinct cases of each family (families of bank cases, before they unfold).
const LEAST: [(&str, usize); 20] = [
    ("TRANSPORT", 12),
    ("JWE", 10),
    ("TOKEN", 20),
    ("HEADERS", 25),
    ("MANDATE", 8),
    ("PERIOD", 18),
    ("ENDPOINT", 10),
    ("ORDER-FORM", 22),
    ("ORDER-CONTENT", 60),
    ("ORDER-REQUEST", 24),
    ("REFERENCE-TYPE", 6),
    ("SCHEMA", 5),
    ("FIELDS", 1),
    ("ACCOUNTS", 14),
    ("DETAILS", 10),
    ("TRANSACTIONS", 12),
    ("CONSISTENCY", 8),
    ("OED", 8),
    ("ROBUSTNESS", 10),
    ("TIMING", 4),
];

#[test]
fn every_family_says_what_it_is_about() {
    for case in &CATALOGUE.cases {
        assert!(case.about.is_some(), "{}", case.family);
    }
}

#[test]
fn a_requirement_about_personal_data_outweighs_a_family_about_form() {
    let guarded = CATALOGUE.cases.iter().filter(|case| {
        let mut requirements = case.requirements.iter();
        case.family == "TRANSPORT" && requirements.any(|id| id == "API-ERROR-DISCREET")
    });
    let guards: BTreeSet<Guards> = guarded.map(|case| case.guards).collect();
    assert_eq!(guards, BTreeSet::from([Guards::PersonalData]));
}

fn instances() -> Vec<Instance> {
    let services: Vec<_> = CATALOGUE
        .services
        .iter()
        .filter(|service| service.asked_for)
        .cloned()
        .map(Arc::new)
        .collect();
    CATALOGUE
        .bank_cases()
        .cloned()
        .map(Arc::new)
        .flat_map(|case| {
            services
                .iter()
                .flat_map(move |service| unfold(&case, service, &CATALOGUE, &BTreeMap::new()))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_family_has_its_least_number_of_cases() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &CATALOGUE.cases {
        *counts.entry(&case.family).or_default() += 1;
    }
    let lacking: Vec<_> = LEAST
        .iter()
        .filter(|(family, least)| counts.get(family).copied().unwrap_or_default() < *least)
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
    let cards_and_roles = counts.get("CARDS").copied().unwrap_or_default()
        + counts.get("ROLES").copied().unwrap_or_default();
    assert!(
        cards_and_roles >= 10,
        "CARDS and ROLES together have {cards_and_roles}"
    );
}

#[test]
fn there_are_three_hundred_distinct_cases_and_nine_hundred_instances() {
    assert!(
        CATALOGUE.bank_cases().count() >= 300,
        "{} cases",
        CATALOGUE.bank_cases().count()
    );
    assert!(instances().len() >= 900, "{} instances", instances().len());
}

#[test]
fn instance_ids_are_unique() {
    let instances = instances();
    let ids: BTreeSet<_> = instances.iter().map(|instance| &instance.id).collect();
    assert_eq!(ids.len(), instances.len());
}

#[test]
fn every_must_requirement_is_tested_or_says_why_not() {
    let tested: BTreeSet<&str> = CATALOGUE
        .cases
        .iter()
        .flat_map(|case| &case.requirements)
        .map(String::as_str)
        .collect();
    let forgotten: Vec<&str> = CATALOGUE
        .requirements_of(Role::Bank)
        .filter(|requirement| requirement.level == Level::Must && requirement.untestable.is_none())
        .map(|requirement| requirement.id.as_str())
        .filter(|id| !tested.contains(id))
        .collect();
    assert!(forgotten.is_empty(), "no case names {forgotten:?}");
}

#[test]
fn every_must_case_that_a_case_names_has_a_source() {
    for case in &CATALOGUE.cases {
        let sourced = case
            .requirements
            .iter()
            .filter_map(|id| CATALOGUE.requirements.get(id))
            .all(|requirement| {
                !requirement.source.document.is_empty() && !requirement.source.section.is_empty()
            });
        assert!(sourced, "{} has a requirement without a source", case.id);
    }
}

#[test]
fn every_case_has_words_in_both_languages() {
    let silent: Vec<_> = CATALOGUE
        .cases
        .iter()
        .filter(|case| {
            [&case.title, &case.why]
                .iter()
                .any(|text| text.en.trim().is_empty() || text.nb.trim().is_empty())
        })
        .map(|case| &case.id)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn titles_are_not_used_twice() {
    let mut seen = BTreeMap::new();
    for case in &CATALOGUE.cases {
        if let Some(other) = seen.insert((&case.family, &case.title.en), &case.id) {
            panic!("{other} and {} have the same title", case.id);
        }
    }
}

#[test]
fn every_row_of_the_delivery_tables_is_an_instance_of_its_own_category() {
    let instances = instances();
    let covered: BTreeSet<_> = instances
        .iter()
        .filter_map(|instance| instance.row.as_ref())
        .map(|row| (&row.service, row.endpoint, &row.api_path, row.category))
        .collect();
    for row in CATALOGUE.fields.iter().filter(|row| {
        CATALOGUE
            .service(&row.service)
            .is_some_and(|service| service.asked_for)
    }) {
        let key = (&row.service, row.endpoint, &row.api_path, row.category);
        assert!(covered.contains(&key), "{key:?} is in no case");
    }
}

#[test]
fn every_interpretation_of_the_documents_is_there() {
    let ids: BTreeSet<&str> = CATALOGUE
        .interpretations
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    for number in 1..=22 {
        assert!(
            ids.contains(format!("I-{number:02}").as_str()),
            "I-{number:02} is missing"
        );
    }
}

#[test]
fn one_changed_line_in_any_case_file_changes_the_digest() {
    let pack = PackFiles::embedded(builtin::FILES);
    for name in pack.files.keys().filter(|name| name.starts_with("bank/")) {
        let mut changed = pack.clone();
        changed
            .files
            .entry(name.clone())
            .and_modify(|text| text.push_str("# one line more\n"));
        assert_ne!(changed.digest(), pack.digest(), "{name}");
    }
}

#[test]
fn a_typo_in_a_case_file_is_pointed_at() {
    let mut pack = PackFiles::embedded(builtin::FILES);
    pack.files
        .entry("bank/token.toml".into())
        .and_modify(|text| *text = text.replacen("level = ", "levle = ", 1));
    let error =
        Catalogue::read(&pack, &judge::check_names()).expect_err("an unknown member is refused");
    let words = told(error);
    assert!(
        words.contains("bank/token.toml") && words.contains("levle"),
        "{words}"
    );
}

#[test]
fn a_requirement_nobody_wrote_is_pointed_at() {
    let mut pack = PackFiles::embedded(builtin::FILES);
    pack.files
        .entry("bank/mandate.toml".into())
        .and_modify(|text| {
            *text = text.replacen("requirements = [\"", "requirements = [\"NO-SUCH-", 1);
        });
    let error = Catalogue::read(&pack, &judge::check_names())
        .expect_err("an unknown requirement is refused");
    assert!(told(error).contains("there is no requirement NO-SUCH-"));
}

#[test]
fn the_pack_has_the_agency_cases_and_scenarios_that_are_asked_for() {
    let cases = CATALOGUE.journal_cases().count();
    assert!(cases >= 60, "{cases}");
    let scenarios = CATALOGUE.scenarios.len();
    assert!(scenarios >= 20, "{scenarios}");
}

#[test]
fn every_requirement_of_agencies_is_tested_or_says_why_not() {
    for requirement in CATALOGUE.requirements_of(Role::Agency) {
        let mut cases = CATALOGUE.journal_cases();
        let tested = cases.any(|case| case.requirements.contains(&requirement.id));
        assert!(
            tested != requirement.untestable.is_some(),
            "{}",
            requirement.id
        );
    }
}

#[test]
fn every_check_of_a_journal_is_used() {
    for check in judge::agency::check::all() {
        let mut journals = CATALOGUE.journal_cases().filter_map(|case| case.journal());
        assert!(
            journals.any(|journal| journal.check == check.name),
            "{}",
            check.name
        );
    }
}
