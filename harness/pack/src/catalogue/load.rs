//! Reads a pack: files to typed, cross-checked data, with every mistake reported at its place.

mod applies;
mod cases;
pub(super) mod change;
pub(super) mod entry;
pub(super) mod scenarios;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use openssl::sha::Sha256;
use serde::Deserialize;
use serde_json::Value;
use wire::profile::{FieldRow, ServiceProfile};

use crate::catalogue::case::Case;
use crate::catalogue::diagnostic::CatalogueError;
use crate::catalogue::entry::{Document, Interpretation, Requirement, Role};
use crate::hex::hex;
use crate::message::Mistake;
use crate::scenario::Scenario;
use crate::toml_file;

/// The files of a pack, by path within it.
#[derive(Clone, Debug)]
pub struct PackFiles {
    /// How messages name the pack: a folder, or `built-in`.
    pub name: String,
    /// Path within the pack (with `/`) to content.
    pub files: BTreeMap<String, String>,
}

impl PackFiles {
    /// A pack that is embedded in a program, as path and content.
    pub fn embedded(files: &[(&str, &str)]) -> Self {
        Self {
            name: "built-in".into(),
            files: files
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect(),
        }
    }

    /// Reads every TOML, JSON and CSV file below a folder.
    ///
    /// # Errors
    /// [`CatalogueError::Unreadable`] if the folder or a file cannot be read.
    pub fn from_folder(folder: &Path) -> Result<Self, CatalogueError> {
        let mut files = BTreeMap::new();
        read_folder(folder, "", &mut files)?;
        Ok(Self {
            name: folder.display().to_string(),
            files,
        })
    }

    /// SHA-256 over the names and contents of all files, in hexadecimal: one changed byte changes it.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (name, text) in &self.files {
            hash.update(&(name.len() as u64).to_be_bytes());
            hash.update(name.as_bytes());
            hash.update(&(text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        hex(&hash.finish())
    }

    fn below<'a>(
        &'a self,
        folder: &'a str,
        kind: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(name, _)| name.starts_with(folder) && name.ends_with(kind))
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The requirement files of all roles, with role, name and text.
    fn requirements(&self) -> impl Iterator<Item = (Role, &str, &str)> {
        let of_banks = self.below("requirements/", ".toml");
        let of_agencies = self.below(AGENCY_REQUIREMENTS, ".toml");
        let of_overview = self.below(OVERVIEW_REQUIREMENTS, "");
        of_banks
            .map(|(file, text)| (Role::Bank, file, text))
            .chain(of_agencies.map(|(file, text)| (Role::Agency, file, text)))
            .chain(of_overview.map(|(file, text)| (Role::Overview, file, text)))
    }

    /// The case files of all roles, with role, name and text.
    fn cases(&self) -> impl Iterator<Item = (Role, &str, &str)> {
        let of_banks = self.below("bank/", ".toml");
        let of_agencies = self.below("agency/", ".toml").filter(|(file, _)| {
            !file.starts_with(AGENCY_SCENARIOS) && !file.starts_with(AGENCY_REQUIREMENTS)
        });
        let of_overview = self.below("overview/", ".toml");
        let of_overview = of_overview.filter(|(file, _)| *file != OVERVIEW_REQUIREMENTS);
        of_banks
            .map(|(file, text)| (Role::Bank, file, text))
            .chain(of_agencies.map(|(file, text)| (Role::Agency, file, text)))
            .chain(of_overview.map(|(file, text)| (Role::Overview, file, text)))
    }

    fn file(&self, name: &str) -> Result<&str, CatalogueError> {
        self.files
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| CatalogueError::Missing { file: name.into() })
    }
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> Result<(), CatalogueError> {
    let unreadable = |path: &Path, error: std::io::Error| CatalogueError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let name = format!(
            "{prefix}{}",
            path.file_name().unwrap_or_default().to_string_lossy()
        );
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), files)?;
        } else if [".toml", ".json", ".csv"]
            .iter()
            .any(|kind| name.ends_with(kind))
        {
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            files.insert(name, text);
        }
    }
    Ok(())
}

