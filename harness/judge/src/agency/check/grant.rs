//! The grant sent to Maskinporten: form, signature, claims.

use std::collections::HashSet;

use pack::catalogue::With;
use pack::reason::NO_GRANT;
use serde_json::Value;

use crate::agency::check::checks;
use crate::agency::check::collect::{
    Collector, Judged, NOTHING, breach, each, each_judged, or_nothing, unseen,
};
use crate::agency::journal::Call;
use crate::agency::route;
use crate::agency::scenario_run::{EnvironmentFacts, JournalView};
use crate::finding::Finding;
use crate::observations;

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// What Maskinporten says of a chain that it had to complete.
const INCOMPLETE_CHAIN: &str = "incomplete-chain";
/// Most seconds from `iat` to `exp`.
const LONGEST_LIFE: i64 = 120;

observations! {
    /// The body is not the form.
    NO_FORM = "grant-not-a-form" {
        observed: "a grant is not a form with grant_type and assertion",
            "en grant er ikke et skjema med grant_type og assertion";
        expected: "POST with application/x-www-form-urlencoded, grant_type and assertion",
            "POST med application/x-www-form-urlencoded, grant_type og assertion";
    }
    /// Signed by another algorithm.
    ALGORITHM = "grant-algorithm" {
        observed: "an assertion is signed with another algorithm",
            "en assertion er signert med en annen algoritme";
        expected: "RS256, RS384 or RS512", "RS256, RS384 eller RS512";
    }
    /// No key is named.
    KEY_NOT_NAMED = "grant-key-not-named" {
        observed: "the header of an assertion does not name its key",
            "hodet i en assertion navngir ikke nøkkelen";
        expected: "x5c or kid", "x5c eller kid";
    }
    /// For somebody else.
    AUDIENCE = "grant-audience" {
        observed: "aud of an assertion is not the issuer", "aud i en assertion er ikke utstederen";
        expected: "{issuer}", "{issuer}";
    }
    /// Valid for too long, or not at all.
    LIFETIME = "grant-lifetime" {
        observed: "the time from iat to exp of an assertion is too long, or not positive",
            "tiden fra iat til exp i en assertion er for lang, eller ikke positiv";
        expected: "1 to 120 seconds", "1 til 120 sekunder";
    }
    /// Without the two times.
    TIMES_MISSING = "grant-times-missing" {
        observed: "iat or exp of an assertion is missing", "iat eller exp mangler i en assertion";
        expected: "iat, and exp at most 120 seconds later", "iat, og exp høyst 120 sekunder senere";
    }
    /// Of another client.
    CLIENT = "grant-client" {
        observed: "iss of an assertion is not the client of the service",
            "iss i en assertion er ikke tjenestens klient";
        expected: "{client}", "{client}";
    }
    /// A jti that came before.
    REUSED = "grant-reused" {
        observed: "a grant was used again", "en grant ble brukt på nytt";
        expected: "a jti that has not been used before", "en jti som ikke er brukt før";
    }
    /// A text in place of a list.
    RESOURCE_AS_TEXT = "grant-resource-as-text" {
        observed: "resource of an assertion is a text", "resource i en assertion er en tekst";
        expected: "a list, even of one resource", "en liste, også når den har én resource";
    }
    /// Certificates are left out.
    CHAIN = "grant-chain-incomplete" {
        observed: "x5c of an assertion leads to no root without certificates that Maskinporten holds itself",
            "x5c i en assertion fører ikke til noen rot uten sertifikater som Maskinporten selv har";
        expected: "the whole chain", "hele kjeden";
    }
    /// Without jti.
    NO_JTI = "grant-without-jti" {
        observed: "an assertion has no jti", "en assertion mangler jti";
        expected: "a jti", "en jti";
    }
    /// Refused by Maskinporten.
    REFUSED = "grant-refused" {
        observed: "Maskinporten refused a grant", "Maskinporten avviste en grant";
        expected: "a grant that Maskinporten accepts", "en grant som Maskinporten godtar";
    }
}

