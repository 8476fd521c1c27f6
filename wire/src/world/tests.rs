use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::*;

fn least() -> Value {
    json!({
        "issuer": "http://127.0.0.1:1/",
        "token_endpoint": "http://127.0.0.1:1/token",
        "jwks_uri": "http://127.0.0.1:1/jwk",
        "police_jwks_uri": "http://127.0.0.1:2/.well-known/finans-jwks.json",
        "order_root": "order-root.pem",
        "certpub_locator": "http://127.0.0.1:3/",
        "person_registry": "http://127.0.0.1:4/",
        "agencies": [{
            "service": "oppgjor-etter-dodsfall",
            "orgno": "974720760",
            "client_id": "oed",
            "client_key": "oed-client.key.pem",
            "client_chain": "oed-client.pem",
            "decryption_key": "oed-decryption.key.pem"
        }],
        "banks": []
    })
}

fn full() -> Value {
    let mut world = least();
    world["issuer_key"] = json!("issuer.key.pem");
    world["order_certificates"] = json!([{"name": "unit-wrong", "key": "order.key.pem", "kid": "k2", "chain": "unit-wrong.pem"}]);
    world["population_seed"] = json!(7);
    world["customer_overview"] = json!("http://127.0.0.1:5/");
    world["api_registry"] = json!("http://127.0.0.1:6/");
    world["agencies"][0]["order_key"] = json!("order.key.pem");
    world["agencies"][0]["order_kid"] = json!("k1");
    world["agencies"][0]["order_chain"] = json!("order.pem");
    world["banks"] = json!([{
        "orgno": "310000003",
        "base_url": "https://127.0.0.1:7/v2",
        "mode": "test",
        "ca_file": "bank-ca.pem",
        "right_of_disposal": "alternative-2",
        "parties": [{
            "party_id": "01810199999",
            "name": "BLÅ HEST",
            "traits": ["owner", "deceased"],
            "date_of_death": "2026-09-22",
            "accounts": [{
                "number": "99001234567",
                "relation": "co-borrower",
                "type": "loanAccount",
                "currency": "NOK",
                "name": "Boliglån",
                "opened": "2015-01-01",
                "closed": "2026-01-01",
                "owner_from": "2015-01-01",
                "owner_to": "2026-01-01",
                "owner": "01810199999",
                "data_not_delivered": false,
                "transactions": 3,
                "cards": 0,
                "roles": 1,
                "credit_line": true,
                "traits": ["several-pages"]
            }],
            "has": {"Accounts": ["accounts.name"], "Cards": []}
        }]
    }]);
    let account = &mut world["banks"][0]["parties"][0]["accounts"][0];
    for (name, value) in account_values().as_object().unwrap() {
        account[name.as_str()] = value.clone();
    }
    world
}

fn account_values() -> Value {
    json!({
        "status": "deleted",
        "earlier": [{"opened": "2010-01-01", "closed": "2012-01-01"}],
        "owners": [{
            "party_id": "01810199999",
            "name": "BLÅ HEST",
            "former_names": [{"name": "GUL HEST", "until": "2020-01-01"}],
            "permission": "rightToUseAlone",
            "start": "2015-01-01",
            "end": "2026-01-01"
        }],
        "role_holders": [{"party_id": "310000027", "permission": "rightToSeeOnly"}],
        "payment_cards": [{
            "number": "492517XXXXXX1234",
            "holder": "BLÅ HEST",
            "start": "2024-01",
            "expiry": "2028-01",
            "type": "debitCard",
            "status": "active",
            "version": "3",
            "issuer": {"orgno": "310000003", "name": "Prøvebank"}
        }],
        "servicer": {"orgno": "310000003", "name": "Prøvebank"},
        "balances": [{
            "date": "2025-12-31",
            "type": "bookedBalance",
            "amount": "-1204.50",
            "currency": "NOK"
        }],
        "booked": [{
            "from": "2025-01-01",
            "to": "2025-12-31",
            "count": 3,
            "credit": "10.00",
            "debit": "0.05"
        }],
        "historic_balances": true,
        "offline_before": "2016-01-01",
        "offline": ["Cards"],
        "credit_line_amount": "10000.00"
    })
}

fn world_of(value: Value) -> World {
    serde_json::from_value(value).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../world.schema.json")).unwrap()
}

