//! Cases about KFR: the numbers that they write are drawn for them, and are removed when they end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future;
use jiff::ToSpan;
use jiff::civil::date;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use uuid::Uuid;
use wire::identifiers::{NationalId, NationalIdKind, OrganisationNumber};
use wire::messages::{KfrOperation, Operation, header};
use wire::world::PartyEntry;

use crate::runner::request::Course;
use crate::runner::{How, Runner, Undone};
use crate::scene::Scene;
use crate::stimulus::{Changes, SceneChoice};
use judge::answer::Answer;
use judge::exchange::Exchange;
use judge::expectation::{Halt, accepted_control, not_taken_back, refused};
use pack::catalogue::{Change, Edit, Expectation, Step, Template};
use pack::reason::{self, Reason};
use plan::Instance;
use record::Role;

/// Numbers of a case: two of each kind, of which a batch has all.
const NUMBERS: usize = 6;

/// How often other numbers are drawn where somebody has one already.
const DRAWS: usize = 3;

/// How long a batch may take to be read in, so that what was in it can be removed.
const PATIENCE: Duration = Duration::from_secs(5);

/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(500);

/// How something came into KFR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// By a request of its own: it is there.
    Alone,
    /// By a batch, which is read in some time.
    InBatch,
}

impl Runner {
    /// Carries out the steps with numbers that are nobody's, and removes what they wrote.
    pub(super) async fn walk_in_kfr(
        &self,
        instance: &Instance,
        choice: &SceneChoice<'_>,
        steps: &[Step],
        course: &mut Course,
    ) -> Result<(), Halt> {
        let scene = self.scene_in_kfr(choice).await?;
        let mut walked = Ok(());
        for step in steps {
            walked = self.step(instance, &scene, step, course).await;
            if walked.is_err() {
                break;
            }
        }
        self.take_back(&scene, course).await;
        walked
    }

    /// A scene with numbers that are none of the institution's customers'.
    async fn scene_in_kfr(&self, choice: &SceneChoice<'_>) -> Result<Scene, Halt> {
        let mut draws = 0;
        loop {
            draws += 1;
            let customers = drawn(&mut ChaCha8Rng::seed_from_u64(
                Uuid::new_v4().as_u64_pair().0,
            ));
            let party = Arc::new(PartyEntry {
                party_id: customers[0].clone(),
                ..PartyEntry::default()
            });
            let choice = SceneChoice {
                party: &party,
                ..choice.clone()
            };
            let mut scene = self.new_scene(&choice).map_err(Undone::from)?;
            scene.customers = customers;
            let asked = scene.customers.iter().map(|one| self.is_known(&scene, one));
            let known = future::join_all(asked).await;
            let known = known.into_iter().collect::<Result<Vec<_>, _>>()?;
            if !known.contains(&true) {
                return Ok(scene);
            }
            if draws == DRAWS {
                return Err(Halt::Undecided(Reason::new(&reason::NUMBERS_TAKEN)));
            }
        }
    }

    /// Whether the institution has such a customer. Without an answer nothing may be written: it could not be removed
    /// without removing somebody else's.
    async fn is_known(&self, scene: &Scene, number: &str) -> Result<bool, Halt> {
        let own = KfrOperation::Own;
        let (exchange, answer) = self.about(scene, own, number).await?;
        let why = refused(&exchange, answer.as_ref(), self.target.production);
        accepted_control(why.as_ref())?;
        let document = answer.as_ref().and_then(Answer::document);
        let banks = document.and_then(|document| document.get("banks")?.as_array());
        Ok(banks.is_some_and(|banks| !banks.is_empty()))
    }

    async fn about(
        &self,
        scene: &Scene,
        operation: KfrOperation,
        number: &str,
    ) -> Result<(Arc<Exchange>, Option<Answer>), Undone> {
        let value = Template::literal(number);
        let changes = [Change::Header(
            header::CUSTOMER_ID.to_owned(),
            Edit::Value(value),
        )];
        let how = How {
            retry: true,
            ..How::default()
        };
        let operation = Operation::Kfr(operation);
        self.exchange(scene, operation, None, &Changes::of(&changes), how)
            .await
    }

