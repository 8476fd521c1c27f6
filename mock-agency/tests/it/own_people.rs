//! People of a developer's own, by a people file.

use std::collections::BTreeSet;
use std::path::Path;

use mock_agency::Directory;
use wire::people::Party;
use wire::world::World;

use crate::program::{run, serve_with};
use crate::support::Setup;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/people.example.toml");
const DEAD: &str = "03924121016";

fn people() -> Vec<Party> {
    wire::people::load(Path::new(EXAMPLE), &BTreeSet::new(), wire::dates::today()).unwrap()
}

async fn setup() -> Setup {
    Setup::with(|config| config.people = people()).await
}

#[tokio::test]
async fn every_register_knows_them() {
    let setup = setup().await;
    let path = format!("/folkeregisteret/api/finans/v1/personer/{DEAD}");
    let person = setup.get_json(&path).await;
    let died = wire::dates::months_before(wire::dates::today(), 2);
    assert_eq!(person["doedsfall"]["doedsdato"], died.to_string());
    let notices = setup.get_json("/konkursvarsel/konkursvarsler").await;
    let notices = notices["_embedded"]["konkursvarsler"].as_array().unwrap();
    assert!(notices.iter().any(|one| one["debitor"] == "311444018"));
}

#[tokio::test]
async fn the_world_file_has_them_for_the_mock_bank() {
    assert_eq!(setup().await.world().world.people, people());
}

#[tokio::test]
async fn the_overview_knows_the_bank_that_an_account_names() {
    let setup = Setup::with(|config| {
        config.people = people();
        config.people[0].accounts[0].bank = Some("310000027".to_owned());
    })
    .await;
    let directory = Directory::of(&setup.world().world);
    assert_eq!(directory.accounts["99101234564"].orgno, "310000027");
    assert_eq!(directory.of_customer("17858012120").len(), 1);
}

#[test]
fn a_file_with_mistakes_is_wrong_use_and_all_of_them_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.toml");
    std::fs::write(
        &file,
        "[[people]]\nnumber = '09077504580'\nname = ''\nborn = 1\n",
    )
    .unwrap();
    let state = folder.path().join("state");
    let (file, state) = (file.to_str().unwrap(), state.to_str().unwrap());
    let (code, _, message) = run(&["serve", "--port", "0", "--state", state, "--people", file]);
    assert_eq!(code, 2, "{message}");
    for place in [
        "people.toml:2:10: ",
        "people.toml:3:8: ",
        "people.toml:4:1: ",
    ] {
        assert!(message.contains(place), "{message}");
    }
}

#[test]
fn the_file_to_begin_with_can_be_served_and_does_not_replace_another() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.toml");
    let file = file.to_str().unwrap();
    assert_eq!(run(&["init-people", file]).0, 0);
    assert!(folder.path().join("people.schema.json").exists());
    assert_eq!(run(&["init-people", file]).0, 2);
    let (mut child, line) = serve_with(&folder.path().join("state"), &["--people", file]);
    assert!(line.starts_with("mock-agency ready"), "{line}");
    child.kill().unwrap();
    child.wait().unwrap();
    let world = World::load(&folder.path().join("state/world.json")).unwrap();
    assert_eq!(world.world.people.len(), 5);
}
