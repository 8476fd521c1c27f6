//! Carries out a plan against a target. Everything that decides anything is elsewhere and pure; this is the
//! order of things: scenes, controls, requests, retrievals, and what is kept of them.

mod again;
mod control;
mod effort;
mod kfr;
mod pieces;
mod property;
mod request;
mod retrieval;
mod running;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::OnceCell;
use wire::jose::encrypt::DecryptionKey;
use wire::messages::{KfrOperation, Operation, scope};
use wire::profile::KFR;

use crate::clock::{Clock, SystemClock, is_at_an_edge, until_the_day_is_certain};
use crate::event::{Event, Listener};
use crate::interruption::Interruption;
use crate::scene::{ListedAccount, Scene};
use crate::send::{Connections, Sender, SenderError};
use crate::stimulus::{
    Attacker, Changes, Ingredients, SceneChoice, StimulusError, prepare, set_scene,
};
use crate::tokens::Tokens;
use judge::answer::Answer;
use judge::check::Tools;
use judge::check::run::{Failed, RateLimited};
use judge::exchange::{Exchange, TransportFailure};
use judge::expectation::summary;
use judge::verdict::Outcome;
use pack::catalogue::{Baseline, Catalogue, Need, Script};
use pack::reason::{self, Reason};
use plan::target::Target;
use plan::{Plan, Planned};
use record::redact::Redactor;
use record::tried::PropertyOptions;
use record::{ExchangeRecord, record_exchange};

use again::Again;
pub use effort::{Effort, for_people};
use pieces::{Piece, Pieces};
use record::result::{self, CaseResult, RateLimit, RunResult, ServerErrors, TimingKey, WholeRun};
use running::Running;

/// How a run is carried out.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Requests at the same time.
    pub jobs: usize,
    /// Time limit of a request.
    pub timeout: Duration,
    /// How often a request is sent again after a transport failure.
    pub retries: u32,
    /// Requests a second at the most.
    pub rate: Option<f64>,
    /// Stop at the first violated MUST.
    pub fail_fast: bool,
    /// Key of the placeholders in evidence.
    pub redaction_key: [u8; 32],
    /// Whether personal data is kept in evidence.
    pub full_evidence: bool,
    /// How properties are tried.
    pub properties: PropertyOptions,
}

/// Changes the registers during a run, where they are the run's own.
pub trait RegisterControl: Send + Sync {
    /// Exchanges the agency's certificate in `CertPub` for a new one, and gives the key that fits it.
    ///
    /// # Errors
    /// Why it could not be exchanged.
    fn rotate_certificate(&self, orgno: &str) -> Result<DecryptionKey, String>;

    /// Lets KAR, one of the two registers behind the customer overview, give no answer from now on, or answer again.
    fn silence_kar(&self, silent: bool);
}

/// Carries out plans against one target.
pub struct Runner {
    catalogue: Arc<Catalogue>,
    target: Arc<Target>,
    options: RunOptions,
    sender: Sender,
    tokens: Tokens,
    tools: Tools,
    attacker: Attacker,
    issuer_public: OnceCell<Option<Vec<u8>>>,
    registers: Option<Arc<dyn RegisterControl>>,
    redactor: Redactor,
    scenes: Mutex<HashMap<String, SceneCell>>,
    /// Whether a scene holds, or held, a long answer.
    has_long_answers: AtomicBool,
    rotated: Mutex<HashMap<String, DecryptionKey>>,
    whole: Mutex<WholeRun>,
    pace: Pace,
    clock: Arc<dyn Clock>,
    unreachable: AtomicUsize,
    reached: AtomicBool,
    stopped: AtomicBool,
    interruption: Interruption,
    /// Whether the target gives clear answers, once a property has asked.
    clear: OnceCell<bool>,
    /// How many properties run in this plan, so that few of them share the jobs.
    instances: AtomicUsize,
}

type SceneCell = Arc<OnceCell<Result<Arc<Scene>, StimulusError>>>;

