use std::collections::BTreeMap;

use super::*;
use crate::mandate;
use crate::messages::Endpoint;
use jiff::civil::date;

const POLICE: &str = "politi-utlevering";
const ESTATE: &str = "oppgjor-etter-dodsfall";

fn police_toml() -> String {
    toml::to_string(service(POLICE).unwrap()).unwrap()
}

#[test]
fn all_six_services_are_read_and_the_asked_for_ones_come_first() {
    let ids: Vec<_> = builtin_services()
        .iter()
        .map(|s| (s.id.as_str(), s.asked_for))
        .collect();
    assert_eq!(
        ids,
        [
            (POLICE, true),
            (ESTATE, true),
            ("vergekontroll", false),
            ("skatt-kontroll", false),
            ("konkursbehandling", false),
            ("fi-utlegg-saldo", false),
        ]
    );
}

#[test]
fn prefixes_are_not_shared() {
    let prefixes: std::collections::BTreeSet<_> =
        builtin_services().iter().map(|s| &s.prefix).collect();
    assert_eq!(prefixes.len(), 6);
}

#[test]
fn every_printed_mandate_is_our_own_encoding_of_its_text() {
    for profile in builtin_services() {
        for mandate in profile.mandates.iter().chain(profile.overview_mandates()) {
            assert_eq!(
                mandate.encoded,
                mandate::encode(&mandate.text),
                "{}",
                profile.id
            );
        }
    }
}

#[test]
fn every_organisation_number_is_valid() {
    for profile in builtin_services() {
        for number in profile.agency.orgnos.iter().chain(
            profile
                .agency
                .supplier
                .as_ref()
                .map(|supplier| &supplier.orgno),
        ) {
            let read = crate::identifiers::OrganisationNumber::parse(number);
            assert!(read.is_ok(), "{}: {number}", profile.id);
        }
    }
}

#[test]
fn the_police_may_call_all_five_endpoints_within_ten_years() {
    let police = service(POLICE).unwrap();
    assert_eq!(police.endpoints, Endpoint::ALL);
    let period = PeriodRule {
        from: FromRule::YearsBeforeToday { years: 10 },
        to: ToRule::NotBeforeFrom,
    };
    assert_eq!(police.period, period);
}

#[test]
fn each_police_mandate_has_a_reason_of_its_own() {
    let reasons: Vec<_> = service(POLICE)
        .unwrap()
        .mandates
        .iter()
        .map(|m| &m.reason)
        .collect();
    assert!(reasons.iter().all(|reason| reason.is_some()) && reasons[0] != reasons[1]);
}

#[test]
fn the_estate_service_may_not_call_cards_or_roles() {
    let estate = service(ESTATE).unwrap();
    let outside: Vec<_> = Endpoint::ALL
        .into_iter()
        .filter(|e| !estate.has_endpoint(*e))
        .collect();
    assert_eq!(outside, [Endpoint::Cards, Endpoint::Roles]);
}

#[test]
fn the_estate_service_reaches_three_months_before_death() {
    let period = PeriodRule {
        from: FromRule::MonthsBeforeDeath { months: 3 },
        to: ToRule::Today,
    };
    assert_eq!(service(ESTATE).unwrap().period, period);
}

#[test]
fn the_estate_service_is_digdirs_first_number() {
    assert_eq!(service(ESTATE).unwrap().orgno(), "974720760");
}

#[test]
fn guardianship_control_has_a_step_1_mandate_of_its_own() {
    let profile = service("vergekontroll").unwrap();
    assert_ne!(profile.overview_mandates(), profile.mandates);
}

#[test]
fn the_police_use_the_same_mandates_in_step_1() {
    let police = service(POLICE).unwrap();
    assert_eq!(police.overview_mandates(), police.mandates);
}

#[test]
fn the_source_has_its_date() {
    assert_eq!(
        service(POLICE).unwrap().source.date,
        Some(date(2025, 3, 18))
    );
}

#[test]
fn there_is_no_unknown_service() {
    assert!(service("politi").is_none());
}

