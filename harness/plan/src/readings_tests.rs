use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use pack::catalogue::{Case, Catalogue, Expectation, Level, PackFiles, Role, Script};

use super::{Instance, as_read, unfold};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
        .expect("the built-in pack is right")
});

fn readings(id: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(id.to_owned(), value.to_owned())])
}

fn case(id: &str) -> Case {
    let mut cases = CATALOGUE.bank_cases();
    let case = cases.find(|case| case.id.0 == id);
    case.expect("the case is there").clone()
}

fn instances(id: &str, service: &str, readings: &BTreeMap<String, String>) -> Vec<Instance> {
    let service = CATALOGUE.service(service).expect("the service is there");
    unfold(
        &Arc::new(case(id)),
        &Arc::new(service.clone()),
        &CATALOGUE,
        readings,
    )
}

fn expectation(case: &Case) -> &Expectation {
    let Script::Request(step) = &case.script else {
        panic!("{} has one request", case.id)
    };
    &step.expectation
}

#[test]
fn another_reading_changes_what_must_come_back() {
    let ours = instances("PERIOD-024", "oppgjor-etter-dodsfall", &BTreeMap::new());
    assert!(matches!(
        expectation(&ours[0].case),
        Expectation::Refused { .. }
    ));
    let theirs = readings("I-06", "up-to-today");
    let theirs = instances("PERIOD-024", "oppgjor-etter-dodsfall", &theirs);
    assert_eq!(theirs.len(), ours.len());
    assert_eq!(expectation(&theirs[0].case), &Expectation::Accepted);
}

#[test]
fn a_reading_of_another_service_changes_nothing() {
    let skatt = readings("I-43", "today-only");
    let police = instances("PERIOD-006", "politi-utlevering", &skatt);
    assert_eq!(police[0].case.level, Level::Must);
    let skatt = instances("PERIOD-006", "skatt-kontroll", &skatt);
    assert_eq!(skatt[0].case.level, Level::May);
}

#[test]
fn a_reading_may_hold_recommended_cases_as_mandatory() {
    let required = readings("I-71", "required");
    let content = instances("ORDER-CONTENT-001", "politi-utlevering", &required);
    assert_eq!(content[0].case.level, Level::Must);
    assert_eq!(content[0].case.written_level, Level::Should);
    let observed = instances("ORDER-CONTENT-153", "politi-utlevering", &required);
    assert_eq!(observed[0].case.level, Level::May);
}

#[test]
fn rows_that_may_have_been_exchanged_are_held_as_recommended() {
    let level = |readings: &BTreeMap<String, String>, path: &str| {
        let rows = instances("FIELDS-002", "politi-utlevering", readings);
        let row = rows
            .into_iter()
            .find(|one| one.row.as_ref().is_some_and(|row| row.api_path == path));
        row.map(|row| row.case.level)
    };
    let ours = BTreeMap::new();
    assert_eq!(level(&ours, "account.name"), Some(Level::Should));
    assert_eq!(level(&ours, "account.type"), Some(Level::Must));
    let either = readings("I-91", "either");
    assert_eq!(level(&either, "account.name"), Some(Level::May));
    let elsewhere = instances("FIELDS-006", "oppgjor-etter-dodsfall", &ours);
    assert!(elsewhere.iter().all(|one| one.case.level == Level::Must));
}

#[test]
fn requests_carry_the_mandate_of_the_reading() {
    let skatt = CATALOGUE.service("skatt-kontroll").expect("the service");
    let short = as_read(skatt, &CATALOGUE, &readings("I-42", "without-10-14"));
    assert!(!short.mandates[0].text.contains("10-14"));
    assert_eq!(as_read(skatt, &CATALOGUE, &BTreeMap::new()), *skatt);
}

#[test]
fn every_entry_for_a_reading_changes_its_case() {
    let overview = CATALOGUE.cases_of(Role::Overview);
    for case in CATALOGUE.bank_cases().chain(overview) {
        for entry in &case.under {
            let set = readings(&entry.interpretation, &entry.value);
            let changed = case.clone().under(&set, &CATALOGUE.interpretations);
            let level = changed.level != case.level;
            let mut steps = changed.steps().iter().zip(case.steps());
            let expected = steps.any(|(now, before)| now.expectation != before.expectation);
            assert!(level || expected, "{} under {}", case.id, entry.value);
        }
    }
}

/// What a reading changes without an entry of its own: a mandate, the level of rows or of whole families, a check.
const CHANGED_ELSEWHERE: [&str; 6] = ["I-42", "I-66", "I-71", "I-72", "I-76", "I-91"];

#[test]
fn every_setting_changes_a_case() {
    let cases = || {
        let overview = CATALOGUE.cases_of(Role::Overview);
        CATALOGUE.bank_cases().chain(overview)
    };
    for one in CATALOGUE
        .interpretations
        .iter()
        .filter(|one| one.setting.is_some())
    {
        let changed = cases().flat_map(|case| &case.under);
        let changed = changed
            .filter(|entry| entry.interpretation == one.id)
            .count();
        let elsewhere = CHANGED_ELSEWHERE.contains(&one.id.as_str());
        assert!(changed > 0 || elsewhere, "{}", one.id);
    }
}
