//! A JWT-bearer grant (RFC 7523) to Maskinporten, signed with an enterprise certificate or a registered key.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use openssl::x509::X509;
use plan::target::{Agency, KeyName, Target};
use serde_json::{Value, json};
use wire::jose::JoseError;
use wire::jose::sign::{SignatureAlgorithm, sign_compact};
use wire::jose::strict;

use crate::registers;

/// Seconds between `iat` and `exp` of a grant; Maskinporten accepts 120 at most.
const LIFETIME: i64 = 60;
/// Longest answer of a token endpoint that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
const TIMEOUT: Duration = Duration::from_secs(20);

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The grant could not be signed.
    #[error("the grant could not be signed: {0}")]
    Grant(#[from] JoseError),
    /// A certificate of the chain could not be encoded.
    #[error("the client's certificate could not be encoded: {0}")]
    Certificate(#[from] openssl::error::ErrorStack),
    /// The token endpoint could not be reached.
    #[error("{endpoint} could not be reached: {reason}")]
    Unreachable {
        /// The token endpoint.
        endpoint: String,
        /// What happened.
        reason: String,
    },
    /// The answer is longer than a token endpoint's, or broke off.
    #[error("the token endpoint's answer could not be read: {0}")]
    Body(String),
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

/// Gets an access token for the target, in an agency's name. The token as it goes into the Authorization header.
///
/// # Errors
/// [`TokenError`] if the grant cannot be signed, the endpoint cannot be reached, or its answer is no token.
pub(super) async fn fetch(
    client: &reqwest::Client,
    target: &Target,
    agency: &Agency,
    scope: &str,
) -> Result<String, TokenError> {
    let mut answered = ask(client, target, agency, scope).await?;
    if answered.as_ref().is_err_and(ended_under_the_request) {
        answered = ask(client, target, agency, scope).await?;
    }
    let response = answered.map_err(|error| TokenError::Unreachable {
        endpoint: target.issuer.token_endpoint.clone(),
        reason: with_causes(&error.without_url()),
    })?;
    let status = response.status().as_u16();
    let answer = registers::body(response, LONGEST_ANSWER).await;
    token_in(
        status,
        &answer.map_err(|error| TokenError::Body(with_causes(&error)))?,
    )
}

/// Asks the token endpoint, by a grant of its own: each is used once.
async fn ask(
    client: &reqwest::Client,
    target: &Target,
    agency: &Agency,
    scope: &str,
) -> Result<reqwest::Result<reqwest::Response>, TokenError> {
    let assertion = grant(target, agency, scope, wire::dates::now())?;
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", &assertion),
    ];
    let request = client.post(&target.issuer.token_endpoint).form(&form);
    Ok(request.timeout(TIMEOUT).send().await)
}

/// Whether the connection ended before an answer came: a server may close one that was kept just then, and all that needs
/// the token would be left open.
fn ended_under_the_request(error: &reqwest::Error) -> bool {
    !error.is_timeout() && !error.is_connect()
}

/// The access token in the answer of a token endpoint.
///
/// # Errors
/// A refusal, or an answer that is not that of a token endpoint.
pub fn token_in(status: u16, answer: &[u8]) -> Result<String, TokenError> {
    let unusable = |problem: String| TokenError::Unusable { status, problem };
    let answer = strict::json(answer).map_err(|error| unusable(error.to_string()))?;
    let text = |name: &str| answer[name].as_str().map(str::to_owned);
    match (status, text("access_token"), text("error")) {
        (200, Some(token), _) => Ok(token),
        (200, None, _) => Err(unusable("access_token is missing".to_owned())),
        (_, _, Some(error)) => Err(TokenError::Refused {
            status,
            error,
            description: text("error_description").unwrap_or_default(),
        }),
        (_, _, None) => Err(unusable("error is missing".to_owned())),
    }
}

/// A grant is used once, so each has a `jti` of its own.
fn grant(
    target: &Target,
    agency: &Agency,
    scope: &str,
    now: Timestamp,
) -> Result<String, TokenError> {
    let issued = now.as_second();
    let claims = json!({
        "aud": target.issuer.issuer,
        "iss": agency.client_id,
        "scope": scope,
        "iat": issued,
        "exp": issued + LIFETIME,
        "jti": uuid::Uuid::new_v4(),
        "resource": [target.audience],
    });
    let mut header = json!({"alg": SignatureAlgorithm::Rs256.name(), "typ": "JWT"});
    match &agency.client_key_name {
        KeyName::Kid(kid) => header["kid"] = json!(kid),
        KeyName::Chain(chain) => header["x5c"] = encoded(chain)?,
    }
    Ok(sign_compact(
        &header,
        &claims,
        &agency.client_key,
        SignatureAlgorithm::Rs256,
    )?)
}

fn encoded(chain: &[X509]) -> Result<Value, openssl::error::ErrorStack> {
    chain
        .iter()
        .map(|certificate| Ok(Value::String(STANDARD.encode(certificate.to_der()?))))
        .collect()
}

/// An error with its causes in one line: the HTTP client's own message alone rarely says what happened.
fn with_causes(error: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let mut text = String::new();
    for message in chain.map(ToString::to_string) {
        if !text.contains(&message) {
            let colon = if text.is_empty() { "" } else { ": " };
            text = text + colon + &message;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    use super::*;

    async fn failure(url: &str) -> reqwest::Error {
        let client = reqwest::Client::builder().no_proxy().build();
        let sent = client.expect("a client").post(url).send().await;
        sent.expect_err("nobody answers")
    }

    #[tokio::test]
    async fn a_connection_that_ends_is_told_from_one_that_does_not_begin() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (ended, ()) = tokio::join!(failure(&url), async {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let _ = stream.read(&mut [0; 1024]).await;
        });
        drop(listener);
        assert!(ended_under_the_request(&ended));
        assert!(!ended_under_the_request(&failure(&url).await));
    }
}
