//! `mock-agency serve`.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mock_agency::{BaseUrl, Mode, Options, Registers, RegistersConfig};
use wire::keys::KeyStore;
use wire::output;

use super::{DEFAULT_STATE, Failure};
use listener::logging::LogArguments;

/// Port of the registers unless another is given: banks keep their settings when the registers are started again.
const DEFAULT_PORT: u16 = 8441;

#[derive(Args)]
pub(super) struct Arguments {
    /// Folder for world.json, keys and certificates; created if missing
    #[arg(long, value_name = "DIR", default_value = DEFAULT_STATE)]
    state: PathBuf,
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<IpAddr>,
    /// Port; 0 chooses a free one [default: 8441]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Address that callers know the registers by: issuer, token endpoint and links begin with it [default: that of
    /// the listener]
    #[arg(long, value_name = "URL")]
    base_url: Option<BaseUrl>,
    /// Seed of the synthetic population [default: 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// File with people of your own, whom the registers and the mock bank then know (TOML; see init-people)
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// Environment of the police's certificates [default: test]
    #[arg(long)]
    mode: Option<ModeArgument>,
    #[command(flatten)]
    log: LogArguments,
    /// Options file (TOML); the command line overrides it
    #[arg(long, value_name = "FILE")]
    options: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ModeArgument {
    Test,
    Production,
}

impl From<ModeArgument> for Mode {
    fn from(argument: ModeArgument) -> Self {
        match argument {
            ModeArgument::Test => Self::Test,
            ModeArgument::Production => Self::Production,
        }
    }
}

impl Arguments {
    fn config(self) -> Result<RegistersConfig, Failure> {
        let options = match &self.options {
            Some(path) => Options::load(path).map_err(Failure::configuration)?,
            None => Options::default(),
        };
        let seed = self.seed.or(options.seed).unwrap_or(1);
        let people = match self.people.as_ref().or(options.people.as_ref()) {
            Some(file) => super::people::load(file, seed)?,
            None => Vec::new(),
        };
        let keys = KeyStore::user_cache().map_err(Failure::configuration)?;
        let mut config = RegistersConfig {
            state: self.state,
            listen: self
                .listen
                .or(options.listen)
                .unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            port: Some(self.port.or(options.port).unwrap_or(DEFAULT_PORT)),
            base_url: self.base_url.or_else(|| options.base_url.clone()),
            seed,
            people,
            mode: self
                .mode
                .map(Mode::from)
                .or(options.mode)
                .unwrap_or_default(),
            keys,
            options,
            operated: false,
            journal: None,
        };
        // With a base URL of its own others may reach them through what is at that address.
        config.operated =
            config.mode == Mode::Test && config.listen.is_loopback() && config.base_url.is_none();
        Ok(config)
    }
}

/// Serves until ctrl-c or SIGTERM.
pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let stop = listener::stop::asked().map_err(Failure::configuration)?;
    arguments
        .log
        .start("mock_agency")
        .map_err(Failure::Configuration)?;
    let config = arguments.config()?;
    warn_of_exposure(&config);
    let registers = Registers::start(config)
        .await
        .map_err(Failure::configuration)?;
    let world = &registers.world_file;
    let (issuer, world) = (&registers.world.issuer, world.display());
    output::line(&format!("mock-agency ready: {issuer} world {world}"));
    stop.await;
    tracing::info!(target: "mock_agency", "stopping");
    registers.shutdown().await;
    Ok(())
}

/// The registers issue tokens to whoever has a client's key and tell about people to everybody.
fn warn_of_exposure(config: &RegistersConfig) {
    if !config.listen.is_loopback() {
        tracing::warn!(
            target: "mock_agency",
            listen = %config.listen,
            "other machines may reach the registers, which ask nobody who they are",
        );
        if config.base_url.is_none() && config.listen.is_unspecified() {
            tracing::warn!(
                target: "mock_agency",
                "issuer and links have the loopback address; give --base-url for callers elsewhere",
            );
        }
    }
}
