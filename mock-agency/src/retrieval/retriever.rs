//! The whole retrieval: step 2a, then step 2b for every account.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value;
use uuid::Uuid;
use wire::jose::JoseError;
use wire::messages::{DATA_NOT_DELIVERED, Endpoint, header, reference_type};
use wire::profile::Mandate;

use super::broken;
use super::call::{Caller, name};
use super::identity::{AgencyIdentity, Bank, OrderSigner};
use super::inquiry::{Inquiry, InquiryError};
use super::order;
use super::outcome::{AccountRetrieval, NotCalled, Problem, Retrieval, Step};
use super::paging::{self, PageChain};
use super::retry::RetryPolicy;
use super::tokens::TokenSource;
use crate::behaviour::{Behaviour, Defect, Variant};

/// An agency's client.
pub struct Retriever {
    identity: AgencyIdentity,
    tokens: TokenSource,
    /// Tokens of the service's other consumer, for the client that mixes them.
    foreign_tokens: Option<TokenSource>,
    retry: RetryPolicy,
    behaviour: Behaviour,
    /// The order of the case that was asked about last: one order serves a whole case, at every bank.
    order: Mutex<Option<(Uuid, String)>>,
}

impl Retriever {
    /// `http` speaks with Maskinporten.
    pub fn new(identity: AgencyIdentity, http: reqwest::Client, retry: RetryPolicy) -> Self {
        Self::with_behaviour(identity, http, retry, Behaviour::default())
    }

    /// As [`Retriever::new`], with this behaviour.
    pub fn with_behaviour(
        identity: AgencyIdentity,
        http: reqwest::Client,
        retry: RetryPolicy,
        behaviour: Behaviour,
    ) -> Self {
        Self {
            tokens: TokenSource::new(identity.clone(), http, (retry, behaviour)),
            foreign_tokens: None,
            identity,
            retry: retry.with_behaviour(behaviour),
            behaviour,
            order: Mutex::default(),
        }
    }

    /// The agency.
    pub fn identity(&self) -> &AgencyIdentity {
        &self.identity
    }

    pub(super) fn tokens(&self) -> &TokenSource {
        &self.tokens
    }

    /// The client that uses the tokens of another consumer in calls about accounts.
    pub(super) fn with_foreign_tokens(
        mut self,
        other: AgencyIdentity,
        http: reqwest::Client,
    ) -> Self {
        let how = (self.retry, self.behaviour);
        self.foreign_tokens = Some(TokenSource::new(other, http, how));
        self
    }

    /// Pauses and attempts towards the registers.
    pub(super) fn retry_of_registers(&self) -> RetryPolicy {
        self.retry.of_registers(self.behaviour)
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
        if self.behaviour == Behaviour::default() {
            inquiry.check(self.identity.service)?;
        }
        let (accounts, account_data) = match self.case(bank, inquiry) {
            Ok(case) => case.run().await,
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

    pub(super) fn case<'a>(
        &'a self,
        bank: &'a Bank,
        inquiry: &'a Inquiry,
    ) -> Result<Case<'a>, Problem> {
        Ok(Case {
            inquiry,
            headers: self.case_headers(inquiry)?,
            caller: Caller {
                bank,
                tokens: &self.tokens,
                foreign_tokens: self.foreign_tokens.as_ref(),
                key: &self.identity.decryption_key,
                retry: self.retry,
                scope: &self.identity.service.scope,
                inquiry,
                behaviour: self.behaviour,
            },
            service: self.identity.service,
            agency: self,
        })
    }

    /// The headers that are the same in every call of a case.
    pub(super) fn case_headers(&self, inquiry: &Inquiry) -> Result<HeaderMap, Problem> {
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
                (reference_type::EXTRADITION_ORDER, Some(signer), _) => self
                    .order(inquiry, mandate, signer)
                    .map_err(|error| unmade(&error))?,
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

    fn order(
        &self,
        inquiry: &Inquiry,
        mandate: &Mandate,
        signer: &OrderSigner,
    ) -> Result<String, JoseError> {
        let mut kept = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, order)) = kept
            .as_ref()
            .filter(|(case, _)| *case == inquiry.case && !self.behaviour.has(Defect::OrderPerCall))
        {
            return Ok(order.clone());
        }
        let service = self.identity.service;
        let order = order::sign(
            inquiry,
            mandate,
            signer,
            wire::dates::now(),
            (self.behaviour, service),
        )?;
        *kept = Some((inquiry.case, order.clone()));
        Ok(order)
    }
}

