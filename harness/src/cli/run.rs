//! `dsop-conformance run`.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use wire::keys::KeyStore;
use wire::pki::{Authority, Subject, Validity};

use super::progress::Progress;
use super::selection::Selection;
use super::{Failure, PackArguments};
use crate::catalogue::Catalogue;
use crate::check::registry::Tools;
use crate::check::schema::Schemas;
use crate::deviation::Declarations;
use crate::embedded::{Embedded, EmbeddedOptions};
use crate::event::{Listener, Silent};
use crate::plan::plan;
use crate::record::{Circumstances, Record, SettingsRecord, assemble};
use crate::redact::Redactor;
use crate::report;
use crate::runner::{RegisterControl, RunOptions, Runner};
use crate::stimulus::Attacker;
use crate::target::{Target, from_file};
use crate::text::Language;

/// Options of `run`.
#[derive(Debug, Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pack: PackArguments,
    #[command(flatten)]
    selection: Selection,
    /// The profile of the bank to test; without it, registers and the mock bank are started in this process.
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Declared deviations of the bank.
    #[arg(long, value_name = "FILE")]
    deviations: Option<PathBuf>,
    /// Folder for the reports.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Requests at the same time.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: u16,
    /// Time limit of a request, in seconds.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=600))]
    timeout: u16,
    /// How often a request is sent again after a transport failure.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=10))]
    retries: u8,
    /// Requests a second at the most, to be kind to a bank.
    #[arg(long, value_name = "PER_SECOND", value_parser = rate)]
    rate: Option<f64>,
    /// Stop at the first violated MUST.
    #[arg(long)]
    fail_fast: bool,
    /// Let a violated SHOULD weigh as a MUST.
    #[arg(long)]
    strict: bool,
    /// Seed of synthetic people and data, and of everything generated.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Mode of the mock bank, where no target is given.
    #[arg(long, value_enum, conflicts_with = "target")]
    mode: Option<ModeChoice>,
    /// How the mock bank delivers right of disposal, where no target is given.
    #[arg(long, value_enum, conflicts_with = "target")]
    right_of_disposal: Option<DisposalChoice>,
    /// Misbehaviours of the mock bank, where no target is given; `mock-bank --list-defects` names them.
    #[arg(long = "defect", value_name = "NAME", conflicts_with = "target")]
    defects: Vec<String>,
    /// Keep personal data in the evidence. Tokens are replaced all the same.
    #[arg(long)]
    full_evidence: bool,
    /// Language of what is printed.
    #[arg(long, value_enum, default_value = "en")]
    lang: Language,
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

fn rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate| *rate > 0.0 && *rate <= 100_000.0)
        .ok_or_else(|| "write a number of requests a second, e.g. 20 or 0.5".into())
}

/// Runs, reports, and gives the verdict's exit code.
pub(super) fn run(arguments: &RunArguments) -> Result<u8, Failure> {
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::harness(miette::miette!("the runtime does not start: {error}")))?;
    runtime.block_on(carry_out(arguments, &catalogue))
}

async fn carry_out(arguments: &RunArguments, catalogue: &Catalogue) -> Result<u8, Failure> {
    let declarations = match &arguments.deviations {
        Some(file) => Declarations::from_file(file).map_err(Failure::usage)?,
        None => Declarations::default(),
    };
    let keys = KeyStore::user_cache().map_err(|error| Failure::usage(miette::miette!("{error}")))?;
    let run = run_name();
    let folder = arguments.out.clone().unwrap_or_else(|| Path::new("reports/runs").join(&run));
    let record = if let Some(file) = &arguments.target {
        let target = from_file(file, &catalogue.services).map_err(Failure::usage)?;
        judge_target(arguments, catalogue, &target, None, &declarations, &keys, run).await?
    } else {
        let options = embedded_options(arguments)?;
        let embedded = Embedded::start(keys.clone(), &options).await.map_err(Failure::usage)?;
        let record = judge_target(
            arguments,
            catalogue,
            &embedded.target,
            Some(&embedded),
            &declarations,
            &keys,
            run,
        )
        .await?;
        embedded.shutdown().await;
        record
    };
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("report.json"), serde_json::to_vec_pretty(&record).unwrap()).unwrap();
    print(arguments, &record, &folder);
    Ok(record.verdict.exit_code())
}

