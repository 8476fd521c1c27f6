//! Cases judged from whole retrievals: one retrieval for each party and baseline serves every case that needs
//! it, and every document is shown to all their checks in turn, so that none is held longer than that.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use wire::messages::{DATA_NOT_DELIVERED, Endpoint};
use wire::world::PartyEntry;

use super::{CaseResult, How, Runner};
use crate::answer::Answer;
use crate::catalogue::{Baseline, Change, Expectation, Script, Template};
use crate::check::fields::FieldMatrix;
use crate::check::{AccountInView, Judged, RetrievalCheck, View, registry};
use crate::exchange::Exchange;
use crate::finding::{Finding, Kind};
use crate::judge::{Met, judge, summary};
use crate::plan::{Instance, Plan, Planned};
use crate::record::{ExchangeRecord, Role};
use crate::scene::{ListedAccount, Scene};
use crate::stimulus::SceneChoice;
use crate::text::Text;
use crate::verdict::Outcome;

/// No account list or transaction list is followed further than this many pages.
const MOST_PAGES: usize = 500;

/// The check that judges the retrieval itself.
const COMPLETE: &str = "retrieval-complete";

/// One retrieval and the instances it serves.
pub(super) struct Group {
    instance: Instance,
    party: Arc<PartyEntry>,
    baseline: Baseline,
    /// Index in the plan, and the checks; none for rows of the field matrix.
    members: Vec<(usize, Vec<String>)>,
    fields: bool,
    /// The endpoints whose documents somebody looks at; Accounts always comes first.
    reach: BTreeSet<Endpoint>,
}

/// Retrievals that serve the plan.
pub(super) fn group(plan: &Plan) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (index, planned) in plan.planned.iter().enumerate() {
        let (Script::Retrieval(survey), Ok(parties)) =
            (&planned.instance.case.script, &planned.decision)
        else {
            continue;
        };
        for party in parties {
            let case = &planned.instance.case;
            let choice = SceneChoice {
                service: &planned.instance.service,
                party,
                baseline: &case.baseline,
            };
            let group = groups
                .entry(super::scene_key(&choice))
                .or_insert_with(|| Group {
                    instance: planned.instance.clone(),
                    party: Arc::clone(party),
                    baseline: case.baseline.clone(),
                    members: Vec::new(),
                    fields: false,
                    reach: BTreeSet::new(),
                });
            let checks = if survey.rows.is_some() {
                group.fields = true;
                group.reach.extend(Endpoint::ALL);
                Vec::new()
            } else {
                let reached = survey.checks.iter().map(|check| registry::reach(check));
                group.reach.extend(reached.flatten());
                survey.checks.clone()
            };
            group.members.push((index, checks));
        }
    }
    groups.into_values().collect()
}

/// What one retrieval showed.
pub(super) struct Part {
    judged: Vec<(usize, Judged)>,
    matrix: Option<FieldMatrix>,
    faults: Vec<Fault>,
    members: Vec<usize>,
    evidence: Vec<(u64, Endpoint, Arc<ExchangeRecord>)>,
    halted: Option<Text>,
}

/// A request of the retrieval that was not served.
#[derive(Clone, Debug)]
struct Fault {
    exchange: u64,
    endpoint: Endpoint,
    got: Text,
    undecided: bool,
}

/// All retrievals together.
#[derive(Default)]
pub(super) struct Gathered {
    judged: HashMap<usize, Judged>,
    faults: HashMap<usize, Vec<Fault>>,
    halted: HashMap<usize, Text>,
    served: HashSet<usize>,
    evidence: HashMap<usize, Vec<(u64, Endpoint, Arc<ExchangeRecord>)>>,
    matrix: Option<FieldMatrix>,
}

impl Gathered {
    pub(super) fn take(&mut self, part: Part) {
        for index in &part.members {
            match &part.halted {
                Some(why) => {
                    self.halted.insert(*index, why.clone());
                }
                None => {
                    self.served.insert(*index);
                }
            }
            self.faults
                .entry(*index)
                .or_default()
                .extend(part.faults.iter().cloned());
            self.evidence
                .entry(*index)
                .or_default()
                .extend(part.evidence.iter().cloned());
        }
        for (index, judged) in part.judged {
            self.judged.entry(index).or_default().join(judged);
        }
        match (&mut self.matrix, part.matrix) {
            (Some(matrix), Some(more)) => matrix.join(more),
            (None, more) => self.matrix = more,
            (Some(_), None) => {}
        }
    }

