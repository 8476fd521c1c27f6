//! What the examinations add up to. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::assignment::{Assignment, ExemptEntry};
use super::chart::must_refuse;
use super::subject::Examined;
use crate::catalogue::Catalogue;
use crate::text::Text;
use crate::verdict::Outcome;

/// The score of the catalogue.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// Name and version of the case pack.
    pub pack: String,
    /// Right banks: the good one in its modes, then the variants.
    pub sound: Vec<Sound>,
    /// Every defect.
    pub defects: Vec<Detection>,
    /// Cases that failed a defect in this run.
    pub exercised: usize,
    /// Cases of the catalogue.
    pub cases: usize,
    /// Cases that no defect can exercise.
    pub exempt: Vec<ExemptEntry>,
    /// Cases that no defect exercised and that do not say why none can.
    pub unexercised: Vec<String>,
    /// Cases about refusing that no defect failed by accepting.
    pub never_accepted: Vec<String>,
    /// Seconds. Not in the written score, which is the same for the same program.
    #[serde(skip)]
    pub seconds: f64,
}

/// A right bank and what was said against it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sound {
    /// What it is called.
    pub name: String,
    /// Instances that were run.
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
    /// Its family.
    pub family: String,
    /// The rule it breaks.
    pub rule: Text,
    /// The case that is meant to find it.
    pub intended: String,
    /// Whether that case found it.
    pub by_intended: bool,
    /// All cases that found it, of those that were run.
    pub found_by: Vec<String>,
    /// What the intended case became, where it did not find the defect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<Text>,
    /// Seconds.
    #[serde(skip)]
    pub seconds: f64,
}

impl Score {
    /// Adds up.
    pub fn of(
        catalogue: &Catalogue,
        assignment: &Assignment,
        sound: &[Examined],
        defective: &[Examined],
        seconds: f64,
    ) -> Self {
        let mut exercised: BTreeSet<String> = BTreeSet::new();
        for examined in defective {
            exercised.extend(examined.failed().into_iter().map(str::to_owned));
        }
        let seen = defective.iter().flat_map(|examined| &examined.seen);
        let accepted: BTreeSet<&str> = seen
            .filter(|seen| seen.outcome == Outcome::Violates && seen.accepted_what_is_wrong())
            .map(|seen| seen.case.as_str())
            .collect();
        let never_accepted = catalogue
            .cases
            .iter()
            .filter(|case| must_refuse(&case.script))
            .map(|case| case.id.0.clone())
            .filter(|id| !accepted.contains(id.as_str()) && !assignment.exempt.contains_key(id))
            .collect();
        let exempt: Vec<ExemptEntry> = assignment
            .exempt
            .values()
            .filter(|entry| !exercised.contains(&entry.case))
            .cloned()
            .collect();
        let unexercised = catalogue
            .cases
            .iter()
            .map(|case| case.id.0.clone())
            .filter(|id| !exercised.contains(id) && !assignment.exempt.contains_key(id))
            .collect();
        Self {
            pack: format!("{} {}", catalogue.name, catalogue.version),
            sound: sound.iter().map(sound_of).collect(),
            defects: defective
                .iter()
                .filter_map(|examined| detection(examined, assignment))
                .collect(),
            exercised: exercised.len(),
            cases: catalogue.cases.len(),
            exempt,
            unexercised,
            never_accepted,
            seconds,
        }
    }

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

    /// Whether every defect was found by its case, no right bank was blamed, every case was exercised, and every
    /// case about refusing by a bank that accepts.
    /// Where only some defects were asked for, cases are not counted.
    pub fn is_full(&self, whole: bool) -> bool {
        self.detected() == self.defects.len()
            && self.false_alarms() == 0
            && (!whole || (self.unexercised.is_empty() && self.never_accepted.is_empty()))
    }

    /// Defects found and defects in all, by family.
    pub fn by_family(&self) -> BTreeMap<&str, (usize, usize)> {
        let mut families = BTreeMap::new();
        for defect in &self.defects {
            let (found, all) = families.entry(defect.family.as_str()).or_insert((0, 0));
            *found += usize::from(defect.by_intended);
            *all += 1;
        }
        families
    }
}

