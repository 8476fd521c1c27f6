//! The banks of the period are named, and no others.

use wire::world::Ownership;

use super::asked::{Asked, known, listed, orgno, place};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "overview-banks-named": Answer(named, Evidence::Documents), NEEDS_DECLARED_BANKS,
        "every bank that the customer was with in the period is named",
        "alle banker som kunden hadde et forhold til i perioden, er nevnt";
    "overview-banks-only": Answer(only, Evidence::Documents), NEEDS_BANK_LIST,
        "no bank is named that the customer was not with in the period, or owned nothing at where only owners are asked for",
        "ingen bank er nevnt som kunden ikke hadde et forhold til i perioden, eller ikke eide noe i der bare eiere etterspørres";
    "overview-shielded": Answer(shielded, Evidence::Documents), NEEDS_DECLARED_BANKS,
        "a shielded person's banks are named, or none where the profile reads the rule so",
        "bankene til en skjermet person er nevnt, eller ingen der profilen leser regelen slik";
    "overview-banks-once": Answer(once, Evidence::Documents), NEEDS_BANK_LIST,
        "every bank is named once", "hver bank er nevnt én gang";
}

observations! {
    /// A bank is missing.
    BANK_MISSING = "overview-bank-missing" {
        observed: "a bank of the customer is not in the list: {bank}", "en bank som kunden har eller hadde et forhold til, mangler i listen: {bank}";
        expected: "an entry for the bank", "en oppføring for banken";
    }
    /// A bank is named that the customer had nothing to do with in the period.
    BANK_OUTSIDE_PERIOD = "overview-bank-outside-period" {
        observed: "the list names a bank that the customer had no relationship with in the period", "listen har en bank som kunden ikke hadde et forhold til i perioden";
        expected: "banks of the period alone", "bare banker i perioden";
    }
    /// A bank is named where nothing is owned.
    BANK_NOT_OWNED_AT = "overview-bank-not-owned-at" {
        observed: "onlyPrimaryOwner is true, and the list names a bank where the customer owns nothing", "onlyPrimaryOwner er true, og listen har en bank der kunden ikke eier noe";
        expected: "no entry for the bank", "ingen oppføring for banken";
    }
    /// A bank of somebody who is hidden is named.
    BANK_OF_SHIELDED = "overview-bank-of-shielded" {
        observed: "the list names a bank of a shielded person", "listen har en bank til en skjermet person";
        expected: "an empty list (interpretation I-66)", "en tom liste (tolkning I-66)";
    }
    /// A bank is named twice.
    BANK_TWICE = "overview-bank-twice" {
        observed: "the list names a bank more than once", "listen har en bank mer enn én gang";
        expected: "one entry for each bank", "én oppføring for hver bank";
    }
}

/// A relationship on one day of the period is enough.
fn named(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    let (Some(asked), Some(listed)) = (Asked::of(seen.exchange, grounds), listed(&seen)) else {
        return Judged::nothing();
    };
    let wanted: Vec<_> = known(grounds, asked)
        .into_iter()
        .filter(|one| !asked.owned_only() || one.ownership == Ownership::Owner)
        .collect();
    let missing = wanted
        .iter()
        .filter(|one| !listed.iter().any(|entry| orgno(entry) == Some(one.orgno)));
    let findings = missing.map(|one| {
        Finding::breach(&BANK_MISSING)
            .with("bank", one.orgno)
            .received(NOTHING)
            .at("/banks")
    });
    Judged {
        things: wanted.len() as u64,
        ..seen.judged(findings)
    }
}

fn only(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    let (Some(asked), Some(listed)) = (Asked::of(seen.exchange, grounds), listed(&seen)) else {
        return Judged::nothing();
    };
    let known = known(grounds, asked);
    let findings = listed.iter().enumerate().filter_map(|(index, entry)| {
        let orgno = orgno(entry)?;
        let found = known.iter().find(|one| one.orgno == orgno);
        let wrong = match found.map(|one| one.ownership) {
            None => &BANK_OUTSIDE_PERIOD,
            Some(Ownership::NotOwner) if asked.owned_only() && !is_older(grounds) => {
                &BANK_NOT_OWNED_AT
            }
            Some(Ownership::Owner | Ownership::Unknown | Ownership::NotOwner) => return None,
        };
        let at = place(index, "organizationID");
        Some(Finding::breach(wrong).received(orgno).at(at))
    });
    seen.judged(findings)
}

/// Interpretation I-67: version 1.1.2 has no onlyPrimaryOwner.
fn is_older(grounds: &Grounds<'_>) -> bool {
    grounds
        .readings
        .get("I-67")
        .is_some_and(|value| value == "1.1.2")
}

/// Interpretation I-66.
fn shielded(seen: Seen<'_>, earlier: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    let hidden = grounds.readings.get("I-66");
    if hidden.is_none_or(|value| value != "hidden") {
        return named(seen, earlier, grounds);
    }
    let Some(listed) = listed(&seen) else {
        return Judged::nothing();
    };
    let findings = listed.iter().enumerate().map(|(index, entry)| {
        let at = place(index, "organizationID");
        Finding::breach(&BANK_OF_SHIELDED)
            .received(orgno(entry).unwrap_or(NOTHING))
            .at(at)
    });
    seen.judged(findings)
}

