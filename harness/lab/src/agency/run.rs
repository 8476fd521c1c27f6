//! A whole run against an agency: start the environments, run the scenarios, judge, and make the record.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use jiff::Timestamp;
use thiserror::Error;
use wire::keys::KeyStore;
use wire::profile::ServiceProfile;

use crate::agency::environment::{Environment, EnvironmentError, EnvironmentOptions};
use crate::agency::kept::Kept;
use crate::agency::schedule::Schedule;
use crate::agency::target::AgencyTarget;
use crate::agency::trigger::Trigger;
use engine::interruption::Interruption;
use judge::agency::check::Judged;
use judge::agency::scenario_run::{EnvironmentFacts, JournalView, ScenarioRun};
use judge::check::fields::FieldMatrix;
use judge::verdict::Outcome;
use pack::catalogue::{Case, Catalogue};
use pack::message::UserError;
use pack::reason::{INTERRUPTED, NO_SCENARIO_RUN, Reason, UNKNOWN_CHECK};
use pack::scenario::Scenario;
use pack::text::{Language, Text};
use plan::Filter;
use plan::keys::{Lack, Lacks};
use plan::target::{Target, TargetError, from_world};
use record::agency;
use record::agency::Instance;
use record::deviation::Declarations;
use record::log::{Different, Log, same};
use record::redact::Redactor;
use record::{
    CaseRecord, ExchangeRecord, FORMAT, Grounds, PackRecord, Record, ServiceRecord, SettingsRecord,
    Subject, SubjectRole, ToolRecord, Totals, continued,
};

/// Ports of an environment.
const PORTS: u16 = 5;

/// How a run is set up.
pub struct Options<'a> {
    /// Name of the run.
    pub run: String,
    /// What goes into the record.
    pub settings: SettingsRecord,
    /// Which cases.
    pub filter: Filter,
    /// Language of what is said while it runs.
    pub language: Language,
    /// Key of the placeholders in the evidence.
    pub redaction_key: [u8; 32],
    /// File that the whole journal is written to, if any.
    pub journal: Option<&'a Path>,
    /// How many environments run side by side, where the agency is the mock agency.
    pub environments: usize,
    /// The scenarios that are run; all that the cases watch if there are none.
    pub scenarios: Vec<String>,
    /// Whether to stop at the first broken MUST.
    pub fail_fast: bool,
    /// Ends the run from outside.
    pub interruption: Interruption,
    /// Keeps what is known as it comes.
    pub log: &'a Log,
    /// What the run had found before it was interrupted, where it goes on.
    pub earlier: Option<&'a Record>,
    /// Called with every scenario that has been run, how many have been, and how many there are.
    pub progress: &'a (dyn Fn(usize, usize, &ScenarioRun) + Sync),
}

/// Why a run could not be carried out.
#[derive(Debug, Error)]
pub enum RunError {
    /// The environment could not be started.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// The environment's own world can not be read.
    #[error(transparent)]
    World(#[from] TargetError),
    /// The journal can not be written.
    #[error("the journal {path} cannot be written: {source}")]
    Journal {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It cannot go on from what it had found before.
    #[error(transparent)]
    Different(#[from] Different),
    /// Nothing is selected.
    #[error("the selection matches no case")]
    Nothing,
}

impl UserError for RunError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Environment(error) => error.help(),
            Self::World(error) => error.help(),
            Self::Different(error) => error.help(),
            Self::Journal { .. } => None,
            Self::Nothing => {
                Some("the agency's cases are named AGY-…; `--case 'AGY-*'` selects them all".into())
            }
        }
    }
}

/// The services of a target.
fn services(target: &AgencyTarget) -> Vec<&'static ServiceProfile> {
    target
        .services
        .iter()
        .filter_map(|id| wire::profile::service(id))
        .collect()
}

/// The scenarios of these names; all of them without names.
fn chosen_scenarios<'a>(catalogue: &'a Catalogue, names: &[String]) -> Vec<&'a Scenario> {
    let chosen = |scenario: &&Scenario| names.is_empty() || names.contains(&scenario.id);
    catalogue.scenarios.iter().filter(chosen).collect()
}

/// The cases that are judged, each with its service: those that watch one of the scenarios.
fn selected<'a>(
    catalogue: &'a Catalogue,
    target: &AgencyTarget,
    filter: &Filter,
    scenarios: &[&Scenario],
) -> Vec<Chosen<'a>> {
    let services = services(target);
    let all = catalogue
        .journal_cases()
        .flat_map(|case| services.iter().map(move |service| (case, *service)));
    all.filter(|(case, service)| {
        let id = format!("{}/{}", case.id, service.id);
        let mut watched = scenarios.iter().filter(|one| one.serves(&service.id));
        case.serves(&service.id)
            && filter.selects_case(case, &id, &service.id, None)
            && watched.any(|scenario| case.watches(&scenario.id))
    })
    .collect()
}

