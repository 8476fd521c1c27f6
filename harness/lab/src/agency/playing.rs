//! Plays the planned scenarios on the stages, and stops early where that was asked for.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::agency::play::{Player, leave_out, needs_a_person, stop_before};
use crate::agency::prompt::Prompt;
use crate::agency::run::{Chosen, Options, Planned, judge};
use crate::agency::stage::Stage;
use crate::agency::target::AgencyTarget;
use judge::agency::sight::{Ended, Facts, Show};
use judge::verdict::Outcome;
use pack::catalogue::Level;
use pack::text::Language;

/// Scenarios in a row in which an agency that is not set to work by a person may do nothing, before the rest is left
/// out.
const PATIENCE: usize = 3;

/// What is played, where, and for which cases.
pub(super) struct Playing<'a> {
    pub(super) stages: &'a [Arc<Stage>],
    pub(super) target: &'a AgencyTarget,
    pub(super) chosen: &'a [Chosen<'a>],
    pub(super) options: &'a Options<'a>,
}

/// What the players on the stages share.
#[derive(Clone)]
struct Shared {
    queue: Arc<Mutex<VecDeque<(usize, Planned)>>>,
    stopped: Arc<AtomicBool>,
    shows: UnboundedSender<Played>,
}

/// A scenario that is over. Its player goes on when it has been looked at.
struct Played {
    number: usize,
    show: Show,
    seen: oneshot::Sender<()>,
}

impl Playing<'_> {
    /// Plays the plan, on every stage one scenario at a time, and gives what was played in the plan's order.
    pub(super) async fn play(&self, plan: Vec<Planned>) -> Vec<Show> {
        let count = plan.len();
        let mut ordered: Vec<(usize, Planned)> = plan.into_iter().enumerate().collect();
        if self.stages.len() > 1 {
            // What takes longest begins first.
            ordered.sort_by_key(|(_, (scenario, _))| std::cmp::Reverse(scenario.delay()));
        }
        let (sender, mut played) = tokio::sync::mpsc::unbounded_channel();
        let shared = Shared {
            queue: Arc::new(Mutex::new(VecDeque::from(ordered))),
            stopped: Arc::default(),
            shows: sender,
        };
        let mut players = JoinSet::new();
        for stage in self.stages {
            let language = self.options.language;
            let target = self.target.clone();
            players.spawn(play_queue(
                Arc::clone(stage),
                target,
                language,
                shared.clone(),
            ));
        }
        let stopped = Arc::clone(&shared.stopped);
        drop(shared);
        let facts: Vec<Facts> = self
            .stages
            .iter()
            .map(|stage| stage.facts.clone())
            .collect();
        let (mut numbers, mut shows) = (Vec::new(), Vec::new());
        while let Some(Played { number, show, seen }) = played.recv().await {
            if show.ended != Ended::Stopped {
                (self.options.progress)(shows.len() + 1, count, &show);
            }
            numbers.push(number);
            shows.push(show);
            if self.options.fail_fast && self.breaks_a_must(&shows, &facts) {
                stopped.store(true, Ordering::Relaxed);
            }
            // A player that has gone needs no answer.
            let _ = seen.send(());
        }
        let mut ordered: Vec<(usize, Show)> = numbers.into_iter().zip(shows).collect();
        ordered.sort_by_key(|(number, _)| *number);
        ordered.into_iter().map(|(_, show)| show).collect()
    }

    /// Whether the last of the shows, with those before it, breaks a MUST that is judged.
    fn breaks_a_must(&self, shows: &[Show], facts: &[Facts]) -> bool {
        let Some(last) = shows.last() else {
            return false;
        };
        let watching = self.chosen.iter().filter(|(case, service)| {
            case.level == Level::Must
                && service.id == last.ask.service
                && case.watches(&last.scenario.id)
        });
        watching
            .map(|(case, service)| judge(case, service, shows, facts).outcome())
            .any(|outcome| outcome == Outcome::Violates)
    }
}

/// Plays on one stage until the queue is empty.
async fn play_queue(stage: Arc<Stage>, target: AgencyTarget, language: Language, shared: Shared) {
    let prompt = needs_a_person(&target).then(Prompt::open);
    let player = Player {
        target: &target,
        language,
        prompt: prompt.as_ref(),
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
        let show = if shared.stopped.load(Ordering::Relaxed) {
            stop_before(&stage, &scenario, service)
        } else if idle < PATIENCE {
            player.play(&stage, &scenario, service).await
        } else {
            leave_out(&stage, &scenario, service)
        };
        let Some(show) = show else { continue };
        // A person may leave scenarios out; one who does not even do that is not there.
        let chosen = prompt.is_some() && show.ended != Ended::TimeLimit;
        idle = if show.is_idle() && !chosen {
            idle + 1
        } else {
            0
        };
        let (seen, looked_at) = oneshot::channel();
        let over = Played { number, show, seen };
        if shared.shows.send(over).is_err() || looked_at.await.is_err() {
            break;
        }
    }
}
