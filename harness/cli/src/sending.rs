//! What every command that sends requests has: its options, its runtime, and a runner.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use wire::keys::KeyStore;
use wire::pki::{Authority, Subject, Validity};

use crate::Failure;
use engine::runner::{RegisterControl, RunOptions, Runner};
use engine::stimulus::Attacker;
use judge::check::Tools;
use judge::check::schema::Schemas;
use pack::catalogue::Catalogue;
use pack::message::{Message, UserError};
use pack::text::Language;
use plan::target::Target;

/// Options of every command that sends requests.
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// Requests at the same time.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: u16,
    /// Time limit of a request, in seconds.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=600))]
    timeout: u16,
    /// How often a request is repeated after a transport failure.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=10))]
    retries: u8,
    /// Maximum requests per second; without it, no limit.
    #[arg(long, value_name = "PER_SECOND", value_parser = rate)]
    pub(super) rate: Option<f64>,
    /// Language of what is printed.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    pub(super) lang: Language,
}

fn rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate| *rate > 0.0 && *rate <= 100_000.0)
        .ok_or_else(|| "write a number of requests a second, e.g. 20 or 0.5".to_owned())
}

impl Common {
    /// The runner's options, with a redaction key of this run's own.
    pub(super) fn options(&self) -> Result<RunOptions, Failure> {
        let mut redaction_key = [0; 32];
        openssl::rand::rand_bytes(&mut redaction_key).map_err(|error| {
            let text = error.to_string();
            Failure::harness(Message::new(format!("no randomness: {text}")))
        })?;
        Ok(RunOptions {
            jobs: usize::from(self.jobs),
            timeout: Duration::from_secs(u64::from(self.timeout)),
            retries: u32::from(self.retries),
            rate: self.rate,
            fail_fast: false,
            redaction_key,
            full_evidence: false,
            properties: record::tried::PropertyOptions::default(),
        })
    }
}

/// The runtime that sends and serves.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            let text = error.to_string();
            Failure::harness(Message::new(format!("the runtime does not start: {text}")))
        })
}

/// A runner against a target, with everything that is made once.
pub(super) fn runner(
    catalogue: &Arc<Catalogue>,
    target: &Arc<Target>,
    options: RunOptions,
    registers: Option<Arc<dyn RegisterControl>>,
) -> Result<Runner, Failure> {
    let keys = KeyStore::user_cache().map_err(Failure::usage)?;
    let attacker = attacker(&keys).map_err(Failure::harness)?;
    Runner::new(
        Arc::clone(catalogue),
        Arc::clone(target),
        options,
        attacker,
        tools(catalogue)?,
        registers,
    )
    .map_err(Failure::usage)
}

pub(super) fn tools(catalogue: &Catalogue) -> Result<Tools, Failure> {
    let schemas = Schemas::compile(&catalogue.schemas).map_err(Failure::usage)?;
    Ok(Tools {
        schemas: Arc::new(schemas),
        rows: catalogue.fields.clone().into(),
        recommended_rows: Arc::new(catalogue.recommended_rows()),
    })
}

/// Why the attacker has no key or certificate.
#[derive(Debug, thiserror::Error)]
pub(super) enum AttackerError {
    #[error(transparent)]
    Key(#[from] wire::keys::KeyError),
    #[error(transparent)]
    Clock(#[from] jiff::Error),
    #[error(transparent)]
    Certificate(#[from] wire::pki::PkiError),
}

impl UserError for AttackerError {}

pub(super) fn attacker(keys: &KeyStore) -> Result<Attacker, AttackerError> {
    let key = keys.rsa("attacker")?;
    let now = Timestamp::now().as_second();
    let moment = |offset: i64| Timestamp::from_second(now + offset);
    let subject = Subject {
        organisation: Some("Politiet".into()),
        organisational_unit: Some("Påtalemyndigheten".into()),
        common_name: "Godkjenning av utleveringspålegg TEST".into(),
        serial_number: None,
    };
    let validity = Validity {
        not_before: moment(-3_600)?,
        not_after: moment(48 * 3_600)?,
    };
    let authority = Authority::root(&subject, validity, key.clone())?;
    Ok(Attacker {
        key: wire::jose::sign::SigningKey::from_pkey(key),
        certificate: authority.certificate,
    })
}
