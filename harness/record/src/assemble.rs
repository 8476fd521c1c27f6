//! From a run's results to its record. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;

use crate::deviation::Declarations;
use crate::redact::Redactor;
use crate::result::{CaseResult, RunResult, TimingKey};
use crate::scope::{limit, scope};
use crate::{
    BankRecord, CaseRecord, Counts, DeviationRecord, ExchangeRecord, ExchangeReference, FORMAT,
    FamilyRecord, InterpretationRecord, Mode, OverviewRecord, PackRecord, Record,
    RequirementRecord, RightOfDisposal, ServiceRecord, SettingsRecord, Subject, SubjectRole,
    TimingRecord, ToolRecord,
};
use judge::check::run::Percentiles;
use judge::verdict::{Outcome, Verdict, Weighed, weigh};
use pack::catalogue::{CaseId, Catalogue, Interpretation, Level, Requirement, Role, Source};
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
    /// What the run had found before it was interrupted, where it goes on.
    pub earlier: Option<&'a Record>,
}

/// What cases are added up by.
#[derive(Debug)]
pub struct Grounds<'a> {
    /// Whom the rules bind that the run is about.
    pub role: Role,
    /// The requirements of the pack, by id.
    pub requirements: &'a BTreeMap<String, Requirement>,
    /// The interpretations of the pack.
    pub interpretations: &'a [Interpretation],
    /// The readings that the profile sets, by interpretation.
    pub readings: &'a BTreeMap<String, String>,
    /// The declared deviations.
    pub declarations: &'a Declarations,
    /// The day that declarations must be in time on.
    pub today: Date,
    /// How the run was set up.
    pub settings: &'a SettingsRecord,
}

/// What the cases of a record add up to, whatever was tested.
#[derive(Debug)]
pub struct Totals {
    /// The verdict.
    pub verdict: Verdict,
    /// Counts over all instances.
    pub counts: Counts,
    /// Counts per family.
    pub families: Vec<FamilyRecord>,
    /// Requirement coverage.
    pub requirements: Vec<RequirementRecord>,
    /// The interpretations, with the cases that rely on them.
    pub interpretations: Vec<InterpretationRecord>,
    /// What became of the declared deviations.
    pub deviations: Vec<DeviationRecord>,
}

impl Totals {
    /// Adds up cases. Those whose violation is declared are marked.
    pub fn of(cases: &mut [CaseRecord], grounds: &Grounds<'_>) -> Self {
        let deviations = grounds.declarations.hold_against(cases, grounds.today);
        let broken = deviations
            .iter()
            .filter(|deviation| !deviation.state.is_sound())
            .count();
        let weighed = cases.iter().map(|case| Weighed {
            level: case.level,
            outcome: &case.outcome,
            declared: case.declared,
        });
        Self {
            verdict: limit(
                weigh(weighed, grounds.settings.strict, broken),
                scope(cases, grounds.settings),
            ),
            counts: Counts::of(&*cases),
            families: families(cases),
            requirements: requirements(grounds, cases),
            interpretations: interpretations(grounds, cases),
            deviations,
        }
    }
}

/// The places in documents that requirements come from, each once.
pub fn sources(ids: &[String], requirements: &BTreeMap<String, Requirement>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for requirement in ids.iter().filter_map(|id| requirements.get(id)) {
        if !sources.contains(&requirement.source) {
            sources.push(requirement.source.clone());
        }
    }
    sources
}

