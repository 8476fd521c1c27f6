//! The way to the bank: name, connection, TLS, base path, clock.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use jiff::{Timestamp, ToSpan as _};

use crate::environment::{Opened, Profile, TestAuthority, environment};

fn good() -> Opened {
    environment().bank(|_| {})
}

/// A bank with a certificate that is valid from and until so many days from now.
fn secure(authority: &TestAuthority, names: &[&str], days: (i64, i64)) -> Opened {
    let issued = authority.issue(names, days);
    environment().bank(|config| config.tls = Some(issued.identity))
}

#[test]
fn of_a_bank_that_is_well_nothing_is_blamed() {
    let bank = good();
    let diagnosis = Profile::of(&bank.entry).examined();
    assert_eq!(diagnosis.blamed(), [""; 0], "{}", diagnosis.words());
    assert_eq!(diagnosis.code, 0);
}

#[test]
fn of_everybody_in_a_world_file_nothing_is_blamed() {
    let bank = good();
    let diagnosis = Profile::of_world(&bank.entry).examined();
    assert_eq!(diagnosis.blamed(), [""; 0], "{}", diagnosis.words());
}

#[test]
fn the_conclusion_is_said_in_both_languages() {
    let bank = good();
    let profile = Profile::of(&bank.entry);
    for (language, words) in [("en", "Nothing is wrong"), ("nb", "Ingenting er galt")] {
        let output = profile.doctor(&["--lang", language]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_port_on_which_nothing_listens_is_not_reached() {
    let bank = good();
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("an address").port();
    drop(silent);
    let profile = Profile::of(&bank.entry);
    let line = profile.line("base-url");
    let diagnosis = profile
        .instead(&line, &format!("base-url = \"http://127.0.0.1:{port}/v2\""))
        .examined();
    assert_eq!(diagnosis.blamed(), ["bank: connection"]);
    assert_eq!(diagnosis.code, 3);
}

#[test]
fn a_host_without_address_is_the_profiles() {
    let bank = good();
    let profile = Profile::of(&bank.entry);
    let line = profile.line("base-url");
    let diagnosis = profile
        .instead(&line, "base-url = \"http://bank.invalid/v2\"")
        .examined();
    assert_eq!(diagnosis.blamed(), ["configuration: name"]);
    assert_eq!(diagnosis.code, 2);
}

#[test]
fn a_base_path_that_lacks_its_version_is_found() {
    let bank = good();
    let profile = Profile::of(&bank.entry);
    let right = profile.line("base-url");
    let diagnosis = profile
        .instead(&right, &right.replace("/v2", ""))
        .examined();
    assert_eq!(diagnosis.blamed(), ["configuration: base path"]);
    let advice = right.replace('"', "\\\"");
    assert!(diagnosis.words().contains(&advice), "{}", diagnosis.words());
}

#[test]
fn a_trusted_certificate_is_well() {
    let authority = TestAuthority::new();
    let bank = secure(&authority, &["127.0.0.1"], (-1, 20));
    let diagnosis = Profile::of(&bank.entry)
        .with_bank_setting(&format!("ca-file = \"{}\"", authority.file().display()))
        .examined();
    assert_eq!(diagnosis.blamed(), [""; 0], "{}", diagnosis.words());
}

#[test]
fn an_authority_that_is_not_trusted_is_the_profiles() {
    let bank = secure(&TestAuthority::new(), &["127.0.0.1"], (-1, 20));
    let diagnosis = Profile::of(&bank.entry).examined();
    assert_eq!(diagnosis.blamed(), ["configuration: TLS"]);
    assert!(
        diagnosis.words().contains("Test authority"),
        "{}",
        diagnosis.words()
    );
}

#[test]
fn an_expired_certificate_is_the_banks() {
    let authority = TestAuthority::new();
    let bank = secure(&authority, &["127.0.0.1"], (-20, -1));
    let diagnosis = Profile::of(&bank.entry)
        .with_bank_setting(&format!("ca-file = \"{}\"", authority.file().display()))
        .examined();
    assert_eq!(diagnosis.blamed(), ["bank: TLS"]);
    assert!(
        diagnosis.words().contains("expired at"),
        "{}",
        diagnosis.words()
    );
}

#[test]
fn a_certificate_of_another_name_is_the_profiles() {
    let authority = TestAuthority::new();
    let bank = secure(&authority, &["bank.example"], (-1, 20));
    let diagnosis = Profile::of(&bank.entry)
        .with_bank_setting(&format!("ca-file = \"{}\"", authority.file().display()))
        .examined();
    assert_eq!(diagnosis.blamed(), ["configuration: TLS"]);
    assert!(
        diagnosis.words().contains("bank.example"),
        "{}",
        diagnosis.words()
    );
}

#[test]
fn plain_http_and_https_are_not_taken_for_each_other() {
    let plain = good();
    let profile = Profile::of(&plain.entry);
    let line = profile.line("base-url");
    let https = profile.instead(&line, &line.replace("http://", "https://"));
    assert_eq!(https.examined().blamed(), ["configuration: TLS"]);
    let secure = secure(&TestAuthority::new(), &["127.0.0.1"], (-1, 20));
    let profile = Profile::of(&secure.entry);
    let line = profile.line("base-url");
    let http = profile.instead(&line, &line.replace("https://", "http://"));
    assert_eq!(http.examined().blamed(), ["configuration: TLS"]);
}

#[test]
fn a_client_certificate_that_expired_is_the_profiles() {
    let authority = TestAuthority::new();
    let bank = secure(&authority, &["127.0.0.1"], (-1, 20));
    let client = authority.issue(&["client"], (-20, -1));
    let diagnosis = Profile::of(&bank.entry)
        .with_bank_setting(&format!("ca-file = \"{}\"", authority.file().display()))
        .with_bank_setting(&format!(
            "client-certificate = \"{}\"",
            client.certificate.display()
        ))
        .with_bank_setting(&format!("client-key = \"{}\"", client.key.display()))
        .examined();
    assert_eq!(diagnosis.blamed(), ["configuration: client certificate"]);
}

/// A bank that lets in nobody without a certificate of that authority, and a profile that trusts the bank.
fn closed(authority: &TestAuthority) -> (Opened, Profile) {
    let issued = authority.issue(&["127.0.0.1"], (-1, 20));
    let bank = environment().bank(|config| {
        config.tls = Some(issued.identity);
        config.client_authorities = vec![authority.certificate()];
    });
    let profile = Profile::of(&bank.entry)
        .with_bank_setting(&format!("ca-file = \"{}\"", authority.file().display()));
    (bank, profile)
}

#[test]
fn a_bank_that_wants_a_client_certificate_lets_in_pkcs12_with_its_password() {
    let authority = TestAuthority::new();
    let (_bank, profile) = closed(&authority);
    let client = authority.pkcs12(&authority.issue(&["client"], (-1, 20)), "hemmelig ord");
    let profile = profile
        .with_bank_setting(&format!("client-key = \"{}\"", client.display()))
        .with_bank_setting("client-key-password = \"env:DSOP_TEST_PASSWORD\"");
    let with = |password: &str| {
        let mut program = profile.program("doctor", &["--json"]);
        program.env("DSOP_TEST_PASSWORD", password);
        let output = program.output().expect("the program starts");
        Profile::read(&output)
    };
    let diagnosis = with("hemmelig ord");
    assert_eq!(diagnosis.blamed(), [""; 0], "{}", diagnosis.words());
    let diagnosis = with("et annet ord");
    assert_eq!(diagnosis.blamed(), ["configuration: client-key of [bank]"]);
    let words = diagnosis.words();
    assert!(words.contains("the password does not open"), "{words}");
    assert!(!words.contains("et annet ord"), "{words}");
}

#[test]
fn a_bank_that_wants_a_client_certificate_refuses_who_has_none() {
    let authority = TestAuthority::new();
    let (_bank, profile) = closed(&authority);
    let diagnosis = profile.examined();
    assert_eq!(diagnosis.blamed(), ["configuration: client certificate"]);
}

#[test]
fn a_client_key_alone_or_with_the_certificate_of_another_is_the_profiles() {
    let authority = TestAuthority::new();
    let (_bank, profile) = closed(&authority);
    let one = authority.issue(&["client"], (-1, 20));
    let key = std::fs::read(&one.key).expect("a key");
    let profile = profile.with_bank_setting(&format!("client-key = \"{}\"", one.key.display()));
    let diagnosis = profile.examined();
    assert_eq!(diagnosis.blamed(), ["configuration: client-key of [bank]"]);
    let other = authority.issue(&["client"], (-1, 20));
    std::fs::write(&other.key, key).expect("the file is written");
    let certificate = other.certificate.display();
    let profile = profile.with_bank_setting(&format!("client-certificate = \"{certificate}\""));
    let diagnosis = profile.examined();
    assert_eq!(diagnosis.blamed(), ["configuration: client-key of [bank]"]);
    let words = diagnosis.words();
    assert!(words.contains("is not the key of a certificate"), "{words}");
}

/// Answers every request as a bank does to one without a token, at another time of day; gives the base URL.
fn clock_of(seconds: i64) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = stream.read(&mut [0; 16 * 1024]);
            let at = Timestamp::now() + seconds.seconds();
            let date = at.strftime("%a, %d %b %Y %H:%M:%S GMT");
            let body = r#"{"code": "ACC-010", "message": "no"}"#;
            let _ = write!(
                stream,
                "HTTP/1.1 401 Unauthorized\r\nDate: {date}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    format!("http://{address}/v2")
}

#[test]
fn a_bank_whose_clock_is_minutes_off_is_told_that_the_clock_is_its_own() {
    let bank = good();
    let profile = Profile::of(&bank.entry);
    let lines = [profile.line("base-url"), profile.line("audience")];
    let url = clock_of(-300);
    let diagnosis = profile
        .instead(&lines[0], &format!("base-url = {url:?}"))
        .instead(&lines[1], &format!("audience = {url:?}"))
        .examined();
    let blamed = diagnosis.blamed();
    assert_eq!(blamed[0], "bank: clocks");
    assert!(
        blamed.iter().all(|one| one.starts_with("bank: ")),
        "{blamed:?}"
    );
    assert!(
        diagnosis.words().contains("the clocks explain it"),
        "{}",
        diagnosis.words()
    );
}
