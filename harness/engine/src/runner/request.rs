//! Cases of one or several requests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future;
use uuid::Uuid;
use wire::jose::encrypt::DecryptionKey;
use wire::messages::{Endpoint, Operation, OverviewEndpoint};
use wire::world::PartyEntry;

use crate::runner::kfr::Written;
use crate::runner::{How, Runner, Undone};
use crate::scene::{ListedAccount, Scene, Tried};
use crate::stimulus::{Changes, SceneChoice};
use judge::answer::{Answer, Content};
use judge::check::{Grounds, Seen};
use judge::exchange::Exchange;
use judge::expectation::{
    Halt, accepted_control, conclude, judge_answer, no_longer_served, unaccepted_list,
};
use judge::finding::{Finding, Kind};
use pack::catalogue::{
    Baseline, Change, Edit, Endpoints, Expectation, Fresh, ReferenceChoice, Script, Step,
};
use pack::reason::{self, Reason};
use plan::{Instance, Planned, usual_party, usual_party_of};
use record::result::CaseResult;
use record::{ExchangeRecord, Role};

/// How long a bank may go on with a certificate that was replaced. The registers are the run's own, and so is the
/// bank, which looks them up far more often.
const PATIENCE: Duration = Duration::from_secs(3);

/// Between two requests that find out whether the new certificate is in use.
const PAUSE: Duration = Duration::from_millis(20);

/// Between two requests that find out whether a register has done what it was asked for.
const BETWEEN: Duration = Duration::from_millis(200);

/// What a case has gathered so far.
#[derive(Default)]
pub(super) struct Course {
    pub(super) findings: Vec<Finding>,
    pub(super) evidence: Vec<(u64, Role, Arc<ExchangeRecord>)>,
    seen: Vec<(Arc<Exchange>, Answer)>,
    /// What KFR has by the case's requests, and whether by a batch.
    pub(super) written: BTreeMap<String, Written>,
}

impl From<Undone> for Halt {
    fn from(undone: Undone) -> Self {
        match undone {
            Undone::Lacks(what) => Self::NotApplicable(what),
            Undone::Trouble(why) => Self::Undecided(why),
        }
    }
}

impl Runner {
    /// Carries out a case's steps in order.
    pub(super) async fn steps(
        &self,
        planned: &Planned,
        party: &Arc<PartyEntry>,
        steps: &[Step],
    ) -> CaseResult {
        let mut course = Course::default();
        let halted = self
            .walk(&planned.instance, party, steps, &mut course)
            .await
            .err();
        CaseResult {
            instance: planned.instance.clone(),
            outcome: conclude(&course.findings, halted),
            findings: course.findings,
            evidence: course.evidence,
            property: None,
        }
    }

    async fn walk(
        &self,
        instance: &Instance,
        party: &Arc<PartyEntry>,
        steps: &[Step],
        course: &mut Course,
    ) -> Result<(), Halt> {
        let choice = SceneChoice {
            service: &instance.service,
            party,
            baseline: &instance.case.baseline,
        };
        if instance.case.asks_kfr() {
            return self.walk_in_kfr(instance, &choice, steps, course).await;
        }
        let mut scene = self.scene(&choice).await.map_err(Undone::from)?;
        for step in steps {
            if step.fresh.contains(&Fresh::Case) {
                scene = Arc::new(self.new_scene(&choice).map_err(Undone::from)?);
            }
            self.step(instance, &scene, step, course).await?;
        }
        Ok(())
    }

