//! Oppgjør etter dødsfall.

use wire::dates;
use wire::population::PopulationRole as Role;

use crate::support::{Ask, Setup, setup};

fn good(setup: &Setup) -> Ask {
    setup.agency.oed(setup.agency.person(Role::Deceased))
}

async fn refused(setup: &Setup, ask: &Ask, what: &str) {
    assert_eq!(
        setup.agency.send(ask).await.refusal(),
        (400, "ACC-001".to_owned()),
        "{what}"
    );
}

#[tokio::test]
async fn serves_both_organisation_numbers_of_digdir() {
    let setup = setup().await;
    let mut ask = good(&setup);
    ask.token["consumer"]["ID"] = "0192:991825827".into();
    assert_eq!(setup.agency.send(&ask).await.status, 200);
}

#[tokio::test]
async fn refuses_the_living() {
    let setup = setup().await;
    refused(
        &setup,
        &setup.agency.oed(setup.agency.person(Role::Owner)),
        "living",
    )
    .await;
}

#[tokio::test]
async fn refuses_somebody_dead_since_nobody_knows_when() {
    let setup = setup().await;
    refused(
        &setup,
        &setup
            .agency
            .oed(setup.agency.person(Role::DeceasedWithoutDate)),
        "unknown",
    )
    .await;
}

#[tokio::test]
async fn refuses_an_organisation() {
    let setup = setup().await;
    refused(
        &setup,
        &setup
            .agency
            .oed(setup.agency.person(Role::OrganisationOwner)),
        "organisation",
    )
    .await;
}

#[tokio::test]
async fn refuses_a_day_more_than_three_months_before_the_death() {
    let setup = setup().await;
    let death = setup.agency.person(Role::Deceased).date_of_death.unwrap();
    let from = dates::months_before(death, 3).yesterday().unwrap();
    refused(
        &setup,
        &good(&setup).query("fromDate", &from.to_string()),
        "early",
    )
    .await;
}

#[tokio::test]
async fn refuses_another_last_day_than_today() {
    let setup = setup().await;
    let yesterday = dates::today().yesterday().unwrap();
    refused(
        &setup,
        &good(&setup).query("toDate", &yesterday.to_string()),
        "yesterday",
    )
    .await;
}

#[tokio::test]
async fn refuses_accounts_that_are_disposed_of() {
    let setup = setup().await;
    refused(
        &setup,
        &good(&setup).query("OnlyPrimaryOwner", "false"),
        "false",
    )
    .await;
}

#[tokio::test]
async fn refuses_a_further_reference() {
    let setup = setup().await;
    refused(
        &setup,
        &good(&setup).with("AdditionalReferenceIDType", "pol1"),
        "type",
    )
    .await;
    refused(
        &setup,
        &good(&setup).with("AdditionalReferenceID", "x"),
        "reference",
    )
    .await;
}

#[tokio::test]
async fn refuses_cards_and_roles_with_400() {
    let setup = setup().await;
    let ask = good(&setup);
    let reference = setup.agency.references(&ask).await.remove(0);
    for rest in ["/cards", "/roles"] {
        refused(&setup, &setup.agency.account(&ask, &reference, rest), rest).await;
    }
}

#[tokio::test]
async fn serves_details_and_transactions() {
    let setup = setup().await;
    let ask = good(&setup);
    let reference = setup.agency.references(&ask).await.remove(0);
    for rest in ["", "/transactions"] {
        assert_eq!(
            setup
                .agency
                .send(&setup.agency.account(&ask, &reference, rest))
                .await
                .status,
            200,
            "{rest}"
        );
    }
}

#[tokio::test]
async fn refuses_the_mandate_of_the_police() {
    let setup = setup().await;
    let mandate = wire::mandate::encode(crate::support::agency::CRIMINAL);
    refused(
        &setup,
        &good(&setup).with("Legal-Mandate", &mandate),
        "mandate",
    )
    .await;
}

#[tokio::test]
async fn does_not_know_a_reference_that_the_police_got() {
    let setup = setup().await;
    let person = setup.agency.person(Role::Deceased);
    let reference = setup
        .agency
        .references(&setup.agency.police(person.id.as_str()))
        .await
        .remove(0);
    let answer = setup
        .agency
        .send(&setup.agency.account(&good(&setup), &reference, ""))
        .await;
    assert_eq!(answer.refusal(), (404, "ACC-002".to_owned()));
}

#[tokio::test]
async fn a_shielded_person_has_an_empty_list() {
    let setup = setup().await;
    let answer = setup
        .agency
        .send(
            &setup
                .agency
                .oed(setup.agency.person(Role::ShieldedDeceased)),
        )
        .await;
    assert_eq!(
        answer.json(),
        serde_json::json!({"responseDetails": {"status": "complete"}, "accounts": []})
    );
}

#[tokio::test]
async fn refuses_somebody_whose_death_was_withdrawn() {
    let setup = setup().await;
    refused(
        &setup,
        &setup.agency.oed(setup.agency.person(Role::DeathWithdrawn)),
        "withdrawn",
    )
    .await;
}

#[tokio::test]
async fn lists_only_the_own_account_of_somebody_dead_who_disposes_of_another() {
    let setup = setup().await;
    let person = setup.agency.person(Role::DeceasedOwnsAndDisposes);
    let references = setup.agency.references(&setup.agency.oed(person)).await;
    assert_eq!(references.len(), 1);
}
