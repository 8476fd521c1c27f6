//! What a run does against each kind of target: a bank or customer overview, one in this process, or an agency.

use std::sync::Arc;

use jiff::Timestamp;
use wire::keys::KeyStore;

use super::{DisposalChoice, ModeChoice, RunArguments};
use crate::course::Course;
use crate::keeping::Keeping;
use crate::progress::Progress;
use crate::selection::nothing_selected;
use crate::sending::runner;
use crate::{Failure, agency};
use engine::event::{Listener, Silent};
use engine::runner::RegisterControl;
use lab::agency::target::AgencyTarget;
use lab::agency::trigger::MockAgency;
use lab::embedded::{Embedded, EmbeddedOptions, EmbeddedRegisters};
use pack::catalogue::{Catalogue, Role};
use plan::target::Target;
use plan::{Names, plan};
use record::deviation::Declarations;
use record::result::RunResult;
use record::{Circumstances, Record, assemble};

pub(super) async fn judge_embedded(
    arguments: &RunArguments,
    catalogue: &Arc<Catalogue>,
    declarations: &Declarations,
    course: &Course,
) -> Result<Record, Failure> {
    let options = embedded_options(arguments)?;
    let keys = KeyStore::user_cache().map_err(Failure::usage)?;
    let embedded = Embedded::start(keys, &options)
        .await
        .map_err(Failure::usage)?;
    let record = judge_target(
        arguments,
        catalogue,
        &embedded.target,
        Some(embedded.registers()),
        declarations,
        course,
    )
    .await?;
    embedded.shutdown().await;
    Ok(record)
}

pub(super) async fn judge_embedded_overview(
    arguments: &RunArguments,
    catalogue: &Arc<Catalogue>,
    declarations: &Declarations,
    course: &Course,
) -> Result<Record, Failure> {
    let behaviour = arguments.overview_behaviour()?;
    let keys = KeyStore::user_cache().map_err(Failure::usage)?;
    let registers = EmbeddedRegisters::start(keys, arguments.seed, false)
        .await
        .map_err(Failure::usage)?;
    let target = Arc::new(registers.overview(behaviour).map_err(Failure::usage)?);
    let control = Arc::new(registers);
    let registers = Arc::clone(&control) as Arc<dyn RegisterControl>;
    let record = judge_target(
        arguments,
        catalogue,
        &target,
        Some(registers),
        declarations,
        course,
    )
    .await?;
    if let Some(registers) = Arc::into_inner(control) {
        registers.shutdown().await;
    }
    Ok(record)
}

pub(super) async fn judge_agency(
    arguments: &RunArguments,
    catalogue: &Catalogue,
    declarations: &Declarations,
    course: &Course,
) -> Result<Record, Failure> {
    let target = match &arguments.target {
        Some(file) => AgencyTarget::from_file(file).map_err(Failure::usage)?,
        None => AgencyTarget::embedded(MockAgency {
            behaviour: arguments.behaviour()?,
            http: mock_agency::retrieval::http_client(None).map_err(Failure::harness_error)?,
        }),
    };
    arguments.selection.of_agency()?;
    if arguments.common.rate.is_some() {
        return Err(no_rate());
    }
    known_scenarios(catalogue, &arguments.scenarios)?;
    let names = Names::of_agency(catalogue, &target.services);
    let setting = agency::Setting {
        filter: arguments.selection.filter(&names)?,
        settings: arguments.settings(),
        language: arguments.common.lang,
        quiet: arguments.quiet,
        fail_fast: arguments.fail_fast,
        scenarios: arguments.scenarios.clone(),
        redaction_key: arguments.common.options()?.redaction_key,
        journal: arguments
            .formats
            .is_empty()
            .then(|| course.folder.join(report::write::JOURNAL)),
        course,
    };
    agency::judge(catalogue, &target, declarations, setting).await
}

