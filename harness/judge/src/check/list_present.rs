//! A list without hits is empty: it is neither null nor left out.

use serde_json::Value;
use wire::messages::Endpoint;

use crate::check::each::Objects;
use crate::check::place::Place;
use crate::check::tally::Tally;
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "transactions-list-present": Each(Objects::DocumentsOf(Endpoint::Transactions), transactions), NEEDS_DELIVERED_DATA,
        "every answer has a list of transactions, which may be empty",
        "alle svar har en liste over transaksjoner, som kan være tom";
    "transactions-list-answered": Answer(answered, Evidence::Documents), NEEDS_DELIVERED_DATA,
        "the answer has a list of transactions, which may be empty",
        "svaret har en liste over transaksjoner, som kan være tom";
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
    if let Some(finding) = absent(place.value, member) {
        tally.add(finding.in_exchange(place.view.exchange.id));
    }
}

fn absent(document: &Value, member: &'static str) -> Option<Finding> {
    let found = document.get(member);
    (!found.is_some_and(Value::is_array)).then(|| {
        Finding::breach(&LIST_ABSENT)
            .with("member", member)
            .received(found.map_or_else(|| NOTHING.to_owned(), ToString::to_string))
            .at(format!("/{member}"))
    })
}

/// An answer to one request.
fn answered(seen: Seen<'_>, _: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let document = seen.answer.document();
    match document.filter(|_| seen.answer.status == 200) {
        Some(document) => seen.judged(absent(document, "transactions")),
        None => Judged::nothing(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::{Answer, Content};
    use crate::check::each::Each;
    use crate::check::fixture::{Shown, ask, assert_breach, assert_conforms, exchange, judge};

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

    #[test]
    fn the_answer_to_one_request_is_held_to_the_same() {
        let of = |document: Value| {
            let exchange = exchange(200, "application/jose", b"");
            let answer = Answer {
                status: 200,
                media_type: None,
                repeats: None,
                content: Content::Clear { document },
            };
            ask(answered, &exchange, &answer, &[])
        };
        assert_conforms(&of(json!({"transactions": []})));
        assert_breach(&of(json!({"transactions": null})), &LIST_ABSENT);
        assert_breach(&of(json!({})), &LIST_ABSENT);
    }
}