/// No more answers than this are kept that limit the rate.
const MOST_RATE_LIMITS: usize = 1_000;

/// After so many failed connections in a row from the start, nothing more is sent.
const GIVE_UP_AFTER: usize = 5;

/// Spaces requests out.
#[derive(Debug)]
struct Pace {
    interval: Option<Duration>,
    next: tokio::sync::Mutex<tokio::time::Instant>,
    /// Until then nothing is sent: the bank asked for a pause.
    paused: Mutex<Option<tokio::time::Instant>>,
}

impl Pace {
    /// Nothing is sent for a while.
    fn pause(&self, pause: Duration) {
        let until = tokio::time::Instant::now() + pause;
        if let Ok(mut paused) = self.paused.lock() {
            *paused = Some(paused.map_or(until, |earlier| earlier.max(until)));
        }
    }

    async fn wait(&self) {
        let paused = self.paused.lock().ok().and_then(|paused| *paused);
        if let Some(until) = paused {
            tokio::time::sleep_until(until).await;
        }
        let Some(interval) = self.interval else {
            return;
        };
        let turn = {
            let mut next = self.next.lock().await;
            let turn = (*next).max(tokio::time::Instant::now());
            *next = turn + interval;
            turn
        };
        tokio::time::sleep_until(turn).await;
    }
}

impl Runner {
    /// A runner for a target.
    ///
    /// # Errors
    /// [`SenderError`] if TLS cannot be set up as the profile says.
    pub fn new(
        catalogue: Arc<Catalogue>,
        target: Arc<Target>,
        options: RunOptions,
        attacker: Attacker,
        tools: Tools,
        registers: Option<Arc<dyn RegisterControl>>,
    ) -> Result<Self, SenderError> {
        let connections = Connections::new(&target.tls, options.timeout)?;
        Ok(Self::over(
            connections,
            catalogue,
            target,
            options,
            attacker,
            tools,
            registers,
        ))
    }

    /// A runner over connections that other runs use too.
    pub fn over(
        connections: Connections,
        catalogue: Arc<Catalogue>,
        target: Arc<Target>,
        options: RunOptions,
        attacker: Attacker,
        tools: Tools,
        registers: Option<Arc<dyn RegisterControl>>,
    ) -> Self {
        let redactor = Redactor::new(options.redaction_key, &target, options.full_evidence);
        for secret in connections.proxies().secrets() {
            redactor.keep(&secret);
        }
        Self {
            tokens: Tokens::over(connections.registers().clone()),
            sender: Sender::over(connections),
            tools,
            attacker,
            issuer_public: OnceCell::new(),
            registers,
            redactor,
            scenes: Mutex::default(),
            has_long_answers: AtomicBool::default(),
            rotated: Mutex::default(),
            whole: Mutex::default(),
            pace: Pace {
                interval: options
                    .rate
                    .filter(|rate| *rate > 0.0)
                    .map(|rate| Duration::from_secs_f64(1.0 / rate)),
                next: tokio::sync::Mutex::new(tokio::time::Instant::now()),
                paused: Mutex::default(),
            },
            clock: Arc::new(SystemClock),
            unreachable: AtomicUsize::new(0),
            reached: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            interruption: Interruption::default(),
            clear: OnceCell::new(),
            instances: AtomicUsize::new(1),
            catalogue,
            target,
            options,
        }
    }

    /// The same runner by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The same runner, which ends when this says so.
    #[must_use]
    pub fn with_interruption(mut self, interruption: Interruption) -> Self {
        self.interruption = interruption;
        self
    }

    /// The same runner, numbering its exchanges from another number on.
    #[must_use]
    pub fn numbering_from(mut self, first: u64) -> Self {
        self.sender = self.sender.numbering_from(first);
        self
    }

