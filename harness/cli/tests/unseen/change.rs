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
    /// None, but odd enough for an observation.
    Observed,
    /// None: the change is right, or the documents leave it open.
    Nothing,
}

/// How much the profile declares of the bank's test people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Everything about everybody.
    Full,
    /// Everything about sixteen parties.
    Mid,
    /// Two parties, with what a new profile asks for.
    Mini,
}

/// Changes a request before the bank sees it.
pub(crate) type Ask = fn(&mut Request, &Proxy);

/// Changes an answer before the caller sees it.
pub(crate) type Reply = fn(&Request, &mut Answer, &Proxy);

/// One change to the traffic.
pub(crate) struct Change {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What it breaks, where the profile declares everything.
    pub(crate) weight: Weight,
    /// What can be seen of it with less declared; not said: not tried.
    mid: Option<Weight>,
    mini: Option<Weight>,
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
    /// To both.
    Both(Ask, Reply),
    /// Answers in the bank's place, if it wants to; otherwise the bank's answer is kept in mind.
    Instead(fn(&Request, &Proxy) -> Option<String>),
}

impl Change {
    const fn new(
        name: &'static str,
        weight: Weight,
        cases: &'static [&'static str],
        how: How,
    ) -> Self {
        Self {
            name,
            weight,
            mid: None,
            mini: None,
            cases,
            how,
        }
    }

    /// A change to requests.
    pub(crate) const fn ask(
        name: &'static str,
        weight: Weight,
        cases: &'static [&'static str],
        ask: Ask,
    ) -> Self {
        Self::new(name, weight, cases, How::Ask(ask))
    }

    /// A change to answers.
    pub(crate) const fn reply(
        name: &'static str,
        weight: Weight,
        cases: &'static [&'static str],
        reply: Reply,
    ) -> Self {
        Self::new(name, weight, cases, How::Reply(reply))
    }

    /// A change to requests and to their answers.
    pub(crate) const fn both(
        name: &'static str,
        weight: Weight,
        cases: &'static [&'static str],
        ask: Ask,
        reply: Reply,
    ) -> Self {
        Self::new(name, weight, cases, How::Both(ask, reply))
    }

    /// Answers 200 again with what the bank answered first to a request of the same key.
    pub(crate) const fn cache(
        name: &'static str,
        weight: Weight,
        cases: &'static [&'static str],
        key: fn(&Request, &Proxy) -> Option<String>,
    ) -> Self {
        Self::new(name, weight, cases, How::Instead(key))
    }

    /// What can be seen of it with sixteen parties declared.
    pub(crate) const fn mid(mut self, weight: Weight) -> Self {
        self.mid = Some(weight);
        self
    }

    /// What can be seen of it with two parties of a new profile.
    pub(crate) const fn mini(mut self, weight: Weight) -> Self {
        self.mini = Some(weight);
        self
    }

    /// What is to be found of it with a profile, if it is tried.
    pub(crate) fn weight_with(&self, profile: Profile) -> Option<Weight> {
        match profile {
            Profile::Full => Some(self.weight),
            Profile::Mid => self.mid,
            Profile::Mini => self.mini,
        }
    }
}
