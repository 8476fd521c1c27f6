//! `dsop-conformance init`: a commented target profile to start from.

mod target;

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use schemars::Schema;
use wire::world::World;

use crate::Failure;
use crate::init::target::{Described, Questions, TargetArguments};
use crate::run::RoleChoice;
use pack::text::Language;

/// Options of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The profile to write; it must not exist yet. Without it bank.toml, agency.toml or overview.toml.
    file: Option<PathBuf>,
    /// Whether a bank, an agency or the customer overview is to be tested.
    #[arg(long, value_enum, default_value = "bank")]
    role: RoleChoice,
    /// Where the registers are; in a terminal it is asked for [default: own]
    #[arg(long, value_enum)]
    registers: Option<RegistersChoice>,
    /// Folder in which `mock-agency serve --state DIR` keeps your own registers.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "state",
        conflicts_with = "world"
    )]
    state: PathBuf,
    /// A world file: tokens, orders and keys come from it, and its bank is the target. Without it, --registers decides.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Which bank of the world file, by organisation number; without it the first one.
    #[arg(long, value_name = "ORGNO", requires = "world")]
    bank: Option<String>,
    #[command(flatten)]
    target: TargetArguments,
    /// Language of the comments.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    lang: Language,
}

/// Where the registers are that a bank under test trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum RegistersChoice {
    /// Yours: `mock-agency serve` runs them, with keys of its own.
    Own,
    /// The real test environment, with keys that are registered there.
    Test,
}

pub(super) fn init(arguments: &InitArguments) -> Result<u8, Failure> {
    let file = arguments.file();
    let (text, next) = arguments.profile()?;
    let schema = schema_file(&file);
    let named = schema.file_name().unwrap_or_default().to_string_lossy();
    let text = format!("#:schema ./{named}\n{text}");
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&file)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| not_written(&file, &error))?;
    let content = serde_json::to_string_pretty(&arguments.schema()).map_err(Failure::harness)?;
    report::write::whole(&schema, (content + "\n").as_bytes())
        .map_err(|error| not_written(&schema, &error))?;
    super::print_out(&said(&file, next, arguments.lang));
    Ok(0)
}

/// What was written, and the commands that come next.
fn said(file: &Path, next: Option<String>, language: Language) -> String {
    let doctor = format!("dsop-conformance doctor --target {}", file.display());
    let commands: Vec<String> = next.into_iter().chain([doctor]).collect();
    let (wrote, then) = match language {
        Language::En => ("Wrote", "Next"),
        Language::Nb => ("Skrev", "Neste"),
    };
    format!(
        "{wrote} {}. {then}: {}",
        file.display(),
        commands.join("\n  ")
    )
}

/// The schema beside a profile, with which editors complete and check it.
fn schema_file(profile: &Path) -> PathBuf {
    profile.with_extension("schema.json")
}

fn not_written(file: &Path, error: &std::io::Error) -> Failure {
    let (en, _nb) = match error.kind() {
        ErrorKind::AlreadyExists => (
            "name another file; a profile that is there is never overwritten",
            "oppgi en annen fil; en profil som finnes, blir aldri overskrevet",
        ),
        ErrorKind::NotFound => (
            "make the folder first, or name a file in one that is there",
            "opprett mappen først, eller oppgi en fil i en som finnes",
        ),
        _ => (
            "name a file that can be written",
            "oppgi en fil som kan skrives",
        ),
    };
    let file = file.display();
    Failure::usage_text(format!("{file} cannot be written: {error}")).help(en)
}

impl InitArguments {
    fn schema(&self) -> Schema {
        match self.role {
            RoleChoice::Bank => plan::target::schema(),
            RoleChoice::Agency => lab::agency::target::schema(),
            RoleChoice::Overview => plan::target::overview_schema(),
        }
    }

    fn file(&self) -> PathBuf {
        let usual = match self.role {
            RoleChoice::Bank => "bank.toml",
            RoleChoice::Agency => "agency.toml",
            RoleChoice::Overview => "overview.toml",
        };
        self.file.clone().unwrap_or_else(|| usual.into())
    }

