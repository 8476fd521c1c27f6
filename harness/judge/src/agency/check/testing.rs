//! Traffic for the tests of the checks, and a way to say what a check makes of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pack::catalogue::{To, With};
use pack::scenario::{BankName, Corruption, Entry, Scenario};
use serde_json::{Value, json};
use wire::jose::strict::ReadJws;
use wire::messages::Endpoint;
use wire::profile::ServiceProfile;

use crate::agency::check::{Judged, find};
use crate::agency::journal::tests::call;
use crate::agency::journal::{
    Call, ConnectionFault, GivenAnswer, MoreCalls, Place, Register, UnreadableRequest,
};
use crate::agency::scenario_run::{Ended, EnvironmentFacts, JournalView, ScenarioRun, Task};
use crate::finding::Observation;

pub(super) const POLICE: &str = "politi-utlevering";
pub(super) const ESTATE: &str = "oppgjor-etter-dodsfall";
pub(super) const PARTY: &str = "315000000";
pub(super) const USER: &str = "saksbehandler-1";
pub(super) const GUARDIAN: &str = "22919524786";
pub(super) const CASE: &str = "3f0c1a52-8c1e-4c0e-9d59-0f6f4c2a1b11";

/// A check with what its case says, to be tried on traffic.
#[derive(Clone)]
pub(super) struct Trial {
    check: &'static str,
    service: &'static str,
    with: With,
    /// The control object of all scenarios but the first.
    second: &'static str,
    /// The user of all scenarios but the first.
    second_user: &'static str,
    /// Banks whose entry in the API registry is not the usual one.
    registry: Vec<(BankName, Entry)>,
    unreadable: Vec<UnreadableRequest>,
    death: Option<Date>,
    bankruptcy: Option<Date>,
    /// Whether the agency was given the number of each case.
    cases_given: bool,
}

/// A check for the police, without parameters.
pub(super) fn check(name: &'static str) -> Trial {
    Trial {
        check: name,
        service: POLICE,
        with: With::default(),
        second: PARTY,
        second_user: USER,
        registry: Vec::new(),
        unreadable: Vec::new(),
        death: None,
        bankruptcy: None,
        cases_given: false,
    }
}

impl Trial {
    pub(super) fn estate(mut self) -> Self {
        self.service = ESTATE;
        self
    }

    pub(super) fn service(mut self, service: &'static str) -> Self {
        self.service = service;
        self
    }

    /// A bankruptcy that was opened on this day.
    pub(super) fn bankrupt_since(mut self, ruling: Date) -> Self {
        self.bankruptcy = Some(ruling);
        self.service("konkursbehandling")
    }

    /// An estate that the agency is asked about from the day of death.
    pub(super) fn estate_from(mut self, death: Date) -> Self {
        self.death = Some(death);
        self.estate()
    }

    /// The agency was given the number of each case.
    pub(super) fn with_cases(mut self) -> Self {
        self.cases_given = true;
        self
    }

    /// All scenarios but the first are started by another user.
    pub(super) fn by_another_user(mut self) -> Self {
        self.second_user = "saksbehandler-2";
        self
    }

    /// The API registry has a bank in another way than usual.
    pub(super) fn registered(mut self, bank: BankName, entry: Entry) -> Self {
        self.registry.push((bank, entry));
        self
    }

    pub(super) fn about(mut self, second: &'static str) -> Self {
        self.second = second;
        self
    }

    pub(super) fn header(mut self, header: &str) -> Self {
        self.with.header = header.into();
        self
    }

    pub(super) fn value(mut self, value: &str) -> Self {
        self.with.value = value.into();
        self
    }

    pub(super) fn number(mut self, number: u64) -> Self {
        self.with.number = number;
        self
    }

    pub(super) fn step_one(mut self) -> Self {
        self.with.to = To::Overview;
        self
    }

    pub(super) fn grants(mut self) -> Self {
        self.with.to = To::Maskinporten;
        self
    }

