//! Identifiers that stay the same, and identifiers that must not.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pack::catalogue::{To, With};
use pack::reason::{NO_CASE_WITH_BOTH_STEPS, ONE_CONTROL_OBJECT};
use wire::messages::header;

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, no_call, not_applicable, unseen};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, ScenarioRun};
use crate::finding::{Finding, Observation};
use crate::observations;

observations! {
    /// Another value within a case.
    CHANGES_IN_CASE = "identifier-changes-in-case" {
        observed: "{header} changes within the case", "{header} endrer seg innenfor saken";
        expected: "the value of the first call of the case: {first}", "verdien i sakens første kall: {first}";
    }
    /// The value of an earlier case.
    OF_EARLIER_CASE = "identifier-of-earlier-case" {
        observed: "{header} was used in an earlier case too (scenario {scenario})",
            "{header} ble også brukt i en tidligere sak (scenariet {scenario})";
        expected: "a value that no earlier case had", "en verdi som ingen tidligere sak hadde";
    }
    /// Another value for the same user.
    CHANGES_FOR_USER = "identifier-changes-for-user" {
        observed: "{header} changes though the user is the same",
            "{header} endrer seg selv om brukeren er den samme";
        expected: "the value of the user's first call: {first}", "verdien i brukerens første kall: {first}";
    }
    /// The value of another user.
    OF_OTHER_USER = "identifier-of-other-user" {
        observed: "{header} is the one of another user", "{header} er den samme som for en annen bruker";
        expected: "a value for each user", "én verdi for hver bruker";
    }
    /// The value of an earlier call.
    OF_EARLIER_CALL = "identifier-of-earlier-call" {
        observed: "{header} was used in an earlier call too", "{header} ble også brukt i et tidligere kall";
        expected: "a value that no earlier call had", "en verdi som ingen tidligere kall hadde";
    }
    /// Two case numbers in one case.
    STEPS_DIFFER = "identifier-of-steps-differs" {
        observed: "step 1 and step 2 have different case numbers", "trinn 1 og trinn 2 har ulike saksnumre";
        expected: "the AccountInfoRequestID of step 2: {of_banks}", "AccountInfoRequestID i trinn 2: {of_banks}";
    }
}

checks! {
    "same-through-case" = through_case(Banks, "header") finds [CHANGES_IN_CASE]
        "The header that the case names has one value in all calls to banks of a scenario.",
        "Hodefeltet som testen navngir, har én verdi i alle kall til banker i et scenario.";
    "differs-between-cases" = between_cases(Banks, "header") finds [OF_EARLIER_CASE]
        "No value of the header in one scenario comes in another about another control object, or in any other where the agency was given the number of each case; capitals do not count.",
        "Ingen verdi av hodefeltet i ett scenario kommer i et annet om et annet kontrollobjekt, eller i noe annet når etaten fikk nummeret på hver sak; store bokstaver teller ikke.";
    "same-for-user" = for_user(Banks, "header") finds [CHANGES_FOR_USER, OF_OTHER_USER]
        "The header has one value in all calls to banks of all scenarios that one user starts, and another one for another user.",
        "Hodefeltet har én verdi i alle kall til banker i alle scenarier som én bruker starter, og en annen for en annen bruker.";
    "different-each-call" = each_call(Everything, "header") finds [OF_EARLIER_CALL]
        "No value of the header comes in two requests, of step 1 or 2; capitals do not count.",
        "Ingen verdi av hodefeltet kommer i to forespørsler, i trinn 1 eller 2; store bokstaver teller ikke.";
    "case-of-step-one" = case_of_step_one(Everything) finds [STEPS_DIFFER]
        "The AccountInfoRequestID of an answered request of step 1 is one that the calls to banks have.",
        "AccountInfoRequestID i en besvart forespørsel i trinn 1 er en som kallene til banker har.";
}

fn about(observation: &Observation, header: &str, received: String) -> Finding {
    breach(observation, received)
        .with("header", header)
        .at(format!("header:{header}"))
}

fn through_case(view: &JournalView<'_>, with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        let mut first: Option<String> = None;
        for call in run.bank_calls() {
            let Some(value) = call.header(&with.header) else {
                continue;
            };
            let first = first.get_or_insert_with(|| value.clone());
            let changed = (*first != value)
                .then(|| about(&CHANGES_IN_CASE, &with.header, value).with("first", &*first));
            collector.judge(call, changed);
        }
    }
    collector.judged(no_call(To::Bank))
}

/// What says to the agency that a task is another case: the number that it was given, or else another person alone.
fn apart(run: &ScenarioRun) -> (Option<&str>, &str) {
    (run.task.case.as_deref(), &run.task.party)
}

fn between_cases(view: &JournalView<'_>, with: &With) -> Judged {
    let (mut collector, mut cases) = (Collector::default(), HashMap::new());
    let mut distinct = BTreeSet::new();
    for run in view.runs {
        let calls = run.bank_calls();
        let values: BTreeSet<String> = calls.filter_map(|call| call.header(&with.header)).collect();
        let Some(call) = run.bank_calls().next().filter(|_| !values.is_empty()) else {
            continue;
        };
        collector.look(call);
        for value in values {
            let earlier = *cases.entry(value.to_lowercase()).or_insert(run);
            if apart(earlier) != apart(run) {
                let found = about(&OF_EARLIER_CASE, &with.header, value);
                collector.breach(call, found.with("scenario", &earlier.scenario.id));
            }
        }
        distinct.insert(apart(run));
    }
    if distinct.len() == 1 {
        return unseen(&ONE_CONTROL_OBJECT);
    }
    collector.judged(no_call(To::Bank))
}

