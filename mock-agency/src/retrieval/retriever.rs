//! The whole retrieval: step 2a, then step 2b for every account.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value;
use wire::messages::{DATA_NOT_DELIVERED, Endpoint, header, query, reference_type};

use super::call::{Caller, name};
use super::identity::{AgencyIdentity, Bank};
use super::inquiry::{Inquiry, InquiryError};
use super::order;
use super::outcome::{AccountRetrieval, NotCalled, Problem, Retrieval, Step};
use super::paging::{self, Trail};
use super::retry::RetryPolicy;
use super::tokens::TokenSource;

/// An agency's client.
pub struct Retriever {
    identity: AgencyIdentity,
    tokens: TokenSource,
    retry: RetryPolicy,
}

impl Retriever {
    /// `http` speaks with Maskinporten.
    pub fn new(identity: AgencyIdentity, http: reqwest::Client, retry: RetryPolicy) -> Self {
        Self {
            tokens: TokenSource::new(identity.clone(), http),
            identity,
            retry,
        }
    }

    /// Retrieves everything that the inquiry asks from one bank. What goes wrong at the bank is part of the result.
    ///
    /// # Errors
    /// When the service does not allow the inquiry; then nothing has been sent.
    pub async fn retrieve(
        &self,
        bank: &Bank,
        inquiry: &Inquiry,
    ) -> Result<Retrieval, InquiryError> {
        inquiry.check(self.identity.service)?;
        let caller = Caller {
            bank,
            tokens: &self.tokens,
            key: &self.identity.decryption_key,
            retry: self.retry,
        };
        let (accounts, account_data) = match self.case_headers(inquiry) {
            Ok(headers) => {
                Case {
                    inquiry,
                    headers,
                    caller,
                    service: self.identity.service,
                }
                .run()
                .await
            }
            Err(problem) => (Step::Failed { problem }, Vec::new()),
        };
        Ok(Retrieval {
            service: self.identity.service.id.clone(),
            bank: bank.orgno.clone(),
            base_url: bank.base_url.clone(),
            party: inquiry.party.to_string(),
            case: inquiry.case,
            from: inquiry.from,
            to: inquiry.to,
            only_primary_owner: inquiry.only_primary_owner,
            accounts,
            account_data,
        })
    }

    /// The headers that are the same in every call of a case.
    fn case_headers(&self, inquiry: &Inquiry) -> Result<HeaderMap, Problem> {
        let service = self.identity.service;
        let unmade = |error: &dyn std::fmt::Display| Problem::Request(error.to_string());
        let mandate = inquiry.mandate(service).map_err(|error| unmade(&error))?;
        let mut headers = HeaderMap::new();
        put(
            &mut headers,
            header::ACCOUNT_INFO_REQUEST_ID,
            &inquiry.case.to_string(),
        )?;
        put(&mut headers, header::LEGAL_MANDATE, &mandate.encoded)?;
        if service.requester_id_required {
            put(&mut headers, header::REQUESTER_ID, &inquiry.requester)?;
        }
        if let Some(kind) = service.additional_reference_type.as_deref() {
            let reference = match (kind, &self.identity.order_signer, &inquiry.reference) {
                (reference_type::EXTRADITION_ORDER, Some(signer), _) => {
                    order::sign(inquiry, mandate, signer, wire::dates::now())
                        .map_err(|error| unmade(&error))?
                }
                (reference_type::EXTRADITION_ORDER, None, _) => {
                    return Err(unmade(&"the agency has no key to sign an order with"));
                }
                (_other, _, Some(reference)) => reference.clone(),
                (_other, _, None) => return Err(unmade(&"the additional reference is missing")),
            };
            put(&mut headers, header::ADDITIONAL_REFERENCE_ID, &reference)?;
            put(&mut headers, header::ADDITIONAL_REFERENCE_ID_TYPE, kind)?;
        }
        Ok(headers)
    }
}

fn put(headers: &mut HeaderMap, header: &str, value: &str) -> Result<(), Problem> {
    let value = HeaderValue::from_str(value).map_err(|_invalid| {
        Problem::Request(format!("the header {header} can not carry its value"))
    })?;
    headers.insert(name(header)?, value);
    Ok(())
}

/// One inquiry at one bank.
struct Case<'a> {
    inquiry: &'a Inquiry,
    headers: HeaderMap,
    caller: Caller<'a>,
    service: &'a wire::profile::ServiceProfile,
}