    pub(super) async fn step(
        &self,
        instance: &Instance,
        scene: &Scene,
        step: &Step,
        course: &mut Course,
    ) -> Result<(), Halt> {
        let endpoint = step.endpoint.unwrap_or(instance.endpoint);
        let account = self
            .account(instance, scene, endpoint, step, course)
            .await?;
        self.hold_against_control(instance, scene, endpoint, account.as_ref(), step, course)
            .await?;
        let mut changes = Changes::of(&step.changes);
        if step.fresh.contains(&Fresh::Order) {
            changes = changes.with_new_order();
        }
        if changes.rotates_certificate {
            let key = self.rotate(scene)?;
            let (exchange, answer) = self
                .until_replaced(scene, endpoint, account.as_ref(), &changes, &key)
                .await?;
            return self.judge_step(instance, scene, step, exchange, answer, course);
        }
        let how = How {
            retry: !matches!(step.expectation, Expectation::Survives),
            fresh_token: step.fresh.contains(&Fresh::Token),
            compare_keys: compares_keys(&instance.case.script),
            further_page: false,
        };
        if step.within > 0 {
            let deadline = Instant::now() + Duration::from_secs(step.within);
            loop {
                let before = course.lengths();
                let (exchange, answer) = self
                    .exchange(scene, endpoint, account.as_ref(), &changes, how)
                    .await?;
                let judged = self.judge_step(instance, scene, step, exchange, answer, course);
                let breached = course.findings[before.0..]
                    .iter()
                    .any(|finding| finding.kind == Kind::Breach);
                if judged.is_ok() && !breached || Instant::now() >= deadline {
                    return judged;
                }
                course.back_to(before);
                tokio::time::sleep(BETWEEN).await;
            }
        }
        if changes.kar_is_silent {
            let registers = self
                .registers
                .as_ref()
                .ok_or_else(|| Halt::Undecided(Reason::new(&reason::NEEDS_OWN_REGISTERS)))?;
            registers.silence_kar(true);
            let exchanged = self
                .exchange(scene, endpoint, account.as_ref(), &changes, how)
                .await;
            registers.silence_kar(false);
            let (exchange, answer) = exchanged?;
            return self.judge_step(instance, scene, step, exchange, answer, course);
        }
        let sent = future::join_all(
            (0..step.requests())
                .map(|_| self.exchange(scene, endpoint, account.as_ref(), &changes, how)),
        );
        for exchanged in sent.await {
            let (exchange, answer) = exchanged?;
            self.judge_step(instance, scene, step, exchange, answer, course)?;
        }
        if matches!(step.expectation, Expectation::Survives) {
            self.still_serves(scene, endpoint, account.as_ref(), course)
                .await?;
        }
        Ok(())
    }

    /// The account whose reference stands in the path.
    async fn account(
        &self,
        instance: &Instance,
        scene: &Scene,
        endpoint: Operation,
        step: &Step,
        course: &mut Course,
    ) -> Result<Option<ListedAccount>, Halt> {
        match endpoint {
            Operation::Bank(Endpoint::Accounts)
            | Operation::Overview(OverviewEndpoint::CustomerRelationships)
            | Operation::Kfr(_) => return Ok(None),
            Operation::Overview(OverviewEndpoint::AccountServicingProvider) => {
                return declared_account(instance, scene).map(Some);
            }
            Operation::Bank(_) => {}
        }
        let listed = self.accepted_list(scene, course).await?;
        let own = scene
            .choose(&listed, instance.case.account.as_deref())
            .cloned();
        let Some(choice) = Changes::of(&step.changes).reference else {
            return own.map(Some).ok_or_else(|| {
                Halt::NotApplicable(no_such_account(instance.case.account.as_deref()))
            });
        };
        let number = own.as_ref().and_then(|account| account.number.clone());
        let reference = match choice {
            ReferenceChoice::Unknown => Uuid::new_v4().to_string(),
            ReferenceChoice::DataNotDelivered => wire::messages::DATA_NOT_DELIVERED.to_owned(),
            ReferenceChoice::AccountNumber => number
                .clone()
                .ok_or_else(|| Halt::NotApplicable(no_such_account(None)))?,
            ReferenceChoice::OtherCase => {
                self.reference_of_other_case(instance, scene, course)
                    .await?
            }
            ReferenceChoice::OtherParty => {
                self.reference_of_other_party(instance, scene, course)
                    .await?
            }
        };
        Ok(Some(ListedAccount { number, reference }))
    }

    async fn accepted_list(
        &self,
        scene: &Scene,
        course: &mut Course,
    ) -> Result<Vec<ListedAccount>, Halt> {
        let tried = self.account_list(scene).await?;
        course.keep(Role::Setup, &tried);
        match &tried.refused {
            None => Ok(tried.listed()),
            Some(why) => Err(unaccepted_list(why)),
        }
    }

    async fn reference_of_other_case(
        &self,
        instance: &Instance,
        scene: &Scene,
        course: &mut Course,
    ) -> Result<String, Halt> {
        let choice = SceneChoice {
            service: &scene.service,
            party: &scene.party,
            baseline: &instance.case.baseline,
        };
        let other = self.new_scene(&choice).map_err(Undone::from)?;
        let listed = self.accepted_list(&other, course).await?;
        let account = other.choose(&listed, instance.case.account.as_deref());
        account
            .map(|account| account.reference.clone())
            .ok_or_else(|| Halt::NotApplicable(no_such_account(None)))
    }

    async fn reference_of_other_party(
        &self,
        instance: &Instance,
        scene: &Scene,
        course: &mut Course,
    ) -> Result<String, Halt> {
        let others: Vec<PartyEntry> = self
            .target
            .parties
            .iter()
            .filter(|party| party.party_id != scene.party.party_id)
            .cloned()
            .collect();
        let other = usual_party(&scene.service, &others)
            .cloned()
            .map(Arc::new)
            .ok_or_else(|| Halt::NotApplicable(Reason::new(&reason::NEEDS_OTHER_PARTY)))?;
        let choice = SceneChoice {
            service: &scene.service,
            party: &other,
            baseline: &instance.case.baseline,
        };
        let other = self.scene(&choice).await.map_err(Undone::from)?;
        let listed = self.accepted_list(&other, course).await?;
        other
            .choose(&listed, None)
            .map(|account| account.reference.clone())
            .ok_or_else(|| Halt::NotApplicable(no_such_account(None)))
    }

