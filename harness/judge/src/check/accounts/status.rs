//! The status of an account, against what is declared of it.

use wire::world::AccountFact;
use wire::world::party_trait::BLOCKED_BY_BANKRUPTCY;

use crate::check::declared::is_open_on;
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "account-status-declared": Each(Objects::AnyAccount, status_declared), NEEDS_DECLARED_ACCOUNT,
        "the status is that of the declared account today; the one at the end of the period is noted",
        "statusen er den oppgitte kontoens i dag; statusen ved slutten av perioden noteres";
    "account-status-blocked": Each(Objects::AnyAccount, blocked), NEEDS_DECLARED_ACCOUNT,
        "an account that is blocked by bankruptcy has the status disabled",
        "en konto som er sperret på grunn av konkurs, har statusen disabled";
}

observations! {
    /// Another status than the account's.
    STATUS_DIFFERS = "account-status-differs" {
        observed: "the status is not that of the account", "statusen er ikke kontoens";
        expected: "{expected}", "{expected}";
    }
    /// The status at the end of the period.
    STATUS_OF_PERIOD_END = "account-status-of-period-end" {
        observed: "the status is the one at the end of the period, not today's", "statusen er den ved slutten av perioden, ikke dagens";
        expected: "{expected}", "{expected}";
    }
    /// A blocked account with another status.
    BLOCKED_NOT_DISABLED = "blocked-account-not-disabled" {
        observed: "the account is blocked by bankruptcy and is not disabled", "kontoen er sperret på grunn av konkurs og er ikke disabled";
        expected: "disabled", "disabled";
    }
}

const CLOSED: [&str; 2] = ["deleted", "disabled"];

/// The statuses that are right today; none where nothing is declared.
fn today<'a>(fact: &'a AccountFact, grounds: &Grounds<'_>) -> Vec<&'a str> {
    match fact.status.as_deref() {
        Some(status) => vec![status],
        None if fact.closed.is_some_and(|closed| closed <= grounds.today) => CLOSED.to_vec(),
        None => Vec::new(),
    }
}

/// Whether the status was right at the end of a period that is over (interpretation I-85).
fn was_right(found: &str, fact: &AccountFact, grounds: &Grounds<'_>) -> bool {
    let open = is_open_on(fact, grounds.to);
    grounds.to < grounds.today && (open == (found == "enabled") || fact.closed == Some(grounds.to))
}

fn status_declared(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let (Some(fact), Some(status)) = (place.declared(grounds), place.member("status")) else {
        return;
    };
    let expected = today(fact, grounds);
    let Some(found) = status.value.as_str().filter(|_| !expected.is_empty()) else {
        return;
    };
    tally.thing();
    if expected.contains(&found) {
        return;
    }
    let finding = if was_right(found, fact, grounds) {
        status.note(&STATUS_OF_PERIOD_END)
    } else {
        status.breach(&STATUS_DIFFERS)
    };
    tally.add(finding.with("expected", expected.join(" / ")));
}

fn blocked(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let is_blocked = place.declared(grounds).is_some_and(|fact| {
        fact.closed.is_none() && fact.traits.iter().any(|held| held == BLOCKED_BY_BANKRUPTCY)
    });
    let Some(status) = place.member("status").filter(|_| is_blocked) else {
        return;
    };
    tally.thing();
    if status.value.as_str() == Some("disabled") {
        return;
    }
    tally.add(if grounds.to < grounds.today {
        status
            .note(&STATUS_OF_PERIOD_END)
            .with("expected", "disabled")
    } else {
        status.breach(&BLOCKED_NOT_DISABLED)
    });
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::accounts::fixture::each;
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    fn of(status: &str, fact: &Value) -> Judged {
        each(status_declared, &json!({"status": status}), fact, |_| {})
    }

    #[test]
    fn the_declared_status_conforms_and_another_breaches() {
        let fact = json!({"status": "enabled"});
        assert_conforms(&of("enabled", &fact));
        assert_breach(&of("deleted", &fact), &STATUS_DIFFERS);
    }

    #[test]
    fn a_closed_account_is_not_enabled() {
        let fact = json!({"closed": "2026-01-01"});
        assert_conforms(&of("deleted", &fact));
        assert_conforms(&of("disabled", &fact));
        assert_breach(&of("enabled", &fact), &STATUS_DIFFERS);
    }

    #[test]
    fn the_status_at_the_end_of_a_past_period_is_noted() {
        let fact = json!({"status": "deleted", "closed": "2026-05-01"});
        let judged = each(
            status_declared,
            &json!({"status": "enabled"}),
            &fact,
            |grounds| grounds.to = date(2026, 3, 31),
        );
        assert_conforms(&judged);
        assert_eq!(judged.findings.len(), 1);
    }

    #[test]
    fn without_a_declared_status_nothing_is_judged() {
        assert_nothing(&of("deleted", &json!({})));
    }

    #[test]
    fn an_account_blocked_by_bankruptcy_is_disabled() {
        let fact = json!({"traits": ["blocked-by-bankruptcy"]});
        let of = |status: &str| each(blocked, &json!({"status": status}), &fact, |_| {});
        assert_conforms(&of("disabled"));
        assert_breach(&of("enabled"), &BLOCKED_NOT_DISABLED);
        assert_nothing(&each(
            blocked,
            &json!({"status": "enabled"}),
            &json!({}),
            |_| {},
        ));
    }
}
