//! Carrying out one retrieval: the account list, then each account's documents, page by page.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::Arc;

use wire::messages::{DATA_NOT_DELIVERED, Endpoint};

use crate::runner::retrieval::chain::{Chain, Endless};
use crate::runner::retrieval::{Fault, Group, Part, follow, is_relative, next_page};
use crate::runner::{How, Runner, Undone};
use crate::scene::{ListedAccount, Scene};
use crate::stimulus::{Changes, SceneChoice};
use judge::answer::Answer;
use judge::check::fields::FieldMatrix;
use judge::check::{AccountInView, Check, Input, Judged, Running, View, links};
use judge::exchange::{Exchange, ExchangeId};
use judge::expectation::{Met, judge, summary};
use judge::finding::Kind;
use pack::catalogue::Expectation;
use pack::reason::{self, Reason};
use plan::Instance;
use record::ExchangeRecord;

/// The checks of one retrieval while it goes on.
struct Bench {
    checks: Vec<(usize, Running)>,
    matrix: Option<FieldMatrix>,
    faults: Vec<Fault>,
    endless: Vec<(u64, Endpoint, Endless)>,
    requests: u64,
    evidence: Vec<(u64, Endpoint, Arc<ExchangeRecord>)>,
}

impl Runner {
    /// Retrieves everything for one party and shows it to the checks.
    pub(in crate::runner) async fn retrieve(&self, group: &Group) -> Part {
        let members = group.members.iter().map(|(index, _)| *index).collect();
        let halt = |why: Reason, members| Part {
            judged: Vec::new(),
            matrix: None,
            faults: Vec::new(),
            members,
            evidence: Vec::new(),
            halted: Some(why),
        };
        if let Some(why) = self.given_up() {
            return halt(why, members);
        }
        let at_an_edge = group.baseline.from.is_some() || group.baseline.to.is_some();
        self.await_a_certain_day(at_an_edge).await;
        let choice = SceneChoice {
            service: &group.instance.service,
            party: &group.party,
            baseline: &group.baseline,
        };
        let scene = match self.scene(&choice).await {
            Ok(scene) => scene,
            Err(error) => return halt(reason_of(error.into()), members),
        };
        let mut bench = self.bench(group);
        let stopped = self.walk_accounts(group, &scene, &mut bench).await.err();
        let grounds = self.grounds(&group.instance, &scene, &self.target.readings);
        let mut judged: Vec<(usize, Judged)> = bench
            .checks
            .into_iter()
            .map(|(index, check)| (index, check.conclude(&grounds)))
            .collect();
        judged.extend(of_requests(group, bench.requests, &bench.faults));
        judged.extend(without_end(group, &bench.endless));
        let cut = bench
            .endless
            .iter()
            .map(|endless| cut_short(group, *endless));
        bench.faults.extend(cut);
        Part {
            judged,
            matrix: bench.matrix,
            faults: bench.faults,
            members,
            evidence: bench.evidence,
            halted: stopped,
        }
    }

    fn bench(&self, group: &Group) -> Bench {
        let mut checks = Vec::new();
        for (index, members) in &group.members {
            let begun = members.iter().filter_map(|check| check.begin(&self.tools));
            checks.extend(begun.map(|check| (*index, check)));
        }
        let services: Vec<&str> = self.target.services.iter().map(String::as_str).collect();
        Bench {
            checks,
            matrix: group
                .fields
                .then(|| FieldMatrix::new(&self.catalogue.fields, &services)),
            faults: Vec::new(),
            endless: Vec::new(),
            requests: 0,
            evidence: Vec::new(),
        }
    }