/// Carries a run out.
///
/// # Errors
/// [`RunError`] when the environment cannot be started or nothing is selected.
pub async fn run(
    catalogue: &Catalogue,
    target: &AgencyTarget,
    declarations: &Declarations,
    keys: &KeyStore,
    options: &Options<'_>,
) -> Result<Record, RunError> {
    let scenarios = chosen_scenarios(catalogue, &options.scenarios);
    let mut chosen = selected(catalogue, target, &options.filter, &scenarios);
    if chosen.is_empty() {
        return Err(RunError::Nothing);
    }
    let course = Course {
        catalogue,
        target,
        declarations,
        options,
        started: wire::dates::now(),
    };
    let unrun = course.of_nothing(&chosen);
    match options.earlier {
        Some(earlier) => {
            same(earlier, &unrun)?;
            let run = earlier.run_instances();
            chosen.retain(|(case, service)| {
                !run.contains(format!("{}/{}", case.id, service.id).as_str())
            });
        }
        None => options.log.begin(&unrun),
    }
    let plan = plan(&scenarios, target, &chosen);
    let environments = start_environments(target, keys, options, plan.len()).await?;
    let redactor = redactor((&environments, target), options)?;
    let facts: Vec<EnvironmentFacts> = environments
        .iter()
        .map(|environment| environment.facts.clone())
        .collect();
    let kept = Kept::new(&plan, &chosen, (catalogue, options), &facts, &redactor)?;
    let schedule = Schedule {
        environments: &environments,
        target,
        chosen: &chosen,
        options,
        kept: &kept,
    };
    let runs = schedule.run(plan).await;
    let ended = wire::dates::now();
    drop(environments);
    let instances: Vec<Instance<'_>> = chosen
        .iter()
        .map(|(case, service)| judge(case, service, &runs, &facts))
        .collect();
    let mut cases: Vec<CaseRecord> = instances
        .iter()
        .map(|instance| agency::case_record(instance, catalogue, &redactor))
        .collect();
    let mut exchanges = agency::exchanges(&cases, &runs, &facts, &redactor);
    for exchange in exchanges.values_mut() {
        exchange.redact_again(&redactor);
    }
    for finding in cases.iter_mut().flat_map(|case| &mut case.findings) {
        redactor.finding(finding);
    }
    for case in cases.iter().filter(|case| !case.was_not_run()) {
        options.log.case(case);
    }
    if let Some(earlier) = options.earlier {
        cases = continued(&earlier.cases, cases);
        exchanges.extend(earlier.exchanges.clone());
    }
    Ok(course.record(cases, exchanges, ended))
}

/// What the record of a run is made with.
struct Course<'a> {
    catalogue: &'a Catalogue,
    target: &'a AgencyTarget,
    declarations: &'a Declarations,
    options: &'a Options<'a>,
    started: Timestamp,
}

impl Course<'_> {
    /// The record of a run in which nothing was run yet.
    fn of_nothing(&self, chosen: &[Chosen<'_>]) -> Record {
        let instance = |(case, service): &Chosen<'_>| CaseRecord {
            outcome: Outcome::Inconclusive(Reason::new(&INTERRUPTED)),
            ..agency::blank_case(case, &service.id, self.catalogue)
        };
        let cases = chosen.iter().map(instance).collect();
        self.record(cases, BTreeMap::new(), self.started)
    }

    fn record(
        &self,
        mut cases: Vec<CaseRecord>,
        exchanges: BTreeMap<String, ExchangeRecord>,
        ended: Timestamp,
    ) -> Record {
        let options = self.options;
        let totals = Totals::of(
            &mut cases,
            &Grounds {
                role: pack::catalogue::Role::Agency,
                requirements: &self.catalogue.requirements,
                interpretations: &self.catalogue.interpretations,
                readings: &BTreeMap::new(),
                declarations: self.declarations,
                today: wire::dates::date_at(ended),
                settings: &options.settings,
            },
        );
        let interpretations = totals.interpretations.into_iter();
        Record {
            format: FORMAT.into(),
            run: options.run.clone(),
            tool: ToolRecord::this(),
            pack: PackRecord::of(self.catalogue),
            subject: subject(self.target),
            settings: options.settings.clone(),
            started: options
                .earlier
                .map_or(self.started, |earlier| earlier.started),
            ended,
            judged: None,
            verdict: totals.verdict,
            causes: Vec::new(),
            counts: totals.counts,
            families: totals.families,
            requirements: totals.requirements,
            interpretations: interpretations
                .filter(|one| !one.cases.is_empty())
                .collect(),
            fields: FieldMatrix::default(),
            deviations: totals.deviations,
            timing: Vec::new(),
            exchanges,
            cases,
        }
        .explained()
    }
}

