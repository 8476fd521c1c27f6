//! `dsop-conformance report`: what can be done with the records of runs.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::overview::OverviewArguments;
use crate::signing;
use crate::signing::{SigningKeyArguments, VerifyArguments};
use crate::{Failure, Printed};
use pack::text::{Language, Text};
use record::{Record, log};
use report::package;
use report::package::Unpacked;
use report::signature::Bundle;
use report::{Reproduce, checklist, diff, file, merge, show, write};

/// Options of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    #[command(subcommand)]
    command: ReportCommand,
}

#[derive(Debug, Subcommand)]
enum ReportCommand {
    /// What got better, worse, appeared or went away between two runs.
    Diff {
        /// The earlier run: its folder, record or package.
        before: PathBuf,
        /// The later run.
        after: PathBuf,
        #[command(flatten)]
        printed: Printed,
        /// Language of what is printed.
        #[arg(long, value_enum, default_value_t = Language::of_environment())]
        lang: Language,
    },
    /// Join the shards of one run into one record, with all its reports.
    Merge {
        /// Folder, record or package of each shard.
        #[arg(required = true)]
        shards: Vec<PathBuf>,
        /// Folder for the joined reports.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Language of the reports that have one.
        #[arg(long, value_enum, default_value_t = Language::of_environment())]
        lang: Language,
    },
    /// Sign the reports of a run with a key of the bank: one signature, report.jws, beside the record.
    Sign {
        /// The run's folder, or its `report.json.gz`.
        run: PathBuf,
        #[command(flatten)]
        with: SigningKeyArguments,
        /// Language of what is printed.
        #[arg(long, value_enum, default_value_t = Language::of_environment())]
        lang: Language,
    },
    /// Put a run into one ZIP file that can be sent: record, signature, page, annex, workbook and tables.
    Pack {
        /// The run's folder.
        run: PathBuf,
        /// The file; without it, the folder's name with .zip.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Language of what is printed.
        #[arg(long, value_enum, default_value_t = Language::of_environment())]
        lang: Language,
    },
    /// Fill the rows of a sheet that you have (checklist, integration tests) from a run; an example of the file that says
    /// which cases a row is about is reports/ci/checklist.toml.
    Checklist {
        /// The run: its folder, record or package.
        run: PathBuf,
        /// The rows, as TOML.
        #[arg(long, value_name = "FILE")]
        rows: PathBuf,
        /// The filled sheet: a file that ends in .xlsx or .csv.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Language of the sheet.
        #[arg(long, value_enum, default_value_t = Language::of_environment())]
        lang: Language,
    },
    /// Put many reports together: page, workbook, CSV and JSON with verdicts, ages, broken rules and deviations by
    /// date.
    Overview(OverviewArguments),
    /// Check a signature without a network: who signed, and whether anything was changed.
    Verify(VerifyArguments),
    /// Make the examples of every report, from small runs against a faulty bank.
    Example {
        /// Folder for the examples.
        #[arg(long, value_name = "DIR", default_value = "reports/example")]
        out: PathBuf,
    },
    /// Print the exchanges of a case, or one exchange, with what differs from the control.
    Show {
        /// The run's folder, record or package.
        run: PathBuf,
        /// A case, an instance or an exchange, e.g. `TOKEN-028` or `x000012`.
        #[arg(required_unless_present = "cause", conflicts_with = "cause")]
        name: Option<String>,
        /// A cause by its id: what it explains, and the exchange that shows it; without it, NAME.
        #[arg(long, value_name = "ID")]
        cause: Option<String>,
        /// How it is printed.
        #[arg(long, value_enum, default_value_t)]
        format: show::Form,
        /// Language of what is printed.
        #[arg(long, value_enum, default_value_t = Language::of_environment())]
        lang: Language,
    },
    /// Make the reports again from a record, or from what a run had found that did not come to its end.
    Render {
        /// The run: its folder, record or package.
        #[arg(value_name = "RUN")]
        record: PathBuf,
        /// Folder for the reports; without it, the run's folder.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Which reports; without it, all of them.
        #[arg(long = "format", value_enum)]
        formats: Vec<write::Format>,
        /// Language of the reports that have one.
        #[arg(long, value_enum, default_value_t = Language::of_environment())]
        lang: Language,
    },
}

