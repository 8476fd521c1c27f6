use openssl::pkey::{PKey, Private};
use serde_json::{Map, json};
use wire::jose::encrypt::{ContentEncryption, JweOptions, KeyManagement, encrypt_compact};
use wire::jose::strict::{base64url, encode_base64url};

use super::*;
use crate::answer::{Layer, Part, Remark};
use crate::exchange::{Coding, Codings};

fn private() -> PKey<Private> {
    let rsa = openssl::rsa::Rsa::generate(2048).expect("a key");
    PKey::from_rsa(rsa).expect("a key")
}

fn received(body: impl Into<bytes::Bytes>) -> Received {
    Received {
        status: 200,
        version: "HTTP/1.1".into(),
        headers: vec![("content-type".into(), b"application/json".to_vec())],
        body: body.into(),
        truncated: None,
        codings: Codings::default(),
    }
}

fn opened(body: impl Into<bytes::Bytes>) -> Answer {
    let key = DecryptionKey::from_pkey(private());
    open(&received(body), &key, false)
}

fn fault(body: impl Into<bytes::Bytes>) -> Fault {
    let answer = opened(body);
    answer
        .unreadable()
        .expect("an unreadable body")
        .fault
        .clone()
}

/// A key, and a document encrypted to it with further header members.
fn sealed(extra: Map<String, Value>) -> (DecryptionKey, String) {
    let key = DecryptionKey::from_pkey(private());
    let options = JweOptions {
        extra_header: extra,
        ..JweOptions::new(KeyManagement::RsaOaep256, ContentEncryption::A128Gcm)
    };
    let text = encrypt_compact(br#"{"a":1}"#, &key.public(), &options).expect("a JWE");
    (key, text)
}

/// The compact serialization with one part replaced.
fn with_part(text: &str, place: usize, part: &str) -> String {
    let mut parts: Vec<&str> = text.split('.').collect();
    parts[place] = part;
    parts.join(".")
}

fn fault_of(body: String, key: &DecryptionKey) -> Fault {
    let answer = open(&received(body), key, false);
    answer
        .unreadable()
        .expect("an unreadable body")
        .fault
        .clone()
}

#[test]
fn of_a_member_that_occurs_twice_the_last_counts_and_the_name_is_kept() {
    let answer = opened(r#"{"a": 1, "b": {"c": 1, "c": 2}}"#);
    assert_eq!(answer.repeats.as_deref(), Some("c"));
    assert_eq!(answer.document(), Some(&json!({"a": 1, "b": {"c": 2}})));
}

#[test]
fn a_document_with_more_behind_it_is_no_json_from_there() {
    assert_eq!(fault("{} {}"), Fault::NotJson(3));
}

#[test]
fn an_html_page_is_named() {
    for page in [
        "<!DOCTYPE html><title>no</title>",
        "\r\n<html><body>403. no",
    ] {
        assert_eq!(fault(page), Fault::Html, "{page}");
    }
}

#[test]
fn an_xml_document_is_named() {
    assert_eq!(fault("<?xml version=\"1.0\"?><fault/>"), Fault::Xml);
}

#[test]
fn a_jwe_in_the_json_serialization_is_no_document() {
    let body = r#"{"protected":"e30","encrypted_key":"AA","iv":"AA","ciphertext":"AA","tag":"AA"}"#;
    assert_eq!(fault(body), Fault::JweJsonSerialization);
}

#[test]
fn a_document_with_a_ciphertext_alone_is_read() {
    let answer = opened(r#"{"ciphertext": "a word of the bank's"}"#);
    assert!(answer.document().is_some());
}

#[test]
fn plain_text_is_named_whatever_its_full_stops() {
    for text in [
        "Forbidden",
        "ACC-001. The header fromDate is missing.",
        "No way. Not. To. Day. Sorry",
    ] {
        assert_eq!(fault(text), Fault::PlainText, "{text}");
    }
}

#[test]
fn a_jwe_that_was_cut_is_told_by_its_parts() {
    assert_eq!(fault("eyJhbGciOiJkaXIifQ.AA"), Fault::PartCount(2));
}

#[test]
fn json_in_latin_1_is_no_utf_8_from_the_first_such_letter() {
    assert_eq!(fault(b"{\"a\":\"\xe5\"}".to_vec()), Fault::NotUtf8(6));
}

#[test]
fn a_body_that_was_cut_at_the_limit_is_too_long() {
    let mut received = received("{}");
    received.truncated = Some(16_000_000);
    let answer = open(&received, &DecryptionKey::from_pkey(private()), false);
    let unreadable = answer.unreadable().expect("an unreadable body");
    assert_eq!(unreadable.layer, Layer::Size);
}

#[test]
fn four_megabytes_of_empty_objects_are_too_large() {
    let body = format!("[{}]", vec!["{}"; 1_333_333].join(","));
    assert!(matches!(fault(body), Fault::TooLarge(_)));
}

#[test]
fn an_unknown_coding_is_why_a_body_cannot_be_read() {
    for body in [&b"no JSON at all"[..], b"\x1b\x20\x00\xf8\xff", b"<html>"] {
        let mut received = received(body.to_vec());
        received.codings.fault = Some(CodingFault::Unknown("br".into()));
        let answer = open(&received, &DecryptionKey::from_pkey(private()), false);
        let unreadable = answer.unreadable().expect("an unreadable body");
        assert_eq!(unreadable.fault, Fault::CodingUnknown("br".into()));
    }
}

#[test]
fn a_body_that_is_readable_in_spite_of_its_coding_is_read() {
    let mut received = received("{}");
    received.codings.fault = Some(CodingFault::NotCoded(Coding::Gzip));
    let answer = open(&received, &DecryptionKey::from_pkey(private()), false);
    assert!(answer.document().is_some());
}

#[test]
fn a_jwe_is_read_with_what_is_tolerated_around_it() {
    let (key, text) = sealed(Map::new());
    for body in [
        text.clone(),
        format!("{text}\r\n"),
        format!("\"{text}\""),
        format!("\u{feff}{text}"),
        format!(" \"{text}\"\n"),
    ] {
        let answer = open(&received(body.clone()), &key, false);
        assert_eq!(answer.document(), Some(&json!({"a": 1})), "{body}");
    }
}

#[test]
fn what_was_tolerated_is_remarked() {
    let (_, text) = sealed(Map::new());
    let remarked = |body: String| remarks(&received(body));
    assert_eq!(remarked(text.clone()), Vec::new());
    assert_eq!(remarked(format!("\"{text}\"")), [Remark::Quoted]);
    assert_eq!(remarked(format!("\u{feff}{text}")), [Remark::ByteOrderMark]);
    assert_eq!(
        remarked(format!("{text}\r\n")),
        [Remark::SurroundingWhiteSpace]
    );
}

#[test]
fn white_space_around_json_is_not_remarked() {
    assert_eq!(remarks(&received(" {}\r\n")), Vec::new());
}

#[test]
fn compressed_content_is_inflated() {
    let extra = json!({"zip": "DEF"})
        .as_object()
        .cloned()
        .expect("an object");
    let (key, text) = sealed(extra);
    let answer = open(&received(text), &key, false);
    assert_eq!(answer.document(), Some(&json!({"a": 1})));
}

#[test]
fn another_algorithm_is_named() {
    let (key, text) = sealed(Map::new());
    let header = encode_base64url(br#"{"alg":"RSA-OAEP-512","enc":"A128GCM"}"#);
    assert_eq!(
        fault_of(with_part(&text, 0, &header), &key),
        Fault::Algorithm {
            alg: "RSA-OAEP-512".into(),
            enc: "A128GCM".into()
        }
    );
}

#[test]
fn a_critical_header_member_ends_the_reading_in_the_header() {
    let (key, text) = sealed(Map::new());
    let header = encode_base64url(br#"{"alg":"RSA-OAEP-256","enc":"A128GCM","crit":["exp"]}"#);
    let fault = fault_of(with_part(&text, 0, &header), &key);
    assert_eq!(fault, Fault::HeaderMember("crit".into()));
    assert_eq!(fault.layer(), Layer::JweHeader);
}

#[test]
fn a_tag_that_is_cut_is_a_fault_of_the_form() {
    let (key, text) = sealed(Map::new());
    let tag = text.rsplit('.').next().expect("a tag");
    let cut = encode_base64url(&base64url(tag).expect("base64url")[..8]);
    let expected = Fault::Length {
        part: Part::Tag,
        expected: 16,
        found: 8,
    };
    assert_eq!(fault_of(with_part(&text, 4, &cut), &key), expected);
}

#[test]
fn padding_is_a_fault_of_its_part() {
    let (key, text) = sealed(Map::new());
    let tag = format!("{}==", text.rsplit('.').next().expect("a tag"));
    assert_eq!(
        fault_of(with_part(&text, 4, &tag), &key),
        Fault::NotBase64url(Part::Tag)
    );
}

#[test]
fn a_jwe_for_another_key_is_told_from_one_that_was_altered() {
    let (key, text) = sealed(Map::new());
    let (other, _) = sealed(Map::new());
    let altered = with_part(&text, 4, &encode_base64url(&[0; 16]));
    assert_eq!(fault_of(text.clone(), &other), Fault::NotOurKey);
    assert_eq!(fault_of(altered, &key), Fault::Altered);
}

#[test]
fn another_algorithm_than_the_header_says_is_named() {
    let (key, text) = sealed(Map::new());
    let with_header = |header: &str| with_part(&text, 0, &encode_base64url(header.as_bytes()));
    let alg = with_header(r#"{"alg":"RSA-OAEP","enc":"A128GCM"}"#);
    let wrapping = Fault::Wrapping {
        alg: "RSA-OAEP".into(),
        found: "RSA-OAEP-256".into(),
    };
    assert_eq!(fault_of(alg, &key), wrapping);
    let enc = with_header(r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    let content_key = Fault::ContentKey {
        enc: "A256GCM".into(),
        expected: 32,
        found: 16,
    };
    assert_eq!(fault_of(enc, &key), content_key);
}
