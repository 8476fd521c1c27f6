//! The access token from Maskinporten: its form, checked strictly, then the claims.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use jiff::Timestamp;
use serde_json::Value;
use wire::jose::sign::{self, SignatureAlgorithm, SigningKey};
use wire::jose::strict::{self, ReadJws};
use wire::messages::scope;

use crate::defect::{Defect, Defects};
use crate::refusal::{Refusal, Rule, Ruling};
use crate::registers::issuer::IssuerKey;
use crate::request::parameters::sentence;

/// Clocks may differ by this many seconds.
const CLOCK_SKEW: i64 = 10;

/// A longer token is refused unread.
const LONGEST: usize = 16 * 1024;

/// The token of the `Authorization` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Ruling<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let first = values
        .next()
        .ok_or_else(|| Refusal::from(Rule::AuthorizationMissing))?;
    if values.next().is_some() {
        return Err(Rule::AuthorizationRepeated.into());
    }
    let text = first
        .to_str()
        .map_err(|_| Refusal::from(Rule::AuthorizationNotAscii))?;
    let (scheme, token) = text
        .split_once(' ')
        .ok_or_else(|| Refusal::from(Rule::AuthorizationForm))?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(Rule::AuthorizationScheme.into());
    }
    let token = token.trim_start_matches(' ');
    if token.len() > LONGEST {
        return Err(Rule::TokenTooLong.into());
    }
    Ok(token)
}

/// A token of correct form; its signature and claims are not checked yet.
#[derive(Debug)]
pub(crate) struct FormedToken {
    jws: ReadJws,
    algorithm: Algorithm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Rs256,
    /// Only with the defects that accept these.
    None,
    Hs256,
}

impl FormedToken {
    /// Reads the token: three parts of base64url without padding, strict JSON, RS256, a `kid`, and no
    /// header member that brings a key or an extension of its own.
    pub(crate) fn read(text: &str, defects: &Defects) -> Ruling<Self> {
        let jws = strict::read_jws(text)
            .map_err(|error| Refusal::from(Rule::TokenForm).because(sentence(&error)))?;
        let header = &jws.header;
        let algorithm = match header.get("alg").and_then(Value::as_str) {
            Some("RS256") => Algorithm::Rs256,
            Some("none") if defects.has(Defect::TokenAlgorithmNone) => Algorithm::None,
            Some("HS256") if defects.has(Defect::TokenPublicKeyAsSecret) => Algorithm::Hs256,
            _ => return Err(Rule::TokenAlgorithm.into()),
        };
        for member in ["crit", "jwk", "jku", "x5c", "x5u", "zip", "b64"] {
            if header.get(member).is_some() {
                return Err(Rule::TokenHeaderMember.broken_by(member));
            }
        }
        Ok(Self { jws, algorithm })
    }

    /// Whether the token has no signature to verify; only with the defect that accepts it.
    pub(crate) fn is_unsigned(&self) -> bool {
        self.algorithm == Algorithm::None
    }

    /// Whether somebody fetched the token for the consumer.
    pub(crate) fn has_supplier(&self) -> bool {
        self.jws.payload.get("supplier").is_some()
    }

    /// The name of the issuer's key.
    pub(crate) fn kid(&self) -> Ruling<&str> {
        self.jws
            .header
            .get("kid")
            .and_then(Value::as_str)
            .filter(|kid| !kid.is_empty())
            .ok_or_else(|| Rule::TokenKidMissing.into())
    }

    /// Verifies the signature with the issuer's key of that `kid`.
    pub(crate) fn verify(&self, key: &IssuerKey, defects: &Defects) -> Ruling {
        let input = self.jws.signing_input.as_bytes();
        let verified = match self.algorithm {
            Algorithm::None => true,
            Algorithm::Hs256 => self.is_signed_with_public_key(key),
            Algorithm::Rs256 => key.verifier.verify(input, &self.jws.signature),
        };
        if verified || defects.has(Defect::TokenSignatureUnchecked) {
            return Ok(());
        }
        Err(Rule::TokenSignature.into())
    }
}

impl FormedToken {
    /// As a library verifies that uses the public key's PEM as an HMAC secret.
    fn is_signed_with_public_key(&self, key: &IssuerKey) -> bool {
        let input = self.jws.signing_input.as_bytes();
        let sign = |pem: Vec<u8>| {
            sign::sign_bytes(SignatureAlgorithm::Hs256, &SigningKey::secret(&pem), input).ok()
        };
        key.key
            .public_key_to_pem()
            .ok()
            .and_then(sign)
            .is_some_and(|expected| expected == self.jws.signature)
    }
}

