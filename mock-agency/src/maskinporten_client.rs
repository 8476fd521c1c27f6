//! The client's side of Maskinporten: a JWT-bearer grant (RFC 7523), signed with an enterprise certificate or a
//! registered key, for an access token.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use openssl::x509::X509;
use serde_json::{Value, json};
use wire::jose::JoseError;
use wire::jose::sign::{SigningKey, sign_compact};
use wire::jose::strict;

use crate::behaviour::{Behaviour, Defect, Variant};
use crate::body::{self, BodyError, causes};

/// Seconds between `iat` and `exp` of a grant; Maskinporten accepts 120 at most.
const GRANT_LIFE: i64 = 60;
/// Longest answer of a token endpoint that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
const TIMEOUT: Duration = Duration::from_secs(20);

/// How a grant names the key that it is signed with.
#[derive(Clone, Debug)]
pub enum KeyName {
    /// The enterprise certificate with its chain, leaf first.
    Chain(Vec<X509>),
    /// The `kid` of a key registered with the client.
    Kid(String),
}

/// What a token is asked for with.
#[derive(Clone, Debug)]
pub struct TokenRequest<'a> {
    /// Where grants are sent.
    pub token_endpoint: &'a str,
    /// The issuer as in its metadata, with trailing slash.
    pub issuer: &'a str,
    /// The client's id.
    pub client_id: &'a str,
    /// Signs the grant.
    pub key: &'a SigningKey,
    /// Names that key.
    pub key_name: &'a KeyName,
    /// Scopes, separated by spaces.
    pub scope: &'a str,
    /// Address of the API that the token is for; without one the audience is `unspecified`.
    pub resource: Option<&'a str>,
}

/// An access token. [`fmt::Debug`] does not show it.
#[derive(Clone)]
pub struct AccessToken {
    /// The token as it goes into the Authorization header.
    pub value: String,
    /// When it expires.
    pub expires: Timestamp,
    /// The scopes it was issued for.
    pub scope: String,
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessToken")
            .field("expires", &self.expires)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The grant could not be signed.
    #[error("the grant could not be created: {0}")]
    Grant(#[from] JoseError),
    /// A certificate of the chain could not be encoded.
    #[error("the grant could not be created: {0}")]
    Certificate(#[from] openssl::error::ErrorStack),
    /// The token endpoint could not be reached.
    #[error("{endpoint} could not be reached: {reason}")]
    Unreachable {
        /// The token endpoint.
        endpoint: String,
        /// What happened.
        reason: String,
    },
    /// The answer could not be read.
    #[error("the token endpoint's answer: {0}")]
    Body(#[from] BodyError),
    /// Maskinporten refused.
    #[error("Maskinporten refused with {status} {error}: {description}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// `error` of the answer.
        error: String,
        /// `error_description` of the answer.
        description: String,
    },
    /// The answer is not that of a token endpoint.
    #[error("the token endpoint answered {status} with something else than a token: {problem}")]
    Unusable {
        /// HTTP status.
        status: u16,
        /// What is wrong with the answer.
        problem: String,
    },
}

impl TokenError {
    /// The status of the token endpoint's answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } | Self::Unusable { status, .. } => Some(*status),
            Self::Grant(_) | Self::Certificate(_) | Self::Unreachable { .. } | Self::Body(_) => {
                None
            }
        }
    }
}

/// Fetches a token. The client must follow no redirect, as [`crate::retrieval::http_client`] does: a redirected grant would
/// reach another host.
///
/// # Errors
/// When the grant cannot be created, the endpoint cannot be reached, or its answer is not a token.
pub async fn fetch_token(
    client: &reqwest::Client,
    request: &TokenRequest<'_>,
) -> Result<AccessToken, TokenError> {
    fetch_token_as(client, request, Behaviour::default()).await
}

