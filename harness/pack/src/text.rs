//! Words for people, always in both languages.

use std::fmt;

use schemars::JsonSchema;
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

impl Language {
    /// The language of the reader's environment: `DSOP_LANG`, or else the locale.
    #[must_use]
    pub fn of_environment() -> Self {
        Self::of_variables(|name| std::env::var(name).ok())
    }

    /// A locale in either form of Norwegian reads Norwegian.
    fn of_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = ["DSOP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.is_empty());
        let language = set.unwrap_or_default().to_lowercase();
        let norwegian = ["nb", "nn", "no"]
            .iter()
            .any(|code| language == *code || language.starts_with(&format!("{code}_")));
        if norwegian { Self::Nb } else { Self::En }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::En => "en",
            Self::Nb => "nb",
        })
    }
}

/// One sentence in English and in Norwegian Bokmål.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Language {
        Language::of_variables(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_norwegian_locale_reads_norwegian() {
        assert_eq!(of(&[("LANG", "nb_NO.UTF-8")]), Language::Nb);
        assert_eq!(of(&[("LANG", "nn_NO.UTF-8")]), Language::Nb);
        assert_eq!(of(&[("LANG", "C.UTF-8")]), Language::En);
    }

    #[test]
    fn the_programs_own_variable_goes_before_the_locale() {
        let variables = [("LANG", "nb_NO.UTF-8"), ("DSOP_LANG", "en")];
        assert_eq!(of(&variables), Language::En);
    }

    #[test]
    fn a_language_whose_name_begins_alike_is_not_norwegian() {
        assert_eq!(of(&[("LANG", "nov")]), Language::En);
    }
}
