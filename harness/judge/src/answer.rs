//! An answer opened for judging: media type, protection, and the JSON inside; or how far reading got.

mod fault;

use serde_json::Value;
use wire::messages::Operation;

pub use fault::{Fault, Layer, Part, Remark, Unreadable};

/// An answer as the harness could read it. Nothing here says whether it is right.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Media type without parameters, lower case.
    pub media_type: Option<String>,
    /// A member that an object of the document has twice: readers differ in which of the two they take.
    pub repeats: Option<String>,
    /// What the body turned out to be.
    pub content: Content,
}

/// What a body turned out to be.
#[derive(Clone, Debug)]
pub enum Content {
    /// A JSON document that was encrypted to the agency.
    Encrypted {
        /// The JWE protected header.
        header: Value,
        /// The decrypted document.
        document: Value,
        /// The initialization vector, base64url.
        iv: String,
        /// SHA-256 of the content encryption key, base64url, where a check compares keys.
        content_key_digest: Option<String>,
    },
    /// A JSON document in clear.
    Clear {
        /// The document.
        document: Value,
    },
    /// No body.
    Empty,
    /// A body that could not be read.
    Unreadable(Unreadable),
}

impl Answer {
    /// The document, however it was protected.
    pub fn document(&self) -> Option<&Value> {
        match &self.content {
            Content::Encrypted { document, .. } | Content::Clear { document } => Some(document),
            Content::Empty | Content::Unreadable(_) => None,
        }
    }

    /// The code of an error body, by the name that the operation's API has for it.
    pub fn error_code(&self, operation: Operation) -> Option<&str> {
        let [code, _] = error_members(operation);
        self.document()?.get(code)?.as_str()
    }

    /// Where reading the body ended before the document, if it did.
    pub fn unreadable(&self) -> Option<&Unreadable> {
        match &self.content {
            Content::Unreadable(unreadable) => Some(unreadable),
            Content::Encrypted { .. } | Content::Clear { .. } | Content::Empty => None,
        }
    }
}

/// The names of code and message in an error body of the operation's API.
pub fn error_members(operation: Operation) -> [&'static str; 2] {
    match operation {
        Operation::Bank(_) => ["code", "message"],
        Operation::Overview(_) | Operation::Kfr(_) => ["errorCode", "errorMessage"],
    }
}
