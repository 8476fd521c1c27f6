//! When a request is sent again: after a connection that broke, where the bank limits the rate, and where it failed.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use judge::exchange::{Received, TransportFailure};

/// How often a request is sent again that was limited or at which the bank failed.
const MOST: u32 = 2;

/// The longest pause that a bank may ask for; a longer one is not waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The pause where a bank limits the rate and names none.
const PAUSE: Duration = Duration::from_secs(1);

/// What is known of a request beside its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    /// How often it was sent again already.
    pub(super) attempts: u32,
    /// How often it is sent again after a broken connection.
    pub(super) retries: u32,
    /// Whether it is the valid request, unchanged.
    pub(super) valid: bool,
    /// Whether it may be sent again at all.
    pub(super) repeatable: bool,
}

/// A request that is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// After a pause that concerns this request alone.
    After(Duration),
    /// After a pause in which nothing else is sent either.
    AllAfter(Duration),
}

/// Whether a request is sent again, and after what pause.
pub(super) fn again(
    request: Request,
    outcome: &Result<Received, TransportFailure>,
    now: Timestamp,
) -> Option<Again> {
    if !request.repeatable {
        return None;
    }
    let backoff = Duration::from_millis(100 << request.attempts.min(5));
    let again = request.attempts < MOST;
    match outcome {
        Err(
            TransportFailure::Connect(_)
            | TransportFailure::Interrupted(_)
            | TransportFailure::Incomplete(_)
            | TransportFailure::TimedOut,
        ) => (request.attempts < request.retries).then_some(Again::After(backoff)),
        Ok(received) if again && received.status == 429 => {
            bounded(retry_after(received, now).unwrap_or(PAUSE)).map(Again::AllAfter)
        }
        Ok(received) if again && failed(received.status, request.valid) => {
            bounded(retry_after(received, now).unwrap_or(backoff)).map(Again::After)
        }
        Ok(_)
        | Err(
            TransportFailure::Tls(_) | TransportFailure::Malformed(_) | TransportFailure::OnlyHttp2,
        ) => None,
    }
}

/// Whether a status says that the bank failed for a reason that may pass: a gateway's at any request, every other at the
/// valid one, which a bank has no reason to fail at.
fn failed(status: u16, valid: bool) -> bool {
    matches!(status, 502..=504) || valid && status >= 500
}

fn bounded(pause: Duration) -> Option<Duration> {
    (pause <= LONGEST_PAUSE).then_some(pause)
}

/// The pause that Retry-After names, in seconds or as a date (RFC 9110, 10.2.3).
fn retry_after(received: &Received, now: Timestamp) -> Option<Duration> {
    let value = received.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = rfc2822::parse(value).ok()?.timestamp();
    Some(Duration::try_from(moment.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: Request = Request {
        attempts: 0,
        retries: 1,
        valid: true,
        repeatable: true,
    };

    #[expect(clippy::unnecessary_wraps, reason = "what a sender gives")]
    fn answer(status: u16, retry_after: Option<&str>) -> Result<Received, TransportFailure> {
        let header = |value: &str| ("retry-after".to_owned(), value.as_bytes().to_vec());
        Ok(Received {
            status,
            version: "HTTP/1.1".into(),
            headers: retry_after.map(header).into_iter().collect(),
            body: bytes::Bytes::new(),
            truncated: None,
            codings: judge::exchange::Codings::default(),
        })
    }

    fn ask(request: Request, outcome: &Result<Received, TransportFailure>) -> Option<Again> {
        let now = "2026-11-27T09:00:00Z".parse().expect("a moment");
        again(request, outcome, now)
    }

    #[test]
    fn a_limited_request_waits_as_long_as_it_is_told() {
        for value in ["3", "Fri, 27 Nov 2026 09:00:03 GMT"] {
            let expected = Some(Again::AllAfter(Duration::from_secs(3)));
            assert_eq!(ask(REQUEST, &answer(429, Some(value))), expected, "{value}");
        }
    }

    #[test]
    fn a_pause_of_an_hour_is_not_waited_for() {
        assert_eq!(ask(REQUEST, &answer(429, Some("3600"))), None);
    }

    #[test]
    fn a_request_is_limited_three_times_at_most() {
        let request = Request {
            attempts: MOST,
            ..REQUEST
        };
        assert_eq!(ask(request, &answer(429, Some("1"))), None);
    }

    #[test]
    fn a_failure_at_the_valid_request_is_asked_again() {
        for status in [500, 502, 503, 599] {
            assert!(ask(REQUEST, &answer(status, None)).is_some(), "{status}");
        }
    }

    #[test]
    fn a_failure_at_an_invalid_request_is_its_answer() {
        let request = Request {
            valid: false,
            ..REQUEST
        };
        assert_eq!(ask(request, &answer(500, None)), None);
        assert!(ask(request, &answer(503, None)).is_some());
    }

    #[test]
    fn an_ordinary_answer_is_not_asked_for_again() {
        for status in [200, 400, 403] {
            assert_eq!(ask(REQUEST, &answer(status, None)), None, "{status}");
        }
    }

    #[test]
    fn a_connection_that_broke_is_tried_again_as_often_as_the_options_say() {
        let broken = Err(TransportFailure::Interrupted("reset".into()));
        assert!(ask(REQUEST, &broken).is_some());
        let request = Request {
            attempts: 1,
            ..REQUEST
        };
        assert_eq!(ask(request, &broken), None);
    }

    #[test]
    fn hostile_input_is_sent_once() {
        let request = Request {
            repeatable: false,
            ..REQUEST
        };
        assert_eq!(ask(request, &answer(503, None)), None);
    }
}
