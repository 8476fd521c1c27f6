//! `activeAccount`.

use super::asked::{Asked, known, listed, orgno, place};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::Finding;
use crate::observations;

checks! {
    "overview-active-right": Answer(right, Evidence::Documents), NEEDS_NAMED_BANK,
        "activeAccount is true where the customer owns an open account in KAR and the period ends today, and false elsewhere",
        "activeAccount er true der kunden eier en åpen konto i KAR og perioden slutter i dag, og false ellers";
}

observations! {
    /// True where it is false.
    ACTIVE_WRONGLY = "overview-active-wrongly" {
        observed: "activeAccount is true where the customer owns no account that can be credited today, or the period does not end today", "activeAccount er true der kunden ikke eier en konto som kan krediteres i dag, eller perioden ikke slutter i dag";
        expected: "false", "false";
    }
    /// False where it is true.
    NOT_ACTIVE_WRONGLY = "overview-not-active-wrongly" {
        observed: "activeAccount is false where the customer owns an account that can be credited today", "activeAccount er false der kunden eier en konto som kan krediteres i dag";
        expected: "true", "true";
    }
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
        let expected = found.and_then(|one| one.active);
        let said = entry
            .get("activeAccount")
            .and_then(serde_json::Value::as_bool);
        let (Some(expected), Some(said)) = (expected, said) else {
            continue;
        };
        things += 1;
        if said != expected {
            let wrong = if said {
                &ACTIVE_WRONGLY
            } else {
                &NOT_ACTIVE_WRONGLY
            };
            let finding = Finding::breach(wrong).received(said.to_string());
            findings.push(finding.at(place(index, "activeAccount")));
        }
    }
    Judged {
        things,
        ..seen.judged(findings)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixture::{
        FIRST, asking, customer, entry, judged, owner, relationship, request,
    };
    use super::*;
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn saying(active: bool) -> Value {
        let mut entry = entry(FIRST);
        entry["activeAccount"] = json!(active);
        json!({ "banks": [entry] })
    }

    #[test]
    fn an_owned_open_account_is_active_today() {
        let customer = customer(&[owner(FIRST)]);
        assert_conforms(&judged(right, &customer, &asking("true"), &saying(true)));
        let wrong = judged(right, &customer, &asking("true"), &saying(false));
        assert_breach(&wrong, &NOT_ACTIVE_WRONGLY);
    }

    #[test]
    fn nothing_is_active_where_the_period_ended_yesterday() {
        let asked = request("fromDate=2025-11-22&toDate=2026-11-21&onlyPrimaryOwner=true");
        let judged = judged(right, &customer(&[owner(FIRST)]), &asked, &saying(true));
        assert_breach(&judged, &ACTIVE_WRONGLY);
    }

    #[test]
    fn nothing_in_kfr_is_active() {
        let mut kfr = owner(FIRST);
        kfr["register"] = json!("kfr");
        let judged = judged(right, &customer(&[kfr]), &asking("true"), &saying(true));
        assert_breach(&judged, &ACTIVE_WRONGLY);
    }

    #[test]
    fn nothing_that_is_only_disposed_of_is_active() {
        let customer = customer(&[relationship(FIRST, "not-owner")]);
        let judged = judged(right, &customer, &asking("false"), &saying(true));
        assert_breach(&judged, &ACTIVE_WRONGLY);
    }

    #[test]
    fn a_missing_history_decides_nothing() {
        let customer = customer(&[relationship(FIRST, "unknown")]);
        assert_nothing(&judged(right, &customer, &asking("false"), &saying(true)));
    }
}
