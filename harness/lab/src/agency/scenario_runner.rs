//! Runs a scenario, and waits until the agency is done with it.

use std::io::Write as _;
use std::time::{Duration, Instant};

use wire::profile::ServiceProfile;

use crate::agency::environment::Environment;
use crate::agency::journal::Recorded;
use crate::agency::prompt::Prompt;
use crate::agency::target::AgencyTarget;
use crate::agency::trigger::{Trigger, instruction};
use engine::interruption::Interruption;
use judge::agency::scenario_run::{Ended, ScenarioRun, Task};
use pack::reason::{AGENCY_LEFT_OUT, AGENCY_SILENT, Reason};
use pack::scenario::Scenario;
use pack::text::Language;

/// Longest wait for a person to begin.
const PATIENCE: Duration = Duration::from_mins(10);
/// Longest wait for the first call of a service that answers its trigger before it is done.
const FIRST_CALL: Duration = Duration::from_secs(15);
/// How often the journal is looked at.
const STEP: Duration = Duration::from_millis(50);

/// What a scenario is run with.
pub struct ScenarioRunner<'a> {
    /// The agency.
    pub target: &'a AgencyTarget,
    /// Language of what is said to a person.
    pub language: Language,
    /// Hears the person, if it is one who sets the agency to work.
    pub prompt: Option<&'a Prompt>,
    /// Ends the scenario in the middle.
    pub interruption: &'a Interruption,
}

impl ScenarioRunner<'_> {
    /// Runs a scenario for a service; nothing if no party of the environment fits.
    pub async fn run(
        &self,
        environment: &Environment,
        scenario: &Scenario,
        service: &ServiceProfile,
    ) -> Option<ScenarioRun> {
        let mut task = environment.begin_scenario(scenario, service)?;
        let gives_case = self.target.trigger.gives_case();
        task.case = gives_case.then(|| uuid::Uuid::new_v4().to_string());
        let ended = tokio::select! {
            ended = self.start_and_wait(environment, scenario, &task) => ended,
            () = self.interruption.asked() => Ended::Interrupted,
        };
        if ended == Ended::TimeLimit {
            self.wait_until_quiet(environment).await;
        }
        let is_over = ended != Ended::TimeLimit && self.target.trigger.ends_with_its_calls();
        let recorded = if is_over {
            environment.end_scenario()
        } else {
            environment.leave_scenario()
        };
        Some(scenario_run(scenario, task, recorded, ended))
    }

    async fn start_and_wait(
        &self,
        environment: &Environment,
        scenario: &Scenario,
        task: &Task,
    ) -> Ended {
        if let Some(prompt) = self.prompt {
            announce(scenario, task, environment, self.language);
            prompt.forget();
        }
        let limit = Duration::from_secs(self.target.time_limit);
        let start = self.target.trigger.start(
            task,
            &scenario.id,
            (environment.world_file(), &environment.world),
        );
        let remark = match tokio::time::timeout(limit, start).await {
            Err(_elapsed) => return Ended::TimeLimit,
            Ok(Err(why)) => return Ended::NotTriggered(why),
            Ok(Ok(remark)) => remark,
        };
        let ended = self.wait(environment).await;
        if ended == Ended::Done && environment.journal.state().0 == 0 {
            return Ended::Silent(remark.unwrap_or_else(|| Reason::new(&AGENCY_SILENT)));
        }
        ended
    }

    /// Waits until no call is open and none has come for a while. A person is given time to begin, sees the calls as
    /// they come, and can end the scenario by pressing Enter.
    async fn wait(&self, environment: &Environment) -> Ended {
        let quiet = Duration::from_secs(self.target.quiet);
        let limit = Duration::from_secs(self.target.time_limit);
        let first_call = if self.target.trigger.ends_with_its_calls() {
            quiet
        } else {
            FIRST_CALL.max(quiet)
        };
        let begun = Instant::now();
        let (mut first, mut count, mut shown, mut changed) = (None, 0, 0, begun);
        loop {
            let (now, open) = environment.journal.state();
            if now != count || open > 0 {
                (count, changed) = (now, Instant::now());
            }
            if count > 0 {
                first.get_or_insert_with(Instant::now);
            }
            if let Some(prompt) = self.prompt {
                shown += show_calls(environment, shown);
                if prompt.is_pressed() {
                    return Ended::Done;
                }
            }
            if let (Some(_), None) = (self.prompt, first) {
                if begun.elapsed() >= PATIENCE {
                    return Ended::TimeLimit;
                }
            } else if changed.elapsed() >= first.map_or(first_call, |_| quiet) {
                return Ended::Done;
            } else if first.unwrap_or(begun).elapsed() >= limit {
                return Ended::TimeLimit;
            }
            tokio::time::sleep(STEP).await;
        }
    }

    /// After a time limit: calls without a case number that still come would be taken for the next scenario's.
    async fn wait_until_quiet(&self, environment: &Environment) {
        let quiet = Duration::from_secs(self.target.quiet.max(1));
        let limit = Duration::from_secs(self.target.time_limit);
        let begun = Instant::now();
        let (mut count, mut changed) = (environment.journal.state(), begun);
        while changed.elapsed() < quiet && begun.elapsed() < limit {
            tokio::time::sleep(STEP).await;
            let now = environment.journal.state();
            if now != count {
                (count, changed) = (now, Instant::now());
            }
        }
    }
}

/// A scenario that is not run, because the agency does not answer to its trigger.
pub fn leave_out(
    environment: &Environment,
    scenario: &Scenario,
    service: &ServiceProfile,
) -> Option<ScenarioRun> {
    let task = environment.begin_scenario(scenario, service)?;
    let why = Reason::new(&AGENCY_LEFT_OUT);
    let recorded = environment.end_scenario();
    let ended = Ended::NotTriggered(why);
    Some(scenario_run(scenario, task, recorded, ended))
}

/// A scenario that is not run, because the run was to stop at the first broken MUST or was interrupted.
pub fn stop_before(
    environment: &Environment,
    scenario: &Scenario,
    service: &ServiceProfile,
    why: Ended,
) -> Option<ScenarioRun> {
    let task = environment.begin_scenario(scenario, service)?;
    let recorded = environment.end_scenario();
    Some(scenario_run(scenario, task, recorded, why))
}

fn scenario_run(scenario: &Scenario, task: Task, recorded: Recorded, ended: Ended) -> ScenarioRun {
    ScenarioRun {
        scenario: scenario.clone(),
        task,
        calls: recorded.calls,
        more_calls: recorded.more_calls,
        unreadable: recorded.unreadable,
        more_unreadable: recorded.more_unreadable,
        ended,
    }
}

fn announce(scenario: &Scenario, task: &Task, environment: &Environment, language: Language) {
    let instruction = instruction(task, environment.world_file());
    let text = format!(
        "\n== {}: {}\n{}",
        scenario.id,
        scenario.title.in_language(language),
        instruction.in_language(language)
    );
    say(&text);
}

/// Shows the calls from a position on; gives how many.
fn show_calls(environment: &Environment, from: usize) -> usize {
    let lines = environment.journal.lines_from(from);
    for line in &lines {
        say(&format!("   {line}"));
    }
    lines.len()
}

fn say(text: &str) {
    // A reader that has gone away is no fault.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Whether a person sets the agency to work.
pub fn needs_a_person(target: &AgencyTarget) -> bool {
    matches!(target.trigger, Trigger::Person)
}
