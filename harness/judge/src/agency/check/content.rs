//! The content of the extradition order, by itself and against the request.

use jiff::Timestamp;
use serde_json::Value;
use wire::dates::{parse_iso, years_before};
use wire::messages::{Endpoint, header, query};

use crate::agency::check::call::is_uuid;
use crate::agency::check::order::on_orders;
use crate::agency::check::tally::{Judged, Tally, breach, each_judged, no_order};
use crate::agency::check::{To, With, calls};
use crate::agency::scenario_run::JournalView;
use crate::finding::Finding;

const NINETY_DAYS: i64 = 90 * 86_400;
const TEXTS: [&str; 13] = [
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

/// Every claim is there, of its type.
pub(super) fn claims(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let text = |pointer: &str| {
            claims
                .pointer(pointer)
                .and_then(Value::as_str)
                .is_some_and(|text| !text.is_empty())
        };
        let flag = |pointer: &str| claims.pointer(pointer).is_some_and(Value::is_boolean);
        let missing = TEXTS
            .into_iter()
            .find(|pointer| !text(pointer))
            .or_else(|| FLAGS.into_iter().find(|pointer| !flag(pointer)))
            .or_else(|| {
                (!text("/approval/approvalTimestamp")).then_some("/approval/approvalTimestamp")
            })
            .or_else(|| (!claims["exp"].is_number()).then_some("/exp"))?;
        Some(
            breach(
                "a claim of the order is missing or of another type",
                "et felt i pålegget mangler eller har feil type",
            )
            .wants(
                "every claim, each of its type",
                "alle felter, hvert med sin type",
            )
            .received(missing)
            .at(missing),
        )
    })
}

/// A claim has this value.
pub(super) fn value(view: &JournalView<'_>, with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let name = with.header.as_str();
        (claims[name] != with.value.as_str()).then(|| {
            let wanted = &with.value;
            breach(
                format!("{name} of the order is not {wanted}"),
                format!("{name} i pålegget er ikke {wanted}"),
            )
            .wants(wanted.clone(), wanted.clone())
            .received(claims[name].to_string())
            .at(format!("/{name}"))
        })
    })
}

/// Ids are UUIDs.
pub(super) fn uuids(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let name = ["extraditionOrderID", "caseID"]
            .into_iter()
            .find(|name| !claims[*name].as_str().is_some_and(is_uuid))?;
        Some(
            breach(
                format!("{name} of the order is no UUID"),
                format!("{name} i pålegget er ikke en UUID"),
            )
            .wants("a UUID", "en UUID")
            .received(claims[name].to_string())
            .at(format!("/{name}")),
        )
    })
}

/// `partyID` is the control object that was asked about.
pub(super) fn party(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for call in run.bank_calls() {
            let Some(order) = &call.order else { continue };
            tally.look(call);
            if order.payload["partyID"] != run.task.party.as_str() {
                tally.breach(
                    call,
                    breach(
                        "partyID of the order is another control object",
                        "partyID i pålegget er et annet kontrollobjekt",
                    )
                    .wants(
                        "the number that was asked about",
                        "nummeret det ble spurt om",
                    )
                    .received(order.payload["partyID"].to_string())
                    .at("/partyID"),
                );
            }
        }
    }
    tally.judged(no_order())
}

/// mandate is that of the request.
pub(super) fn mandate(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(calls(view, To::Bank), no_order(), |call| {
        let claims = &call.order.as_ref()?.payload;
        let sent = wire::mandate::decode(&call.header(header::LEGAL_MANDATE)?).ok()?;
        Some(if claims["mandate"] == sent.as_str() {
            Ok(())
        } else {
            Err(breach(
                "mandate of the order is not that of the request",
                "hjemmelen i pålegget er ikke forespørselens",
            )
            .wants(sent.clone(), sent.clone())
            .received(claims["mandate"].to_string())
            .at("/mandate"))
        })
    })
}

/// reason belongs to the mandate.
pub(super) fn reason(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let mandate = view
            .service
            .mandates
            .iter()
            .find(|mandate| claims["mandate"] == mandate.text.as_str());
        let right = mandate
            .and_then(|mandate| mandate.reason.as_deref())
            .is_some_and(|reason| claims["reason"] == reason);
        (!right).then(|| {
            breach(
                "reason of the order does not belong to its mandate",
                "begrunnelsen i pålegget hører ikke til hjemmelen",
            )
            .wants(
                "the reason that belongs to the mandate",
                "begrunnelsen som hører til hjemmelen",
            )
            .received(claims["reason"].to_string())
            .at("/reason")
        })
    })
}

/// Ten years back at most, and not reversed.
pub(super) fn period(view: &JournalView<'_>, _with: &With) -> Judged {
    let earliest = years_before(wire::dates::today(), 10);
    on_orders(view, |_, claims| {
        let date = |name: &str| claims[name].as_str().and_then(|text| parse_iso(text).ok());
        let right = date("fromDate")
            .zip(date("toDate"))
            .is_some_and(|(from, to)| from <= to && from >= earliest);
        (!right).then(|| {
            breach(
                "the order's period is reversed or goes more than ten years back",
                "perioden i pålegget er snudd eller går mer enn ti år tilbake",
            )
            .wants(
                format!("fromDate not before {earliest}, nor after toDate"),
                format!("fromDate ikke før {earliest}, og ikke etter toDate"),
            )
            .received(format!("{} to {}", claims["fromDate"], claims["toDate"]))
            .at("/fromDate")
        })
    })
}

