//! Properties tried in memory, against banks that are wrong in one thing.

use std::sync::{Arc, LazyLock};

use jiff::civil::date;
use wire::messages::Endpoint;
use wire::profile::builtin_services;
use wire::world::{AccountFact, PartyEntry, Relation};

use crate::property::*;
use pack::catalogue::{Catalogue, Expectation, Level, Need, PackFiles, Script};
use pack::property::{Manner, PropertyName};
use plan::{Instance, InstanceId};
use record::choice::Choice;

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        Catalogue::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
            .expect("the built-in pack is sound")
    });
    &CATALOGUE
}

fn party() -> PartyEntry {
    let account = AccountFact {
        number: "90010000017".into(),
        relation: Relation::Owner,
        account_type: "salaryAccount".into(),
        currency: "NOK".into(),
        opened: Some(date(2015, 1, 1)),
        ..AccountFact::default()
    };
    PartyEntry {
        party_id: "15817090084".into(),
        traits: vec!["owner".into(), "deceased".into()],
        date_of_death: Some(date(2026, 5, 31)),
        accounts: vec![account],
        ..PartyEntry::default()
    }
}

fn facts(service: &str, endpoint: Endpoint, level: Level) -> Facts {
    let service = builtin_services()
        .iter()
        .find(|known| known.id == service)
        .expect("a known service");
    Facts {
        service: Arc::new(service.clone()),
        endpoint,
        level,
        parties: vec![Arc::new(party())],
        today: date(2026, 11, 22),
        clear: true,
        minting: true,
        abilities: vec![Need::TestMode, Need::TokenMinting, Need::OwnPoliceKeys],
    }
}

fn inputs(source: &Source, count: usize) -> Vec<Input> {
    (0..source.len(count))
        .map(|index| {
            let seed = Seed::derive(1, "tests", index);
            source
                .input(
                    seed,
                    &Choice::generated(index),
                    &pack::catalogue::Baseline::default(),
                )
                .expect("an input")
        })
        .collect()
}

/// Tries inputs in order against `fails`, shrinks the first that fails, and tells the least in words.
fn least(source: &Source, fails: impl Fn(&Input) -> bool) -> (String, Choice, Input) {
    for index in 0..2_000 {
        let seed = Seed::derive(1, "tests", index);
        let input = source
            .input(
                seed,
                &Choice::generated(index),
                &pack::catalogue::Baseline::default(),
            )
            .expect("an input");
        if !fails(&input) {
            continue;
        }
        let mut shrinking = Shrinking::from_failing(source, seed, index, input);
        while shrinking.sent() < Budget::default().requests {
            let Some(candidate) = shrinking.candidate() else {
                break;
            };
            let failed = fails(&candidate);
            shrinking.tell(candidate, failed);
        }
        let (choice, least) = shrinking.least();
        return (least.words(None).en, choice, least.clone());
    }
    panic!("nothing fails");
}

const POLICE: &str = "politi-utlevering";
const DIGDIR: &str = "oppgjor-etter-dodsfall";

#[test]
fn a_bank_that_takes_91_days_is_told_by_one_second() {
    let facts = facts(POLICE, Endpoint::Accounts, Level::Should);
    let source = source(PropertyName::BrokenOrdersRefused, &facts, &[]).expect("a source");
    let beyond = |part: &Part| {
        part.rule == "ORD-NINETY-DAYS"
            && !part.words.en.contains("day and")
            && !part.words.en.contains("days and")
    };
    let (words, _, _) = least(&source, |input| input.parts.iter().all(&beyond));
    assert_eq!(words, "order valid but exp is 1 second beyond 90 days");
}

#[test]
fn a_bank_that_is_wrong_on_29_february_is_told_by_that_day_alone() {
    let facts = facts(POLICE, Endpoint::Accounts, Level::Should);
    let source = source(PropertyName::PeriodsInsideAccepted, &facts, &[]).expect("a source");
    let (words, _, input) = least(&source, |input| input.words(None).en.contains("-02-29"));
    assert!(
        words.starts_with("valid request where fromDate is 20")
            && words.ends_with("-02-29, a leap day"),
        "{words}"
    );
    assert_eq!(input.parts.len(), 1);
}

#[test]
fn a_bank_that_compares_mandates_undecoded_is_told_by_one_character() {
    let facts = facts(POLICE, Endpoint::Accounts, Level::Should);
    let source = source(PropertyName::MandateEncodingsAccepted, &facts, &[]).expect("a source");
    let (words, _, _) = least(&source, |input| !input.parts.is_empty());
    let least = [
        "valid request where the mandate has «S» percent-encoded too",
        "valid request where the mandate's escapes have small hexadecimal digits",
    ];
    assert!(least.contains(&words.as_str()), "{words}");
}

