//! How one input is sent and judged, by the manner of its property.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::property::period;
use crate::runner::property::{
    Answer, Arc, Endpoint, Exchange, Expectation, Finding, Halt, How, Input, Kind, Ledger,
    ListedAccount, Manner, Met, Role, Runner, Scene, SceneChoice, Sent, Text, Trial, Undone, judge,
};
use crate::runner::retrieval::{follow, is_relative, next_page};
use crate::stimulus::Changes;
use judge::check::{AccountInView, Seen, View, consistency, registry};
use pack::catalogue::Change;
use plan::Instance;

/// No list of a piece is followed further than this many pages.
const MOST_PAGES: usize = 100;

/// The most exchanges that are kept of one input.
const MOST_EVIDENCE: usize = 4;

/// The checks that a document of [`Manner::Form`] must pass.
const FORM: [&str; 1] = ["schema"];

/// What the requests of an input share.
struct Stage<'t> {
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
            sent.undecided = Some(why.text());
            return sent;
        }
        if let Err(halt) = self.play(trial, input, keep, &mut sent).await {
            let (Halt::NotApplicable(why) | Halt::Undecided(why)) = halt;
            sent.undecided = Some(why);
        }
        sent
    }

    async fn play(
        &self,
        trial: &Trial<'_>,
        input: &Input,
        keep: bool,
        sent: &mut Sent,
    ) -> Result<(), Halt> {
        let stage = self.stage(trial, input, keep).await?;
        match trial.name.manner() {
            Manner::Answer => {
                if matches!(input.expectation, Expectation::Refused { .. }) {
                    self.control_holds(&stage).await?;
                }
                self.ask(&stage, &input.changes(), &input.expectation, sent)
                    .await
                    .map(|_| ())
            }
            Manner::Survival => self
                .ask(&stage, &input.changes(), &input.expectation, sent)
                .await
                .map(|_| ()),
            Manner::SameAsValid => {
                self.control_holds(&stage).await?;
                let valid = self
                    .control(&stage.scene, stage.endpoint(), stage.account.as_ref())
                    .await?;
                let answered = self
                    .ask(&stage, &input.changes(), &Expectation::Accepted, sent)
                    .await?;
                let before = self.answer_of(&valid, &stage.scene);
                if let (Some((exchange, answer)), Some(before)) = (answered, before) {
                    let before = Seen {
                        exchange: &valid.exchange,
                        answer: &before,
                    };
                    self.compare(
                        &stage,
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
                    .ask(&stage, &input.changes(), &Expectation::Accepted, sent)
                    .await?;
                let second = self
                    .ask(&stage, &input.changes(), &Expectation::Accepted, sent)
                    .await?;
                if let (Some((one, before)), Some((other, answer))) = (first, second) {
                    let before = Seen {
                        exchange: &one,
                        answer: &before,
                    };
                    self.compare(
                        &stage,
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
                    .ask(&stage, &input.changes(), &Expectation::Accepted, sent)
                    .await?
                {
                    self.examine(&stage, &exchange, &answer, sent).await?;
                }
                Ok(())
            }
            Manner::Pieces => self.join_pieces(&stage, sent).await,
        }
    }

    async fn stage<'t>(
        &self,
        trial: &'t Trial<'t>,
        input: &'t Input,
        keep: bool,
    ) -> Result<Stage<'t>, Halt> {
        let instance = &trial.planned.instance;
        let party = trial
            .facts
            .parties
            .get(input.party)
            .or_else(|| trial.facts.parties.first())
            .ok_or_else(|| {
                Halt::NotApplicable(Text::new("no party was chosen", "ingen part ble valgt"))
            })?;
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
        Ok(Stage {
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
            return Err(Halt::Undecided(Text::new(
                format!("Accounts, which comes first, was not accepted: {}", why.en),
                format!("Accounts, som kommer først, ble ikke godtatt: {}", why.nb),
            )));
        }
        scene.choose(&tried.listed(), None).cloned().ok_or_else(|| {
            Halt::NotApplicable(Text::new(
                "needs fixture: an open account",
                "krever testdata: en åpen konto",
            ))
        })
    }

    /// The valid request must be accepted, or a refusal proves nothing.
    async fn control_holds(&self, stage: &Stage<'_>) -> Result<(), Halt> {
        let tried = self
            .control(&stage.scene, stage.endpoint(), stage.account.as_ref())
            .await?;
        match &tried.refused {
            None => Ok(()),
            Some(why) => Err(Halt::Undecided(Text::new(
                format!(
                    "the control, the valid request itself, was not accepted: {}",
                    why.en
                ),
                format!(
                    "kontrollen, den gyldige forespørselen selv, ble ikke godtatt: {}",
                    why.nb
                ),
            ))),
        }
    }

    /// Sends one request and judges its answer; the answer is given back if it was accepted as a document.
    async fn ask(
        &self,
        stage: &Stage<'_>,
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
                &stage.scene,
                stage.endpoint(),
                stage.account.as_ref(),
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
        if (breached || stage.keep) && sent.evidence.len() < MOST_EVIDENCE {
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

    fn compare(&self, stage: &Stage<'_>, now: Seen<'_>, before: Seen<'_>, sent: &mut Sent) {
        let grounds = self.grounds(stage.instance(), &stage.scene, &self.target.readings);
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
        stage: &Stage<'_>,
        exchange: &Arc<Exchange>,
        answer: &Answer,
        sent: &mut Sent,
    ) -> Result<(), Halt> {
        let Some(document) = answer.document() else {
            return Ok(());
        };
        let entry = match &stage.account {
            Some(account) => self.entry_of(&stage.scene, account).await?,
            None => Value::Null,
        };
        let account = stage.account.as_ref().map(|listed| AccountInView {
            entry: &entry,
            reference: &listed.reference,
            fact: stage
                .scene
                .party
                .accounts
                .iter()
                .find(|fact| Some(&fact.number) == listed.number.as_ref()),
        });
        let grounds = self.grounds(stage.instance(), &stage.scene, &self.target.readings);
        let view = View {
            endpoint: stage.endpoint(),
            page: 1,
            last_page: true,
            account,
            exchange,
            answer,
            document,
        };
        let mut findings = Vec::new();
        for mut check in FORM
            .iter()
            .filter_map(|name| registry::retrieval_check(name, &self.tools))
        {
            check.see(&view, &grounds);
            findings.extend(check.conclude(&grounds).findings);
        }
        findings.extend(self.delivered(&view, &grounds));
        findings.retain(|finding| finding.kind == Kind::Breach);
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

    /// «Teknisk obligatorisk» and «Utleveres ikke»: what one answer alone can break.
    fn delivered(&self, view: &View<'_>, grounds: &judge::check::Grounds<'_>) -> Vec<Finding> {
        use wire::profile::Category;
        let rows: Vec<_> = self
            .catalogue
            .fields
            .iter()
            .filter(|row| row.service == grounds.service.id && row.endpoint == view.endpoint)
            .filter(|row| {
                matches!(
                    row.category,
                    Category::TechnicallyMandatory | Category::NotDelivered
                )
            })
            .cloned()
            .collect();
        let mut matrix =
            judge::check::fields::FieldMatrix::new(&rows, &[grounds.service.id.as_str()]);
        matrix.see(view, grounds);
        rows.iter()
            .flat_map(|row| matrix.judge(row).findings)
            .collect()
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
    async fn join_pieces(&self, stage: &Stage<'_>, sent: &mut Sent) -> Result<(), Halt> {
        let pieces = &stage.input.pieces;
        let Some(whole) = pieces
            .first()
            .zip(pieces.last())
            .map(|(first, last)| (first.0, last.1))
        else {
            return Ok(());
        };
        let all = self.transactions(stage, whole, sent).await?;
        let mut joined: BTreeMap<String, usize> = BTreeMap::new();
        for piece in pieces {
            for (key, times) in self.transactions(stage, *piece, sent).await? {
                *joined.entry(key).or_default() += times;
            }
        }
        if sent.fails() {
            return Ok(());
        }
        let differing = all
            .keys()
            .chain(joined.keys())
            .find(|key| all.get(*key) != joined.get(*key));
        if let Some(key) = differing {
            let count = |set: &BTreeMap<String, usize>| set.get(key).copied().unwrap_or_default();
            sent.findings.push(
                Finding::breach(Text::new(
                    "the pieces of the period do not add up to the whole",
                    "delene av perioden utgjør ikke det hele",
                ))
                .expected(Text::new(
                    format!(
                        "each transaction as often as in the whole period: {} time(s)",
                        count(&all)
                    ),
                    format!(
                        "hver transaksjon like ofte som i hele perioden: {} gang(er)",
                        count(&all)
                    ),
                ))
                .received(format!("{} time(s): {key}", count(&joined))),
            );
        }
        Ok(())
    }

    /// How often each transaction occurs over all pages of a period.
    async fn transactions(
        &self,
        stage: &Stage<'_>,
        (from, to): (jiff::civil::Date, jiff::civil::Date),
        sent: &mut Sent,
    ) -> Result<BTreeMap<String, usize>, Halt> {
        let mut found = BTreeMap::new();
        let mut changes = period(from, to);
        let mut visited = std::collections::HashSet::new();
        for _ in 0..MOST_PAGES {
            let Some((exchange, answer)) = self
                .ask(stage, &changes, &Expectation::Accepted, sent)
                .await?
            else {
                break;
            };
            let Some(document) = answer.document() else {
                break;
            };
            let listed = document
                .get("transactions")
                .and_then(Value::as_array)
                .map_or(&[][..], Vec::as_slice);
            for transaction in listed {
                *found.entry(told(transaction)).or_default() += 1;
            }
            if sent.evidence.len() < MOST_EVIDENCE && !stage.keep {
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
        let outcome = match self.stage(trial, &valid, false).await {
            Ok(stage) => self
                .ask(&stage, &[], &Expectation::Accepted, &mut sent)
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

/// What a transaction tells whatever the period it was asked for in: its identifier, day, amount and direction.
fn told(transaction: &Value) -> String {
    const TOLD: [&str; 5] = [
        "transactionIdentifier",
        "bookingDate",
        "amount",
        "creditDebitIndicator",
        "currency",
    ];
    let mut words = Vec::new();
    for name in TOLD {
        words.extend(transaction.get(name).map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }));
    }
    words.join(" ")
}

impl<'t> Stage<'t> {
    fn instance(&self) -> &'t Instance {
        &self.trial.planned.instance
    }

    fn endpoint(&self) -> Endpoint {
        self.trial.planned.instance.endpoint
    }
}
