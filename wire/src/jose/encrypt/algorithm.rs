use josekit::jwe::alg::rsaes::RsaesJweAlgorithm;

/// An `alg` of RFC 7518, section 4.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyManagement {
    /// RSAES-OAEP with SHA-256.
    RsaOaep256,
    /// RSAES-OAEP with SHA-1.
    RsaOaep,
    /// RSAES-PKCS1-v1_5.
    Rsa15,
}

impl KeyManagement {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::RsaOaep256, Self::RsaOaep, Self::Rsa15];

    /// Its name in the `alg` header.
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::RsaOaep => "RSA-OAEP",
            Self::Rsa15 => "RSA1_5",
        }
    }

    /// The algorithm of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    #[expect(
        deprecated,
        reason = "old algorithms must be made and read in order to be found fault with"
    )]
    pub(super) fn josekit(self) -> RsaesJweAlgorithm {
        match self {
            Self::RsaOaep256 => RsaesJweAlgorithm::RsaOaep256,
            Self::RsaOaep => RsaesJweAlgorithm::RsaOaep,
            Self::Rsa15 => RsaesJweAlgorithm::Rsa1_5,
        }
    }
}

/// An `enc` of RFC 7518, section 5.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentEncryption {
    /// AES-128-CBC with HMAC-SHA-256.
    A128CbcHs256,
    /// AES-256-CBC with HMAC-SHA-512.
    A256CbcHs512,
    /// AES-128-GCM.
    A128Gcm,
    /// AES-256-GCM.
    A256Gcm,
}

impl ContentEncryption {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::A128CbcHs256,
        Self::A256CbcHs512,
        Self::A128Gcm,
        Self::A256Gcm,
    ];

    /// Its name in the `enc` header.
    pub fn name(self) -> &'static str {
        match self {
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A256CbcHs512 => "A256CBC-HS512",
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    /// The algorithm of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    /// Length of the content encryption key in bytes.
    pub fn key_bytes(self) -> usize {
        match self {
            Self::A128CbcHs256 | Self::A256Gcm => 32,
            Self::A256CbcHs512 => 64,
            Self::A128Gcm => 16,
        }
    }

    /// Length of the initialization vector in bytes.
    pub fn iv_bytes(self) -> usize {
        match self {
            Self::A128CbcHs256 | Self::A256CbcHs512 => 16,
            Self::A128Gcm | Self::A256Gcm => 12,
        }
    }

    /// Length of the authentication tag in bytes.
    pub fn tag_bytes(self) -> usize {
        match self {
            Self::A256CbcHs512 => 32,
            Self::A128CbcHs256 | Self::A128Gcm | Self::A256Gcm => 16,
        }
    }
}
