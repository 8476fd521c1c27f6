//! Writes the reports of a run into its folder: every file whole, or not at all.

use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::thread;

use tempfile::NamedTempFile;
use thiserror::Error;

use crate::reproduce::Reproduce;
use crate::table::Kind;
use crate::{file, html, junit, markdown, profile, sarif, table};

pub use crate::file::RECORD;
use crate::profile::PROFILE;
use pack::message::UserError;
use pack::text::Language;
use record::Record;

/// The journal of an agency's run, beside its reports.
pub const JOURNAL: &str = "journal.jsonl";

/// A report that is a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, clap::ValueEnum)]
pub enum Format {
    /// The record, compressed: `report.json.gz`.
    Json,
    /// `JUnit` XML: `junit.xml`.
    Junit,
    /// The page: `report.html`.
    Html,
    /// The annex of step D-1: `report.md`.
    Markdown,
    /// SARIF 2.1.0: `report.sarif`.
    Sarif,
    /// The tables as a workbook: `report.xlsx`.
    Xlsx,
    /// The tables as one CSV file each: `verdict.csv`, `deviations.csv`, `fields.csv`, `requirements.csv`, `results.csv`.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 7] = [
        Self::Json,
        Self::Junit,
        Self::Html,
        Self::Markdown,
        Self::Sarif,
        Self::Xlsx,
        Self::Csv,
    ];

    /// The names of its files within the run's folder.
    pub fn file_names(self) -> Vec<&'static str> {
        match self {
            Self::Json => vec![RECORD],
            Self::Junit => vec!["junit.xml"],
            Self::Html => vec!["report.html"],
            Self::Markdown => vec!["report.md"],
            Self::Sarif => vec!["report.sarif"],
            Self::Xlsx => vec!["report.xlsx"],
            Self::Csv => Kind::ALL.map(Kind::file_name).to_vec(),
        }
    }
}

/// How the files are made.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The language a person reads; the page and the record hold both.
    pub language: Language,
    /// How a case is run again.
    pub reproduce: Reproduce<'a>,
    /// The target profile as a code host knows it, see [`sarif::Options::artifact`].
    pub artifact: &'a str,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            language: Language::En,
            reproduce: Reproduce::default(),
            artifact: sarif::Options::default().artifact,
        }
    }
}

/// Why a report could not be made or written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The file or folder could not be written.
    #[error("cannot write {}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The report could not be made from the record.
    #[error("cannot make {name}: {reason}")]
    Made {
        /// The file's name.
        name: &'static str,
        /// Why.
        reason: String,
    },
}

impl UserError for WriteError {}

/// A file of a report: its name and its bytes.
pub type Made = (&'static str, Vec<u8>);

/// A report as the bytes of its files.
///
/// # Errors
/// The record holds something the format cannot say, e.g. an infinite time.
pub fn make(
    record: &Record,
    format: Format,
    options: &Options<'_>,
) -> Result<Vec<Made>, WriteError> {
    let Options {
        language,
        reproduce,
        artifact,
    } = *options;
    let names = format.file_names();
    let failed = |error: &dyn std::fmt::Display| WriteError::Made {
        name: names[0],
        reason: error.to_string(),
    };
    let text = match format {
        Format::Json => {
            let mut bytes = Vec::new();
            file::write(record, &mut bytes).map_err(|error| failed(&error))?;
            return Ok(vec![(names[0], bytes)]);
        }
        Format::Junit => {
            let options = junit::Options {
                language,
                reproduce,
            };
            junit::render(record, &options).map_err(|error| failed(&error))?
        }
        Format::Html => {
            let options = html::Options {
                language,
                reproduce,
                ..html::Options::default()
            };
            html::render(record, &options).map_err(|error| failed(&error))?
        }
        Format::Sarif => {
            let options = sarif::Options {
                language,
                reproduce,
                artifact,
            };
            sarif::render(record, &options).map_err(|error| failed(&error))?
        }
        Format::Markdown => markdown::render(record, language),
        Format::Xlsx => {
            let workbook = table::workbook(record, language).map_err(|error| failed(&error))?;
            return Ok(vec![(names[0], workbook)]);
        }
        Format::Csv => return tables(record, language),
    };
    Ok(vec![(names[0], text.into_bytes())])
}

fn tables(record: &Record, language: Language) -> Result<Vec<Made>, WriteError> {
    let one = |kind: Kind| {
        let name = kind.file_name();
        let bytes = table::csv(&table::table(record, kind, language), language);
        let failed = |error: csv::Error| WriteError::Made {
            name,
            reason: error.to_string(),
        };
        Ok((name, bytes.map_err(failed)?))
    };
    Kind::ALL.into_iter().map(one).collect()
}

/// Makes all reports beside their places in `folder`, which is made if it is not there, then puts them there. Gives
/// back their paths.
///
/// # Errors
/// A report could not be made, and then every file is as it was; or a file could not be put in its place, and then
/// that one is as it was.
pub fn write(
    record: &Record,
    folder: &Path,
    formats: &[Format],
    options: &Options<'_>,
) -> Result<Vec<PathBuf>, WriteError> {
    let failed = |path: &Path, source: io::Error| WriteError::File {
        path: path.to_owned(),
        source,
    };
    fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    let private = record.settings.full_evidence;
    let made = |format: Format| {
        if format == Format::Json {
            return straight(record, folder).map(|file| vec![file]);
        }
        let files = make(record, format, options)?.into_iter();
        files
            .map(|(name, bytes)| {
                let path = folder.join(name);
                let file = temporary_in(folder, private)
                    .and_then(|file| file.as_file().write_all(&bytes).map(|()| file))
                    .and_then(|file| file.as_file().sync_all().map(|()| file))
                    .map_err(|source| failed(&path, source))?;
                Ok((path, file))
            })
            .collect()
    };
    let staged = thread::scope(|scope| {
        let makers: Vec<_> = formats
            .iter()
            .map(|format| scope.spawn(|| made(*format)))
            .collect();
        let made = makers.into_iter().map(|maker| match maker.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        made.collect::<Result<Vec<Vec<_>>, WriteError>>()
    })?;
    let mut written = Vec::with_capacity(staged.len());
    for (path, file) in staged.into_iter().flatten() {
        file.persist(&path)
            .map_err(|error| failed(&path, error.error))?;
        written.push(path);
    }
    Ok(written)
}

/// Puts what may be shown of a target profile into the run's folder.
///
/// # Errors
/// The file cannot be written.
pub fn write_profile(text: &str, folder: &Path, private: bool) -> Result<(), WriteError> {
    let Some(shown) = profile::shown(text) else {
        return Ok(());
    };
    let path = folder.join(PROFILE);
    let written = temporary_in(folder, private).and_then(|file| {
        file.as_file().write_all(shown.as_bytes())?;
        file.persist(&path).map_err(|error| error.error)
    });
    match written {
        Ok(_) => Ok(()),
        Err(source) => Err(WriteError::File { path, source }),
    }
}

/// Puts bytes into a file: whole, or not at all. What is no ordinary file, such as `/dev/stdout`, is written to.
///
/// # Errors
/// The file cannot be written, and then it is as it was.
pub fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) {
        return fs::write(path, bytes);
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let file = temporary_in(folder.unwrap_or(Path::new(".")), false)?;
    file.as_file().write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file beside the place of a report. With `private`, only the user may read it.
fn temporary_in(folder: &Path, private: bool) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".report-");
    readable(&mut builder, private);
    builder.tempfile_in(folder)
}

