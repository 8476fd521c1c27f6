//! Key and certificate files.

use std::fs;
use std::path::Path;

use openssl::x509::X509;
use wire::jose::encrypt::DecryptionKey;
use wire::jose::sign::SigningKey;

use crate::target::TargetError;

fn read(what: &'static str, path: &Path) -> Result<Vec<u8>, TargetError> {
    fs::read(path).map_err(|error| unusable(what, path, error.to_string()))
}

fn unusable(what: &'static str, path: &Path, reason: String) -> TargetError {
    TargetError::Key {
        what,
        path: path.to_owned(),
        reason,
    }
}

/// A private key that signs.
pub(super) fn signing_key(what: &'static str, path: &Path) -> Result<SigningKey, TargetError> {
    SigningKey::from_pem(&read(what, path)?)
        .map_err(|error| unusable(what, path, error.to_string()))
}

/// A private key that answers are decrypted with.
pub(super) fn decryption_key(
    what: &'static str,
    path: &Path,
) -> Result<DecryptionKey, TargetError> {
    DecryptionKey::from_pem(&read(what, path)?)
        .map_err(|error| unusable(what, path, error.to_string()))
}

/// A certificate chain, leaf first.
pub(super) fn chain(what: &'static str, path: &Path) -> Result<Vec<X509>, TargetError> {
    let pem = read(what, path)?;
    let certificates =
        X509::stack_from_pem(&pem).map_err(|error| unusable(what, path, error.to_string()))?;
    if certificates.is_empty() {
        return Err(unusable(
            what,
            path,
            "no certificate in the file".to_owned(),
        ));
    }
    Ok(certificates)
}
