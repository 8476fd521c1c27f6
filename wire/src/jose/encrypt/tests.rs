use super::*;
use crate::jose::strict::{CompactJwe, FormError, base64url, encode_base64url};
use openssl::encrypt::Encrypter;
use openssl::hash::MessageDigest;
use openssl::rsa::Padding;
use serde_json::json;

fn key() -> DecryptionKey {
    DecryptionKey::from_pkey(crate::keys::for_tests("recipient"))
}

fn encrypted(alg: KeyManagement, enc: ContentEncryption) -> String {
    encrypt_compact(b"{\"a\":1}", &key().public(), &JweOptions::new(alg, enc)).unwrap()
}

fn gcm() -> String {
    encrypted(KeyManagement::RsaOaep256, ContentEncryption::A128Gcm)
}

fn cbc() -> String {
    encrypted(KeyManagement::RsaOaep256, ContentEncryption::A128CbcHs256)
}

/// The text with one part's bytes changed.
fn with_part(text: &str, part: usize, change: impl Fn(&mut Vec<u8>)) -> String {
    let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    let mut bytes = base64url(&parts[part]).unwrap();
    change(&mut bytes);
    parts[part] = encode_base64url(&bytes);
    parts.join(".")
}

const HEADER: usize = 0;
const ENCRYPTED_KEY: usize = 1;
const IV: usize = 2;
const CIPHERTEXT: usize = 3;
const TAG: usize = 4;

#[test]
fn every_pair_of_algorithms_decrypts_what_it_encrypted() {
    for alg in KeyManagement::ALL {
        for enc in ContentEncryption::ALL {
            let decrypted = decrypt_compact(&encrypted(alg, enc), &key()).unwrap();
            assert_eq!(decrypted.plaintext, b"{\"a\":1}");
            assert_eq!(
                decrypted.header,
                json!({"alg": alg.name(), "enc": enc.name()})
            );
        }
    }
}

#[test]
fn names_lead_back_to_their_algorithms() {
    assert!(
        KeyManagement::ALL
            .iter()
            .all(|alg| KeyManagement::from_name(alg.name()) == Some(*alg))
    );
    assert!(
        ContentEncryption::ALL
            .iter()
            .all(|enc| ContentEncryption::from_name(enc.name()) == Some(*enc))
    );
}

#[test]
fn further_header_members_are_carried() {
    let extra = json!({"kid": "k1", "cty": "JSON"})
        .as_object()
        .unwrap()
        .clone();
    let options = JweOptions {
        extra_header: extra,
        ..JweOptions::default()
    };
    let text = encrypt_compact(b"x", &key().public(), &options).unwrap();
    let header = decrypt_compact(&text, &key()).unwrap().header;
    assert_eq!(
        (&header["kid"], &header["cty"]),
        (&json!("k1"), &json!("JSON"))
    );
}

#[test]
fn refuses_compressed_content_without_inflating_it() {
    let extra = json!({"zip": "DEF"}).as_object().unwrap().clone();
    let options = JweOptions {
        extra_header: extra,
        ..JweOptions::default()
    };
    let bomb = encrypt_compact(&vec![b' '; 5_000_000], &key().public(), &options).unwrap();
    assert!(bomb.len() < 20_000);
    assert!(matches!(
        decrypt_compact(&bomb, &key()),
        Err(JoseError::Compressed)
    ));
}

fn compressed(content: &[u8]) -> String {
    let extra = json!({"zip": "DEF"}).as_object().unwrap().clone();
    let options = JweOptions {
        extra_header: extra,
        ..JweOptions::default()
    };
    encrypt_compact(content, &key().public(), &options).unwrap()
}

#[test]
fn inflates_compressed_content_where_it_is_asked_to() {
    let decrypted = decrypt_compact_inflating(&compressed(b"{\"a\":1}"), &key()).unwrap();
    assert_eq!(decrypted.plaintext, b"{\"a\":1}");
}

#[test]
fn inflates_no_further_than_the_bound() {
    let bomb = compressed(&vec![b' '; LONGEST_INFLATED + 1]);
    assert!(matches!(
        decrypt_compact_inflating(&bomb, &key()),
        Err(JoseError::Inflated(LONGEST_INFLATED))
    ));
}

