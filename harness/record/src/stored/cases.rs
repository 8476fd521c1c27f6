//! The cases of a record as rules and their tests.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::property::PropertyRecord;
use crate::{Basis, CaseRecord, ExchangeReference};
use judge::finding::Finding;
use judge::verdict::Outcome;
use pack::catalogue::{Guards, Level, Source};
use pack::text::Text;

#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    rules: BTreeMap<String, Rule<'a>>,
    tests: Vec<Test<'a>>,
}

/// What the tests of a case have in common.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Rule<'a> {
    family: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<Cow<'a, Text>>,
    guards: Guards,
    level: Level,
    title: Cow<'a, Text>,
    why: Cow<'a, Text>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    requirements: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    interpretations: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    sources: Cow<'a, [Source]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stimulus: Option<Cow<'a, str>>,
}

/// One instance; what it leaves out is empty or false.
#[derive(Serialize, Deserialize)]
struct Test<'a> {
    id: Cow<'a, str>,
    case: Cow<'a, str>,
    /// The name of its rule, where it is not that of the case: a case of two packs in one record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    service: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    endpoint: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<Cow<'a, str>>,
    outcome: Cow<'a, Outcome>,
    #[serde(default, skip_serializing_if = "crate::is_false")]
    declared: bool,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    findings: Cow<'a, [Finding]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    exchanges: Cow<'a, [ExchangeReference]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    property: Option<Cow<'a, PropertyRecord>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<Cow<'a, Basis>>,
}

pub(crate) fn serialize<S: Serializer>(cases: &[CaseRecord], to: S) -> Result<S::Ok, S::Error> {
    let mut rules = BTreeMap::new();
    let tests = cases.iter().map(|case| {
        let name = place(&mut rules, case);
        test(case, (name != case.case).then_some(name))
    });
    let tests = tests.collect();
    Stored { rules, tests }.serialize(to)
}

pub(crate) fn deserialize<'de, D>(from: D) -> Result<Vec<CaseRecord>, D::Error>
where
    D: Deserializer<'de>,
{
    let Stored { rules, tests } = Stored::deserialize(from)?;
    let read = |test: Test<'_>| {
        let name = test.rule.as_deref().unwrap_or(&test.case);
        let rule = rules.get(name).cloned();
        let rule = rule.ok_or_else(|| D::Error::custom(format!("there is no rule {name}")))?;
        Ok(case(rule, test))
    };
    tests.into_iter().map(read).collect()
}

/// Puts the rule of a case among the rules, and gives its name there.
fn place<'a>(rules: &mut BTreeMap<String, Rule<'a>>, case: &'a CaseRecord) -> String {
    let rule = rule(case);
    let others = (2_usize..).map(|number| format!("{}~{number}", case.case));
    for name in std::iter::once(case.case.clone()).chain(others) {
        match rules.entry(name.clone()) {
            Entry::Vacant(free) => {
                free.insert(rule);
                return name;
            }
            Entry::Occupied(same) if *same.get() == rule => return name,
            Entry::Occupied(_) => {}
        }
    }
    unreachable!("the numbers do not end before the cases")
}

fn rule(case: &CaseRecord) -> Rule<'_> {
    Rule {
        family: Cow::Borrowed(&case.family),
        about: case.about.as_ref().map(Cow::Borrowed),
        guards: case.guards,
        level: case.level,
        title: Cow::Borrowed(&case.title),
        why: Cow::Borrowed(&case.why),
        requirements: Cow::Borrowed(&case.requirements),
        interpretations: Cow::Borrowed(&case.interpretations),
        sources: Cow::Borrowed(&case.sources),
        stimulus: case.stimulus.as_deref().map(Cow::Borrowed),
    }
}

fn test(case: &CaseRecord, rule: Option<String>) -> Test<'_> {
    Test {
        id: Cow::Borrowed(&case.id),
        case: Cow::Borrowed(&case.case),
        rule,
        service: Cow::Borrowed(&case.service),
        endpoint: case.endpoint.as_deref().map(Cow::Borrowed),
        field: case.field.as_deref().map(Cow::Borrowed),
        outcome: Cow::Borrowed(&case.outcome),
        declared: case.declared,
        findings: Cow::Borrowed(&case.findings),
        exchanges: Cow::Borrowed(&case.exchanges),
        property: case.property.as_ref().map(Cow::Borrowed),
        basis: case.basis.as_ref().map(Cow::Borrowed),
    }
}

fn case(rule: Rule<'_>, test: Test<'_>) -> CaseRecord {
    CaseRecord {
        id: test.id.into_owned(),
        case: test.case.into_owned(),
        family: rule.family.into_owned(),
        about: rule.about.map(Cow::into_owned),
        guards: rule.guards,
        service: test.service.into_owned(),
        endpoint: test.endpoint.map(Cow::into_owned),
        field: test.field.map(Cow::into_owned),
        level: rule.level,
        title: rule.title.into_owned(),
        why: rule.why.into_owned(),
        requirements: rule.requirements.into_owned(),
        interpretations: rule.interpretations.into_owned(),
        sources: rule.sources.into_owned(),
        outcome: test.outcome.into_owned(),
        declared: test.declared,
        findings: test.findings.into_owned(),
        exchanges: test.exchanges.into_owned(),
        property: test.property.map(Cow::into_owned),
        stimulus: rule.stimulus.map(Cow::into_owned),
        basis: test.basis.map(Cow::into_owned),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::Record;
    use crate::fixture::record;

    fn written(record: &Record) -> Value {
        serde_json::to_value(record).expect("a record is JSON")
    }

    #[test]
    fn two_tests_of_a_case_share_its_rule() {
        let mut record = record();
        record.cases.truncate(1);
        record.cases.push(record.cases[0].clone());
        let cases = &written(&record)["cases"];
        assert_eq!(
            cases["rules"].as_object().map(serde_json::Map::len),
            Some(1)
        );
        assert_eq!(cases["tests"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn a_case_of_two_packs_keeps_both_its_rules() {
        let mut record = record();
        record.cases.truncate(1);
        let mut other = record.cases[0].clone();
        other.title.en = "As another pack has it".into();
        record.cases.push(other);
        let back: Record = serde_json::from_value(written(&record)).expect("a record");
        let titles = |record: &Record| -> Vec<String> {
            let titles = record.cases.iter().map(|case| case.title.en.clone());
            titles.collect()
        };
        assert_eq!(titles(&back), titles(&record));
    }

    #[test]
    fn a_test_whose_rule_is_not_there_is_refused() {
        let mut value = written(&record());
        value["cases"]["rules"] = serde_json::json!({});
        let error = serde_json::from_value::<Record>(value).expect_err("no rules");
        assert!(error.to_string().contains("there is no rule"), "{error}");
    }
}
