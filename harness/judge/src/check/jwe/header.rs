//! What else stands in the protected header.

use serde_json::Value;

use crate::check::jwe::{parts, text, with_header};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, Observation};
use crate::observations;
use crate::open;

checks! {
    "jwe-no-compression": Answer(no_compression, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "the content is not compressed before it is encrypted",
        "innholdet ikke er komprimert før det er kryptert";
    "jwe-critical": Answer(critical, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "the header marks nothing as critical",
        "headeren ikke merker noe som kritisk";
    "jwe-content-type": Answer(content_type, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "cty, where there is one, says JSON",
        "cty sier JSON, der den finnes";
    "jwe-single-recipient": Answer(single_recipient, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "the answer has one recipient: compact form, one encrypted key, no agreement with another key",
        "svaret har én mottaker: kompakt form, én kryptert nøkkel, ingen avtale med en annen nøkkel";
    "jwe-discreet-header": Answer(discreet_header, Evidence::WireForm), NEEDS_ENCRYPTED_ANSWER,
        "the header, which anyone can read, holds no number of the control object or of its accounts",
        "headeren, som alle kan lese, ikke inneholder nummeret til kontrollobjektet eller kontoene";
}

observations! {
    /// `zip`.
    COMPRESSED = "jwe-compressed" {
        observed: "the answer is compressed before it is encrypted", "svaret er komprimert før det er kryptert";
        expected: "no zip in the header", "ingen zip i headeren";
    }
    /// `crit`.
    CRITICAL_EXTENSION = "jwe-critical-extension" {
        observed: "the header marks an extension as critical, so that a reader that does not know it must refuse the answer", "headeren merker en utvidelse som kritisk, så en leser som ikke kjenner den, må avvise svaret";
        expected: "no crit in the header", "ingen crit i headeren";
    }
    /// `cty` of something else.
    CONTENT_TYPE_NOT_JSON = "jwe-content-type-not-json" {
        observed: "the header gives the content another type than JSON", "headeren oppgir en annen type enn JSON for innholdet";
        expected: "json, application/json or nothing", "json, application/json eller ingenting";
    }
    /// The recipient's key is named.
    RECIPIENT_NAMED = "jwe-recipient-named" {
        observed: "the header names the recipient's key by {member}", "headeren navngir mottakerens nøkkel med {member}";
    }
    /// Another recipient or key.
    OTHER_RECIPIENT = "jwe-other-recipient" {
        observed: "the header names another recipient or key", "headeren viser til en annen mottaker eller nøkkel";
        expected: "no {member} in the header", "ingen {member} i headeren";
    }
    /// Another form than the compact one.
    RECIPIENTS_POSSIBLE = "jwe-not-single-recipient-form" {
        observed: "the answer is not in the form that has one recipient only", "svaret har ikke formen som bare har én mottaker";
        expected: "five parts", "fem deler";
    }
    /// A number of the control object in the header.
    HEADER_HOLDS_NUMBER = "jwe-header-holds-number" {
        observed: "the unencrypted header holds the number of the control object or of an account", "den ukrypterte headeren inneholder nummeret til kontrollobjektet eller en konto";
        expected: "no personal data in the header", "ingen personopplysninger i headeren";
    }
}

/// RFC 8725, 3.6.
fn no_compression(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| absent(header, "zip", &COMPRESSED))
}

/// No agency is told of extensions (RFC 7516, 4.1.13).
fn critical(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| absent(header, "crit", &CRITICAL_EXTENSION))
}

fn absent(header: &Value, name: &'static str, what: &Observation) -> Vec<Finding> {
    let finding = header.get(name).map(|value| {
        Finding::breach(what)
            .with("member", name)
            .received(value.to_string())
            .at(format!("/{name}"))
    });
    finding.into_iter().collect()
}

/// RFC 7516, 4.1.12.
fn content_type(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| match header.get("cty") {
        None => Vec::new(),
        Some(Value::String(cty)) if is_json(cty) => Vec::new(),
        Some(other) => vec![
            Finding::breach(&CONTENT_TYPE_NOT_JSON)
                .received(other.to_string())
                .at("/cty"),
        ],
    })
}

fn is_json(cty: &str) -> bool {
    let essence = cty.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("json") || essence.eq_ignore_ascii_case("application/json")
}

/// RFC 7516, 7.1. That the answer opens with the agency's key says who the recipient is.
fn single_recipient(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(parts) = parts(&seen) else {
        return of_general_json(seen);
    };
    let mut judged = with_header(seen, |header| {
        let named = ["kid", "x5t", "x5t#S256"].into_iter().filter_map(|name| {
            let value = text(header, name)?;
            Some(
                Finding::note(&RECIPIENT_NAMED)
                    .with("member", name)
                    .received(value)
                    .at(format!("/{name}")),
            )
        });
        let others = ["recipients", "epk", "encrypted_key"]
            .into_iter()
            .flat_map(|name| absent(header, name, &OTHER_RECIPIENT));
        named.chain(others).collect()
    });
    if parts.len() != 5 {
        let finding = Finding::breach(&RECIPIENTS_POSSIBLE).received(parts.len().to_string());
        judged.join(seen.judged(Some(finding)));
        judged.things = 1;
    }
    judged
}

/// RFC 7516, 7.2.1: only the general JSON serialization has a list of recipients.
fn of_general_json(seen: Seen<'_>) -> Judged {
    let body = seen.exchange.outcome.as_ref().ok().map(|one| &one.body);
    let form: Option<Value> = body.and_then(|body| open::json(body));
    let Some(recipients) = form.as_ref().and_then(|form| form.get("recipients")) else {
        return Judged::nothing();
    };
    let count = recipients.as_array().map_or(0, Vec::len);
    seen.judged(Some(
        Finding::breach(&OTHER_RECIPIENT)
            .with("member", "recipients")
            .received(count.to_string())
            .at("/recipients"),
    ))
}

fn discreet_header(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    with_header(seen, |header| {
        let readable = header.to_string();
        let numbers = grounds
            .party
            .accounts
            .iter()
            .map(|fact| fact.number.as_str());
        let leaks = numbers
            .chain([grounds.party.party_id.as_str()])
            .any(|secret| !secret.is_empty() && readable.contains(secret));
        let finding = leaks.then(|| Finding::breach(&HEADER_HOLDS_NUMBER));
        finding.into_iter().collect()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::check::fixture::{
        ask, assert_breach, assert_conforms, assert_nothing, grounds, party,
    };
    use crate::check::jwe::fixture::{body, judged, opened, sent, usual_header};

    #[test]
    fn a_plain_header_keeps_every_rule() {
        for check in [
            no_compression,
            critical,
            content_type,
            single_recipient,
            discreet_header,
        ] {
            assert_conforms(&judged(check, &usual_header()));
        }
    }

    #[test]
    fn a_list_of_recipients_breaches_and_a_flattened_form_has_none() {
        let answer = opened(usual_header(), json!({}));
        let of = |body: &str| ask(single_recipient, &sent(body), &answer, &[]);
        assert_breach(
            &of(r#"{"protected": "e30", "recipients": [{}, {}]}"#),
            &OTHER_RECIPIENT,
        );
        assert_nothing(&of(r#"{"protected": "e30", "encrypted_key": "AA"}"#));
    }

    #[test]
    fn zip_breaches() {
        assert_breach(
            &judged(no_compression, &json!({"alg": "RSA-OAEP", "zip": "DEF"})),
            &COMPRESSED,
        );
    }

    #[test]
    fn crit_breaches() {
        assert_breach(
            &judged(critical, &json!({"alg": "RSA-OAEP", "crit": ["exp"]})),
            &CRITICAL_EXTENSION,
        );
    }

    #[test]
    fn json_content_types_conform() {
        for cty in [
            "json",
            "JSON",
            "application/json",
            "application/json; charset=utf-8",
        ] {
            assert_conforms(&judged(content_type, &json!({"cty": cty})));
        }
    }

    #[test]
    fn another_content_type_breaches() {
        assert_breach(
            &judged(content_type, &json!({"cty": "JWT"})),
            &CONTENT_TYPE_NOT_JSON,
        );
    }

    #[test]
    fn the_json_serialization_may_have_more_recipients() {
        let answer = opened(usual_header(), json!({}));
        let four = body(&usual_header())
            .rsplit_once('.')
            .expect("a full stop")
            .0
            .to_owned();
        assert_breach(
            &ask(single_recipient, &sent(&four), &answer, &[]),
            &RECIPIENTS_POSSIBLE,
        );
    }

    #[test]
    fn an_account_number_in_the_header_breaches() {
        let party = party(json!({"party_id": "13867498351"}));
        let readings = BTreeMap::new();
        let header = json!({"alg": "RSA-OAEP", "kid": "for-13867498351"});
        let exchange = sent(&body(&header));
        let answer = opened(header, json!({}));
        let judged = discreet_header(
            Seen {
                exchange: &exchange,
                answer: &answer,
            },
            &[],
            &grounds(&party, &readings),
        );
        assert_breach(&judged, &HEADER_HOLDS_NUMBER);
    }
}
