//! What a run will take: about how many requests, and for how long at the rate that the bank is promised.

use std::time::Duration;

use wire::messages::Endpoint;
use wire::world::PartyEntry;

use crate::runner::{Runner, retrieval};
use pack::catalogue::Script;
use pack::text::Text;
use plan::{Plan, Planned};

/// Of so many cases one asks for a control that no earlier case has asked for.
const CASES_FOR_A_CONTROL: usize = 15;
/// Accounts of a party whose accounts are not declared.
const ACCOUNTS: usize = 2;

/// What a run will take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// About how many requests.
    pub requests: usize,
    /// Requests a second at most, where that is limited.
    rate: Option<f64>,
}

impl Runner {
    /// What a plan will take.
    pub fn effort(&self, plan: &Plan) -> Effort {
        Effort {
            requests: requests(plan, self.options.properties.cases),
            rate: self.options.rate,
        }
    }
}

fn requests(plan: &Plan, inputs: usize) -> usize {
    let of_one = |planned: &Planned| match &planned.instance.case.script {
        Script::Property(_) => inputs + 1,
        Script::Retrieval(_) | Script::WholeRun(_) | Script::Journal(_) => 0,
        Script::Steps(steps) => steps.len(),
        Script::Request(_) => 1,
    };
    let will_run = plan.planned.iter().filter(|one| one.decision.is_ok());
    let singles: usize = will_run.map(of_one).sum();
    let groups = retrieval::group(plan);
    let retrievals = groups.iter().map(|group| {
        let (party, reach) = group.extent();
        let others = reach.filter(|one| **one != Endpoint::Accounts).count();
        1 + others * accounts(party)
    });
    singles + singles / CASES_FOR_A_CONTROL + retrievals.sum::<usize>()
}

fn accounts(party: &PartyEntry) -> usize {
    match party.accounts.len() {
        0 => ACCOUNTS,
        some => some,
    }
}

impl Effort {
    /// How long it takes at the least; `None` where the rate is not limited.
    pub fn least(&self) -> Option<Duration> {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let requests = self.requests as f64;
        self.rate
            .map(|rate| Duration::from_secs_f64(requests / rate))
    }

    /// For people.
    pub fn text(&self) -> Text {
        let count = rounded(self.requests);
        let Some(least) = self.least() else {
            return Text::new(
                format!("about {count} requests"),
                format!("om lag {count} forespørsler"),
            );
        };
        let time = for_people(least);
        Text::new(
            format!("about {count} requests, {} at this rate", time.en),
            format!("om lag {count} forespørsler, {} med denne takten", time.nb),
        )
    }
}

/// With two digits that are not nought: the rest would be a guess.
fn rounded(count: usize) -> usize {
    let digits = count.checked_ilog10().unwrap_or(0);
    let unit = 10_usize.pow(digits.saturating_sub(1));
    count.div_ceil(unit) * unit
}

/// A length of time in minutes, or in seconds where it is short.
pub fn for_people(time: Duration) -> Text {
    match time.as_secs() {
        seconds @ 0..=90 => Text::new(format!("{seconds} s"), format!("{seconds} s")),
        seconds => {
            let minutes = seconds.div_ceil(60);
            Text::new(format!("{minutes} min"), format!("{minutes} min"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effort(requests: usize, rate: Option<f64>) -> String {
        Effort { requests, rate }.text().en
    }

    #[test]
    fn a_run_at_a_rate_says_how_long_it_takes() {
        assert_eq!(
            effort(6_871, Some(10.0)),
            "about 6900 requests, 12 min at this rate"
        );
    }

    #[test]
    fn a_short_run_is_told_in_seconds() {
        assert_eq!(
            effort(31, Some(2.0)),
            "about 31 requests, 15 s at this rate"
        );
    }

    #[test]
    fn without_a_rate_only_the_requests_are_known() {
        assert_eq!(effort(8, None), "about 8 requests");
    }
}
