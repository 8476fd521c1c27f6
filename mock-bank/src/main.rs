//! Runs a mock bank alone.

use std::process::ExitCode;

use clap::Parser;
use mock_bank::options::{self, Cli, Command, ServeArguments};
use mock_bank::{Bank, BankConfig, BankError, Defect, Variant};
use tokio::signal::unix::{SignalKind, signal};
use wire::world::WorldError;

/// Wrong use or configuration.
const WRONG_USE: u8 = 2;

/// Why the bank does not run.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error(transparent)]
    Options(#[from] options::OptionsError),
    #[error(transparent)]
    Bank(#[from] BankError),
    #[error(transparent)]
    World(#[from] WorldError),
    #[error("{0}")]
    Log(String),
    #[error("cannot start: {0}")]
    Runtime(#[from] std::io::Error),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        _ if cli.list_defects => list_defects(),
        _ if cli.list_variants => list_variants(),
        Some(Command::Serve(arguments)) if arguments.list_defects => list_defects(),
        Some(Command::Serve(arguments)) => match run(&arguments) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("mock-bank: {error}");
                ExitCode::from(WRONG_USE)
            }
        },
        None => {
            eprintln!("mock-bank: say what to do, e.g. serve; see --help");
            ExitCode::from(WRONG_USE)
        }
    }
}

fn list_defects() -> ExitCode {
    for defect in Defect::ALL {
        let (name, area) = (defect.name(), defect.area());
        println!("{name:<36} {area:<18} {}", defect.rule());
    }
    ExitCode::SUCCESS
}

fn list_variants() -> ExitCode {
    for variant in Variant::ALL {
        println!("{:<36} {}", variant.name(), variant.what());
    }
    ExitCode::SUCCESS
}

fn run(arguments: &ServeArguments) -> Result<(), ServeError> {
    arguments.log.start("mock_bank").map_err(ServeError::Log)?;
    let resolved = options::resolve(arguments)?;
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
        let mut terminate = signal(SignalKind::terminate())?;
        println!("{}", bank.base_url());
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended?,
            _ = terminate.recv() => {}
        }
        tracing::info!(target: "mock_bank", "stopping");
        bank.shutdown().await;
        Ok(())
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
