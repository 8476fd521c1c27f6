//! Checks the setup before a run, and says who must fix each problem.

mod agency;
mod causes;
mod clock;
mod fixtures;
mod form;
mod issuer;
mod keys;
mod overview;
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
pub use overview::examine_overview;
pub use registers::certificates_in;

use engine::runner::Runner;
use pack::text::Text;
use plan::Plan;
use plan::keys::{Lack, Lacks};
use plan::target::{Target, examples};
use trouble::Trouble;

/// How many characters of what a bank says are quoted.
const QUOTED: usize = 600;

/// What became of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Good,
    /// Worth knowing; the run will work.
    Note,
    /// The run will not work, or not wholly.
    Fault,
    /// Nobody answers there: a run would decide nothing.
    Unreached,
    /// Not checked, because of an earlier fault.
    Skipped,
}

/// Who must fix it.
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
    /// The customer overview.
    Overview,
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
            Self::Overview => Text::new("the customer overview", "kundeforholdsoversikten"),
        }
    }
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// What was checked.
    pub what: Text,
    /// What became of it.
    pub state: State,
    /// What was observed.
    pub seen: Text,
    /// Who must fix it, if it is a fault.
    pub whose: Option<Whose>,
    /// What to do about it.
    pub advice: Option<Text>,
    /// The id of the cause that a run would find here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl Diagnosis {
    fn good(what: Text, seen: Text) -> Self {
        Self {
            what,
            state: State::Good,
            seen,
            whose: None,
            advice: None,
            cause: None,
        }
    }

    /// Not looked at, because of what came before.
    fn skipped(what: Text) -> Self {
        let seen = Text::new(
            "not checked, because of the fault above",
            "ikke undersøkt, på grunn av feilen ovenfor",
        );
        Self {
            what,
            state: State::Skipped,
            seen,
            whose: None,
            advice: None,
            cause: None,
        }
    }

    fn fault(what: Text, seen: Text, whose: Whose, advice: Text) -> Self {
        Self {
            what,
            state: State::Fault,
            seen,
            whose: Some(whose),
            advice: Some(advice),
            cause: None,
        }
    }

    fn unreached(what: Text, seen: Text, whose: Whose, advice: Text) -> Self {
        Self {
            state: State::Unreached,
            ..Self::fault(what, seen, whose, advice)
        }
    }

    /// Nothing answered at an address.
    fn no_answer(what: Text, url: &str, trouble: &Trouble, whose: Whose, advice: Text) -> Self {
        let words = trouble.words();
        let seen = Text::new(
            format!("{url}: {}", words.en),
            format!("{url}: {}", words.nb),
        );
        Self::unreached(what, seen, whose, advice)
    }

    fn note(what: Text, seen: Text, advice: Text) -> Self {
        Self {
            what,
            state: State::Note,
            seen,
            whose: None,
            advice: Some(advice),
            cause: None,
        }
    }

    /// The same, with the id of the cause that a run would find.
    fn because_of(self, cause: &str) -> Self {
        Self {
            cause: Some(cause.to_owned()),
            ..self
        }
    }

    /// Whether something has to be fixed.
    pub fn is_wrong(&self) -> bool {
        match self.state {
            State::Fault | State::Unreached => true,
            State::Good | State::Note | State::Skipped => false,
        }
    }
}

/// What the profile lacks, in the order of what to do first. Nothing else can be looked at without it.
pub fn lacking(lacks: &Lacks) -> Vec<Diagnosis> {
    let diagnosis = |lack: &Lack| {
        let Lack {
            about,
            seen,
            advice,
        } = lack.clone();
        Diagnosis::fault(about, seen, Whose::Configuration, advice)
    };
    lacks.0.iter().map(diagnosis).collect()
}

/// Looks everything over, in the order in which a request meets it.
pub async fn examine(runner: &Runner, target: &Target, plan: &Plan) -> Vec<Diagnosis> {
    let reached = reach::examine(runner, target).await;
    let issuer = issuer::examine(runner.tokens().client(), target).await;
    let clocks = clock::compare(reached.clock, issuer.clock);
    let mut diagnoses = lacking(&Lacks(examples(target)));
    diagnoses.extend(reached.diagnoses);
    diagnoses.push(issuer.diagnosis);
    diagnoses.push(clocks.diagnosis);
    let known = services::Known {
        speaks: reached.speaks,
        wrong_clock: clocks.wrong,
    };
    diagnoses.extend(fixtures::mistakes(target));
    let services = services::examine(runner, target, known).await;
    diagnoses.extend(causes::examine(&services.asked, reached.refusal.as_ref()));
    diagnoses.extend(services.diagnoses);
    diagnoses.push(fixtures::coverage(plan, &runner.effort(plan)));
    diagnoses
}

/// The exit code: 0 well, 2 something of the configuration is wrong, 3 the bank or a register was not reached or gives
/// nothing, 1 what is left is the bank's.
pub fn exit_code(diagnoses: &[Diagnosis]) -> u8 {
    let wrong = |is: fn(&Diagnosis) -> bool| {
        diagnoses
            .iter()
            .any(|diagnosis| diagnosis.is_wrong() && is(diagnosis))
    };
    if wrong(|diagnosis| diagnosis.whose == Some(Whose::Configuration)) {
        return 2;
    }
    if wrong(|diagnosis| {
        let of_target = matches!(diagnosis.whose, Some(Whose::Bank | Whose::Overview));
        diagnosis.state == State::Unreached || !of_target
    }) {
        return 3;
    }
    u8::from(wrong(|_| true))
}

/// What all of it comes to, and whom to turn to first.
pub fn conclusion(diagnoses: &[Diagnosis]) -> Text {
    let wrong: Vec<&Diagnosis> = diagnoses
        .iter()
        .filter(|diagnosis| diagnosis.is_wrong())
        .collect();
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

    fn fault(whose: Whose) -> Diagnosis {
        Diagnosis::fault(Text::same("a"), Text::same("b"), whose, Text::same("c"))
    }

    #[test]
    fn configuration_is_fixed_before_anything_else_is_blamed() {
        assert_eq!(
            exit_code(&[
                fault(Whose::Bank),
                fault(Whose::Configuration),
                fault(Whose::Network)
            ]),
            2
        );
    }

    #[test]
    fn a_bank_that_refuses_is_the_banks() {
        assert_eq!(exit_code(&[fault(Whose::Bank)]), 1);
    }

    #[test]
    fn a_bank_that_is_not_there_decides_nothing() {
        let silent = Diagnosis::unreached(
            Text::same("a"),
            Text::same("b"),
            Whose::Bank,
            Text::same("c"),
        );
        assert_eq!(exit_code(&[silent]), 3);
    }

    #[test]
    fn registers_that_give_nothing_decide_nothing() {
        assert_eq!(exit_code(&[fault(Whose::Registers), fault(Whose::Bank)]), 3);
    }

    #[test]
    fn the_conclusion_names_what_to_begin_with() {
        let well = Diagnosis::good(Text::same("x"), Text::same("y"));
        assert!(
            conclusion(std::slice::from_ref(&well))
                .en
                .starts_with("Nothing")
        );
        let words = conclusion(&[well, fault(Whose::Bank), fault(Whose::Network)]);
        assert_eq!(words.en, "2 things are wrong. Begin with the first: a.");
    }

    #[test]
    fn remarks_are_well() {
        assert_eq!(
            exit_code(&[Diagnosis::note(
                Text::same("a"),
                Text::same("b"),
                Text::same("c")
            )]),
            0
        );
    }
}
