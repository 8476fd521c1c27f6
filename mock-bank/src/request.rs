//! A request as it arrives, and the parts of it that are checked one by one.

pub(crate) mod media;
pub(crate) mod parameters;
pub(crate) mod period;
pub(crate) mod query;
pub(crate) mod route;
pub(crate) mod token;

use http::{HeaderMap, Method, Version};

/// What is read of a request: everything but a body, which a GET does not have.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) version: Version,
    /// Whether the bytes of the head have a pattern that a defect depends on.
    pub(crate) has_pattern: bool,
}
