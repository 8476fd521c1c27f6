//! A state folder belongs to one set of registers at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::StateError;

const NAME: &str = "registers.lock";

/// Holds a state folder until it is dropped. The system releases the lock when the process ends, however it ends.
pub(crate) struct StateLock {
    file: File,
    path: PathBuf,
}

impl StateLock {
    /// Reserves a folder.
    pub(super) fn acquire(folder: &Path) -> Result<Self, StateError> {
        let path = folder.join(NAME);
        let failed = |source| StateError::File {
            action: "lock",
            path: path.clone(),
            source,
        };
        loop {
            let file = open(&path).map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(StateError::InUse {
                        path: folder.to_owned(),
                    });
                }
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
            // The holder before may have removed the file after it was opened here: then the lock is on no file at all.
            if is_at(&file, &path) {
                let mut lock = Self { file, path };
                // For a person who looks; nothing reads it.
                drop(writeln!(lock.file, "{}", std::process::id()));
                return Ok(lock);
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), path.metadata()) {
        (Ok(open), Ok(there)) => identity(open) == identity(there),
        (Ok(_), Err(_)) | (Err(_), _) => false,
    }
}

/// A file without a name that can be compared: whether there is one has to do.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

impl Drop for StateLock {
    fn drop(&mut self) {
        // While the lock is held, so that nobody else's file is removed.
        drop(std::fs::remove_file(&self.path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_reserved_once() {
        let folder = tempfile::tempdir().unwrap();
        let _lock = StateLock::acquire(folder.path()).unwrap();
        let second = StateLock::acquire(folder.path());
        assert!(matches!(second, Err(StateError::InUse { .. })));
    }

    #[test]
    fn is_free_again_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        drop(StateLock::acquire(folder.path()).unwrap());
        assert!(!folder.path().join(NAME).exists());
        assert!(StateLock::acquire(folder.path()).is_ok());
    }

    #[test]
    fn a_file_left_by_a_killed_process_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(NAME), "4711\n").unwrap();
        assert!(StateLock::acquire(folder.path()).is_ok());
    }
}
