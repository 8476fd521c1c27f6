//! From what was judged to the record of the run: the same record that a bank's run has. Pure.

use std::collections::{BTreeMap, BTreeSet};

use judge::agency::journal::Register;
use serde_json::Value;
use wire::messages::Endpoint;

use crate::redact::Redactor;
use crate::unrun;
use crate::{
    CaseRecord, Counts, ExchangeRecord, ExchangeReference, FamilyRecord, RequirementRecord, Role,
    record_exchange,
};
use judge::agency::check::Judged;
use judge::agency::journal::{Call, Place};
use judge::agency::sight::{Ended, Facts, Show};
use judge::answer::{Answer, Content};
use judge::exchange::{Exchange, ExchangeId, Received, SentRequest, TransportFailure};
use judge::verdict::Outcome;
use pack::agency::{AgencyCase, AgencyPack};
use pack::catalogue::Source;
use pack::reason::{Reason, STOPPED};
use pack::text::Text;

/// One case of one service, judged.
pub struct Instance<'a> {
    /// The case.
    pub case: &'a AgencyCase,
    /// The service's id.
    pub service: &'a str,
    /// What the check found.
    pub judged: Judged,
    /// The scenarios that it was judged from.
    pub shows: Vec<&'a Show>,
}

impl Instance<'_> {
    /// Its name, e.g. `AGY-TOKEN-001/politi-utlevering`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.case.id, self.service)
    }

    /// What became of it.
    pub fn outcome(&self) -> Outcome {
        if self.shows.is_empty() {
            let why = Text::new(
                "none of its scenarios was played",
                "ingen av scenariene ble spilt",
            );
            return Outcome::NotApplicable(why.into());
        }
        let outcome = self.judged_outcome();
        let stopped = self.shows.iter().any(|show| show.ended == Ended::Stopped);
        match outcome {
            // What was kept in some scenarios may be broken in those that were not played.
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
            Judged::NotApplicable(why) => Outcome::NotApplicable(why.clone().into()),
            Judged::Unseen(why) => Outcome::Inconclusive(self.because(why).into()),
        }
    }

    /// Why nothing was seen: the trigger's own words go before the check's.
    fn because(&self, why: &Text) -> Text {
        let failed = self.shows.iter().find_map(|show| match &show.ended {
            Ended::NotTriggered(why) | Ended::Silent(why) => Some(why.clone()),
            Ended::TimeLimit if show.calls.is_empty() => Some(Text::new(
                "the agency did not begin within the time limit",
                "etaten begynte ikke innen tidsfristen",
            )),
            Ended::Done | Ended::TimeLimit | Ended::Stopped => None,
        });
        failed.unwrap_or_else(|| why.clone())
    }
}

/// The name of a call in a report.
fn key(number: u64) -> String {
    format!("x{number:06}")
}

/// The record of an instance.
pub fn case_record(instance: &Instance<'_>, pack: &AgencyPack, redactor: &Redactor) -> CaseRecord {
    let case = instance.case;
    let mut sources: Vec<Source> = Vec::new();
    for requirement in case
        .requirements
        .iter()
        .filter_map(|id| pack.requirements.get(id))
    {
        if !sources.contains(&requirement.source) {
            sources.push(requirement.source.clone());
        }
    }
    let (mut findings, evidence) = match &instance.judged {
        Judged::Decided { findings, evidence } => (findings.clone(), evidence.clone()),
        Judged::NotApplicable(_) | Judged::Unseen(_) => (Vec::new(), Vec::new()),
    };
    for finding in &mut findings {
        redactor.finding(finding);
    }
    CaseRecord {
        id: instance.id(),
        case: case.id.clone(),
        family: case.family.clone(),
        service: instance.service.to_owned(),
        endpoint: "*".into(),
        field: None,
        property: None,
        stimulus: None,
        basis: None,
        level: case.level,
        title: case.title.clone(),
        why: case.why.clone(),
        requirements: case.requirements.clone(),
        interpretations: case.interpretations.clone(),
        sources,
        outcome: redactor.outcome(&instance.outcome()),
        declared: false,
        findings,
        exchanges: evidence
            .iter()
            .map(|number| ExchangeReference {
                id: key(*number),
                role: Role::Request,
            })
            .collect(),
    }
}

