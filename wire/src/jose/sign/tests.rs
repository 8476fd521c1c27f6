use super::*;
use crate::jose::strict::read_jws;
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::sign::Verifier as OpenSslVerifier;
use serde_json::json;

fn rsa() -> SigningKey {
    SigningKey::from_pkey(crate::keys::for_tests("signer"))
}

fn p256() -> SigningKey {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    SigningKey::from_pkey(PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap())
}

const RSA_ALGORITHMS: [SignatureAlgorithm; 6] = [
    SignatureAlgorithm::Rs256,
    SignatureAlgorithm::Rs384,
    SignatureAlgorithm::Rs512,
    SignatureAlgorithm::Ps256,
    SignatureAlgorithm::Ps384,
    SignatureAlgorithm::Ps512,
];

#[test]
fn an_algorithm_is_found_by_its_name() {
    for algorithm in SignatureAlgorithm::ALL {
        assert_eq!(
            SignatureAlgorithm::from_name(algorithm.name()),
            Some(algorithm)
        );
    }
}

#[test]
fn none_is_no_algorithm() {
    assert_eq!(SignatureAlgorithm::from_name("none"), None);
}

#[test]
fn every_rsa_signature_verifies_with_its_own_algorithm_only() {
    let key = rsa();
    for signing in RSA_ALGORITHMS {
        let signature = sign_bytes(signing, &key, b"input").unwrap();
        for verifying in RSA_ALGORITHMS {
            let right = verify_bytes(verifying, &key.public(), b"input", &signature).unwrap();
            assert_eq!(
                right,
                signing == verifying,
                "{} as {}",
                signing.name(),
                verifying.name()
            );
        }
    }
}

#[test]
fn another_key_does_not_verify() {
    let signature = sign_bytes(SignatureAlgorithm::Ps256, &rsa(), b"input").unwrap();
    let other = SigningKey::from_pkey(crate::keys::for_tests("other")).public();
    assert!(!verify_bytes(SignatureAlgorithm::Ps256, &other, b"input", &signature).unwrap());
}

#[test]
fn a_changed_input_does_not_verify() {
    let key = rsa();
    let signature = sign_bytes(SignatureAlgorithm::Ps256, &key, b"input").unwrap();
    assert!(
        !verify_bytes(
            SignatureAlgorithm::Ps256,
            &key.public(),
            b"inpux",
            &signature
        )
        .unwrap()
    );
}

#[test]
fn an_empty_or_cut_signature_does_not_verify() {
    let key = rsa();
    let signature = sign_bytes(SignatureAlgorithm::Ps256, &key, b"input").unwrap();
    for cut in [0, 1, 255] {
        assert!(
            !verify_bytes(
                SignatureAlgorithm::Ps256,
                &key.public(),
                b"input",
                &signature[..cut]
            )
            .unwrap()
        );
    }
}

#[test]
fn a_salt_of_another_length_does_not_verify() {
    let key = crate::keys::for_tests("signer");
    let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
    signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
    signer
        .set_rsa_pss_saltlen(RsaPssSaltlen::custom(20))
        .unwrap();
    let signature = signer.sign_oneshot_to_vec(b"input").unwrap();
    assert!(
        !verify_bytes(
            SignatureAlgorithm::Ps256,
            &rsa().public(),
            b"input",
            &signature
        )
        .unwrap()
    );
}

#[test]
fn openssl_itself_verifies_a_pss_signature_with_a_salt_as_long_as_the_digest() {
    let key = rsa();
    let signature = sign_bytes(SignatureAlgorithm::Ps256, &key, b"input").unwrap();
    let public = key.public();
    let mut verifier = OpenSslVerifier::new(MessageDigest::sha256(), &public).unwrap();
    verifier.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
    verifier
        .set_rsa_pss_saltlen(RsaPssSaltlen::custom(32))
        .unwrap();
    assert!(verifier.verify_oneshot(&signature, b"input").unwrap());
}

#[test]
fn an_es256_signature_is_64_bytes_and_verifies() {
    let key = p256();
    for _ in 0..50 {
        let signature = sign_bytes(SignatureAlgorithm::Es256, &key, b"input").unwrap();
        assert_eq!(signature.len(), 64);
        assert!(
            verify_bytes(
                SignatureAlgorithm::Es256,
                &key.public(),
                b"input",
                &signature
            )
            .unwrap()
        );
    }
}

