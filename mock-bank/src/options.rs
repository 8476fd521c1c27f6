//! Where a bank that runs alone gets its settings: command line, options file, world file.

mod file;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use listener::logging::LogArguments;
use openssl::pkey::PKey;
use openssl::x509::X509;
use wire::world::{LoadedWorld, World, WorldError};

use crate::config::{BankConfig, Mode, OrderRoot, RegisterAddresses, RightOfDisposal, TlsIdentity};
use crate::defect::{Defect, Defects};
use crate::tls;
use file::{OptionsFile, RegistersInFile};

/// The port unless another is given.
const DEFAULT_PORT: u16 = 8442;

const EXAMPLES: &str = "\
Examples:
  mock-bank serve --world dsop-world/world.json
  mock-bank serve --world dsop-world/world.json --defect token-expiry-unchecked
  mock-bank --list-defects --format json

Exit codes:
  0  done
  1  health: the bank is not ready
  2  wrong use or configuration
  4  standard output cannot be written";

/// The bank's side of the DSOP Control API V2.0, over a synthetic data set.
#[derive(Debug, Parser)]
#[command(name = "mock-bank", version, about, arg_required_else_help = true, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// Prints every defect with its part of the API and the rule that it breaks.
    #[arg(long)]
    pub list_defects: bool,
    /// Prints every variant, a correct behaviour that differs from the usual one.
    #[arg(long)]
    pub list_variants: bool,
    /// In which form a list is printed.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Form,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs a bank until it is interrupted.
    Serve(Box<ServeArguments>),
    /// Asks a bank whether it is ready: exit code 0, or 1.
    Health {
        /// Where the bank listens.
        #[arg(default_value = "http://127.0.0.1:8442")]
        url: String,
    },
    /// Prints a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Writes the manual pages into a folder.
    #[command(hide = true)]
    Man {
        /// The folder; it must exist.
        folder: PathBuf,
    },
}

/// In which form something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// A line each.
    Text,
    /// JSON.
    Json,
}

/// Settings on the command line; each overrides the options file.
#[derive(Debug, clap::Args)]
pub struct ServeArguments {
    /// World file with the registers; the bank adds itself to its banks.
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,
    /// TOML file with settings.
    #[arg(long, value_name = "FILE")]
    pub options: Option<PathBuf>,
    /// Where to listen; port 0 is a free port [default: 127.0.0.1:8442]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Base URL as callers and tokens have it, if it is another than that of --listen [default: from --listen]
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Environment [default: test]
    #[arg(long, value_enum)]
    pub mode: Option<Mode>,
    /// HTTPS; without --tls-certificate the bank creates a certificate, and its CA file beside the world file.
    #[arg(long)]
    pub tls: bool,
    /// PEM file with the certificate for HTTPS, leaf first.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,
    /// PEM file with the private key for HTTPS.
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
    /// PEM file with certificate authorities: with HTTPS, callers need a client certificate of one of them.
    #[arg(long, value_name = "FILE")]
    pub tls_client_ca: Option<PathBuf>,
    /// How the right of disposal is shown to the police [default: alternative-1]
    #[arg(long, value_enum)]
    pub right_of_disposal: Option<RightOfDisposal>,
    /// A service to serve; may be repeated. Without it, all.
    #[arg(long = "service", value_name = "ID")]
    pub services: Vec<String>,
    /// The bank's organisation number [default: 310000027]
    #[arg(long, value_name = "NUMBER")]
    pub orgno: Option<String>,
    /// The bank's name [default: Syntetisk Sparebank]
    #[arg(long)]
    pub name: Option<String>,
    /// Seed of the data set; without it the world's population seed.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Items in a page of accounts or transactions [default: 1000, and 10 accounts]
    #[arg(long, value_name = "ITEMS")]
    pub page_size: Option<usize>,
    /// A defect to enable; may be repeated. See --list-defects.
    #[arg(long = "defect", value_name = "NAME")]
    pub defects: Vec<String>,
    /// Prints every defect with its part of the API and the rule that it breaks.
    #[arg(long, hide = true)]
    pub list_defects: bool,
    /// What is logged.
    #[command(flatten)]
    pub log: LogArguments,
}