    /// The text of the profile, and what is to be started before anything else.
    fn profile(&self) -> Result<(String, Option<String>), Failure> {
        if self.role == RoleChoice::Agency {
            return self.of_agency();
        }
        if let Some(world) = &self.world {
            return Ok((self.of_world(world)?, None));
        }
        self.target.check()?;
        let mut questions = Questions::new(self.lang);
        let registers = match self.registers {
            Some(registers) => registers,
            None => questions.registers(),
        };
        let target = self.target.completed(self.role, &mut questions);
        match registers {
            RegistersChoice::Test => Ok((self.of_test_environment(&target), None)),
            RegistersChoice::Own => {
                let world = self.state.join("world.json");
                let command = format!("mock-agency serve --state {}", self.state.display());
                let next = (!world.exists()).then(|| command.clone());
                Ok((self.of_own_registers(&world, &command, &target), next))
            }
        }
    }

    fn of_agency(&self) -> Result<(String, Option<String>), Failure> {
        if self.world.is_some() {
            let words = "an agency's profile is not made from a world file";
            return Err(Failure::usage_text(words)
                .help("leave --world out: a run against an agency writes the world file itself"));
        }
        if self.registers.is_some() || self.target.is_anything_given() {
            let words = "an agency's profile has neither registers nor a target of its own";
            return Err(Failure::usage_text(words).help(
                "leave them out: a run against an agency starts registers and banks itself",
            ));
        }
        let text = match self.lang {
            Language::En => include_str!("../templates/agency.en.toml"),
            Language::Nb => include_str!("../templates/agency.nb.toml"),
        };
        Ok((text.to_owned(), None))
    }

    fn of_world(&self, world: &Path) -> Result<String, Failure> {
        if self.registers == Some(RegistersChoice::Test) || self.target.is_anything_given() {
            let words = "with --world everything comes from the world file";
            return Err(Failure::usage_text(words).help("leave the other options out, or --world"));
        }
        match self.role {
            RoleChoice::Overview => overview_of_world(self, world),
            RoleChoice::Bank | RoleChoice::Agency => from_world(self, world),
        }
    }

    fn of_test_environment(&self, target: &Described) -> String {
        match self.role {
            RoleChoice::Overview => target.put_into(overview(self.lang)),
            RoleChoice::Bank | RoleChoice::Agency => {
                let [bank, registers, people, rest] = bank(self.lang);
                let bank = target.put_into(bank);
                let people = target.people(people);
                format!("{}{bank}{registers}{people}{rest}", beginning(self.lang))
            }
        }
    }

    /// Everything but registers, agencies and keys, which are in the world file.
    fn of_own_registers(&self, world: &Path, command: &str, target: &Described) -> String {
        let world = relative(&self.file(), world);
        let world = toml::Value::String(world);
        let comment = match self.lang {
            Language::En => format!(
                "# Registers of your own: `{command}` runs Maskinporten, the police's key set, CertPub and the\n\
                 # person registry, and writes this file. Agencies and keys come from it; the target uses its addresses.\n"
            ),
            Language::Nb => format!(
                "# Egne registre: `{command}` kjører Maskinporten, politiets nøkkelsett, CertPub og personregisteret,\n\
                 # og skriver denne filen. Etater og nøkler kommer fra den; det som testes, bruker adressene i den.\n"
            ),
        };
        let world = format!("{comment}world = {world}\n\n");
        match self.role {
            RoleChoice::Overview => {
                let whole = target.put_into(overview(self.lang));
                let (head, rest) = whole.split_once("[maskinporten]").unwrap_or((&whole, ""));
                let people = rest.find("# Test").map_or("", |at| &rest[at..]);
                let (first, head) = head.split_once("\n\n").unwrap_or(("", head));
                format!("{first}\n\n{world}{head}{people}")
            }
            RoleChoice::Bank | RoleChoice::Agency => {
                let [bank, _, people, rest] = bank(self.lang);
                let bank = target.put_into(bank);
                let people = target.people(people);
                format!("{}{world}{bank}{people}{rest}", beginning(self.lang))
            }
        }
    }
}

fn beginning(language: Language) -> &'static str {
    match language {
        Language::En => {
            "# The profile of a bank under test. Paths are relative to this file.\n\
             # Synthetic test people only: never put a real person's number here.\n\n"
        }
        Language::Nb => {
            "# Profilen til en bank som skal testes. Stier er relative til denne filen.\n\
             # Bare syntetiske testpersoner: skriv aldri nummeret til en virkelig person her.\n\n"
        }
    }
}

