//! What the bank answers when it does not deliver.

use http::StatusCode;

/// A refusal: the HTTP status, the `ACC-…` code and a message that says what was wrong.
///
/// The message names the parameter or claim and the reason. It never repeats tokens, orders or
/// personal data, and never tells anything about the inside of the bank.
/// Source: DSOP Control API V2.0 `OpenAPI` file, error answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// HTTP status of the answer.
    pub(crate) status: StatusCode,
    /// Code for automatic handling, e.g. `ACC-001`.
    pub(crate) code: &'static str,
    /// Description for people, in English.
    pub(crate) message: String,
}

/// The result of a rule: fulfilled, or a reason to refuse.
pub(crate) type Ruling<T = ()> = Result<T, Refusal>;

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    /// 400 ACC-001: a parameter is invalid, or the service has no access to the endpoint.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ACC-001", message)
    }

    /// 401 ACC-010: authentication is missing or unusable.
    pub(crate) fn unauthenticated(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "ACC-010", message)
    }

    /// 403 ACC-011: known, but not authorised for this.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "ACC-011", message)
    }

    /// 404 ACC-002: nothing is known by that path or account reference.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "ACC-002", message)
    }

    /// 405 ACC-012: another method than GET.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "ACC-012",
            "The method is not allowed: the endpoints of the Control API answer to GET only.",
        )
    }

    /// 406 ACC-013: the Accept header asks for what is not offered.
    pub(crate) fn not_acceptable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, "ACC-013", message)
    }

    /// 429 with a code that is not the one for it; a defect.
    pub(crate) fn too_many(message: impl Into<String>) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "ACC-001", message)
    }

    /// 500 ACC-100: a technical error at the bank, e.g. a register that does not answer.
    pub(crate) fn technical(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "ACC-100", message)
    }

    /// The body of the answer: `{"code": …, "message": …}`.
    pub(crate) fn body(&self) -> Vec<u8> {
        serde_json::json!({"code": self.code, "message": self.message})
            .to_string()
            .into_bytes()
    }

    /// The same with members that no standard asks for.
    pub(crate) fn body_with_more(&self) -> Vec<u8> {
        serde_json::json!({
            "timestamp": jiff::Timestamp::now().to_string(),
            "status": self.status.as_u16(),
            "code": self.code,
            "message": self.message,
        })
        .to_string()
        .into_bytes()
    }
}
