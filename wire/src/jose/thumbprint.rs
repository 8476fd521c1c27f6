//! Names of public keys that anyone can work out from the key (RFC 7638).

use openssl::bn::{BigNum, BigNumContext};
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use openssl::sha::sha256;

use super::JoseError;
use super::jwk::rsa_members;
use super::strict::encode_base64url;

/// Length in bytes of a coordinate on P-256.
const COORDINATE: i32 = 32;

/// The JWK thumbprint of an RSA or P-256 key: base64url of the SHA-256 digest of its required members.
///
/// # Errors
/// A key of another type or curve.
pub fn jwk_thumbprint(key: &PKey<Public>) -> Result<String, JoseError> {
    let members = if key.id() == Id::EC {
        let [x, y] = p256_members(key)?;
        format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
    } else {
        let rsa = rsa_members(key)?;
        format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, rsa.e, rsa.n)
    };
    Ok(encode_base64url(&sha256(members.as_bytes())))
}

fn p256_members(key: &PKey<Public>) -> Result<[String; 2], JoseError> {
    let key = key.ec_key()?;
    if key.group().curve_name() != Some(Nid::X9_62_PRIME256V1) {
        return Err(JoseError::Key("it is on another curve than P-256".into()));
    }
    let (mut x, mut y) = (BigNum::new()?, BigNum::new()?);
    let mut context = BigNumContext::new()?;
    key.public_key()
        .affine_coordinates(key.group(), &mut x, &mut y, &mut context)?;
    Ok([
        encode_base64url(&x.to_vec_padded(COORDINATE)?),
        encode_base64url(&y.to_vec_padded(COORDINATE)?),
    ])
}

#[cfg(test)]
mod tests {
    use openssl::ec::{EcGroup, EcKey};

    use super::*;
    use crate::jose::jwk::rsa_from_members;
    use crate::jose::strict::base64url;

    #[test]
    fn the_example_of_rfc_7638_has_the_thumbprint_it_says() {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZ\
                 CiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJ\
                 ZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBn\
                 iIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let key = rsa_from_members(n, "AQAB").unwrap();
        assert_eq!(
            jwk_thumbprint(&key).unwrap(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }

    fn on_curve(curve: Nid, x: &[u8], y: &[u8]) -> PKey<Public> {
        let group = EcGroup::from_curve_name(curve).unwrap();
        let (x, y) = (
            BigNum::from_slice(x).unwrap(),
            BigNum::from_slice(y).unwrap(),
        );
        let key = EcKey::from_public_key_affine_coordinates(&group, &x, &y).unwrap();
        PKey::from_ec_key(key).unwrap()
    }

    #[test]
    fn a_key_on_p_256_is_named_by_its_coordinates() {
        // The key of RFC 7515, appendix A.3.
        let (x, y) = (
            "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        );
        let key = on_curve(
            Nid::X9_62_PRIME256V1,
            &base64url(x).unwrap(),
            &base64url(y).unwrap(),
        );
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        assert_eq!(
            jwk_thumbprint(&key).unwrap(),
            encode_base64url(&sha256(members.as_bytes()))
        );
    }

    #[test]
    fn a_key_on_another_curve_has_no_name() {
        let group = EcGroup::from_curve_name(Nid::SECP384R1).unwrap();
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        let public = PKey::public_key_from_der(&key.public_key_to_der().unwrap()).unwrap();
        assert!(matches!(jwk_thumbprint(&public), Err(JoseError::Key(_))));
    }
}