/// Makes the record of a run.
pub fn assemble(result: RunResult, circumstances: &Circumstances<'_>) -> Record {
    let catalogue = circumstances.catalogue;
    let earlier = circumstances.earlier;
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
    let mut exchanges: BTreeMap<String, ExchangeRecord> = kept
        .into_iter()
        .map(|(key, record)| {
            let mut record = Arc::unwrap_or_clone(record);
            record.redact_again(circumstances.redactor);
            (key, record)
        })
        .collect();
    if let Some(earlier) = earlier {
        cases = continued(&earlier.cases, cases);
        exchanges.extend(earlier.exchanges.clone());
    }
    let totals = Totals::of(
        &mut cases,
        &Grounds {
            role: circumstances.target.role,
            requirements: &catalogue.requirements,
            interpretations: &catalogue.interpretations,
            readings: &circumstances.target.readings,
            declarations: circumstances.declarations,
            today: wire::dates::date_at(result.ended),
            settings: &circumstances.settings,
        },
    );
    Record {
        format: FORMAT.into(),
        run: circumstances.run.clone(),
        tool: ToolRecord::this(),
        pack: PackRecord::of(catalogue),
        subject: subject(circumstances.target, catalogue),
        settings: circumstances.settings.clone(),
        started: earlier.map_or(result.started, |earlier| earlier.started),
        ended: result.ended,
        judged: None,
        verdict: totals.verdict,
        causes: Vec::new(),
        counts: totals.counts,
        families: totals.families,
        requirements: totals.requirements,
        interpretations: totals.interpretations,
        fields: match earlier {
            Some(earlier) if result.fields.rows.is_empty() => earlier.fields.clone(),
            Some(_) | None => result.fields,
        },
        deviations: totals.deviations,
        timing: timing(&result.timings),
        exchanges,
        cases,
    }
    .explained()
}

/// The cases of a run that went on: those that it had found before, with those of now in their places.
pub fn continued(earlier: &[CaseRecord], now: Vec<CaseRecord>) -> Vec<CaseRecord> {
    let mut now: HashMap<String, CaseRecord> = now
        .into_iter()
        .map(|case| (case.id.clone(), case))
        .collect();
    let mut cases: Vec<CaseRecord> = earlier
        .iter()
        .map(|case| now.remove(&case.id).unwrap_or_else(|| case.clone()))
        .collect();
    for case in &mut cases {
        // Declarations are held against all cases anew.
        case.declared = false;
    }
    cases
}

/// What a record says of one result.
pub fn case_of(result: &CaseResult, catalogue: &Catalogue, redactor: &Redactor) -> CaseRecord {
    CaseRecord {
        stimulus: Some(result.instance.case.stimulus()),
        ..case_record(result, catalogue, redactor)
    }
}

impl Record {
    /// What a family of cases is about.
    pub fn about(&self, family: &str) -> Option<&Text> {
        let mut cases = self.cases.iter();
        cases.find(|case| case.family == family)?.about.as_ref()
    }

    /// The number of the last exchange.
    pub fn last_exchange(&self) -> u64 {
        let numbers = self.exchanges.keys();
        let numbers = numbers.filter_map(|key| key.strip_prefix('x')?.parse().ok());
        numbers.max().unwrap_or_default()
    }

    /// The instances that were run: the others are still to be run, where the run goes on.
    pub fn run_instances(&self) -> HashSet<&str> {
        let run = self.cases.iter().filter(|case| !case.was_not_run());
        run.map(|case| case.id.as_str()).collect()
    }

    /// With everything counted again that follows from its cases.
    #[must_use]
    pub(crate) fn counted_again(mut self) -> Self {
        let unsound = |deviation: &&DeviationRecord| !deviation.state.is_sound();
        let broken = self.deviations.iter().filter(unsound).count();
        let weighed = self.cases.iter().map(|case| Weighed {
            level: case.level,
            outcome: &case.outcome,
            declared: case.declared,
        });
        self.verdict = limit(
            weigh(weighed, self.settings.strict, broken),
            scope(&self.cases, &self.settings),
        );
        self.counts = Counts::of(&self.cases);
        self.families = families(&self.cases);
        for requirement in &mut self.requirements {
            let id = &requirement.id;
            let tests = self
                .cases
                .iter()
                .filter(|case| case.requirements.contains(id));
            requirement.counts = Counts::of(tests);
        }
        self.explained()
    }
}

