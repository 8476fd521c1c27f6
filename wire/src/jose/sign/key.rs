use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use openssl::pkey::{Id, PKey, Private, Public};

use crate::jose::JoseError;

/// A key that signs: RSA, P-256, or a secret for HMAC. Clones share it. `Debug` shows its type alone.
#[derive(Clone)]
pub struct SigningKey(Material);

#[derive(Clone)]
enum Material {
    Private(PKey<Private>),
    Secret(Arc<[u8]>),
}

impl SigningKey {
    /// Takes a private key.
    pub fn from_pkey(key: PKey<Private>) -> Self {
        Self(Material::Private(key))
    }

    /// Reads a private key without passphrase from PEM.
    ///
    /// # Errors
    /// A text that is no such key.
    pub fn from_pem(pem: &[u8]) -> Result<Self, JoseError> {
        PKey::private_key_from_pem_passphrase(pem, b"")
            .map(Self::from_pkey)
            .map_err(|_| {
                JoseError::Key("it is no private key in PEM without passphrase".to_owned())
            })
    }

    /// Takes a secret for HMAC.
    pub fn secret(bytes: &[u8]) -> Self {
        Self(Material::Secret(bytes.into()))
    }

    /// The public half.
    ///
    /// # Panics
    /// For an HMAC secret, which has none.
    pub fn public(&self) -> PKey<Public> {
        let Material::Private(key) = &self.0 else {
            panic!("an HMAC secret has no public half")
        };
        let der = key
            .public_key_to_der()
            .expect("an RSA or EC key has a public half");
        PKey::public_key_from_der(&der).expect("a public half that was just written can be read")
    }

    pub(super) fn private(&self) -> Result<Cow<'_, PKey<Private>>, JoseError> {
        match &self.0 {
            Material::Private(key) => Ok(Cow::Borrowed(key)),
            Material::Secret(bytes) => Ok(Cow::Owned(PKey::hmac(bytes)?)),
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Material::Private(key) if key.id() == Id::RSA => "RSA",
            Material::Private(key) if key.id() == Id::EC => "EC",
            Material::Private(_) => "other",
            Material::Secret(_) => "HMAC",
        };
        write!(formatter, "SigningKey({kind})")
    }
}
