//! What the person who runs the bank has beside the API: `/health`, `/ready`, `/metrics`, one log line per request, and,
//! where the bank is operated, behaviour on demand by `Mock-Behaviour` and `/admin/…`.

pub(crate) mod behaviour;
mod calls;

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use http::{HeaderValue, Method, StatusCode};
use listener::ConnectionFault;
use listener::disturbance::Disturbed;
use listener::metrics::{Metrics, Names};
use listener::page;
use listener::requests::{self, Requests};
use serde_json::{Value, json};
use wire::messages::{Endpoint, header, media_type};
use wire::world::PartyEntry;

use crate::core::Core;
use crate::exchange::{self, Reply};
use crate::request::Incoming;
use crate::request::route;
use crate::sealing::Reference;
use behaviour::{Behaviour, Next};

/// What the bank serves.
const OPENAPI: &str = include_str!("../openapi.yaml");
/// The header by which a request says how the bank is to behave.
const BEHAVIOUR: &str = "mock-behaviour";
/// Banks with other behaviour that are kept; beyond it they are created anew.
const MOST_BEHAVIOURS: usize = 64;

/// A bank and its operator.
#[derive(Debug)]
pub(crate) struct Operator {
    core: Arc<Core>,
    /// The same bank with other behaviour, by what it does.
    others: Mutex<HashMap<Behaviour, Arc<Core>>>,
    next: Mutex<Option<Next>>,
    requests: Requests,
    metrics: Metrics,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn json_reply(status: StatusCode, value: &Value) -> Reply {
    Reply::new(status, media_type::JSON, value.to_string())
}

fn refused(message: &str) -> Reply {
    json_reply(StatusCode::BAD_REQUEST, &json!({ "message": message }))
}

impl Operator {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self {
            core,
            others: Mutex::default(),
            next: Mutex::default(),
            requests: Requests::default(),
            metrics: Metrics::new(Names {
                prefix: "mock_bank",
                label: "endpoint",
            }),
        }
    }

    /// The bank as it usually behaves.
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// Answers a request; with it comes the bank that answered, as it behaved.
    pub(crate) async fn answer(&self, incoming: &Incoming) -> (Arc<Core>, Reply) {
        if let Some(reply) = self.operators_answer(incoming) {
            return (Arc::clone(&self.core), reply);
        }
        let began = Instant::now();
        let (core, reply) = match self.behaving(incoming) {
            Ok((core, disturbed)) => {
                if !disturbed.latency.is_zero() {
                    tokio::time::sleep(disturbed.latency).await;
                }
                let reply = if disturbed.fails {
                    exchange::out_of_service(&core, incoming).await
                } else {
                    exchange::answer(&core, incoming).await
                };
                (core, reply)
            }
            Err(message) => (Arc::clone(&self.core), refused(&message)),
        };
        self.served(incoming, &reply, began);
        (core, reply)
    }

    /// The bank as this request is answered by: as its header says, as the operator asked, or as usual.
    fn behaving(&self, incoming: &Incoming) -> Result<(Arc<Core>, Disturbed), String> {
        let usual = || (Arc::clone(&self.core), Disturbed::default());
        if !self.core.config.operated {
            return Ok(usual());
        }
        let met = match incoming.headers.get(BEHAVIOUR).map(HeaderValue::to_str) {
            Some(Ok(names)) => {
                let behaviour = Behaviour::named(names.split(','))?;
                Some((behaviour, Disturbed::default()))
            }
            Some(Err(_)) => return Err("Mock-Behaviour has letters that no name has".into()),
            None => Next::take(&mut locked(&self.next), || self.party(incoming)),
        };
        let Some((behaviour, disturbed)) = met else {
            return Ok(usual());
        };
        if behaviour == Behaviour::default() {
            return Ok((usual().0, disturbed));
        }
        let mut others = locked(&self.others);
        if let Some(core) = others.get(&behaviour) {
            return Ok((Arc::clone(core), disturbed));
        }
        let core = self.core.behaving(behaviour.defects, behaviour.variants);
        let core = Arc::new(core.map_err(|error| error.to_string())?);
        if others.len() >= MOST_BEHAVIOURS {
            others.clear();
        }
        others.insert(behaviour, Arc::clone(&core));
        Ok((core, disturbed))
    }

    /// The number of the party that a request is about: named, or that of the account reference.
    fn party(&self, incoming: &Incoming) -> Option<String> {
        if let Some(number) = incoming.headers.get(header::PARTY_ID) {
            return Some(number.to_str().ok()?.to_owned());
        }
        let reference = route::route(&incoming.path).ok()?.reference?;
        let reference = Reference::open(reference, &self.core.sealer)?;
        let party = self.core.data.parties.get(reference.party as usize)?;
        Some(party.id.to_string())
    }

