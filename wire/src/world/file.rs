use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::World;

/// Why a world file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds no world.
    #[error("{path}:{line}:{column}: {problem}")]
    Form {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
        /// What is wrong there.
        problem: String,
    },
    /// The file cannot be written; the one that was there is unchanged.
    #[error("{path}: cannot be written: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A world and the folder its paths are relative to.
#[derive(Clone, Debug)]
pub struct LoadedWorld {
    /// What the file says.
    pub world: World,
    /// Where the file is.
    pub folder: PathBuf,
}

impl LoadedWorld {
    /// Where a path of the file leads to: relative paths start at the file's folder.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }
}

impl World {
    /// Reads a world file. Members it does not know are ignored.
    ///
    /// # Errors
    /// A file that cannot be read, or is no world; the error names file, line and column.
    pub fn load(path: &Path) -> Result<LoadedWorld, WorldError> {
        let bytes = fs::read(path).map_err(|source| WorldError::Read {
            path: path.to_owned(),
            source,
        })?;
        let world = serde_json::from_slice(&bytes).map_err(|error| WorldError::Form {
            path: path.to_owned(),
            line: error.line(),
            column: error.column(),
            problem: without_place(&error),
        })?;
        Ok(LoadedWorld {
            world,
            folder: folder_of(path),
        })
    }

    /// Replaces the file in one step: readers see the old world or the new one, never a part.
    ///
    /// # Errors
    /// A folder that cannot be written to; the old file is then unchanged.
    pub fn save(&self, path: &Path) -> Result<(), WorldError> {
        self.replace(path).map_err(|source| WorldError::Write {
            path: path.to_owned(),
            source,
        })
    }

    /// Reads the file, changes the world and saves it, while other callers of `update` on the same file wait.
    /// The lock is a file beside it, with `.lock` after its name.
    ///
    /// # Errors
    /// As [`World::load`] and [`World::save`].
    pub fn update(path: &Path, change: impl FnOnce(&mut World)) -> Result<LoadedWorld, WorldError> {
        let _lock = lock(path).map_err(|source| WorldError::Write {
            path: path.to_owned(),
            source,
        })?;
        let mut loaded = Self::load(path)?;
        change(&mut loaded.world);
        loaded.world.save(path)?;
        Ok(loaded)
    }

    fn replace(&self, path: &Path) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        file.write_all(&text)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }
}

/// Held until dropped.
fn lock(path: &Path) -> io::Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = File::create(name)?;
    file.lock()?;
    Ok(file)
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}
