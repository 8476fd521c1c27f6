//! What a check is: its name, what it verifies, what it looks at and what it needs. Declared by `checks!` beside the
//! function that makes it; nothing else in the harness knows a check by its name.

use std::collections::BTreeSet;
use std::sync::Arc;

use pack::reason::{Reason, ReasonKind};
use pack::sentence::Template;
use wire::messages::Endpoint;
use wire::profile::FieldRow;

use crate::check::account_list::{ListRule, WholeList};
use crate::check::each::{Each, Objects, Rule};
use crate::check::requests::RequestsCheck;
use crate::check::run::{RateLimitCheck, ServerErrorCheck, TimingCheck};
use crate::check::schema::Schemas;
use crate::check::{AnswerCheck, Grounds, Judged, RetrievalCheck, Seen, View};
use crate::finding::{Kind, Observation};

/// What checks are made from, built once for a run.
#[derive(Clone, Debug)]
pub struct Tools {
    /// The compiled schemas of the answers.
    pub schemas: Arc<Schemas>,
    /// The rows of the field delivery tables.
    pub rows: Arc<[FieldRow]>,
    /// Those of them that no mandatory rule holds, by service and API path.
    pub recommended_rows: Arc<BTreeSet<(String, String)>>,
}

/// Makes a check of a retrieval that keeps a state of its own.
pub type Make = fn(&Tools) -> Box<dyn RetrievalCheck>;

/// A check.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The name by which cases call it.
    pub name: &'static str,
    /// What it looks at, and the function that judges it.
    pub input: Input,
    /// What the target needs to have, or to have done, so that there is something to judge.
    pub needs: &'static ReasonKind,
    /// What it verifies: continues "Verifies that".
    pub verifies: Template,
    /// What it can observe.
    pub observations: &'static [Observation],
}

/// What a check looks at.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// The answer to a step of a case, with the answers before it. Judged again from what a record keeps of them.
    Answer(AnswerCheck, Evidence),
    /// One object at a time of a retrieval.
    Each(Objects, Rule),
    /// All pages of Accounts of a retrieval together.
    List(ListRule),
    /// The documents of a retrieval from these endpoints, one after another.
    Documents(&'static [Endpoint], Make),
    /// Every request of a retrieval, also those that failed.
    Requests(RequestsCheck),
    /// The answers of the whole run that limited the rate.
    RateLimits(RateLimitCheck),
    /// The answers of the whole run to valid requests.
    ServerErrors(ServerErrorCheck),
    /// The response times of the whole run.
    Timing(TimingCheck),
}

/// What a check of an answer reads of it, so that judging again knows whether a record has kept enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Status, headers and the members that a record always keeps.
    Kept,
    /// The whole error message.
    Message,
    /// The whole documents of this and the earlier answers.
    Documents,
    /// The content coding of the body as it came.
    Coding,
    /// The body as it came.
    WireForm,
    /// The body as it came, and the digest of its content key.
    ContentKey,
}

/// Declares the checks of a module as `CHECKS`; all of them observe the module's `OBSERVATIONS`.
///
/// ```ignore
/// checks! {
///     "cards-masked": Each(Objects::Cards, masked), NEEDS_CARDS,
///         "card numbers are masked", "kortnumre er maskert";
/// }
/// ```
macro_rules! checks {
    ($($name:literal: $kind:ident($($argument:expr),*), $needs:ident, $en:literal, $nb:literal;)*) => {
        /// The checks of this module.
        pub(crate) const CHECKS: &[$crate::check::Check] = &[$(
            $crate::check::Check {
                name: $name,
                input: $crate::check::Input::$kind($($argument),*),
                needs: &::pack::reason::$needs,
                verifies: ::pack::sentence::Template { en: $en, nb: $nb },
                observations: OBSERVATIONS,
            },
        )*];
    };
}
pub(crate) use checks;

/// A check of a retrieval while the retrieval goes on.
pub struct Running {
    check: &'static Check,
    inner: Box<dyn RetrievalCheck>,
}

impl Running {
    /// Shows one document. Documents come in the order in which they were retrieved.
    pub fn see(&mut self, view: &View<'_>, grounds: &Grounds<'_>) {
        self.inner.see(view, grounds);
    }

    /// Ends the retrieval.
    pub fn conclude(self, grounds: &Grounds<'_>) -> Judged {
        self.check.complete(self.inner.conclude(grounds))
    }
}

impl Check {
    /// The endpoints whose documents a check of a retrieval looks at: of others it says nothing.
    pub fn endpoints(&self) -> &'static [Endpoint] {
        match self.input {
            Input::Each(objects, _) => objects.endpoints(),
            Input::List(_) => &[Endpoint::Accounts],
            Input::Documents(endpoints, _) => endpoints,
            Input::Answer(..)
            | Input::Requests(_)
            | Input::RateLimits(_)
            | Input::ServerErrors(_)
            | Input::Timing(_) => &Endpoint::ALL,
        }
    }

    /// Whether requests that failed are what it judges, rather than a reason why it cannot.
    pub fn counts_failures(&self) -> bool {
        matches!(self.input, Input::Requests(_))
    }

    /// Begins to judge a retrieval by its documents; `None` if the check looks at something else.
    pub fn begin(&'static self, tools: &Tools) -> Option<Running> {
        let inner: Box<dyn RetrievalCheck> = match self.input {
            Input::Each(objects, rule) => Box::new(Each::new(objects, rule)),
            Input::List(rule) => Box::new(WholeList::new(rule)),
            Input::Documents(_, make) => make(tools),
            Input::Answer(..)
            | Input::Requests(_)
            | Input::RateLimits(_)
            | Input::ServerErrors(_)
            | Input::Timing(_) => return None,
        };
        Some(Running { check: self, inner })
    }

    /// Judges an answer; `None` if the check looks at something else.
    pub fn answer(
        &self,
        seen: Seen<'_>,
        earlier: &[Seen<'_>],
        grounds: &Grounds<'_>,
    ) -> Option<Judged> {
        match self.input {
            Input::Answer(judge, _) => Some(self.complete(judge(seen, earlier, grounds))),
            Input::Each(..)
            | Input::List(_)
            | Input::Documents(..)
            | Input::Requests(_)
            | Input::RateLimits(_)
            | Input::ServerErrors(_)
            | Input::Timing(_) => None,
        }
    }

    /// Says what would have been needed, where nothing was judged and the judgement itself does not say it.
    pub fn complete(&self, mut judged: Judged) -> Judged {
        let breached = judged
            .findings
            .iter()
            .any(|finding| finding.kind == Kind::Breach);
        if judged.things == 0 && !breached && judged.missing.is_none() {
            judged.missing = Some(Reason::new(self.needs));
        }
        debug_assert!(
            judged
                .findings
                .iter()
                .all(|found| self.observations.iter().any(|one| one.id == found.id)),
            "{} observes what it does not declare: {judged:?}",
            self.name
        );
        judged
    }
}
