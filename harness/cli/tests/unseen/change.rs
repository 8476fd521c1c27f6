//! One change to the traffic.

use crate::message::{Answer, Request};
use crate::proxy::Proxy;

/// How heavy the rule is that a change breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// A MUST: the bank behind the proxy is not conformant.
    Must,
    /// A SHOULD: a warning.
    Should,
    /// None: the change is right, or the documents leave it open.
    Nothing,
}

/// Changes a request before the bank sees it.
pub(crate) type Ask = fn(&mut Request, &Proxy);

/// Changes an answer before the caller sees it.
pub(crate) type Reply = fn(&Request, &mut Answer, &Proxy);

/// One change to the traffic.
pub(crate) struct Change {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What it breaks.
    pub(crate) weight: Weight,
    /// Patterns over the cases that can tell.
    pub(crate) cases: &'static [&'static str],
    /// What it does.
    pub(crate) how: How,
}

/// What a change does.
#[derive(Clone, Copy)]
pub(crate) enum How {
    /// To the request.
    Ask(Ask),
    /// To the answer.
    Reply(Reply),
    /// Answers in the bank's place, if it wants to; otherwise the bank's answer is kept in mind.
    Instead(fn(&Request, &Proxy) -> Option<String>),
}

impl Change {
    /// A change to requests.
    pub(crate) const fn ask(
        name: &'static str,
        weight: Weight,
        cases: &'static [&'static str],
        ask: Ask,
    ) -> Self {
        Self {
            name,
            weight,
            cases,
            how: How::Ask(ask),
        }
    }

    /// A change to answers.
    pub(crate) const fn reply(
        name: &'static str,
        weight: Weight,
        cases: &'static [&'static str],
        reply: Reply,
    ) -> Self {
        Self {
            name,
            weight,
            cases,
            how: How::Reply(reply),
        }
    }

    /// Answers 200 again with what the bank answered first to a request of the same key.
    pub(crate) const fn cache(
        name: &'static str,
        weight: Weight,
        cases: &'static [&'static str],
        key: fn(&Request, &Proxy) -> Option<String>,
    ) -> Self {
        Self {
            name,
            weight,
            cases,
            how: How::Instead(key),
        }
    }
}
