//! One call to a bank: headers, token, repetition, and the answer or what went wrong.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use serde_json::Value;
use wire::jose::encrypt::DecryptionKey;
use wire::jose::strict;
use wire::messages::{header, media_type};

use super::answer::{self, AnswerError};
use super::identity::Bank;
use super::inquiry::Inquiry;
use super::outcome::Problem;
use super::retry::RetryPolicy;
use super::tokens::{TokenSource, Use};
use super::unverified;
use crate::behaviour::{Behaviour, Defect};
use crate::body::{self, causes};
use crate::maskinporten_client::AccessToken;

/// Longest answer that is read, in bytes; thousands of transactions take a few hundred each.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;
const LONGEST_ERROR: usize = 64 * 1024;
const LONGEST_MESSAGE: usize = 500;

/// What calls to one bank are made with.
pub(super) struct Caller<'a> {
    pub(super) bank: &'a Bank,
    pub(super) tokens: &'a TokenSource,
    pub(super) foreign_tokens: Option<&'a TokenSource>,
    pub(super) key: &'a DecryptionKey,
    pub(super) retry: RetryPolicy,
    pub(super) scope: &'a str,
    pub(super) inquiry: &'a Inquiry,
    pub(super) behaviour: Behaviour,
}

/// How one attempt went.
enum Attempt {
    Answered(Value),
    /// Another attempt would not help.
    Final(Problem),
    /// Another attempt may help, after the pause that the bank asks for, if any.
    Passing(Problem, Option<Duration>),
    /// The token was refused.
    TokenRefused(Problem),
}

impl Caller<'_> {
    /// Calls until there is an answer, a final refusal, or the policy's bound. A refused token is replaced once.
    pub(super) async fn call(&self, url: &Url, headers: &HeaderMap) -> Result<Value, Problem> {
        let (mut attempt, mut replaced) = (1, 0);
        let most_replaced = if self.behaviour.has(Defect::TokenReplacedForEver) {
            20
        } else {
            1
        };
        loop {
            let tokens = self.tokens_for(headers);
            let token = self.token(tokens).await?;
            match self.attempt(url, headers, &token).await {
                Attempt::Answered(document) => return Ok(document),
                Attempt::Final(problem) => return Err(problem),
                Attempt::TokenRefused(problem) => {
                    if replaced == most_replaced {
                        return Err(problem);
                    }
                    replaced += 1;
                    tokens.forget(self.purpose(), &token).await;
                }
                Attempt::Passing(problem, asked) => {
                    let Some(pause) = self.retry.pause_after(attempt, asked) else {
                        return Err(problem);
                    };
                    attempt += 1;
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }

    fn purpose(&self) -> Use<'_> {
        Use {
            scope: self.scope,
            resource: &self.bank.base_url,
        }
    }

    /// The consumer's own tokens, but for the client that mixes them.
    fn tokens_for(&self, headers: &HeaderMap) -> &TokenSource {
        let foreign = self.foreign_tokens;
        foreign
            .filter(|_| !headers.contains_key(header::PARTY_ID))
            .unwrap_or(self.tokens)
    }

    async fn token(&self, tokens: &TokenSource) -> Result<AccessToken, Problem> {
        let token = tokens.token(self.purpose()).await;
        token.map_err(|error| Problem::Token(error.to_string()))
    }

    /// The URL and the headers of an attempt, with a token from Maskinporten.
    pub(super) async fn signed(
        &self,
        url: &Url,
        headers: &HeaderMap,
    ) -> Result<(Url, HeaderMap), Problem> {
        self.with_token(url, headers, &self.token(self.tokens).await?)
    }

    fn with_token(
        &self,
        url: &Url,
        headers: &HeaderMap,
        token: &AccessToken,
    ) -> Result<(Url, HeaderMap), Problem> {
        let mut headers = with_token(headers, token)?;
        self.behaviour.change_headers(&mut headers, self.inquiry);
        let mut url = url.clone();
        self.behaviour.change_address(&mut url, &token.value);
        Ok((url, headers))
    }

    async fn attempt(&self, url: &Url, headers: &HeaderMap, token: &AccessToken) -> Attempt {
        let (url, headers) = match self.with_token(url, headers, token) {
            Ok(request) => request,
            Err(problem) => return Attempt::Final(problem),
        };
        let method = if self.behaviour.has(Defect::PostInsteadOfGet) {
            reqwest::Method::POST
        } else {
            reqwest::Method::GET
        };
        match self
            .bank
            .http
            .request(method, url)
            .headers(headers)
            .send()
            .await
        {
            Ok(response) => self.read(response).await,
            Err(error) => {
                Attempt::Passing(Problem::Unreachable(causes(&error.without_url())), None)
            }
        }
    }

    async fn read(&self, response: reqwest::Response) -> Attempt {
        let status = response.status().as_u16();
        if status != 200 {
            return self.refused(response).await;
        }
        let media_type = text_of(response.headers().get(CONTENT_TYPE)).to_owned();
        match body::read(response, LONGEST_ANSWER).await {
            Err(error @ body::BodyError::TooLong { .. }) => {
                Attempt::Final(Problem::Unreachable(error.to_string()))
            }
            Err(error @ body::BodyError::Transport(_)) => {
                Attempt::Passing(Problem::Unreachable(error.to_string()), None)
            }
            Ok(body) => match self.open(&media_type, &body) {
                Ok(document) => self.accepted(document),
                Err(error) => self.unopened(error, &body),
            },
        }
    }

    /// An answer that cannot be opened is final, but for a client with one of these defects.
    fn unopened(&self, error: AnswerError, body: &[u8]) -> Attempt {
        if self.behaviour.has(Defect::UnopenedRepeated) {
            return Attempt::Passing(error.into(), None);
        }
        let ignores_the_tag = self.behaviour.has(Defect::UnauthenticListUsed);
        let read = ignores_the_tag.then(|| unverified::open(body, self.key));
        read.flatten()
            .map_or_else(|| Attempt::Final(error.into()), Attempt::Answered)
    }

    /// A tolerant reader accepts every document; a client with one of these defects fails on what it did not expect.
    fn accepted(&self, document: Value) -> Attempt {
        let fails = match () {
            () if self.behaviour.stumbles_over(&document, self.inquiry) => true,
            () if self.behaviour.has(Defect::UnknownFieldFatal) => has_unknown_field(&document),
            () if self.behaviour.has(Defect::NullFatal) => has_null(&document),
            () if self.behaviour.has(Defect::PartialFatal) => {
                document["responseDetails"]["status"] == "partial"
            }
            () => false,
        };
        if fails {
            Attempt::Final(AnswerError::Content("something unexpected is in it".to_owned()).into())
        } else {
            Attempt::Answered(document)
        }
    }

    async fn refused(&self, response: reqwest::Response) -> Attempt {
        let (problem, asked) = refusal(response).await;
        match problem.status() {
            401 => Attempt::TokenRefused(problem),
            429 if self.behaviour.has(Defect::RateLimitFatal) => Attempt::Final(problem),
            passing
                if RetryPolicy::repeats(passing) && !self.behaviour.has(Defect::NeverRetries) =>
            {
                let ignored = self.behaviour.has(Defect::RetryAfterIgnored)
                    || self.behaviour.has(Defect::RateLimitHammered);
                let asked = asked.filter(|_| !ignored);
                Attempt::Passing(problem, asked)
            }
            refused if self.behaviour.repeats_refusal(refused) => Attempt::Passing(problem, None),
            _final => Attempt::Final(problem),
        }
    }

    fn open(&self, media_type: &str, body: &[u8]) -> Result<Value, AnswerError> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case(media_type::JSON)
            && self.behaviour.has(Defect::ClearListUsed)
        {
            return strict::json(body).map_err(|error| AnswerError::Content(error.to_string()));
        }
        if !essence.eq_ignore_ascii_case(media_type::JOSE) {
            return Err(AnswerError::MediaType(essence.to_owned()));
        }
        answer::open(body, self.key)
    }
}

