//! Which exchanges the page carries, and how they are embedded.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use crate::record::{CaseRecord, ExchangeRecord, Record, Role};
use crate::report::standing::Standing;

/// The exchanges a page carries.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    chosen: BTreeSet<String>,
}

impl Evidence {
    /// The exchanges of an instance with the part each played, as `id:role` for the page's script, if all of them
    /// are in the page.
    pub(super) fn references(&self, case: &CaseRecord) -> Option<String> {
        let here = !case.exchanges.is_empty() && case.exchanges.iter().all(|one| self.chosen.contains(&one.id));
        here.then(|| {
            case.exchanges
                .iter()
                .map(|reference| format!("{}:{}", reference.id, role(reference.role)))
                .collect::<Vec<_>>()
                .join(" ")
        })
    }

    /// The exchanges as JSON that is safe inside a script element.
    pub(super) fn json(&self, record: &Record) -> String {
        let exchanges: BTreeMap<&str, &ExchangeRecord> = record
            .exchanges
            .iter()
            .filter(|(id, _)| self.chosen.contains(*id))
            .map(|(id, exchange)| (id.as_str(), exchange))
            .collect();
        harmless(&serde_json::to_string(&exchanges).unwrap_or_else(|_| "{}".into()))
    }
}

/// Takes the exchanges of cases that do not conform first, one instance of each rule before the second of any,
/// then those of some conforming cases, until the page is full.
pub(super) fn choose(record: &Record, options: &Options<'_>) -> Evidence {
    let mut evidence = Evidence::default();
    let mut room = options.evidence_bytes;
    let mut sizes = BTreeMap::new();
    for case in order(record, options.conforming_evidence) {
        let wanted: BTreeSet<&str> = case
            .exchanges
            .iter()
            .map(|reference| reference.id.as_str())
            .filter(|id| !evidence.chosen.contains(*id))
            .collect();
        let size = wanted.iter().map(|id| *sizes.entry(*id).or_insert_with(|| size(record, id))).sum::<usize>();
        if size <= room {
            room -= size;
            evidence.chosen.extend(wanted.into_iter().filter(|id| record.exchanges.contains_key(*id)).map(str::to_owned));
        }
    }
    evidence
}

fn order(record: &Record, conforming: usize) -> impl Iterator<Item = &CaseRecord> {
    let mut seen: BTreeMap<(Standing, &str), usize> = BTreeMap::new();
    let mut ranked: Vec<(bool, usize, Standing, usize)> = Vec::new();
    for (position, case) in record.cases.iter().enumerate() {
        let standing = Standing::of(case);
        let turn = seen.entry((standing, &case.case)).or_default();
        ranked.push((standing == Standing::Conforms, *turn, standing, position));
        *turn += 1;
    }
    ranked.sort_unstable();
    let failing = ranked.iter().filter(|rank| !rank.0).count();
    ranked.truncate(failing + conforming);
    ranked.into_iter().map(|(.., position)| &record.cases[position])
}

fn size(record: &Record, id: &str) -> usize {
    record.exchanges.get(id).and_then(|exchange| serde_json::to_string(exchange).ok()).map_or(0, |json| json.len())
}

/// JSON in which nothing can end a script element or start a comment.
fn harmless(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Setup => "setup",
        Role::Control => "control",
        Role::Request => "request",
        Role::Retrieval => "retrieval",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::record;

    #[test]
    fn json_cannot_end_the_script_element() {
        let safe = harmless(r#"{"a":"</script><!-- & "}"#);
        assert!(!safe.contains(['<', '>', '&']));
        let value: serde_json::Value = serde_json::from_str(&safe).expect("still JSON");
        assert_eq!(value["a"], "</script><!-- & ");
    }

    #[test]
    fn failing_cases_come_first_when_there_is_little_room() {
        let record = record();
        let room = size(&record, "1") + size(&record, "2") + 10;
        let options = Options { evidence_bytes: room, ..Options::default() };
        let evidence = choose(&record, &options);
        assert_eq!(evidence.chosen, BTreeSet::from(["1".to_owned(), "2".to_owned()]));
    }

    #[test]
    fn conforming_cases_are_bounded() {
        let record = record();
        let options = Options { conforming_evidence: 0, ..Options::default() };
        let conforming = order(&record, options.conforming_evidence).filter(|case| Standing::of(case) == Standing::Conforms);
        assert_eq!(conforming.count(), 0);
    }

    #[test]
    fn an_instance_without_its_exchanges_has_no_references() {
        let record = record();
        let none = choose(&record, &Options { evidence_bytes: 0, ..Options::default() });
        assert!(record.cases.iter().all(|case| none.references(case).is_none()));
    }
}
