//! Which registers misbehave, and how, on an operator's demand.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;
use listener::disturbance::{Disturbance, Disturbed};
use listener::{Reply, text};
use serde_json::{Value, json};

use crate::journal::Register;
use crate::overview::{OverviewBehaviour, OverviewDefect, OverviewVariant};
use crate::reply;

/// How long a register that is slow takes.
const SLOW: Duration = Duration::from_secs(10);

/// What a register does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Out of service.
    Down,
    /// Refuses whoever asks.
    Refuse,
    /// Knows nothing by that name.
    Unknown,
    /// Answers after [`SLOW`].
    Slow,
    /// Answers with a body that is nothing.
    Garbage,
    /// Tokens or certificates that have expired.
    Expire,
    /// Keys under other ids than before.
    Rotate,
    /// A defect or variant of the customer overview.
    Overview(OverviewBehaviour),
}

const EVERYWHERE: [(&str, Action, &str); 5] = [
    ("down", Action::Down, "answers 503"),
    (
        "refuse",
        Action::Refuse,
        "answers 403, Maskinporten 401 invalid_client",
    ),
    ("unknown", Action::Unknown, "answers 404"),
    ("slow", Action::Slow, "answers after 10 seconds"),
    (
        "garbage",
        Action::Garbage,
        "answers 200 with a body that is neither JSON nor XML",
    ),
];

const SOMEWHERE: [(Register, &str, Action, &str); 4] = [
    (
        Register::Maskinporten,
        "expire",
        Action::Expire,
        "issues tokens that have expired",
    ),
    (
        Register::Maskinporten,
        "rotate",
        Action::Rotate,
        "signs with a key of another kid and publishes that alone",
    ),
    (
        Register::Police,
        "rotate",
        Action::Rotate,
        "publishes its keys under other kids",
    ),
    (
        Register::CertPubPublisher,
        "expire",
        Action::Expire,
        "publishes certificates that have expired",
    ),
];

/// Names of all misbehaviours, `REGISTER-ACTION`, and what each does.
pub fn misbehaviours() -> Vec<(String, &'static str)> {
    let named = |register: Register, action: &str| format!("{}-{action}", register.id());
    let everywhere = Register::ALL
        .into_iter()
        .flat_map(|register| EVERYWHERE.map(|(action, _, what)| (named(register, action), what)));
    let somewhere = SOMEWHERE.map(|(register, action, _, what)| (named(register, action), what));
    let overview = overview_behaviours()
        .map(|(name, what, _)| (named(Register::CustomerOverview, name), what));
    everywhere.chain(somewhere).chain(overview).collect()
}

fn overview_behaviours() -> impl Iterator<Item = (&'static str, &'static str, OverviewBehaviour)> {
    let defects = OverviewDefect::ALL.iter();
    let defects = defects.map(|one| (one.name(), one.text(), OverviewBehaviour::with_defect(*one)));
    let variants = OverviewVariant::ALL.iter();
    let variants = variants.map(|one| {
        (
            one.name(),
            one.text(),
            OverviewBehaviour::with_variant(*one),
        )
    });
    defects.chain(variants)
}

fn find(name: &str) -> Option<(Register, Action)> {
    let register = Register::ALL.into_iter().find(|register| {
        let rest = name.strip_prefix(register.id());
        rest.is_some_and(|rest| rest.starts_with('-'))
    })?;
    let wanted = &name[register.id().len() + 1..];
    let mut everywhere = EVERYWHERE
        .iter()
        .map(|(action, does, _)| (register, *action, *does));
    let mut somewhere = SOMEWHERE
        .iter()
        .map(|(of, action, does, _)| (*of, *action, *does));
    let is_it = |(of, action, _): &(Register, &str, Action)| *of == register && *action == wanted;
    let found = everywhere.find(is_it).or_else(|| somewhere.find(is_it));
    let of_overview = || {
        let mut all = overview_behaviours().filter(|_| register == Register::CustomerOverview);
        let (_, _, behaviour) = all.find(|(name, ..)| *name == wanted)?;
        Some((register, Action::Overview(behaviour)))
    };
    found
        .map(|(register, _, does)| (register, does))
        .or_else(of_overview)
}

/// What an operator asked for.
#[derive(Debug, Default)]
pub(super) struct Misbehaviours(Mutex<Option<Asked>>);

#[derive(Debug)]
struct Asked {
    names: Vec<String>,
    actions: Vec<(Register, Action)>,
    disturbance: Disturbance,
    /// The register that latency and failures are limited to.
    disturbed: Option<Register>,
    /// The party whose requests it is about; everybody's if not said.
    party: Option<String>,
    /// How many of the requests that it is about; all if not said.
    requests: Option<u64>,
}

/// What one request to a register meets.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Met {
    action: Option<Action>,
    disturbed: Disturbed,
}

impl Met {
    /// How much later it is answered.
    pub(crate) fn latency(self) -> Duration {
        let slow = if self.action == Some(Action::Slow) {
            SLOW
        } else {
            Duration::ZERO
        };
        self.disturbed.latency + slow
    }

    /// Whether the register does this.
    pub(crate) fn is(self, action: Action) -> bool {
        self.action == Some(action)
    }

    /// How the customer overview behaves.
    pub(crate) fn overview(self) -> Option<OverviewBehaviour> {
        match self.action? {
            Action::Overview(behaviour) => Some(behaviour),
            Action::Down
            | Action::Refuse
            | Action::Unknown
            | Action::Slow
            | Action::Garbage
            | Action::Expire
            | Action::Rotate => None,
        }
    }

