use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use wire::jose::sign::SignatureAlgorithm as Algorithm;
use wire::pki::{Authority, Subject};

use crate::signature::fixture::{
    certificates, credentials, days, now, on_curve, p256, public, reports, rsa, signed, valid,
};
use crate::signature::key::KeyError;
use crate::signature::signer::*;

#[test]
fn an_rsa_key_signs_by_ps256_and_a_p_256_key_by_es256() {
    assert_eq!(credentials(&rsa("signer")).algorithm, Algorithm::Ps256);
    assert_eq!(credentials(&p256()).algorithm, Algorithm::Es256);
}

#[test]
fn an_rsa_key_signs_by_rs256_if_told() {
    let chosen = Credentials::new(rsa("signer"), Some(Algorithm::Rs256));
    assert_eq!(chosen.expect("it fits").algorithm, Algorithm::Rs256);
}

fn refusal(key: PKey<Private>, algorithm: Option<Algorithm>) -> KeyError {
    Credentials::new(key, algorithm).expect_err("it is no key that signs reports")
}

#[test]
fn a_key_does_not_sign_by_the_algorithm_of_another_kind() {
    assert_eq!(
        refusal(rsa("signer"), Some(Algorithm::Es256)),
        KeyError::Algorithm("ES256")
    );
    assert_eq!(
        refusal(p256(), Some(Algorithm::Ps256)),
        KeyError::Algorithm("PS256")
    );
}

#[test]
fn a_short_rsa_key_does_not_sign() {
    let key = PKey::from_rsa(Rsa::generate(1024).expect("a key")).expect("a key");
    assert_eq!(refusal(key, None), KeyError::TooShort(1024));
}

#[test]
fn a_key_on_another_curve_does_not_sign() {
    assert_eq!(refusal(on_curve(Nid::SECP384R1), None), KeyError::Kind);
}

fn with_chain(chain: &[openssl::x509::X509]) -> Result<Credentials, KeyError> {
    credentials(&rsa("signer")).with_chain(chain.to_vec(), now())
}

#[test]
fn a_key_signs_with_its_certificate_and_issuers() {
    let made = certificates(valid(-10, 10));
    let chain = [made.leaf, made.issuer.certificate, made.root.certificate];
    assert_eq!(with_chain(&chain).expect("a chain").chain.len(), 3);
}

#[test]
fn a_certificate_of_another_key_does_not_go_with_it() {
    let made = certificates(valid(-10, 10));
    assert_eq!(
        with_chain(&[made.issuer.certificate]).expect_err("another key"),
        KeyError::NotTheKeys
    );
}

#[test]
fn a_chain_out_of_order_is_refused() {
    let made = certificates(valid(-10, 10));
    assert_eq!(
        with_chain(&[made.leaf, made.root.certificate]).expect_err("the issuer is missing"),
        KeyError::Order(2)
    );
}

#[test]
fn a_certificate_out_of_its_time_does_not_sign() {
    assert_eq!(
        with_chain(&[certificates(valid(-10, -1)).leaf]).expect_err("expired"),
        KeyError::Expired(days(-1))
    );
    assert_eq!(
        with_chain(&[certificates(valid(1, 10)).leaf]).expect_err("not valid yet"),
        KeyError::NotYetValid(days(1))
    );
}

#[test]
fn the_certificate_of_a_server_does_not_sign() {
    let made = certificates(valid(-10, 10));
    let server = made
        .issuer
        .issue(
            &Subject::named("server"),
            valid(-10, 10),
            &public(&made.key),
            &["bank.example"],
        )
        .expect("a certificate");
    assert!(matches!(with_chain(&[server]), Err(KeyError::Purpose(_))));
}

#[test]
fn the_certificate_of_an_authority_does_not_sign() {
    let root =
        Authority::root(&Subject::named("Root"), valid(-10, 10), rsa("signer")).expect("a root");
    assert!(matches!(
        with_chain(&[root.certificate]),
        Err(KeyError::Purpose(_))
    ));
}

#[test]
fn the_signature_does_not_hold_the_private_key() {
    let key = rsa("signer");
    let (_folder, bundle) = signed(&credentials(&key), now());
    let text = std::fs::read_to_string(bundle.signature()).expect("a signature");
    let [header, payload, _] = text.split('.').collect::<Vec<_>>()[..] else {
        panic!("not three parts")
    };
    let read = |part| {
        let bytes = wire::jose::strict::base64url(part).expect("base64url");
        String::from_utf8(bytes).expect("text")
    };
    let secret = key
        .rsa()
        .expect("an RSA key")
        .d()
        .to_hex_str()
        .expect("digits")
        .to_lowercase();
    let shown = format!("{}{}", read(header), read(payload)).to_lowercase();
    assert!(!shown.contains(&secret) && !shown.contains("private"));
}

#[test]
fn what_is_no_record_is_not_signed() {
    let (_folder, bundle) = reports();
    let whole = bundle.read_record().expect("a record");
    let whole = String::from_utf8(whole).expect("text");
    let twice = whole.replacen('{', "{\"cases\": [],", 1);
    for text in ["", "[]", "{}", "{\"format\":\"other\"}", &twice] {
        std::fs::write(bundle.record(), text).expect("the file is written");
        let refused = sign(&bundle, &credentials(&p256()), now());
        assert!(
            matches!(
                refused,
                Err(SignError::Manifest(ManifestError::NoRecord { .. }))
            ),
            "{text}"
        );
        assert!(!bundle.signature().exists(), "{text}");
    }
}

#[test]
fn the_header_names_a_lone_key_by_thumbprint_and_another_by_certificate() {
    let alone = header(&credentials(&p256())).expect("a header");
    assert!(alone.get("kid").is_some() && alone.get("x5c").is_none());
    let made = certificates(valid(-10, 10));
    let certified = header(&made.whole()).expect("a header");
    assert!(certified.get("kid").is_none());
    assert_eq!(certified["x5c"].as_array().map(Vec::len), Some(2));
}