    /// What took the personal data out of the evidence, and knows what it met there.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Carries out a plan: `jobs` pieces of it at a time, each a task of its own, so that all cores share the work.
    pub async fn run(self: &Arc<Self>, plan: &Arc<Plan>, listener: &dyn Listener) -> RunResult {
        let started = self.clock.now();
        listener.notice(&Event::Started {
            instances: plan.planned.len(),
        });
        let mut results: Vec<Option<CaseResult>> = vec![None; plan.planned.len()];
        self.instances.store(plan.planned.len(), Ordering::Relaxed);
        let mut work = Pieces::of(plan);
        let mut running = Running::default();
        let mut gathered = retrieval::Gathered::default();
        loop {
            while running.len() < self.options.jobs {
                let Some(piece) = work.next() else { break };
                running.begin(self, plan, piece);
            }
            match running.next(plan, &self.interruption).await {
                None => break,
                Some(Done::Single(index, result)) => {
                    self.finish(listener, &result);
                    results[index] = Some(*result);
                }
                Some(Done::Group(part)) => {
                    work.retrieved();
                    part.exchanges()
                        .for_each(|(number, exchange)| listener.exchanged(number, exchange));
                    gathered.take(*part);
                }
            }
            self.forget_long_answers();
        }
        for (index, planned) in plan
            .planned
            .iter()
            .enumerate()
            .filter(|(_, planned)| is_retrieval(planned))
        {
            let result = gathered.conclude(index, planned);
            self.finish(listener, &result);
            results[index] = Some(result);
        }
        for (index, planned) in plan
            .planned
            .iter()
            .enumerate()
            .filter(|(_, planned)| changes_registers(planned))
        {
            let result = tokio::select! {
                result = self.single(planned) => result,
                () = self.interruption.asked() => interrupted(planned),
            };
            self.finish(listener, &result);
            results[index] = Some(result);
        }
        let mut fields = gathered.into_matrix().unwrap_or_default();
        fields.conclude();
        let whole = self
            .whole
            .lock()
            .map(|whole| whole.clone())
            .unwrap_or_default();
        let results = plan
            .planned
            .iter()
            .zip(results)
            .map(|(planned, result)| self.whole_run(planned, result, &whole, listener))
            .collect();
        listener.notice(&Event::Ended);
        RunResult {
            results,
            fields,
            timings: whole.timings,
            started,
            ended: self.clock.now(),
        }
    }

    fn finish(&self, listener: &dyn Listener, result: &CaseResult) {
        if matches!(result.instance.case.script, Script::WholeRun(_)) {
            return;
        }
        if self.options.fail_fast
            && result.outcome == Outcome::Violates
            && result.instance.case.level == pack::catalogue::Level::Must
        {
            self.stopped.store(true, Ordering::Relaxed);
        }
        listener.judged(result);
        listener.notice(&Event::Finished {
            instance: result.instance.id.clone(),
            outcome: result.outcome.clone(),
        });
    }

    fn whole_run(
        &self,
        planned: &Planned,
        result: Option<CaseResult>,
        whole: &WholeRun,
        listener: &dyn Listener,
    ) -> CaseResult {
        let result = match (&planned.instance.case.script, result) {
            // Part of a run shows less than the whole.
            (Script::WholeRun(_), _) if self.interruption.is_asked() => interrupted(planned),
            (Script::WholeRun(check), _) => result::judge_run(planned, check, whole, &self.target),
            (_, Some(result)) => return result,
            (_, None) => CaseResult::undecided(planned, Reason::new(&reason::NOT_RUN)),
        };
        listener.judged(&result);
        listener.notice(&Event::Finished {
            instance: result.instance.id.clone(),
            outcome: result.outcome.clone(),
        });
        result
    }

    /// Carries out a piece. If the day changed in Norway meanwhile, it is carried out once more: its requests and what
    /// they were held against told days from yesterday.
    async fn perform(self: Arc<Self>, plan: Arc<Plan>, piece: Arc<Piece>) -> Done {
        let day = self.clock.today();
        let done = self.perform_once(&plan, &piece).await;
        if self.clock.today() == day {
            done
        } else {
            self.perform_once(&plan, &piece).await
        }
    }

