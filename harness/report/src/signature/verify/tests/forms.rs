//! Signatures that were made wrongly, mostly with the right key.

use std::fs;

use serde_json::{Value, json};
use wire::jose::jwk_thumbprint;
use wire::jose::sign::{
    SignatureAlgorithm as Algorithm, SigningKey, assemble_jws, sign_bytes, sign_compact,
};
use wire::jose::strict::encode_base64url;

use crate::signature::fixture::{
    by_key, certificates, credentials, days, examine, failures, manifest, now, p256, public,
    public_pem, replace_signature, reports, rsa, signed, valid,
};
use crate::signature::{Bundle, Credentials, TYPE};

#[test]
fn every_algorithm_is_verified() {
    for (key, algorithm) in [
        (rsa("signer"), Algorithm::Ps256),
        (rsa("signer"), Algorithm::Rs256),
        (p256(), Algorithm::Es256),
    ] {
        let made = Credentials::new(key.clone(), Some(algorithm)).expect("it fits");
        let (_folder, bundle) = signed(&made, now());
        let examination = examine(&bundle, &by_key(&key), now());
        assert_eq!(failures(&examination), "", "{}", algorithm.name());
    }
}

fn usual_header() -> Value {
    let kid = jwk_thumbprint(&public(&rsa("signer"))).expect("a thumbprint");
    json!({"alg": "PS256", "typ": TYPE, "kid": kid})
}

fn header_with(name: &str, value: Value) -> Value {
    let mut header = usual_header();
    header[name] = value;
    header
}

fn payload(bundle: &Bundle) -> Value {
    serde_json::to_value(manifest(bundle, now())).expect("JSON")
}

fn signing_key() -> SigningKey {
    SigningKey::from_pkey(rsa("signer"))
}

/// What is said of a signature made with the right key, by that algorithm.
fn said(header: &Value, algorithm: Algorithm, spoil: impl FnOnce(&mut Value)) -> String {
    let (_folder, bundle) = reports();
    let mut payload = payload(&bundle);
    spoil(&mut payload);
    let text = sign_compact(header, &payload, &signing_key(), algorithm).expect("a signature");
    replace_signature(&bundle, &text);
    failures(&examine(&bundle, &by_key(&rsa("signer")), now()))
}

fn said_of_header(header: &Value) -> String {
    said(header, Algorithm::Ps256, |_| ())
}

#[test]
fn the_usual_header_is_verified() {
    assert_eq!(said_of_header(&usual_header()), "");
}

#[test]
fn another_algorithm_than_the_header_says_is_found() {
    let found = said(&usual_header(), Algorithm::Rs256, |_| ());
    assert!(found.contains("does not fit"), "{found}");
}

#[test]
fn an_algorithm_of_another_kind_of_key_is_found() {
    let found = said_of_header(&header_with("alg", json!("ES256")));
    assert!(found.contains("cannot have signed by ES256"), "{found}");
}

#[test]
fn algorithms_that_no_report_is_signed_by_are_refused() {
    for name in ["none", "HS256", "PS512", "RS384", ""] {
        let found = said_of_header(&header_with("alg", json!(name)));
        assert!(found.contains("alg is none of"), "{name}: {found}");
    }
}

#[test]
fn the_public_key_is_no_secret_for_hmac() {
    let (_folder, bundle) = reports();
    let header = header_with("alg", json!("HS256"));
    let secret = SigningKey::secret(&public_pem(&rsa("signer")));
    let text = sign_compact(&header, &payload(&bundle), &secret, Algorithm::Hs256);
    replace_signature(&bundle, &text.expect("a signature"));
    let examination = examine(&bundle, &by_key(&rsa("signer")), now());
    assert!(!examination.is_verified());
}

#[test]
fn header_members_that_bring_their_own_rules_or_keys_are_refused() {
    for name in ["crit", "jwk", "jku", "x5u", "b64", "x5t#S256", "cty"] {
        let found = said_of_header(&header_with(name, json!([])));
        assert!(found.contains(name), "{name}: {found}");
    }
}

