//! How much of what applies a run tested, and so what its verdict may say. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CaseRecord, Cause, Record, SettingsRecord};
use judge::verdict::{Outcome, Verdict};
use pack::catalogue::Level;
use pack::reason;
use pack::reason::{Reason, ReasonKind};
use pack::text::Text;

/// How much of what applies a run tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The run did not come to its end.
    Interrupted,
    /// Everything that the target can be tested for.
    Full,
    /// A selection of cases, a shard, or some properties.
    Narrowed,
    /// The mock in the harness itself, which is nobody's bank or agency.
    EmbeddedMock,
    /// The profile does not declare what some mandatory rules need.
    ThinDeclarations,
}

/// What a mandatory rule that was not tested lacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Want {
    /// Something that the profile can declare: a party, an account, an agency, a key.
    Declaration,
    /// A key or a register that belongs to somebody else.
    Means,
    /// An answer that the rule says something about.
    Answer,
    /// A decision: every test of it was inconclusive.
    Decision,
}

/// A mandatory rule that was not tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Untested {
    /// The case.
    pub case: String,
    /// The rule.
    pub title: Text,
    /// What it lacked.
    pub want: Want,
    /// The reason as the run gives it.
    pub why: Text,
}

/// The mandatory rules (cases at level MUST) that apply, and how many of them were tested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Rules with a test that was decided.
    pub tested: usize,
    /// Rules that apply.
    pub all: usize,
    /// The others, in the catalogue's order.
    pub untested: Vec<Untested>,
}

/// Reasons by which a rule does not apply to the target at all.
const OUTSIDE: [&ReasonKind; 6] = [
    &reason::NEEDS_PRODUCTION_MODE,
    &reason::NEEDS_TEST_MODE,
    &reason::NEEDS_ALTERNATIVE_1,
    &reason::NEEDS_ALTERNATIVE_2,
    &reason::PROPERTY_NOT_APPLICABLE,
    &reason::NEEDS_INSTITUTION,
];

/// Reasons that a line in the profile removes.
const DECLARABLE: [&ReasonKind; 15] = [
    &reason::NEEDS_PARTY,
    &reason::NEEDS_PARTY_WITH_ACCOUNT,
    &reason::NEEDS_OTHER_PARTY,
    &reason::NEEDS_OTHER_PARTY_THAT_IS,
    &reason::NEEDS_DATE_OF_DEATH,
    &reason::NEEDS_ORDINARY_PARTY,
    &reason::NEEDS_PARTY_WITH_OPEN_ACCOUNT,
    &reason::NEEDS_OPEN_ACCOUNT,
    &reason::NEEDS_ACCOUNT,
    &reason::NEEDS_DELIVERED_ACCOUNT,
    &reason::NEEDS_AGENCY,
    &reason::NEEDS_ORDER_KEY,
    &reason::NEEDS_ISSUER_PUBLIC_KEY,
    &reason::NEEDS_VALUE,
    &reason::NO_PARTY,
];

/// Reasons that lie with keys and registers of others.
const MEANS: [&ReasonKind; 5] = [
    &reason::NEEDS_OWN_REGISTERS,
    &reason::NEEDS_TOKEN_ISSUING,
    &reason::NEEDS_OWN_POLICE_KEYS,
    &reason::NEEDS_POLICE_CERTIFICATE,
    &reason::NEEDS_ISSUER_KEY,
];

fn is_one_of(why: &Reason, kinds: &[&ReasonKind]) -> bool {
    kinds.iter().any(|kind| why.is(kind))
}

/// What one instance says of its rule.
enum Said<'a> {
    Tested,
    Outside,
    Lacks(Want, &'a Reason),
}

fn said(outcome: &Outcome) -> Said<'_> {
    match outcome {
        Outcome::Conforms | Outcome::Violates => Said::Tested,
        Outcome::Inconclusive(why) => Said::Lacks(Want::Decision, why),
        Outcome::NotApplicable(why) if is_one_of(why, &OUTSIDE) => Said::Outside,
        Outcome::NotApplicable(why) if is_one_of(why, &DECLARABLE) => {
            Said::Lacks(Want::Declaration, why)
        }
        Outcome::NotApplicable(why) if is_one_of(why, &MEANS) => Said::Lacks(Want::Means, why),
        Outcome::NotApplicable(why) => Said::Lacks(Want::Answer, why),
    }
}

/// Counts the mandatory rules of these cases.
pub fn coverage(cases: &[CaseRecord]) -> Coverage {
    let mut order: Vec<&str> = Vec::new();
    let mut rules: BTreeMap<&str, Vec<&CaseRecord>> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.level == Level::Must) {
        let instances = rules.entry(&case.case).or_default();
        if instances.is_empty() {
            order.push(&case.case);
        }
        instances.push(case);
    }
    let mut coverage = Coverage::default();
    for rule in order {
        coverage.add(&rules[rule]);
    }
    coverage
}

impl Coverage {
    fn add(&mut self, instances: &[&CaseRecord]) {
        let mut lacks: Option<(Want, &Reason, &CaseRecord)> = None;
        for case in instances {
            match said(&case.outcome) {
                Said::Tested => {
                    self.tested += 1;
                    self.all += 1;
                    return;
                }
                Said::Outside => {}
                Said::Lacks(want, why) => {
                    if lacks.is_none_or(|(least, ..)| want < least) {
                        lacks = Some((want, why, case));
                    }
                }
            }
        }
        if let Some((want, why, case)) = lacks {
            self.all += 1;
            self.untested.push(Untested {
                case: case.case.clone(),
                title: case.title.clone(),
                want,
                why: why.text(),
            });
        }
    }

