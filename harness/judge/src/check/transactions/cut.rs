//! A period cut in two gives the same transactions as the whole: both days of a period belong to it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use wire::dates::parse_iso;

use crate::check::day::day;
use crate::check::{Grounds, Judged, Seen};
use crate::finding::Finding;
use pack::text::Text;

/// One answer of the three.
struct Part {
    from: Date,
    to: Date,
    transactions: Vec<(String, Option<Date>)>,
}

/// The third of three answers on the same account: the whole period, then its first part, then the rest from
/// the day after. Together the parts hold what the whole holds, and nothing twice.
pub fn cut_at_a_day(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let needed = || {
        Judged::nothing(Text::new(
            "needs fixture: an account with transactions on the days where the period is cut, on one page",
            "krever testdata: en konto med transaksjoner på dagene der perioden deles, på én side",
        ))
    };
    let [.., whole, first] = earlier else {
        return needed();
    };
    let (Some(whole), Some(first), Some(second)) = (part(whole), part(first), part(&seen)) else {
        return needed();
    };
    let days = [whole.from, first.to, second.from, whole.to];
    if !whole
        .transactions
        .iter()
        .any(|(_, day)| day.is_some_and(|day| days.contains(&day)))
    {
        return needed();
    }
    let identifiers = |part: &Part| -> BTreeSet<String> {
        part.transactions
            .iter()
            .map(|(identifier, _)| identifier.clone())
            .collect()
    };
    let (all, head, tail) = (
        identifiers(&whole),
        identifiers(&first),
        identifiers(&second),
    );
    let both: BTreeSet<String> = head.union(&tail).cloned().collect();
    let mut findings = Vec::new();
    let mut tell = |identifiers: Vec<&String>, what: Text| {
        if let Some(example) = identifiers.first() {
            let count = identifiers.len();
            let what = Text::new(
                format!("{} ({count})", what.en),
                format!("{} ({count})", what.nb),
            );
            findings.push(
                Finding::breach(what)
                    .received((*example).clone())
                    .at("/transactions")
                    .in_exchange(seen.exchange.id),
            );
        }
    };
    tell(
        all.difference(&both).collect(),
        Text::new(
            "Transactions of the whole period are in neither part of it.",
            "Transaksjoner i hele perioden finnes ikke i noen av delene av den.",
        ),
    );
    tell(
        both.difference(&all).collect(),
        Text::new(
            "Transactions of a part of the period are not in the whole.",
            "Transaksjoner i en del av perioden finnes ikke i hele.",
        ),
    );
    tell(
        head.intersection(&tail).collect(),
        Text::new(
            "Transactions are in both parts of the period.",
            "Transaksjoner finnes i begge delene av perioden.",
        ),
    );
    Judged::of(all.len() as u64, findings)
}

/// The answer's transactions, if all of them are on this page.
fn part(seen: &Seen<'_>) -> Option<Part> {
    let document = seen
        .answer
        .document()
        .filter(|_| seen.answer.status == 200)?;
    let links = document
        .get("links")
        .and_then(|links| links.as_array())
        .map_or(&[][..], Vec::as_slice);
    if links
        .iter()
        .any(|link| link.get("rel").and_then(|rel| rel.as_str()) == Some("next"))
    {
        return None;
    }
    let transactions = document.get("transactions")?.as_array()?;
    let text = |transaction: &serde_json::Value, name: &str| {
        transaction.get(name)?.as_str().map(str::to_owned)
    };
    let transactions = transactions
        .iter()
        .filter_map(|transaction| {
            let booked = text(transaction, "bookingDate").and_then(|text| day(&text));
            Some((text(transaction, "transactionIdentifier")?, booked))
        })
        .collect();
    let query =
        |name| query(&seen.exchange.request.url, name).and_then(|text| parse_iso(text).ok());
    Some(Part {
        from: query("fromDate")?,
        to: query("toDate")?,
        transactions,
    })
}

fn query<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = url.split_once('?')?;
    query.split('&').find_map(|pair| {
        pair.split_once('=')
            .filter(|(found, _)| *found == name)
            .map(|(_, value)| value)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::{Answer, Content};
    use crate::check::fixture::{ask, assert_breach, assert_conforms, assert_nothing, exchange};
    use crate::exchange::Exchange;

    type Booked<'a> = (&'a str, &'a str);

    fn answered(from: &str, to: &str, transactions: &[Booked<'_>]) -> (Exchange, Answer) {
        let transactions: Vec<_> = transactions
            .iter()
            .map(|(identifier, day)| json!({"transactionIdentifier": identifier, "bookingDate": day}))
            .collect();
        let mut exchange = exchange(200, "application/json", b"");
        exchange.request.url =
            format!("https://bank.example/v2/accounts/r/transactions?fromDate={from}&toDate={to}");
        let content = Content::Clear {
            document: json!({"transactions": transactions}),
        };
        (
            exchange,
            Answer {
                status: 200,
                media_type: None,
                repeats: None,
                content,
            },
        )
    }

    fn judged(whole: &[Booked<'_>], first: &[Booked<'_>], second: &[Booked<'_>]) -> Judged {
        let whole = answered("2026-01-01", "2026-01-31", whole);
        let first = answered("2026-01-01", "2026-01-15", first);
        let second = answered("2026-01-16", "2026-01-31", second);
        let earlier = [
            Seen {
                exchange: &whole.0,
                answer: &whole.1,
            },
            Seen {
                exchange: &first.0,
                answer: &first.1,
            },
        ];
        ask(cut_at_a_day, &second.0, &second.1, &earlier)
    }

    const A: Booked<'_> = ("a", "2026-01-15");
    const B: Booked<'_> = ("b", "2026-01-16");

    #[test]
    fn two_parts_that_make_the_whole_conform() {
        assert_conforms(&judged(&[A, B], &[A], &[B]));
    }

    #[test]
    fn a_last_day_that_is_left_out_breaches() {
        assert_breach(&judged(&[A, B], &[], &[B]), "neither part");
    }

    #[test]
    fn a_first_day_that_reaches_back_breaches() {
        assert_breach(&judged(&[A, B], &[A], &[A, B]), "both parts");
    }

    #[test]
    fn a_part_with_more_than_the_whole_breaches() {
        assert_breach(&judged(&[A], &[A], &[B]), "not in the whole");
    }

    #[test]
    fn days_without_transactions_prove_nothing() {
        let c = ("c", "2026-01-10");
        assert_nothing(&judged(&[c], &[c], &[]));
    }
}