#[test]
fn a_choice_leads_to_the_same_input_again() {
    let facts = facts(POLICE, Endpoint::Accounts, Level::Must);
    let source = source(
        PropertyName::BrokenRequestsRefused,
        &facts,
        &catalogue().cases,
    )
    .expect("a source");
    let (_, choice, input) = least(&source, |input| input.canonical().contains("CorrelationID"));
    let Choice::Generated { index, .. } = choice else {
        panic!("a generated input")
    };
    let again: Choice = choice.to_string().parse().expect("a choice");
    let replayed = source.input(
        Seed::derive(1, "tests", index),
        &again,
        &pack::catalogue::Baseline::default(),
    );
    assert_eq!(replayed, Some(input));
}

fn everything(count: usize) -> Vec<(PropertyName, Facts, Vec<Input>)> {
    let cases = &catalogue().cases;
    let mut all = Vec::new();
    for service in [POLICE, DIGDIR] {
        for endpoint in Endpoint::ALL {
            for level in [Level::Must, Level::Should] {
                for name in PropertyName::ALL {
                    let facts = facts(service, endpoint, level);
                    if let Some(source) = source(name, &facts, cases) {
                        let inputs = inputs(&source, count);
                        all.push((name, facts, inputs));
                    }
                }
            }
        }
    }
    all
}

#[test]
fn a_mandatory_property_breaks_mandatory_rules_alone() {
    let refusing = [
        PropertyName::BrokenRequestsRefused,
        PropertyName::BrokenOrdersRefused,
    ];
    for (name, facts, inputs) in everything(40) {
        if facts.level != Level::Must || !refusing.contains(&name) {
            continue;
        }
        for part in inputs.iter().flat_map(|input| &input.parts) {
            let level = catalogue()
                .requirements
                .get(&part.rule)
                .map(|one| one.level);
            assert_eq!(
                level,
                Some(Level::Must),
                "{name:?}: {} {}",
                part.rule,
                part.words.en
            );
        }
    }
}

#[test]
fn every_input_that_must_be_refused_names_a_rule_of_the_catalogue_and_a_pair() {
    let requirements = &catalogue().requirements;
    for (name, _, inputs) in everything(8) {
        for input in inputs {
            for rule in input.rules() {
                assert!(requirements.contains_key(&rule), "{}: {rule}", name.name());
            }
            if let Expectation::Refused { expected, .. } = &input.expectation {
                assert!(
                    !expected.is_empty() && !input.changes().is_empty(),
                    "{}: {input:?}",
                    name.name()
                );
            }
        }
    }
}

#[test]
fn valid_requests_break_no_rule() {
    for (name, _, inputs) in everything(8) {
        if name == PropertyName::ValidRequestsAccepted || name == PropertyName::ValidOrdersAccepted
        {
            assert!(
                inputs
                    .iter()
                    .all(|input| input.expectation == Expectation::Accepted),
                "{}",
                name.name()
            );
        }
    }
}

#[test]
fn inputs_are_the_same_for_the_same_seed() {
    let (one, other) = (everything(2), everything(2));
    for ((name, _, one), (_, _, other)) in one.iter().zip(&other) {
        assert_eq!(one, other, "{}", name.name());
    }
}

#[test]
fn a_saved_regression_is_an_ordinary_case_with_the_same_changes() {
    let mut regressions = Regressions::continued("").expect("a new file");
    let mut saved = Vec::new();
    for (name, facts, inputs) in everything(3) {
        let property = catalogue()
            .cases
            .iter()
            .find(|case| matches!(case.script, Script::Property(found) if found == name));
        let instance = Instance {
            id: InstanceId("PROPERTY".into()),
            case: Arc::new(property.expect("every property has a case").clone()),
            service: Arc::clone(&facts.service),
            endpoint: facts.endpoint.into(),
            row: None,
        };
        let served = facts.service.endpoints.contains(&facts.endpoint);
        if name.manner() != Manner::Answer || !served {
            continue;
        }
        for input in inputs {
            let body = regression(&instance, &input, None, name.manner()).expect("no nulls");
            let before = regressions.text().len();
            regressions.add(&body);
            if regressions.text().len() > before {
                saved.push(input.changes());
            }
        }
    }
    let mut pack = PackFiles::embedded(builtin::FILES);
    pack.files
        .insert("bank/regression.toml".into(), regressions.text().to_owned());
    let read = Catalogue::read(&pack, &judge::check_names()).expect("saved regressions are cases");
    let changes: Vec<_> = read
        .cases
        .iter()
        .filter(|case| case.family == "REGRESSION")
        .map(|case| match &case.script {
            Script::Request(step) => written_changes(&step.changes),
            other => panic!("{other:?}"),
        })
        .collect();
    let saved: Vec<_> = saved
        .iter()
        .map(|changes| written_changes(changes))
        .collect();
    assert_eq!(changes, saved);
}
