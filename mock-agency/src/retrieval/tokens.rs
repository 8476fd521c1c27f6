//! Tokens that are still valid: one is used for every call to the same bank.

use std::collections::HashMap;

use jiff::SignedDuration;
use tokio::sync::Mutex;

use super::identity::AgencyIdentity;
use super::retry::RetryPolicy;
use crate::behaviour::{Behaviour, Defect};
use crate::maskinporten_client::{AccessToken, TokenError, TokenRequest, fetch_token_as};

/// A token this close to its end is not sent any more: the bank's clock may be ahead.
const MARGIN: SignedDuration = SignedDuration::from_secs(10);

/// What a token is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use<'a> {
    /// The API's scope.
    pub(super) scope: &'a str,
    /// The API's base URL.
    pub(super) resource: &'a str,
}

/// Gets tokens, and keeps them by use. A token for one bank is never given out for another.
pub(super) struct TokenSource {
    identity: AgencyIdentity,
    behaviour: Behaviour,
    http: reqwest::Client,
    retry: RetryPolicy,
    kept: Mutex<HashMap<(String, String), AccessToken>>,
}

impl TokenSource {
    pub(super) fn new(
        identity: AgencyIdentity,
        http: reqwest::Client,
        (retry, behaviour): (RetryPolicy, Behaviour),
    ) -> Self {
        Self {
            identity,
            behaviour,
            http,
            retry: retry.of_registers(behaviour),
            kept: Mutex::default(),
        }
    }

    /// A token for an API. The lock is held while it is fetched, so that callers do not each fetch one.
    pub(super) async fn token(&self, of: Use<'_>) -> Result<AccessToken, TokenError> {
        let mut kept = self.kept.lock().await;
        let good = kept.get(&self.place(of)).filter(|token| self.serves(token));
        if let Some(token) = good {
            return Ok(token.clone());
        }
        let token = self.fetch(of).await?;
        kept.insert(self.place(of), token.clone());
        Ok(token)
    }

    /// A grant that met a technical error is made anew.
    async fn fetch(&self, of: Use<'_>) -> Result<AccessToken, TokenError> {
        let mut attempt = 1;
        loop {
            let token = fetch_token_as(&self.http, &self.request(of), self.behaviour).await;
            let passing = |error: &TokenError| error.status().is_some_and(RetryPolicy::repeats);
            let pause = match &token {
                Err(error) if passing(error) => self.retry.pause_after(attempt, None),
                Ok(_) | Err(_) => None,
            };
            let Some(pause) = pause else { return token };
            attempt += 1;
            tokio::time::sleep(pause).await;
        }
    }

    fn serves(&self, token: &AccessToken) -> bool {
        let alive = token.expires - MARGIN > wire::dates::now();
        (alive || self.behaviour.has(Defect::TokenKeptTooLong))
            && !self.behaviour.has(Defect::TokenForEveryCall)
    }

    fn place(&self, of: Use<'_>) -> (String, String) {
        let resource = if self.behaviour.has(Defect::TokenSharedByBanks) {
            ""
        } else {
            of.resource
        };
        (of.scope.to_owned(), resource.to_owned())
    }

    /// Forgets a token that an API refused, unless it was replaced already.
    pub(super) async fn forget(&self, of: Use<'_>, refused: &AccessToken) {
        if self.behaviour.has(Defect::RefusedTokenAgain) {
            return;
        }
        let mut kept = self.kept.lock().await;
        if kept
            .get(&self.place(of))
            .is_some_and(|token| token.value == refused.value)
        {
            kept.remove(&self.place(of));
        }
    }

    fn request<'a>(&'a self, of: Use<'a>) -> TokenRequest<'a> {
        TokenRequest {
            token_endpoint: &self.identity.token_endpoint,
            issuer: &self.identity.issuer,
            client_id: &self.identity.client_id,
            key: &self.identity.client_key,
            key_name: &self.identity.key_name,
            scope: of.scope,
            resource: Some(of.resource),
        }
    }
}
