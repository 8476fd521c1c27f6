//! Properties: generated inputs in order, and for the first that fails the least one that still does.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use futures::stream::{self, StreamExt as _};
use wire::messages::{Endpoint, media_type};
use wire::world::PartyEntry;

use crate::property::{Budget, Digest, Facts, Input, Seed, Shrinking, Source, regression, source};
use crate::runner::{How, Runner, Undone};
use crate::scene::{ListedAccount, Scene};
use crate::stimulus::SceneChoice;
use judge::answer::{Answer, Content};
use judge::check::property::{fails_sometimes, input_sent};
use judge::exchange::Exchange;
use judge::expectation::{Halt, Met, judge};
use judge::finding::{Finding, Kind};
use judge::verdict::Outcome;
use pack::catalogue::{Baseline, Expectation};
use pack::property::{Manner, PropertyName};
use pack::reason::{self, Reason};
use pack::text::Text;
use plan::Planned;
use record::choice::Choice;
use record::result::CaseResult;
use record::tried::{Counterexample, Tried};
use record::{ExchangeRecord, Role};

mod manner;

/// How often a request is sent that fails only sometimes, to learn whether the input matters at all.
const REPEATS: usize = 600;

/// One property on one endpoint.
struct Trial<'p> {
    planned: &'p Planned,
    name: PropertyName,
    facts: Facts,
    source: Source,
}

/// What one input led to.
struct Sent {
    findings: Vec<Finding>,
    undecided: Option<Reason>,
    evidence: Vec<(u64, Role, Arc<ExchangeRecord>)>,
    requests: usize,
}

impl Sent {
    fn fails(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.kind == Kind::Breach)
    }
}

/// A property is left after so many inputs that could not be judged: the target has gone away.
const MOST_UNDECIDED: usize = 5;

/// What all inputs led to.
#[derive(Default)]
struct Ledger {
    digest: Digest,
    generated: usize,
    unjudged: usize,
    judged: usize,
    requests: usize,
    undecided: Option<Reason>,
    sample: Vec<(u64, Role, Arc<ExchangeRecord>)>,
    failing: Option<(usize, Input, Sent)>,
}

impl Ledger {
    fn generate(&mut self, input: Option<&Input>) {
        self.generated += 1;
        self.digest
            .add(&input.map(Input::canonical).unwrap_or_default());
    }

    /// Notes what became of an input; whether to go on.
    fn take(&mut self, index: usize, input: Input, sent: Sent) -> bool {
        self.requests += sent.requests;
        if let Some(why) = &sent.undecided {
            self.unjudged += 1;
            self.undecided.get_or_insert_with(|| why.clone());
            return self.unjudged < MOST_UNDECIDED;
        }
        self.judged += 1;
        if sent.fails() {
            self.failing = Some((index, input, sent));
            return false;
        }
        if self.sample.is_empty() {
            self.sample = sent.evidence;
        }
        true
    }
}

impl Runner {
    /// Tries a property.
    pub(super) async fn property(
        &self,
        planned: &Planned,
        name: PropertyName,
        parties: &[Arc<PartyEntry>],
    ) -> CaseResult {
        let facts = Facts::of(
            &planned.instance,
            &self.target,
            parties,
            self.clock.today(),
            self.gives_clear(planned, parties).await,
        );
        if facts.parties.is_empty() {
            let why = Reason::new(&reason::NEEDS_PARTY_WITH_OPEN_ACCOUNT);
            return CaseResult::not_applicable(planned, why);
        }
        let Some(source) = source(name, &facts, &self.catalogue.cases) else {
            let why = Reason::new(&reason::PROPERTY_NOT_APPLICABLE);
            return CaseResult::not_applicable(planned, why);
        };
        let trial = Trial {
            planned,
            name,
            facts,
            source,
        };
        match &self.options.properties.replay {
            Some(choice) => self.replay(&trial, choice).await,
            None => self.try_all(&trial).await,
        }
    }

