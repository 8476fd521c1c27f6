use super::strict::FormError;

/// Why signing, verifying, encrypting or decrypting did not come about. No message shows a key or a plaintext.
#[derive(Debug, thiserror::Error)]
pub enum JoseError {
    /// The text is not in the form its serialization has.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The header has a `zip` member; compressed content is never inflated.
    #[error("the content is compressed (`zip`)")]
    Compressed,
    /// Compressed content that is longer than is inflated, in bytes.
    #[error("the inflated content is longer than {0} bytes")]
    Inflated(usize),
    /// A header member that names the algorithm is missing or no string.
    #[error("the header's {0:?} is missing or no string")]
    AlgorithmMissing(&'static str),
    /// An algorithm that is not implemented here.
    #[error("the algorithm {0:?} is not supported")]
    UnsupportedAlgorithm(String),
    /// A part that has another length than its algorithm fixes.
    #[error("the {part} has {found} bytes where {expected} are needed")]
    Length {
        /// Which part.
        part: &'static str,
        /// The length the algorithm fixes.
        expected: usize,
        /// The length it has.
        found: usize,
    },
    /// The key cannot be used with the algorithm, or is no key.
    #[error("the key cannot be used: {0}")]
    Key(String),
    /// The content does not decrypt with this key, or was changed. Deliberately says no more.
    #[error("the content does not decrypt with this key")]
    Decryption,
    /// Encrypting failed.
    #[error("encrypting failed: {0}")]
    Encryption(String),
    /// A value that cannot be written as JSON.
    #[error("cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// OpenSSL failed.
    #[error("OpenSSL: {0}")]
    OpenSsl(#[from] openssl::error::ErrorStack),
}
