//! Reads a pack: files to typed, cross-checked data, with every mistake reported at its place.

mod cases;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use openssl::sha::Sha256;
use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;
use wire::profile::{FieldRow, ServiceProfile};

use crate::catalogue::case::{Case, Level};
use crate::catalogue::diagnostic::CatalogueError;
use crate::catalogue::entry::{Interpretation, Requirement, Source};
use crate::hex::hex;
use crate::message::Mistake;
use crate::text::Text;

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
    /// The requirements, by id.
    pub requirements: BTreeMap<String, Requirement>,
    /// The interpretations, in their order.
    pub interpretations: Vec<Interpretation>,
    /// The cases, by family in the order of the files' names, and within it as written.
    pub cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackEntry {
    name: String,
    version: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementFile {
    #[serde(default)]
    service: Option<String>,
    #[serde(default)]
    source: BTreeMap<String, Source>,
    #[serde(default)]
    requirement: Vec<RequirementEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementEntry {
    id: Spanned<String>,
    level: Level,
    source: Spanned<String>,
    text: Text,
    #[serde(default)]
    untestable: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InterpretationFile {
    interpretation: Vec<Interpretation>,
}

impl Catalogue {
    /// Reads a pack.
    ///
    /// # Errors
    /// [`CatalogueError`] with every mistake found, each with its place.
    pub fn read(pack: &PackFiles, checks: &CheckNames) -> Result<Self, CatalogueError> {
        let mut mistakes = Vec::new();
        let head: PackEntry = read_toml("pack.toml", pack.file("pack.toml")?)
            .map_err(|mistake| CatalogueError::Mistakes(vec![mistake]))?;
        let services = read_services(pack, &mut mistakes);
        let fields = read_fields(pack, &mut mistakes)?;
        let schemas = read_schemas(pack, &mut mistakes);
        let requirements = read_requirements(pack, &mut mistakes);
        let interpretations = match read_toml::<InterpretationFile>(
            "interpretations.toml",
            pack.file("interpretations.toml")?,
        ) {
            Ok(file) => file.interpretation,
            Err(mistake) => {
                mistakes.push(mistake);
                Vec::new()
            }
        };
        let known = cases::Known {
            requirements: &requirements,
            interpretations: interpretations.iter().map(|one| one.id.as_str()).collect(),
            services: services.iter().map(|one| one.id.as_str()).collect(),
            checks,
        };
        let cases = cases::read(pack.below("bank/", ".toml"), &known, &mut mistakes);
        if mistakes.is_empty() {
            let digest = pack.digest();
            Ok(Self {
                name: head.name,
                version: head.version,
                digest,
                services,
                fields,
                schemas,
                requirements,
                interpretations,
                cases,
            })
        } else {
            Err(CatalogueError::Mistakes(mistakes))
        }
    }

    /// The service of that id.
    pub fn service(&self, id: &str) -> Option<&ServiceProfile> {
        self.services.iter().find(|service| service.id == id)
    }
}

fn read_toml<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Mistake> {
    toml::from_str(text).map_err(|error| Mistake::from_toml(file, text, &error))
}

fn read_services(pack: &PackFiles, mistakes: &mut Vec<Mistake>) -> Vec<ServiceProfile> {
    let mut services: Vec<ServiceProfile> = pack
        .below("services/", ".toml")
        .filter_map(|(file, text)| {
            read_toml(file, text)
                .map_err(|mistake| mistakes.push(mistake))
                .ok()
        })
        .collect();
    services.sort_by(|left, right| {
        right
            .asked_for
            .cmp(&left.asked_for)
            .then(right.id.cmp(&left.id))
    });
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

fn read_requirements(
    pack: &PackFiles,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, Requirement> {
    let mut requirements = BTreeMap::new();
    for (file, text) in pack.below("requirements/", ".toml") {
        let content = match read_toml::<RequirementFile>(file, text) {
            Ok(content) => content,
            Err(mistake) => {
                mistakes.push(mistake);
                continue;
            }
        };
        let mut used = BTreeSet::new();
        for entry in content.requirement {
            let Some(source) = content.source.get(entry.source.get_ref()) else {
                let known = content
                    .source
                    .keys()
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", ");
                mistakes.push(
                    Mistake::new(
                        file,
                        text,
                        entry.source.span(),
                        "this source is not declared in the file".to_owned(),
                    )
                    .help(format!("declared are: {known}")),
                );
                continue;
            };
            used.insert(entry.source.get_ref().clone());
            let id = entry.id.get_ref().clone();
            let requirement = Requirement {
                id: id.clone(),
                level: entry.level,
                source: source.clone(),
                text: entry.text,
                service: content.service.clone(),
                untestable: entry.untestable,
            };
            if requirements.insert(id.clone(), requirement).is_some() {
                mistakes.push(Mistake::new(
                    file,
                    text,
                    entry.id.span(),
                    format!("there are two requirements {id}"),
                ));
            }
        }
    }
    requirements
}
