//! From a valid request and a case's changes to the bytes that are sent. Pure but for randomness and the
//! clock, both of which are handed in.

mod baseline;
mod changes;
mod multipart;
mod order;
mod request;
mod token;
mod values;

use thiserror::Error;

use pack::reason::{Reason, ReasonKind};

pub use baseline::{SceneChoice, set_scene, valid_order};
pub use changes::Changes;
pub use order::Attacker;
pub(crate) use request::encode_component;
pub use request::{Draft, Ingredients, Prepared, prepare};
pub use token::IssuedToken;
pub use values::Values;

/// Why a request could not be created.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StimulusError {
    /// The target's profile lacks something the request needs.
    #[error("{}", .0.text())]
    Lacks(Reason),
    /// Signing or encrypting failed.
    #[error("the request could not be created: {0}")]
    Crypto(String),
}

impl StimulusError {
    fn lacks(kind: &ReasonKind) -> Self {
        Self::Lacks(Reason::new(kind))
    }
}

impl From<wire::jose::JoseError> for StimulusError {
    fn from(error: wire::jose::JoseError) -> Self {
        Self::Crypto(error.to_string())
    }
}
