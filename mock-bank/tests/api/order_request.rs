//! The request held against the order.

use serde_json::json;
use uuid::Uuid;
use wire::dates;
use wire::population::PopulationRole as Role;

use crate::support::agency::MISSING;
use crate::support::{Ask, Setup, setup};

fn good(setup: &Setup) -> Ask {
    setup
        .agency
        .police(setup.agency.person(Role::CardHolder).id.as_str())
}

async fn refused(setup: &Setup, ask: &Ask, what: &str) {
    assert_eq!(
        setup.agency.send(ask).await.refusal(),
        (400, "ACC-001".to_owned()),
        "{what}"
    );
}

#[tokio::test]
async fn one_order_serves_all_five_endpoints() {
    let setup = setup().await;
    let ask = good(&setup);
    let reference = setup.agency.references(&ask).await.remove(0);
    for rest in ["", "/transactions", "/cards", "/roles"] {
        let answer = setup
            .agency
            .send(&setup.agency.account(&ask, &reference, rest))
            .await;
        assert_eq!(
            answer.status,
            200,
            "{rest}: {}",
            String::from_utf8_lossy(&answer.body)
        );
    }
}

#[tokio::test]
async fn a_closed_flag_closes_its_endpoint_alone() {
    let setup = setup().await;
    let ask = good(&setup);
    let reference = setup.agency.references(&ask).await.remove(0);
    let endpoints = [
        ("accountDetails", ""),
        ("transactions", "/transactions"),
        ("cards", "/cards"),
        ("roles", "/roles"),
    ];
    for (flag, _) in endpoints {
        let closed = ask.clone().order(flag, json!(false));
        for (other, rest) in endpoints {
            let answer = setup
                .agency
                .send(&setup.agency.account(&closed, &reference, rest))
                .await;
            let expected = if flag == other { 403 } else { 200 };
            assert_eq!(answer.status, expected, "{flag} {rest}");
        }
    }
}

#[tokio::test]
async fn a_closed_endpoint_is_forbidden() {
    let setup = setup().await;
    let ask = good(&setup);
    let reference = setup.agency.references(&ask).await.remove(0);
    let closed = setup
        .agency
        .account(&ask.order("cards", json!(false)), &reference, "/cards");
    assert_eq!(
        setup.agency.send(&closed).await.refusal(),
        (403, "ACC-011".to_owned())
    );
}

#[tokio::test]
async fn refuses_an_order_for_somebody_else() {
    let setup = setup().await;
    let other = setup.agency.person(Role::Owner).id.clone();
    refused(
        &setup,
        &good(&setup).order("partyID", json!(other.as_str())),
        "party",
    )
    .await;
}

#[tokio::test]
async fn refuses_the_reference_of_somebody_elses_account() {
    let setup = setup().await;
    let reference = setup.agency.references(&good(&setup)).await.remove(0);
    let other = setup
        .agency
        .police(setup.agency.person(Role::Owner).id.as_str());
    refused(
        &setup,
        &setup.agency.account(&other, &reference, ""),
        "reference",
    )
    .await;
}

#[tokio::test]
async fn refuses_an_order_of_another_case() {
    let setup = setup().await;
    refused(
        &setup,
        &good(&setup).order("caseID", json!(Uuid::new_v4())),
        "case",
    )
    .await;
}

#[tokio::test]
async fn accepts_the_case_in_capitals() {
    let setup = setup().await;
    let ask = good(&setup);
    let case = ask.header("AccountInfoRequestID").to_uppercase();
    assert_eq!(
        setup
            .agency
            .send(&ask.with("AccountInfoRequestID", &case))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn refuses_an_order_with_the_other_mandate() {
    let setup = setup().await;
    refused(
        &setup,
        &good(&setup).with("Legal-Mandate", &wire::mandate::encode(MISSING)),
        "mandate",
    )
    .await;
}

#[tokio::test]
async fn the_period_lies_within_the_orders() {
    let setup = setup().await;
    let today = dates::today();
    let (from, to) = (
        dates::months_before(today, 6),
        dates::months_before(today, 2),
    );
    let ask = |first: jiff::civil::Date, last: jiff::civil::Date| {
        good(&setup)
            .order("fromDate", json!(from.to_string()))
            .order("toDate", json!(to.to_string()))
            .query("fromDate", &first.to_string())
            .query("toDate", &last.to_string())
    };
    for (first, last) in [
        (from, to),
        (from.tomorrow().unwrap(), to.yesterday().unwrap()),
    ] {
        assert_eq!(setup.agency.send(&ask(first, last)).await.status, 200);
    }
    for (first, last) in [
        (from.yesterday().unwrap(), to),
        (from, to.tomorrow().unwrap()),
        (to.tomorrow().unwrap(), today),
    ] {
        refused(&setup, &ask(first, last), &format!("{first} {last}")).await;
    }
}

#[tokio::test]
async fn an_order_for_owned_accounts_covers_true_only() {
    let setup = setup().await;
    for (ordered, asked, expected) in [
        (true, "true", 200),
        (true, "false", 400),
        (false, "true", 200),
        (false, "false", 200),
    ] {
        let ask = good(&setup)
            .order("onlyPrimaryOwner", json!(ordered))
            .query("OnlyPrimaryOwner", asked);
        assert_eq!(
            setup.agency.send(&ask).await.status,
            expected,
            "{ordered} {asked}"
        );
    }
}

#[tokio::test]
async fn an_order_for_owned_accounts_does_not_open_a_disposed_one() {
    let setup = setup().await;
    let ask = setup
        .agency
        .police(setup.agency.person(Role::DisposesOnly).id.as_str())
        .query("OnlyPrimaryOwner", "false");
    let reference = setup.agency.references(&ask).await.remove(0);
    assert_eq!(
        setup
            .agency
            .send(&setup.agency.account(&ask, &reference, ""))
            .await
            .status,
        200
    );
    let owned_only = ask.order("onlyPrimaryOwner", json!(true));
    refused(
        &setup,
        &setup.agency.account(&owned_only, &reference, ""),
        "disposed",
    )
    .await;
}

#[tokio::test]
async fn refuses_another_reference_type() {
    let setup = setup().await;
    for value in ["srf", "POL1", "pol"] {
        refused(
            &setup,
            &good(&setup).with("AdditionalReferenceIDType", value),
            value,
        )
        .await;
    }
}
