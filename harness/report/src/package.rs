//! A run in one ZIP file that a mail takes: the record, its signature, page, annex, workbook, deviations and profile as
//! they are in the run's folder, and `manifest.json`, which names them with their digests. What only programs and
//! pipelines read is left out; `report render` makes it from the record. The same folder gives the same bytes.
//!
//! The file ends with a ZIP comment of fixed length, `sha256:` and 64 hexadecimal digits: the SHA-256 of every byte
//! before it. So a changed byte anywhere is found, also where ZIP itself would not look. The digest shows damage; who
//! made the package is shown by the signature in it.

use std::fs;
use std::io::{self, Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use openssl::sha::sha256;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::file;
use crate::signature::{Bundle, BundleError, FileDigest};
use crate::table::Kind;
use crate::write::{Format, RECORD};
use pack::hex::hex;
use pack::message::UserError;

/// Names the form of a package.
pub const FORMAT: &str = "dsop-conformance-package/1";

/// The member that names the others.
const MANIFEST: &str = "manifest.json";
/// Before the digest in the comment.
const MARK: &str = "sha256:";
/// Length of the comment.
const COMMENT: usize = MARK.len() + 64;
/// No package holds more than this, unpacked.
const LARGEST: u64 = 256 << 20;
/// No manifest is longer than this.
const LONGEST_MANIFEST: u64 = 1 << 20;

/// What is in a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// [`FORMAT`].
    pub format: String,
    /// The files, by name.
    pub files: Vec<FileDigest>,
}

/// Why there is no package, or why it cannot be read.
#[derive(Debug, Error)]
pub enum PackageError {
    /// A file of the run cannot be read.
    #[error(transparent)]
    Run(#[from] BundleError),
    /// The package cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is no package.
    #[error("{} is no package of a run: {reason}", path.display())]
    NoPackage {
        /// Which one.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It was damaged or changed.
    #[error("{} was changed after it was made: its bytes do not give the digest at its end", path.display())]
    Changed {
        /// Which one.
        path: PathBuf,
    },
    /// It cannot be compressed.
    #[error("the package cannot be made: {0}")]
    Zip(#[from] zip::result::ZipError),
}

impl UserError for PackageError {}

/// The package of a run's folder, as bytes.
///
/// # Errors
/// The run has no record, or a file cannot be read.
pub fn pack(run: &Path) -> Result<Vec<u8>, PackageError> {
    let bundle = Bundle::at(run)?;
    let mut members = vec![(bundle.record_name().to_owned(), read(&bundle.record())?)];
    if let Some(signature) = bundle.read_signature()? {
        members.push(("report.jws".into(), signature.into_bytes()));
    }
    for name in bundle
        .others()
        .into_iter()
        .filter(|name| !is_left_out(name))
    {
        members.push((name.to_owned(), read(&bundle.folder().join(name))?));
    }
    members.sort_by(|one, other| one.0.cmp(&other.0));
    let files = members.iter().map(|(name, bytes)| digest(name, bytes));
    let contents = Contents {
        format: FORMAT.into(),
        files: files.collect(),
    };
    let text = serde_json::to_vec_pretty(&contents).map_err(io::Error::from);
    let text = text.map_err(|source| PackageError::File {
        path: MANIFEST.into(),
        source,
    })?;
    members.push((MANIFEST.into(), text));
    Ok(sealed(zipped(&members)?))
}

/// Whether a file of a run is not in its package.
pub(crate) fn is_left_out(name: &str) -> bool {
    let for_programs = [Format::Junit, Format::Sarif, Format::Csv];
    let mut names = for_programs.into_iter().flat_map(Format::file_names);
    names.any(|one| one == name) && name != Kind::Deviations.file_name()
}

fn read(path: &Path) -> Result<Vec<u8>, PackageError> {
    fs::read(path).map_err(|source| PackageError::File {
        path: path.to_owned(),
        source,
    })
}

fn digest(name: &str, bytes: &[u8]) -> FileDigest {
    FileDigest {
        name: name.to_owned(),
        bytes: bytes.len() as u64,
        sha256: hex(&sha256(bytes)),
    }
}

fn zipped(members: &[(String, Vec<u8>)]) -> Result<Vec<u8>, PackageError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(name.as_str(), options)?;
        writer
            .write_all(bytes)
            .map_err(zip::result::ZipError::from)?;
    }
    writer.set_comment(format!("{MARK}{}", "0".repeat(64)))?;
    Ok(writer.finish()?.into_inner())
}

/// Puts the digest of everything before the comment into it.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - COMMENT;
    let digest = hex(&sha256(&bytes[..body]));
    bytes.truncate(body);
    bytes.extend_from_slice(MARK.as_bytes());
    bytes.extend_from_slice(digest.as_bytes());
    bytes
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(body) = bytes.len().checked_sub(COMMENT) else {
        return false;
    };
    let (body, comment) = bytes.split_at(body);
    comment == format!("{MARK}{}", hex(&sha256(body))).as_bytes()
}

