//! Step 1: the customer overview and the API registry.

use std::collections::BTreeSet;

use pack::catalogue::{To, With};
use pack::scenario::BankName;
use wire::messages::OverviewEndpoint;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, NOTHING, breach, each, no_call};
use crate::agency::check::pages::appends_absolute_next;
use crate::agency::journal::{Call, ConnectionFault};
use crate::agency::scenario_run::{JournalView, ScenarioRun, asks_about_an_account};
use crate::observations;

observations! {
    /// The overview refused a request.
    REFUSED = "step-one-refused" {
        observed: "the customer overview refused a request", "kundeforholdsoversikten avviste en forespørsel";
        expected: "a GET that the overview answers with 200", "en GET som oversikten svarer 200 på";
    }
    /// An endpoint of another service.
    ENDPOINT = "step-one-endpoint" {
        observed: "the service does not have this endpoint of step 1",
            "tjenesten har ikke dette endepunktet i trinn 1";
        expected: "the endpoint of step 1 for the service", "tjenestens endepunkt i trinn 1";
    }
    /// A bank that was not named.
    BANK_NOT_NAMED = "step-one-bank-not-named" {
        observed: "a bank that step 1 did not name was called", "en bank som trinn 1 ikke nevnte, ble kalt";
        expected: "only banks of the answer in step 1: {banks}", "bare banker i svaret fra trinn 1: {banks}";
    }
    /// A bank that was named and not called.
    BANK_NOT_CALLED = "step-one-bank-not-called" {
        observed: "bank {bank} of the answer in step 1 was not called",
            "bank {bank} i svaret fra trinn 1 ble ikke kalt";
        expected: "a call to every bank of the answer", "et kall til hver bank i svaret";
    }
    /// Another address than the registered one.
    BASE_URL = "base-url-changed" {
        observed: "the base URL was not used as it is registered",
            "basis-URL-en ble ikke brukt slik den er registrert";
        expected: "{base}, then one slash and the path", "{base}, så én skråstrek og stien";
    }
}

checks! {
    "overview-request" = request(StepOne) finds [REFUSED]
        "The customer overview answers every request of step 1 with 200.",
        "Kundeforholdsoversikten svarer 200 på alle forespørsler i trinn 1.";
    "overview-endpoint" = endpoint(StepOne) finds [ENDPOINT]
        "Only the service's endpoints of step 1 are called.", "Bare tjenestens endepunkter i trinn 1 kalles.";
    "banks-of-answer" = banks_of_answer(Everything) finds [BANK_NOT_NAMED]
        "Where step 1 was answered, only banks that it named are called.",
        "Når trinn 1 er besvart, kalles bare banker som ble nevnt der.";
    "every-bank" = every_bank(Banks) finds [BANK_NOT_CALLED]
        "Where a bank was called, every bank of the scenario is called.",
        "Når en bank er kalt, kalles alle bankene i scenariet.";
    "base-url" = base_url(Banks) finds [BASE_URL]
        "The address called, with its Host, begins with the registered base URL, character by character; a next with an absolute address that was appended to it is the bank's fault.",
        "Adressen som kalles, med Host, begynner med den registrerte basis-URL-en, tegn for tegn; en next med absolutt adresse som er hengt på den, er bankens feil.";
}

fn request(view: &JournalView<'_>, _with: &With) -> Judged {
    each(view.calls(To::Overview), no_call(To::Overview), |call| {
        let refused = call.method != "GET" || call.status().is_some_and(|status| status != 200);
        refused.then(|| {
            let given = call.given.as_ref();
            let document = given.and_then(|given| given.document.as_ref());
            let answer = document.map(ToString::to_string).unwrap_or_default();
            let status = call.status().map(|status| status.to_string());
            let status = status.unwrap_or_default();
            breach(&REFUSED, format!("{} {status} {answer}", call.method))
        })
    })
}

fn endpoint(view: &JournalView<'_>, _with: &With) -> Judged {
    let allowed = |call: &Call| {
        let needed = if asks_about_an_account(call) {
            OverviewEndpoint::AccountServicingProvider
        } else {
            OverviewEndpoint::CustomerRelationships
        };
        view.service.overview.endpoints.contains(&needed)
    };
    each(view.calls(To::Overview), no_call(To::Overview), |call| {
        (!allowed(call)).then(|| breach(&ENDPOINT, &call.path))
    })
}

/// The banks that the overview named, if it was asked and answered.
fn named(run: &ScenarioRun) -> Option<BTreeSet<&str>> {
    let documents: Vec<_> = run.overview_calls().filter_map(Call::delivered).collect();
    if documents.is_empty() {
        return None;
    }
    let lists = documents
        .iter()
        .filter_map(|document| document["banks"].as_array());
    let banks = lists.flatten();
    Some(
        banks
            .filter_map(|bank| bank["organizationID"].as_str())
            .collect(),
    )
}

