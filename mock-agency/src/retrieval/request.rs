//! One request of a case, without sending it.

use reqwest::Url;
use reqwest::header::HeaderMap;
use wire::messages::{Endpoint, header};

use super::identity::Bank;
use super::inquiry::Inquiry;
use super::outcome::Problem;
use super::retriever::{Retriever, put};

impl Retriever {
    /// The URL and the headers of one call of a case, with a token from Maskinporten. `reference` is that of the
    /// account, for every endpoint but Accounts.
    ///
    /// # Errors
    /// When there is no token, or a value cannot be sent.
    pub async fn request(
        &self,
        bank: &Bank,
        inquiry: &Inquiry,
        (endpoint, reference): (Endpoint, &str),
    ) -> Result<(Url, HeaderMap), Problem> {
        let case = self.case(bank, inquiry)?;
        let mut headers = case.headers.clone();
        if endpoint == Endpoint::Accounts {
            put(&mut headers, header::PARTY_ID, inquiry.party.as_str())?;
        }
        let url = case.url(endpoint, reference)?;
        case.caller.signed(&url, &headers).await
    }

    /// The extradition order of a case.
    ///
    /// # Errors
    /// When the service has none, or it cannot be signed.
    pub fn order_of(&self, inquiry: &Inquiry) -> Result<String, Problem> {
        let headers = self.case_headers(inquiry)?;
        let order = headers.get(header::ADDITIONAL_REFERENCE_ID);
        order
            .and_then(|order| order.to_str().ok())
            .filter(|_| self.identity().order_signer.is_some())
            .map(str::to_owned)
            .ok_or_else(|| Problem::Request("the service has no extradition order".to_owned()))
    }
}
