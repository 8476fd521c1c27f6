//! What a caller may use.

use std::time::Duration;

/// Limits of a listener, its connections and their requests. A caller that exceeds them receives an error or is
/// disconnected.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at a time. When one more arrives, the oldest without a request to answer are closed.
    pub connections: usize,
    /// From the start of a connection, a TLS handshake included, to the end of the first request's head.
    pub first_head: Duration,
    /// From the end of a request to the end of the next one's head.
    pub idle: Duration,
    /// How long one connection may last, however busy it is.
    pub connection: Duration,
    /// Bytes of a request's head on HTTP/1.1, at least 8 KiB; more is answered with 431.
    pub head: usize,
    /// Header lines of a request on HTTP/1.1.
    pub header_lines: usize,
    /// HTTP/2 beside HTTP/1.1, and its own limits.
    pub http2: Option<Http2>,
    /// Bytes of a request's body, where bodies are read.
    pub body: usize,
    /// From the end of a head to the end of the body, where bodies are read.
    pub body_time: Duration,
    /// How long requests under way may take to finish when the listener stops.
    pub shutdown: Duration,
}

/// Limits of HTTP/2.
#[derive(Clone, Copy, Debug)]
pub struct Http2 {
    /// Bytes of a request's headers; more ends the connection.
    pub header_list: u32,
    /// Requests at the same time on one connection.
    pub streams: u32,
}

/// HTTP/1.1 with small bodies. A process usually gets 1,024 file descriptors and may listen in several places.
impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            first_head: Duration::from_secs(20),
            idle: Duration::from_secs(20),
            connection: Duration::from_mins(10),
            head: 32 * 1024,
            header_lines: 100,
            http2: None,
            body: 64 * 1024,
            body_time: Duration::from_secs(10),
            shutdown: Duration::from_millis(500),
        }
    }
}
