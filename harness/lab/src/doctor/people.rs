//! The declared test people: whether the bank knows them as the profile says.

use std::sync::Arc;

use futures::StreamExt as _;
use wire::profile::{FromRule, FurtherCheck, ServiceProfile};
use wire::world::PartyEntry;

use crate::doctor::fixtures::by_place;
use crate::doctor::{Diagnosis, QUOTED, Whose};
use engine::runner::Runner;
use engine::scene::{ListedAccount, Tried};
use engine::stimulus::SceneChoice;
use judge::expectation::summary;
use pack::catalogue::Baseline;
use pack::text::Text;
use pack::visible::visible;
use plan::fits;
use plan::may_be_asked_about;
use plan::target::Target;

/// Account lists that are asked for at the same time.
const AT_ONCE: usize = 4;
/// How many test people are pointed out one by one.
const SHORT_LIST: usize = 5;

/// What a service wants of a test person.
pub(super) fn wanted(service: &ServiceProfile) -> Text {
    match service.period.from {
        FromRule::MonthsBeforeDeath { .. } => Text::new(
            "add a [[party]] with traits = [\"owner\", \"deceased\"] and date_of_death",
            "legg til en [[party]] med traits = [\"owner\", \"deceased\"] og date_of_death",
        ),
        _ => Text::new(
            "add a [[party]] with traits = [\"owner\"]",
            "legg til en [[party]] med traits = [\"owner\"]",
        ),
    }
}

/// Asks for the account list of everybody the service may ask about, and holds it against the profile.
pub(super) async fn examine(
    runner: &Runner,
    target: &Target,
    service: &Arc<ServiceProfile>,
    what: Text,
) -> Vec<Diagnosis> {
    let people = target.parties.iter().enumerate();
    let people = people.filter(|(_, party)| may_be_asked_about(party, service));
    let looks = people.map(|(at, party)| async move {
        let mistake = look(runner, service, party).await;
        runner.forget_long_answers();
        (at, party, mistake)
    });
    let mut looked: Vec<_> = futures::stream::iter(looks)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    looked.sort_by_key(|(at, ..)| *at);
    let count = looked.len();
    let wrong: Vec<Diagnosis> = looked
        .into_iter()
        .filter_map(|(at, party, mistake)| Some(diagnosis(&what, &by_place(at, party), &mistake?)))
        .collect();
    summed_up(what, count, wrong)
}

fn summed_up(what: Text, count: usize, mut wrong: Vec<Diagnosis>) -> Vec<Diagnosis> {
    let well = count - wrong.len();
    let words = Text::new(
        format!("{well} of {count} are known to the bank as the profile says"),
        format!("{well} av {count} er kjent i banken slik profilen sier"),
    );
    let rest = wrong.len().saturating_sub(SHORT_LIST);
    if rest == 0 && wrong.is_empty() {
        return vec![Diagnosis::good(what, words)];
    }
    wrong.truncate(SHORT_LIST);
    if rest > 0 {
        wrong.push(Diagnosis::fault(
            what,
            words,
            Whose::Configuration,
            Text::new(
                format!("{rest} more are not what the profile says"),
                format!("{rest} til er ikke det profilen sier"),
            ),
        ));
    }
    wrong
}

/// What is wrong with a test person.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mistake {
    /// The bank refuses to answer.
    Refused(String),
    /// None of its declared accounts is in the list, which has so many.
    Unknown(usize),
    /// It is declared to have nothing at the bank, and has so many accounts.
    Known(usize),
    /// It is declared to have several accounts, and has so many.
    Few(usize),
}

async fn look(
    runner: &Runner,
    service: &Arc<ServiceProfile>,
    party: &PartyEntry,
) -> Option<Mistake> {
    let party = Arc::new(party.clone());
    let choice = SceneChoice {
        service,
        party: &party,
        baseline: &Baseline::default(),
    };
    // What is lacking for everybody is said of the ordinary test person.
    let scene = runner.scene(&choice).await.ok()?;
    let tried: Arc<Tried> = runner.account_list(&scene).await.ok()?;
    if tried.refused.is_some() {
        let said = summary(tried.answer.as_ref()?);
        let shown = runner.redactor().text(&said);
        return Some(Mistake::Refused(visible(&shown, QUOTED)));
    }
    // What is listed of a ward is what its guardian disposes of.
    if service.further_check == FurtherCheck::Guardianship {
        return None;
    }
    compare(&party, &tried.listed())
}

fn compare(party: &PartyEntry, listed: &[ListedAccount]) -> Option<Mistake> {
    let count = listed.len();
    if party.has_trait("no-relationship") {
        return (count > 0).then_some(Mistake::Known(count));
    }
    // What is listed of somebody with address protection is the service's to decide.
    if party.has_trait("shielded") {
        return None;
    }
    let lasting: Vec<_> = party
        .accounts
        .iter()
        .filter(|account| fits(account, "open") && account.owner_to.is_none())
        .collect();
    let found = lasting.iter().any(|account| {
        listed
            .iter()
            .any(|one| one.number.as_ref() == Some(&account.number))
    });
    if !lasting.is_empty() && !found {
        return Some(Mistake::Unknown(count));
    }
    let several =
        party.has_trait("several-accounts") && (party.accounts.is_empty() || lasting.len() > 1);
    (several && count < 2).then_some(Mistake::Few(count))
}