fn banks_of_answer(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let Some(named) = named(run) else { continue };
        run.overview_calls().for_each(|call| collector.look(call));
        let mut listed = named.iter().copied().collect::<Vec<_>>().join(", ");
        if listed.is_empty() {
            listed.push_str(NOTHING);
        }
        for call in run.bank_calls() {
            let bank = call.bank().map_or(NOTHING, BankName::orgno);
            if !named.contains(bank) {
                collector.breach(call, breach(&BANK_NOT_NAMED, bank).with("banks", &listed));
            }
        }
    }
    collector.judged(no_call(To::Overview))
}

fn every_bank(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    let begun = |run: &&&ScenarioRun| run.bank_calls().next().is_some();
    for run in view.runs.iter().filter(begun) {
        for bank in run.answering_banks() {
            match run.calls_to(bank).next() {
                Some(call) => collector.look(call),
                None => {
                    collector.missing(breach(&BANK_NOT_CALLED, NOTHING).with("bank", bank.orgno()));
                }
            }
        }
    }
    collector.judged(no_call(To::Bank))
}

fn base_url(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for call in run.bank_calls() {
            let facts = view.facts(call);
            let base = call.bank().and_then(|bank| facts.base_urls.get(&bank));
            let Some(base) = base.filter(|_| !appends_absolute_next(run, call)) else {
                continue;
            };
            let called = facts.url_called(call);
            let below = called.strip_prefix(base.as_str());
            let right =
                below.is_some_and(|below| below.starts_with('/') && !call.path.contains("//"));
            let found = (!right).then(|| breach(&BASE_URL, called).with("base", base));
            collector.judge(call, found);
        }
        // A request for another host is refused before it is a call.
        for request in &run.unreadable {
            let base_urls = &view.environments[request.environment].base_urls;
            let base = request.bank.and_then(|bank| base_urls.get(&bank));
            if let (ConnectionFault::OtherHost(host), Some(base)) = (&request.fault, base) {
                collector.missing(breach(&BASE_URL, format!("Host: {host}")).with("base", base));
            }
        }
    }
    collector.judged(no_call(To::Bank))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::testing::{answered, at, bank, check, step_one, with_headers};

    fn overview() -> Call {
        let banks = json!({"banks": [{"organizationID": BankName::A.orgno()}]});
        answered(step_one("customerRelationships"), 200, banks)
    }

    fn to_b() -> Call {
        at(BankName::B, bank(2, "/accounts"))
    }

    #[test]
    fn only_banks_of_the_answer_are_called() {
        check("banks-of-answer")
            .keeps([overview(), bank(1, "/accounts")])
            .finds(&BANK_NOT_NAMED, [overview(), to_b()])
            .ignores([to_b()]);
    }

    #[test]
    fn every_bank_is_called() {
        check("every-bank")
            .keeps([bank(1, "/accounts"), to_b()])
            .finds(&BANK_NOT_CALLED, [bank(1, "/accounts")]);
    }

    #[test]
    fn a_refused_request_is_found() {
        let refused = answered(step_one("customerRelationships"), 400, json!({}));
        check("overview-request")
            .keeps([overview()])
            .finds(&REFUSED, [refused]);
    }

    #[test]
    fn account_servicing_provider_is_for_the_police() {
        let call = || [step_one("accountServicingProvider")];
        check("overview-endpoint").keeps(call());
        check("overview-endpoint").estate().finds(&ENDPOINT, call());
    }

    #[test]
    fn the_base_url_is_used_as_registered() {
        let sent = |host| [with_headers(bank(1, "/accounts"), &[("host", host)])];
        check("base-url")
            .keeps(sent("a"))
            .finds(&BASE_URL, sent("a.example"))
            .finds(&BASE_URL, [bank(1, "//accounts")]);
        let other = ConnectionFault::OtherHost("bank.example".into());
        check("base-url").finds_unreadable(&BASE_URL, other);
        let mut capitals = bank(1, "/accounts");
        capitals.path = "/V2/accounts".into();
        check("base-url").finds(&BASE_URL, [capitals]);
    }

    #[test]
    fn an_absolute_next_that_is_appended_is_the_banks_fault() {
        let href = "http://a/v2/accounts?side=2";
        let first = answered(
            bank(1, "/accounts"),
            200,
            json!({"links": [{"rel": "next", "href": href}]}),
        );
        let appended = bank(2, &format!("/{href}"));
        check("base-url")
            .keeps([first.clone(), appended.clone()])
            .finds(&BASE_URL, [appended]);
    }
}