    /// The answer in place of the register's own.
    pub(crate) fn reply(self, register: Register) -> Option<Reply> {
        const WHY: &str = "the operator asked for this answer";
        if self.disturbed.fails {
            return Some(text(StatusCode::SERVICE_UNAVAILABLE, WHY));
        }
        match self.action? {
            Action::Down => Some(text(StatusCode::SERVICE_UNAVAILABLE, WHY)),
            Action::Refuse if register == Register::Maskinporten => Some(reply::json(
                StatusCode::UNAUTHORIZED,
                &json!({"error": "invalid_client", "error_description": WHY}),
            )),
            Action::Refuse => Some(text(StatusCode::FORBIDDEN, WHY)),
            Action::Unknown => Some(text(StatusCode::NOT_FOUND, WHY)),
            Action::Garbage => Some(reply::with_body(
                StatusCode::OK,
                "application/json",
                "<<< garbage".into(),
            )),
            Action::Slow | Action::Expire | Action::Rotate | Action::Overview(_) => None,
        }
    }
}

impl Misbehaviours {
    fn asked(&self) -> MutexGuard<'_, Option<Asked>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to misbehave as a query says: `name`, `latency`, `failure-rate`, `register`,
    /// `party`, `requests`.
    pub(super) fn ask(&self, query: &str) -> Result<(), String> {
        *self.asked() = Some(Asked::read(query)?);
        Ok(())
    }

    /// Behaves as usual again.
    pub(super) fn end(&self) {
        *self.asked() = None;
    }

    pub(super) fn json(&self) -> Value {
        match &*self.asked() {
            Some(asked) => json!({
                "behaviours": asked.names,
                "disturbance": asked.disturbance.json(),
                "register": asked.disturbed.map(Register::id),
                "party": asked.party,
                "requests": asked.requests,
            }),
            None => json!({"behaviours": [], "requests": null}),
        }
    }

    /// What a request to this register about whoever `is_about` knows meets, which counts.
    pub(super) fn meet(&self, register: Register, is_about: impl Fn(&str) -> bool) -> Met {
        let mut asked = self.asked();
        let Some(one) = asked.as_mut() else {
            return Met::default();
        };
        if one.party.as_deref().is_some_and(|party| !is_about(party)) {
            return Met::default();
        }
        let action = one.actions.iter().find(|(of, _)| *of == register);
        let is_disturbed =
            !one.disturbance.is_none() && one.disturbed.is_none_or(|of| of == register);
        if action.is_none() && !is_disturbed {
            return Met::default();
        }
        let met = Met {
            action: action.map(|(_, action)| *action),
            disturbed: if is_disturbed {
                one.disturbance.meet()
            } else {
                Disturbed::default()
            },
        };
        if let Some(left) = &mut one.requests {
            *left -= 1;
            if *left == 0 {
                *asked = None;
            }
        }
        met
    }
}

impl Asked {
    fn read(query: &str) -> Result<Self, String> {
        let mut asked = Self {
            names: Vec::new(),
            actions: Vec::new(),
            disturbance: Disturbance::default(),
            disturbed: None,
            party: None,
            requests: None,
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("name", name)) => {
                    let action = find(name);
                    asked.actions.push(action.ok_or_else(|| format!("there is no behaviour `{name}`; mock-agency --list-behaviours prints all"))?);
                    asked.names.push(name.to_owned());
                }
                Some(("register", id)) => {
                    let found = Register::ALL
                        .into_iter()
                        .find(|register| register.id() == id);
                    let known = Register::ALL.map(Register::id).join(", ");
                    asked.disturbed = Some(found.ok_or_else(|| {
                        format!("there is no register `{id}`; there are {known}")
                    })?);
                }
                Some(("party", number)) => asked.party = Some(number.to_owned()),
                Some(("requests", number)) => {
                    let number = number.parse().ok().filter(|number| *number > 0);
                    asked.requests = Some(number.ok_or("requests is a number above 0")?);
                }
                Some((key, value)) if asked.disturbance.read(key, value)? => {}
                _ => {
                    return Err(format!(
                        "`{pair}` is none of name=…, latency=…, failure-rate=…, register=…, party=… and requests=…"
                    ));
                }
            }
        }
        if asked.actions.is_empty() && asked.disturbance.is_none() {
            return Err("give name=…, latency=… or failure-rate=…".to_owned());
        }
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_again() {
        for (name, _) in misbehaviours() {
            assert!(find(&name).is_some(), "{name}");
        }
        assert!(find("freg-rotate").is_none() && find("freg").is_none() && find("").is_none());
    }

    #[test]
    fn only_requests_to_the_register_that_is_named_count() {
        let asked = Misbehaviours::default();
        asked.ask("name=freg-down&requests=1").unwrap();
        let is_down = |register| asked.meet(register, |_| false).is(Action::Down);
        let met = [Register::Maskinporten, Register::Freg, Register::Freg].map(is_down);
        assert_eq!(met, [false, true, false]);
    }

    #[test]
    fn only_requests_about_the_party_that_is_named_count() {
        let asked = Misbehaviours::default();
        asked.ask("name=freg-down&party=1&requests=1").unwrap();
        let is_down = |number| {
            asked
                .meet(Register::Freg, |party| party == number)
                .is(Action::Down)
        };
        assert_eq!(["2", "1", "1"].map(is_down), [false, true, false]);
    }

    #[test]
    fn a_query_with_an_unknown_word_is_refused() {
        for query in [
            "",
            "name=freg-dwn",
            "register=x&latency=1s",
            "requests=0",
            "nam=freg-down",
        ] {
            assert!(Asked::read(query).is_err(), "{query}");
        }
    }
}
