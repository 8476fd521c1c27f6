//! The extradition order against the request that carries it.

use pack::catalogue::{To, With};
use pack::reason::NO_ORDER;
use serde_json::Value;
use wire::dates::parse_iso;
use wire::messages::{Endpoint, header, query};

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, each_judged, unseen};
use crate::agency::check::content::approved;
use crate::agency::check::period::period_of;
use crate::agency::journal::Call;
use crate::agency::scenario_run::JournalView;
use crate::finding::Finding;
use crate::observations;

/// Seconds that the clocks of agency and harness may differ.
const LEEWAY: i64 = 60;

observations! {
    /// Another control object.
    PARTY = "order-other-party" {
        observed: "partyID of the order is another control object", "partyID i pålegget er et annet kontrollobjekt";
        expected: "{number}", "{number}";
    }
    /// Another mandate.
    MANDATE = "order-other-mandate" {
        observed: "mandate of the order is not that of the request", "hjemmelen i pålegget er ikke forespørselens";
        expected: "{sent}", "{sent}";
    }
    /// A longer period.
    BEYOND_PERIOD = "order-period-exceeded" {
        observed: "the request goes beyond the period of the order", "forespørselen går ut over perioden i pålegget";
        expected: "a period within {period}", "en periode innenfor {period}";
    }
    /// Others' accounts.
    BEYOND_OWNER = "order-owner-exceeded" {
        observed: "the request asks for others' accounts, which the order does not cover",
            "forespørselen ber om andres kontoer, som pålegget ikke dekker";
        expected: "OnlyPrimaryOwner=true, as in the order", "OnlyPrimaryOwner=true, som i pålegget";
    }
    /// An endpoint without access.
    BEYOND_FLAG = "order-flag-exceeded" {
        observed: "an endpoint was called though {claim} of the order is false",
            "et endepunkt ble kalt selv om {claim} i pålegget er false";
        expected: "calls to endpoints only that the order says true to", "bare kall til endepunkter som pålegget sier true til";
    }
    /// Another case number.
    CASE = "order-other-case" {
        observed: "caseID of the order is not the AccountInfoRequestID", "caseID i pålegget er ikke AccountInfoRequestID";
        expected: "{sent}", "{sent}";
    }
    /// Too early or too late.
    OUT_OF_TIME = "order-out-of-time" {
        observed: "the order was sent before its approval or after its end",
            "pålegget ble sendt før godkjenningen eller etter utløp";
        expected: "a call between {approved} and exp {exp}", "et kall mellom {approved} og exp {exp}";
    }
}

checks! {
    "order-party" = party(Orders) finds [PARTY]
        "partyID of the order is the control object of the task.", "partyID i pålegget er kontrollobjektet i oppgaven.";
    "order-mandate" = mandate(Orders) finds [MANDATE]
        "mandate of the order is Legal-Mandate, decoded.", "mandate i pålegget er Legal-Mandate, dekodet.";
    "order-covers-period" = covers_period(Orders) finds [BEYOND_PERIOD]
        "The period of the request lies within the order's.", "Perioden i forespørselen ligger innenfor påleggets.";
    "order-covers-owner" = covers_owner(Orders) finds [BEYOND_OWNER]
        "OnlyPrimaryOwner is not false where the order says true.", "OnlyPrimaryOwner er ikke false når pålegget sier true.";
    "order-flags" = flags(Orders) finds [BEYOND_FLAG]
        "No endpoint is called whose flag in the order is false.", "Ingen endepunkter kalles som har et flagg i pålegget som er false.";
    "order-case" = case(Orders) finds [CASE]
        "caseID of the order is the AccountInfoRequestID, in capitals or not.",
        "caseID i pålegget er AccountInfoRequestID, med store bokstaver eller ikke.";
    "order-in-time" = in_time(Orders) finds [OUT_OF_TIME]
        "A call comes no earlier than 60 seconds before approvalTimestamp, and no later than exp.",
        "Et kall kommer ikke tidligere enn 60 sekunder før approvalTimestamp, og ikke senere enn exp.";
}

fn against_request(
    view: &JournalView<'_>,
    check: impl Fn(&Call, &Value) -> Option<Result<(), Finding>>,
) -> Judged {
    each_judged(view.calls(To::Bank), unseen(&NO_ORDER), |call| {
        check(call, &call.order.as_ref()?.payload)
    })
}

#[expect(
    clippy::result_large_err,
    reason = "a finding is what the check returns"
)]
fn kept_or(kept: bool, finding: impl FnOnce() -> Finding) -> Result<(), Finding> {
    if kept { Ok(()) } else { Err(finding()) }
}

fn party(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for call in run.bank_calls() {
            let Some(order) = &call.order else { continue };
            let (sent, number) = (&order.payload["partyID"], &run.task.party);
            let other = *sent != number.as_str();
            let found = other.then(|| {
                breach(&PARTY, sent.to_string())
                    .with("number", number)
                    .at("/partyID")
            });
            collector.judge(call, found);
        }
    }
    collector.judged(unseen(&NO_ORDER))
}

