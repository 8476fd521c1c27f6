//! Adds up what was seen of banks. Pure.

use std::collections::BTreeSet;

use crate::selftest::assignment::{Assignment, ExemptEntry};
use crate::selftest::chart::must_refuse;
use crate::selftest::score::{Detection, Role, Score, Sound};
use crate::selftest::subject::Examined;
use judge::verdict::Outcome;
use pack::catalogue::{Catalogue, Level};
use pack::text::Text;

/// Name of the bank with every variant.
pub const ALL_VARIANTS: &str = "all variants at once";

/// Adds up; `whole` if every defect was examined.
pub fn tally(
    catalogue: &Catalogue,
    assignment: &Assignment,
    sound: &[Examined],
    (defective, whole): (&[Examined], bool),
    seconds: f64,
) -> Score {
    let mut exercised: BTreeSet<String> = BTreeSet::new();
    for examined in defective {
        exercised.extend(examined.failed().into_iter().map(str::to_owned));
    }
    let seen = defective.iter().flat_map(|examined| &examined.seen);
    let accepted: BTreeSet<&str> = seen
        .filter(|seen| seen.outcome == Outcome::Violates && seen.accepted_an_invalid_request())
        .map(|seen| seen.case.as_str())
        .collect();
    let never_accepted = catalogue
        .bank_cases()
        .filter(|case| must_refuse(&case.script))
        .map(|case| case.id.0.clone())
        .filter(|id| {
            whole && !accepted.contains(id.as_str()) && !assignment.exempt.contains_key(id)
        })
        .collect();
    let exempt: Vec<ExemptEntry> = assignment
        .exempt
        .values()
        .filter(|entry| !exercised.contains(&entry.case))
        .cloned()
        .collect();
    let unexercised = catalogue
        .bank_cases()
        .map(|case| case.id.0.clone())
        .filter(|id| whole && !exercised.contains(id) && !assignment.exempt.contains_key(id))
        .collect();
    Score {
        role: Role::Bank,
        pack: format!("{} {}", catalogue.name, catalogue.version),
        sound: sound.iter().map(sound_of).collect(),
        defects: defective
            .iter()
            .filter_map(|examined| detection(examined, assignment))
            .collect(),
        exercised: exercised.len(),
        cases: catalogue.bank_cases().count(),
        exempt,
        unexercised,
        never_accepted: Some(never_accepted),
        seconds,
    }
}

pub(super) fn sound_of(examined: &Examined) -> Sound {
    let mut alarms = Vec::new();
    for seen in &examined.seen {
        match &seen.outcome {
            // What a MAY observes is no word against a bank: it may be right.
            Outcome::Violates if seen.level == Level::May => {}
            Outcome::Violates => {
                alarms.push(format!("{}: {}", seen.instance, seen.what()));
            }
            Outcome::Inconclusive(why) => {
                alarms.push(format!(
                    "{}: inconclusive: {}",
                    seen.instance,
                    why.text().en
                ));
            }
            Outcome::Conforms | Outcome::NotApplicable(_) => {}
        }
    }
    Sound {
        name: examined.name.clone(),
        called: called(&examined.name),
        text: None,
        instances: examined.seen.len(),
        false_alarms: alarms,
        seconds: seconds(examined),
    }
}

