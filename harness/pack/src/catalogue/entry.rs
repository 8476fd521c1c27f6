//! Requirements and interpretations: what the documents ask, and how we read them where they leave room.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use wire::profile::Mandate;

use crate::catalogue::case::Level;
use crate::text::Text;

/// The place in a document that a rule comes from: what a bank looks up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title of the document.
    pub document: String,
    /// Section within it.
    pub section: String,
    /// Version, where the document has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Date of that version, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

impl Source {
    /// One line: title, version, section.
    pub fn line(&self) -> String {
        let mut line = self.document.clone();
        if let Some(version) = &self.version {
            line.push(' ');
            line.push_str(version);
        }
        line.push_str(", ");
        line.push_str(&self.section);
        line
    }
}

/// Whom a rule binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A bank, which delivers account information.
    Bank,
    /// An agency, which asks for it.
    Agency,
    /// The customer overview (step 1), which says where it is.
    Overview,
}

/// What is at risk where a rule is broken, the gravest first: the order in which people read findings of the same level.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Guards {
    /// Somebody gets data without the right to it.
    Access,
    /// Personal data reaches somebody who must not see it.
    PersonalData,
    /// What is delivered is wrong or lacking.
    Content,
    /// What is delivered is right, in another form than agreed.
    #[default]
    Form,
}

impl Guards {
    /// For people.
    pub fn text(self) -> Text {
        match self {
            Self::Access => Text::new("access", "tilgang"),
            Self::PersonalData => Text::new("personal data", "personopplysninger"),
            Self::Content => Text::new("content", "innhold"),
            Self::Form => Text::new("form", "form"),
        }
    }
}

/// A document that requirements cite.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Stable id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Its versions, the newest first; empty if it names none.
    pub versions: Vec<DocumentVersion>,
    /// The headings under which a rule is found.
    pub headings: Vec<String>,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// A page of the common standard.
    CommonStandard,
    /// A page of one service.
    Service,
    /// An interface description.
    TechnicalSpecification,
    /// A guide of a register or issuer.
    Guide,
    /// A description of a register.
    Register,
    /// An RFC, cited by the numbers of its sections.
    Rfc,
}

/// One version of a document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentVersion {
    /// Its number, where it has one.
    pub version: Option<String>,
    /// Its date, ISO 8601, as exactly as it is known.
    pub date: Option<String>,
}

impl fmt::Display for DocumentVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<&str> = [&self.version, &self.date]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        formatter.write_str(&parts.join(" of "))
    }
}

/// One normative sentence of a document, in our words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// Stable id.
    pub id: String,
    /// Whom it binds.
    #[serde(skip)]
    pub role: Role,
    /// The document's own strength.
    pub level: Level,
    /// Where it is written.
    pub source: Source,
    /// What it asks, in our words.
    pub text: Text,
    /// The service whose page asks it; none for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What is at risk where it is broken, if that is graver than what the families of its cases guard.
    #[serde(skip)]
    pub guards: Option<Guards>,
    /// Why no test can reach it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untestable: Option<Text>,
}

/// How we read the documents where they disagree or are silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Interpretation {
    /// Stable id, e.g. `I-02`.
    pub id: String,
    /// What it is about.
    pub title: Text,
    /// Our reading.
    pub reading: Text,
    /// The key in the profile's `[interpretations]` table that sets another reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// The readings that can be set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The services it is about; none for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Rows of the delivery tables, by API path, that are held at the level of the reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<String>,
    /// The reading without a setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// What each of them means for a bank, the default first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
}

/// One reading of an interpretation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The value of the setting.
    pub value: String,
    /// What it means, in English.
    pub en: String,
    /// What it means, in Norwegian Bokmål.
    pub nb: String,
    /// The level at which it holds the rows that the interpretation names, or else the cases that rest on it and are
    /// SHOULD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The mandate that requests of the interpretation's services carry by it, in place of the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Mandate>,
}

impl Interpretation {
    /// What a value of its setting means.
    pub fn reading_of(&self, value: &str) -> Option<&Reading> {
        self.readings.iter().find(|one| one.value == value)
    }

    /// The reading that applies: the one that a profile sets, or ours.
    fn reading_now(&self, readings: &BTreeMap<String, String>) -> Option<&Reading> {
        self.reading_of(readings.get(&self.id).or(self.default.as_ref())?)
    }

    /// The level at which it holds a row of a service's delivery table, if it is about that row.
    pub fn row_level(
        &self,
        service: &str,
        path: &str,
        readings: &BTreeMap<String, String>,
    ) -> Option<Level> {
        let about = self.services.iter().any(|one| one == service)
            && self.rows.iter().any(|row| row == path);
        self.reading_now(readings)
            .filter(|_| about)
            .and_then(|reading| reading.level)
    }
}
