//! People of a bank's own, whom the registers know from the world file alone.

use serde_json::json;
use wire::population::{PopulationRole, population};
use wire::world::{BankEntry, Mode, PartyEntry, World};

use crate::support::Setup;

const PERSON: &str = "/folkeregisteret/api/finans/v1/personer";

/// A number that is nobody's in the population of the registers' seed.
fn stranger() -> String {
    let others = population(999, wire::dates::today());
    let stranger = others.iter().find(|one| one.role == PopulationRole::Owner);
    stranger.unwrap().id.to_string()
}

fn join(setup: &Setup, party: serde_json::Value) {
    let party: PartyEntry = serde_json::from_value(party).unwrap();
    let bank = BankEntry {
        orgno: "310000027".to_owned(),
        base_url: "http://127.0.0.1:1/v2".to_owned(),
        mode: Mode::Test,
        ca_file: None,
        right_of_disposal: None,
        parties: vec![party],
    };
    World::update(&setup.registers.world_file, |world| world.banks.push(bank)).unwrap();
}

#[tokio::test]
async fn a_bank_s_own_deceased_is_dead_in_the_registry() {
    let setup = Setup::new().await;
    let id = stranger();
    join(
        &setup,
        json!({"party_id": id, "date_of_death": "2026-06-27"}),
    );
    let document = setup.get_json(&format!("{PERSON}/{id}")).await;
    assert_eq!(document["doedsfall"]["doedsdato"], "2026-06-27");
}

#[tokio::test]
async fn a_bank_s_own_ward_has_its_guardian_in_the_registry() {
    let setup = Setup::new().await;
    let id = stranger();
    join(
        &setup,
        json!({"party_id": id, "guardianships": [
            {"guardian": id, "from": "2020-01-01", "daily_banking": true}]}),
    );
    let document = setup.get_json(&format!("{PERSON}/{id}")).await;
    let guardian = &document["vergemaalEllerFremtidsfullmakt"][0]["verge"];
    assert_eq!(guardian["foedselsEllerDNummer"], json!(id));
}

#[tokio::test]
async fn a_bank_s_own_bankrupt_has_its_notice() {
    let setup = Setup::new().await;
    let id = stranger();
    join(
        &setup,
        json!({"party_id": id, "bankruptcies": [
            {"type": "aapning", "ruling": "2026-06-27", "registered": "2026-06-28T07:00:00Z"}]}),
    );
    let list = setup.get_json("/konkursvarsel/konkursvarsler").await;
    let notices = list["_embedded"]["konkursvarsler"].as_array().unwrap();
    assert!(notices.iter().any(|notice| notice["debitor"] == json!(id)));
}

#[tokio::test]
async fn what_a_bank_says_of_a_registered_person_does_not_count() {
    let setup = Setup::new().await;
    let people = population(7, wire::dates::today());
    let owner = people.iter().find(|one| one.role == PopulationRole::Owner);
    let id = owner.unwrap().id.to_string();
    join(
        &setup,
        json!({"party_id": id, "date_of_death": "2026-06-27"}),
    );
    let document = setup.get_json(&format!("{PERSON}/{id}")).await;
    assert_eq!(document["doedsfall"], serde_json::Value::Null);
}
