//! Cards, against those that the profile declares.

use wire::messages::Endpoint;
use wire::world::{AccountFact, CardFact};

use super::values::month_of;
use crate::check::declared::is_by_hand;
use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Grounds, checks};
use crate::finding::{NOTHING, Observation};
use crate::observations;

checks! {
    "cards-declared": Each(Objects::DocumentsOf(Endpoint::Cards), in_list), NEEDS_CARDS,
        "every declared card of the period is in the list, with its type, validity and version",
        "alle oppgitte kort i perioden står i listen, med type, gyldighet og versjon";
    "cards-values-declared": Each(Objects::Cards, values), NEEDS_CARDS,
        "status, holder and issuer of a declared card are the declared ones",
        "status, innehaver og utsteder for et oppgitt kort er de som er oppgitt";
    "transaction-card-declared": Each(Objects::Transactions, in_transaction), NEEDS_CARD_TRANSACTION,
        "a declared card has its type, validity and version in transactions too",
        "et oppgitt kort har sin type, gyldighet og versjon også i transaksjoner";
}

observations! {
    /// A declared card is not in the list.
    CARD_MISSING = "declared-card-missing" {
        observed: "a declared card that was valid in the period is not in the list", "et oppgitt kort som var gyldig i perioden, står ikke i listen";
        expected: "{card}", "{card}";
    }
    /// Another value than the declared one.
    CARD_DIFFERS = "declared-card-differs" {
        observed: "{member} of a declared card is another than the declared one", "{member} for et oppgitt kort er en annen enn den som er oppgitt";
        expected: "{expected}", "{expected}";
    }
}

/// A member of a card, and what is declared of it.
type Member<'f> = (&'static str, Option<&'f str>);

/// What the account's document has of the declared cards.
fn in_list(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(fact) = facts(place).filter(|fact| !is_by_hand(fact, Endpoint::Cards, grounds)) else {
        return;
    };
    let listed = place.elements("paymentCards");
    for card in &fact.payment_cards {
        let found: Vec<_> = listed.iter().filter(|one| is_of(one, card)).collect();
        if found.is_empty() && !is_valid_throughout(card, grounds) {
            continue;
        }
        tally.thing();
        let Some(nearest) = nearest(&found, card) else {
            tally.add(
                place
                    .breach(&CARD_MISSING)
                    .with("card", &card.number)
                    .received(NOTHING)
                    .at("/paymentCards"),
            );
            continue;
        };
        compare(nearest, &kind(card), &CARD_DIFFERS, tally);
    }
}

/// How many declared cards of the period the document does not have.
pub(crate) fn missing(place: &Place<'_>, fact: &AccountFact, grounds: &Grounds<'_>) -> usize {
    let listed = place.elements("paymentCards");
    let lacks = |card: &&CardFact| {
        is_valid_throughout(card, grounds) && !listed.iter().any(|one| is_of(one, card))
    };
    fact.payment_cards.iter().filter(lacks).count()
}

/// The status is today's, and that of a period that is over is not declared (interpretation I-85).
fn values(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    let Some(card) = facts(place).and_then(|fact| the_one(place, fact)) else {
        return;
    };
    tally.thing();
    let issuer = card.issuer.as_ref();
    let members = [
        (
            "cardStatus",
            card.status
                .as_deref()
                .filter(|_| grounds.to == grounds.today),
        ),
        ("holderName", card.holder.as_deref()),
        (
            "cardIssuerName",
            issuer.and_then(|issuer| issuer.name.as_deref()),
        ),
    ];
    compare(place, &members, &CARD_DIFFERS, tally);
    let number = issuer.map(|issuer| issuer.orgno.as_str());
    if let Some(identifier) = place.member("cardIssuerIdentifier") {
        compare(&identifier, &[("value", number)], &CARD_DIFFERS, tally);
    }
}

fn in_transaction(place: &Place<'_>, _: &Grounds<'_>, tally: &mut Tally) {
    let Some(used) = place.member("paymentCard") else {
        return;
    };
    if let Some(card) = facts(place).and_then(|fact| the_one(&used, fact)) {
        tally.thing();
        compare(&used, &kind(card), &CARD_DIFFERS, tally);
    }
}

fn facts<'a>(place: &Place<'a>) -> Option<&'a AccountFact> {
    place.view.account.and_then(|account| account.fact)
}

/// The only declared card that has the digits shown, and the version if it is shown.
fn the_one<'f>(shown: &Place<'_>, fact: &'f AccountFact) -> Option<&'f CardFact> {
    let version = shown.text("versionNumber");
    let same_version = |card: &&CardFact| {
        version.is_none() || card.version.is_none() || version == card.version.as_deref()
    };
    let mut cards = fact.payment_cards.iter();
    let mut cards = cards
        .by_ref()
        .filter(|card| is_of(shown, card))
        .filter(same_version);
    cards.next().filter(|_| cards.next().is_none())
}

fn kind(card: &CardFact) -> [Member<'_>; 4] {
    [
        ("type", card.card_type.as_deref()),
        ("startDate", card.start.as_deref()),
        ("expiryDate", card.expiry.as_deref()),
        ("versionNumber", card.version.as_deref()),
    ]
}

/// Of cards with the same digits, the one that most of what is declared is true of.
fn nearest<'p, 'v>(found: &[&'p Place<'v>], card: &CardFact) -> Option<&'p Place<'v>> {
    let agreeing = |one: &&&Place<'_>| {
        let members = kind(card);
        let equal = members
            .iter()
            .filter(|(name, declared)| declared.is_some() && one.text(name) == *declared);
        equal.count()
    };
    found.iter().max_by_key(agreeing).copied()
}