fn sound_of(examined: &Examined) -> Sound {
    let mut alarms = Vec::new();
    for seen in &examined.seen {
        match &seen.outcome {
            Outcome::Violates => {
                alarms.push(format!(
                    "{}: {}",
                    seen.instance,
                    seen.what.as_deref().unwrap_or_default()
                ));
            }
            Outcome::Inconclusive(why) => {
                alarms.push(format!("{}: not decided: {}", seen.instance, why.en));
            }
            Outcome::Conforms | Outcome::NotApplicable(_) => {}
        }
    }
    Sound {
        name: examined.name.clone(),
        instances: examined.seen.len(),
        false_alarms: alarms,
        seconds: seconds(examined),
    }
}

fn detection(examined: &Examined, assignment: &Assignment) -> Option<Detection> {
    let defect = mock_bank::Defect::from_name(&examined.name).ok()?;
    let intended = assignment
        .defects
        .get(&examined.name)
        .map(|entry| entry.case.clone())
        .unwrap_or_default();
    let found = examined.failed();
    let by_intended = found.contains(intended.as_str());
    let instead = examined
        .seen
        .iter()
        .find(|seen| seen.case == intended)
        .map(|seen| became(&seen.outcome));
    Some(Detection {
        name: examined.name.clone(),
        family: defect.family().name().to_owned(),
        rule: Text::new(defect.rule(), defect.rule_in_norwegian()),
        by_intended,
        instead: if by_intended {
            None
        } else {
            Some(instead.unwrap_or_else(|| Text::new("not run", "ikke kjørt")))
        },
        intended,
        found_by: found.into_iter().map(str::to_owned).collect(),
        seconds: seconds(examined),
    })
}

fn became(outcome: &Outcome) -> Text {
    match outcome {
        Outcome::Conforms => Text::new("conforms", "i samsvar"),
        Outcome::Violates => Text::new("violates", "brudd"),
        Outcome::Inconclusive(why) => Text::new(
            format!("not decided: {}", why.en),
            format!("ikke avgjort: {}", why.nb),
        ),
        Outcome::NotApplicable(why) => Text::new(
            format!("not applicable: {}", why.en),
            format!("ikke aktuell: {}", why.nb),
        ),
    }
}

fn seconds(examined: &Examined) -> f64 {
    (examined.took.as_secs_f64() * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::catalogue::{Level, PackFiles};
    use crate::selftest::Seen;
    use crate::text::Text;

    fn examined(name: &str, case: &str, outcome: Outcome) -> Examined {
        let seen = Seen {
            case: case.into(),
            instance: format!("{case}/politi-utlevering/Accounts"),
            level: Level::Must,
            outcome,
            party: None,
            what: Some("an invalid request was accepted".into()),
        };
        Examined {
            name: name.into(),
            seen: vec![seen],
            took: Duration::ZERO,
        }
    }

    fn score(sound: &[Examined], defective: &[Examined]) -> Score {
        let catalogue = Catalogue::read(&PackFiles::builtin()).expect("the built-in pack is sound");
        let mut assignment = Assignment::read(None).expect("the built-in data is sound");
        for entry in assignment.defects.values_mut() {
            entry.case = "TOKEN-037".into();
        }
        Score::of(&catalogue, &assignment, sound, defective, 1.0)
    }

    #[test]
    fn a_defect_found_by_its_case_is_detected() {
        let found = examined("token-issuer-unchecked", "TOKEN-037", Outcome::Violates);
        assert!(score(&[], &[found]).is_full(false));
    }

    #[test]
    fn a_defect_found_by_another_case_only_is_missed() {
        let found = examined("token-issuer-unchecked", "TOKEN-038", Outcome::Violates);
        assert!(!score(&[], &[found]).is_full(false));
    }

    #[test]
    fn a_defect_that_was_not_decided_is_missed() {
        let undecided = Outcome::Inconclusive(Text::same("the control was refused"));
        let found = examined("token-issuer-unchecked", "TOKEN-037", undecided);
        assert_eq!(score(&[], &[found]).detected(), 0);
    }

    #[test]
    fn a_word_against_a_right_bank_is_a_false_alarm() {
        let blamed = examined("good", "TOKEN-037", Outcome::Violates);
        assert_eq!(score(&[blamed], &[]).false_alarms(), 1);
    }

    #[test]
    fn a_right_bank_that_is_not_decided_about_is_a_false_alarm_too() {
        let undecided = examined(
            "good",
            "TOKEN-037",
            Outcome::Inconclusive(Text::same("why")),
        );
        assert_eq!(score(&[undecided], &[]).false_alarms(), 1);
    }

    #[test]
    fn cases_without_a_defect_keep_the_score_from_being_full() {
        assert!(!score(&[], &[]).is_full(true));
    }
}
