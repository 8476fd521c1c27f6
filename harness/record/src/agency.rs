//! From what was judged to the record of the run: the same record that a bank's run has. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::evidence::{Sent, record_sent};
use crate::redact::Redactor;
use crate::{CaseRecord, ExchangeRecord, ExchangeReference, Role, sources};
use judge::agency::check::Judged;
use judge::agency::journal::{Call, GivenAnswer, Place, Register};
use judge::agency::scenario_run::{Ended, EnvironmentFacts, ScenarioRun};
use judge::answer::{Answer, Content};
use judge::exchange::{Codings, Received, TransportFailure};
use judge::verdict::Outcome;
use pack::catalogue::{Case, Catalogue};
use pack::reason::{AGENCY_TIME_LIMIT, INTERRUPTED, Reason, STOPPED};

/// One case of one service, judged.
pub struct Instance<'a> {
    /// The case.
    pub case: &'a Case,
    /// The service's id.
    pub service: &'a str,
    /// What the check found.
    pub judged: Judged,
    /// The scenarios that it was judged from.
    pub runs: Vec<&'a ScenarioRun>,
}

impl Instance<'_> {
    /// What became of it.
    pub fn outcome(&self) -> Outcome {
        let outcome = self.judged_outcome();
        // What a scenario that was cut off lacks would be taken for a breach.
        if self.runs.iter().any(|run| run.ended == Ended::Interrupted) {
            return Outcome::Inconclusive(Reason::new(&INTERRUPTED));
        }
        let stopped = self.runs.iter().any(|run| run.ended == Ended::Stopped);
        match outcome {
            // What was kept in some scenarios may be broken in those that were not run.
            Outcome::Conforms | Outcome::NotApplicable(_) | Outcome::Inconclusive(_) if stopped => {
                Outcome::Inconclusive(Reason::new(&STOPPED))
            }
            Outcome::Conforms
            | Outcome::Violates
            | Outcome::NotApplicable(_)
            | Outcome::Inconclusive(_) => outcome,
        }
    }

    fn judged_outcome(&self) -> Outcome {
        match &self.judged {
            Judged::Decided { findings, .. } => Outcome::of(findings),
            Judged::NotApplicable(why) => Outcome::NotApplicable(why.clone()),
            Judged::Unseen(why) => Outcome::Inconclusive(self.because(why)),
        }
    }

    /// Why nothing was seen: that the agency did not begin goes before the check's own reason.
    fn because(&self, why: &Reason) -> Reason {
        let not_begun = self.runs.iter().find_map(|run| match &run.ended {
            Ended::NotTriggered(why) | Ended::Silent(why) => Some(why.clone()),
            Ended::TimeLimit if run.calls.is_empty() => Some(Reason::new(&AGENCY_TIME_LIMIT)),
            Ended::Done | Ended::TimeLimit | Ended::Stopped | Ended::Interrupted => None,
        });
        not_begun.unwrap_or_else(|| why.clone())
    }
}

/// The name of a call in a report.
fn key(number: u64) -> String {
    format!("x{number:06}")
}

/// The record of an instance.
pub fn case_record(instance: &Instance<'_>, pack: &Catalogue, redactor: &Redactor) -> CaseRecord {
    let case = instance.case;
    let (mut findings, evidence) = match &instance.judged {
        Judged::Decided { findings, evidence } => (findings.clone(), evidence.clone()),
        Judged::NotApplicable(_) | Judged::Unseen(_) => (Vec::new(), Vec::new()),
    };
    for finding in &mut findings {
        redactor.finding(finding);
    }
    CaseRecord {
        outcome: redactor.outcome(&instance.outcome()),
        findings,
        exchanges: evidence
            .iter()
            .map(|number| ExchangeReference {
                id: key(*number),
                role: Role::Request,
            })
            .collect(),
        ..blank_case(case, instance.service, pack)
    }
}

