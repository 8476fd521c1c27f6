//! The course of a run: its name and folder, its log, and what it had found before where it goes on.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::signals::Signals;
use record::Record;
use record::log::{self, Log};

/// What a run keeps, and what ends it.
pub(super) struct Course {
    pub(super) run: String,
    /// Where its reports go.
    pub(super) folder: PathBuf,
    pub(super) log: Log,
    /// What it had found before it was interrupted, where it goes on.
    pub(super) earlier: Option<Record>,
    pub(super) signals: Signals,
}

impl Course {
    /// A run that keeps nothing.
    pub(super) fn without_folder(run: String) -> Self {
        Self {
            run,
            folder: PathBuf::new(),
            log: Log::nowhere(),
            earlier: None,
            signals: Signals::default(),
        }
    }

    /// A new run in a folder, which nobody else can read where `private` says so.
    pub(super) fn new(run: String, folder: PathBuf, private: bool) -> Result<Self, Failure> {
        make_folder(&folder)?;
        let log = Log::create(&folder, private);
        Ok(Self {
            run,
            folder,
            log,
            earlier: None,
            signals: Signals::listen(),
        })
    }

    /// The run in a folder, which goes on.
    pub(super) fn continued(folder: &Path) -> Result<Self, Failure> {
        let earlier = log::restore(folder).map_err(|error| {
            let shown = folder.display();
            Failure::usage_text(format!("there is no run to go on with in {shown}: {error}"))
                .help("name the folder of a run that was interrupted")
        })?;
        Ok(Self {
            run: earlier.run.clone(),
            folder: folder.to_owned(),
            log: Log::continued(folder),
            earlier: Some(earlier),
            signals: Signals::listen(),
        })
    }

    /// Begins a new run, or holds one that goes on against what it was begun with. `unrun` is the run as it would be if
    /// nothing were run.
    pub(super) fn begin(&self, unrun: &Record) -> Result<(), Failure> {
        if let Some(earlier) = &self.earlier {
            log::same(earlier, unrun).map_err(Failure::usage)
        } else {
            self.log.begin(unrun);
            Ok(())
        }
    }

    /// Removes the log of a run that came to its end: the record has all of it.
    pub(super) fn remove_log(&self) {
        // A log that stays does no harm.
        let _ = std::fs::remove_file(self.folder.join(log::FILE));
    }

    /// Says on standard error that something could not be kept while the run went on.
    pub(super) fn say_trouble(&self) {
        if let Some(trouble) = self.log.trouble() {
            let file = self.folder.join(log::FILE);
            let line = format!("{} is not complete: {trouble}", file.display());
            wire::output::error_line(&line);
        }
    }
}

/// A folder that cannot be made is named before anything is sent. A disk that is full or read-only does not keep a run
/// from giving its verdict.
pub(super) fn make_folder(folder: &Path) -> Result<(), Failure> {
    match std::fs::create_dir_all(folder) {
        Ok(()) => Ok(()),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::StorageFull | ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Ok(())
        }
        Err(error) => {
            let folder = folder.display();
            Err(Failure::usage_text(format!(
                "the folder for the reports, {folder}, cannot be made: {error}"
            ))
            .help("name another folder with --out"))
        }
    }
}
