//! The people and businesses with a role at an account.

use std::collections::BTreeSet;

use wire::identifiers::PartyId;

use crate::check::Grounds;
use crate::check::account_list::is_empty_list;
use crate::check::day::day;
use crate::check::declared::is_longest_period;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// A role was held within the period.
pub fn in_period(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let moment = |name: &str| place.text(name).and_then(day);
    let (start, end) = (moment("startDate"), moment("endDate"));
    if start.is_none() && end.is_none() {
        return;
    }
    tally.thing();
    let after = start.is_some_and(|start| start > grounds.to);
    if after || end.is_some_and(|end| end < grounds.from) {
        tally.add(
            place
                .breach(Text::new(
                    "The role was not held within the period.",
                    "Rollen gjaldt ikke i perioden.",
                ))
                .expected(Text::new(
                    format!("from {} to {}", grounds.from, grounds.to),
                    format!("fra {} til {}", grounds.from, grounds.to),
                ))
                .received(format!(
                    "{} – {}",
                    place.text("startDate").unwrap_or("?"),
                    place.text("endDate").unwrap_or("?")
                )),
        );
    }
}

/// A role does not end before it begins.
pub fn dates_ordered(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let moment = |name: &str| place.text(name).and_then(day);
    let (Some(start), Some(end)) = (moment("startDate"), moment("endDate")) else {
        return;
    };
    tally.thing();
    if end < start {
        tally.add(
            place
                .breach(Text::new(
                    "The role ends before it begins.",
                    "Rollen slutter før den begynner.",
                ))
                .received(format!("{start} – {end}")),
        );
    }
}

/// A role names its holder by an identifier.
pub fn holder_named(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    tally.thing();
    if place
        .text_at(&["identifier", "value"])
        .is_none_or(|value| value.trim().is_empty())
    {
        tally.add(
            place
                .breach(Text::new(
                    "The role does not say who holds it.",
                    "Rollen sier ikke hvem som har den.",
                ))
                .expected(Text::same("identifier.value")),
        );
    }
}

/// A Norwegian identifier of a role is a fødselsnummer, D-number or organisation number with right check
/// digits.
pub fn identified(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(value) = place.path(&["identifier", "value"]) else {
        return;
    };
    let country = place.text_at(&["identifier", "countryOfResidence"]);
    let kind = place.text_at(&["identifier", "type"]);
    if kind != Some("nationalIdentityNumber") || country.is_some_and(|country| country != "NO") {
        return;
    }
    tally.thing();
    if value
        .value
        .as_str()
        .is_none_or(|text| PartyId::parse(text).is_err())
    {
        tally.add(value.breach(Text::new(
            "The identifier of the role is no Norwegian identity or organisation number.",
            "Rollens identifikator er ikke et norsk fødsels-, D- eller organisasjonsnummer.",
        )));
    }
}

/// No one has the same role twice at the same time.
pub fn no_duplicates(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let mut seen = BTreeSet::new();
    for role in place.elements("roles") {
        let Some(value) = role.text_at(&["identifier", "value"]) else {
            continue;
        };
        tally.thing();
        if !seen.insert((
            value,
            role.text("permission"),
            role.text("startDate"),
            role.text("endDate"),
        )) {
            tally.add(
                role.breach(Text::new(
                    "The role stands in the list twice.",
                    "Rollen står to ganger i listen.",
                ))
                .received(value),
            );
        }
    }
}

/// Over the longest period, as many roles as the profile declares for the account.
pub fn counted(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let declared = place
        .view
        .account
        .and_then(|account| account.fact)
        .and_then(|fact| fact.roles);
    let Some(declared) = declared.filter(|count| *count > 0) else {
        return;
    };
    let partial = place.text_at(&["responseDetails", "status"]) == Some("partial");
    if partial || !is_longest_period(grounds) {
        return;
    }
    tally.thing();
    let found = place.elements("roles").len() as u64;
    if found != declared {
        tally.add(
            place
                .breach(Text::new(
                    "The number of roles is not the declared one.",
                    "Antallet roller er ikke det som er oppgitt.",
                ))
                .expected(Text::same(declared.to_string()))
                .received(found.to_string())
                .at("/roles"),
        );
    }
}

