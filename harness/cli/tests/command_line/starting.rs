//! `init`: profiles to start from, in both languages.

use std::fs;
use std::path::Path;

use jiff::{Timestamp, ToSpan as _};
use wire::pki::{Authority, Subject, Validity};

use super::program::command;
use super::{code, folder, program, words};

/// The profile with every setting that is commented out let in.
fn with_everything(profile: &str) -> String {
    let lines = profile.lines().map(|line| {
        let Some(rest) = line.strip_prefix("# ") else {
            return line;
        };
        let name = rest.split(" = ").next().unwrap_or_default();
        let setting = rest.contains(" = ")
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || b"-_".contains(&byte));
        if setting || rest.starts_with("[[") {
            rest
        } else {
            line
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Puts a key or certificate where the profile names one.
fn put_keys(folder: &Path, profile: &str) {
    let key = openssl::rsa::Rsa::generate(2048).expect("a key");
    let key = openssl::pkey::PKey::from_rsa(key).expect("a key");
    let subject = Subject {
        organisation: None,
        organisational_unit: None,
        common_name: "anybody".into(),
        serial_number: None,
    };
    let validity = Validity {
        not_before: Timestamp::now(),
        not_after: Timestamp::now() + 1.hour(),
    };
    let authority = Authority::root(&subject, validity, key.clone()).expect("a certificate");
    let mut both = openssl::pkcs12::Pkcs12::builder();
    both.pkey(&key).cert(&authority.certificate);
    let both = both.build2("hemmelig").expect("PKCS#12");
    let both = both.to_der().expect("DER");
    let certificate = authority.certificate.to_pem().expect("PEM");
    let key = key.private_key_to_pem_pkcs8().expect("PEM");
    for name in profile.split('"') {
        let content = match name.rsplit_once('.') {
            Some((_, "p12")) => &both,
            Some((_, "key")) => &key,
            Some((_, "pem")) => &certificate,
            _ => continue,
        };
        fs::write(folder.join(name), content).expect("the file is written");
    }
}

#[test]
fn a_written_profile_reads_once_its_keys_are_there_with_and_without_its_optional_settings() {
    for language in ["en", "nb"] {
        let folder = folder();
        let init = ["init", "--lang", language, "--registers", "test"];
        program(folder.path(), &init);
        let file = folder.path().join("bank.toml");
        let written = fs::read_to_string(&file).expect("the profile is there");
        let whole = with_everything(&written);
        assert!(
            whole.contains("\nclient-kid = ") && whole.contains("\ndate_of_death = "),
            "{whole}"
        );
        for text in [written, whole] {
            put_keys(folder.path(), &text);
            fs::write(&file, &text).expect("the profile is written");
            let list = command(
                folder.path(),
                &[
                    "list",
                    "--what",
                    "instances",
                    "--target",
                    "bank.toml",
                    "--format",
                    "csv",
                ],
            )
            .env("CLIENT_KEY_PASSWORD", "hemmelig")
            .output();
            let output = list.expect("the program starts");
            assert_eq!(code(&output), 0, "{language}: {}", words(&output));
        }
    }
}

#[test]
fn options_say_what_the_profile_is_about() {
    let folder = folder();
    let init = [
        "init",
        "--name",
        "Bank \"B\"",
        "--orgno",
        "310000019",
        "--base-url",
        "https://[::1]:8443/v2",
        "--party",
        "41875299938",
    ];
    let output = program(folder.path(), &init);
    assert_eq!(code(&output), 0, "{}", words(&output));
    assert!(
        words(&output).contains("mock-agency serve --state state"),
        "{}",
        words(&output)
    );
    let text = fs::read_to_string(folder.path().join("bank.toml")).expect("the profile is there");
    let table: toml::Table = toml::from_str(&text).expect("TOML");
    assert_eq!(table["world"].as_str(), Some("state/world.json"));
    assert_eq!(table["bank"]["name"].as_str(), Some("Bank \"B\""));
    assert_eq!(
        table["bank"]["base-url"].as_str(),
        Some("https://[::1]:8443/v2")
    );
    assert_eq!(table["party"][0]["party_id"].as_str(), Some("41875299938"));
    assert!(!table.contains_key("maskinporten") && !table.contains_key("agency"));
}

#[test]
fn what_no_profile_may_have_is_refused_before_anything_is_written() {
    let folder = folder();
    for (option, value, said) in [
        ("--orgno", "310000020", "organisation number"),
        ("--base-url", "bank.example", "scheme"),
        (
            "--base-url",
            "https://kari:hemmelig@bank.example/v2",
            "user or password",
        ),
        ("--party", "01010750160", "real person"),
    ] {
        let output = program(folder.path(), &["init", option, value]);
        assert_eq!(code(&output), 2);
        assert!(words(&output).contains(said), "{}", words(&output));
        assert!(!words(&output).contains("hemmelig"));
        assert!(!folder.path().join("bank.toml").exists());
    }
}

#[test]
fn a_profile_that_is_there_keeps_its_content() {
    let folder = folder();
    let file = folder.path().join("bank.toml");
    fs::write(&file, "mine").expect("the file is written");
    for arguments in [&["init"][..], &["init", "bank.toml", "--role", "agency"]] {
        let output = program(folder.path(), arguments);
        assert_eq!(code(&output), 2);
        assert!(
            words(&output).contains("never overwritten"),
            "{}",
            words(&output)
        );
    }
    assert_eq!(
        fs::read_to_string(&file).expect("the file is there"),
        "mine"
    );
}

#[test]
fn a_folder_that_is_missing_is_not_taken_for_a_profile_that_is_there() {
    let output = program(folder().path(), &["init", "missing/bank.toml"]);
    assert_eq!(code(&output), 2);
    assert!(
        words(&output).contains("make the folder first"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_bank_that_the_world_does_not_have_is_answered_with_those_it_has() {
    let folder = folder();
    let world = r#"{"issuer": "http://127.0.0.1/", "token_endpoint": "http://127.0.0.1/token",
        "jwks_uri": "http://127.0.0.1/jwk", "police_jwks_uri": "http://127.0.0.1/jwks",
        "order_root": "root.pem", "certpub_locator": "http://127.0.0.1/", "person_registry": "http://127.0.0.1/",
        "agencies": [], "banks": [{"orgno": "310000027", "base_url": "http://127.0.0.1/v2", "mode": "test",
        "parties": []}]}"#;
    fs::write(folder.path().join("world.json"), world).expect("the file is written");
    let output = program(
        folder.path(),
        &["init", "--world", "world.json", "--bank", "999999999"],
    );
    assert_eq!(code(&output), 2, "{}", words(&output));
    assert!(
        words(&output).contains("--bank takes one of 310000027"),
        "{}",
        words(&output)
    );
    let output = program(
        folder.path(),
        &["init", "--world", "world.json", "--bank", "310000027"],
    );
    assert_eq!(code(&output), 0, "{}", words(&output));
}

#[test]
fn a_case_of_step_one_is_run_against_the_customer_overview() {
    let folder = folder();
    let arguments = [
        "run",
        "--case",
        "OVERVIEW-00*",
        "--out",
        "out",
        "--lang",
        "en",
    ];
    let output = program(folder.path(), &arguments);
    assert_eq!(code(&output), 0, "{}", words(&output));
    assert!(words(&output).contains("(customer overview)"));
    let annex = fs::read_to_string(folder.path().join("out/report.md")).expect("the annex");
    assert!(!annex.contains("C-5") && !annex.contains("D-1"), "{annex}");
}

#[test]
fn the_profile_of_the_customer_overview_lacks_its_keys_alone() {
    let folder = folder();
    for language in ["en", "nb"] {
        let file = format!("{language}.toml");
        let init = ["init", "--role", "overview", &file, "--lang", language];
        let init = [&init[..], &["--registers", "test"]].concat();
        assert_eq!(code(&program(folder.path(), &init)), 0);
        let output = program(folder.path(), &["doctor", "--target", &file]);
        assert_eq!(code(&output), 2);
        assert!(
            words(&output).contains("keys/client.pem"),
            "{}",
            words(&output)
        );
    }
}