/// The key of an exchange in a record, by its number.
pub fn exchange_key(id: u64) -> String {
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
    CaseRecord {
        id: instance.id.0.clone(),
        case: case.id.0.clone(),
        family: case.family.clone(),
        about: case.about.clone(),
        guards: case.guards,
        service: instance.service.id.clone(),
        endpoint: Some(instance.endpoint.to_string()),
        field: instance.row.as_ref().map(|row| row.api_path.clone()),
        level: case.level,
        title: case.title.clone(),
        why: case.why.clone(),
        requirements: case.requirements.clone(),
        interpretations: case.interpretations.clone(),
        sources: sources(&case.requirements, &catalogue.requirements),
        outcome: Outcome::Conforms,
        declared: false,
        findings: Vec::new(),
        exchanges: Vec::new(),
        property: None,
        stimulus: None,
        basis: None,
    }
}

fn bank(target: &Target) -> BankRecord {
    BankRecord {
        base_url: target.base_url.clone(),
        vendor: target.vendor.clone(),
        mode: if target.production {
            Mode::Production
        } else {
            Mode::Test
        },
        right_of_disposal: if target.alternative_2 {
            RightOfDisposal::Alternative2
        } else {
            RightOfDisposal::Alternative1
        },
    }
}

fn subject(target: &Target, catalogue: &Catalogue) -> Subject {
    let title = |id: &String| {
        catalogue.service(id).map_or_else(
            || Text::same(id.clone()),
            |service| Text::new(service.title.en.clone(), service.title.nb.clone()),
        )
    };
    Subject {
        role: match target.role {
            Role::Bank => SubjectRole::Bank(bank(target)),
            Role::Agency => SubjectRole::Agency,
            Role::Overview => SubjectRole::Overview(OverviewRecord {
                base_url: target.base_url.clone(),
            }),
        },
        name: target.name.clone(),
        orgno: target.orgno.clone(),
        build: target.build.clone(),
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

fn families(cases: &[CaseRecord]) -> Vec<FamilyRecord> {
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

fn requirements(grounds: &Grounds<'_>, cases: &[CaseRecord]) -> Vec<RequirementRecord> {
    let mut by_requirement: BTreeMap<&str, (Counts, BTreeSet<&str>)> = BTreeMap::new();
    for case in cases {
        for requirement in &case.requirements {
            let (counts, ids) = by_requirement.entry(requirement).or_default();
            counts.add(case);
            ids.insert(&case.case);
        }
    }
    let all = grounds.requirements.values();
    all.filter(|requirement| requirement.role == grounds.role)
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

fn interpretations(grounds: &Grounds<'_>, cases: &[CaseRecord]) -> Vec<InterpretationRecord> {
    let readings = grounds.readings;
    let all = grounds.interpretations.iter();
    let records = all.map(|interpretation| {
        let relying: BTreeSet<&str> = cases
            .iter()
            .filter(|case| case.interpretations.contains(&interpretation.id))
            .map(|case| case.case.as_str())
            .collect();
        InterpretationRecord {
            set_to: readings.get(&interpretation.id).cloned(),
            interpretation: interpretation.clone(),
            cases: relying.into_iter().map(str::to_owned).collect(),
        }
    });
    // Most readings are about banks: a record of the customer overview has those that its cases rest on.
    let concerns = |one: &InterpretationRecord| match grounds.role {
        Role::Bank | Role::Agency => true,
        Role::Overview => !one.cases.is_empty() || one.set_to.is_some(),
    };
    records.filter(concerns).collect()
}

fn timing(timings: &BTreeMap<TimingKey, Vec<Duration>>) -> Vec<TimingRecord> {
    timings
        .iter()
        .map(|(key, measured)| {
            let percentiles = Percentiles::of(measured);
            TimingRecord {
                service: key.service.clone(),
                endpoint: key.endpoint.to_string(),
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
