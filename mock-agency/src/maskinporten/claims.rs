//! The claims of a grant (Maskinporten's documentation of JWT grants; RFC 7523 3).

use serde_json::{Map, Value};

use super::refusal::{Refusal, claim};
use crate::journal::Warning;

/// Longest time between `iat` and `exp`, in seconds.
const LONGEST_LIFE: i64 = 120;
/// How far `iat` may lie before or after the clock, in seconds.
const SKEW: i64 = 10;
/// The claims of the documentation; a grant with another one is refused.
const KNOWN: [&str; 11] = [
    "aud",
    "iss",
    "iat",
    "exp",
    "jti",
    "scope",
    "resource",
    "pid",
    "consumer_org",
    "iss_onbehalfof",
    "authorization_details",
];
/// Longest `jti` that is remembered.
const JTI_LENGTH: usize = 255;
/// Most resources, and the longest of one.
const RESOURCES: usize = 16;
const RESOURCE_LENGTH: usize = 2048;

/// What a grant asks for, all claims in order. Signature, scope and reuse are judged elsewhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grant {
    /// The scopes, separated by one space.
    pub(super) scope: String,
    /// Addresses of the APIs that the token is for; empty when none was asked.
    pub(super) resources: Vec<String>,
    pub(super) jti: Option<String>,
    /// The organisation that the client asks on behalf of, where it names one.
    pub(super) consumer: Option<String>,
    /// Seconds since the epoch.
    pub(super) expires: i64,
}

/// Checks the claims at `now` (seconds since the epoch).
pub(super) fn check(
    claims: &Map<String, Value>,
    issuer: &str,
    now: i64,
    warnings: &mut Vec<Warning>,
) -> Result<Grant, Refusal> {
    refuse_unknown(claims)?;
    check_audience(claims.get("aud"), issuer)?;
    let expires = check_times(claims, now)?;
    Ok(Grant {
        scope: scope(claims)?,
        resources: resources(claims.get("resource"), warnings)?,
        jti: jti(claims, warnings)?,
        consumer: optional_text(claims, "consumer_org")?,
        expires,
    })
}

fn refuse_unknown(claims: &Map<String, Value>) -> Result<(), Refusal> {
    match claims.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        Some(unknown) => Err(Refusal::UnknownClaim(
            unknown.escape_debug().take(100).collect(),
        )),
        None => Ok(()),
    }
}

fn jti(
    claims: &Map<String, Value>,
    warnings: &mut Vec<Warning>,
) -> Result<Option<String>, Refusal> {
    let jti = optional_text(claims, "jti")?;
    match &jti {
        None => warnings.push(Warning::GrantWithoutJti),
        Some(jti) if jti.is_empty() || jti.len() > JTI_LENGTH => {
            return Err(claim("jti", format!("must have 1 to {JTI_LENGTH} bytes")));
        }
        Some(_) => {}
    }
    Ok(jti)
}

fn optional_text(
    claims: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<String>, Refusal> {
    claims
        .contains_key(name)
        .then(|| text(claims, name).map(str::to_owned))
        .transpose()
}

/// The client id: it decides which key must have signed.
pub(super) fn client_id(claims: &Map<String, Value>) -> Result<&str, Refusal> {
    text(claims, "iss")
}

fn text<'a>(claims: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, Refusal> {
    claims
        .get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| claim(name, "must be there and a string"))
}

fn check_audience(audience: Option<&Value>, issuer: &str) -> Result<(), Refusal> {
    let right = match audience {
        Some(Value::String(one)) => one == issuer,
        Some(Value::Array(several)) => several.len() == 1 && several[0] == issuer,
        Some(_) | None => false,
    };
    if right {
        Ok(())
    } else {
        Err(claim("aud", format!("must be {issuer}")))
    }
}

