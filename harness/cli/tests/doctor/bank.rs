//! What a bank can have wrong while the profile is right.

use mock_bank::OrderRoot;

use crate::environment::{Opened, Profile, TestAuthority, agencies, environment};

fn blamed(bank: &Opened) -> (Vec<String>, i32, String) {
    let diagnosis = Profile::of(&bank.entry).examined();
    (diagnosis.blamed(), diagnosis.code, diagnosis.words())
}

fn of_every_service(what: &str) -> Vec<String> {
    let mut services: Vec<_> = agencies().map(|agency| agency.service.clone()).collect();
    services.sort();
    services
        .iter()
        .map(|service| format!("bank: {service}: {what}"))
        .collect()
}

#[test]
fn a_bank_that_trusts_another_issuer_is_told_which_one_to_trust() {
    let bank =
        environment().bank(|config| config.registers.issuer = "https://other.example/".into());
    let (blamed, code, words) = blamed(&bank);
    assert_eq!(blamed, of_every_service("Accounts"));
    assert_eq!(code, 1);
    assert!(
        words.contains(&environment().registers.world.issuer),
        "{words}"
    );
}

#[test]
fn an_audience_that_is_not_the_banks_is_the_profiles() {
    let there = environment().bank(|_| {});
    let profile = Profile::of(&there.entry);
    let line = profile.line("audience");
    let diagnosis = profile
        .instead(&line, "audience = \"https://bank.example/v2\"")
        .examined();
    assert!(
        diagnosis
            .blamed()
            .iter()
            .all(|one| one.starts_with("configuration: "))
    );
    assert!(
        diagnosis.words().contains("write audience"),
        "{}",
        diagnosis.words()
    );
}

#[test]
fn an_order_that_the_bank_does_not_trust_yet_is_the_banks() {
    let authority = TestAuthority::new();
    let bank = environment()
        .bank(|config| config.registers.order_root = OrderRoot::File(authority.file()));
    let (blamed, code, words) = blamed(&bank);
    assert_eq!(blamed, ["bank: politi-utlevering: Accounts"]);
    assert_eq!(code, 1);
    assert!(words.contains("not trusted by the bank yet"), "{words}");
}

#[test]
fn a_bank_that_does_not_reach_the_police_is_told_of_the_key_set() {
    let bank = environment()
        .bank(|config| config.registers.police_jwks_uri = "http://127.0.0.1:9/jwks".into());
    let (blamed, code, _) = blamed(&bank);
    assert_eq!(blamed, ["bank: politi-utlevering: Accounts"]);
    assert_eq!(code, 1);
}

#[test]
fn a_bank_that_does_not_reach_certpub_is_told_so() {
    let bank =
        environment().bank(|config| config.registers.certpub_locator = "http://127.0.0.1:9".into());
    let (blamed, _, words) = blamed(&bank);
    assert_eq!(blamed, of_every_service("Accounts"));
    assert!(
        words.contains("gets no certificate from CertPub"),
        "{words}"
    );
}

#[test]
fn a_service_that_is_switched_off_is_the_banks_and_the_other_one_is_well() {
    let bank = environment().bank(|config| config.services = vec!["oppgjor-etter-dodsfall".into()]);
    let (blamed, code, words) = blamed(&bank);
    assert_eq!(blamed, ["bank: politi-utlevering: Accounts"]);
    assert_eq!(code, 1);
    assert!(
        words.contains("has not opened politi-utlevering"),
        "{words}"
    );
}

#[test]
fn a_bank_that_answers_without_a_token_is_wrong() {
    let bank = environment().bank(|config| {
        let defect = mock_bank::Defect::from_name("accepts-everything").expect("a defect");
        config.defects.insert(defect);
    });
    let (blamed, code, _) = blamed(&bank);
    assert_eq!(blamed[0], "bank: base path");
    assert_eq!(code, 1);
}
