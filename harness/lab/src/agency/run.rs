//! A whole run against an agency: set the stage, play the scenarios, judge, and make the record.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use thiserror::Error;
use wire::keys::KeyStore;
use wire::profile::ServiceProfile;

use crate::agency::playing::Playing;
use crate::agency::stage::{Stage, StageError, StageOptions};
use crate::agency::target::AgencyTarget;
use crate::agency::trigger::Trigger;
use crate::agency::written;
use judge::agency::check::Judged;
use judge::agency::sight::{Facts, Show, Sight};
use judge::check::fields::FieldMatrix;
use judge::verdict::{Weighed, weigh};
use pack::catalogue::{Case, Catalogue};
use pack::message::UserError;
use pack::scenario::Scenario;
use pack::text::{Language, Text};
use plan::Filter;
use plan::target::{TargetError, from_world};
use record::agency;
use record::agency::Instance;
use record::deviation::Declarations;
use record::redact::Redactor;
use record::{
    CaseRecord, Counts, FORMAT, InterpretationRecord, PackRecord, Record, ServiceRecord,
    SettingsRecord, TargetRecord, ToolRecord,
};

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
    /// How many stages play side by side, where the agency is the mock agency; another one knows one world.
    pub stages: usize,
    /// Whether to stop at the first broken MUST.
    pub fail_fast: bool,
    /// UserError of every scenario that has been played, with how many have been and how many there are.
    pub progress: &'a (dyn Fn(usize, usize, &Show) + Sync),
}

/// Why a run could not be carried out.
#[derive(Debug, Error)]
pub enum RunError {
    /// The stage could not be set.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// The stage's own world can not be read.
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
    /// Nothing is selected.
    #[error("the selection matches no case")]
    Nothing,
}

impl UserError for RunError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Stage(error) => error.help(),
            Self::World(error) => error.help(),
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

/// The cases that are judged, each with its service.
fn selected<'a>(
    catalogue: &'a Catalogue,
    target: &AgencyTarget,
    filter: &Filter,
) -> Vec<Chosen<'a>> {
    let services = services(target);
    let all = catalogue
        .journal_cases()
        .flat_map(|case| services.iter().map(move |service| (case, *service)));
    all.filter(|(case, service)| {
        let id = format!("{}/{}", case.id, service.id);
        case.serves(&service.id) && filter.selects_case(case, &id, &service.id, None)
    })
    .collect()
}

/// Carries a run out.
///
/// # Errors
/// [`RunError`] when the stage can not be set or nothing is selected.
pub async fn run(
    catalogue: &Catalogue,
    target: &AgencyTarget,
    declarations: &Declarations,
    keys: &KeyStore,
    options: &Options<'_>,
) -> Result<Record, RunError> {
    let chosen = selected(catalogue, target, &options.filter);
    if chosen.is_empty() {
        return Err(RunError::Nothing);
    }
    let plan = plan(catalogue, target, &chosen);
    let stages = set_stages(target, keys, options, plan.len()).await?;
    let started = wire::dates::now();
    let playing = Playing {
        stages: &stages,
        target,
        chosen: &chosen,
        options,
    };
    let shows = playing.play(plan).await;
    let ended = wire::dates::now();
    let redactor = redactor(&stages, options)?;
    let facts: Vec<Facts> = stages.iter().map(|stage| stage.facts.clone()).collect();
    drop(stages);
    if let Some(file) = options.journal {
        keep_journal(file, &shows, &facts, &redactor)?;
    }
    let instances: Vec<Instance<'_>> = chosen
        .iter()
        .map(|(case, service)| judge(case, service, &shows, &facts))
        .collect();
    let mut cases: Vec<CaseRecord> = instances
        .iter()
        .map(|instance| agency::case_record(instance, catalogue, &redactor))
        .collect();
    let mut exchanges = agency::exchanges(&cases, &shows, &facts, &redactor);
    for exchange in exchanges.values_mut() {
        exchange.redact_again(&redactor);
    }
    for finding in cases.iter_mut().flat_map(|case| &mut case.findings) {
        redactor.finding(finding);
    }
    let deviations = declarations.hold_against(&mut cases, wire::dates::date_at(ended));
    let broken = deviations
        .iter()
        .filter(|deviation| !deviation.state.is_sound())
        .count();
    let weighed = cases.iter().map(|case| Weighed {
        level: case.level,
        outcome: &case.outcome,
        declared: case.declared,
    });
    let verdict = weigh(weighed, options.settings.strict, broken);
    let ids: Vec<&str> = target.services.iter().map(String::as_str).collect();
    Ok(Record {
        format: FORMAT.into(),
        run: options.run.clone(),
        tool: ToolRecord::this(),
        pack: PackRecord::of(catalogue),
        target: target_record(target),
        settings: options.settings.clone(),
        started,
        ended,
        judged: None,
        verdict,
        counts: Counts::of(&cases),
        families: agency::families(&cases),
        requirements: agency::requirements(catalogue, &cases),
        interpretations: interpretations(catalogue, &cases),
        fields: FieldMatrix::new(&[], &ids),
        deviations,
        timing: Vec::new(),
        exchanges,
        cases,
    })
}

