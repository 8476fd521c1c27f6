//! What an operator asks the registers: `/health`, `/ready`, `/metrics`, the page with the last requests, and one log line per
//! request.

mod about;
mod misbehaviour;

use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, StatusCode};
use listener::metrics::{Metrics, Names};
use listener::requests::{self, Kept, Requests};
use listener::{ConnectionFault, ReceivedRequest, Reply, page};
use serde_json::{Value, json};

use crate::journal::{Notes, Register};
use crate::reply;

pub(crate) use about::About;
use misbehaviour::Misbehaviours;
pub use misbehaviour::misbehaviours;
pub(crate) use misbehaviour::{Action, Met};

/// What the registers serve.
const OPENAPI: &str = include_str!("../openapi.yaml");
/// Members of an answer that say why a request was refused.
const REASONS: &[&[&str]] = &[
    &["error_description"],
    &["errorMessage"],
    &["message"],
    &["melding"],
];

/// The operator's side of the registers.
pub(crate) struct Operations {
    ready: AtomicBool,
    metrics: Metrics,
    requests: Requests,
    about: About,
    misbehaviours: Misbehaviours,
    operated: bool,
}

impl Operations {
    /// `operated` as in [`crate::RegistersConfig::operated`].
    pub(crate) fn new(about: About, operated: bool) -> Self {
        Self {
            ready: AtomicBool::default(),
            metrics: Metrics::new(Names {
                prefix: "mock_agency",
                label: "register",
            }),
            requests: Requests::default(),
            about,
            misbehaviours: Misbehaviours::default(),
            operated,
        }
    }

    /// Whether the world file is written and the registers answer.
    pub(crate) fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
    }

    /// The answer to an operator's request; nothing for any other path.
    pub(crate) fn answer(&self, request: &ReceivedRequest) -> Option<Reply> {
        let operated = self.operated && !page::is_of_another_site(&request.headers);
        let (path, query) = (request.uri.path(), request.uri.query().unwrap_or_default());
        let reply = match path {
            "/health" => reply::json(StatusCode::OK, &json!({"status": "ok"})),
            "/ready" => self.readiness(),
            "/metrics" => {
                let text = self.metrics.text().into();
                reply::with_body(StatusCode::OK, Metrics::MEDIA_TYPE, text)
            }
            "/openapi.yaml" => reply::with_body(StatusCode::OK, "application/yaml", OPENAPI.into()),
            "/page.json" => reply::json(StatusCode::OK, &self.about.page(operated)),
            "/admin/journal" if operated => reply::json(StatusCode::OK, &self.requests.json(query)),
            "/admin/behaviours" if operated => return Some(self.behaviours(request)),
            "/admin/reset" if operated => {
                if request.method != Method::POST {
                    return Some(reply::not_allowed("POST"));
                }
                self.requests.clear();
                self.misbehaviours.end();
                return Some(reply::json(StatusCode::OK, &json!({"status": "reset"})));
            }
            _register => page::asset(path)?,
        };
        Some(if request.method == Method::GET {
            reply
        } else {
            reply::not_allowed("GET")
        })
    }

    /// `GET` tells what requests meet, `POST ?name=…` sets it, `DELETE` ends it.
    fn behaviours(&self, request: &ReceivedRequest) -> Reply {
        match request.method {
            Method::GET => {}
            Method::DELETE => self.misbehaviours.end(),
            Method::POST => {
                let query = request.uri.query().unwrap_or_default();
                if let Err(message) = self.misbehaviours.ask(query) {
                    return reply::json(StatusCode::BAD_REQUEST, &json!({ "message": message }));
                }
            }
            _ => return reply::not_allowed("GET, POST, DELETE"),
        }
        reply::json(StatusCode::OK, &self.misbehaviours.json())
    }

    /// What a request to a register meets on the operator's demand.
    pub(crate) fn meet(&self, register: Register, request: &ReceivedRequest) -> Met {
        let customer = request.headers.get(wire::messages::header::CUSTOMER_ID);
        self.misbehaviours.meet(register, |party| {
            request.uri.path().split('/').any(|part| part == party)
                || customer.is_some_and(|number| number == party)
        })
    }

    fn readiness(&self) -> Reply {
        if self.ready.load(Ordering::Relaxed) {
            reply::json(StatusCode::OK, &json!({"status": "ready"}))
        } else {
            reply::json(
                StatusCode::SERVICE_UNAVAILABLE,
                &json!({"status": "not ready"}),
            )
        }
    }

    /// Counts and logs a request to a register.
    pub(crate) fn served(
        &self,
        register: Option<Register>,
        request: &ReceivedRequest,
        reply: &Reply,
    ) {
        let took = request.started.elapsed();
        let register = register.map_or("none", Register::id);
        self.metrics.served(register, reply.status(), took);
        let notes = Notes::of(reply);
        let reason = requests::reason(reply.status(), reply.body(), REASONS);
        tracing::info!(
            target: "mock_agency::request",
            register,
            method = %request.method,
            path = request.uri.path(),
            status = reply.status().as_u16(),
            milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            client = notes.client,
            reason,
        );
        if self.operated {
            self.requests
                .add(kept(register, request, reply, reason, &notes));
        }
        for warning in notes.warnings {
            tracing::warn!(
                target: "mock_agency::request",
                register,
                warning = warning.id(),
                "{}",
                warning.text(),
            );
        }
    }

    /// Counts and logs a connection without a request that could be answered.
    pub(crate) fn fault(&self, fault: &ConnectionFault) {
        self.metrics.fault(fault.id());
        let id = fault.id();
        match fault {
            ConnectionFault::NotHttp(detail) | ConnectionFault::OtherHost(detail) => {
                tracing::warn!(target: "mock_agency::connection", fault = id, detail);
            }
            ConnectionFault::BrokenOff | ConnectionFault::NoTls | ConnectionFault::PlainHttp => {
                tracing::warn!(target: "mock_agency::connection", fault = id);
            }
            // There may be thousands; `/metrics` says how many.
            ConnectionFault::ClosedForRoom => {
                tracing::debug!(target: "mock_agency::connection", fault = id);
            }
        }
    }
}

