//! The grant sent to Maskinporten: form, signature, claims.

use std::collections::HashSet;

use serde_json::Value;

use crate::agency::check::With;
use crate::agency::check::tally::{Judged, NOTHING, Tally, breach, each, each_judged, no_grant};
use crate::agency::journal::Call;
use crate::agency::route;
use crate::agency::scenario_run::{EnvironmentFacts, JournalView};
use crate::finding::Finding;

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The grants of all scenarios.
pub(super) fn grants<'a>(view: &JournalView<'a>) -> impl Iterator<Item = &'a Call> {
    view.runs.iter().flat_map(|run| run.grants())
}

/// A form with the right grant type and an assertion.
pub(super) fn form(view: &JournalView<'_>, _with: &With) -> Judged {
    each(grants(view), no_grant(), |call| {
        let kind = call.header("content-type").unwrap_or_default();
        let body = String::from_utf8_lossy(&call.body).into_owned();
        let fields = route::query(&body);
        let field = |wanted: &str| {
            fields
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str())
        };
        let right = call.method == "POST"
            && kind.starts_with("application/x-www-form-urlencoded")
            && field("grant_type") == Some(GRANT_TYPE)
            && field("assertion").is_some_and(|assertion| !assertion.is_empty());
        (!right).then(|| {
            breach(
                "a grant is not a form with grant_type and assertion",
                "en grant er ikke et skjema med grant_type og assertion",
            )
            .wants(
                "POST with application/x-www-form-urlencoded, grant_type and assertion",
                "POST med application/x-www-form-urlencoded, grant_type og assertion",
            )
            .received(format!("{} {kind}", call.method))
        })
    })
}

fn on_assertions(
    view: &JournalView<'_>,
    check: impl Fn(&Value, &Value, &EnvironmentFacts) -> Option<Finding>,
) -> Judged {
    each_judged(grants(view), no_grant(), |call| {
        let assertion = call.token.as_ref()?;
        let facts = view.facts(call);
        Some(match check(&assertion.header, &assertion.payload, facts) {
            None => Ok(()),
            Some(finding) => Err(finding),
        })
    })
}

/// Signed by RS256, RS384 or RS512.
pub(super) fn algorithm(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |header, _, _| {
        let right = ["RS256", "RS384", "RS512"]
            .iter()
            .any(|name| header["alg"] == *name);
        (!right).then(|| {
            breach(
                "an assertion is signed by another algorithm",
                "en assertion er signert med en annen algoritme",
            )
            .wants("RS256, RS384 or RS512", "RS256, RS384 eller RS512")
            .received(header["alg"].to_string())
        })
    })
}

/// The key is named by x5c or kid.
pub(super) fn key_name(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |header, _, _| {
        let named = header["x5c"]
            .as_array()
            .is_some_and(|chain| !chain.is_empty())
            || header["kid"].is_string();
        (!named).then(|| {
            breach(
                "an assertion does not name its key",
                "en assertion navngir ikke nøkkelen",
            )
            .wants("x5c or kid", "x5c eller kid")
            .received("no x5c or kid".to_owned())
        })
    })
}

/// aud is the issuer.
pub(super) fn audience(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |_, claims, facts| {
        let audience = claims["aud"]
            .as_array()
            .map_or(&claims["aud"], |list| list.first().unwrap_or(&Value::Null));
        (*audience != facts.issuer.as_str()).then(|| {
            breach(
                "aud of an assertion is not the issuer",
                "aud i en assertion er ikke utstederen",
            )
            .wants(facts.issuer.clone(), facts.issuer.clone())
            .received(claims["aud"].to_string())
        })
    })
}

/// exp lies at most 120 seconds after iat.
pub(super) fn lifetime(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |_, claims, _| {
        let life = claims["exp"]
            .as_i64()
            .zip(claims["iat"].as_i64())
            .map(|(end, start)| end - start);
        let right = life.is_some_and(|life| (1..=120).contains(&life));
        (!right).then(|| {
            let got = life.map_or_else(
                || "exp or iat missing".to_owned(),
                |life| format!("{life} s"),
            );
            breach(
                "an assertion lives longer than 120 seconds",
                "en assertion lever lenger enn 120 sekunder",
            )
            .wants("exp at most 120 s after iat", "exp høyst 120 s etter iat")
            .received(got)
        })
    })
}

/// iss is the agency's client.
pub(super) fn client(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |_, claims, facts| {
        let client = facts
            .clients
            .get(&view.service.id)
            .map(String::as_str)
            .unwrap_or_default();
        (claims["iss"] != client).then(|| {
            breach(
                "iss of an assertion is not the service's client",
                "iss i en assertion er ikke tjenestens klient",
            )
            .wants(client, client)
            .received(claims["iss"].to_string())
        })
    })
}

/// jti is there and never comes twice.
pub(super) fn once(view: &JournalView<'_>, _with: &With) -> Judged {
    let (mut tally, mut seen) = (Tally::default(), HashSet::new());
    for call in grants(view) {
        let Some(assertion) = &call.token else {
            continue;
        };
        tally.look(call);
        match assertion.payload["jti"].as_str() {
            Some(jti) if seen.insert(jti.to_owned()) => {}
            Some(jti) => tally.breach(
                call,
                breach("a grant was used again", "en grant ble brukt på nytt")
                    .wants("a jti that was never used", "en jti som aldri er brukt")
                    .received(jti),
            ),
            None => tally.breach(
                call,
                breach("an assertion has no jti", "en assertion mangler jti")
                    .wants("a jti", "en jti")
                    .received(NOTHING),
            ),
        }
    }
    tally.judged(no_grant())
}

/// Maskinporten took every grant.
pub(super) fn accepted(view: &JournalView<'_>, _with: &With) -> Judged {
    each(grants(view), no_grant(), |call| {
        let given = call.given.as_ref()?;
        (given.status != 200).then(|| {
            let why = given
                .document
                .as_ref()
                .map(|answer| answer["error_description"].to_string())
                .unwrap_or_default();
            breach(
                "Maskinporten refused a grant",
                "Maskinporten avviste en grant",
            )
            .wants(
                "a grant that Maskinporten takes",
                "en grant som Maskinporten godtar",
            )
            .received(format!("{} {why}", given.status))
        })
    })
}
