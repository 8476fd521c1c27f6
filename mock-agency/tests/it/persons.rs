use serde_json::{Value, json};
use wire::population::{ADULT, Guardianship, Person, PopulationRole, Task, population};

use crate::support::Setup;

fn person(role: PopulationRole) -> Person {
    let people = population(7, wire::dates::today());
    people
        .into_iter()
        .find(|person| person.role == role)
        .unwrap()
}

async fn freg(setup: &Setup, person: &Person) -> Value {
    setup
        .get_json(&format!(
            "/folkeregisteret/api/finans/v1/personer/{}",
            person.id
        ))
        .await
}

fn current_status(document: &Value) -> Vec<&str> {
    let list = document["status"].as_array().unwrap().iter();
    list.filter(|entry| entry["erGjeldende"] == true)
        .map(|entry| entry["status"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_living_person_is_resident() {
    let setup = Setup::new().await;
    let document = freg(&setup, &person(PopulationRole::Owner)).await;
    assert_eq!(current_status(&document), ["bosatt"]);
    assert_eq!(document["doedsfall"], Value::Null);
}

#[tokio::test]
async fn a_dead_person_is_dead_since_a_day_and_was_resident_before() {
    let setup = Setup::new().await;
    let person = person(PopulationRole::Deceased);
    let document = freg(&setup, &person).await;
    assert_eq!(current_status(&document), ["doed"]);
    assert_eq!(document["status"].as_array().unwrap().len(), 2);
    assert_eq!(
        document["doedsfall"]["doedsdato"],
        json!(person.date_of_death.unwrap())
    );
}

#[tokio::test]
async fn the_day_of_death_may_be_unknown() {
    let setup = Setup::new().await;
    let document = freg(&setup, &person(PopulationRole::DeceasedWithoutDate)).await;
    assert_eq!(current_status(&document), ["doed"]);
    assert_eq!(document["doedsfall"], Value::Null);
}

#[tokio::test]
async fn a_shielded_person_has_a_graded_address() {
    let setup = Setup::new().await;
    for (role, grade) in [
        (PopulationRole::Shielded, "fortrolig"),
        (PopulationRole::StrictlyShielded, "strengtFortrolig"),
    ] {
        let document = freg(&setup, &person(role)).await;
        assert_eq!(document["adressebeskyttelse"][0]["graderingsnivaa"], grade);
    }
}

#[tokio::test]
async fn a_ward_has_a_guardian_with_the_task_of_daily_banking() {
    let setup = Setup::new().await;
    let ward = person(PopulationRole::Ward);
    let document = freg(&setup, &ward).await;
    let guardian = &document["vergemaalEllerFremtidsfullmakt"][0]["verge"];
    assert_eq!(
        guardian["foedselsEllerDNummer"],
        json!(ward.guardianships[0].guardian.as_ref().unwrap().as_str())
    );
    assert_eq!(
        guardian["tjenesteomraade"][0]["vergeTjenesteoppgave"],
        "representasjonDagligbank"
    );
}

#[tokio::test]
async fn a_withdrawn_death_is_history_of_a_resident() {
    let setup = Setup::new().await;
    let person = person(PopulationRole::DeathWithdrawn);
    let document = freg(&setup, &person).await;
    assert_eq!(current_status(&document), ["bosatt"]);
    assert_eq!(document["doedsfall"]["erGjeldende"], false);
    assert_eq!(
        document["doedsfall"]["doedsdato"],
        json!(person.withdrawn_death)
    );
}

/// A ward whose guardianships are these.
async fn guardianships(setup: &Setup, of: Vec<Guardianship>) -> Value {
    let mut ward = person(PopulationRole::Ward);
    ward.guardianships = of;
    setup.registers.set_person(ward.clone());
    freg(setup, &ward).await["vergemaalEllerFremtidsfullmakt"].clone()
}

fn guardianship(from: i32, to: Option<i32>, tasks: Vec<Task>) -> Guardianship {
    let months = |months| wire::dates::months_before(wire::dates::today(), months);
    Guardianship {
        guardian: person(PopulationRole::Guardian).national_id().cloned(),
        name: "SJENERT KAFFEKOPP".to_owned(),
        kind: ADULT.to_owned(),
        from: months(from),
        to: to.map(months),
        tasks,
    }
}

#[tokio::test]
async fn an_ended_guardianship_is_history_with_its_end() {
    let setup = Setup::new().await;
    let ended = guardianship(30, Some(6), vec![Task::daily_banking()]);
    let last_day = ended.to.unwrap();
    let current = guardianship(6, None, vec![Task::new("nav", "arbeid")]);
    let entries = guardianships(&setup, vec![ended, current]).await;
    let in_force = [&entries[0], &entries[1]].map(|entry| entry["erGjeldende"].clone());
    assert_eq!(in_force, [json!(false), json!(true)]);
    let end = entries[0]["opphoerstidspunkt"].as_str().unwrap();
    let end: jiff::Timestamp = end.parse().unwrap();
    assert_eq!(
        wire::dates::date_at(end),
        last_day.tomorrow().unwrap(),
        "it holds through its last day"
    );
    assert_eq!(entries[1].get("opphoerstidspunkt"), None);
}

#[tokio::test]
async fn a_guardian_may_have_several_tasks_or_none() {
    let setup = Setup::new().await;
    let tasks = vec![Task::daily_banking(), Task::new("skatteetaten", "skatt")];
    let of = vec![
        guardianship(9, None, tasks),
        guardianship(9, None, Vec::new()),
    ];
    let entries = guardianships(&setup, of).await;
    let tasks = &entries[0]["verge"]["tjenesteomraade"];
    assert_eq!(tasks[1]["vergeTjenestevirksomhet"], "skatteetaten");
    assert_eq!(entries[1]["verge"].get("tjenesteomraade"), None);
}

#[tokio::test]
async fn a_guardian_without_number_has_a_name_and_a_date_of_birth() {
    let setup = Setup::new().await;
    let mut of = guardianship(9, None, vec![Task::daily_banking()]);
    of.guardian = None;
    let entries = guardianships(&setup, vec![of]).await;
    let guardian = &entries[0]["verge"];
    assert_eq!(guardian.get("foedselsEllerDNummer"), None);
    assert_eq!(
        guardian["navnFoedselsdato"]["navn"]["etternavn"],
        "KAFFEKOPP"
    );
}

#[tokio::test]
async fn gives_only_the_parts_that_are_asked_for() {
    let setup = Setup::new().await;
    let id = person(PopulationRole::Deceased).id;
    for query in [
        "part=status&part=doedsfall",
        "part=status,doedsfall",
        "part=status%2Cdoedsfall",
    ] {
        let document = setup
            .get_json(&format!(
                "/folkeregisteret/api/finans/v1/personer/{id}?{query}"
            ))
            .await;
        let mut members: Vec<&String> = document.as_object().unwrap().keys().collect();
        members.sort();
        assert_eq!(
            members,
            ["doedsfall", "identifikasjonsnummer", "status"],
            "{query}"
        );
    }
}

#[tokio::test]
async fn refuses_a_part_that_does_not_exist() {
    let setup = Setup::new().await;
    let id = person(PopulationRole::Owner).id;
    assert_eq!(
        setup
            .get(&format!(
                "/folkeregisteret/api/finans/v1/personer/{id}?part=alt"
            ))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn has_neither_unknown_people_nor_organisations() {
    let setup = Setup::new().await;
    let organisation = person(PopulationRole::OrganisationOwner).id.to_string();
    for id in ["00000000000", &organisation, ""] {
        assert_eq!(
            setup
                .get(&format!("/folkeregisteret/api/finans/v1/personer/{id}"))
                .await
                .0,
            404,
            "{id}"
        );
    }
}

#[tokio::test]
async fn what_is_registered_can_be_changed() {
    let setup = Setup::new().await;
    let mut person = person(PopulationRole::Owner);
    person.deceased = true;
    setup.registers.set_person(person.clone());
    assert_eq!(current_status(&freg(&setup, &person).await), ["doed"]);
    assert_eq!(
        setup.registers.remove_person(person.id.as_str()),
        Some(person.clone())
    );
    assert_eq!(
        setup
            .get(&format!(
                "/folkeregisteret/api/finans/v1/personer/{}",
                person.id
            ))
            .await
            .0,
        404
    );
}

async fn persontjenesten(setup: &Setup, id: &str, version: &str) -> (u16, Value) {
    let url = format!(
        "http://{}/persontjenesten/api/person/{id}",
        setup.registers.address()
    );
    let answer = setup
        .http
        .get(url)
        .header("api-version", version)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["api-supported-versions"], "2.0, 2.1, 2.2");
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_minor_version_of_persontjenesten_only_adds() {
    let setup = Setup::new().await;
    let person = person(PopulationRole::ShieldedDeceased);
    let mut earlier = serde_json::Map::new();
    for version in ["2.0", "2.1", "2.2"] {
        let (status, document) = persontjenesten(&setup, person.id.as_str(), version).await;
        assert_eq!((status, &document["personStatus"]), (200, &json!("Dead")));
        let document = document.as_object().unwrap().clone();
        assert!(document.len() > earlier.len());
        assert!(
            earlier
                .iter()
                .all(|(name, value)| document.get(name) == Some(value)),
            "{version}"
        );
        earlier = document;
    }
    assert_eq!(earlier["death"]["dateOfDeath"], json!(person.date_of_death));
}

#[tokio::test]
async fn persontjenesten_has_no_other_major_version() {
    let setup = Setup::new().await;
    let id = person(PopulationRole::Owner).id;
    assert_eq!(persontjenesten(&setup, id.as_str(), "1.0").await.0, 400);
    assert_eq!(persontjenesten(&setup, "00000000000", "2.0").await.0, 404);
}
