//! Public RSA keys as JWKs (RFC 7517, RFC 7518 6.3).

use openssl::hash::{MessageDigest, hash};
use openssl::pkey::{PKey, Public};
use serde_json::{Map, Value, json};
use wire::jose::JoseError;
use wire::jose::jwk::rsa_members;
use wire::jose::strict::encode_base64url;

/// `kty`, `n` and `e` of an RSA key.
pub(crate) fn members(key: &PKey<Public>) -> Result<Map<String, Value>, JoseError> {
    let rsa = rsa_members(key)?;
    let members = [("kty", "RSA".to_owned()), ("n", rsa.n), ("e", rsa.e)];
    Ok(members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect())
}

/// The key's thumbprint (RFC 7638), base64url. It stays the same as long as the key does, so it serves as `kid`.
pub(crate) fn thumbprint(key: &PKey<Public>) -> Result<String, JoseError> {
    let rsa = rsa_members(key)?;
    let canonical = format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, rsa.e, rsa.n);
    Ok(encode_base64url(&hash(
        MessageDigest::sha256(),
        canonical.as_bytes(),
    )?))
}

/// The `kid` of a key after a rotation.
pub(crate) fn rotated(kid: &str) -> String {
    format!("{kid}-rotated")
}

/// A key set as it is published: with the `kid`s after a rotation, or as it is.
pub(crate) fn published(keys: &Value, is_rotated: bool) -> Value {
    let mut keys = keys.clone();
    let all = keys["keys"].as_array_mut().filter(|_| is_rotated);
    for key in all.into_iter().flatten() {
        key["kid"] = rotated(key["kid"].as_str().unwrap_or_default()).into();
    }
    keys
}

#[cfg(test)]
mod tests {
    use wire::jose::jwk::rsa_from_members;

    use super::*;

    #[test]
    fn gives_the_thumbprint_of_the_example_in_the_rfc() {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiF\
                 V4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb\
                 9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0L\
                 s1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let key = rsa_from_members(n, "AQAB").unwrap();
        assert_eq!(
            thumbprint(&key).unwrap(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }
}
