//! The agency asks for what it needs, and no more.

use std::collections::BTreeSet;

use pack::catalogue::{To, With};
use pack::reason::NO_ORDER;
use serde_json::Value;
use wire::dates::date_at;
use wire::messages::{Endpoint, query};
use wire::profile::{Category, FromRule, builtin_fields};

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, no_call, unseen};
use crate::agency::check::order_request::flag;
use crate::agency::check::pages::{TWICE, once};
use crate::agency::check::period::{earliest, period_of};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, Task, is_on};
use crate::finding::Finding;
use crate::observations;

observations! {
    /// An endpoint beyond the task.
    ENDPOINT = "asked-endpoint" {
        observed: "an endpoint was called that the task did not need", "et endepunkt som oppgaven ikke trengte, ble kalt";
        expected: "Accounts and the endpoints of the task: {endpoints}", "Accounts og endepunktene i oppgaven: {endpoints}";
    }
    /// Others' accounts.
    OWNER = "asked-owner" {
        observed: "others' accounts were requested though the task is about own accounts",
            "andres kontoer ble etterspurt selv om oppgaven gjelder egne kontoer";
        expected: "OnlyPrimaryOwner=true", "OnlyPrimaryOwner=true";
    }
    /// A longer period.
    PERIOD = "asked-period" {
        observed: "a longer period was requested than the task needs",
            "en lengre periode enn oppgaven trenger, ble etterspurt";
        expected: "fromDate not before {earliest}", "fromDate ikke før {earliest}";
    }
    /// A wider order.
    ORDER = "asked-order" {
        observed: "the order gives access that the task does not need", "pålegget gir tilgang som oppgaven ikke trenger";
        expected: "{claim} false", "{claim} false";
    }
    /// What was delivered and is to be deleted: a note.
    DELIVERED = "delivered-to-be-deleted" {
        observed: "{field} in {endpoint} was delivered, may be filtered out by the bank, and is to be deleted by the agency",
            "{field} i {endpoint} ble utlevert, kan filtreres bort av banken, og skal slettes av etaten";
    }
}

checks! {
    "asked-endpoints" = endpoints(Banks) finds [ENDPOINT]
        "Only Accounts and the endpoints of the task are called.", "Bare Accounts og endepunktene i oppgaven kalles.";
    "asked-owner" = owner(Banks) finds [OWNER]
        "OnlyPrimaryOwner is not false, but where the task is about accounts of others too.",
        "OnlyPrimaryOwner er ikke false, unntatt der oppgaven også gjelder andres kontoer.";
    "asked-period" = period(Banks) finds [PERIOD]
        "fromDate is not before that of the task; for an estate, not before three months before death; for a bankruptcy, not before 12 months before the ruling.",
        "fromDate er ikke før den i oppgaven; for et dødsbo ikke før tre måneder før dødsfallet; for en konkurs ikke før 12 måneder før kjennelsen.";
    "asked-order" = order(Orders) finds [ORDER]
        "No flag of the order is true for an endpoint beyond the task.",
        "Ingen flagg i pålegget er true for et endepunkt utenfor oppgaven.";
    "asked-once" = once(Banks) finds [TWICE]
        "No address that was answered with 200 is called again in the scenario.",
        "Ingen adresse som er besvart med 200, kalles igjen i scenariet.";
    "to-delete" = to_delete(Banks) finds [DELIVERED]
        "Lists the fields that were delivered though a bank may filter them out; nothing can be wrong.",
        "Lister feltene som ble utlevert selv om en bank kan filtrere dem bort; ingenting kan være galt.";
}

fn on_calls(view: &JournalView<'_>, check: impl Fn(&Task, &Call) -> Option<Finding>) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for call in run.bank_calls().filter(|call| call.route.is_some()) {
            collector.judge(call, check(&run.task, call));
        }
    }
    collector.judged(no_call(To::Bank))
}

fn endpoints(view: &JournalView<'_>, _with: &With) -> Judged {
    on_calls(view, |task, call| {
        let endpoint = call.route.as_ref()?.endpoint;
        let needed = endpoint == Endpoint::Accounts || task.endpoints.contains(&endpoint);
        (!needed).then(|| {
            let names = task.endpoints.iter().map(|endpoint| endpoint.name());
            let names: Vec<&str> = names.collect();
            breach(&ENDPOINT, endpoint.name()).with("endpoints", names.join(", "))
        })
    })
}

fn owner(view: &JournalView<'_>, _with: &With) -> Judged {
    on_calls(view, |task, call| {
        let value = call.parameter(query::ONLY_PRIMARY_OWNER)?;
        (task.only_primary_owner && value.eq_ignore_ascii_case("false"))
            .then(|| breach(&OWNER, value))
    })
}

