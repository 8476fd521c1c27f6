//! Answers of the registers.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use listener::{Reply, text};
use serde_json::Value;

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &Value) -> Reply {
    with_body(status, "application/json", body.to_string().into())
}

/// An XML answer.
pub(crate) fn xml(status: StatusCode, body: String) -> Reply {
    with_body(status, "application/xml; charset=utf-8", body.into())
}

/// An answer of a media type.
pub(crate) fn with_body(status: StatusCode, media_type: &'static str, body: Bytes) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
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
