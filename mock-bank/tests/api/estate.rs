//! Oppgjør etter dødsfall.

use wire::dates;
use wire::population::PopulationRole as Role;

use crate::support::{Ask, Scene, scene};

fn good(scene: &Scene) -> Ask {
    scene.agency.estate(scene.agency.person(Role::Deceased))
}

async fn refused(scene: &Scene, ask: &Ask, what: &str) {
    assert_eq!(
        scene.agency.send(ask).await.refusal(),
        (400, "ACC-001".to_owned()),
        "{what}"
    );
}

#[tokio::test]
async fn serves_both_organisation_numbers_of_digdir() {
    let scene = scene().await;
    let mut ask = good(&scene);
    ask.token["consumer"]["ID"] = "0192:991825827".into();
    assert_eq!(scene.agency.send(&ask).await.status, 200);
}

#[tokio::test]
async fn refuses_the_living() {
    let scene = scene().await;
    refused(
        &scene,
        &scene.agency.estate(scene.agency.person(Role::Owner)),
        "living",
    )
    .await;
}

#[tokio::test]
async fn refuses_somebody_dead_since_nobody_knows_when() {
    let scene = scene().await;
    refused(
        &scene,
        &scene
            .agency
            .estate(scene.agency.person(Role::DeceasedWithoutDate)),
        "unknown",
    )
    .await;
}

#[tokio::test]
async fn refuses_an_organisation() {
    let scene = scene().await;
    refused(
        &scene,
        &scene
            .agency
            .estate(scene.agency.person(Role::OrganisationOwner)),
        "organisation",
    )
    .await;
}

#[tokio::test]
async fn refuses_a_day_more_than_three_months_before_the_death() {
    let scene = scene().await;
    let death = scene.agency.person(Role::Deceased).date_of_death.unwrap();
    let from = dates::months_before(death, 3).yesterday().unwrap();
    refused(
        &scene,
        &good(&scene).query("fromDate", &from.to_string()),
        "early",
    )
    .await;
}

#[tokio::test]
async fn refuses_another_last_day_than_today() {
    let scene = scene().await;
    let yesterday = dates::today().yesterday().unwrap();
    refused(
        &scene,
        &good(&scene).query("toDate", &yesterday.to_string()),
        "yesterday",
    )
    .await;
}

#[tokio::test]
async fn refuses_accounts_that_are_disposed_of() {
    let scene = scene().await;
    refused(
        &scene,
        &good(&scene).query("OnlyPrimaryOwner", "false"),
        "false",
    )
    .await;
}

#[tokio::test]
async fn refuses_a_further_reference() {
    let scene = scene().await;
    refused(
        &scene,
        &good(&scene).with("AdditionalReferenceIDType", "pol1"),
        "type",
    )
    .await;
    refused(
        &scene,
        &good(&scene).with("AdditionalReferenceID", "x"),
        "reference",
    )
    .await;
}

#[tokio::test]
async fn refuses_cards_and_roles_with_400() {
    let scene = scene().await;
    let ask = good(&scene);
    let reference = scene.agency.references(&ask).await.remove(0);
    for rest in ["/cards", "/roles"] {
        refused(&scene, &scene.agency.account(&ask, &reference, rest), rest).await;
    }
}

#[tokio::test]
async fn serves_details_and_transactions() {
    let scene = scene().await;
    let ask = good(&scene);
    let reference = scene.agency.references(&ask).await.remove(0);
    for rest in ["", "/transactions"] {
        assert_eq!(
            scene
                .agency
                .send(&scene.agency.account(&ask, &reference, rest))
                .await
                .status,
            200,
            "{rest}"
        );
    }
}

#[tokio::test]
async fn refuses_the_mandate_of_the_police() {
    let scene = scene().await;
    let mandate = wire::mandate::encode(crate::support::agency::CRIMINAL);
    refused(
        &scene,
        &good(&scene).with("Legal-Mandate", &mandate),
        "mandate",
    )
    .await;
}

#[tokio::test]
async fn does_not_know_a_reference_that_the_police_got() {
    let scene = scene().await;
    let person = scene.agency.person(Role::Deceased);
    let reference = scene
        .agency
        .references(&scene.agency.police(person.id.as_str()))
        .await
        .remove(0);
    let answer = scene
        .agency
        .send(&scene.agency.account(&good(&scene), &reference, ""))
        .await;
    assert_eq!(answer.refusal(), (404, "ACC-002".to_owned()));
}

#[tokio::test]
async fn a_shielded_person_has_an_empty_list() {
    let scene = scene().await;
    let answer = scene
        .agency
        .send(
            &scene
                .agency
                .estate(scene.agency.person(Role::ShieldedDeceased)),
        )
        .await;
    assert_eq!(
        answer.json(),
        serde_json::json!({"responseDetails": {"status": "complete"}, "accounts": []})
    );
}
