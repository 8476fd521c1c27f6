//! What an operator asks the registers: `/health`, `/ready` and `/metrics`, and one log line per request.

use std::sync::atomic::{AtomicBool, Ordering};

use http::{Method, StatusCode};
use listener::metrics::{Metrics, Names};
use listener::{ConnectionFault, ReceivedRequest, Reply};
use serde_json::{Value, json};

use crate::journal::{Notes, Register};
use crate::reply;

/// Longest reason in a log line, in characters.
const LONGEST_REASON: usize = 300;

/// The operator's side of the registers.
pub(crate) struct Operations {
    ready: AtomicBool,
    metrics: Metrics,
}

impl Default for Operations {
    fn default() -> Self {
        Self {
            ready: AtomicBool::default(),
            metrics: Metrics::new(Names {
                prefix: "mock_agency",
                label: "register",
            }),
        }
    }
}

impl Operations {
    /// Whether the world file is written and the registers answer.
    pub(crate) fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
    }

    /// The answer to an operator's request; nothing for any other path.
    pub(crate) fn answer(&self, request: &ReceivedRequest) -> Option<Reply> {
        let answer: fn(&Self) -> Reply = match request.uri.path() {
            "/health" => |_| reply::json(StatusCode::OK, &json!({"status": "ok"})),
            "/ready" => Self::readiness,
            "/metrics" => |operations| {
                let text = operations.metrics.text().into();
                reply::with_body(StatusCode::OK, Metrics::MEDIA_TYPE, text)
            },
            _register => return None,
        };
        Some(if request.method == Method::GET {
            answer(self)
        } else {
            reply::not_allowed("GET")
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
        tracing::info!(
            target: "mock_agency::request",
            register,
            method = %request.method,
            path = request.uri.path(),
            status = reply.status().as_u16(),
            milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            client = notes.client,
            reason = reason(reply),
        );
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

/// Why a request was refused, in the words of the answer.
fn reason(reply: &Reply) -> Option<String> {
    if !reply.status().is_client_error() && !reply.status().is_server_error() {
        return None;
    }
    let body = serde_json::from_slice::<Value>(reply.body()).unwrap_or_default();
    let members = ["error_description", "errorMessage", "message", "melding"];
    let described = members.iter().find_map(|member| body[member].as_str());
    let text = match described {
        Some(text) => text.to_owned(),
        None => String::from_utf8_lossy(reply.body()).into_owned(),
    };
    Some(text.chars().take(LONGEST_REASON).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_a_refusal_is_its_description() {
        let refusal = reply::json(
            StatusCode::BAD_REQUEST,
            &json!({"error": "invalid_grant", "error_description": "the claim exp is missing"}),
        );
        assert_eq!(reason(&refusal).unwrap(), "the claim exp is missing");
    }

    #[test]
    fn a_good_answer_has_no_reason() {
        assert_eq!(
            reason(&reply::json(StatusCode::OK, &json!({"message": "x"}))),
            None
        );
    }
}