    async fn perform_once(&self, plan: &Plan, piece: &Piece) -> Done {
        match piece {
            Piece::Single(index) => {
                let result = self.single(&plan.planned[*index]).await;
                Done::Single(*index, Box::new(result))
            }
            Piece::Group(group) => Done::Group(Box::new(self.retrieve(group).await)),
        }
    }

    async fn single(&self, planned: &Planned) -> CaseResult {
        let parties = match &planned.decision {
            Err(why) => return CaseResult::not_applicable(planned, why.clone()),
            Ok(parties) => parties,
        };
        if let Some(why) = self.given_up() {
            return CaseResult::undecided(planned, why);
        }
        self.await_a_certain_day(is_at_an_edge(&planned.instance.case))
            .await;
        match (&planned.instance.case.script, parties.first()) {
            (Script::WholeRun(_) | Script::Retrieval(_) | Script::Journal(_), _) => {
                CaseResult::undecided(planned, Reason::new(&reason::NOT_RUN))
            }
            (Script::Property(name), _) => self.property(planned, *name, parties).await,
            (_, None) => CaseResult::undecided(planned, Reason::new(&reason::NO_PARTY)),
            (Script::Request(step), Some(party)) => {
                self.steps(planned, party, std::slice::from_ref(step)).await
            }
            (Script::Steps(steps), Some(party)) => self.steps(planned, party, steps).await,
        }
    }

    /// Why nothing more is sent, if so.
    fn given_up(&self) -> Option<Reason> {
        if self.interruption.is_asked() {
            return Some(Reason::new(&reason::INTERRUPTED));
        }
        if self.stopped.load(Ordering::Relaxed) {
            return Some(Reason::new(&reason::STOPPED));
        }
        let never_reached = !self.reached.load(Ordering::Relaxed);
        (never_reached && self.unreachable.load(Ordering::Relaxed) >= GIVE_UP_AFTER)
            .then(|| Reason::new(&reason::UNREACHABLE))
    }

    /// The sender to the target.
    pub fn sender(&self) -> &Sender {
        &self.sender
    }

    /// The tokens of the run.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The catalogue of the run.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The shared scene for a party and baseline.
    ///
    /// # Errors
    /// Why the requests of the case could not be created.
    pub async fn scene(&self, choice: &SceneChoice<'_>) -> Result<Arc<Scene>, StimulusError> {
        // On a new day in Norway the usual period and every day told from today are others.
        let key = format!("{}|{}", self.clock.today(), scene_key(choice));
        let cell = match self.scenes.lock() {
            Ok(mut scenes) => Arc::clone(scenes.entry(key).or_default()),
            Err(_) => SceneCell::default(),
        };
        cell.get_or_init(|| async {
            set_scene(choice, &self.target, self.clock.now()).map(Arc::new)
        })
        .await
        .clone()
    }

