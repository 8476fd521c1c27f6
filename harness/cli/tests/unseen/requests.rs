//! Requests are set right on their way, so that the bank no longer sees what is wrong with them: a bank that does not
//! look.

use http::Method;
use wire::messages::Endpoint;

use crate::change::{Change, Weight};
use crate::message::Request;

use Weight::{Must, Nothing, Should};

const UUID: &str = "7b2e6a1c-0d5f-4c3b-9a8e-1f2d3c4b5a69";
const CRIMINAL: &str = "Straffeprosessloven%20%C2%A7210%20(3)%20f%C3%B8rste%20punktum";
const ESTATE: &str = "Arveloven%20%C2%A7%2092%20f%C3%B8rste%20ledd%20og%20%C2%A7%20118%2C%20jf.%20%C2%A7%2088%20a%2C%20jf.%20forskrift%20om%20Digitalt%20d%C3%B8dsbo";

fn is_uuid(text: &str) -> bool {
    uuid::Uuid::parse_str(text).is_ok()
}

fn absent(request: &Request, name: &str) -> bool {
    request.header(name).is_empty()
}

fn day(text: &str) -> Option<jiff::civil::Date> {
    text.parse().ok()
}

/// Changes of requests.
pub(crate) const ALL: &[Change] = &[
    Change::ask(
        "correlation-id-put-in",
        Must,
        &["HEADERS-00*", "HEADERS-01*"],
        |request, _| {
            if absent(request, "correlationid") {
                request.set("correlationid", UUID);
            }
        },
    ),
    Change::ask(
        "correlation-id-made-a-uuid",
        Should,
        &["HEADERS-01*"],
        |request, _| {
            if !absent(request, "correlationid") && !is_uuid(request.header("correlationid")) {
                request.set("correlationid", UUID);
            }
        },
    ),
    Change::ask(
        "case-id-put-in",
        Must,
        &["HEADERS-00*", "HEADERS-01*"],
        |request, proxy| {
            if absent(request, "accountinforequestid") {
                let order = request.header("additionalreferenceid").to_owned();
                let claims = order
                    .split('.')
                    .nth(1)
                    .and_then(|part| wire::jose::strict::base64url(part).ok());
                let case = claims
                    .and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok())
                    .and_then(|claims| claims["caseID"].as_str().map(str::to_owned));
                request.set(
                    "accountinforequestid",
                    &case.unwrap_or_else(|| UUID.to_owned()),
                );
                let _ = proxy;
            }
        },
    ),
    Change::ask("mandate-set-right", Should, &["MANDATE-*"], |request, _| {
        let mandate = request.header("legal-mandate").to_owned();
        let right = if request.is_police() {
            CRIMINAL
        } else {
            ESTATE
        };
        if !mandate.contains("andre") && mandate != right {
            request.set("legal-mandate", right);
        }
    }),
    Change::ask(
        "estate-period-shortened",
        Must,
        &["PERIOD-*", "OED-*"],
        |request, _| {
            let today = wire::dates::today();
            if !request.is_police() {
                let oldest = wire::dates::months_before(today, 1).to_string();
                request.edit_query("fromDate", |from| match day(from) {
                    Some(date) if date < wire::dates::months_before(today, 6) => oldest.clone(),
                    _ => from.to_owned(),
                });
            }
        },
    ),
    Change::ask(
        "estate-to-date-set-to-today",
        Should,
        &["PERIOD-*", "OED-*"],
        |request, _| {
            if !request.is_police() {
                let today = wire::dates::today().to_string();
                request.edit_query("toDate", |to| match day(to) {
                    Some(_) => today.clone(),
                    None => to.to_owned(),
                });
            }
        },
    ),
    Change::ask(
        "dates-in-norwegian-form-read",
        Should,
        &["PERIOD-*"],
        |request, _| {
            for name in ["fromDate", "toDate"] {
                request.edit_query(name, |text| {
                    let parts: Vec<&str> = text.split('.').collect();
                    match parts.as_slice() {
                        [day, month, year] if year.len() == 4 => format!("{year}-{month}-{day}"),
                        _ => text.to_owned(),
                    }
                });
            }
        },
    ),
    Change::ask(
        "dates-with-time-cut",
        Should,
        &["PERIOD-*"],
        |request, _| {
            for name in ["fromDate", "toDate"] {
                request.edit_query(name, |text| {
                    text.get(..10)
                        .filter(|date| day(date).is_some())
                        .unwrap_or(text)
                        .to_owned()
                });
            }
        },
    ),
    Change::ask(
        "missing-dates-filled-in",
        Nothing,
        &["PERIOD-*"],
        |request, _| {
            let mut pairs = request.query();
            if request.endpoint().is_some() && !request.is_next_page() {
                let today = wire::dates::today().to_string();
                for name in ["fromDate", "toDate"] {
                    if !pairs.iter().any(|(found, _)| found == name) {
                        pairs.push((name.to_owned(), today.clone()));
                    }
                }
                request.set_query(&pairs);
            }
        },
    ),
    Change::ask(
        "last-good-order-put-in",
        Must,
        &["ORDER-*"],
        |request, proxy| {
            let case = request.header("accountinforequestid").to_lowercase();
            if let Some(order) = proxy.kept(&format!("order {case}")) {
                request.set("additionalreferenceid", &order);
                request.set("additionalreferenceidtype", "pol1");
            }
        },
    ),
    Change::ask(
        "last-good-token-put-in",
        Must,
        &["TOKEN-*"],
        |request, proxy| {
            let who = if request.is_police() {
                "police"
            } else {
                "estate"
            };
            if let Some(token) = proxy.kept(&format!("token {who}")) {
                request.headers.remove("authorization");
                request.set("authorization", &token);
            }
        },
    ),
    Change::ask(
        "bearer-put-before-token",
        Should,
        &["TOKEN-*"],
        |request, _| {
            let token = request.header("authorization").to_owned();
            let bare = token.rsplit(' ').next().unwrap_or_default();
            if bare.matches('.').count() == 2 {
                let right = format!("Bearer {bare}");
                request.set("authorization", &right);
            }
        },
    ),
    Change::ask("requester-id-put-in", Must, &["HEADERS-*"], |request, _| {
        if request.is_police() && absent(request, "requesterid") {
            request.set("requesterid", "proxy");
        }
    }),
    Change::ask(
        "reference-type-put-in",
        Should,
        &["REFERENCE-TYPE-*"],
        |request, _| {
            if request.is_police() {
                request.set("additionalreferenceidtype", "pol1");
            }
        },
    ),
    Change::ask(
        "only-primary-owner-put-in",
        Must,
        &["HEADERS-*"],
        |request, _| {
            let mut pairs = request.query();
            if request.is(Endpoint::Accounts)
                && !pairs
                    .iter()
                    .any(|(name, _)| name.eq_ignore_ascii_case("OnlyPrimaryOwner"))
            {
                pairs.push(("OnlyPrimaryOwner".to_owned(), "true".to_owned()));
                request.set_query(&pairs);
            }
        },
    ),
    Change::ask(
        "only-primary-owner-made-true-for-estates",
        Must,
        &["HEADERS-*", "OED-*"],
        |request, _| {
            if !request.is_police() {
                request.edit_query("OnlyPrimaryOwner", |_| "true".to_owned());
            }
        },
    ),
    Change::ask(
        "only-primary-owner-yes-understood",
        Should,
        &["HEADERS-*"],
        |request, _| {
            request.edit_query("OnlyPrimaryOwner", |value| match value {
                "yes" | "1" => "true".to_owned(),
                "no" | "0" => "false".to_owned(),
                other => other.to_owned(),
            });
        },
    ),
    Change::ask(
        "post-becomes-get",
        Must,
        &["TRANSPORT-00*"],
        |request, _| {
            if request.method == Method::POST {
                request.method = Method::GET;
            }
        },
    ),
    Change::ask(
        "delete-becomes-get",
        Must,
        &["TRANSPORT-00*"],
        |request, _| {
            if request.method == Method::DELETE {
                request.method = Method::GET;
            }
        },
    ),
    Change::ask(
        "html-becomes-jose",
        Should,
        &["TRANSPORT-01*"],
        |request, _| {
            if request.header("accept").contains("html") {
                request.set("accept", "application/jose");
            }
        },
    ),
    Change::ask(
        "repeated-headers-dropped",
        Should,
        &["HEADERS-*"],
        |request, _| {
            let names: Vec<http::HeaderName> = request.headers.keys().cloned().collect();
            for name in names {
                let first = request.headers.get(&name).cloned();
                if let Some(first) = first {
                    request.headers.insert(name, first);
                }
            }
        },
    ),
    Change::ask(
        "unknown-reference-replaced",
        Must,
        &["ENDPOINT-*"],
        |request, proxy| {
            let case = request.header("accountinforequestid").to_lowercase();
            let parts: Vec<String> = request.target.split('/').map(str::to_owned).collect();
            if let (Some(known), true) = (proxy.kept(&format!("reference {case}")), parts.len() > 3)
            {
                let rest: String = parts[3]
                    .chars()
                    .skip_while(|letter| *letter != '?')
                    .collect();
                let mut changed = parts.clone();
                changed[3] = known + &rest;
                request.target = changed.join("/");
            }
        },
    ),
    Change::ask(
        "cards-asked-as-roles",
        Must,
        &["CARDS-*", "SCHEMA-*", "ORDER-REQUEST-*"],
        |request, _| {
            if request.is(Endpoint::Cards) {
                request.target = request.target.replacen("/cards", "/roles", 1);
            }
        },
    ),
    Change::ask(
        "last-day-of-period-cut",
        Must,
        &["TRANSACTIONS-*", "PERIOD-*", "CONSISTENCY-*"],
        |request, _| {
            if request.is(Endpoint::Transactions) && request.is_police() {
                request.edit_query("toDate", |to| {
                    day(to)
                        .and_then(|date| date.yesterday().ok())
                        .map_or_else(|| to.to_owned(), |date| date.to_string())
                });
            }
        },
    ),
    Change::ask(
        "reversed-periods-turned",
        Should,
        &["PERIOD-*", "TRANSPORT-*"],
        |request, _| {
            let pairs = request.query();
            let value = |name: &str| {
                let found = pairs.iter().find(|(found, _)| found == name);
                found.and_then(|(_, value)| day(value))
            };
            if let (Some(from), Some(to)) = (value("fromDate"), value("toDate"))
                && from > to
            {
                request.edit_query("fromDate", |_| to.to_string());
                request.edit_query("toDate", |_| from.to_string());
            }
        },
    ),
    Change::ask(
        "wrong-party-corrected",
        Should,
        &["HEADERS-*", "ORDER-REQUEST-*"],
        |request, proxy| {
            let party = request.header("partyid").to_owned();
            if !party.is_empty() {
                let case = request.header("accountinforequestid").to_lowercase();
                let first = proxy.first(&format!("party {case}"), &party);
                request.set("partyid", &first);
            }
        },
    ),
];
