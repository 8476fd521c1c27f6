//! Makes a signature.

use std::io::{self, Write as _};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use thiserror::Error;
use wire::jose::JoseError;
use wire::jose::jwk_thumbprint;
use wire::jose::sign::sign_compact;

use crate::signature::TYPE;
use crate::signature::bundle::Bundle;
use crate::signature::key::Credentials;
use crate::signature::manifest::{Manifest, ManifestError, Program, this_program};
use pack::message::UserError;

/// Why nothing was signed.
#[derive(Debug, Error)]
pub enum SignError {
    /// The files cannot be read, or are no reports.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The key does not sign.
    #[error("the key does not sign: {0}")]
    Key(#[from] JoseError),
    /// The signature cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Where to.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl UserError for SignError {}

/// Signs the reports of a run as they are now and puts the signature beside them, whole or not at all. Gives back its
/// place.
///
/// # Errors
/// [`SignError`]; a signature that was there before is then as it was.
pub fn sign(
    bundle: &Bundle,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PathBuf, SignError> {
    let manifest = Manifest {
        signer: this_program(),
        ..Manifest::of(bundle, now, Program::default())?
    };
    let text = seal(&manifest, credentials)?;
    let path = bundle.signature();
    put(&path, bundle, text.as_bytes()).map_err(|source| SignError::Write {
        path: path.clone(),
        source,
    })?;
    Ok(path)
}

/// The signature of a manifest, in compact serialization.
pub(super) fn seal(manifest: &Manifest, credentials: &Credentials) -> Result<String, JoseError> {
    let payload = serde_json::to_value(manifest)?;
    let header = header(credentials)?;
    sign_compact(&header, &payload, &credentials.key, credentials.algorithm)
}

fn header(credentials: &Credentials) -> Result<Value, JoseError> {
    let mut header = Map::new();
    header.insert("alg".into(), credentials.algorithm.name().into());
    header.insert("typ".into(), TYPE.into());
    if credentials.chain.is_empty() {
        let name = jwk_thumbprint(&credentials.key.public())?;
        header.insert("kid".into(), name.into());
    } else {
        let chain = credentials
            .chain
            .iter()
            .map(|certificate| Ok(STANDARD.encode(certificate.to_der()?)))
            .collect::<Result<Vec<String>, openssl::error::ErrorStack>>()?;
        header.insert("x5c".into(), json!(chain));
    }
    Ok(Value::Object(header))
}

fn put(path: &std::path::Path, bundle: &Bundle, text: &[u8]) -> io::Result<()> {
    let folder = match bundle.folder() {
        folder if folder.as_os_str().is_empty() => std::path::Path::new("."),
        folder => folder,
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".signature-");
    readable(&mut builder);
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(unix)]
fn readable(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable(_: &mut tempfile::Builder<'_, '_>) {}

#[cfg(test)]
mod tests;
