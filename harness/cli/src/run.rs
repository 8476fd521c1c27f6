//! `dsop-conformance run`.

mod judging;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use mock_agency::behaviour::{Behaviour, Defect, Variant};
use mock_agency::{OverviewBehaviour, OverviewDefect, OverviewVariant};
use wire::output;

use self::judging::{
    judge_agency, judge_embedded, judge_embedded_overview, judge_target, no_scenarios,
};
use crate::course::Course;
use crate::fleet::FleetArguments;
use crate::properties::Properties;
use crate::selection::Selection;
use crate::sending::{Common, runtime};
use crate::signing::RunSigning;
use crate::{Failure, PackArguments, fleet, signing};
use pack::catalogue::{Catalogue, Role};
use pack::text::Language;
use plan::Names;
use plan::target::{from_file, is_agency_profile, is_overview_profile};
use record::deviation::Declarations;
use record::{Record, SettingsRecord};

/// Options of `run`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of the command line"
)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pack: PackArguments,
    #[command(flatten)]
    selection: Selection,
    /// Whether a bank, an agency or the customer overview is tested; a profile with a table [agency] or [overview] says so
    /// itself [default: the mock bank, then the mock overview]
    #[arg(long, value_enum)]
    role: Option<RoleChoice>,
    /// The profile of the bank to test; without it, registers and the mock bank are started in this process.
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    #[command(flatten)]
    fleet: FleetArguments,
    /// Declared deviations; without it, none.
    #[arg(long, value_name = "FILE")]
    deviations: Option<PathBuf>,
    /// Folder for the reports, and for run.jsonl, which is written while the run goes on [default: reports/runs/<run>, or
    /// reports/fleet with --targets]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on with the run in this folder, which was interrupted, with the same target, pack and seed; without it, a new run.
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    resume: Option<PathBuf>,
    /// Which reports to write; without it, all of them.
    #[arg(long = "format", value_enum)]
    formats: Vec<report::write::Format>,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    properties: Properties,
    /// Stop at the first violated MUST.
    #[arg(long)]
    fail_fast: bool,
    /// Treat violations of SHOULD as failures.
    #[arg(long)]
    strict: bool,
    /// Run only these scenarios of an agency, and judge the cases that watch them; may be given several times.
    #[arg(long = "scenario", value_name = "NAME")]
    scenarios: Vec<String>,
    /// Seed of synthetic people and data, and of everything generated.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Mode of the mock bank, where no target is given [default: test]
    #[arg(long, value_enum, conflicts_with_all = ["target", "targets"])]
    mode: Option<ModeChoice>,
    /// How the mock bank delivers right of disposal, where no target is given [default: alternative-1]
    #[arg(long, value_enum, conflicts_with_all = ["target", "targets"])]
    right_of_disposal: Option<DisposalChoice>,
    /// Defects to enable in the mock bank, where no target is given; `list --what defects` names them.
    #[arg(long = "defect", value_name = "NAME", conflicts_with_all = ["target", "targets"])]
    defects: Vec<String>,
    /// Keep personal data in the evidence. Tokens are replaced all the same.
    #[arg(long)]
    full_evidence: bool,
    /// Which build of the target is tested, for the report [default: that of the profile]
    #[arg(long, value_name = "TEXT")]
    build: Option<String>,
    #[command(flatten)]
    signing: RunSigning,
    /// Print the verdict only.
    #[arg(long, short)]
    quiet: bool,
    /// Print the field matrix too.
    #[arg(long)]
    matrix: bool,
    /// Print without colour.
    #[arg(long)]
    no_color: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum RoleChoice {
    Bank,
    Agency,
    /// The customer overview (step 1).
    Overview,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ModeChoice {
    Test,
    Production,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum DisposalChoice {
    #[value(name = "alternative-1")]
    Alternative1,
    #[value(name = "alternative-2")]
    Alternative2,
}

/// Runs, reports, and gives the verdict's exit code.
pub(super) fn run(arguments: &RunArguments) -> Result<u8, Failure> {
    if let Some(file) = &arguments.fleet.targets {
        let words = (arguments.quiet, arguments.common.lang);
        return fleet::run(&arguments.fleet, file, arguments.out.as_deref(), words);
    }
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    let runtime = runtime()?;
    let ended = runtime.block_on(carry_out_all(arguments, &Arc::new(catalogue)));
    // What is still open of an interrupted run is not waited for.
    runtime.shutdown_background();
    ended
}

/// Runs against each role in turn, each with a record of its own: what is tested is never mixed. The reports of the
/// second go into a folder within that of the first.
async fn carry_out_all(
    arguments: &RunArguments,
    catalogue: &Arc<Catalogue>,
) -> Result<u8, Failure> {
    let run = run_name();
    let folder = arguments.folder(&run);
    let roles = arguments.roles(catalogue);
    let mut worst = 0;
    for (at, role) in roles.iter().enumerate() {
        let folder = if at == 0 {
            folder.clone()
        } else {
            folder.join(OVERVIEW_FOLDER)
        };
        let code = carry_out(arguments, catalogue, *role, (&run, folder)).await?;
        if is_signal(code) {
            return Ok(code);
        }
        worst = if worst == 1 || code == 1 {
            1
        } else {
            worst.max(code)
        };
    }
    Ok(worst)
}

/// Where the reports of the customer overview go in a run of everything.
const OVERVIEW_FOLDER: &str = "overview";

/// Whether an exit code says that a signal ended the run.
fn is_signal(code: u8) -> bool {
    code >= 128
}

async fn carry_out(
    arguments: &RunArguments,
    catalogue: &Arc<Catalogue>,
    role: RoleChoice,
    (run, folder): (&str, PathBuf),
) -> Result<u8, Failure> {
    if role != RoleChoice::Agency && !arguments.scenarios.is_empty() {
        return Err(no_scenarios());
    }
    let course = || arguments.course(run, folder.clone());
    let declarations = match &arguments.deviations {
        Some(file) => Declarations::from_file(file, catalogue).map_err(Failure::usage)?,
        None => Declarations::default(),
    };
    let credentials = arguments.signing.credentials(&arguments.formats())?;
    let (course, mut record) = if role == RoleChoice::Agency {
        let course = course()?;
        let record = judge_agency(arguments, catalogue, &declarations, &course).await?;
        (course, record)
    } else if let Some(file) = &arguments.target {
        let target = Arc::new(from_file(file, catalogue).map_err(Failure::usage)?);
        let course = course()?;
        let record =
            judge_target(arguments, catalogue, &target, None, &declarations, &course).await?;
        (course, record)
    } else {
        let course = course()?;
        let record = if role == RoleChoice::Overview {
            judge_embedded_overview(arguments, catalogue, &declarations, &course).await?
        } else {
            judge_embedded(arguments, catalogue, &declarations, &course).await?
        };
        (course, record)
    };
    let folder = &course.folder;
    if arguments.build.is_some() {
        record.subject.build.clone_from(&arguments.build);
    }
    let prefix = arguments.prefix(role);
    let reproduce = report::Reproduce { prefix: &prefix };
    let artifact = arguments
        .target
        .as_ref()
        .map_or_else(|| "bank.toml".into(), |file| file.display().to_string());
    let options = report::write::Options {
        language: arguments.common.lang,
        reproduce,
        artifact: &artifact,
    };
    // The verdict comes first: the disk may be full.
    print(arguments, &record, folder, reproduce);
    course.say_trouble();
    report::write::write(&record, folder, &arguments.formats(), &options)
        .map_err(Failure::harness)?;
    write_profile(arguments, folder)?;
    course.log.end(record.ended);
    let stopped = course.signals.exit_code();
    if stopped.is_none() && arguments.formats().contains(&report::write::Format::Json) {
        course.remove_log();
    }
    let code = stopped.unwrap_or_else(|| record.verdict.exit_code());
    // The signature is made from the files: two records at once are too much to hold.
    drop(record);
    if let Some(credentials) = credentials {
        let path = signing::put(folder, &credentials)?;
        super::print_out(&signing::signed(&path, arguments.common.lang));
    }
    Ok(code)
}

/// What may be shown of the profile, beside the reports.
fn write_profile(arguments: &RunArguments, folder: &Path) -> Result<(), Failure> {
    let profile = arguments.target.as_ref();
    let text = profile.and_then(|file| std::fs::read_to_string(file).ok());
    let Some(text) = text.filter(|_| arguments.formats.is_empty()) else {
        return Ok(());
    };
    report::write::write_profile(&text, folder, arguments.full_evidence).map_err(Failure::harness)
}

/// The record of a run against the mock bank in this process; nothing is written or printed.
pub(super) fn record(
    arguments: &RunArguments,
    declarations: &Declarations,
) -> Result<Record, Failure> {
    let catalogue = Arc::new(arguments.pack.read().map_err(Failure::usage)?);
    runtime()?.block_on(judge_embedded(
        arguments,
        &catalogue,
        declarations,
        &Course::without_folder(run_name()),
    ))
}

impl RunArguments {
    /// Where the run is kept.
    fn course(&self, run: &str, folder: PathBuf) -> Result<Course, Failure> {
        match &self.resume {
            Some(folder) => Course::continued(folder),
            None => Course::new(run.to_owned(), folder, self.full_evidence),
        }
    }

    /// The folder of the reports.
    fn folder(&self, run: &str) -> PathBuf {
        let usual = || Path::new("reports/runs").join(run);
        self.out.clone().unwrap_or_else(usual)
    }

    /// Who is tested. Without a role and a target it is the mock bank and then the mock overview, or the one of them that
    /// the options are about.
    fn roles(&self, catalogue: &Catalogue) -> Vec<RoleChoice> {
        if let Some(role) = self.role {
            return vec![role];
        }
        if let Some(file) = &self.target {
            return vec![match file {
                file if is_agency_profile(file) => RoleChoice::Agency,
                file if is_overview_profile(file) => RoleChoice::Overview,
                _ => RoleChoice::Bank,
            }];
        }
        let of_bank_alone = self.resume.is_some()
            || !self.defects.is_empty()
            || !self.scenarios.is_empty()
            || self.mode.is_some()
            || self.right_of_disposal.is_some()
            || self.deviations.is_some()
            || !self.properties.words().is_empty();
        if of_bank_alone {
            return vec![RoleChoice::Bank];
        }
        if self.selection.is_everything() {
            let has = |role| catalogue.cases_of(role).next().is_some();
            let overview = has(Role::Overview).then_some(RoleChoice::Overview);
            let bank = (has(Role::Bank) || overview.is_none()).then_some(RoleChoice::Bank);
            return bank.into_iter().chain(overview).collect();
        }
        let fits = |names: &Names| self.selection.filter(names).is_ok();
        let overview = fits(&Names::of_overview(catalogue)) && !fits(&Names::of_bank(catalogue));
        vec![if overview {
            RoleChoice::Overview
        } else {
            RoleChoice::Bank
        }]
    }

    /// How the mock agency behaves: one defect, or another valid behaviour.
    fn behaviour(&self) -> Result<Behaviour, Failure> {
        let Some(name) = self.defects.first() else {
            return Ok(Behaviour::default());
        };
        let defect = Defect::from_name(name).map(Behaviour::with_defect);
        defect
            .or_else(|unknown| {
                Variant::from_name(name)
                    .map(Behaviour::with_variant)
                    .map_err(|_| unknown)
            })
            .map_err(Failure::usage_error)
    }

    /// How the mock overview behaves: one defect, or another valid behaviour.
    fn overview_behaviour(&self) -> Result<OverviewBehaviour, Failure> {
        let Some(name) = self.defects.first() else {
            return Ok(OverviewBehaviour::default());
        };
        let defect = OverviewDefect::from_name(name).map(OverviewBehaviour::with_defect);
        let variant = || OverviewVariant::from_name(name).map(OverviewBehaviour::with_variant);
        defect.or_else(variant).ok_or_else(|| {
            Failure::usage_text(format!("the customer overview has no defect {name:?}"))
                .help("`dsop-conformance list --role overview --what defects` names them")
        })
    }

    fn settings(&self) -> SettingsRecord {
        let mut selection = self.selection.words();
        selection.extend(self.properties.words());
        let scenarios = self.scenarios.iter();
        selection.extend(scenarios.map(|name| format!("--scenario {name}")));
        SettingsRecord {
            seed: self.seed,
            strict: self.strict,
            jobs: usize::from(self.common.jobs),
            full_evidence: self.full_evidence,
            selection,
            embedded_mock: self.target.is_none(),
        }
    }
}

fn run_name() -> String {
    let mut random = [0; 2];
    // Without randomness the time alone has to do.
    let _ = openssl::rand::rand_bytes(&mut random);
    format!(
        "{}-{:02x}{:02x}",
        Timestamp::now().strftime("%Y%m%dT%H%M%SZ"),
        random[0],
        random[1]
    )
}

pub(super) fn terminal_width() -> usize {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    columns.unwrap_or_else(|| comfy_table::Table::new().width().map_or(80, usize::from))
}

impl RunArguments {
    /// The start of the command that reproduces a result.
    fn prefix(&self, role: RoleChoice) -> String {
        let mut words = vec!["dsop-conformance run".to_owned()];
        match (role, &self.target) {
            (RoleChoice::Agency, None) => words.push("--role agency".into()),
            (RoleChoice::Overview, None) => words.push("--role overview".into()),
            (RoleChoice::Bank, _) | (_, Some(_)) => {}
        }
        words.extend(
            self.target
                .as_ref()
                .map(|file| format!("--target {}", file.display())),
        );
        words.extend(
            self.pack
                .cases
                .as_ref()
                .map(|folder| format!("--cases {}", folder.display())),
        );
        if self.seed != 1 {
            words.push(format!("--seed {}", self.seed));
        }
        if self.mode == Some(ModeChoice::Production) {
            words.push("--mode production".into());
        }
        if self.right_of_disposal == Some(DisposalChoice::Alternative2) {
            words.push("--right-of-disposal alternative-2".into());
        }
        words.extend(
            self.defects
                .iter()
                .map(|defect| format!("--defect {defect}")),
        );
        words.join(" ")
    }

    /// The formats asked for; all of them if none is named.
    fn formats(&self) -> Vec<report::write::Format> {
        if self.formats.is_empty() {
            report::write::Format::ALL.to_vec()
        } else {
            self.formats.clone()
        }
    }
}

fn print(
    arguments: &RunArguments,
    record: &Record,
    folder: &Path,
    reproduce: report::Reproduce<'_>,
) {
    let colour = !arguments.no_color
        && std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none();
    let options = report::terminal::Options {
        language: arguments.common.lang,
        colour,
        width: terminal_width(),
        quiet: arguments.quiet,
        matrix: arguments.matrix,
        reproduce,
    };
    output::print(&report::terminal::render(record, &options));
    let word = match arguments.common.lang {
        Language::En => "Reports",
        Language::Nb => "Rapporter",
    };
    output::line(&format!("{word}: {}", folder.display()));
}