/// The record goes straight to its file: as text it would be the largest thing in memory.
fn straight(record: &Record, folder: &Path) -> Result<(PathBuf, NamedTempFile), WriteError> {
    let path = folder.join(RECORD);
    let written = || -> io::Result<NamedTempFile> {
        let file = temporary_in(folder, record.settings.full_evidence)?;
        let mut writer = BufWriter::new(file.as_file());
        file::write(record, &mut writer)?;
        writer.flush()?;
        drop(writer);
        file.as_file().sync_all()?;
        Ok(file)
    };
    match written() {
        Ok(file) => Ok((path, file)),
        Err(source) => Err(WriteError::File { path, source }),
    }
}

#[cfg(unix)]
fn readable(builder: &mut tempfile::Builder<'_, '_>, private: bool) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(if private {
        0o600
    } else {
        0o644
    }));
}

#[cfg(not(unix))]
fn readable(_: &mut tempfile::Builder<'_, '_>, _: bool) {}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn writes_every_format_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = folder.path().join("runs/one");
        let paths = write(&record(), &run, &Format::ALL, &Options::default()).expect("written");
        let mut names: Vec<String> = fs::read_dir(&run)
            .expect("the folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "deviations.csv",
                "fields.csv",
                "junit.xml",
                "report.html",
                "report.json.gz",
                "report.md",
                "report.sarif",
                "report.xlsx",
                "requirements.csv",
                "results.csv",
                "verdict.csv"
            ]
        );
        assert_eq!(paths.len(), names.len());
    }

    #[test]
    fn what_was_written_can_be_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        write(
            &record(),
            folder.path(),
            &[Format::Json],
            &Options::default(),
        )
        .expect("written");
        let read = file::read(&folder.path().join(RECORD)).expect("a record");
        assert_eq!(read.run, record().run);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "x").expect("a file");
        let error = write(
            &record(),
            &file.join("run"),
            &[Format::Json],
            &Options::default(),
        )
        .expect_err("no folder");
        assert!(
            error
                .to_string()
                .contains(&file.join("run").display().to_string()),
            "{error}"
        );
    }

    #[test]
    fn a_file_that_cannot_be_replaced_is_named_and_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(RECORD);
        fs::create_dir(&path).expect("a folder in the way");
        let error = write(
            &record(),
            folder.path(),
            &[Format::Json],
            &Options::default(),
        )
        .expect_err("in the way");
        assert!(
            error
                .to_string()
                .starts_with(&format!("cannot write {}", path.display())),
            "{error}"
        );
        assert_eq!(
            fs::read_dir(folder.path()).expect("the folder").count(),
            1,
            "no temporary file is left"
        );
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.zip");
        whole(&path, b"before").expect("written");
        whole(&path, b"after").expect("written");
        assert_eq!(fs::read(&path).expect("a file"), b"after");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_leaves_what_was_there() {
        let error = whole(Path::new("/dev/full"), b"x").expect_err("no space");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert!(!fs::metadata("/dev/full").expect("it is there").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn personal_data_is_the_users_own() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let mut full = record();
        full.settings.full_evidence = true;
        write(&full, folder.path(), &[Format::Json], &Options::default()).expect("written");
        let mode = fs::metadata(folder.path().join(RECORD))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0);
    }
}