fn check_times(claims: &Map<String, Value>, now: i64) -> Result<i64, Refusal> {
    let issued = numeric_date(claims, "iat")?.ok_or_else(|| claim("iat", "is missing"))?;
    let expires = numeric_date(claims, "exp")?.ok_or_else(|| claim("exp", "is missing"))?;
    if issued > now + SKEW {
        return Err(claim("iat", "lies in the future"));
    }
    if expires <= now {
        return Err(claim("exp", "lies in the past"));
    }
    if expires <= issued {
        return Err(claim("exp", "must lie after iat"));
    }
    if expires - issued > LONGEST_LIFE {
        return Err(claim(
            "exp",
            format!("must be at most {LONGEST_LIFE} seconds after iat"),
        ));
    }
    if issued < now - SKEW {
        return Err(claim(
            "iat",
            format!("lies more than {SKEW} seconds in the past"),
        ));
    }
    Ok(expires)
}

/// A time within 0 and the year 9999, so that no sum overflows. Fractions are allowed (RFC 7519 2) and cut off.
fn numeric_date(claims: &Map<String, Value>, name: &'static str) -> Result<Option<i64>, Refusal> {
    const LAST: i64 = 253_402_300_799;
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let seconds = match value {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().and_then(whole_seconds)),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    };
    match seconds {
        Some(seconds) if (0..=LAST).contains(&seconds) => Ok(Some(seconds)),
        Some(_) | None => Err(claim(name, "must be a number of seconds since 1970")),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked before"
)]
fn whole_seconds(seconds: f64) -> Option<i64> {
    (0.0..1e12).contains(&seconds).then_some(seconds as i64)
}

fn scope(claims: &Map<String, Value>) -> Result<String, Refusal> {
    let text = text(claims, "scope")?;
    let scopes: Vec<&str> = text.split_ascii_whitespace().collect();
    if scopes.is_empty() {
        return Err(claim("scope", "names no scope"));
    }
    Ok(scopes.join(" "))
}

fn resources(claim: Option<&Value>, warnings: &mut Vec<Warning>) -> Result<Vec<String>, Refusal> {
    let list = match claim {
        None => return Ok(Vec::new()),
        Some(text @ Value::String(_)) => {
            warnings.push(Warning::ResourceAsText);
            return Ok(vec![resource(text)?]);
        }
        Some(Value::Array(list)) if list.len() <= RESOURCES => list,
        Some(_) => return Err(Refusal::Resource),
    };
    list.iter().map(resource).collect()
}

