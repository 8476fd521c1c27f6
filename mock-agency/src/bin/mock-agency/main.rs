//! `mock-agency serve` runs the registers that a bank needs, `mock-agency fetch` carries out a whole retrieval; the
//! other commands give a developer what a single call needs.
//!
//! Exit codes: 0 done, 1 something was refused or did not come, 2 wrong use or configuration.

mod by_hand;
mod case;
mod fetch;
mod people;
mod print;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// State folder unless another is given.
const DEFAULT_STATE: &str = "dsop-world";
/// World file unless another is given: that of the default state folder.
const DEFAULT_WORLD: &str = "dsop-world/world.json";

#[derive(Parser)]
#[command(
    name = "mock-agency",
    version,
    about = "The agency's side of the DSOP world",
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
    let arguments = Arguments::parse();
    let result = match arguments.command {
        _ if arguments.list_defects => {
            print::behaviours();
            Ok(())
        }
        _ if arguments.list_behaviours => {
            for (name, what) in mock_agency::misbehaviours() {
                println!("{name:<30} {what}");
            }
            Ok(())
        }
        _ if arguments.list_forms => by_hand::print_forms(),
        Some(command) => run(command),
        None => Err(Failure::Configuration(
            "no command given; see --help".to_owned(),
        )),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Configuration(message)) => {
            eprintln!("mock-agency: {message}");
            ExitCode::from(2)
        }
        Err(Failure::Refused(message)) => {
            if let Some(message) = message {
                eprintln!("mock-agency: {message}");
            }
            ExitCode::from(1)
        }
    }
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
        }
    })
}
