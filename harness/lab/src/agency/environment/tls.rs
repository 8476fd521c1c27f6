//! Certificates of the banks' fronts.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan as _};
use listener::tls::Identity;
use wire::jose::sign::SigningKey;
use wire::keys::KeyStore;
use wire::pki::{Authority, Subject, Validity};

use crate::agency::environment::EnvironmentError;

const KEYS: [&str; 3] = [
    "environment-tls-root",
    "environment-tls-other-root",
    "environment-tls-bank",
];

/// What banks show on HTTPS.
pub(super) struct Identities {
    /// Issued by the root that the world file names.
    pub(super) usual: Identity,
    /// For the same addresses, but issued by another root.
    pub(super) other: Identity,
    /// PEM file of the root that the world file names.
    pub(super) root_file: PathBuf,
}

impl Identities {
    pub(super) fn make(keys: &KeyStore, folder: &Path) -> Result<Self, EnvironmentError> {
        keys.rsa_many(&KEYS)?;
        let now = Timestamp::now();
        let validity = || Validity {
            not_before: now - 1.hour(),
            not_after: now + 480.hours(),
        };
        let key = keys.rsa(KEYS[2])?;
        let identity = |root: &Authority| -> Result<Identity, EnvironmentError> {
            let public = SigningKey::from_pkey(key.clone()).public();
            let leaf = root.issue(
                &Subject::named("bank"),
                validity(),
                &public,
                &["127.0.0.1", "localhost"],
            )?;
            Ok(Identity {
                chain: vec![leaf],
                key: key.clone(),
            })
        };
        let root = Authority::root(
            &Subject::named("Environment root"),
            validity(),
            keys.rsa(KEYS[0])?,
        )?;
        let other = Authority::root(
            &Subject::named("Another root"),
            validity(),
            keys.rsa(KEYS[1])?,
        )?;
        let root_file = folder.join("certificates/bank-root.pem");
        let pem = root.certificate.to_pem().map_err(std::io::Error::other)?;
        std::fs::write(&root_file, pem)?;
        Ok(Self {
            usual: identity(&root)?,
            other: identity(&other)?,
            root_file: PathBuf::from("certificates/bank-root.pem"),
        })
    }
}
