//! Every spelling of personal data and secrets that is known to slip: none of them may stay.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::redact::seeds::{births_on_new_year_2007, from_zero, names, numbers};
use crate::redact::*;

const PERSON: &str = "01010750160";
const ACCOUNT: &str = "12345678903";
const NAME: &str = "BLÅ ØRRETHEST";

fn redactor() -> Redactor {
    let known = Known::default();
    known.learn("person", PERSON);
    known.learn("account", ACCOUNT);
    known.learn_name(NAME, Words::Each);
    Redactor::knowing(known, [7; 32], false)
}

/// Signs that tell a spelling, whatever it was: it has to be gone from the text.
fn assert_gone(redactor: &Redactor, spelt: &str) {
    for text in [
        spelt.to_owned(),
        format!("feil for {spelt}."),
        format!("<p>{spelt}</p>"),
        format!("/v2/x/{spelt}/y"),
        format!("?q={spelt}&r=1"),
    ] {
        let shown = redactor.text(&text);
        assert!(
            !shown.contains(spelt) && shown.contains('‹'),
            "{text:?} is shown as {shown:?}"
        );
        assert_eq!(redactor.text(&shown), shown, "{text:?} twice");
    }
}

fn all() -> BTreeSet<String> {
    let mut spellings = BTreeSet::new();
    numbers(PERSON, &mut spellings);
    numbers(ACCOUNT, &mut spellings);
    names(NAME, &mut spellings);
    births_on_new_year_2007(&mut spellings);
    spellings
}

#[test]
fn no_spelling_of_a_known_person_stays() {
    let spellings = all();
    assert!(spellings.len() >= 300, "{} spellings", spellings.len());
    let redactor = redactor();
    for spelt in &spellings {
        assert_gone(&redactor, spelt);
    }
}

#[test]
fn no_spelling_stays_in_a_document_or_header() {
    let redactor = redactor();
    for spelt in all() {
        let document = json!({ &spelt: spelt, "list": [[&spelt]], "note": { "message": format!("x {spelt}") } });
        let shown = redactor.json(&document).to_string();
        let written = Value::String(spelt.clone()).to_string();
        assert!(
            !shown.contains(&written[1..written.len() - 1]),
            "{spelt:?}: {shown}"
        );
        let header = redactor.header("X-Note", spelt.as_bytes());
        assert!(!header.contains(&spelt), "{header:?}");
    }
}

/// The first valid number that begins with these six digits.
fn valid(date: &str) -> String {
    let numbers = (0..100_000).map(|rest| format!("{date}{rest:05}"));
    let mut valid = numbers.filter(|number| wire::identifiers::NationalId::parse(number).is_ok());
    valid.next().expect("a valid number")
}

#[test]
fn valid_numbers_of_unknown_people_do_not_stay() {
    let redactor = Redactor::knowing(Known::default(), [7; 32], false);
    // A birth number, a D-number, and either with the month + 40 and + 80.
    for date in ["150385", "550385", "154385", "158385", "554385", "558385"] {
        let number = valid(date);
        for spelt in [
            number.clone(),
            number
                .chars()
                .map(String::from)
                .collect::<Vec<_>>()
                .join(" "),
            format!("{} - {}", &number[..6], &number[6..]),
            format!(
                "{}/{}/{}/{}",
                &number[..2],
                &number[2..4],
                &number[4..6],
                &number[6..]
            ),
            format!("fnr{number}x"),
            from_zero(&number, 0x0660),
        ] {
            let shown = redactor.text(&format!("eier {spelt} finnes"));
            assert!(
                shown.starts_with("eier") && !shown.contains(&spelt),
                "{spelt}: {shown}"
            );
        }
    }
}

#[test]
fn every_spelling_of_a_number_has_the_same_placeholder() {
    let redactor = redactor();
    let plain = redactor.text(PERSON);
    for spelt in [
        "010107 50160",
        "010107–50160",
        "０１０１０７５０１６０",
        "0 1 0 1 0 7 5 0 1 6 0",
        "&#48;1010750160",
    ] {
        assert_eq!(redactor.text(spelt), plain, "{spelt}");
    }
}

