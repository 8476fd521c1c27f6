//! The issuer of tokens: what it says about itself, and why it gives no token.

use engine::registers::{LONGEST_ANSWER, body};
use engine::tokens::TokenError;
use jiff::Timestamp;
use serde_json::Value;

use crate::doctor::trouble::Trouble;
use crate::doctor::{Diagnosis, Whose, clock, registers};
use engine::tokens::NoToken;
use pack::text::Text;
use plan::target::{Issuer, Target};

/// Where an issuer describes itself (RFC 8414).
const METADATA: &str = ".well-known/oauth-authorization-server";

/// What the issuer says about itself.
pub(super) struct Examined {
    pub(super) diagnosis: Diagnosis,
    /// Seconds that its clock is ahead of this machine's.
    pub(super) clock: Option<i64>,
}

/// Asks the issuer for its metadata and holds the profile against them.
pub(super) async fn examine(client: &reqwest::Client, target: &Target) -> Examined {
    let url = format!("{}/{METADATA}", target.issuer.issuer.trim_end_matches('/'));
    let response = match client.get(&url).send().await {
        Ok(response) => response,
        Err(error) => {
            let words = Trouble::of_request(&error).words();
            return Examined {
                diagnosis: no_metadata(&url, &words),
                clock: None,
            };
        }
    };
    let date = response.headers().get("date");
    let clock = clock::ahead(date.and_then(|date| date.to_str().ok()), Timestamp::now());
    let status = response.status();
    let metadata = body(response, LONGEST_ANSWER).await.ok();
    let metadata = metadata.and_then(|text| serde_json::from_slice::<Value>(&text).ok());
    let diagnosis = match metadata.filter(|metadata| status.is_success() && metadata.is_object()) {
        Some(metadata) => compare(&target.issuer, &metadata),
        None => no_metadata(&url, &Text::same(status.as_u16().to_string())),
    };
    Examined { diagnosis, clock }
}

fn what() -> Text {
    Text::new("issuer of tokens", "utsteder av token")
}

fn no_metadata(url: &str, words: &Text) -> Diagnosis {
    Diagnosis::note(
        what(),
        Text::new(
            format!("no metadata at {url}: {}", words.en),
            format!("ingen metadata på {url}: {}", words.nb),
        ),
        Text::new(
            "is issuer written as the issuer calls itself? grants carry it as aud",
            "er issuer skrevet slik utstederen kaller seg selv? den står som aud i forespørselen om token",
        ),
    )
}

fn compare(issuer: &Issuer, metadata: &Value) -> Diagnosis {
    let differs = |setting: &str, member: &str, ours: &str| {
        let theirs = metadata[member].as_str().filter(|theirs| *theirs != ours)?;
        Some(Diagnosis::fault(
            what(),
            Text::new(
                format!("its metadata say {member} {theirs}, and the profile says {ours}"),
                format!("metadataene sier {member} {theirs}, og profilen sier {ours}"),
            ),
            Whose::Configuration,
            Text::new(
                format!("write {setting} = \"{theirs}\""),
                format!("skriv {setting} = \"{theirs}\""),
            ),
        ))
    };
    differs("issuer", "issuer", &issuer.issuer)
        .or_else(|| differs("token-endpoint", "token_endpoint", &issuer.token_endpoint))
        .unwrap_or_else(|| Diagnosis::good(what(), Text::same(issuer.issuer.clone())))
}

/// Whether the issuer could not be asked at all: then it need not be asked again for the next service.
pub(super) fn is_away(why: &NoToken) -> bool {
    matches!(why, NoToken::Issuer(TokenError::Unreachable { .. }))
}

/// What it means that there is no token.
pub(super) fn no_token(
    what: Text,
    issuer: &Issuer,
    why: &NoToken,
    wrong_clock: Option<Whose>,
) -> Diagnosis {
    match why {
        NoToken::NoJws => useless(
            what,
            Text::new("the token is no JWS", "tokenet er ingen JWS"),
        ),
        NoToken::Issuer(error) => match error {
            TokenError::Grant(_) | TokenError::Certificate(_) => Diagnosis::fault(
                what,
                Text::new(
                    "no grant can be signed with client-key",
                    "ingen forespørsel om token kan signeres med client-key",
                ),
                Whose::Configuration,
                Text::new(
                    "client-key is an RSA key in PEM",
                    "client-key er en RSA-nøkkel i PEM",
                ),
            ),
            TokenError::Unreachable { endpoint, reason } => no_answer(what, endpoint, reason),
            TokenError::Body(_) => useless(
                what,
                Text::new(
                    "its answer cannot be read to the end",
                    "svaret kan ikke leses til slutt",
                ),
            ),
            TokenError::Unusable { status, .. } => unusable(what, &issuer.token_endpoint, *status),
            TokenError::Refused {
                status,
                error,
                description,
            } => refused(what, (*status, error, description), wrong_clock),
        },
    }
}

