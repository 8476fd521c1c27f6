//! Which case is meant to find each defect, and which cases no defect can exercise.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::selftest::overview::OverviewSubject;
use crate::selftest::subject::Wanted;
use pack::catalogue::{Catalogue, PackFiles, Role};
use pack::message::{FileMistakes, Mistake, UserError, count_mistakes};
use pack::text::Text;
use pack::toml_file::{self, Placed};

/// What the self-test knows before it runs.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    /// Every defect, with the case that is meant to find it.
    pub defects: BTreeMap<String, DefectEntry>,
    /// Every variant, with the families that it could fail.
    pub variants: BTreeMap<String, VariantEntry>,
    /// Cases that no defect exercises, by id.
    pub exempt: BTreeMap<String, ExemptEntry>,
    /// For each other case a defect that it finds, and for each defect the instance that is meant to find it; empty as
    /// long as no self-test has found out.
    pub map: Vec<MappedCase>,
}

/// A file of the self-test.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Data of the self-test")]
struct SelftestFile {
    /// Defects of the mock bank, each with the case that is meant to find it.
    #[serde(default)]
    defect: Vec<Placed<DefectEntry>>,
    /// Right behaviours of the mock bank that differ from the usual.
    #[serde(default)]
    variant: Vec<Placed<VariantEntry>>,
    /// Cases that no defect can exercise.
    #[serde(default)]
    exempt: Vec<Placed<ExemptEntry>>,
}

/// The JSON Schema of the files of the self-test.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(SelftestFile)
}

/// A defect and the case that is meant to find it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VariantEntry {
    /// Its name.
    pub name: String,
    /// The families of cases that it could fail.
    pub families: Vec<String>,
    /// Whether everything is retrieved for everybody, because only large answers show it.
    #[serde(default)]
    pub whole: bool,
}

/// A case that no defect exercises.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
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
    /// The instance that is failed; all of the case where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The party whose retrieval shows it, by its place in the target's profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<usize>,
}

/// Why the data of the self-test cannot be used.
#[derive(Debug, Error)]
#[error("the data of the self-test has {}", count_mistakes(.0))]
pub struct AssignmentError(Vec<Mistake>);

impl UserError for AssignmentError {
    fn mistakes(&self) -> &[Mistake] {
        &self.0
    }
}

const DEFECTS: &str = "selftest/defects.toml";
const VARIANTS: &str = "selftest/variants.toml";
const EXEMPT: &str = "selftest/exempt.toml";
const AGENCY_DEFECTS: &str = "selftest/agency-defects.toml";
const AGENCY_EXEMPT: &str = "selftest/agency-exempt.toml";
const OVERVIEW_DEFECTS: &str = "selftest/overview-defects.toml";
const OVERVIEW_EXEMPT: &str = "selftest/overview-exempt.toml";

impl Assignment {
    /// Reads the data of a case pack, and holds it against the bank's defects and variants and the catalogue's cases.
    ///
    /// # Errors
    /// [`AssignmentError`] with every mistake, and with every defect and variant that has no entry.
    pub fn read(files: &PackFiles, catalogue: &Catalogue) -> Result<Self, AssignmentError> {
        let mut found = Vec::new();
        let mut assignment = Self::default();
        for file in [DEFECTS, VARIANTS, EXEMPT] {
            let text = files
                .files
                .get(file)
                .map(String::as_str)
                .unwrap_or_default();
            let Some(content) = toml_file::read::<SelftestFile>(file, text, &mut found) else {
                continue;
            };
            let mut mistakes = FileMistakes::new(file, text, &mut found);
            for entry in content.defect {
                check_defect(&entry, catalogue, &mut mistakes);
                let name = entry.value.name.clone();
                if assignment
                    .defects
                    .insert(name.clone(), entry.value)
                    .is_some()
                {
                    mistakes.at(&entry.span, format!("there are two entries for {name}"));
                }
            }
            for entry in content.variant {
                check_variant(&entry, catalogue, &mut mistakes);
                assignment
                    .variants
                    .insert(entry.value.name.clone(), entry.value);
            }
            let exempt = checked_exempt(content.exempt, &case_ids(catalogue), &mut mistakes);
            assignment.exempt.extend(exempt);
        }
        if found.is_empty() {
            assignment.whole(files, &mut found);
        }
        if found.is_empty() {
            Ok(assignment)
        } else {
            Err(AssignmentError(found))
        }
    }

