//! `dsop-conformance selftest`.

mod outputs;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use wire::keys::KeyStore;

pub(super) use outputs::Outputs;

use crate::{Failure, PackArguments, run, sending};
use lab::embedded::EmbeddedOptions;
use lab::selftest;
use lab::selftest::{
    Assignment, Bench, CaseAssignment, DefectEntry, Examined, MapCache, OverviewSubject, Selection,
    Subject,
};
use pack::catalogue::Catalogue;
use pack::text::Language;

/// Banks examined at the same time, where nothing else is said.
const BANKS: usize = 4;
/// Agencies examined at the same time: most of a scenario is waiting.
const AGENCIES: usize = 8;
/// Generated inputs for each property, where nothing else is said.
const INPUTS: usize = 4;

/// Options of `selftest`.
#[derive(Debug, Args)]
pub(super) struct SelftestArguments {
    #[command(flatten)]
    pack: PackArguments,
    /// Examine with agencies, or with the customer overview, in place of banks.
    #[arg(long, value_enum, default_value = "bank")]
    role: run::RoleChoice,
    /// Run all cases against every defect and every variant, in place of those that can tell.
    #[arg(long)]
    full: bool,
    /// A score that was kept (bank.json): each defect is examined with the cases that it failed then, where this user has
    /// no newer map. Without it, the cases that can tell.
    #[arg(long, value_name = "FILE", conflicts_with = "full")]
    known: Option<PathBuf>,
    /// Only these defects, and no right bank; may be given several times.
    #[arg(long = "defect", value_name = "NAME")]
    defects: Vec<String>,
    /// Banks or agencies examined at the same time [default: 4 banks, 8 agencies]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: Option<u16>,
    #[command(flatten)]
    outputs: Outputs,
    /// Language of what is printed.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    lang: Language,
}

/// Examines, prints the matrix, and gives 0 for a full score.
pub(super) fn selftest(arguments: &SelftestArguments) -> Result<u8, Failure> {
    match arguments.role {
        run::RoleChoice::Bank => {}
        run::RoleChoice::Agency => return examine_agencies(arguments),
        run::RoleChoice::Overview => return examine_overviews(arguments),
    }
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    let files = arguments.pack.files().map_err(Failure::usage)?;
    let assignment = Assignment::read(&files, &catalogue).map_err(Failure::harness)?;
    for name in &arguments.defects {
        mock_bank::Defect::from_name(name).map_err(Failure::usage_error)?;
    }
    sending::runtime()?.block_on(carry_out(arguments, catalogue, assignment))
}

fn examine_agencies(arguments: &SelftestArguments) -> Result<u8, Failure> {
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    let files = arguments.pack.files().map_err(Failure::usage)?;
    let examination = super::agency::Examination {
        full: arguments.full,
        defects: &arguments.defects,
        environments: arguments.jobs.map_or(AGENCIES, usize::from),
        outputs: &arguments.outputs,
        language: arguments.lang,
    };
    sending::runtime()?.block_on(super::agency::selftest(
        (&Arc::new(catalogue), &files),
        examination,
    ))
}

fn examine_overviews(arguments: &SelftestArguments) -> Result<u8, Failure> {
    let began = Instant::now();
    let catalogue = Arc::new(arguments.pack.read().map_err(Failure::usage)?);
    let files = arguments.pack.files().map_err(Failure::usage)?;
    let assignment = CaseAssignment::of_overview(&files, &catalogue).map_err(Failure::usage)?;
    let subjects = overviews(&arguments.defects)?;
    let keys = KeyStore::user_cache().map_err(Failure::usage)?;
    let attacker = sending::attacker(&keys).map_err(Failure::harness)?;
    let tools = sending::tools(&catalogue)?;
    let (count, mut done) = (subjects.len(), 0);
    let tell = |examined: &Examined| {
        done += 1;
        let (name, seconds) = (&examined.name, examined.took.as_secs_f64());
        wire::output::error_line(&format!("{done}/{count} {name} ({seconds:.1} s)"));
    };
    let examined = sending::runtime()?
        .block_on(selftest::examine_overview(
            (&catalogue, &tools, &attacker),
            keys,
            (&subjects, (!arguments.full).then_some(&assignment)),
            tell,
        ))
        .map_err(Failure::harness)?;
    let score = selftest::overview_score(
        &catalogue,
        &assignment,
        (&subjects, &examined),
        arguments.defects.is_empty(),
        began.elapsed().as_secs_f64(),
    );
    arguments.outputs.hand_out(&score, arguments.lang)?;
    Ok(u8::from(!score.is_full()))
}

