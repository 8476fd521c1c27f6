//! Encrypted answers that no library creates: RSA-OAEP-256 with A128CBC-HS256, composed by hand so that
//! any part of it can be wrong.

use openssl::encrypt::Encrypter;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Padding;
use openssl::sign::Signer;
use openssl::symm::{Cipher, encrypt};
use serde_json::{Map, Value, json};
use wire::jose::strict::encode_base64url;

use crate::core::Core;
use crate::defect::{Defect, Defects};
use crate::registers::certpub::AgencyCertificate;

const CRAFTED: [Defect; 10] = [
    Defect::JweJson,
    Defect::JweSeveralRecipients,
    Defect::JweUnknownContent,
    Defect::JweShortVector,
    Defect::JweContentTypeText,
    Defect::JweCritical,
    Defect::JweTellsParty,
    Defect::JweSameKey,
    Defect::JweSameVector,
    Defect::JweClear,
];

/// Whether an answer must be put together by hand.
pub(super) fn is_wanted(defects: &Defects) -> bool {
    CRAFTED.iter().any(|defect| defects.has(*defect))
}

/// The document with whatever the defects put wrong.
pub(super) fn seal(
    document: &[u8],
    certificate: &AgencyCertificate,
    consumer: &str,
    core: &Core,
) -> Option<String> {
    let defects = core.defects();
    if defects.has(Defect::JweClear) {
        return String::from_utf8(document.to_vec()).ok();
    }
    let protected = encode_base64url(
        Value::Object(header(certificate, consumer, core))
            .to_string()
            .as_bytes(),
    );
    let key = random::<32>(defects.has(Defect::JweSameKey))?;
    let vector = random::<16>(defects.has(Defect::JweSameVector))?;
    let wrapped = encode_base64url(&wrap(&key, certificate)?);
    let text = encrypt(Cipher::aes_128_cbc(), &key[16..], Some(&vector), document).ok()?;
    let tag = encode_base64url(&tag(&key[..16], protected.as_bytes(), &vector, &text)?);
    let length = if defects.has(Defect::JweShortVector) {
        12
    } else {
        16
    };
    let (vector, text) = (encode_base64url(&vector[..length]), encode_base64url(&text));
    if defects.has(Defect::JweJson) {
        return Some(json!({"protected": protected, "encrypted_key": wrapped, "iv": vector, "ciphertext": text, "tag": tag}).to_string());
    }
    if defects.has(Defect::JweSeveralRecipients) {
        let recipients = json!([{"encrypted_key": wrapped}, {"encrypted_key": wrapped}]);
        return Some(json!({"protected": protected, "recipients": recipients, "iv": vector, "ciphertext": text, "tag": tag}).to_string());
    }
    Some([protected, wrapped, vector, text, tag].join("."))
}

fn header(certificate: &AgencyCertificate, consumer: &str, core: &Core) -> Map<String, Value> {
    let defects = core.defects();
    let mut header = Map::new();
    let mut put = |name: &str, value: Value| header.insert(name.to_owned(), value);
    put("alg", json!("RSA-OAEP-256"));
    put(
        "enc",
        json!(if defects.has(Defect::JweUnknownContent) {
            "A128CBC"
        } else {
            "A128CBC-HS256"
        }),
    );
    put("kid", json!(certificate.thumbprint));
    put(
        "cty",
        json!(if defects.has(Defect::JweContentTypeText) {
            "text/plain"
        } else {
            "application/json"
        }),
    );
    if defects.has(Defect::JweCritical) {
        put("crit", json!(["urn:example:marked"]));
        put("urn:example:marked", json!(true));
    }
    if defects.has(Defect::JweTellsParty) {
        let parties: Vec<&str> = core
            .data
            .parties
            .iter()
            .map(|party| party.id.as_str())
            .collect();
        put("sub", json!(parties));
        put("aud", json!(consumer));
    }
    header
}

fn random<const N: usize>(is_fixed: bool) -> Option<[u8; N]> {
    let mut bytes = [7; N];
    if !is_fixed {
        openssl::rand::rand_bytes(&mut bytes).ok()?;
    }
    Some(bytes)
}

fn wrap(key: &[u8], certificate: &AgencyCertificate) -> Option<Vec<u8>> {
    let mut encrypter = Encrypter::new(&certificate.key).ok()?;
    encrypter.set_rsa_padding(Padding::PKCS1_OAEP).ok()?;
    encrypter.set_rsa_oaep_md(MessageDigest::sha256()).ok()?;
    encrypter.set_rsa_mgf1_md(MessageDigest::sha256()).ok()?;
    let mut wrapped = vec![0; encrypter.encrypt_len(key).ok()?];
    let length = encrypter.encrypt(key, &mut wrapped).ok()?;
    wrapped.truncate(length);
    Some(wrapped)
}

/// RFC 7518, section 5.2.2.1.
fn tag(key: &[u8], additional: &[u8], vector: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let key = PKey::hmac(key).ok()?;
    let mut signer = Signer::new(MessageDigest::sha256(), &key).ok()?;
    let bits = (additional.len() as u64) * 8;
    for part in [additional, vector, text, &bits.to_be_bytes()] {
        signer.update(part).ok()?;
    }
    let mut tag = signer.sign_to_vec().ok()?;
    tag.truncate(16);
    Some(tag)
}