fn against_request(
    view: &JournalView<'_>,
    check: impl Fn(&crate::agency::journal::Call, &Value) -> Option<Result<(), Finding>>,
) -> Judged {
    each_judged(calls(view, To::Bank), no_order(), |call| {
        check(call, &call.order.as_ref()?.payload)
    })
}

/// The request's period lies within the order's.
pub(super) fn covers_period(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let ordered = |name: &str| parse_iso(claims[name].as_str()?).ok();
        let asked = |name: &str| parse_iso(&call.parameter(name)?).ok();
        let (from, to) = (asked(query::FROM_DATE)?, asked(query::TO_DATE)?);
        Some(
            if ordered("fromDate")? <= from && to <= ordered("toDate")? {
                Ok(())
            } else {
                Err(breach(
                    "the request goes beyond the order's period",
                    "forespørselen går ut over perioden i pålegget",
                )
                .wants(
                    format!("{} to {}", claims["fromDate"], claims["toDate"]),
                    format!("{} til {}", claims["fromDate"], claims["toDate"]),
                )
                .received(format!("{from} to {to}")))
            },
        )
    })
}

/// `OnlyPrimaryOwner` of the request is not wider than the order's.
pub(super) fn covers_owner(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let asked = call.parameter(query::ONLY_PRIMARY_OWNER)?;
        let wider = claims["onlyPrimaryOwner"] == true && asked.eq_ignore_ascii_case("false");
        Some(if wider {
            Err(breach(
                "others' accounts are asked for against the order",
                "andres kontoer etterspørres i strid med pålegget",
            )
            .wants(
                "OnlyPrimaryOwner=true, as in the order",
                "OnlyPrimaryOwner=true, som i pålegget",
            )
            .received(asked)
            .at("/onlyPrimaryOwner"))
        } else {
            Ok(())
        })
    })
}

/// `accountList` is true.
pub(super) fn account_list(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        (claims["accountList"] != true).then(|| {
            breach(
                "accountList of the order is not true",
                "accountList i pålegget er ikke true",
            )
            .wants("true", "true")
            .received(claims["accountList"].to_string())
            .at("/accountList")
        })
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

/// No endpoint is called that the order says FALSE to.
pub(super) fn flags(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let flag = flag(call.route.as_ref()?.endpoint);
        Some(if claims[flag] == false && flag != "accountList" {
            Err(breach(
                "an endpoint was called that the order gives no access to",
                "et endepunkt som pålegget ikke gir tilgang til, ble kalt",
            )
            .wants(
                "an endpoint that the order says true to",
                "et endepunkt som pålegget sier true til",
            )
            .received(flag)
            .at(format!("/{flag}")))
        } else {
            Ok(())
        })
    })
}

/// `caseID` is the request's `AccountInfoRequestID`.
pub(super) fn case(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let sent = call.header(header::ACCOUNT_INFO_REQUEST_ID)?;
        let right = claims["caseID"]
            .as_str()
            .is_some_and(|case| case.eq_ignore_ascii_case(&sent));
        Some(if right {
            Ok(())
        } else {
            Err(breach(
                "caseID of the order is not the AccountInfoRequestID",
                "caseID i pålegget er ikke AccountInfoRequestID",
            )
            .wants(sent.clone(), sent.clone())
            .received(claims["caseID"].to_string())
            .at("/caseID"))
        })
    })
}

fn approved(claims: &Value) -> Option<Timestamp> {
    claims
        .pointer("/approval/approvalTimestamp")?
        .as_str()?
        .parse()
        .ok()
}

/// At most 90 days from approval to end.
pub(super) fn life(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let life = approved(claims)
            .zip(claims["exp"].as_i64())
            .map(|(approved, end)| end - approved.as_second());
        let right = life.is_some_and(|life| (0..=NINETY_DAYS).contains(&life));
        (!right).then(|| {
            breach(
                "the order lives more than 90 days, or less than none",
                "pålegget varer mer enn 90 dager, eller mindre enn ingen",
            )
            .wants(
                "an exp at most 90 days after approvalTimestamp",
                "exp høyst 90 dager etter approvalTimestamp",
            )
            .received(claims["exp"].to_string())
            .at("/exp")
        })
    })
}

/// Sent between approval and end.
pub(super) fn in_time(view: &JournalView<'_>, _with: &With) -> Judged {
    against_request(view, |call, claims| {
        let (from, to) = (approved(claims)?.as_second(), claims["exp"].as_i64()?);
        let now = call.received.as_second();
        Some(if (from - 60..=to).contains(&now) {
            Ok(())
        } else {
            Err(breach(
                "the order was sent before its approval or after its end",
                "pålegget ble sendt før godkjenningen eller etter utløp",
            )
            .wants(
                "between approvalTimestamp and exp",
                "mellom approvalTimestamp og exp",
            )
            .received(call.received.to_string())
            .at("/exp"))
        })
    })
}

/// `approvalTimestamp` is YYYY-MM-DDThh:mm:ssZ.
pub(super) fn timestamp(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, claims| {
        let text = claims
            .pointer("/approval/approvalTimestamp")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let right = text.len() == 20 && text.ends_with('Z') && text.parse::<Timestamp>().is_ok();
        (!right).then(|| {
            breach(
                "approvalTimestamp is not YYYY-MM-DDThh:mm:ssZ",
                "approvalTimestamp er ikke YYYY-MM-DDThh:mm:ssZ",
            )
            .wants("YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DDThh:mm:ssZ")
            .received(text)
            .at("/approval/approvalTimestamp")
        })
    })
}
