//! `report overview`: many reports, verified and put together.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use crate::{Failure, signing};
use pack::text::Language;
use record::Record;
use report::overview::{Entry, Expected, Overview, Signed};
use report::package;
use report::package::Unpacked;
use report::signature::{Against, Bundle, Trust};
use report::{file, overview, signature};

/// Options of `report overview`.
#[derive(Debug, Args)]
pub(super) struct OverviewArguments {
    /// Packages, folders of runs, or folders that hold packages or folders of runs.
    #[arg(required = true)]
    reports: Vec<PathBuf>,
    /// Folder for the overview.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Which files; without it, all of them.
    #[arg(long = "format", value_enum)]
    formats: Vec<OverviewFormat>,
    /// CSV with the banks that are expected to report: organisation number, name; without it, whoever
    /// reported.
    #[arg(long, value_name = "FILE")]
    expected: Option<PathBuf>,
    /// File with root certificates you trust (PEM, DER or PKCS#12); without it, signatures are not checked.
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// Language of the overview.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    lang: Language,
}

impl OverviewArguments {
    /// All files of the overview over a folder with runs of the expected targets.
    pub(super) fn of(reports: &Path, out: PathBuf, expected: PathBuf, lang: Language) -> Self {
        Self {
            reports: vec![reports.to_owned()],
            out,
            formats: Vec::new(),
            expected: Some(expected),
            root: None,
            lang,
        }
    }
}

/// A file of the overview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OverviewFormat {
    /// The page: `overview.html`.
    Html,
    /// The workbook: `overview.xlsx`.
    Xlsx,
    /// The table of banks: `overview.csv`.
    Csv,
    /// Everything: `overview.json`.
    Json,
}

const ALL: [OverviewFormat; 4] = [
    OverviewFormat::Html,
    OverviewFormat::Xlsx,
    OverviewFormat::Csv,
    OverviewFormat::Json,
];

/// Makes the overview; exit code 1 if a report could not be read or its signature does not hold.
pub(super) fn make(arguments: &OverviewArguments) -> Result<u8, Failure> {
    let root = arguments.root.as_deref();
    let trust = root
        .map(|file| signing::roots("--root", file))
        .transpose()?;
    let expected = match &arguments.expected {
        Some(file) => expected(file)?,
        None => Vec::new(),
    };
    let now = signing::now();
    super::course::make_folder(&arguments.out.join(PAGES))?;
    let (mut entries, mut unread) = (Vec::new(), Vec::new());
    for path in found(&arguments.reports)? {
        let name = path.display().to_string();
        // One record at a time is in memory.
        match entry(&path, &arguments.out, trust.as_ref(), now) {
            Ok(entry) => entries.push(entry),
            Err(failure) => unread.push((name, failure.render())),
        }
    }
    let overview = Overview::of(entries, &expected, unread, now);
    put(arguments, &overview)?;
    super::print_out(&format!(
        "{} · {}",
        overview.banks.len(),
        arguments.out.display()
    ));
    let broken = overview.sums.untrusted > 0 || !overview.unread.is_empty();
    Ok(u8::from(broken))
}

fn put(arguments: &OverviewArguments, overview: &Overview) -> Result<(), Failure> {
    super::course::make_folder(&arguments.out)?;
    let formats = if arguments.formats.is_empty() {
        &ALL[..]
    } else {
        &arguments.formats
    };
    for format in formats {
        let (name, bytes) = file(*format, overview, arguments.lang)?;
        let path = arguments.out.join(name);
        report::write::whole(&path, &bytes).map_err(|error| {
            Failure::usage_text(format!("{} cannot be written: {error}", path.display()))
        })?;
    }
    Ok(())
}

fn file(
    format: OverviewFormat,
    overview: &Overview,
    language: Language,
) -> Result<(&'static str, Vec<u8>), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::usage_text(error.to_string());
    Ok(match format {
        OverviewFormat::Html => (
            "overview.html",
            overview::page(overview, language).into_bytes(),
        ),
        OverviewFormat::Xlsx => (
            "overview.xlsx",
            overview::workbook(overview, language).map_err(|error| failed(&error))?,
        ),
        OverviewFormat::Csv => (
            "overview.csv",
            overview::csv(overview, language).map_err(|error| failed(&error))?,
        ),
        OverviewFormat::Json => (
            "overview.json",
            serde_json::to_vec_pretty(overview).map_err(|error| failed(&error))?,
        ),
    })
}

/// The reports that the paths name, in the order of their names.
fn found(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let is_report =
        |path: &Path| package::is_package(path) || path.join(file::name_in(path)).is_file();
    let mut found = Vec::new();
    for path in paths {
        if is_report(path) || !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let unreadable = |error: std::io::Error| {
            Failure::usage_text(format!("{} cannot be read: {error}", path.display()))
        };
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let inner = entry.map_err(unreadable)?.path();
            if is_report(&inner) {
                found.push(inner);
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The folder with the pages of the reports, beside the overview.
const PAGES: &str = "reports";

fn entry(path: &Path, out: &Path, trust: Option<&Trust>, now: Timestamp) -> Result<Entry, Failure> {
    let unpacked = package::is_package(path)
        .then(|| package::unpack(path))
        .transpose()
        .map_err(Failure::usage)?;
    let run = unpacked.as_ref().map_or(path, Unpacked::folder);
    let record = super::reports::read(run)?;
    let files = match &unpacked {
        Some(unpacked) => unpacked.bundle(),
        None => Bundle::at(run),
    };
    let signed = signed(&files.map_err(Failure::usage)?, trust, now)?;
    let mut entry = Entry::of(&record, path.display().to_string(), signed, now);
    entry.page = page(run, out, &record)?;
    Ok(entry)
}

/// Puts the page of a report beside the overview, so that its row can open it.
fn page(run: &Path, out: &Path, record: &Record) -> Result<Option<String>, Failure> {
    let from = run.join("report.html");
    // Where a link in somebody else's folder leads to is none of the overview's.
    if !fs::symlink_metadata(&from).is_ok_and(|found| found.is_file()) {
        return Ok(None);
    }
    let plain = |text: &str| -> String {
        let kept = text.chars().map(|one| {
            if one.is_ascii_alphanumeric() {
                one
            } else {
                '-'
            }
        });
        kept.collect()
    };
    let (bank, run) = (plain(&record.subject.orgno), plain(&record.run));
    let name = format!("{PAGES}/{bank}-{run}.html");
    let to = out.join(&name);
    fs::copy(&from, &to).map_err(|error| {
        Failure::usage_text(format!("{} cannot be written: {error}", to.display()))
    })?;
    Ok(Some(name))
}

fn signed(bundle: &Bundle, trust: Option<&Trust>, now: Timestamp) -> Result<Signed, Failure> {
    if bundle.read_signature().map_err(Failure::usage)?.is_none() {
        return Ok(Signed::No);
    }
    let Some(trust) = trust else {
        return Ok(Signed::Unchecked);
    };
    let against = Against {
        trust,
        now,
        strict: false,
        pack: ("", false),
        profile: None,
    };
    let examination = signature::verify(bundle, &against).map_err(Failure::usage)?;
    Ok(if examination.is_verified() {
        Signed::Verified
    } else {
        Signed::Fails
    })
}

fn expected(file: &Path) -> Result<Vec<Expected>, Failure> {
    let bytes = read(file)?;
    let text = String::from_utf8_lossy(&bytes);
    overview::expected(&text)
        .map_err(|error| Failure::usage_text(format!("{} is no CSV: {error}", file.display())))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path)
        .map_err(|error| Failure::usage_text(format!("{} cannot be read: {error}", path.display())))
}