/// What the claims of a token are compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenRules<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) audience: &'a str,
    pub(crate) now: Timestamp,
}

/// The organisation number of the consumer, after all claims of the token were checked.
pub(crate) fn consumer(
    token: &FormedToken,
    rules: TokenRules<'_>,
    defects: &Defects,
) -> Ruling<String> {
    let claims = &token.jws.payload;
    defects.unless(Defect::TokenIssuerUnchecked, || {
        issuer(claims, rules.issuer)
    })?;
    defects.unless(Defect::TokenAudienceUnchecked, || {
        audience(claims, rules.audience)
    })?;
    time(claims, rules.now, defects)?;
    defects.unless(Defect::TokenScopeUnchecked, || has_scope(claims, defects))?;
    consumer_number(claims, defects)
}

fn issuer(claims: &Value, expected: &str) -> Ruling {
    match claims.get("iss").and_then(Value::as_str) {
        Some(iss) if iss == expected => Ok(()),
        Some(_) => Err(Rule::TokenIssuer.into()),
        None => Err(Rule::TokenIssuerMissing.into()),
    }
}

fn audience(claims: &Value, expected: &str) -> Ruling {
    let named = match claims.get("aud") {
        Some(Value::String(aud)) => aud == expected,
        Some(Value::Array(several)) => several.iter().any(|aud| aud == expected),
        Some(_) | None => return Err(Rule::TokenAudienceMissing.into()),
    };
    if named {
        return Ok(());
    }
    Err(Rule::TokenAudience.into())
}

fn time(claims: &Value, now: Timestamp, defects: &Defects) -> Ruling {
    let now = now.as_second();
    let expires = seconds(claims, "exp")?.ok_or_else(|| Refusal::from(Rule::TokenExpiryMissing))?;
    let issued = seconds(claims, "iat")?;
    let not_before = seconds(claims, "nbf")?;
    defects.unless(Defect::TokenExpiryUnchecked, || {
        if expires + CLOCK_SKEW <= now {
            return Err(Rule::TokenExpired.into());
        }
        Ok(())
    })?;
    defects.unless(Defect::TokenNotBeforeUnchecked, || {
        if issued.is_some_and(|time| time > now + CLOCK_SKEW) {
            return Err(Rule::TokenIssuedAhead.into());
        }
        if not_before.is_some_and(|time| time > now + CLOCK_SKEW) {
            return Err(Rule::TokenNotYetValid.into());
        }
        Ok(())
    })
}

/// A `NumericDate` in whole seconds, within the range of a calendar.
fn seconds(claims: &Value, name: &'static str) -> Ruling<Option<i64>> {
    let wrong = || Rule::TokenTimeForm.broken_by(name);
    match claims.get(name) {
        None => Ok(None),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "bounded by the filter before it"
        )]
        Some(value) => value
            .as_i64()
            .or_else(|| {
                value
                    .as_f64()
                    .filter(|number| number.abs() < 1e12)
                    .map(|number| number as i64)
            })
            .filter(|number| number.abs() < 1_000_000_000_000)
            .map(Some)
            .ok_or_else(wrong),
    }
}

fn has_scope(claims: &Value, defects: &Defects) -> Ruling {
    let scopes = claims
        .get("scope")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let found = if defects.has(Defect::TokenScopeBySubstring) {
        scopes.contains("bits:konto") || scopes.contains("bits:kunde")
    } else {
        scopes
            .split(' ')
            .any(|word| word == scope::ACCOUNT_INFORMATION)
    };
    if found {
        return Ok(());
    }
    Err(Rule::TokenScope.into())
}

fn consumer_number(claims: &Value, defects: &Defects) -> Ruling<String> {
    let supplier = claims
        .get("supplier")
        .filter(|_| defects.has(Defect::SupplierDecides));
    let consumer = supplier
        .or(claims.get("consumer"))
        .filter(|consumer| consumer.is_object())
        .ok_or_else(|| Refusal::from(Rule::TokenConsumerMissing))?;
    defects.unless(Defect::TokenAuthorityUnchecked, || {
        match consumer.get("authority").and_then(Value::as_str) {
            Some("iso6523-actorid-upis") => Ok(()),
            _ => Err(Rule::TokenConsumerAuthority.into()),
        }
    })?;
    consumer
        .get("ID")
        .and_then(Value::as_str)
        .and_then(|id| id.strip_prefix("0192:"))
        .filter(|number| number.len() == 9 && number.bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
        .ok_or_else(|| Rule::TokenConsumerId.into())
}