    /// Makes and sends one request, again after transport failures, and opens the answer.
    async fn exchange(
        &self,
        scene: &Scene,
        endpoint: Operation,
        account: Option<&ListedAccount>,
        changes: &Changes<'_>,
        how: How,
    ) -> Result<(Arc<Exchange>, Option<Answer>), Undone> {
        let own = match endpoint {
            Operation::Bank(_) | Operation::Overview(_) => &scene.service.id,
            Operation::Kfr(_) => KFR,
        };
        let service = changes.agency.unwrap_or(own);
        let token = self
            .tokens
            .get(
                &self.target,
                (service, self.scope_at(endpoint, service)),
                how.fresh_token,
            )
            .await
            .map_err(Undone::Trouble)?;
        let issuer_public = self
            .issuer_public
            .get_or_init(|| self.tokens.issuer_public(&self.target))
            .await;
        let ingredients = Ingredients {
            target: &self.target,
            services: &self.catalogue.services,
            scene,
            token: &token,
            issuer_public: issuer_public.as_deref(),
            attacker: &self.attacker,
            now: self.clock.now(),
        };
        let prepared = prepare(&ingredients, endpoint, account, changes).map_err(Undone::from)?;
        let mut attempts = 0;
        loop {
            self.pace.wait().await;
            let exchange = self.sender.send(&prepared).await;
            self.note(&exchange);
            let answer = self.open(&exchange, scene, how.compare_keys);
            self.note_rate_limit(&exchange, answer.as_ref());
            let request = again::Request {
                attempts,
                // Sent again it would be about what is there already.
                retries: if endpoint.of_kfr().is_some_and(KfrOperation::writes) {
                    0
                } else {
                    self.options.retries
                },
                valid: changes.is_empty() || how.further_page,
                repeatable: how.retry,
            };
            self.note_server_error(request, &exchange, answer.as_ref());
            let again = again::again(request, &exchange.outcome, self.clock.now());
            match again {
                None => return Ok((Arc::new(exchange), answer)),
                Some(Again::After(pause)) => tokio::time::sleep(pause).await,
                Some(Again::AllAfter(pause)) => self.pace.pause(pause),
            }
            attempts += 1;
        }
    }

    /// The scope that a token for the endpoint has.
    fn scope_at(&self, endpoint: Operation, service: &str) -> &str {
        if endpoint.of_kfr().is_some() {
            return scope::CUSTOMER_RELATIONSHIP_WRITE;
        }
        let agency = self.target.agencies.get(service);
        let found = (
            endpoint.of_overview(),
            self.catalogue.service(service),
            agency,
        );
        match found {
            (Some(endpoint), Some(service), Some(agency)) => {
                service.scope_at(endpoint, &agency.orgno)
            }
            (None, Some(service), _) => &service.scope,
            (_, None, _) | (Some(_), Some(_), None) => scope::ACCOUNT_INFORMATION,
        }
    }

    /// Waits while it is not certain which day it is at the bank.
    async fn await_a_certain_day(&self, at_an_edge: bool) {
        if let Some(pause) = until_the_day_is_certain(self.clock.now(), at_an_edge) {
            tokio::time::sleep(pause).await;
        }
    }

    /// Counts the answers to valid requests, and those of them with a status of 500 or more.
    fn note_server_error(
        &self,
        request: again::Request,
        exchange: &Exchange,
        answer: Option<&Answer>,
    ) {
        let Some(answer) = answer.filter(|_| request.valid) else {
            return;
        };
        let key = TimingKey {
            service: exchange.request.service.clone(),
            endpoint: exchange.request.endpoint,
        };
        let Ok(mut whole) = self.whole.lock() else {
            return;
        };
        let ServerErrors { answers, records } = whole.errors.entry(key).or_default();
        answers.count += 1;
        if answer.status >= 500 {
            let first = Failed {
                count: 0,
                will_pass: 0,
                first: exchange.id,
            };
            let failed = answers.failed.entry(answer.status).or_insert(first);
            failed.count += 1;
            let received = exchange.outcome.as_ref().ok();
            let says_when = received.and_then(|received| received.header("retry-after"));
            failed.will_pass += u64::from(says_when.is_some());
            records
                .entry(answer.status)
                .or_insert_with(|| self.record(exchange, Some(answer)));
        }
    }

    fn note_rate_limit(&self, exchange: &Exchange, answer: Option<&Answer>) {
        let Some(answer) = answer.filter(|answer| answer.status == 429) else {
            return;
        };
        if let Ok(mut whole) = self.whole.lock()
            && whole.limits.len() < MOST_RATE_LIMITS
        {
            whole.limits.push(RateLimit {
                key: TimingKey {
                    service: exchange.request.service.clone(),
                    endpoint: exchange.request.endpoint,
                },
                seen: RateLimited {
                    exchange: exchange.id,
                    got: summary(answer),
                    code: answer
                        .error_code(exchange.request.endpoint)
                        .map(str::to_owned),
                },
                record: self.record(exchange, Some(answer)),
            });
        }
    }

