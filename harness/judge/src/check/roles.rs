//! The people and businesses with a role at an account.

mod declared;

pub(crate) use declared::missing;

use std::collections::BTreeSet;

use wire::identifiers::PartyId;
use wire::messages::Endpoint;

use crate::check::day::day;
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Check, Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

/// The checks of the family, module by module.
pub(crate) const FAMILY: &[&[Check]] = &[CHECKS, declared::CHECKS];

checks! {
    "roles-in-period": Each(Objects::Roles, in_period), NEEDS_ROLES,
        "a role was held within the period",
        "en rolle gjaldt i perioden";
    "roles-dates-ordered": Each(Objects::Roles, dates_ordered), NEEDS_ROLES,
        "a role does not end before it begins",
        "en rolle ikke slutter før den begynner";
    "roles-holder-named": Each(Objects::Roles, holder_named), NEEDS_ROLES,
        "a role names its holder by an identifier",
        "en rolle oppgir hvem som har den, med en identifikator";
    "roles-identified": Each(Objects::Roles, identified), NEEDS_ROLES,
        "a Norwegian identifier of a role is a fødselsnummer, D-number or organisation number with right check digits",
        "en norsk identifikator i en rolle er et fødsels-, D- eller organisasjonsnummer med riktige kontrollsifre";
    "roles-no-duplicates": Each(Objects::DocumentsOf(Endpoint::Roles), no_duplicates), NEEDS_ROLES,
        "no one has the same role twice at the same time",
        "ingen har samme rolle to ganger samtidig";
}

observations! {
    /// A role from outside the period.
    ROLE_OUTSIDE_PERIOD = "role-outside-period" {
        observed: "the role was not held within the period", "rollen gjaldt ikke i perioden";
        expected: "from {from} to {to}", "fra {from} til {to}";
    }
    /// A role that ends before it begins.
    ROLE_ENDS_EARLY = "role-ends-before-start" {
        observed: "the role ends before it begins", "rollen slutter før den begynner";
        expected: "endDate on {start} or later", "endDate {start} eller senere";
    }
    /// A role of nobody.
    ROLE_WITHOUT_HOLDER = "role-without-holder" {
        observed: "the role does not say who holds it", "rollen sier ikke hvem som har den";
        expected: "identifier.value", "identifier.value";
    }
    /// A number with wrong check digits.
    ROLE_IDENTIFIER = "role-identifier-invalid" {
        observed: "the identifier of the role is not a Norwegian identity or organisation number", "rollens identifikator er ikke et norsk fødsels-, D- eller organisasjonsnummer";
        expected: "a number with right check digits", "et nummer med riktige kontrollsifre";
    }
    /// A role twice.
    ROLE_TWICE = "role-listed-twice" {
        observed: "the role is in the list twice", "rollen står to ganger i listen";
        expected: "each role once", "hver rolle én gang";
    }
}

fn in_period(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
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
                .breach(&ROLE_OUTSIDE_PERIOD)
                .with("from", grounds.from)
                .with("to", grounds.to)
                .received(format!(
                    "{} – {}",
                    place.text("startDate").unwrap_or("?"),
                    place.text("endDate").unwrap_or("?")
                )),
        );
    }
}

fn dates_ordered(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let moment = |name: &str| place.text(name).and_then(day);
    let (Some(start), Some(end)) = (moment("startDate"), moment("endDate")) else {
        return;
    };
    tally.thing();
    if end < start {
        tally.add(
            place
                .breach(&ROLE_ENDS_EARLY)
                .with("start", start)
                .received(end.to_string()),
        );
    }
}

fn holder_named(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    tally.thing();
    if place
        .text_at(&["identifier", "value"])
        .is_none_or(|value| value.trim().is_empty())
    {
        tally.add(place.breach(&ROLE_WITHOUT_HOLDER).received(NOTHING));
    }
}

fn identified(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
        tally.add(value.breach(&ROLE_IDENTIFIER));
    }
}

fn no_duplicates(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
            tally.add(role.breach(&ROLE_TWICE).received(value));
        }
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
        objects: Objects,
        rule: Rule,
        declared: u64,
        roles: &Value,
    ) -> Judged {
        let party = party(json!({"party_id": "1", "accounts": [{
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK", "roles": declared
        }]}));
        let document = json!({"responseDetails": {"status": "complete"}, "roles": roles});
        let check = Each::new(objects, rule);
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
        judged_from("2025-11-22", Objects::Roles, rule, 1, &json!([held]))
    }

    fn all(rule: Rule, declared: u64, roles: &Value) -> Judged {
        judged_from(
            "2016-11-22",
            Objects::DocumentsOf(Endpoint::Roles),
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
            assert_breach(&one(in_period, &role), &ROLE_OUTSIDE_PERIOD);
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
            &ROLE_ENDS_EARLY,
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
            &ROLE_IDENTIFIER,
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
            assert_breach(&one(holder_named, &odd), &ROLE_WITHOUT_HOLDER);
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
        assert_breach(&all(no_duplicates, 2, &json!([role, role])), &ROLE_TWICE);
    }
}
