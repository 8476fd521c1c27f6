//! From a run's results to its record. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use crate::deviation::Declarations;
use crate::redact::Redactor;
use crate::result::{CaseResult, RunResult, TimingKey};
use crate::{
    CaseRecord, Counts, ExchangeReference, FORMAT, FamilyRecord, InterpretationRecord, PackRecord,
    Record, RequirementRecord, ServiceRecord, SettingsRecord, TargetRecord, TimingRecord,
    ToolRecord,
};
use judge::check::run::Percentiles;
use judge::verdict::{Outcome, Weighed, weigh};
use pack::catalogue::{CaseId, Catalogue, Level, Source};
use pack::text::Text;
use plan::Instance;
use plan::target::Target;

/// What the record needs beside the results.
#[derive(Debug)]
pub struct Circumstances<'a> {
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// The target.
    pub target: &'a Target,
    /// How the run was set up.
    pub settings: SettingsRecord,
    /// Name of the run.
    pub run: String,
    /// What the bank has declared.
    pub declarations: &'a Declarations,
    /// Takes personal data out of findings.
    pub redactor: &'a Redactor,
}

/// Makes the record of a run.
pub fn assemble(result: RunResult, circumstances: &Circumstances<'_>) -> Record {
    let catalogue = circumstances.catalogue;
    let mut kept = BTreeMap::new();
    let mut cases: Vec<CaseRecord> = Vec::with_capacity(result.results.len());
    let mut stimuli: HashMap<CaseId, String> = HashMap::new();
    for one in result.results {
        let case = &one.instance.case;
        let stimulus = stimuli
            .entry(case.id.clone())
            .or_insert_with(|| case.stimulus())
            .clone();
        cases.push(CaseRecord {
            stimulus: Some(stimulus),
            ..case_record(&one, catalogue, circumstances.redactor)
        });
        for (id, _, record) in one.evidence {
            kept.entry(exchange_key(id)).or_insert(record);
        }
    }
    let exchanges = kept
        .into_iter()
        .map(|(key, record)| {
            let mut record = Arc::unwrap_or_clone(record);
            record.redact_again(circumstances.redactor);
            (key, record)
        })
        .collect();
    let today = wire::dates::date_at(result.ended);
    let deviations = circumstances.declarations.hold_against(&mut cases, today);
    let broken = deviations
        .iter()
        .filter(|deviation| !deviation.state.is_sound())
        .count();
    let verdict = weigh(
        cases.iter().map(|case| Weighed {
            level: case.level,
            outcome: &case.outcome,
            declared: case.declared,
        }),
        circumstances.settings.strict,
        broken,
    );
    Record {
        format: FORMAT.into(),
        run: circumstances.run.clone(),
        tool: ToolRecord::this(),
        pack: PackRecord::of(catalogue),
        target: target_record(circumstances.target, catalogue),
        settings: circumstances.settings.clone(),
        started: result.started,
        ended: result.ended,
        judged: None,
        verdict,
        counts: Counts::of(&cases),
        families: families(&cases),
        requirements: requirements(catalogue, &cases),
        interpretations: interpretations(catalogue, &circumstances.target.readings, &cases),
        fields: result.fields,
        deviations,
        timing: timing(&result.timings),
        exchanges,
        cases,
    }
}

fn exchange_key(id: u64) -> String {
    format!("x{id:06}")
}

fn case_record(result: &CaseResult, catalogue: &Catalogue, redactor: &Redactor) -> CaseRecord {
    let mut findings = result.findings.clone();
    for finding in &mut findings {
        redactor.finding(finding);
    }
    CaseRecord {
        outcome: redactor.outcome(&result.outcome),
        findings,
        exchanges: result
            .evidence
            .iter()
            .map(|(id, role, _)| ExchangeReference {
                id: exchange_key(*id),
                role: *role,
            })
            .collect(),
        property: result
            .property
            .as_ref()
            .map(|tried| super::property::record(tried, |text| redactor.words(text))),
        ..blank_case(&result.instance, catalogue)
    }
}

/// What a record says of an instance before anything has become of it.
pub(crate) fn blank_case(instance: &Instance, catalogue: &Catalogue) -> CaseRecord {
    let case = &instance.case;
    let mut sources: Vec<Source> = Vec::new();
    for requirement in case
        .requirements
        .iter()
        .filter_map(|id| catalogue.requirements.get(id))
    {
        if !sources.contains(&requirement.source) {
            sources.push(requirement.source.clone());
        }
    }
    CaseRecord {
        id: instance.id.0.clone(),
        case: case.id.0.clone(),
        family: case.family.clone(),
        service: instance.service.id.clone(),
        endpoint: format!("{:?}", instance.endpoint),
        field: instance.row.as_ref().map(|row| row.api_path.clone()),
        level: case.level,
        title: case.title.clone(),
        why: case.why.clone(),
        requirements: case.requirements.clone(),
        interpretations: case.interpretations.clone(),
        sources,
        outcome: Outcome::Conforms,
        declared: false,
        findings: Vec::new(),
        exchanges: Vec::new(),
        property: None,
        stimulus: None,
        basis: None,
    }
}