    /// What became of an instance, over all its retrievals.
    pub(super) fn conclude(&self, index: usize, planned: &Planned) -> CaseResult {
        if let Err(why) = &planned.decision {
            return CaseResult::not_applicable(planned, why.clone());
        }
        let judged = match (&planned.instance.row, &self.matrix) {
            (Some(row), Some(matrix)) => matrix.judge(row),
            _ => self.judged.get(&index).cloned().unwrap_or_default(),
        };
        let breached = judged
            .findings
            .iter()
            .any(|finding| finding.kind == Kind::Breach);
        let fault = self.faults.get(&index).and_then(|faults| {
            faults.iter().find(|fault| {
                planned.instance.endpoint == fault.endpoint || planned.instance.row.is_none()
            })
        });
        let outcome = match (breached, self.halted.get(&index), fault) {
            (true, _, _) => Outcome::Violates,
            (false, Some(why), _) => Outcome::Inconclusive(why.clone()),
            (false, None, Some(fault)) if !judges_faults(planned) || fault.undecided => {
                Outcome::Inconclusive(Text::new(
                    format!(
                        "part of the retrieval failed at {:?}: {}",
                        fault.endpoint, fault.got.en
                    ),
                    format!(
                        "en del av innhentingen feilet på {:?}: {}",
                        fault.endpoint, fault.got.nb
                    ),
                ))
            }
            (false, None, _) if judged.things == 0 => Outcome::NotApplicable(
                judged
                    .missing
                    .clone()
                    .unwrap_or_else(|| Text::new("nothing to judge", "ingenting å bedømme")),
            ),
            (false, None, _) => Outcome::Conforms,
        };
        CaseResult {
            instance: planned.instance.clone(),
            evidence: self.evidence_of(index, &planned.instance, &judged.findings),
            outcome,
            findings: judged.findings,
            property: None,
        }
    }

    /// The exchanges that findings point to, or the first one on the instance's endpoint.
    fn evidence_of(
        &self,
        index: usize,
        instance: &Instance,
        findings: &[Finding],
    ) -> Vec<(u64, Role, Arc<ExchangeRecord>)> {
        const MOST: usize = 5;
        let all = self.evidence.get(&index).map_or(&[][..], Vec::as_slice);
        let wanted: HashSet<u64> = findings
            .iter()
            .filter_map(|finding| finding.exchange)
            .map(|id| id.0)
            .collect();
        let mut found: Vec<_> = all
            .iter()
            .filter(|(id, _, _)| wanted.contains(id))
            .take(MOST)
            .collect();
        if found.is_empty() {
            found.extend(
                all.iter()
                    .find(|(_, endpoint, _)| *endpoint == instance.endpoint),
            );
        }
        found
            .into_iter()
            .map(|(id, _, record)| (*id, Role::Retrieval, Arc::clone(record)))
            .collect()
    }

    pub(super) fn into_matrix(self) -> Option<FieldMatrix> {
        self.matrix
    }
}

fn judges_faults(planned: &Planned) -> bool {
    matches!(&planned.instance.case.script, Script::Retrieval(survey) if survey.checks.iter().any(|check| check == COMPLETE))
}

/// The checks of one retrieval while it goes on.
struct Bench {
    checks: Vec<(usize, Box<dyn RetrievalCheck>)>,
    matrix: Option<FieldMatrix>,
    faults: Vec<Fault>,
    requests: u64,
    evidence: Vec<(u64, Endpoint, Arc<ExchangeRecord>)>,
}

