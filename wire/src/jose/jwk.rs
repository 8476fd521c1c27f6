//! The members `n` and `e` of RSA keys (RFC 7518, section 6.3).

use openssl::bn::BigNum;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Rsa;

use super::JoseError;
use super::strict::{base64url, encode_base64url};

/// Modulus and exponent of an RSA key, each base64url of its big-endian bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaMembers {
    /// The modulus.
    pub n: String,
    /// The public exponent.
    pub e: String,
}

/// The members of a public RSA key.
///
/// # Errors
/// A key of another type.
pub fn rsa_members(key: &PKey<Public>) -> Result<RsaMembers, JoseError> {
    let rsa = key
        .rsa()
        .map_err(|_| JoseError::Key("it is no RSA key".to_owned()))?;
    Ok(RsaMembers {
        n: encode_base64url(&rsa.n().to_vec()),
        e: encode_base64url(&rsa.e().to_vec()),
    })
}

/// The public RSA key of these members.
///
/// # Errors
/// Members that are no base64url, or no key.
pub fn rsa_from_members(n: &str, e: &str) -> Result<PKey<Public>, JoseError> {
    let number =
        |text: &str| -> Result<BigNum, JoseError> { Ok(BigNum::from_slice(&base64url(text)?)?) };
    let rsa = Rsa::from_public_components(number(n)?, number(e)?)?;
    Ok(PKey::from_rsa(rsa)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_members() {
        let key = crate::jose::sign::SigningKey::from_pkey(crate::keys::for_tests("jwk")).public();
        let members = rsa_members(&key).unwrap();
        assert!(
            rsa_from_members(&members.n, &members.e)
                .unwrap()
                .public_eq(&key)
        );
    }

    #[test]
    fn the_usual_exponent_is_aqab() {
        let key = crate::jose::sign::SigningKey::from_pkey(crate::keys::for_tests("jwk")).public();
        assert_eq!(rsa_members(&key).unwrap().e, "AQAB");
    }

    #[test]
    fn refuses_members_that_are_no_base64url() {
        assert!(matches!(
            rsa_from_members("a+b=", "AQAB"),
            Err(JoseError::Form(_))
        ));
    }
}
