//! The files that belong together: the record of a run, its other reports, and their signature.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use openssl::sha::Sha256;
use thiserror::Error;

use crate::file;
use crate::package::is_left_out;
use crate::profile::PROFILE;
use crate::signature::manifest::FileDigest;
use crate::write::{Format, JOURNAL, RECORD};
use pack::hex::hex;
use pack::message::UserError;

/// No signature is longer than this.
const LONGEST_SIGNATURE: u64 = 1 << 20;

/// Where the reports of one run are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    folder: PathBuf,
    record: String,
    packed: bool,
}

/// Why the files of a run cannot be read.
#[derive(Debug, Error)]
pub enum BundleError {
    /// There is no such folder or file, or it cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A path that names neither a folder nor a file.
    #[error("{} names no record of a run", path.display())]
    NoName {
        /// The path.
        path: PathBuf,
    },
}

impl UserError for BundleError {}

impl Bundle {
    /// The reports in a run's folder, or a record alone if the path names a file of another name than that of a run.
    ///
    /// # Errors
    /// A path that names nothing.
    pub fn at(path: &Path) -> Result<Self, BundleError> {
        if path.is_dir() {
            return Ok(Self {
                folder: path.to_owned(),
                record: file::name_in(path).into(),
                packed: false,
            });
        }
        let name = path.file_name().and_then(|name| name.to_str());
        let record = name.ok_or_else(|| BundleError::NoName {
            path: path.to_owned(),
        })?;
        Ok(Self {
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            record: record.to_owned(),
            packed: false,
        })
    }

    /// The same files as those of a package, which leaves some out.
    #[must_use]
    pub(crate) fn of_a_package(self) -> Self {
        Self {
            packed: true,
            ..self
        }
    }

    /// Whether a file is not expected here, because packages leave it out.
    pub(super) fn leaves_out(&self, name: &str) -> bool {
        self.packed && is_left_out(name) && !self.folder.join(name).exists()
    }

    /// The record's file name.
    pub fn record_name(&self) -> &str {
        &self.record
    }

    /// The record.
    pub fn record(&self) -> PathBuf {
        self.folder.join(&self.record)
    }

    /// The signature: the record's name, ending in `.jws`.
    pub fn signature(&self) -> PathBuf {
        let name = self.record.trim_end_matches(".gz");
        self.folder.join(name).with_extension("jws")
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The other reports that lie beside the record, the shown profile, and the journal of an agency's run, by file name.
    pub fn others(&self) -> Vec<&'static str> {
        if !self.is_run() {
            return Vec::new();
        }
        Format::ALL
            .into_iter()
            .flat_map(Format::file_names)
            .chain([JOURNAL, PROFILE])
            .filter(|name| *name != self.record && self.folder.join(name).exists())
            .collect()
    }

    /// Whether the record is that of a run's folder, and not one alone.
    fn is_run(&self) -> bool {
        [RECORD, RECORD.trim_end_matches(".gz")].contains(&&*self.record)
    }

    /// What lies in a run's folder and is neither its record or signature, nor one of [`Self::others`], nor what was
    /// written while the run went on, by name.
    pub fn strangers(&self) -> Vec<String> {
        let known = [
            self.record.clone(),
            file_name(&self.signature()),
            record::log::FILE.to_owned(),
        ];
        let others = self.others();
        let entries = fs::read_dir(&self.folder).into_iter().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| Some(file_name(&entry.ok()?.path())))
            .filter(|name| self.is_run() && !known.contains(name) && !others.contains(&&**name))
            .collect();
        names.sort();
        names
    }

    /// Length and digest of a file of the bundle.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn digest(&self, name: &str) -> Result<FileDigest, BundleError> {
        let path = self.folder.join(name);
        let (bytes, sha256) =
            digest(&path).map_err(|source| BundleError::Unreadable { path, source })?;
        Ok(FileDigest {
            name: name.to_owned(),
            bytes,
            sha256,
        })
    }

    /// The record's text, decompressed.
    ///
    /// # Errors
    /// The file cannot be read or decompressed.
    pub fn read_record(&self) -> Result<Vec<u8>, BundleError> {
        let path = self.record();
        file::text(&path).map_err(|source| BundleError::Unreadable { path, source })
    }

    /// The signature as it stands in its file, if there is one.
    ///
    /// # Errors
    /// The file is there and cannot be read, or is far longer than a signature.
    pub fn read_signature(&self) -> Result<Option<String>, BundleError> {
        let path = self.signature();
        match read_short(&path) {
            // An editor or a mail program may end the file with a line break, which is no part of a JWS.
            Ok(text) => Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(BundleError::Unreadable { path, source }),
        }
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn read_short(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LONGEST_SIGNATURE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST_SIGNATURE {
        return Err(io::Error::other("it is longer than any signature"));
    }
    // What is no UTF-8 is no JWS either: the gate refuses the replacement character.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Length and SHA-256 (hexadecimal) of a file, read piece by piece.
pub(super) fn digest(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((length, hex(&hash.finish()))),
            read => {
                hash.update(piece.get(..read).unwrap_or_default());
                length += read as u64;
            }
        }
    }
}
