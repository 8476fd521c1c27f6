//! Account references: from the bank's own answer, as they are.

use std::collections::HashSet;

use pack::catalogue::{To, With};
use pack::reason::NO_DATA_NOT_DELIVERED;
use serde_json::Value;
use wire::messages::DATA_NOT_DELIVERED;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, no_call, unseen};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, reference};
use crate::observations;

observations! {
    /// A reference that the bank did not give.
    UNKNOWN = "reference-not-of-the-answer" {
        observed: "an account reference does not come from an earlier answer of this bank",
            "en kontoreferanse kommer ikke fra et tidligere svar fra denne banken";
        expected: "an accountReference of this bank's own answer", "en accountReference fra denne bankens eget svar";
    }
    /// A call about what is not delivered.
    NOT_DELIVERED = "reference-not-delivered" {
        observed: "an account was called as dataNotDelivered", "en konto ble kalt som dataNotDelivered";
        expected: "no call about that account", "ingen kall om den kontoen";
    }
}

checks! {
    "references" = of_answer(Banks) finds [UNKNOWN]
        "Every reference in a path was in an earlier answer to Accounts of the same bank in the same scenario.",
        "Hver referanse i en sti var i et tidligere svar på Accounts fra samme bank i samme scenario.";
    "data-not-delivered" = not_delivered(Banks) finds [NOT_DELIVERED]
        "No path has dataNotDelivered as reference.", "Ingen sti har dataNotDelivered som referanse.";
}

/// The references of the account list that a call was answered with, opened or not.
pub(super) fn references_of(call: &Call) -> impl Iterator<Item = &str> {
    let document = call
        .given
        .as_ref()
        .and_then(|given| given.document.as_ref());
    let accounts = document.and_then(|document| document["accounts"].as_array());
    let accounts = accounts.into_iter().flatten();
    accounts.filter_map(|account: &Value| account["accountReference"].as_str())
}

fn of_answer(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let mut known = HashSet::new();
        for call in run.bank_calls() {
            let bank = call.bank();
            let Some(used) = reference(call) else {
                if call.route.is_some() {
                    collector.look(call);
                }
                known.extend(references_of(call).map(|given| (bank, given)));
                continue;
            };
            let unknown = used != DATA_NOT_DELIVERED && !known.contains(&(bank, used));
            collector.judge(call, unknown.then(|| breach(&UNKNOWN, used)));
        }
    }
    collector.judged(no_call(To::Bank))
}

fn not_delivered(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for call in view.calls(To::Bank) {
        let listed = references_of(call).any(|given| given == DATA_NOT_DELIVERED);
        let called = reference(call) == Some(DATA_NOT_DELIVERED);
        if listed || called {
            let found = called.then(|| breach(&NOT_DELIVERED, &call.path));
            collector.judge(call, found);
        }
    }
    collector.judged(unseen(&NO_DATA_NOT_DELIVERED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::check::testing::{accounts, answered, bank, check};

    fn list() -> Call {
        answered(
            bank(1, "/accounts"),
            200,
            accounts(&["r", DATA_NOT_DELIVERED]),
        )
    }

    #[test]
    fn references_come_from_the_banks_answer() {
        check("references")
            .keeps([list(), bank(2, "/accounts/r")])
            .finds(&UNKNOWN, [list(), bank(2, "/accounts/12345678901")]);
    }

    #[test]
    fn data_not_delivered_is_not_called() {
        check("data-not-delivered").keeps([list()]).finds(
            &NOT_DELIVERED,
            [list(), bank(2, "/accounts/dataNotDelivered")],
        );
    }
}
