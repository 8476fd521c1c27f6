//! Declared deviations: what a bank has declared to DSOP forvaltning that it does not do yet, and until when.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use crate::{CaseRecord, DeviationRecord, DeviationState, Record};
use judge::verdict::Outcome;
use pack::message::{Mistake, UserError};
use plan::matches;

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
    /// A mistake in the file, at its place.
    #[error("the declarations have a mistake")]
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclarationFile {
    #[serde(default)]
    deviation: Vec<Spanned<DeclarationEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclarationEntry {
    case: Option<String>,
    field: Option<String>,
    service: Option<String>,
    endpoint: Option<String>,
    owner: String,
    #[serde(default)]
    reason: String,
    section: String,
    expires: Spanned<String>,
}

impl Declarations {
    /// Reads a declarations file.
    ///
    /// # Errors
    /// [`DeclarationError`], pointing into the file.
    pub fn from_file(path: &Path) -> Result<Self, DeclarationError> {
        let text = fs::read_to_string(path).map_err(|error| DeclarationError::Unreadable {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads declarations from text; `name` is how messages name the file.
    ///
    /// # Errors
    /// [`DeclarationError::Mistake`].
    pub fn parse(name: &str, text: &str) -> Result<Self, DeclarationError> {
        let file: DeclarationFile = toml::from_str(text).map_err(|error| {
            DeclarationError::Mistake(vec![Mistake::from_toml(name, text, &error)])
        })?;
        let mut entries = Vec::new();
        let mut mistakes = Vec::new();
        for entry in file.deviation {
            match read(entry.get_ref()) {
                Ok(declaration) => entries.push(declaration),
                Err(Wrong::Subject) => mistakes.push(
                    Mistake::new(
                        name,
                        text,
                        entry.span(),
                        "a deviation is about either a case or a field".to_owned(),
                    )
                    .help(
                        "write case = \"DETAILS-004\" or field = \"account.startDate\"".to_owned(),
                    ),
                ),
                Err(Wrong::Date) => mistakes.push(
                    Mistake::new(
                        name,
                        text,
                        entry.get_ref().expires.span(),
                        "this is not a date".to_owned(),
                    )
                    .help("write it as \"2027-06-30\"".to_owned()),
                ),
            }
        }
        if mistakes.is_empty() {
            Ok(Self { entries })
        } else {
            Err(DeclarationError::Mistake(mistakes))
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

enum Wrong {
    Subject,
    Date,
}

fn read(entry: &DeclarationEntry) -> Result<Declaration, Wrong> {
    let subject = match (&entry.case, &entry.field) {
        (Some(case), None) => Subject::Case(case.clone()),
        (None, Some(path)) => Subject::Field {
            path: path.clone(),
            service: entry.service.clone(),
            endpoint: entry.endpoint.clone(),
        },
        _ => return Err(Wrong::Subject),
    };
    Ok(Declaration {
        subject,
        owner: entry.owner.clone(),
        reason: entry.reason.clone(),
        section: entry.section.clone(),
        expires: wire::dates::parse_iso(entry.expires.get_ref()).map_err(|_| Wrong::Date)?,
    })
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
    use pack::catalogue::Level;
    use pack::text::Text;

    fn case(id: &str, outcome: Outcome) -> CaseRecord {
        CaseRecord {
            id: id.into(),
            case: id.split('/').next().unwrap_or_default().into(),
            family: "DETAILS".into(),
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

    fn state(toml: &str, outcome: Outcome) -> (DeviationState, bool) {
        let declarations =
            Declarations::parse("deviations.toml", toml).expect("a well-formed file");
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
            Declarations::parse("deviations.toml", &wrong)
        else {
            panic!("the file was accepted")
        };
        assert_eq!(mistakes[0].position(), (6, 11));
    }
}
