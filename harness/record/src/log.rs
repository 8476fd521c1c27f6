//! The log of a run: what it has found so far, written into the run's folder as it comes, so that nothing is lost when the
//! run ends before its reports are made.
//!
//! JSON lines (one JSON object a line, UTF-8), redacted before they are written. The member `is` says what a line holds:
//!
//! | `is` | other members |
//! |---|---|
//! | `run` | `log`: [`FORMAT`]; `record`: the record of a run in which nothing was run yet. The first line |
//! | `exchange` | `id`, `exchange`: an entry of the record's `exchanges` |
//! | `case` | `case`: an entry of the record's `cases`; the last line about an instance holds |
//! | `fields` | `fields`: the record's field matrix |
//! | `timing` | `timing`: the record's response times |
//! | `end` | `ended`: when the run ended, and its reports were made next |
//!
//! A line that is cut off or is none of these is passed over: a run may be killed while it writes.

use std::collections::{BTreeSet, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{CaseRecord, ExchangeRecord, Record, TimingRecord};
use judge::check::fields::FieldMatrix;
use judge::verdict::Outcome;
use pack::message::UserError;
use pack::reason::INTERRUPTED;

/// The file's name within the run's folder.
pub const FILE: &str = "run.jsonl";

/// Names the form of the log.
pub const FORMAT: &str = "dsop-conformance-log/1";

/// The end line is as long at most.
const LAST_LINE: u64 = 256;

/// A line of the log.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "is")]
enum Line<R, E, C, F, T> {
    Run { log: String, record: R },
    Exchange { id: String, exchange: E },
    Case { case: C },
    Fields { fields: F },
    Timing { timing: T },
    End { ended: Timestamp },
}

type Written<'a> =
    Line<&'a Record, &'a ExchangeRecord, &'a CaseRecord, &'a FieldMatrix, &'a [TimingRecord]>;
type Stored =
    Line<Box<Record>, Box<ExchangeRecord>, Box<CaseRecord>, FieldMatrix, Vec<TimingRecord>>;

/// The log of a run that goes on. Trouble with the file does not end the run: it is kept, and nothing more is written.
#[derive(Debug, Default)]
pub struct Log {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    file: Option<File>,
    /// Where a log is that was not begun yet, and whether it is private.
    unbegun: Option<(PathBuf, bool)>,
    exchanges: BTreeSet<String>,
    trouble: Option<io::Error>,
}

impl Log {
    /// A log that is kept nowhere.
    pub fn nowhere() -> Self {
        Self::default()
    }

    /// A new log in a run's folder; `private` keeps others from reading it. It replaces an older one when it is begun: a
    /// run that is refused before leaves the log of another as it was.
    pub fn create(folder: &Path, private: bool) -> Self {
        Self {
            state: Mutex::new(State {
                unbegun: Some((folder.join(FILE), private)),
                ..State::default()
            }),
        }
    }

    /// The log in a run's folder, to be continued. A line that was cut off ends here.
    pub fn continued(folder: &Path) -> Self {
        let log = Self::over(open(
            OpenOptions::new().append(true),
            &folder.join(FILE),
            false,
        ));
        log.write(b"\n");
        log
    }

    fn over(file: io::Result<File>) -> Self {
        let (file, trouble) = match file {
            Ok(file) => (Some(file), None),
            Err(error) => (None, Some(error)),
        };
        Self {
            state: Mutex::new(State {
                file,
                trouble,
                ..State::default()
            }),
        }
    }

    /// The first line: the run as it would be if nothing were run.
    pub fn begin(&self, record: &Record) {
        self.lock().open_unbegun();
        let log = FORMAT.to_owned();
        self.line(&Line::Run { log, record });
    }

    /// An exchange, once.
    pub fn exchange(&self, id: String, exchange: &ExchangeRecord) {
        if self.lock().exchanges.insert(id.clone()) {
            self.line(&Line::Exchange { id, exchange });
        }
    }

    /// What became of an instance.
    pub fn case(&self, case: &CaseRecord) {
        self.line(&Line::Case { case });
    }

    /// What a whole run shows.
    pub fn whole(&self, fields: &FieldMatrix, timing: &[TimingRecord]) {
        self.line(&Line::Fields { fields });
        self.line(&Line::Timing { timing });
    }

    /// The last line.
    pub fn end(&self, ended: Timestamp) {
        self.line(&Line::End { ended });
    }

    /// Keeps trouble with another file of the run.
    pub fn fail(&self, error: io::Error) {
        self.lock().trouble.get_or_insert(error);
    }

    /// Why not all of it was written, if so.
    pub fn trouble(&self) -> Option<String> {
        self.lock().trouble.as_ref().map(ToString::to_string)
    }

    fn line(&self, line: &Written<'_>) {
        match serde_json::to_vec(line) {
            Ok(mut bytes) => {
                bytes.push(b'\n');
                self.write(&bytes);
            }
            Err(error) => self.lock().fail(error.into()),
        }
    }

    /// Each line in one call, so that a killed run loses none that was written.
    fn write(&self, bytes: &[u8]) {
        let mut state = self.lock();
        let Some(file) = &mut state.file else { return };
        if let Err(error) = file.write_all(bytes) {
            state.fail(error);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn open_unbegun(&mut self) {
        let Some((path, private)) = self.unbegun.take() else {
            return;
        };
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        match open(&mut options, &path, private) {
            Ok(file) => self.file = Some(file),
            Err(error) => self.fail(error),
        }
    }

    fn fail(&mut self, error: io::Error) {
        self.file = None;
        self.trouble.get_or_insert(error);
    }
}

#[cfg(unix)]
fn open(options: &mut OpenOptions, path: &Path, private: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(if private { 0o600 } else { 0o644 }).open(path)
}

#[cfg(not(unix))]
fn open(options: &mut OpenOptions, path: &Path, _: bool) -> io::Result<File> {
    options.open(path)
}

/// Why a log cannot be read.
#[derive(Debug, Error)]
pub enum LogError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] io::Error),
    /// Nothing was begun.
    #[error("the run ended before it began with any test")]
    Empty,
    /// It does not begin as a log does.
    #[error("the log does not begin with the run that it is of: {0}")]
    Begin(String),
}