/// A case that is judged for a service.
pub(super) type Chosen<'a> = (&'a Case, &'static ServiceProfile);
/// A scenario to be run for a service.
pub(super) type Planned = (Scenario, &'static ServiceProfile);

/// What the chosen cases need, service by service.
fn plan(scenarios: &[&Scenario], target: &AgencyTarget, chosen: &[Chosen<'_>]) -> Vec<Planned> {
    let needed = |scenario: &Scenario, service: &ServiceProfile| {
        scenario.serves(&service.id)
            && chosen
                .iter()
                .any(|(case, of)| of.id == service.id && case.watches(&scenario.id))
    };
    let mut plan = Vec::new();
    for service in services(target) {
        let needed = scenarios
            .iter()
            .filter(|scenario| needed(scenario, service));
        plan.extend(needed.map(|scenario| (Scenario::clone(scenario), service)));
    }
    plan
}

async fn start_environments(
    target: &AgencyTarget,
    keys: &KeyStore,
    options: &Options<'_>,
    scenarios: usize,
) -> Result<Vec<Arc<Environment>>, EnvironmentError> {
    let count = match target.trigger {
        Trigger::Embedded(_) => options.environments,
        Trigger::Command(_) if target.trigger.gives_world() => target.at_once,
        Trigger::Person | Trigger::Command(_) | Trigger::Http { .. } => 1,
    };
    let count = count.clamp(1, scenarios.max(1));
    let last = options.earlier.map_or(0, Record::last_exchange);
    let counter = Arc::new(AtomicU64::new(last));
    let set = (0..count).map(|number| {
        let options = EnvironmentOptions {
            seed: options.settings.seed,
            state: state(target, number),
            first_port: target.first_port.map(|port| first_port(port, number)),
            tls: target.tls,
            number,
            counter: Arc::clone(&counter),
        };
        let keys = keys.clone();
        tokio::spawn(async move { Environment::start(&keys, &options).await })
    });
    let mut environments = Vec::new();
    for environment in set.collect::<Vec<_>>() {
        environments.push(Arc::new(environment.await.map_err(std::io::Error::other)??));
    }
    Ok(environments)
}

/// Folder of an environment; the first one has the folder of the profile.
fn state(target: &AgencyTarget, number: usize) -> Option<PathBuf> {
    let folder = target.state.as_ref()?;
    Some(match number {
        0 => folder.clone(),
        _ => folder.join(number.to_string()),
    })
}

/// Ports of an environment come after those of the one before.
fn first_port(port: u16, number: usize) -> u16 {
    let number = u16::try_from(number).unwrap_or_default();
    port.saturating_add(number.saturating_mul(PORTS))
}

/// Judges a case from the scenarios of a service that it watches.
pub(super) fn judge<'a>(
    case: &'a Case,
    service: &'static ServiceProfile,
    runs: &'a [ScenarioRun],
    environments: &[EnvironmentFacts],
) -> Instance<'a> {
    let watched: Vec<&ScenarioRun> = runs
        .iter()
        .filter(|run| run.task.service == service.id && case.watches(&run.scenario.id))
        .collect();
    let view = JournalView {
        service,
        environments,
        runs: &watched,
    };
    let check = case.journal().and_then(|journal| {
        let check = judge::agency::check::find(&journal.check)?;
        Some((check, &journal.with))
    });
    let judged = match check {
        _ if watched.is_empty() => Judged::NotApplicable(Reason::new(&NO_SCENARIO_RUN)),
        Some((check, with)) => check.judge(&view, with),
        None => Judged::NotApplicable(Reason::new(&UNKNOWN_CHECK).with("check", &case.id.0)),
    };
    Instance {
        case,
        service: &service.id,
        judged,
        runs: watched,
    }
}

/// The people are the same on every environment.
fn redactor(
    (environments, target): (&[Arc<Environment>], &AgencyTarget),
    options: &Options<'_>,
) -> Result<Redactor, TargetError> {
    let world = environments.first().map(|environment| &environment.world);
    let known = world
        .and_then(|world| Some((world, world.world.banks.first()?)))
        .map(|(world, bank)| from_world(world, bank, "environment"))
        .transpose()?;
    let known = known.ok_or_else(|| {
        Lacks(vec![Lack::missing(
            Text::new("the bank of the environment", "banken i miljøet"),
            Text::new(
                "leave the world file to the run while it lasts",
                "la kjøringen ha verdensfilen for seg selv mens den varer",
            ),
        )])
    })?;
    let known = Target {
        secrets: target.secrets.clone(),
        ..known
    };
    let full_evidence = options.settings.full_evidence;
    Ok(Redactor::new(options.redaction_key, &known, full_evidence))
}

fn subject(target: &AgencyTarget) -> Subject {
    let services = services(target);
    Subject {
        role: SubjectRole::Agency,
        name: target.name.clone(),
        orgno: services
            .first()
            .map(|service| service.orgno().to_owned())
            .unwrap_or_default(),
        build: target.build.clone(),
        services: services
            .iter()
            .map(|service| ServiceRecord {
                id: service.id.clone(),
                title: Text::new(service.title.en.clone(), service.title.nb.clone()),
            })
            .collect(),
        profile_digest: target.digest.clone(),
    }
}
