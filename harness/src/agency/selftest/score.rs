//! What the examinations add up to. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::bench::{Examined, Subject};
use super::exempt::Exempt;
use crate::agency::pack::AgencyPack;
use crate::text::Text;

/// The score of the agency's catalogue.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// Name and version of the case pack.
    pub pack: String,
    /// Right agencies: the good one, then the variants.
    pub sound: Vec<Sound>,
    /// Every defect that was examined.
    pub defects: Vec<Detection>,
    /// Cases of the catalogue.
    pub cases: usize,
    /// Cases that failed a defect.
    pub exercised: usize,
    /// Cases that no defect can exercise, with the reason.
    pub exempt: Vec<Exempt>,
    /// Cases that no defect exercised, and that do not say why none can.
    pub unexercised: Vec<String>,
    /// Seconds.
    pub seconds: f64,
}

/// A right agency and what was said against it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sound {
    /// What it is called.
    pub name: String,
    /// What it does differently.
    pub text: Text,
    /// Instances that were judged.
    pub instances: usize,
    /// The cases that said something against it: each an alarm without cause.
    pub false_alarms: Vec<String>,
    /// Seconds.
    pub seconds: f64,
}

/// A defect and who found it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Detection {
    /// Its name.
    pub name: String,
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
    pub seconds: f64,
}

impl Score {
    /// Adds up; `whole` if every defect was examined.
    pub fn of(
        (pack, name): (&AgencyPack, &str),
        exempt: &BTreeMap<String, Exempt>,
        (examined, whole): (&[Examined], bool),
        seconds: f64,
    ) -> Self {
        let (mut sound, mut defects) = (Vec::new(), Vec::new());
        let mut exercised: BTreeSet<&str> = BTreeSet::new();
        for one in examined {
            match one.subject {
                Subject::Usual => {
                    let text = Text::new("Does everything as usual", "Gjør alt som vanlig");
                    sound.push(right(one, text));
                }
                Subject::Variant(variant) => sound.push(right(
                    one,
                    Text::new(variant.text(), variant.text_in_norwegian()),
                )),
                Subject::Defect(defect) => {
                    exercised.extend(one.found_by.iter().map(String::as_str));
                    defects.push(Detection {
                        name: defect.name().to_owned(),
                        rule: Text::new(defect.rule(), defect.rule_in_norwegian()),
                        intended: defect.case().to_owned(),
                        by_intended: one.found_by.iter().any(|id| id == defect.case()),
                        found_by: one.found_by.clone(),
                        instead: one.instead.clone(),
                        seconds: one.took.as_secs_f64(),
                    });
                }
            }
        }
        let idle = pack
            .cases
            .iter()
            .filter(|case| !exercised.contains(case.id.as_str()));
        let unexercised = idle.filter(|case| whole && !exempt.contains_key(&case.id));
        Self {
            pack: name.to_owned(),
            unexercised: unexercised.map(|case| case.id.clone()).collect(),
            exempt: exempt
                .values()
                .filter(|one| !exercised.contains(one.case.as_str()))
                .cloned()
                .collect(),
            cases: pack.cases.len(),
            exercised: exercised.len(),
            sound,
            defects,
            seconds,
        }
    }

    /// Defects that the case that is meant to find them found.
    pub fn detected(&self) -> usize {
        let found = self.defects.iter().filter(|defect| defect.by_intended);
        found.count()
    }

    /// Alarms without cause.
    pub fn false_alarms(&self) -> usize {
        self.sound
            .iter()
            .map(|sound| sound.false_alarms.len())
            .sum()
    }

    /// Whether nothing was missed, nothing alarmed without cause, and every case was exercised that had to be.
    pub fn is_full(&self) -> bool {
        self.detected() == self.defects.len()
            && self.false_alarms() == 0
            && self.unexercised.is_empty()
    }
}

fn right(examined: &Examined, text: Text) -> Sound {
    Sound {
        name: examined.subject.name().to_owned(),
        text,
        instances: examined.instances,
        false_alarms: examined.found_by.clone(),
        seconds: examined.took.as_secs_f64(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mock_agency::conduct::Defect;

    use super::*;
    use crate::catalogue::PackFiles;

    fn score(subject: Subject, found_by: &[&str], whole: bool) -> Score {
        let pack = AgencyPack::read(&PackFiles::builtin()).expect("the built-in pack is right");
        let examined = Examined {
            subject,
            instances: 1,
            found_by: found_by.iter().map(|id| (*id).to_owned()).collect(),
            instead: None,
            took: Duration::ZERO,
        };
        Score::of((&pack, "pack"), &BTreeMap::new(), (&[examined], whole), 1.0)
    }

    #[test]
    fn a_defect_that_only_another_case_finds_counts_as_missed() {
        let defect = Defect::GrantRepeatsJti;
        let found = score(Subject::Defect(defect), &[defect.case()], false);
        let missed = score(Subject::Defect(defect), &["AGY-FLOW-001"], false);
        assert_eq!((found.detected(), missed.detected()), (1, 0));
        assert!(found.is_full() && !missed.is_full());
    }

    #[test]
    fn whatever_is_said_against_a_right_agency_is_an_alarm() {
        let score = score(Subject::Usual, &["AGY-FLOW-001"], false);
        assert_eq!(score.false_alarms(), 1);
        assert!(!score.is_full());
    }

    #[test]
    fn a_case_that_no_defect_fails_spoils_a_whole_score() {
        let whole = score(Subject::Usual, &[], true);
        assert_eq!(whole.unexercised.len(), whole.cases);
        assert!(!whole.is_full() && score(Subject::Usual, &[], false).is_full());
    }
}
