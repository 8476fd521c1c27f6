//! Which case is meant to find each defect, and which defect exercises each case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::selftest::subject::Wanted;
use pack::catalogue::Catalogue;
use pack::message::{Mistake, UserError};
use pack::text::{Language, Text};

/// What the self-test knows before it runs.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    /// Every defect, with the case that is meant to find it.
    pub defects: BTreeMap<String, DefectEntry>,
    /// Every variant, with the families that could take offence.
    pub variants: BTreeMap<String, VariantEntry>,
    /// Cases that no defect exercises, by id.
    pub exempt: BTreeMap<String, ExemptEntry>,
    /// For each other case a defect that it finds, and for each defect the instance that is meant to find it.
    pub map: Vec<MappedCase>,
}

/// A defect and the case that is meant to find it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DefectEntry {
    /// Its name.
    pub name: String,
    /// The case that is meant to find it.
    pub case: String,
    /// Whether it shows in production mode only.
    #[serde(default)]
    pub production: bool,
    /// Whether it shows by alternative 1 only.
    #[serde(default)]
    pub alternative_1: bool,
    /// The response time that the bank holds itself to, in milliseconds.
    #[serde(default)]
    pub limit_ms: Option<u64>,
    /// Cases that are run with it, because the intended one judges the others' answers.
    #[serde(default)]
    pub with: Vec<String>,
    /// Generated inputs for each property.
    #[serde(default)]
    pub inputs: Option<usize>,
    /// Whether it shows only when the run changes the registers.
    #[serde(default)]
    pub own_registers: bool,
    /// Right behaviours that the bank has beside it, because it shows only with them.
    #[serde(default)]
    pub variants: Vec<String>,
}

/// A right behaviour that differs from the usual.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VariantEntry {
    /// Its name.
    pub name: String,
    /// The families of cases that could take offence.
    pub families: Vec<String>,
    /// Whether everything is retrieved for everybody, because only large answers show it.
    #[serde(default)]
    pub whole: bool,
}

/// A case that no defect exercises.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExemptEntry {
    /// The case.
    pub case: String,
    /// Why no defect can be built.
    pub reason: Text,
}

/// A case, and a defect that it finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedCase {
    /// The case.
    pub case: String,
    /// The defect.
    pub defect: String,
    /// The instance that is failed.
    pub instance: String,
    /// The party whose retrieval shows it, by its place in the target's profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<usize>,
}

/// Why the data of the self-test cannot be used.
#[derive(Debug, Error)]
pub enum AssignmentError {
    /// A file that cannot be read.
    #[error("cases/selftest/{file} cannot be read: {reason}")]
    File {
        /// The file.
        file: &'static str,
        /// Why.
        reason: String,
    },
    /// A file that is not TOML of the right form.
    #[error("cases/selftest/{file} has a mistake")]
    Mistake {
        /// The file.
        file: &'static str,
        /// Where, and what is wrong there.
        mistake: [Mistake; 1],
    },
    /// Entries that do not fit the bank or the catalogue.
    #[error("the self-test's data does not fit: {}", joined(.0, Language::En))]
    Unfit(Vec<Text>),
}

fn joined(faults: &[Text], language: Language) -> String {
    let faults: Vec<&str> = faults
        .iter()
        .map(|fault| fault.in_language(language))
        .collect();
    faults.join("; ")
}

impl UserError for AssignmentError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Unfit(_) => Some(
                "every defect needs an entry in cases/selftest/defects.toml with an existing case"
                    .into(),
            ),
            Self::File { .. } | Self::Mistake { .. } => None,
        }
    }

    fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Mistake { mistake, .. } => mistake,
            Self::File { .. } | Self::Unfit(_) => &[],
        }
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    defect: Vec<DefectEntry>,
    #[serde(default)]
    variant: Vec<VariantEntry>,
    #[serde(default)]
    exempt: Vec<ExemptEntry>,
    #[serde(default)]
    case: Vec<MappedCase>,
}

fn no_case(id: &str) -> Text {
    Text::new(
        format!("{id} is no case"),
        format!("{id} er ikke noe testtilfelle"),
    )
}

const FILES: [(&str, &str); 4] = [
    (
        "defects.toml",
        include_str!("../../../../cases/selftest/defects.toml"),
    ),
    (
        "variants.toml",
        include_str!("../../../../cases/selftest/variants.toml"),
    ),
    (
        "exempt.toml",
        include_str!("../../../../cases/selftest/exempt.toml"),
    ),
    (
        "map.toml",
        include_str!("../../../../cases/selftest/map.toml"),
    ),
];

