//! The RSA keys of the test world: made once, then kept as PEM files that only their owner can read. Nothing of
//! it is ever committed, and no key has a use outside tests.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use openssl::hash::{MessageDigest, hash};
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Rsa;
use tempfile::TempDir;

const BITS: u32 = 2048;

/// Why a key is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that is there but holds no key that can be used.
    #[error("{path}: {problem}; delete the file to have a new key made")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// OpenSSL failed to make a key.
    #[error("a key could not be made: {0}")]
    OpenSsl(#[from] openssl::error::ErrorStack),
}

/// A folder of RSA keys by name. Clones share what has been read. Safe between threads and between processes:
/// whoever stores a key first decides it, and files are never seen half written.
#[derive(Clone)]
pub struct KeyStore {
    folder: PathBuf,
    /// Whether a key whose file cannot be written is used all the same.
    is_cache: bool,
    /// The folder, where it ends with the last clone of the store.
    temporary: Option<Arc<TempDir>>,
    loaded: Arc<Mutex<HashMap<String, PKey<Private>>>>,
}

impl std::fmt::Debug for KeyStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "KeyStore({})", self.folder().display())
    }
}

impl KeyStore {
    /// A store in that folder, which is made when the first key is stored.
    pub fn open(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            is_cache: false,
            temporary: None,
            loaded: Arc::default(),
        }
    }

    /// The user's store: `keys` in `$DSOP_CACHE_DIR`, else in `dsop-conformance` in `$XDG_CACHE_HOME` or in
    /// `~/.cache`; a folder that ends with the store where none of the variables is set. Keys that cannot be written
    /// there are made anew by the next process.
    ///
    /// # Errors
    /// None of the variables is set, and no folder can be made either.
    pub fn user_cache() -> Result<Self, KeyError> {
        Self::cache(user_cache_folder(|name| {
            std::env::var_os(name).map(PathBuf::from)
        }))
    }

    fn cache(folder: Option<PathBuf>) -> Result<Self, KeyError> {
        let store = if let Some(folder) = folder {
            Self::open(&folder)
        } else {
            let made = TempDir::new().map_err(|source| KeyError::Io {
                path: std::env::temp_dir(),
                source,
            })?;
            Self {
                temporary: Some(Arc::new(made)),
                ..Self::open(Path::new(""))
            }
        };
        Ok(Self {
            is_cache: true,
            ..store
        })
    }

    /// The folder the keys are in.
    pub fn folder(&self) -> &Path {
        let temporary = self.temporary.as_ref();
        temporary.map_or(&self.folder, |folder| folder.path())
    }

    /// The key of that name, 2048 bits; it is made if there is none yet.
    ///
    /// # Errors
    /// A file that is no such key, a folder that cannot be used.
    pub fn rsa(&self, name: &str) -> Result<PKey<Private>, KeyError> {
        let mut loaded = self.lock();
        if let Some(key) = loaded.get(name) {
            return Ok(key.clone());
        }
        let key = match self.read(name)? {
            Some(key) => key,
            None => self.make(name)?,
        };
        loaded.insert(name.to_owned(), key.clone());
        Ok(key)
    }

    /// The keys of those names, in their order; the missing ones are made at the same time on several threads.
    ///
    /// # Errors
    /// As [`KeyStore::rsa`], for the first name that fails.
    pub fn rsa_many(&self, names: &[&str]) -> Result<Vec<PKey<Private>>, KeyError> {
        let mut loaded = self.lock();
        let mut missing: BTreeSet<&str> = BTreeSet::new();
        for name in names
            .iter()
            .filter(|name| !loaded.contains_key(**name))
            .copied()
            .collect::<BTreeSet<_>>()
        {
            match self.read(name)? {
                Some(key) => {
                    loaded.insert(name.to_owned(), key);
                }
                None => {
                    missing.insert(name);
                }
            }
        }
        for (name, key) in self.make_in_parallel(missing)? {
            loaded.insert(name.to_owned(), key);
        }
        Ok(names.iter().map(|name| loaded[*name].clone()).collect())
    }

    fn make_in_parallel<'n>(
        &self,
        names: BTreeSet<&'n str>,
    ) -> Result<Vec<(&'n str, PKey<Private>)>, KeyError> {
        let workers = thread::available_parallelism()
            .map_or(2, usize::from)
            .min(names.len());
        let queue = Mutex::new(names);
        let next = || {
            queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_first()
        };
        let work = || -> Result<Vec<_>, KeyError> {
            std::iter::from_fn(next)
                .map(|name| Ok((name, self.make(name)?)))
                .collect()
        };
        thread::scope(|scope| {
            let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let made: Result<Vec<Vec<_>>, _> = running
                .into_iter()
                .map(|worker| worker.join().expect("making a key does not panic"))
                .collect();
            Ok(made?.into_iter().flatten().collect())
        })
    }

    fn read(&self, name: &str) -> Result<Option<PKey<Private>>, KeyError> {
        let path = self.path(name);
        match read_private(&path) {
            Ok(pem) => pem
                .and_then(|pem| usable(&pem))
                .map(Some)
                .map_err(|problem| KeyError::Unusable { path, problem }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(KeyError::Io { path, source }),
        }
    }

    /// Makes and stores a key; where another process stored one first, takes that.
    fn make(&self, name: &str) -> Result<PKey<Private>, KeyError> {
        let key = PKey::from_rsa(Rsa::generate(BITS)?)?;
        let pem = key.private_key_to_pem_pkcs8()?;
        let path = self.path(name);
        match self.store(&path, &pem) {
            Ok(true) => Ok(key),
            Ok(false) => Ok(self.read(name)?.unwrap_or(key)),
            Err(_) if self.is_cache => Ok(key),
            Err(source) => Err(KeyError::Io { path, source }),
        }
    }

    /// Whether the file was new.
    fn store(&self, path: &Path, pem: &[u8]) -> io::Result<bool> {
        fs::create_dir_all(self.folder())?;
        let mut file = tempfile::NamedTempFile::new_in(self.folder())?;
        file.write_all(pem)?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(path) {
            Ok(_) => Ok(true),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error.error),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder().join(format!("{}.pem", file_stem(name)))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, PKey<Private>>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The content of a file, unless others may have read or replaced it.
fn read_private(path: &Path) -> io::Result<Result<Vec<u8>, &'static str>> {
    let mut file = fs::File::open(path)?;
    if let Some(problem) = exposure(&file.metadata()?) {
        return Ok(Err(problem));
    }
    let mut content = Vec::new();
    file.read_to_end(&mut content)?;
    Ok(Ok(content))
}

/// The content of a private key's file that somebody named, unless others may write to it: what they can replace proves
/// nothing. That others may read it is its owner's affair.
///
/// # Errors
/// The file cannot be read, or others may write to it.
pub fn read_named(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = fs::File::open(path)?;
    if file.metadata()?.permissions().mode() & 0o022 != 0 {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "others may write to it (chmod go-w)",
        ));
    }
    let mut content = Vec::new();
    file.read_to_end(&mut content)?;
    Ok(content)
}

