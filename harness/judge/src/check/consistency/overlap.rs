//! A transaction has the same content in the answers for two periods that overlap.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::Finding;
use crate::observations;

checks! {
    "transaction-same-content": Answer(same_content, Evidence::Documents), NEEDS_TRANSACTIONS,
        "a transaction has the same amount, sign, currency, dates and status in the answers for two periods",
        "en transaksjon har samme beløp, fortegn, valuta, datoer og status i svarene for to perioder";
}

observations! {
    /// The same identifier, and other content.
    CONTENT_DIFFERS = "transaction-content-differs" {
        observed: "{member} of a transaction is not what it was in the answer for another period", "{member} i en transaksjon er ikke den samme som i svaret for en annen periode";
        expected: "{expected}", "{expected}";
    }
}

const MEMBERS: [&str; 6] = [
    "amount",
    "creditDebitIndicator",
    "currency",
    "bookingDate",
    "valueDate",
    "status",
];

/// Against the answer before. A transaction that was not booked yet may have been booked since.
fn same_content(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let before = earlier.last().map(transactions).unwrap_or_default();
    let mut things = 0;
    let mut findings = Vec::new();
    for (identifier, now) in transactions(&seen) {
        let Some(then) = before.get(identifier).filter(|then| is_booked(then)) else {
            continue;
        };
        things += 1;
        let differing = MEMBERS
            .into_iter()
            .find(|name| then.get(name) != now.get(name));
        findings.extend(differing.map(|member| {
            let shown = |one: &Value| one.get(member).map(ToString::to_string);
            Finding::breach(&CONTENT_DIFFERS)
                .with("member", member)
                .with("expected", shown(then).unwrap_or_default())
                .received(shown(now).unwrap_or_default())
                .at("/transactions")
                .in_exchange(seen.exchange.id)
        }));
    }
    findings.truncate(MEMBERS.len());
    Judged::of(things, findings)
}

fn is_booked(transaction: &Value) -> bool {
    transaction.get("status").and_then(Value::as_str) == Some("booked")
}

fn transactions<'a>(seen: &Seen<'a>) -> BTreeMap<&'a str, &'a Value> {
    let listed = seen
        .answer
        .document()
        .and_then(|document| document.get("transactions")?.as_array());
    let listed = listed.into_iter().flatten();
    listed
        .filter_map(|one| Some((one.get("transactionIdentifier")?.as_str()?, one)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::{Answer, Content};
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing, exchange};

    fn answer(identifier: &str, amount: i32, status: &str) -> Answer {
        let transaction =
            json!({"transactionIdentifier": identifier, "amount": amount, "status": status});
        Answer {
            status: 200,
            media_type: None,
            repeats: None,
            content: Content::Clear {
                document: json!({"transactions": [transaction]}),
            },
        }
    }

    fn of(then: &Answer, now: &Answer) -> Judged {
        let exchange = exchange(200, "application/jose", b"");
        let before = Seen {
            exchange: &exchange,
            answer: then,
        };
        ask(same_content, &exchange, now, &[before])
    }

    #[test]
    fn the_same_content_conforms() {
        let one = answer("a", 1, "booked");
        assert_conforms(&of(&one, &one));
    }

    #[test]
    fn another_amount_breaches() {
        let judged = of(&answer("a", 1, "booked"), &answer("a", 2, "booked"));
        assert_breach(&judged, &CONTENT_DIFFERS);
    }

    #[test]
    fn what_was_reserved_may_have_been_booked() {
        assert_nothing(&of(&answer("a", 1, "pending"), &answer("a", 2, "booked")));
    }

    #[test]
    fn other_transactions_are_not_compared() {
        assert_nothing(&of(&answer("a", 1, "booked"), &answer("b", 2, "booked")));
    }
}