/// The checks that cases may name.
#[derive(Clone, Debug, Default)]
pub struct CheckNames {
    /// Checks of one answer.
    pub answer: Vec<&'static str>,
    /// Checks of a whole retrieval.
    pub retrieval: Vec<&'static str>,
    /// Checks of all exchanges of a run.
    pub run: Vec<&'static str>,
    /// Checks of an agency's journal.
    pub journal: Vec<&'static str>,
}

/// A pack, read and cross-checked.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Name of the pack.
    pub name: String,
    /// Version of the pack.
    pub version: String,
    /// SHA-256 over its files.
    pub digest: String,
    /// The services.
    pub services: Vec<ServiceProfile>,
    /// The rows of the delivery tables.
    pub fields: Vec<FieldRow>,
    /// JSON Schemas by file name without ending.
    pub schemas: BTreeMap<String, Value>,
    /// The documents that requirements cite; empty if the pack has no list of them.
    pub documents: Vec<Document>,
    /// The requirements of both roles, by id.
    pub requirements: BTreeMap<String, Requirement>,
    /// The interpretations, in their order.
    pub interpretations: Vec<Interpretation>,
    /// The scenarios for agencies, in the order in which they are played.
    pub scenarios: Vec<Scenario>,
    /// The cases of both roles, by family in the order of the files' names, and within it as written.
    pub cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackEntry {
    name: String,
    version: String,
}

const DOCUMENTS: &str = "documents.toml";
const INTERPRETATIONS: &str = "interpretations.toml";
const AGENCY_REQUIREMENTS: &str = "agency/requirements";
const OVERVIEW_REQUIREMENTS: &str = "overview/requirements.toml";
const AGENCY_SCENARIOS: &str = "agency/scenarios/";

impl Catalogue {
    /// Reads a pack.
    ///
    /// # Errors
    /// [`CatalogueError`] with every mistake found, each with its place.
    pub fn read(pack: &PackFiles, checks: &CheckNames) -> Result<Self, CatalogueError> {
        let mut mistakes = Vec::new();
        let head: Option<PackEntry> =
            toml_file::read("pack.toml", pack.file("pack.toml")?, &mut mistakes);
        let before = mistakes.len();
        let services = read_services(pack, &mut mistakes);
        let all_services = (mistakes.len() == before).then_some(services.as_slice());
        let fields = read_fields(pack, &mut mistakes)?;
        let schemas = read_schemas(pack, &mut mistakes);
        let list = pack.files.get(DOCUMENTS).map(String::as_str);
        let documents = sources::documents(DOCUMENTS, list, &mut mistakes);
        let before = mistakes.len();
        let requirements =
            sources::requirements(pack.requirements(), documents.as_deref(), &mut mistakes);
        let all_requirements = mistakes.len() == before;
        let before = mistakes.len();
        let text = pack.file(INTERPRETATIONS)?;
        let interpretations = sources::interpretations(INTERPRETATIONS, text, &mut mistakes);
        let all_interpretations = mistakes.len() == before;
        let before = mistakes.len();
        let files = pack.below(AGENCY_SCENARIOS, ".toml");
        let scenarios = scenarios::read(files, all_services, &mut mistakes);
        let all_scenarios = mistakes.len() == before;
        let known = cases::Known {
            requirements: all_requirements.then_some(&requirements),
            interpretations: all_interpretations.then_some(interpretations.as_slice()),
            scenarios: all_scenarios.then(|| scenarios.iter().map(|one| one.id.as_str()).collect()),
            services: all_services,
            checks,
        };
        let cases = cases::read(pack.cases(), &known, &mut mistakes);
        let (Some(head), true) = (head, mistakes.is_empty()) else {
            return Err(CatalogueError::Mistakes(mistakes));
        };
        Ok(Self {
            name: head.name,
            version: head.version,
            digest: pack.digest(),
            services,
            fields,
            schemas,
            documents: documents.unwrap_or_default(),
            requirements,
            interpretations,
            scenarios,
            cases,
        })
    }

