//! `ownershipType`: there where it is promised, and right.

use wire::world::Ownership;

use super::asked::{Asked, known, listed, orgno, place};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "overview-ownership-present": Answer(present, Evidence::Documents), NEEDS_NAMED_BANK,
        "every entry has ownershipType", "hver oppføring har ownershipType";
    "overview-ownership-right": Answer(right, Evidence::Documents), NEEDS_NAMED_BANK,
        "ownershipType is what the profile says about the customer", "ownershipType er det profilen sier om kunden";
}

observations! {
    /// `ownershipType` is missing.
    OWNERSHIP_MISSING = "overview-ownership-missing" {
        observed: "onlyPrimaryOwner was sent, and an entry has no ownershipType", "onlyPrimaryOwner ble sendt, og en oppføring mangler ownershipType";
        expected: "primaryOwner, notPrimaryOwner or unknown", "primaryOwner, notPrimaryOwner eller unknown";
    }
    /// `ownershipType` differs from the profile.
    OWNERSHIP_DIFFERS = "overview-ownership-differs" {
        observed: "ownershipType is not what the profile says", "ownershipType er ikke det profilen sier";
        expected: "{ownership}", "{ownership}";
    }
}

/// It is in the answer where onlyPrimaryOwner is in the request, with true and with false.
fn present(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some(listed) = listed(&seen).filter(|listed| !listed.is_empty()) else {
        return Judged::nothing();
    };
    let findings = listed.iter().enumerate().filter_map(|(index, entry)| {
        let missing = entry
            .get("ownershipType")
            .is_none_or(serde_json::Value::is_null);
        let at = place(index, "ownershipType");
        missing.then(|| Finding::breach(&OWNERSHIP_MISSING).received(NOTHING).at(at))
    });
    seen.judged(findings)
}

fn right(seen: Seen<'_>, _: &[Seen<'_>], grounds: &Grounds<'_>) -> Judged {
    let (Some(asked), Some(listed)) = (Asked::of(seen.exchange, grounds), listed(&seen)) else {
        return Judged::nothing();
    };
    let known = known(grounds, asked);
    let mut findings = Vec::new();
    let mut things = 0;
    for (index, entry) in listed.iter().enumerate() {
        let found = known.iter().find(|one| Some(one.orgno) == orgno(entry));
        let said = entry
            .get("ownershipType")
            .and_then(serde_json::Value::as_str);
        let (Some(found), Some(said)) = (found, said) else {
            continue;
        };
        things += 1;
        let expected = word(found.ownership);
        if said != expected {
            findings.push(
                Finding::breach(&OWNERSHIP_DIFFERS)
                    .with("ownership", expected)
                    .received(said)
                    .at(place(index, "ownershipType")),
            );
        }
    }
    Judged {
        things,
        ..seen.judged(findings)
    }
}

fn word(ownership: Ownership) -> &'static str {
    match ownership {
        Ownership::Owner => "primaryOwner",
        Ownership::NotOwner => "notPrimaryOwner",
        Ownership::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{
        FIRST, SECOND, asking, customer, entry, judged, owner, relationship,
    };
    use super::*;
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    #[test]
    fn an_entry_without_ownership_breaches() {
        let mut bare = entry(FIRST);
        bare["ownershipType"] = json!(null);
        let answer = json!({ "banks": [bare] });
        let judged = judged(
            present,
            &customer(&[owner(FIRST)]),
            &asking("false"),
            &answer,
        );
        assert_breach(&judged, &OWNERSHIP_MISSING);
    }

    #[test]
    fn an_empty_list_says_nothing_about_ownership() {
        let answer = json!({"banks": []});
        assert_nothing(&judged(present, &customer(&[]), &asking("false"), &answer));
    }

    #[test]
    fn the_owner_of_an_account_is_the_primary_owner() {
        let answer = json!({"banks": [entry(FIRST)]});
        let judged = judged(right, &customer(&[owner(FIRST)]), &asking("true"), &answer);
        assert_conforms(&judged);
    }

    #[test]
    fn a_disponent_or_a_missing_history_called_owner_breaches() {
        for ownership in ["not-owner", "unknown"] {
            let customer = customer(&[relationship(SECOND, ownership)]);
            let answer = json!({"banks": [entry(SECOND)]});
            let judged = judged(right, &customer, &asking("false"), &answer);
            assert_breach(&judged, &OWNERSHIP_DIFFERS);
        }
    }

    #[test]
    fn who_owned_in_a_part_of_the_period_is_an_owner() {
        let mut owned = owner(FIRST);
        owned["to"] = json!("2026-01-01");
        let customer = customer(&[owned, relationship(FIRST, "not-owner")]);
        let answer = json!({"banks": [entry(FIRST)]});
        assert_conforms(&judged(right, &customer, &asking("false"), &answer));
    }
}
