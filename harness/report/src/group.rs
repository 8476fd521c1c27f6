//! The same result over many endpoints is told once: instances grouped by case, and within a case by what was
//! seen.

use std::collections::HashMap;

use crate::again::Again;
use crate::standing::Standing;
use judge::finding::{Finding, Kind};
use judge::verdict::Outcome;
use pack::reason::Reason;
use pack::text::Text;
use record::unrun;
use record::{CaseRecord, CounterexampleRecord, Record};

/// The endpoint of a case that is about a whole retrieval.
pub(super) const WHOLE: &str = "*";

/// The instances of one case that stand alike.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// The first of them; title, level and sources are the same for all.
    pub(super) case: &'a CaseRecord,
    /// All of them.
    pub(super) instances: Vec<&'a CaseRecord>,
    /// What was seen, alike things together.
    pub(super) seen: Vec<Seen<'a>>,
}

/// One thing that was seen in one or more instances.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    /// What is wrong, or why nothing could be decided.
    pub(super) what: Text,
    /// Whether that breaks the rule.
    pub(super) breach: bool,
    /// What the rule asks for.
    pub(super) expected: Option<Text>,
    /// What came, different answers apart.
    pub(super) got: Vec<&'a str>,
    /// The first place it was seen in.
    pub(super) pointer: Option<&'a str>,
    /// Where it was seen.
    pub(super) instances: Vec<&'a CaseRecord>,
    /// How many more like it were seen and are not listed one by one.
    pub(super) also: u64,
}

impl Group<'_> {
    /// The command that runs it again: the instance if there is only one, the whole case otherwise.
    pub(super) fn again(&self, again: Again<'_>) -> String {
        match self.instances.as_slice() {
            [only] => again.instance(only),
            _ => again.command(&self.case.case),
        }
    }

    /// The least inputs found for properties that do not hold.
    pub(super) fn counterexamples(
        &self,
    ) -> impl Iterator<Item = (&CaseRecord, &CounterexampleRecord)> {
        self.instances
            .iter()
            .filter_map(|case| Some((*case, case.property.as_ref()?.counterexample.as_ref()?)))
    }
}

/// The groups of one standing, in the order of the record.
pub(super) fn groups(record: &Record, standing: Standing) -> Vec<Group<'_>> {
    collect(
        record
            .cases
            .iter()
            .filter(|case| Standing::of(case) == standing),
        Kind::Breach,
    )
}

/// As [`groups`], without the tests that the run ended before.
pub(super) fn groups_run(record: &Record, standing: Standing) -> Vec<Group<'_>> {
    let cases = record.cases.iter();
    collect(
        cases.filter(|case| Standing::of(case) == standing && !is_unrun(case)),
        Kind::Breach,
    )
}

/// Whether a test was not run because the run ended before its turn.
fn is_unrun(case: &CaseRecord) -> bool {
    matches!(&case.outcome, Outcome::Inconclusive(why) if unrun::is_unrun(why))
}

/// The tests that were not run because the run ended, by the reason for that.
pub(super) fn unrun_by_reason(record: &Record) -> Vec<(Text, Vec<&CaseRecord>)> {
    let mut reasons: Vec<(&Reason, Vec<&CaseRecord>)> = Vec::new();
    for case in record.cases.iter().filter(|case| is_unrun(case)) {
        let Outcome::Inconclusive(why) = &case.outcome else {
            continue;
        };
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, cases)) => cases.push(case),
            None => reasons.push((why, vec![case])),
        }
    }
    reasons
        .into_iter()
        .map(|(why, cases)| (why.text(), cases))
        .collect()
}

/// Everything that is only worth knowing: notes, whatever the outcome, and broken MAYs.
pub(super) fn observations(record: &Record) -> Vec<Group<'_>> {
    let broken = groups(record, Standing::Observation);
    let has_note = |case: &&CaseRecord| {
        case.findings
            .iter()
            .any(|finding| finding.kind == Kind::Note)
    };
    let noted = collect(record.cases.iter().filter(has_note), Kind::Note);
    broken.into_iter().chain(noted).collect()
}

fn collect<'a>(cases: impl Iterator<Item = &'a CaseRecord>, kind: Kind) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for case in cases {
        let place = *places.entry(&case.case).or_insert_with(|| {
            groups.push(Group {
                case,
                instances: Vec::new(),
                seen: Vec::new(),
            });
            groups.len() - 1
        });
        groups[place].add(case, kind);
    }
    groups
}

impl<'a> Group<'a> {
    fn add(&mut self, case: &'a CaseRecord, kind: Kind) {
        self.instances.push(case);
        if let (Kind::Breach, Outcome::Inconclusive(why) | Outcome::NotApplicable(why)) =
            (kind, &case.outcome)
        {
            self.see(case, why.text(), None);
            return;
        }
        for finding in case.findings.iter().filter(|finding| finding.kind == kind) {
            self.see(case, finding.observed_text(), Some(finding));
        }
    }

