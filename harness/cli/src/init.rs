//! `dsop-conformance init`: a commented target profile to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use schemars::Schema;
use wire::world::World;

use crate::Failure;
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
    /// A world file: tokens, orders and keys come from it, and its bank is the target. Without it, the profile asks for
    /// them.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Which bank of the world file, by organisation number; without it the first one.
    #[arg(long, value_name = "ORGNO", requires = "world")]
    bank: Option<String>,
    /// Language of the comments.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    lang: Language,
}

pub(super) fn init(arguments: &InitArguments) -> Result<u8, Failure> {
    let file = arguments.file();
    let text = match (&arguments.world, arguments.role) {
        (Some(world), RoleChoice::Bank) => from_world(arguments, world)?,
        (None, RoleChoice::Bank) => blank(arguments.lang).to_owned(),
        (None, RoleChoice::Agency) => agency(arguments.lang).to_owned(),
        (None, RoleChoice::Overview) => overview(arguments.lang).to_owned(),
        (Some(world), RoleChoice::Overview) => overview_of_world(arguments, world)?,
        (Some(_), RoleChoice::Agency) => {
            return Err(
                Failure::usage_text("an agency's profile is not made from a world file").help(
                    "leave --world out: a run against an agency writes the world file itself",
                ),
            );
        }
    };
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
    super::print_out(&match arguments.lang {
        Language::En => format!(
            "Wrote {0}. Next: dsop-conformance doctor --target {0}",
            file.display()
        ),
        Language::Nb => format!(
            "Skrev {0}. Neste: dsop-conformance doctor --target {0}",
            file.display()
        ),
    });
    Ok(0)
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
}

fn agency(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../templates/agency.en.toml"),
        Language::Nb => include_str!("../templates/agency.nb.toml"),
    }
}

fn blank(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../templates/bank.en.toml"),
        Language::Nb => include_str!("../templates/bank.nb.toml"),
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
    Ok(format!(
        "{comment}\nworld = {world:?}\n\n[overview]\nname = \"Customer overview\"\n"
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
