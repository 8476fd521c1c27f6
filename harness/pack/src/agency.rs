//! The agency's part of the case pack: requirements, scenarios and cases, read with every mistake at its place.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use crate::catalogue::{CatalogueError, CheckNames, Level, PackFiles, Requirement, Source};
use crate::message::Mistake;
use crate::scenario::Scenario;
use crate::text::Text;

/// Which calls a check is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum To {
    /// The calls to banks.
    #[default]
    Bank,
    /// The calls to the customer overview.
    Overview,
}

/// What a case tells its check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct With {
    /// Which calls.
    #[serde(default)]
    pub to: To,
    /// A header.
    #[serde(default)]
    pub header: String,
    /// A member of an order, or a value.
    #[serde(default)]
    pub value: String,
    /// A status, or a number.
    #[serde(default)]
    pub number: u64,
}

/// A case of the agency's catalogue.
#[derive(Clone, Debug)]
pub struct AgencyCase {
    /// Stable id, e.g. `AGY-TOKEN-001`.
    pub id: String,
    /// The family, e.g. `AGY-TOKEN`.
    pub family: String,
    /// The rule as a sentence.
    pub title: Text,
    /// Why it matters.
    pub why: Text,
    /// The level of the sentence tested.
    pub level: Level,
    /// The requirements it tests.
    pub requirements: Vec<String>,
    /// The interpretations it rests on.
    pub interpretations: Vec<String>,
    /// The services it applies to; `None` for all.
    pub services: Option<Vec<String>>,
    /// The scenarios it is judged from; `None` for all.
    pub scenarios: Option<Vec<String>>,
    /// Scenarios that it is not judged from.
    pub except: Vec<String>,
    /// The check, by name.
    pub check: String,
    /// What the check needs to know.
    pub with: With,
}

impl AgencyCase {
    /// Whether it applies to a service.
    pub fn serves(&self, service: &str) -> bool {
        self.services
            .as_ref()
            .is_none_or(|services| services.iter().any(|one| one == service))
    }

    /// Whether it is judged from a scenario.
    pub fn watches(&self, scenario: &str) -> bool {
        let named = self
            .scenarios
            .as_ref()
            .is_none_or(|scenarios| scenarios.iter().any(|one| one == scenario));
        named && !self.except.iter().any(|one| one == scenario)
    }
}

