//! Looks a target over before a run: what is set up wrongly, and whose it is to mend.

mod agency;
mod clock;
mod fixtures;
mod issuer;
mod keys;
mod people;
mod reach;
mod refusal;
mod registers;
mod services;
#[cfg(test)]
mod testing;
mod tls;
mod trouble;

use serde::Serialize;

pub use agency::examine_agency;

use engine::runner::Runner;
use pack::text::Text;
use plan::Plan;
use plan::target::Target;
use trouble::Trouble;

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
    /// Nobody answers there: a run would decide nothing.
    Unreached,
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
    /// The agency under test.
    Agency,
}

impl Whose {
    /// In words.
    pub fn text(self) -> Text {
        match self {
            Self::Configuration => Text::new("your configuration", "din konfigurasjon"),
            Self::Registers => Text::new("the registers", "registrene"),
            Self::Network => Text::new("the network", "nettverket"),
            Self::Bank => Text::new("the bank", "banken"),
            Self::Agency => Text::new("the agency", "etaten"),
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

    /// Not looked at, because of what came before.
    fn skipped(what: Text) -> Self {
        let seen = Text::new(
            "not looked at, because of what is above",
            "ikke undersøkt, på grunn av det ovenfor",
        );
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

    fn unreached(what: Text, seen: Text, whose: Whose, advice: Text) -> Self {
        Self {
            state: State::Unreached,
            ..Self::ill(what, seen, whose, advice)
        }
    }

    /// Nothing answered at an address.
    fn away(what: Text, url: &str, trouble: &Trouble, whose: Whose, advice: Text) -> Self {
        let words = trouble.words();
        let seen = Text::new(
            format!("{url}: {}", words.en),
            format!("{url}: {}", words.nb),
        );
        Self::unreached(what, seen, whose, advice)
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

    /// Whether something has to be mended.
    pub fn is_wrong(&self) -> bool {
        match self.state {
            State::Ill | State::Unreached => true,
            State::Well | State::Remark | State::Skipped => false,
        }
    }
}

/// Looks everything over, in the order in which a request meets it.
pub async fn examine(runner: &Runner, target: &Target, plan: &Plan) -> Vec<Sign> {
    let reached = reach::examine(runner, target).await;
    let issuer = issuer::examine(runner.tokens().client(), target).await;
    let clocks = clock::compare(reached.clock, issuer.clock);
    let mut signs = reached.signs;
    signs.push(issuer.sign);
    signs.push(clocks.sign);
    let known = services::Known {
        speaks: reached.speaks,
        wrong_clock: clocks.wrong,
    };
    signs.extend(fixtures::mistakes(target));
    signs.extend(services::examine(runner, target, known).await);
    signs.push(fixtures::coverage(plan));
    signs
}

/// The exit code: 0 well, 2 something of the configuration is wrong, 3 the bank or a register was not reached or gives
/// nothing, 1 what is left is the bank's.
pub fn exit_code(signs: &[Sign]) -> u8 {
    let wrong = |is: fn(&Sign) -> bool| signs.iter().any(|sign| sign.is_wrong() && is(sign));
    if wrong(|sign| sign.whose == Some(Whose::Configuration)) {
        return 2;
    }
    if wrong(|sign| sign.state == State::Unreached || sign.whose != Some(Whose::Bank)) {
        return 3;
    }
    u8::from(wrong(|_| true))
}

/// What all of it comes to, and whom to turn to first.
pub fn conclusion(signs: &[Sign]) -> Text {
    let wrong: Vec<&Sign> = signs.iter().filter(|sign| sign.is_wrong()).collect();
    let Some(first) = wrong.first() else {
        return Text::new(
            "Nothing is wrong: a run can begin.",
            "Ingenting er galt: en kjøring kan begynne.",
        );
    };
    let count = wrong.len();
    let (en, nb) = if count == 1 {
        ("thing is", "ting er")
    } else {
        ("things are", "ting er")
    };
    Text::new(
        format!(
            "{count} {en} wrong. Begin with the first: {}.",
            first.what.en
        ),
        format!(
            "{count} {nb} galt. Begynn med det første: {}.",
            first.what.nb
        ),
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
        let silent = Sign::unreached(
            Text::same("a"),
            Text::same("b"),
            Whose::Bank,
            Text::same("c"),
        );
        assert_eq!(exit_code(&[silent]), 3);
    }

    #[test]
    fn registers_that_give_nothing_decide_nothing() {
        assert_eq!(exit_code(&[ill(Whose::Registers), ill(Whose::Bank)]), 3);
    }

    #[test]
    fn the_conclusion_names_what_to_begin_with() {
        let well = Sign::well(Text::same("x"), Text::same("y"));
        assert!(
            conclusion(std::slice::from_ref(&well))
                .en
                .starts_with("Nothing")
        );
        let words = conclusion(&[well, ill(Whose::Bank), ill(Whose::Network)]);
        assert_eq!(words.en, "2 things are wrong. Begin with the first: a.");
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