/// What others than the owner may do with a file that only its owner should reach; nothing if it is private.
pub fn exposure(file: &fs::Metadata) -> Option<&'static str> {
    let mode = file.permissions().mode();
    if mode & 0o022 != 0 {
        Some("others may write to it")
    } else if mode & 0o077 != 0 {
        Some("others may read it")
    } else {
        None
    }
}

fn usable(pem: &[u8]) -> Result<PKey<Private>, &'static str> {
    let key = PKey::private_key_from_pem_passphrase(pem, b"")
        .map_err(|_| "it is no private key in PEM")?;
    if key.id() != Id::RSA || key.bits() != BITS {
        return Err("it is no RSA key of 2048 bits");
    }
    Ok(key)
}

/// The name where it can be a file's as it stands, else a form of it that no other name has.
fn file_stem(name: &str) -> String {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    if !name.is_empty() && name.len() <= 64 && name.chars().all(fits) {
        return name.to_owned();
    }
    let start: String = name.chars().filter(|c| fits(*c)).take(32).collect();
    let digest = hash(MessageDigest::sha256(), name.as_bytes()).expect("SHA-256 takes every input");
    let end = digest
        .iter()
        .take(8)
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("{start}.{end}")
}

fn user_cache_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|path| !path.as_os_str().is_empty());
    if let Some(folder) = set("DSOP_CACHE_DIR") {
        return Some(folder.join("keys"));
    }
    let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")))?;
    Some(cache.join("dsop-conformance").join("keys"))
}

/// A key of the tests of this crate, made once for each run.
#[cfg(test)]
pub(crate) fn for_tests(name: &str) -> PKey<Private> {
    use std::sync::LazyLock;
    static STORE: LazyLock<(TempDir, KeyStore)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let store = KeyStore::open(folder.path());
        (folder, store)
    });
    STORE.1.rsa(name).expect("a key can be made")
}

#[cfg(test)]
mod tests;
