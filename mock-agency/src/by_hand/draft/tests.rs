use wire::jose::sign::{sign_compact, verify_bytes};

use super::*;
use crate::by_hand::Form;

fn key() -> SigningKey {
    SigningKey::from_pkey(PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap())
}

/// An access token.
fn draft(key: &SigningKey) -> Draft {
    let claims = json!({
        "iss": "https://issuer.example/",
        "aud": "https://bank.example/v2",
        "scope": "bits:kontoinformasjon",
        "exp": 1,
        "consumer": {"authority": "iso6523-actorid-upis", "ID": "0192:1"},
    });
    of(&json!({"alg": "RS256", "kid": "k"}), &claims, key)
}

fn order(key: &SigningKey) -> Draft {
    let header = json!({"alg": "PS256", "typ": "JWT", "kid": "k"});
    let names = [
        "extraditionOrderID",
        "version",
        "caseID",
        "partyID",
        "mandate",
        "reason",
        "district",
        "approval",
        "exp",
    ];
    let mut claims: Map<String, Value> = names
        .into_iter()
        .map(|name| (name.to_owned(), json!({})))
        .collect();
    for flag in [
        "accountList",
        "accountDetails",
        "transactions",
        "cards",
        "roles",
    ] {
        claims.insert(flag.to_owned(), json!(true));
    }
    of(&header, &claims.into(), key)
}

fn of(header: &Value, claims: &Value, key: &SigningKey) -> Draft {
    let algorithm = algorithm(header).unwrap();
    let text = sign_compact(header, claims, key, algorithm).unwrap();
    Draft::of(&text, Keys::new(key.clone())).unwrap()
}

fn changed(edits: &[&str]) -> (Value, Value) {
    let mut draft = draft(&key());
    for edit in edits {
        draft.apply(&edit.parse().unwrap()).unwrap();
    }
    let jws = read_jws(&draft.write().unwrap()).unwrap();
    (jws.header, jws.payload)
}

#[test]
fn sets_and_removes_claims_inside_objects() {
    let claims = changed(&["claim consumer.authority=x", "without consumer.ID"]).1;
    assert_eq!(claims["consumer"], json!({"authority": "x"}));
}

#[test]
fn a_placeholder_keeps_its_type_where_it_is_all_of_the_value() {
    let claims = changed(&["claim exp={now-60}", "claim aud={aud}/"]).1;
    assert!((claims["exp"].as_i64().unwrap() - wire::dates::now().as_second() + 60).abs() < 5);
    assert_eq!(claims["aud"], "https://bank.example/v2/");
}

#[test]
fn a_changed_draft_is_signed_anew() {
    let key = key();
    let mut draft = draft(&key);
    draft.apply(&"without exp".parse().unwrap()).unwrap();
    let jws = read_jws(&draft.write().unwrap()).unwrap();
    let input = jws.signing_input.as_bytes();
    let verified = verify_bytes(
        SignatureAlgorithm::Rs256,
        &key.public(),
        input,
        &jws.signature,
    );
    assert!(verified.unwrap());
}

#[test]
fn alg_none_has_no_signature() {
    let mut draft = draft(&key());
    draft.apply(&"alg none".parse().unwrap()).unwrap();
    let text = draft.write().unwrap();
    assert!(text.ends_with('.'), "{text}");
}

#[test]
fn a_broken_signature_does_not_verify() {
    let key = key();
    let mut draft = draft(&key);
    draft
        .apply(&"text broken-signature".parse().unwrap())
        .unwrap();
    let jws = read_jws(&draft.write().unwrap()).unwrap();
    let input = jws.signing_input.as_bytes();
    let verified = verify_bytes(
        SignatureAlgorithm::Rs256,
        &key.public(),
        input,
        &jws.signature,
    );
    assert!(!matches!(verified, Ok(true)));
}

#[test]
fn names_the_keys_that_there_are() {
    let mut draft = draft(&key());
    let error = draft
        .apply(&"sign-with nobody".parse().unwrap())
        .unwrap_err();
    assert!(error.to_string().contains("other"), "{error}");
}

fn payload_and_header(text: &str) -> (&str, &str) {
    let mut parts = text.split('.');
    (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    )
}

/// Signatures of PS256 differ each time; where only the signature is wrong, header and payload stay.
#[test]
fn every_named_form_differs_from_the_right_text() {
    let key = key();
    for (forms, right) in [(Form::TOKEN, draft(&key)), (Form::ORDER, order(&key))] {
        let right_text = right.write().unwrap();
        for form in forms {
            let mut wrong = right.clone();
            for name in wire::world::order_certificate::ALL {
                wrong.keys.add(name, key.clone(), name);
            }
            for edit in form.edits() {
                wrong.apply(&edit).unwrap();
            }
            let text = wrong.write().unwrap();
            let only_signed_otherwise = ["key-other", "broken-signature"].contains(&form.name)
                || text.matches('.').count() != 2
                || form.name == "padded";
            assert!(
                only_signed_otherwise
                    || payload_and_header(&text) != payload_and_header(&right_text),
                "{}",
                form.name
            );
        }
    }
}