#[test]
fn refuses_a_zip_header_of_any_value() {
    let text = with_part(&gcm(), HEADER, |bytes| {
        *bytes = br#"{"alg":"RSA-OAEP-256","enc":"A128GCM","zip":null}"#.to_vec();
    });
    assert!(matches!(
        decrypt_compact(&text, &key()),
        Err(JoseError::Compressed)
    ));
}

#[test]
fn refuses_gcm_tags_that_are_cut() {
    for length in [0, 1, 4, 8, 12, 15] {
        let text = with_part(&gcm(), TAG, |tag| tag.truncate(length));
        let refused = decrypt_compact(&text, &key());
        assert!(
            matches!(refused, Err(JoseError::Length { expected: 16, found, .. }) if found == length)
        );
    }
}

#[test]
fn refuses_gcm_initialization_vectors_of_another_length() {
    for length in [0, 1, 8, 16] {
        let text = with_part(&gcm(), IV, |iv| iv.resize(length, 0));
        let refused = decrypt_compact(&text, &key());
        assert!(
            matches!(refused, Err(JoseError::Length { expected: 12, found, .. }) if found == length)
        );
    }
}

#[test]
fn refuses_cbc_tags_and_vectors_of_another_length() {
    let tag = with_part(&cbc(), TAG, |tag| tag.truncate(15));
    let iv = with_part(&cbc(), IV, |iv| iv.push(0));
    let long = encrypted(KeyManagement::RsaOaep256, ContentEncryption::A256CbcHs512);
    let half = with_part(&long, TAG, |tag| tag.truncate(16));
    assert!(matches!(
        decrypt_compact(&tag, &key()),
        Err(JoseError::Length {
            expected: 16,
            found: 15,
            ..
        })
    ));
    assert!(matches!(
        decrypt_compact(&iv, &key()),
        Err(JoseError::Length {
            expected: 16,
            found: 17,
            ..
        })
    ));
    assert!(matches!(
        decrypt_compact(&half, &key()),
        Err(JoseError::Length {
            expected: 32,
            found: 16,
            ..
        })
    ));
}

#[test]
fn refuses_every_part_that_was_changed() {
    for text in [gcm(), cbc()] {
        for part in [ENCRYPTED_KEY, IV, CIPHERTEXT, TAG] {
            let changed = with_part(&text, part, |bytes| bytes[0] ^= 1);
            assert!(
                matches!(
                    decrypt_compact(&changed, &key()),
                    Err(JoseError::Decryption)
                ),
                "part {part}"
            );
        }
    }
}

#[test]
fn refuses_a_header_that_was_changed() {
    let changed = with_part(&gcm(), HEADER, |bytes| bytes.push(b' '));
    assert!(matches!(
        decrypt_compact(&changed, &key()),
        Err(JoseError::Decryption)
    ));
}

#[test]
fn refuses_a_header_with_a_member_twice() {
    let text = with_part(&gcm(), HEADER, |bytes| {
        *bytes = br#"{"alg":"dir","alg":"RSA-OAEP-256","enc":"A128GCM"}"#.to_vec();
    });
    let problem = FormError::DuplicateMember("alg".into());
    let refused = decrypt_compact(&text, &key());
    assert!(
        matches!(refused, Err(JoseError::Form(FormError::InPart { problem: found, .. })) if *found == problem)
    );
}

#[test]
fn refuses_algorithms_it_does_not_know() {
    for header in [
        r#"{"alg":"dir","enc":"A128GCM"}"#,
        r#"{"alg":"RSA-OAEP-512","enc":"A128GCM"}"#,
        r#"{"alg":"RSA-OAEP","enc":"A192GCM"}"#,
    ] {
        let text = with_part(&gcm(), HEADER, |bytes| *bytes = header.as_bytes().to_vec());
        assert!(
            matches!(
                decrypt_compact(&text, &key()),
                Err(JoseError::UnsupportedAlgorithm(_))
            ),
            "{header}"
        );
    }
}