/// An account without roles gives an empty list and a complete answer.
pub fn empty_list(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let fact = place.view.account.and_then(|account| account.fact);
    if fact.is_none_or(|fact| fact.roles != Some(0)) {
        return;
    }
    tally.thing();
    if !is_empty_list(place.value, "roles") {
        tally.add(
            place
                .breach(Text::new(
                    "An account without roles gives some.",
                    "En konto uten roller gir roller.",
                ))
                .at("/roles"),
        );
    }
    if place.text_at(&["responseDetails", "status"]) != Some("complete") {
        tally.add(
            place
                .breach(Text::new(
                    "The empty list is not complete.",
                    "Den tomme listen er ikke komplett.",
                ))
                .expected(Text::same("complete"))
                .at("/responseDetails/status"),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use wire::messages::Endpoint;

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Objects, Rule};
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, judge_for, party,
    };

    fn judged_from(
        from: &str,
        objects: &'static [Objects],
        rule: Rule,
        declared: u64,
        roles: &Value,
    ) -> Judged {
        let party = party(json!({"party_id": "1", "accounts": [{
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK", "roles": declared
        }]}));
        let document = json!({"responseDetails": {"status": "complete"}, "roles": roles});
        let check = Each::new(objects, rule, || Text::same("needs a role"));
        judge_for(
            check,
            &[Shown::of(Endpoint::Roles, document)],
            &party,
            |grounds| {
                grounds.from = from.parse().expect("a date");
            },
        )
    }

    fn one(rule: Rule, held: &Value) -> Judged {
        judged_from("2025-11-22", &[Objects::Roles], rule, 1, &json!([held]))
    }

    fn all(rule: Rule, declared: u64, roles: &Value) -> Judged {
        judged_from(
            "2016-11-22",
            &[Objects::DocumentsOf(Endpoint::Roles)],
            rule,
            declared,
            roles,
        )
    }

    #[test]
    fn roles_that_touch_the_period_conform() {
        for role in [
            json!({"startDate": "2026-11-22"}),
            json!({"endDate": "2025-11-22"}),
            json!({"startDate": "2010-01-01"}),
        ] {
            assert_conforms(&one(in_period, &role));
        }
    }

    #[test]
    fn roles_outside_the_period_breach() {
        for role in [
            json!({"startDate": "2026-11-23"}),
            json!({"startDate": "2010-01-01", "endDate": "2025-11-21"}),
        ] {
            assert_breach(&one(in_period, &role), "within the period");
        }
    }

    #[test]
    fn a_role_without_days_is_not_judged() {
        assert_nothing(&one(in_period, &json!({"startDate": null})));
    }

    #[test]
    fn a_role_that_ends_before_it_begins_breaches() {
        assert_conforms(&one(
            dates_ordered,
            &json!({"startDate": "2026-01-01", "endDate": "2026-01-01"}),
        ));
        assert_breach(
            &one(
                dates_ordered,
                &json!({"startDate": "2026-01-02", "endDate": "2026-01-01"}),
            ),
            "ends before",
        );
    }

    fn identifier(value: &str, country: &str) -> Value {
        json!({"identifier": {"value": value, "type": "nationalIdentityNumber", "countryOfResidence": country}})
    }

    #[test]
    fn norwegian_numbers_have_right_check_digits() {
        assert_conforms(&one(identified, &identifier("974720760", "NO")));
        assert_breach(
            &one(identified, &identifier("974720761", "NO")),
            "no Norwegian",
        );
    }

    #[test]
    fn a_role_says_who_holds_it() {
        assert_conforms(&one(holder_named, &identifier("AB-12", "SE")));
        for odd in [
            json!({"permission": "rightToSeeOnly"}),
            json!({"identifier": {"value": " "}}),
            json!(null),
        ] {
            assert_breach(&one(holder_named, &odd), "who holds it");
        }
    }

    #[test]
    fn foreign_numbers_are_not_judged() {
        assert_nothing(&one(identified, &identifier("AB-12", "SE")));
    }

    #[test]
    fn the_same_role_twice_breaches() {
        let role = json!({"identifier": {"value": "1"}, "permission": "rightToSeeOnly"});
        let other = json!({"identifier": {"value": "1"}, "permission": "rightToUseAlone"});
        assert_conforms(&all(no_duplicates, 2, &json!([role, other])));
        assert_breach(&all(no_duplicates, 2, &json!([role, role])), "twice");
    }

    #[test]
    fn the_declared_number_of_roles_conforms() {
        assert_conforms(&all(counted, 1, &json!([{}])));
        assert_breach(&all(counted, 2, &json!([{}])), "number of roles");
    }

    #[test]
    fn an_account_without_roles_gives_an_empty_list() {
        assert_conforms(&all(empty_list, 0, &json!([])));
        assert_breach(&all(empty_list, 0, &json!([{}])), "gives some");
    }
}
