//! Runs the planned scenarios on the environments, and stops early where that was asked for.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::agency::environment::Environment;
use crate::agency::journal::Journal;
use crate::agency::kept::Kept;
use crate::agency::prompt::Prompt;
use crate::agency::run::{Chosen, Options, Planned, judge};
use crate::agency::scenario_runner::{ScenarioRunner, leave_out, needs_a_person, stop_before};
use crate::agency::target::AgencyTarget;
use engine::interruption::Interruption;
use judge::agency::journal::Call;
use judge::agency::scenario_run::{Ended, EnvironmentFacts, ScenarioRun};
use judge::verdict::Outcome;
use pack::catalogue::Level;
use pack::text::Language;

/// Scenarios in a row in which an agency that is not started by a person may do nothing, before the rest is left
/// out.
const PATIENCE: usize = 3;

/// An environment, and the number of a scenario there.
type Place = (usize, u64);

/// What is run, where, and for which cases.
pub(super) struct Schedule<'a> {
    pub(super) environments: &'a [Arc<Environment>],
    pub(super) target: &'a AgencyTarget,
    pub(super) chosen: &'a [Chosen<'a>],
    pub(super) options: &'a Options<'a>,
    /// Keeps what is known after each scenario.
    pub(super) kept: &'a Kept<'a>,
}

/// What the runners on the environments share.
#[derive(Clone)]
struct Shared {
    queue: Arc<Mutex<VecDeque<(usize, Planned)>>>,
    stopped: Arc<AtomicBool>,
    runs: UnboundedSender<Finished>,
}

/// A scenario that is over. Its runner goes on when it has been looked at.
struct Finished {
    number: usize,
    place: Place,
    run: ScenarioRun,
    seen: oneshot::Sender<()>,
}

impl Schedule<'_> {
    /// Runs the plan, on every environment one scenario at a time, and gives what was run in the plan's order.
    pub(super) async fn run(&self, plan: Vec<Planned>) -> Vec<ScenarioRun> {
        let count = plan.len();
        let mut ordered: Vec<(usize, Planned)> = plan.into_iter().enumerate().collect();
        if self.environments.len() > 1 {
            // What takes longest begins first.
            ordered.sort_by_key(|(_, (scenario, _))| std::cmp::Reverse(scenario.delay()));
        }
        let (sender, mut finished) = tokio::sync::mpsc::unbounded_channel();
        let shared = Shared {
            queue: Arc::new(Mutex::new(VecDeque::from(ordered))),
            stopped: Arc::default(),
            runs: sender,
        };
        let mut runners = JoinSet::new();
        for environment in self.environments {
            let language = self.options.language;
            let target = self.target.clone();
            runners.spawn(run_queue(
                Arc::clone(environment),
                target,
                (language, self.options.interruption.clone()),
                shared.clone(),
            ));
        }
        let stopped = Arc::clone(&shared.stopped);
        drop(shared);
        let facts: Vec<EnvironmentFacts> = self
            .environments
            .iter()
            .map(|environment| environment.facts.clone())
            .collect();
        let (mut numbers, mut places, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(over) = finished.recv().await {
            let Finished {
                number,
                place,
                run,
                seen,
            } = over;
            if !matches!(run.ended, Ended::Stopped | Ended::Interrupted) {
                (self.options.progress)(runs.len() + 1, count, &run);
            }
            numbers.push(number);
            places.push(place);
            runs.push(run);
            self.kept.after(&runs);
            if self.options.fail_fast {
                let late = self
                    .environments
                    .iter()
                    .flat_map(|environment| in_environment(&environment.journal, true));
                let changed = self.put_back(late.collect(), &places, &mut runs);
                if self.breaks_a_must(&runs, changed, &facts) {
                    stopped.store(true, Ordering::Relaxed);
                }
            }
            // A runner that has gone needs no answer.
            let _ = seen.send(());
        }
        let late = self
            .environments
            .iter()
            .flat_map(|environment| in_environment(&environment.journal, false));
        self.put_back(late.collect(), &places, &mut runs);
        let mut ordered: Vec<(usize, ScenarioRun)> = numbers.into_iter().zip(runs).collect();
        ordered.sort_by_key(|(number, _)| *number);
        ordered.into_iter().map(|(_, run)| run).collect()
    }

    /// Gives calls that came when another scenario was on to their own; gives the positions of the runs that have more
    /// calls now.
    fn put_back(
        &self,
        late: Vec<(Place, Call)>,
        places: &[Place],
        runs: &mut [ScenarioRun],
    ) -> BTreeSet<usize> {
        let mut changed = BTreeSet::new();
        for (place, call) in late {
            let at = places.iter().position(|one| *one == place);
            let Some((at, run)) = at.and_then(|at| Some((at, runs.get_mut(at)?))) else {
                continue;
            };
            self.kept.late(run, &call);
            run.calls.push(call);
            run.calls.sort_by_key(|call| (call.received, call.number));
            changed.insert(at);
        }
        changed
    }

    /// Whether a run breaks a MUST with those before it: one that got calls late, or the last one. Where calls may come
    /// late, the last one is not over, and the one before it is looked at.
    fn breaks_a_must(
        &self,
        runs: &[ScenarioRun],
        mut changed: BTreeSet<usize>,
        facts: &[EnvironmentFacts],
    ) -> bool {
        let over = if self.target.trigger.ends_with_its_calls() {
            1
        } else {
            2
        };
        let complete = (runs.len() + 1).saturating_sub(over);
        changed.extend(complete.checked_sub(1));
        let within = |at: &usize| *at < complete;
        let mut concerned = changed.into_iter().filter(within);
        concerned.any(|at| self.run_breaks_a_must(&runs[at], &runs[..complete], facts))
    }

    fn run_breaks_a_must(
        &self,
        run: &ScenarioRun,
        runs: &[ScenarioRun],
        facts: &[EnvironmentFacts],
    ) -> bool {
        let watching = self.chosen.iter().filter(|(case, service)| {
            case.level == Level::Must
                && service.id == run.task.service
                && case.watches(&run.scenario.id)
        });
        watching
            .map(|(case, service)| judge(case, service, runs, facts).outcome())
            .any(|outcome| outcome == Outcome::Violates)
    }
}