    /// The answer to an operator's request; nothing for a request to the API.
    fn operators_answer(&self, incoming: &Incoming) -> Option<Reply> {
        let get = incoming.method == Method::GET;
        let operated = self.core.config.operated && !page::is_of_another_site(&incoming.headers);
        Some(match incoming.path.as_str() {
            "/health" if get => json_reply(StatusCode::OK, &json!({"status": "ok"})),
            "/ready" if get => self.readiness(),
            "/metrics" if get => {
                Reply::new(StatusCode::OK, Metrics::MEDIA_TYPE, self.metrics.text())
            }
            "/openapi.yaml" if get => Reply::new(StatusCode::OK, "application/yaml", OPENAPI),
            "/page.json" if get => json_reply(StatusCode::OK, &self.page(operated)),
            "/admin/behaviours" if operated => self.behaviours(incoming),
            "/admin/journal" if operated && get => {
                json_reply(StatusCode::OK, &self.requests.json(&incoming.query))
            }
            "/admin/reset" if operated && incoming.method == Method::POST => {
                *locked(&self.next) = None;
                self.requests.clear();
                json_reply(StatusCode::OK, &json!({"status": "reset"}))
            }
            _api => return None,
        })
    }

    /// Whether agencies find the bank: it has joined the world file that it was started with.
    fn readiness(&self) -> Reply {
        if self.core.ready.load(Ordering::Relaxed) {
            json_reply(StatusCode::OK, &json!({"status": "ready"}))
        } else {
            let body = json!({"status": "not ready"});
            json_reply(StatusCode::SERVICE_UNAVAILABLE, &body)
        }
    }

    /// `GET` tells what the next requests meet, `POST ?name=…&requests=…` sets it, `DELETE` ends it.
    fn behaviours(&self, incoming: &Incoming) -> Reply {
        let mut next = locked(&self.next);
        if incoming.method == Method::POST {
            match Next::of_query(&incoming.query) {
                Ok(asked) => *next = Some(asked),
                Err(message) => return refused(&message),
            }
        } else if incoming.method == Method::DELETE {
            *next = None;
        } else if incoming.method != Method::GET {
            let message = "this address has GET, POST and DELETE";
            return json_reply(
                StatusCode::METHOD_NOT_ALLOWED,
                &json!({ "message": message }),
            );
        }
        let body = next.as_ref().map_or_else(Next::nothing, Next::json);
        json_reply(StatusCode::OK, &body)
    }

    /// What `/page.json` says.
    fn page(&self, operated: bool) -> Value {
        let base = self.core.base_url.trim_end_matches('/');
        let root = base.strip_suffix("/v2").unwrap_or(base);
        let api = [
            ("/accounts", "Accounts"),
            ("/accounts/{accountReference}", "AccountDetails"),
            ("/accounts/{accountReference}/transactions", "Transactions"),
            ("/accounts/{accountReference}/cards", "Cards"),
            ("/accounts/{accountReference}/roles", "Roles"),
        ];
        let own = [
            ("/ready", "whether the bank answers"),
            ("/openapi.yaml", "all of this as OpenAPI"),
            ("/metrics", "figures in OpenMetrics form"),
        ];
        let admin = [
            ("/admin/journal", "the last hundred requests as JSON"),
            ("/admin/behaviours", "behaviour on demand"),
        ];
        let addresses: Vec<(String, String)> = api
            .map(|(path, what)| (format!("{base}{path}"), what.to_owned()))
            .into_iter()
            .chain(own.map(|(path, what)| (format!("{root}{path}"), what.to_owned())))
            .chain(
                admin
                    .into_iter()
                    .filter(|_| operated)
                    .map(|(path, what)| (format!("{root}{path}"), what.to_owned())),
            )
            .collect();
        let config = &self.core.config;
        let about = format!(
            "{}, {}: the DSOP Control API V2.0 in {} mode.",
            config.name,
            config.orgno,
            config.mode.name()
        );
        let people = operated.then(|| self.core.parties().iter().map(PartyEntry::listed).collect());
        page::content("mock-bank", &about, &addresses, people)
    }

    /// Counts, logs and keeps a request to the API.
    fn served(&self, incoming: &Incoming, reply: &Reply, began: Instant) {
        let took = began.elapsed();
        let endpoint = route::route(&incoming.path).map(|route| route.endpoint);
        let endpoint = endpoint.map_or("none", Endpoint::name);
        self.metrics.served(endpoint, reply.status, took);
        let reason = requests::reason(reply.status, &reply.body, &[&["code", "message"]]);
        tracing::info!(
            target: "mock_bank::request",
            endpoint,
            method = %incoming.method,
            path = incoming.path,
            status = reply.status.as_u16(),
            milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            consumer = calls::consumer(incoming),
            reason,
        );
        if self.core.config.operated {
            let kept = calls::kept(endpoint, incoming, reply, reason);
            self.requests.add(kept);
        }
    }

    /// Counts and logs a connection without a request that could be answered.
    pub(crate) fn fault(&self, fault: &ConnectionFault) {
        self.metrics.fault(fault.id());
        tracing::warn!(target: "mock_bank::connection", fault = fault.id());
    }
}
