//! Looks a target over before a run: what is set up wrongly, and whose it is to mend.

mod agency;
mod clock;
mod reach;
mod services;

use serde::Serialize;

pub use agency::examine_agency;

use crate::plan::Plan;
use crate::runner::Runner;
use crate::target::Target;
use crate::text::Text;

/// What became of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Well,
    /// Worth a look; the run will work.
    Remark,
    /// The run will not work, or not wholly.
    Ill,
    /// Could not be looked at, because of what came before.
    Skipped,
}

/// Whose it is to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The profile, its keys, or the machine that the harness runs on.
    Configuration,
    /// The issuer of tokens or another register.
    Registers,
    /// The network between here and there.
    Network,
    /// The bank.
    Bank,
}

impl Whose {
    /// In words.
    pub fn text(self) -> Text {
        match self {
            Self::Configuration => Text::new("your configuration", "din konfigurasjon"),
            Self::Registers => Text::new("the registers", "registrene"),
            Self::Network => Text::new("the network", "nettverket"),
            Self::Bank => Text::new("the bank", "banken"),
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sign {
    /// What was looked at.
    pub what: Text,
    /// What became of it.
    pub state: State,
    /// What was seen.
    pub seen: Text,
    /// Whose it is to mend, where something is ill.
    pub whose: Option<Whose>,
    /// What to do about it.
    pub advice: Option<Text>,
}

impl Sign {
    fn well(what: Text, seen: Text) -> Self {
        Self {
            what,
            state: State::Well,
            seen,
            whose: None,
            advice: None,
        }
    }

    fn skipped(what: Text) -> Self {
        let seen = Text::new("not reached", "ikke nådd");
        Self {
            what,
            state: State::Skipped,
            seen,
            whose: None,
            advice: None,
        }
    }

    fn ill(what: Text, seen: Text, whose: Whose, advice: Text) -> Self {
        Self {
            what,
            state: State::Ill,
            seen,
            whose: Some(whose),
            advice: Some(advice),
        }
    }

    fn remark(what: Text, seen: Text, advice: Text) -> Self {
        Self {
            what,
            state: State::Remark,
            seen,
            whose: None,
            advice: Some(advice),
        }
    }
}

/// Looks everything over, in the order in which a request meets it.
pub async fn examine(runner: &Runner, target: &Target, plan: &Plan) -> Vec<Sign> {
    let (mut signs, answer) = reach::examine(runner, target).await;
    signs.push(clock::examine(answer.as_ref()));
    signs.extend(services::examine(runner, target, answer.is_some()).await);
    signs.push(fixtures(plan));
    signs
}

/// The exit code: 0 well, 1 the bank's, 2 configuration, 3 not reached.
pub fn exit_code(signs: &[Sign]) -> u8 {
    let ill = |whose: Whose| {
        signs
            .iter()
            .any(|sign| sign.state == State::Ill && sign.whose == Some(whose))
    };
    match (
        ill(Whose::Configuration),
        ill(Whose::Network) || ill(Whose::Registers),
        ill(Whose::Bank),
    ) {
        (true, _, _) => 2,
        (false, true, _) => 3,
        (false, false, true) => 1,
        (false, false, false) => 0,
    }
}

/// What cases will not run for want of test people or capabilities.
fn fixtures(plan: &Plan) -> Sign {
    let what = Text::new("fixtures and capabilities", "testdata og egenskaper");
    let mut reasons: Vec<(Text, usize)> = Vec::new();
    for why in plan
        .planned
        .iter()
        .filter_map(|planned| planned.decision.as_ref().err())
    {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, count)) => *count += 1,
            None => reasons.push((why.clone(), 1)),
        }
    }
    let lacking: usize = reasons.iter().map(|(_, count)| count).sum();
    let runs = plan.planned.len() - lacking;
    let seen = Text::new(
        format!("{runs} of {} tests will run", plan.planned.len()),
        format!("{runs} av {} tester vil kjøre", plan.planned.len()),
    );
    if reasons.is_empty() {
        return Sign::well(what, seen);
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let list = |pick: fn(&Text) -> &str| {
        reasons
            .iter()
            .map(|(why, count)| format!("{count} × {}", pick(why)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    Sign::remark(
        what,
        seen,
        Text::new(list(|why| &why.en), list(|why| &why.nb)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ill(whose: Whose) -> Sign {
        Sign::ill(Text::same("a"), Text::same("b"), whose, Text::same("c"))
    }

    #[test]
    fn configuration_is_mended_before_anything_else_is_blamed() {
        assert_eq!(
            exit_code(&[
                ill(Whose::Bank),
                ill(Whose::Configuration),
                ill(Whose::Network)
            ]),
            2
        );
    }

    #[test]
    fn a_bank_that_refuses_is_the_banks() {
        assert_eq!(exit_code(&[ill(Whose::Bank)]), 1);
    }

    #[test]
    fn a_bank_that_is_not_there_decides_nothing() {
        assert_eq!(exit_code(&[ill(Whose::Network)]), 3);
    }

    #[test]
    fn remarks_are_well() {
        assert_eq!(
            exit_code(&[Sign::remark(
                Text::same("a"),
                Text::same("b"),
                Text::same("c")
            )]),
            0
        );
    }
}
