//! Refusals of the customer overview: `{errorCode, errorMessage, timestamp}`.

use http::StatusCode;
use jiff::Timestamp;
use listener::Reply;
use serde_json::json;

use crate::reply;

/// Why the overview does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No token, or an invalid one.
    Unauthenticated,
    /// A valid token for something else.
    Unauthorised,
    /// `CustomerID` is missing or no number of a customer.
    Customer,
    /// A date is missing or malformed, or the period ends before it begins.
    Period,
    /// `AccountID` is not an account number that is known.
    Account,
    /// Another header is missing, double or malformed.
    Header(&'static str),
}

impl Refusal {
    pub(super) fn reply(self, now: Timestamp) -> Reply {
        let (status, code, message) = match self {
            Self::Unauthenticated => {
                let status = StatusCode::UNAUTHORIZED;
                let body = json!({"statusCode": status.as_u16(), "message": "the access token is missing or invalid"});
                return reply::json(status, &body);
            }
            Self::Unauthorised => (
                StatusCode::FORBIDDEN,
                "ERR-001",
                "the client is not authorised: scope, audience or consumer".to_owned(),
            ),
            Self::Customer => (
                StatusCode::BAD_REQUEST,
                "ERR-002",
                "the header CustomerID must be one fødselsnummer, D-number or organisation number"
                    .to_owned(),
            ),
            Self::Period => (
                StatusCode::BAD_REQUEST,
                "ERR-003",
                "fromDate and toDate must be dates (YYYY-MM-DD) in that order".to_owned(),
            ),
            Self::Account => (
                StatusCode::BAD_REQUEST,
                "ERR-004",
                "the header AccountID must be one known account number of 11 digits".to_owned(),
            ),
            Self::Header(name) => (
                StatusCode::BAD_REQUEST,
                "ERR-002",
                format!(
                    "the header {name} must be sent once, with a value that the service permits"
                ),
            ),
        };
        reply::json(
            status,
            &json!({"errorCode": code, "errorMessage": message, "timestamp": now.to_string()}),
        )
    }
}
