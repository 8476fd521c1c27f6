//! What a retrieval brought.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;
use wire::messages::Endpoint;

use super::answer::AnswerError;
use super::paging::PagingError;

/// A whole retrieval from one bank.
#[derive(Clone, Debug, Serialize)]
pub struct Retrieval {
    /// Id of the service.
    pub service: String,
    /// Organisation number of the bank.
    pub bank: String,
    /// The bank's base URL.
    pub base_url: String,
    /// Number of the control object.
    pub party: String,
    /// `AccountInfoRequestID`.
    pub case: Uuid,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub to: Date,
    /// What was asked in `OnlyPrimaryOwner`.
    pub only_primary_owner: bool,
    /// Step 2a.
    pub accounts: Step,
    /// Step 2b, in the order of the account list.
    pub account_data: Vec<AccountRetrieval>,
}

impl Retrieval {
    /// Whether everything that was asked for came.
    pub fn is_complete(&self) -> bool {
        self.problems().next().is_none()
    }

    /// Everything that went wrong: the account's reference (none for the account list), the endpoint, the problem.
    pub fn problems(&self) -> impl Iterator<Item = (Option<&str>, Endpoint, &Problem)> {
        let list = self
            .accounts
            .problem()
            .map(|problem| (None, Endpoint::Accounts, problem));
        let data = self.account_data.iter().flat_map(|account| {
            account.steps.iter().filter_map(|(endpoint, step)| {
                step.problem()
                    .map(|problem| (account.reference.as_deref(), *endpoint, problem))
            })
        });
        list.into_iter().chain(data)
    }
}

/// What belongs to one account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountRetrieval {
    /// `accountReference`; none when the bank gave none.
    pub reference: Option<String>,
    /// `accountIdentifier`.
    pub identifier: Option<String>,
    /// What came from each endpoint of the service.
    pub steps: BTreeMap<Endpoint, Step>,
}

/// The outcome of one endpoint.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Step {
    /// All of it.
    Delivered {
        /// The document; of several pages one, put together.
        document: Value,
        /// How many pages it came in.
        pages: usize,
    },
    /// The first pages only.
    Cut {
        /// What came.
        document: Value,
        /// How many pages it came in.
        pages: usize,
        /// Why there is no more.
        problem: Problem,
    },
    /// Nothing.
    Failed {
        /// Why.
        problem: Problem,
    },
    /// It was not asked for.
    NotCalled {
        /// Why.
        reason: NotCalled,
    },
}

impl Step {
    /// What went wrong, if anything did.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Cut { problem, .. } | Self::Failed { problem } => Some(problem),
            Self::Delivered { .. } | Self::NotCalled { .. } => None,
        }
    }

    /// What came, all or part.
    pub fn document(&self) -> Option<&Value> {
        match self {
            Self::Delivered { document, .. } | Self::Cut { document, .. } => Some(document),
            Self::Failed { .. } | Self::NotCalled { .. } => None,
        }
    }
}

/// Why an endpoint was not called for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotCalled {
    /// The bank said that it delivers nothing for this account.
    DataNotDelivered,
    /// The bank gave no reference that could be put in an address.
    NoReference,
    /// The case does not ask for it; an order's flag for it is false.
    NotAskedFor,
    /// The account was in the list before.
    Repeated,
}

/// What went wrong with a call.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Problem {
    /// There is no token for the bank.
    #[error("no access token: {0}")]
    Token(String),
    /// The request could not be made.
    #[error("the request could not be made: {0}")]
    Request(String),
    /// The bank did not answer, or not to the end.
    #[error("the bank could not be reached: {0}")]
    Unreachable(String),
    /// The bank refused.
    #[error("the bank refused with {status} {}: {}", code.as_deref().unwrap_or("without a code"), message.as_deref().unwrap_or("no message"))]
    Refused {
        /// HTTP status.
        status: u16,
        /// `code` of the answer.
        code: Option<String>,
        /// `message` of the answer.
        message: Option<String>,
    },
    /// The answer could not be opened.
    #[error("the answer cannot be used: {0}")]
    Answer(#[from] AnswerError),
    /// The next page could not be found.
    #[error(transparent)]
    Paging(#[from] PagingError),
}

impl Problem {
    /// The status of a refusal; 0 where there was no answer.
    pub(super) fn status(&self) -> u16 {
        match self {
            Self::Refused { status, .. } => *status,
            Self::Token(_)
            | Self::Request(_)
            | Self::Unreachable(_)
            | Self::Answer(_)
            | Self::Paging(_) => 0,
        }
    }
}

impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entry = serde_json::Map::new();
        entry.insert("text".to_owned(), self.to_string().into());
        if let Self::Refused {
            status,
            code,
            message,
        } = self
        {
            entry.insert("status".to_owned(), (*status).into());
            entry.insert("code".to_owned(), code.clone().into());
            entry.insert("message".to_owned(), message.clone().into());
        }
        entry.serialize(serializer)
    }
}
