//! The account list, end to end.

use crate::support::setup;
use wire::population::PopulationRole as Role;

#[tokio::test]
async fn the_police_get_the_accounts_of_an_owner() {
    let setup = setup().await;
    let party = setup.agency.person(Role::OwnerOfSeveralAccounts).id.clone();
    let answer = setup
        .agency
        .send(&setup.agency.police(party.as_str()))
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
    let setup = setup().await;
    let person = setup.agency.person(Role::DeceasedSeveralAccounts).clone();
    let answer = setup.agency.send(&setup.agency.oed(&person)).await;
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
    let setup = setup().await;
    let party = setup.agency.person(Role::Owner).id.clone();
    let ask = setup.agency.police(party.as_str()).without("Accept");
    let answer = setup.agency.send(&ask).await;
    assert_eq!(answer.media_type, "application/jose");
    assert_eq!(
        setup.agency.decrypt(&answer)["responseDetails"]["status"],
        "complete"
    );
}
