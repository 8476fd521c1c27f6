//! Step 1: the customer overview and the API registry.

use std::collections::BTreeSet;

use wire::profile::OverviewEndpoint;

use crate::agency::check::tally::{
    Judged, NOTHING, Tally, breach, each, no_bank_call, no_step_one,
};
use crate::agency::check::{To, With, calls};
use crate::agency::scenario_run::{JournalView, ScenarioRun};
use pack::scenario::BankName;

/// A GET that the overview could answer.
pub(super) fn request(view: &JournalView<'_>, _with: &With) -> Judged {
    each(calls(view, To::Overview), no_step_one(), |call| {
        let refused = call.method != "GET" || call.status().is_some_and(|status| status != 200);
        refused.then(|| {
            let given = call
                .given
                .as_ref()
                .and_then(|given| given.document.as_ref())
                .map(ToString::to_string)
                .unwrap_or_default();
            breach(
                "the overview refused a request",
                "oversikten avviste en forespørsel",
            )
            .wants(
                "a request that the overview takes",
                "en forespørsel som oversikten godtar",
            )
            .received(format!("{} {given}", call.method))
        })
    })
}

/// Only the overview's endpoints of the service.
pub(super) fn endpoint(view: &JournalView<'_>, _with: &With) -> Judged {
    let allowed = |path: &str| {
        let needed = if path.ends_with("/accountServicingProvider") {
            OverviewEndpoint::AccountServicingProvider
        } else {
            OverviewEndpoint::CustomerRelationships
        };
        view.service.overview.endpoints.contains(&needed)
    };
    each(calls(view, To::Overview), no_step_one(), |call| {
        (!allowed(&call.path)).then(|| {
            breach(
                "the service has not this endpoint of step 1",
                "tjenesten har ikke dette endepunktet i trinn 1",
            )
            .wants(
                "the endpoint of step 1 for the service",
                "tjenestens endepunkt i trinn 1",
            )
            .received(call.path.clone())
        })
    })
}

/// The banks that the overview named, if it was asked and answered.
fn named(run: &ScenarioRun) -> Option<BTreeSet<String>> {
    let answered = run
        .overview_calls()
        .filter_map(|call| call.given.as_ref())
        .filter(|given| given.status == 200);
    let documents: Vec<_> = answered
        .filter_map(|given| given.document.as_ref())
        .collect();
    if documents.is_empty() {
        return None;
    }
    let banks = documents
        .iter()
        .filter_map(|document| document["banks"].as_array())
        .flatten();
    Some(
        banks
            .filter_map(|bank| bank["organizationID"].as_str())
            .map(str::to_owned)
            .collect(),
    )
}

/// No bank is asked that the answer did not name.
pub(super) fn banks_of_answer(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let Some(named) = named(run) else { continue };
        run.overview_calls().for_each(|call| tally.look(call));
        for call in run.bank_calls() {
            if call
                .bank()
                .is_some_and(|bank| !named.contains(bank.orgno()))
            {
                tally.breach(
                    call,
                    breach(
                        "a bank was asked that step 1 did not name",
                        "en bank som trinn 1 ikke nevnte, ble spurt",
                    )
                    .wants(
                        "banks of the answer in step 1 only",
                        "bare banker i svaret fra trinn 1",
                    )
                    .received(call.bank().map_or(NOTHING, BankName::orgno)),
                );
            }
        }
    }
    tally.judged(no_step_one())
}

/// Every bank of the scenario is asked.
pub(super) fn every_bank(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view
        .runs
        .iter()
        .filter(|run| run.bank_calls().next().is_some())
    {
        for bank in run
            .scenario
            .banks
            .iter()
            .filter(|bank| matches!(bank, BankName::A | BankName::B))
        {
            match run.calls_to(*bank).next() {
                Some(call) => tally.look(call),
                None => tally.missing(
                    breach(
                        "a bank of the answer was not asked",
                        "en bank i svaret ble ikke spurt",
                    )
                    .wants(
                        "a call to every bank of the answer",
                        "et kall til hver bank i svaret",
                    )
                    .received(bank.orgno()),
                ),
            }
        }
    }
    tally.judged(no_bank_call())
}

/// The registered base URL is used as it stands.
pub(super) fn base_url(view: &JournalView<'_>, _with: &With) -> Judged {
    each(calls(view, To::Bank), no_bank_call(), |call| {
        let right = call.path.starts_with("/v2/") && !call.path.contains("//");
        (!right).then(|| {
            breach(
                "the base URL was not used as it is registered",
                "basis-URL-en ble ikke brukt slik den er registrert",
            )
            .wants(
                "the registered base URL, then one slash",
                "den registrerte basis-URL-en, så én skråstrek",
            )
            .received(call.path.clone())
        })
    })
}