fn useless(what: Text, seen: Text) -> Diagnosis {
    Diagnosis::fault(
        what,
        seen,
        Whose::Registers,
        Text::new(
            "the issuer does not answer as a token endpoint does",
            "utstederen svarer ikke slik et tokenendepunkt gjør",
        ),
    )
}

fn no_answer(what: Text, endpoint: &str, reason: &str) -> Diagnosis {
    let trouble = Trouble::of_words(reason);
    let words = trouble.words();
    let seen = Text::new(
        format!("{endpoint}: {}", words.en),
        format!("{endpoint}: {}", words.nb),
    );
    match trouble {
        Trouble::NoAddress | Trouble::Tls => Diagnosis::fault(
            what,
            seen,
            Whose::Configuration,
            Text::new(
                "is token-endpoint written right? the issuer's certificate is checked against this machine's authorities",
                "er token-endpoint riktig skrevet? utstederens sertifikat kontrolleres mot denne maskinens klarerte utstedere",
            ),
        ),
        Trouble::TimedOut | Trouble::NoWay => Diagnosis::unreached(
            what,
            seen,
            Whose::Network,
            Text::new(
                "is the way to the issuer open from this machine (firewall, VPN)?",
                "er veien til utstederen åpen fra denne maskinen (brannmur, VPN)?",
            ),
        ),
        Trouble::Refused | Trouble::Other(_) => Diagnosis::unreached(
            what,
            seen,
            Whose::Registers,
            Text::new(
                "is the issuer running, and is token-endpoint its address?",
                "kjører utstederen, og er token-endpoint adressen dens?",
            ),
        ),
    }
}

fn unusable(what: Text, endpoint: &str, status: u16) -> Diagnosis {
    let seen = Text::new(
        format!("{endpoint} answers {status}, and not as a token endpoint"),
        format!("{endpoint} svarer {status}, og ikke som et tokenendepunkt"),
    );
    if (400..500).contains(&status) {
        return Diagnosis::fault(
            what,
            seen,
            Whose::Configuration,
            Text::new(
                "write token-endpoint as in the issuer's metadata; Maskinporten's ends in /token",
                "skriv token-endpoint som i utstederens metadata; Maskinportens slutter på /token",
            ),
        );
    }
    useless(what, seen)
}

fn refused(
    what: Text,
    (status, error, description): (u16, &str, &str),
    wrong_clock: Option<Whose>,
) -> Diagnosis {
    let seen = Text::new(
        format!("the issuer refuses: {status} {error}: {description}"),
        format!("utstederen avviser: {status} {error}: {description}"),
    );
    let (whose, advice) = reason(error, description, wrong_clock);
    Diagnosis::fault(what, seen, whose, advice)
}

fn reason(error: &str, description: &str, wrong_clock: Option<Whose>) -> (Whose, Text) {
    let says = |word: &str| {
        description
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|found| found.eq_ignore_ascii_case(word))
    };
    let of_time = ["exp", "iat", "expired"].iter().any(|word| says(word));
    match (error, wrong_clock) {
        ("invalid_client", _) => (
            Whose::Configuration,
            Text::new(
                "is client-id the one that this issuer gave, and in this environment (test, production)?",
                "er client-id den som denne utstederen ga, og i dette miljøet (test, produksjon)?",
            ),
        ),
        ("invalid_scope" | "unauthorized_client" | "access_denied", _) => (
            Whose::Registers,
            Text::new(
                "the client lacks the scope bits:kontoinformasjon: whoever owns the scope has to grant it to the organisation, and the client has to ask for it",
                "klienten mangler scopet bits:kontoinformasjon: den som eier scopet, må gi virksomheten tilgang, og klienten må be om det",
            ),
        ),
        ("invalid_target", _) => (
            Whose::Configuration,
            Text::new(
                "audience is sent as resource: write it as the bank's address in the API registry",
                "audience sendes som resource: skriv den som bankens adresse i API-registeret",
            ),
        ),
        (_, Some(whose @ (Whose::Configuration | Whose::Registers))) if of_time => (
            whose,
            Text::new(
                "the clocks explain it: grants live for a minute or two",
                "klokkene forklarer det: forespørsler om token lever i et minutt eller to",
            ),
        ),
        _ if says("aud") => (
            Whose::Configuration,
            Text::new(
                "write issuer as the issuer calls itself, with the slash at the end if it has one",
                "skriv issuer slik utstederen kaller seg selv, med skråstrek til slutt hvis den har det",
            ),
        ),
        _ => (
            Whose::Configuration,
            Text::new(
                "is the client registered with this key or certificate (client-key, client-chain or client-kid), and in this environment?",
                "er klienten registrert med denne nøkkelen eller dette sertifikatet (client-key, client-chain eller client-kid), og i dette miljøet?",
            ),
        ),
    }
}

