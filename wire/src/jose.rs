//! JSON Object Signing and Encryption (RFC 7515 to 7518). [`strict`] reads without judging which algorithms are
//! allowed, [`sign`] and [`encrypt`] do the cryptography, [`jwk`] the members of RSA keys, [`jwk_thumbprint`] names a
//! key. Which `alg`, `enc`, `typ`, `crit` and further headers are acceptable is for the caller to decide, before it
//! decrypts or verifies.

pub mod encrypt;
mod error;
pub mod jwk;
pub mod sign;
pub mod strict;
mod thumbprint;

pub use error::JoseError;
pub use thumbprint::jwk_thumbprint;
