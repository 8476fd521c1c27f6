//! The list of an account's cards.

use std::collections::BTreeSet;

use crate::check::Grounds;
use crate::check::account_list::is_empty_list;
use crate::check::declared::is_longest_period;
use crate::check::place::Place;
use crate::check::tally::Tally;
use pack::text::Text;

/// Over the longest period, as many cards as the profile declares for the account.
pub fn counted(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let declared = place
        .view
        .account
        .and_then(|account| account.fact)
        .and_then(|fact| fact.cards);
    let Some(declared) = declared.filter(|count| *count > 0) else {
        return;
    };
    let partial = place.text_at(&["responseDetails", "status"]) == Some("partial");
    if partial || !is_longest_period(grounds) {
        return;
    }
    tally.thing();
    let found = place.elements("paymentCards").len() as u64;
    if found != declared {
        tally.add(
            place
                .breach(Text::new(
                    "The number of cards is not the declared one.",
                    "Antallet kort er ikke det som er oppgitt.",
                ))
                .expected(Text::same(declared.to_string()))
                .received(found.to_string())
                .at("/paymentCards"),
        );
    }
}

/// An account without cards gives an empty list and a complete answer.
pub fn empty_list(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let fact = place.view.account.and_then(|account| account.fact);
    if fact.is_none_or(|fact| fact.cards != Some(0)) {
        return;
    }
    tally.thing();
    if !is_empty_list(place.value, "paymentCards") {
        tally.add(
            place
                .breach(Text::new(
                    "An account without cards gives some.",
                    "En konto uten kort gir kort.",
                ))
                .at("/paymentCards"),
        );
    }
    if place.text_at(&["responseDetails", "status"]) != Some("complete") {
        tally.add(
            place
                .breach(Text::new(
                    "The empty list is not complete.",
                    "Den tomme listen er ikke komplett.",
                ))
                .expected(Text::same("complete"))
                .at("/responseDetails/status"),
        );
    }
}

/// No card stands in the list twice.
pub fn no_duplicates(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let mut seen = BTreeSet::new();
    for card in place.elements("paymentCards") {
        let Some(number) = card.text("cardIdentifier") else {
            continue;
        };
        tally.thing();
        let key = (
            number,
            card.text("versionNumber"),
            card.text("startDate"),
            card.text("expiryDate"),
            card.text("holderName"),
        );
        if !seen.insert(key) {
            tally.add(
                card.breach(Text::new(
                    "The card stands in the list twice.",
                    "Kortet står to ganger i listen.",
                ))
                .received(number),
            );
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

    fn of(rule: Rule, declared: u64, cards: &Value) -> Judged {
        let party = party(json!({"party_id": "1", "accounts": [{
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK", "cards": declared
        }]}));
        let document = json!({"responseDetails": {"status": "complete"}, "paymentCards": cards});
        let check = Each::new(&[Objects::DocumentsOf(Endpoint::Cards)], rule, || {
            Text::same("needs a card")
        });
        judge_for(
            check,
            &[Shown::of(Endpoint::Cards, document)],
            &party,
            |grounds| {
                grounds.from = jiff::civil::date(2016, 11, 22);
            },
        )
    }

    #[test]
    fn the_declared_number_of_cards_conforms() {
        assert_conforms(&of(counted, 2, &json!([{}, {}])));
        assert_breach(&of(counted, 2, &json!([{}])), "number of cards");
        assert_nothing(&of(counted, 0, &json!([])));
    }

    #[test]
    fn an_account_without_cards_gives_an_empty_list() {
        assert_conforms(&of(empty_list, 0, &json!([])));
        assert_breach(&of(empty_list, 0, &json!([{}])), "gives some");
        assert_nothing(&of(empty_list, 1, &json!([])));
    }

    #[test]
    fn the_same_card_twice_breaches() {
        let card = json!({"cardIdentifier": "492500XXXXXX1234", "versionNumber": "1"});
        let next = json!({"cardIdentifier": "492500XXXXXX1234", "versionNumber": "2"});
        assert_conforms(&of(no_duplicates, 2, &json!([card, next])));
        assert_breach(&of(no_duplicates, 2, &json!([card, card])), "twice");
    }
}
