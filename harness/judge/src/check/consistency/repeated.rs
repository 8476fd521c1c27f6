//! The same request again gives the same data.

use serde_json::Value;

use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::Finding;
use crate::observations;

checks! {
    "consistency-same-data": Answer(same_data, Evidence::Documents), NEEDS_TWO_ANSWERS,
        "the answer holds the same data as the one before it, in whatever order; references, links and the time of a balance may differ",
        "svaret inneholder samme data som det forrige, i hvilken som helst rekkefølge; referanser, lenker og tidspunktet for en saldo kan være nye";
}

observations! {
    /// Other data than before.
    DATA_DIFFERS = "repeated-data-differs" {
        observed: "the same request gave other data than the time before", "samme forespørsel ga andre data enn forrige gang";
        expected: "the data of the answer before", "dataene i det forrige svaret";
    }
}

/// What may differ from one answer to the next: references may be made anew, and a balance is of the moment.
const MAY_DIFFER: [&str; 3] = ["accountReference", "links", "registered"];

/// The answer holds the same data as the one before it in the case, in whatever order.
pub fn same_data(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let before = earlier.last().and_then(|before| before.answer.document());
    let (Some(before), Some(now)) = (before, seen.answer.document()) else {
        return Judged::nothing();
    };
    let difference = if before == now {
        None
    } else {
        first_difference(&normal(before), &normal(now), String::new())
    };
    let findings = difference.map(|pointer| Finding::breach(&DATA_DIFFERS).at(pointer));
    seen.judged(findings)
}

/// The document without what may differ or is null, and with arrays in an order of their own.
fn normal(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(name, member)| !MAY_DIFFER.contains(&name.as_str()) && !member.is_null())
                .map(|(name, member)| (name.clone(), normal(member)))
                .collect(),
        ),
        Value::Array(elements) => {
            let mut elements: Vec<Value> = elements.iter().map(normal).collect();
            elements.sort_by_cached_key(Value::to_string);
            Value::Array(elements)
        }
        other => other.clone(),
    }
}

fn first_difference(one: &Value, other: &Value, pointer: String) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names: std::collections::BTreeSet<&String> =
                one.keys().chain(other.keys()).collect();
            names.into_iter().find_map(|name| {
                let pointer = format!("{pointer}/{}", crate::check::place::escape(name));
                match (one.get(name), other.get(name)) {
                    (Some(one), Some(other)) => first_difference(one, other, pointer),
                    _ => Some(pointer),
                }
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            // Elements are sorted, so an index would point nowhere: the list itself is named.
            (one != other).then_some(pointer)
        }
        (one, other) => (one != other).then_some(pointer),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::{Answer, Content};
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing, exchange};

    fn answer(document: &Value) -> Answer {
        Answer {
            status: 200,
            media_type: None,
            repeats: None,
            content: Content::Clear {
                document: document.clone(),
            },
        }
    }

    fn judged(first: &Value, second: &Value) -> Judged {
        let exchange = exchange(200, "application/json", b"");
        let first = answer(first);
        ask(
            same_data,
            &exchange,
            &answer(second),
            &[Seen {
                exchange: &exchange,
                answer: &first,
            }],
        )
    }

    #[test]
    fn order_references_and_links_may_differ() {
        let first = json!({"accounts": [{"accountIdentifier": "1", "accountReference": "a"}, {"accountIdentifier": "2"}]});
        let second = json!({"accounts": [{"accountIdentifier": "2"}, {"accountIdentifier": "1", "accountReference": "b"}], "links": []});
        assert_conforms(&judged(&first, &second));
    }

    #[test]
    fn other_data_breaches_and_is_pointed_to() {
        let first = json!({"account": {"currency": "NOK"}});
        let second = json!({"account": {"currency": "EUR"}});
        let judged = judged(&first, &second);
        assert_breach(&judged, &DATA_DIFFERS);
        assert_eq!(
            judged.findings[0].pointer.as_deref(),
            Some("/account/currency")
        );
    }

    #[test]
    fn a_lost_transaction_breaches() {
        let first = json!({"transactions": [{"transactionIdentifier": "1"}, {"transactionIdentifier": "2"}]});
        let second = json!({"transactions": [{"transactionIdentifier": "1"}]});
        assert_breach(&judged(&first, &second), &DATA_DIFFERS);
    }

    #[test]
    fn one_answer_alone_is_not_judged() {
        assert_nothing(&ask(
            same_data,
            &exchange(200, "application/json", b""),
            &answer(&json!({})),
            &[],
        ));
    }
}
