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
    /// As it is right, or wrong, by another reading of the documents than ours.
    Read(&'static Read),
}

/// An overview that is examined with a profile that sets another reading.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    /// What it is called.
    pub name: &'static str,
    text: &'static str,
    interpretation: &'static str,
    value: &'static str,
    behaviour: Behaviour,
    /// Whether the reading makes it wrong.
    pub is_defect: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behaviour {
    Usual,
    Defect(OverviewDefect),
    Variant(OverviewVariant),
}

const READ: [Read; 6] = [
    Read {
        name: "missing-period-is-today-as-read",
        text: "Answers for today where a date is missing, and the profile reads it so",
        interpretation: "I-62",
        value: "means-today",
        behaviour: Behaviour::Defect(OverviewDefect::MissingPeriodIsToday),
        is_defect: false,
    },
    Read {
        name: "missing-period-refused-against-the-reading",
        text: "Refuses a missing date, where the profile reads it as today",
        interpretation: "I-62",
        value: "means-today",
        behaviour: Behaviour::Usual,
        is_defect: true,
    },
    Read {
        name: "shielded-hidden-as-read",
        text: "Names no bank of shielded persons, and the profile reads it so",
        interpretation: "I-66",
        value: "hidden",
        behaviour: Behaviour::Defect(OverviewDefect::ShieldedHidden),
        is_defect: false,
    },
    Read {
        name: "shielded-named-against-the-reading",
        text: "Names banks of shielded persons, where the profile reads that they are hidden",
        interpretation: "I-66",
        value: "hidden",
        behaviour: Behaviour::Usual,
        is_defect: true,
    },
    Read {
        name: "older-version-as-read",
        text: "Answers as version 1.1.2, and the profile reads it so",
        interpretation: "I-67",
        value: "1.1.2",
        behaviour: Behaviour::Variant(OverviewVariant::OlderVersion),
        is_defect: false,
    },
    Read {
        name: "period-mandatory-against-the-older-version",
        text: "Refuses a missing date, where the profile reads version 1.1.2",
        interpretation: "I-67",
        value: "1.1.2",
        behaviour: Behaviour::Usual,
        is_defect: true,
    },
];

impl OverviewSubject {
    /// All of them: what is right first.
    pub fn all() -> Vec<Self> {
        // The older version is right only where a profile reads it so.
        let ours = |variant: &OverviewVariant| *variant != OverviewVariant::OlderVersion;
        let variants = OverviewVariant::ALL.iter().copied().filter(ours);
        let defects = OverviewDefect::ALL.iter().copied().map(Self::Defect);
        std::iter::once(Self::Usual)
            .chain(variants.map(Self::Variant))
            .chain(defects)
            .chain(READ.iter().map(Self::Read))
            .collect()
    }

    /// The one with the defect of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let read = || READ.iter().find(|one| one.name == name).map(Self::Read);
        OverviewDefect::from_name(name)
            .map(Self::Defect)
            .or_else(read)
    }

    /// The names of all defects, under our readings and under others.
    pub fn defects() -> impl Iterator<Item = &'static str> {
        let read = READ.iter().filter(|one| one.is_defect).map(|one| one.name);
        OverviewDefect::ALL.iter().map(|one| one.name()).chain(read)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Variant(variant) => variant.name(),
            Self::Defect(defect) => defect.name(),
            Self::Read(read) => read.name,
        }
    }

    /// The name of its defect, if it has one.
    fn defect(self) -> Option<&'static str> {
        match self {
            Self::Defect(defect) => Some(defect.name()),
            Self::Read(read) => read.is_defect.then_some(read.name),
            Self::Usual | Self::Variant(_) => None,
        }
    }

    fn behaviour(self) -> OverviewBehaviour {
        match self {
            Self::Read(Read { behaviour, .. }) => match *behaviour {
                Behaviour::Usual => OverviewBehaviour::default(),
                Behaviour::Variant(variant) => OverviewBehaviour::with_variant(variant),
                Behaviour::Defect(defect) => OverviewBehaviour::with_defect(defect),
            },
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
    let ours = registers.overview(OverviewBehaviour::default())?;
    let connections = Connections::new(&ours.tls, TIMEOUT)?;
    let mut examined = Vec::new();
    for subject in subjects {
        let began = Instant::now();
        registers.behave(subject.behaviour());
        let mut target = ours.clone();
        if let OverviewSubject::Read(read) = subject {
            let (id, value) = (read.interpretation.to_owned(), read.value.to_owned());
            target.readings.insert(id, value);
        }
        let target = Arc::new(target);
        let mut plan = plan(catalogue, &target, &Filter::default(), true);
        if let (Some(name), Some(assignment)) = (subject.defect(), assignment) {
            keep_family(&mut plan, assignment.case(name));
        }
        let runner = Runner::over(
            connections.clone(),
            Arc::clone(catalogue),
            Arc::clone(&target),
            options(),
            attacker.clone(),
            tools.clone(),
            Some(Arc::clone(&registers) as Arc<dyn RegisterControl>),
        );
        let result = Arc::new(runner).run(&Arc::new(plan), &Silent).await;
        let seen = result.results.iter().map(|result| seen(result, &target));
        let one = Examined::timed(subject.name(), seen.collect(), began);
        done(&one);
        examined.push(one);
    }
    Ok(examined)
}

/// Leaves of a plan what is of a case's family.
fn keep_family(plan: &mut Plan, case: &str) {
    let family = case.rsplit_once('-').map_or(case, |(family, _)| family);
    plan.planned
        .retain(|planned| planned.instance.case.family == family);
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
                defects.push(detection(one, (defect.name(), defect.text()), assignment));
            }
            OverviewSubject::Read(read) if read.is_defect => {
                defects.push(detection(one, (read.name, read.text), assignment));
            }
            OverviewSubject::Read(read) => sound.push(right(one, Text::same(read.text))),
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
    (defect, rule): (&str, &str),
    assignment: &CaseAssignment,
) -> Detection {
    let intended = assignment.case(defect);
    let found = examined.failed();
    let by_intended = found.contains(intended);
    let instead = examined.seen.iter().find(|seen| seen.case == intended);
    let instead = instead.map_or_else(
        || Text::new("not run", "ikke kjørt"),
        |seen| became(&seen.outcome),
    );
    Detection {
        name: defect.to_owned(),
        family: None,
        rule: Text::same(rule),
        intended: intended.to_owned(),
        by_intended,
        found_by: found.into_iter().map(str::to_owned).collect(),
        instead: (!by_intended).then_some(instead),
        seconds: examined.took.as_secs_f64(),
    }
}
