//! Customers, requests and answers of step 1 for the tests of its checks.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wire::messages::OverviewEndpoint;
use wire::world::PartyEntry;

use crate::answer::{Answer, Content};
use crate::check::fixture::{TODAY, exchange, grounds, party};
use crate::check::{AnswerCheck, Judged, Seen};
use crate::exchange::Exchange;

pub(super) const FIRST: &str = "310000019";
pub(super) const SECOND: &str = "310000027";
pub(super) const OTHER: &str = "311000004";

/// A relationship in KAR since 2015.
pub(super) fn relationship(orgno: &str, ownership: &str) -> Value {
    json!({"orgno": orgno, "register": "kar", "from": "2015-01-01", "ownership": ownership, "active": ownership == "owner"})
}

pub(super) fn owner(orgno: &str) -> Value {
    relationship(orgno, "owner")
}

pub(super) fn customer(relationships: &[Value]) -> PartyEntry {
    party(json!({"party_id": "41875299938", "relationships": relationships}))
}

/// An entry of an answer that is right for an owner.
pub(super) fn entry(orgno: &str) -> Value {
    json!({"organizationID": orgno, "bankName": "Banken", "activeAccount": true, "ownershipType": "primaryOwner"})
}

/// A request for the year until today, with that value of `onlyPrimaryOwner`.
pub(super) fn asking(flag: &str) -> Exchange {
    request(&format!(
        "fromDate=2025-11-22&toDate={TODAY}&onlyPrimaryOwner={flag}"
    ))
}

/// A request with that query.
pub(super) fn request(query: &str) -> Exchange {
    let mut sent = exchange(200, "application/json", b"{}");
    sent.request.endpoint = OverviewEndpoint::CustomerRelationships.into();
    sent.request.url = format!("https://overview.example/customers/customerRelationships?{query}");
    sent
}

/// What a check makes of an answer to a request.
pub(super) fn judged(
    check: AnswerCheck,
    customer: &PartyEntry,
    exchange: &Exchange,
    document: &Value,
) -> Judged {
    let answer = answer(200, document);
    let readings = BTreeMap::new();
    check(
        Seen {
            exchange,
            answer: &answer,
        },
        &[],
        &grounds(customer, &readings),
    )
}

pub(super) fn answer(status: u16, document: &Value) -> Answer {
    Answer {
        status,
        media_type: Some("application/json".into()),
        repeats: None,
        content: Content::Clear {
            document: document.clone(),
        },
    }
}
