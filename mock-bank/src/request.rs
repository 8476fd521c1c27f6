//! A request as it arrives, and the parts of it that are judged one by one.

pub(crate) mod media;
pub(crate) mod parameters;
pub(crate) mod period;
pub(crate) mod query;
pub(crate) mod route;
pub(crate) mod token;

use http::{HeaderMap, Method, Version};

/// What is read of a request: everything but its body, which a GET has none of.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) version: Version,
    /// Whether the head has something that only its bytes show; looked for by defects alone.
    pub(crate) is_odd: bool,
}
