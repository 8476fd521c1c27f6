//! A broad fault together with narrow ones, and narrow ones alone.

use super::made::{Made, causes, delivered, finding, plain, refusal, single, wrong_pair};
use crate::Record;
use crate::causes::kind;

const SIX: [&str; 6] = [
    "TOKEN-028",
    "ORDER-FORM-022",
    "ORDER-REQUEST-027",
    "DETAILS-021",
    "CARDS-003",
    "JWE-006",
];

/// A bank that accepts, with a broad fault and the six.
fn with_six(broad: impl Fn(Made) -> Made) -> Record {
    let made = Made::new().each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()));
    broad(made).with_six_narrow().record()
}

/// Families whose negative cases are refused.
fn refused(made: Made, families: &[&str]) -> Made {
    families.iter().fold(made, |made, family| {
        made.each(family, 40..50, |made, id| made.kept(id, &refusal(400)))
    })
}

#[test]
fn six_narrow_faults_alone_have_no_cause() {
    let record = with_six(|made| refused(made, &["TOKEN", "ORDER-FORM", "ORDER-REQUEST"]));
    assert_eq!(causes(&record), []);
    assert_eq!(single(&record), SIX);
}

#[test]
fn six_narrow_faults_stay_beside_refusals_in_plain_text() {
    let wrong = wrong_pair("400 ACC-001", "400 (unreadable body: x)");
    let record = with_six(|made| {
        ["TOKEN", "ORDER-FORM", "ORDER-REQUEST", "PERIOD"]
            .into_iter()
            .fold(made, |made, family| {
                made.each(family, 40..80, |made, id| {
                    made.broken(id, &plain(400), wrong.clone())
                })
            })
    });
    assert_eq!(causes(&record), [("refusals-media-type", 160)]);
    assert_eq!(single(&record), SIX);
}

#[test]
fn six_narrow_faults_stay_beside_refusals_with_status_500() {
    let wrong = wrong_pair("400 ACC-001", "500 ACC-500");
    let record = with_six(|made| {
        ["TOKEN", "ORDER-FORM", "ORDER-REQUEST"]
            .into_iter()
            .fold(made, |made, family| {
                made.each(family, 40..80, |made, id| {
                    made.broken(id, &refusal(500), wrong.clone())
                })
            })
    });
    assert_eq!(causes(&record), [("refusals-status", 120)]);
    assert_eq!(single(&record), SIX);
}

#[test]
fn six_narrow_faults_stay_beside_a_period_that_is_not_checked() {
    let record = with_six(|made| {
        refused(made, &["TOKEN", "ORDER-FORM", "ORDER-REQUEST"]).each(
            "PERIOD",
            1..9,
            Made::accepted,
        )
    });
    assert_eq!(causes(&record), [("period-not-checked", 8)]);
    assert_eq!(single(&record), SIX);
}

#[test]
fn six_narrow_faults_stay_beside_one_endpoint_that_always_fails() {
    let record = with_six(|made| {
        refused(made, &["TOKEN", "ORDER-FORM", "ORDER-REQUEST"]).each("ROLES", 1..60, |made, id| {
            made.undecided(id, &refusal(500), "500 ACC-500")
        })
    });
    assert_eq!(causes(&record), [("valid-requests-refused", 59)]);
    assert_eq!(single(&record), SIX);
}

#[test]
fn a_wrong_status_is_not_explained_by_the_media_type() {
    let right = wrong_pair("400 ACC-001", "400 (unreadable body: x)");
    let wrong = wrong_pair("401 ACC-010", "400 (unreadable body: x)");
    let record = with_six(|made| {
        made.each("TOKEN", 40..60, |made, id| {
            made.broken(id, &plain(400), right.clone())
        })
        .broken("TOKEN-061", &plain(400), wrong.clone())
    });
    assert!(single(&record).contains(&"TOKEN-061"));
}

#[test]
fn a_test_with_a_second_fault_is_not_explained() {
    let differs = finding("answer-media-type-differs").received("text/plain");
    let mut record = with_six(|made| {
        made.each("TOKEN", 40..60, |made, id| {
            made.broken(id, &plain(401), differs.clone())
        })
    });
    let case = record
        .cases
        .iter_mut()
        .find(|case| case.case == "TOKEN-045");
    let case = case.expect("it was made");
    case.findings.push(finding("error-message-tells-a-name"));
    let record = record.explained();
    assert!(single(&record).contains(&"TOKEN-045"));
}

#[test]
fn two_cases_are_no_cause() {
    let record = with_six(|made| {
        refused(made, &["TOKEN", "ORDER-FORM", "ORDER-REQUEST"])
            .accepted("PERIOD-001")
            .accepted("PERIOD-002")
    });
    assert_eq!(causes(&record), []);
}

#[test]
fn a_declared_violation_needs_no_cause() {
    let mut record = Made::new()
        .each("ACCOUNTS", 1..9, |made, id| made.kept(id, &delivered()))
        .each("PERIOD", 1..9, Made::accepted)
        .record();
    for case in &mut record.cases {
        case.declared = true;
    }
    assert_eq!(causes(&record.explained()), []);
}

#[test]
fn no_id_of_a_cause_is_given_twice() {
    let ids: std::collections::BTreeSet<&str> = kind::ALL.iter().map(|kind| kind.id).collect();
    assert_eq!(ids.len(), kind::ALL.len());
}
