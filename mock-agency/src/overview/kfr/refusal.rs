//! Refusals of KFR: codes of its own for writing, the customer overview's for reading.

use http::StatusCode;
use http::header::ALLOW;
use listener::Reply;
use serde_json::json;

use super::{Asked, Defect, Variant, allow};
use crate::reply;

/// Why KFR does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No token, or an invalid one.
    Unauthenticated,
    /// A valid token for something else.
    NoAccess,
    /// The institution is not the caller.
    OtherInstitution,
    /// A header or a part is missing or malformed.
    Request,
    /// No number of a customer.
    Customer,
    /// Another type than the one there is.
    Type,
    /// A day in another form.
    Day,
    /// The period asked about is none.
    Period,
    /// The customer is not there.
    NotFound,
    /// Another method than these.
    Method(&'static str),
    /// A batch above the limit.
    TooLarge,
    /// It could not be kept.
    Internal,
}

impl Refusal {
    pub(super) fn reply(self, read: bool, asked: &Asked<'_>) -> Reply {
        let (mut status, write_code, message) = self.words();
        if self == Self::NoAccess && asked.behaviour.is(Variant::KfrScopeUnauthenticated) {
            status = StatusCode::UNAUTHORIZED;
        }
        let code = match self {
            _ if !read => write_code,
            Self::Customer => "ERR-002",
            Self::Period => "ERR-003",
            Self::Method(_) => "ERR-405",
            Self::Internal => "ERR-500",
            Self::Unauthenticated
            | Self::NoAccess
            | Self::OtherInstitution
            | Self::Request
            | Self::Type
            | Self::Day
            | Self::NotFound
            | Self::TooLarge => "ERR-001",
        };
        let mut body = json!({"errorCode": code, "errorMessage": message});
        if !asked.behaviour.has(Defect::KfrErrorsWithoutTimestamp) {
            body["timestamp"] = json!(asked.request.received.to_string());
        }
        let mut reply = reply::json(status, &body);
        if let Self::Method(methods) = self {
            reply.headers_mut().insert(ALLOW, allow(methods));
        }
        reply
    }

    /// Status, code of the write operations, and message.
    fn words(self) -> (StatusCode, &'static str, &'static str) {
        let bad = StatusCode::BAD_REQUEST;
        match self {
            Self::Unauthenticated => (
                StatusCode::UNAUTHORIZED,
                "KFR-001",
                "the access token is missing or invalid",
            ),
            Self::NoAccess => (
                StatusCode::FORBIDDEN,
                "KFR-002",
                "the token is for another scope or audience",
            ),
            Self::OtherInstitution => (
                StatusCode::FORBIDDEN,
                "KFR-003",
                "the institution of the path is not the consumer of the token",
            ),
            Self::Request => (
                bad,
                "KFR-004",
                "the institution must be an organisation number, CorrelationID a UUID, and a batch \
                 multipart/form-data with customer_type and a file customers",
            ),
            Self::Customer => (
                bad,
                "KFR-005",
                "a customer is one fødselsnummer, D-number or organisation number",
            ),
            Self::Type => (bad, "KFR-009", "the type of a relationship is DSOPBANK"),
            Self::Day => (
                bad,
                "KFR-010",
                "the start of a relationship is a day YYYY-MM-DD",
            ),
            Self::Period => (
                bad,
                "KFR-004",
                "fromDate and toDate must be dates (YYYY-MM-DD) in that order",
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "KFR-008",
                "the institution has no such customer",
            ),
            Self::Method(_) => (
                StatusCode::METHOD_NOT_ALLOWED,
                "KFR-405",
                "this path has another method",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "KFR-004",
                "a batch has at most 10 MB",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "KFR-007",
                "the change could not be kept",
            ),
        }
    }
}
