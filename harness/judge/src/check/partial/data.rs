//! What is declared and can be delivered is in the answer, whatever the answer says of itself.

use wire::messages::Endpoint;
use wire::world::AccountFact;

use crate::check::account_list::is_empty_list;
use crate::check::declared::{changed_owner, is_by_hand, is_not_demanded};
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, cards, checks, roles};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "partial-has-online-data": Each(Objects::Documents, partial), NEEDS_DECLARED_ACCOUNT,
        "a partial answer has the declared data that need not be obtained by hand",
        "et delvis svar har de oppgitte dataene som ikke må innhentes manuelt";
    "complete-has-all": Each(Objects::Documents, complete), NEEDS_DECLARED_ACCOUNT,
        "a complete answer has the declared data",
        "et komplett svar har de oppgitte dataene";
    "partial-observed": Each(Objects::Documents, unexplained), NEEDS_DECLARED_ACCOUNT,
        "no answer about an account is partial where the profile declares nothing that must be obtained by hand",
        "ingen svar om en konto er delvise der profilen ikke oppgir noe som må innhentes manuelt";
}

observations! {
    /// Declared data is not there.
    DATA_LACKING = "declared-data-lacking" {
        observed: "the answer is {status} and does not have data that the profile declares for the account and the period", "svaret er {status} og har ikke data som profilen oppgir for kontoen og perioden";
        expected: "{member}", "{member}";
    }
    /// Partial, and nothing is declared that explains it.
    PARTIAL_UNKNOWN = "partial-for-unknown-reason" {
        observed: "the answer is partial, and the profile declares nothing that must be obtained by hand", "svaret er delvis, og profilen oppgir ikke noe som må innhentes manuelt";
    }
}

fn partial(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    has_data(place, grounds, tally, "partial");
}

fn complete(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    has_data(place, grounds, tally, "complete");
}

fn has_data(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally, status: &'static str) {
    let Some(fact) = online(place, grounds) else {
        return;
    };
    tally.thing();
    if place.text_at(&["responseDetails", "status"]) != Some(status) {
        return;
    }
    if let Some(member) = lacking(place, fact, grounds) {
        tally.add(
            place
                .breach(&DATA_LACKING)
                .with("status", status)
                .with("member", member)
                .received(NOTHING)
                .at(format!("/{member}")),
        );
    }
}

fn unexplained(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if online(place, grounds).is_none() {
        return;
    }
    tally.thing();
    if place.text_at(&["responseDetails", "status"]) == Some("partial") {
        tally.add(place.note(&PARTIAL_UNKNOWN).at("/responseDetails/status"));
    }
}

/// What is declared of the account, unless data of the endpoint must be obtained by hand.
fn online<'a>(place: &Place<'a>, grounds: &Grounds<'_>) -> Option<&'a AccountFact> {
    let fact = place.view.account?.fact?;
    let by_hand = fact.data_not_delivered || is_by_hand(fact, place.view.endpoint, grounds);
    (!by_hand).then_some(fact)
}

/// The member whose declared data is not there.
fn lacking(place: &Place<'_>, fact: &AccountFact, grounds: &Grounds<'_>) -> Option<&'static str> {
    let (member, lacks) = match place.view.endpoint {
        Endpoint::Accounts => return None,
        Endpoint::AccountDetails => match place.member("account") {
            None => ("account", true),
            Some(account) => {
                let is_bare = is_empty_list(account.value, "balances");
                ("account/balances", is_bare && has_balance(fact, grounds))
            }
        },
        Endpoint::Transactions => {
            let is_first = place.view.page == 1 && is_empty_list(place.value, "transactions");
            ("transactions", is_first && has_booked(fact, grounds))
        }
        Endpoint::Cards => ("paymentCards", cards::missing(place, fact, grounds) > 0),
        Endpoint::Roles => {
            let missing = roles::missing(place, fact, grounds);
            ("roles", missing > 0 && !changed_owner(fact))
        }
    };
    lacks.then_some(member)
}