/// The defects of these names, or all of them with everything that is right.
fn overviews(names: &[String]) -> Result<Vec<OverviewSubject>, Failure> {
    if names.is_empty() {
        return Ok(OverviewSubject::all());
    }
    let defect = |name: &String| {
        OverviewSubject::from_name(name).ok_or_else(|| {
            Failure::usage_text(format!("the customer overview has no defect {name:?}"))
                .help("`dsop-conformance list --role overview --what defects` names them")
        })
    };
    names.iter().map(defect).collect()
}

async fn carry_out(
    arguments: &SelftestArguments,
    catalogue: Catalogue,
    mut assignment: Assignment,
) -> Result<u8, Failure> {
    let began = Instant::now();
    let keys = KeyStore::user_cache().map_err(Failure::usage)?;
    let cache = MapCache::new(
        keys.folder().parent().unwrap_or(keys.folder()),
        &catalogue.digest,
    );
    assignment.map = cache.read();
    if let (Some(file), true) = (&arguments.known, assignment.map.is_empty()) {
        assignment.map = known(file)?;
    }
    let attacker = sending::attacker(&keys).map_err(Failure::harness)?;
    let tools = sending::tools(&catalogue)?;
    let bench = Bench::new(catalogue, tools, attacker, keys)
        .await
        .map_err(Failure::harness)?;
    let whole = arguments.defects.is_empty();
    let right = if whole {
        right_banks(arguments.full, &assignment)
    } else {
        Vec::new()
    };
    let count = right.len();
    let wrong = wrong_banks(arguments, &assignment);
    let subjects = right.into_iter().chain(wrong).collect();
    let mut examined = examine(&bench, subjects, arguments).await?;
    if !arguments.full {
        let missed = missed(arguments, &assignment, &examined);
        let more = examine(&bench, missed, arguments).await?;
        join(&mut examined, more);
    }
    let (sound, defective) = examined.split_at(count);
    let score = selftest::tally(
        &bench.catalogue,
        &assignment,
        sound,
        (defective, whole),
        began.elapsed().as_secs_f64(),
    );
    arguments.outputs.hand_out(&score, arguments.lang)?;
    if whole {
        // The map saves time and nothing else, so a folder that cannot be written to is no fault.
        let _ = cache.write(&selftest::chart(&bench.catalogue, &assignment, defective));
    }
    Ok(u8::from(!score.is_full()))
}

/// The map of a kept score.
fn known(file: &Path) -> Result<Vec<selftest::MappedCase>, Failure> {
    let wrong = |error: String| {
        Failure::usage_text(format!("{} is no kept score: {error}", file.display()))
            .help("name a bank.json that `selftest --out DIR` wrote")
    };
    let text = fs::read(file).map_err(|error| wrong(error.to_string()))?;
    selftest::map_of_score(&text).map_err(|error| wrong(error.to_string()))
}

/// The defects that their case did not find on a few parties, with that case whole.
fn missed(
    arguments: &SelftestArguments,
    assignment: &Assignment,
    examined: &[Examined],
) -> Vec<Subject> {
    let is_missed = |name: &str| {
        let entry = assignment.defects.get(name);
        let found = examined.iter().find(|examined| examined.name == name);
        entry.zip(found).is_some_and(|(entry, found)| {
            let failed = found.failed();
            let mut cases = std::iter::once(&entry.case).chain(&entry.with);
            cases.any(|case| !failed.contains(case.as_str()))
        })
    };
    wrong_banks(arguments, assignment)
        .into_iter()
        .filter(|subject| is_missed(&subject.name))
        .filter_map(|subject| {
            let entry = assignment.defects.get(&subject.name)?;
            let cases = std::iter::once(&entry.case).chain(&entry.with);
            let whole = cases.map(|case| selftest::Wanted {
                case: case.clone(),
                instance: None,
                party: None,
            });
            let selection = Selection::Only(whole.collect());
            Some(Subject {
                selection,
                ..subject
            })
        })
        .collect()
}

