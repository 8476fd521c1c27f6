//! What fails does not prevent the retrieval of the rest.

use std::collections::BTreeSet;

use pack::catalogue::{To, With};
use pack::reason::NO_LIST_OF_SEVERAL;
use pack::scenario::BankName;
use wire::messages::{Endpoint, scope};

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, NOTHING, breach, no_call, unseen};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, ScenarioRun, is_on, reference};
use crate::observations;

observations! {
    /// An account without a call.
    ACCOUNT_LOST = "account-lost" {
        observed: "{endpoint} was not called for the account {account} in the scenario {scenario}, where a call for another account fails",
            "{endpoint} ble ikke kalt for kontoen {account} i scenariet {scenario}, der et kall for en annen konto feiler";
        expected: "a call about every other account", "et kall om hver av de andre kontoene";
    }
    /// A bank without a call.
    BANK_LOST = "bank-lost" {
        observed: "bank {bank} was not called in the scenario {scenario}, where another bank fails",
            "bank {bank} ble ikke kalt i scenariet {scenario}, der en annen bank feiler";
        expected: "a call to every other bank", "et kall til hver av de andre bankene";
    }
    /// A call over a connection that is not trusted.
    UNTRUSTED = "untrusted-bank-called" {
        observed: "a call was sent to a bank whose certificate has no trusted issuer",
            "et kall ble sendt til en bank med et sertifikat uten tiltrodd utsteder";
        expected: "no call over such a connection", "ingen kall over en slik forbindelse";
    }
}

checks! {
    "other-accounts" = other_accounts(Banks) finds [ACCOUNT_LOST]
        "Where a call for one account fails, every other account of the list is requested on every endpoint that the agency called in any of these scenarios.",
        "Når et kall for én konto feiler, etterspørres hver annen konto i listen på alle endepunktene etaten kalte i noe av disse scenariene.";
    "other-banks" = other_banks(Banks) finds [BANK_LOST]
        "Where the agency got a token for banks or called one, every bank of the scenario that answers is called; where the API registry lacks one, as soon as step 1 was answered.",
        "Når etaten har fått et token for banker eller kalt en, kalles hver bank i scenariet som svarer; når API-katalogen mangler en, så snart trinn 1 er besvart.";
    "nothing-sent" = nothing_sent(Banks) finds [UNTRUSTED]
        "The bank whose certificate has no trusted issuer gets no call.",
        "Banken med et sertifikat uten tiltrodd utsteder får ingen kall.";
}

/// The endpoints beside Accounts that the agency called in any of the scenarios.
fn endpoints_called(view: &JournalView<'_>) -> BTreeSet<Endpoint> {
    view.calls(To::Bank)
        .filter_map(|call| Some(call.route.as_ref()?.endpoint))
        .filter(|endpoint| *endpoint != Endpoint::Accounts)
        .collect()
}

/// The accounts of a list of several that no failure concerns.
fn sound_accounts(run: &ScenarioRun, bank: BankName) -> Vec<&str> {
    let references = run.references_of(bank);
    let failing = |account: &str| {
        run.calls_to(bank)
            .any(|call| reference(call) == Some(account) && call.is_altered())
    };
    let sound: Vec<&str> = references
        .iter()
        .copied()
        .filter(|account| !failing(account))
        .collect();
    if sound.len() < references.len() {
        sound
    } else {
        Vec::new()
    }
}

fn other_accounts(view: &JournalView<'_>, _with: &With) -> Judged {
    let called = endpoints_called(view);
    let mut collector = Collector::default();
    for run in view.runs {
        let endpoints = run.task.endpoints.iter().copied();
        let endpoints: Vec<Endpoint> = endpoints.filter(|one| called.contains(one)).collect();
        for bank in BankName::ALL {
            for account in sound_accounts(run, bank) {
                for endpoint in &endpoints {
                    let mut calls = run.calls_to(bank);
                    let about =
                        |call: &&Call| is_on(call, *endpoint) && reference(call) == Some(account);
                    match calls.find(about) {
                        Some(call) => collector.look(call),
                        None => collector.missing(
                            breach(&ACCOUNT_LOST, NOTHING)
                                .with("endpoint", *endpoint)
                                .with("account", account)
                                .with("scenario", &run.scenario.id),
                        ),
                    }
                }
            }
        }
    }
    collector.judged(unseen(&NO_LIST_OF_SEVERAL))
}

