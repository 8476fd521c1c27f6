//! Refusals of the customer overview: `{errorCode, errorMessage, timestamp}`, but for 401 of accountServicingProvider.

use http::{HeaderValue, StatusCode, header::ALLOW};
use jiff::Timestamp;
use listener::Reply;
use serde_json::json;
use wire::messages::OverviewEndpoint;

use super::behaviour::OverviewBehaviour;
use super::behaviour::OverviewDefect as Defect;
use super::behaviour::OverviewVariant as Variant;
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
    /// More than the service may ask for.
    Beyond,
    /// `onlyPrimaryOwner` is neither true nor false.
    OwnerFlag,
    /// `AccountID` is not an account number.
    Account,
    /// Nobody knows the account.
    UnknownAccount,
    /// Another header is missing, double or malformed.
    Header(&'static str),
    /// Nobody knows the customer.
    NotFound,
    /// Another method than GET.
    Method,
    /// Accept leaves JSON out.
    NotAcceptable,
    /// KAR does not answer.
    Kar,
}

/// What a refusal is made of beside its reason.
#[derive(Clone, Copy)]
pub(super) struct Circumstances<'a> {
    pub(super) endpoint: OverviewEndpoint,
    pub(super) now: Timestamp,
    pub(super) behaviour: OverviewBehaviour,
    pub(super) customer: &'a str,
    pub(super) token: &'a str,
}

impl Refusal {
    pub(super) fn reply(self, of: Circumstances<'_>) -> Reply {
        let (status, code, message) = self.words(of.behaviour);
        if status == StatusCode::UNAUTHORIZED && has_other_body(of) {
            let body = json!({"statusCode": status.as_u16(), "message": message});
            return reply::json(status, &body);
        }
        let mut body =
            json!({"errorCode": code, "errorMessage": message, "timestamp": of.now.to_string()});
        let members = body.as_object_mut().expect("it was written as an object");
        if of.behaviour.has(Defect::ErrorsWithoutTimestamp) {
            members.remove("timestamp");
        }
        if of.behaviour.has(Defect::ErrorsWithoutMessage) {
            members.remove("errorMessage");
        }
        if of.behaviour.has(Defect::NumberRepeated) {
            members.insert("customer".to_owned(), json!(of.customer));
        }
        if of.behaviour.has(Defect::TokenRepeated) {
            members.insert("token".to_owned(), json!(of.token));
        }
        let mut reply = reply::json(status, &body);
        if self == Self::Method {
            let headers = reply.headers_mut();
            headers.insert(ALLOW, HeaderValue::from_static("GET"));
        }
        reply
    }

    fn words(self, behaviour: OverviewBehaviour) -> (StatusCode, &'static str, String) {
        let bad = StatusCode::BAD_REQUEST;
        let plain = |status, code, text: &str| (status, code, text.to_owned());
        match self {
            Self::Unauthenticated if behaviour.is(Variant::TokensForbidden) => plain(
                StatusCode::FORBIDDEN,
                "ERR-001",
                "the access token is missing or invalid",
            ),
            Self::Unauthenticated => plain(
                StatusCode::UNAUTHORIZED,
                "ERR-001",
                "the access token is missing or invalid",
            ),
            Self::Unauthorised => plain(
                StatusCode::FORBIDDEN,
                "ERR-001",
                "the client is not authorised: scope, audience or consumer",
            ),
            Self::Customer => plain(
                bad,
                "ERR-002",
                "the header CustomerID must be one fødselsnummer, D-number or organisation number",
            ),
            Self::Period if behaviour.has(Defect::PeriodAsCustomer) => plain(
                bad,
                "ERR-002",
                "fromDate and toDate must be dates (YYYY-MM-DD) in that order",
            ),
            Self::Period => plain(
                bad,
                "ERR-003",
                "fromDate and toDate must be dates (YYYY-MM-DD) in that order",
            ),
            Self::Beyond if behaviour.is(Variant::LimitsForbidden) => plain(
                StatusCode::FORBIDDEN,
                "ERR-001",
                "the service may not ask for this",
            ),
            Self::Beyond => plain(bad, "ERR-003", "the service may not ask for this"),
            Self::OwnerFlag => plain(bad, "ERR-003", "onlyPrimaryOwner must be true or false"),
            Self::Account => plain(
                bad,
                "ERR-004",
                "the header AccountID must be one account number of 11 digits",
            ),
            Self::UnknownAccount if behaviour.is(Variant::UnknownAccountNotFound) => {
                plain(StatusCode::NOT_FOUND, "ERR-004", "nobody knows the account")
            }
            Self::UnknownAccount => plain(bad, "ERR-004", "nobody knows the account"),
            Self::Header(name) => (
                bad,
                "ERR-002",
                format!(
                    "the header {name} must be sent once, with a value that the service permits"
                ),
            ),
            Self::NotFound => plain(
                StatusCode::NOT_FOUND,
                "ERR-002",
                "nobody knows the customer",
            ),
            Self::Method => plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "ERR-405",
                "this path has the method GET alone",
            ),
            Self::NotAcceptable => plain(
                StatusCode::NOT_ACCEPTABLE,
                "ERR-406",
                "the answer is application/json",
            ),
            Self::Kar if behaviour.has(Defect::KarTroubleAsInternal) => plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "ERR-500",
                "KAR does not answer",
            ),
            Self::Kar => plain(
                StatusCode::GATEWAY_TIMEOUT,
                "ERR-504",
                "KAR does not answer",
            ),
        }
    }
}

/// Whether 401 has the body that the documents give for accountServicingProvider.
fn has_other_body(of: Circumstances<'_>) -> bool {
    match of.endpoint {
        OverviewEndpoint::CustomerRelationships => {
            of.behaviour.has(Defect::OtherBodyForRelationships)
        }
        OverviewEndpoint::AccountServicingProvider => {
            !of.behaviour.has(Defect::OtherBodyForProvider)
        }
    }
}