/// Puts what was seen of a bank the second time in the place of what was seen of the same cases the first time.
fn join(examined: &mut [Examined], more: Vec<Examined>) {
    for again in more {
        if let Some(first) = examined.iter_mut().find(|one| one.name == again.name) {
            first
                .seen
                .retain(|seen| again.seen.iter().all(|other| other.case != seen.case));
            first.seen.extend(again.seen);
        }
    }
}

async fn examine(
    bench: &Bench,
    subjects: Vec<Subject>,
    arguments: &SelftestArguments,
) -> Result<Vec<Examined>, Failure> {
    let all = subjects.len();
    let mut done = 0;
    let at_once = arguments.jobs.map_or(BANKS, usize::from);
    bench
        .examine_all(subjects, at_once, |examined| {
            done += 1;
            let (name, seconds) = (&examined.name, examined.took.as_secs_f64());
            wire::output::error_line(&format!("{done}/{all} {name} ({seconds:.1} s)"));
        })
        .await
        .map_err(Failure::harness)
}

fn usual() -> EmbeddedOptions {
    EmbeddedOptions {
        seed: 1,
        production: false,
        alternative_2: true,
        defects: mock_bank::Defects::NONE,
        variants: mock_bank::Variants::default(),
    }
}

fn subject(name: impl Into<String>, options: EmbeddedOptions, selection: Selection) -> Subject {
    Subject {
        name: name.into(),
        options,
        own_registers: false,
        jobs: 8,
        limit: None,
        inputs: INPUTS,
        selection,
    }
}

/// The good bank in its modes and alternatives, every variant, and all variants at once.
fn right_banks(full: bool, assignment: &Assignment) -> Vec<Subject> {
    let mode = |production, alternative_2| EmbeddedOptions {
        production,
        alternative_2,
        ..usual()
    };
    let some = if full {
        Selection::Everything
    } else {
        Selection::Representative
    };
    let mut banks = vec![
        Subject {
            own_registers: true,
            ..subject(
                "good, test, alternative 2",
                mode(false, true),
                Selection::Everything,
            )
        },
        subject(
            "good, production, alternative 1",
            mode(true, false),
            some.clone(),
        ),
    ];
    if full {
        banks.push(subject(
            "good, test, alternative 1",
            mode(false, false),
            some.clone(),
        ));
        banks.push(subject(
            "good, production, alternative 2",
            mode(true, true),
            some,
        ));
    }
    let with = |variants: mock_bank::Variants| EmbeddedOptions {
        variants,
        ..usual()
    };
    banks.push(subject(
        selftest::ALL_VARIANTS,
        with(mock_bank::Variant::ALL.iter().copied().collect()),
        Selection::Representative,
    ));
    for variant in mock_bank::Variant::ALL {
        let selection = match assignment.variants.get(variant.name()) {
            Some(entry) if !full && entry.whole => Selection::Families(entry.families.clone()),
            Some(entry) if !full => Selection::FamiliesBriefly(entry.families.clone()),
            Some(_) | None => Selection::Representative,
        };
        banks.push(subject(
            variant.name(),
            with([*variant].into_iter().collect()),
            selection,
        ));
    }
    banks
}

fn wrong_banks(arguments: &SelftestArguments, assignment: &Assignment) -> Vec<Subject> {
    let asked = |name: &str| {
        arguments.defects.is_empty() || arguments.defects.iter().any(|asked| asked == name)
    };
    mock_bank::Defect::ALL
        .iter()
        .filter(|defect| asked(defect.name()))
        .filter_map(|defect| {
            assignment
                .defects
                .get(defect.name())
                .map(|entry| (*defect, entry))
        })
        .map(|(defect, entry)| {
            let selection = if arguments.full {
                Selection::Representative
            } else if assignment.map.is_empty() {
                Selection::FamiliesBriefly(related(defect.family(), entry))
            } else {
                Selection::Only(assignment.wanted(entry))
            };
            wrong_bank(defect, entry, selection)
        })
        .collect()
}

