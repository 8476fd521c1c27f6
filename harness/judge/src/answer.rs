//! An answer opened for judging: media type, protection, and the JSON inside.

use serde_json::Value;

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

/// Why a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Longer than the harness reads.
    TooLong,
    /// Neither JSON nor a JWE compact serialization; the text says where reading stopped.
    Malformed(String),
    /// A JWE that the gate refuses, or that does not decrypt with the agency's key.
    Undecryptable(String),
}

impl Answer {
    /// The document, however it was protected.
    pub fn document(&self) -> Option<&Value> {
        match &self.content {
            Content::Encrypted { document, .. } | Content::Clear { document } => Some(document),
            Content::Empty | Content::Unreadable(_) => None,
        }
    }

    /// The `code` of an error body.
    pub fn error_code(&self) -> Option<&str> {
        self.document()?.get("code")?.as_str()
    }
}
