//! Two runs held against each other: what got better, worse, appeared and went away. Pure.

mod render;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cause::differing;
use crate::standing::Standing;
use judge::verdict::Verdict;
use pack::text::Text;
use record::{CaseRecord, Cause, Record};

pub use render::{Options, render};

/// The difference between two runs.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The earlier run.
    pub before: Side,
    /// The later run.
    pub after: Side,
    /// Causes of one run or both, with how many tests each explains.
    pub causes: Vec<CauseChange>,
    /// What makes the two hard to compare.
    pub cautions: Vec<Text>,
    /// Everything that moved: worse first.
    pub changes: Vec<Change>,
    /// Instances that stand as they stood.
    pub unchanged: usize,
}

/// A cause, and how many tests it explains in each run; `None` if it is not one there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CauseChange {
    /// Stable id.
    pub id: String,
    /// What is wrong.
    pub text: Text,
    /// Tests in the earlier run.
    pub before: Option<usize>,
    /// Tests in the later run.
    pub after: Option<usize>,
}

/// One of the two runs.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// Name of the run.
    pub run: String,
    /// Its verdict.
    pub verdict: Verdict,
}

/// One instance that moved.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Instance id.
    pub id: String,
    /// The rule as a sentence.
    pub title: Text,
    /// Which way it moved.
    pub movement: Movement,
    /// Where it stood; `None` if it was not in the earlier run.
    pub before: Option<Standing>,
    /// Where it stands; `None` if it is not in the later run.
    pub after: Option<Standing>,
}

/// Which way an instance moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Movement {
    /// It stands worse.
    Worse,
    /// It stands better.
    Better,
    /// It is tried now and was not before.
    Appeared,
    /// It was tried before and is not now.
    Gone,
}

impl Movement {
    /// All, in the order of [`Diff::changes`].
    pub const ALL: [Self; 4] = [Self::Worse, Self::Better, Self::Appeared, Self::Gone];

    /// For people.
    pub fn text(self) -> Text {
        match self {
            Self::Worse => Text::new("worse", "dårligere"),
            Self::Better => Text::new("better", "bedre"),
            Self::Appeared => Text::new("appeared", "kom til"),
            Self::Gone => Text::new("went away", "falt bort"),
        }
    }
}

impl Diff {
    /// Whether anything stands worse than before.
    pub fn is_worse(&self) -> bool {
        self.of(Movement::Worse).next().is_some()
    }

    /// What moved one way.
    pub fn of(&self, movement: Movement) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(move |change| change.movement == movement)
    }
}

/// Holds `after` against `before`, instance by instance.
pub fn diff(before: &Record, after: &Record) -> Diff {
    let index = |record| -> BTreeMap<String, CaseRecord> {
        let record: &Record = record;
        record
            .cases
            .iter()
            .map(|case| (case.id.clone(), case.clone()))
            .collect()
    };
    let (earlier, later) = (index(before), index(after));
    let mut changes = Vec::new();
    let mut unchanged = 0;
    for case in &after.cases {
        match change(earlier.get(&case.id), Some(case)) {
            Some(change) => changes.push(change),
            None => unchanged += 1,
        }
    }
    changes.extend(
        before
            .cases
            .iter()
            .filter(|case| !later.contains_key(&case.id))
            .filter_map(|case| change(Some(case), None)),
    );
    changes.sort_by_key(|change| change.movement);
    Diff {
        before: side(before),
        after: side(after),
        causes: causes(before, after),
        cautions: cautions(before, after),
        changes,
        unchanged,
    }
}

/// The causes of both, those of the later run first. Of two with one id, what they are filled with tells them apart.
fn causes(before: &Record, after: &Record) -> Vec<CauseChange> {
    let tests = |record: &Record, cause: &Cause| {
        let mut causes = record.causes.iter();
        let same = causes.find(|one| one.id == cause.id && differing(one) == differing(cause));
        same.map(|one| one.tests.len())
    };
    let gone = before.causes.iter();
    let gone = gone.filter(|cause| tests(after, cause).is_none());
    let all = after.causes.iter().chain(gone);
    all.map(|cause| CauseChange {
        id: cause.id.to_string(),
        text: cause.text(),
        before: tests(before, cause),
        after: tests(after, cause),
    })
    .collect()
}

fn side(record: &Record) -> Side {
    Side {
        run: record.run.clone(),
        verdict: record.verdict,
    }
}

fn change(before: Option<&CaseRecord>, after: Option<&CaseRecord>) -> Option<Change> {
    let case = after.or(before)?;
    let (from, to) = (before.map(Standing::of), after.map(Standing::of));
    let movement = match (from.and_then(rank), to.and_then(rank)) {
        (None, Some(_)) => Movement::Appeared,
        (Some(_), None) => Movement::Gone,
        (Some(from), Some(to)) if to > from => Movement::Worse,
        (Some(from), Some(to)) if to < from => Movement::Better,
        (None, None) | (Some(_), Some(_)) => return None,
    };
    Some(Change {
        id: case.id.clone(),
        title: case.title.clone(),
        movement,
        before: from,
        after: to,
    })
}

