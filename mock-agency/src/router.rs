//! Which register a request belongs to, and the journal and outages in front of all of them.
//!
//! All registers share one listener: their paths, as the documents give them, do not meet.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use http::{StatusCode, Uri};
use listener::{Answering, ConnectionFault, Handler, ReceivedRequest, Reply, text};

use crate::bankruptcies::Bankruptcies;
use crate::certpub::CertPub;
use crate::journal::{Call, Journal, Notes, Register};
use crate::maskinporten::{self, Manner, Maskinporten};
use crate::operations::{Action, Met, Operations};
use crate::overview::{self, Overview};
use crate::persons::PersonRegistry;
use crate::police::{self, PoliceJwks};

/// The registers behind the listener.
pub(crate) struct Router {
    pub(crate) maskinporten: Maskinporten,
    pub(crate) police: PoliceJwks,
    pub(crate) certpub: CertPub,
    pub(crate) persons: PersonRegistry,
    pub(crate) overview: Overview,
    pub(crate) bankruptcies: Bankruptcies,
    pub(crate) journal: Option<Arc<dyn Journal>>,
    pub(crate) outages: RwLock<HashMap<Register, StatusCode>>,
    /// How many more requests are answered with a status; all of them without a number.
    pub(crate) faults: Mutex<HashMap<Register, (StatusCode, Option<u32>)>>,
    pub(crate) operations: Operations,
}

impl Router {
    fn outage(&self, register: Register) -> Option<Reply> {
        let outages = self.outages.read().unwrap_or_else(PoisonError::into_inner);
        outages
            .get(&register)
            .map(|status| text(*status, "this register is out of order"))
    }

    fn fault(&self, register: Register, path: &str) -> Option<Reply> {
        if register == Register::Maskinporten && path != maskinporten::TOKEN_PATH {
            return None;
        }
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let (status, left) = faults.get_mut(&register)?;
        match left {
            Some(0) => return None,
            Some(left) => *left -= 1,
            None => {}
        }
        Some(text(*status, "this register has a technical error"))
    }

    fn ask(&self, register: Register, request: &ReceivedRequest, met: Met) -> Reply {
        if let Err(fault) = &request.body {
            return fault.reply();
        }
        match register {
            Register::Maskinporten => {
                let manner = Manner {
                    expired: met.is(Action::Expire),
                    rotated: met.is(Action::Rotate),
                };
                self.maskinporten.answer(request, manner)
            }
            Register::Police => self.police.answer(request, met.is(Action::Rotate)),
            Register::CertPubLocator | Register::CertPubPublisher => {
                self.certpub.answer(request, met.is(Action::Expire))
            }
            Register::Freg => self.persons.answer_as_freg(request),
            Register::Persontjenesten => self.persons.answer_as_persontjenesten(request),
            Register::CustomerOverview => {
                self.overview
                    .answer_as_overview(request, &self.maskinporten, met.overview())
            }
            Register::ApiRegistry => self.overview.answer_as_registry(request),
            Register::Konkursvarsel => self.bankruptcies.answer(request),
        }
    }

    fn record(&self, register: Option<Register>, request: &ReceivedRequest, reply: &Reply) {
        self.operations.served(register, request, reply);
        let Some(journal) = &self.journal else { return };
        journal.record(Call {
            register,
            received: request.received,
            took: request.started.elapsed(),
            method: request.method.clone(),
            uri: request.uri.clone(),
            request_headers: request.headers.clone(),
            request_body: request.body.clone().unwrap_or_default(),
            status: reply.status(),
            response_headers: reply.headers().clone(),
            response_body: reply.body().clone(),
            warnings: Notes::of(reply).warnings,
        });
    }
}

impl Handler for Router {
    fn body_limit(&self, target: &Uri) -> usize {
        if overview::takes_batch(target.path()) {
            overview::LONGEST_BATCH
        } else {
            self.limits().body
        }
    }

    fn answer(&self, request: ReceivedRequest) -> Answering<'_> {
        Box::pin(async move {
            if let Some(reply) = self.operations.answer(&request) {
                return reply;
            }
            let register = register(request.uri.path());
            let reply = match register {
                None => text(StatusCode::NOT_FOUND, "no register has this path"),
                Some(register) => {
                    let met = self.operations.meet(register, &request);
                    if !met.latency().is_zero() {
                        tokio::time::sleep(met.latency()).await;
                    }
                    self.outage(register)
                        .or_else(|| self.fault(register, request.uri.path()))
                        .or_else(|| met.reply(register))
                        .unwrap_or_else(|| self.ask(register, &request, met))
                }
            };
            self.record(register, &request, &reply);
            reply
        })
    }

    fn fault(&self, fault: ConnectionFault) {
        self.operations.fault(&fault);
        if let Some(journal) = &self.journal {
            journal.fault(fault);
        }
    }
}

fn register(path: &str) -> Option<Register> {
    if Maskinporten::serves(path) {
        return Some(Register::Maskinporten);
    }
    if path == police::JWKS_PATH {
        return Some(Register::Police);
    }
    CertPub::serves(path)
        .or_else(|| PersonRegistry::serves(path))
        .or_else(|| Overview::serves(path))
        .or_else(|| Bankruptcies::serves(path))
}