/// Whether the card shown has the visible digits of the declared one.
fn is_of(shown: &Place<'_>, card: &CardFact) -> bool {
    let Some(number) = shown.text("cardIdentifier") else {
        return false;
    };
    let last = |text: &str| -> String {
        let digits = text.chars().rev().take_while(char::is_ascii_digit);
        digits.take(4).collect()
    };
    let last_four = last(&card.number);
    last_four.len() == 4 && last(number) == last_four
}

/// Whether the card was valid in the period by more than the month at either end.
fn is_valid_throughout(card: &CardFact, grounds: &Grounds<'_>) -> bool {
    let (first, last) = (month_of(grounds.from), month_of(grounds.to));
    let (Some(start), Some(expiry)) = (&card.start, &card.expiry) else {
        return grounds.to == grounds.today && card.expiry.is_none();
    };
    *start < last && *expiry > first
}

/// Compares what both have: names without regard to case and space.
fn compare(
    shown: &Place<'_>,
    members: &[Member<'_>],
    what: &'static Observation,
    tally: &mut Tally,
) {
    for (name, declared) in members {
        let (Some(declared), Some(found)) = (declared, shown.member(name)) else {
            continue;
        };
        let plain = |text: &str| {
            let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
            words.join(" ")
        };
        if found.value.as_str().map(plain) != Some(plain(declared)) {
            tally.add(
                found
                    .breach(what)
                    .with("member", *name)
                    .with("expected", *declared),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::Judged;
    use crate::check::each::{Each, Rule};
    use crate::check::fixture::{
        Shown, assert_breach, assert_conforms, assert_nothing, judge_for, party,
    };

    fn card() -> Value {
        json!({
            "cardIdentifier": "492500XXXXXX1234", "type": "debitCard", "startDate": "2024-01", "expiryDate": "2028-01",
            "versionNumber": "1", "cardStatus": "active", "holderName": "KARI NORDMANN", "cardIssuerName": "Banken",
            "cardIssuerIdentifier": {"value": "974720760"}
        })
    }

    fn of(objects: Objects, rule: Rule, expiry: &str, shown: Shown) -> Judged {
        let declared = json!({
            "number": "492500XXXXXX1234", "type": "debitCard", "start": "2024-01", "expiry": expiry, "version": "1",
            "status": "active", "holder": "Kari Nordmann", "issuer": {"orgno": "974720760", "name": "Banken"}
        });
        let party = party(json!({"party_id": "1", "accounts": [{
            "number": "86011117947", "relation": "owner", "type": "salaryAccount", "currency": "NOK",
            "payment_cards": [declared]
        }]}));
        judge_for(Each::new(objects, rule), &[shown], &party, |_| {})
    }

    fn listed(cards: &Value) -> Shown {
        Shown::of(Endpoint::Cards, json!({ "paymentCards": cards }))
    }

    fn in_the_list(cards: &Value) -> Judged {
        let objects = Objects::DocumentsOf(Endpoint::Cards);
        of(objects, in_list, "2028-01", listed(cards))
    }

    fn changed(member: &str, value: &str) -> Value {
        let mut card = card();
        card[member] = json!(value);
        card
    }

    #[test]
    fn the_declared_card_conforms_in_every_answer() {
        assert_conforms(&in_the_list(&json!([card()])));
        let cards = listed(&json!([card()]));
        assert_conforms(&of(Objects::Cards, values, "2028-01", cards));
        let used = Shown::transactions(json!({"transactions": [{"paymentCard": card()}]}));
        assert_conforms(&of(Objects::Transactions, in_transaction, "2028-01", used));
    }

    #[test]
    fn another_mask_is_the_same_card() {
        let card = changed("cardIdentifier", "************1234");
        assert_conforms(&in_the_list(&json!([card])));
    }

    #[test]
    fn a_card_that_is_not_listed_breaches() {
        assert_breach(&in_the_list(&json!([])), &CARD_MISSING);
    }

    #[test]
    fn a_card_that_expired_before_the_period_is_not_missed() {
        let objects = Objects::DocumentsOf(Endpoint::Cards);
        assert_nothing(&of(objects, in_list, "2025-10", listed(&json!([]))));
    }

    #[test]
    fn another_type_or_validity_breaches() {
        for (member, value) in [
            ("type", "creditCard"),
            ("startDate", "2023-01"),
            ("expiryDate", "2020-01"),
            ("versionNumber", "2"),
        ] {
            let judged = in_the_list(&json!([changed(member, value)]));
            assert_breach(&judged, &CARD_DIFFERS);
        }
    }

    #[test]
    fn another_status_holder_or_issuer_breaches() {
        for (member, value) in [
            ("cardStatus", "blocked"),
            ("holderName", "Ola Nordmann"),
            ("cardIssuerName", "En annen bank"),
        ] {
            let cards = listed(&json!([changed(member, value)]));
            let judged = of(Objects::Cards, values, "2028-01", cards);
            assert_breach(&judged, &CARD_DIFFERS);
        }
    }

    #[test]
    fn another_type_in_a_transaction_breaches() {
        let card = changed("type", "creditCard");
        let used = Shown::transactions(json!({"transactions": [{"paymentCard": card}]}));
        let judged = of(Objects::Transactions, in_transaction, "2028-01", used);
        assert_breach(&judged, &CARD_DIFFERS);
    }
}
