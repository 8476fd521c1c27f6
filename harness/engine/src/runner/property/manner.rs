//! How one input is sent and judged, by the manner of its property.

use std::cell::OnceCell;

use serde_json::Value;

use crate::property::{period, property_endpoint};
use crate::runner::property::{
    Answer, Arc, Endpoint, Exchange, Expectation, Finding, Halt, How, Input, Kind, Ledger,
    ListedAccount, Manner, Met, Role, Runner, Scene, SceneChoice, Sent, Trial, Undone, judge,
};
use crate::runner::retrieval::{follow, is_relative, next_page};
use crate::stimulus::Changes;
use judge::check::property::{self, Occurrences};
use judge::check::{AccountInView, Seen, View, consistency};
use judge::expectation::accepted_control;
use pack::catalogue::Change;
use pack::reason::{self, Reason};
use plan::Instance;

/// No list of a piece is followed further than this many pages.
const MOST_PAGES: usize = 100;

/// The most exchanges that are kept of one input.
const MOST_EVIDENCE: usize = 4;

/// What the requests of an input share.
struct Shared<'t> {
    trial: &'t Trial<'t>,
    scene: Arc<Scene>,
    account: Option<ListedAccount>,
    input: &'t Input,
    keep: bool,
}

impl Sent {
    fn nothing() -> Self {
        Self {
            findings: Vec::new(),
            undecided: None,
            evidence: Vec::new(),
            requests: 0,
        }
    }
}

impl Runner {
    /// Sends an input as its property asks, and judges what comes. The evidence of what conforms is kept if `keep`.
    pub(super) async fn send_input(&self, trial: &Trial<'_>, input: &Input, keep: bool) -> Sent {
        let mut sent = Sent::nothing();
        if let Some(why) = self.given_up() {
            sent.undecided = Some(why);
            return sent;
        }
        if let Err(halt) = self.try_input(trial, input, keep, &mut sent).await {
            let (Halt::NotApplicable(why) | Halt::Undecided(why)) = halt;
            sent.undecided = Some(why);
        }
        sent
    }

    async fn try_input(
        &self,
        trial: &Trial<'_>,
        input: &Input,
        keep: bool,
        sent: &mut Sent,
    ) -> Result<(), Halt> {
        let shared = self.shared(trial, input, keep).await?;
        match trial.name.manner() {
            Manner::Answer => {
                if matches!(input.expectation, Expectation::Refused { .. }) {
                    self.control_holds(&shared).await?;
                }
                self.ask(&shared, &input.changes(), &input.expectation, sent)
                    .await
                    .map(|_| ())
            }
            Manner::Survival => self
                .ask(&shared, &input.changes(), &input.expectation, sent)
                .await
                .map(|_| ()),
            Manner::SameAsValid => {
                self.control_holds(&shared).await?;
                let valid = self
                    .control(
                        &shared.scene,
                        shared.instance().endpoint,
                        shared.account.as_ref(),
                    )
                    .await?;
                let answered = self
                    .ask(&shared, &input.changes(), &Expectation::Accepted, sent)
                    .await?;
                let before = self.answer_of(&valid, &shared.scene);
                if let (Some((exchange, answer)), Some(before)) = (answered, before) {
                    let before = Seen {
                        exchange: &valid.exchange,
                        answer: &before,
                    };
                    self.compare(
                        &shared,
                        Seen {
                            exchange: &exchange,
                            answer: &answer,
                        },
                        before,
                        sent,
                    );
                }
                Ok(())
            }
            Manner::Twice => {
                let first = self
                    .ask(&shared, &input.changes(), &Expectation::Accepted, sent)
                    .await?;
                let second = self
                    .ask(&shared, &input.changes(), &Expectation::Accepted, sent)
                    .await?;
                if let (Some((one, before)), Some((other, answer))) = (first, second) {
                    let before = Seen {
                        exchange: &one,
                        answer: &before,
                    };
                    self.compare(
                        &shared,
                        Seen {
                            exchange: &other,
                            answer: &answer,
                        },
                        before,
                        sent,
                    );
                }
                Ok(())
            }
            Manner::Form => {
                if let Some((exchange, answer)) = self
                    .ask(&shared, &input.changes(), &Expectation::Accepted, sent)
                    .await?
                {
                    self.examine(&shared, &exchange, &answer, sent).await?;
                }
                Ok(())
            }
            Manner::Pieces => self.join_pieces(&shared, sent).await,
        }
    }

