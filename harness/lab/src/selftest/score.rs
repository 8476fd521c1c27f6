//! What the examinations add up to, for banks and agencies alike.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::selftest::assignment::ExemptEntry;
use pack::text::Text;

/// Whose catalogue is examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The banks'.
    Bank,
    /// The agencies'.
    Agency,
    /// The customer overview's.
    Overview,
}

/// The score of a catalogue.
///
/// Times are not in the written score, which is the same for the same program.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// Whose catalogue it is; the file is named after it.
    #[serde(skip)]
    pub role: Role,
    /// Name and version of the case pack.
    pub pack: String,
    /// Those that are right: the good one in its modes, then the variants.
    pub sound: Vec<Sound>,
    /// Every defect that was examined.
    pub defects: Vec<Detection>,
    /// Cases that failed a defect.
    pub exercised: usize,
    /// Cases of the catalogue.
    pub cases: usize,
    /// Cases that no defect can exercise, with the reason.
    pub exempt: Vec<ExemptEntry>,
    /// Cases that no defect exercised and that do not say why none can. Empty where only some defects were asked for.
    pub unexercised: Vec<String>,
    /// Cases about refusing that no defect failed by accepting; only a bank refuses. Empty where only some defects
    /// were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub never_accepted: Option<Vec<String>>,
    /// Seconds.
    #[serde(skip)]
    pub seconds: f64,
}

/// One that is right, and what was said against it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sound {
    /// What it is called.
    pub name: String,
    /// What it is called to a reader.
    #[serde(skip)]
    pub called: Text,
    /// What it does differently, where its name does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// Instances that were judged.
    pub instances: usize,
    /// What was said against it: each an alarm without cause.
    pub false_alarms: Vec<String>,
    /// Seconds.
    #[serde(skip)]
    pub seconds: f64,
}

/// A defect and who found it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Detection {
    /// Its name.
    pub name: String,
    /// Its family, where defects have families.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// The rule it breaks.
    pub rule: Text,
    /// The case that is meant to find it.
    pub intended: String,
    /// Whether that case found it.
    pub by_intended: bool,
    /// All cases that found it, of those that were judged.
    pub found_by: Vec<String>,
    /// What the intended case became, where it did not find the defect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<Text>,
    /// Seconds.
    #[serde(skip)]
    pub seconds: f64,
}

impl Score {
    /// Defects that the case that is meant to find them found.
    pub fn detected(&self) -> usize {
        self.defects
            .iter()
            .filter(|defect| defect.by_intended)
            .count()
    }

    /// Alarms without cause.
    pub fn false_alarms(&self) -> usize {
        self.sound
            .iter()
            .map(|sound| sound.false_alarms.len())
            .sum()
    }

    /// Whether every defect was found by its case, nobody who is right was blamed, every case was exercised that had
    /// to be, and every case about refusing by a bank that accepts.
    pub fn is_full(&self) -> bool {
        self.detected() == self.defects.len()
            && self.false_alarms() == 0
            && self.unexercised.is_empty()
            && self.never_accepted.as_ref().is_none_or(Vec::is_empty)
    }

    /// Defects found and defects in all, by family.
    pub fn by_family(&self) -> BTreeMap<&str, (usize, usize)> {
        let mut families = BTreeMap::new();
        for defect in &self.defects {
            let Some(family) = &defect.family else {
                continue;
            };
            let (found, all) = families.entry(family.as_str()).or_insert((0, 0));
            *found += usize::from(defect.by_intended);
            *all += 1;
        }
        families
    }
}

impl Detection {
    /// The cases that found it beside the one that is meant to.
    pub fn others(&self) -> Vec<&str> {
        self.found_by
            .iter()
            .map(String::as_str)
            .filter(|case| *case != self.intended)
            .collect()
    }
}
