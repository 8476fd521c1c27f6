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

fn private(what: &'static str, path: &Path) -> Result<Vec<u8>, TargetError> {
    wire::keys::read_named(path).map_err(|error| unusable(what, path, error.to_string()))
}

/// A private key that signs.
pub(super) fn signing_key(what: &'static str, path: &Path) -> Result<SigningKey, TargetError> {
    SigningKey::from_pem(&private(what, path)?)
        .map_err(|error| unusable(what, path, error.to_string()))
}

/// A private key that answers are decrypted with.
pub(super) fn decryption_key(
    what: &'static str,
    path: &Path,
) -> Result<DecryptionKey, TargetError> {
    DecryptionKey::from_pem(&private(what, path)?)
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn refuses_a_private_key_that_others_may_replace() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("client.key");
        let key = openssl::rsa::Rsa::generate(2048).expect("a key");
        fs::write(&path, key.private_key_to_pem().expect("PEM")).expect("written");
        let with_mode = |mode| {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
            signing_key("client-key", &path).map_err(|error| error.to_string())
        };
        assert!(with_mode(0o644).is_ok());
        let refused = with_mode(0o646).expect_err("others may write to it");
        assert!(refused.contains("others may write"), "{refused}");
    }
}
