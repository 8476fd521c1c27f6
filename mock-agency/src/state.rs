//! The state folder: keys and certificates beside the world file, reserved for one process.

use std::io::Write;
use std::path::{Path, PathBuf};

use openssl::pkey::{PKey, Private};
use openssl::x509::X509;
use wire::keys::KeyStore;
use wire::lock::Lock;

/// What can go wrong with the state folder.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A key file that holds no RSA private key.
    #[error("{} is not an unencrypted RSA private key in PEM; remove it to have a new one made", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// A key file that others may read or write.
    #[error("{} is a private key, and {problem}; run chmod 600 on it, or remove it to have a new one made", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// What others may do.
        problem: &'static str,
    },
    /// Another process, or another part of this one, serves the folder.
    #[error("{} is in use by other registers; stop them, or choose another folder", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A key could not be made or read from the cache.
    #[error("cannot get the key {name}: {source}")]
    Key {
        /// Name of the key.
        name: String,
        /// The cause.
        source: wire::keys::KeyError,
    },
    /// A key or certificate could not be written as PEM.
    #[error("cannot encode {name}: {source}")]
    Encode {
        /// Name of the key or certificate.
        name: String,
        /// What OpenSSL said.
        source: openssl::error::ErrorStack,
    },
}

/// The folder, its parts made.
pub(crate) struct StateFolder {
    root: PathBuf,
}

impl StateFolder {
    /// Opens the folder, making it and its parts for the owner alone if they are not there.
    pub(crate) fn open(root: &Path) -> Result<Self, StateError> {
        for folder in [
            root.to_owned(),
            root.join("keys"),
            root.join("certificates"),
        ] {
            make_private(&folder).map_err(|source| StateError::File {
                action: "make the folder",
                path: folder,
                source,
            })?;
        }
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// Reserves the folder for these registers.
    pub(crate) fn lock(&self) -> Result<Lock, StateError> {
        let path = self.root.join("registers.lock");
        let lock = Lock::acquire(&path).map_err(|source| StateError::File {
            action: "lock",
            path,
            source,
        })?;
        lock.ok_or_else(|| StateError::InUse {
            path: self.root.clone(),
        })
    }

    /// Where the world file is.
    pub(crate) fn world_file(&self) -> PathBuf {
        self.root.join("world.json")
    }

    /// Path of a key relative to the folder.
    pub(crate) fn key_path(name: &str) -> PathBuf {
        PathBuf::from(format!("keys/{name}.pem"))
    }

    /// The named key: from the folder if it is there, else from `store`, and then kept in the folder.
    pub(crate) fn key(&self, name: &str, store: &KeyStore) -> Result<PKey<Private>, StateError> {
        let path = self.root.join(Self::key_path(name));
        if path.exists() {
            refuse_exposed(&path)?;
            return read_key(&path);
        }
        let key = store.rsa(name).map_err(|source| StateError::Key {
            name: name.to_owned(),
            source,
        })?;
        let pem = key
            .private_key_to_pem_pkcs8()
            .map_err(|source| StateError::Encode {
                name: name.to_owned(),
                source,
            })?;
        write(&path, &pem, 0o600)?;
        Ok(key)
    }

    /// Of `names`, the keys that are not in the folder yet.
    pub(crate) fn missing<'a>(&self, names: &[&'a str]) -> Vec<&'a str> {
        names
            .iter()
            .copied()
            .filter(|name| !self.root.join(Self::key_path(name)).exists())
            .collect()
    }

    /// Writes certificates as one PEM file, leaf first, and gives its path relative to the folder.
    pub(crate) fn write_certificates(
        &self,
        name: &str,
        chain: &[X509],
    ) -> Result<PathBuf, StateError> {
        let relative = PathBuf::from(format!("certificates/{name}.pem"));
        let mut pem = Vec::new();
        for certificate in chain {
            let one = certificate.to_pem().map_err(|source| StateError::Encode {
                name: name.to_owned(),
                source,
            })?;
            pem.extend(one);
        }
        write(&self.root.join(&relative), &pem, 0o644)?;
        Ok(relative)
    }
}

/// Refuses a private key that others may have read or replaced.
fn refuse_exposed(path: &Path) -> Result<(), StateError> {
    let metadata = path.metadata().map_err(|source| StateError::File {
        action: "read the key",
        path: path.to_owned(),
        source,
    })?;
    match wire::keys::exposure(&metadata) {
        Some(problem) => Err(StateError::Exposed {
            path: path.to_owned(),
            problem,
        }),
        None => Ok(()),
    }
}

/// Reads an RSA private key in PEM.
pub(crate) fn read_key(path: &Path) -> Result<PKey<Private>, StateError> {
    let pem = std::fs::read(path).map_err(|source| StateError::File {
        action: "read the key",
        path: path.to_owned(),
        source,
    })?;
    // An empty passphrase keeps OpenSSL from asking for one on the terminal.
    PKey::private_key_from_pem_passphrase(&pem, b"")
        .ok()
        .filter(|key| key.rsa().is_ok())
        .ok_or_else(|| StateError::NotAKey {
            path: path.to_owned(),
        })
}

/// Makes a folder for the owner alone, where the system has such permissions.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(unix)]
fn permit(file: &std::fs::File, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn permit(_: &std::fs::File, _: u32) -> std::io::Result<()> {
    Ok(())
}

/// Replaces a file as a whole: a reader sees the old content or the new.
fn write(path: &Path, content: &[u8], mode: u32) -> Result<(), StateError> {
    let failed = |source| StateError::File {
        action: "write",
        path: path.to_owned(),
        source,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    permit(file.as_file(), mode).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn refuses_a_key_file_that_others_may_read_or_write() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateFolder::open(folder.path()).unwrap();
        let store = KeyStore::open(folder.path());
        state.key("client", &store).unwrap();
        let path = folder.path().join("keys/client.pem");
        for mode in [0o640, 0o602, 0o666] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let error = state.key("client", &store).unwrap_err();
            assert!(matches!(error, StateError::Exposed { .. }), "{mode:o}");
        }
    }

    #[test]
    fn keeps_a_key_over_two_openings_for_the_owner_alone() {
        let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let state = StateFolder::open(folder.path()).unwrap();
        let first = state.key("client", &KeyStore::open(cache.path())).unwrap();
        let other_cache = tempfile::tempdir().unwrap();
        let again = state
            .key("client", &KeyStore::open(other_cache.path()))
            .unwrap();
        assert!(first.public_eq(&again));
        let mode = folder
            .path()
            .join("keys/client.pem")
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn names_a_key_file_that_is_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let state = StateFolder::open(folder.path()).unwrap();
        write(&folder.path().join("keys/client.pem"), b"nonsense", 0o600).unwrap();
        let error = state
            .key("client", &KeyStore::open(folder.path()))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("keys/client.pem is not an unencrypted RSA private key"),
            "{error}"
        );
    }
}
