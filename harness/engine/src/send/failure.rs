//! What an error of the HTTP library says about the answer.

use std::error::Error;
use std::io;

use judge::exchange::TransportFailure;

/// Which part of the answer was being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum During {
    /// Nothing of the final answer has been read.
    Head,
    /// The head has been read.
    Body,
}

/// The failure that an error of the HTTP library stands for.
pub(super) fn of(error: &(dyn Error + 'static), during: During) -> TransportFailure {
    let words = innermost(error);
    if let Some(error) = source::<hyper::Error>(error) {
        if error.is_timeout() {
            return TransportFailure::TimedOut;
        }
        if error.is_parse() {
            return TransportFailure::Malformed(words);
        }
        let ended = error.is_incomplete_message() || unexpected_end(error);
        if during == During::Body && ended {
            return TransportFailure::Incomplete(words);
        }
    }
    TransportFailure::Interrupted(words)
}

/// Whether the connection was closed, not reset.
fn unexpected_end(error: &(dyn Error + 'static)) -> bool {
    source::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
}

/// The first error of a kind among an error and its sources.
pub(super) fn source<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The words of the innermost source: the outer ones only say that something failed.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(inner) = last.source() {
        last = inner;
    }
    last.to_string()
}
