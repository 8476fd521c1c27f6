//! Why a grant was refused.

use http::StatusCode;
use listener::Reply;
use serde_json::json;
use wire::jose::sign::SignatureAlgorithm;

use crate::reply;

/// A refused grant; the message is what the caller reads in `error_description`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error(
        "the body must be application/x-www-form-urlencoded with grant_type and assertion, each once: {0}"
    )]
    Form(String),
    #[error("grant_type must be urn:ietf:params:oauth:grant-type:jwt-bearer")]
    GrantType,
    #[error("the assertion is not a compact JWS: {0}")]
    Jws(String),
    #[error("the assertion's alg must be RS256, RS384 or RS512")]
    Algorithm,
    #[error("the assertion's header may not have the member {0}")]
    HeaderMember(String),
    #[error("the assertion's typ must be JWT")]
    Type,
    #[error(
        "the assertion's header must name its key by x5c (a list of base64 certificates) or kid: {0}"
    )]
    KeyName(&'static str),
    #[error("no client is registered with the client id in iss")]
    UnknownClient,
    #[error("the client has no key with this kid")]
    UnknownKey,
    #[error("the certificate in x5c is not trusted: {0}")]
    Chain(String),
    #[error("the certificate in x5c is not that of organisation {0}")]
    Organisation(String),
    #[error("the assertion's signature does not verify with {algorithm}", algorithm = .0.name())]
    Signature(SignatureAlgorithm),
    #[error("the claim {claim} {expected}")]
    Claim {
        claim: &'static str,
        expected: String,
    },
    #[error("Invalid assertion: a grant has no claim {0}")]
    UnknownClaim(String),
    #[error("there is no delegation from organisation {0} to the client")]
    Delegation(String),
    #[error("a grant with this jti was used before")]
    Used,
    #[error("the client may not ask for the scope {0}")]
    Scope(String),
    #[error("resource must be a list of strings, each the URL of an API")]
    Resource,
    #[error("too many grants are remembered right now")]
    Overloaded,
    #[error("the token could not be issued")]
    Internal,
}

impl Refusal {
    /// The `error` of RFC 6749 5.2 (and RFC 8707 2 for the resource).
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Form(_) => "invalid_request",
            Self::GrantType => "unsupported_grant_type",
            Self::UnknownClient | Self::UnknownKey | Self::Chain(_) | Self::Organisation(_) => {
                "invalid_client"
            }
            Self::Jws(_)
            | Self::Algorithm
            | Self::HeaderMember(_)
            | Self::Type
            | Self::KeyName(_)
            | Self::Signature(_)
            | Self::Claim { .. }
            | Self::UnknownClaim(_)
            | Self::Delegation(_)
            | Self::Used => "invalid_grant",
            Self::Scope(_) => "invalid_scope",
            Self::Resource => "invalid_target",
            Self::Overloaded => "temporarily_unavailable",
            Self::Internal => "server_error",
        }
    }

    fn status(&self) -> StatusCode {
        match self.code() {
            "temporarily_unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            "server_error" => StatusCode::INTERNAL_SERVER_ERROR,
            _grant_error => StatusCode::BAD_REQUEST,
        }
    }

    /// The answer of the token endpoint.
    pub(crate) fn reply(&self) -> Reply {
        let body = json!({
            "error": self.code(),
            "error_description": self.to_string(),
            "error_uri": "https://www.rfc-editor.org/rfc/rfc7523#section-3.1",
        });
        reply::json(self.status(), &body)
    }
}

/// A claim that is missing or not as it must be.
pub(super) fn claim(claim: &'static str, expected: impl Into<String>) -> Refusal {
    Refusal::Claim {
        claim,
        expected: expected.into(),
    }
}