impl Retriever {
    /// The headers of a call with an order of its own, for the client that makes one for every call.
    fn order_of_its_own(&self, inquiry: &Inquiry, headers: &HeaderMap) -> Option<HeaderMap> {
        if !self.behaviour.has(Defect::OrderPerCall) {
            return None;
        }
        let mut anew = self.case_headers(inquiry).ok()?;
        anew.extend(
            headers
                .get(header::PARTY_ID)
                .cloned()
                .and_then(|party| Some((name(header::PARTY_ID).ok()?, party))),
        );
        Some(anew)
    }
}

pub(super) fn put(headers: &mut HeaderMap, header: &str, value: &str) -> Result<(), Problem> {
    let value = HeaderValue::from_str(value).map_err(|_invalid| {
        Problem::Request(format!("the header {header} cannot carry its value"))
    })?;
    headers.insert(name(header)?, value);
    Ok(())
}

/// One inquiry at one bank.
pub(super) struct Case<'a> {
    inquiry: &'a Inquiry,
    pub(super) headers: HeaderMap,
    pub(super) caller: Caller<'a>,
    service: &'a wire::profile::ServiceProfile,
    agency: &'a Retriever,
}

impl Case<'_> {
    async fn run(&self) -> (Step, Vec<AccountRetrieval>) {
        if self.behaviour().has(Defect::DetailsFirst) {
            self.list(Endpoint::AccountDetails, "1", &self.headers)
                .await;
        }
        if self.behaviour().has(Defect::RequestBroken) {
            broken::send(&self.caller.bank.base_url).await;
        }
        let accounts = self.account_list().await;
        let mut account_data = Vec::new();
        let mut seen = HashSet::new();
        let list = accounts
            .document()
            .and_then(|document| document["accounts"].as_array());
        let empty = list.is_some_and(Vec::is_empty);
        let goes_on = [
            Defect::VergeGoesOnAfterRefusal,
            Defect::KonkursGoesOnAfterRefusal,
        ];
        let goes_on = goes_on.into_iter().any(|one| self.behaviour().has(one));
        if (empty && self.behaviour().has(Defect::ShieldedAskedAnyway))
            || (list.is_none() && goes_on)
        {
            self.list(Endpoint::AccountDetails, "1", &self.headers)
                .await;
        }
        for account in self.chosen(list.into_iter().flatten().collect()) {
            let data = self.account(account, &mut seen).await;
            let fatal = data.steps.values().any(|step| self.is_fatal(step));
            account_data.push(data);
            if fatal {
                break;
            }
        }
        (accounts, account_data)
    }

    fn behaviour(&self) -> Behaviour {
        self.caller.behaviour
    }

    /// The accounts in the order in which they are asked about.
    fn chosen<'v>(&self, mut accounts: Vec<&'v Value>) -> Vec<&'v Value> {
        if self.behaviour().is(Variant::AccountsReversed) {
            accounts.reverse();
        }
        if self.behaviour().has(Defect::LastAccountSkipped) {
            accounts.pop();
        }
        if self.behaviour().has(Defect::KonkursDisabledSkipped) {
            accounts.retain(|account| account["status"] != "disabled");
        }
        accounts
    }

    /// Whether the client gives up on the accounts after this one.
    fn is_fatal(&self, step: &Step) -> bool {
        match step.problem() {
            Some(Problem::Answer(_)) => [
                Defect::BrokenAnswerFatal,
                Defect::FailingAccountFatal,
                Defect::ClearAnswerFatal,
                Defect::SkattNeedsOwnRole,
            ]
            .into_iter()
            .any(|defect| self.behaviour().has(defect)),
            Some(_) => self.behaviour().has(Defect::FailingAccountFatal),
            None => false,
        }
    }

    /// The endpoints beside Accounts in the order in which they are called.
    fn endpoints(&self) -> Vec<Endpoint> {
        let mut endpoints: Vec<Endpoint> = self.service.endpoints.clone();
        endpoints.retain(|endpoint| endpoint.needs_account_reference());
        endpoints.extend(self.behaviour().endpoint_beyond_the_service());
        if self.behaviour().is(Variant::EndpointsReversed) {
            endpoints.reverse();
        }
        endpoints
    }

    fn asks_for(&self, endpoint: Endpoint) -> bool {
        let unasked = endpoint == Endpoint::Cards && self.behaviour().has(Defect::CardsUnasked);
        unasked
            || self.behaviour().endpoint_beyond_the_service() == Some(endpoint)
            || self.behaviour().has(Defect::OrderFlagsIgnored)
            || self.inquiry.endpoints.contains(&endpoint)
    }

    async fn account_list(&self) -> Step {
        let mut headers = self.headers.clone();
        match put(&mut headers, header::PARTY_ID, self.inquiry.party.as_str()) {
            Ok(()) => self.list(Endpoint::Accounts, "", &headers).await,
            Err(problem) => Step::Failed { problem },
        }
    }

    async fn account(&self, account: &Value, seen: &mut HashSet<String>) -> AccountRetrieval {
        let member = if self.behaviour().has(Defect::ReferenceFromNumber) {
            "accountIdentifier"
        } else {
            "accountReference"
        };
        let reference = account[member].as_str();
        let reason = match reference {
            Some(DATA_NOT_DELIVERED) if self.behaviour().calls_data_not_delivered() => None,
            None => Some(NotCalled::NoReference),
            Some(DATA_NOT_DELIVERED) => Some(NotCalled::DataNotDelivered),
            Some(reference) if !fits_a_path(reference) => Some(NotCalled::NoReference),
            Some(reference) if !seen.insert(reference.to_owned()) => Some(NotCalled::Repeated),
            Some(_) => None,
        };
        let mut steps = BTreeMap::new();
        for endpoint in self.endpoints() {
            let asked_for = self
                .asks_for(endpoint)
                .then_some(())
                .ok_or(NotCalled::NotAskedFor);
            let step = match (reason, asked_for) {
                (Some(reason), _) | (None, Err(reason)) => Step::NotCalled { reason },
                (None, Ok(())) => {
                    if self.behaviour().has(Defect::EverythingTwice) {
                        self.list(endpoint, reference.unwrap_or_default(), &self.headers)
                            .await;
                    }
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
        let anew;
        let headers = match self.agency.order_of_its_own(self.inquiry, headers) {
            Some(headers) => {
                anew = headers;
                &anew
            }
            None => headers,
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

    /// Appends the further pages; returns their number with the first, and why there are no more.
    async fn follow(
        &self,
        whole: &mut Value,
        first: &Url,
        headers: &HeaderMap,
    ) -> (usize, Result<(), Problem>) {
        let mut chain = PageChain::new(&self.caller.bank.base_url, first, self.behaviour());
        let mut next = chain.next(whole);
        paging::forget_links(whole);
        let mut pages = 1;
        loop {
            let url = match next {
                Ok(None) => return (pages, Ok(())),
                Ok(Some(url)) => url,
                Err(error) => return (pages, Err(error.into())),
            };
            if self.behaviour().has(Defect::PageFetchedTwice)
                && self.caller.call(&url, headers).await.is_err()
            {
                return (pages, Ok(()));
            }
            match self.caller.call(&url, headers).await {
                Err(problem) => return (pages, Err(problem)),
                Ok(mut page) => {
                    pages += 1;
                    next = chain.next(&page);
                    paging::append(whole, &mut page);
                }
            }
        }
    }

    pub(super) fn url(&self, endpoint: Endpoint, reference: &str) -> Result<Url, Problem> {
        let registered = self.caller.bank.base_url.trim_end_matches('/');
        let base = if self.behaviour().has(Defect::PlainHttp) {
            registered.replacen("https://", "http://", 1)
        } else {
            registered.to_owned()
        };
        let slash = if self.behaviour().has(Defect::BaseUrlWithSlash) {
            "/"
        } else {
            ""
        };
        let end =
            if self.behaviour().has(Defect::PathUnknown) && endpoint == Endpoint::AccountDetails {
                "/details"
            } else {
                ""
            };
        let mut url = Url::parse(&format!(
            "{base}{slash}{}{end}",
            endpoint.path(&path_segment(reference))
        ))
        .map_err(|error| Problem::Request(format!("the bank's base URL: {error}")))?;
        {
            let mut pairs = url.query_pairs_mut();
            for (name, value) in self.behaviour().query(endpoint, self.inquiry) {
                pairs.append_pair(name, &value);
            }
        }
        Ok(url)
    }
}

/// Whether a reference can be a segment of a path: dot segments would change the path, encoded or not.
fn fits_a_path(reference: &str) -> bool {
    !reference.is_empty() && reference.len() <= 1000 && reference != "." && reference != ".."
}

/// A reference as a path segment (RFC 3986 3.3): permitted characters stay as the bank sent them.
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
