//! Whether the API lives below the base URL: a request without a token shows it.

use crate::doctor::reach::{https_instead, without_token};
use crate::doctor::{Diagnosis, Whose};
use engine::runner::Runner;
use judge::exchange::Received;
use pack::catalogue::Role;
use pack::text::Text;
use plan::target::Target;

/// Judges the answer to a request without a token; where the path is wrong, looks for the right one nearby.
pub(super) async fn examine(runner: &Runner, target: &Target, received: &Received) -> Diagnosis {
    if received.status == 404 {
        let found = look_nearby(runner, &target.base_url).await;
        return not_found(received, found.as_deref());
    }
    if speaks_of_https(target, received) {
        return https_instead();
    }
    judge(received)
}

/// Web servers say so in a 400 when plain HTTP meets a TLS port.
fn speaks_of_https(target: &Target, received: &Received) -> bool {
    let said = String::from_utf8_lossy(&received.body).to_lowercase();
    received.status == 400
        && target.base_url.starts_with("http://")
        && said.contains("http")
        && said.contains("https")
}

/// A base URL close to this one below which something asks for a token.
async fn look_nearby(runner: &Runner, base_url: &str) -> Option<String> {
    for candidate in candidates(base_url) {
        let exchange = runner
            .sender()
            .send(&without_token(Role::Bank, &candidate))
            .await;
        if exchange
            .outcome
            .is_ok_and(|received| asks_for_a_token(&received))
        {
            return Some(candidate);
        }
    }
    None
}

fn candidates(base_url: &str) -> Vec<String> {
    let root_at = base_url.find("://").map_or(0, |at| at + 3);
    let parent = base_url
        .rfind('/')
        .filter(|at| *at >= root_at)
        .map(|at| &base_url[..at]);
    let mut candidates = vec![format!("{base_url}/v2")];
    if let Some(parent) = parent {
        candidates.extend([format!("{parent}/v2"), parent.to_owned()]);
    }
    candidates.retain(|candidate| candidate != base_url);
    candidates
}

fn asks_for_a_token(received: &Received) -> bool {
    matches!(received.status, 400 | 401 | 403)
}

fn seen(received: &Received) -> Text {
    let status = received.status;
    Text::new(
        format!("GET /accounts without a token: {status}"),
        format!("GET /accounts uten token: {status}"),
    )
}

fn what() -> Text {
    Text::new("base path", "basissti")
}

fn not_found(received: &Received, found: Option<&str>) -> Diagnosis {
    let advice = match found {
        Some(found) => Text::new(
            format!("something asks for a token at {found}/accounts: write base-url = \"{found}\""),
            format!("på {found}/accounts kreves det token: skriv base-url = \"{found}\""),
        ),
        None => Text::new(
            "base-url ends in the major version, e.g. …/v2, as in the API registry",
            "base-url slutter med hovedversjonen, f.eks. …/v2, som i API-registeret",
        ),
    };
    Diagnosis::fault(what(), seen(received), Whose::Configuration, advice)
}

fn judge(received: &Received) -> Diagnosis {
    let seen = seen(received);
    match received.status {
        400 | 401 | 403 => refusal(received, seen),
        300..=399 => {
            let place = received.header("location").unwrap_or_default();
            let seen = Text::new(
                format!("{} to {place}", seen.en),
                format!("{} til {place}", seen.nb),
            );
            if is_login(place) {
                return Diagnosis::fault(what(), seen, Whose::Bank, login_in_front());
            }
            let advice = Text::new(
                "write base-url as the address that answers itself: redirections are not followed",
                "skriv base-url som adressen som selv svarer: videresendinger følges ikke",
            );
            Diagnosis::fault(what(), seen, Whose::Configuration, advice)
        }
        200..=299 if is_data(received) => Diagnosis::fault(
            what(),
            seen,
            Whose::Bank,
            Text::new(
                "the bank answers without a token: 401 ACC-010 is expected",
                "banken svarer uten token: 401 ACC-010 er ventet",
            ),
        ),
        200..=299 => Diagnosis::fault(
            what(),
            seen,
            Whose::Configuration,
            Text::new(
                "the answer is no JSON: something else than the Control API lives there; look at host, port and path of base-url",
                "svaret er ikke JSON: noe annet enn Control API bor der; se på vert, port og sti i base-url",
            ),
        ),
        500..=599 => Diagnosis::fault(
            what(),
            seen,
            Whose::Bank,
            Text::new(
                "401 ACC-010 is expected here; if the bank answers the valid requests below, its error handler makes 500 of refusals, else it or the gateway before it is out of order",
                "her ventes 401 ACC-010; svarer banken på de gyldige forespørslene nedenfor, gjør feilhåndteringen avvisninger til 500, ellers er den eller gatewayen foran den i ustand",
            ),
        ),
        _ => Diagnosis::note(
            what(),
            seen,
            Text::new("401 ACC-010 is expected here", "her ventes 401 ACC-010"),
        ),
    }
}