    /// Whether every defect and variant has an entry.
    fn whole(&self, files: &PackFiles, found: &mut Vec<Mistake>) {
        let defects = mock_bank::Defect::ALL.iter().map(|one| one.name());
        let variants = mock_bank::Variant::ALL.iter().map(|one| one.name());
        let defects = defects.filter(|name| !self.defects.contains_key(*name));
        let variants = variants.filter(|name| !self.variants.contains_key(*name));
        let lists: [(&str, &str, Vec<&str>); 2] = [
            (DEFECTS, "[[defect]]", defects.collect()),
            (VARIANTS, "[[variant]]", variants.collect()),
        ];
        for (file, kind, names) in lists.iter().filter(|(_, _, names)| !names.is_empty()) {
            found.push(no_entry(files, file, kind, names));
        }
    }

    /// What has to run for a defect: the case that is meant to find it, and the cases it exercises.
    pub fn wanted(&self, entry: &DefectEntry) -> Vec<Wanted> {
        let mapped = |pair: &MappedCase| Wanted {
            case: pair.case.clone(),
            instance: pair.instance.clone(),
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
}

fn case_ids(catalogue: &Catalogue) -> impl Iterator<Item = &str> + Clone {
    catalogue.bank_cases().map(|case| case.id.0.as_str())
}

fn check_defect(
    entry: &Placed<DefectEntry>,
    catalogue: &Catalogue,
    mistakes: &mut FileMistakes<'_>,
) {
    let DefectEntry {
        name,
        case,
        with,
        variants,
        ..
    } = &entry.value;
    let defects = mock_bank::Defect::ALL.iter().map(|one| one.name());
    mistakes.is_known("defect", &within(entry, name), defects);
    for case in std::iter::once(case).chain(with) {
        mistakes.is_known("case", &within(entry, case), case_ids(catalogue));
    }
    for variant in variants {
        let known = mock_bank::Variant::ALL.iter().map(|one| one.name());
        mistakes.is_known("variant", &within(entry, variant), known);
    }
}

fn check_variant(
    entry: &Placed<VariantEntry>,
    catalogue: &Catalogue,
    mistakes: &mut FileMistakes<'_>,
) {
    let variants = mock_bank::Variant::ALL.iter().map(|one| one.name());
    mistakes.is_known("variant", &within(entry, &entry.value.name), variants);
    for family in &entry.value.families {
        let families = catalogue.bank_cases().map(|case| case.family.as_str());
        mistakes.is_known("family", &within(entry, family), families.chain(["*"]));
    }
}

fn checked_exempt<'k>(
    entries: Vec<Placed<ExemptEntry>>,
    known: &(impl Iterator<Item = &'k str> + Clone),
    mistakes: &mut FileMistakes<'_>,
) -> BTreeMap<String, ExemptEntry> {
    for entry in &entries {
        let case = within(entry, &entry.value.case);
        mistakes.is_known("case", &case, known.clone());
    }
    let entries = entries.into_iter();
    entries
        .map(|entry| (entry.value.case.clone(), entry.value))
        .collect()
}

/// What the self-test of agencies, or that of the customer overview, knows before it runs.
#[derive(Clone, Debug, Default)]
pub struct CaseAssignment {
    /// The case that is meant to find each defect of the mock, by the defect's name.
    pub cases: BTreeMap<String, String>,
    /// Cases that no defect exercises, by id.
    pub exempt: BTreeMap<String, ExemptEntry>,
}

impl CaseAssignment {
    /// Reads the data of a case pack, and holds it against the mock agency's defects and the catalogue's cases.
    ///
    /// # Errors
    /// [`AssignmentError`] with every mistake, and with every defect that has no entry.
    pub fn of_agencies(files: &PackFiles, catalogue: &Catalogue) -> Result<Self, AssignmentError> {
        let all = mock_agency::behaviour::Defect::ALL.iter();
        let names: Vec<&str> = all.map(|one| one.name()).collect();
        let places = [AGENCY_DEFECTS, AGENCY_EXEMPT];
        Self::read(files, catalogue, (Role::Agency, &names), places)
    }

    /// The same for the mock overview's defects.
    ///
    /// # Errors
    /// As [`CaseAssignment::of_agencies`].
    pub fn of_overview(files: &PackFiles, catalogue: &Catalogue) -> Result<Self, AssignmentError> {
        let names: Vec<&str> = OverviewSubject::defects().collect();
        let places = [OVERVIEW_DEFECTS, OVERVIEW_EXEMPT];
        Self::read(files, catalogue, (Role::Overview, &names), places)
    }

    fn read(
        files: &PackFiles,
        catalogue: &Catalogue,
        (role, names): (Role, &[&str]),
        places: [&str; 2],
    ) -> Result<Self, AssignmentError> {
        let mut found = Vec::new();
        let mut assignment = Self::default();
        let known = catalogue.cases_of(role).map(|case| case.id.0.as_str());
        for file in places {
            let text = files
                .files
                .get(file)
                .map(String::as_str)
                .unwrap_or_default();
            let Some(content) = toml_file::read::<SelftestFile>(file, text, &mut found) else {
                continue;
            };
            let mut mistakes = FileMistakes::new(file, text, &mut found);
            for entry in content.defect {
                let DefectEntry { name, case, .. } = &entry.value;
                mistakes.is_known("defect", &within(&entry, name), names);
                mistakes.is_known("case", &within(&entry, case), known.clone());
                assignment.cases.insert(name.clone(), case.clone());
            }
            let exempt = checked_exempt(content.exempt, &known.clone(), &mut mistakes);
            assignment.exempt.extend(exempt);
        }
        let without = names.iter().copied();
        let without: Vec<&str> = without
            .filter(|name| !assignment.cases.contains_key(*name))
            .collect();
        if !without.is_empty() && found.is_empty() {
            found.push(no_entry(files, places[0], "[[defect]]", &without));
        }
        if found.is_empty() {
            Ok(assignment)
        } else {
            Err(AssignmentError(found))
        }
    }

    /// The case that is meant to find the defect of that name.
    pub fn case(&self, defect: &str) -> &str {
        self.cases.get(defect).map_or("", String::as_str)
    }
}

fn no_entry(files: &PackFiles, file: &str, kind: &str, names: &[&str]) -> Mistake {
    let text = files
        .files
        .get(file)
        .map(String::as_str)
        .unwrap_or_default();
    let message = format!("there is no {kind} for {}", names.join(", "));
    Mistake::new(file, text, 0..0, message)
}

/// A name at the place of its entry.
fn within<T>(entry: &Placed<T>, name: &str) -> Placed<String> {
    Placed {
        value: name.to_owned(),
        span: entry.span.clone(),
        incomplete: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack() -> (PackFiles, Catalogue) {
        let files = PackFiles::embedded(builtin::FILES);
        let catalogue = Catalogue::read(&files, &judge::check_names());
        (files, catalogue.expect("the built-in pack is right"))
    }

    #[test]
    fn the_built_in_data_fits_the_mock_bank_and_the_catalogue() {
        let (files, catalogue) = pack();
        let read = Assignment::read(&files, &catalogue);
        assert!(read.is_ok(), "{:?}", read.err());
        let read = CaseAssignment::of_agencies(&files, &catalogue);
        assert!(read.is_ok_and(|read| !read.exempt.is_empty()));
        let read = CaseAssignment::of_overview(&files, &catalogue);
        assert!(read.is_ok(), "{:?}", read.err());
    }

    #[test]
    fn unknown_keys_and_names_are_refused_all_at_once() {
        let (mut files, catalogue) = pack();
        let text = "[[defect]]\nname = 'post-acepted'\ncase = 'TRANSPORT-999'\nwiht = []\n[[defect]]\nname = 'post-acepted'\ncase = 'TRANSPORT-999'";
        files.files.insert(DEFECTS.into(), text.into());
        files
            .files
            .insert(EXEMPT.into(), "[[exemt]]\ncase = 'X'".into());
        let error = Assignment::read(&files, &catalogue).expect_err("mistakes");
        assert_eq!(error.mistakes().len(), 7, "{error:?}");
    }

    #[test]
    fn a_case_that_is_not_there_cannot_be_exempt() {
        let (mut files, catalogue) = pack();
        let text = "[[exempt]]\ncase = 'AGY-X-001'\nreason = { en = 'x', nb = 'x' }";
        files.files.insert(AGENCY_EXEMPT.into(), text.into());
        assert!(CaseAssignment::of_agencies(&files, &catalogue).is_err());
    }
}
