//! The command line: what a person or a CI job asks for, and the exit code they get.
//!
//! 0 conformant (also with declared deviations), 1 non-conformant, 2 wrong use or configuration, 3 inconclusive,
//! 4 the harness itself failed.

mod agency;
mod completions;
mod doctor;
mod example;
mod explain;
mod failure;
mod init;
mod judge;
mod list;
mod norwegian;
mod progress;
mod properties;
mod report;
mod run;
mod selection;
mod selftest;
mod signing;

use std::panic;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::catalogue::{Catalogue, CatalogueError, PackFiles};
use crate::text::{Language, Text};
use failure::Failure;

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
    /// Language of what is printed.
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
    /// Look a target over before a run: what is set up wrongly, and whose it is to mend.
    ///
    /// Ends with 0 if nothing is wrong, 2 if the profile or this machine is, 3 if the target or a register does not
    /// answer, 1 if only the bank is.
    Doctor(doctor::DoctorArguments),
    /// Write a commented target profile.
    Init(init::InitArguments),
    /// Give a verdict again from the stored evidence of a run, without the target.
    Judge(judge::JudgeArguments),
    /// Compare, join, sign, verify and make reports from the records of runs.
    Report(report::ReportArguments),
    /// Run the catalogue against right and deliberately wrong banks: does it find what is wrong, and nothing else?
    Selftest(selftest::SelftestArguments),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Which case pack is used.
#[derive(Debug, clap::Args)]
struct PackArguments {
    /// A folder with a case pack, in place of the one built in.
    #[arg(long, value_name = "DIR", global = true)]
    cases: Option<PathBuf>,
}

impl PackArguments {
    fn read(&self) -> Result<Catalogue, CatalogueError> {
        Catalogue::read(&self.files()?)
    }

    fn files(&self) -> Result<PackFiles, CatalogueError> {
        match &self.cases {
            Some(folder) => PackFiles::from_folder(folder),
            None => Ok(PackFiles::builtin()),
        }
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let language = language_asked_for();
    let arguments = match parse(language) {
        Ok(arguments) => arguments,
        Err(error) => return unparsed(&error, language),
    };
    let outcome = panic::catch_unwind(|| perform(arguments.command));
    match outcome {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(failure)) => {
            let code = match failure {
                Failure::Use(_) => WRONG_USE,
                Failure::Harness(_) => FAILED,
            };
            eprint!("{}", failure.render(language));
            ExitCode::from(code)
        }
        Err(_) => {
            let words = Text::new(
                "the harness failed; this is a fault of the program, not of the target",
                "testverktøyet sviktet; det er en feil i programmet, ikke i målet",
            );
            eprintln!("{}", words.in_language(language));
            ExitCode::from(FAILED)
        }
    }
}

/// Reads the words of the command line, or gives what is to be printed in their place.
fn parse(language: Language) -> Result<Arguments, clap::Error> {
    let mut command = match language {
        Language::En => Arguments::command(),
        Language::Nb => norwegian::in_norwegian(Arguments::command()),
    };
    let mut matches = command.try_get_matches_from_mut(std::env::args_os())?;
    Arguments::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// Prints help, the version, or what is wrong with an option.
fn unparsed(error: &clap::Error, language: Language) -> ExitCode {
    let told = match language {
        Language::En => None,
        Language::Nb => norwegian::error_in_norwegian(error),
    };
    match told {
        Some(told) => eprint!("{told}"),
        // A closed pipe is no reason to fail.
        None => drop(error.print()),
    }
    if error.use_stderr() {
        ExitCode::from(WRONG_USE)
    } else {
        ExitCode::SUCCESS
    }
}

/// The language of messages: what `--lang` asks for, or else the environment.
fn language_asked_for() -> Language {
    let words: Vec<String> = std::env::args().collect();
    let after = words
        .iter()
        .position(|word| word == "--lang")
        .and_then(|at| words.get(at + 1));
    let asked = after
        .map(String::as_str)
        .or_else(|| words.iter().find_map(|word| word.strip_prefix("--lang=")));
    match asked {
        Some("nb") => Language::Nb,
        Some("en") => Language::En,
        Some(_) | None => Language::of_environment(),
    }
}

/// Prints text on standard output; a reader that has gone away is no fault.
fn print_out(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

fn perform(command: Command) -> Result<u8, Failure> {
    match command {
        Command::Run(arguments) => run::run(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Doctor(arguments) => doctor::doctor(&arguments),
        Command::Judge(arguments) => judge::judge(&arguments),
        Command::Report(arguments) => report::report(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::Selftest(arguments) => selftest::selftest(&arguments),
        Command::Completions { shell } => {
            print_out(completions::script(shell).trim_end());
            Ok(0)
        }
    }
}
