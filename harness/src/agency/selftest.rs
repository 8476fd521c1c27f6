//! The harness tested on agencies that are wrong in one respect, and on agencies that are right in another way.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use mock_agency::conduct::{Conduct, Defect, Variant};
use serde::Serialize;
use wire::keys::KeyStore;

use super::pack::{AgencyCase, AgencyPack};
use super::play::play;
use super::run::judge;
use super::sight::Show;
use super::stage::{Stage, StageError, StageOptions};
use super::target::AgencyTarget;
use crate::text::Language;
use crate::verdict::Outcome;

/// Scenarios that a defect is played in where its case does not name any.
const USUAL: [&str; 3] = ["happy-path", "two-banks", "other-party"];

/// Scenarios that a variant is not played in: they take their time, or tell nothing that another one does not.
const SLOW_OR_ALIKE: [&str; 9] = [
    "slow-bank",
    "short-token",
    "error-429",
    "foreign-key",
    "broken-json",
    "error-403",
    "error-404",
    "error-405",
    "error-406",
];

/// What became of a defect or a variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Its name.
    pub name: String,
    /// `defect` or `variant`.
    pub kind: &'static str,
    /// The case that is meant to find it; none for a variant.
    pub intended: Option<String>,
    /// Whether all is well: the intended case found the defect, or nothing was found in the variant.
    pub right: bool,
    /// The cases that found something.
    pub found_by: Vec<String>,
}

#[derive(Clone, Copy)]
enum Subject {
    Defect(Defect),
    Variant(Variant),
}

/// Runs every defect and every variant, on `stages` stages at a time.
///
/// # Errors
/// When a stage can not be set.
pub async fn selftest(
    pack: &AgencyPack,
    keys: &KeyStore,
    seed: u64,
    stages: usize,
) -> Result<Vec<Row>, StageError> {
    let subjects = Defect::ALL
        .iter()
        .copied()
        .map(Subject::Defect)
        .chain(Variant::ALL.iter().copied().map(Subject::Variant));
    let queue: Mutex<VecDeque<(usize, Subject)>> = Mutex::new(subjects.enumerate().collect());
    let workers = (0..stages.max(1)).map(|_| work(pack, keys, seed, &queue));
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for done in futures::future::join_all(workers).await {
        rows.extend(done?);
    }
    rows.sort_by_key(|(number, _)| *number);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

async fn work(
    pack: &AgencyPack,
    keys: &KeyStore,
    seed: u64,
    queue: &Mutex<VecDeque<(usize, Subject)>>,
) -> Result<Vec<(usize, Row)>, StageError> {
    let stage = Stage::start(
        keys,
        &StageOptions {
            seed,
            ..StageOptions::default()
        },
    )
    .await?;
    let mut rows = Vec::new();
    loop {
        let next = queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        let Some((number, subject)) = next else { break };
        rows.push((number, row(&stage, pack, subject).await));
    }
    stage.strike().await;
    Ok(rows)
}

async fn row(stage: &Stage, pack: &AgencyPack, subject: Subject) -> Row {
    match subject {
        Subject::Defect(defect) => {
            let case = pack.case(defect.case());
            let found_by = violated(stage, pack, Conduct::with_defect(defect), case).await;
            Row {
                name: defect.name().to_owned(),
                kind: "defect",
                intended: Some(defect.case().to_owned()),
                right: found_by.iter().any(|id| id == defect.case()),
                found_by,
            }
        }
        Subject::Variant(variant) => {
            let found_by = violated(stage, pack, Conduct::with_variant(variant), None).await;
            Row {
                name: variant.name().to_owned(),
                kind: "variant",
                intended: None,
                right: found_by.is_empty(),
                found_by,
            }
        }
    }
}

/// The cases that a conduct violates, each once: in the scenarios that the case names, or in most.
async fn violated(
    stage: &Stage,
    pack: &AgencyPack,
    conduct: Conduct,
    case: Option<&AgencyCase>,
) -> Vec<String> {
    let target = AgencyTarget::embedded(conduct);
    let mut found: Vec<String> = Vec::new();
    for service in target
        .services
        .iter()
        .filter_map(|id| wire::profile::service(id))
    {
        let mut shows: Vec<Show> = Vec::new();
        for scenario in pack
            .scenarios
            .iter()
            .filter(|scenario| scenario.serves(&service.id))
        {
            let wanted = match case {
                None => !SLOW_OR_ALIKE.contains(&scenario.id.as_str()),
                Some(case) if !case.serves(&service.id) => false,
                Some(AgencyCase {
                    scenarios: Some(named),
                    ..
                }) => named.contains(&scenario.id),
                Some(_) => USUAL.contains(&scenario.id.as_str()),
            };
            if wanted {
                shows.extend(play(stage, &target, scenario, service, Language::En).await);
            }
        }
        for case in pack.cases.iter().filter(|case| case.serves(&service.id)) {
            let instance = judge(case, service, &shows, &stage.facts);
            if instance.outcome() == Outcome::Violates && !found.contains(&case.id) {
                found.push(case.id.clone());
            }
        }
    }
    found
}
