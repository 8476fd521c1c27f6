//! Tokens that are still good: one serves every call to the same bank.

use std::collections::HashMap;

use jiff::SignedDuration;
use tokio::sync::Mutex;

use super::identity::AgencyIdentity;
use crate::maskinporten_client::{AccessToken, TokenError, TokenRequest, fetch_token};

/// A token this close to its end is not sent any more: the bank's clock may be ahead.
const MARGIN: SignedDuration = SignedDuration::from_secs(10);

/// Gets tokens, and keeps them by resource. A token for one bank is never given out for another.
pub(super) struct TokenSource {
    identity: AgencyIdentity,
    http: reqwest::Client,
    kept: Mutex<HashMap<String, AccessToken>>,
}

impl TokenSource {
    pub(super) fn new(identity: AgencyIdentity, http: reqwest::Client) -> Self {
        Self {
            identity,
            http,
            kept: Mutex::default(),
        }
    }

    /// A token for an API. The lock is held while it is fetched, so that callers do not each fetch one.
    pub(super) async fn token(&self, resource: &str) -> Result<AccessToken, TokenError> {
        let mut kept = self.kept.lock().await;
        let good = kept
            .get(resource)
            .filter(|token| token.expires - MARGIN > wire::dates::now());
        if let Some(token) = good {
            return Ok(token.clone());
        }
        let token = fetch_token(&self.http, &self.request(resource)).await?;
        kept.insert(resource.to_owned(), token.clone());
        Ok(token)
    }

    /// Lets go of a token that an API refused, unless another has taken its place already.
    pub(super) async fn forget(&self, resource: &str, refused: &AccessToken) {
        let mut kept = self.kept.lock().await;
        if kept
            .get(resource)
            .is_some_and(|token| token.value == refused.value)
        {
            kept.remove(resource);
        }
    }

    fn request<'a>(&'a self, resource: &'a str) -> TokenRequest<'a> {
        TokenRequest {
            token_endpoint: &self.identity.token_endpoint,
            issuer: &self.identity.issuer,
            client_id: &self.identity.client_id,
            key: &self.identity.client_key,
            key_name: &self.identity.key_name,
            scope: &self.identity.service.scope,
            resource: Some(resource),
        }
    }
}