fn target_record(target: &Target, catalogue: &Catalogue) -> TargetRecord {
    let title = |id: &String| {
        catalogue.service(id).map_or_else(
            || Text::same(id.clone()),
            |service| Text::new(service.title.en.clone(), service.title.nb.clone()),
        )
    };
    TargetRecord {
        role: "bank".into(),
        name: target.name.clone(),
        orgno: target.orgno.clone(),
        build: target.build.clone(),
        base_url: target.base_url.clone(),
        mode: if target.production {
            "production"
        } else {
            "test"
        }
        .into(),
        right_of_disposal: if target.alternative_2 {
            "alternative-2"
        } else {
            "alternative-1"
        }
        .into(),
        services: target
            .services
            .iter()
            .map(|id| ServiceRecord {
                id: id.clone(),
                title: title(id),
            })
            .collect(),
        profile_digest: target.digest.clone(),
    }
}

impl ToolRecord {
    /// This program.
    pub fn this() -> Self {
        Self {
            name: "dsop-conformance".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

impl PackRecord {
    /// The pack that a catalogue was read from.
    pub fn of(catalogue: &Catalogue) -> Self {
        Self {
            name: catalogue.name.clone(),
            version: catalogue.version.clone(),
            digest: catalogue.digest.clone(),
        }
    }
}

impl Counts {
    /// Counts instances.
    pub fn of<'a>(cases: impl IntoIterator<Item = &'a CaseRecord>) -> Self {
        let mut counts = Self::default();
        for case in cases {
            counts.add(case);
        }
        counts
    }

    fn add(&mut self, case: &CaseRecord) {
        self.instances += 1;
        match (&case.outcome, case.level) {
            (Outcome::Conforms, _) => self.conforms += 1,
            (Outcome::Violates, _) if case.declared => self.declared += 1,
            (Outcome::Violates, Level::Must) => self.violations += 1,
            (Outcome::Violates, Level::Should) => self.warnings += 1,
            (Outcome::Violates, Level::May) => self.observations += 1,
            (Outcome::Inconclusive(_), _) => self.inconclusive += 1,
            (Outcome::NotApplicable(_), _) => self.not_applicable += 1,
        }
    }
}

pub(crate) fn families(cases: &[CaseRecord]) -> Vec<FamilyRecord> {
    let mut families: Vec<FamilyRecord> = Vec::new();
    for case in cases {
        match families
            .iter_mut()
            .find(|family| family.family == case.family)
        {
            Some(family) => family.counts.add(case),
            None => families.push(FamilyRecord {
                family: case.family.clone(),
                counts: Counts::of([case]),
            }),
        }
    }
    families
}

pub(crate) fn requirements(catalogue: &Catalogue, cases: &[CaseRecord]) -> Vec<RequirementRecord> {
    let mut by_requirement: BTreeMap<&str, (Counts, BTreeSet<&str>)> = BTreeMap::new();
    for case in cases {
        for requirement in &case.requirements {
            let (counts, ids) = by_requirement.entry(requirement).or_default();
            counts.add(case);
            ids.insert(&case.case);
        }
    }
    catalogue
        .requirements
        .values()
        .map(|requirement| {
            let (counts, ids) = by_requirement
                .remove(requirement.id.as_str())
                .unwrap_or_default();
            RequirementRecord {
                id: requirement.id.clone(),
                level: requirement.level,
                source: requirement.source.clone(),
                text: requirement.text.clone(),
                counts,
                cases: ids.into_iter().map(str::to_owned).collect(),
                untestable: requirement.untestable.clone(),
            }
        })
        .collect()
}

pub(crate) fn interpretations(
    catalogue: &Catalogue,
    readings: &BTreeMap<String, String>,
    cases: &[CaseRecord],
) -> Vec<InterpretationRecord> {
    catalogue
        .interpretations
        .iter()
        .map(|interpretation| {
            let resting: BTreeSet<&str> = cases
                .iter()
                .filter(|case| case.interpretations.contains(&interpretation.id))
                .map(|case| case.case.as_str())
                .collect();
            InterpretationRecord {
                set_to: readings.get(&interpretation.id).cloned(),
                interpretation: interpretation.clone(),
                cases: resting.into_iter().map(str::to_owned).collect(),
            }
        })
        .collect()
}

fn timing(timings: &BTreeMap<TimingKey, Vec<Duration>>) -> Vec<TimingRecord> {
    timings
        .iter()
        .map(|(key, measured)| {
            let percentiles = Percentiles::of(measured);
            TimingRecord {
                service: key.service.clone(),
                endpoint: format!("{:?}", key.endpoint),
                count: measured.len(),
                p50: hundredths(percentiles.p50),
                p90: hundredths(percentiles.p90),
                p99: hundredths(percentiles.p99),
                max: hundredths(percentiles.max),
                histogram: histogram(measured),
            }
        })
        .collect()
}

fn hundredths(milliseconds: f64) -> f64 {
    (milliseconds * 100.0).round() / 100.0
}

fn histogram(measured: &[Duration]) -> Vec<(f64, usize)> {
    const BOUNDS: [f64; 14] = [
        1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0,
        60_000.0,
    ];
    let mut steps: Vec<(f64, usize)> = BOUNDS.iter().map(|bound| (*bound, 0)).collect();
    for one in measured {
        let milliseconds = one.as_secs_f64() * 1_000.0;
        let last = steps.len() - 1;
        let place = steps
            .iter()
            .position(|(bound, _)| milliseconds <= *bound)
            .unwrap_or(last);
        steps[place].1 += 1;
    }
    steps
}
