//! Answers of the registers.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::Value;

/// A whole answer.
pub type Reply = Response<Bytes>;

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &Value) -> Reply {
    with_body(status, "application/json", body.to_string().into())
}

/// A plain text answer.
pub(crate) fn text(status: StatusCode, body: &str) -> Reply {
    with_body(
        status,
        "text/plain; charset=utf-8",
        Bytes::copy_from_slice(body.as_bytes()),
    )
}

/// An XML answer.
pub(crate) fn xml(status: StatusCode, body: String) -> Reply {
    with_body(status, "application/xml; charset=utf-8", body.into())
}

fn with_body(status: StatusCode, content_type: &'static str, body: Bytes) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

/// The answer to a method that the path does not have.
pub(crate) fn not_allowed(allowed: &'static str) -> Reply {
    let mut reply = text(
        StatusCode::METHOD_NOT_ALLOWED,
        "this path has another method",
    );
    reply
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(allowed));
    reply
}
