use std::sync::LazyLock;

use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use serde_json::json;
use wire::jose::encrypt::{JweOptions, encrypt_compact};
use wire::jose::strict::encode_base64url;

use super::*;

static KEY: LazyLock<DecryptionKey> = LazyLock::new(make_key);
static OTHER_KEY: LazyLock<DecryptionKey> = LazyLock::new(make_key);

fn make_key() -> DecryptionKey {
    DecryptionKey::from_pkey(PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap())
}

fn encrypted(
    alg: KeyManagement,
    enc: ContentEncryption,
    content: &[u8],
    key: &DecryptionKey,
) -> String {
    encrypt_compact(content, &key.public(), &JweOptions::new(alg, enc)).unwrap()
}

fn usual() -> String {
    encrypted(
        KeyManagement::RsaOaep256,
        ContentEncryption::A128CbcHs256,
        b"{\"a\":1}",
        &KEY,
    )
}

/// The usual answer with one part put in place of another.
fn with_part(at: usize, part: &str) -> String {
    let text = usual();
    let mut parts: Vec<&str> = text.split('.').collect();
    parts[at] = part;
    parts.join(".")
}

fn with_header(header: &Value) -> String {
    with_part(0, &encode_base64url(header.to_string().as_bytes()))
}

#[test]
fn opens_every_pair_that_a_bank_may_use() {
    for alg in [KeyManagement::RsaOaep256, KeyManagement::RsaOaep] {
        for enc in ContentEncryption::ALL {
            let text = encrypted(alg, enc, b"{\"a\":1}", &KEY);
            assert_eq!(
                open(text.as_bytes(), &KEY),
                Ok(json!({"a": 1})),
                "{} {}",
                alg.name(),
                enc.name()
            );
        }
    }
}

#[test]
fn stops_rsa1_5() {
    let text = encrypted(
        KeyManagement::Rsa15,
        ContentEncryption::A128CbcHs256,
        b"{}",
        &KEY,
    );
    assert!(matches!(
        open(text.as_bytes(), &KEY),
        Err(AnswerError::Algorithm { member: "alg", .. })
    ));
}

#[test]
fn stops_algorithms_outside_the_list() {
    for (header, member) in [
        (json!({"alg": "dir", "enc": "A128GCM"}), "alg"),
        (json!({"enc": "A128GCM"}), "alg"),
        (json!({"alg": "RSA-OAEP-256", "enc": "A192GCM"}), "enc"),
        (json!({"alg": "RSA-OAEP-256"}), "enc"),
    ] {
        let error = open(with_header(&header).as_bytes(), &KEY).unwrap_err();
        assert!(
            matches!(error, AnswerError::Algorithm { member: found, .. } if found == member),
            "{header}"
        );
    }
}

#[test]
fn stops_compression_and_keys_in_the_header() {
    for member in FORBIDDEN {
        let mut header = json!({"alg": "RSA-OAEP-256", "enc": "A128CBC-HS256"});
        header[member] = json!("DEF");
        assert_eq!(
            open(with_header(&header).as_bytes(), &KEY),
            Err(AnswerError::HeaderMember(member))
        );
    }
}

#[test]
fn stops_a_shortened_gcm_tag() {
    let text = encrypted(
        KeyManagement::RsaOaep256,
        ContentEncryption::A128Gcm,
        b"{}",
        &KEY,
    );
    let (rest, tag) = text.rsplit_once('.').unwrap();
    let tag = encode_base64url(&strict::base64url(tag).unwrap()[..1]);
    let expected = AnswerError::Length {
        part: "authentication tag",
        found: 1,
        expected: 16,
    };
    assert_eq!(
        open(format!("{rest}.{tag}").as_bytes(), &KEY),
        Err(expected)
    );
}

#[test]
fn stops_an_initialization_vector_of_another_length() {
    let text = with_part(2, &encode_base64url(&[0; 8]));
    let expected = AnswerError::Length {
        part: "initialization vector",
        found: 8,
        expected: 16,
    };
    assert_eq!(open(text.as_bytes(), &KEY), Err(expected));
}

#[test]
fn stops_an_encrypted_key_of_another_length() {
    let text = with_part(1, &encode_base64url(&[0; 128]));
    let expected = AnswerError::Length {
        part: "encrypted key",
        found: 128,
        expected: 256,
    };
    assert_eq!(open(text.as_bytes(), &KEY), Err(expected));
}

#[test]
fn stops_a_header_member_that_comes_twice() {
    let header = br#"{"alg":"RSA-OAEP-256","enc":"A128GCM","enc":"A128CBC-HS256"}"#;
    let text = with_part(0, &encode_base64url(header));
    assert!(matches!(
        open(text.as_bytes(), &KEY),
        Err(AnswerError::Form(_))
    ));
}

#[test]
fn stops_other_numbers_of_parts_padding_and_bytes_that_are_no_text() {
    let usual = usual();
    for text in [
        "",
        "a.b.c",
        &format!("{usual}.e30"),
        &format!("{usual}="),
        &format!("{usual}\n"),
    ] {
        assert!(
            matches!(open(text.as_bytes(), &KEY), Err(AnswerError::Form(_))),
            "{text}"
        );
    }
    assert!(matches!(open(&[0xff], &KEY), Err(AnswerError::Form(_))));
}

#[test]
fn stops_an_answer_to_another_key() {
    let text = encrypted(
        KeyManagement::RsaOaep256,
        ContentEncryption::A128CbcHs256,
        b"{}",
        &OTHER_KEY,
    );
    assert_eq!(open(text.as_bytes(), &KEY), Err(AnswerError::Decryption));
}

#[test]
fn stops_a_changed_ciphertext() {
    let text = with_part(3, &encode_base64url(&[7; 16]));
    assert_eq!(open(text.as_bytes(), &KEY), Err(AnswerError::Decryption));
}

#[test]
fn stops_content_that_is_not_one_json_object() {
    for content in [&b"[]"[..], b"{\"a\":1,\"a\":2}", b"{} {}", b"\xff", b""] {
        let text = encrypted(
            KeyManagement::RsaOaep256,
            ContentEncryption::A128CbcHs256,
            content,
            &KEY,
        );
        assert!(
            matches!(open(text.as_bytes(), &KEY), Err(AnswerError::Content(_))),
            "{content:?}"
        );
    }
}
