//! A list without hits is empty: it is neither null nor left out.

use wire::messages::Endpoint;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "transactions-list-present": Each(Objects::DocumentsOf(Endpoint::Transactions), transactions), NEEDS_DELIVERED_DATA,
        "every answer has a list of transactions, which may be empty",
        "alle svar har en liste over transaksjoner, som kan være tom";
    "cards-list-present": Each(Objects::DocumentsOf(Endpoint::Cards), cards), NEEDS_DELIVERED_DATA,
        "every answer has a list of cards, which may be empty",
        "alle svar har en liste over kort, som kan være tom";
    "roles-list-present": Each(Objects::DocumentsOf(Endpoint::Roles), roles), NEEDS_DELIVERED_DATA,
        "every answer has a list of roles, which may be empty",
        "alle svar har en liste over roller, som kan være tom";
}

observations! {
    /// No list.
    LIST_ABSENT = "list-absent" {
        observed: "{member} is no list", "{member} er ingen liste";
        expected: "a list, empty if there are no hits", "en liste, tom hvis det ikke er treff";
    }
}

fn transactions(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    present(place, "transactions", tally);
}

fn cards(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    present(place, "paymentCards", tally);
}

fn roles(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    present(place, "roles", tally);
}

fn present(place: &Place<'_>, member: &'static str, tally: &mut Tally) {
    tally.thing();
    let found = place.value.get(member);
    if !found.is_some_and(serde_json::Value::is_array) {
        tally.add(
            place
                .breach(&LIST_ABSENT)
                .with("member", member)
                .received(found.map_or_else(|| NOTHING.to_owned(), ToString::to_string))
                .at(format!("/{member}")),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::Each;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    fn of(document: Value) -> Judged {
        let check = Each::new(Objects::DocumentsOf(Endpoint::Cards), cards);
        judge(check, &[Shown::of(Endpoint::Cards, document)])
    }

    #[test]
    fn an_empty_list_conforms() {
        assert_conforms(&of(json!({"paymentCards": []})));
    }

    #[test]
    fn null_or_nothing_breaches() {
        for document in [json!({"paymentCards": null}), json!({})] {
            assert_breach(&of(document), &LIST_ABSENT);
        }
    }
}
