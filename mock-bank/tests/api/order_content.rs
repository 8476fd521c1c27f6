//! The claims of an order.

use jiff::Timestamp;
use serde_json::{Value, json};
use wire::dates;
use wire::population::PopulationRole as Role;

use crate::support::agency::{CRIMINAL_REASON, MISSING};
use crate::support::{Ask, Setup, setup};

fn good(setup: &Setup) -> Ask {
    setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str())
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

fn written(second: i64) -> Value {
    json!(Timestamp::from_second(second).unwrap().to_string())
}

async fn refused(setup: &Setup, ask: &Ask, what: &str) {
    let answer = setup.agency.send(ask).await;
    assert_eq!(answer.refusal(), (400, "ACC-001".to_owned()), "{what}");
}

async fn refused_claims(claims: &[(&str, Value)]) {
    let setup = setup().await;
    for (path, value) in claims {
        refused(
            &setup,
            &good(&setup).order(path, value.clone()),
            &format!("{path}: {value}"),
        )
        .await;
    }
}

const CLAIMS: [&str; 21] = [
    "extraditionOrderID",
    "version",
    "partyID",
    "mandate",
    "reason",
    "fromDate",
    "toDate",
    "onlyPrimaryOwner",
    "accountList",
    "accountDetails",
    "transactions",
    "cards",
    "roles",
    "district.districtID",
    "district.districtLabel",
    "approval.approvedByID",
    "approval.approvedByName",
    "approval.approvedByRole",
    "approval.approvalTimestamp",
    "caseID",
    "exp",
];

#[tokio::test]
async fn refuses_an_order_without_one_of_its_claims() {
    let setup = setup().await;
    for path in CLAIMS {
        let ask = good(&setup).order(path, Value::Null);
        refused(&setup, &ask, path).await;
        assert!(
            setup.agency.send(&ask).await.message().contains(path),
            "{path}"
        );
    }
}

#[tokio::test]
async fn refuses_a_claim_of_a_wrong_type_or_empty() {
    let setup = setup().await;
    for path in CLAIMS {
        for value in [json!({"a": 1}), json!(["x"]), json!("")] {
            refused(
                &setup,
                &good(&setup).order(path, value.clone()),
                &format!("{path}: {value}"),
            )
            .await;
        }
    }
}

#[tokio::test]
async fn refuses_flags_that_are_texts_or_numbers() {
    refused_claims(&[
        ("cards", json!("true")),
        ("roles", json!(1)),
        ("onlyPrimaryOwner", json!("FALSE")),
        ("accountList", json!("true")),
    ])
    .await;
}

#[tokio::test]
async fn refuses_an_order_that_does_not_open_the_account_list() {
    refused_claims(&[("accountList", json!(false))]).await;
}

#[tokio::test]
async fn refuses_ids_and_versions_in_other_forms() {
    refused_claims(&[
        ("extraditionOrderID", json!("17")),
        ("caseID", json!("17")),
        ("version", json!("1.0")),
        ("version", json!("2.0.0")),
        ("version", json!(1.0)),
        ("partyID", json!("12345678901")),
    ])
    .await;
}

#[tokio::test]
async fn refuses_dates_in_other_forms() {
    refused_claims(&[
        ("fromDate", json!("01.01.2026")),
        ("toDate", json!("2026-02-30")),
        ("toDate", json!("2026-01-01T00:00:00Z")),
        ("fromDate", json!(20_260_101)),
    ])
    .await;
}

#[tokio::test]
async fn refuses_a_period_that_is_reversed_or_too_old() {
    let today = dates::today();
    let too_old = dates::years_before(today, 10).yesterday().unwrap();
    refused_claims(&[
        ("fromDate", json!(too_old.to_string())),
        ("toDate", json!("2000-01-01")),
    ])
    .await;
}

#[tokio::test]
async fn accepts_an_order_for_a_missing_person() {
    let setup = setup().await;
    let reason = "Opplysningene antas å ha betydning i en sak hvor noen er meldt savnet, og det er grunn til å frykte at noe har tilstøtt den savnede.";
    let ask = good(&setup)
        .with("Legal-Mandate", &wire::mandate::encode(MISSING))
        .order("mandate", json!(MISSING))
        .order("reason", json!(reason));
    assert_eq!(setup.agency.send(&ask).await.status, 200);
}

#[tokio::test]
async fn refuses_a_reason_that_belongs_to_the_other_mandate() {
    let setup = setup().await;
    let ask = good(&setup)
        .with("Legal-Mandate", &wire::mandate::encode(MISSING))
        .order("mandate", json!(MISSING))
        .order("reason", json!(CRIMINAL_REASON));
    refused(&setup, &ask, "reason").await;
}

#[tokio::test]
async fn accepts_exactly_ninety_days() {
    let setup = setup().await;
    let approved = now() - 60;
    let ask = good(&setup)
        .order("approval.approvalTimestamp", written(approved))
        .order("exp", json!(approved + 90 * 86_400));
    assert_eq!(setup.agency.send(&ask).await.status, 200);
}

#[tokio::test]
async fn refuses_a_second_more_than_ninety_days() {
    let setup = setup().await;
    let approved = now() - 60;
    let ask = good(&setup)
        .order("approval.approvalTimestamp", written(approved))
        .order("exp", json!(approved + 90 * 86_400 + 1));
    refused(&setup, &ask, "90 days and a second").await;
}

#[tokio::test]
async fn refuses_an_order_outside_its_life() {
    refused_claims(&[
        ("exp", json!(now() - 1)),
        ("exp", json!(now() - 90_000)),
        ("exp", json!((now() + 100).to_string())),
        ("exp", json!(1.5)),
        ("approval.approvalTimestamp", written(now() + 3600)),
    ])
    .await;
}

#[tokio::test]
async fn refuses_a_time_of_approval_in_other_forms() {
    refused_claims(&[
        ("approval.approvalTimestamp", json!("2026-11-01T10:00:00")),
        (
            "approval.approvalTimestamp",
            json!("2026-11-01T10:00:00+01:00"),
        ),
        (
            "approval.approvalTimestamp",
            json!("2026-11-01T10:00:00.000Z"),
        ),
        ("approval.approvalTimestamp", json!("2026-11-01 10:00:00Z")),
        ("approval.approvalTimestamp", json!("2026-11-31T10:00:00Z")),
        ("approval.approvalTimestamp", json!(now())),
    ])
    .await;
}