/// How bad it is, from 0; `None` if the rule was not tried.
fn rank(standing: Standing) -> Option<u8> {
    match standing {
        Standing::NotApplicable => None,
        Standing::Conforms => Some(0),
        Standing::Observation => Some(1),
        Standing::Warning => Some(2),
        Standing::Declared => Some(3),
        Standing::Inconclusive => Some(4),
        Standing::Violation => Some(5),
    }
}

fn selection(record: &Record) -> String {
    if record.settings.selection.is_empty() {
        "–".into()
    } else {
        record.settings.selection.join(" ")
    }
}

fn cautions(before: &Record, after: &Record) -> Vec<Text> {
    let mut cautions = Vec::new();
    let mut differ = |one: &str, other: &str, en: &str, nb: &str| {
        if one != other {
            cautions.push(Text::new(
                format!("{en}: {one} → {other}"),
                format!("{nb}: {one} → {other}"),
            ));
        }
    };
    differ(
        &before.subject.orgno,
        &after.subject.orgno,
        "not the same target",
        "ikke samme mål",
    );
    differ(
        &before.subject.profile_digest,
        &after.subject.profile_digest,
        "another target profile",
        "en annen målprofil",
    );
    differ(
        &before.pack.digest,
        &after.pack.digest,
        "another case pack",
        "en annen testpakke",
    );
    differ(
        &before.tool.version,
        &after.tool.version,
        "another version of the tool",
        "en annen versjon av verktøyet",
    );
    differ(
        &selection(before),
        &selection(after),
        "another selection",
        "et annet utvalg",
    );
    differ(
        &before.settings.strict.to_string(),
        &after.settings.strict.to_string(),
        "another strictness",
        "en annen strenghet",
    );
    cautions
}

#[cfg(test)]
mod tests {
    use super::*;
    use judge::verdict::Outcome;
    use record::fixture::record;

    fn position(record: &Record, standing: Standing) -> usize {
        record
            .cases
            .iter()
            .position(|case| Standing::of(case) == standing)
            .expect("in the fixture")
    }

    #[test]
    fn a_run_does_not_differ_from_itself() {
        let diff = diff(&record(), &record());
        assert!(diff.changes.is_empty() && diff.cautions.is_empty());
        assert_eq!(diff.unchanged, record().cases.len());
    }

    #[test]
    fn a_mended_violation_is_better_and_the_other_way_round_worse() {
        let mut mended = record();
        let at = position(&mended, Standing::Violation);
        mended.cases[at].outcome = Outcome::Conforms;
        let forth = diff(&record(), &mended);
        assert_eq!(forth.of(Movement::Better).count(), 1);
        assert!(!forth.is_worse());
        assert!(diff(&mended, &record()).is_worse());
    }

    #[test]
    fn what_was_not_applicable_and_is_tried_now_appeared() {
        let mut tried = record();
        let at = position(&tried, Standing::NotApplicable);
        tried.cases[at].outcome = Outcome::Violates;
        assert_eq!(diff(&record(), &tried).of(Movement::Appeared).count(), 1);
        assert_eq!(diff(&tried, &record()).of(Movement::Gone).count(), 1);
    }

    #[test]
    fn an_instance_that_is_missing_went_away() {
        let mut shorter = record();
        shorter.cases.remove(0);
        let diff = diff(&record(), &shorter);
        assert_eq!(
            diff.of(Movement::Gone)
                .map(|change| change.id.as_str())
                .collect::<Vec<_>>(),
            [record().cases[0].id.as_str()]
        );
    }

    #[test]
    fn another_selection_is_a_caution() {
        let mut part = record();
        part.settings.selection = vec!["--family TOKEN".into()];
        let cautions = diff(&record(), &part).cautions;
        assert!(
            matches!(&cautions[..], [one] if one.en == "another selection: – → --family TOKEN")
        );
    }

    #[test]
    fn a_cause_that_is_corrected_is_gone_and_another_stays_with_its_count() {
        let cause = |id: &str, tests: usize| -> Cause {
            let tests: Vec<String> = (0..tests).map(|number| number.to_string()).collect();
            serde_json::from_value(serde_json::json!({
                "id": id, "layer": "access", "owner": "target", "cases": [], "tests": tests, "requirements": []
            }))
            .expect("a cause")
        };
        let (mut before, mut after) = (record(), record());
        before.causes = vec![
            cause("period-not-checked", 4),
            cause("order-not-checked", 9),
        ];
        after.causes = vec![cause("order-not-checked", 3)];
        let moved = diff(&before, &after).causes;
        let moved: Vec<_> = moved
            .iter()
            .map(|one| (&*one.id, one.before, one.after))
            .collect();
        assert_eq!(
            moved,
            [
                ("order-not-checked", Some(9), Some(3)),
                ("period-not-checked", Some(4), None)
            ]
        );
    }

    #[test]
    fn another_pack_is_a_caution() {
        let mut other = record();
        other.pack.digest = "sha256:other".into();
        assert_eq!(diff(&record(), &other).cautions.len(), 1);
    }
}
