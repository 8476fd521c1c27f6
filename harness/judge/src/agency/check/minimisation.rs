//! The agency asks for what it needs, and no more.

use std::collections::BTreeSet;

use serde_json::Value;
use wire::dates::parse_iso;
use wire::messages::{Endpoint, query};
use wire::profile::{Category, builtin_fields};

use crate::agency::check::With;
use crate::agency::check::content::flag;
use crate::agency::check::tally::{Judged, Tally, breach, no_bank_call, no_order};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, ScenarioRun, is_on};
use crate::finding::Finding;
use pack::text::Text;

fn on_calls(
    view: &JournalView<'_>,
    check: impl Fn(&ScenarioRun, &Call) -> Option<Finding>,
) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for call in run.bank_calls().filter(|call| call.route.is_some()) {
            tally.look(call);
            if let Some(finding) = check(run, call) {
                tally.breach(call, finding);
            }
        }
    }
    tally.judged(no_bank_call())
}

/// Endpoints that the task needs.
pub(super) fn endpoints(view: &JournalView<'_>, _with: &With) -> Judged {
    on_calls(view, |run, call| {
        let endpoint = call.route.as_ref()?.endpoint;
        let needed = endpoint == Endpoint::Accounts || run.task.endpoints.contains(&endpoint);
        (!needed).then(|| {
            breach(
                "an endpoint was called that the task did not need",
                "et endepunkt som oppgaven ikke trengte, ble kalt",
            )
            .wants("the endpoints of the task", "endepunktene i oppgaven")
            .received(endpoint.name())
        })
    })
}

/// Own accounts only, as the task says.
pub(super) fn owner(view: &JournalView<'_>, _with: &With) -> Judged {
    on_calls(view, |_, call| {
        let value = call.parameter(query::ONLY_PRIMARY_OWNER)?;
        value.eq_ignore_ascii_case("false").then(|| {
            breach(
                "others' accounts were asked for without need",
                "andres kontoer ble etterspurt uten behov",
            )
            .wants("OnlyPrimaryOwner=true", "OnlyPrimaryOwner=true")
            .received(value)
        })
    })
}

/// The period of the task.
pub(super) fn period(view: &JournalView<'_>, _with: &With) -> Judged {
    on_calls(view, |run, call| {
        let from = parse_iso(&call.parameter(query::FROM_DATE)?).ok()?;
        (from < run.task.from).then(|| {
            breach(
                "a longer period was asked for than the task needs",
                "en lengre periode enn oppgaven trenger, ble etterspurt",
            )
            .wants(
                format!("not before {}", run.task.from),
                format!("ikke før {}", run.task.from),
            )
            .received(from.to_string())
        })
    })
}

/// An order gives access to what the task needs.
pub(super) fn order(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for call in run.bank_calls() {
            let Some(order) = &call.order else { continue };
            tally.look(call);
            let beyond = |endpoint: &Endpoint| {
                *endpoint != Endpoint::Accounts
                    && !run.task.endpoints.contains(endpoint)
                    && order.payload[flag(*endpoint)] == true
            };
            if let Some(endpoint) = Endpoint::ALL.into_iter().find(beyond) {
                tally.breach(
                    call,
                    breach(
                        "the order gives access that the task does not need",
                        "pålegget gir tilgang som oppgaven ikke trenger",
                    )
                    .wants(
                        "false for what the task does not need",
                        "false for det oppgaven ikke trenger",
                    )
                    .received(flag(endpoint)),
                );
            }
        }
    }
    tally.judged(no_order())
}

/// Nothing is fetched twice.
pub(super) fn once(view: &JournalView<'_>, with: &With) -> Judged {
    super::pages::once(view, with)
}

/// Lists what was delivered and that the agency must delete; there is nothing to break.
pub(super) fn to_delete(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut delivered = BTreeSet::new();
    let (mut looked, mut evidence) = (0, Vec::new());
    for run in view.runs {
        for call in run.bank_calls() {
            let Some(document) = call
                .given
                .as_ref()
                .and_then(|given| given.document.as_ref())
            else {
                continue;
            };
            looked += 1;
            for row in builtin_fields().iter().filter(|row| {
                row.service == view.service.id
                    && row.category == Category::MayBeFiltered
                    && is_on(call, row.endpoint)
            }) {
                if has(document, &row.api_path)
                    && delivered.insert((row.endpoint, row.api_path.clone()))
                    && evidence.len() < 5
                {
                    evidence.push(call.number);
                }
            }
        }
    }
    if looked == 0 {
        return no_bank_call();
    }
    let note = |(endpoint, path): &(Endpoint, String)| {
        Finding::note(Text::new(
            "was delivered, may be filtered out by the bank, and is to be deleted by the agency",
            "ble utlevert, kan filtreres bort av banken, og skal slettes av etaten",
        ))
        .received(format!("{endpoint}: {path}"))
    };
    Judged::Decided {
        findings: delivered.iter().map(note).collect(),
        evidence,
    }
}

/// Whether a document has a value at a path such as `transactions[].references.x`.
fn has(value: &Value, path: &str) -> bool {
    match path.split_once('.') {
        None => !member(value, path).is_empty(),
        Some((name, rest)) => member(value, name)
            .into_iter()
            .any(|inner| has(inner, rest)),
    }
}

fn member<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    let found = value
        .get(name.trim_end_matches("[]"))
        .filter(|found| !found.is_null());
    match found {
        Some(Value::Array(items)) => items.iter().filter(|item| !item.is_null()).collect(),
        Some(other) => vec![other],
        None => Vec::new(),
    }
}