pub(super) async fn judge_target(
    arguments: &RunArguments,
    catalogue: &Arc<Catalogue>,
    target: &Arc<Target>,
    registers: Option<Arc<dyn RegisterControl>>,
    declarations: &Declarations,
    course: &Course,
) -> Result<Record, Failure> {
    let names = match target.role {
        Role::Bank | Role::Agency => Names::of_bank(catalogue),
        Role::Overview => Names::of_overview(catalogue),
    };
    let mut plan = plan(
        catalogue,
        target,
        &arguments.selection.filter(&names)?,
        registers.is_some(),
    );
    arguments.properties.narrow(&mut plan);
    if plan.planned.is_empty() {
        return Err(nothing_selected());
    }
    let mut options = arguments.common.options()?;
    options.fail_fast = arguments.fail_fast;
    options.full_evidence = arguments.full_evidence;
    options.properties = arguments.properties.options(arguments.seed);
    let runner = runner(catalogue, target, options, registers)?
        .with_interruption(course.signals.interruption.clone());
    let earlier = course.earlier.as_ref();
    let runner = Arc::new(match earlier {
        Some(earlier) => runner.numbering_from(earlier.last_exchange() + 1),
        None => runner,
    });
    let redactor = runner.redactor().clone();
    let circumstances = Circumstances {
        catalogue,
        target,
        settings: arguments.settings(),
        run: course.run.clone(),
        declarations,
        redactor: &redactor,
        earlier,
    };
    let unrun = Circumstances {
        earlier: None,
        settings: arguments.settings(),
        run: course.run.clone(),
        ..circumstances
    };
    course.begin(&assemble(
        RunResult::of_nothing(&plan, Timestamp::now()),
        &unrun,
    ))?;
    if let Some(earlier) = earlier {
        let run = earlier.run_instances();
        plan.planned
            .retain(|planned| !run.contains(planned.instance.id.0.as_str()));
    }
    let other: Box<dyn Listener> = if arguments.quiet {
        Box::new(Silent)
    } else {
        Box::new(Progress::new(arguments.common.lang))
    };
    let listener = Keeping {
        log: &course.log,
        catalogue,
        redactor: &redactor,
        other,
    };
    if !arguments.quiet {
        let effort = runner.effort(&plan).text();
        wire::output::error_line(effort.in_language(arguments.common.lang));
    }
    let result = runner.run(&Arc::new(plan), &listener).await;
    drop(runner);
    arguments.properties.save(&result)?;
    let record = assemble(result, &circumstances);
    course.log.whole(&record.fields, &record.timing);
    Ok(record)
}

fn embedded_options(arguments: &RunArguments) -> Result<EmbeddedOptions, Failure> {
    let mut defects = mock_bank::Defects::NONE;
    for name in &arguments.defects {
        let defect = mock_bank::Defect::from_name(name).map_err(Failure::usage_error)?;
        defects.insert(defect);
    }
    Ok(EmbeddedOptions {
        seed: arguments.seed,
        production: arguments.mode == Some(ModeChoice::Production),
        alternative_2: arguments.right_of_disposal == Some(DisposalChoice::Alternative2),
        defects,
        variants: mock_bank::Variants::default(),
    })
}

/// Refuses the name of a scenario that the pack does not have.
fn known_scenarios(catalogue: &Catalogue, names: &[String]) -> Result<(), Failure> {
    let known = || catalogue.scenarios.iter().map(|one| one.id.as_str());
    match names.iter().find(|name| !known().any(|one| one == *name)) {
        None => Ok(()),
        Some(name) => {
            let known = known().collect::<Vec<_>>().join(", ");
            Err(
                Failure::usage_text(format!("there is no scenario {name:?}"))
                    .help(format!("there are: {known}")),
            )
        }
    }
}

/// A bank has no scenarios.
pub(super) fn no_scenarios() -> Failure {
    Failure::usage_text("--scenario selects among the scenarios of an agency")
        .help("a bank's cases are selected by --case, --family and the like")
}

/// Nothing is sent to an agency.
fn no_rate() -> Failure {
    Failure::usage_text("--rate says how often a bank is called, and an agency is not called")
        .help("the agency calls, and sets the pace itself: leave --rate out")
}