/// Whether step 1 named the banks, one of them is not in the API registry as usual, and no grant was refused: what is
/// missing then, the agency left out.
fn knows_its_banks(run: &ScenarioRun) -> bool {
    let refused = |call: &Call| call.status().is_some_and(|status| status != 200);
    !run.scenario.registry.is_empty()
        && run.overview_calls().any(|call| call.delivered().is_some())
        && !run.grants().any(refused)
}

/// Whether the agency had come as far as to the banks.
fn has_begun(run: &ScenarioRun) -> bool {
    let for_banks = |call: &Call| {
        let scopes = call.token.as_ref().map(|token| &token.payload["scope"]);
        let scopes = scopes
            .and_then(|scopes| scopes.as_str())
            .unwrap_or_default();
        call.status() == Some(200) && scopes.contains(scope::ACCOUNT_INFORMATION)
    };
    run.bank_calls().next().is_some() || run.grants().any(for_banks) || knows_its_banks(run)
}

fn other_banks(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs.iter().filter(|run| has_begun(run)) {
        for bank in run.answering_banks() {
            match run.calls_to(bank).next() {
                Some(call) => collector.look(call),
                None => collector.missing(
                    breach(&BANK_LOST, NOTHING)
                        .with("bank", bank.orgno())
                        .with("scenario", &run.scenario.id),
                ),
            }
        }
    }
    collector.judged(no_call(To::Bank))
}

fn nothing_sent(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for call in view.runs.iter().flat_map(|run| run.calls.iter()) {
        let untrusted = call.bank() == Some(BankName::C);
        collector.judge(call, untrusted.then(|| breach(&UNTRUSTED, &call.path)));
    }
    collector.judged(no_call(To::Bank))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::grant::tests::{claims, grant};
    use pack::scenario::Entry;

    use crate::agency::check::testing::{accounts, answered, at, bank, check, step_one};

    fn list() -> Call {
        answered(bank(1, "/accounts"), 200, accounts(&["r", "s"]))
    }

    fn failing(below: &str) -> Call {
        answered(bank(2, below), 500, json!({}))
    }

    #[test]
    fn one_failing_account_does_not_lose_the_others() {
        check("other-accounts")
            .keeps([list(), failing("/accounts/r"), bank(3, "/accounts/s")])
            .finds(&ACCOUNT_LOST, [list(), failing("/accounts/r")]);
    }

    #[test]
    fn an_endpoint_that_was_called_elsewhere_counts() {
        let usual = vec![list(), bank(2, "/accounts/r"), bank(3, "/accounts/s")];
        let stopped = vec![list(), answered(bank(2, "/accounts/r"), 500, json!({}))];
        check("other-accounts").finds_in(&ACCOUNT_LOST, &[usual, stopped]);
    }

    #[test]
    fn without_a_failure_there_is_nothing_to_lose() {
        check("other-accounts").ignores([list(), bank(2, "/accounts/r")]);
    }

    #[test]
    fn one_failing_bank_does_not_lose_the_others() {
        let to_b = at(BankName::B, bank(2, "/accounts"));
        check("other-banks")
            .keeps([failing("/accounts"), to_b])
            .finds(&BANK_LOST, [failing("/accounts")])
            .finds(&BANK_LOST, [grant(claims())]);
    }

    #[test]
    fn a_bank_that_is_not_registered_does_not_lose_the_others() {
        let step_one = || answered(step_one("customerRelationships"), 200, json!({}));
        check("other-banks")
            .registered(BankName::B, Entry::Missing)
            .keeps([step_one(), bank(1, "/accounts")])
            .finds(&BANK_LOST, [step_one()]);
        let refused = answered(grant(claims()), 400, json!({}));
        check("other-banks")
            .registered(BankName::B, Entry::Missing)
            .ignores([step_one(), refused]);
    }

    #[test]
    fn an_agency_without_a_token_has_lost_no_bank() {
        let refused = answered(grant(claims()), 400, json!({}));
        check("other-banks").ignores([refused]);
    }

    #[test]
    fn a_bank_that_is_not_trusted_gets_nothing() {
        let untrusted = at(BankName::C, bank(2, "/accounts"));
        check("nothing-sent")
            .keeps([bank(1, "/accounts")])
            .finds(&UNTRUSTED, [untrusted]);
    }
}
