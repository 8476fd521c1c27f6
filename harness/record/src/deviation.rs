//! Declared deviations: what a bank has declared to DSOP forvaltning that it does not do yet, and until when.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;
use wire::messages::Operation;

use crate::{CaseRecord, DeviationRecord, DeviationState, Record};
use judge::verdict::Outcome;
use pack::catalogue::Catalogue;
use pack::catalogue::vocabulary::{Endpoints, Word};
use pack::message::{FileMistakes, Mistake, UserError, count_mistakes};
use pack::toml_file::{self, Placed};
use plan::{Axis, Names, matches};

/// A declarations file that cannot be used.
#[derive(Debug, Error)]
pub enum DeclarationError {
    /// The file cannot be read.
    #[error("the declarations {path} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Mistakes in the file, each at its place.
    #[error("the declarations have {}", count_mistakes(.0))]
    Mistake(Vec<Mistake>),
}

impl UserError for DeclarationError {
    fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Mistake(mistakes) => mistakes,
            Self::Unreadable { .. } => &[],
        }
    }
}

/// Everything a bank has declared.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    entries: Vec<Declaration>,
}

#[derive(Clone, Debug)]
struct Declaration {
    subject: Subject,
    owner: String,
    reason: String,
    section: String,
    expires: Date,
}

#[derive(Clone, Debug)]
enum Subject {
    /// A pattern over case and instance ids.
    Case(String),
    /// A field path of the delivery tables, with the service and endpoint it is limited to.
    Field {
        path: String,
        service: Option<String>,
        endpoint: Option<String>,
    },
}

/// The deviations that a bank has declared, each until a date.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Declared deviations")]
struct DeclarationFile {
    /// The deviations.
    #[serde(default)]
    deviation: Vec<Placed<DeclarationEntry>>,
}

/// A deviation: about either a case or a field.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeclarationEntry {
    /// A pattern over ids of cases and instances; `*` stands for any text.
    case: Option<Placed<String>>,
    /// A path of the field delivery tables.
    field: Option<Placed<String>>,
    /// The service that a deviation about a field is limited to.
    service: Option<Placed<String>>,
    /// The endpoint that a deviation about a field is limited to.
    #[schemars(with = "Option<Word<Endpoints>>")]
    endpoint: Option<Placed<Word<Endpoints>>>,
    /// Who has it fixed.
    owner: String,
    /// Why it is there.
    #[serde(default)]
    reason: String,
    /// The section of the documents that is not followed.
    section: String,
    /// The last day on which it holds, e.g. 2027-06-30.
    expires: Placed<String>,
}

/// The JSON Schema of a declarations file.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(DeclarationFile)
}

