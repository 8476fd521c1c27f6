//! What else stands in the protected header.

use serde_json::Value;

use crate::check::jwe::{needed, parts, text, with_header};
use crate::check::{Grounds, Judged, Seen};
use crate::finding::Finding;
use pack::text::Text;

/// The content is not compressed before it is encrypted (RFC 8725, 3.6).
pub fn no_compression(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| {
        absent(
            header,
            "zip",
            Text::new(
                "The answer is compressed before it is encrypted.",
                "Svaret er komprimert før det er kryptert.",
            ),
        )
    })
}

/// The header marks nothing as critical: no agency is told of extensions (RFC 7516, 4.1.13).
pub fn critical(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| {
        absent(
            header,
            "crit",
            Text::new(
                "The header marks an extension as critical, so that a reader that does not know it must refuse the answer.",
                "Headeren merker en utvidelse som kritisk, så en leser som ikke kjenner den, må avvise svaret.",
            ),
        )
    })
}

fn absent(header: &Value, name: &str, what: Text) -> Vec<Finding> {
    match header.get(name) {
        None => Vec::new(),
        Some(value) => vec![
            Finding::breach(what)
                .received(value.to_string())
                .at(format!("/{name}")),
        ],
    }
}

/// `cty`, if there, says JSON (RFC 7516, 4.1.12).
pub fn content_type(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    with_header(seen, |header| match header.get("cty") {
        None => Vec::new(),
        Some(Value::String(cty)) if is_json(cty) => Vec::new(),
        Some(other) => vec![
            Finding::breach(Text::new(
                "The header gives the content another type than JSON.",
                "Headeren oppgir en annen type enn JSON for innholdet.",
            ))
            .expected(Text::new(
                "json, application/json or nothing",
                "json, application/json eller ingenting",
            ))
            .received(other.to_string())
            .at("/cty"),
        ],
    })
}

fn is_json(cty: &str) -> bool {
    let essence = cty.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("json") || essence.eq_ignore_ascii_case("application/json")
}

/// The answer has one recipient: compact form, one encrypted key, no agreement with another key (RFC 7516,
/// 7.1). That it opens with the agency's key says who it is.
pub fn single_recipient(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(parts) = parts(&seen) else {
        return Judged::nothing(needed());
    };
    let mut judged = with_header(seen, |header| {
        let mut findings: Vec<Finding> = ["kid", "x5t", "x5t#S256"]
            .into_iter()
            .filter_map(|name| {
                let value = text(header, name)?;
                Some(
                    Finding::note(Text::new(
                        format!("The header names the recipient's key by {name}."),
                        format!("Headeren navngir mottakerens nøkkel med {name}."),
                    ))
                    .received(value)
                    .at(format!("/{name}")),
                )
            })
            .collect();
        for name in ["recipients", "epk", "encrypted_key"] {
            findings.extend(absent(
                header,
                name,
                Text::new(
                    "The header speaks of another recipient or key.",
                    "Headeren viser til en annen mottaker eller nøkkel.",
                ),
            ));
        }
        findings
    });
    if parts.len() != 5 {
        judged.findings.push(
            Finding::breach(Text::new(
                "The answer is not in the form that has one recipient only.",
                "Svaret har ikke formen som bare har én mottaker.",
            ))
            .in_exchange(seen.exchange.id),
        );
        judged.things = 1;
        judged.missing = None;
    }
    judged
}

/// The header, which anyone can read, holds nothing about the control object.
pub fn discreet_header(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
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
        if !leaks {
            return Vec::new();
        }
        vec![Finding::breach(Text::new(
            "The unencrypted header holds the number of the control object or of an account.",
            "Den ukrypterte headeren inneholder nummeret til kontrollobjektet eller en konto.",
        ))]
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::check::fixture::{ask, assert_breach, assert_conforms, grounds, party};
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
    fn zip_breaches() {
        assert_breach(
            &judged(no_compression, &json!({"alg": "RSA-OAEP", "zip": "DEF"})),
            "compressed",
        );
    }

    #[test]
    fn crit_breaches() {
        assert_breach(
            &judged(critical, &json!({"alg": "RSA-OAEP", "crit": ["exp"]})),
            "critical",
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
            "another type",
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
            "one recipient",
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
        assert_breach(&judged, "control object");
    }
}