/// Each attempt is a technical request of its own, with a correlation of its own.
fn with_token(headers: &HeaderMap, token: &AccessToken) -> Result<HeaderMap, Problem> {
    let unsendable =
        |_invalid| Problem::Token("the token has characters that a header cannot carry".to_owned());
    let mut authorization =
        HeaderValue::from_str(&format!("Bearer {}", token.value)).map_err(unsendable)?;
    authorization.set_sensitive(true);
    let correlation =
        HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()).map_err(unsendable)?;
    let mut headers = headers.clone();
    headers.insert(AUTHORIZATION, authorization);
    headers.insert(ACCEPT, HeaderValue::from_static(media_type::JOSE));
    headers.insert(name(header::CORRELATION_ID)?, correlation);
    Ok(headers)
}

/// A header's name; HTTP does not tell upper from lower case.
pub(super) fn name(text: &str) -> Result<reqwest::header::HeaderName, Problem> {
    reqwest::header::HeaderName::from_bytes(text.as_bytes())
        .map_err(|error| Problem::Request(error.to_string()))
}

fn text_of(value: Option<&HeaderValue>) -> &str {
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// A refusal, and the pause that it asks for.
async fn refusal(response: reqwest::Response) -> (Problem, Option<Duration>) {
    let status = response.status().as_u16();
    let asked = text_of(response.headers().get(RETRY_AFTER))
        .parse()
        .ok()
        .map(Duration::from_secs);
    let body = body::read(response, LONGEST_ERROR)
        .await
        .unwrap_or_default();
    let body = strict::json(&body).unwrap_or_default();
    let text = |name: &str| {
        body[name]
            .as_str()
            .map(|text| text.chars().take(LONGEST_MESSAGE).collect())
    };
    let problem = Problem::Refused {
        status,
        code: text("code"),
        message: text("message"),
    };
    (problem, asked)
}

/// Members of the answers' outermost objects.
const KNOWN_MEMBERS: [&str; 6] = [
    "responseDetails",
    "accounts",
    "account",
    "transactions",
    "paymentCards",
    "roles",
];

fn has_unknown_field(document: &Value) -> bool {
    let known = |name: &String| name == "links" || KNOWN_MEMBERS.contains(&name.as_str());
    document
        .as_object()
        .is_some_and(|members| !members.keys().all(known))
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