fn for_user(view: &JournalView<'_>, with: &With) -> Judged {
    let mut collector = Collector::default();
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    for run in view.runs {
        for call in run.bank_calls() {
            let Some(value) = call.header(&with.header) else {
                continue;
            };
            let user = run.task.requester.as_str();
            let others = first.iter().any(|(one, of)| *one != user && *of == value);
            let own = first.entry(user).or_insert_with(|| value.clone());
            let found = match () {
                () if *own != value => {
                    Some(about(&CHANGES_FOR_USER, &with.header, value).with("first", &*own))
                }
                () if others => Some(about(&OF_OTHER_USER, &with.header, value)),
                () => None,
            };
            collector.judge(call, found);
        }
    }
    collector.judged(no_call(To::Bank))
}

fn each_call(view: &JournalView<'_>, with: &With) -> Judged {
    let (mut collector, mut seen) = (Collector::default(), BTreeSet::new());
    for call in view.calls(To::Overview).chain(view.calls(To::Bank)) {
        let Some(value) = call.header(&with.header) else {
            continue;
        };
        let again = !seen.insert(value.to_lowercase());
        let found = again.then(|| about(&OF_EARLIER_CALL, &with.header, value));
        collector.judge(call, found);
    }
    collector.judged(no_call(To::Bank))
}

fn case_of_step_one(view: &JournalView<'_>, _with: &With) -> Judged {
    // A UUID is the same in capitals (RFC 9562 4).
    let case = |call: &Call| Some(call.header(header::ACCOUNT_INFO_REQUEST_ID)?.to_lowercase());
    let mut collector = Collector::default();
    for run in view.runs {
        let of_banks: BTreeSet<String> = run.bank_calls().filter_map(case).collect();
        if of_banks.is_empty() {
            continue;
        }
        let answered = run
            .overview_calls()
            .filter(|call| call.status() == Some(200));
        for (call, value) in answered.filter_map(|call| Some((call, case(call)?))) {
            let found = (!of_banks.contains(&value)).then(|| {
                let of_banks: Vec<&str> = of_banks.iter().map(String::as_str).collect();
                about(&STEPS_DIFFER, header::ACCOUNT_INFO_REQUEST_ID, value)
                    .with("of_banks", of_banks.join(", "))
            });
            collector.judge(call, found);
        }
    }
    collector.judged(not_applicable(&NO_CASE_WITH_BOTH_STEPS))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::testing::{answered, bank, check, step_one, with_headers};

    fn sent(number: u64, value: &str) -> Call {
        with_headers(bank(number, "/accounts"), &[("X", value)])
    }

    #[test]
    fn a_header_stays_through_a_case() {
        check("same-through-case")
            .header("X")
            .keeps([sent(1, "a"), sent(2, "a")])
            .finds(&CHANGES_IN_CASE, [sent(1, "a"), sent(2, "b")]);
    }

    #[test]
    fn a_header_stays_for_a_user() {
        check("same-for-user")
            .header("X")
            .keeps_in(&[vec![sent(1, "a")], vec![sent(2, "a")]])
            .finds_in(&CHANGES_FOR_USER, &[vec![sent(1, "a")], vec![sent(2, "b")]]);
    }

    #[test]
    fn a_header_is_another_for_another_user() {
        check("same-for-user")
            .header("X")
            .by_another_user()
            .keeps_in(&[vec![sent(1, "a")], vec![sent(2, "b")]])
            .finds_in(&OF_OTHER_USER, &[vec![sent(1, "a")], vec![sent(2, "a")]]);
    }

    #[test]
    fn a_header_is_another_in_each_call() {
        check("different-each-call")
            .header("X")
            .keeps([sent(1, "a"), sent(2, "b")])
            .finds(&OF_EARLIER_CALL, [sent(1, "a"), sent(2, "A")]);
    }

    #[test]
    fn a_header_is_another_in_each_case() {
        check("differs-between-cases")
            .header("X")
            .about("1")
            .keeps_in(&[vec![sent(1, "a")], vec![sent(2, "b")]])
            .finds_in(&OF_EARLIER_CASE, &[vec![sent(1, "a")], vec![sent(2, "A")]]);
    }

    #[test]
    fn two_tasks_about_one_person_are_two_cases_where_each_has_a_number() {
        let one = || vec![sent(1, "a")];
        check("differs-between-cases")
            .header("X")
            .with_cases()
            .keeps_in(&[one(), vec![sent(2, "b")]])
            .finds_in(&OF_EARLIER_CASE, &[one(), one()]);
    }

    #[test]
    fn two_tasks_about_one_person_may_be_one_case() {
        check("differs-between-cases")
            .header("X")
            .ignores([sent(1, "a")]);
    }

    #[test]
    fn both_steps_have_one_case_number() {
        let case =
            |call: Call, value| with_headers(call, &[(header::ACCOUNT_INFO_REQUEST_ID, value)]);
        let overview = answered(step_one("customerRelationships"), 200, json!({}));
        check("case-of-step-one")
            .keeps([case(overview.clone(), "a"), case(bank(1, "/accounts"), "A")])
            .finds(
                &STEPS_DIFFER,
                [case(overview, "a"), case(bank(1, "/accounts"), "b")],
            );
    }
}
