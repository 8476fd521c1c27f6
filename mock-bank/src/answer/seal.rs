//! Encrypts a document for the agency.

mod by_hand;

use josekit::jwe::{JweContext, JweHeader};
use serde_json::{Map, Value};
use wire::jose::encrypt::{self, ContentEncryption, JweOptions, KeyManagement};

use crate::core::Core;
use crate::defect::Defect;
use crate::refusal::{Rule, Ruling};
use crate::registers::certpub::AgencyCertificate;
use crate::variant::Variant;

/// The pairs of the variants.
const PAIRS: [(Variant, KeyManagement, ContentEncryption); 5] = [
    (
        Variant::JweOaepA128Cbc,
        KeyManagement::RsaOaep,
        ContentEncryption::A128CbcHs256,
    ),
    (
        Variant::JweOaepA256Gcm,
        KeyManagement::RsaOaep,
        ContentEncryption::A256Gcm,
    ),
    (
        Variant::JweA256Cbc,
        KeyManagement::RsaOaep256,
        ContentEncryption::A256CbcHs512,
    ),
    (
        Variant::JweA128Gcm,
        KeyManagement::RsaOaep256,
        ContentEncryption::A128Gcm,
    ),
    (
        Variant::JweA256Gcm,
        KeyManagement::RsaOaep256,
        ContentEncryption::A256Gcm,
    ),
];

/// The document as JWE compact serialization: RSA-OAEP-256 with A128CBC-HS256.
pub(crate) fn seal(
    document: &[u8],
    certificate: &AgencyCertificate,
    consumer: &str,
    core: &Core,
) -> Ruling<String> {
    let pair = PAIRS.iter().find(|(variant, ..)| core.has(*variant));
    let sealed = if by_hand::is_wanted(core.defects()) {
        by_hand::seal(document, certificate, consumer, core)
    } else if core.defects().has(Defect::JweRsa15) {
        other(
            document,
            certificate,
            KeyManagement::Rsa15,
            ContentEncryption::A128CbcHs256,
            core,
        )
    } else if let Some((_, management, content)) = pair {
        other(document, certificate, *management, *content, core)
    } else {
        usual(document, certificate, core)
    };
    sealed.ok_or_else(|| Rule::AnswerFailed.into())
}

/// The pair that consumers are known to read, with an encrypter that was prepared once.
fn usual(document: &[u8], certificate: &AgencyCertificate, core: &Core) -> Option<String> {
    let mut header = JweHeader::from_map(members(certificate, core)).ok()?;
    header.set_content_encryption(ContentEncryption::A128CbcHs256.name());
    if core.defects().has(Defect::JweCompressed) {
        header.set_compression("DEF");
    }
    JweContext::new()
        .serialize_compact(document, &header, &certificate.encrypter)
        .ok()
}

fn other(
    document: &[u8],
    certificate: &AgencyCertificate,
    alg: KeyManagement,
    enc: ContentEncryption,
    core: &Core,
) -> Option<String> {
    let options = JweOptions {
        alg,
        enc,
        extra_header: members(certificate, core),
    };
    encrypt::encrypt_compact(document, &certificate.key, &options).ok()
}

fn members(certificate: &AgencyCertificate, core: &Core) -> Map<String, Value> {
    let mut members = Map::new();
    if !core.has(Variant::JweWithoutKid) {
        members.insert(
            "kid".to_owned(),
            Value::from(certificate.thumbprint.as_str()),
        );
    }
    if !core.has(Variant::JweWithoutCty) {
        members.insert("cty".to_owned(), Value::from("application/json"));
    }
    if core.has(Variant::JweWithMoreMembers) {
        members.insert("typ".to_owned(), Value::from("JWE"));
        members.insert(
            "x5t#S256".to_owned(),
            Value::from(certificate.thumbprint.as_str()),
        );
    }
    members
}