/// A refusal is what is asked for here; its form is the one of all refusals.
fn refusal(received: &Received, seen: Text) -> Diagnosis {
    let media = received.header("content-type").unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default().trim();
    let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&received.body).is_ok();
    if received.body.is_empty() || (is_json && essence.eq_ignore_ascii_case("application/json")) {
        return Diagnosis::good(what(), seen);
    }
    let seen = Text::new(
        format!("{}, as {essence}", seen.en),
        format!("{}, som {essence}", seen.nb),
    );
    let advice = Text::new(
        "refusals are application/json with code and message: correct the error handler, or what answers before the API",
        "avvisninger er application/json med code og message: rett feilhåndteringen, eller det som svarer foran API-et",
    );
    Diagnosis::fault(what(), seen, Whose::Bank, advice)
}

/// Whether a redirection leads to where people log in.
fn is_login(place: &str) -> bool {
    let place = place.to_lowercase();
    let words = ["login", "signin", "oauth", "authorize", "saml"];
    words.iter().any(|word| place.contains(word))
}

fn login_in_front() -> Text {
    Text::new(
        "a login for people lies in front of the API: requests with a token from Maskinporten are to reach it without one, and 401 ACC-010 is the answer without a token",
        "en innlogging for mennesker ligger foran API-et: forespørsler med token fra Maskinporten skal nå det uten, og 401 ACC-010 er svaret uten token",
    )
}

fn is_data(received: &Received) -> bool {
    received.header("content-type").is_some_and(|media| {
        let media = media.to_lowercase();
        media.contains("json") || media.contains("jose")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    fn answer(status: u16, media: &str, body: &'static str) -> Received {
        Received {
            status,
            version: "HTTP/1.1".into(),
            headers: vec![("content-type".into(), media.as_bytes().to_vec())],
            body: bytes::Bytes::from_static(body.as_bytes()),
            truncated: None,
            codings: judge::exchange::Codings::default(),
        }
    }

    #[test]
    fn a_bank_that_asks_for_a_token_is_well() {
        assert_eq!(judge(&answer(401, "", "")).state, State::Good);
    }

    #[test]
    fn a_refusal_that_is_no_json_is_the_banks() {
        let page = answer(401, "text/html", "<html>401</html>");
        assert_eq!(judge(&page).whose, Some(Whose::Bank));
        let text = answer(401, "text/plain", "{\"code\": \"ACC-010\"}");
        assert_eq!(judge(&text).whose, Some(Whose::Bank));
        let right = answer(401, "application/json", "{\"code\": \"ACC-010\"}");
        assert_eq!(judge(&right).state, State::Good);
    }

    #[test]
    fn a_redirection_to_a_login_is_the_banks() {
        let mut received = answer(302, "text/html", "");
        let place = b"https://login.bank.example/oauth2/authorize?x=1";
        received.headers.push(("location".into(), place.to_vec()));
        assert_eq!(judge(&received).whose, Some(Whose::Bank));
    }

    #[test]
    fn a_missing_path_is_the_profiles() {
        let diagnosis = not_found(&answer(404, "", ""), None);
        assert_eq!(
            (diagnosis.state, diagnosis.whose),
            (State::Fault, Some(Whose::Configuration))
        );
    }

    #[test]
    fn a_path_that_was_found_nearby_is_shown() {
        let diagnosis = not_found(&answer(404, "", ""), Some("http://b/v2"));
        let advice = diagnosis.advice.expect("advice");
        assert!(
            advice.en.contains("base-url = \"http://b/v2\""),
            "{}",
            advice.en
        );
    }

    #[test]
    fn looks_below_beside_and_above() {
        assert_eq!(
            candidates("http://b/api/v3"),
            ["http://b/api/v3/v2", "http://b/api/v2", "http://b/api"]
        );
        assert_eq!(candidates("http://b"), ["http://b/v2"]);
    }

    #[test]
    fn a_page_is_no_bank() {
        let page = judge(&answer(200, "text/html", "<p>"));
        assert_eq!(page.whose, Some(Whose::Configuration));
        let data = judge(&answer(200, "application/json", "{}"));
        assert_eq!(data.whose, Some(Whose::Bank));
    }

    #[test]
    fn a_gateway_that_is_out_of_order_is_the_banks() {
        assert_eq!(judge(&answer(502, "", "")).whose, Some(Whose::Bank));
    }

    #[test]
    fn a_redirection_is_the_profiles() {
        let mut moved = answer(301, "", "");
        moved
            .headers
            .push(("location".into(), b"https://b/v2".to_vec()));
        let diagnosis = judge(&moved);
        assert_eq!(diagnosis.whose, Some(Whose::Configuration));
        assert!(
            diagnosis.seen.en.ends_with("to https://b/v2"),
            "{}",
            diagnosis.seen.en
        );
    }
}
