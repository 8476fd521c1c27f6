//! The command line: what a person or a CI job asks for, and the exit code they get.
//!
//! 0 conformant (also with declared deviations), 1 non-conformant, 2 wrong use or configuration, 3 inconclusive,
//! 4 the harness itself failed or its reports could not be written, 129, 130 and 143 a run that SIGHUP, SIGINT or SIGTERM
//! ended, after its reports were made.

mod agency;
mod completions;
mod course;
mod doctor;
mod example;
mod explain;
mod failure;
mod fleet;
#[cfg(test)]
mod guides_tests;
mod help;
mod init;
mod keeping;
mod list;
mod overview;
mod progress;
mod properties;
mod rejudge;
mod reports;
mod run;
mod selection;
mod selftest;
mod sending;
mod signals;
mod signing;

use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{FromArgMatches as _, Parser, Subcommand};

use failure::Failure;
use pack::catalogue::{Catalogue, CatalogueError, PackFiles};
use pack::text::Language;
use wire::output;

/// Exit code of wrong use or configuration.
const WRONG_USE: u8 = 2;
/// Exit code of a failure of the harness itself.
const FAILED: u8 = 4;

/// Conformance harness for the DSOP Control API V2.0 (DSOP Kontrollinformasjon fellesstandard).
#[derive(Debug, Parser)]
#[command(name = "dsop-conformance", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Language of what is printed [default: `DSOP_LANG`, or else the locale]
    #[arg(long, value_enum, global = true)]
    lang: Option<Language>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the cases against a bank and write a report; without --target, against the mock bank in this process.
    Run(Box<run::RunArguments>),
    /// Print the catalogue: what would run, and what it rests on.
    List(list::ListArguments),
    /// Say in words what a case sends, what must come back and why.
    Explain(explain::ExplainArguments),
    /// Check the setup before a run, and say who must fix each problem.
    Doctor(doctor::DoctorArguments),
    /// Write a commented target profile.
    Init(init::InitArguments),
    /// Give a verdict again from the stored evidence of a run, without the target.
    Judge(rejudge::JudgeArguments),
    /// Compare, join, sign, verify and make reports from the records of runs.
    Report(reports::ReportArguments),
    /// Run the catalogue against right and deliberately wrong banks: does it find what is wrong, and nothing else?
    Selftest(selftest::SelftestArguments),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder.
    #[command(hide = true)]
    Man {
        /// The folder; it must exist.
        folder: PathBuf,
    },
}

/// In which form a command prints.
#[derive(Debug, clap::Args)]
struct Printed {
    /// In which form it is printed.
    #[arg(long, value_enum, default_value = "text", conflicts_with = "json")]
    format: PrintedForm,
    /// The same as --format json.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum PrintedForm {
    Text,
    Json,
}

impl Printed {
    fn is_json(&self) -> bool {
        self.json || self.format == PrintedForm::Json
    }
}

/// Which case pack is used.
#[derive(Debug, clap::Args)]
struct PackArguments {
    /// A folder with a case pack; without it, the one built in.
    #[arg(long, value_name = "DIR", global = true)]
    cases: Option<PathBuf>,
}

impl PackArguments {
    fn read(&self) -> Result<Catalogue, CatalogueError> {
        Catalogue::read(&self.files()?, &judge::check_names())
    }

    fn files(&self) -> Result<PackFiles, CatalogueError> {
        match &self.cases {
            Some(folder) => PackFiles::from_folder(folder),
            None => Ok(PackFiles::embedded(builtin::FILES)),
        }
    }
}

/// How many targets the file of a fleet names, all profiles put together.
///
/// # Errors
/// What is wrong with the file or the profile that its targets have in common.
pub fn targets_of_fleet(file: &Path) -> Result<usize, String> {
    fleet::count(file).map_err(|failure| failure.render())
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let code = answer();
    let Some(error) = output::failure() else {
        return ExitCode::from(code);
    };
    output::error_line(&format!("standard output cannot be written: {error}"));
    ExitCode::from(FAILED)
}

fn answer() -> u8 {
    let given = help::command().try_get_matches();
    let arguments = match given.and_then(|given| Arguments::from_arg_matches(&given)) {
        Ok(arguments) => arguments,
        Err(error) => {
            output::keep(error.print());
            return if error.use_stderr() { WRONG_USE } else { 0 };
        }
    };
    // An empty root has no folder for temporary files; whoever needs it says why there is none.
    let _ = std::fs::create_dir_all(std::env::temp_dir());
    match panic::catch_unwind(|| perform(arguments.command)) {
        Ok(Ok(code)) => code,
        Ok(Err(failure)) => {
            output::error(&failure.render());
            failure.exit_code()
        }
        Err(_) => {
            output::error_line(
                "the harness failed; this is a fault of the program, not of the target",
            );
            FAILED
        }
    }
}

/// Prints text on standard output.
fn print_out(text: &str) {
    output::line(text);
}

fn perform(command: Command) -> Result<u8, Failure> {
    match command {
        Command::Run(arguments) => run::run(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Doctor(arguments) => doctor::doctor(&arguments),
        Command::Judge(arguments) => rejudge::judge(&arguments),
        Command::Report(arguments) => reports::reports(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::Selftest(arguments) => selftest::selftest(&arguments),
        Command::Completions { shell } => {
            print_out(completions::script(shell).trim_end());
            Ok(0)
        }
        Command::Man { folder } => {
            let command = help::command().disable_help_subcommand(true);
            clap_mangen::generate_to(command, folder).map_err(Failure::usage_error)?;
            Ok(0)
        }
    }
}