/// Says so where the issuer's published keys do not have the one that a token is signed with: no bank could verify it.
pub(super) async fn unpublished_key(
    client: &reqwest::Client,
    target: &Target,
    header: &serde_json::Map<String, Value>,
) -> Option<Diagnosis> {
    let uri = target.issuer.jwks_uri.as_deref()?;
    let kid = header.get("kid")?.as_str()?;
    let (_, keys) = registers::get(client, uri).await.ok()?;
    let keys: Value = serde_json::from_slice(&keys).ok()?;
    let published = keys["keys"].as_array()?;
    if published.iter().any(|key| key["kid"] == kid) {
        return None;
    }
    Some(Diagnosis::fault(
        Text::new("keys of the issuer", "utstederens nøkler"),
        Text::new(
            format!("{uri} has no key {kid}, which the token is signed with"),
            format!("{uri} har ingen nøkkel {kid}, som tokenet er signert med"),
        ),
        Whose::Registers,
        Text::new(
            "is jwks-uri this issuer's? a bank that looks there cannot verify its tokens",
            "er jwks-uri denne utstederens? en bank som slår opp der, kan ikke verifisere tokenene",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::doctor::State;

    fn issuer() -> Issuer {
        Issuer {
            issuer: "https://m/".into(),
            token_endpoint: "https://m/token".into(),
            jwks_uri: None,
            key: None,
        }
    }

    fn blamed(error: &str, description: &str) -> Whose {
        reason(error, description, None).0
    }

    #[test]
    fn metadata_that_agree_are_well() {
        let metadata = json!({"issuer": "https://m/", "token_endpoint": "https://m/token"});
        assert_eq!(compare(&issuer(), &metadata).state, State::Good);
    }

    #[test]
    fn an_issuer_without_its_slash_is_the_profiles() {
        let metadata = json!({"issuer": "https://m", "token_endpoint": "https://m/token"});
        let diagnosis = compare(&issuer(), &metadata);
        assert_eq!(diagnosis.whose, Some(Whose::Configuration));
        assert_eq!(
            diagnosis.advice.expect("advice").en,
            "write issuer = \"https://m\""
        );
    }

    #[test]
    fn a_scope_that_was_not_granted_is_the_registers() {
        assert_eq!(blamed("invalid_scope", "no access"), Whose::Registers);
    }

    #[test]
    fn a_client_that_is_unknown_or_signs_with_another_key_is_the_profiles() {
        assert_eq!(blamed("invalid_client", ""), Whose::Configuration);
        assert_eq!(
            blamed("invalid_grant", "bad signature"),
            Whose::Configuration
        );
    }

    #[test]
    fn a_grant_that_is_out_of_time_is_put_down_to_the_clock_that_is_wrong() {
        let (whose, advice) = reason("invalid_grant", "exp has passed", Some(Whose::Registers));
        assert_eq!(whose, Whose::Registers);
        assert!(advice.en.contains("clocks"), "{}", advice.en);
    }

    #[test]
    fn another_audience_is_told_from_another_key() {
        let (_, advice) = reason("invalid_grant", "the claim aud must be https://m/", None);
        assert!(advice.en.starts_with("write issuer"), "{}", advice.en);
    }

    #[test]
    fn an_issuer_that_is_down_is_not_reached() {
        let diagnosis = no_answer(what(), "https://m/token", "connection refused");
        assert_eq!(
            (diagnosis.state, diagnosis.whose),
            (State::Unreached, Some(Whose::Registers))
        );
    }

    #[test]
    fn a_path_that_is_no_token_endpoint_is_the_profiles() {
        assert_eq!(
            unusable(what(), "https://m/tok", 404).whose,
            Some(Whose::Configuration)
        );
        assert_eq!(
            unusable(what(), "https://m/token", 503).whose,
            Some(Whose::Registers)
        );
    }
}
