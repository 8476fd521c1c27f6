//! Examines agencies, several at a time, each on an environment of its own.

use std::collections::VecDeque;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use mock_agency::behaviour::{Behaviour, Defect, Variant};
use thiserror::Error;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use wire::keys::KeyStore;
use wire::profile::ServiceProfile;

use crate::agency::environment::{Environment, EnvironmentError, EnvironmentOptions};
use crate::agency::run::judge;
use crate::agency::scenario_runner::ScenarioRunner;
use crate::agency::target::AgencyTarget;
use crate::agency::trigger::MockAgency;
use crate::selftest::CaseAssignment;
use engine::interruption::Interruption;
use judge::agency::scenario_run::ScenarioRun;
use judge::verdict::Outcome;
use pack::catalogue::{Case, Catalogue};
use pack::message::UserError;
use pack::scenario::Scenario;
use pack::text::{Language, Text};

/// Scenarios that a defect is run in where its case does not name any.
const USUAL: [&str; 3] = ["happy-path", "two-banks", "other-party"];

/// Scenarios that a variant is not run in: they take their time, or tell nothing that another one does not.
const SLOW_OR_ALIKE: [&str; 11] = [
    "slow-bank",
    "short-token",
    "error-429",
    "error-429-always",
    "broken-list",
    "foreign-key",
    "broken-json",
    "error-403",
    "error-404",
    "error-405",
    "error-406",
];

/// An agency that is examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The mock agency as it is.
    Usual,
    /// With one mistake.
    Defect(Defect),
    /// Another right way.
    Variant(Variant),
}

/// Which scenarios are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that can tell.
    Telling,
    /// All of them.
    Everything,
}

/// An agency, examined.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The agency.
    pub subject: Subject,
    /// Instances that were judged.
    pub instances: usize,
    /// The cases that found something, each once.
    pub found_by: Vec<String>,
    /// What became of the intended case where it found nothing.
    pub instead: Option<Text>,
    /// How long it took.
    pub took: Duration,
}

/// Why agencies could not be examined.
#[derive(Debug, Error)]
pub enum ExaminationError {
    /// An environment could not be started.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// No HTTP client.
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
    /// A runner ended before its time.
    #[error("an examination was cut short: {0}")]
    CutShort(#[from] tokio::task::JoinError),
}

impl UserError for ExaminationError {}

impl Subject {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "good",
            Self::Defect(defect) => defect.name(),
            Self::Variant(variant) => variant.name(),
        }
    }

    fn behaviour(self) -> Behaviour {
        match self {
            Self::Usual => Behaviour::default(),
            Self::Defect(defect) => Behaviour::with_defect(defect),
            Self::Variant(variant) => Behaviour::with_variant(variant),
        }
    }

    /// The case that is meant to find something.
    fn intended<'c>(
        self,
        catalogue: &'c Catalogue,
        assignment: &CaseAssignment,
    ) -> Option<&'c Case> {
        match self {
            Self::Defect(defect) => catalogue.case(assignment.case(defect.name())),
            Self::Usual | Self::Variant(_) => None,
        }
    }

    fn is_run_in(
        self,
        scenario: &Scenario,
        service: &ServiceProfile,
        intended: Option<&Case>,
        scope: Scope,
    ) -> bool {
        if scope == Scope::Everything {
            return true;
        }
        match (self, intended) {
            (Self::Usual, _) => true,
            (Self::Variant(_) | Self::Defect(_), None) => {
                !SLOW_OR_ALIKE.contains(&scenario.id.as_str())
            }
            (_, Some(case)) if !case.serves(&service.id) => false,
            (_, Some(case)) => match case
                .journal()
                .and_then(|journal| journal.scenarios.as_ref())
            {
                Some(named) => named.contains(&scenario.id),
                None => USUAL.contains(&scenario.id.as_str()),
            },
        }
    }
}

/// Examines agencies, `environments` at a time; `done` is called with each.
///
/// # Errors
/// [`ExaminationError`] when an environment cannot be started.
pub async fn examine(
    (pack, assignment): (&Arc<Catalogue>, &Arc<CaseAssignment>),
    keys: &KeyStore,
    subjects: Vec<Subject>,
    (scope, environments): (Scope, usize),
    mut done: impl FnMut(&Examined),
) -> Result<Vec<Examined>, ExaminationError> {
    let environments = environments.clamp(1, subjects.len().max(1));
    let http = mock_agency::retrieval::http_client(None).map_err(std::io::Error::other);
    let http = http.map_err(EnvironmentError::File)?;
    let queue = Arc::new(Mutex::new(subjects.into_iter().enumerate().collect()));
    let (sender, mut examined) = unbounded_channel();
    let mut workers = JoinSet::new();
    for environment in start(keys, environments).await? {
        let worker = Worker {
            pack: Arc::clone(pack),
            assignment: Arc::clone(assignment),
            queue: Arc::clone(&queue),
            http: http.clone(),
            scope,
        };
        let sender = sender.clone();
        workers.spawn(async move { worker.work(&environment, &sender).await });
    }
    drop(sender);
    let mut all = Vec::new();
    while let Some((number, one)) = examined.recv().await {
        done(&one);
        all.push((number, one));
    }
    while let Some(ended) = workers.join_next().await {
        ended?;
    }
    all.sort_by_key(|(number, _)| *number);
    Ok(all.into_iter().map(|(_, one)| one).collect())
}