/// The calls of an environment that came when another scenario was on, with the place of their own.
fn in_environment(journal: &Journal, answered_only: bool) -> Vec<(Place, Call)> {
    let late = if answered_only {
        journal.take_answered_late()
    } else {
        journal.take_late()
    };
    let environment = journal.environment();
    late.into_iter()
        .map(|(scenario, call)| ((environment, scenario), call))
        .collect()
}

/// Runs on one environment until the queue is empty.
async fn run_queue(
    environment: Arc<Environment>,
    target: AgencyTarget,
    (language, interruption): (Language, Interruption),
    shared: Shared,
) {
    let prompt = needs_a_person(&target).then(Prompt::open);
    let runner = ScenarioRunner {
        target: &target,
        language,
        prompt: prompt.as_ref(),
        interruption: &interruption,
    };
    let mut idle = 0;
    loop {
        let next = shared
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        let Some((number, (scenario, service))) = next else {
            break;
        };
        let run = if interruption.is_asked() {
            stop_before(&environment, &scenario, service, Ended::Interrupted)
        } else if shared.stopped.load(Ordering::Relaxed) {
            stop_before(&environment, &scenario, service, Ended::Stopped)
        } else if idle < PATIENCE {
            runner.run(&environment, &scenario, service).await
        } else {
            leave_out(&environment, &scenario, service)
        };
        let Some(run) = run else { continue };
        // A person may leave scenarios out; one who does not even do that is not there.
        let chosen = prompt.is_some() && run.ended != Ended::TimeLimit;
        idle = if run.is_idle() && !chosen {
            idle + 1
        } else {
            0
        };
        let (seen, looked_at) = oneshot::channel();
        let journal = &environment.journal;
        let over = Finished {
            number,
            place: (journal.environment(), journal.scenario()),
            run,
            seen,
        };
        if shared.runs.send(over).is_err() || looked_at.await.is_err() {
            break;
        }
    }
}
