//! What stands in the entries of the list, against each other and against what is declared.

use std::collections::BTreeMap;

use crate::check::account_list::List;
use crate::check::declared::{Listing, listing};
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "accounts-no-duplicates": List(no_duplicates), NEEDS_LISTED_ACCOUNT,
        "no account is in the list twice, on any pages",
        "ingen konto står to ganger i listen, på noen sider";
    "accounts-data-not-delivered": List(data_not_delivered), NEEDS_HELD_BACK_ACCOUNT,
        "an account that no data is delivered for is in the list with the reference dataNotDelivered",
        "en konto som det ikke utleveres data for, står i listen med referansen dataNotDelivered";
}

observations! {
    /// An account twice.
    LISTED_TWICE = "account-listed-twice" {
        observed: "the account is in the list twice, first at {first}", "kontoen står to ganger i listen, først i {first}";
        expected: "each account once", "hver konto én gang";
    }
    /// An account that is held back is lacking.
    HELD_BACK_MISSING = "held-back-account-missing" {
        observed: "an account that no data is delivered for is not in the list", "en konto som det ikke utleveres data for, står ikke i listen";
        expected: "the account {account} in the list", "kontoen {account} i listen";
    }
    /// An account that is held back has an ordinary reference.
    HELD_BACK_REFERENCE = "held-back-account-reference" {
        observed: "an account that no data is delivered for has an ordinary reference", "en konto som det ikke utleveres data for, har en vanlig referanse";
        expected: "dataNotDelivered", "dataNotDelivered";
    }
}

fn no_duplicates(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in &list.entries {
        let Some(number) = entry.number.as_deref() else {
            continue;
        };
        tally.thing();
        if let Some(before) = first.insert(number, &entry.pointer) {
            tally.add(
                entry
                    .breach("/accountIdentifier", &LISTED_TWICE)
                    .with("first", before)
                    .received(number),
            );
        }
    }
}

fn data_not_delivered(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let accounts = &grounds.party.accounts;
    let held_back = accounts
        .iter()
        .filter(|fact| fact.data_not_delivered && listing(fact, grounds) == Listing::Expected);
    for fact in held_back {
        tally.thing();
        match list.of(&fact.number).next() {
            None if list.has(fact) => {}
            None => tally.add(
                list.breach("/accounts", &HELD_BACK_MISSING)
                    .with("account", &fact.number)
                    .received(NOTHING),
            ),
            Some(entry) if !entry.is_not_delivered() => tally.add(
                entry
                    .breach("/accountReference", &HELD_BACK_REFERENCE)
                    .received(entry.reference.as_deref().unwrap_or(NOTHING)),
            ),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::accounts::fixture::{NUMBER, declaring, judged, list};
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    #[test]
    fn different_accounts_are_no_duplicates() {
        let shown = list(
            "complete",
            &json!([{"accountIdentifier": "1"}, {"accountIdentifier": "2"}]),
        );
        assert_conforms(&judged(no_duplicates, &shown, &declaring(&[], &[])));
    }

    #[test]
    fn the_same_account_twice_breaches() {
        let shown = list(
            "complete",
            &json!([{"accountIdentifier": "1"}, {"accountIdentifier": "1"}]),
        );
        assert_breach(
            &judged(no_duplicates, &shown, &declaring(&[], &[])),
            &LISTED_TWICE,
        );
    }

    #[test]
    fn an_account_held_back_has_the_special_reference() {
        let party = declaring(&[], &[json!({"data_not_delivered": true})]);
        let right = list(
            "complete",
            &json!([{"accountIdentifier": NUMBER, "accountReference": "dataNotDelivered"}]),
        );
        assert_conforms(&judged(data_not_delivered, &right, &party));
        let wrong = list(
            "complete",
            &json!([{"accountIdentifier": NUMBER, "accountReference": "abc"}]),
        );
        assert_breach(
            &judged(data_not_delivered, &wrong, &party),
            &HELD_BACK_REFERENCE,
        );
    }

    #[test]
    fn accounts_that_are_delivered_are_not_judged_as_held_back() {
        let shown = list("complete", &json!([]));
        assert_nothing(&judged(
            data_not_delivered,
            &shown,
            &declaring(&[], &[json!({})]),
        ));
    }
}
