//! The extradition order as a JWS, and its part in the case.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use wire::messages::header;

use crate::agency::check::tally::{
    Judged, Tally, breach, each, each_judged, no_bank_call, no_order,
};
use crate::agency::check::{To, With, calls};
use crate::agency::scenario_run::JournalView;
use crate::finding::Finding;

/// A compact JWS of three parts that can be read.
pub(super) fn form(view: &JournalView<'_>, _with: &With) -> Judged {
    let concerned =
        calls(view, To::Bank).filter(|call| call.header(header::ADDITIONAL_REFERENCE_ID).is_some());
    each(concerned, no_order(), |call| {
        let bytes = call.header(header::ADDITIONAL_REFERENCE_ID)?.len();
        call.order.is_none().then(|| {
            breach(
                "the order is no compact JWS that can be read",
                "pålegget er ikke en kompakt JWS som kan leses",
            )
            .wants(
                "a JWS in compact form (RFC 7515)",
                "en JWS i kompakt form (RFC 7515)",
            )
            .received(format!("{bytes} B"))
            .at("header:AdditionalReferenceID")
        })
    })
}

/// Looks at the header and the claims of every order.
pub(super) fn on_orders(
    view: &JournalView<'_>,
    check: impl Fn(&Value, &Value) -> Option<Finding>,
) -> Judged {
    each_judged(calls(view, To::Bank), no_order(), |call| {
        let order = call.order.as_ref()?;
        Some(check(&order.header, &order.payload).map_or(Ok(()), Err))
    })
}

/// A member of the header has this value.
pub(super) fn member(view: &JournalView<'_>, with: &With) -> Judged {
    let (name, wanted) = (with.header.as_str(), with.value.as_str());
    on_orders(view, |header, _| {
        (header[name] != wanted).then(|| {
            breach(
                format!("{name} of the order is not {wanted}"),
                format!("{name} i pålegget er ikke {wanted}"),
            )
            .wants(wanted, wanted)
            .received(header[name].to_string())
            .at(format!("/{name}"))
        })
    })
}

/// The order brings no key of its own.
pub(super) fn own_keys(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |header, _| {
        let found = ["jwk", "jku", "x5c", "x5u"]
            .into_iter()
            .find(|name| header.get(*name).is_some())?;
        Some(
            breach(
                "the order brings a key of its own",
                "pålegget har med sin egen nøkkel",
            )
            .wants("kid alone names the key", "bare kid navngir nøkkelen")
            .received(found)
            .at(format!("/{found}")),
        )
    })
}

/// The same order in every call of a case, at every bank. It may be signed anew: what it says counts.
pub(super) fn same(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let mut first: Option<&Value> = None;
        for call in run.bank_calls() {
            let Some(order) = &call.order else {
                continue;
            };
            tally.look(call);
            let id = order.payload["extraditionOrderID"].to_string();
            if *first.get_or_insert(&order.payload) != &order.payload {
                tally.breach(
                    call,
                    breach(
                        "the order changes within the case",
                        "pålegget endrer seg innenfor saken",
                    )
                    .wants(
                        "the order of the case's first call",
                        "pålegget i sakens første kall",
                    )
                    .received(id)
                    .at("/extraditionOrderID"),
                );
            }
        }
    }
    tally.judged(no_order())
}

/// Orders about different control objects have different ids.
pub(super) fn ids(view: &JournalView<'_>, _with: &With) -> Judged {
    let (mut tally, mut parties, mut orders) = (Tally::default(), HashSet::new(), HashMap::new());
    for run in view.runs {
        for call in run.bank_calls() {
            let Some(order) = &call.order else { continue };
            let (id, party) = (
                order.payload["extraditionOrderID"].to_string(),
                order.payload["partyID"].to_string(),
            );
            tally.look(call);
            parties.insert(party.clone());
            if *orders.entry(id.clone()).or_insert_with(|| party.clone()) != party {
                tally.breach(
                    call,
                    breach(
                        "two control objects have an order of the same id",
                        "to kontrollobjekter har pålegg med samme id",
                    )
                    .wants(
                        "an extraditionOrderID for each control object",
                        "én extraditionOrderID for hvert kontrollobjekt",
                    )
                    .received(id),
                );
            }
        }
    }
    if parties.len() < 2 {
        no_bank_call()
    } else {
        tally.judged(no_order())
    }
}