#[test]
fn a_header_that_names_no_key_or_two_is_refused() {
    let mut none = usual_header();
    none.as_object_mut().expect("an object").remove("kid");
    for header in [none, header_with("x5c", json!(["MIIB"]))] {
        let found = said_of_header(&header);
        assert!(found.contains("neither by certificate"), "{found}");
    }
}

#[test]
fn certificates_that_are_none_are_refused() {
    for chain in [json!([]), json!(["MIIB"]), json!("MIIB"), json!([1])] {
        let header = json!({"alg": "PS256", "typ": TYPE, "x5c": chain});
        let found = said_of_header(&header);
        assert!(found.contains("holds no certificates"), "{chain}: {found}");
    }
}

#[test]
fn another_type_is_refused() {
    let found = said_of_header(&header_with("typ", json!("JWT")));
    assert!(found.contains("its typ is not"), "{found}");
}

#[test]
fn a_payload_of_another_form_is_refused() {
    let found = said(&usual_header(), Algorithm::Ps256, |payload| {
        payload["format"] = json!("dsop-conformance-signature/2");
    });
    assert!(found.contains("its format is"), "{found}");
}

#[test]
fn a_payload_with_more_in_it_is_refused() {
    let found = said(&usual_header(), Algorithm::Ps256, |payload| {
        payload["extra"] = json!(1);
    });
    assert!(found.contains("its payload is no manifest"), "{found}");
}

/// What is said of a signature over exactly these bytes, made with the right key.
fn said_of_bytes(header: &str, payload: &str) -> String {
    let (_folder, bundle) = reports();
    let input = [header, payload]
        .map(|part| encode_base64url(part.as_bytes()))
        .join(".");
    let signature = sign_bytes(Algorithm::Ps256, &signing_key(), input.as_bytes());
    let signature = signature.expect("a signature");
    let text = assemble_jws(header.as_bytes(), payload.as_bytes(), &signature);
    replace_signature(&bundle, &text);
    failures(&examine(&bundle, &by_key(&rsa("signer")), now()))
}

fn with_first(text: &str, member: &str) -> String {
    format!("{{{member},{}", &text[1..])
}

#[test]
fn a_header_member_that_stands_twice_is_refused() {
    let header = with_first(&usual_header().to_string(), "\"alg\":\"none\"");
    let found = said_of_bytes(&header, "{}");
    assert!(found.contains("\"alg\" occurs twice"), "{found}");
}

#[test]
fn a_payload_member_that_stands_twice_is_refused() {
    let (_folder, bundle) = reports();
    let payload = with_first(&payload(&bundle).to_string(), "\"verdict\":\"conformant\"");
    let found = said_of_bytes(&usual_header().to_string(), &payload);
    assert!(found.contains("\"verdict\" occurs twice"), "{found}");
}

#[test]
fn four_parts_and_the_json_form_are_refused() {
    let (_folder, bundle) = signed(&credentials(&p256()), now());
    let text = fs::read_to_string(bundle.signature()).expect("a signature");
    let json = "{\"payload\":\"e30\",\"signatures\":[]}";
    for changed in [format!("{text}.x"), json.to_owned(), String::new()] {
        replace_signature(&bundle, &changed);
        let found = failures(&examine(&bundle, &by_key(&p256()), now()));
        assert!(found.contains("no JWS in compact serialization"), "{found}");
    }
}

#[test]
fn a_time_to_come_is_found() {
    let (_folder, bundle) = signed(&credentials(&p256()), days(1));
    let found = failures(&examine(&bundle, &by_key(&p256()), now()));
    assert!(found.starts_with("time: "), "{found}");
}

#[test]
fn a_key_is_held_against_the_certificate_of_the_signature() {
    let made = certificates(valid(-10, 10));
    let (_folder, bundle) = signed(&made.whole(), now());
    assert!(examine(&bundle, &by_key(&made.key), now()).is_verified());
    let found = failures(&examine(&bundle, &by_key(&rsa("other")), now()));
    assert!(found.contains("made with another key"), "{found}");
}

#[test]
fn a_root_cannot_vouch_for_a_lone_key() {
    let made = certificates(valid(-10, 10));
    let (_folder, bundle) = signed(&credentials(&p256()), now());
    let found = failures(&examine(&bundle, &made.trust(), now()));
    assert!(found.contains("no certificate"), "{found}");
}