#[test]
fn a_profile_survives_being_written_and_read() {
    assert_eq!(
        &parse_service(&police_toml()).unwrap(),
        service(POLICE).unwrap()
    );
}

#[test]
fn refuses_a_misspelt_member_and_names_its_line() {
    let text = police_toml().replace("asked_for", "askedfor");
    let message = parse_service(&text).unwrap_err().to_string();
    assert!(
        message.contains("askedfor") && message.contains("line 2"),
        "{message}"
    );
}

#[test]
fn refuses_a_profile_without_endpoints() {
    let text = police_toml();
    let list = r#"["Accounts", "AccountDetails", "Transactions", "Cards", "Roles"]"#;
    assert!(text.contains(list));
    let refused = parse_service(&text.replace(list, "[]"));
    assert!(matches!(refused, Err(ProfileError::Empty("endpoints"))));
}

#[test]
fn refuses_an_encoding_of_another_text() {
    let refused = parse_service(&police_toml().replace("%20andre%20", "%20annet%20"));
    assert!(matches!(refused, Err(ProfileError::Encoding { .. })));
}

#[test]
fn the_tables_have_all_603_fields() {
    assert_eq!(builtin_fields().len(), 603);
}

#[test]
fn the_tables_have_each_service_as_often_as_the_documents() {
    let mut counts = BTreeMap::new();
    for row in builtin_fields() {
        *counts.entry(row.service.as_str()).or_insert(0) += 1;
    }
    let expected = [
        ("fi-utlegg-saldo", 50),
        ("konkursbehandling", 100),
        (ESTATE, 100),
        (POLICE, 122),
        ("skatt-kontroll", 122),
        ("vergekontroll", 109),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}

#[test]
fn every_field_belongs_to_an_endpoint_of_its_service() {
    for row in builtin_fields() {
        let profile = service(&row.service).unwrap();
        assert!(
            profile.has_endpoint(row.endpoint),
            "{} {}",
            row.service,
            row.endpoint
        );
    }
}

#[test]
fn a_category_differs_between_services() {
    let category = |service: &str| {
        let row = builtin_fields().iter().find(|row| {
            row.service == service
                && row.endpoint == Endpoint::AccountDetails
                && row.api_path == "account.name"
        });
        row.unwrap().category
    };
    assert_eq!(
        (category(POLICE), category(ESTATE)),
        (Category::ToBeDelivered, Category::NotDelivered)
    );
}

#[test]
fn categories_are_written_in_the_documents_words() {
    for category in Category::ALL {
        assert_eq!(serde_json::to_value(category).unwrap(), category.name());
    }
}

fn problem_of(line: &str) -> FieldTableProblem {
    let heading = "service,endpoint,field_as_documented,api_path,category";
    let error = parse_fields(&format!("{heading}\n{line}\n")).unwrap_err();
    assert!(error.line >= 2);
    error.problem
}

#[test]
fn refuses_lines_that_are_no_field() {
    assert_eq!(problem_of("a,Accounts,b,c"), FieldTableProblem::Columns(4));
    assert_eq!(problem_of(""), FieldTableProblem::Columns(1));
    assert_eq!(
        problem_of("a,Kort,b,c,Til vurdering"),
        FieldTableProblem::Endpoint("Kort".into())
    );
    assert_eq!(
        problem_of("a,Cards,b,c,Kanskje"),
        FieldTableProblem::Category("Kanskje".into())
    );
    assert_eq!(
        problem_of("a,Cards, b,c,Til vurdering"),
        FieldTableProblem::Value(" b".into())
    );
    assert_eq!(
        problem_of("a,Cards,,c,Til vurdering"),
        FieldTableProblem::Value(String::new())
    );
}

#[test]
fn refuses_a_field_that_stands_there_twice() {
    let line = "a,Cards,b,c,Til vurdering";
    assert_eq!(
        problem_of(&format!("{line}\n{line}")),
        FieldTableProblem::Twice
    );
}

#[test]
fn refuses_a_table_without_its_heading() {
    let error = parse_fields("a,Cards,b,c,Til vurdering\n").unwrap_err();
    assert_eq!((error.line, error.problem), (1, FieldTableProblem::Heading));
}
