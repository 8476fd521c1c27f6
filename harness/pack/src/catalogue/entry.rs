//! Requirements and interpretations: what the documents ask, and how we read them where they leave room.

use serde::{Deserialize, Serialize};

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

/// One normative sentence of a document, in our words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// Stable id.
    pub id: String,
    /// The document's own strength.
    pub level: Level,
    /// Where it stands.
    pub source: Source,
    /// What it asks, in our words.
    pub text: Text,
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
    /// The reading without a setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// What each choice means, the default first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
}

/// One of the readings that a profile can set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The value in the profile.
    pub value: String,
    /// What it means, in English.
    pub en: String,
    /// The same in Norwegian Bokmål.
    pub nb: String,
}
