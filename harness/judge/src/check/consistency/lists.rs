//! One account list as a part of another.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::{Finding, NOTHING};
use crate::observations;

checks! {
    "owned-within-all": Answer(part_of_this, Evidence::Documents), NEEDS_TWO_ANSWERS,
        "the list of all accounts has every account of the list of owned ones",
        "listen over alle konti har alle konti i listen over eide konti";
    "list-of-parts": Answer(parts_of_this, Evidence::Documents), NEEDS_TWO_ANSWERS,
        "the list of a period has every account of the lists of its two parts",
        "listen for en periode har alle konti i listene for de to delene";
}

observations! {
    /// An account of the smaller list is lacking.
    ACCOUNT_OF_PART_LACKING = "account-of-part-lacking" {
        observed: "{count} account(s) of the smaller list are not in the larger one", "{count} konti i den mindre listen står ikke i den større";
        expected: "{number}", "{number}";
    }
}

fn part_of_this(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let from = earlier.len().saturating_sub(1);
    within(seen, &earlier[from..])
}

fn parts_of_this(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let from = earlier.len().saturating_sub(2);
    within(seen, &earlier[from..])
}

/// The answer has the accounts of the answers before it.
fn within(seen: Seen<'_>, parts: &[Seen<'_>]) -> Judged {
    let Some(all) = seen.answer.document().filter(|all| !has_next(all)) else {
        return Judged::nothing();
    };
    let all = numbers(all);
    let documents = parts.iter().filter_map(|part| part.answer.document());
    let expected: BTreeSet<&str> = documents.flat_map(numbers).collect();
    if expected.is_empty() {
        return Judged::nothing();
    }
    let lacking: Vec<&&str> = expected.difference(&all).collect();
    seen.judged(lacking.first().map(|number| {
        Finding::breach(&ACCOUNT_OF_PART_LACKING)
            .with("count", lacking.len())
            .with("number", **number)
            .received(NOTHING)
            .at("/accounts")
    }))
}

fn numbers(document: &Value) -> BTreeSet<&str> {
    let accounts = document.get("accounts").and_then(Value::as_array);
    let accounts = accounts.into_iter().flatten();
    accounts
        .filter_map(|account| account.get("accountIdentifier")?.as_str())
        .collect()
}

fn has_next(document: &Value) -> bool {
    let links = document.get("links").and_then(Value::as_array);
    links
        .into_iter()
        .flatten()
        .any(|link| link.get("rel").and_then(Value::as_str) == Some("next"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::{Answer, Content};
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing, exchange};

    fn answer(numbers: &[&str]) -> Answer {
        let accounts: Vec<_> = numbers
            .iter()
            .map(|number| json!({"accountIdentifier": number}))
            .collect();
        Answer {
            status: 200,
            media_type: None,
            repeats: None,
            content: Content::Clear {
                document: json!({ "accounts": accounts }),
            },
        }
    }

    fn of(check: crate::check::AnswerCheck, parts: [&[&str]; 2], all: &[&str]) -> Judged {
        let exchange = exchange(200, "application/jose", b"");
        let answers = parts.map(answer);
        let earlier = [&answers[0], &answers[1]].map(|answer| Seen {
            exchange: &exchange,
            answer,
        });
        ask(check, &exchange, &answer(all), &earlier)
    }

    #[test]
    fn a_list_with_the_accounts_of_its_parts_conforms() {
        assert_conforms(&of(parts_of_this, [&["1"], &["2"]], &["1", "2", "3"]));
        assert_conforms(&of(part_of_this, [&["9"], &["2"]], &["1", "2"]));
    }

    #[test]
    fn a_list_without_an_account_of_a_part_breaches() {
        let judged = of(parts_of_this, [&["1"], &["2"]], &["2"]);
        assert_breach(&judged, &ACCOUNT_OF_PART_LACKING);
        let judged = of(part_of_this, [&[], &["1"]], &["2"]);
        assert_breach(&judged, &ACCOUNT_OF_PART_LACKING);
    }

    #[test]
    fn parts_without_accounts_prove_nothing() {
        assert_nothing(&of(parts_of_this, [&[], &[]], &["1"]));
    }
}
