use std::fmt;
use std::sync::{Arc, OnceLock};

use josekit::jwe::alg::rsaes::RsaesJweDecrypter;
use openssl::pkey::{PKey, Private, Public};

use super::KeyManagement;
use crate::jose::JoseError;

/// A private RSA key that opens answers. Clones share it. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct DecryptionKey(Arc<Inner>);

struct Inner {
    key: PKey<Private>,
    public: OnceLock<PKey<Public>>,
    oaep_256: OnceLock<RsaesJweDecrypter>,
    oaep: OnceLock<RsaesJweDecrypter>,
    pkcs1: OnceLock<RsaesJweDecrypter>,
}

impl DecryptionKey {
    /// Takes a private key.
    pub fn from_pkey(key: PKey<Private>) -> Self {
        Self(Arc::new(Inner {
            key,
            public: OnceLock::new(),
            oaep_256: OnceLock::new(),
            oaep: OnceLock::new(),
            pkcs1: OnceLock::new(),
        }))
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

    /// The public half.
    ///
    /// # Panics
    /// For a key that has none, which no RSA key is.
    pub fn public(&self) -> PKey<Public> {
        let read = || {
            let der = self.0.key.public_key_to_der();
            let der = der.expect("an RSA key has a public half");
            PKey::public_key_from_der(&der)
                .expect("a public half that was just written can be read")
        };
        self.0.public.get_or_init(read).clone()
    }

    pub(super) fn private(&self) -> &PKey<Private> {
        &self.0.key
    }

    /// Loading a key costs more than a signature's verification, so each algorithm loads it once.
    pub(super) fn decrypter(
        &self,
        algorithm: KeyManagement,
    ) -> Result<&RsaesJweDecrypter, JoseError> {
        let cell = match algorithm {
            KeyManagement::RsaOaep256 => &self.0.oaep_256,
            KeyManagement::RsaOaep => &self.0.oaep,
            KeyManagement::Rsa15 => &self.0.pkcs1,
        };
        if let Some(decrypter) = cell.get() {
            return Ok(decrypter);
        }
        let made = algorithm
            .josekit()
            .decrypter_from_der(self.0.key.private_key_to_pkcs8()?)
            .map_err(|error| JoseError::Key(error.to_string()))?;
        Ok(cell.get_or_init(|| made))
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DecryptionKey")
    }
}
