//! The order of calls, and that everything that was asked for is requested.

use pack::catalogue::{To, With};
use pack::reason::{NO_ACCOUNT_LIST, NO_REFUSED_LIST};
use pack::scenario::BankName;
use wire::messages::Endpoint;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, NOTHING, breach, each, no_call, unseen};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, is_on, reference};
use crate::observations;

observations! {
    /// Another endpoint first.
    NOT_FIRST = "accounts-not-first" {
        observed: "the first call to a bank is not to Accounts", "det første kallet til en bank er ikke til Accounts";
        expected: "GET /accounts first", "GET /accounts først";
    }
    /// An endpoint that the service does not have.
    ENDPOINT = "endpoint-of-no-use" {
        observed: "an endpoint that the service does not have was called",
            "et endepunkt som tjenesten ikke har, ble kalt";
        expected: "{endpoints}", "{endpoints}";
    }
    /// A call after the list was refused.
    AFTER_REFUSAL = "call-after-refused-list" {
        observed: "a call about an account was made after the bank had refused the account list",
            "et kall om en konto ble gjort etter at banken hadde avvist kontolisten";
        expected: "no further call to this bank in the case", "ingen flere kall til denne banken i saken";
    }
    /// An account without a call.
    ACCOUNT_NOT_REQUESTED = "account-not-requested" {
        observed: "{endpoint} was not called for the account {account} of bank {bank} (scenario {scenario})",
            "{endpoint} ble ikke kalt for kontoen {account} i bank {bank} (scenariet {scenario})";
        expected: "a call about every account of the list", "et kall om hver konto i listen";
    }
}

checks! {
    "accounts-first" = accounts_first(Banks) finds [NOT_FIRST]
        "The first call to each bank of a scenario is to Accounts.",
        "Det første kallet til hver bank i et scenario er til Accounts.";
    "service-endpoints" = service_endpoints(Banks) finds [ENDPOINT]
        "Only endpoints that the service has are called.", "Bare endepunkter som tjenesten har, kalles.";
    "nothing-after-refusal" = after_refusal(Banks) finds [AFTER_REFUSAL]
        "Where a bank has refused every request for the account list, no other endpoint of it is called.",
        "Når en bank har avvist alle forespørsler om kontolisten, kalles ingen andre endepunkter hos den.";
    "every-account" = every_account(Banks) finds [ACCOUNT_NOT_REQUESTED]
        "Every account of a delivered list is requested on every endpoint of the task.",
        "Hver konto i en utlevert liste etterspørres på alle endepunktene i oppgaven.";
}

fn accounts_first(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for bank in BankName::ALL {
            let Some(first) = run.calls_to(bank).find(|call| call.route.is_some()) else {
                continue;
            };
            let other = !is_on(first, Endpoint::Accounts);
            collector.judge(first, other.then(|| breach(&NOT_FIRST, &first.path)));
        }
    }
    collector.judged(no_call(To::Bank))
}

fn after_refusal(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for bank in BankName::ALL {
            let lists = || {
                run.calls_to(bank)
                    .filter(|call| is_on(call, Endpoint::Accounts))
            };
            let refused = |call: &&Call| call.status().is_some_and(|status| status != 200);
            if lists().next().is_none() || !lists().all(|call| refused(&call)) {
                continue;
            }
            lists().for_each(|call| collector.look(call));
            let further = run.calls_to(bank).filter(|call| reference(call).is_some());
            for call in further {
                collector.breach(call, breach(&AFTER_REFUSAL, &call.path));
            }
        }
    }
    collector.judged(unseen(&NO_REFUSED_LIST))
}

fn service_endpoints(view: &JournalView<'_>, _with: &With) -> Judged {
    each(view.calls(To::Bank), no_call(To::Bank), |call| {
        let endpoint = call.route.as_ref()?.endpoint;
        (!view.service.has_endpoint(endpoint)).then(|| {
            let names = view.service.endpoints.iter();
            let names: Vec<&str> = names.map(|endpoint| endpoint.name()).collect();
            breach(&ENDPOINT, endpoint.name()).with("endpoints", names.join(", "))
        })
    })
}

fn every_account(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for bank in BankName::ALL {
            for account in run.references_of(bank) {
                for endpoint in &run.task.endpoints {
                    let requested = run
                        .calls_to(bank)
                        .find(|call| is_on(call, *endpoint) && reference(call) == Some(account));
                    match requested {
                        Some(call) => collector.look(call),
                        None => collector.missing(
                            breach(&ACCOUNT_NOT_REQUESTED, NOTHING)
                                .with("endpoint", *endpoint)
                                .with("account", account)
                                .with("bank", bank.orgno())
                                .with("scenario", &run.scenario.id),
                        ),
                    }
                }
            }
        }
    }
    collector.judged(unseen(&NO_ACCOUNT_LIST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::check::testing::{accounts, answered, bank, check};

    #[test]
    fn accounts_comes_first() {
        check("accounts-first")
            .keeps([bank(1, "/accounts"), bank(2, "/accounts/r")])
            .finds(&NOT_FIRST, [bank(1, "/accounts/r")]);
    }

    #[test]
    fn an_estate_has_no_cards() {
        check("service-endpoints")
            .estate()
            .keeps([bank(1, "/accounts/r")])
            .finds(&ENDPOINT, [bank(1, "/accounts/r/cards")]);
    }

    #[test]
    fn nothing_follows_on_a_refused_list() {
        let refused = || answered(bank(1, "/accounts"), 400, serde_json::json!({}));
        let list = answered(bank(2, "/accounts"), 200, accounts(&["r"]));
        check("nothing-after-refusal")
            .keeps([refused()])
            .finds(&AFTER_REFUSAL, [refused(), bank(2, "/accounts/1")])
            .ignores([refused(), list, bank(3, "/accounts/r")]);
    }

    #[test]
    fn every_account_is_requested() {
        let list = answered(
            bank(1, "/accounts"),
            200,
            accounts(&["r", "dataNotDelivered"]),
        );
        check("every-account")
            .keeps([list.clone(), bank(2, "/accounts/r")])
            .finds(&ACCOUNT_NOT_REQUESTED, [list]);
    }
}