    fn note(&self, exchange: &Exchange) {
        match &exchange.outcome {
            Ok(_) => {
                self.reached.store(true, Ordering::Relaxed);
                let key = TimingKey {
                    service: exchange.request.service.clone(),
                    endpoint: exchange.request.endpoint,
                };
                if let Ok(mut whole) = self.whole.lock() {
                    whole.timings.entry(key).or_default().push(exchange.elapsed);
                }
            }
            Err(
                TransportFailure::Connect(_)
                | TransportFailure::Tls(_)
                | TransportFailure::TimedOut,
            ) => {
                self.unreachable.fetch_add(1, Ordering::Relaxed);
            }
            Err(
                TransportFailure::Interrupted(_)
                | TransportFailure::Incomplete(_)
                | TransportFailure::Malformed(_)
                | TransportFailure::OnlyHttp2,
            ) => {}
        }
    }

    /// A new scene that no other case shares.
    fn new_scene(&self, choice: &SceneChoice<'_>) -> Result<Scene, StimulusError> {
        set_scene(choice, &self.target, self.clock.now())
    }

    /// The evidence of an exchange, as a report keeps it.
    fn record(&self, exchange: &Exchange, answer: Option<&Answer>) -> Arc<ExchangeRecord> {
        Arc::new(record_exchange(exchange, answer, &self.redactor))
    }

    fn open(&self, exchange: &Exchange, scene: &Scene, compare_keys: bool) -> Option<Answer> {
        let received = exchange.outcome.as_ref().ok()?;
        let answer = judge::open::open(received, &scene.agency.decryption_key, compare_keys);
        let rotated = self
            .rotated
            .lock()
            .ok()
            .and_then(|keys| keys.get(&scene.agency.orgno).cloned());
        match (&answer.content, rotated) {
            (judge::answer::Content::Unreadable(_), Some(key)) => {
                Some(judge::open::open(received, &key, compare_keys))
            }
            _ => Some(answer),
        }
    }
}

/// How one request is carried out.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
struct How {
    retry: bool,
    fresh_token: bool,
    compare_keys: bool,
    /// Whether a link is followed: the request is a valid one, though it is another than the usual.
    further_page: bool,
}

/// Why a request was not made.
#[derive(Clone, Debug)]
pub enum Undone {
    /// The target's profile lacks something.
    Lacks(Reason),
    /// Something else than the target is in trouble.
    Trouble(Reason),
}

impl From<StimulusError> for Undone {
    fn from(error: StimulusError) -> Self {
        match error {
            StimulusError::Lacks(what) => Self::Lacks(what),
            StimulusError::Crypto(why) => {
                Self::Trouble(Reason::new(&reason::REQUEST_NOT_CREATED).with("cause", why))
            }
        }
    }
}

enum Done {
    Single(usize, Box<CaseResult>),
    Group(Box<retrieval::Part>),
}

/// An instance that the interruption of the run left undecided.
fn interrupted(planned: &Planned) -> CaseResult {
    match &planned.decision {
        Ok(_) => CaseResult::undecided(planned, Reason::new(&reason::INTERRUPTED)),
        Err(why) => CaseResult::not_applicable(planned, why.clone()),
    }
}

fn is_retrieval(planned: &Planned) -> bool {
    matches!(planned.instance.case.script, Script::Retrieval(_))
}

fn changes_registers(planned: &Planned) -> bool {
    planned.instance.case.needs.contains(&Need::OwnRegisters) && planned.decision.is_ok()
}

fn scene_key(choice: &SceneChoice<'_>) -> String {
    let Baseline {
        from,
        to,
        only_primary_owner,
        mandate,
        accept,
    } = choice.baseline;
    format!(
        "{}|{}|{from:?}|{to:?}|{only_primary_owner:?}|{mandate}|{accept:?}",
        choice.service.id, choice.party.party_id
    )
}