checks! {
    "grant-form" = form(Grants) finds [NO_FORM]
        "A request for a token is a form with the grant type jwt-bearer and an assertion.",
        "En forespørsel om token er et skjema med grant-typen jwt-bearer og en assertion.";
    "grant-algorithm" = algorithm(Grants) finds [ALGORITHM]
        "An assertion is signed with RS256, RS384 or RS512.",
        "En assertion er signert med RS256, RS384 eller RS512.";
    "grant-key" = key_name(Grants) finds [KEY_NOT_NAMED]
        "The header of an assertion has x5c or kid.", "Hodet i en assertion har x5c eller kid.";
    "grant-audience" = audience(Grants) finds [AUDIENCE]
        "aud of an assertion is the issuer.", "aud i en assertion er utstederen.";
    "grant-lifetime" = lifetime(Grants) finds [LIFETIME, TIMES_MISSING]
        "exp of an assertion is 1 to 120 seconds after iat.",
        "exp i en assertion er 1 til 120 sekunder etter iat.";
    "grant-once" = once(Grants) finds [REUSED]
        "No assertion has the jti of an earlier one, or its signature.",
        "Ingen assertion har samme jti som en tidligere, eller samme signatur.";
    "grant-jti" = jti(Grants) finds [NO_JTI]
        "An assertion has a jti.", "En assertion har en jti.";
    "grant-resource-list" = resource_list(Grants) finds [RESOURCE_AS_TEXT]
        "resource of an assertion is not a text.", "resource i en assertion er ikke en tekst.";
    "grant-chain" = chain(Grants) finds [CHAIN]
        "x5c of an assertion leads to a root without certificates from elsewhere; Maskinporten says where it does not.",
        "x5c i en assertion fører til en rot uten sertifikater fra andre steder; Maskinporten oppgir hvor den ikke gjør det.";
    "grant-client" = client(Grants) finds [CLIENT]
        "iss of an assertion is the client of the service.", "iss i en assertion er tjenestens klient.";
    "grant-accepted" = accepted(Grants) finds [REFUSED]
        "Maskinporten answers every grant with 200, but for technical errors of the scenario.", "Maskinporten svarer 200 på alle grants, bortsett fra tekniske feil i scenariet.";
}

/// The grants of all scenarios.
pub(super) fn grants<'a>(view: &JournalView<'a>) -> impl Iterator<Item = &'a Call> + use<'a> {
    view.runs.iter().flat_map(|run| run.grants())
}

fn form(view: &JournalView<'_>, _with: &With) -> Judged {
    each(grants(view), unseen(&NO_GRANT), |call| {
        let kind = call.header("content-type").unwrap_or_default();
        let fields = route::query(&String::from_utf8_lossy(&call.body));
        let field = |wanted: &str| {
            let mut fields = fields.iter();
            fields.find(|(name, _)| name == wanted)
        };
        let right = call.method == "POST"
            && kind.starts_with("application/x-www-form-urlencoded")
            && field("grant_type").is_some_and(|(_, value)| value == GRANT_TYPE)
            && field("assertion").is_some_and(|(_, value)| !value.is_empty());
        (!right).then(|| {
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            breach(
                &NO_FORM,
                format!("{} {kind}: {}", call.method, names.join(", ")),
            )
        })
    })
}

fn on_assertions(
    view: &JournalView<'_>,
    check: impl Fn(&Value, &Value, &EnvironmentFacts) -> Option<Finding>,
) -> Judged {
    each_judged(grants(view), unseen(&NO_GRANT), |call| {
        let assertion = call.token.as_ref()?;
        let found = check(&assertion.header, &assertion.payload, view.facts(call));
        Some(found.map_or(Ok(()), Err))
    })
}