impl Runner {
    /// Retrieves everything for one party and shows it to the checks.
    pub(super) async fn retrieve(&self, group: &Group) -> Part {
        let members = group.members.iter().map(|(index, _)| *index).collect();
        let halt = |why: Text, members| Part {
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
        let choice = SceneChoice {
            service: &group.instance.service,
            party: &group.party,
            baseline: &group.baseline,
        };
        let scene = match self.scene(&choice).await {
            Ok(scene) => scene,
            Err(error) => return halt(Text::same(error.to_string()), members),
        };
        let mut bench = self.bench(group);
        let stopped = self.walk_accounts(group, &scene, &mut bench).await.err();
        let grounds = self.grounds(&group.instance, &scene, &self.target.readings);
        let mut judged: Vec<(usize, Judged)> = bench
            .checks
            .into_iter()
            .map(|(index, check)| (index, check.conclude(&grounds)))
            .collect();
        judged.extend(completeness(group, bench.requests, &bench.faults));
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
        for (index, names) in &group.members {
            for name in names.iter().filter(|name| *name != COMPLETE) {
                checks.extend(
                    registry::retrieval_check(name, &self.tools).map(|check| (*index, check)),
                );
            }
        }
        let services: Vec<&str> = self.target.services.iter().map(String::as_str).collect();
        Bench {
            checks,
            matrix: group
                .fields
                .then(|| FieldMatrix::new(&self.catalogue.fields, &services)),
            faults: Vec::new(),
            requests: 0,
            evidence: Vec::new(),
        }
    }

    async fn walk_accounts(
        &self,
        group: &Group,
        scene: &Scene,
        bench: &mut Bench,
    ) -> Result<(), Text> {
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
                    entries.extend(accounts.iter().cloned());
                }
            },
        )
        .await?;
        let mut asked = HashSet::new();
        for entry in &entries {
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
                    Some((entry, &listed)),
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
    ) -> Result<(), Text> {
        let mut next: Option<String> = None;
        let mut visited = HashSet::new();
        for page in 1..=MOST_PAGES {
            let changes = match &next {
                Some(path) => next_page(path),
                None => Vec::new(),
            };
            let how = How {
                retry: true,
                fresh_token: false,
                compare_keys: false,
            };
            let listed = account.map(|(_, listed)| listed);
            let (exchange, answer) = self
                .exchange(scene, endpoint, listed, &changes, how)
                .await
                .map_err(words)?;
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
            match &next {
                Some(path) if visited.insert(path.clone()) && is_relative(path) => {}
                _ => return Ok(()),
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
            fact: scene
                .party
                .accounts
                .iter()
                .find(|fact| Some(&fact.number) == listed.number.as_ref()),
        });
        let endpoint = exchange.request.endpoint;
        let view = View {
            endpoint,
            page,
            last_page,
            account,
            exchange,
            answer,
            document,
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

fn words(undone: super::Undone) -> Text {
    match undone {
        super::Undone::Lacks(text) | super::Undone::Trouble(text) => text,
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
    let (got, undecided) = match judge(
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
            (Some(answer), _) => (Text::same(summary(answer)), false),
            (None, Some(finding)) => (finding.what.clone(), false),
            (None, None) => return None,
        },
        Met::Undecided(why) => (why, true),
    };
    bench
        .evidence
        .push((exchange.id.0, endpoint, record(exchange, answer.as_ref())));
    bench.faults.push(Fault {
        exchange: exchange.id.0,
        endpoint,
        got,
        undecided,
    });
    None
}

fn completeness(group: &Group, requests: u64, faults: &[Fault]) -> Vec<(usize, Judged)> {
    let judged = || {
        let findings = faults
            .iter()
            .filter(|fault| !fault.undecided)
            .map(|fault| {
                Finding::breach(Text::new(
                    format!("{:?} was not served within a retrieval", fault.endpoint),
                    format!("{:?} ble ikke besvart i en innhenting", fault.endpoint),
                ))
                .expected(Text::new(
                    "200 and a readable document",
                    "200 og et lesbart dokument",
                ))
                .got(fault.got.en.clone())
                .in_exchange(crate::exchange::ExchangeId(fault.exchange))
            })
            .collect();
        Judged::of(requests, findings)
    };
    group
        .members
        .iter()
        .filter(|(_, names)| names.iter().any(|name| name == COMPLETE))
        .map(|(index, _)| (*index, judged()))
        .collect()
}

/// The `href` of the link to the next page.
pub(super) fn follow(document: &serde_json::Value) -> Option<String> {
    let links = document.get("links")?.as_array()?;
    let next = links
        .iter()
        .find(|link| link.get("rel").and_then(serde_json::Value::as_str) == Some("next"))?;
    next.get("href")?.as_str().map(str::to_owned)
}

/// Whether a link stays below the base URL: no scheme, no host, no way up.
pub(super) fn is_relative(href: &str) -> bool {
    !href.contains("://")
        && !href.starts_with("//")
        && !href.contains("..")
        && !href.contains(['\\', '\r', '\n', ' '])
}

/// The changes that ask for a following page: its path, and no query of our own.
pub(super) fn next_page(href: &str) -> Vec<Change> {
    let path = if href.starts_with('/') {
        href.to_owned()
    } else {
        format!("/{href}")
    };
    let literal = Template {
        pieces: vec![crate::catalogue::Piece::Literal(path)],
    };
    let names = [
        wire::messages::query::FROM_DATE,
        wire::messages::query::TO_DATE,
        wire::messages::query::ONLY_PRIMARY_OWNER,
    ];
    let mut changes = vec![Change::Path(literal)];
    changes
        .extend(names.map(|name| Change::Query(name.to_owned(), crate::catalogue::Edit::Remove)));
    changes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn follows_only_the_link_called_next() {
        let document =
            json!({"links": [{"rel": "self", "href": "/a"}, {"rel": "next", "href": "/b"}]});
        assert_eq!(follow(&document).as_deref(), Some("/b"));
        assert_eq!(
            follow(&json!({"links": [{"rel": "self", "href": "/a"}]})),
            None
        );
    }

    #[test]
    fn a_link_to_another_host_is_not_relative() {
        for href in [
            "https://evil.example/accounts",
            "//evil.example/accounts",
            "/accounts/../admin",
        ] {
            assert!(!is_relative(href), "{href}");
        }
        assert!(is_relative("/accounts/x/transactions?cursor=2"));
    }
}
