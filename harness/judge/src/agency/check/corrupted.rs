//! Answers that the agency cannot open, or must not use.

use std::collections::HashSet;

use pack::catalogue::With;
use pack::reason::NO_CORRUPTED_ANSWER;
use pack::scenario::Corruption;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, unseen};
use crate::agency::check::reference::references_of;
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, ScenarioRun, reference};
use crate::finding::Observation;
use crate::observations;

/// Most fetches of an answer that cannot be opened.
const ATTEMPTS: usize = 3;

observations! {
    /// A reference of a list that is not authentic.
    USED = "unauthentic-content-used" {
        observed: "a call uses an account reference of a list whose authentication tag was wrong",
            "et kall bruker en kontoreferanse fra en liste med feil autentiseringsmerke";
        expected: "no use of the content of that list", "at innholdet i den listen ikke brukes";
    }
    /// A reference of a list in clear.
    CLEAR_USED = "clear-content-used" {
        observed: "a call uses an account reference of a list that came in clear though it was requested encrypted",
            "et kall bruker en kontoreferanse fra en liste som kom i klartekst selv om den ble bedt om kryptert";
        expected: "no use of the content of that list", "at innholdet i den listen ikke brukes";
    }
    /// Fetched again and again.
    TOO_OFTEN = "unopened-answer-fetched-too-often" {
        observed: "an answer that cannot be opened was fetched {count} times",
            "et svar som ikke kan åpnes, ble hentet {count} ganger";
        expected: "at most 3 fetches", "høyst 3 hentinger";
    }
}

checks! {
    "unauthentic-unused" = unused(Banks) finds [USED]
        "No call has an account reference that comes only from a list whose authentication tag is wrong.",
        "Ingen kall har en kontoreferanse som bare kommer fra en liste med feil autentiseringsmerke.";
    "clear-unused" = clear_unused(Banks) finds [CLEAR_USED]
        "No call has an account reference that comes only from a list in clear that was requested encrypted.",
        "Ingen kall har en kontoreferanse som bare kommer fra en liste i klartekst som ble bedt om kryptert.";
    "unopened-bounded" = bounded(Banks) finds [TOO_OFTEN]
        "A call whose answer cannot be opened is made at most 3 times.",
        "Et kall med et svar som ikke kan åpnes, gjøres høyst 3 ganger.";
}

/// The calls that got a corrupted answer.
fn corrupted(run: &ScenarioRun) -> impl Iterator<Item = (&Call, Corruption)> {
    run.bank_calls()
        .filter_map(|call| Some((call, call.given.as_ref()?.corruption?)))
}

fn unused(view: &JournalView<'_>, _with: &With) -> Judged {
    unused_of(view, Corruption::Jwe, &USED)
}

fn clear_unused(view: &JournalView<'_>, _with: &With) -> Judged {
    unused_of(view, Corruption::Clear, &CLEAR_USED)
}

/// Whether the references of lists that were corrupted in a way are used.
fn unused_of(view: &JournalView<'_>, how: Corruption, observation: &Observation) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let lists = corrupted(run).filter(|(_, found)| *found == how);
        let mut unauthentic = HashSet::new();
        for (call, _) in lists.filter(|(call, _)| call.route.is_some()) {
            if reference(call).is_none() {
                collector.look(call);
                unauthentic.extend(references_of(call).map(|one| (call.bank(), one)));
            }
        }
        let is_delivered = |call: &Call, used: &str| {
            let bank = call.bank();
            bank.is_some_and(|bank| run.references_of(bank).contains(&used))
        };
        for call in run.bank_calls() {
            let Some(used) = reference(call) else {
                continue;
            };
            if unauthentic.contains(&(call.bank(), used)) && !is_delivered(call, used) {
                collector.breach(call, breach(observation, used));
            }
        }
    }
    collector.judged(unseen(&NO_CORRUPTED_ANSWER))
}

fn bounded(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let calls: Vec<&Call> = corrupted(run).map(|(call, _)| call).collect();
        let fetches = |call: &Call| {
            let same = calls
                .iter()
                .filter(|one| one.bank() == call.bank() && one.target() == call.target());
            same.count()
        };
        let most = calls.iter().map(|call| (*call, fetches(call)));
        if let Some((call, count)) = most.max_by_key(|(_, count)| *count) {
            let found =
                (count > ATTEMPTS).then(|| breach(&TOO_OFTEN, call.target()).with("count", count));
            collector.judge(call, found);
        }
    }
    collector.judged(unseen(&NO_CORRUPTED_ANSWER))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::testing::{accounts, answered, bank, check, corrupted};

    fn list() -> Call {
        corrupted(bank(1, "/accounts"), accounts(&["r"]), Corruption::Jwe)
    }

    #[test]
    fn content_that_is_not_authentic_is_not_used() {
        check("unauthentic-unused")
            .keeps([list()])
            .finds(&USED, [list(), bank(2, "/accounts/r")])
            .ignores([bank(2, "/accounts/r")]);
    }

    #[test]
    fn a_reference_that_a_right_answer_brings_too_may_be_used() {
        let right = answered(bank(2, "/accounts"), 200, accounts(&["r"]));
        check("unauthentic-unused").keeps([list(), right, bank(3, "/accounts/r")]);
    }

    #[test]
    fn an_answer_that_cannot_be_opened_is_fetched_three_times_at_most() {
        let fetched = |count| -> Vec<Call> {
            let one =
                |number| corrupted(bank(number, "/accounts/r"), json!({}), Corruption::OtherKey);
            (0..count).map(one).collect()
        };
        check("unopened-bounded")
            .keeps(fetched(3))
            .finds(&TOO_OFTEN, fetched(4));
    }
}