/// The parts of a bank's profile: the bank, registers with agencies and keys, test people, and what else can be said.
fn bank(language: Language) -> [&'static str; 4] {
    match language {
        Language::En => [
            include_str!("../templates/bank.en.toml"),
            include_str!("../templates/registers.en.toml"),
            include_str!("../templates/people.en.toml"),
            include_str!("../templates/rest.en.toml"),
        ],
        Language::Nb => [
            include_str!("../templates/bank.nb.toml"),
            include_str!("../templates/registers.nb.toml"),
            include_str!("../templates/people.nb.toml"),
            include_str!("../templates/rest.nb.toml"),
        ],
    }
}

fn overview(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../templates/overview.en.toml"),
        Language::Nb => include_str!("../templates/overview.nb.toml"),
    }
}

fn overview_of_world(arguments: &InitArguments, world: &Path) -> Result<String, Failure> {
    let loaded = World::load(world).map_err(Failure::usage)?;
    if loaded.world.customer_overview.is_none() {
        let file = world.display();
        return Err(
            Failure::usage_text(format!("the world file {file} has no customer overview"))
                .help("`mock-agency serve --state DIR` writes one that has"),
        );
    }
    let world = relative(&arguments.file(), world);
    let comment = match arguments.lang {
        Language::En => {
            "# Address, agencies, keys and test customers come from the world file; [[customer]] here would replace them."
        }
        Language::Nb => {
            "# Adresse, etater, nøkler og testkunder kommer fra verdensfilen; [[customer]] her ville erstattet dem."
        }
    };
    let kfr = match arguments.lang {
        Language::En => {
            "# Whether KFR's write API is tested too. The run adds synthetic numbers to the customers of the world's bank, and\n\
             # removes them again."
        }
        Language::Nb => {
            "# Om skrive-API-et til KFR også testes. Kjøringen legger syntetiske numre til kundene i verdensfilens bank, og\n\
             # sletter dem igjen."
        }
    };
    Ok(format!(
        "{comment}\nworld = {world:?}\n\n[overview]\nname = \"Customer overview\"\n\n{kfr}\n# [kfr]\n"
    ))
}

fn from_world(arguments: &InitArguments, world: &Path) -> Result<String, Failure> {
    let loaded = World::load(world).map_err(Failure::usage)?;
    let bank = match &arguments.bank {
        Some(orgno) => loaded.world.banks.iter().find(|bank| bank.orgno == *orgno),
        None => loaded.world.banks.first(),
    };
    let Some(bank) = bank else {
        return Err(no_such_bank(world, &loaded.world));
    };
    let world = relative(&arguments.file(), world);
    let [comment, facts] = match arguments.lang {
        Language::En => [
            "# Everything about registers, agencies and keys comes from the world file.",
            "# The world file declares the test people; [[party]] entries here would replace them.",
        ],
        Language::Nb => [
            "# Alt om registre, etater og nøkler kommer fra verdensfilen.",
            "# Verdensfilen erklærer testpersonene; [[party]] her ville erstattet dem.",
        ],
    };
    Ok(format!(
        "{comment}\nworld = {world:?}\n\n[bank]\nname = \"Bank {orgno}\"\norgno = \"{orgno}\"\nbase-url = {url:?}\n# audience = {url:?}\n\n{facts}\n",
        orgno = bank.orgno,
        url = bank.base_url,
    ))
}

fn no_such_bank(file: &Path, world: &World) -> Failure {
    let file = file.display();
    let known: Vec<&str> = world.banks.iter().map(|bank| bank.orgno.as_str()).collect();
    if known.is_empty() {
        return Failure::usage_text(format!("the world file {file} has no bank"))
        .help("start one with `mock-bank serve --world FILE`, or write the profile by hand: `dsop-conformance init`");
    }
    let known = known.join(", ");
    Failure::usage_text(format!("the world file {file} has no such bank"))
        .help(format!("--bank takes one of {known}"))
}

/// The world file as seen from the profile's folder, or in full where that is not below it.
fn relative(profile: &Path, world: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let profile = absolute(profile);
    let world = absolute(world);
    let folder = profile.parent().unwrap_or(Path::new("/"));
    world
        .strip_prefix(folder)
        .unwrap_or(&world)
        .display()
        .to_string()
}