    fn see(&mut self, case: &'a CaseRecord, what: Text, finding: Option<&'a Finding>) {
        let expected = finding.and_then(Finding::expected_text);
        let got = finding.and_then(|finding| finding.received.as_deref());
        let also = finding.map_or(0, |finding| finding.also);
        let known = self
            .seen
            .iter_mut()
            .find(|seen| seen.what == what && seen.expected == expected);
        let Some(seen) = known else {
            let pointer = finding.and_then(|finding| finding.pointer.as_deref());
            self.seen.push(Seen {
                what,
                breach: finding.is_some_and(|finding| finding.kind == Kind::Breach),
                expected,
                got: got.into_iter().collect(),
                pointer,
                instances: vec![case],
                also,
            });
            return;
        };
        seen.also += also;
        if let Some(got) = got.filter(|got| !seen.got.contains(got)) {
            seen.got.push(got);
        }
        if !seen.instances.iter().any(|known| known.id == case.id) {
            seen.instances.push(case);
        }
    }
}

/// Why instances were not applicable, most frequent first; rows of the delivery tables are in the field matrix
/// and give no reason here.
pub(super) fn reasons(record: &Record) -> Vec<(Option<Text>, Vec<&CaseRecord>)> {
    let mut reasons: Vec<(Option<&Reason>, Vec<&CaseRecord>)> = Vec::new();
    let mut places: HashMap<Option<&Reason>, usize> = HashMap::new();
    for case in &record.cases {
        if let Outcome::NotApplicable(why) = &case.outcome {
            let why = case.field.is_none().then_some(why);
            let place = *places.entry(why).or_insert_with(|| {
                reasons.push((why, Vec::new()));
                reasons.len() - 1
            });
            reasons[place].1.push(case);
        }
    }
    reasons.sort_by_key(|(_, cases)| std::cmp::Reverse(cases.len()));
    reasons
        .into_iter()
        .map(|(why, cases)| (why.map(Reason::text), cases))
        .collect()
}

/// The case ids of instances, each once, in order.
pub(super) fn case_ids<'a>(cases: &[&'a CaseRecord]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for case in cases {
        if !ids.contains(&case.case.as_str()) {
            ids.push(&case.case);
        }
    }
    ids
}

/// Endpoints by service, in the order of the instances: `politi-utlevering: Accounts, Cards`.
pub(super) fn places(instances: &[&CaseRecord]) -> Vec<String> {
    endpoints(instances)
        .into_iter()
        .map(|(service, endpoints)| place(service, &endpoints))
        .collect()
}

/// A service and its endpoints; the service alone where the case is about a whole retrieval.
pub(super) fn place(service: &str, endpoints: &[&str]) -> String {
    if endpoints == [WHOLE] {
        service.to_owned()
    } else {
        format!("{service}: {}", endpoints.join(", "))
    }
}

/// Endpoints by service, in the order of the instances.
pub(super) fn endpoints<'a>(instances: &[&'a CaseRecord]) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut services: Vec<(&str, Vec<&str>)> = Vec::new();
    for case in instances {
        let known = services
            .iter()
            .position(|(service, _)| *service == case.service);
        let place = known.unwrap_or_else(|| {
            services.push((&case.service, Vec::new()));
            services.len() - 1
        });
        let endpoints = &mut services[place].1;
        if !endpoints.contains(&case.endpoint.as_str()) {
            endpoints.push(&case.endpoint);
        }
    }
    services
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn what_the_run_ended_before_is_told_once_and_not_case_by_case() {
        let mut record = record();
        for case in &mut record.cases {
            case.outcome = Outcome::Inconclusive(Reason::new(&pack::reason::STOPPED));
        }
        assert!(groups_run(&record, Standing::Inconclusive).is_empty());
        let reasons = unrun_by_reason(&record);
        assert_eq!(reasons.len(), 1);
        assert_eq!(reasons[0].1.len(), record.cases.len());
    }

    #[test]
    fn the_same_violation_on_three_endpoints_is_one_group_and_one_thing_seen() {
        let record = record();
        let groups = groups(&record, Standing::Violation);
        let group = groups
            .iter()
            .find(|group| group.case.case == "HEADERS-003")
            .expect("in the fixture");
        assert_eq!(group.instances.len(), 3);
        assert_eq!(group.seen.len(), 1);
        assert_eq!(
            places(&group.instances),
            [
                "politi-utlevering: Accounts, Transactions",
                "oppgjor-etter-dodsfall: Accounts"
            ]
        );
    }

    #[test]
    fn what_is_not_listed_one_by_one_is_summed_up() {
        let mut record = record();
        for case in &mut record.cases {
            for finding in &mut case.findings {
                finding.also = 5;
            }
        }
        let groups = groups(&record, Standing::Violation);
        let group = groups
            .iter()
            .find(|group| group.case.case == "HEADERS-003")
            .expect("in the fixture");
        assert_eq!(group.seen[0].also, 15);
    }

    #[test]
    fn different_fields_of_a_case_are_told_apart() {
        let record = record();
        let groups = groups(&record, Standing::Violation);
        let group = groups
            .iter()
            .find(|group| group.case.case == "FIELDS-001")
            .expect("in the fixture");
        assert_eq!(group.seen.len(), 2);
    }

    #[test]
    fn a_single_instance_is_run_again_by_its_own_name() {
        let record = record();
        let groups = groups(&record, Standing::Violation);
        let group = groups
            .iter()
            .find(|group| group.case.case == "ORDER-CONTENT-041")
            .expect("in the fixture");
        let command = group.again(Again::default());
        assert!(
            command.ends_with("--case 'ORDER-CONTENT-041/politi-utlevering/Accounts'"),
            "{command}"
        );
    }

    #[test]
    fn a_note_on_a_conforming_case_is_an_observation() {
        let record = record();
        assert!(
            observations(&record)
                .iter()
                .any(|group| group.case.case == "ACCOUNTS-002")
        );
    }
}
