//! What a reader requires of a report, beside its signature: `full`, `no-deviations`, `pack=1.1.0`, `younger-than=30d`.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::scope;
use pack::text::{Language, Text};
use record::Record;
use record::scope::Scope;

/// One thing that is required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// Everything that applies was tested.
    Full,
    /// No deviation is declared.
    NoDeviations,
    /// The case pack has this version.
    Pack(String),
    /// The run ended no more than this many days ago.
    YoungerThan(u32),
}

impl FromStr for Required {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let days = |text: &str| text.strip_suffix('d').and_then(|days| days.parse().ok());
        match word.split_once('=') {
            None if word == "full" => Ok(Self::Full),
            None if word == "no-deviations" => Ok(Self::NoDeviations),
            Some(("pack", version)) if !version.is_empty() => Ok(Self::Pack(version.into())),
            Some(("younger-than", age)) => days(age)
                .map(Self::YoungerThan)
                .ok_or_else(|| "write the age in days, e.g. younger-than=30d".into()),
            Some(_) | None => {
                Err("write full, no-deviations, pack=VERSION or younger-than=30d".into())
            }
        }
    }
}

impl Required {
    /// Why a record is not as required; `None` if it is.
    pub fn lacking(&self, record: &Record, now: Timestamp) -> Option<Text> {
        match self {
            Self::Full => {
                let found = scope::name(record.scope());
                (record.scope() != Scope::Full).then(|| {
                    Text::new(
                        format!("a full run is required, and this one is {}", found.en),
                        format!("en full kjøring kreves, og denne er {}", found.nb),
                    )
                })
            }
            Self::NoDeviations => {
                let count = record.deviations.len();
                (count > 0).then(|| {
                    Text::new(
                        format!("no deviations are allowed, and {count} are declared"),
                        format!("ingen avvik tillates, og {count} er erklært"),
                    )
                })
            }
            Self::Pack(version) => {
                let found = &record.pack.version;
                (found != version).then(|| {
                    Text::new(
                        format!("case pack {version} is required, and the run used {found}"),
                        format!("testpakke {version} kreves, og kjøringen brukte {found}"),
                    )
                })
            }
            Self::YoungerThan(days) => {
                let age = now.duration_since(record.ended);
                let limit = SignedDuration::from_hours(24 * i64::from(*days));
                (age > limit).then(|| {
                    let found = age.as_hours() / 24;
                    Text::new(
                        format!("it must be younger than {days} days, and is {found} days old"),
                        format!("den må være yngre enn {days} dager, og er {found} dager gammel"),
                    )
                })
            }
        }
    }
}

/// What an auditor asks of a report, one line each: verdict, scope, who was tested, when, by what, and the deviations.
pub fn answers(record: &Record, language: Language) -> Vec<(String, String)> {
    let mut answers = crate::table::facts(record, language);
    let requirements = record.requirements.iter();
    let untestable = requirements.filter(|one| one.untestable.is_some());
    let untestable: Vec<&str> = untestable.map(|one| one.id.as_str()).collect();
    if !untestable.is_empty() {
        let what = Text::new("No test can reach", "Ingen test kan nå");
        let what = what.in_language(language).to_owned();
        answers.push((what, untestable.join(", ")));
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    fn lacking(word: &str, after_days: i64) -> Option<String> {
        let record = record();
        let now = record.ended + SignedDuration::from_hours(24 * after_days + 1);
        let required: Required = word.parse().expect("a requirement");
        required.lacking(&record, now).map(|text| text.en)
    }

    #[test]
    fn a_thin_profile_is_not_full() {
        assert!(lacking("full", 0).is_some_and(|why| why.contains("declares too little")));
    }

    #[test]
    fn declared_deviations_are_counted() {
        assert!(lacking("no-deviations", 0).is_some_and(|why| why.contains("3 are declared")));
    }

    #[test]
    fn age_is_held_against_the_end_of_the_run() {
        assert_eq!(lacking("younger-than=30d", 29), None);
        assert!(lacking("younger-than=30d", 31).is_some());
    }

    #[test]
    fn the_pack_is_held_against_its_version() {
        assert_eq!(lacking("pack=1.0.0", 0), None);
        assert!(lacking("pack=1.1.0", 0).is_some());
    }

    #[test]
    fn a_word_that_is_no_requirement_is_refused() {
        for word in ["whole", "younger-than=30", "pack=", ""] {
            assert!(word.parse::<Required>().is_err(), "{word}");
        }
    }

    #[test]
    fn the_answers_name_bank_verdict_pack_and_deviations() {
        let text: Vec<String> = answers(&record(), Language::En)
            .into_iter()
            .map(|(what, value)| format!("{what}: {value}"))
            .collect();
        let text = text.join("\n");
        for words in [
            "Verdict: Eksempelbanken does not conform",
            "Organisation number: 310000019",
            "Case pack: dsop 1.0.0",
            "Deviation: TRANSACTIONS-004, until 2027-03-31 (valid)",
            "Not tested: TRANSPORT-004",
            "No test can reach: POL-PRICE",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}