fn algorithm(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |header, _, _| {
        let right = ["RS256", "RS384", "RS512"]
            .iter()
            .any(|name| header["alg"] == *name);
        (!right).then(|| breach(&ALGORITHM, header["alg"].to_string()))
    })
}

fn key_name(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |header, _, _| {
        let chain = header["x5c"].as_array();
        let named = chain.is_some_and(|chain| !chain.is_empty()) || header["kid"].is_string();
        (!named).then(|| {
            let members = header
                .as_object()
                .into_iter()
                .flat_map(|object| object.keys());
            breach(
                &KEY_NOT_NAMED,
                members.cloned().collect::<Vec<_>>().join(", "),
            )
        })
    })
}

fn audience(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |_, claims, facts| {
        let audience = claims["aud"]
            .as_array()
            .map_or(&claims["aud"], |list| list.first().unwrap_or(&Value::Null));
        (*audience != facts.issuer.as_str())
            .then(|| breach(&AUDIENCE, claims["aud"].to_string()).with("issuer", &facts.issuer))
    })
}

fn lifetime(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |_, claims, _| {
        let (from, to) = (claims["iat"].as_i64(), claims["exp"].as_i64());
        let Some((from, to)) = from.zip(to) else {
            let received = format!("iat {}, exp {}", claims["iat"], claims["exp"]);
            return Some(breach(&TIMES_MISSING, received));
        };
        let life = to.saturating_sub(from);
        (!(1..=LONGEST_LIFE).contains(&life)).then(|| breach(&LIFETIME, format!("{life} s")))
    })
}

fn client(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |_, claims, facts| {
        let clients = facts.clients.get(&view.service.id);
        let clients = clients.map(Vec::as_slice).unwrap_or_default();
        let right = clients
            .iter()
            .any(|client| claims["iss"] == client.as_str());
        (!right)
            .then(|| breach(&CLIENT, claims["iss"].to_string()).with("client", clients.join(", ")))
    })
}

fn once(view: &JournalView<'_>, _with: &With) -> Judged {
    let (mut collector, mut seen) = (Collector::default(), HashSet::new());
    // A technical error says nothing of what became of the grant: the same one may be sent again.
    for call in grants(view).filter(|call| !call.met_a_technical_error()) {
        let Some(assertion) = &call.token else {
            continue;
        };
        let jti = assertion.payload["jti"].as_str();
        // Without a jti a grant is known by its signature.
        let again = !seen.insert(jti.map_or(&*assertion.signature, str::as_bytes));
        collector.judge(call, again.then(|| breach(&REUSED, jti.unwrap_or(NOTHING))));
    }
    collector.judged(unseen(&NO_GRANT))
}

fn jti(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |_, claims, _| {
        let missing = claims["jti"].as_str().is_none();
        missing.then(|| breach(&NO_JTI, NOTHING))
    })
}

fn resource_list(view: &JournalView<'_>, _with: &With) -> Judged {
    on_assertions(view, |_, claims, _| {
        let text = claims["resource"].as_str()?;
        Some(breach(&RESOURCE_AS_TEXT, text).at("/resource"))
    })
}

fn chain(view: &JournalView<'_>, _with: &With) -> Judged {
    each(grants(view), unseen(&NO_GRANT), |call| {
        let incomplete = call.warnings.contains(&INCOMPLETE_CHAIN);
        let certificates = || {
            let chain = call.token.as_ref()?.header["x5c"].as_array()?;
            Some(format!("{} × x5c", chain.len()))
        };
        incomplete.then(|| breach(&CHAIN, or_nothing(certificates())))
    })
}

