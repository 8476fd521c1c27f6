//! `mock-agency serve` runs the registers that a bank needs, `mock-agency fetch` carries out a whole retrieval; the
//! other commands give a developer what a single call needs.
//!
//! Exit codes: 0 done, 1 something was refused or did not come, 2 wrong use or configuration, 4 standard output cannot be
//! written.

mod by_hand;
mod case;
mod fetch;
mod people;
mod print;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};
use wire::output;

/// State folder unless another is given.
const DEFAULT_STATE: &str = "dsop-world";
/// World file unless another is given: that of the default state folder.
const DEFAULT_WORLD: &str = "dsop-world/world.json";

/// Something was refused or did not come.
const REFUSED: u8 = 1;
/// Wrong use or configuration.
const WRONG_USE: u8 = 2;
/// Standard output cannot be written.
const FAILED: u8 = 4;

const EXAMPLES: &str = "\
Examples:
  mock-agency serve
  mock-agency fetch --service politi-utlevering --party NUMBER
  mock-agency token --service politi-utlevering --form expired
  mock-agency --list-forms --format json

Exit codes:
  0  done
  1  something was refused or did not come
  2  wrong use or configuration
  4  standard output cannot be written";

#[derive(Parser)]
#[command(
    name = "mock-agency",
    version,
    about = "The agency's side of the DSOP world",
    after_help = EXAMPLES,
    max_term_width = 100
)]
struct Arguments {
    /// Print the defects and variants that fetch --defect and --variant know
    #[arg(long)]
    list_defects: bool,
    /// Print what the running registers do wrong on demand, by POST /admin/behaviours?name=…
    #[arg(long)]
    list_behaviours: bool,
    /// Print the named forms that token --form and order --form know
    #[arg(long)]
    list_forms: bool,
    /// In which form a list is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Form,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run Maskinporten, the police's JWKS, CertPub and the person registry, and write the world file
    Serve(serve::Arguments),
    /// Retrieve account information about a party from the banks of a world
    Fetch(fetch::Arguments),
    /// Write a people file to begin with, and its schema beside it
    InitPeople(people::Arguments),
    /// Print an access token, right or deliberately wrong
    Token(by_hand::token::Arguments),
    /// Print an extradition order, right or deliberately wrong
    Order(by_hand::order::Arguments),
    /// Print a curl command for one call to a bank, with all headers
    Curl(Box<by_hand::curl::Arguments>),
    /// Decrypt an answer of a bank and print it
    Open(by_hand::open::Arguments),
    /// Ask the registers whether they are ready: exit code 0, or 1
    Health {
        /// Where they listen
        #[arg(default_value = "http://127.0.0.1:8441")]
        url: String,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    #[command(hide = true)]
    Man {
        /// The folder; it must exist
        folder: PathBuf,
    },
}

/// In which form something is printed.
#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Table,
    Json,
}

/// Why the exit code is not 0.
#[derive(Debug)]
enum Failure {
    /// Wrong use or configuration: one message.
    Configuration(String),
    /// A bank or a register refused or did not answer; no message if it was printed already.
    Refused(Option<String>),
}

impl Failure {
    fn configuration(error: impl std::fmt::Display) -> Self {
        Self::Configuration(error.to_string())
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            output::keep(error.print());
            return ended(if error.use_stderr() { WRONG_USE } else { 0 });
        }
    };
    let (code, message) = match perform(arguments) {
        Ok(()) => (0, None),
        Err(Failure::Configuration(message)) => (WRONG_USE, Some(message)),
        Err(Failure::Refused(message)) => (REFUSED, message),
    };
    if let Some(message) = message {
        output::error_line(&format!("mock-agency: {message}"));
    }
    ended(code)
}

/// The exit code, unless standard output does not have everything that was printed.
fn ended(code: u8) -> ExitCode {
    let Some(error) = output::failure() else {
        return ExitCode::from(code);
    };
    output::error_line(&format!(
        "mock-agency: standard output cannot be written: {error}"
    ));
    ExitCode::from(FAILED)
}

fn perform(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        _ if arguments.list_defects => print::behaviours(arguments.format),
        _ if arguments.list_behaviours => print::misbehaviours(arguments.format),
        _ if arguments.list_forms => by_hand::print_forms(arguments.format),
        Some(Command::Health { url }) => {
            listener::health::ready(&url).map_err(|why| Failure::Refused(Some(why)))?;
        }
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "mock-agency", &mut script);
            output::print(&String::from_utf8_lossy(&script));
        }
        Some(Command::Man { folder }) => {
            let command = Arguments::command().disable_help_subcommand(true);
            clap_mangen::generate_to(command, folder).map_err(Failure::configuration)?;
        }
        Some(command) => run(command)?,
        None => {
            let what = "no command given; see --help".to_owned();
            return Err(Failure::Configuration(what));
        }
    }
    Ok(())
}

fn run(command: Command) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Configuration(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        match command {
            Command::Serve(arguments) => serve::run(arguments).await,
            Command::Fetch(arguments) => fetch::run(arguments).await,
            Command::InitPeople(arguments) => people::run(&arguments),
            Command::Token(arguments) => by_hand::token::run(arguments).await,
            Command::Order(arguments) => by_hand::order::run(arguments).await,
            Command::Curl(arguments) => by_hand::curl::run(*arguments).await,
            Command::Open(arguments) => by_hand::open::run(&arguments),
            Command::Health { .. } | Command::Completions { .. } | Command::Man { .. } => Ok(()),
        }
    })
}
