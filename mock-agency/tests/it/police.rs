use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use mock_agency::Mode;
use openssl::nid::Nid;
use openssl::x509::X509;
use serde_json::Value;
use wire::jose::jwk::rsa_from_members;
use wire::pki::{chain_from_pem, subject_value, thumbprint_sha256, validate_chain};
use wire::world::order_certificate;

use crate::support::Setup;

async fn keys(setup: &Setup) -> Vec<Value> {
    let mut document = setup.get_json("/.well-known/finans-jwks.json").await;
    serde_json::from_value(document["keys"].take()).unwrap()
}

async fn entry(setup: &Setup, name: &str) -> Value {
    let world = &setup.registers.world;
    let kid = match world
        .order_certificates
        .iter()
        .find(|certificate| certificate.name == name)
    {
        Some(certificate) => certificate.kid.clone(),
        None => world.agencies[0].order_kid.clone().unwrap(),
    };
    keys(setup)
        .await
        .into_iter()
        .find(|key| key["kid"] == kid.as_str())
        .unwrap()
}

fn chain(entry: &Value) -> Vec<X509> {
    let x5c = entry["x5c"].as_array().unwrap().iter();
    x5c.map(|one| X509::from_der(&STANDARD.decode(one.as_str().unwrap()).unwrap()).unwrap())
        .collect()
}

fn is_trusted(setup: &Setup, entry: &Value, at: Timestamp) -> bool {
    let world = setup.world();
    let roots =
        chain_from_pem(&std::fs::read(world.resolve(&world.world.order_root)).unwrap()).unwrap();
    let chain = chain(entry);
    validate_chain(&chain[0], &chain[1..], &roots, at).is_ok()
}

fn unit_and_name(entry: &Value) -> (Vec<String>, Vec<String>) {
    let leaf = &chain(entry)[0];
    (
        subject_value(leaf, Nid::ORGANIZATIONALUNITNAME),
        subject_value(leaf, Nid::COMMONNAME),
    )
}

#[tokio::test]
async fn every_key_has_what_the_order_page_lists() {
    let setup = Setup::new().await;
    let keys = keys(&setup).await;
    assert_eq!(keys.len(), 1 + order_certificate::ALL.len());
    for key in keys {
        let mut members: Vec<&str> = key
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        members.sort_unstable();
        assert_eq!(
            members,
            [
                "e", "exp", "kid", "kty", "n", "nbf", "use", "x5c", "x5t#S256"
            ]
        );
        assert_eq!(key["x5t#S256"], thumbprint_sha256(&chain(&key)[0]));
        assert!(key["nbf"].as_i64() < key["exp"].as_i64());
    }
}

#[tokio::test]
async fn every_kid_is_its_own() {
    let setup = Setup::new().await;
    let mut kids: Vec<String> = keys(&setup)
        .await
        .iter()
        .map(|key| key["kid"].to_string())
        .collect();
    kids.sort();
    kids.dedup();
    assert_eq!(kids.len(), 1 + order_certificate::ALL.len());
}

#[tokio::test]
async fn the_good_certificate_is_the_prosecuting_authoritys_in_test() {
    let setup = Setup::new().await;
    let good = entry(&setup, "good").await;
    assert!(is_trusted(&setup, &good, wire::dates::now()));
    let expected = (
        vec!["Påtalemyndigheten".to_owned()],
        vec!["Godkjenning av utleveringspålegg TEST".to_owned()],
    );
    assert_eq!(unit_and_name(&good), expected);
}

#[tokio::test]
async fn in_production_the_common_name_has_no_test() {
    let setup = Setup::with(|config| config.mode = Mode::Production).await;
    assert_eq!(
        unit_and_name(&entry(&setup, "good").await).1,
        ["Godkjenning av utleveringspålegg"]
    );
    let other = entry(&setup, order_certificate::COMMON_NAME_OTHER_ENVIRONMENT).await;
    assert_eq!(
        unit_and_name(&other).1,
        ["Godkjenning av utleveringspålegg TEST"]
    );
}