#[test]
fn refuses_a_header_without_algorithms() {
    let text = with_part(&gcm(), HEADER, |bytes| *bytes = b"{}".to_vec());
    assert!(matches!(
        decrypt_compact(&text, &key()),
        Err(JoseError::AlgorithmMissing("alg"))
    ));
}

#[test]
fn refuses_another_number_of_parts() {
    let text = format!("{}.", gcm());
    let form = FormError::PartCount {
        expected: 5,
        found: 6,
    };
    assert!(matches!(decrypt_compact(&text, &key()), Err(JoseError::Form(error)) if error == form));
}

#[test]
fn refuses_padding() {
    let text = format!("{}==", gcm());
    assert!(matches!(
        decrypt_compact(&text, &key()),
        Err(JoseError::Form(FormError::Base64url(_)))
    ));
}

#[test]
fn does_not_decrypt_with_another_key() {
    let other = DecryptionKey::from_pkey(crate::keys::for_tests("other"));
    assert!(matches!(
        decrypt_compact(&gcm(), &other),
        Err(JoseError::Decryption)
    ));
}

#[test]
fn two_texts_have_content_keys_of_their_own() {
    let keys = [cbc(), cbc()].map(|text| unwrap_content_key(&text, &key()).unwrap());
    assert_ne!(keys[0], keys[1]);
}

#[test]
fn a_content_key_has_its_algorithms_length() {
    for alg in KeyManagement::ALL {
        for enc in ContentEncryption::ALL {
            let content_key = unwrap_content_key(&encrypted(alg, enc), &key()).unwrap();
            assert_eq!(
                content_key.len(),
                enc.key_bytes(),
                "{} {}",
                alg.name(),
                enc.name()
            );
        }
    }
}

#[test]
fn the_iv_is_another_each_time() {
    let texts = [gcm(), gcm()];
    let ivs: Vec<_> = texts
        .iter()
        .map(|text| CompactJwe::parse(text).unwrap().iv)
        .collect();
    assert_ne!(ivs[0], ivs[1]);
}

#[test]
fn debug_shows_neither_key_nor_content() {
    let shown = format!("{:?} {:?}", key(), decrypt_compact(&gcm(), &key()).unwrap());
    assert!(
        shown.starts_with("DecryptionKey Decrypted") && shown.contains("7 bytes"),
        "{shown}"
    );
}

/// The text with its content key encrypted anew to the key, with this padding, digest, and digest of the mask.
fn wrapped_anew(text: &str, padding: Padding, digests: Option<[MessageDigest; 2]>) -> String {
    let content_key = unwrap_content_key(text, &key()).unwrap();
    let public = key().public();
    let mut encrypter = Encrypter::new(&public).unwrap();
    encrypter.set_rsa_padding(padding).unwrap();
    if let Some([own, mask]) = digests {
        encrypter.set_rsa_oaep_md(own).unwrap();
        encrypter.set_rsa_mgf1_md(mask).unwrap();
    }
    let mut wrapped = vec![0; public.size()];
    let length = encrypter.encrypt(&content_key, &mut wrapped).unwrap();
    with_part(text, ENCRYPTED_KEY, |bytes| {
        *bytes = wrapped[..length].to_vec();
    })
}

#[test]
fn how_a_content_key_was_encrypted_in_fact_is_told_where_alg_says_otherwise() {
    let (sha1, sha256) = (MessageDigest::sha1(), MessageDigest::sha256());
    let of = |padding, digests| wrapped_otherwise(&wrapped_anew(&gcm(), padding, digests), &key());
    let oaep = |own, mask| of(Padding::PKCS1_OAEP, Some([own, mask]));
    assert_eq!(oaep(sha1, sha1), Some("RSA-OAEP"));
    assert_eq!(
        oaep(sha256, sha1),
        Some("OAEP with SHA-256, and MGF1 with SHA-1")
    );
    assert_eq!(of(Padding::PKCS1, None), Some("RSA1_5"));
    assert_eq!(oaep(sha256, sha256), None);
}

#[test]
fn nothing_is_told_of_a_content_key_for_another_key() {
    let other = DecryptionKey::from_pkey(crate::keys::for_tests("other"));
    assert_eq!(wrapped_otherwise(&gcm(), &other), None);
}