impl Declarations {
    /// Reads a declarations file, and holds it against the catalogue.
    ///
    /// # Errors
    /// [`DeclarationError`], pointing into the file.
    pub fn from_file(path: &Path, catalogue: &Catalogue) -> Result<Self, DeclarationError> {
        let text = fs::read_to_string(path).map_err(|error| DeclarationError::Unreadable {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Self::parse(&path.display().to_string(), &text, catalogue)
    }

    /// Reads declarations from text; `name` is how messages name the file.
    ///
    /// # Errors
    /// [`DeclarationError::Mistake`].
    pub fn parse(name: &str, text: &str, catalogue: &Catalogue) -> Result<Self, DeclarationError> {
        let mut found = Vec::new();
        let file: Option<DeclarationFile> = toml_file::read(name, text, &mut found);
        let mut mistakes = FileMistakes::new(name, text, &mut found);
        let entries = file
            .into_iter()
            .flat_map(|file| file.deviation)
            .filter_map(|entry| declaration(&entry, catalogue, &mut mistakes));
        let entries = entries.collect();
        if found.is_empty() {
            Ok(Self { entries })
        } else {
            Err(DeclarationError::Mistake(found))
        }
    }

    /// The declarations that a record was made with. One of them is about a field if a case of the record is about a
    /// field of that name.
    ///
    /// # Errors
    /// The subject of a declaration whose date is not one.
    pub fn of_record(record: &Record) -> Result<Self, String> {
        let is_field = |subject: &str| {
            record
                .cases
                .iter()
                .any(|case| case.field.as_deref() == Some(subject))
        };
        let declaration = |one: &DeviationRecord| {
            let subject = if is_field(&one.subject) {
                Subject::Field {
                    path: one.subject.clone(),
                    service: one.service.clone(),
                    endpoint: one.endpoint.clone(),
                }
            } else {
                Subject::Case(one.subject.clone())
            };
            Ok(Declaration {
                subject,
                owner: one.owner.clone(),
                reason: one.reason.clone(),
                section: one.section.clone(),
                expires: wire::dates::parse_iso(&one.expires).map_err(|_| one.subject.clone())?,
            })
        };
        let entries = record.deviations.iter().map(declaration);
        Ok(Self {
            entries: entries.collect::<Result<_, String>>()?,
        })
    }

    /// Marks the violations that are declared, and says what became of each declaration.
    pub fn hold_against(&self, cases: &mut [CaseRecord], today: Date) -> Vec<DeviationRecord> {
        self.entries
            .iter()
            .map(|entry| entry.hold_against(cases, today))
            .collect()
    }
}

fn declaration(
    entry: &Placed<DeclarationEntry>,
    catalogue: &Catalogue,
    mistakes: &mut FileMistakes<'_>,
) -> Option<Declaration> {
    let DeclarationEntry {
        case,
        field,
        service,
        endpoint,
        ..
    } = &entry.value;
    let subject = match (case, field) {
        (Some(case), None) => {
            let limits = [
                service.as_ref().map(|service| &service.span),
                endpoint.as_ref().map(|endpoint| &endpoint.span),
            ];
            for span in limits.into_iter().flatten() {
                mistakes.at(span, "this has no effect on a deviation about a case");
            }
            check_case(case, catalogue, mistakes);
            Some(Subject::Case(case.value.clone()))
        }
        (None, Some(path)) => {
            if let Some(service) = service {
                let services = catalogue.services.iter().map(|service| &service.id);
                mistakes.is_known("service", service, services);
            }
            let endpoint = endpoint
                .as_ref()
                .map(|endpoint| Operation::from(endpoint.value));
            let rows = catalogue.fields.iter().filter(|row| {
                endpoint.is_none_or(|endpoint| endpoint == row.endpoint)
                    && service
                        .as_ref()
                        .is_none_or(|service| service.value == row.service)
            });
            mistakes.is_known("field there", path, rows.map(|row| &row.api_path));
            Some(Subject::Field {
                path: path.value.clone(),
                service: service.as_ref().map(|service| service.value.clone()),
                endpoint: endpoint.map(|endpoint| endpoint.name().to_owned()),
            })
        }
        (None, None) if entry.incomplete => None,
        (None, None) | (Some(_), Some(_)) => {
            mistakes.advise(
                &entry.span,
                "a deviation is about either a case or a field",
                "write case = \"DETAILS-004\" or field = \"account.startDate\"",
            );
            None
        }
    };
    let entry = &entry.value;
    let expires = wire::dates::parse_iso(&entry.expires.value);
    if expires.is_err() {
        let help = "write it as \"2027-06-30\"";
        mistakes.advise(&entry.expires.span, "this is not a date", help);
    }
    Some(Declaration {
        subject: subject?,
        owner: entry.owner.clone(),
        reason: entry.reason.clone(),
        section: entry.section.clone(),
        expires: expires.ok()?,
    })
}

/// Whether a pattern matches a case or an instance of either role.
fn check_case(case: &Placed<String>, catalogue: &Catalogue, mistakes: &mut FileMistakes<'_>) {
    let known = |pattern: &str| {
        catalogue
            .cases
            .iter()
            .any(|one| matches(pattern, &one.id.0))
    };
    if known(&case.value) || case.value.split('/').next().is_some_and(known) {
        return;
    }
    let names = Names::of_bank(catalogue);
    if !names.has(Axis::Case, &case.value) {
        let ids = catalogue.cases.iter().map(|one| &one.id.0);
        mistakes.is_known("case", case, ids);
    }
}

impl Declaration {
    fn covers(&self, case: &CaseRecord) -> bool {
        match &self.subject {
            Subject::Case(pattern) => matches(pattern, &case.id) || matches(pattern, &case.case),
            Subject::Field {
                path,
                service,
                endpoint,
            } => {
                case.field.as_deref() == Some(path)
                    && service
                        .as_ref()
                        .is_none_or(|service| *service == case.service)
                    && endpoint
                        .as_ref()
                        .is_none_or(|endpoint| Some(endpoint) == case.endpoint.as_ref())
            }
        }
    }

    fn hold_against(&self, cases: &mut [CaseRecord], today: Date) -> DeviationRecord {
        let sound = !self.reason.trim().is_empty() && today <= self.expires;
        let (mut decided, mut instances) = (false, Vec::new());
        for case in cases.iter_mut().filter(|case| self.covers(case)) {
            decided |= matches!(case.outcome, Outcome::Conforms | Outcome::Violates);
            if case.outcome == Outcome::Violates {
                case.declared |= sound;
                instances.push(case.id.clone());
            }
        }
        let state = if self.reason.trim().is_empty() {
            DeviationState::WithoutReason
        } else if today > self.expires {
            DeviationState::Expired
        } else if !instances.is_empty() {
            DeviationState::Holds
        } else if decided {
            DeviationState::Stale
        } else {
            DeviationState::NotRun
        };
        let (service, endpoint) = match &self.subject {
            Subject::Case(_) => (None, None),
            Subject::Field {
                service, endpoint, ..
            } => (service.clone(), endpoint.clone()),
        };
        DeviationRecord {
            subject: match &self.subject {
                Subject::Case(pattern) => pattern.clone(),
                Subject::Field { path, .. } => path.clone(),
            },
            owner: self.owner.clone(),
            reason: self.reason.clone(),
            section: self.section.clone(),
            expires: self.expires.to_string(),
            service,
            endpoint,
            state,
            instances,
        }
    }
}

impl DeviationState {
    /// Whether the declaration may stand; one that may not fails the run until it is removed.
    pub fn is_sound(self) -> bool {
        match self {
            Self::Holds | Self::NotRun => true,
            Self::Stale | Self::Expired | Self::WithoutReason => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use pack::catalogue::{Guards, Level, PackFiles};
    use pack::text::Text;

    fn case(id: &str, outcome: Outcome) -> CaseRecord {
        CaseRecord {
            id: id.into(),
            case: id.split('/').next().unwrap_or_default().into(),
            family: "DETAILS".into(),
            about: None,
            guards: Guards::Content,
            service: "politi-utlevering".into(),
            endpoint: Some("AccountDetails".into()),
            field: None,
            level: Level::Must,
            title: Text::same(""),
            why: Text::same(""),
            requirements: Vec::new(),
            interpretations: Vec::new(),
            sources: Vec::new(),
            outcome,
            declared: false,
            findings: Vec::new(),
            exchanges: Vec::new(),
            property: None,
            stimulus: None,
            basis: None,
        }
    }

    fn catalogue() -> Catalogue {
        Catalogue::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
            .expect("the built-in pack is right")
    }

    #[test]
    fn unknown_names_and_keys_are_pointed_at_all_at_once() {
        let text = "[[deviation]]\ncase = 'DETAILS-999'\nowner = 'x'\nsection = '1'\nexpires = '2027-01-31'\n\
            [[deviation]]\nfield = 'account.startDat'\nendpoint = 'Account'\nowner = 'x'\nsection = '1'\nexpires = '2027-01-31'\n\
            [[deviation]]\nfield = 'account.startDat'\nservise = 'x'\nowner = 'x'\nsection = '1'\nexpires = '2027-01-31'";
        let Err(DeclarationError::Mistake(mistakes)) =
            Declarations::parse("deviations.toml", text, &catalogue())
        else {
            panic!("the file is accepted")
        };
        let places: Vec<_> = mistakes.iter().map(Mistake::position).collect();
        assert_eq!(places, [(8, 12), (14, 1), (2, 8), (7, 9), (13, 9)]);
    }

    fn state(toml: &str, outcome: Outcome) -> (DeviationState, bool) {
        let declarations =
            Declarations::parse("deviations.toml", toml, &catalogue()).expect("a well-formed file");
        let mut cases = [case(
            "DETAILS-004/politi-utlevering/AccountDetails",
            outcome,
        )];
        let records = declarations.hold_against(&mut cases, date(2026, 11, 22));
        (records[0].state, cases[0].declared)
    }

    const HELD: &str = "[[deviation]]\ncase = 'DETAILS-004'\nowner = 'KYC'\nreason = 'old core'\nsection = '4.2'\nexpires = '2027-01-31'";

    #[test]
    fn a_violation_that_is_declared_in_time_is_covered() {
        assert_eq!(
            state(HELD, Outcome::Violates),
            (DeviationState::Holds, true)
        );
    }

    #[test]
    fn a_deviation_that_no_longer_happens_is_stale() {
        assert_eq!(
            state(HELD, Outcome::Conforms),
            (DeviationState::Stale, false)
        );
    }

    #[test]
    fn a_deviation_past_its_date_covers_nothing() {
        let expired = HELD.replace("2027-01-31", "2026-11-21");
        assert_eq!(
            state(&expired, Outcome::Violates),
            (DeviationState::Expired, false)
        );
    }

    #[test]
    fn a_deviation_holds_on_its_last_day() {
        let last = HELD.replace("2027-01-31", "2026-11-22");
        assert_eq!(
            state(&last, Outcome::Violates),
            (DeviationState::Holds, true)
        );
    }

    #[test]
    fn a_deviation_without_a_reason_covers_nothing() {
        let silent = HELD.replace("old core", " ");
        assert_eq!(
            state(&silent, Outcome::Violates),
            (DeviationState::WithoutReason, false)
        );
    }

    #[test]
    fn a_date_that_is_none_is_pointed_at() {
        let wrong = HELD.replace("2027-01-31", "31.01.2027");
        let Err(DeclarationError::Mistake(mistakes)) =
            Declarations::parse("deviations.toml", &wrong, &catalogue())
        else {
            panic!("the file is accepted")
        };
        assert_eq!(mistakes[0].position(), (6, 11));
    }
}
