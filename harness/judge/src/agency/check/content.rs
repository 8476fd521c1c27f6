//! The content of the extradition order by itself.

use jiff::Timestamp;
use pack::catalogue::With;
use serde_json::Value;
use wire::dates::{parse_iso, years_before};

use crate::agency::check::call::is_uuid;
use crate::agency::check::checks;
use crate::agency::check::collect::{Judged, breach};
use crate::agency::check::order::on_orders;
use crate::agency::scenario_run::JournalView;
use crate::observations;

/// Most seconds from approval to end.
const LONGEST_LIFE: i64 = 90 * 86_400;
const TEXTS: [&str; 14] = [
    "/extraditionOrderID",
    "/version",
    "/partyID",
    "/mandate",
    "/reason",
    "/fromDate",
    "/toDate",
    "/district/districtID",
    "/district/districtLabel",
    "/approval/approvedByID",
    "/approval/approvedByName",
    "/approval/approvedByRole",
    "/approval/approvalTimestamp",
    "/caseID",
];
const FLAGS: [&str; 6] = [
    "/onlyPrimaryOwner",
    "/accountList",
    "/accountDetails",
    "/transactions",
    "/cards",
    "/roles",
];

observations! {
    /// A claim is missing or of another type.
    CLAIM = "order-claim" {
        observed: "the claim {claim} of the order is missing, empty or of another type",
            "feltet {claim} i pålegget mangler, er tomt eller har feil type";
        expected: "a claim of the type {type}", "et felt av typen {type}";
    }
    /// A claim has another value.
    VALUE = "order-claim-value" {
        observed: "{claim} of the order has another value", "{claim} i pålegget har en annen verdi";
        expected: "{expected}", "{expected}";
    }
    /// An id is no UUID.
    NOT_UUID = "order-claim-not-uuid" {
        observed: "{claim} of the order is not a UUID", "{claim} i pålegget er ikke en UUID";
        expected: "a UUID (RFC 9562)", "en UUID (RFC 9562)";
    }
    /// The reason of another mandate.
    REASON = "order-reason" {
        observed: "the reason of the order does not belong to its mandate",
            "begrunnelsen i pålegget hører ikke til hjemmelen";
        expected: "{expected}", "{expected}";
    }
    /// The mandate has no reason.
    NO_MANDATE = "order-mandate-unknown" {
        observed: "the mandate of the order is not one of the service's, so no reason belongs to it",
            "hjemmelen i pålegget er ikke en av tjenestens, så ingen begrunnelse hører til den";
        expected: "a mandate of the service, with its reason", "en av tjenestens hjemler, med sin begrunnelse";
    }
    /// The period is reversed or too long ago.
    PERIOD = "order-period" {
        observed: "the period of the order is missing, reversed, or goes more than ten years back",
            "perioden i pålegget mangler, er snudd, eller går mer enn ti år tilbake";
        expected: "fromDate not before {earliest} and not after toDate", "fromDate ikke før {earliest} og ikke etter toDate";
    }
    /// No access to the list.
    ACCOUNT_LIST = "order-account-list" {
        observed: "accountList of the order is not true", "accountList i pålegget er ikke true";
        expected: "true", "true";
    }
    /// It lasts too long.
    LIFE = "order-life" {
        observed: "the order ends before its approval, or more than 90 days after it",
            "pålegget utløper før godkjenningen, eller mer enn 90 dager etter den";
        expected: "exp at most 90 days after {approved}", "exp høyst 90 dager etter {approved}";
    }
    /// Another form of time.
    TIMESTAMP = "order-timestamp" {
        observed: "approvalTimestamp does not have the form YYYY-MM-DDThh:mm:ssZ",
            "approvalTimestamp har ikke formen ÅÅÅÅ-MM-DDThh:mm:ssZ";
        expected: "YYYY-MM-DDThh:mm:ssZ", "ÅÅÅÅ-MM-DDThh:mm:ssZ";
    }
}

