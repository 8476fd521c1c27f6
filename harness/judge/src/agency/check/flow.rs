//! The order of calls, and that everything that was asked for is asked.

use wire::messages::Endpoint;

use crate::agency::check::tally::{Judged, Tally, breach, each, no_bank_call};
use crate::agency::check::{To, With, calls};
use crate::agency::scenario_run::{JournalView, ScenarioRun, is_on, reference};
use pack::scenario::BankName;
use pack::text::Text;

/// Accounts comes first at every bank.
pub(super) fn accounts_first(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for bank in BankName::ALL {
            let Some(first) = run.calls_to(bank).find(|call| call.route.is_some()) else {
                continue;
            };
            tally.look(first);
            if !is_on(first, Endpoint::Accounts) {
                tally.breach(
                    first,
                    breach(
                        "the first call to a bank is not Accounts",
                        "det første kallet til en bank er ikke Accounts",
                    )
                    .wants("GET /accounts first", "GET /accounts først")
                    .received(first.path.clone()),
                );
            }
        }
    }
    tally.judged(no_bank_call())
}

/// Only endpoints of the service are called.
pub(super) fn service_endpoints(view: &JournalView<'_>, _with: &With) -> Judged {
    each(calls(view, To::Bank), no_bank_call(), |call| {
        let endpoint = call.route.as_ref()?.endpoint;
        (!view.service.has_endpoint(endpoint)).then(|| {
            breach(
                "an endpoint outside the service was called",
                "et endepunkt utenfor tjenesten ble kalt",
            )
            .wants("an endpoint of the service", "et endepunkt i tjenesten")
            .received(endpoint.name())
        })
    })
}

/// Endpoints beside Accounts that the agency called at all in a scenario.
pub(super) fn habits(run: &ScenarioRun) -> Vec<Endpoint> {
    run.task
        .endpoints
        .iter()
        .copied()
        .filter(|endpoint| run.bank_calls().any(|call| is_on(call, *endpoint)))
        .collect()
}

/// Every account of the answers is asked about, on every endpoint that was asked for.
pub(super) fn every_account(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for bank in BankName::ALL {
            for account in run.references_of(bank) {
                for endpoint in &run.task.endpoints {
                    let asked = run
                        .calls_to(bank)
                        .find(|call| is_on(call, *endpoint) && reference(call) == Some(account));
                    match asked {
                        Some(call) => tally.look(call),
                        None => tally.missing(
                            breach(
                                "an account was not asked about",
                                "en konto ble ikke spurt om",
                            )
                            .wants(
                                "a call about every account in the list",
                                "et kall om hver konto i listen",
                            )
                            .received(format!("{}: {endpoint}, bank {bank:?}", run.scenario.id)),
                        ),
                    }
                }
            }
        }
    }
    tally.judged(Judged::Unseen(Text::new(
        "no account list was fetched",
        "ingen kontoliste ble hentet",
    )))
}
