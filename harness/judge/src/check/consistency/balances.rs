//! The booked balances of two days, against the transactions booked between them.

use serde_json::Value;
use wire::world::Amount;

use crate::check::amount::{Sign, amount, sign};
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, Observation};
use crate::observations;

checks! {
    "balances-explained": Answer(explained, Evidence::Documents), NEEDS_TRANSACTIONS,
        "the transactions booked between two days add up to the difference of the booked balances of those days",
        "transaksjonene bokført mellom to dager utgjør forskjellen på bokført saldo de to dagene";
}

observations! {
    /// Balances and transactions do not fit.
    BALANCES_UNEXPLAINED = "balances-not-explained" {
        observed: "the booked transactions do not add up to the difference of the booked balances", "de bokførte transaksjonene utgjør ikke forskjellen på bokført saldo";
        expected: "{difference}", "{difference}";
    }
    /// They fit with the opposite sign.
    BALANCES_OPPOSITE = "balances-opposite-sign" {
        observed: "the booked transactions add up to the difference of the booked balances with the opposite sign", "de bokførte transaksjonene utgjør forskjellen på bokført saldo med motsatt fortegn";
        expected: "{difference}", "{difference}";
    }
    /// They fit but for a factor of a hundred.
    BALANCES_FACTOR = "balances-factor-hundred" {
        observed: "the booked transactions and the difference of the booked balances differ by a factor of 100", "de bokførte transaksjonene og forskjellen på bokført saldo skiller seg med en faktor på 100";
        expected: "{difference}", "{difference}";
    }
    /// The balance does not move.
    BALANCE_UNMOVED = "balance-unmoved" {
        observed: "the booked balances of both days are equal, although transactions were booked between them", "bokført saldo er den samme begge dager, selv om transaksjoner er bokført mellom dem";
        expected: "a difference of the sum of the transactions", "en forskjell lik summen av transaksjonene";
    }
}

/// The third of three answers on the same account: the details of a day, those of a later day, and the transactions
/// after the first day until the second.
fn explained(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let [.., before, after] = earlier else {
        return Judged::nothing();
    };
    let balances = (booked_balance(before), booked_balance(after));
    let ((Some(before), Some(after)), Some((count, sum))) = (balances, booked_sum(&seen)) else {
        return Judged::nothing();
    };
    let difference = after - before;
    if count == 0 && difference == 0 {
        return Judged::nothing();
    }
    let what: Option<&Observation> = match sum {
        _ if sum == difference => None,
        _ if difference == 0 => Some(&BALANCE_UNMOVED),
        _ if sum == -difference => Some(&BALANCES_OPPOSITE),
        _ if sum == difference * 100 || sum * 100 == difference => Some(&BALANCES_FACTOR),
        _ => Some(&BALANCES_UNEXPLAINED),
    };
    let shown = |ten_thousandths: i64| Amount::from_hundredths(ten_thousandths / 100).to_string();
    seen.judged(what.map(|what| {
        Finding::breach(what)
            .with("difference", shown(difference))
            .received(shown(sum))
            .at("/transactions")
    }))
}

fn signed(object: &Value) -> Option<i64> {
    let amount = amount(object)?.ten_thousandths();
    match sign(object) {
        Some(Sign::Credit) => Some(amount),
        Some(Sign::Debit) => Some(-amount),
        None => (amount == 0).then_some(0),
    }
}

/// The only booked balance of the account.
fn booked_balance(seen: &Seen<'_>) -> Option<i64> {
    let document = seen.answer.document()?;
    let balances = document.get("account")?.get("balances")?.as_array()?;
    let mut booked = balances
        .iter()
        .filter(|one| one.get("type").and_then(Value::as_str) == Some("bookedBalance"));
    booked
        .next()
        .and_then(signed)
        .filter(|_| booked.next().is_none())
}

/// Number and sum of the booked transactions, if all of them are on this page and none must be obtained by hand.
fn booked_sum(seen: &Seen<'_>) -> Option<(usize, i64)> {
    let document = seen.answer.document()?;
    let list = |name: &str| document.get(name).and_then(Value::as_array);
    let has_next = list("links").is_some_and(|links| {
        links
            .iter()
            .any(|link| link.get("rel").and_then(Value::as_str) == Some("next"))
    });
    let booked: Vec<_> = list("transactions")
        .into_iter()
        .flatten()
        .filter(|one| one.get("status").and_then(Value::as_str) == Some("booked"))
        .collect();
    let status = document.pointer("/responseDetails/status");
    let is_partial = status.and_then(Value::as_str) == Some("partial");
    if has_next || (booked.is_empty() && is_partial) {
        return None;
    }
    let count = booked.len();
    let sum: Option<i64> = booked.into_iter().map(signed).sum();
    Some((count, sum?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::{Answer, Content};
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing, exchange};

    fn answer(document: Value) -> Answer {
        Answer {
            status: 200,
            media_type: None,
            repeats: None,
            content: Content::Clear { document },
        }
    }

    fn of(before: f64, after: f64, transactions: &Value) -> Judged {
        let details = |amount: f64| {
            let booked = json!({"type": "bookedBalance", "amount": amount, "creditDebitIndicator": "credit"});
            answer(json!({"account": {"balances": [booked]}}))
        };
        let exchange = exchange(200, "application/jose", b"");
        let (before, after) = (details(before), details(after));
        let earlier = [&before, &after].map(|answer| Seen {
            exchange: &exchange,
            answer,
        });
        let last = answer(json!({ "transactions": transactions }));
        ask(explained, &exchange, &last, &earlier)
    }

    fn booked(amount: f64, indicator: &str) -> Value {
        json!({"status": "booked", "amount": amount, "creditDebitIndicator": indicator})
    }

    #[test]
    fn transactions_that_explain_the_difference_conform() {
        let transactions = json!([booked(20.1, "credit"), booked(10.0, "debit")]);
        assert_conforms(&of(100.0, 110.1, &transactions));
    }

    #[test]
    fn what_does_not_fit_is_told_by_its_pattern() {
        let one = json!([booked(20.0, "credit")]);
        assert_breach(&of(100.0, 130.0, &one), &BALANCES_UNEXPLAINED);
        assert_breach(&of(100.0, 100.0, &one), &BALANCE_UNMOVED);
        assert_breach(&of(100.0, 80.0, &one), &BALANCES_OPPOSITE);
        assert_breach(&of(100.0, 100.2, &one), &BALANCES_FACTOR);
    }

    #[test]
    fn a_time_without_transactions_and_movement_proves_nothing() {
        assert_nothing(&of(100.0, 100.0, &json!([])));
    }

    #[test]
    fn a_balance_that_moves_without_transactions_breaches() {
        for none in [json!([]), Value::Null] {
            assert_breach(&of(100.0, 130.0, &none), &BALANCES_UNEXPLAINED);
        }
    }
}
