//! What the profile and its keys can have wrong, and the registers that it leans on.

use std::fs;

use crate::environment::{Opened, Profile, SCOPELESS_CLIENT, environment};

const POLICE: usize = 0;

fn good() -> Opened {
    environment().bank(|_| {})
}

/// What is blamed when one text of the right profile is replaced by another.
fn blamed_after(of: impl FnOnce(&Profile) -> String, put: &str) -> (Vec<String>, i32) {
    let bank = good();
    let profile = Profile::of(&bank.entry);
    let of = of(&profile);
    let diagnosis = profile.instead(&of, put).examined();
    (diagnosis.blamed(), diagnosis.code)
}

fn quoted(text: impl AsRef<std::path::Path>) -> String {
    format!("\"{}\"", environment().file(text).display())
}

#[test]
fn an_issuer_that_is_down_is_asked_once_and_not_reached() {
    let world = &environment().registers.world;
    let bank = good();
    let diagnosis = Profile::of(&bank.entry)
        .instead(
            &format!("issuer = \"{}\"", world.issuer),
            "issuer = \"http://127.0.0.1:9/\"",
        )
        .instead(&world.token_endpoint, "http://127.0.0.1:9/token")
        .examined();
    assert_eq!(
        diagnosis.blamed(),
        ["registers: oppgjor-etter-dodsfall: access token"]
    );
    assert_eq!(diagnosis.code, 3);
}

#[test]
fn an_issuer_by_another_name_is_the_profiles() {
    let issuer = &environment().registers.world.issuer;
    let (blamed, code) = blamed_after(
        |_| format!("issuer = \"{issuer}\""),
        &format!("issuer = \"{}\"", issuer.trim_end_matches('/')),
    );
    assert_eq!(blamed[0], "configuration: issuer of tokens");
    assert_eq!(code, 2);
}

#[test]
fn a_client_that_the_issuer_does_not_know_is_the_profiles() {
    let agency = &environment().registers.world.agencies[POLICE];
    let (blamed, code) = blamed_after(|_| agency.client_id.clone(), "unknown");
    assert_eq!(
        blamed,
        [format!("configuration: {}: access token", agency.service)]
    );
    assert_eq!(code, 2);
}

#[test]
fn a_client_key_that_is_not_its_certificates_is_the_profiles() {
    let agency = &environment().registers.world.agencies[POLICE];
    let (blamed, _) = blamed_after(
        |_| quoted(&agency.client_key),
        &quoted(&agency.decryption_key),
    );
    assert_eq!(
        blamed,
        [format!("configuration: client-key of {}", agency.service)]
    );
}

#[test]
fn a_scope_that_was_not_granted_is_the_registers() {
    let agency = &environment().registers.world.agencies[POLICE];
    let (blamed, code) = blamed_after(|_| agency.client_id.clone(), SCOPELESS_CLIENT);
    assert_eq!(
        blamed,
        [format!("registers: {}: access token", agency.service)]
    );
    assert_eq!(code, 3);
}

#[test]
fn a_decryption_key_that_certpub_does_not_have_is_the_profiles() {
    let agency = &environment().registers.world.agencies[POLICE];
    let (blamed, code) = blamed_after(
        |_| quoted(&agency.decryption_key),
        &quoted(&agency.client_key),
    );
    assert_eq!(
        blamed,
        ["decryption key", "Accounts"]
            .map(|what| format!("configuration: {}: {what}", agency.service))
    );
    assert_eq!(code, 2);
}

#[test]
fn an_order_kid_that_the_police_do_not_have_is_the_profiles() {
    let agency = &environment().registers.world.agencies[POLICE];
    let kid = agency.order_kid.clone().expect("the police sign orders");
    let (blamed, code) = blamed_after(|_| kid, "of-nobody");
    assert_eq!(
        blamed,
        ["order key", "Accounts"].map(|what| format!("configuration: {}: {what}", agency.service))
    );
    assert_eq!(code, 2);
}

#[test]
fn an_order_key_of_another_certificate_is_the_profiles() {
    let agency = &environment().registers.world.agencies[POLICE];
    let key = agency.order_key.clone().expect("the police sign orders");
    let (blamed, _) = blamed_after(|_| quoted(key), &quoted(&agency.client_key));
    assert_eq!(
        blamed[0],
        format!("configuration: {}: order key", agency.service)
    );
}

#[test]
fn a_register_that_is_down_is_not_the_banks() {
    let locator = &environment().registers.world.certpub_locator;
    let (blamed, code) = blamed_after(
        |_| format!("certpub-locator = \"{locator}\""),
        "certpub-locator = \"http://127.0.0.1:9\"",
    );
    assert!(
        blamed.iter().all(|one| one.starts_with("registers: ")),
        "{blamed:?}"
    );
    assert_eq!(blamed.len(), 2);
    assert_eq!(code, 3);
}

#[test]
fn a_person_without_date_of_death_is_pointed_out_before_the_service_that_lacks_one() {
    let bank = good();
    let profile = Profile::of(&bank.entry);
    let line = profile.line("date_of_death");
    let diagnosis = profile.instead(&format!("{line}\n"), "").examined();
    let blamed = diagnosis.blamed();
    assert!(
        blamed[0].starts_with("configuration: [[party]] no. 2"),
        "{blamed:?}"
    );
    assert_eq!(
        blamed[1],
        "configuration: oppgjor-etter-dodsfall: test people"
    );
}

#[test]
fn a_person_the_bank_does_not_know_is_pointed_out_and_nobody_else() {
    let bank = good();
    let diagnosis = Profile::of(&bank.entry)
        .and(
            "[[party]]\nparty_id = \"15859010099\"\ntraits = [\"owner\", \"cards\", \"d-number\", \"co-borrower\"]\n\
             [[party.accounts]]\nnumber = \"99000000000\"\nrelation = \"owner\"\ntype = \"salaryAccount\"\n\
             currency = \"NOK\"\n",
        )
        .examined();
    assert_eq!(
        diagnosis.blamed(),
        ["configuration: politi-utlevering: test people"]
    );
    let words = diagnosis.words();
    assert!(words.contains("[[party]] no. 3"), "{words}");
    assert!(!words.contains("15859010099"), "{words}");
}

#[test]
fn a_profile_without_test_people_runs_nothing() {
    let bank = good();
    let profile = Profile::of(&bank.entry);
    let people = profile.people();
    let diagnosis = profile.instead(&people, "").examined();
    assert!(
        diagnosis
            .blamed()
            .contains(&"configuration: fixtures and capabilities".to_owned()),
        "{:?}",
        diagnosis.blamed()
    );
}

#[test]
fn a_key_file_that_holds_no_key_is_named() {
    let bank = good();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("no.key");
    fs::write(&file, "no key").expect("the file is written");
    let agency = &environment().registers.world.agencies[POLICE];
    let output = Profile::of(&bank.entry)
        .instead(
            &quoted(&agency.decryption_key),
            &format!("\"{}\"", file.display()),
        )
        .doctor(&[]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("no.key") && said.contains("decryption-key"),
        "{said}"
    );
}