/// The right bank's name; variants are called the same in every language.
fn called(name: &str) -> Text {
    const NORWEGIAN: [(&str, &str); 5] = [
        ("good, ", "feilfri, "),
        ("production", "produksjon"),
        ("alternative 1", "alternativ 1"),
        ("alternative 2", "alternativ 2"),
        (ALL_VARIANTS, "alle varianter samtidig"),
    ];
    if mock_bank::Variant::from_name(name).is_ok() {
        return Text::same(name);
    }
    let translate = |text: String, (en, nb): &(&str, &str)| text.replace(en, nb);
    Text::new(name, NORWEGIAN.iter().fold(name.to_owned(), translate))
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
        family: Some(defect.family().name().to_owned()),
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

pub(super) fn became(outcome: &Outcome) -> Text {
    match outcome {
        Outcome::Conforms => Text::new("conforms", "i samsvar"),
        Outcome::Violates => Text::new("violates", "brudd"),
        Outcome::Inconclusive(why) => Text::new(
            format!("inconclusive: {}", why.text().en),
            format!("ikke avgjort: {}", why.text().nb),
        ),
        Outcome::NotApplicable(why) => Text::new(
            format!("not applicable: {}", why.text().en),
            format!("ikke aktuell: {}", why.text().nb),
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
    use crate::selftest::Seen;
    use judge::finding::Finding;
    use pack::catalogue::PackFiles;
    use pack::reason::Reason;
    use pack::text::Text;

    fn examined(name: &str, case: &str, outcome: Outcome) -> Examined {
        let seen = Seen {
            case: case.into(),
            instance: format!("{case}/politi-utlevering/Accounts"),
            level: Level::Must,
            outcome,
            party: None,
            breach: Some(Finding {
                id: "invalid-request-accepted".into(),
                ..Finding::breach(Text::same(""))
            }),
        };
        Examined {
            name: name.into(),
            seen: vec![seen],
            took: Duration::ZERO,
        }
    }

    fn score(sound: &[Examined], defective: (&[Examined], bool)) -> Score {
        let files = PackFiles::embedded(builtin::FILES);
        let catalogue =
            Catalogue::read(&files, &judge::check_names()).expect("the built-in pack is right");
        let mut assignment =
            Assignment::read(&files, &catalogue).expect("the built-in data is right");
        for entry in assignment.defects.values_mut() {
            entry.case = "TOKEN-037".into();
        }
        tally(&catalogue, &assignment, sound, defective, 1.0)
    }

    #[test]
    fn a_defect_found_by_its_case_is_detected() {
        let found = examined("token-issuer-unchecked", "TOKEN-037", Outcome::Violates);
        assert!(score(&[], (&[found], false)).is_full());
    }

    #[test]
    fn a_defect_found_by_another_case_only_is_missed() {
        let found = examined("token-issuer-unchecked", "TOKEN-038", Outcome::Violates);
        assert!(!score(&[], (&[found], false)).is_full());
    }

    #[test]
    fn a_defect_that_was_not_decided_is_missed() {
        let undecided = Outcome::Inconclusive(Reason::new(&pack::reason::NOT_OPENED));
        let found = examined("token-issuer-unchecked", "TOKEN-037", undecided);
        assert_eq!(score(&[], (&[found], false)).detected(), 0);
    }

    #[test]
    fn a_word_against_a_right_bank_is_a_false_alarm() {
        let blamed = examined("good", "TOKEN-037", Outcome::Violates);
        assert_eq!(score(&[blamed], (&[], false)).false_alarms(), 1);
    }

    #[test]
    fn what_is_only_observed_of_a_right_bank_is_no_false_alarm() {
        let observed = |level| {
            let mut blamed = examined("all-links", "TOKEN-037", Outcome::Violates);
            blamed.seen[0].level = level;
            score(&[blamed], (&[], false)).false_alarms()
        };
        assert_eq!(observed(Level::May), 0);
        assert_eq!(observed(Level::Should), 1);
    }

    #[test]
    fn a_right_bank_that_is_not_decided_about_is_a_false_alarm_too() {
        let undecided = examined(
            "good",
            "TOKEN-037",
            Outcome::Inconclusive(Reason::new(&pack::reason::NOT_OPENED)),
        );
        assert_eq!(score(&[undecided], (&[], false)).false_alarms(), 1);
    }

    #[test]
    fn cases_without_a_defect_keep_the_score_from_being_full() {
        assert!(!score(&[], (&[], true)).is_full());
    }
}
