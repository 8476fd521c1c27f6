//! What a disponent sees of itself.

use wire::messages::Endpoint;
use wire::world::{AccountFact, Relation};

use crate::check::declared::{Position, disposal};
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::NOTHING;
use crate::observations;

checks! {
    "roles-own-present": Each(Objects::DocumentsOf(Endpoint::Roles), own_role), NEEDS_ROLES,
        "the party's own role is among the roles of an account that it disposes of",
        "partens egen rolle er blant rollene på en konto som parten disponerer";
    "cards-own-present": Each(Objects::DocumentsOf(Endpoint::Cards), own_cards), NEEDS_CARDS,
        "the party's own cards are among the cards of an account that it disposes of",
        "partens egne kort er blant kortene på en konto som parten disponerer";
}

observations! {
    /// The party's own role is lacking.
    OWN_ROLE_MISSING = "own-role-missing" {
        observed: "the party's own role is not among the roles of the account", "partens egen rolle er ikke blant kontoens roller";
        expected: "a role of the party", "en rolle for parten";
    }
    /// The party's own card is lacking.
    OWN_CARD_MISSING = "own-card-missing" {
        observed: "the party's own card is not among the cards of the account", "partens eget kort er ikke blant kontoens kort";
        expected: "{card}", "{card}";
    }
}

/// The account, where the party only disposes of it within the period.
fn disposed<'a>(place: &Place<'a>, grounds: &Grounds<'_>) -> Option<&'a AccountFact> {
    let fact = place.view.account.and_then(|account| account.fact)?;
    let within = disposal(fact, &grounds.party.party_id, grounds) == Position::Within;
    (fact.relation == Relation::Disposes && within).then_some(fact)
}

fn own_role(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    if disposed(place, grounds).is_none() {
        return;
    }
    tally.thing();
    let own = Some(grounds.party.party_id.as_str());
    let mut roles = place.elements("roles").into_iter();
    if !roles.any(|role| role.text_at(&["identifier", "value"]) == own) {
        tally.add(
            place
                .breach(&OWN_ROLE_MISSING)
                .received(NOTHING)
                .at("/roles"),
        );
    }
}

fn own_cards(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = disposed(place, grounds) else {
        return;
    };
    let (first, last) = (month(grounds.from), month(grounds.to));
    let shown = place.elements("paymentCards");
    for card in &fact.payment_cards {
        let is_own = card.holder.is_some() && card.holder == grounds.party.name;
        let in_period = card.start.as_ref().is_none_or(|start| *start <= last)
            && card.expiry.as_ref().is_none_or(|expiry| first <= *expiry);
        if !is_own || !in_period {
            continue;
        }
        tally.thing();
        let is_shown = |place: &Place<'_>| place.text("cardIdentifier") == Some(&card.number);
        if !shown.iter().any(is_shown) {
            tally.add(
                place
                    .breach(&OWN_CARD_MISSING)
                    .with("card", &card.number)
                    .received(NOTHING)
                    .at("/paymentCards"),
            );
        }
    }
}

fn month(day: jiff::civil::Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge_for, party};

    const NUMBER: &str = "86011117947";

    fn disposing(objects: Objects, rule: Rule, endpoint: Endpoint, document: Value) -> Judged {
        let party = party(
            json!({"party_id": "1", "name": "SJENERT KAFFEKOPP", "accounts": [{"number": NUMBER,
            "relation": "disposes", "type": "salaryAccount", "currency": "NOK",
            "role_holders": [{"party_id": "1", "start": "2019-01-01"}],
            "payment_cards": [{"number": "492517XXXXXX1234", "holder": "SJENERT KAFFEKOPP"}]}]}),
        );
        let shown = Shown::of(endpoint, document).account("r", NUMBER);
        judge_for(Each::new(objects, rule), &[shown], &party, |_| {})
    }

    #[test]
    fn a_disponents_own_role_is_there() {
        let roles = |roles: Value| {
            let objects = Objects::DocumentsOf(Endpoint::Roles);
            disposing(objects, own_role, Endpoint::Roles, json!({"roles": roles}))
        };
        assert_conforms(&roles(json!([{"identifier": {"value": "1"}}])));
        assert_breach(&roles(json!([])), &OWN_ROLE_MISSING);
    }

    #[test]
    fn a_disponents_own_card_is_there() {
        let cards = |cards: Value| {
            let objects = Objects::DocumentsOf(Endpoint::Cards);
            let document = json!({"paymentCards": cards});
            disposing(objects, own_cards, Endpoint::Cards, document)
        };
        assert_conforms(&cards(json!([{"cardIdentifier": "492517XXXXXX1234"}])));
        assert_breach(&cards(json!([])), &OWN_CARD_MISSING);
    }
}
