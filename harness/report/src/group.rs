//! The same result over many endpoints is shown once: instances grouped by case, and within a case by what was
//! observed.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::reproduce::Reproduce;
use crate::standing::Standing;
use crate::wording::{Part, parts};
use crate::words::BECAUSE;
use judge::finding::{Finding, Kind};
use judge::verdict::Outcome;
use pack::reason::Reason;
use pack::text::Text;
use record::{CaseRecord, CounterexampleRecord, Record};

/// The instances of one case with the same standing.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// The first of them; title, level and sources are the same for all.
    pub(super) case: &'a CaseRecord,
    /// All of them.
    pub(super) instances: Vec<&'a CaseRecord>,
    /// What was observed, the same things together.
    pub(super) seen: Vec<Seen<'a>>,
}

/// One thing that was observed in one or more instances, or the reason that they share.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    /// What was observed, or why nothing could be decided.
    pub(super) observed: Text,
    /// Whether it is a reason rather than an observation.
    is_reason: bool,
    /// What the rule expects.
    expected: Option<Text>,
    /// What was received, different answers apart.
    pub(super) received: Vec<&'a str>,
    /// The first place it was observed in.
    pub(super) pointer: Option<&'a str>,
    /// The instances it was observed in.
    pub(super) instances: Vec<&'a CaseRecord>,
    /// How many more like it were observed and are not listed one by one.
    pub(super) also: u64,
}

impl Seen<'_> {
    /// What is said of it; no more than `most` different answers.
    pub(super) fn parts(&self, most: usize) -> Vec<Part> {
        if self.is_reason {
            return vec![(BECAUSE, self.observed.clone())];
        }
        let received = self.received.iter().take(most).copied();
        parts(&self.observed, self.expected.as_ref(), received)
    }
}

impl Group<'_> {
    /// The command that reproduces it: the instance if there is only one, the whole case otherwise.
    pub(super) fn reproduce(&self, with: Reproduce<'_>) -> String {
        match self.instances.as_slice() {
            [only] => with.instance(only),
            _ => with.command(&self.case.case),
        }
    }

    /// The smallest inputs found for properties that do not hold.
    pub(super) fn counterexamples(
        &self,
    ) -> impl Iterator<Item = (&CaseRecord, &CounterexampleRecord)> {
        self.instances
            .iter()
            .filter_map(|case| Some((*case, case.property.as_ref()?.counterexample.as_ref()?)))
    }
}

/// The groups of one standing, the highest level first, and what guards access before what guards form.
pub(super) fn groups(record: &Record, standing: Standing) -> Vec<Group<'_>> {
    collect(
        record
            .cases
            .iter()
            .filter(|case| Standing::of(case) == standing),
        Kind::Breach,
    )
}

/// As [`groups`], without the tests that a cause explains.
pub(super) fn groups_alone(record: &Record, standing: Standing) -> Vec<Group<'_>> {
    let explained = record.explained_tests();
    let cases = record.cases.iter();
    collect(
        cases
            .filter(|case| Standing::of(case) == standing && !explained.contains(case.id.as_str())),
        Kind::Breach,
    )
}

/// As [`groups_alone`], without the tests that the run ended before.
pub(super) fn groups_run(record: &Record, standing: Standing) -> Vec<Group<'_>> {
    let explained = record.explained_tests();
    let cases = record.cases.iter();
    collect(
        cases.filter(|case| {
            Standing::of(case) == standing
                && !case.was_not_run()
                && !explained.contains(case.id.as_str())
        }),
        Kind::Breach,
    )
}

/// The tests that were not run because the run ended, by the reason for that.
pub(super) fn not_run_by_reason(record: &Record) -> Vec<(Text, Vec<&CaseRecord>)> {
    let mut reasons: Vec<(&Reason, Vec<&CaseRecord>)> = Vec::new();
    for case in record.cases.iter().filter(|case| case.was_not_run()) {
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

/// What is only worth knowing of tests that the count of [`Standing::Observation`] leaves out.
pub(super) fn notes(record: &Record) -> Vec<Group<'_>> {
    let has_note = |case: &&CaseRecord| {
        let mut findings = case.findings.iter();
        findings.any(|finding| finding.kind == Kind::Note)
            && Standing::of(case) != Standing::Observation
    };
    collect(record.cases.iter().filter(has_note), Kind::Note)
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
    groups.sort_by_key(|group| (Reverse(group.case.level), group.case.guards));
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

    fn see(&mut self, case: &'a CaseRecord, observed: Text, finding: Option<&'a Finding>) {
        let expected = finding.and_then(Finding::expected_text);
        let received = finding.and_then(|finding| finding.received.as_deref());
        let also = finding.map_or(0, |finding| finding.also);
        let known = self
            .seen
            .iter_mut()
            .find(|seen| seen.observed == observed && seen.expected == expected);
        let Some(seen) = known else {
            let pointer = finding.and_then(|finding| finding.pointer.as_deref());
            self.seen.push(Seen {
                observed,
                is_reason: finding.is_none(),
                expected,
                received: received.into_iter().collect(),
                pointer,
                instances: vec![case],
                also,
            });
            return;
        };
        seen.also += also;
        if let Some(received) = received.filter(|received| !seen.received.contains(received)) {
            seen.received.push(received);
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
    reasons.sort_by_key(|(_, cases)| Reverse(cases.len()));
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

/// A service and its endpoints; the service alone where the case is about no endpoint.
pub(super) fn place(service: &str, endpoints: &[&str]) -> String {
    if endpoints.is_empty() {
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
        if let Some(endpoint) = case.endpoint.as_deref()
            && !endpoints.contains(&endpoint)
        {
            endpoints.push(endpoint);
        }
    }
    services
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn what_the_run_ended_before_is_shown_once_and_not_case_by_case() {
        let mut record = record();
        for case in &mut record.cases {
            case.outcome = Outcome::Inconclusive(Reason::new(&pack::reason::STOPPED));
        }
        assert!(groups_run(&record, Standing::Inconclusive).is_empty());
        let reasons = not_run_by_reason(&record);
        assert_eq!(reasons.len(), 1);
        assert_eq!(reasons[0].1.len(), record.cases.len());
    }

    #[test]
    fn the_same_violation_on_three_endpoints_is_one_group_and_one_observation() {
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
    fn different_fields_of_a_case_are_kept_apart() {
        let record = record();
        let groups = groups(&record, Standing::Violation);
        let group = groups
            .iter()
            .find(|group| group.case.case == "FIELDS-001")
            .expect("in the fixture");
        assert_eq!(group.seen.len(), 2);
    }

    #[test]
    fn a_single_instance_is_reproduced_by_its_own_name() {
        let record = record();
        let groups = groups(&record, Standing::Violation);
        let group = groups
            .iter()
            .find(|group| group.case.case == "ORDER-CONTENT-041")
            .expect("in the fixture");
        let command = group.reproduce(Reproduce::default());
        assert!(
            command.ends_with("--case 'ORDER-CONTENT-041/politi-utlevering/Accounts'"),
            "{command}"
        );
    }

    #[test]
    fn a_note_on_a_conforming_case_is_worth_knowing() {
        let record = record();
        assert!(
            notes(&record)
                .iter()
                .any(|group| group.case.case == "ACCOUNTS-002")
        );
    }
}