/// Whether a path names a package rather than a folder or a record.
pub fn is_package(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// A package, unpacked into a temporary folder that is gone when this is.
#[derive(Debug)]
pub struct Unpacked {
    folder: TempDir,
}

impl Unpacked {
    /// The folder, which is like that of the run.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its files, of which a signature may cover more than a package has.
    ///
    /// # Errors
    /// A path that names nothing.
    pub fn bundle(&self) -> Result<Bundle, BundleError> {
        Ok(Bundle::at(self.folder())?.of_a_package())
    }
}

/// Reads a package whole: every byte is held against the digest at its end, and every file against the manifest.
///
/// # Errors
/// The file cannot be read, is no package, or was changed.
pub fn unpack(path: &Path) -> Result<Unpacked, PackageError> {
    let failed = |source| PackageError::File {
        path: path.to_owned(),
        source,
    };
    let bytes = fs::read(path).map_err(failed)?;
    if !is_whole(&bytes) {
        return Err(PackageError::Changed {
            path: path.to_owned(),
        });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let contents = contents(&mut archive, path)?;
    let folder = tempfile::tempdir().map_err(failed)?;
    for one in &contents.files {
        let plain =
            !one.name.is_empty() && !one.name.contains(['/', '\\', ':']) && one.name != "..";
        let bytes = member(&mut archive, &one.name, one.bytes)?;
        if !plain || digest(&one.name, &bytes) != *one {
            return Err(no_package(
                path,
                format!("{} is not as its manifest says", one.name),
            ));
        }
        fs::write(folder.path().join(&one.name), bytes).map_err(failed)?;
    }
    if archive.len() != contents.files.len() + 1 {
        return Err(no_package(
            path,
            "it holds a file that its manifest does not name".into(),
        ));
    }
    if !folder.path().join(file::name_in(folder.path())).is_file() {
        return Err(no_package(path, format!("it has no {RECORD}")));
    }
    Ok(Unpacked { folder })
}

type Archive = ZipArchive<Cursor<Vec<u8>>>;

fn contents(archive: &mut Archive, path: &Path) -> Result<Contents, PackageError> {
    let text = member(archive, MANIFEST, LONGEST_MANIFEST)?;
    let contents: Contents =
        serde_json::from_slice(&text).map_err(|error| no_package(path, error.to_string()))?;
    let sum = contents.files.iter().map(|one| one.bytes);
    let sum = sum.fold(0_u64, u64::saturating_add);
    if contents.format == FORMAT && sum <= LARGEST {
        Ok(contents)
    } else {
        let reason = format!(
            "its format is {}, and it holds {sum} bytes",
            contents.format
        );
        Err(no_package(path, reason))
    }
}

/// The bytes of a member, one more than `longest` where it has more: what it says of its own size counts for nothing.
fn member(archive: &mut Archive, name: &str, longest: u64) -> Result<Vec<u8>, PackageError> {
    let mut bytes = Vec::new();
    archive
        .by_name(name)?
        .take(longest.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(zip::result::ZipError::from)?;
    Ok(bytes)
}

fn no_package(path: &Path, reason: String) -> PackageError {
    PackageError::NoPackage {
        path: path.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::{Format, Options, write};
    use record::fixture::record;

    fn run() -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options::default();
        write(&record(), folder.path(), &Format::ALL, &options).expect("written");
        folder
    }

    fn opened(bytes: &[u8]) -> Result<Unpacked, PackageError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("run.zip");
        fs::write(&path, bytes).expect("written");
        unpack(&path)
    }

    #[test]
    fn what_was_packed_comes_back_as_it_was() {
        let run = run();
        let unpacked = opened(&pack(run.path()).expect("a package")).expect("whole");
        for entry in fs::read_dir(run.path()).expect("the folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name");
            if name.to_str().is_some_and(is_left_out) {
                continue;
            }
            let back = fs::read(unpacked.folder().join(name)).expect("it is there");
            assert_eq!(back, fs::read(&path).expect("a file"), "{}", path.display());
        }
    }

    #[test]
    fn what_is_left_out_is_made_from_the_record_byte_for_byte() {
        let run = run();
        let unpacked = opened(&pack(run.path()).expect("a package")).expect("whole");
        let record = file::read(&unpacked.folder().join(RECORD)).expect("a record");
        let again = tempfile::tempdir().expect("a folder");
        write(&record, again.path(), &Format::ALL, &Options::default()).expect("written");
        for entry in fs::read_dir(run.path()).expect("the folder") {
            let name = entry.expect("an entry").file_name();
            let bytes = |folder: &Path| fs::read(folder.join(&name)).expect("a file");
            assert_eq!(bytes(again.path()), bytes(run.path()), "{}", name.display());
        }
    }

    #[test]
    fn what_a_mail_need_not_carry_is_left_out() {
        let unpacked = opened(&pack(run().path()).expect("a package")).expect("whole");
        let there = |name: &str| unpacked.folder().join(name).exists();
        let left = ["junit.xml", "report.sarif", "results.csv", "verdict.csv"];
        assert_eq!(left.map(there), [false; 4]);
        assert!(there("deviations.csv") && there("report.xlsx"));
    }

    #[test]
    fn the_same_folder_gives_the_same_bytes() {
        let run = run();
        let packed = || pack(run.path()).expect("a package");
        assert_eq!(packed(), packed());
    }

    #[test]
    fn one_changed_byte_anywhere_is_found() {
        let bytes = pack(run().path()).expect("a package");
        let ends = (0..200).chain(bytes.len() - 1_500..bytes.len());
        for place in ends.chain((0..bytes.len()).step_by(97)) {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert!(!is_whole(&changed), "byte {place}");
        }
        assert!(matches!(
            opened(&bytes[1..]),
            Err(PackageError::Changed { .. })
        ));
    }

    #[test]
    fn a_member_that_is_longer_than_the_manifest_says_is_refused() {
        let contents = Contents {
            format: FORMAT.into(),
            files: vec![digest(RECORD, b"{}")],
        };
        let text = serde_json::to_vec(&contents).expect("JSON");
        let members = [
            (RECORD.to_owned(), vec![b' '; 10_000_000]),
            (MANIFEST.to_owned(), text),
        ];
        let bytes = sealed(zipped(&members).expect("a ZIP"));
        let mut archive = ZipArchive::new(Cursor::new(bytes.clone())).expect("a ZIP");
        assert_eq!(member(&mut archive, RECORD, 2).expect("read").len(), 3);
        let error = opened(&bytes).expect_err("another file");
        assert!(
            error.to_string().contains("not as its manifest says"),
            "{error}"
        );
    }

    #[test]
    fn a_file_that_the_manifest_does_not_name_is_found() {
        let contents = Contents {
            format: FORMAT.into(),
            files: vec![digest(RECORD, b"{}")],
        };
        let text = serde_json::to_vec(&contents).expect("JSON");
        let members = [
            (RECORD.to_owned(), b"{}".to_vec()),
            ("other.txt".to_owned(), Vec::new()),
            (MANIFEST.to_owned(), text),
        ];
        let bytes = sealed(zipped(&members).expect("a ZIP"));
        let error = opened(&bytes).expect_err("one file too many");
        assert!(error.to_string().contains("does not name"), "{error}");
    }
}