fn keep_journal(
    file: &Path,
    shows: &[Show],
    stages: &[Facts],
    redactor: &Redactor,
) -> Result<(), RunError> {
    let write = || {
        let mut out = BufWriter::new(File::create(file)?);
        written::write(&mut out, shows, stages, redactor)
    };
    write().map_err(|source| RunError::Journal {
        path: file.to_owned(),
        source,
    })
}

/// A case that is judged for a service.
pub(super) type Chosen<'a> = (&'a Case, &'static ServiceProfile);
/// A scenario to be played for a service.
pub(super) type Planned = (Scenario, &'static ServiceProfile);

/// What the chosen cases need, service by service.
fn plan(catalogue: &Catalogue, target: &AgencyTarget, chosen: &[Chosen<'_>]) -> Vec<Planned> {
    let needed = |scenario: &Scenario, service: &ServiceProfile| {
        scenario.serves(&service.id)
            && chosen
                .iter()
                .any(|(case, of)| of.id == service.id && case.watches(&scenario.id))
    };
    let mut plan = Vec::new();
    for service in services(target) {
        let scenarios = catalogue.scenarios.iter();
        plan.extend(
            scenarios
                .filter(|scenario| needed(scenario, service))
                .map(|scenario| (scenario.clone(), service)),
        );
    }
    plan
}

async fn set_stages(
    target: &AgencyTarget,
    keys: &KeyStore,
    options: &Options<'_>,
    scenarios: usize,
) -> Result<Vec<Arc<Stage>>, StageError> {
    let count = match target.trigger {
        Trigger::Embedded(_) => options.stages.clamp(1, scenarios.max(1)),
        Trigger::Person | Trigger::Command(_) | Trigger::Http { .. } => 1,
    };
    let counter = Arc::new(AtomicU64::default());
    let set = (0..count).map(|number| {
        let options = StageOptions {
            seed: options.settings.seed,
            state: target.state.clone(),
            first_port: target.first_port,
            tls: target.tls,
            number,
            counter: Arc::clone(&counter),
        };
        let keys = keys.clone();
        tokio::spawn(async move { Stage::start(&keys, &options).await })
    });
    let mut stages = Vec::new();
    for stage in set.collect::<Vec<_>>() {
        stages.push(Arc::new(stage.await.map_err(std::io::Error::other)??));
    }
    Ok(stages)
}

/// Judges a case from the scenarios of a service that it watches.
pub(super) fn judge<'a>(
    case: &'a Case,
    service: &'static ServiceProfile,
    shows: &'a [Show],
    stages: &[Facts],
) -> Instance<'a> {
    let watched: Vec<&Show> = shows
        .iter()
        .filter(|show| show.ask.service == service.id && case.watches(&show.scenario.id))
        .collect();
    let judged = if watched.is_empty() {
        Judged::NotApplicable(Text::new(
            "none of its scenarios was played",
            "ingen av scenariene ble spilt",
        ))
    } else if let Some((check, with)) = case.journal().and_then(|journal| {
        let check = judge::agency::check::find(&journal.check)?;
        Some((check, &journal.with))
    }) {
        check(
            &Sight {
                service,
                stages,
                shows: &watched,
            },
            with,
        )
    } else {
        Judged::NotApplicable(Text::new(
            format!("this program has no check for {}", case.id),
            format!("dette programmet har ingen kontroll for {}", case.id),
        ))
    };
    Instance {
        case,
        service: &service.id,
        judged,
        shows: watched,
    }
}

/// The people are the same on every stage.
fn redactor(stages: &[Arc<Stage>], options: &Options<'_>) -> Result<Redactor, TargetError> {
    let world = stages.first().map(|stage| &stage.world);
    let known = world
        .and_then(|world| Some((world, world.world.banks.first()?)))
        .map(|(world, bank)| from_world(world, bank, "stage"))
        .transpose()?;
    let known = known.ok_or_else(|| TargetError::Missing {
        what: "the bank of the stage".to_owned(),
        help: "leave the world file to the run while it lasts".to_owned(),
    });
    known.map(|target| {
        Redactor::new(
            options.redaction_key,
            &target,
            options.settings.full_evidence,
        )
    })
}

fn target_record(target: &AgencyTarget) -> TargetRecord {
    let services = services(target);
    TargetRecord {
        role: "agency".into(),
        name: target.name.clone(),
        orgno: services
            .first()
            .map(|service| service.orgno().to_owned())
            .unwrap_or_default(),
        build: target.build.clone(),
        base_url: String::new(),
        mode: "test".into(),
        right_of_disposal: String::new(),
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

fn interpretations(catalogue: &Catalogue, cases: &[CaseRecord]) -> Vec<InterpretationRecord> {
    let mut resting: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in cases {
        for interpretation in &case.interpretations {
            let cases = resting.entry(interpretation).or_default();
            if !cases.contains(&case.case) {
                cases.push(case.case.clone());
            }
        }
    }
    catalogue
        .interpretations
        .iter()
        .filter_map(|one| {
            Some(InterpretationRecord {
                cases: resting.remove(one.id.as_str())?,
                interpretation: one.clone(),
                set_to: None,
            })
        })
        .collect()
}
