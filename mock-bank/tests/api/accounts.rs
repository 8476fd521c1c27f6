//! The account list, end to end.

use crate::support::scene;
use wire::population::PopulationRole as Role;

#[tokio::test]
async fn the_police_get_the_accounts_of_an_owner() {
    let scene = scene().await;
    let party = scene.agency.person(Role::OwnerOfSeveralAccounts).id.clone();
    let answer = scene
        .agency
        .send(&scene.agency.police(party.as_str()))
        .await;
    assert_eq!(
        (
            answer.status,
            answer.json()["accounts"].as_array().unwrap().len()
        ),
        (200, 4),
        "{}",
        answer.json()
    );
}

#[tokio::test]
async fn digdir_gets_the_first_page_of_accounts_of_somebody_dead() {
    let scene = scene().await;
    let person = scene.agency.person(Role::DeceasedSeveralAccounts).clone();
    let answer = scene.agency.send(&scene.agency.estate(&person)).await;
    assert_eq!(
        (
            answer.status,
            answer.json()["accounts"].as_array().unwrap().len()
        ),
        (200, 10),
        "{}",
        answer.json()
    );
}

#[tokio::test]
async fn the_answer_is_encrypted_unless_clear_text_is_asked_for() {
    let scene = scene().await;
    let party = scene.agency.person(Role::Owner).id.clone();
    let ask = scene.agency.police(party.as_str()).without("Accept");
    let answer = scene.agency.send(&ask).await;
    assert_eq!(answer.media_type, "application/jose");
    assert_eq!(
        scene.agency.decrypt(&answer)["responseDetails"]["status"],
        "complete"
    );
}
