//! Step 1: which banks has the control object been with, and where are they?

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde::Deserialize;
use wire::jose::strict;
use wire::messages::header;
use wire::world::{BankEntry, LoadedWorld};

use super::inquiry::Inquiry;
use super::outcome::Problem;
use super::retriever::{Retriever, put};
use super::tokens::Use;
use crate::behaviour::{Behaviour, Defect};
use crate::body::{self, BodyError, causes};

/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;

/// Why step 1 gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum StepOneError {
    /// The world has no customer overview or no API registry.
    #[error("the world file has no {0}; ask the banks directly")]
    NoRegister(&'static str),
    /// The request could not be made, or there is no token for it.
    #[error("step 1: {0}")]
    Problem(#[from] Problem),
    /// A register could not be reached.
    #[error("{register} could not be reached: {reason}")]
    Unreachable {
        /// Which one.
        register: &'static str,
        /// What happened.
        reason: String,
    },
    /// Its answer could not be read.
    #[error("step 1: {0}")]
    Body(#[from] BodyError),
    /// The registry does not have a bank that the overview names.
    #[error("the API registry does not have the bank {0}")]
    NotRegistered(String),
    /// It refused, or answered with something else.
    #[error("{register} answered {status} with something else than was asked for")]
    Unusable {
        /// Which one.
        register: &'static str,
        /// HTTP status.
        status: u16,
    },
}

#[derive(Deserialize)]
struct Relationships {
    banks: Vec<Relationship>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    #[serde(rename = "organizationID")]
    organization_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registered {
    org_no: String,
    url: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    env: String,
}

/// The banks to ask, with the base URL that the API registry has for each.
pub(super) async fn banks(
    retriever: &Retriever,
    http: &reqwest::Client,
    world: &LoadedWorld,
    inquiry: &Inquiry,
    behaviour: Behaviour,
) -> Result<Vec<BankEntry>, StepOneError> {
    let overview = world.world.customer_overview.as_deref();
    let overview = overview.ok_or(StepOneError::NoRegister("customer overview"))?;
    let registry = world.world.api_registry.as_deref();
    let registry = registry.ok_or(StepOneError::NoRegister("API registry"))?;
    let relationships = relationships(retriever, overview, inquiry, http, behaviour).await?;
    let registered: Vec<Registered> = ask(http.get(registry), "the API registry").await?;
    let mut wanted: Vec<String> = relationships
        .banks
        .into_iter()
        .map(|bank| bank.organization_id)
        .collect();
    if behaviour.asks_for_provider() {
        ask_for_provider(retriever, overview, inquiry, http, behaviour).await?;
    }
    if wanted.is_empty() && behaviour.has(Defect::NoCustomerAskedAnyway) {
        wanted.extend(registered.first().map(|bank| bank.org_no.clone()));
    }
    if behaviour.has(Defect::EveryBankAsked) {
        wanted = registered.iter().map(|bank| bank.org_no.clone()).collect();
    }
    if behaviour.has(Defect::FirstBankOnly) {
        wanted.truncate(1);
    }
    let service = retriever.identity().service;
    let usable = |bank: &&Registered| {
        let version = bank.version == "v2" || behaviour.has(Defect::VersionOneCalled);
        let only_in_test = service.mandates.iter().all(|mandate| mandate.test_only)
            && !behaviour.has(Defect::UtleggProductionAsked);
        version && !(only_in_test && bank.env == "prod")
    };
    let is_unknown = |orgno: &&String| !registered.iter().any(|bank| bank.org_no == **orgno);
    if behaviour.has(Defect::UnregisteredFatal)
        && let Some(unknown) = wanted.iter().find(is_unknown)
    {
        return Err(StepOneError::NotRegistered(unknown.clone()));
    }
    let entry = |orgno: &String| {
        let mut places = registered.iter().filter(usable);
        let place = places.find(|bank| bank.org_no == *orgno)?;
        let known = world.world.banks.iter().find(|bank| bank.orgno == *orgno)?;
        Some(BankEntry {
            base_url: place.url.clone(),
            ..known.clone()
        })
    };
    Ok(wanted.iter().filter_map(entry).collect())
}

/// Asks the overview. A request that met a technical error is made anew, with a correlation of its own.
async fn relationships(
    retriever: &Retriever,
    overview: &str,
    inquiry: &Inquiry,
    http: &reqwest::Client,
    behaviour: Behaviour,
) -> Result<Relationships, StepOneError> {
    let mut attempt = 1;
    loop {
        let (url, headers) = request(retriever, overview, inquiry, behaviour).await?;
        let answer = ask(http.get(url).headers(headers), "the customer overview").await;
        let passing =
            matches!(&answer, Err(StepOneError::Unusable { status, .. }) if *status >= 500);
        let pause = retriever.retry_of_registers().pause_after(attempt, None);
        let Some(pause) = pause.filter(|_| passing) else {
            return answer;
        };
        attempt += 1;
        tokio::time::sleep(pause).await;
    }
}

/// Asks which bank has an account, for the client that does so in a service without this endpoint.
async fn ask_for_provider(
    retriever: &Retriever,
    overview: &str,
    inquiry: &Inquiry,
    http: &reqwest::Client,
    behaviour: Behaviour,
) -> Result<(), StepOneError> {
    let (mut url, mut headers) = request(retriever, overview, inquiry, behaviour).await?;
    url.set_path("/customers/accountServicingProvider");
    put(&mut headers, header::ACCOUNT_ID, "12345678903")?;
    // It is refused, as it should be.
    drop(http.get(url).headers(headers).send().await);
    Ok(())
}

async fn request(
    retriever: &Retriever,
    overview: &str,
    inquiry: &Inquiry,
    behaviour: Behaviour,
) -> Result<(Url, HeaderMap), StepOneError> {
    let unmade = |error: &dyn std::fmt::Display| Problem::Request(error.to_string());
    let base = overview.trim_end_matches('/');
    let mut url = Url::parse(&format!("{base}/customers/customerRelationships"))
        .map_err(|error| unmade(&error))?;
    for (name, value) in behaviour.overview_query(inquiry) {
        url.query_pairs_mut().append_pair(name, &value);
    }
    let of = Use {
        scope: behaviour.overview_scope(retriever.identity()),
        resource: base,
    };
    let token = retriever
        .tokens()
        .token(of)
        .await
        .map_err(|error| Problem::Token(error.to_string()))?;
    let mut headers = HeaderMap::new();
    let bearer = HeaderValue::from_str(&format!("Bearer {}", token.value))
        .map_err(|error| unmade(&error))?;
    headers.insert(AUTHORIZATION, bearer);
    put(&mut headers, header::CUSTOMER_ID, inquiry.party.as_str())?;
    put(
        &mut headers,
        header::CORRELATION_ID,
        &uuid::Uuid::new_v4().to_string(),
    )?;
    put(
        &mut headers,
        header::ACCOUNT_INFO_REQUEST_ID,
        &inquiry.case.to_string(),
    )?;
    let mandates = retriever.identity().service.overview_mandates();
    if let Some(mandate) = mandates.get(inquiry.mandate).or(mandates.first()) {
        put(&mut headers, header::LEGAL_MANDATE, &mandate.encoded)?;
    }
    behaviour.change_overview_headers(&mut headers, inquiry);
    Ok((url, headers))
}

async fn ask<T: serde::de::DeserializeOwned>(
    call: reqwest::RequestBuilder,
    register: &'static str,
) -> Result<T, StepOneError> {
    let response = call
        .send()
        .await
        .map_err(|error| StepOneError::Unreachable {
            register,
            reason: causes(&error.without_url()),
        })?;
    let status = response.status().as_u16();
    let unusable = StepOneError::Unusable { register, status };
    let body = body::read(response, LONGEST_ANSWER).await?;
    let document = strict::json(&body).ok().filter(|_| status == 200);
    document
        .and_then(|document| serde_json::from_value(document).ok())
        .ok_or(unusable)
}
