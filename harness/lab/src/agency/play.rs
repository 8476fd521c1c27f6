//! Plays a scenario, and waits until the agency is done with it.

use std::io::Write as _;
use std::time::{Duration, Instant};

use wire::profile::ServiceProfile;

use crate::agency::prompt::Prompt;
use crate::agency::stage::Stage;
use crate::agency::target::AgencyTarget;
use crate::agency::trigger::{Trigger, instruction};
use judge::agency::sight::{Ask, Ended, Show};
use pack::scenario::Scenario;
use pack::text::{Language, Text};

/// Longest wait for a person to begin.
const PATIENCE: Duration = Duration::from_mins(10);
/// How often the journal is looked at.
const STEP: Duration = Duration::from_millis(50);

/// What a scenario is played with.
pub struct Player<'a> {
    /// The agency.
    pub target: &'a AgencyTarget,
    /// Language of what is said to a person.
    pub language: Language,
    /// Hears the person, if it is one who sets the agency to work.
    pub prompt: Option<&'a Prompt>,
}

impl Player<'_> {
    /// Plays a scenario for a service; nothing if no party of the stage fits.
    pub async fn play(
        &self,
        stage: &Stage,
        scenario: &Scenario,
        service: &ServiceProfile,
    ) -> Option<Show> {
        let ask = stage.set(scenario, service)?;
        let ended = self.perform(stage, scenario, &ask).await;
        if ended == Ended::TimeLimit {
            self.calm(stage).await;
        }
        Some(show(stage, scenario, ask, ended))
    }

    async fn perform(&self, stage: &Stage, scenario: &Scenario, ask: &Ask) -> Ended {
        if let Some(prompt) = self.prompt {
            announce(scenario, ask, stage, self.language);
            prompt.forget();
        }
        let limit = Duration::from_secs(self.target.time_limit);
        let pull = self
            .target
            .trigger
            .pull(ask, &scenario.id, (stage.world_file(), &stage.world));
        let said = match tokio::time::timeout(limit, pull).await {
            Err(_elapsed) => return Ended::TimeLimit,
            Ok(Err(why)) => return Ended::NotTriggered(why),
            Ok(Ok(said)) => said,
        };
        let ended = self.wait(stage).await;
        if ended == Ended::Done && stage.journal.state().0 == 0 {
            return Ended::Silent(silence(said));
        }
        ended
    }

    /// Waits until no call is open and none has come for a while. A person is given time to begin, sees the calls as
    /// they come, and can end the scenario by pressing Enter.
    async fn wait(&self, stage: &Stage) -> Ended {
        let quiet = Duration::from_secs(self.target.quiet);
        let limit = Duration::from_secs(self.target.time_limit);
        let begun = Instant::now();
        let (mut first, mut count, mut shown, mut changed) = (None, 0, 0, begun);
        loop {
            let (now, open) = stage.journal.state();
            if now != count || open > 0 {
                (count, changed) = (now, Instant::now());
            }
            if count > 0 {
                first.get_or_insert_with(Instant::now);
            }
            if let Some(prompt) = self.prompt {
                shown += show_calls(stage, shown);
                if prompt.is_pressed() {
                    return Ended::Done;
                }
            }
            if let (Some(_), None) = (self.prompt, first) {
                if begun.elapsed() >= PATIENCE {
                    return Ended::TimeLimit;
                }
            } else if changed.elapsed() >= quiet {
                return Ended::Done;
            } else if first.unwrap_or(begun).elapsed() >= limit {
                return Ended::TimeLimit;
            }
            tokio::time::sleep(STEP).await;
        }
    }

    /// After a time limit: calls that still come would be taken for the next scenario's.
    async fn calm(&self, stage: &Stage) {
        let quiet = Duration::from_secs(self.target.quiet.max(1));
        let limit = Duration::from_secs(self.target.time_limit);
        let begun = Instant::now();
        let (mut count, mut changed) = (stage.journal.state(), begun);
        while changed.elapsed() < quiet && begun.elapsed() < limit {
            tokio::time::sleep(STEP).await;
            let now = stage.journal.state();
            if now != count {
                (count, changed) = (now, Instant::now());
            }
        }
    }
}

/// A scenario that is not played, because the agency does not answer to its trigger.
pub fn leave_out(stage: &Stage, scenario: &Scenario, service: &ServiceProfile) -> Option<Show> {
    let ask = stage.set(scenario, service)?;
    let why = Text::new(
        "not played: the agency did nothing in the scenarios before",
        "ikke spilt: etaten gjorde ingenting i scenariene før",
    );
    Some(show(stage, scenario, ask, Ended::NotTriggered(why)))
}

/// A scenario that is not played, because the run was to stop at the first broken MUST.
pub fn stop_before(stage: &Stage, scenario: &Scenario, service: &ServiceProfile) -> Option<Show> {
    let ask = stage.set(scenario, service)?;
    Some(show(stage, scenario, ask, Ended::Stopped))
}

fn show(stage: &Stage, scenario: &Scenario, ask: Ask, ended: Ended) -> Show {
    let page = stage.curtain();
    Show {
        scenario: scenario.clone(),
        ask,
        calls: page.calls,
        beyond: page.beyond,
        disturbances: page.disturbances,
        more_disturbances: page.more_disturbances,
        ended,
    }
}

fn silence(said: Option<Text>) -> Text {
    let silent = Text::new("the agency made no call", "etaten gjorde ingen kall");
    match said {
        None => silent,
        Some(said) => Text::new(
            format!("{}; {}", silent.en, said.en),
            format!("{}; {}", silent.nb, said.nb),
        ),
    }
}

fn announce(scenario: &Scenario, ask: &Ask, stage: &Stage, language: Language) {
    let instruction = instruction(ask, stage.world_file());
    let text = format!(
        "\n== {}: {}\n{}",
        scenario.id,
        scenario.title.in_language(language),
        instruction.in_language(language)
    );
    say(&text);
}

/// Shows the calls from a position on; gives how many.
fn show_calls(stage: &Stage, from: usize) -> usize {
    let lines = stage.journal.lines_from(from);
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
