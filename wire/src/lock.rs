//! A file that belongs to one process at a time: two sets of registers do not share a state folder, nor two banks an entry
//! of the world file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Holds a lock file until it is dropped. The system releases the lock when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Locks the file of this path, which is created; nothing where somebody else holds it.
    ///
    /// # Errors
    /// When the file cannot be created or locked.
    pub fn acquire(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let file = open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(source)) => return Err(source),
            }
            // The holder before may have removed the file after it was opened here: then the lock is on no file at all.
            if is_at(&file, path) {
                let path = path.to_owned();
                let mut lock = Self { file, path };
                // For a person who looks; nothing reads it.
                drop(lock.file.set_len(0));
                drop(writeln!(lock.file, "{}", std::process::id()));
                return Ok(Some(lock));
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

impl Drop for Lock {
    fn drop(&mut self) {
        // While the lock is held, so that nobody else's file is removed.
        drop(std::fs::remove_file(&self.path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_locked_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.lock");
        let _lock = Lock::acquire(&path).unwrap().unwrap();
        assert!(Lock::acquire(&path).unwrap().is_none());
    }

    #[test]
    fn is_free_again_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.lock");
        drop(Lock::acquire(&path).unwrap());
        assert!(!path.exists());
        assert!(Lock::acquire(&path).unwrap().is_some());
    }

    #[test]
    fn a_file_left_by_a_killed_process_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.lock");
        std::fs::write(&path, "4711\n").unwrap();
        assert!(Lock::acquire(&path).unwrap().is_some());
    }
}