    /// How many rules lack this.
    pub fn lacking(&self, want: Want) -> usize {
        let lacking = self.untested.iter().filter(|rule| rule.want == want);
        lacking.count()
    }
}

/// How much of what applies these cases tested.
pub fn scope(cases: &[CaseRecord], settings: &SettingsRecord) -> Scope {
    if cases.iter().any(CaseRecord::was_interrupted) {
        Scope::Interrupted
    } else if !settings.selection.is_empty() {
        Scope::Narrowed
    } else if settings.embedded_mock {
        Scope::EmbeddedMock
    } else if coverage(cases).lacking(Want::Declaration) > 0 {
        Scope::ThinDeclarations
    } else {
        Scope::Full
    }
}

/// The verdict that cases of this scope allow: only a full run says that somebody conforms, and one that did not come to
/// its end says nothing.
pub fn limit(verdict: Verdict, scope: Scope) -> Verdict {
    match (verdict, scope) {
        (verdict, Scope::Full) => verdict,
        (_, Scope::Interrupted)
        | (
            Verdict::Conformant | Verdict::ConformantWithDeclaredDeviations | Verdict::NoVerdict,
            Scope::Narrowed | Scope::EmbeddedMock | Scope::ThinDeclarations,
        ) => Verdict::NoVerdict,
        (
            Verdict::NonConformant | Verdict::Inconclusive,
            Scope::Narrowed | Scope::EmbeddedMock | Scope::ThinDeclarations,
        ) => verdict,
    }
}

impl Record {
    /// How much of what applies was tested.
    pub fn scope(&self) -> Scope {
        scope(&self.cases, &self.settings)
    }

    /// The mandatory rules, and how many of them were tested: none where nothing was accepted, whatever single answers
    /// allow to say.
    pub fn coverage(&self) -> Coverage {
        let coverage = coverage(&self.cases);
        if self.causes.iter().any(Cause::is_nothing_accepted) {
            return Coverage {
                all: coverage.all,
                ..Coverage::default()
            };
        }
        coverage
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::record;

    /// A rule of its own with this outcome.
    fn rule(id: &str, outcome: Outcome) -> CaseRecord {
        let mut case = record().cases.remove(0);
        case.id = format!("{id}/politi-utlevering");
        case.case = id.into();
        case.level = Level::Must;
        case.outcome = outcome;
        case
    }

    fn not_for(kind: &ReasonKind) -> Outcome {
        Outcome::NotApplicable(Reason::new(kind))
    }

    #[test]
    fn a_rule_with_one_decided_test_is_tested() {
        let cases = [
            rule("A-001", not_for(&reason::NEEDS_OPEN_ACCOUNT)),
            rule("A-001", Outcome::Violates),
        ];
        let coverage = coverage(&cases);
        assert_eq!((coverage.tested, coverage.all), (1, 1));
    }

    #[test]
    fn a_rule_for_the_other_mode_does_not_apply() {
        let coverage = coverage(&[rule("A-001", not_for(&reason::NEEDS_PRODUCTION_MODE))]);
        assert_eq!(coverage, Coverage::default());
    }

    #[test]
    fn a_rule_without_its_party_is_named_with_what_to_declare() {
        let coverage = coverage(&[rule("A-001", not_for(&reason::NEEDS_OPEN_ACCOUNT))]);
        let rule = &coverage.untested[0];
        assert_eq!((coverage.tested, coverage.all), (0, 1));
        assert_eq!(
            (rule.case.as_str(), rule.want),
            ("A-001", Want::Declaration)
        );
        assert!(rule.why.en.contains("an open account"));
    }

    #[test]
    fn a_profile_that_declares_too_little_is_thin_and_one_without_a_foreign_key_is_not() {
        let settings = record().settings;
        let thin = [rule("A-001", not_for(&reason::NEEDS_OPEN_ACCOUNT))];
        let full = [rule("A-001", not_for(&reason::NEEDS_ISSUER_KEY))];
        assert_eq!(scope(&thin, &settings), Scope::ThinDeclarations);
        assert_eq!(scope(&full, &settings), Scope::Full);
    }

    #[test]
    fn a_selection_narrows_and_a_mock_is_nobodys_bank() {
        let mut settings = record().settings;
        settings.embedded_mock = true;
        assert_eq!(scope(&[], &settings), Scope::EmbeddedMock);
        settings.selection = vec!["--shard 1/2".into()];
        assert_eq!(scope(&[], &settings), Scope::Narrowed);
    }

    #[test]
    fn a_run_that_did_not_come_to_its_end_has_no_verdict() {
        let interrupted = Outcome::Inconclusive(Reason::new(&reason::INTERRUPTED));
        let cases = [rule("A-001", Outcome::Violates), rule("A-002", interrupted)];
        let scope = scope(&cases, &record().settings);
        assert_eq!(scope, Scope::Interrupted);
        assert_eq!(limit(Verdict::NonConformant, scope), Verdict::NoVerdict);
    }

    #[test]
    fn only_a_full_run_says_that_somebody_conforms() {
        for scope in [
            Scope::Narrowed,
            Scope::EmbeddedMock,
            Scope::ThinDeclarations,
        ] {
            for verdict in [
                Verdict::Conformant,
                Verdict::ConformantWithDeclaredDeviations,
            ] {
                assert_eq!(limit(verdict, scope), Verdict::NoVerdict);
            }
            assert_eq!(limit(Verdict::NonConformant, scope), Verdict::NonConformant);
        }
        assert_eq!(limit(Verdict::Conformant, Scope::Full), Verdict::Conformant);
    }
}