    /// The same request without the change must be accepted, or the case proves nothing.
    async fn hold_against_control(
        &self,
        instance: &Instance,
        scene: &Scene,
        endpoint: Operation,
        account: Option<&ListedAccount>,
        step: &Step,
        course: &mut Course,
    ) -> Result<(), Halt> {
        if let Some(operation) = endpoint.of_kfr() {
            return self.hold_against_kfr(scene, operation, step, course).await;
        }
        let tried = match (step.changes.is_empty(), &step.expectation) {
            (
                true,
                Expectation::Accepted
                | Expectation::Answered(_)
                | Expectation::Either(_)
                | Expectation::Survives,
            ) => return Ok(()),
            (false, Expectation::Accepted) if only_respells(&step.changes) => return Ok(()),
            // Of a service for test alone nothing is accepted in production.
            (true, Expectation::Refused { .. })
                if self.target.production && plan::is_for_test_only(&scene.service) =>
            {
                return Ok(());
            }
            (true, Expectation::Refused { .. }) => {
                self.usual_control(instance, scene, endpoint).await?
            }
            (false, _) if instance.case.endpoints == Endpoints::OutsideTheService => {
                self.usual_control(instance, scene, endpoint).await?
            }
            (false, _) => {
                let listed = match scene.accounts.get() {
                    Some(tried) => tried.listed(),
                    None => Vec::new(),
                };
                let own = scene
                    .choose(&listed, instance.case.account.as_deref())
                    .or(account);
                self.control(scene, endpoint, own).await?
            }
        };
        course.keep(Role::Control, &tried);
        accepted_control(tried.refused.as_ref())
    }

    /// Where the party or the period itself is what is wrong, the control is the usual valid request.
    async fn usual_control(
        &self,
        instance: &Instance,
        scene: &Scene,
        endpoint: Operation,
    ) -> Result<Arc<Tried>, Halt> {
        let party = usual_party_of(&scene.service, &self.target)
            .cloned()
            .map(Arc::new)
            .ok_or_else(|| Halt::Undecided(Reason::new(&reason::NEEDS_ORDINARY_PARTY)))?;
        let baseline = Baseline {
            accept: instance.case.baseline.accept.clone(),
            ..Baseline::default()
        };
        let choice = SceneChoice {
            service: &scene.service,
            party: &party,
            baseline: &baseline,
        };
        let usual = self.scene(&choice).await.map_err(Undone::from)?;
        if endpoint.of_overview().is_some() {
            let account = declared_account(instance, &usual).ok();
            return Ok(self.control(&usual, endpoint, account.as_ref()).await?);
        }
        let outside = instance.case.endpoints == Endpoints::OutsideTheService;
        if outside || endpoint == Endpoint::Accounts {
            return Ok(self.account_list(&usual).await?);
        }
        let listed = self.account_list(&usual).await?.listed();
        Ok(self
            .control(&usual, endpoint, usual.choose(&listed, None))
            .await?)
    }

    fn judge_step(
        &self,
        instance: &Instance,
        scene: &Scene,
        step: &Step,
        exchange: Arc<Exchange>,
        answer: Option<Answer>,
        course: &mut Course,
    ) -> Result<(), Halt> {
        course.note(&exchange, scene);
        course.evidence.push((
            exchange.id.0,
            Role::Request,
            self.record(&exchange, answer.as_ref()),
        ));
        let readings = &self.target.readings;
        let grounds = self.grounds(instance, scene, readings);
        let earlier: Vec<Seen<'_>> = course
            .seen
            .iter()
            .map(|(exchange, answer)| Seen { exchange, answer })
            .collect();
        let judged = judge_answer(
            step,
            (&exchange, answer.as_ref()),
            &earlier,
            &grounds,
            &mut course.findings,
        );
        drop(earlier);
        if let Some(answer) = answer {
            course.seen.push((exchange, answer));
        }
        judged
    }

    /// After hostile input, the valid request must still be accepted.
    async fn still_serves(
        &self,
        scene: &Scene,
        endpoint: Operation,
        account: Option<&ListedAccount>,
        course: &mut Course,
    ) -> Result<(), Halt> {
        let listed = scene
            .accounts
            .get()
            .map(|tried| tried.listed())
            .unwrap_or_default();
        let own = scene.choose(&listed, None).or(account);
        let tried = self.try_valid(scene, endpoint, own).await?;
        course.keep(Role::Control, &tried);
        if let Some(why) = &tried.refused {
            course
                .findings
                .push(no_longer_served(why, tried.exchange.id));
        }
        Ok(())
    }

