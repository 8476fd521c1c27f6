//! The part of `run` that concerns an agency as target.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use mock_agency::behaviour::{Defect, Variant};
use wire::keys::KeyStore;

use crate::Failure;
use crate::course::Course;
use crate::selection::nothing_selected;
use crate::selftest::Outputs;
use judge::agency::scenario_run::ScenarioRun;
use lab::agency::selftest;
use lab::agency::selftest::{Examined, Scope, Subject};
use lab::agency::target::AgencyTarget;
use lab::agency::{Options, RunError, run};
use lab::selftest::CaseAssignment;
use pack::catalogue::{Catalogue, PackFiles};
use pack::text::Language;
use plan::Filter;
use record::deviation::Declarations;
use record::{Record, SettingsRecord};

/// Environments in which the mock agency runs scenarios at the same time. Most of a scenario is waiting.
const ENVIRONMENTS: usize = 8;

/// The options of `run` that concern an agency.
pub(super) struct Setting<'a> {
    pub(super) filter: Filter,
    pub(super) settings: SettingsRecord,
    pub(super) language: Language,
    pub(super) quiet: bool,
    pub(super) fail_fast: bool,
    pub(super) scenarios: Vec<String>,
    pub(super) redaction_key: [u8; 32],
    /// File for the whole journal.
    pub(super) journal: Option<PathBuf>,
    pub(super) course: &'a Course,
}

/// Runs against an agency and gives the record.
pub(super) async fn judge(
    catalogue: &Catalogue,
    target: &AgencyTarget,
    declarations: &Declarations,
    setting: Setting<'_>,
) -> Result<Record, Failure> {
    let keys = KeyStore::user_cache().map_err(Failure::usage)?;
    let quiet = setting.quiet;
    let progress = move |number: usize, of: usize, run: &ScenarioRun| {
        if !quiet {
            let calls = run.calls.len();
            // A reader that has gone away is no fault.
            let _ = writeln!(
                std::io::stderr(),
                "[{number}/{of}] {} {} ({calls})",
                run.task.service,
                run.scenario.id
            );
        }
    };
    let options = Options {
        run: setting.course.run.clone(),
        settings: setting.settings,
        filter: setting.filter,
        language: setting.language,
        redaction_key: setting.redaction_key,
        journal: setting.journal.as_deref(),
        environments: ENVIRONMENTS,
        fail_fast: setting.fail_fast,
        scenarios: setting.scenarios,
        interruption: setting.course.signals.interruption.clone(),
        log: &setting.course.log,
        earlier: setting.course.earlier.as_ref(),
        progress: &progress,
    };
    run(catalogue, target, declarations, &keys, &options)
        .await
        .map_err(|error| match error {
            RunError::Nothing => nothing_selected(),
            error @ (RunError::Environment(_)
            | RunError::World(_)
            | RunError::Different(_)
            | RunError::Journal { .. }) => Failure::usage(error),
        })
}

/// The options of `selftest` that concern agencies.
pub(super) struct Examination<'a> {
    pub(super) full: bool,
    pub(super) defects: &'a [String],
    pub(super) environments: usize,
    pub(super) outputs: &'a Outputs,
    pub(super) language: Language,
}

/// Examines the agency's defects and variants, prints the score, and gives 0 for a full one.
pub(super) async fn selftest(
    (catalogue, files): (&Arc<Catalogue>, &PackFiles),
    examination: Examination<'_>,
) -> Result<u8, Failure> {
    let began = Instant::now();
    let assignment = CaseAssignment::of_agencies(files, catalogue).map_err(Failure::usage)?;
    let assignment = Arc::new(assignment);
    let keys = KeyStore::user_cache().map_err(Failure::usage)?;
    let subjects = subjects(examination.defects)?;
    let extent = if examination.full {
        Scope::Everything
    } else {
        Scope::Telling
    };
    let (count, mut done) = (subjects.len(), 0);
    let tell = |examined: &Examined| {
        done += 1;
        let seconds = examined.took.as_secs_f64();
        let name = examined.subject.name();
        // A reader that has gone away is no fault.
        let _ = writeln!(std::io::stderr(), "{done}/{count} {name} ({seconds:.1} s)");
    };
    let examined = selftest::examine(
        (catalogue, &assignment),
        &keys,
        subjects,
        (extent, examination.environments),
        tell,
    )
    .await
    .map_err(Failure::harness)?;
    let name = format!("{} {}", catalogue.name, catalogue.version);
    let seconds = began.elapsed().as_secs_f64();
    let whole = examination.defects.is_empty();
    let score = selftest::score((catalogue, &name), &assignment, (&examined, whole), seconds);
    examination.outputs.hand_out(&score, examination.language)?;
    Ok(u8::from(!score.is_full()))
}

/// The defects of these names, or all of them with everything that is right.
fn subjects(names: &[String]) -> Result<Vec<Subject>, Failure> {
    if names.is_empty() {
        let variants = Variant::ALL.iter().copied().map(Subject::Variant);
        let defects = Defect::ALL.iter().copied().map(Subject::Defect);
        return Ok(std::iter::once(Subject::Usual)
            .chain(variants)
            .chain(defects)
            .collect());
    }
    names
        .iter()
        .map(|name| Defect::from_name(name).map(Subject::Defect))
        .collect::<Result<_, _>>()
        .map_err(Failure::usage_error)
}
