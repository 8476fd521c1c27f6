//! Which exchanges the page carries, and how they are embedded.

use std::collections::{BTreeMap, BTreeSet};

use pack::text::Text;
use pack::visible::visible_json;
use serde::Serialize;

use crate::html::Options;
use crate::standing::Standing;
use judge::expectation::fault;
use record::{CaseRecord, Cause, ExchangeRecord, ExchangeReference, Record, Role};

/// How many requests of a case are shown.
const REQUESTS: usize = 12;
/// How many exchanges of a retrieval are shown that findings point at.
const POINTED: usize = 4;
/// How many exchanges of a retrieval are shown that no finding points at.
const BEGINNING: usize = 2;

/// An exchange in the page, with the sentence that says why no answer was received.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    exchange: &'a ExchangeRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Text>,
    /// Why the body could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<Text>,
}

/// The exchanges a page carries.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    chosen: BTreeSet<String>,
}

impl Evidence {
    /// The exchanges worth showing of an instance with the part each played, as `id:role` for the page's script, if
    /// all of them are in the page. A mark after the role says that a finding was made there.
    pub(super) fn references(&self, case: &CaseRecord) -> Option<String> {
        let wanted = worth_showing(case);
        let here = !wanted.is_empty() && wanted.iter().all(|one| self.chosen.contains(&one.id));
        here.then(|| {
            let words = wanted.iter().map(|reference| {
                let mark = if is_pointed_at(case, &reference.id) {
                    "!"
                } else {
                    ""
                };
                format!("{}:{}{mark}", reference.id, role(reference.role))
            });
            words.collect::<Vec<_>>().join(" ")
        })
    }

    /// The exchange that shows a cause, and its control, as [`Self::references`], if they are in the page.
    pub(super) fn of_cause(&self, cause: &Cause, record: &Record) -> Option<String> {
        let (control, id) = showing(cause, record)?;
        let control = control.filter(|id| self.chosen.contains(*id));
        let control = control.map(|id| format!("{id}:control "));
        let here = self.chosen.contains(id);
        here.then(|| format!("{}{id}:request!", control.unwrap_or_default()))
    }

    /// The exchanges as JSON that is safe inside a script element.
    pub(super) fn json(&self, record: &Record) -> String {
        let exchanges: BTreeMap<&str, Shown<'_>> = record
            .exchanges
            .iter()
            .filter(|(id, _)| self.chosen.contains(*id))
            .map(|(id, exchange)| {
                let failure = exchange.failure();
                let shown = Shown {
                    exchange,
                    failure,
                    unread: unread(exchange),
                };
                (id.as_str(), shown)
            })
            .collect();
        harmless(&serde_json::to_string(&exchanges).unwrap_or_else(|_| "{}".into()))
    }
}

/// Why the body of its answer could not be read, in words.
fn unread(exchange: &ExchangeRecord) -> Option<Text> {
    let unread = exchange.response.as_ref()?.unread.as_ref()?;
    Some(fault(&unread.fault))
}

/// Takes the exchanges that show causes first, then those of cases that do not conform and that no cause explains, one instance of each rule before the second of any,
/// then those of some conforming cases, until the page is full.
pub(super) fn choose(record: &Record, options: &Options<'_>) -> Evidence {
    let mut evidence = Evidence::default();
    let mut room = options.evidence_bytes;
    let mut sizes = BTreeMap::new();
    let shown = record.causes.iter();
    let shown = shown.filter_map(|cause| showing(cause, record));
    for id in shown
        .flat_map(|(control, id)| [Some(id), control])
        .flatten()
    {
        let size = size(record, id);
        if size <= room
            && record.exchanges.contains_key(id)
            && evidence.chosen.insert(id.to_owned())
        {
            room -= size;
        }
    }
    for case in order(record, options.conforming_evidence) {
        let wanted: BTreeSet<&str> = worth_showing(case)
            .into_iter()
            .map(|reference| reference.id.as_str())
            .filter(|id| !evidence.chosen.contains(*id))
            .collect();
        let size = wanted
            .iter()
            .map(|id| *sizes.entry(*id).or_insert_with(|| size(record, id)))
            .sum::<usize>();
        if size <= room {
            room -= size;
            evidence.chosen.extend(
                wanted
                    .into_iter()
                    .filter(|id| record.exchanges.contains_key(*id))
                    .map(str::to_owned),
            );
        }
    }
    evidence
}

/// The exchange that shows a cause, and the control of the test that it is of.
fn showing<'a>(cause: &'a Cause, record: &'a Record) -> Option<(Option<&'a str>, &'a str)> {
    let id = cause.exchange.as_deref()?;
    let has = |case: &&CaseRecord| {
        let mut parts = case.exchanges.iter();
        cause.tests.contains(&case.id)
            && parts.any(|part| part.id == id && part.role == Role::Request)
    };
    let of_test = record.cases.iter().find(has);
    let mut parts = of_test.into_iter().flat_map(|case| &case.exchanges);
    let control = parts.find(|part| part.role == Role::Control);
    Some((control.map(|part| part.id.as_str()), id))
}

