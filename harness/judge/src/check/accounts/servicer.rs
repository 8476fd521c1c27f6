//! The institution that keeps the account.

use crate::check::account_list::List;
use crate::check::each::Objects;
use crate::check::named::alike;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "servicer-declared": Each(Objects::AnyAccount, number), NEEDS_DECLARED_ACCOUNT,
        "servicer has the organisation number of the declared institution",
        "servicer har organisasjonsnummeret til den oppgitte institusjonen";
    "servicer-name-declared": Each(Objects::AnyAccount, name), NEEDS_DECLARED_ACCOUNT,
        "servicer has the name of the declared institution",
        "servicer har navnet på den oppgitte institusjonen";
    "servicer-same": List(same), NEEDS_LISTED_ACCOUNT,
        "servicer has the same number in every element of the list",
        "servicer har samme nummer i alle elementer i listen";
}

observations! {
    /// Another number than the institution's.
    SERVICER_DIFFERS = "servicer-differs" {
        observed: "servicer has the number of another institution than the declared one", "servicer har nummeret til en annen institusjon enn den oppgitte";
        expected: "{expected}", "{expected}";
    }
    /// Another name than the institution's.
    SERVICER_NAME_DIFFERS = "servicer-name-differs" {
        observed: "servicer has another name than the declared one", "servicer har et annet navn enn det oppgitte";
        expected: "{expected}", "{expected}";
    }
    /// Several institutions in one list.
    SERVICERS_SEVERAL = "servicers-several" {
        observed: "the list has several institutions as servicer", "listen har flere institusjoner som servicer";
        expected: "{expected}, as in the first element", "{expected}, som i det første elementet";
    }
}

fn number(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let declared = place
        .declared(grounds)
        .and_then(|fact| fact.servicer.as_ref());
    let found = place.path(&["servicer", "identifier", "value"]);
    let (Some(declared), Some(found)) = (declared, found) else {
        return;
    };
    tally.thing();
    if found.value.as_str() != Some(&declared.orgno) {
        tally.add(
            found
                .breach(&SERVICER_DIFFERS)
                .with("expected", &declared.orgno),
        );
    }
}

fn name(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let declared = place
        .declared(grounds)
        .and_then(|fact| fact.servicer.as_ref()?.name.as_deref());
    let (Some(declared), Some(found)) = (declared, place.path(&["servicer", "name"])) else {
        return;
    };
    let Some(text) = found.value.as_str() else {
        return;
    };
    tally.thing();
    if !alike(text, declared) {
        tally.add(
            found
                .breach(&SERVICER_NAME_DIFFERS)
                .with("expected", declared),
        );
    }
}

fn same(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    let mut first = None;
    for entry in &list.entries {
        let Some(found) = entry.servicer.as_deref() else {
            continue;
        };
        tally.thing();
        let expected = *first.get_or_insert(found);
        if found != expected {
            tally.add(
                entry
                    .breach("/servicer/identifier/value", &SERVICERS_SEVERAL)
                    .with("expected", expected)
                    .received(found),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::accounts::fixture::{declaring, each, judged, list};
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn bank(number: &str, name: &str) -> Value {
        json!({"servicer": {"identifier": {"value": number}, "name": name}})
    }

    #[test]
    fn the_declared_institution_conforms_and_another_breaches() {
        let fact = json!({"servicer": {"orgno": "310000014", "name": "Fjord Sparebank"}});
        let of = |rule, answer: &Value| each(rule, answer, &fact, |_| {});
        assert_conforms(&of(number, &bank("310000014", "Fjord Sparebank")));
        assert_breach(&of(number, &bank("310000022", "")), &SERVICER_DIFFERS);
        assert_conforms(&of(name, &bank("310000014", "FJORD  Sparebank")));
        assert_breach(
            &of(name, &bank("310000014", "Fjell")),
            &SERVICER_NAME_DIFFERS,
        );
    }

    #[test]
    fn without_a_declared_institution_nothing_is_judged() {
        assert_nothing(&each(number, &bank("1", "x"), &json!({}), |_| {}));
    }

    #[test]
    fn one_list_has_one_institution() {
        let party = declaring(&[], &[]);
        let of = |other| {
            let shown = list(
                "complete",
                &json!([bank("310000014", "x"), bank(other, "x")]),
            );
            judged(same, &shown, &party)
        };
        assert_conforms(&of("310000014"));
        assert_breach(&of("310000022"), &SERVICERS_SEVERAL);
    }
}