/// What a record says of a case before anything has become of it.
pub fn blank_case(case: &Case, service: &str, pack: &Catalogue) -> CaseRecord {
    let requirements = requirements(case, service, pack);
    CaseRecord {
        id: format!("{}/{service}", case.id),
        case: case.id.0.clone(),
        family: case.family.clone(),
        about: case.about.clone(),
        guards: case.guards,
        service: service.to_owned(),
        endpoint: None,
        field: None,
        property: None,
        stimulus: None,
        basis: None,
        level: case.level,
        title: case.title.clone(),
        why: case.why.clone(),
        sources: sources(&requirements, &pack.requirements),
        requirements,
        interpretations: case.interpretations.clone(),
        outcome: Outcome::Conforms,
        declared: false,
        findings: Vec::new(),
        exchanges: Vec::new(),
    }
}

/// The requirements of a case that concern a service.
fn requirements(case: &Case, service: &str, pack: &Catalogue) -> Vec<String> {
    let concerns = |id: &&String| {
        let requirement = pack.requirements.get(*id);
        let of = requirement.and_then(|requirement| requirement.service.as_deref());
        of.is_none_or(|of| of == service)
    };
    let own: Vec<String> = case.requirements.iter().filter(concerns).cloned().collect();
    if own.is_empty() {
        return case.requirements.clone();
    }
    own
}

/// The calls that instances rest on.
pub fn exchanges(
    cases: &[CaseRecord],
    runs: &[ScenarioRun],
    environments: &[EnvironmentFacts],
    redactor: &Redactor,
) -> BTreeMap<String, ExchangeRecord> {
    let wanted: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| case.exchanges.iter().map(|one| one.id.as_str()))
        .collect();
    let calls = runs
        .iter()
        .flat_map(|run| run.calls.iter().map(move |call| (run, call)));
    calls
        .filter(|(_, call)| wanted.contains(key(call.number).as_str()))
        .map(|(run, call)| {
            (
                key(call.number),
                exchange(run, call, &environments[call.environment], redactor),
            )
        })
        .collect()
}

/// A call as a report keeps it.
pub fn exchange(
    run: &ScenarioRun,
    call: &Call,
    facts: &EnvironmentFacts,
    redactor: &Redactor,
) -> ExchangeRecord {
    let url = facts.url_called(call);
    let sent = Sent {
        service: &run.task.service,
        endpoint: format!("{}: {}", run.scenario.id, called(call)),
        method: &call.method,
        url: &url,
        headers: &call.headers,
        token_claims: call.token.as_ref().map(|token| &token.payload),
        order_claims: call.order.as_ref().map(|order| &order.payload),
        started: call.received,
        elapsed: call.took,
    };
    let received = call.given.as_ref().map(received);
    let received = received.as_ref().ok_or_else(|| {
        TransportFailure::Interrupted("the agency left before the answer came".into())
    });
    let answer = call.given.as_ref().map(|given| Answer {
        status: given.status,
        media_type: None,
        repeats: None,
        content: given
            .document
            .clone()
            .filter(|_| !matches!(call.place, Place::Register(Register::Maskinporten)))
            .map_or(Content::Empty, |document| Content::Clear { document }),
    });
    let outcome = received.as_ref().copied();
    record_sent(&sent, outcome, answer.as_ref(), redactor)
}

/// What was called.
fn called(call: &Call) -> String {
    let name = match call.place {
        Place::Bank(bank) => format!("bank {bank:?}"),
        Place::Register(register) => register_name(register).to_owned(),
        Place::Unknown => "unknown path".to_owned(),
        Place::OtherHost => "another host".to_owned(),
    };
    match &call.route {
        Some(route) => format!("{name}, {}", route.endpoint),
        None => name,
    }
}

fn received(given: &GivenAnswer) -> Received {
    let body = given.document.as_ref().map(Value::to_string);
    Received {
        status: given.status,
        version: "HTTP/1.1".into(),
        headers: given.headers.clone(),
        body: body.unwrap_or_default().into(),
        truncated: None,
        codings: Codings::default(),
    }
}

fn register_name(register: Register) -> &'static str {
    match register {
        Register::Maskinporten => "Maskinporten",
        Register::Police => "police JWKS",
        Register::CertPubLocator => "CertPub locator",
        Register::CertPubPublisher => "CertPub publisher",
        Register::Freg => "FREG",
        Register::Persontjenesten => "Persontjenesten",
        Register::CustomerOverview => "customer overview",
        Register::ApiRegistry => "API registry",
        Register::Konkursvarsel => "Konkursvarsel",
    }
}