fn resource(value: &Value) -> Result<String, Refusal> {
    value
        .as_str()
        .filter(|text| {
            !text.is_empty() && text.len() <= RESOURCE_LENGTH && !text.contains(char::is_whitespace)
        })
        .map(str::to_owned)
        .ok_or(Refusal::Resource)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "http://127.0.0.1:1/";
    const NOW: i64 = 1_800_000_000;

    fn with(name: &str, value: Option<Value>) -> Result<Grant, Refusal> {
        checked(name, value).0
    }

    fn checked(name: &str, value: Option<Value>) -> (Result<Grant, Refusal>, Vec<Warning>) {
        let mut warnings = Vec::new();
        let mut claims = json!({"aud": ISSUER, "iss": "c", "scope": "bits:kontoinformasjon", "iat": NOW,
            "exp": NOW + 120, "jti": "1", "resource": ["https://bank.example/v2"]});
        let claims = claims.as_object_mut().unwrap();
        match value {
            Some(value) => claims.insert(name.to_owned(), value),
            None => claims.remove(name),
        };
        (check(claims, ISSUER, NOW, &mut warnings), warnings)
    }

    fn refused_claim(name: &str, value: Option<Value>) -> &'static str {
        match with(name, value).unwrap_err() {
            Refusal::Claim { claim, .. } => claim,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn accepts_a_grant_of_exactly_two_minutes() {
        let grant = with("typ", None).unwrap();
        assert_eq!(grant.resources, ["https://bank.example/v2"]);
    }

    #[test]
    fn refuses_a_grant_of_one_second_more() {
        assert_eq!(refused_claim("exp", Some(json!(NOW + 121))), "exp");
    }

    #[test]
    fn refuses_a_grant_that_expires_now() {
        assert_eq!(refused_claim("exp", Some(json!(NOW))), "exp");
    }

    #[test]
    fn accepts_an_issuing_time_ten_seconds_ahead_and_refuses_eleven() {
        assert!(with("iat", Some(json!(NOW + 10))).is_ok());
        assert_eq!(refused_claim("iat", Some(json!(NOW + 11))), "iat");
    }

    #[test]
    fn accepts_an_issuing_time_ten_seconds_back_and_refuses_eleven() {
        let issued = |issued: i64| {
            let claims =
                json!({"aud": ISSUER, "iss": "c", "scope": "s", "iat": issued, "exp": NOW + 60});
            check(claims.as_object().unwrap(), ISSUER, NOW, &mut Vec::new())
        };
        assert!(issued(NOW - 10).is_ok());
        assert!(matches!(
            issued(NOW - 11),
            Err(Refusal::Claim { claim: "iat", .. })
        ));
    }

    #[test]
    fn refuses_a_claim_that_the_documentation_does_not_have() {
        for name in ["nbf", "sub", "note"] {
            assert_eq!(
                with(name, Some(json!(NOW))),
                Err(Refusal::UnknownClaim(name.to_owned()))
            );
        }
    }

    #[test]
    fn accepts_a_grant_without_jti_with_a_warning() {
        let (grant, warnings) = checked("jti", None);
        assert_eq!(grant.unwrap().jti, None);
        assert_eq!(warnings, [Warning::GrantWithoutJti]);
    }

    #[test]
    fn accepts_a_resource_as_text_with_a_warning() {
        let (grant, warnings) = checked("resource", Some(json!("https://bank.example/v2")));
        assert_eq!(grant.unwrap().resources, ["https://bank.example/v2"]);
        assert_eq!(warnings, [Warning::ResourceAsText]);
    }

    #[test]
    fn a_grant_as_documented_gives_no_warning() {
        assert_eq!(checked("pid", None).1, []);
    }

    #[test]
    fn refuses_each_mandatory_claim_that_is_missing() {
        for name in ["aud", "iat", "exp", "scope"] {
            assert_eq!(refused_claim(name, None), name);
        }
    }

    #[test]
    fn refuses_the_issuer_without_its_slash_as_audience() {
        assert_eq!(
            refused_claim("aud", Some(json!("http://127.0.0.1:1"))),
            "aud"
        );
    }

    #[test]
    fn refuses_a_second_audience() {
        assert_eq!(refused_claim("aud", Some(json!([ISSUER, "x"]))), "aud");
    }

    #[test]
    fn refuses_times_that_are_no_numbers_or_beyond_reason() {
        for value in [
            json!("1800000000"),
            json!(-1),
            json!(1e300),
            json!(i64::MAX),
            json!(null),
        ] {
            assert_eq!(refused_claim("exp", Some(value)), "exp");
        }
    }

    #[test]
    fn accepts_a_time_with_a_fraction() {
        assert_eq!(
            with("exp", Some(json!(1_800_000_060.5))).unwrap().expires,
            NOW + 60
        );
    }

    #[test]
    fn accepts_a_grant_without_a_resource() {
        assert_eq!(
            with("resource", None).unwrap().resources,
            Vec::<String>::new()
        );
    }

    #[test]
    fn refuses_a_resource_that_is_neither_text_nor_a_list_of_texts() {
        for value in [json!(""), json!([1]), json!([""]), json!({})] {
            assert_eq!(with("resource", Some(value)), Err(Refusal::Resource));
        }
    }

    #[test]
    fn refuses_an_empty_scope() {
        assert_eq!(refused_claim("scope", Some(json!(" "))), "scope");
    }
}
