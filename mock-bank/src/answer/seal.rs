//! Encrypts a document for the agency.

use josekit::jwe::{JweContext, JweHeader};
use serde_json::{Map, Value};
use wire::jose::encrypt::{self, ContentEncryption, JweOptions, KeyManagement};

use crate::defect::{Defect, Defects};
use crate::refusal::{Refusal, Ruling};
use crate::registers::certpub::AgencyCertificate;

/// The document as JWE compact serialization: RSA-OAEP-256 with A128CBC-HS256.
pub(crate) fn seal(
    document: &[u8],
    certificate: &AgencyCertificate,
    defects: &Defects,
) -> Ruling<String> {
    let sealed = if defects.has(Defect::JweRsa15) {
        with_other_key_management(document, certificate)
    } else {
        usual(document, certificate, defects)
    };
    sealed.ok_or_else(|| Refusal::technical("The bank could not encrypt the answer."))
}

/// The pair that consumers are known to read, with an encrypter that was made ready once.
fn usual(document: &[u8], certificate: &AgencyCertificate, defects: &Defects) -> Option<String> {
    let mut header = JweHeader::from_map(members(certificate)).ok()?;
    header.set_content_encryption(ContentEncryption::A128CbcHs256.name());
    if defects.has(Defect::JweCompressed) {
        header.set_compression("DEF");
    }
    JweContext::new()
        .serialize_compact(document, &header, &certificate.encrypter)
        .ok()
}

fn with_other_key_management(document: &[u8], certificate: &AgencyCertificate) -> Option<String> {
    let options = JweOptions {
        alg: KeyManagement::Rsa15,
        enc: ContentEncryption::A128CbcHs256,
        extra_header: members(certificate),
    };
    encrypt::encrypt_compact(document, &certificate.key, &options).ok()
}

fn members(certificate: &AgencyCertificate) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert(
        "kid".to_owned(),
        Value::from(certificate.thumbprint.as_str()),
    );
    members.insert("cty".to_owned(), Value::from("application/json"));
    members
}