fn period(view: &JournalView<'_>, _with: &With) -> Judged {
    on_calls(view, |task, call| {
        let (from, _) = period_of(call)?;
        // The months before death belong to the service, whatever day the task names.
        let granted = match view.service.period.from {
            FromRule::MonthsBeforeDeath { .. } | FromRule::MonthsBeforeBankruptcy { .. } => {
                earliest(view.service, task, date_at(call.received))
            }
            FromRule::YearsBeforeToday { .. } | FromRule::FirstDayOfLastYear | FromRule::Today => {
                None
            }
        };
        let earliest = granted.map_or(task.from, |granted| granted.min(task.from));
        (from < earliest).then(|| breach(&PERIOD, from.to_string()).with("earliest", earliest))
    })
}

fn order(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for call in run.bank_calls() {
            let Some(order) = &call.order else { continue };
            let beyond = |endpoint: &Endpoint| {
                *endpoint != Endpoint::Accounts
                    && !run.task.endpoints.contains(endpoint)
                    && order.payload[flag(*endpoint)] == true
            };
            let found = Endpoint::ALL.into_iter().find(beyond).map(|endpoint| {
                let claim = flag(endpoint);
                let finding = breach(&ORDER, format!("{claim} true"));
                finding.with("claim", claim).at(format!("/{claim}"))
            });
            collector.judge(call, found);
        }
    }
    collector.judged(unseen(&NO_ORDER))
}

fn to_delete(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut listed = BTreeSet::new();
    let (mut delivered, mut evidence) = (false, Vec::new());
    for call in view.calls(To::Bank) {
        let Some(document) = call.delivered() else {
            continue;
        };
        delivered = true;
        let rows = builtin_fields().iter().filter(|row| {
            row.service == view.service.id
                && row.category == Category::MayBeFiltered
                && is_on(call, row.endpoint)
        });
        for row in rows.filter(|row| has(document, &row.api_path)) {
            if listed.insert((row.endpoint, &row.api_path)) && evidence.len() < 5 {
                evidence.push(call.number);
            }
        }
    }
    if !delivered {
        return no_call(To::Bank);
    }
    let note = |(endpoint, path): (Endpoint, &String)| {
        Finding::note(&DELIVERED)
            .with("endpoint", endpoint)
            .with("field", path)
    };
    Judged::Decided {
        findings: listed.into_iter().map(note).collect(),
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

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use serde_json::json;
    use wire::dates::{months_before, today, years_before};

    use super::*;
    use crate::agency::check::testing::{answered, bank, check, order, order_but, with_order};

    fn asked(from: Date) -> Vec<Call> {
        let target = format!("/accounts?fromDate={from}&toDate={}", today());
        vec![bank(0, &target)]
    }

    #[test]
    fn the_task_says_which_endpoints_are_needed() {
        check("asked-endpoints")
            .keeps([bank(1, "/accounts/r")])
            .finds(&ENDPOINT, [bank(1, "/accounts/r/cards")]);
    }

    #[test]
    fn own_accounts_are_enough() {
        check("asked-owner")
            .keeps([bank(1, "/accounts?OnlyPrimaryOwner=true")])
            .finds(&OWNER, [bank(1, "/accounts?OnlyPrimaryOwner=FALSE")]);
    }

    #[test]
    fn the_period_of_the_task_is_enough() {
        check("asked-period")
            .keeps(asked(years_before(today(), 1)))
            .finds(&PERIOD, asked(years_before(today(), 2)));
    }

    #[test]
    fn an_estate_may_ask_for_three_months_before_death() {
        let death = months_before(today(), 2);
        check("asked-period")
            .estate_from(death)
            .keeps(asked(months_before(death, 3)))
            .finds(&PERIOD, asked(months_before(death, 4)));
    }

    #[test]
    fn the_order_gives_access_to_the_endpoints_of_the_task() {
        check("asked-order")
            .keeps([with_order(bank(1, "/accounts"), order())])
            .finds(&ORDER, order_but("/cards", json!(true)));
    }

    #[test]
    fn what_is_to_be_deleted_is_listed_and_breaks_nothing() {
        let counterparty = json!({"postalAddress": {"postCode": "0150"}, "accountIdentifier": "1"});
        let document = json!({"transactions": [{"counterParties": [counterparty]}]});
        let call = answered(bank(1, "/accounts/r/transactions"), 200, document);
        check("to-delete").estate().finds(&DELIVERED, [call]);
    }
}
