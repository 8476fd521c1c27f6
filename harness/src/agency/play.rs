//! Plays scenarios, one after the other, and waits until the agency is done with each.

use std::io::Write as _;
use std::time::{Duration, Instant};

use wire::profile::ServiceProfile;

use super::scenario::Scenario;
use super::sight::{Ask, Ended, Show};
use super::stage::Stage;
use super::target::AgencyTarget;
use super::trigger::{Trigger, instruction};
use crate::text::Language;

/// Longest wait for a person to begin, in seconds.
const PATIENCE: u64 = 600;

/// Plays a scenario for a service; nothing if no party of the stage fits.
pub async fn play(
    stage: &Stage,
    target: &AgencyTarget,
    scenario: &Scenario,
    service: &ServiceProfile,
    language: Language,
) -> Option<Show> {
    let ask = stage.set(scenario, service)?;
    if matches!(target.trigger, Trigger::Person) {
        announce(scenario, &ask, stage, language);
    }
    let limit = Duration::from_secs(target.time_limit);
    let pulled = tokio::time::timeout(
        limit,
        target.trigger.pull(&ask, &scenario.id, stage.world_file()),
    )
    .await;
    let ended = match pulled {
        Err(_elapsed) => Ended::TimeLimit,
        Ok(Err(why)) => Ended::NotTriggered(why),
        Ok(Ok(())) => wait(stage, target).await,
    };
    let page = stage.curtain();
    Some(Show {
        scenario: scenario.clone(),
        ask,
        calls: page.calls,
        beyond: page.beyond,
        ended,
    })
}

fn announce(scenario: &Scenario, ask: &Ask, stage: &Stage, language: Language) {
    let instruction = instruction(ask, stage.world_file());
    let text = format!(
        "\n== {}: {}\n{}",
        scenario.id,
        scenario.title.in_language(language),
        instruction.in_language(language)
    );
    // A reader that has gone away is no fault.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Waits until no call has come for a while. A person is given time to begin, and sees the calls as they come.
async fn wait(stage: &Stage, target: &AgencyTarget) -> Ended {
    let person = matches!(target.trigger, Trigger::Person);
    let quiet = Duration::from_secs(target.quiet);
    let begun = Instant::now();
    let (mut count, mut shown, mut changed) = (0, 0, Instant::now());
    loop {
        let (now, _) = stage.journal.state();
        if now != count {
            (count, changed) = (now, Instant::now());
        }
        if person {
            for line in stage.journal.lines_from(shown) {
                shown += 1;
                let _ = writeln!(std::io::stderr(), "   {line}");
            }
        }
        let waits_for_a_person = person && count == 0;
        if !waits_for_a_person && changed.elapsed() >= quiet {
            return Ended::Done;
        }
        let limit = if waits_for_a_person {
            PATIENCE
        } else {
            target.time_limit
        };
        if begun.elapsed() >= Duration::from_secs(limit) {
            return Ended::TimeLimit;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
