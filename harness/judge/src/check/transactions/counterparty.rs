//! Who paid and who was paid, against the direction of the money and the account itself.

use crate::check::amount::{Sign, sign};
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "counterparty-direction": Each(Objects::Transactions, direction), NEEDS_TRANSACTIONS,
        "money that comes in has a debtor and money that goes out a creditor, and neither is the account itself",
        "penger inn har en debtor og penger ut en creditor, og ingen av dem er kontoen selv";
}

observations! {
    /// The counterparty's role and the direction of the money do not fit.
    COUNTERPARTY_DIRECTION = "counterparty-against-direction" {
        observed: "the only kind of counterparty is {type}, although the transaction is {sign}", "den eneste typen motpart er {type}, selv om transaksjonen er {sign}";
        expected: "{expected}", "{expected}";
    }
    /// The account is its own counterparty.
    OWN_ACCOUNT = "counterparty-is-own-account" {
        observed: "the counterparty has the number of the account itself", "motparten har nummeret til kontoen selv";
        expected: "the other account", "den andre kontoen";
    }
}

fn direction(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let counterparties = place.elements("counterParties");
    if counterparties.is_empty() {
        return;
    }
    tally.thing();
    let (wrong, expected, indicator) = match sign(place.value) {
        Some(Sign::Credit) => ("creditor", "debtor", "credit"),
        Some(Sign::Debit) => ("debtor", "creditor", "debit"),
        None => return,
    };
    if counterparties
        .iter()
        .all(|one| one.text("type") == Some(wrong))
    {
        tally.add(
            place
                .breach(&COUNTERPARTY_DIRECTION)
                .with("type", wrong)
                .with("sign", indicator)
                .with("expected", expected),
        );
    }
    let own = place
        .view
        .account
        .and_then(|account| account.entry.get("accountIdentifier")?.as_str());
    for number in counterparties
        .iter()
        .filter_map(|one| one.member("accountIdentifier"))
    {
        if own.is_some() && number.value.as_str() == own {
            tally.add(number.breach(&OWN_ACCOUNT));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::Judged;
    use crate::check::each::Each;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, assert_nothing, judge};

    fn of(indicator: &str, types: &[&str], number: &str) -> Judged {
        let counterparties: Vec<_> = types
            .iter()
            .map(|kind| json!({"type": kind, "accountIdentifier": number}))
            .collect();
        let transaction =
            json!({"creditDebitIndicator": indicator, "counterParties": counterparties});
        judge(
            Each::new(Objects::Transactions, direction),
            &[Shown::transactions(json!({"transactions": [transaction]}))],
        )
    }

    #[test]
    fn a_debtor_of_a_credit_and_a_creditor_of_a_debit_conform() {
        assert_conforms(&of("credit", &["debtor"], "1"));
        assert_conforms(&of("debit", &["creditor", "debtor"], "1"));
    }

    #[test]
    fn a_creditor_of_a_credit_breaches() {
        assert_breach(&of("credit", &["creditor"], "1"), &COUNTERPARTY_DIRECTION);
        assert_breach(&of("debit", &["debtor"], "1"), &COUNTERPARTY_DIRECTION);
    }

    #[test]
    fn the_account_itself_breaches() {
        assert_breach(&of("credit", &["debtor"], "86011117947"), &OWN_ACCOUNT);
    }

    #[test]
    fn a_transaction_without_counterparty_is_not_judged() {
        assert_nothing(&of("credit", &[], "1"));
    }
}