    async fn shared<'t>(
        &self,
        trial: &'t Trial<'t>,
        input: &'t Input,
        keep: bool,
    ) -> Result<Shared<'t>, Halt> {
        let instance = &trial.planned.instance;
        let party = trial
            .facts
            .parties
            .get(input.party)
            .or_else(|| trial.facts.parties.first())
            .ok_or_else(|| Halt::NotApplicable(Reason::new(&reason::NO_PARTY)))?;
        let choice = SceneChoice {
            service: &instance.service,
            party,
            baseline: &input.baseline,
        };
        let scene = self.scene(&choice).await.map_err(Undone::from)?;
        let account = if instance.endpoint == Endpoint::Accounts {
            None
        } else {
            Some(self.open_account(&scene).await?)
        };
        Ok(Shared {
            trial,
            scene,
            account,
            input,
            keep,
        })
    }

    async fn open_account(&self, scene: &Scene) -> Result<ListedAccount, Halt> {
        let tried = self.account_list(scene).await?;
        if let Some(why) = &tried.refused {
            return Err(Halt::Undecided(
                Reason::new(&reason::ACCOUNTS_NOT_ACCEPTED).caused_by(why),
            ));
        }
        scene
            .choose(&tried.listed(), None)
            .cloned()
            .ok_or_else(|| Halt::NotApplicable(Reason::new(&reason::NEEDS_OPEN_ACCOUNT)))
    }

    /// The valid request must be accepted, or a refusal proves nothing.
    async fn control_holds(&self, shared: &Shared<'_>) -> Result<(), Halt> {
        let tried = self
            .control(
                &shared.scene,
                shared.instance().endpoint,
                shared.account.as_ref(),
            )
            .await?;
        accepted_control(tried.refused.as_ref())
    }

    /// Sends one request and judges its answer; the answer is given back if it was accepted as a document.
    async fn ask(
        &self,
        shared: &Shared<'_>,
        changes: &[Change],
        expectation: &Expectation,
        sent: &mut Sent,
    ) -> Result<Option<(Arc<Exchange>, Answer)>, Halt> {
        let how = How {
            retry: !matches!(expectation, Expectation::Survives),
            ..How::default()
        };
        let (exchange, answer) = self
            .exchange(
                &shared.scene,
                shared.instance().endpoint,
                shared.account.as_ref(),
                &Changes::of(changes),
                how,
            )
            .await?;
        sent.requests += 1;
        let findings = match judge(
            expectation,
            &exchange,
            answer.as_ref(),
            self.target.production,
        ) {
            Met::Undecided(why) => return Err(Halt::Undecided(why)),
            Met::Decided(findings) => findings,
        };
        let breached = findings.iter().any(|finding| finding.kind == Kind::Breach);
        if (breached || shared.keep) && sent.evidence.len() < MOST_EVIDENCE {
            sent.evidence.push((
                exchange.id.0,
                Role::Request,
                self.record(&exchange, answer.as_ref()),
            ));
        }
        sent.findings.extend(
            findings
                .into_iter()
                .filter(|finding| finding.kind == Kind::Breach),
        );
        Ok(answer
            .filter(|answer| !breached && answer.status == 200)
            .map(|answer| (exchange, answer)))
    }

    fn compare(&self, shared: &Shared<'_>, now: Seen<'_>, before: Seen<'_>, sent: &mut Sent) {
        let grounds = self.grounds(shared.instance(), &shared.scene, &self.target.readings);
        let judged = consistency::same_data(now, &[before], &grounds);
        let breaches: Vec<Finding> = judged
            .findings
            .into_iter()
            .filter(|finding| finding.kind == Kind::Breach)
            .collect();
        if !breaches.is_empty() {
            sent.evidence.clear();
            for seen in [before, now] {
                let record = self.record(seen.exchange, Some(seen.answer));
                sent.evidence
                    .push((seen.exchange.id.0, Role::Request, record));
            }
        }
        sent.findings.extend(breaches);
    }

    /// Holds a document against its schema and the rows of the delivery table that bind every single answer.
    async fn examine(
        &self,
        shared: &Shared<'_>,
        exchange: &Arc<Exchange>,
        answer: &Answer,
        sent: &mut Sent,
    ) -> Result<(), Halt> {
        let Some(document) = answer.document() else {
            return Ok(());
        };
        let entry = match &shared.account {
            Some(account) => self.entry_of(&shared.scene, account).await?,
            None => Value::Null,
        };
        let account = shared.account.as_ref().map(|listed| AccountInView {
            entry: &entry,
            reference: &listed.reference,
            fact: shared
                .scene
                .party
                .accounts
                .iter()
                .find(|fact| listed.is_of(fact)),
        });
        let grounds = self.grounds(shared.instance(), &shared.scene, &self.target.readings);
        let view = View {
            endpoint: shared.endpoint(),
            page: 1,
            last_page: true,
            account,
            exchange,
            answer,
            document,
            differs: &OnceCell::new(),
        };
        let findings = property::form(&view, &grounds, &self.tools);
        if !findings.is_empty() {
            sent.evidence = vec![(
                exchange.id.0,
                Role::Request,
                self.record(exchange, Some(answer)),
            )];
        }
        sent.findings.extend(findings);
        Ok(())
    }

    async fn entry_of(&self, scene: &Scene, account: &ListedAccount) -> Result<Value, Halt> {
        let tried = self.account_list(scene).await?;
        let entries = tried
            .answer
            .as_ref()
            .and_then(Answer::document)
            .and_then(|document| document.get("accounts"));
        let entries = entries
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let found = entries.iter().find(|entry| {
            entry.get("accountReference").and_then(Value::as_str)
                == Some(account.reference.as_str())
        });
        Ok(found.cloned().unwrap_or(Value::Null))
    }

    /// All pages of the whole period hold what all pages of its pieces hold.
    async fn join_pieces(&self, shared: &Shared<'_>, sent: &mut Sent) -> Result<(), Halt> {
        let pieces = &shared.input.pieces;
        let Some(whole) = pieces
            .first()
            .zip(pieces.last())
            .map(|(first, last)| (first.0, last.1))
        else {
            return Ok(());
        };
        let all = self.transactions(shared, whole, sent).await?;
        let mut joined = Occurrences::default();
        for piece in pieces {
            joined.join(self.transactions(shared, *piece, sent).await?);
        }
        if !sent.fails() {
            sent.findings.extend(joined.differs_from(&all));
        }
        Ok(())
    }

    /// How often each transaction occurs over all pages of a period.
    async fn transactions(
        &self,
        shared: &Shared<'_>,
        (from, to): (jiff::civil::Date, jiff::civil::Date),
        sent: &mut Sent,
    ) -> Result<Occurrences, Halt> {
        let mut found = Occurrences::default();
        let mut changes = period(from, to);
        let mut visited = std::collections::HashSet::new();
        for _ in 0..MOST_PAGES {
            let Some((exchange, answer)) = self
                .ask(shared, &changes, &Expectation::Accepted, sent)
                .await?
            else {
                break;
            };
            let Some(document) = answer.document() else {
                break;
            };
            found.count(document);
            if sent.evidence.len() < MOST_EVIDENCE && !shared.keep {
                sent.evidence.push((
                    exchange.id.0,
                    Role::Retrieval,
                    self.record(&exchange, Some(&answer)),
                ));
            }
            match follow(document) {
                Some(path) if is_relative(&path) && visited.insert(path.clone()) => {
                    changes = next_page(&path);
                }
                _ => break,
            }
        }
        Ok(found)
    }

    /// After all the noise, the valid request must still be accepted.
    pub(super) async fn afterwards(&self, trial: &Trial<'_>, ledger: &mut Ledger) {
        let valid = Input::valid(trial.facts.baseline());
        let mut sent = Sent::nothing();
        let outcome = match self.shared(trial, &valid, false).await {
            Ok(shared) => self
                .ask(&shared, &[], &Expectation::Accepted, &mut sent)
                .await
                .map(|_| ()),
            Err(halt) => Err(halt),
        };
        ledger.requests += sent.requests;
        match outcome {
            Err(Halt::NotApplicable(why) | Halt::Undecided(why)) => {
                ledger.undecided.get_or_insert(why);
            }
            Ok(()) if sent.fails() => ledger.failing = Some((0, valid, sent)),
            Ok(()) => {}
        }
    }
}

impl<'t> Shared<'t> {
    fn instance(&self) -> &'t Instance {
        &self.trial.planned.instance
    }

    fn endpoint(&self) -> Endpoint {
        property_endpoint(self.instance())
    }
}
