//! Maskinporten: metadata, keys and a token endpoint that accepts a grant only when it follows every rule.
//!
//! Each refusal has its own `error_description`, the way Maskinporten's own token endpoint helps its clients.

mod assertion;
mod claims;
mod client;
mod form;
mod refusal;
mod replay;
mod token;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use http::{HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use listener::{BodyFault, ReceivedRequest, Reply};
use openssl::pkey::{PKey, Private};
use serde_json::{Value, json};
use wire::jose::JoseError;
use wire::jose::sign::{SignatureAlgorithm, SigningKey, sign_compact, verify_bytes};
use wire::jose::strict;

pub(crate) use client::{Authorities, RegisteredClient};
use refusal::Refusal;
use replay::UsedGrants;

use crate::config::Mode;
use crate::journal::Notes;
use crate::jwk;
use crate::reply;

const METADATA_PATH: &str = "/.well-known/oauth-authorization-server";
const JWKS_PATH: &str = "/jwk";
/// Path of the token endpoint.
pub(crate) const TOKEN_PATH: &str = "/token";

/// Reads the body of a request for a token, which comes at `now` (seconds since 1970); the client's key is not asked.
pub(crate) fn read_grant(body: &[u8], issuer: &str, now: i64) -> Result<(), String> {
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let headers = http::HeaderMap::from_iter([(header::CONTENT_TYPE, form)]);
    form::assertion(&headers, body)
        .and_then(|text| assertion::read(&text))
        .and_then(|grant| claims::check(&grant.claims, issuer, now, &mut Vec::new()))
        .map_or_else(|refusal| Err(refusal.to_string()), |_| Ok(()))
}

/// How Maskinporten answers a request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manner {
    /// Tokens that it issues have expired.
    pub(crate) expired: bool,
    /// Its key has another `kid`.
    pub(crate) rotated: bool,
}

/// The issuer of access tokens.
pub(crate) struct Maskinporten {
    issuer: String,
    key: SigningKey,
    kid: String,
    jwks: Value,
    lifetime: AtomicI64,
    mode: Mode,
    clients: HashMap<String, RegisteredClient>,
    authorities: Authorities,
    used: Mutex<UsedGrants>,
}

impl Maskinporten {
    /// `issuer` ends in a slash; `authorities` are those above enterprise certificates; `lifetime` of tokens is in
    /// seconds; `mode` decides where delegations are registered.
    pub(crate) fn new(
        issuer: String,
        key: &PKey<Private>,
        clients: Vec<RegisteredClient>,
        authorities: Authorities,
        (lifetime, mode): (u32, Mode),
    ) -> Result<Self, JoseError> {
        let key = SigningKey::from_pkey(key.clone());
        let public = key.public();
        let kid = jwk::thumbprint(&public)?;
        let mut entry = jwk::members(&public)?;
        for (name, value) in [("use", "sig"), ("alg", "RS256"), ("kid", kid.as_str())] {
            entry.insert(name.to_owned(), json!(value));
        }
        Ok(Self {
            issuer,
            key,
            kid,
            jwks: json!({"keys": [entry]}),
            lifetime: AtomicI64::new(i64::from(lifetime)),
            mode,
            clients: clients
                .into_iter()
                .map(|client| (client.client_id.clone(), client))
                .collect(),
            authorities,
            used: Mutex::default(),
        })
    }

    /// Issues tokens that live so many seconds from now on.
    pub(crate) fn set_lifetime(&self, seconds: u32) {
        self.lifetime.store(i64::from(seconds), Ordering::Relaxed);
    }

    /// Address of the token endpoint.
    pub(crate) fn token_endpoint(&self) -> String {
        self.at(TOKEN_PATH)
    }

    /// Address of the keys.
    pub(crate) fn jwks_uri(&self) -> String {
        self.at(JWKS_PATH)
    }