/// The calls that instances rest on.
pub fn exchanges(
    cases: &[CaseRecord],
    shows: &[Show],
    stages: &[Facts],
    redactor: &Redactor,
) -> BTreeMap<String, ExchangeRecord> {
    let wanted: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| case.exchanges.iter().map(|one| one.id.as_str()))
        .collect();
    let calls = shows
        .iter()
        .flat_map(|show| show.calls.iter().map(move |call| (show, call)));
    calls
        .filter(|(_, call)| wanted.contains(key(call.number).as_str()))
        .map(|(show, call)| {
            (
                key(call.number),
                exchange(show, call, &stages[call.stage], redactor),
            )
        })
        .collect()
}

/// A call as a report keeps it.
pub fn exchange(show: &Show, call: &Call, facts: &Facts, redactor: &Redactor) -> ExchangeRecord {
    let (name, base) = match call.place {
        Place::Bank(bank) => (
            format!("bank {bank:?}"),
            facts.base_urls.get(&bank).cloned().unwrap_or_default(),
        ),
        Place::Register(register) => (register_name(register).to_owned(), facts.issuer.clone()),
        Place::Unknown => ("unknown path".to_owned(), facts.issuer.clone()),
        Place::Elsewhere => (
            "another host".to_owned(),
            "http://elsewhere.invalid/".to_owned(),
        ),
    };
    let origin = base
        .trim_end_matches('/')
        .trim_end_matches("/v2")
        .to_owned();
    let endpoint = call
        .route
        .as_ref()
        .map_or(Endpoint::Accounts, |route| route.endpoint);
    let request = SentRequest {
        service: show.ask.service.clone(),
        endpoint,
        method: call.method.clone(),
        url: format!("{origin}{}", call.target()),
        headers: call.headers.clone(),
        token_claims: call.token.as_ref().map(|token| token.payload.clone()),
        order_claims: call.order.as_ref().map(|order| order.payload.clone()),
    };
    let outcome = call.given.as_ref().map_or_else(
        || {
            Err(TransportFailure::Interrupted(
                "the agency left before the answer came".into(),
            ))
        },
        |given| {
            let body = given
                .document
                .as_ref()
                .map(Value::to_string)
                .unwrap_or_default();
            Ok(Received {
                status: given.status,
                version: "HTTP/1.1".into(),
                headers: given.headers.clone(),
                body: body.into(),
                truncated: false,
                codings: judge::exchange::Codings::default(),
            })
        },
    );
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
    let exchange = Exchange {
        id: ExchangeId(call.number),
        request,
        outcome,
        started: call.received,
        elapsed: call.took,
    };
    let mut record = record_exchange(&exchange, answer.as_ref(), redactor);
    let route = call
        .route
        .as_ref()
        .map_or(name.clone(), |route| format!("{name}, {}", route.endpoint));
    record.request.endpoint = format!("{}: {route}", show.scenario.id);
    record
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
    }
}

/// Counts per family, in order.
pub fn families(cases: &[CaseRecord]) -> Vec<FamilyRecord> {
    let mut names: Vec<&str> = cases.iter().map(|case| case.family.as_str()).collect();
    names.dedup();
    names
        .into_iter()
        .map(|name| FamilyRecord {
            family: name.to_owned(),
            counts: Counts::of(cases.iter().filter(|case| case.family == name)),
        })
        .collect()
}

/// Requirement coverage.
pub fn requirements(pack: &AgencyPack, cases: &[CaseRecord]) -> Vec<RequirementRecord> {
    pack.requirements
        .values()
        .map(|requirement| {
            let of: Vec<&CaseRecord> = cases
                .iter()
                .filter(|case| case.requirements.contains(&requirement.id))
                .collect();
            RequirementRecord {
                id: requirement.id.clone(),
                level: requirement.level,
                source: requirement.source.clone(),
                text: requirement.text.clone(),
                counts: Counts::of(of.iter().copied()),
                cases: of
                    .iter()
                    .map(|case| case.case.clone())
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect(),
                untestable: requirement.untestable.clone(),
            }
        })
        .collect()
}