    /// Whether the target answers in clear where that is asked for. In production it must not, and in test it need
    /// not: then properties are tried with encrypted answers. A failure of another kind is left to be found.
    async fn gives_clear(&self, planned: &Planned, parties: &[Arc<PartyEntry>]) -> bool {
        if self.target.production {
            return false;
        }
        let probe = || async {
            let Some(party) = parties.first() else {
                return true;
            };
            let baseline = Baseline {
                accept: Some(media_type::JSON.to_owned()),
                ..Baseline::default()
            };
            let choice = SceneChoice {
                service: &planned.instance.service,
                party,
                baseline: &baseline,
            };
            let Ok(scene) = self.scene(&choice).await else {
                return true;
            };
            let tried = self.account_list(&scene).await;
            let Ok(tried) = tried else {
                return true;
            };
            self.answer_of(&tried, &scene).is_none_or(|answer| {
                answer.status != 406 && !matches!(answer.content, Content::Encrypted { .. })
            })
        };
        *self.clear.get_or_init(probe).await
    }

    async fn try_all(&self, trial: &Trial<'_>) -> CaseResult {
        let inputs = trial.source.len(self.options.properties.cases);
        let mut ledger = Ledger::default();
        {
            let work = stream::iter(0..inputs).map(|index| self.numbered(trial, index));
            let mut running = work.buffered(self.width());
            while let Some((index, input, sent)) = running.next().await {
                ledger.generate(input.as_ref());
                let Some((input, sent)) = input.zip(sent) else {
                    continue;
                };
                if !ledger.take(index, input, sent) || self.given_up().is_some() {
                    break;
                }
            }
        }
        for index in ledger.generated..inputs {
            ledger.generate(self.numbered_input(trial, index).as_ref());
        }
        if trial.name.manner() == Manner::Survival && ledger.failing.is_none() {
            self.afterwards(trial, &mut ledger).await;
        }
        self.conclude(trial, ledger).await
    }

    /// Inputs of one property at the same time: what is left of the jobs where few instances run.
    fn width(&self) -> usize {
        self.options
            .jobs
            .div_ceil(self.instances.load(Ordering::Relaxed).max(1))
            .max(1)
    }

    async fn numbered(
        &self,
        trial: &Trial<'_>,
        index: usize,
    ) -> (usize, Option<Input>, Option<Sent>) {
        let Some(input) = self.numbered_input(trial, index) else {
            return (index, None, None);
        };
        // The first is kept as a sample for whoever reads the report of a property that holds.
        let sent = self.send_input(trial, &input, index == 0).await;
        (index, Some(input), Some(sent))
    }

    fn numbered_input(&self, trial: &Trial<'_>, index: usize) -> Option<Input> {
        trial.source.input(
            self.seed(trial, index),
            &Choice::generated(index),
            &trial.facts.baseline(),
        )
    }

    fn seed(&self, trial: &Trial<'_>, index: usize) -> Seed {
        Seed::derive(
            self.options.properties.seed,
            &trial.planned.instance.id.0,
            index,
        )
    }

    async fn conclude(&self, trial: &Trial<'_>, ledger: Ledger) -> CaseResult {
        let mut tried = Tried {
            seed: self.options.properties.seed,
            generated: ledger.generated,
            judged: ledger.judged,
            requests: ledger.requests,
            digest: ledger.digest.finish(),
            counterexample: None,
        };
        let planned = trial.planned;
        let result = |outcome, findings, evidence, tried| CaseResult {
            instance: planned.instance.clone(),
            outcome,
            findings,
            evidence,
            property: Some(Box::new(tried)),
        };
        let Some((index, input, sent)) = ledger.failing else {
            let outcome = match (ledger.undecided, ledger.judged) {
                (Some(why), _) => Outcome::Inconclusive(why),
                (None, 0) => Outcome::NotApplicable(Reason::new(&reason::NO_INPUT)),
                (None, _) => Outcome::Conforms,
            };
            return result(outcome, Vec::new(), ledger.sample, tried);
        };
        let (counterexample, least) = self
            .least(trial, index, input, sent, &mut tried.requests)
            .await;
        let findings = with_steadiness(&counterexample, least.findings);
        tried.counterexample = Some(counterexample);
        result(Outcome::Violates, findings, least.evidence, tried)
    }