/// The request for the page. What Maskinporten is sent and gives is shown by its claims alone.
fn kept(
    label: &'static str,
    request: &ReceivedRequest,
    reply: &Reply,
    reason: Option<String>,
    notes: &Notes,
) -> Kept {
    let token = request.headers.get(AUTHORIZATION);
    let token = token.and_then(|value| value.to_str().ok());
    let body = request.body.as_deref().unwrap_or_default();
    let issued = serde_json::from_slice::<Value>(reply.body()).ok();
    let issued = issued.and_then(|answer| Some(answer["access_token"].as_str()?.to_owned()));
    let answer = if issued.is_some() {
        Bytes::new()
    } else {
        reply.body().clone()
    };
    let signed = [
        (
            "token",
            token.map(|token| token.trim_start_matches("Bearer ").to_owned()),
        ),
        ("grant", assertion(body)),
        ("issued", issued),
    ];
    let media_type = reply.headers().get(CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok());
    Kept {
        label,
        method: request.method.clone(),
        path: request.uri.path().to_owned(),
        query: request.uri.query().unwrap_or_default().to_owned(),
        headers: request.headers.clone(),
        who: notes.client.clone().or_else(|| Some(label.to_owned())),
        signed: signed
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?)))
            .collect(),
        status: reply.status(),
        media_type: media_type.unwrap_or_default().to_owned(),
        answer,
        reason,
        warnings: notes.warnings.iter().map(|one| one.text()).collect(),
    }
}

/// The assertion of a grant's form.
fn assertion(body: &[u8]) -> Option<String> {
    let form = std::str::from_utf8(body).ok()?;
    let assertion = form
        .split('&')
        .find_map(|pair| pair.strip_prefix("assertion="));
    assertion.map(str::to_owned)
}
