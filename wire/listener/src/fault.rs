//! Connections and requests that never reach whoever answers.

/// Why a connection had no request, or no further one, that could be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionFault {
    /// What arrived is not HTTP, or exceeds the limits of a head; it was answered with 400, 414 or 431.
    NotHttp(String),
    /// The caller disconnected within a request.
    BrokenOff,
    /// No TLS was agreed upon.
    NoTls,
    /// Plain HTTP on a port that speaks TLS: whatever the request carried was readable on the way. It was answered
    /// with 400.
    PlainHttp,
    /// A request for another host than the ones served here, with its name (empty where it has none); it was
    /// answered with 421, or 400 where there is no name.
    OtherHost(String),
    /// It had no request under way and was closed because too many others arrived.
    ClosedForRoom,
}

impl ConnectionFault {
    /// A stable name.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotHttp(_) => "not-http",
            Self::BrokenOff => "broken-off",
            Self::NoTls => "no-tls",
            Self::PlainHttp => "plain-http",
            Self::OtherHost(_) => "other-host",
            Self::ClosedForRoom => "closed-for-room",
        }
    }
}
