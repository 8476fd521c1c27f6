//! A certificate authority for tests, and the validation of chains at a given time.

mod authority;
mod chain;
mod read;

pub use authority::{Authority, Subject, Validity};
pub use chain::{ChainError, validate_chain};
pub use read::{chain_from_pem, chain_to_pem, subject_value, thumbprint_sha256, validity_of};

/// Why a certificate could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum PkiError {
    /// A value of a subject with more than 64 characters.
    #[error("{0:?} is longer than the 64 characters a subject's value may have")]
    TooLong(String),
    /// OpenSSL failed.
    #[error("OpenSSL: {0}")]
    OpenSsl(#[from] openssl::error::ErrorStack),
    /// PEM without a certificate in it.
    #[error("there is no certificate in the PEM text")]
    NoCertificate,
    /// A certificate that says it is valid from or to a time that no clock shows.
    #[error("the certificate's validity is no time")]
    Validity,
}

#[cfg(test)]
mod tests;