pub(super) fn reports(arguments: &ReportArguments) -> Result<u8, Failure> {
    match &arguments.command {
        ReportCommand::Diff {
            before,
            after,
            printed,
            lang,
        } => compare(before, after, printed.is_json(), *lang),
        ReportCommand::Merge { shards, out, lang } => join(shards, out, *lang),
        ReportCommand::Sign { run, with, lang } => signing::sign(run, with, *lang),
        ReportCommand::Pack { run, out, lang } => packed(run, out.as_deref(), *lang),
        ReportCommand::Checklist {
            run,
            rows,
            out,
            lang,
        } => fill_checklist(run, rows, out, *lang),
        ReportCommand::Overview(arguments) => super::overview::make(arguments),
        ReportCommand::Verify(arguments) => signing::verify(arguments),
        ReportCommand::Example { out } => super::example::example(out),
        ReportCommand::Show {
            run,
            name,
            cause,
            format,
            lang,
        } => match (name, cause) {
            (_, Some(cause)) => print_cause(run, cause, *format, *lang),
            (name, None) => {
                print_exchanges(run, name.as_deref().unwrap_or_default(), *format, *lang)
            }
        },
        ReportCommand::Render {
            record,
            out,
            formats,
            lang,
        } => {
            let folder = match out {
                Some(folder) => folder.clone(),
                None => folder_of(record)?,
            };
            let record = read(record)?;
            let formats = if formats.is_empty() {
                write::Format::ALL.to_vec()
            } else {
                formats.clone()
            };
            put(&record, &folder, &formats, *lang)?;
            Ok(0)
        }
    }
}

/// The folder of a run that is named by it or by its record.
fn folder_of(run: &Path) -> Result<PathBuf, Failure> {
    if package::is_package(run) {
        let text = "a package is not written into: name a folder with --out";
        return Err(Failure::usage_text(text));
    }
    let folder = if run.is_dir() {
        Some(run)
    } else {
        run.parent()
    };
    Ok(folder.unwrap_or(Path::new(".")).to_owned())
}

/// Fills the rows of a sheet that the reader has.
fn fill_checklist(run: &Path, rows: &Path, out: &Path, language: Language) -> Result<u8, Failure> {
    let wrong = |path: &Path, why: &dyn std::fmt::Display| {
        Failure::usage_text(format!("{}: {why}", path.display()))
    };
    let record = read(run)?;
    if record.subject.bank().is_none() {
        return Err(wrong(run, &"only a bank has a step C-5"));
    }
    let text = fs::read_to_string(rows).map_err(|error| wrong(rows, &error))?;
    let filled = checklist::rows(&rows.display().to_string(), &text).map_err(Failure::usage)?;
    let bytes = match out.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => {
            checklist::workbook(&record, &filled, language).map_err(|error| wrong(out, &error))?
        }
        Some("csv") => {
            checklist::csv(&record, &filled, language).map_err(|error| wrong(out, &error))?
        }
        Some(_) | None => return Err(wrong(out, &"name a file that ends in .xlsx or .csv")),
    };
    fs::write(out, bytes).map_err(|error| wrong(out, &error))?;
    for pattern in checklist::strangers(&filled, &record) {
        let words = Text::new(
            format!("! no case of the run is {pattern}"),
            format!("! ingen testtilfeller i kjøringen er {pattern}"),
        );
        super::print_out(words.in_language(language));
    }
    super::print_out(&out.display().to_string());
    Ok(0)
}

/// Makes the package of a run.
fn packed(run: &Path, out: Option<&Path>, language: Language) -> Result<u8, Failure> {
    let bytes = package::pack(run).map_err(Failure::usage)?;
    let file = out.map_or_else(|| run.with_extension("zip"), Path::to_owned);
    write::whole(&file, &bytes).map_err(|error| {
        Failure::usage_text(format!("{} cannot be written: {error}", file.display()))
    })?;
    let words = Text::new(
        format!("Package: {} ({} bytes)", file.display(), bytes.len()),
        format!("Pakke: {} ({} byte)", file.display(), bytes.len()),
    );
    super::print_out(words.in_language(language));
    Ok(0)
}