/// Settings that no bank can run with. The message says what is wrong and where.
#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    /// The options file, with line and column.
    #[error("{0}")]
    File(String),
    /// The world file, with line and column.
    #[error(transparent)]
    World(#[from] WorldError),
    /// An unknown defect.
    #[error(transparent)]
    Defect(#[from] crate::defect::UnknownDefect),
    /// A file for HTTPS.
    #[error("{0}")]
    Tls(String),
    /// No registers.
    #[error(
        "the bank does not know where the registers are: give --world FILE, or [registers] in the --options file"
    )]
    NoRegisters,
    /// A register that neither file names.
    #[error("{0}: [registers] has no {1}, and no --world file is given")]
    RegisterMissing(PathBuf, &'static str),
}

/// A bank's settings, and the CA file that callers need for its HTTPS.
#[derive(Debug)]
pub struct Resolved {
    /// The settings.
    pub config: BankConfig,
    /// PEM file of the CA, if the bank created its certificate itself.
    pub ca_file: Option<PathBuf>,
}

/// Reads the text of an options file.
///
/// # Errors
/// [`OptionsError::File`], with the place of the mistake.
pub(crate) fn check_file(text: &str) -> Result<(), OptionsError> {
    file::parse("options.toml".as_ref(), text).map(drop)
}

/// Puts the settings together.
///
/// # Errors
/// [`OptionsError`] for files that cannot be read or have mistakes, and for unknown names.
pub fn resolve(arguments: &ServeArguments) -> Result<Resolved, OptionsError> {
    let file = arguments
        .options
        .as_deref()
        .map(file::read)
        .transpose()?
        .unwrap_or_default();
    let world = arguments.world.as_deref().map(World::load).transpose()?;
    let registers = registers(arguments, &file, world.as_ref())?;
    let mut config = BankConfig::new(registers);
    config.listen.set_port(DEFAULT_PORT);
    if let Some(world) = &world {
        config.seed = world.world.population_seed.unwrap_or(config.seed);
        config.people.clone_from(&world.world.people);
        config.joins = true;
    }
    apply_file(&mut config, &file)?;
    apply_arguments(&mut config, arguments)?;
    // With a base URL of its own others may reach it through what stands at that address.
    config.operated =
        config.mode == Mode::Test && config.listen.ip().is_loopback() && config.base_url.is_none();
    let ca_file = apply_tls(&mut config, arguments, &file)?;
    if let Some(path) = &arguments.tls_client_ca {
        if config.tls.is_none() {
            let why = "--tls-client-ca needs HTTPS: give --tls, or --tls-certificate and --tls-key";
            return Err(OptionsError::Tls(why.to_owned()));
        }
        config.client_authorities = read_certificates(path)?;
    }
    Ok(Resolved { config, ca_file })
}

fn registers(
    arguments: &ServeArguments,
    file: &OptionsFile,
    world: Option<&LoadedWorld>,
) -> Result<RegisterAddresses, OptionsError> {
    let given = file.registers.clone().unwrap_or_default();
    if world.is_none() && file.registers.is_none() {
        return Err(OptionsError::NoRegisters);
    }
    let path = arguments.options.clone().unwrap_or_default();
    let missing = |name| OptionsError::RegisterMissing(path.clone(), name);
    let RegistersInFile {
        issuer,
        jwks_uri,
        order_root,
        police_jwks_uri,
        certpub_locator,
        person_registry,
        bankruptcy_register,
    } = given;
    let known = world.map(|loaded| &loaded.world);
    let root_of_world = world.map(|loaded| loaded.resolve(&loaded.world.order_root));
    Ok(RegisterAddresses {
        issuer: issuer
            .or(known.map(|w| w.issuer.clone()))
            .ok_or_else(|| missing("issuer"))?,
        jwks_uri: jwks_uri
            .or(known.map(|w| w.jwks_uri.clone()))
            .ok_or_else(|| missing("jwks_uri"))?,
        order_root: order_root
            .or(root_of_world)
            .map(OrderRoot::File)
            .ok_or_else(|| missing("order_root"))?,
        police_jwks_uri: police_jwks_uri
            .or(known.map(|w| w.police_jwks_uri.clone()))
            .ok_or_else(|| missing("police_jwks_uri"))?,
        certpub_locator: certpub_locator
            .or(known.map(|w| w.certpub_locator.clone()))
            .ok_or_else(|| missing("certpub_locator"))?,
        person_registry: person_registry
            .or(known.map(|w| w.person_registry.clone()))
            .ok_or_else(|| missing("person_registry"))?,
        bankruptcy_register: bankruptcy_register
            .or(known.and_then(|w| w.bankruptcy_register.clone()))
            .unwrap_or_default(),
    })
}

