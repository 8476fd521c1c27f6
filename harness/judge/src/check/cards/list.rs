//! The list of an account's cards.

use std::collections::BTreeSet;

use wire::messages::Endpoint;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::observations;

checks! {
    "cards-no-duplicates": Each(Objects::DocumentsOf(Endpoint::Cards), no_duplicates), NEEDS_CARDS,
        "no card is in the list twice",
        "ingen kort står to ganger i listen";
}

observations! {
    /// A card twice.
    CARD_LISTED_TWICE = "card-listed-twice" {
        observed: "the card is in the list twice", "kortet står to ganger i listen";
        expected: "each card once", "hvert kort én gang";
    }
}

fn no_duplicates(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
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
            tally.add(card.breach(&CARD_LISTED_TWICE).received(number));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::each::Each;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    #[test]
    fn the_same_card_twice_breaches() {
        let card = json!({"cardIdentifier": "492500XXXXXX1234", "versionNumber": "1"});
        let next = json!({"cardIdentifier": "492500XXXXXX1234", "versionNumber": "2"});
        let of = |cards: [&serde_json::Value; 2]| {
            let shown = Shown::of(Endpoint::Cards, json!({"paymentCards": cards}));
            judge(Each::new(Objects::Documents, no_duplicates), &[shown])
        };
        assert_conforms(&of([&card, &next]));
        assert_breach(&of([&card, &card]), &CARD_LISTED_TWICE);
    }
}