checks! {
    "order-claims" = claims(Orders) finds [CLAIM]
        "The order has its 14 texts, none of them empty, its 6 flags and exp.",
        "Pålegget har sine 14 tekster, ingen av dem tomme, sine 6 flagg og exp.";
    "order-value" = value(Orders, "header", "value") finds [VALUE]
        "The claim that the case names has the value that it names.", "Feltet som testen navngir, har verdien som testen oppgir.";
    "order-uuid" = uuids(Orders) finds [NOT_UUID]
        "extraditionOrderID and caseID are UUIDs.", "extraditionOrderID og caseID er UUID-er.";
    "order-reason" = reason(Orders) finds [REASON, NO_MANDATE]
        "The reason is the one that belongs to the mandate.", "Begrunnelsen er den som hører til hjemmelen.";
    "order-period" = period(Orders) finds [PERIOD]
        "The period of the order is not reversed and goes at most ten years back.",
        "Perioden i pålegget er ikke snudd og går høyst ti år tilbake.";
    "order-account-list" = account_list(Orders) finds [ACCOUNT_LIST]
        "accountList is true.", "accountList er true.";
    "order-life" = life(Orders) finds [LIFE]
        "exp is 0 to 90 days after approvalTimestamp.", "exp er 0 til 90 dager etter approvalTimestamp.";
    "order-timestamp" = timestamp(Orders) finds [TIMESTAMP]
        "approvalTimestamp has the form YYYY-MM-DDThh:mm:ssZ.", "approvalTimestamp har formen ÅÅÅÅ-MM-DDThh:mm:ssZ.";
}

fn claims(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let at = |pointer: &str| claims.pointer(pointer).unwrap_or(&Value::Null);
        let is_text = |pointer: &&str| at(pointer).as_str().is_some_and(|text| !text.is_empty());
        let text = || TEXTS.into_iter().find(|pointer| !is_text(pointer));
        let flag = || FLAGS.into_iter().find(|pointer| !at(pointer).is_boolean());
        let end = || (!claims["exp"].is_number()).then_some("/exp");
        let (pointer, kind) = text()
            .map(|pointer| (pointer, "string"))
            .or_else(|| flag().map(|pointer| (pointer, "boolean")))
            .or_else(|| end().map(|pointer| (pointer, "number")))?;
        Some(
            breach(&CLAIM, at(pointer).to_string())
                .with("claim", pointer.trim_start_matches('/'))
                .with("type", kind)
                .at(pointer),
        )
    })
}

fn value(view: &JournalView<'_>, with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let name = with.header.as_str();
        (claims[name] != with.value.as_str()).then(|| {
            breach(&VALUE, claims[name].to_string())
                .with("claim", name)
                .with("expected", &with.value)
                .at(format!("/{name}"))
        })
    })
}

fn uuids(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let name = ["extraditionOrderID", "caseID"]
            .into_iter()
            .find(|name| !claims[*name].as_str().is_some_and(is_uuid))?;
        let finding = breach(&NOT_UUID, claims[name].to_string()).with("claim", name);
        Some(finding.at(format!("/{name}")))
    })
}

fn reason(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let mut mandates = view.service.mandates.iter();
        let mandate = mandates.find(|mandate| claims["mandate"] == mandate.text.as_str());
        let received = claims["reason"].to_string();
        match mandate.and_then(|mandate| mandate.reason.as_deref()) {
            None => Some(breach(&NO_MANDATE, received).at("/reason")),
            Some(reason) if claims["reason"] == reason => None,
            Some(reason) => {
                let finding = breach(&REASON, received).with("expected", reason);
                Some(finding.at("/reason"))
            }
        }
    })
}

