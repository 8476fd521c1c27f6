//! The clocks: tokens and orders live by them. Of three clocks, two that agree say which one is wrong.

use jiff::Timestamp;

use crate::doctor::{Diagnosis, Whose};
use pack::text::Text;

/// Tokens live 120 s, and a bank allows few seconds of skew.
const TOLERATED_SECONDS: i64 = 10;

/// The clocks, and whose is wrong if one of them is.
#[derive(Debug)]
pub(super) struct Clocks {
    pub(super) diagnosis: Diagnosis,
    pub(super) wrong: Option<Whose>,
}

/// How many seconds a `Date` header is ahead of this machine's clock.
pub(super) fn ahead(date: Option<&str>, ours: Timestamp) -> Option<i64> {
    let theirs = jiff::fmt::rfc2822::parse(date?).ok()?.timestamp();
    Some(theirs.as_second() - ours.as_second())
}

/// Compares the bank's and the issuer's clock with this machine's; both in seconds that they are ahead of it.
pub(super) fn compare(bank: Option<i64>, issuer: Option<i64>) -> Clocks {
    let what = Text::new("clocks", "klokker");
    let Some(seen) = seen(bank, issuer) else {
        return Clocks {
            diagnosis: Diagnosis::skipped(what),
            wrong: None,
        };
    };
    match wrong(bank, issuer) {
        None => Clocks {
            diagnosis: Diagnosis::good(what, seen),
            wrong: None,
        },
        Some(whose) => Clocks {
            diagnosis: Diagnosis::fault(what, seen, whose, advice(whose)),
            wrong: Some(whose),
        },
    }
}

fn wrong(bank: Option<i64>, issuer: Option<i64>) -> Option<Whose> {
    let far = |seconds: i64| seconds.abs() > TOLERATED_SECONDS;
    match (bank, issuer) {
        (Some(bank), Some(issuer)) => match (far(bank), far(issuer)) {
            (false, false) => None,
            (true, false) => Some(Whose::Bank),
            (false, true) => Some(Whose::Registers),
            (true, true) => Some(Whose::Configuration),
        },
        (Some(seconds), None) | (None, Some(seconds)) => {
            far(seconds).then_some(Whose::Configuration)
        }
        (None, None) => None,
    }
}

fn seen(bank: Option<i64>, issuer: Option<i64>) -> Option<Text> {
    let one = |seconds: i64, en: &str, nb: &str| {
        Text::new(format!("{en} {seconds:+} s"), format!("{nb} {seconds:+} s"))
    };
    let bank = bank.map(|seconds| one(seconds, "the bank", "banken"));
    let issuer = issuer.map(|seconds| one(seconds, "the issuer", "utstederen"));
    let both = match (bank, issuer) {
        (Some(bank), Some(issuer)) => Some(Text::new(
            format!("{}, {}", bank.en, issuer.en),
            format!("{}, {}", bank.nb, issuer.nb),
        )),
        (bank, issuer) => bank.or(issuer),
    };
    both.map(|both| {
        Text::new(
            format!("{}, against this machine's", both.en),
            format!("{}, målt mot denne maskinens", both.nb),
        )
    })
}

fn advice(whose: Whose) -> Text {
    match whose {
        Whose::Bank => Text::new(
            "set the bank's clock by NTP: it finds tokens and orders expired, or not valid yet",
            "still bankens klokke etter NTP: den finner token og pålegg utløpt, eller ennå ikke gyldige",
        ),
        Whose::Registers => Text::new(
            "set the issuer's clock by NTP: its tokens are expired, or not valid yet, when they come",
            "still utstederens klokke etter NTP: tokenene er utløpt, eller ennå ikke gyldige, når de kommer",
        ),
        Whose::Configuration | Whose::Network | Whose::Agency | Whose::Overview => Text::new(
            "set this machine's clock by NTP; if it is right, the other one is wrong",
            "still denne maskinens klokke etter NTP; går den riktig, er det den andre som går feil",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn a_bank_that_is_alone_with_its_time_is_wrong() {
        assert_eq!(compare(Some(-300), Some(0)).wrong, Some(Whose::Bank));
    }

    #[test]
    fn a_machine_that_differs_from_both_others_is_wrong_itself() {
        let clocks = compare(Some(300), Some(301));
        assert_eq!(clocks.wrong, Some(Whose::Configuration));
        assert_eq!(clocks.diagnosis.state, State::Fault);
    }

    #[test]
    fn an_issuer_that_is_alone_with_its_time_is_wrong() {
        assert_eq!(compare(Some(1), Some(60)).wrong, Some(Whose::Registers));
    }

    #[test]
    fn clocks_some_seconds_apart_are_well() {
        let clocks = compare(Some(9), Some(-9));
        assert_eq!((clocks.diagnosis.state, clocks.wrong), (State::Good, None));
    }

    #[test]
    fn clocks_that_nobody_shows_are_not_judged() {
        assert_eq!(compare(None, None).diagnosis.state, State::Skipped);
    }

    #[test]
    fn reads_the_date_of_http() {
        let ours = Timestamp::from_second(3).expect("a moment within range");
        assert_eq!(ahead(Some("Thu, 01 Jan 1970 00:00:07 GMT"), ours), Some(4));
        assert_eq!(ahead(Some("yesterday"), ours), None);
    }
}