    /// The issuer, as in `iss`.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer.trim_end_matches('/'))
    }

    /// The answer to a request whose path is Maskinporten's.
    pub(crate) fn answer(&self, request: &ReceivedRequest, manner: Manner) -> Reply {
        match (request.uri.path(), &request.method) {
            (TOKEN_PATH, &Method::POST) => self.token(request, manner),
            (TOKEN_PATH, _) => reply::not_allowed("POST"),
            (METADATA_PATH, &Method::GET) => reply::json(StatusCode::OK, &self.metadata()),
            (_, &Method::GET) => {
                reply::json(StatusCode::OK, &jwk::published(&self.jwks, manner.rotated))
            }
            (_, _) => reply::not_allowed("GET"),
        }
    }

    /// Whether the path is Maskinporten's.
    pub(crate) fn serves(path: &str) -> bool {
        [METADATA_PATH, JWKS_PATH, TOKEN_PATH].contains(&path)
    }

    /// The claims of a token issued here that is valid at `now`.
    pub(crate) fn read_token(&self, token: &str, now: Timestamp) -> Option<Value> {
        let jws = strict::read_jws(token).ok()?;
        let known = jws.header["alg"] == "RS256"
            && (jws.header["kid"] == self.kid.as_str()
                || jws.header["kid"] == jwk::rotated(&self.kid));
        let signed = || {
            let input = jws.signing_input.as_bytes();
            verify_bytes(
                SignatureAlgorithm::Rs256,
                &self.key.public(),
                input,
                &jws.signature,
            )
        };
        let good =
            known && matches!(signed(), Ok(true)) && jws.payload["exp"].as_i64()? > now.as_second();
        good.then_some(jws.payload)
    }

    fn metadata(&self) -> Value {
        json!({
            "issuer": self.issuer,
            "token_endpoint": self.token_endpoint(),
            "jwks_uri": self.jwks_uri(),
            "grant_types_supported": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
        })
    }

    fn token(&self, request: &ReceivedRequest, manner: Manner) -> Reply {
        let body = match &request.body {
            Ok(body) => body,
            Err(fault) => return BodyFault::reply(*fault),
        };
        let mut notes = Notes::default();
        let answer = self.grant(request, body, manner, &mut notes);
        let mut reply = match answer {
            Ok(answer) => reply::json(StatusCode::OK, &answer),
            Err(refusal) => refusal.reply(),
        };
        reply.extensions_mut().insert(notes);
        reply
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        reply
    }

    /// Checks in the order form, client, key, signature, claims, scope, reuse: nothing of an assertion that is not
    /// signed by its client is remembered or acted upon.
    fn grant(
        &self,
        request: &ReceivedRequest,
        body: &[u8],
        manner: Manner,
        notes: &mut Notes,
    ) -> Result<Value, Refusal> {
        let now = request.received;
        let assertion = assertion::read(&form::assertion(&request.headers, body)?)?;
        let client = self
            .clients
            .get(claims::client_id(&assertion.claims)?)
            .ok_or(Refusal::UnknownClient)?;
        notes.client = Some(client.client_id.clone());
        let key = client.key(&assertion.key, &self.authorities, now, &mut notes.warnings)?;
        let signed = verify_bytes(
            assertion.algorithm,
            &key,
            assertion.signing_input.as_bytes(),
            &assertion.signature,
        );
        if !matches!(signed, Ok(true)) {
            return Err(Refusal::Signature(assertion.algorithm));
        }
        let grant = claims::check(
            &assertion.claims,
            &self.issuer,
            now.as_second(),
            &mut notes.warnings,
        )?;
        client.check_consumer(grant.consumer.as_deref())?;
        client.check_scope(&grant.scope)?;
        let digest =
            strict::encode_base64url(&openssl::sha::sha256(assertion.signing_input.as_bytes()));
        self.used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(
                &client.client_id,
                grant.jti.as_deref().unwrap_or(&digest),
                grant.expires,
                now.as_second(),
            )?;
        self.issue(client, &assertion.key, &grant, (now, manner))
    }

    fn issue(
        &self,
        client: &RegisteredClient,
        key: &assertion::KeyName,
        grant: &claims::Grant,
        (now, manner): (Timestamp, Manner),
    ) -> Result<Value, Refusal> {
        let lifetime = self.lifetime.load(Ordering::Relaxed);
        let issue = token::Issue {
            issuer: &self.issuer,
            delegation_source: delegation_source(self.mode),
            lifetime,
            now: now.as_second() - if manner.expired { 2 * lifetime } else { 0 },
        };
        let claims = Value::Object(token::claims(&issue, client, key, grant));
        let kid = if manner.rotated {
            jwk::rotated(&self.kid)
        } else {
            self.kid.clone()
        };
        let header = json!({"alg": "RS256", "kid": kid, "typ": "JWT"});
        let token = sign_compact(&header, &claims, &self.key, SignatureAlgorithm::Rs256)
            .map_err(|_unsigned| Refusal::Internal)?;
        Ok(
            json!({"access_token": token, "token_type": "Bearer", "expires_in": lifetime, "scope": grant.scope}),
        )
    }
}

/// Delegations are registered in Altinn.
fn delegation_source(mode: Mode) -> &'static str {
    match mode {
        Mode::Test => "https://tt02.altinn.no/",
        Mode::Production => "https://www.altinn.no/",
    }
}