    /// The cases that banks are held against.
    pub fn bank_cases(&self) -> impl Iterator<Item = &Case> + Clone {
        self.cases_of(Role::Bank)
    }

    /// The cases that a role is held against.
    pub fn cases_of(&self, role: Role) -> impl Iterator<Item = &Case> + Clone {
        self.cases.iter().filter(move |case| case.role() == role)
    }

    /// The cases that agencies are held against.
    pub fn journal_cases(&self) -> impl Iterator<Item = &Case> + Clone {
        self.cases.iter().filter(|case| case.journal().is_some())
    }

    /// The requirements of a role.
    pub fn requirements_of(&self, role: Role) -> impl Iterator<Item = &Requirement> + Clone {
        let all = self.requirements.values();
        all.filter(move |requirement| requirement.role == role)
    }

    /// The case of that id.
    pub fn case(&self, id: &str) -> Option<&Case> {
        self.cases.iter().find(|case| case.id.0 == id)
    }

    /// The service of that id; KFR's write API is none of the services, and is found all the same.
    pub fn service(&self, id: &str) -> Option<&ServiceProfile> {
        let institutions = (id == wire::profile::KFR).then(wire::profile::kfr);
        let mut services = self.services.iter();
        services.find(|service| service.id == id).or(institutions)
    }

    /// Rows of the delivery tables that an interpretation holds at a lower level than MUST, by service and API path.
    pub fn recommended_rows(&self) -> BTreeSet<(String, String)> {
        let all = self.interpretations.iter();
        all.flat_map(|one| {
            let services = one.services.iter();
            services.flat_map(|service| {
                let rows = one.rows.iter();
                rows.map(|row| (service.clone(), row.clone()))
            })
        })
        .collect()
    }
}

fn read_services(pack: &PackFiles, mistakes: &mut Vec<Mistake>) -> Vec<ServiceProfile> {
    let mut services = Vec::new();
    for (file, text) in pack.below("services/", ".toml") {
        let Some(read) = toml_file::read::<ServiceProfile>(file, text, mistakes) else {
            continue;
        };
        match wire::profile::completed(read) {
            Ok(service) => services.push(service),
            Err(error) => mistakes.push(Mistake::new(file, text, 0..0, error.to_string())),
        }
    }
    wire::profile::sort_services(&mut services);
    services
}

fn read_fields(
    pack: &PackFiles,
    mistakes: &mut Vec<Mistake>,
) -> Result<Vec<FieldRow>, CatalogueError> {
    let name = "fields/field-delivery.csv";
    let text = pack.file(name)?;
    Ok(wire::profile::parse_fields(text).unwrap_or_else(|error| {
        let line = error.line.saturating_sub(1);
        let start = text
            .split_inclusive('\n')
            .take(line)
            .map(str::len)
            .sum::<usize>()
            .min(text.len());
        let length = text[start..].find('\n').unwrap_or(text.len() - start);
        mistakes.push(Mistake::new(
            name,
            text,
            start..start + length,
            error.to_string(),
        ));
        Vec::new()
    }))
}

fn read_schemas(pack: &PackFiles, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, Value> {
    let mut schemas = BTreeMap::new();
    for (file, text) in pack.below("schemas/", ".json") {
        match serde_json::from_str(text) {
            Ok(schema) => {
                let name = file
                    .trim_start_matches("schemas/")
                    .trim_end_matches(".json");
                schemas.insert(name.to_owned(), schema);
            }
            Err(error) => {
                let start = offset(text, error.line(), error.column());
                mistakes.push(Mistake::new(file, text, start..start, error.to_string()));
            }
        }
    }
    schemas
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (start + column.saturating_sub(1)).min(text.len())
}
