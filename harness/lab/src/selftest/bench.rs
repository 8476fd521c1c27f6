//! Where banks are examined: shared registers, several banks at a time.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use thiserror::Error;
use wire::keys::KeyStore;

use crate::embedded::{EmbeddedError, EmbeddedRegisters};
use crate::selftest::subject::{Examined, Seen, Subject};
use engine::event::Silent;
use engine::runner::{RegisterControl, RunOptions, Runner};
use engine::send::{Connections, SenderError};
use engine::stimulus::Attacker;
use judge::check::Tools;
use judge::finding::Kind;
use pack::catalogue::Catalogue;
use pack::message::UserError;
use plan::plan;
use plan::target::Target;
use record::result::CaseResult;
use record::tried::PropertyOptions;

/// Seed of the population and of everything generated.
pub(super) const SEED: u64 = 1;

/// Time limit of a request.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);

/// What banks are examined with.
#[derive(Clone)]
pub struct Bench {
    /// The catalogue.
    pub catalogue: Arc<Catalogue>,
    /// What checks are made from.
    pub tools: Tools,
    /// The attacker of the cases.
    pub attacker: Attacker,
    /// Keys of the registers.
    pub keys: KeyStore,
    test: Arc<Place>,
    production: Arc<Place>,
}

/// Registers, and the connections to banks that are opened against them.
struct Place {
    registers: Arc<EmbeddedRegisters>,
    connections: OnceLock<Connections>,
}

impl Place {
    async fn start(keys: KeyStore, production: bool) -> Result<Self, EmbeddedError> {
        Ok(Self {
            registers: Arc::new(EmbeddedRegisters::start(keys, SEED, production).await?),
            connections: OnceLock::new(),
        })
    }

    /// All banks of the same registers have one certificate, so that one set of connections fits them all.
    fn connections(&self, target: &Target) -> Result<Connections, SenderError> {
        if let Some(connections) = self.connections.get() {
            return Ok(connections.clone());
        }
        let made = Connections::new(&target.tls, TIMEOUT)?;
        Ok(self.connections.get_or_init(|| made).clone())
    }
}

/// Why the self-test could not be carried out.
#[derive(Debug, Error)]
pub enum SelftestError {
    /// Registers or bank.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    /// The sender.
    #[error(transparent)]
    Sender(#[from] SenderError),
    /// A bank's examination ended early.
    #[error("the examination of {0} ended early: {1}")]
    Ended(String, String),
}

impl UserError for SelftestError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Embedded(error) => error.help(),
            Self::Sender(error) => error.help(),
            Self::Ended(..) => None,
        }
    }
}

impl Bench {
    /// Starts the registers.
    ///
    /// # Errors
    /// [`SelftestError`] if they do not start.
    pub async fn new(
        catalogue: Catalogue,
        tools: Tools,
        attacker: Attacker,
        keys: KeyStore,
    ) -> Result<Self, SelftestError> {
        let test = Arc::new(Place::start(keys.clone(), false).await?);
        let production = Arc::new(Place::start(keys.clone(), true).await?);
        Ok(Self {
            catalogue: Arc::new(catalogue),
            tools,
            attacker,
            keys,
            test,
            production,
        })
    }

    /// Examines all of them, so many at a time, in the given order; tells each as it is done.
    ///
    /// # Errors
    /// [`SelftestError`] for the first that could not be examined.
    pub async fn examine_all(
        &self,
        subjects: Vec<Subject>,
        at_once: usize,
        mut done: impl FnMut(&Examined),
    ) -> Result<Vec<Examined>, SelftestError> {
        let mut running = futures::stream::iter(subjects)
            .map(|subject| {
                let (bench, name) = (self.clone(), subject.name.clone());
                let runtime = tokio::runtime::Handle::current();
                let task =
                    tokio::task::spawn_blocking(move || runtime.block_on(bench.examine(&subject)));
                async move {
                    task.await
                        .map_err(|error| SelftestError::Ended(name, error.to_string()))?
                }
            })
            .buffered(at_once.max(1));
        let mut examined = Vec::new();
        while let Some(one) = running.next().await {
            let one = one?;
            done(&one);
            examined.push(one);
        }
        Ok(examined)
    }

    /// Examines one bank.
    ///
    /// # Errors
    /// [`SelftestError`] if bank or runner does not start.
    pub async fn examine(&self, subject: &Subject) -> Result<Examined, SelftestError> {
        let began = Instant::now();
        let mut seen = self.examine_once(subject).await?;
        if let Some(selection) = subject.selection.widened(&seen) {
            let wider = Subject {
                selection,
                ..subject.clone()
            };
            let more = self.examine_once(&wider).await?;
            seen.retain(|one| more.iter().all(|other| other.case != one.case));
            seen.extend(more);
        }
        Ok(Examined::timed(&subject.name, seen, began))
    }

    /// Opens the bank and runs the selected cases against it.
    async fn examine_once(&self, subject: &Subject) -> Result<Vec<Seen>, SelftestError> {
        let place = match (subject.own_registers, subject.options.production) {
            (true, production) => Arc::new(Place::start(self.keys.clone(), production).await?),
            (false, true) => Arc::clone(&self.production),
            (false, false) => Arc::clone(&self.test),
        };
        let (bank, mut target) = place.registers.open_bank(&subject.options).await?;
        target.response_time_limit = subject.limit;
        let mut plan = plan(
            &self.catalogue,
            &target,
            &subject.selection.filter(),
            subject.own_registers,
        );
        subject.selection.narrow(&mut plan, &target);
        let registers = subject
            .own_registers
            .then(|| Arc::clone(&place.registers) as Arc<dyn RegisterControl>);
        let connections = place.connections(&target)?;
        let target = Arc::new(target);
        let runner = Runner::over(
            connections,
            Arc::clone(&self.catalogue),
            Arc::clone(&target),
            options(subject),
            self.attacker.clone(),
            self.tools.clone(),
            registers,
        );
        let result = Arc::new(runner).run(&Arc::new(plan), &Silent).await;
        let seen = result
            .results
            .iter()
            .map(|result| seen(result, &target))
            .collect();
        drop(bank);
        Ok(seen)
    }
}

fn options(subject: &Subject) -> RunOptions {
    RunOptions {
        jobs: subject.jobs,
        timeout: TIMEOUT,
        retries: 1,
        rate: None,
        fail_fast: false,
        redaction_key: [0; 32],
        full_evidence: true,
        properties: PropertyOptions {
            cases: subject.inputs,
            seed: SEED,
            replay: None,
        },
    }
}

pub(super) fn seen(result: &CaseResult, target: &Target) -> Seen {
    let breach = result
        .findings
        .iter()
        .find(|finding| finding.kind == Kind::Breach);
    let exchange = breach.and_then(|finding| finding.exchange);
    let record = result
        .evidence
        .iter()
        .find(|(id, _, _)| exchange.is_some_and(|exchange| exchange.0 == *id))
        .or(result.evidence.first())
        .map(|(_, _, record)| record);
    let party = record.and_then(|record| {
        let text = serde_json::to_string(&record.request).ok()?;
        target
            .parties
            .iter()
            .position(|party| text.contains(&format!("\"{}\"", party.party_id)))
    });
    Seen {
        case: result.instance.case.id.0.clone(),
        instance: result.instance.id.0.clone(),
        level: result.instance.case.level,
        outcome: result.outcome.clone(),
        party,
        breach: breach.cloned(),
    }
}