fn wrong_bank(defect: mock_bank::Defect, entry: &DefectEntry, selection: Selection) -> Subject {
    let options = EmbeddedOptions {
        production: entry.production,
        alternative_2: !entry.alternative_1,
        defects: [defect].into_iter().collect(),
        variants: entry
            .variants
            .iter()
            .filter_map(|name| mock_bank::Variant::from_name(name).ok())
            .collect(),
        ..usual()
    };
    Subject {
        own_registers: entry.own_registers,
        limit: entry.limit_ms.map(Duration::from_millis),
        inputs: entry.inputs.unwrap_or(INPUTS),
        ..subject(defect.name(), options, selection)
    }
}

/// The families of cases that are about rules of a family of defects, and those of the cases named with the defect.
fn related(family: mock_bank::Family, entry: &DefectEntry) -> Vec<String> {
    let named = std::iter::once(&entry.case).chain(&entry.with);
    let named = named.filter_map(|case| case.rsplit_once('-'));
    let mut families: Vec<String> = named.map(|(family, _)| family.to_owned()).collect();
    families.extend(about(family).iter().map(|family| (*family).to_owned()));
    families
}

fn about(family: mock_bank::Family) -> &'static [&'static str] {
    use mock_bank::Family;
    match family {
        Family::Everything => &["*"],
        Family::Transport => &["TRANSPORT", "ROBUSTNESS", "ENDPOINT", "JWE", "SCHEMA"],
        Family::Jwe => &["JWE"],
        Family::Token => &["TOKEN", "TRANSPORT", "ROBUSTNESS", "PROPERTY"],
        Family::Headers => &[
            "HEADERS",
            "ROBUSTNESS",
            "REFERENCE-TYPE",
            "PERIOD",
            "TRANSPORT",
            "JWE",
            "ORDER-CONTENT",
            "PROPERTY",
        ],
        Family::Mandate => &[
            "MANDATE",
            "HEADERS",
            "TOKEN",
            "ROBUSTNESS",
            "ORDER-CONTENT",
            "ORDER-REQUEST",
            "SCHEMA",
            "PROPERTY",
        ],
        Family::Period => &[
            "PERIOD",
            "TRANSPORT",
            "ROBUSTNESS",
            "ORDER-CONTENT",
            "ORDER-REQUEST",
            "PROPERTY",
        ],
        Family::Endpoint => &["ENDPOINT", "TRANSPORT", "ROBUSTNESS", "TOKEN"],
        Family::OrderForm => &["ORDER-FORM", "ROBUSTNESS", "PROPERTY"],
        Family::OrderContent => &["ORDER-CONTENT", "ORDER-REQUEST", "HEADERS", "PROPERTY"],
        Family::OrderRequest => &["ORDER-REQUEST", "ORDER-CONTENT", "ENDPOINT", "TOKEN"],
        Family::ReferenceType => &["REFERENCE-TYPE", "ORDER-FORM"],
        Family::Schema => &["SCHEMA", "FIELDS"],
        Family::Fields => &["FIELDS"],
        Family::Accounts => &["ACCOUNTS", "OED", "CONSISTENCY", "TRANSACTIONS", "FIELDS"],
        Family::Details => &["DETAILS", "OED", "SCHEMA", "FIELDS", "ACCOUNTS"],
        Family::Transactions => &[
            "TRANSACTIONS",
            "OED",
            "CARDS",
            "ACCOUNTS",
            "ROLES",
            "FIELDS",
        ],
        Family::Cards => &["CARDS", "SCHEMA", "OED"],
        Family::Roles => &["ROLES"],
        Family::Consistency => &["CONSISTENCY", "DETAILS"],
        Family::Verge => &["VERGE", "ACCOUNTS", "ROLES", "PERIOD", "PROPERTY"],
        Family::Konkurs => &["KONKURS", "ACCOUNTS", "PERIOD", "PROPERTY"],
        Family::Skatt => &[
            "SKATT", "ACCOUNTS", "ROLES", "CARDS", "PERIOD", "HEADERS", "PROPERTY",
        ],
        Family::Utlegg => &["UTLEGG", "ACCOUNTS", "ENDPOINT", "TOKEN", "JWE", "PROPERTY"],
        Family::Oed => &["OED", "HEADERS", "PERIOD"],
        Family::Robustness => &["ROBUSTNESS", "TRANSPORT", "TIMING"],
    }
}