fn accepted(view: &JournalView<'_>, _with: &With) -> Judged {
    each(grants(view), unseen(&NO_GRANT), |call| {
        // What the scenario makes fail is no refusal.
        let given = call.given.as_ref().filter(|given| given.status != 200);
        let given = given.filter(|_| !call.met_a_technical_error())?;
        let document = given.document.as_ref();
        let why = document.map_or(&Value::Null, |answer| &answer["error_description"]);
        Some(breach(&REFUSED, format!("{} {why}", given.status)))
    })
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::testing::{answered, check, jws};
    use crate::agency::journal::tests::call;
    use crate::agency::journal::{Place, Register};

    pub(crate) fn grant(claims: Value) -> Call {
        let mut grant = call(Place::Register(Register::Maskinporten), "/token");
        grant.token = Some(jws(json!({"alg": "RS256", "kid": "k"}), claims));
        grant.method = "POST".into();
        grant
    }

    pub(crate) fn claims() -> Value {
        json!({"aud": "http://issuer/", "iss": "client", "iat": 100, "exp": 220, "jti": "1",
            "scope": "bits:kontoinformasjon", "resource": ["http://a/v2"]})
    }

    pub(crate) fn but(name: &str, value: Value) -> Vec<Call> {
        let mut claims = claims();
        claims[name] = value;
        vec![grant(claims)]
    }

    #[test]
    fn the_audience_is_the_issuer() {
        check("grant-audience")
            .keeps([grant(claims())])
            .finds(&AUDIENCE, but("aud", json!("http://issuer/token")));
    }

    #[test]
    fn an_assertion_is_valid_for_two_minutes_at_most() {
        check("grant-lifetime")
            .keeps([grant(claims())])
            .finds(&LIFETIME, but("exp", json!(221)))
            .finds(&LIFETIME, but("exp", json!(100)))
            .finds(&TIMES_MISSING, but("exp", Value::Null));
    }

    #[test]
    fn the_client_is_the_services() {
        check("grant-client")
            .keeps([grant(claims())])
            .finds(&CLIENT, but("iss", json!("other")));
    }

    #[test]
    fn a_grant_is_used_once() {
        check("grant-once")
            .keeps([grant(claims())])
            .finds(&REUSED, [grant(claims()), grant(claims())])
            .keeps(but("jti", Value::Null));
    }

    #[test]
    fn a_grant_that_met_a_technical_error_may_be_sent_again() {
        let failed = answered(grant(claims()), 503, json!({}));
        check("grant-once").keeps([failed, grant(claims())]);
    }

    #[test]
    fn a_grant_has_a_jti() {
        check("grant-jti")
            .keeps([grant(claims())])
            .finds(&NO_JTI, but("jti", Value::Null));
    }

    #[test]
    fn a_resource_is_in_a_list() {
        check("grant-resource-list")
            .keeps([grant(claims())])
            .finds(&RESOURCE_AS_TEXT, but("resource", json!("http://a/v2")));
    }

    #[test]
    fn a_chain_is_whole() {
        let mut completed = grant(claims());
        completed.warnings = vec![INCOMPLETE_CHAIN];
        check("grant-chain")
            .keeps([grant(claims())])
            .finds(&CHAIN, [completed]);
    }

    #[test]
    fn a_grant_is_a_form() {
        let mut form = grant(json!({}));
        form.headers = vec![(
            "content-type".into(),
            b"application/x-www-form-urlencoded".to_vec(),
        )];
        form.body =
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=x".into();
        let mut other = form.clone();
        other.body = "assertion=x".into();
        check("grant-form").keeps([form]).finds(&NO_FORM, [other]);
    }

    #[test]
    fn an_assertion_is_signed_with_rsa_and_names_its_key() {
        let mut other = grant(json!({}));
        other.token = Some(jws(json!({"alg": "PS256"}), json!({})));
        check("grant-algorithm")
            .keeps([grant(claims())])
            .finds(&ALGORITHM, [other.clone()]);
        check("grant-key")
            .keeps([grant(claims())])
            .finds(&KEY_NOT_NAMED, [other]);
    }

    #[test]
    fn a_refused_grant_is_found() {
        let refused = answered(grant(claims()), 400, json!({"error": "invalid_grant"}));
        check("grant-accepted")
            .keeps([grant(claims())])
            .finds(&REFUSED, [refused]);
    }
}