/// The record in a file, in the folder of a run, or in a package.
pub(super) fn read(path: &Path) -> Result<Record, Failure> {
    let wrong = |reason: String| {
        let file = path.display();
        Failure::usage_text(format!("{file} is no record of a run: {reason}"))
            .help("name a run's folder, its report.json.gz or its package")
    };
    let unpacked = package::is_package(path)
        .then(|| package::unpack(path))
        .transpose()
        .map_err(Failure::usage)?;
    let path = unpacked.as_ref().map_or(path, Unpacked::folder);
    let file = if path.is_dir() {
        path.join(file::name_in(path))
    } else {
        path.to_owned()
    };
    let folder = path.is_dir().then_some(path);
    if let Some(folder) = folder
        && (log::is_cut_off(folder) || !file.exists() && folder.join(log::FILE).exists())
    {
        return log::restore(folder).map_err(|error| wrong(error.to_string()));
    }
    file::read(&file).map_err(|error| wrong(error.to_string()))
}

fn print_exchanges(
    run: &Path,
    name: &str,
    form: show::Form,
    language: Language,
) -> Result<u8, Failure> {
    let text = show::show(&read(run)?, name, form, language).ok_or_else(|| {
        Failure::usage_text(format!("the record has no exchange for {name}"))
            .help("name a case, an instance or an exchange of this run")
    })?;
    super::print_out(text.trim_end());
    Ok(0)
}

fn print_cause(run: &Path, id: &str, form: show::Form, language: Language) -> Result<u8, Failure> {
    let record = read(run)?;
    let text = show::show_cause(&record, id, form, language).ok_or_else(|| {
        let known: Vec<&str> = record.causes.iter().map(|cause| &*cause.id).collect();
        let help = match known.as_slice() {
            [] => "no cause explains several findings of this run".to_owned(),
            known => format!("the record has {}", known.join(", ")),
        };
        Failure::usage_text(format!("the record has no cause {id}")).help(help)
    })?;
    super::print_out(text.trim_end());
    Ok(0)
}

fn compare(before: &Path, after: &Path, json: bool, language: Language) -> Result<u8, Failure> {
    let found = diff::diff(&read(before)?, &read(after)?);
    let text = if json {
        serde_json::to_string_pretty(&found).map_err(Failure::harness)?
    } else {
        diff::render(&found, diff::Options { language })
    };
    super::print_out(&text);
    Ok(u8::from(found.is_worse()))
}

fn join(shards: &[PathBuf], out: &Path, language: Language) -> Result<u8, Failure> {
    let records = shards
        .iter()
        .map(|path| read(path))
        .collect::<Result<Vec<_>, _>>()?;
    let name = records
        .first()
        .map(|record| record.run.clone())
        .unwrap_or_default();
    let joined = merge::merge(&records, &format!("{name}-merged")).map_err(Failure::usage)?;
    put(&joined, out, &write::Format::ALL, language)?;
    say_that_signatures_are_dropped(shards, language);
    let options = report::terminal::Options {
        language,
        quiet: true,
        ..report::terminal::Options::default()
    };
    super::print_out(report::terminal::render(&joined, &options).trim_end());
    Ok(joined.verdict.exit_code())
}

/// A shard's signature covers the shard's record, not the joined one.
fn say_that_signatures_are_dropped(shards: &[PathBuf], language: Language) {
    let signed = |path: &&PathBuf| Bundle::at(path).is_ok_and(|bundle| bundle.signature().exists());
    if shards.iter().any(|path| signed(&path)) {
        let words = Text::new(
            "The signatures of the shards do not cover the joined reports; sign them with `report sign`.",
            "Signaturene til delene dekker ikke de sammenslåtte rapportene; signer dem med `report sign`.",
        );
        super::print_out(words.in_language(language));
    }
}

fn put(
    record: &Record,
    out: &Path,
    formats: &[write::Format],
    language: Language,
) -> Result<(), Failure> {
    let options = write::Options {
        language,
        reproduce: Reproduce::default(),
        ..write::Options::default()
    };
    write::write(record, out, formats, &options).map_err(Failure::usage)?;
    Ok(())
}