#[tokio::test]
async fn the_files_hold_the_key_and_chain_of_every_certificate() {
    let setup = Setup::new().await;
    let world = setup.world();
    let names: Vec<&str> = world
        .world
        .order_certificates
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, order_certificate::ALL);
    for certificate in &world.world.order_certificates {
        let published = entry(&setup, &certificate.name).await;
        let pem = std::fs::read(world.resolve(&certificate.chain)).unwrap();
        let file: Vec<Vec<u8>> = chain_from_pem(&pem)
            .unwrap()
            .iter()
            .map(|one| one.to_der().unwrap())
            .collect();
        let served: Vec<Vec<u8>> = chain(&published)
            .iter()
            .map(|one| one.to_der().unwrap())
            .collect();
        assert_eq!(file, served, "{}", certificate.name);
        let key = std::fs::read(world.resolve(&certificate.key)).unwrap();
        let key = wire::jose::sign::SigningKey::from_pem(&key)
            .unwrap()
            .public();
        let jwk = rsa_from_members(
            published["n"].as_str().unwrap(),
            published["e"].as_str().unwrap(),
        )
        .unwrap();
        assert!(key.public_eq(&jwk), "{}", certificate.name);
        let of_leaf = chain(&published)[0].public_key().unwrap();
        assert_eq!(
            of_leaf.public_eq(&jwk),
            certificate.name != order_certificate::KEY_MISMATCH
        );
    }
}

#[tokio::test]
async fn chains_are_broken_just_where_their_name_says() {
    let setup = Setup::new().await;
    for name in order_certificate::ALL {
        let broken = [
            order_certificate::ROOT_UNKNOWN,
            order_certificate::INTERMEDIATE_MISSING,
            order_certificate::LEAF_EXPIRED,
            order_certificate::LEAF_NOT_YET_VALID,
            order_certificate::INTERMEDIATE_NOT_CA,
            order_certificate::INTERMEDIATE_EXPIRED,
            order_certificate::SELF_SIGNED,
        ]
        .contains(&name);
        assert_eq!(
            is_trusted(&setup, &entry(&setup, name).await, wire::dates::now()),
            !broken,
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_expired_certificate_was_right_while_it_lasted() {
    let setup = Setup::new().await;
    let last_month = wire::dates::now() - jiff::SignedDuration::from_hours(24 * 30);
    for name in [
        order_certificate::LEAF_EXPIRED,
        order_certificate::INTERMEDIATE_EXPIRED,
    ] {
        let entry = entry(&setup, name).await;
        let leaf = wire::pki::validity_of(&chain(&entry)[0]).unwrap();
        let at = last_month.max(leaf.not_before);
        assert!(
            is_trusted(&setup, &entry, at) || name == order_certificate::INTERMEDIATE_EXPIRED,
            "{name}"
        );
    }
}

#[tokio::test]
async fn subjects_are_wrong_just_where_their_name_says() {
    let setup = Setup::new().await;
    let (unit, name) = unit_and_name(&entry(&setup, "good").await);
    let swapped =
        unit_and_name(&entry(&setup, order_certificate::UNIT_AND_COMMON_NAME_SWAPPED).await);
    assert_eq!(swapped, (name.clone(), unit.clone()));
    assert_eq!(
        unit_and_name(&entry(&setup, order_certificate::UNIT_MISSING).await),
        (Vec::new(), name.clone())
    );
    let wrong_unit = unit_and_name(&entry(&setup, order_certificate::UNIT_WRONG).await);
    assert!(wrong_unit.0 != unit && wrong_unit.1 == name);
    let wrong_name = unit_and_name(&entry(&setup, order_certificate::COMMON_NAME_WRONG).await);
    assert!(wrong_name.0 == unit && wrong_name.1 != name);
    for same in [
        order_certificate::SECOND_GOOD,
        order_certificate::KEY_MISMATCH,
        order_certificate::SELF_SIGNED,
    ] {
        assert_eq!(
            unit_and_name(&entry(&setup, same).await),
            (unit.clone(), name.clone()),
            "{same}"
        );
    }
}
