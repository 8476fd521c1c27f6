use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::messages::Endpoint;

const HEADING: &str = "service,endpoint,field_as_documented,api_path,category";

/// What a service's delivery table says about a field. Serialized by the documents' Norwegian words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Category {
    /// Required by the API wherever its parent object is there.
    #[serde(rename = "Teknisk obligatorisk")]
    TechnicallyMandatory,
    /// To be delivered where the bank has it.
    #[serde(rename = "Skal utleveres")]
    ToBeDelivered,
    /// Not needed; the bank may leave it out.
    #[serde(rename = "Kan filtreres bort")]
    MayBeFiltered,
    /// Not delivered through this field.
    #[serde(rename = "Utleveres ikke")]
    NotDelivered,
    /// Not decided yet.
    #[serde(rename = "Til vurdering")]
    UnderConsideration,
}

impl Category {
    /// All five, in the order of the documents.
    pub const ALL: [Self; 5] = [
        Self::TechnicallyMandatory,
        Self::ToBeDelivered,
        Self::MayBeFiltered,
        Self::NotDelivered,
        Self::UnderConsideration,
    ];

    /// The documents' words for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TechnicallyMandatory => "Teknisk obligatorisk",
            Self::ToBeDelivered => "Skal utleveres",
            Self::MayBeFiltered => "Kan filtreres bort",
            Self::NotDelivered => "Utleveres ikke",
            Self::UnderConsideration => "Til vurdering",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.name() == name)
    }
}

/// One row of a service's field delivery table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRow {
    /// The service's id, see [`super::ServiceProfile::id`].
    pub service: String,
    /// The endpoint whose answer holds the field.
    pub endpoint: Endpoint,
    /// The field as the table spells it.
    pub field_as_documented: String,
    /// Its path in the API: member names joined by dots, arrays not marked.
    pub api_path: String,
    /// What the table says about it.
    pub category: Category,
}

/// Why a text is no field delivery table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct FieldTableError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: FieldTableProblem,
}

/// What is wrong with a line of a field delivery table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldTableProblem {
    /// The first line does not name the columns.
    #[error("the heading must be {HEADING:?}")]
    Heading,
    /// Another number of columns than five.
    #[error("{0} columns where 5 are needed")]
    Columns(usize),
    /// A quotation mark, or space around a value: the table needs neither.
    #[error("{0:?} is quoted, empty or has space around it")]
    Value(String),
    /// No endpoint of the API.
    #[error("{0:?} is no endpoint")]
    Endpoint(String),
    /// None of the five categories.
    #[error("{0:?} is no category")]
    Category(String),
    /// The same service, endpoint and documented field as an earlier line.
    #[error("the field stands here a second time")]
    Twice,
}

/// Reads a field delivery table: comma-separated without quoting, a heading, then one field a line.
///
/// # Errors
/// The first line that is not as it should be.
pub fn parse_fields(csv: &str) -> Result<Vec<FieldRow>, FieldTableError> {
    let mut lines = (1..).zip(csv.lines());
    if lines.next().map(|(_, heading)| heading) != Some(HEADING) {
        return Err(FieldTableError {
            line: 1,
            problem: FieldTableProblem::Heading,
        });
    }
    let mut rows: Vec<FieldRow> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (line, text) in lines {
        let row = parse_row(text).map_err(|problem| FieldTableError { line, problem })?;
        if !seen.insert((
            row.service.clone(),
            row.endpoint,
            row.field_as_documented.clone(),
        )) {
            return Err(FieldTableError {
                line,
                problem: FieldTableProblem::Twice,
            });
        }
        rows.push(row);
    }
    Ok(rows)
}

fn parse_row(line: &str) -> Result<FieldRow, FieldTableProblem> {
    let values: Vec<&str> = line.split(',').collect();
    let [service, endpoint, field_as_documented, api_path, category] = values[..] else {
        return Err(FieldTableProblem::Columns(values.len()));
    };
    if let Some(value) = values
        .iter()
        .find(|v| v.is_empty() || v.contains('"') || v.trim() != **v)
    {
        return Err(FieldTableProblem::Value((*value).to_owned()));
    }
    Ok(FieldRow {
        service: service.to_owned(),
        endpoint: Endpoint::from_name(endpoint)
            .ok_or_else(|| FieldTableProblem::Endpoint(endpoint.to_owned()))?,
        field_as_documented: field_as_documented.to_owned(),
        api_path: api_path.to_owned(),
        category: Category::from_name(category)
            .ok_or_else(|| FieldTableProblem::Category(category.to_owned()))?,
    })
}

static FIELDS: LazyLock<Vec<FieldRow>> = LazyLock::new(|| {
    parse_fields(include_str!("../../../cases/fields/field-delivery.csv"))
        .expect("a test reads the built-in table")
});

/// The field delivery tables of the six services.
pub fn builtin_fields() -> &'static [FieldRow] {
    &FIELDS
}