    /// Shrinks a failing input within the budget.
    async fn least(
        &self,
        trial: &Trial<'_>,
        index: usize,
        input: Input,
        sent: Sent,
        requests: &mut usize,
    ) -> (Counterexample, Sent) {
        let first = words(trial, &input);
        let again = self.send_input(trial, &input, true).await;
        *requests += again.requests;
        if !again.fails() {
            return self.sometimes(trial, index, &input, sent, requests).await;
        }
        let budget = Budget::default();
        let started = Instant::now();
        let mut best = again;
        let mut shrinking =
            Shrinking::from_failing(&trial.source, self.seed(trial, index), index, input);
        while shrinking.sent() < budget.requests && started.elapsed() < budget.time {
            let Some(candidate) = shrinking.candidate() else {
                break;
            };
            let sent = self.send_input(trial, &candidate, false).await;
            *requests += sent.requests;
            let fails = sent.fails();
            if fails {
                best = sent;
            }
            shrinking.tell(candidate, fails);
        }
        let (choice, least) = shrinking.least();
        let counterexample = counterexample(trial, choice, least, first, shrinking.sent(), true);
        (counterexample, best)
    }

    /// An input that failed and does not again: does the valid request itself fail as well, now and then?
    async fn sometimes(
        &self,
        trial: &Trial<'_>,
        index: usize,
        input: &Input,
        sent: Sent,
        requests: &mut usize,
    ) -> (Counterexample, Sent) {
        let first = words(trial, input);
        let valid = Input::valid(trial.facts.baseline());
        let started = Instant::now();
        for attempt in 1..=REPEATS {
            let again = self.send_input(trial, &valid, false).await;
            *requests += again.requests;
            if again.fails() {
                return (
                    counterexample(trial, Choice::Valid, &valid, first, attempt, false),
                    again,
                );
            }
            if started.elapsed() > Budget::default().time {
                break;
            }
        }
        (
            counterexample(
                trial,
                Choice::generated(index),
                input,
                first,
                REPEATS,
                false,
            ),
            sent,
        )
    }

    /// Sends the one input that a choice names, and shows it whatever comes of it.
    async fn replay(&self, trial: &Trial<'_>, choice: &Choice) -> CaseResult {
        let index = match choice {
            Choice::Valid => 0,
            Choice::Generated { index, .. } => *index,
        };
        let Some(input) =
            trial
                .source
                .input(self.seed(trial, index), choice, &trial.facts.baseline())
        else {
            let why = Reason::new(&reason::CHOICE_WITHOUT_INPUT);
            return CaseResult::undecided(trial.planned, why);
        };
        let sent = self.send_input(trial, &input, true).await;
        let mut digest = Digest::default();
        digest.add(&input.canonical());
        let mut tried = Tried {
            seed: self.options.properties.seed,
            generated: 1,
            judged: usize::from(sent.undecided.is_none()),
            requests: sent.requests,
            digest: digest.finish(),
            counterexample: None,
        };
        let outcome = match &sent.undecided {
            Some(why) => Outcome::Inconclusive(why.clone()),
            None => Outcome::of(&sent.findings),
        };
        let mut findings = sent.findings;
        if outcome == Outcome::Violates {
            let first = words(trial, &input);
            let counterexample = counterexample(trial, choice.clone(), &input, first, 0, true);
            tried.counterexample = Some(counterexample);
        } else {
            findings.push(input_sent(words(trial, &input)));
        }
        CaseResult {
            instance: trial.planned.instance.clone(),
            outcome,
            findings,
            evidence: sent.evidence,
            property: Some(Box::new(tried)),
        }
    }
}

/// The findings; where the input does not matter, that too.
fn with_steadiness(counterexample: &Counterexample, mut findings: Vec<Finding>) -> Vec<Finding> {
    if !counterexample.steady {
        findings.push(fails_sometimes());
    }
    findings
}

fn counterexample(
    trial: &Trial<'_>,
    choice: Choice,
    least: &Input,
    first: Text,
    candidates: usize,
    steady: bool,
) -> Counterexample {
    let party = trial.facts.parties.get(least.party).map(AsRef::as_ref);
    Counterexample {
        choice,
        first,
        least: least.words(party),
        rules: least.rules(),
        candidates,
        steady,
        regression: regression(&trial.planned.instance, least, party, trial.name.manner()),
    }
}

fn words(trial: &Trial<'_>, input: &Input) -> Text {
    input.words(trial.facts.parties.get(input.party).map(AsRef::as_ref))
}