fn fits(instance: &Value) -> bool {
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema())
        .unwrap();
    for error in validator.iter_errors(instance) {
        eprintln!("{}: {error}", error.instance_path());
    }
    validator.is_valid(instance)
}

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::draft202012::meta::is_valid(&schema()));
}

#[test]
fn a_least_world_fits_the_schema_before_and_after_it_was_read() {
    assert!(fits(&least()));
    assert!(fits(&serde_json::to_value(world_of(least())).unwrap()));
}

#[test]
fn a_full_world_is_written_as_it_was_read() {
    assert!(fits(&full()));
    assert_eq!(serde_json::to_value(world_of(full())).unwrap(), full());
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    for (pointer, wrong) in [
        ("/issuer", json!(1)),
        ("/agencies/0/orgno", Value::Null),
        ("/banks/0/mode", json!("prod")),
        ("/banks/0/right_of_disposal", json!("2")),
        ("/banks/0/parties/0/date_of_death", json!("22.09.2026")),
        ("/banks/0/parties/0/accounts/0/relation", json!("friend")),
        ("/banks/0/parties/0/has", json!({"Kort": []})),
        (
            "/banks/0/parties/0/accounts/0/balances/0/amount",
            json!("1,50"),
        ),
        (
            "/banks/0/parties/0/accounts/0/booked/0/count",
            json!("three"),
        ),
        ("/banks/0/parties/0/accounts/0/offline", json!(["Kort"])),
        ("/population_seed", json!(-1)),
    ] {
        let mut world = full();
        *world.pointer_mut(pointer).unwrap() = wrong;
        assert!(!fits(&world), "{pointer}");
        assert!(serde_json::from_value::<World>(world).is_err(), "{pointer}");
    }
}

#[test]
fn the_schema_knows_every_trait_and_every_order_certificate() {
    let listed = |pointer: &str| -> Vec<String> {
        serde_json::from_value(schema().pointer(pointer).unwrap().clone()).unwrap()
    };
    assert_eq!(listed("/$defs/trait/enum"), party_trait::ALL);
    assert_eq!(
        listed("/$defs/orderCertificate/properties/name/enum"),
        order_certificate::ALL
    );
}

#[test]
fn a_saved_world_is_loaded_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    world_of(full()).save(&path).unwrap();
    assert_eq!(World::load(&path).unwrap().world, world_of(full()));
}

#[test]
fn saving_leaves_nothing_else_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    world_of(least()).save(&path).unwrap();
    world_of(full()).save(&path).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn paths_start_at_the_files_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    world_of(least()).save(&path).unwrap();
    let loaded = World::load(&path).unwrap();
    assert_eq!(
        loaded.resolve(&loaded.world.order_root),
        folder.path().join("order-root.pem")
    );
    assert_eq!(
        loaded.resolve(Path::new("/elsewhere.pem")),
        Path::new("/elsewhere.pem")
    );
}

#[test]
fn a_member_of_a_later_version_is_passed_over() {
    let mut world = least();
    world["weather"] = json!("rain");
    assert_eq!(world_of(world), world_of(least()));
}

#[test]
fn a_mistake_is_named_with_its_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    fs::write(&path, "{\n  \"issuer\": 1\n}").unwrap();
    let message = World::load(&path).unwrap_err().to_string();
    let start = format!("{}:2:13: invalid type", path.display());
    assert!(
        message.starts_with(&start) && !message.contains("at line"),
        "{message}"
    );
}

#[test]
fn a_missing_file_is_named() {
    let message = World::load(Path::new("/nowhere/world.json"))
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("/nowhere/world.json: cannot be read"),
        "{message}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_a_write_error() {
    let saved = world_of(least()).save(Path::new("/nowhere/world.json"));
    assert!(matches!(saved, Err(WorldError::Write { .. })));
}

#[test]
fn banks_that_join_at_once_all_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    world_of(least()).save(&path).unwrap();
    std::thread::scope(|scope| {
        for port in 0..8 {
            let path = &path;
            scope.spawn(move || {
                let mut bank = world_of(full()).banks.remove(0);
                bank.base_url = format!("https://127.0.0.1:{port}/v2");
                World::update(path, |world| world.banks.push(bank)).unwrap();
            });
        }
    });
    assert_eq!(World::load(&path).unwrap().world.banks.len(), 8);
}

#[test]
fn a_party_has_its_traits_and_no_others() {
    let world = world_of(full());
    let party = &world.banks[0].parties[0];
    assert!(party.has_trait(party_trait::DECEASED) && !party.has_trait(party_trait::SHIELDED));
}
