//! The access tokens of a run: fetched as an agency would, used for several requests, renewed in time.

mod grant;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use wire::jose::strict;

use crate::registers;
use crate::stimulus::IssuedToken;
use pack::reason::{self, Reason};
use plan::target::{Agency, Target};

pub use grant::{TokenError, token_in};

/// A token with less than this left is renewed, in seconds.
const MARGIN: i64 = 20;

/// After a refusal or failure the issuer is left alone for this long: a run of thousands of cases asks once.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the last request for a token gave.
#[derive(Clone, Debug)]
enum Held {
    Token(Arc<IssuedToken>),
    Refused(Reason, Instant),
}

/// Why the issuer gave no token.
#[derive(Debug, thiserror::Error)]
pub enum NoToken {
    /// It refused, or could not be asked.
    #[error(transparent)]
    Issuer(#[from] TokenError),
    /// What it gave is no JWS.
    #[error("it is no JWS")]
    NoJws,
}

/// Tokens by service and scope.
#[derive(Debug)]
pub struct Tokens {
    client: reqwest::Client,
    held: Mutex<HashMap<(String, String), Held>>,
}

impl Tokens {
    /// No tokens yet. The client talks to the issuer only.
    pub fn over(client: reqwest::Client) -> Self {
        Self {
            client,
            held: Mutex::new(HashMap::new()),
        }
    }

    /// The client that asks the issuer; it is for registers only.
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// A token for the target with a scope, in the name of the service's agency; a new one if `fresh`.
    ///
    /// # Errors
    /// Why the issuer gave none.
    pub async fn get(
        &self,
        target: &Target,
        (service, scope): (&str, &str),
        fresh: bool,
    ) -> Result<Arc<IssuedToken>, Reason> {
        let agency = target
            .agencies
            .get(service)
            .ok_or_else(|| Reason::new(&reason::NEEDS_AGENCY).with("service", service))?;
        if fresh {
            return self.fetch(target, agency, scope).await.map(Arc::new);
        }
        let key = (service.to_owned(), scope.to_owned());
        let mut held = self.held.lock().await;
        match held.get(&key) {
            Some(Held::Token(token)) if lasts(token) => return Ok(Arc::clone(token)),
            Some(Held::Refused(why, since)) if since.elapsed() < PATIENCE => {
                return Err(why.clone());
            }
            Some(Held::Token(_) | Held::Refused(..)) | None => {}
        }
        let fetched = self.fetch(target, agency, scope).await.map(Arc::new);
        let kept = match &fetched {
            Ok(token) => Held::Token(Arc::clone(token)),
            Err(why) => Held::Refused(why.clone(), Instant::now()),
        };
        held.insert(key, kept);
        fetched
    }

    async fn fetch(
        &self,
        target: &Target,
        agency: &Agency,
        scope: &str,
    ) -> Result<IssuedToken, Reason> {
        let ask = self.ask(target, agency, scope).await;
        ask.map_err(|why| {
            let endpoint = &target.issuer.token_endpoint;
            Reason::new(&reason::NO_ACCESS_TOKEN)
                .with("endpoint", endpoint)
                .with("cause", why.to_string())
        })
    }

    /// Asks the issuer for a token for the target in an agency's name, now.
    ///
    /// # Errors
    /// [`NoToken`] if the issuer refused, or gave something else than a token.
    pub async fn ask(
        &self,
        target: &Target,
        agency: &Agency,
        scope: &str,
    ) -> Result<IssuedToken, NoToken> {
        let token = grant::fetch(&self.client, target, agency, scope).await?;
        opened(&token).ok_or(NoToken::NoJws)
    }

    /// The issuer's public key, PEM, found by the token's `kid`.
    pub async fn issuer_public(&self, target: &Target) -> Option<Vec<u8>> {
        if let Some(key) = &target.issuer.key {
            return key.public().public_key_to_pem().ok();
        }
        let asked = self.client.get(target.issuer.jwks_uri.as_deref()?).send();
        let answer = registers::body(asked.await.ok()?, registers::LONGEST_ANSWER).await;
        let keys: Value = serde_json::from_slice(&answer.ok()?).ok()?;
        let key = keys.get("keys")?.as_array()?.first()?;
        let number = |name: &str| {
            let bytes = strict::base64url(key.get(name)?.as_str()?).ok()?;
            openssl::bn::BigNum::from_slice(&bytes).ok()
        };
        let rsa = openssl::rsa::Rsa::from_public_components(number("n")?, number("e")?).ok()?;
        openssl::pkey::PKey::from_rsa(rsa)
            .ok()?
            .public_key_to_pem()
            .ok()
    }
}

fn opened(compact: &str) -> Option<IssuedToken> {
    let read = strict::read_jws(compact).ok()?;
    let object = |value: Value| match value {
        Value::Object(members) => Some(members),
        _ => None,
    };
    let header: Map<String, Value> = object(read.header)?;
    Some(IssuedToken {
        compact: compact.to_owned(),
        header,
        claims: object(read.payload)?,
    })
}

fn lasts(token: &IssuedToken) -> bool {
    let exp = token
        .claims
        .get("exp")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    exp - Timestamp::now().as_second() > MARGIN
}