/// Every request of a case, and of a retrieval what the findings point at, or its beginning.
fn worth_showing(case: &CaseRecord) -> Vec<&ExchangeReference> {
    let is_retrieval = |reference: &&ExchangeReference| match reference.role {
        Role::Retrieval => true,
        Role::Setup | Role::Control | Role::Request => false,
    };
    let (retrieval, requests): (Vec<_>, Vec<_>) = case.exchanges.iter().partition(is_retrieval);
    let pointed: Vec<_> = retrieval
        .iter()
        .filter(|one| is_pointed_at(case, &one.id))
        .take(POINTED)
        .copied()
        .collect();
    let beginning = if pointed.is_empty() {
        retrieval.into_iter().take(BEGINNING).collect()
    } else {
        pointed
    };
    requests
        .into_iter()
        .take(REQUESTS)
        .chain(beginning)
        .collect()
}

/// Whether a finding was made in the exchange: its number is what the id ends with.
fn is_pointed_at(case: &CaseRecord, id: &str) -> bool {
    let digits = id.len()
        - id.trim_end_matches(|character: char| character.is_ascii_digit())
            .len();
    let number: Option<u64> = id[id.len() - digits..].parse().ok();
    number.is_some_and(|number| {
        case.findings.iter().any(|finding| {
            finding
                .exchange
                .is_some_and(|exchange| exchange.0 == number)
        })
    })
}

fn order(record: &Record, conforming: usize) -> impl Iterator<Item = &CaseRecord> {
    let mut seen: BTreeMap<(Standing, &str), usize> = BTreeMap::new();
    let mut ranked: Vec<(bool, usize, Standing, usize)> = Vec::new();
    let explained = record.explained_tests();
    let all = record.cases.iter().enumerate();
    for (position, case) in all.filter(|(_, case)| !explained.contains(case.id.as_str())) {
        let standing = Standing::of(case);
        let turn = seen.entry((standing, &case.case)).or_default();
        ranked.push((standing == Standing::Conforms, *turn, standing, position));
        *turn += 1;
    }
    ranked.sort_unstable();
    let failing = ranked.iter().filter(|rank| !rank.0).count();
    ranked.truncate(failing + conforming);
    ranked
        .into_iter()
        .map(|(.., position)| &record.cases[position])
}

fn size(record: &Record, id: &str) -> usize {
    record
        .exchanges
        .get(id)
        .and_then(|exchange| serde_json::to_string(exchange).ok())
        .map_or(0, |json| json.len())
}

/// JSON in which nothing can end a script element, start a comment, or be hidden from a reader of the source.
fn harmless(json: &str) -> String {
    visible_json(json)
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
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
    use record::fixture::record;

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
        let options = Options {
            evidence_bytes: room,
            ..Options::default()
        };
        let evidence = choose(&record, &options);
        assert_eq!(
            evidence.chosen,
            BTreeSet::from(["1".to_owned(), "2".to_owned()])
        );
    }

    #[test]
    fn conforming_cases_are_bounded() {
        let record = record();
        let options = Options {
            conforming_evidence: 0,
            ..Options::default()
        };
        let conforming = order(&record, options.conforming_evidence)
            .filter(|case| Standing::of(case) == Standing::Conforms);
        assert_eq!(conforming.count(), 0);
    }

    #[test]
    fn of_a_long_retrieval_what_the_finding_points_at_is_shown() {
        let record = record();
        let mut case = record
            .cases
            .iter()
            .find(|case| case.case == "ACCOUNTS-002")
            .expect("in the fixture")
            .clone();
        case.exchanges = (1..40)
            .map(|number| ExchangeReference {
                id: format!("s1-x{number:06}"),
                role: Role::Retrieval,
            })
            .collect();
        let shown: Vec<&str> = worth_showing(&case)
            .into_iter()
            .map(|one| one.id.as_str())
            .collect();
        assert_eq!(shown, ["s1-x000005"]);
        case.findings.clear();
        assert_eq!(worth_showing(&case).len(), BEGINNING);
    }

    #[test]
    fn the_exchange_of_a_finding_is_marked() {
        let record = record();
        let all = choose(&record, &Options::default());
        let case = record
            .cases
            .iter()
            .find(|case| case.case == "HEADERS-003")
            .expect("in the fixture");
        assert_eq!(
            all.references(case).as_deref(),
            Some("1:control 2:request!")
        );
    }

    #[test]
    fn a_cause_shows_its_exchange_with_the_control() {
        let mut record = record();
        record.causes = vec![
            serde_json::from_value(serde_json::json!({
                "id": "order-not-checked", "layer": "access", "owner": "target", "cases": ["HEADERS-003"],
                "tests": ["HEADERS-003/politi-utlevering/Accounts"], "requirements": [], "exchange": "2"
            }))
            .expect("a cause"),
        ];
        let of = |bytes| {
            let options = Options {
                evidence_bytes: bytes,
                ..Options::default()
            };
            choose(&record, &options).of_cause(&record.causes[0], &record)
        };
        assert_eq!(of(100_000).as_deref(), Some("1:control 2:request!"));
        assert_eq!(of(0), None);
    }

    #[test]
    fn an_instance_without_its_exchanges_has_no_references() {
        let record = record();
        let none = choose(
            &record,
            &Options {
                evidence_bytes: 0,
                ..Options::default()
            },
        );
        assert!(
            record
                .cases
                .iter()
                .all(|case| none.references(case).is_none())
        );
    }
}