/// The agency's part of a pack.
#[derive(Clone, Debug)]
pub struct AgencyPack {
    /// The requirements by id.
    pub requirements: BTreeMap<String, Requirement>,
    /// The scenarios in the order in which they are run.
    pub scenarios: Vec<Scenario>,
    /// The cases.
    pub cases: Vec<AgencyCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementFile {
    source: BTreeMap<String, Source>,
    requirement: Vec<RequirementEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementEntry {
    id: String,
    level: Level,
    source: Spanned<String>,
    text: Text,
    #[serde(default)]
    untestable: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioFile {
    scenario: Vec<Scenario>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    family: String,
    case: Vec<CaseEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseEntry {
    id: Spanned<String>,
    title: Text,
    why: Text,
    level: Level,
    requirements: Vec<Spanned<String>>,
    #[serde(default)]
    interpretations: Vec<String>,
    #[serde(default)]
    services: Option<Vec<String>>,
    #[serde(default)]
    scenarios: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    except: Vec<String>,
    check: Spanned<String>,
    #[serde(default)]
    with: With,
}

const REQUIREMENTS: &str = "agency/requirements.toml";
const SCENARIOS: &str = "agency/scenarios/";

impl AgencyPack {
    /// Reads the agency's part of a pack.
    ///
    /// # Errors
    /// [`CatalogueError`] with every mistake found, each with its place.
    pub fn read(pack: &PackFiles, checks: &CheckNames) -> Result<Self, CatalogueError> {
        let mut mistakes = Vec::new();
        let mut read = Self {
            requirements: BTreeMap::new(),
            scenarios: Vec::new(),
            cases: Vec::new(),
        };
        let text = pack
            .files
            .get(REQUIREMENTS)
            .ok_or_else(|| CatalogueError::Missing {
                file: REQUIREMENTS.into(),
            })?;
        read.read_requirements(text, &mut mistakes);
        for (file, text) in pack
            .files
            .iter()
            .filter(|(file, _)| file.starts_with(SCENARIOS))
        {
            match toml::from_str::<ScenarioFile>(text) {
                Ok(content) => read.scenarios.extend(content.scenario),
                Err(error) => mistakes.push(Mistake::from_toml(file, text, &error)),
            }
        }
        let of_cases = |file: &&String| {
            file.strip_prefix("agency/")
                .and_then(|name| name.strip_suffix(".toml"))
                .is_some_and(|name| !name.contains('/'))
                && *file != REQUIREMENTS
        };
        for file in pack.files.keys().filter(of_cases) {
            read.read_cases((file, &pack.files[file]), checks, &mut mistakes);
        }
        if mistakes.is_empty() {
            Ok(read)
        } else {
            Err(CatalogueError::Mistakes(mistakes))
        }
    }

    fn read_requirements(&mut self, text: &str, mistakes: &mut Vec<Mistake>) {
        let content = match toml::from_str::<RequirementFile>(text) {
            Ok(content) => content,
            Err(error) => return mistakes.push(Mistake::from_toml(REQUIREMENTS, text, &error)),
        };
        for entry in content.requirement {
            let Some(source) = content.source.get(entry.source.get_ref()) else {
                mistakes.push(Mistake::new(
                    REQUIREMENTS,
                    text,
                    entry.source.span(),
                    "this source is not declared in the file".to_owned(),
                ));
                continue;
            };
            let requirement = Requirement {
                id: entry.id.clone(),
                level: entry.level,
                source: source.clone(),
                text: entry.text,
                service: None,
                untestable: entry.untestable,
            };
            self.requirements.insert(entry.id, requirement);
        }
    }

    fn read_cases(
        &mut self,
        (file, text): (&str, &str),
        checks: &CheckNames,
        mistakes: &mut Vec<Mistake>,
    ) {
        let content = match toml::from_str::<CaseFile>(text) {
            Ok(content) => content,
            Err(error) => return mistakes.push(Mistake::from_toml(file, text, &error)),
        };
        let known: BTreeSet<String> = self
            .scenarios
            .iter()
            .map(|scenario| scenario.id.clone())
            .collect();
        for entry in content.case {
            let found = mistakes.len();
            let mut mistake =
                |span, message: String| mistakes.push(Mistake::new(file, text, span, message));
            let id = entry.id.get_ref();
            if !id.starts_with(&format!("{}-", content.family))
                || self.cases.iter().any(|case| case.id == *id)
            {
                mistake(
                    entry.id.span(),
                    format!("{id} is taken, or not of the family {}", content.family),
                );
            }
            for requirement in entry
                .requirements
                .iter()
                .filter(|one| !self.requirements.contains_key(one.get_ref()))
            {
                mistake(
                    requirement.span(),
                    format!("there is no requirement {}", requirement.get_ref()),
                );
            }
            for scenario in entry
                .scenarios
                .iter()
                .flatten()
                .filter(|one| !known.contains(one.get_ref()))
            {
                mistake(
                    scenario.span(),
                    format!("there is no scenario {}", scenario.get_ref()),
                );
            }
            if !checks.journal.contains(&entry.check.get_ref().as_str()) {
                mistake(
                    entry.check.span(),
                    format!("there is no check {}", entry.check.get_ref()),
                );
                continue;
            };
            if mistakes.len() > found {
                continue;
            }
            self.cases.push(AgencyCase {
                id: entry.id.into_inner(),
                family: content.family.clone(),
                title: entry.title,
                why: entry.why,
                level: entry.level,
                requirements: entry
                    .requirements
                    .into_iter()
                    .map(Spanned::into_inner)
                    .collect(),
                interpretations: entry.interpretations,
                services: entry.services,
                scenarios: entry
                    .scenarios
                    .map(|scenarios| scenarios.into_iter().map(Spanned::into_inner).collect()),
                except: entry.except,
                check: entry.check.into_inner(),
                with: entry.with,
            });
        }
    }

    /// The case of that id.
    pub fn case(&self, id: &str) -> Option<&AgencyCase> {
        self.cases.iter().find(|case| case.id == id)
    }
}
