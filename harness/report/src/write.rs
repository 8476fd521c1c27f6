//! Writes the reports of a run into its folder: every file whole, or not at all.

use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::thread;

use tempfile::NamedTempFile;
use thiserror::Error;

use crate::reproduce::Reproduce;
use crate::{html, json, junit, markdown, sarif};
use pack::message::UserError;
use pack::text::Language;
use record::Record;

/// The journal of an agency's run, beside its reports.
pub const JOURNAL: &str = "journal.jsonl";

/// A report that is a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, clap::ValueEnum)]
pub enum Format {
    /// The record: `report.json`.
    Json,
    /// `JUnit` XML: `junit.xml`.
    Junit,
    /// The page: `report.html`.
    Html,
    /// The annex of step D-1: `report.md`.
    Markdown,
    /// SARIF 2.1.0: `report.sarif`.
    Sarif,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 5] = [
        Self::Json,
        Self::Junit,
        Self::Html,
        Self::Markdown,
        Self::Sarif,
    ];

    /// The file's name within the run's folder.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Json => "report.json",
            Self::Junit => "junit.xml",
            Self::Html => "report.html",
            Self::Markdown => "report.md",
            Self::Sarif => "report.sarif",
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

/// A report as text.
///
/// # Errors
/// The record holds something the format cannot say, e.g. an infinite time.
pub fn make(record: &Record, format: Format, options: &Options<'_>) -> Result<String, WriteError> {
    let Options {
        language,
        reproduce,
        artifact,
    } = *options;
    let failed = |reason: &dyn std::fmt::Display| WriteError::Made {
        name: format.file_name(),
        reason: reason.to_string(),
    };
    match format {
        Format::Json => json::render(record).map_err(|error| failed(&error)),
        Format::Junit => junit::render(
            record,
            &junit::Options {
                language,
                reproduce,
            },
        )
        .map_err(|error| failed(&error)),
        Format::Html => html::render(
            record,
            &html::Options {
                language,
                reproduce,
                ..html::Options::default()
            },
        )
        .map_err(|error| failed(&error)),
        Format::Markdown => Ok(markdown::render(record, language)),
        Format::Sarif => sarif::render(
            record,
            &sarif::Options {
                language,
                reproduce,
                artifact,
            },
        )
        .map_err(|error| failed(&error)),
    }
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
    let made = |format: Format| {
        let path = folder.join(format.file_name());
        let file =
            stage(folder, record.settings.full_evidence).map_err(|source| failed(&path, source))?;
        fill(&file, record, format, options, &path)?;
        Ok((path, file))
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
        made.collect::<Result<Vec<_>, WriteError>>()
    })?;
    let mut written = Vec::with_capacity(staged.len());
    for (path, file) in staged {
        file.persist(&path)
            .map_err(|error| failed(&path, error.error))?;
        written.push(path);
    }
    Ok(written)
}

/// A file beside the place of a report. With `private`, only the user may read it.
fn stage(folder: &Path, private: bool) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".report-");
    readable(&mut builder, private);
    builder.tempfile_in(folder)
}

/// The record goes straight to its file: as text it would be the largest thing in memory.
fn fill(
    file: &NamedTempFile,
    record: &Record,
    format: Format,
    options: &Options<'_>,
    path: &Path,
) -> Result<(), WriteError> {
    let failed = |source: io::Error| WriteError::File {
        path: path.to_owned(),
        source,
    };
    let mut writer = BufWriter::new(file.as_file());
    if format == Format::Json {
        json::write(record, &mut writer).map_err(|error| failed(error.into()))?;
    } else {
        writer
            .write_all(make(record, format, options)?.as_bytes())
            .map_err(failed)?;
    }
    writer.flush().map_err(failed)?;
    drop(writer);
    file.as_file().sync_all().map_err(failed)
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
                "junit.xml",
                "report.html",
                "report.json",
                "report.md",
                "report.sarif"
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
        let text = fs::read_to_string(folder.path().join("report.json")).expect("a file");
        assert_eq!(json::read(&text).expect("a record").run, record().run);
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
        let path = folder.path().join("report.json");
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

    #[cfg(unix)]
    #[test]
    fn personal_data_is_the_users_own() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let mut full = record();
        full.settings.full_evidence = true;
        write(&full, folder.path(), &[Format::Json], &Options::default()).expect("written");
        let mode = fs::metadata(folder.path().join("report.json"))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0);
    }
}
