//! Documents, requirements and interpretations: what the cases rest on.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::catalogue::case::Level;
use crate::catalogue::entry::{
    Document, DocumentKind, Guards, Interpretation, Requirement, Role, Source,
};
use crate::message::{FileMistakes, Mistake};
use crate::nearest::advice;
use crate::text::Text;
use crate::toml_file::{self, Placed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentFile {
    document: Vec<Document>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementFile {
    #[serde(default)]
    service: Option<String>,
    source: Option<Placed<BTreeMap<String, Placed<SourceEntry>>>>,
    #[serde(default)]
    requirement: Vec<RequirementEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceEntry {
    document: Placed<String>,
    section: Placed<String>,
    version: Option<String>,
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementEntry {
    id: Placed<String>,
    level: Level,
    source: Placed<String>,
    text: Text,
    guards: Option<Guards>,
    #[serde(default)]
    untestable: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InterpretationFile {
    interpretation: Vec<Placed<Interpretation>>,
}

/// Reads the list of documents; `None` if the pack has none.
pub(super) fn documents(
    file: &str,
    text: Option<&str>,
    mistakes: &mut Vec<Mistake>,
) -> Option<Vec<Document>> {
    let content = toml_file::read::<DocumentFile>(file, text?, mistakes)?;
    Some(content.document)
}

/// Reads the requirement files of both roles.
pub(super) fn requirements<'a>(
    files: impl Iterator<Item = (Role, &'a str, &'a str)>,
    documents: Option<&[Document]>,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, Requirement> {
    let mut requirements = BTreeMap::new();
    for (role, file, text) in files {
        let Some(content) = toml_file::read::<RequirementFile>(file, text, mistakes) else {
            continue;
        };
        let mut mistakes = FileMistakes::new(file, text, mistakes);
        let all_sources = content.source.as_ref().is_none_or(|all| !all.incomplete);
        let sources = content.source.map(|all| all.value).unwrap_or_default();
        for source in sources.values().filter(|source| !source.incomplete) {
            if let Some(documents) = documents {
                cite(source, documents, &mut mistakes);
            }
        }
        for entry in content.requirement {
            let Some(source) = sources.get(&entry.source.value) else {
                if all_sources {
                    let known = sources.keys();
                    mistakes.is_known("source in this file called", &entry.source, known);
                }
                continue;
            };
            let id = entry.id.value.clone();
            let requirement = Requirement {
                id: id.clone(),
                role,
                level: entry.level,
                source: source.value.source(),
                text: entry.text,
                service: content.service.clone(),
                guards: entry.guards,
                untestable: entry.untestable,
            };
            if requirements.insert(id.clone(), requirement).is_some() {
                mistakes.at(&entry.id.span, format!("there are two requirements {id}"));
            }
        }
    }
    requirements
}

impl SourceEntry {
    fn source(&self) -> Source {
        Source {
            document: self.document.value.clone(),
            section: self.section.value.clone(),
            version: self.version.clone(),
            date: self.date.clone(),
        }
    }
}

/// Holds a source against the documents: the title, the version with its date, and the heading.
fn cite(entry: &Placed<SourceEntry>, documents: &[Document], mistakes: &mut FileMistakes<'_>) {
    let source = &entry.value;
    let titles = documents.iter().map(|document| &document.title);
    if !mistakes.is_known("document", &source.document, titles) {
        return;
    }
    let found = documents
        .iter()
        .find(|document| document.title == source.document.value);
    let Some(document) = found else { return };
    let has_version = document
        .versions
        .iter()
        .any(|one| one.version == source.version && one.date == source.date);
    let names_none = source.version.is_none() && source.date.is_none();
    if !(has_version || names_none && document.versions.is_empty()) {
        let versions: Vec<String> = document.versions.iter().map(ToString::to_string).collect();
        let help = match versions.as_slice() {
            [] => "it names none".to_owned(),
            some => format!("it has: {}", some.join(", ")),
        };
        let message = format!("{} has no such version and date", document.title);
        mistakes.advise(&entry.span, message, help);
    }
    let sections: Vec<&str> = match document.kind {
        DocumentKind::Rfc => source
            .section
            .value
            .split(" and ")
            .flat_map(|part| part.split(", "))
            .collect(),
        DocumentKind::CommonStandard
        | DocumentKind::Service
        | DocumentKind::TechnicalSpecification
        | DocumentKind::Guide
        | DocumentKind::Register => vec![&source.section.value],
    };
    for section in sections {
        if !document.headings.iter().any(|heading| heading == section) {
            mistakes.advise(
                &source.section.span,
                format!("{} has no heading `{section}`", document.title),
                advice(section, &document.headings),
            );
        }
    }
}

/// Reads the interpretations, in their order.
pub(super) fn interpretations(
    file: &str,
    text: &str,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Interpretation> {
    let Some(content) = toml_file::read::<InterpretationFile>(file, text, mistakes) else {
        return Vec::new();
    };
    let mut mistakes = FileMistakes::new(file, text, mistakes);
    let mut ids = BTreeSet::new();
    for entry in &content.interpretation {
        let one = &entry.value;
        if !ids.insert(&one.id) {
            mistakes.at(
                &entry.span,
                format!("there are two interpretations {}", one.id),
            );
        }
        if let (Err(wrong), false) = (choices(one), entry.incomplete) {
            mistakes.at(&entry.span, format!("{}: {wrong}", one.id));
        }
    }
    let interpretations = content.interpretation.into_iter();
    interpretations.map(|entry| entry.value).collect()
}

/// Whether setting, choices, default and readings fit each other.
fn choices(one: &Interpretation) -> Result<(), &'static str> {
    let Some(default) = &one.default else {
        let nothing = one.setting.is_none() && one.choices.is_empty() && one.readings.is_empty();
        return nothing
            .then_some(())
            .ok_or("setting, choices and default are there together or not at all");
    };
    if one.setting.is_none() || !one.choices.contains(default) {
        return Err("default is one of the choices of a setting");
    }
    let values = one.readings.iter().map(|reading| &reading.value);
    if !one.readings.is_empty() && !values.eq(&one.choices) {
        return Err("readings has every choice once, in the order of choices");
    }
    Ok(())
}