fn period(view: &JournalView<'_>, _with: &With) -> Judged {
    let earliest = years_before(wire::dates::today(), 10);
    on_orders(view, |_, claims| {
        let date = |name: &str| claims[name].as_str().and_then(|text| parse_iso(text).ok());
        let right = date("fromDate")
            .zip(date("toDate"))
            .is_some_and(|(from, to)| from <= to && from >= earliest);
        (!right).then(|| {
            breach(
                &PERIOD,
                format!("{}/{}", claims["fromDate"], claims["toDate"]),
            )
            .with("earliest", earliest)
            .at("/fromDate")
        })
    })
}

fn account_list(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        (claims["accountList"] != true)
            .then(|| breach(&ACCOUNT_LIST, claims["accountList"].to_string()).at("/accountList"))
    })
}

/// When an order was approved.
pub(super) fn approved(claims: &Value) -> Option<Timestamp> {
    let at = claims.pointer("/approval/approvalTimestamp")?;
    at.as_str()?.parse().ok()
}

fn life(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let life = approved(claims)
            .zip(claims["exp"].as_i64())
            .map(|(approved, end)| end.saturating_sub(approved.as_second()));
        let right = life.is_some_and(|life| (0..=LONGEST_LIFE).contains(&life));
        (!right).then(|| {
            let approved = claims.pointer("/approval/approvalTimestamp");
            breach(&LIFE, format!("exp {}", claims["exp"]))
                .with("approved", approved.unwrap_or(&Value::Null))
                .at("/exp")
        })
    })
}

fn timestamp(view: &JournalView<'_>, _with: &With) -> Judged {
    const AT: &str = "/approval/approvalTimestamp";
    on_orders(view, |_, claims| {
        let text = claims.pointer(AT).and_then(Value::as_str);
        let text = text.unwrap_or_default();
        let right = text.len() == 20 && text.ends_with('Z') && text.parse::<Timestamp>().is_ok();
        (!right).then(|| breach(&TIMESTAMP, text).at(AT))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::testing::{bank, check, order, order_but, with_order};
    use crate::agency::journal::Call;

    fn right() -> Vec<Call> {
        vec![with_order(bank(0, "/accounts"), order())]
    }

    #[test]
    fn every_claim_is_there() {
        check("order-claims")
            .keeps(right())
            .finds(&CLAIM, order_but("/district/districtID", Value::Null))
            .finds(&CLAIM, order_but("/cards", json!("true")))
            .finds(&CLAIM, order_but("/exp", json!("tomorrow")));
    }

    #[test]
    fn a_claim_has_a_value() {
        check("order-value")
            .header("version")
            .value("1.0.0")
            .keeps(right())
            .finds(&VALUE, order_but("/version", json!("2")));
    }

    #[test]
    fn ids_are_uuids() {
        check("order-uuid")
            .keeps(right())
            .finds(&NOT_UUID, order_but("/caseID", json!("1")));
    }

    #[test]
    fn the_reason_belongs_to_the_mandate() {
        check("order-reason")
            .keeps(right())
            .finds(&REASON, order_but("/reason", json!("x")))
            .finds(&NO_MANDATE, order_but("/mandate", json!("x")));
    }

    #[test]
    fn the_period_goes_ten_years_back_at_most() {
        check("order-period")
            .keeps(right())
            .finds(&PERIOD, order_but("/fromDate", json!("2001-01-01")));
    }

    #[test]
    fn the_account_list_is_always_ordered() {
        check("order-account-list")
            .keeps(right())
            .finds(&ACCOUNT_LIST, order_but("/accountList", json!(false)));
    }

    #[test]
    fn an_order_lasts_ninety_days_at_most() {
        let end = Timestamp::now().as_second() + 91 * 86_400;
        check("order-life")
            .keeps(right())
            .finds(&LIFE, order_but("/exp", json!(end)));
    }

    #[test]
    fn the_approval_is_in_utc_to_the_second() {
        let other = json!("2026-01-01T00:00:00+01:00");
        check("order-timestamp")
            .keeps(right())
            .finds(&TIMESTAMP, order_but("/approval/approvalTimestamp", other));
    }
}
