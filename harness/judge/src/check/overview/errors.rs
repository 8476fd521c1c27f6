//! The bodies of errors: what they must have, and what they must not repeat.

use jiff::Timestamp;
use serde_json::Value;
use wire::messages::{Operation, OverviewEndpoint, header};

use super::shape::is_text;
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "overview-error-body": Answer(body, Evidence::Message), NEEDS_ERROR_BODY,
        "an error has the body that the documents give for its endpoint and status",
        "en feil har innholdet som dokumentene har for endepunktet og statusen";
    "overview-error-repeats-nothing": Answer(repeats, Evidence::WireForm), NEEDS_ERROR_BODY,
        "an error repeats neither the number that was asked about nor the token",
        "en feil gjentar verken nummeret det ble spurt om, eller tokenet";
}

observations! {
    /// A member is missing.
    MEMBER_MISSING = "overview-error-member-missing" {
        observed: "the error has no {member}, or one of another form", "feilen mangler {member}, eller den har en annen form";
        expected: "{members}", "{members}";
    }
    /// Something secret is repeated.
    SECRET_REPEATED = "overview-error-repeats" {
        observed: "the error repeats what {header} had", "feilen gjentar det {header} hadde";
        expected: "an error without it", "en feil uten det";
    }
}

/// Interpretation I-59: 401 of accountServicingProvider has a body of its own.
fn body(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(document) = seen.answer.document().filter(|_| seen.answer.status >= 400) else {
        return Judged::nothing();
    };
    let provider = Operation::Overview(OverviewEndpoint::AccountServicingProvider);
    let own = seen.exchange.request.endpoint == provider && seen.answer.status == 401;
    let (rules, members): (&[Rule], _) = if own {
        (&OF_PROVIDER, "statusCode, message")
    } else {
        (&GENERAL, "errorCode, errorMessage, timestamp")
    };
    let missing = rules
        .iter()
        .filter(|(name, fits)| !fits(document.get(*name)));
    seen.judged(missing.map(|(name, _)| {
        let found = document.get(*name);
        Finding::breach(&MEMBER_MISSING)
            .with("member", *name)
            .with("members", members)
            .received(found.map_or_else(|| NOTHING.to_owned(), Value::to_string))
            .at(format!("/{name}"))
    }))
}

type Rule = (&'static str, fn(Option<&Value>) -> bool);

const GENERAL: [Rule; 3] = [
    ("errorCode", |value| is_text(value)),
    ("errorMessage", |value| is_text(value)),
    ("timestamp", |value| {
        let text = value.and_then(Value::as_str);
        text.is_some_and(|text| text.parse::<Timestamp>().is_ok())
    }),
];

const OF_PROVIDER: [Rule; 2] = [
    ("statusCode", |value| {
        value.is_some_and(|value| *value == 401 || *value == "401")
    }),
    ("message", |value| is_text(value)),
];

fn repeats(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Ok(received) = &seen.exchange.outcome else {
        return Judged::nothing();
    };
    if received.status < 400 || received.body.is_empty() {
        return Judged::nothing();
    }
    let body = String::from_utf8_lossy(&received.body);
    let secret = [header::CUSTOMER_ID, header::ACCOUNT_ID, "Authorization"];
    let headers = seen.exchange.request.headers.iter();
    let sent = headers.filter(|(name, _)| secret.iter().any(|one| one.eq_ignore_ascii_case(name)));
    let repeated = sent.filter(|(_, value)| {
        let value = String::from_utf8_lossy(value);
        let value = value.trim_start_matches("Bearer ").trim();
        // A value of a few characters may stand in any text.
        value.len() >= 8 && body.contains(value)
    });
    seen.judged(repeated.map(|(name, _)| {
        Finding::breach(&SECRET_REPEATED)
            .with("header", name.as_str())
            .received(name.as_str())
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::super::fixture::{answer, asking};
    use super::*;
    use crate::check::fixture::{assert_breach, assert_conforms, exchange, grounds};
    use wire::world::PartyEntry;

    fn judged(endpoint: OverviewEndpoint, status: u16, document: &Value) -> Judged {
        let mut sent = asking("true");
        sent.request.endpoint = endpoint.into();
        let (customer, readings) = (PartyEntry::default(), BTreeMap::new());
        let answer = answer(status, document);
        let seen = Seen {
            exchange: &sent,
            answer: &answer,
        };
        body(seen, &[], &grounds(&customer, &readings))
    }

    const GENERAL_BODY: &str =
        r#"{"errorCode": "ERR-003", "errorMessage": "x", "timestamp": "2026-11-22T12:00:00Z"}"#;

    fn general() -> Value {
        serde_json::from_str(GENERAL_BODY).expect("it is JSON")
    }

    #[test]
    fn the_general_body_is_that_of_customer_relationships() {
        for status in [400, 401, 403, 405] {
            let judged = judged(OverviewEndpoint::CustomerRelationships, status, &general());
            assert_conforms(&judged);
        }
    }

    #[test]
    fn each_401_has_the_body_of_its_own_endpoint() {
        let other = json!({"statusCode": 401, "message": "x"});
        let provider = OverviewEndpoint::AccountServicingProvider;
        assert_conforms(&judged(provider, 401, &other));
        assert_breach(&judged(provider, 401, &general()), &MEMBER_MISSING);
        let relationships = OverviewEndpoint::CustomerRelationships;
        assert_breach(&judged(relationships, 401, &other), &MEMBER_MISSING);
    }

    #[test]
    fn a_timestamp_of_another_form_breaches() {
        let mut document = general();
        document["timestamp"] = json!("22.11.2026");
        let judged = judged(OverviewEndpoint::CustomerRelationships, 400, &document);
        assert_breach(&judged, &MEMBER_MISSING);
    }

    fn repeating(text: &str) -> Judged {
        let mut sent = exchange(400, "application/json", text.as_bytes());
        sent.request.headers = vec![("CustomerID".into(), b"41875299938".to_vec())];
        let (customer, readings) = (PartyEntry::default(), BTreeMap::new());
        let answer = answer(400, &json!({}));
        let seen = Seen {
            exchange: &sent,
            answer: &answer,
        };
        repeats(seen, &[], &grounds(&customer, &readings))
    }

    #[test]
    fn an_error_that_repeats_the_number_breaches() {
        assert_breach(&repeating("41875299938 is unknown"), &SECRET_REPEATED);
        assert_conforms(&repeating("the number is unknown"));
    }
}
