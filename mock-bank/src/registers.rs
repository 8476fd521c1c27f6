//! The registers that the bank asks, and what it remembers of their answers.

pub(crate) mod bankruptcies;
pub(crate) mod certpub;
pub(crate) mod issuer;
pub(crate) mod keys;
pub(crate) mod persons;
pub(crate) mod police;

use std::time::Duration;

use reqwest::StatusCode;

use crate::bank::BankError;
use crate::refusal::{Refusal, Rule};

/// A longer answer of a register is not read to its end.
const LONGEST: usize = 4 * 1024 * 1024;

/// Asks registers over HTTP.
#[derive(Debug, Clone)]
pub(crate) struct Registry {
    client: reqwest::Client,
}

/// Why a register's answer is of no use.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RegisterError {
    /// The register knows nothing by that name.
    #[error("unknown there")]
    Unknown,
    /// No answer, or none that can be read.
    #[error("{0}")]
    Unusable(String),
}

/// The refusal for a register that does not do its part. Why, and where it is, stays in the bank.
pub(crate) fn out_of_service(register: &'static str) -> Refusal {
    Rule::RegisterUnavailable.broken_by(register)
}

/// A client for registers, for [`crate::BankConfig::client`]: it gives each answer this much time and never goes
/// through a proxy. It follows no redirect: an address of a register may have somebody's number in it.
///
/// # Errors
/// [`BankError::Client`] if TLS cannot be set up.
pub fn register_client(patience: Duration) -> Result<reqwest::Client, BankError> {
    reqwest::Client::builder()
        .no_proxy()
        .timeout(patience)
        .redirect(reqwest::redirect::Policy::none())
        .danger_accept_invalid_certs(false)
        .build()
        .map_err(|error| BankError::Client(error.to_string()))
}

impl Registry {
    /// Asks through this client.
    pub(crate) fn over(client: reqwest::Client) -> Self {
        Self { client }
    }

    /// The body of a 200 answer.
    pub(crate) async fn get(&self, address: &str, accept: &str) -> Result<Vec<u8>, RegisterError> {
        let unusable =
            |error: reqwest::Error| RegisterError::Unusable(error.without_url().to_string());
        let mut answer = self
            .client
            .get(address)
            .header(reqwest::header::ACCEPT, accept)
            .send()
            .await
            .map_err(unusable)?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Err(RegisterError::Unknown),
            other => return Err(RegisterError::Unusable(format!("status {other}"))),
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unusable)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST {
                return Err(RegisterError::Unusable("the answer is too long".to_owned()));
            }
        }
        Ok(body)
    }
}