impl Assignment {
    /// Reads the data of a case pack: the folder's, or what is built into the program.
    ///
    /// # Errors
    /// [`AssignmentError`] for a file that cannot be read or is not of the right form.
    pub fn read(pack: Option<&Path>) -> Result<Self, AssignmentError> {
        let mut assignment = Self::default();
        for (file, builtin) in FILES {
            let text = match pack {
                Some(folder) => std::fs::read_to_string(folder.join("selftest").join(file))
                    .map_err(|error| AssignmentError::File {
                        file,
                        reason: error.to_string(),
                    })?,
                None => builtin.to_owned(),
            };
            let read: File = toml::from_str(&text).map_err(|error| AssignmentError::Mistake {
                file,
                mistake: [Mistake::from_toml(file, &text, &error)],
            })?;
            assignment.defects.extend(
                read.defect
                    .into_iter()
                    .map(|entry| (entry.name.clone(), entry)),
            );
            assignment.variants.extend(
                read.variant
                    .into_iter()
                    .map(|entry| (entry.name.clone(), entry)),
            );
            assignment.exempt.extend(
                read.exempt
                    .into_iter()
                    .map(|entry| (entry.case.clone(), entry)),
            );
            assignment.map.extend(read.case);
        }
        Ok(assignment)
    }

    /// What has to run for a defect: the case that is meant to find it, and the cases it exercises.
    pub fn wanted(&self, entry: &DefectEntry) -> Vec<Wanted> {
        let mapped = |pair: &MappedCase| Wanted {
            case: pair.case.clone(),
            instance: Some(pair.instance.clone()),
            party: pair.party,
        };
        let mut wanted: Vec<Wanted> = self
            .map
            .iter()
            .filter(|pair| pair.defect == entry.name)
            .map(mapped)
            .collect();
        let intended = (!wanted.iter().any(|one| one.case == entry.case)).then_some(&entry.case);
        let whole = |case: &String| Wanted {
            case: case.clone(),
            instance: None,
            party: None,
        };
        wanted.extend(intended.into_iter().chain(&entry.with).map(whole));
        wanted
    }

    /// Holds the data against the bank's defects and variants and the catalogue's cases.
    ///
    /// # Errors
    /// [`AssignmentError::Unfit`] names every entry that is missing or too many.
    pub fn check(&self, catalogue: &Catalogue) -> Result<(), AssignmentError> {
        let known: BTreeSet<&str> = catalogue
            .cases
            .iter()
            .map(|case| case.id.0.as_str())
            .collect();
        let mut faults = Vec::new();
        for defect in mock_bank::Defect::ALL {
            match self.defects.get(defect.name()) {
                None => faults.push(Text::new(
                    format!("no case is meant to find {}", defect.name()),
                    format!("ikke noe testtilfelle er ment å finne {}", defect.name()),
                )),
                Some(entry) if !known.contains(entry.case.as_str()) => {
                    faults.push(no_case(&entry.case));
                }
                Some(_) => {}
            }
        }
        for name in self
            .defects
            .keys()
            .filter(|name| mock_bank::Defect::from_name(name).is_err())
        {
            faults.push(Text::new(
                format!("{name} is no defect"),
                format!("{name} er ingen feil som finnes"),
            ));
        }
        for variant in mock_bank::Variant::ALL
            .iter()
            .filter(|variant| !self.variants.contains_key(variant.name()))
        {
            faults.push(Text::new(
                format!("no families are named for the variant {}", variant.name()),
                format!("ingen familier er oppgitt for varianten {}", variant.name()),
            ));
        }
        for (defect, name) in self.defects.values().flat_map(|entry| {
            let names = entry.variants.iter();
            names.map(move |name| (&entry.name, name))
        }) {
            if mock_bank::Variant::from_name(name).is_err() {
                faults.push(Text::new(
                    format!("{name}, which {defect} comes with, is no variant"),
                    format!("{name}, som {defect} kommer med, er ingen variant"),
                ));
            }
        }
        for id in self
            .map
            .iter()
            .map(|pair| &pair.case)
            .filter(|id| self.exempt.contains_key(*id))
        {
            faults.push(Text::new(
                format!("{id} is exempt, and a defect exercises it"),
                format!("{id} er unntatt, og en feil prøver det"),
            ));
        }
        for id in self
            .map
            .iter()
            .map(|pair| &pair.case)
            .chain(self.exempt.keys())
            .filter(|id| !known.contains(id.as_str()))
        {
            faults.push(no_case(id));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(AssignmentError::Unfit(faults))
        }
    }
}
