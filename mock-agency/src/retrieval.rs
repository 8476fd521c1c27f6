//! The agency's client: a whole retrieval from one bank, in small steps that each do one thing.
//!
//! [`Retriever::retrieve`] gets a token, asks for the accounts (step 2a) and then for what belongs to each of them
//! (step 2b), follows the pages, and opens the answers. What fails for one account does not keep it from the others.

mod answer;
mod broken;
mod call;
mod client;
mod identity;
mod inquiry;
mod order;
mod outcome;
pub(crate) mod paging;
mod person;
mod request;
mod retriever;
mod retry;
mod step_one;
mod tokens;
mod unverified;

pub use answer::{AnswerError, open};
pub use client::{AgencyClient, AgencyClientError, Banks};
pub use identity::{AgencyIdentity, Bank, IdentityError, OrderSigner, http_client};
pub use inquiry::{Inquiry, InquiryError, default_period};
pub use outcome::{AccountRetrieval, NotCalled, Problem, Retrieval, Step};
pub use paging::PagingError;
pub use person::{PersonError, date_of_death};
pub use retriever::Retriever;
pub use retry::RetryPolicy;
pub use step_one::StepOneError;
