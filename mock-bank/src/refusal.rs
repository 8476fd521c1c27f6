//! What the bank answers when it does not deliver.

mod rule;

use http::StatusCode;
use wire::messages::code;

pub(crate) use rule::Rule;

/// Status and code of a refusal.
/// Source: DSOP Control API V2.0 `OpenAPI` file, error answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// 400 ACC-001: a parameter is invalid, or the service has no access to the endpoint.
    Invalid,
    /// 401 ACC-010: authentication is missing or unusable.
    Unauthenticated,
    /// 403 ACC-011: known, but not authorised for this.
    Forbidden,
    /// 404 ACC-002: nothing is known by that path or account reference.
    NotFound,
    /// 405 ACC-012: another method than GET.
    MethodNotAllowed,
    /// 406 ACC-013: the Accept header asks for what is not offered.
    NotAcceptable,
    /// 429 ACC-022: too many requests.
    TooMany,
    /// 500 ACC-100: a technical error at the bank, e.g. a register that does not answer.
    Technical,
    /// 503 ACC-500: the bank is out of service for a moment.
    Unavailable,
}

impl Class {
    /// The HTTP status.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Invalid => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Technical => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The code for automatic handling, e.g. `ACC-001`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Invalid => code::INVALID_PARAMETERS,
            Self::Unauthenticated => code::NOT_AUTHENTICATED,
            Self::Forbidden => code::NOT_AUTHORISED,
            Self::NotFound => code::NOT_FOUND,
            Self::MethodNotAllowed => code::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => code::NOT_ACCEPTABLE,
            Self::TooMany => code::TOO_MANY_REQUESTS,
            Self::Technical => code::TECHNICAL_ERROR,
            Self::Unavailable => code::INTERNAL_ERROR,
        }
    }
}

/// A refusal: the rule that was broken, and the parameter, claim or register that broke it.
///
/// It never contains tokens, orders, personal data or internal details of the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The rule that was broken.
    pub(crate) rule: Rule,
    /// The parameter, claim or register; empty where the rule is about one thing only.
    pub(crate) about: &'static str,
    /// Status and code; usually those of the rule.
    pub(crate) class: Class,
    /// A further sentence on what was wrong.
    detail: Option<String>,
}

/// The result of a rule: fulfilled, or a reason to refuse.
pub(crate) type Ruling<T = ()> = Result<T, Refusal>;

impl From<Rule> for Refusal {
    fn from(rule: Rule) -> Self {
        rule.broken_by("")
    }
}

impl Rule {
    /// The refusal of what breaks the rule by this parameter, claim or register.
    pub(crate) fn broken_by(self, about: &'static str) -> Refusal {
        Refusal {
            rule: self,
            about,
            class: self.class(),
            detail: None,
        }
    }
}

impl Refusal {
    /// The same with a further sentence on what was wrong.
    pub(crate) fn because(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The same answered with another status and code.
    pub(crate) fn answered_as(self, class: Class) -> Self {
        Self { class, ..self }
    }

    /// Description for people, in English.
    pub(crate) fn message(&self) -> String {
        let sentence = self.rule.english().replace("{}", self.about);
        match &self.detail {
            Some(detail) => format!("{sentence} {detail}"),
            None => sentence,
        }
    }

    /// Description for people, in Norwegian Bokmål.
    pub(crate) fn message_in_norwegian(&self) -> String {
        self.rule.norwegian().replace("{}", self.about)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_parameter() {
        let refusal = Rule::HeaderMissing.broken_by("PartyID");
        assert_eq!(refusal.message(), "The header PartyID is missing.");
    }

    #[test]
    fn a_message_in_norwegian_names_the_parameter() {
        let refusal = Rule::HeaderMissing.broken_by("PartyID");
        assert_eq!(refusal.message_in_norwegian(), "Headeren PartyID mangler.");
    }

    #[test]
    fn a_message_ends_with_the_detail() {
        let refusal = Rule::PartyIdForm
            .broken_by("")
            .because("It has 3 digits where 11 are needed.");
        assert!(
            refusal
                .message()
                .ends_with("It has 3 digits where 11 are needed.")
        );
    }
}
