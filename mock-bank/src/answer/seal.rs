//! Encrypts a document for the agency.

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
    let mut extra_header = Map::new();
    extra_header.insert(
        "kid".to_owned(),
        Value::from(certificate.thumbprint.as_str()),
    );
    extra_header.insert("cty".to_owned(), Value::from("application/json"));
    if defects.has(Defect::JweCompressed) {
        extra_header.insert("zip".to_owned(), Value::from("DEF"));
    }
    let options = JweOptions {
        alg: if defects.has(Defect::JweRsa15) {
            KeyManagement::Rsa15
        } else {
            KeyManagement::RsaOaep256
        },
        enc: ContentEncryption::A128CbcHs256,
        extra_header,
    };
    encrypt::encrypt_compact(document, &certificate.key, &options)
        .map_err(|_| Refusal::technical("The bank could not encrypt the answer."))
}