    async fn walk_accounts(
        &self,
        group: &Group,
        scene: &Scene,
        bench: &mut Bench,
    ) -> Result<(), Reason> {
        let instance = &group.instance;
        let mut entries = Vec::new();
        self.pages(
            instance,
            scene,
            Endpoint::Accounts,
            None,
            bench,
            &mut |document| {
                if let Some(accounts) = document
                    .get("accounts")
                    .and_then(serde_json::Value::as_array)
                {
                    // As text they take a tenth of what they take as values.
                    entries.extend(accounts.iter().map(serde_json::Value::to_string));
                }
            },
        )
        .await?;
        let mut asked = HashSet::new();
        for entry in &entries {
            let Ok(entry) = serde_json::from_str::<serde_json::Value>(entry) else {
                continue;
            };
            let text = |name: &str| {
                entry
                    .get(name)
                    .and_then(serde_json::Value::as_str)
                    .map(str::to_owned)
            };
            let Some(reference) = text("accountReference") else {
                continue;
            };
            if reference == DATA_NOT_DELIVERED
                || reference.is_empty()
                || !asked.insert(reference.clone())
            {
                continue;
            }
            let listed = ListedAccount {
                number: text("accountIdentifier"),
                reference,
            };
            let others = [
                Endpoint::AccountDetails,
                Endpoint::Transactions,
                Endpoint::Cards,
                Endpoint::Roles,
            ];
            for endpoint in others
                .into_iter()
                .filter(|endpoint| instance.service.endpoints.contains(endpoint))
                .filter(|endpoint| group.reach.contains(endpoint))
            {
                self.pages(
                    instance,
                    scene,
                    endpoint,
                    Some((&entry, &listed)),
                    bench,
                    &mut |_| {},
                )
                .await?;
            }
        }
        Ok(())
    }

