//! The catalogue of the customer overview against the mock overview: as it is, in its variants, and with every defect.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use mock_agency::{OverviewBehaviour, OverviewDefect, OverviewVariant};
use wire::keys::KeyStore;

use crate::embedded::EmbeddedRegisters;
use crate::selftest::assignment::CaseAssignment;
use crate::selftest::bench::{SEED, SelftestError, TIMEOUT, seen};
use crate::selftest::score::{Detection, Role, Score, Sound};
use crate::selftest::subject::Examined;
use crate::selftest::tally::{became, sound_of};
use engine::event::Silent;
use engine::runner::{RegisterControl, RunOptions, Runner};
use engine::send::Connections;
use engine::stimulus::Attacker;
use judge::check::Tools;
use pack::catalogue::{Catalogue, Role as PackRole};
use pack::text::Text;
use plan::{Filter, Plan, plan};
use record::tried::PropertyOptions;

/// Requests at the same time.
const JOBS: usize = 8;

/// An overview that is examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverviewSubject {
    /// As the documents ask for.
    Usual,
    /// In another way that is right.
    Variant(OverviewVariant),
    /// With one defect.
    Defect(OverviewDefect),
}

impl OverviewSubject {
    /// All of them: what is right first.
    pub fn all() -> Vec<Self> {
        let variants = OverviewVariant::ALL.iter().copied().map(Self::Variant);
        let defects = OverviewDefect::ALL.iter().copied().map(Self::Defect);
        std::iter::once(Self::Usual)
            .chain(variants)
            .chain(defects)
            .collect()
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Variant(variant) => variant.name(),
            Self::Defect(defect) => defect.name(),
        }
    }

    fn behaviour(self) -> OverviewBehaviour {
        match self {
            Self::Usual => OverviewBehaviour::default(),
            Self::Variant(variant) => OverviewBehaviour::with_variant(variant),
            Self::Defect(defect) => OverviewBehaviour::with_defect(defect),
        }
    }
}

/// Runs all cases against each of them, one after the other: they share one overview. With an assignment, a defect is
/// examined with the family of the case that is meant to find it.
///
/// # Errors
/// [`SelftestError`] if the overview does not start.
pub async fn examine_overview(
    (catalogue, tools, attacker): (&Arc<Catalogue>, &Tools, &Attacker),
    keys: KeyStore,
    (subjects, assignment): (&[OverviewSubject], Option<&CaseAssignment>),
    mut done: impl FnMut(&Examined),
) -> Result<Vec<Examined>, SelftestError> {
    let registers = Arc::new(EmbeddedRegisters::start(keys, SEED, false).await?);
    let target = Arc::new(registers.overview(OverviewBehaviour::default())?);
    let connections = Connections::new(&target.tls, TIMEOUT)?;
    let whole = Arc::new(plan(catalogue, &target, &Filter::default(), true));
    let mut examined = Vec::new();
    for subject in subjects {
        let began = Instant::now();
        registers.behave(subject.behaviour());
        let runner = Runner::over(
            connections.clone(),
            Arc::clone(catalogue),
            Arc::clone(&target),
            options(),
            attacker.clone(),
            tools.clone(),
            Some(Arc::clone(&registers) as Arc<dyn RegisterControl>),
        );
        let plan = match (subject, assignment) {
            (OverviewSubject::Defect(defect), Some(assignment)) => {
                &Arc::new(of_family(&whole, assignment.case(defect.name())))
            }
            (OverviewSubject::Defect(_), None)
            | (OverviewSubject::Usual | OverviewSubject::Variant(_), _) => &whole,
        };
        let result = Arc::new(runner).run(plan, &Silent).await;
        let seen = result.results.iter().map(|result| seen(result, &target));
        let one = Examined::timed(subject.name(), seen.collect(), began);
        done(&one);
        examined.push(one);
    }
    Ok(examined)
}

/// The part of a plan that is of a case's family.
fn of_family(whole: &Plan, case: &str) -> Plan {
    let family = case.rsplit_once('-').map_or(case, |(family, _)| family);
    let own = whole.planned.iter();
    let own = own.filter(|planned| planned.instance.case.family == family);
    Plan {
        planned: own.cloned().collect(),
    }
}

fn options() -> RunOptions {
    RunOptions {
        jobs: JOBS,
        timeout: TIMEOUT,
        retries: 1,
        rate: None,
        fail_fast: false,
        redaction_key: [0; 32],
        full_evidence: true,
        properties: PropertyOptions::default(),
    }
}

/// Adds up what was seen of each; `whole` if every defect was examined.
pub fn overview_score(
    catalogue: &Catalogue,
    assignment: &CaseAssignment,
    (subjects, examined): (&[OverviewSubject], &[Examined]),
    whole: bool,
    seconds: f64,
) -> Score {
    let (mut sound, mut defects) = (Vec::new(), Vec::new());
    let mut exercised: BTreeSet<&str> = BTreeSet::new();
    for (subject, one) in subjects.iter().zip(examined) {
        match subject {
            OverviewSubject::Usual => {
                let text = Text::new("Does everything as usual", "Gjør alt som vanlig");
                sound.push(right(one, text));
            }
            OverviewSubject::Variant(variant) => {
                sound.push(right(one, Text::same(variant.text())));
            }
            OverviewSubject::Defect(defect) => {
                exercised.extend(one.failed());
                defects.push(detection(one, *defect, assignment));
            }
        }
    }
    let cases = catalogue.cases_of(PackRole::Overview);
    let idle = cases.clone().map(|case| case.id.0.as_str());
    let idle = idle.filter(|id| !exercised.contains(id));
    let unexercised = idle.filter(|id| whole && !assignment.exempt.contains_key(*id));
    let exempt = assignment.exempt.values();
    Score {
        role: Role::Overview,
        pack: format!("{} {}", catalogue.name, catalogue.version),
        unexercised: unexercised.map(str::to_owned).collect(),
        exempt: exempt
            .filter(|one| !exercised.contains(one.case.as_str()))
            .cloned()
            .collect(),
        cases: cases.count(),
        exercised: exercised.len(),
        never_accepted: None,
        sound,
        defects,
        seconds,
    }
}

fn right(examined: &Examined, text: Text) -> Sound {
    Sound {
        called: Text::same(examined.name.clone()),
        text: Some(text),
        ..sound_of(examined)
    }
}

fn detection(
    examined: &Examined,
    defect: OverviewDefect,
    assignment: &CaseAssignment,
) -> Detection {
    let intended = assignment.case(defect.name());
    let found = examined.failed();
    let by_intended = found.contains(intended);
    let instead = examined.seen.iter().find(|seen| seen.case == intended);
    let instead = instead.map_or_else(
        || Text::new("not run", "ikke kjørt"),
        |seen| became(&seen.outcome),
    );
    Detection {
        name: defect.name().to_owned(),
        family: None,
        rule: Text::same(defect.text()),
        intended: intended.to_owned(),
        by_intended,
        found_by: found.into_iter().map(str::to_owned).collect(),
        instead: (!by_intended).then_some(instead),
        seconds: examined.took.as_secs_f64(),
    }
}