    /// The valid request must be accepted, or a refusal proves nothing. Where a deletion is refused, the control adds.
    pub(super) async fn hold_against_kfr(
        &self,
        scene: &Scene,
        operation: KfrOperation,
        step: &Step,
        course: &mut Course,
    ) -> Result<(), Halt> {
        let proves = match &step.expectation {
            Expectation::Accepted | Expectation::Answered(_) => false,
            Expectation::Refused { .. } | Expectation::Either(_) | Expectation::Survives => true,
        };
        if !proves || step.changes.is_empty() {
            return Ok(());
        }
        let operation = match operation {
            KfrOperation::Remove => KfrOperation::Add,
            KfrOperation::Add | KfrOperation::Batch | KfrOperation::Own => operation,
        };
        let tried = self.control(scene, Operation::Kfr(operation), None).await?;
        course.note(&tried.exchange, scene);
        course.keep(Role::Control, &tried);
        accepted_control(tried.refused.as_ref())
    }

    /// Removes what the case wrote. What cannot be removed is noted.
    async fn take_back(&self, scene: &Scene, course: &mut Course) {
        let written = std::mem::take(&mut course.written);
        let removed = written
            .iter()
            .map(|(number, how)| self.remove(scene, number, *how));
        for kept in future::join_all(removed)
            .await
            .into_iter()
            .filter_map(Result::err)
        {
            let finding = match &kept {
                Some((exchange, answer)) => {
                    let record = self.record(exchange, answer.as_ref());
                    course.evidence.push((exchange.id.0, Role::Setup, record));
                    not_taken_back(Some(exchange.id), answer.as_ref())
                }
                None => not_taken_back(None, None),
            };
            course.findings.push(finding);
        }
    }

    /// Removes a customer.
    ///
    /// # Errors
    /// The last attempt, if one could be made at all.
    async fn remove(
        &self,
        scene: &Scene,
        number: &str,
        how: Written,
    ) -> Result<(), Option<(Arc<Exchange>, Option<Answer>)>> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let sent = self.about(scene, KfrOperation::Remove, number).await;
            let sent = sent.map_err(|_| None)?;
            let status = sent.1.as_ref().map(|answer| answer.status);
            match (status, how) {
                (Some(404), Written::InBatch) if Instant::now() < deadline => {
                    tokio::time::sleep(PAUSE).await;
                }
                (Some(200..300 | 404), _) => return Ok(()),
                (Some(_) | None, _) => return Err(Some(sent)),
            }
        }
    }
}

impl Course {
    /// Remembers what a request wrote.
    pub(super) fn note(&mut self, exchange: &Exchange, scene: &Scene) {
        let status = exchange
            .outcome
            .as_ref()
            .map_or(0, |received| received.status);
        let headers = &exchange.request.headers;
        let mut found = headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(header::CUSTOMER_ID));
        let number = found
            .next()
            .map(|(_, value)| String::from_utf8_lossy(value));
        let drawn = |number: &str| scene.customers.iter().any(|one| one == number);
        match exchange.request.endpoint.of_kfr() {
            Some(KfrOperation::Add) => {
                // Whoever was there already is somebody else's, unless the number was drawn.
                let own = number.filter(|number| status == 201 || status == 200 && drawn(number));
                let own = own.map(|number| (number.into_owned(), Written::Alone));
                self.written.extend(own);
            }
            Some(KfrOperation::Batch) if (200..300).contains(&status) => {
                let all = scene.customers.iter().cloned();
                self.written.extend(all.map(|one| (one, Written::InBatch)));
            }
            Some(KfrOperation::Batch | KfrOperation::Remove | KfrOperation::Own) | None => {}
        }
    }
}

/// Synthetic numbers: a person's, a D-number, an organisation's, and again.
fn drawn(rng: &mut ChaCha8Rng) -> Vec<String> {
    const YEARS: u32 = 50;
    let days = i32::try_from(rng.next_u32() % (YEARS * 365)).unwrap_or_default();
    let birth = date(1950, 1, 1).saturating_add(days.days());
    (0..NUMBERS)
        .map(|place| {
            let kind = match place % 3 {
                0 => NationalIdKind::Birth,
                1 => NationalIdKind::D,
                _ => return OrganisationNumber::synthetic(rng).as_str().to_owned(),
            };
            NationalId::synthetic(rng, birth, kind).as_str().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use wire::identifiers::PartyId;

    use super::*;

    #[test]
    fn only_synthetic_numbers_are_drawn() {
        for number in drawn(&mut ChaCha8Rng::seed_from_u64(7)) {
            let number = PartyId::parse(&number).expect("a valid number");
            assert!(number.is_synthetic(), "{number:?}");
        }
    }
}
