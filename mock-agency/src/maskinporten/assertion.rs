//! The strict gate in front of a grant's assertion: only what Maskinporten documents gets past it, before any
//! key is touched.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openssl::x509::X509;
use serde_json::{Map, Value};
use wire::jose::sign::SignatureAlgorithm;
use wire::jose::strict;

use super::refusal::Refusal;

/// Most certificates that are read from `x5c`.
const CHAIN_LENGTH: usize = 8;
/// Members that bring keys or rules of their own, or change how the payload is read (RFC 7515 4.1, RFC 7797).
const FORBIDDEN: [&str; 6] = ["crit", "jwk", "jku", "x5u", "b64", "zip"];

/// An assertion of the right form; nothing in it is trusted yet.
#[derive(Debug)]
pub(super) struct Assertion {
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) key: KeyName,
    pub(super) claims: Map<String, Value>,
    pub(super) signing_input: String,
    pub(super) signature: Vec<u8>,
}

/// How an assertion names the key that it is signed with.
#[derive(Debug)]
pub(super) enum KeyName {
    /// A key registered with the client.
    Kid(String),
    /// An enterprise certificate, leaf first.
    Chain(Vec<X509>),
}

/// Reads an assertion.
pub(super) fn read(text: &str) -> Result<Assertion, Refusal> {
    let jws = strict::read_jws(text).map_err(|error| Refusal::Jws(error.to_string()))?;
    let Value::Object(header) = jws.header else {
        return Err(Refusal::Jws("its header is not an object".to_owned()));
    };
    let Value::Object(claims) = jws.payload else {
        return Err(Refusal::Jws("its payload is not an object".to_owned()));
    };
    let algorithm = algorithm(&header)?;
    refuse_forbidden(&header)?;
    let key = key_name(&header)?;
    Ok(Assertion {
        algorithm,
        key,
        claims,
        signing_input: jws.signing_input,
        signature: jws.signature,
    })
}

fn algorithm(header: &Map<String, Value>) -> Result<SignatureAlgorithm, Refusal> {
    match header.get("alg").and_then(Value::as_str) {
        Some("RS256") => Ok(SignatureAlgorithm::Rs256),
        Some("RS384") => Ok(SignatureAlgorithm::Rs384),
        Some("RS512") => Ok(SignatureAlgorithm::Rs512),
        Some(_) | None => Err(Refusal::Algorithm),
    }
}

fn refuse_forbidden(header: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(member) = FORBIDDEN
        .iter()
        .find(|member| header.contains_key(**member))
    {
        return Err(Refusal::HeaderMember((*member).to_owned()));
    }
    match header.get("typ") {
        None => Ok(()),
        Some(Value::String(typ)) if typ.eq_ignore_ascii_case("JWT") => Ok(()),
        Some(_) => Err(Refusal::Type),
    }
}

fn key_name(header: &Map<String, Value>) -> Result<KeyName, Refusal> {
    match (header.get("x5c"), header.get("kid")) {
        (Some(Value::Array(chain)), _) => chain_of(chain).map(KeyName::Chain),
        (Some(_), _) => Err(Refusal::KeyName("x5c is not a list")),
        (None, Some(Value::String(kid))) => Ok(KeyName::Kid(kid.clone())),
        (None, Some(_)) => Err(Refusal::KeyName("kid is not a string")),
        (None, None) => Err(Refusal::KeyName("both are missing")),
    }
}

fn chain_of(chain: &[Value]) -> Result<Vec<X509>, Refusal> {
    if chain.is_empty() || chain.len() > CHAIN_LENGTH {
        return Err(Refusal::KeyName("x5c must have 1 to 8 certificates"));
    }
    chain.iter().map(certificate).collect()
}

fn certificate(value: &Value) -> Result<X509, Refusal> {
    let text = value
        .as_str()
        .ok_or(Refusal::KeyName("x5c has an entry that is not a string"))?;
    let der = STANDARD
        .decode(text)
        .map_err(|_broken| Refusal::KeyName("x5c has an entry that is not base64"))?;
    X509::from_der(&der)
        .map_err(|_broken| Refusal::KeyName("x5c has an entry that is not a certificate"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wire::jose::sign::assemble_jws;
    use wire::jose::strict::encode_base64url;

    use super::*;

    fn refused(header: &Value) -> Refusal {
        read(&assemble_jws(header.to_string().as_bytes(), b"{}", b"sig")).unwrap_err()
    }

    #[test]
    fn accepts_a_kid() {
        let text = assemble_jws(br#"{"alg":"RS256","kid":"k","typ":"JWT"}"#, b"{}", b"sig");
        assert!(matches!(read(&text).unwrap().key, KeyName::Kid(kid) if kid == "k"));
    }

    #[test]
    fn stops_two_and_four_parts() {
        for text in ["e30.e30", "e30.e30.e30.e30"] {
            assert!(matches!(read(text), Err(Refusal::Jws(_))), "{text}");
        }
    }

    #[test]
    fn stops_base64_padding() {
        let header = format!("{}=", encode_base64url(br#"{"alg":"RS256","kid":"k"}"#));
        assert!(matches!(
            read(&format!("{header}.e30.c2ln")),
            Err(Refusal::Jws(_))
        ));
    }

    #[test]
    fn stops_a_member_that_comes_twice() {
        for (header, payload) in [
            (
                &br#"{"alg":"none","alg":"RS256","kid":"k"}"#[..],
                &b"{}"[..],
            ),
            (br#"{"alg":"RS256","kid":"k"}"#, br#"{"iss":"a","iss":"b"}"#),
        ] {
            assert!(matches!(
                read(&assemble_jws(header, payload, b"sig")),
                Err(Refusal::Jws(_))
            ));
        }
    }

    #[test]
    fn stops_every_other_algorithm() {
        for alg in ["none", "HS256", "PS256", "ES256", "rs256", ""] {
            assert_eq!(
                refused(&json!({"alg": alg, "kid": "k"})),
                Refusal::Algorithm,
                "{alg}"
            );
        }
        assert_eq!(refused(&json!({"kid": "k"})), Refusal::Algorithm);
    }

    #[test]
    fn stops_an_empty_crit_and_keys_in_the_header() {
        for member in FORBIDDEN {
            let mut header = json!({"alg": "RS256", "kid": "k"});
            header[member] = json!([]);
            assert_eq!(refused(&header), Refusal::HeaderMember(member.to_owned()));
        }
    }

    #[test]
    fn stops_another_typ() {
        assert_eq!(
            refused(&json!({"alg": "RS256", "kid": "k", "typ": "at+jwt"})),
            Refusal::Type
        );
    }

    #[test]
    fn stops_a_header_that_names_no_key() {
        assert!(matches!(
            refused(&json!({"alg": "RS256"})),
            Refusal::KeyName(_)
        ));
    }

    #[test]
    fn stops_certificates_that_are_none() {
        for x5c in [
            json!([]),
            json!("MIIB"),
            json!(["!"]),
            json!(["AAAA"]),
            json!([1]),
        ] {
            assert!(matches!(
                refused(&json!({"alg": "RS256", "x5c": x5c})),
                Refusal::KeyName(_)
            ));
        }
    }

    #[test]
    fn stops_a_payload_that_is_a_list() {
        let text = assemble_jws(br#"{"alg":"RS256","kid":"k"}"#, b"[]", b"sig");
        assert!(matches!(read(&text), Err(Refusal::Jws(_))));
    }
}
