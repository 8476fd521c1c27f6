//! What stands in the entries of the list, against each other and against what is declared.

use std::collections::BTreeMap;

use crate::check::Grounds;
use crate::check::account_list::List;
use crate::check::declared::{Listing, listing};
use crate::check::tally::Tally;
use pack::text::Text;

/// No account stands in the list twice, on any pages.
pub fn no_duplicates(list: &List, _: &Grounds<'_>, tally: &mut Tally) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in &list.entries {
        let Some(number) = entry.number.as_deref() else {
            continue;
        };
        tally.thing();
        if let Some(before) = first.insert(number, &entry.pointer) {
            tally.add(
                entry
                    .breach(
                        "/accountIdentifier",
                        Text::new(
                            format!("The account stands in the list twice, first at {before}."),
                            format!("Kontoen står to ganger i listen, først i {before}."),
                        ),
                    )
                    .received(number),
            );
        }
    }
}

/// Type and currency are those of the declared account.
pub fn declared_kind(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    for fact in &grounds.party.accounts {
        for entry in list.of(&fact.number) {
            let pairs = [
                (
                    "/type",
                    entry.account_type.as_deref(),
                    fact.account_type.as_str(),
                ),
                (
                    "/currency",
                    entry.currency.as_deref(),
                    fact.currency.as_str(),
                ),
            ];
            for (member, found, declared) in pairs {
                let Some(found) = found else { continue };
                tally.thing();
                if found != declared {
                    tally.add(
                        entry
                            .breach(member, Text::new(
                                "The entry says something else about the account than the profile declares.",
                                "Oppføringen sier noe annet om kontoen enn profilen oppgir.",
                            ))
                            .expected(Text::same(declared))
                            .received(found),
                    );
                }
            }
        }
    }
}

/// An account that the bank delivers no data for is in the list with the reference `dataNotDelivered`.
pub fn data_not_delivered(list: &List, grounds: &Grounds<'_>, tally: &mut Tally) {
    let accounts = &grounds.party.accounts;
    let held_back = accounts
        .iter()
        .filter(|fact| fact.data_not_delivered && listing(fact, grounds) == Listing::Expected);
    for fact in held_back {
        tally.thing();
        match list.of(&fact.number).next() {
            None => tally.add(
                list.breach("/accounts", Text::new(
                    "An account that no data is delivered for is left out of the list.",
                    "En konto som det ikke utleveres data for, er utelatt fra listen.",
                ))
                .expected(Text::same(fact.number.clone())),
            ),
            Some(entry) if !entry.is_not_delivered() => tally.add(
                entry
                    .breach("/accountReference", Text::new(
                        "An account that no data is delivered for has a reference as if there were.",
                        "En konto som det ikke utleveres data for, har en referanse som om det ble gjort.",
                    ))
                    .expected(Text::same("dataNotDelivered"))
                    .received(entry.reference.clone().unwrap_or_default()),
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
            "twice",
        );
    }

    #[test]
    fn the_declared_type_and_currency_conform() {
        let shown = list(
            "complete",
            &json!([{"accountIdentifier": NUMBER, "type": "salaryAccount", "currency": "NOK"}]),
        );
        assert_conforms(&judged(
            declared_kind,
            &shown,
            &declaring(&[], &[json!({})]),
        ));
    }

    #[test]
    fn another_currency_breaches() {
        let shown = list(
            "complete",
            &json!([{"accountIdentifier": NUMBER, "currency": "EUR"}]),
        );
        assert_breach(
            &judged(declared_kind, &shown, &declaring(&[], &[json!({})])),
            "something else",
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
        assert_breach(&judged(data_not_delivered, &wrong, &party), "as if");
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