    pub(super) fn judged(&self, runs: &[Vec<Call>]) -> Judged {
        let service: &ServiceProfile = wire::profile::service(self.service).expect("a service");
        let mut runs: Vec<ScenarioRun> = runs.iter().cloned().map(run).collect();
        for (number, run) in runs.iter_mut().enumerate() {
            run.unreadable.clone_from(&self.unreadable);
            if let Some(death) = self.death {
                run.task.death = Some(death);
                run.task.from = death;
            }
            run.task.bankruptcy = self.bankruptcy;
            run.scenario.registry.clone_from(&self.registry);
            if number > 0 {
                run.task.party = self.second.into();
                run.task.requester = self.second_user.into();
            }
            run.task.case = self.cases_given.then(|| number.to_string());
        }
        let runs: Vec<&ScenarioRun> = runs.iter().collect();
        let view = JournalView {
            service,
            environments: &[facts()],
            runs: &runs,
        };
        find(self.check).expect("a check").judge(&view, &self.with)
    }

    /// Finds nothing in this traffic, though it judges it.
    #[track_caller]
    pub(super) fn keeps(&self, calls: impl Into<Vec<Call>>) -> &Self {
        self.keeps_in(&[calls.into()])
    }

    #[track_caller]
    pub(super) fn keeps_in(&self, runs: &[Vec<Call>]) -> &Self {
        let judged = self.judged(runs);
        let kept = matches!(&judged, Judged::Decided { findings, .. } if findings.is_empty());
        assert!(kept, "{}: {judged:?}", self.check);
        self
    }

    /// Finds this in the traffic.
    #[track_caller]
    pub(super) fn finds(&self, observation: &Observation, calls: impl Into<Vec<Call>>) -> &Self {
        self.finds_in(observation, &[calls.into()])
    }

    #[track_caller]
    pub(super) fn finds_in(&self, observation: &Observation, runs: &[Vec<Call>]) -> &Self {
        let judged = self.judged(runs);
        let first = judged.findings().first();
        let found = first.map(|finding| &*finding.id);
        assert_eq!(found, Some(observation.id), "{}: {judged:?}", self.check);
        let open = first.is_some_and(|finding| {
            let texts = [Some(finding.observed_text()), finding.expected_text()];
            texts.iter().flatten().any(|text| text.en.contains('{'))
        });
        assert!(!open, "a value is missing: {judged:?}");
        self
    }

    /// Finds this where a connection to bank A brought no request that can be read.
    #[track_caller]
    pub(super) fn finds_unreadable(self, observation: &Observation, fault: ConnectionFault) {
        self.with_unreadable(fault).finds(observation, []);
    }

    /// Finds nothing where a connection to bank A beside a call brought no request that can be read.
    #[track_caller]
    pub(super) fn keeps_unreadable(self, fault: ConnectionFault) {
        self.with_unreadable(fault).keeps([bank(1, "/accounts")]);
    }

    fn with_unreadable(mut self, fault: ConnectionFault) -> Self {
        self.unreadable.push(UnreadableRequest {
            number: 1,
            environment: 0,
            bank: Some(BankName::A),
            received: Timestamp::now(),
            fault,
        });
        self
    }

    /// Has nothing to judge in this traffic.
    #[track_caller]
    pub(super) fn ignores(&self, calls: impl Into<Vec<Call>>) -> &Self {
        let judged = self.judged(&[calls.into()]);
        assert!(!matches!(judged, Judged::Decided { .. }), "{judged:?}");
        self
    }
}

fn facts() -> EnvironmentFacts {
    EnvironmentFacts {
        issuer: "http://issuer/".into(),
        base_urls: BTreeMap::from([
            (BankName::A, "http://a/v2".into()),
            (BankName::B, "http://b/v2".into()),
        ]),
        overview: "http://overview".into(),
        other_host: "http://other".into(),
        clients: BTreeMap::from([
            (POLICE.into(), vec!["client".into()]),
            (ESTATE.into(), vec!["client".into()]),
        ]),
        police_keys: BTreeMap::new(),
    }
}

