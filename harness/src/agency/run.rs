//! A whole run against an agency: set the stage, play the scenarios, judge, and make the record.

use std::collections::BTreeMap;

use miette::Diagnostic;
use thiserror::Error;
use wire::keys::KeyStore;
use wire::profile::ServiceProfile;

use super::check::Judged;
use super::pack::{AgencyCase, AgencyPack};
use super::play::play;
use super::record::{self, Instance};
use super::sight::{Facts, Show, Sight};
use super::stage::{Stage, StageError, StageOptions};
use super::target::AgencyTarget;
use crate::catalogue::Catalogue;
use crate::check::fields::FieldMatrix;
use crate::deviation::Declarations;
use crate::plan::{Filter, matches};
use crate::record::{
    CaseRecord, Counts, FORMAT, InterpretationRecord, PackRecord, Record, ServiceRecord,
    SettingsRecord, TargetRecord, ToolRecord,
};
use crate::redact::Redactor;
use crate::target::{TargetError, from_world};
use crate::text::{Language, Text};
use crate::verdict::{Weighed, weigh};

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
    /// Told of every scenario that has been played, with its number and how many there are.
    pub progress: &'a (dyn Fn(usize, usize, &Show) + Sync),
}

/// Why a run could not be carried out.
#[derive(Debug, Error, Diagnostic)]
pub enum RunError {
    /// The stage could not be set.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Stage(#[from] StageError),
    /// The stage's own world can not be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    World(#[from] TargetError),
    /// Nothing is selected.
    #[error("the selection matches no case")]
    #[diagnostic(help("the agency's cases are named AGY-…; `--case 'AGY-*'` selects them all"))]
    Nothing,
}

/// Whether a case is selected for a service.
fn selects(filter: &Filter, case: &AgencyCase, service: &str) -> bool {
    let id = format!("{}/{service}", case.id);
    let named = |patterns: &[String]| {
        patterns
            .iter()
            .any(|pattern| matches(pattern, &id) || matches(pattern, &case.id))
    };
    let any = |patterns: &[String], text: &str| {
        patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, text))
    };
    (filter.cases.is_empty() || named(&filter.cases))
        && !named(&filter.except)
        && (filter.levels.is_empty() || filter.levels.contains(&case.level))
        && any(&filter.families, &case.family)
        && any(&filter.services, service)
        && (filter.requirements.is_empty()
            || case
                .requirements
                .iter()
                .any(|one| any(&filter.requirements, one)))
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
    pack: &'a AgencyPack,
    target: &AgencyTarget,
    filter: &Filter,
) -> Vec<(&'a AgencyCase, &'static ServiceProfile)> {
    let services = services(target);
    let all = pack
        .cases
        .iter()
        .flat_map(|case| services.iter().map(move |service| (case, *service)));
    all.filter(|(case, service)| case.serves(&service.id) && selects(filter, case, &service.id))
        .collect()
}

/// Carries a run out.
///
/// # Errors
/// [`RunError`] when the stage can not be set or nothing is selected.
pub async fn run(
    (catalogue, pack): (&Catalogue, &AgencyPack),
    target: &AgencyTarget,
    declarations: &Declarations,
    keys: &KeyStore,
    options: &Options<'_>,
) -> Result<Record, RunError> {
    let chosen = selected(pack, target, &options.filter);
    if chosen.is_empty() {
        return Err(RunError::Nothing);
    }
    let stage = Stage::start(
        keys,
        &StageOptions {
            seed: options.settings.seed,
            state: target.state.clone(),
            first_port: target.first_port,
            tls: target.tls,
        },
    )
    .await?;
    let started = wire::dates::now();
    let shows = play_all(&stage, pack, target, &chosen, options).await;
    let ended = wire::dates::now();
    let redactor = redactor(&stage, options)?;
    let facts = stage.facts.clone();
    stage.strike().await;
    let instances: Vec<Instance<'_>> = chosen
        .iter()
        .map(|(case, service)| judge(case, service, &shows, &facts))
        .collect();
    let mut cases: Vec<CaseRecord> = instances
        .iter()
        .map(|instance| record::case_record(instance, pack, &redactor))
        .collect();
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
        families: record::families(&cases),
        requirements: record::requirements(pack, &cases),
        interpretations: interpretations(catalogue, &cases),
        fields: FieldMatrix::new(&[], &ids),
        deviations,
        timing: Vec::new(),
        exchanges: record::exchanges(&cases, &shows, &facts, &redactor),
        cases,
    })
}

/// Plays what the chosen cases need, service by service.
async fn play_all(
    stage: &Stage,
    pack: &AgencyPack,
    target: &AgencyTarget,
    chosen: &[(&AgencyCase, &'static ServiceProfile)],
    options: &Options<'_>,
) -> Vec<Show> {
    let needed = |scenario: &str, service: &str| {
        chosen
            .iter()
            .any(|(case, of)| of.id == service && case.watches(scenario))
    };
    let mut plan = Vec::new();
    for service in services(target) {
        let scenarios = pack
            .scenarios
            .iter()
            .filter(|scenario| scenario.serves(&service.id));
        plan.extend(
            scenarios
                .filter(|scenario| needed(&scenario.id, &service.id))
                .map(|scenario| (scenario, service)),
        );
    }
    let mut shows = Vec::new();
    for (number, (scenario, service)) in plan.iter().enumerate() {
        if let Some(show) = play(stage, target, scenario, service, options.language).await {
            (options.progress)(number + 1, plan.len(), &show);
            shows.push(show);
        }
    }
    shows
}

/// Judges a case from the scenarios of a service that it watches.
pub(super) fn judge<'a>(
    case: &'a AgencyCase,
    service: &'static ServiceProfile,
    shows: &'a [Show],
    facts: &Facts,
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
    } else {
        (case.check)(
            &Sight {
                service,
                facts,
                shows: &watched,
            },
            &case.with,
        )
    };
    Instance {
        case,
        service: &service.id,
        judged,
        shows: watched,
    }
}

fn redactor(stage: &Stage, options: &Options<'_>) -> Result<Redactor, TargetError> {
    let known = stage
        .world
        .world
        .banks
        .first()
        .map(|bank| from_world(&stage.world, bank, "stage"))
        .transpose()?;
    let known = known.ok_or_else(|| TargetError::World("the stage has no bank".into()));
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
