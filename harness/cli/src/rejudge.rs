//! `dsop-conformance judge`: a verdict again from what a record has kept.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::{Failure, PackArguments};
use pack::message::Message;
use pack::text::{Language, Text};
use record::Record;
use record::deviation::Declarations;
use record::rejudge::{Setting, Tally, rejudge, tally};
use report::{Reproduce, diff, write};

/// Options of `judge`.
#[derive(Debug, Args)]
pub(super) struct JudgeArguments {
    /// The run's folder, its `report.json.gz`, or its package.
    run: PathBuf,
    #[command(flatten)]
    pack: PackArguments,
    /// Declared deviations of the bank, which must have been in time when the run ended; without it, those of the run.
    #[arg(long, value_name = "FILE")]
    deviations: Option<PathBuf>,
    /// Treat violations of SHOULD as failures, also where the run did not.
    #[arg(long)]
    strict: bool,
    /// Folder for the reports of the new verdict; without it, none are written.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Which reports to write; without it, all of them.
    #[arg(long = "format", value_enum, requires = "out")]
    formats: Vec<write::Format>,
    /// Language of what is printed.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    lang: Language,
}

/// Judges again, tells what changed, and gives the new verdict's exit code.
pub(super) fn judge(arguments: &JudgeArguments) -> Result<u8, Failure> {
    let language = arguments.lang;
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    let record = super::reports::read(&arguments.run)?;
    not_over_the_run(arguments)?;
    let declarations = match &arguments.deviations {
        Some(file) => Declarations::from_file(file, &catalogue).map_err(Failure::usage)?,
        None => Declarations::of_record(&record).map_err(|subject| {
            Failure::usage_text(format!("the record's declaration of {subject} has no date"))
        })?,
    };
    let setting = Setting {
        catalogue: &catalogue,
        declarations: &declarations,
        strict: arguments.strict,
        at: super::signing::now(),
    };
    let judged = rejudge(&record, &setting).map_err(|error| {
        let why = error.to_string();
        let words = format!(
            "{} cannot be judged again: {}",
            arguments.run.display(),
            why
        );
        Failure::usage(Message::new(words))
    })?;
    super::print_out(&what_was_judged(
        &tally(&judged),
        judged.cases.len(),
        language,
    ));
    let difference = diff::diff(&record, &judged);
    super::print_out(diff::render(&difference, diff::Options { language }).trim_end());
    if let Some(folder) = &arguments.out {
        write_reports(&judged, folder, arguments)?;
    }
    let options = report::terminal::Options {
        language,
        quiet: true,
        ..report::terminal::Options::default()
    };
    super::print_out(report::terminal::render(&judged, &options).trim_end());
    Ok(judged.verdict.exit_code())
}

/// The record that was judged stays: its verdict is part of what is known.
fn not_over_the_run(arguments: &JudgeArguments) -> Result<(), Failure> {
    let folder = if arguments.run.is_dir() {
        arguments.run.as_path()
    } else {
        arguments.run.parent().unwrap_or(Path::new("."))
    };
    let place = |path: &Path| path.canonicalize().ok();
    let out = arguments.out.as_deref().and_then(place);
    if out.is_none() || out != place(folder) {
        return Ok(());
    }
    let words = "the reports of the new verdict would replace those of the run; name another folder with --out".to_owned();
    Err(Failure::usage(Message::new(words)))
}

fn what_was_judged(tally: &Tally, all: usize, language: Language) -> String {
    let again = Text::new(
        format!(
            "{} of {all} tests were judged again from the stored evidence.",
            tally.again
        ),
        format!(
            "{} av {all} tester er bedømt på nytt ut fra de lagrede bevisene.",
            tally.again
        ),
    );
    let mut text = again.in_language(language).to_owned();
    if !tally.kept.is_empty() {
        let rest = Text::new(
            "The others keep their outcome:",
            "De andre beholder utfallet:",
        );
        text.push('\n');
        text.push_str(rest.in_language(language));
        for (why, count) in &tally.kept {
            // Writing to a String cannot fail.
            let _ = write!(text, "\n  {count:>5}  {}", why.text().in_language(language));
        }
    }
    text.push('\n');
    text
}

fn write_reports(
    record: &Record,
    folder: &Path,
    arguments: &JudgeArguments,
) -> Result<(), Failure> {
    let formats = if arguments.formats.is_empty() {
        write::Format::ALL.to_vec()
    } else {
        arguments.formats.clone()
    };
    let options = write::Options {
        language: arguments.lang,
        reproduce: Reproduce::default(),
        ..write::Options::default()
    };
    write::write(record, folder, &formats, &options).map_err(Failure::usage)?;
    Ok(())
}