fn mandate(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let sent = wire::mandate::decode(&call.header(header::LEGAL_MANDATE)?).ok()?;
        Some(kept_or(claims["mandate"] == sent.as_str(), || {
            let finding = breach(&MANDATE, claims["mandate"].to_string());
            finding.with("sent", &sent).at("/mandate")
        }))
    })
}

fn covers_period(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let ordered = |name: &str| parse_iso(claims[name].as_str()?).ok();
        let (first, last) = (ordered("fromDate")?, ordered("toDate")?);
        let (from, to) = period_of(call)?;
        Some(kept_or(first <= from && to <= last, || {
            breach(&BEYOND_PERIOD, format!("{from}/{to}")).with("period", format!("{first}/{last}"))
        }))
    })
}

fn covers_owner(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let asked = call.parameter(query::ONLY_PRIMARY_OWNER)?;
        let wider = claims["onlyPrimaryOwner"] == true && asked.eq_ignore_ascii_case("false");
        Some(kept_or(!wider, || {
            breach(&BEYOND_OWNER, &asked).at("/onlyPrimaryOwner")
        }))
    })
}

/// The claim that gives access to an endpoint.
pub(super) fn flag(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Accounts => "accountList",
        Endpoint::AccountDetails => "accountDetails",
        Endpoint::Transactions => "transactions",
        Endpoint::Cards => "cards",
        Endpoint::Roles => "roles",
    }
}

fn flags(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let endpoint = call.route.as_ref()?.endpoint;
        let flag = flag(endpoint);
        let refused = claims[flag] == false && endpoint != Endpoint::Accounts;
        Some(kept_or(!refused, || {
            let finding = breach(&BEYOND_FLAG, &call.path).with("claim", flag);
            finding.at(format!("/{flag}"))
        }))
    })
}

fn case(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let sent = call.header(header::ACCOUNT_INFO_REQUEST_ID)?;
        let case = claims["caseID"].as_str();
        Some(kept_or(
            case.is_some_and(|case| case.eq_ignore_ascii_case(&sent)),
            || {
                let finding = breach(&CASE, claims["caseID"].to_string());
                finding.with("sent", &sent).at("/caseID")
            },
        ))
    })
}

fn in_time(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let (approved, exp) = (approved(claims)?, claims["exp"].as_i64()?);
        let now = call.received.as_second();
        let in_time = (approved.as_second() - LEEWAY..=exp).contains(&now);
        Some(kept_or(in_time, || {
            breach(&OUT_OF_TIME, call.received.to_string())
                .with("approved", approved.to_string())
                .with("exp", exp)
                .at("/exp")
        }))
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::Date;
    use serde_json::json;
    use wire::dates::{today, years_before};

    use super::*;
    use crate::agency::check::testing::{
        CASE as NUMBER, POLICE, bank, check, order, order_but, with_headers, with_order,
    };

    fn ordered(below: &str) -> Vec<Call> {
        vec![with_order(bank(0, below), order())]
    }

    fn with_header(name: &str, value: &str) -> Vec<Call> {
        let call = with_order(bank(0, "/accounts"), order());
        vec![with_headers(call, &[(name, value)])]
    }

    #[test]
    fn the_order_is_about_the_control_object() {
        check("order-party")
            .keeps(ordered("/accounts"))
            .finds(&PARTY, order_but("/partyID", json!("1")));
    }

    #[test]
    fn the_order_has_the_mandate_of_the_request() {
        let mandates = &wire::profile::service(POLICE).expect("a service").mandates;
        let sent = |number: usize| with_header(header::LEGAL_MANDATE, &mandates[number].encoded);
        check("order-mandate")
            .keeps(sent(0))
            .finds(&MANDATE, sent(1));
    }

    #[test]
    fn the_request_stays_within_the_period_of_the_order() {
        let asked = |from: Date| ordered(&format!("/accounts?fromDate={from}&toDate={}", today()));
        check("order-covers-period")
            .keeps(asked(years_before(today(), 1)))
            .finds(&BEYOND_PERIOD, asked(years_before(today(), 2)));
    }

    #[test]
    fn the_request_asks_for_no_others_accounts() {
        check("order-covers-owner")
            .keeps(ordered("/accounts?OnlyPrimaryOwner=true"))
            .finds(&BEYOND_OWNER, ordered("/accounts?OnlyPrimaryOwner=FALSE"));
    }

    #[test]
    fn the_request_goes_to_endpoints_that_are_ordered() {
        check("order-flags")
            .keeps(ordered("/accounts/r"))
            .finds(&BEYOND_FLAG, ordered("/accounts/r/cards"));
    }

    #[test]
    fn the_order_has_the_case_of_the_request() {
        check("order-case")
            .keeps(with_header(header::ACCOUNT_INFO_REQUEST_ID, NUMBER))
            .finds(&CASE, with_header(header::ACCOUNT_INFO_REQUEST_ID, "other"));
    }

    #[test]
    fn the_order_is_sent_before_its_end() {
        let past = Timestamp::now().as_second() - 60;
        check("order-in-time")
            .keeps(ordered("/accounts"))
            .finds(&OUT_OF_TIME, order_but("/exp", json!(past)));
    }
}