/// RFC 7515, appendix A.1.
#[test]
fn an_hs256_signature_is_that_of_the_rfc() {
    let secret = crate::jose::strict::base64url(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    )
    .unwrap();
    let input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature = sign_bytes(
        SignatureAlgorithm::Hs256,
        &SigningKey::secret(&secret),
        input.as_bytes(),
    )
    .unwrap();
    assert_eq!(
        encode_base64url(&signature),
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
}

#[test]
fn refuses_to_sign_with_a_key_of_another_type() {
    assert!(matches!(
        sign_bytes(SignatureAlgorithm::Es256, &rsa(), b""),
        Err(JoseError::Key(_))
    ));
    assert!(matches!(
        sign_bytes(SignatureAlgorithm::Hs256, &rsa(), b""),
        Err(JoseError::Key(_))
    ));
    assert!(matches!(
        sign_bytes(SignatureAlgorithm::Ps256, &p256(), b""),
        Err(JoseError::Key(_))
    ));
}

#[test]
fn refuses_to_verify_hmac_with_a_public_key() {
    let outcome = verify_bytes(SignatureAlgorithm::Hs256, &rsa().public(), b"", b"");
    assert!(matches!(outcome, Err(JoseError::Key(_))));
}

#[test]
fn refuses_to_verify_with_a_key_of_another_type() {
    let outcome = verify_bytes(SignatureAlgorithm::Ps256, &p256().public(), b"", b"");
    assert!(matches!(outcome, Err(JoseError::Key(_))));
}

#[test]
fn refuses_to_verify_with_1024_bits() {
    let small =
        SigningKey::from_pkey(PKey::from_rsa(openssl::rsa::Rsa::generate(1024).unwrap()).unwrap());
    let outcome = verify_bytes(SignatureAlgorithm::Rs256, &small.public(), b"", b"");
    assert!(matches!(outcome, Err(JoseError::Key(_))));
}

#[test]
fn a_compact_jws_carries_header_and_payload_and_verifies() {
    let (key, header) = (rsa(), json!({"alg": "PS256", "typ": "JWT", "kid": "k"}));
    let text = sign_compact(&header, &json!({"a": "æ"}), &key, SignatureAlgorithm::Ps256).unwrap();
    let read = read_jws(&text).unwrap();
    assert_eq!((read.header, read.payload), (header, json!({"a": "æ"})));
    let input = read.signing_input.as_bytes();
    assert!(
        verify_bytes(
            SignatureAlgorithm::Ps256,
            &key.public(),
            input,
            &read.signature
        )
        .unwrap()
    );
}

#[test]
fn the_header_may_lie_about_the_algorithm() {
    let text = sign_compact(
        &json!({"alg": "none"}),
        &json!({}),
        &rsa(),
        SignatureAlgorithm::Rs256,
    )
    .unwrap();
    assert_eq!(read_jws(&text).unwrap().header, json!({"alg": "none"}));
}

#[test]
fn raw_bytes_are_assembled_as_they_are() {
    assert_eq!(
        assemble_jws(b"{\"a\":1,\"a\":2}", b"x", b""),
        "eyJhIjoxLCJhIjoyfQ.eA."
    );
}

#[test]
fn debug_shows_no_secret() {
    let shown = format!("{:?} {:?}", SigningKey::secret(b"hunter2"), rsa());
    assert_eq!(shown, "SigningKey(HMAC) SigningKey(RSA)");
}

#[test]
fn refuses_pem_that_is_no_key() {
    assert!(matches!(
        SigningKey::from_pem(b"no key"),
        Err(JoseError::Key(_))
    ));
}

#[test]
fn refuses_a_passphrase_instead_of_asking_for_it() {
    let cipher = openssl::symm::Cipher::aes_128_cbc();
    let pem = crate::keys::for_tests("signer")
        .private_key_to_pem_pkcs8_passphrase(cipher, b"secret")
        .unwrap();
    assert!(matches!(SigningKey::from_pem(&pem), Err(JoseError::Key(_))));
}
