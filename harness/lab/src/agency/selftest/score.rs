//! Adds up what was seen of agencies. Pure.

use std::collections::BTreeSet;

use crate::agency::selftest::examination::{Examined, Subject};
use crate::selftest::{CaseAssignment, Detection, Role, Score, Sound};
use pack::catalogue::Catalogue;
use pack::text::Text;

/// Adds up; `whole` if every defect was examined.
pub fn score(
    (pack, name): (&Catalogue, &str),
    assignment: &CaseAssignment,
    (examined, whole): (&[Examined], bool),
    seconds: f64,
) -> Score {
    let (mut sound, mut defects) = (Vec::new(), Vec::new());
    let mut exercised: BTreeSet<&str> = BTreeSet::new();
    for one in examined {
        match one.subject {
            Subject::Usual => {
                let text = Text::new("Does everything as usual", "Gjør alt som vanlig");
                sound.push(right(one, text));
            }
            Subject::Variant(variant) => sound.push(right(one, Text::same(variant.text()))),
            Subject::Defect(defect) => {
                exercised.extend(one.found_by.iter().map(String::as_str));
                defects.push(Detection {
                    name: defect.name().to_owned(),
                    family: None,
                    rule: Text::same(defect.rule()),
                    intended: assignment.case(defect.name()).to_owned(),
                    by_intended: one
                        .found_by
                        .iter()
                        .any(|id| id == assignment.case(defect.name())),
                    found_by: one.found_by.clone(),
                    instead: one.instead.clone(),
                    seconds: one.took.as_secs_f64(),
                });
            }
        }
    }
    let idle = pack
        .journal_cases()
        .filter(|case| !exercised.contains(case.id.0.as_str()));
    let unexercised = idle.filter(|case| whole && !assignment.exempt.contains_key(&case.id.0));
    Score {
        role: Role::Agency,
        pack: name.to_owned(),
        unexercised: unexercised.map(|case| case.id.0.clone()).collect(),
        exempt: assignment
            .exempt
            .values()
            .filter(|one| !exercised.contains(one.case.as_str()))
            .cloned()
            .collect(),
        cases: pack.journal_cases().count(),
        exercised: exercised.len(),
        never_accepted: None,
        sound,
        defects,
        seconds,
    }
}

fn right(examined: &Examined, text: Text) -> Sound {
    Sound {
        name: examined.subject.name().to_owned(),
        called: Text::same(examined.subject.name()),
        text: Some(text),
        instances: examined.instances,
        false_alarms: examined.found_by.clone(),
        seconds: examined.took.as_secs_f64(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mock_agency::behaviour::Defect;

    use super::*;
    use pack::catalogue::PackFiles;

    /// The case that is meant to find [`Defect::GrantRepeatsJti`].
    const INTENDED: &str = "AGY-TOKEN-006";

    fn score_of(subject: Subject, found_by: &[&str], whole: bool) -> Score {
        let files = PackFiles::embedded(builtin::FILES);
        let pack =
            Catalogue::read(&files, &judge::check_names()).expect("the built-in pack is right");
        let mut assignment =
            CaseAssignment::of_agencies(&files, &pack).expect("the built-in data is right");
        assignment.exempt.clear();
        let examined = Examined {
            subject,
            instances: 1,
            found_by: found_by.iter().map(|id| (*id).to_owned()).collect(),
            instead: None,
            took: Duration::ZERO,
        };
        score((&pack, "pack"), &assignment, (&[examined], whole), 1.0)
    }

    #[test]
    fn a_defect_that_only_another_case_finds_counts_as_missed() {
        let defect = Defect::GrantRepeatsJti;
        let found = score_of(Subject::Defect(defect), &[INTENDED], false);
        let missed = score_of(Subject::Defect(defect), &["AGY-FLOW-001"], false);
        assert_eq!((found.detected(), missed.detected()), (1, 0));
        assert!(found.is_full() && !missed.is_full());
    }

    #[test]
    fn whatever_is_said_against_a_right_agency_is_an_alarm() {
        let score = score_of(Subject::Usual, &["AGY-FLOW-001"], false);
        assert_eq!(score.false_alarms(), 1);
        assert!(!score.is_full());
    }

    #[test]
    fn a_case_that_no_defect_fails_spoils_a_whole_score() {
        let whole = score_of(Subject::Usual, &[], true);
        assert_eq!(whole.unexercised.len(), whole.cases);
        assert!(!whole.is_full() && score_of(Subject::Usual, &[], false).is_full());
    }
}