    /// Asks until the answer opens with the new key, or patience is at its end; the last answer is what counts.
    async fn until_replaced(
        &self,
        scene: &Scene,
        endpoint: Operation,
        account: Option<&ListedAccount>,
        changes: &Changes<'_>,
        key: &DecryptionKey,
    ) -> Result<(Arc<Exchange>, Option<Answer>), Halt> {
        let deadline = Instant::now() + PATIENCE;
        let how = How {
            retry: true,
            ..How::default()
        };
        loop {
            let (exchange, _) = self
                .exchange(scene, endpoint, account, changes, how)
                .await?;
            let received = exchange.outcome.as_ref().ok();
            let answer = received.map(|received| judge::open::open(received, key, false));
            let is_old = answer
                .as_ref()
                .is_some_and(|answer| matches!(answer.content, Content::Unreadable(_)));
            if !is_old || Instant::now() >= deadline {
                return Ok((exchange, answer));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn rotate(&self, scene: &Scene) -> Result<DecryptionKey, Halt> {
        let trouble = |why: String| {
            Halt::Undecided(Reason::new(&reason::CERTIFICATE_NOT_REPLACED).with("cause", why))
        };
        let registers = self
            .registers
            .as_ref()
            .ok_or_else(|| trouble("the registers do not belong to the run".into()))?;
        let key = registers
            .rotate_certificate(&scene.agency.orgno)
            .map_err(trouble)?;
        if let Ok(mut rotated) = self.rotated.lock() {
            rotated.insert(scene.agency.orgno.clone(), key.clone());
        }
        Ok(key)
    }

    /// What checks may know for a scene.
    pub(super) fn grounds<'g>(
        &'g self,
        instance: &'g Instance,
        scene: &'g Scene,
        readings: &'g BTreeMap<String, String>,
    ) -> Grounds<'g> {
        Grounds {
            service: &instance.service,
            party: &scene.party,
            from: scene.from,
            to: scene.to,
            only_primary_owner: scene.only_primary_owner.eq_ignore_ascii_case("true"),
            today: scene.today,
            production: self.target.production,
            alternative_2: self.target.alternative_2,
            base_url: &self.target.base_url,
            readings,
        }
    }
}

impl Course {
    /// How much there is of each.
    fn lengths(&self) -> (usize, usize, usize) {
        (self.findings.len(), self.evidence.len(), self.seen.len())
    }

    /// Forgets what came after that.
    fn back_to(&mut self, (findings, evidence, seen): (usize, usize, usize)) {
        self.findings.truncate(findings);
        self.evidence.truncate(evidence);
        self.seen.truncate(seen);
    }

    pub(super) fn keep(&mut self, role: Role, tried: &Tried) {
        let id = tried.exchange.id.0;
        if !self.evidence.iter().any(|(known, _, _)| *known == id) {
            self.evidence.push((id, role, Arc::clone(&tried.record)));
        }
    }
}

/// Whether nothing changes but the case of header names. That is the valid request itself, and the client's own
/// spelling may be the very one that the target cannot read: no control would differ from the case.
fn only_respells(changes: &[Change]) -> bool {
    changes.iter().all(|change| {
        matches!(change, Change::Header(name, Edit::Rename(to)) if name.eq_ignore_ascii_case(to))
    })
}

/// Whether a check of the case compares the content keys of its answers.
fn compares_keys(script: &Script) -> bool {
    let Script::Steps(steps) = script else {
        return false;
    };
    steps
        .iter()
        .flat_map(|step| &step.checks)
        .any(|check| check == "jwe-fresh-content-key")
}

/// An account of the customer, for the endpoint that asks which bank has it.
fn declared_account(instance: &Instance, scene: &Scene) -> Result<ListedAccount, Halt> {
    let wanted = instance.case.account.as_deref();
    let mut accounts = scene.party.accounts.iter();
    let found = accounts.find(|fact| match wanted {
        Some(wanted) => plan::fits(fact, wanted),
        None => plan::fits(fact, "open"),
    });
    found
        .map(|fact| ListedAccount {
            number: Some(fact.number.clone()),
            reference: fact.number.clone(),
        })
        .ok_or_else(|| Halt::NotApplicable(no_such_account(wanted)))
}

fn no_such_account(wanted: Option<&str>) -> Reason {
    match wanted {
        Some(wanted) => Reason::new(&reason::NEEDS_ACCOUNT).with("account", wanted),
        None => Reason::new(&reason::NEEDS_DELIVERED_ACCOUNT),
    }
}
