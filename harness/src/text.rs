//! Words for people, always in both languages.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The language a person reads a report or message in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Norwegian Bokmål.
    Nb,
}

/// One sentence in English and in Norwegian Bokmål.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// Norwegian Bokmål.
    pub nb: String,
}

impl Text {
    /// A sentence in both languages.
    pub fn new(en: impl Into<String>, nb: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            nb: nb.into(),
        }
    }

    /// A protocol value or number that reads the same in both languages.
    pub fn same(value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            en: value.clone(),
            nb: value,
        }
    }

    /// The sentence in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Nb => &self.nb,
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.en)
    }
}