fn run(calls: Vec<Call>) -> ScenarioRun {
    let scenario = Scenario {
        id: "x".into(),
        title: pack::text::Text::same("x"),
        banks: vec![BankName::A, BankName::B],
        ..Scenario::default()
    };
    let today = wire::dates::today();
    ScenarioRun {
        scenario,
        task: Task {
            service: POLICE.into(),
            case: None,
            party: PARTY.into(),
            death: Some(wire::dates::months_before(today, 2)),
            bankruptcy: None,
            guardian: Some(GUARDIAN.into()),
            guardianship: Some((wire::dates::years_before(today, 3), None)),
            consumer: "915429785".into(),
            requester: USER.into(),
            only_primary_owner: true,
            from: wire::dates::years_before(today, 1),
            to: today,
            endpoints: vec![Endpoint::AccountDetails],
            banks: Vec::new(),
        },
        calls,
        more_calls: MoreCalls::default(),
        unreadable: Vec::new(),
        more_unreadable: 0,
        ended: Ended::Done,
    }
}

/// A call to bank A; the number is the second in which it comes.
pub(super) fn bank(number: u64, below: &str) -> Call {
    let seconds = i64::try_from(number).expect("a small number");
    Call {
        number,
        received: Timestamp::now() + SignedDuration::from_secs(seconds),
        ..call(Place::Bank(BankName::A), &format!("/v2{below}"))
    }
}

/// The same call to another bank.
pub(super) fn at(bank: BankName, call: Call) -> Call {
    Call {
        place: Place::Bank(bank),
        ..call
    }
}

/// A request of step 1.
pub(super) fn step_one(target: &str) -> Call {
    call(
        Place::Register(Register::CustomerOverview),
        &format!("/customers/{target}"),
    )
}

pub(super) fn with_headers(mut call: Call, headers: &[(&str, &str)]) -> Call {
    call.headers = headers
        .iter()
        .map(|(name, value)| ((*name).into(), value.as_bytes().to_vec()))
        .collect();
    call
}

pub(super) fn answered(mut call: Call, status: u16, document: Value) -> Call {
    call.given = Some(GivenAnswer {
        status,
        headers: Vec::new(),
        document: Some(document),
        altered: status != 200,
        corruption: None,
    });
    call
}

/// A success whose answer was corrupted.
pub(super) fn corrupted(call: Call, document: Value, corruption: Corruption) -> Call {
    let mut call = answered(call, 200, document);
    if let Some(given) = &mut call.given {
        given.altered = true;
        given.corruption = Some(corruption);
    }
    call
}

pub(super) fn jws(header: Value, payload: Value) -> ReadJws {
    ReadJws {
        header,
        payload,
        signing_input: String::new(),
        signature: Vec::new(),
    }
}

pub(super) fn with_token(mut call: Call, claims: Value) -> Call {
    call.token = Some(jws(json!({}), claims));
    call
}

pub(super) fn with_order(mut call: Call, claims: Value) -> Call {
    call.order = Some(jws(
        json!({"alg": "PS256", "typ": "JWT", "kid": "k"}),
        claims,
    ));
    call
}

/// An order that is right.
pub(super) fn order() -> Value {
    let now = Timestamp::now();
    let mandate = &wire::profile::service(POLICE).expect("a service").mandates[0];
    let today = wire::dates::today();
    json!({
        "extraditionOrderID": CASE, "version": "1.0.0", "partyID": PARTY, "mandate": mandate.text,
        "reason": mandate.reason, "fromDate": wire::dates::years_before(today, 1), "toDate": today,
        "onlyPrimaryOwner": true, "accountList": true, "accountDetails": true, "transactions": false,
        "cards": false, "roles": false, "district": {"districtID": "1", "districtLabel": "x"},
        "approval": {"approvedByID": "1", "approvedByName": "x", "approvedByRole": "x",
            "approvalTimestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()},
        "caseID": CASE, "exp": now.as_second() + 86_400,
    })
}

/// A call with the right order but for one value.
pub(super) fn order_but(pointer: &str, value: Value) -> Vec<Call> {
    let mut claims = order();
    *claims.pointer_mut(pointer).expect("a claim") = value;
    vec![with_order(bank(0, "/accounts"), claims)]
}

/// An account list.
pub(super) fn accounts(references: &[&str]) -> Value {
    let list: Vec<Value> = references
        .iter()
        .map(|one| json!({"accountReference": one}))
        .collect();
    json!({"accounts": list})
}