/// Starts so many environments. No agency begins before all are there: the start of one keeps the processor busy, and a
/// grant has ten seconds to arrive.
async fn start(keys: &KeyStore, count: usize) -> Result<Vec<Environment>, ExaminationError> {
    let counter = Arc::new(AtomicU64::default());
    let mut starting = JoinSet::new();
    for _ in 0..count {
        // A worker judges its own environment alone, so every environment has the number 0.
        let options = EnvironmentOptions {
            seed: 1,
            counter: Arc::clone(&counter),
            ..EnvironmentOptions::default()
        };
        let keys = keys.clone();
        starting.spawn(async move { Environment::start(&keys, &options).await });
    }
    let mut environments = Vec::new();
    while let Some(started) = starting.join_next().await {
        environments.push(started??);
    }
    Ok(environments)
}

struct Worker {
    pack: Arc<Catalogue>,
    assignment: Arc<CaseAssignment>,
    queue: Arc<Mutex<VecDeque<(usize, Subject)>>>,
    http: reqwest::Client,
    scope: Scope,
}

impl Worker {
    async fn work(&self, environment: &Environment, examined: &UnboundedSender<(usize, Examined)>) {
        loop {
            let next = self
                .queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            let Some((number, subject)) = next else { break };
            let one = self.examine(environment, subject).await;
            if examined.send((number, one)).is_err() {
                break;
            }
        }
    }

    async fn examine(&self, environment: &Environment, subject: Subject) -> Examined {
        let began = Instant::now();
        let target = AgencyTarget::embedded(MockAgency {
            behaviour: subject.behaviour(),
            http: self.http.clone(),
        });
        let mut examined = Examined {
            subject,
            instances: 0,
            found_by: Vec::new(),
            instead: None,
            took: Duration::ZERO,
        };
        let services = target.services.iter();
        for service in services.filter_map(|id| wire::profile::service(id)) {
            let runs = self.run(environment, &target, subject, service).await;
            if !runs.is_empty() {
                self.judge(environment, service, &runs, &mut examined);
            }
        }
        if let Some(case) = subject.intended(&self.pack, &self.assignment)
            && examined.found_by.contains(&case.id.0)
        {
            examined.instead = None;
        }
        examined.took = began.elapsed();
        examined
    }

    async fn run(
        &self,
        environment: &Environment,
        target: &AgencyTarget,
        subject: Subject,
        service: &ServiceProfile,
    ) -> Vec<ScenarioRun> {
        let runner = ScenarioRunner {
            target,
            language: Language::En,
            prompt: None,
            interruption: &Interruption::default(),
        };
        let mut runs = Vec::new();
        let intended = subject.intended(&self.pack, &self.assignment);
        for scenario in &self.pack.scenarios {
            if scenario.serves(&service.id)
                && subject.is_run_in(scenario, service, intended, self.scope)
            {
                runs.extend(runner.run(environment, scenario, service).await);
            }
        }
        runs
    }

    fn judge(
        &self,
        environment: &Environment,
        service: &'static ServiceProfile,
        runs: &[ScenarioRun],
        examined: &mut Examined,
    ) {
        let facts = std::slice::from_ref(&environment.facts);
        let intended = examined.subject.intended(&self.pack, &self.assignment);
        for case in self
            .pack
            .journal_cases()
            .filter(|case| case.serves(&service.id))
        {
            let instance = judge(case, service, runs, facts);
            if instance.runs.is_empty() {
                continue;
            }
            examined.instances += 1;
            let outcome = instance.outcome();
            if outcome == Outcome::Violates {
                if !examined.found_by.contains(&case.id.0) {
                    examined.found_by.push(case.id.0.clone());
                }
            } else if intended.is_some_and(|intended| intended.id == case.id) {
                examined.instead = Some(in_words(&outcome));
            }
        }
    }
}

fn in_words(outcome: &Outcome) -> Text {
    match outcome {
        Outcome::Conforms => Text::new("conforms", "i orden"),
        Outcome::Violates => Text::new("violates", "brudd"),
        Outcome::Inconclusive(why) | Outcome::NotApplicable(why) => why.text(),
    }
}