/// Whether a balance of the end of the period is declared of the account, which was open then.
fn has_balance(fact: &AccountFact, grounds: &Grounds<'_>) -> bool {
    let is_open = fact.closed.is_none_or(|closed| closed > grounds.to);
    let is_demanded = !is_not_demanded(grounds, "account.balances.amount");
    is_open && is_demanded && fact.balances.iter().any(|one| one.date == grounds.to)
}

/// Whether something was booked in the period, as declared.
fn has_booked(fact: &AccountFact, grounds: &Grounds<'_>) -> bool {
    let within = |from, to| from >= grounds.from && to <= grounds.to;
    !changed_owner(fact)
        && fact
            .booked
            .iter()
            .any(|one| one.count > 0 && within(one.from, one.to))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{
        Shown, TODAY, assert_breach, assert_conforms, assert_nothing, judge_for, party,
    };

    fn of(rule: Rule, offline: &Value, endpoint: Endpoint, document: &Value) -> Judged {
        let party = party(json!({"party_id": "1", "accounts": [{
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK", "offline": offline,
            "balances": [{"date": TODAY.to_string(), "type": "bookedBalance", "amount": "10.00"}],
            "booked": [{"from": "2026-02-01", "to": "2026-02-28", "count": 2, "credit": "100.50", "debit": "20.25"}],
            "payment_cards": [{"number": "492500XXXXXX1234", "start": "2024-01", "expiry": "2028-01"}],
            "role_holders": [{"party_id": "26845099148", "permission": "rightToUseAlone", "start": "2020-01-01"}]
        }]}));
        let shown = Shown::of(endpoint, document.clone());
        judge_for(
            Each::new(Objects::Documents, rule),
            &[shown],
            &party,
            |_| {},
        )
    }

    const WITH_DATA: [Endpoint; 4] = [
        Endpoint::AccountDetails,
        Endpoint::Transactions,
        Endpoint::Cards,
        Endpoint::Roles,
    ];

    #[test]
    fn declared_data_that_is_lacking_breaches_whatever_the_status() {
        for endpoint in WITH_DATA {
            let empty = |status: &str| json!({"responseDetails": {"status": status}});
            let judged = of(partial, &json!([]), endpoint, &empty("partial"));
            assert_breach(&judged, &DATA_LACKING);
            let judged = of(complete, &json!([]), endpoint, &empty("complete"));
            assert_breach(&judged, &DATA_LACKING);
        }
    }

    #[test]
    fn delivered_data_conforms() {
        let document = json!({
            "responseDetails": {"status": "partial"}, "account": {"balances": [{}]}, "transactions": [{}],
            "paymentCards": [{"cardIdentifier": "492500XXXXXX1234"}],
            "roles": [{"identifier": {"value": "26845099148"}}]
        });
        for endpoint in WITH_DATA {
            assert_conforms(&of(partial, &json!([]), endpoint, &document));
        }
    }

    #[test]
    fn an_account_without_its_declared_balances_breaches() {
        let document = json!({"responseDetails": {"status": "partial"}, "account": {}});
        let judged = of(partial, &json!([]), Endpoint::AccountDetails, &document);
        assert_breach(&judged, &DATA_LACKING);
    }

    #[test]
    fn data_that_must_be_obtained_by_hand_is_not_missed() {
        let document = json!({"responseDetails": {"status": "partial"}});
        let offline = json!(["Cards"]);
        assert_nothing(&of(partial, &offline, Endpoint::Cards, &document));
    }

    #[test]
    fn a_partial_answer_that_nothing_explains_is_observed() {
        let document = json!({"responseDetails": {"status": "partial"}});
        let judged = of(unexplained, &json!([]), Endpoint::Cards, &document);
        assert_conforms(&judged);
        assert_eq!(judged.findings[0].id, PARTIAL_UNKNOWN.id);
    }
}