async fn judge_target(
    arguments: &RunArguments,
    catalogue: &Catalogue,
    target: &Target,
    embedded: Option<&Embedded>,
    declarations: &Declarations,
    keys: &KeyStore,
    run: String,
) -> Result<Record, Failure> {
    let plan = plan(catalogue, target, &arguments.selection.filter(), embedded.is_some());
    if plan.planned.is_empty() {
        return Err(Failure::usage(miette::miette!(
            help = "`dsop-conformance list` prints what there is",
            "the selection matches no case"
        )));
    }
    let options = options(arguments)?;
    let registers = embedded.map(|embedded| embedded as &dyn RegisterControl);
    let attacker = attacker(keys).map_err(|error| Failure::harness(miette::miette!("{error}")))?;
    let tools = tools(catalogue)?;
    let runner =
        Runner::new(catalogue, target, &options, attacker, tools, registers).map_err(Failure::usage)?;
    let listener: Box<dyn Listener> =
        if arguments.quiet { Box::new(Silent) } else { Box::new(Progress::new(arguments.lang)) };
    let result = runner.run(&plan, listener.as_ref()).await;
    let redactor = Redactor::new(options.redaction_key, target, arguments.full_evidence);
    let settings = SettingsRecord {
        seed: arguments.seed,
        strict: arguments.strict,
        jobs: usize::from(arguments.jobs),
        full_evidence: arguments.full_evidence,
        selection: arguments.selection.words(),
    };
    Ok(assemble(result, &Circumstances { catalogue, target, settings, run, declarations, redactor: &redactor }))
}

fn options(arguments: &RunArguments) -> Result<RunOptions, Failure> {
    let mut redaction_key = [0; 32];
    openssl::rand::rand_bytes(&mut redaction_key)
        .map_err(|error| Failure::harness(miette::miette!("no randomness: {error}")))?;
    Ok(RunOptions {
        jobs: usize::from(arguments.jobs),
        timeout: Duration::from_secs(u64::from(arguments.timeout)),
        retries: u32::from(arguments.retries),
        rate: arguments.rate,
        fail_fast: arguments.fail_fast,
        redaction_key,
        full_evidence: arguments.full_evidence,
    })
}

fn embedded_options(arguments: &RunArguments) -> Result<EmbeddedOptions, Failure> {
    let mut defects = mock_bank::Defects::NONE;
    for name in &arguments.defects {
        let defect = mock_bank::Defect::from_name(name).map_err(|error| Failure::usage(miette::miette!("{error}")))?;
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

fn tools(catalogue: &Catalogue) -> Result<Tools, Failure> {
    let schemas = Schemas::compile(&catalogue.schemas).map_err(|error| Failure::usage(miette::miette!("{error}")))?;
    Ok(Tools { schemas: Arc::new(schemas), rows: catalogue.fields.clone().into() })
}

fn attacker(keys: &KeyStore) -> Result<Attacker, Box<dyn std::error::Error>> {
    let key = keys.rsa("attacker")?;
    let now = Timestamp::now().as_second();
    let moment = |offset: i64| Timestamp::from_second(now + offset);
    let subject = Subject {
        organisation: Some("Politiet".into()),
        organisational_unit: Some("Påtalemyndigheten".into()),
        common_name: "Godkjenning av utleveringspålegg TEST".into(),
        serial_number: None,
    };
    let validity = Validity { not_before: moment(-3_600)?, not_after: moment(48 * 3_600)? };
    let authority = Authority::root(&subject, validity, key.clone())?;
    Ok(Attacker { key: wire::jose::sign::SigningKey::from_pkey(key), certificate: authority.certificate })
}

fn run_name() -> String {
    let mut random = [0; 2];
    // Without randomness the time alone has to do.
    let _ = openssl::rand::rand_bytes(&mut random);
    format!("{}-{:02x}{:02x}", Timestamp::now().strftime("%Y%m%dT%H%M%SZ"), random[0], random[1])
}

fn terminal_width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.unwrap_or_else(|| comfy_table::Table::new().width().map_or(80, usize::from))
}

fn print(arguments: &RunArguments, record: &Record, folder: &Path) {
    let colour = !arguments.no_color && std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut replay = String::from("dsop-conformance run");
    if let Some(target) = &arguments.target {
        replay = format!("{replay} --target {}", target.display());
    }
    let options = report::terminal::Options {
        language: arguments.lang,
        colour,
        width: terminal_width(),
        quiet: arguments.quiet,
        matrix: arguments.matrix,
        again: report::Again { prefix: &replay },
    };
    print!("{}", report::terminal::render(record, &options));
    match arguments.lang {
        Language::En => println!("Reports: {}", folder.display()),
        Language::Nb => println!("Rapporter: {}", folder.display()),
    }
}
