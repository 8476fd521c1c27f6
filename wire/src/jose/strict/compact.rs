use serde_json::Value;

use super::{FormError, base64url, json};

/// The three parts of a JWS in compact serialization (RFC 7515, section 7.1), not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompactJws<'a> {
    /// The protected header.
    pub protected: &'a str,
    /// The payload.
    pub payload: &'a str,
    /// The signature.
    pub signature: &'a str,
}

impl<'a> CompactJws<'a> {
    /// Splits a text into exactly three parts.
    ///
    /// # Errors
    /// Another number of parts.
    pub fn parse(text: &'a str) -> Result<Self, FormError> {
        let [protected, payload, signature] = parts(text)?;
        Ok(Self {
            protected,
            payload,
            signature,
        })
    }

    /// What the signature is made over.
    pub fn signing_input(&self) -> String {
        format!("{}.{}", self.protected, self.payload)
    }
}

/// The five parts of a JWE in compact serialization (RFC 7516, section 7.1), not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompactJwe<'a> {
    /// The protected header.
    pub protected: &'a str,
    /// The content encryption key, encrypted.
    pub encrypted_key: &'a str,
    /// The initialization vector.
    pub iv: &'a str,
    /// The content, encrypted.
    pub ciphertext: &'a str,
    /// The authentication tag.
    pub tag: &'a str,
}

impl<'a> CompactJwe<'a> {
    /// Splits a text into exactly five parts.
    ///
    /// # Errors
    /// Another number of parts.
    pub fn parse(text: &'a str) -> Result<Self, FormError> {
        let [protected, encrypted_key, iv, ciphertext, tag] = parts(text)?;
        Ok(Self {
            protected,
            encrypted_key,
            iv,
            ciphertext,
            tag,
        })
    }

    /// The protected header, strictly read.
    ///
    /// # Errors
    /// No base64url, no strict JSON, no object.
    pub fn header(&self) -> Result<Value, FormError> {
        object(self.protected, "header")
    }

    /// The parts as one text again: the means to make deliberately broken ones.
    pub fn assemble(&self) -> String {
        [
            self.protected,
            self.encrypted_key,
            self.iv,
            self.ciphertext,
            self.tag,
        ]
        .join(".")
    }
}

/// A JWS whose form is right: header and payload are JSON objects. Nothing about it has been verified.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadJws {
    /// The protected header, an object.
    pub header: Value,
    /// The payload, an object.
    pub payload: Value,
    /// What the signature is made over.
    pub signing_input: String,
    /// The signature's bytes.
    pub signature: Vec<u8>,
}

/// Reads a JWS in compact serialization whose payload is a JSON object, e.g. a JWT.
///
/// # Errors
/// Another number of parts; a part that is no base64url; header or payload that is no strict JSON object.
pub fn read_jws(text: &str) -> Result<ReadJws, FormError> {
    let jws = CompactJws::parse(text)?;
    Ok(ReadJws {
        header: object(jws.protected, "header")?,
        payload: object(jws.payload, "payload")?,
        signing_input: jws.signing_input(),
        signature: base64url(jws.signature).map_err(|error| error.in_part("signature"))?,
    })
}

fn object(text: &str, part: &'static str) -> Result<Value, FormError> {
    let read = || {
        let value = json(&base64url(text)?)?;
        if value.is_object() {
            Ok(value)
        } else {
            Err(FormError::NotAnObject)
        }
    };
    read().map_err(|error: FormError| error.in_part(part))
}

fn parts<const N: usize>(text: &str) -> Result<[&str; N], FormError> {
    let found = text.bytes().filter(|byte| *byte == b'.').count() + 1;
    if found != N {
        return Err(FormError::PartCount { expected: N, found });
    }
    let mut split = text.split('.');
    Ok([(); N].map(|()| split.next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::strict::encode_base64url;
    use serde_json::json as value;

    fn token(header: &str, payload: &str) -> String {
        format!(
            "{}.{}.{}",
            encode_base64url(header.as_bytes()),
            encode_base64url(payload.as_bytes()),
            "c2ln"
        )
    }

    fn problem_in(part: &'static str, text: &str) -> FormError {
        match read_jws(text) {
            Err(FormError::InPart {
                part: named,
                problem,
            }) if named == part => *problem,
            other => panic!("expected a problem in the {part}, got {other:?}"),
        }
    }

    #[test]
    fn reads_header_payload_and_signature() {
        let text = token(r#"{"alg":"PS256"}"#, r#"{"exp":1}"#);
        let read = read_jws(&text).unwrap();
        assert_eq!(
            (read.header, read.payload),
            (value!({"alg": "PS256"}), value!({"exp": 1}))
        );
        assert_eq!(read.signature, b"sig");
        assert_eq!(format!("{}.c2ln", read.signing_input), text);
    }

    #[test]
    fn refuses_another_number_of_parts() {
        for (text, found) in [("", 1), ("a.b", 2), ("a.b.c.d", 4), ("a.b.c.", 4)] {
            assert_eq!(
                read_jws(text),
                Err(FormError::PartCount { expected: 3, found }),
                "{text:?}"
            );
        }
    }

    #[test]
    fn refuses_a_duplicate_claim() {
        let text = token("{}", r#"{"exp":1,"exp":2}"#);
        assert_eq!(
            problem_in("payload", &text),
            FormError::DuplicateMember("exp".into())
        );
    }

    #[test]
    fn refuses_a_duplicate_header_member() {
        let text = token(r#"{"alg":"none","alg":"PS256"}"#, "{}");
        assert_eq!(
            problem_in("header", &text),
            FormError::DuplicateMember("alg".into())
        );
    }

    #[test]
    fn refuses_a_payload_that_is_no_object() {
        assert_eq!(
            problem_in("payload", &token("{}", "[]")),
            FormError::NotAnObject
        );
    }

    #[test]
    fn refuses_a_padded_signature() {
        let text = format!("{}==", token("{}", "{}"));
        assert!(matches!(
            problem_in("signature", &text),
            FormError::Base64url(_)
        ));
    }

    #[test]
    fn refuses_the_json_serialization() {
        let text = r#"{"protected":"e30","payload":"e30","signature":"c2ln"}"#;
        assert_eq!(
            read_jws(text),
            Err(FormError::PartCount {
                expected: 3,
                found: 1
            })
        );
    }

    #[test]
    fn splits_an_encrypted_text_into_five_parts_and_back() {
        let jwe = CompactJwe::parse("a.b.c.d.e").unwrap();
        assert_eq!((jwe.encrypted_key, jwe.tag), ("b", "e"));
        assert_eq!(jwe.assemble(), "a.b.c.d.e");
    }

    #[test]
    fn refuses_an_encrypted_text_of_six_parts() {
        assert_eq!(
            CompactJwe::parse("a.b.c.d.e.f"),
            Err(FormError::PartCount {
                expected: 5,
                found: 6
            })
        );
    }
}