/// Whether a folder has the log of a run that did not come to its end.
pub fn is_cut_off(folder: &Path) -> bool {
    File::open(folder.join(FILE)).is_ok_and(|file| !ends(file).unwrap_or(true))
}

fn ends(mut file: File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LAST_LINE)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let last = bytes.trim_ascii_end().rsplit(|byte| *byte == b'\n').next();
    let last = last.map(serde_json::from_slice::<Stored>);
    Ok(matches!(last, Some(Ok(Line::End { .. }))))
}

/// The record that the log of a folder adds up to. What is not in it was not run, because the run was interrupted.
///
/// # Errors
/// There is no log, or it begins with something else than a run.
pub fn restore(folder: &Path) -> Result<Record, LogError> {
    let mut lines = BufReader::new(File::open(folder.join(FILE))?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    if first.trim().is_empty() {
        return Err(LogError::Empty);
    }
    let mut record = match serde_json::from_str(&first) {
        Ok(Stored::Run { log, record }) if log == FORMAT => record,
        Ok(_) => return Err(LogError::Begin(format!("its format is not {FORMAT}"))),
        Err(error) => return Err(LogError::Begin(error.to_string())),
    };
    let places: HashMap<String, usize> = record
        .cases
        .iter()
        .enumerate()
        .map(|(place, case)| (case.id.clone(), place))
        .collect();
    for line in lines {
        // A line that was cut off within a character is no text.
        let Ok(text) = line else { continue };
        match serde_json::from_str(&text) {
            Ok(Stored::Exchange { id, exchange }) => {
                record.ended = record.ended.max(exchange.started);
                record.exchanges.insert(id, *exchange);
            }
            Ok(Stored::Case { case }) => {
                if let Some(place) = places.get(&case.id) {
                    record.cases[*place] = *case;
                }
            }
            Ok(Stored::Fields { fields }) => record.fields = fields,
            Ok(Stored::Timing { timing }) => record.timing = timing,
            Ok(Stored::End { ended }) => record.ended = ended,
            Ok(Stored::Run { .. }) | Err(_) => {}
        }
    }
    Ok(record.counted_again())
}

/// A run cannot go on: something is not as it was when it was begun.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the run cannot go on: {what} was {before:?} and is {now:?}")]
pub struct Different {
    /// What.
    pub what: &'static str,
    /// As the run was begun.
    pub before: String,
    /// As it would go on.
    pub now: String,
}

impl UserError for Different {
    fn help(&self) -> Option<String> {
        Some("give the options that the run was begun with, or begin a new run".into())
    }
}

/// Whether a run may go on: with the program, the pack, the profile and the settings that it was begun with.
///
/// # Errors
/// What is different.
pub fn same(earlier: &Record, now: &Record) -> Result<(), Different> {
    let facts = |record: &Record| {
        let settings = &record.settings;
        [
            ("the role", record.subject.role.name().to_owned()),
            ("the version of the program", record.tool.version.clone()),
            ("the case pack", record.pack.digest.clone()),
            ("the seed", settings.seed.to_string()),
            ("the target profile", record.subject.profile_digest.clone()),
            ("the selection", settings.selection.join(" ")),
            ("--strict", settings.strict.to_string()),
            ("--full-evidence", settings.full_evidence.to_string()),
        ]
    };
    for ((what, before), (_, now)) in facts(earlier).into_iter().zip(facts(now)) {
        if before != now {
            return Err(Different { what, before, now });
        }
    }
    Ok(())
}

impl CaseRecord {
    /// Whether it was not run because the run was interrupted.
    pub fn was_interrupted(&self) -> bool {
        matches!(&self.outcome, Outcome::Inconclusive(why) if why.is(&INTERRUPTED))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::record;
    use judge::verdict::Verdict;
    use pack::reason::Reason;

    fn interrupted() -> Record {
        let mut record = record();
        for case in &mut record.cases {
            case.outcome = Outcome::Inconclusive(Reason::new(&INTERRUPTED));
            case.findings.clear();
            case.exchanges.clear();
        }
        record.exchanges.clear();
        record
    }

    /// A folder with the log of a run that had decided so many cases.
    fn folder(cases: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Log::create(folder.path(), false);
        log.begin(&interrupted());
        let whole = record();
        for (id, exchange) in &whole.exchanges {
            log.exchange(id.clone(), exchange);
            log.exchange(id.clone(), exchange);
        }
        whole.cases[..cases].iter().for_each(|case| log.case(case));
        assert_eq!(log.trouble(), None);
        folder
    }

    fn append(folder: &Path, bytes: &[u8]) {
        let file = OpenOptions::new().append(true).open(folder.join(FILE));
        file.expect("the log").write_all(bytes).expect("written");
    }

    #[test]
    fn what_was_found_before_the_end_is_kept_and_the_rest_was_interrupted() {
        let folder = folder(2);
        let restored = restore(folder.path()).expect("a log");
        let whole = record();
        assert!(is_cut_off(folder.path()));
        assert_eq!(restored.cases[1].outcome, whole.cases[1].outcome);
        assert_eq!(restored.exchanges.len(), whole.exchanges.len());
        assert!(restored.cases[2..].iter().all(CaseRecord::was_interrupted));
        assert_eq!(restored.verdict, Verdict::NoVerdict);
    }

    #[test]
    fn an_exchange_is_written_once() {
        let folder = folder(0);
        let text = std::fs::read_to_string(folder.path().join(FILE)).expect("the log");
        let written = text.matches(r#"{"is":"exchange""#).count();
        assert_eq!(written, record().exchanges.len());
    }

    #[test]
    fn a_log_with_every_case_has_the_verdict_of_the_record() {
        let whole = record();
        let folder = folder(whole.cases.len());
        let log = Log::continued(folder.path());
        log.whole(&whole.fields, &whole.timing);
        log.end(whole.ended);
        let restored = restore(folder.path()).expect("a log");
        assert!(!is_cut_off(folder.path()));
        assert_eq!(restored.verdict, whole.verdict);
        assert_eq!(restored.counts, whole.counts);
    }

    #[test]
    fn a_line_that_was_cut_off_is_passed_over() {
        let folder = folder(2);
        append(folder.path(), b"{\"is\":\"case\",\"case\":{\"id\":\"\xc3");
        let before = restore(folder.path()).expect("a log").counts;
        let log = Log::continued(folder.path());
        log.case(&record().cases[2]);
        let after = restore(folder.path()).expect("a log");
        assert_ne!(after.counts, before);
        assert_eq!(after.cases[2].outcome, record().cases[2].outcome);
    }

    #[test]
    fn a_run_goes_on_with_the_seed_that_it_was_begun_with() {
        let mut other = record();
        assert_eq!(same(&record(), &other), Ok(()));
        other.settings.seed += 1;
        let different = same(&record(), &other).expect_err("another seed");
        assert_eq!(different.what, "the seed");
    }

    #[test]
    fn a_file_that_begins_otherwise_is_no_log() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(
            folder.path().join(FILE),
            "{\"is\":\"end\",\"ended\":\"2026-01-01T00:00:00Z\"}\n",
        )
        .expect("written");
        assert!(matches!(restore(folder.path()), Err(LogError::Begin(_))));
    }

    #[test]
    fn a_run_that_was_killed_before_it_began_says_so() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), "").expect("written");
        assert!(matches!(restore(folder.path()), Err(LogError::Empty)));
    }

    #[test]
    fn a_log_is_not_replaced_before_the_next_is_begun() {
        let folder = folder(2);
        drop(Log::create(folder.path(), false));
        assert!(restore(folder.path()).is_ok());
    }

    #[test]
    fn trouble_with_the_file_is_kept_and_ends_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Log::create(&folder.path().join("missing"), false);
        log.begin(&record());
        assert!(log.trouble().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_is_trouble() {
        let folder = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink("/dev/full", folder.path().join(FILE)).expect("a link");
        let log = Log::create(folder.path(), false);
        log.begin(&record());
        assert!(log.trouble().expect("no space").contains("space"));
    }
}