/// A recommendation of the architecture document.
fn once(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(listed) = listed(&seen) else {
        return Judged::nothing();
    };
    let findings = listed.iter().enumerate().filter_map(|(index, entry)| {
        let orgno_here = orgno(entry)?;
        let again = listed[..index]
            .iter()
            .any(|one| orgno(one) == Some(orgno_here));
        let at = place(index, "organizationID");
        again.then(|| Finding::breach(&BANK_TWICE).received(orgno_here).at(at))
    });
    seen.judged(findings)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{
        FIRST, OTHER, SECOND, answer, asking, customer, entry, judged, owner, relationship, request,
    };
    use super::*;
    use crate::check::fixture::{assert_breach, assert_conforms, grounds};

    #[test]
    fn every_bank_of_the_period_conforms() {
        let customer = customer(&[owner(FIRST), owner(SECOND)]);
        let answer = json!({"banks": [entry(FIRST), entry(SECOND)]});
        assert_conforms(&judged(named, &customer, &asking("true"), &answer));
        assert_conforms(&judged(only, &customer, &asking("true"), &answer));
    }

    #[test]
    fn a_bank_that_is_missing_breaches() {
        let customer = customer(&[owner(FIRST), owner(SECOND)]);
        let answer = json!({"banks": [entry(FIRST)]});
        let judged = judged(named, &customer, &asking("false"), &answer);
        assert_breach(&judged, &BANK_MISSING);
    }

    #[test]
    fn a_bank_of_another_time_breaches() {
        let mut ended = owner(SECOND);
        ended["to"] = json!("2020-01-01");
        let customer = customer(&[owner(FIRST), ended]);
        let answer = json!({"banks": [entry(FIRST), entry(SECOND)]});
        let judged = judged(only, &customer, &asking("false"), &answer);
        assert_breach(&judged, &BANK_OUTSIDE_PERIOD);
    }

    #[test]
    fn a_bank_that_nobody_declared_breaches() {
        let answer = json!({"banks": [entry(OTHER)]});
        let judged = judged(only, &customer(&[owner(FIRST)]), &asking("false"), &answer);
        assert_breach(&judged, &BANK_OUTSIDE_PERIOD);
    }

    #[test]
    fn a_bank_where_nothing_is_owned_breaches_only_where_owners_are_asked_for() {
        let customer = customer(&[owner(FIRST), relationship(SECOND, "not-owner")]);
        let answer = json!({"banks": [entry(FIRST), entry(SECOND)]});
        let with = |flag| judged(only, &customer, &asking(flag), &answer);
        assert_breach(&with("true"), &BANK_NOT_OWNED_AT);
        assert_conforms(&with("false"));
    }

    #[test]
    fn a_bank_whose_history_is_missing_may_come_and_may_not() {
        let customer = customer(&[owner(FIRST), relationship(SECOND, "unknown")]);
        for banks in [json!([entry(FIRST)]), json!([entry(FIRST), entry(SECOND)])] {
            let answer = json!({ "banks": banks });
            assert_conforms(&judged(named, &customer, &asking("true"), &answer));
            assert_conforms(&judged(only, &customer, &asking("true"), &answer));
        }
    }

    #[test]
    fn a_shielded_person_is_answered_or_hidden_as_the_profile_reads_it() {
        let hidden = std::collections::BTreeMap::from([("I-66".into(), "hidden".into())]);
        let customer = customer(&[owner(FIRST)]);
        let of = |banks: serde_json::Value, readings: &_| {
            let answer = answer(200, &json!({ "banks": banks }));
            let (exchange, grounds) = (asking("true"), grounds(&customer, readings));
            let seen = Seen {
                exchange: &exchange,
                answer: &answer,
            };
            shielded(seen, &[], &grounds)
        };
        assert_conforms(&of(
            json!([entry(FIRST)]),
            &std::collections::BTreeMap::default(),
        ));
        assert_breach(
            &of(json!([]), &std::collections::BTreeMap::default()),
            &BANK_MISSING,
        );
        assert_conforms(&of(json!([]), &hidden));
        assert_breach(&of(json!([entry(FIRST)]), &hidden), &BANK_OF_SHIELDED);
    }

    #[test]
    fn a_period_that_was_not_sent_is_today() {
        let mut ended = owner(SECOND);
        ended["to"] = json!("2020-01-01");
        let customer = customer(&[owner(FIRST), ended]);
        let without = request("onlyPrimaryOwner=true");
        let answer = json!({"banks": [entry(FIRST), entry(SECOND)]});
        assert_breach(
            &judged(only, &customer, &without, &answer),
            &BANK_OUTSIDE_PERIOD,
        );
        let answer = json!({"banks": [entry(FIRST)]});
        assert_conforms(&judged(only, &customer, &without, &answer));
        assert_conforms(&judged(named, &customer, &without, &answer));
    }

    #[test]
    fn a_bank_twice_breaches() {
        let answer = json!({"banks": [entry(FIRST), entry(FIRST)]});
        let judged = judged(once, &customer(&[owner(FIRST)]), &asking("true"), &answer);
        assert_breach(&judged, &BANK_TWICE);
    }
}