/// Secrets, each within a text that may stay.
const SECRETS: [(&str, &str); 22] = [
    ("Authorization: Basic {}", "dXNlcjpodW50ZXIy"),
    ("sent Basic {} in vain", "YmFuazpwYXNzMTIz"),
    ("got Bearer {} here", "f81d4fae7dec11d0a765"),
    ("bearer {}", "qWeRtYuIoP"),
    ("client_secret={}&x=1", "hunter2"),
    ("{\"client_secret\": \"{}\"}", "s3cr3t-value"),
    ("clientSecret: {}", "abcdefgh"),
    ("password={}", "sommer2026"),
    ("passord: {}", "vinter"),
    ("access_token={}&", "opaque.value"),
    ("{\\\"refresh_token\\\":\\\"{}\\\"}", "zzTop99"),
    ("X-Api-Key: {}", "0a1b2c3d4e"),
    ("Set-Cookie: SESSION={}; Path=/; HttpOnly", "abc123def"),
    ("Cookie: a={}; b=2x", "first-value"),
    ("Cookie: a=1x; b={}", "second-value"),
    ("https://{}@bank.example/v2", "user:hunter2"),
    ("postgres://{}@db:5432/x", "svc:pa%24%24"),
    (
        "key -----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY----- end",
        "MIIEvQIBADANBgkqhkiG9w0",
    ),
    ("-----BEGIN RSA PRIVATE KEY-----\\n{}", "MIIEowIBAAKCAQEA"),
    ("client_secret%3D{}%26", "hunter2x"),
    (
        "{\"kty\":\"RSA\",\"d\":\"{}\"}",
        "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7",
    ),
    ("code_verifier={}", "verifier-1"),
];

#[test]
fn no_secret_stays_even_where_personal_data_is_kept() {
    for full_evidence in [false, true] {
        let redactor = Redactor::knowing(Known::default(), [7; 32], full_evidence);
        for (text, secret) in SECRETS {
            let text = text.replace("{}", secret);
            let shown = redactor.text(&text);
            assert!(
                !shown.contains(secret) && shown.contains('‹'),
                "{text}: {shown}"
            );
            assert_eq!(redactor.text(&shown), shown);
        }
    }
}

#[test]
fn secrets_in_documents_do_not_stay() {
    let document = json!({
        "client_secret": "hunter2", "nested": {"password": "p"}, "jwk": {"kty": "EC", "d": "abc", "x": "stays"},
        "pem": "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIB\n-----END EC PRIVATE KEY-----"
    });
    let shown = redactor().json(&document).to_string();
    for secret in ["hunter2", "\"p\"", "\"abc\"", "MHcCAQEEIB"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("stays"));
}

#[test]
fn a_cookie_keeps_its_name_and_attributes_and_loses_its_value() {
    let redactor = redactor();
    let set = redactor.header(
        "Set-Cookie",
        b"SESSION=abc123; Path=/; HttpOnly; SameSite=Lax",
    );
    assert!(
        set.starts_with("SESSION=‹secret:") && set.ends_with("; Path=/; HttpOnly; SameSite=Lax"),
        "{set}"
    );
    let returned = redactor.header("Cookie", b"a=first; b=second");
    assert!(
        !returned.contains("first") && !returned.contains("second") && returned.contains("; b=‹"),
        "{returned}"
    );
    assert_eq!(redactor.header("Set-Cookie", set.as_bytes()), set);
}

#[test]
fn a_refusal_that_begins_with_the_name_of_a_header_keeps_its_words() {
    let redactor = redactor();
    for told in [
        "Authorization: aud i tokenet er ikke denne banken",
        "Authorization: invalid token",
        "Authorization: mangler",
    ] {
        assert_eq!(redactor.text(told), told);
    }
}

#[test]
fn an_authorization_that_is_redacted_twice_stays_as_it_was() {
    let redactor = redactor();
    for value in [
        "Bearer abc",
        "Basic dXNlcjpw",
        "Bearer ",
        "Bearer",
        "short",
        "a-long-opaque-token-without-scheme",
    ] {
        let once = redactor.header("Authorization", value.as_bytes());
        assert_eq!(
            redactor.header("Authorization", once.as_bytes()),
            once,
            "{value}"
        );
        assert_eq!(redactor.text("abc and short words"), "abc and short words");
    }
}

#[test]
fn what_is_nobodys_stays() {
    let redactor = redactor();
    for text in [
        "WWW-Authenticate: Bearer realm=\"dsop\", error=\"invalid_token\"",
        "Bearer authentication is required",
        "127.0.0.1:45678 at 2026-11-27T11:42:57.123456Z",
        "https://bank.example:8443/v2/accounts?fromDate=2025-01-31&toDate=2025-12-31",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "3f0c1a52-8c1e-4c0e-9d59-0f6f4c2a1b11",
        "text/html; charset=utf-8",
        "amount 12345.50 of 999999999",
        "max-age=31536000; includeSubDomains",
        "NO 974720760 MVA",
        "kid=8xQvJ0p3k2mZr7yW1tUe",
        "492517••••••5883",
    ] {
        assert_eq!(redactor.text(text), text);
    }
}