impl Case<'_> {
    async fn run(&self) -> (Step, Vec<AccountRetrieval>) {
        let accounts = self.account_list().await;
        let mut account_data = Vec::new();
        let mut seen = HashSet::new();
        let list = accounts
            .document()
            .and_then(|document| document["accounts"].as_array());
        for account in list.into_iter().flatten() {
            account_data.push(self.account(account, &mut seen).await);
        }
        (accounts, account_data)
    }

    async fn account_list(&self) -> Step {
        let mut headers = self.headers.clone();
        match put(&mut headers, header::PARTY_ID, self.inquiry.party.as_str()) {
            Ok(()) => self.list(Endpoint::Accounts, "", &headers).await,
            Err(problem) => Step::Failed { problem },
        }
    }

    async fn account(&self, account: &Value, seen: &mut HashSet<String>) -> AccountRetrieval {
        let reference = account["accountReference"].as_str();
        let reason = match reference {
            None => Some(NotCalled::NoReference),
            Some(DATA_NOT_DELIVERED) => Some(NotCalled::DataNotDelivered),
            Some(reference) if !fits_a_path(reference) => Some(NotCalled::NoReference),
            Some(reference) if !seen.insert(reference.to_owned()) => Some(NotCalled::Repeated),
            Some(_) => None,
        };
        let mut steps = BTreeMap::new();
        for endpoint in self
            .service
            .endpoints
            .iter()
            .copied()
            .filter(|one| one.needs_account_reference())
        {
            let asked_for = self
                .inquiry
                .endpoints
                .contains(&endpoint)
                .then_some(())
                .ok_or(NotCalled::NotAskedFor);
            let step = match (reason, asked_for) {
                (Some(reason), _) | (None, Err(reason)) => Step::NotCalled { reason },
                (None, Ok(())) => {
                    self.list(endpoint, reference.unwrap_or_default(), &self.headers)
                        .await
                }
            };
            steps.insert(endpoint, step);
        }
        AccountRetrieval {
            reference: reference.map(str::to_owned),
            identifier: account["accountIdentifier"].as_str().map(str::to_owned),
            steps,
        }
    }

    /// Calls an endpoint and follows its pages.
    async fn list(&self, endpoint: Endpoint, reference: &str, headers: &HeaderMap) -> Step {
        let first = match self.url(endpoint, reference) {
            Ok(url) => url,
            Err(problem) => return Step::Failed { problem },
        };
        let mut document = match self.caller.call(&first, headers).await {
            Ok(document) => document,
            Err(problem) => return Step::Failed { problem },
        };
        let (pages, end) = self.follow(&mut document, &first, headers).await;
        match end {
            Ok(()) => Step::Delivered { document, pages },
            Err(problem) => Step::Cut {
                document,
                pages,
                problem,
            },
        }
    }

    /// Puts the pages after the first behind it; gives how many pages there are now, and why there are no more.
    async fn follow(
        &self,
        whole: &mut Value,
        first: &Url,
        headers: &HeaderMap,
    ) -> (usize, Result<(), Problem>) {
        let mut trail = Trail::new(&self.caller.bank.base_url, first);
        let mut next = trail.next(whole);
        paging::forget_links(whole);
        let mut pages = 1;
        loop {
            let url = match next {
                Ok(None) => return (pages, Ok(())),
                Ok(Some(url)) => url,
                Err(error) => return (pages, Err(error.into())),
            };
            match self.caller.call(&url, headers).await {
                Err(problem) => return (pages, Err(problem)),
                Ok(mut page) => {
                    pages += 1;
                    next = trail.next(&page);
                    paging::append(whole, &mut page);
                }
            }
        }
    }

    fn url(&self, endpoint: Endpoint, reference: &str) -> Result<Url, Problem> {
        let base = self.caller.bank.base_url.trim_end_matches('/');
        let mut url = Url::parse(&format!(
            "{base}{}",
            endpoint.path(&path_segment(reference))
        ))
        .map_err(|error| Problem::Request(format!("the bank's base URL: {error}")))?;
        {
            let mut pairs = url.query_pairs_mut();
            if endpoint == Endpoint::Accounts {
                pairs.append_pair(
                    query::ONLY_PRIMARY_OWNER,
                    &self.inquiry.only_primary_owner.to_string(),
                );
            }
            pairs.append_pair(query::FROM_DATE, &self.inquiry.from.to_string());
            pairs.append_pair(query::TO_DATE, &self.inquiry.to.to_string());
        }
        Ok(url)
    }
}

/// Whether a reference can be a segment of a path: dot segments would change the path, encoded or not.
fn fits_a_path(reference: &str) -> bool {
    !reference.is_empty() && reference.len() <= 1000 && reference != "." && reference != ".."
}

/// A reference as a path segment (RFC 3986 3.3): what may stand there stays as the bank gave it.
fn path_segment(reference: &str) -> String {
    let mut segment = String::with_capacity(reference.len());
    for byte in reference.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
            segment.push(char::from(byte));
        } else {
            write!(segment, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
    segment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_a_usual_reference_as_it_is() {
        assert_eq!(path_segment("b2f1-77_a.9~=="), "b2f1-77_a.9~==");
    }

    #[test]
    fn encodes_what_would_leave_the_segment() {
        assert_eq!(path_segment("../a?b#c%2f"), "..%2Fa%3Fb%23c%252f");
    }

    #[test]
    fn refuses_dot_segments_as_references() {
        assert!(
            [".", "..", ""]
                .iter()
                .all(|reference| !fits_a_path(reference))
        );
    }
}
