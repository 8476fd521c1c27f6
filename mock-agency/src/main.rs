//! `mock-agency serve` runs the registers that a bank needs; `mock-agency fetch` does a whole retrieval.
//!
//! Exit codes: 0 done, 1 something was refused or did not come, 2 wrong use or configuration.

mod fetch;
mod print;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run Maskinporten, the police's JWKS, CertPub and the person registry, and write the world file
    Serve(serve::Arguments),
    /// Retrieve account information about a party from the banks of a world
    Fetch(fetch::Arguments),
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
    let command = match (arguments.list_defects, arguments.command) {
        (true, _) => {
            print::behaviours();
            return ExitCode::SUCCESS;
        }
        (false, Some(command)) => command,
        (false, None) => {
            eprintln!("mock-agency: no command given; see --help");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("mock-agency: cannot start: {error}");
            return ExitCode::from(2);
        }
    };
    let result = runtime.block_on(async {
        match command {
            Command::Serve(arguments) => serve::run(arguments).await,
            Command::Fetch(arguments) => fetch::run(arguments).await,
        }
    });
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