#[test]
fn an_amount_stays_a_number_and_a_persons_number_does_not() {
    let redactor = redactor();
    let document =
        json!({"amount": 12_345_678_901.5, "large": 99_999_999_999_u64, "fnr": 1_010_750_160_u64 });
    let shown = redactor.json(&document);
    assert_eq!(shown["amount"], document["amount"]);
    assert_eq!(shown["large"], document["large"]);
    let shown = redactor.json(&json!({ "account": 12_345_678_903_u64 }));
    assert!(shown["account"].is_string(), "{shown}");
    assert_eq!(redactor.json(&shown), shown);
}

#[test]
fn a_day_of_the_api_stays_where_the_api_has_days() {
    let redactor = redactor();
    assert_eq!(redactor.header("fromDate", b"2007-01-01"), "2007-01-01");
    let shown = redactor.json(
        &json!({"bookingDate": "2007-01-01", "birthDate": "2007-01-01", "note": "2007-01-01"}),
    );
    assert_eq!(shown["bookingDate"], "2007-01-01");
    assert_ne!(shown["birthDate"], "2007-01-01");
    assert_ne!(shown["note"], "2007-01-01");
}

#[test]
fn digests_of_bodies_differ_from_run_to_run() {
    let one = Redactor::knowing(Known::default(), [1; 32], false);
    let other = Redactor::knowing(Known::default(), [2; 32], false);
    assert_eq!(one.digest(b"{}"), one.digest(b"{}"));
    assert_ne!(one.digest(b"{}"), other.digest(b"{}"));
    let key = openssl::pkey::PKey::hmac(&[1; 32]).expect("a key");
    let sha256 = openssl::hash::MessageDigest::sha256();
    let mut signer = openssl::sign::Signer::new(sha256, &key).expect("a signer");
    let reference = signer.sign_oneshot_to_vec(b"{}").expect("an HMAC");
    assert_eq!(one.digest(b"{}"), hex(&reference));
}

fn fragments() -> impl Strategy<Value = String> {
    let spellings: Vec<String> = all().into_iter().collect();
    let others = [
        " ",
        "-",
        ".",
        "%",
        "%25",
        "&",
        "&#",
        ";",
        "=",
        ":",
        "\"",
        "\\",
        "‹",
        "›",
        "‹person:5f3a1c00›",
        "‹person:",
        "eyJ",
        "Bearer ",
        "password=",
        "{\"name\": \"",
        "Set-Cookie: a=",
        "://",
        "@",
        "0",
        "12",
        "2007",
        "01",
        "a",
        "Å",
        "\u{30a}",
        "\u{200b}",
        "\n",
        "+",
        "/",
        "-----BEGIN PRIVATE KEY",
        "-----END ",
        "MTIz",
        "NO93",
    ];
    prop_oneof![
        proptest::sample::select(spellings),
        proptest::sample::select(others.map(str::to_owned).to_vec()),
        any::<char>().prop_map(String::from),
        "[ -~]{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redaction_is_idempotent(parts in prop::collection::vec(fragments(), 0..8)) {
        let redactor = redactor();
        let once = redactor.text(&parts.concat());
        prop_assert_eq!(redactor.text(&once), once);
    }

    #[test]
    fn a_number_among_anything_else_does_not_stay(before in "[ -~]{0,12}", after in "[ -~]{0,12}") {
        let shown = redactor().text(&format!("{before} {PERSON} {after}"));
        prop_assert!(!shown.contains(PERSON), "{}", shown);
    }

    #[test]
    fn a_document_that_is_redacted_twice_stays_as_it_was(parts in prop::collection::vec(fragments(), 3)) {
        let redactor = redactor();
        let document = json!({ "name": parts[0], "message": parts[1], &parts[2]: [parts[0], 12_345_678_903_u64] });
        let once = redactor.json(&document);
        prop_assert_eq!(redactor.json(&once), once);
    }
}

#[test]
fn no_text_takes_longer_than_its_length_explains() {
    let redactor = redactor();
    let many = |part: &str| part.repeat(60_000 / part.len());
    for hostile in [
        many("secret:"),
        many("-----BEGIN PRIVATE KEY "),
        many("://a@"),
        many("1 "),
        many("a-"),
        many("&#"),
        many("‹"),
        many("cookie:a=b;"),
        many("Bearer a1b2c3d4e "),
        many("ørrethest "),
        many("a\u{30a}"),
        many("\u{30a}"),
        many("MTIzNDU2Nzg5MDE"),
        many("eyJ."),
        many("3f0c1a52-8c1e-4c0e-9d59-0f6f4c2a1b11 "),
    ] {
        let began = std::time::Instant::now();
        redactor.text(&hostile);
        let took = began.elapsed().as_secs();
        assert!(took < 10, "{} took {took} s", &hostile[..12]);
    }
}