fn diagnosis(what: &Text, who: &Text, mistake: &Mistake) -> Diagnosis {
    let (seen, advice) = words(mistake);
    let seen = Text::new(
        format!("{}: {}", who.en, seen.en),
        format!("{}: {}", who.nb, seen.nb),
    );
    Diagnosis::fault(what.clone(), seen, Whose::Configuration, advice)
}

fn words(mistake: &Mistake) -> (Text, Text) {
    let put_right = || {
        Text::new(
            "declare what the bank has, or load the test person into the bank",
            "erklær det banken har, eller legg testpersonen inn i banken",
        )
    };
    match mistake {
        Mistake::Refused(said) => (
            Text::same(said.clone()),
            Text::new(
                "others are answered for: is this person what the traits say, in the bank and in its person registry?",
                "andre blir besvart: er personen det kjennetegnene sier, i banken og i personregisteret den bruker?",
            ),
        ),
        Mistake::Unknown(0) => (
            Text::new(
                "the bank lists no account, and the profile declares some",
                "banken lister ingen konti, og profilen erklærer noen",
            ),
            put_right(),
        ),
        Mistake::Unknown(count) => (
            Text::new(
                format!("the bank's account list has {count}, and none that the profile declares"),
                format!("bankens kontoliste har {count}, og ingen som profilen erklærer"),
            ),
            put_right(),
        ),
        Mistake::Known(count) => (
            Text::new(
                format!(
                    "the bank's account list has {count}, and the profile says no-relationship"
                ),
                format!("bankens kontoliste har {count}, og profilen sier no-relationship"),
            ),
            put_right(),
        ),
        Mistake::Few(count) => (
            Text::new(
                format!(
                    "the bank's account list has {count}, and the profile says several-accounts"
                ),
                format!("bankens kontoliste har {count}, og profilen sier several-accounts"),
            ),
            put_right(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::doctor::State;

    fn party(traits: &[&str], accounts: &[&str]) -> PartyEntry {
        let accounts: Vec<_> = accounts
            .iter()
            .map(|number| {
                json!({"number": number, "relation": "owner", "type": "salaryAccount", "currency": "NOK",
                    "opened": "2015-03-01"})
            })
            .collect();
        serde_json::from_value(json!({"party_id": "1", "traits": traits, "accounts": accounts}))
            .expect("a party")
    }

    fn listed(numbers: &[&str]) -> Vec<ListedAccount> {
        let one = |number: &&str| ListedAccount {
            number: Some((*number).to_owned()),
            reference: "r".into(),
        };
        numbers.iter().map(one).collect()
    }

    #[test]
    fn a_person_whose_account_is_listed_is_well() {
        assert_eq!(
            compare(&party(&["owner"], &["1", "2"]), &listed(&["2"])),
            None
        );
    }

    #[test]
    fn a_person_the_bank_does_not_know_is_pointed_out() {
        assert_eq!(
            compare(&party(&["owner"], &["1"]), &[]),
            Some(Mistake::Unknown(0))
        );
    }

    #[test]
    fn nothing_is_said_of_accounts_that_are_not_declared() {
        assert_eq!(compare(&party(&["owner"], &[]), &[]), None);
    }

    #[test]
    fn somebody_without_accounts_is_not_to_have_any() {
        let nobody = party(&["no-relationship"], &[]);
        assert_eq!(compare(&nobody, &[]), None);
        assert_eq!(compare(&nobody, &listed(&["1"])), Some(Mistake::Known(1)));
    }

    #[test]
    fn one_account_is_not_several() {
        assert_eq!(
            compare(&party(&["several-accounts"], &["1", "2"]), &listed(&["1"])),
            Some(Mistake::Few(1))
        );
        assert_eq!(
            compare(&party(&["several-accounts"], &[]), &listed(&["1"])),
            Some(Mistake::Few(1))
        );
    }

    #[test]
    fn accounts_that_are_not_the_persons_any_more_need_not_be_listed() {
        let mut former = party(&["owner"], &["1"]);
        former.accounts[0].owner_to = Some(jiff::civil::date(2025, 1, 1));
        assert_eq!(compare(&former, &[]), None);
    }

    #[test]
    fn what_is_listed_of_somebody_protected_is_not_judged() {
        assert_eq!(compare(&party(&["shielded"], &["1"]), &[]), None);
    }

    #[test]
    fn many_mistakes_are_cut_short() {
        let wrong =
            vec![diagnosis(&Text::same("a"), &Text::same("b"), &Mistake::Few(0)); SHORT_LIST + 2];
        let diagnoses = summed_up(Text::same("people"), 10, wrong);
        assert_eq!(diagnoses.len(), SHORT_LIST + 1);
        let last = diagnoses.last().expect("a diagnosis");
        assert_eq!(
            last.seen.en,
            "3 of 10 are known to the bank as the profile says"
        );
    }

    #[test]
    fn people_who_are_all_well_take_one_line() {
        let diagnoses = summed_up(Text::same("people"), 3, Vec::new());
        assert_eq!((diagnoses.len(), diagnoses[0].state), (1, State::Good));
    }
}