/// As [`fetch_token`], by a client with this behaviour.
pub(crate) async fn fetch_token_as(
    client: &reqwest::Client,
    request: &TokenRequest<'_>,
    behaviour: Behaviour,
) -> Result<AccessToken, TokenError> {
    let now = wire::dates::now();
    let assertion = grant_as(request, now, behaviour)?;
    let response = body_of(client.post(request.token_endpoint), behaviour, &assertion)
        .timeout(TIMEOUT)
        .send()
        .await
        .map_err(|error| TokenError::Unreachable {
            endpoint: request.token_endpoint.to_owned(),
            reason: causes(&error.without_url()),
        })?;
    let status = response.status().as_u16();
    if response.status().is_redirection() {
        return Err(TokenError::Unusable {
            status,
            problem: "a redirect is not followed, since the grant is for this address alone"
                .to_owned(),
        });
    }
    let answer = body::read(response, LONGEST_ANSWER).await?;
    let answer = strict::json(&answer).map_err(|error| TokenError::Unusable {
        status,
        problem: error.to_string(),
    })?;
    if status == 200 {
        token(&answer, now)
    } else {
        Err(refusal(status, &answer))
    }
}

fn body_of(
    post: reqwest::RequestBuilder,
    behaviour: Behaviour,
    assertion: &str,
) -> reqwest::RequestBuilder {
    let mut form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion),
    ];
    if behaviour.is(Variant::FormReversed) {
        form.reverse();
    }
    if behaviour.has(Defect::GrantAsJson) {
        post.json(&std::collections::BTreeMap::from(form))
    } else {
        post.form(&form)
    }
}

/// The assertion of a grant: a fresh `jti` each time, since a grant can be used once.
///
/// # Errors
/// When the key cannot sign with RS256 or a certificate cannot be encoded.
pub fn grant(request: &TokenRequest<'_>, now: Timestamp) -> Result<String, TokenError> {
    grant_as(request, now, Behaviour::default())
}

fn grant_as(
    request: &TokenRequest<'_>,
    now: Timestamp,
    behaviour: Behaviour,
) -> Result<String, TokenError> {
    let issued = now.as_second();
    let mut claims = json!({
        "aud": request.issuer,
        "iss": request.client_id,
        "scope": request.scope,
        "iat": issued,
        "exp": issued + GRANT_LIFE,
        "jti": uuid::Uuid::new_v4(),
    });
    if let Some(resource) = request.resource {
        claims["resource"] = json!([resource]);
    }
    behaviour.change_grant(&mut claims, request.token_endpoint);
    let algorithm = behaviour.grant_algorithm();
    let mut header = json!({"alg": algorithm.name(), "typ": "JWT"});
    match request.key_name {
        _ if behaviour.has(Defect::GrantWithoutKeyName) => {}
        KeyName::Kid(kid) => header["kid"] = json!(kid),
        KeyName::Chain(chain) if behaviour.has(Defect::GrantOfLeafAlone) => {
            header["x5c"] = json!(encoded(&chain[..1])?);
        }
        KeyName::Chain(chain) => header["x5c"] = json!(encoded(chain)?),
    }
    Ok(sign_compact(&header, &claims, request.key, algorithm)?)
}

fn encoded(chain: &[X509]) -> Result<Vec<String>, openssl::error::ErrorStack> {
    chain
        .iter()
        .map(|certificate| certificate.to_der().map(|der| STANDARD.encode(der)))
        .collect()
}

fn token(answer: &Value, now: Timestamp) -> Result<AccessToken, TokenError> {
    let unusable = |problem: &str| TokenError::Unusable {
        status: 200,
        problem: problem.to_owned(),
    };
    let value = answer["access_token"]
        .as_str()
        .ok_or_else(|| unusable("access_token is missing"))?;
    let life = answer["expires_in"]
        .as_i64()
        .filter(|life| (1..=86_400).contains(life));
    let life = life.ok_or_else(|| unusable("expires_in is missing or beyond reason"))?;
    Ok(AccessToken {
        value: value.to_owned(),
        expires: now + SignedDuration::from_secs(life),
        scope: answer["scope"].as_str().unwrap_or_default().to_owned(),
    })
}

fn refusal(status: u16, answer: &Value) -> TokenError {
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    match answer["error"].as_str() {
        Some(error) => TokenError::Refused {
            status,
            error: error.to_owned(),
            description: text("error_description"),
        },
        None => TokenError::Unusable {
            status,
            problem: "error is missing".to_owned(),
        },
    }
}