    /// Retrieves one list or document, page by page. An error ends the retrieval; a refused page only the list.
    async fn pages(
        &self,
        instance: &Instance,
        scene: &Scene,
        endpoint: Endpoint,
        account: Option<(&serde_json::Value, &ListedAccount)>,
        bench: &mut Bench,
        each: &mut (dyn FnMut(&serde_json::Value) + Send),
    ) -> Result<(), Reason> {
        let mut next: Option<String> = None;
        let mut chain = Chain::new(endpoint);
        for page in 1.. {
            let changes = match &next {
                Some(path) => next_page(path),
                None => Vec::new(),
            };
            let how = How {
                retry: true,
                further_page: next.is_some(),
                ..How::default()
            };
            let listed = account.map(|(_, listed)| listed);
            let (exchange, answer) = self
                .exchange(scene, endpoint.into(), listed, &Changes::of(&changes), how)
                .await
                .map_err(reason_of)?;
            bench.requests += 1;
            let Some(answer) = accepted(
                &exchange,
                answer,
                endpoint,
                bench,
                self.target.production,
                |exchange, answer| self.record(exchange, answer),
            ) else {
                return Ok(());
            };
            let Some(document) = answer.document() else {
                return Ok(());
            };
            next = follow(document);
            self.show(
                instance,
                scene,
                &exchange,
                &answer,
                document,
                account,
                (page, next.is_none()),
                bench,
            );
            each(document);
            let Some(path) = next.as_ref().filter(|path| is_relative(path)) else {
                return Ok(());
            };
            if let Err(endless) = chain.link(document, path) {
                bench.endless.push((exchange.id.0, endpoint, endless));
                return Ok(());
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one view")]
    fn show(
        &self,
        instance: &Instance,
        scene: &Scene,
        exchange: &Arc<Exchange>,
        answer: &Answer,
        document: &serde_json::Value,
        account: Option<(&serde_json::Value, &ListedAccount)>,
        (page, last_page): (usize, bool),
        bench: &mut Bench,
    ) {
        let grounds = self.grounds(instance, scene, &self.target.readings);
        let account = account.map(|(entry, listed)| AccountInView {
            entry,
            reference: &listed.reference,
            fact: scene.party.accounts.iter().find(|fact| listed.is_of(fact)),
        });
        let Some(endpoint) = exchange.request.endpoint.of_bank() else {
            return;
        };
        let view = View {
            endpoint,
            page,
            last_page,
            account,
            exchange,
            answer,
            document,
            differs: &OnceCell::new(),
        };

        for (_, check) in &mut bench.checks {
            check.see(&view, &grounds);
        }
        if let Some(matrix) = &mut bench.matrix {
            matrix.see(&view, &grounds);
        }
        bench
            .evidence
            .push((exchange.id.0, endpoint, self.record(exchange, Some(answer))));
    }
}

fn reason_of(undone: Undone) -> Reason {
    match undone {
        Undone::Lacks(why) | Undone::Trouble(why) => why,
    }
}

/// The answer if it was accepted; otherwise a fault is noted.
fn accepted(
    exchange: &Arc<Exchange>,
    answer: Option<Answer>,
    endpoint: Endpoint,
    bench: &mut Bench,
    production: bool,
    record: impl Fn(&Exchange, Option<&Answer>) -> Arc<ExchangeRecord>,
) -> Option<Answer> {
    let (received, shown, undecided) = match judge(
        &Expectation::Accepted,
        exchange,
        answer.as_ref(),
        production,
    ) {
        Met::Decided(findings) if findings.iter().all(|finding| finding.kind == Kind::Note) => {
            return answer;
        }
        Met::Decided(findings) => match (&answer, findings.first()) {
            // A readable document with a wrong media type or protection is judged all the same, elsewhere.
            (Some(readable), _) if readable.status == 200 && readable.document().is_some() => {
                return answer;
            }
            (Some(answer), _) => {
                let shown = summary(answer);
                let why = Reason::new(&reason::ANSWER_RECEIVED).with("answer", &shown);
                (why, shown, false)
            }
            (None, Some(finding)) => {
                let shown = finding.observed_text();
                let why = Reason::new(&reason::ANSWER_RECEIVED).with("answer", shown.clone());
                (why, shown.en, false)
            }
            (None, None) => return None,
        },
        Met::Undecided(why) => (why, String::new(), true),
    };
    bench
        .evidence
        .push((exchange.id.0, endpoint, record(exchange, answer.as_ref())));
    bench.faults.push(Fault {
        exchange: exchange.id.0,
        endpoint,
        received,
        shown,
        undecided,
        concerns: None,
    });
    None
}

/// What the checks of a chain say where it does not end.
fn without_end(group: &Group, endless: &[(u64, Endpoint, Endless)]) -> Vec<(usize, Judged)> {
    let mut judged = Vec::new();
    for (index, checks) in &group.members {
        for (exchange, endpoint, why) in endless {
            let said = checks.iter().filter_map(|check| {
                links::without_end(check, *endpoint, ExchangeId(*exchange), &why.reason())
            });
            judged.extend(said.map(|said| (*index, said)));
        }
    }
    judged
}

/// What every other case says that looks at a list which was not followed to its end.
fn cut_short(group: &Group, (exchange, endpoint, why): (u64, Endpoint, Endless)) -> Fault {
    let looks_there = |checks: &[&Check]| {
        let mut endpoints = checks.iter().map(|check| check.endpoints());
        checks.is_empty() || endpoints.any(|endpoints| endpoints.contains(&endpoint))
    };
    let concerned = group
        .members
        .iter()
        .filter(|(_, checks)| looks_there(checks));
    Fault {
        exchange,
        endpoint,
        received: why.reason(),
        shown: String::new(),
        undecided: true,
        concerns: Some(concerned.map(|(index, _)| *index).collect()),
    }
}

/// What checks of the requests themselves say.
fn of_requests(group: &Group, requests: u64, faults: &[Fault]) -> Vec<(usize, Judged)> {
    let unserved: Vec<_> = faults.iter().filter_map(Fault::unserved).collect();
    let checks = group
        .members
        .iter()
        .flat_map(|(index, checks)| checks.iter().map(|check| (*index, *check)));
    checks
        .filter_map(|(index, check)| match check.input {
            Input::Requests(judge) => Some((index, check.complete(judge(requests, &unserved)))),
            Input::Answer(..)
            | Input::Each(..)
            | Input::List(_)
            | Input::Documents(..)
            | Input::RateLimits(_)
            | Input::ServerErrors(_)
            | Input::Timing(_) => None,
        })
        .collect()
}