macro_rules! set {
    ($config:ident, $source:expr, $($field:ident),*) => {
        $(if let Some(value) = $source.$field.clone() { $config.$field = value; })*
    };
}

fn apply_file(config: &mut BankConfig, file: &OptionsFile) -> Result<(), OptionsError> {
    set!(
        config,
        file,
        listen,
        mode,
        right_of_disposal,
        services,
        orgno,
        name,
        seed,
        page_size,
        variants
    );
    config.base_url.clone_from(&file.base_url);
    config.defects = defects(&file.defects)?;
    Ok(())
}

fn apply_arguments(
    config: &mut BankConfig,
    arguments: &ServeArguments,
) -> Result<(), OptionsError> {
    set!(
        config,
        arguments,
        listen,
        mode,
        right_of_disposal,
        orgno,
        name,
        seed,
        page_size
    );
    if arguments.base_url.is_some() {
        config.base_url.clone_from(&arguments.base_url);
    }
    if !arguments.services.is_empty() {
        config.services.clone_from(&arguments.services);
    }
    if !arguments.defects.is_empty() {
        config.defects = defects(&arguments.defects)?;
    }
    Ok(())
}

fn defects(names: &[String]) -> Result<Defects, OptionsError> {
    let defects = names
        .iter()
        .map(|name| Defect::from_name(name))
        .collect::<Result<Defects, _>>()?;
    Ok(defects)
}

fn apply_tls(
    config: &mut BankConfig,
    arguments: &ServeArguments,
    file: &OptionsFile,
) -> Result<Option<PathBuf>, OptionsError> {
    let of_arguments = arguments
        .tls_certificate
        .clone()
        .zip(arguments.tls_key.clone());
    let of_file = file
        .tls
        .as_ref()
        .and_then(|tls| tls.certificate.clone().zip(tls.key.clone()));
    if let Some((certificate, key)) = of_arguments.or(of_file) {
        config.tls = Some(read_identity(&certificate, &key)?);
        return Ok(None);
    }
    if !arguments.tls && file.tls.is_none() {
        return Ok(None);
    }
    let folder = arguments
        .world
        .as_deref()
        .and_then(std::path::Path::parent)
        .map(PathBuf::from)
        .unwrap_or_default();
    let path = folder.join(format!("bank-{}-ca.pem", config.orgno));
    let made = tls::make_identity(config.listen.ip())
        .map_err(|error| OptionsError::Tls(error.to_string()))?;
    std::fs::write(&path, &made.ca_pem)
        .map_err(|error| OptionsError::Tls(format!("cannot write {}: {error}", path.display())))?;
    config.tls = Some(made.identity);
    Ok(Some(path))
}

fn read_identity(
    certificate: &std::path::Path,
    key: &std::path::Path,
) -> Result<TlsIdentity, OptionsError> {
    let chain = read_certificates(certificate)?;
    // An empty password, since OpenSSL would ask for one otherwise.
    let key = PKey::private_key_from_pem_passphrase(&read(key)?, b"").map_err(|_| {
        OptionsError::Tls(format!(
            "{} contains no PEM private key without a password",
            key.display()
        ))
    })?;
    Ok(TlsIdentity { chain, key })
}

fn read(path: &std::path::Path) -> Result<Vec<u8>, OptionsError> {
    std::fs::read(path)
        .map_err(|error| OptionsError::Tls(format!("cannot read {}: {error}", path.display())))
}

fn read_certificates(path: &std::path::Path) -> Result<Vec<X509>, OptionsError> {
    let certificates = X509::stack_from_pem(&read(path)?).unwrap_or_default();
    if certificates.is_empty() {
        return Err(OptionsError::Tls(format!(
            "{} contains no PEM certificate",
            path.display()
        )));
    }
    Ok(certificates)
}
