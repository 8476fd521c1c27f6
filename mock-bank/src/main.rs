//! Runs a mock bank alone.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use mock_bank::options::{self, Cli, Command, Form, ServeArguments};
use mock_bank::{Bank, BankConfig, BankError, Defect, Variant};
use serde_json::{Value, json};
use wire::lock::Lock;
use wire::output;
use wire::world::WorldError;

/// A bank that is asked is not ready.
const NOT_READY: u8 = 1;
/// Wrong use or configuration.
const WRONG_USE: u8 = 2;
/// Standard output cannot be written.
const FAILED: u8 = 4;

/// Why the bank does not run.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error(transparent)]
    Options(#[from] options::OptionsError),
    #[error(transparent)]
    Bank(#[from] BankError),
    #[error(transparent)]
    World(#[from] WorldError),
    #[error(
        "the bank {orgno} of {} is running already; stop it, or give this one another number with --orgno",
        world.display()
    )]
    Running { orgno: String, world: PathBuf },
    #[error("{0}")]
    Log(String),
    #[error("cannot start: {0}")]
    Runtime(#[from] std::io::Error),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            output::keep(error.print());
            return ended(if error.use_stderr() { WRONG_USE } else { 0 });
        }
    };
    ended(perform(cli).unwrap_or_else(|(code, message)| {
        output::error_line(&format!("mock-bank: {message}"));
        code
    }))
}

/// The exit code, unless standard output does not have everything that was printed.
fn ended(code: u8) -> ExitCode {
    let Some(error) = output::failure() else {
        return ExitCode::from(code);
    };
    output::error_line(&format!(
        "mock-bank: standard output cannot be written: {error}"
    ));
    ExitCode::from(FAILED)
}

fn perform(cli: Cli) -> Result<u8, (u8, String)> {
    match cli.command {
        _ if cli.list_defects => list_defects(cli.format),
        _ if cli.list_variants => list_variants(cli.format),
        Some(Command::Serve(arguments)) if arguments.list_defects => list_defects(cli.format),
        Some(Command::Serve(arguments)) => {
            run(&arguments).map_err(|error| (WRONG_USE, error.to_string()))?;
        }
        Some(Command::Health { url }) => {
            listener::health::ready(&url).map_err(|why| (NOT_READY, why))?;
        }
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "mock-bank", &mut script);
            output::print(&String::from_utf8_lossy(&script));
        }
        Some(Command::Man { folder }) => {
            let command = Cli::command().disable_help_subcommand(true);
            clap_mangen::generate_to(command, folder)
                .map_err(|error| (WRONG_USE, error.to_string()))?;
        }
        None => {
            let what = "say what to do, e.g. serve; see --help".to_owned();
            return Err((WRONG_USE, what));
        }
    }
    Ok(0)
}

fn list_defects(form: Form) {
    let all = Defect::ALL.iter();
    match form {
        Form::Text => all.for_each(|one| {
            let (name, area) = (one.name(), one.area());
            output::line(&format!("{name:<36} {area:<18} {}", one.rule()));
        }),
        Form::Json => print_json(all.map(
            |one| json!({"name": one.name(), "area": one.area().to_string(), "breaks": one.rule()}),
        )),
    }
}

fn list_variants(form: Form) {
    let all = Variant::ALL.iter();
    match form {
        Form::Text => {
            all.for_each(|one| output::line(&format!("{:<36} {}", one.name(), one.what())));
        }
        Form::Json => print_json(all.map(|one| json!({"name": one.name(), "does": one.what()}))),
    }
}

fn print_json(entries: impl Iterator<Item = Value>) {
    let entries: Vec<Value> = entries.collect();
    output::line(&format!("{:#}", Value::from(entries)));
}

fn run(arguments: &ServeArguments) -> Result<(), ServeError> {
    arguments.log.start("mock_bank").map_err(ServeError::Log)?;
    let resolved = options::resolve(arguments)?;
    let world = arguments.world.as_deref();
    let _entry = world
        .map(|world| reserve(world, &resolved.config.orgno))
        .transpose()?;
    warn_of_exposure(&resolved.config);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let bank = Bank::start(resolved.config).await?;
        if let Some(path) = &arguments.world {
            let name = resolved
                .ca_file
                .as_deref()
                .and_then(|file| file.file_name());
            bank.join(path, name.map(Into::into))?;
        }
        let stop = listener::stop::asked()?;
        output::line(bank.base_url());
        stop.await;
        tracing::info!(target: "mock_bank", "stopping");
        bank.shutdown().await;
        Ok(())
    })
}

/// Reserves the bank's entry in the world file: a second bank of the same number would replace it.
fn reserve(world: &Path, orgno: &str) -> Result<Lock, ServeError> {
    let lock = Lock::acquire(&world.with_file_name(format!("bank-{orgno}.lock")))?;
    lock.ok_or_else(|| ServeError::Running {
        orgno: orgno.to_owned(),
        world: world.to_owned(),
    })
}

/// Whoever reaches the bank may call it; behaviour on demand is for loopback addresses alone.
fn warn_of_exposure(config: &BankConfig) {
    if !config.listen.ip().is_loopback() {
        tracing::warn!(
            target: "mock_bank",
            listen = %config.listen,
            "other machines may reach the bank; it has no /admin addresses and ignores Mock-Behaviour",
        );
    }
}
