//! What the profile declares: numbers that can be none, and cases that do not run for want of something.

use wire::identifiers::PartyId;
use wire::world::PartyEntry;

use crate::doctor::{Diagnosis, Whose};
use engine::runner::Effort;
use pack::reason::Reason;
use pack::text::Text;
use plan::Plan;
use plan::target::Target;

/// How many reasons are written out.
const SHORT_LIST: usize = 8;

/// What can not be true of the declared test people, wherever they are.
pub(super) fn mistakes(target: &Target) -> Vec<Diagnosis> {
    let people = target.parties.iter().enumerate();
    people
        .filter_map(|(at, party)| mistake(at, party))
        .collect()
}

/// A test person by its place in the profile: its number is nobody's to read here.
pub(super) fn by_place(at: usize, party: &PartyEntry) -> Text {
    let traits = party.traits.join(", ");
    Text::new(
        format!("[[party]] no. {} ({traits})", at + 1),
        format!("[[party]] nr. {} ({traits})", at + 1),
    )
}

fn mistake(at: usize, party: &PartyEntry) -> Option<Diagnosis> {
    let (seen, advice) = contradiction(party)?;
    Some(Diagnosis::fault(
        by_place(at, party),
        seen,
        Whose::Configuration,
        advice,
    ))
}

fn contradiction(party: &PartyEntry) -> Option<(Text, Text)> {
    let number = match PartyId::parse(&party.party_id) {
        Ok(number) => number,
        Err(error) => {
            return Some((
                Text::new(
                    format!("party_id is no person's and no organisation's number: {error}"),
                    format!("party_id er verken et person- eller organisasjonsnummer: {error}"),
                ),
                Text::new(
                    "write the number of a synthetic test person that the bank knows",
                    "skriv nummeret til en syntetisk testperson som banken kjenner",
                ),
            ));
        }
    };
    let organisation = matches!(number, PartyId::Organisation(_));
    if organisation != party.has_trait("organisation") {
        return Some((
            Text::new(
                "the trait organisation and the number do not go together",
                "kjennetegnet organisation og nummeret passer ikke sammen",
            ),
            Text::new(
                "an organisation has a number of nine digits, and the trait",
                "en organisasjon har et nummer på ni siffer, og kjennetegnet",
            ),
        ));
    }
    let today = wire::dates::today();
    let mut traits = party.traits.iter();
    if let Some(untrue) = traits.find(|name| party.contradicts_trait(name, today)) {
        return Some((
            Text::new(
                format!("{untrue} is not true of it today, by the days that are declared"),
                format!("{untrue} stemmer ikke i dag, etter dagene som er erklært"),
            ),
            Text::new(
                "write the trait that fits, or another test person; its cases are not run until then",
                "skriv kjennetegnet som passer, eller en annen testperson; testtilfellene kjøres ikke før det",
            ),
        ));
    }
    let dead = party.has_trait("deceased") && !party.has_trait("deceased-date-unknown");
    (dead && party.date_of_death.is_none()).then(|| {
        (
            Text::new(
                "it is deceased, and date_of_death is not declared",
                "den er deceased, og date_of_death er ikke erklært",
            ),
            Text::new(
                "write date_of_death; where the register does not know it either, the trait is deceased-date-unknown",
                "skriv date_of_death; kjenner heller ikke registeret den, er kjennetegnet deceased-date-unknown",
            ),
        )
    })
}

/// What cases will not run for want of test people or capabilities.
pub(super) fn coverage(plan: &Plan, effort: &Effort) -> Diagnosis {
    let what = Text::new("fixtures and capabilities", "testdata og egenskaper");
    let reasons = reasons(plan);
    let lacking: usize = reasons.iter().map(|(_, count)| count).sum();
    let all = plan.planned.len();
    let (runs, effort) = (all - lacking, effort.text());
    let seen = Text::new(
        format!("{runs} of {all} tests will run: {}", effort.en),
        format!("{runs} av {all} tester vil kjøre: {}", effort.nb),
    );
    if reasons.is_empty() {
        return Diagnosis::good(what, seen);
    }
    let advice = Text::new(
        listed(
            &reasons,
            |why| &why.en,
            "more",
            "`list --what instances --target FILE` says why for each test",
        ),
        listed(
            &reasons,
            |why| &why.nb,
            "til",
            "`list --what instances --target FIL` sier hvorfor for hver test",
        ),
    );
    if runs == 0 {
        return Diagnosis::fault(what, seen, Whose::Configuration, advice);
    }
    Diagnosis::note(what, seen, advice)
}

/// Why instances do not run, the most frequent reason first.
fn reasons(plan: &Plan) -> Vec<(Text, usize)> {
    let mut reasons: Vec<(&Reason, usize)> = Vec::new();
    let lacking = plan.planned.iter();
    for why in lacking.filter_map(|planned| planned.decision.as_ref().err()) {
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, count)) => *count += 1,
            None => reasons.push((why, 1)),
        }
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let reasons = reasons.into_iter();
    reasons.map(|(why, count)| (why.text(), count)).collect()
}

fn listed(
    reasons: &[(Text, usize)],
    pick: fn(&Text) -> &str,
    more: &str,
    where_to_look: &str,
) -> String {
    let mut lines: Vec<String> = reasons
        .iter()
        .take(SHORT_LIST)
        .map(|(why, count)| format!("{count} × {}", pick(why)))
        .collect();
    let rest = &reasons[lines.len()..];
    if !rest.is_empty() {
        let count: usize = rest.iter().map(|(_, count)| count).sum();
        lines.push(format!("{count} {more}; {where_to_look}"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(number: &str, traits: &[&str]) -> PartyEntry {
        let traits: Vec<String> = traits.iter().map(|one| (*one).to_owned()).collect();
        serde_json::from_value(serde_json::json!({"party_id": number, "traits": traits}))
            .expect("a party")
    }

    #[test]
    fn a_number_with_wrong_check_digits_is_the_profiles() {
        let diagnosis = mistake(0, &party("00000000000", &["owner"])).expect("a mistake");
        assert_eq!(diagnosis.whose, Some(Whose::Configuration));
    }

    #[test]
    fn a_persons_number_is_not_shown() {
        let diagnosis = mistake(1, &party("00000000000", &["owner"])).expect("a mistake");
        assert!(!format!("{diagnosis:?}").contains("00000000000"));
    }

    #[test]
    fn a_dead_person_has_a_date_of_death() {
        let (seen, _) = contradiction(&party("15859010099", &["owner", "deceased"])).expect("one");
        assert!(seen.en.contains("date_of_death"), "{}", seen.en);
        let unknown = party("15859010099", &["deceased", "deceased-date-unknown"]);
        assert_eq!(contradiction(&unknown), None);
    }

    #[test]
    fn an_organisation_is_not_a_person() {
        assert!(contradiction(&party("15859010099", &["organisation"])).is_some());
        assert!(contradiction(&party("310000027", &["organisation"])).is_none());
    }

    #[test]
    fn a_long_list_of_reasons_is_cut_short() {
        let many: Vec<(Text, usize)> = (0..SHORT_LIST + 2)
            .map(|number| (Text::same(format!("reason {number}")), 1))
            .collect();
        let words = listed(&many, |why| &why.en, "more", "look there");
        assert_eq!(words.lines().count(), SHORT_LIST + 1);
        assert!(words.ends_with("2 more; look there"), "{words}");
    }
}
