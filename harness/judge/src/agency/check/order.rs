//! The extradition order as a JWS, and its part in the case.

use std::collections::{HashMap, HashSet};

use pack::catalogue::{To, With};
use pack::reason::{NO_ORDER, ONE_CONTROL_OBJECT};
use serde_json::Value;
use wire::messages::header;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, each, each_judged, unseen};
use crate::agency::scenario_run::JournalView;
use crate::finding::Finding;
use crate::observations;

observations! {
    /// Not a JWS.
    UNREADABLE = "order-unreadable" {
        observed: "the order cannot be read as a JWS", "pålegget kan ikke leses som en JWS";
        expected: "a JWS in compact form (RFC 7515)", "en JWS i kompakt form (RFC 7515)";
    }
    /// A header parameter with another value.
    MEMBER = "order-header-value" {
        observed: "{member} in the header of the order has another value",
            "{member} i hodet til pålegget har en annen verdi";
        expected: "{expected}", "{expected}";
    }
    /// A key in the header.
    OWN_KEY = "order-own-key" {
        observed: "the header of the order has {member}", "hodet til pålegget har {member}";
        expected: "kid only, to name the key", "bare kid, som navngir nøkkelen";
    }
    /// Another order in the same case.
    CHANGES = "order-changes" {
        observed: "the content of the order changes within the case",
            "innholdet i pålegget endrer seg innenfor saken";
        expected: "the order of the first call of the case: {first}", "pålegget i sakens første kall: {first}";
    }
    /// One id for two control objects.
    SHARED_ID = "order-shared-id" {
        observed: "the orders about two control objects have the same id",
            "påleggene om to kontrollobjekter har samme id";
        expected: "an extraditionOrderID of its own for each control object",
            "en egen extraditionOrderID for hvert kontrollobjekt";
    }
}

checks! {
    "order-form" = form(Orders) finds [UNREADABLE]
        "AdditionalReferenceID, where it is sent, is a JWS of three parts.",
        "AdditionalReferenceID, der den sendes, er en JWS i tre deler.";
    "order-member" = member(Orders, "header", "value") finds [MEMBER]
        "The header parameter of the order that the case names has the value that it names.",
        "Parameteren i hodet til pålegget som testen navngir, har verdien som testen oppgir.";
    "order-own-keys" = own_keys(Orders) finds [OWN_KEY]
        "The header of the order has no jwk, jku, x5c or x5u.", "Hodet til pålegget har ikke jwk, jku, x5c eller x5u.";
    "order-same" = same(Orders) finds [CHANGES]
        "The claims of the order are the same in all calls of a scenario; it may be signed anew.",
        "Feltene i pålegget er de samme i alle kall i et scenario; det kan være signert på nytt.";
    "order-ids" = ids(Orders) finds [SHARED_ID]
        "Orders about different control objects have different ids.",
        "Pålegg om ulike kontrollobjekter har ulike id-er.";
}

fn form(view: &JournalView<'_>, _with: &With) -> Judged {
    let sent = |name| move |call: &&crate::agency::journal::Call| call.header(name).is_some();
    let concerned = view
        .calls(To::Bank)
        .filter(sent(header::ADDITIONAL_REFERENCE_ID));
    each(concerned, unseen(&NO_ORDER), |call| {
        let bytes = call.header(header::ADDITIONAL_REFERENCE_ID)?.len();
        call.order
            .is_none()
            .then(|| breach(&UNREADABLE, format!("{bytes} B")).at("header:AdditionalReferenceID"))
    })
}

/// Looks at the header and the claims of every order.
pub(super) fn on_orders(
    view: &JournalView<'_>,
    check: impl Fn(&Value, &Value) -> Option<Finding>,
) -> Judged {
    each_judged(view.calls(To::Bank), unseen(&NO_ORDER), |call| {
        let order = call.order.as_ref()?;
        Some(check(&order.header, &order.payload).map_or(Ok(()), Err))
    })
}

fn member(view: &JournalView<'_>, with: &With) -> Judged {
    let (name, expected) = (with.header.as_str(), with.value.as_str());
    on_orders(view, |header, _| {
        (header[name] != expected).then(|| {
            breach(&MEMBER, header[name].to_string())
                .with("member", name)
                .with("expected", expected)
                .at(format!("/{name}"))
        })
    })
}

fn own_keys(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |header, _| {
        let found = ["jwk", "jku", "x5c", "x5u"]
            .into_iter()
            .find(|name| header.get(*name).is_some())?;
        let finding = breach(&OWN_KEY, found).with("member", found);
        Some(finding.at(format!("/{found}")))
    })
}

fn same(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let orders = run
            .bank_calls()
            .filter_map(|call| Some((call, &call.order.as_ref()?.payload)));
        let mut first: Option<&Value> = None;
        for (call, order) in orders {
            let first = *first.get_or_insert(order);
            let changed = (first != order).then(|| {
                breach(&CHANGES, order["extraditionOrderID"].to_string())
                    .with("first", &first["extraditionOrderID"])
                    .at("/extraditionOrderID")
            });
            collector.judge(call, changed);
        }
    }
    collector.judged(unseen(&NO_ORDER))
}

fn ids(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    let (mut parties, mut orders) = (HashSet::new(), HashMap::new());
    for call in view.calls(To::Bank) {
        let Some(order) = &call.order else { continue };
        let id = order.payload["extraditionOrderID"].to_string();
        let party = &order.payload["partyID"];
        parties.insert(party);
        let shared = *orders.entry(id.clone()).or_insert(party) != party;
        let found = shared.then(|| breach(&SHARED_ID, id).at("/extraditionOrderID"));
        collector.judge(call, found);
    }
    if parties.len() == 1 {
        return unseen(&ONE_CONTROL_OBJECT);
    }
    collector.judged(unseen(&NO_ORDER))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::testing::{
        bank, check, jws, order, order_but, with_headers, with_order,
    };
    use crate::agency::journal::Call;

    fn right() -> Call {
        with_order(bank(1, "/accounts"), order())
    }

    #[test]
    fn an_order_is_a_jws() {
        let sent = |call| {
            [with_headers(
                call,
                &[(header::ADDITIONAL_REFERENCE_ID, "x")],
            )]
        };
        check("order-form")
            .keeps(sent(right()))
            .finds(&UNREADABLE, sent(bank(1, "/accounts")));
    }

    #[test]
    fn a_header_parameter_has_a_value() {
        let mut other = right();
        other.order = Some(jws(json!({"alg": "RS256"}), order()));
        check("order-member")
            .header("alg")
            .value("PS256")
            .keeps([right()])
            .finds(&MEMBER, [other]);
    }

    #[test]
    fn an_order_brings_no_key() {
        let mut other = right();
        other.order = Some(jws(json!({"alg": "PS256", "jwk": {}}), order()));
        check("order-own-keys")
            .keeps([right()])
            .finds(&OWN_KEY, [other]);
    }

    #[test]
    fn the_order_stays_through_a_case() {
        let other = order_but("/extraditionOrderID", json!("x"));
        check("order-same")
            .keeps([right(), right()])
            .finds(&CHANGES, [vec![right()], other].concat());
    }

    #[test]
    fn two_control_objects_have_two_orders() {
        let mut claims = order();
        claims["partyID"] = json!("1");
        let same_id = with_order(bank(2, "/accounts"), claims.clone());
        claims["extraditionOrderID"] = json!("x");
        let other_id = with_order(bank(2, "/accounts"), claims);
        check("order-ids")
            .keeps([right(), other_id])
            .finds(&SHARED_ID, [right(), same_id])
            .ignores([right()]);
    }
}
