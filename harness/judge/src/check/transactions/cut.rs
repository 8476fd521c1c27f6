//! A period cut in two gives the same transactions as the whole: both days of a period belong to it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use wire::dates::parse_iso;

use crate::check::day::day;
use crate::check::{Evidence, Grounds, Judged, Seen, checks};
use crate::finding::Finding;
use crate::observations;

checks! {
    "transactions-cut": Answer(cut_at_a_day, Evidence::Documents), NEEDS_CUT_DAYS,
        "the two parts of a period together hold the transactions of the whole, and none twice",
        "de to delene av en periode til sammen har transaksjonene i hele perioden, og ingen to ganger";
    "transactions-of-parts": Answer(parts_of_a_whole, Evidence::Documents), NEEDS_TRANSACTIONS,
        "no transaction is lost between a period and its two parts, whatever the days that were booked on",
        "ingen transaksjon går tapt mellom en periode og de to delene av den, uansett hvilke dager det er bokført på";
}

observations! {
    /// Transactions of the whole period in neither part.
    IN_NEITHER_PART = "transactions-in-neither-part" {
        observed: "{count} transaction(s) of the whole period are in neither part of it", "{count} transaksjon(er) i hele perioden finnes ikke i noen av delene av den";
        expected: "each transaction of the whole period in one part", "hver transaksjon i hele perioden i én del";
    }
    /// Transactions of a part that the whole does not have.
    NOT_IN_WHOLE = "transactions-not-in-whole" {
        observed: "{count} transaction(s) of a part of the period are not in the whole", "{count} transaksjon(er) i en del av perioden finnes ikke i hele";
        expected: "only transactions of the whole period", "bare transaksjoner i hele perioden";
    }
    /// Transactions in both parts.
    IN_BOTH_PARTS = "transactions-in-both-parts" {
        observed: "{count} transaction(s) are in both parts of the period", "{count} transaksjon(er) finnes i begge delene av perioden";
        expected: "each transaction in one part", "hver transaksjon i én del";
    }
}

/// One answer of the three.
struct Part {
    from: Date,
    to: Date,
    transactions: Vec<(String, Option<Date>)>,
}

impl Part {
    fn identifiers(&self) -> BTreeSet<&str> {
        let all = self.transactions.iter();
        all.map(|(identifier, _)| identifier.as_str()).collect()
    }
}

/// The third of three answers on the same account: the whole period, then its first part, then the rest from
/// the day after.
fn cut_at_a_day(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    let Some([whole, first, second]) = parts(&seen, earlier) else {
        return Judged::nothing();
    };
    let days = [whole.from, first.to, second.from, whole.to];
    let on_those = |day: &Option<Date>| day.is_some_and(|day| days.contains(&day));
    if !whole.transactions.iter().any(|(_, day)| on_those(day)) {
        return Judged::nothing();
    }
    compare(&seen, &whole, &first, &second)
}

/// The same three answers; nothing is proved of the days at the ends.
fn parts_of_a_whole(seen: Seen<'_>, earlier: &[Seen<'_>], _: &Grounds<'_>) -> Judged {
    parts(&seen, earlier).map_or_else(Judged::nothing, |[whole, first, second]| {
        compare(&seen, &whole, &first, &second)
    })
}

fn parts(seen: &Seen<'_>, earlier: &[Seen<'_>]) -> Option<[Part; 3]> {
    let [.., whole, first] = earlier else {
        return None;
    };
    Some([part(whole)?, part(first)?, part(seen)?])
}

fn compare(seen: &Seen<'_>, whole: &Part, first: &Part, second: &Part) -> Judged {
    let (all, head, tail) = (
        whole.identifiers(),
        first.identifiers(),
        second.identifiers(),
    );
    let both: BTreeSet<&str> = head.union(&tail).copied().collect();
    let differences: [(Vec<&&str>, _); 3] = [
        (all.difference(&both).collect(), &IN_NEITHER_PART),
        (both.difference(&all).collect(), &NOT_IN_WHOLE),
        (head.intersection(&tail).collect(), &IN_BOTH_PARTS),
    ];
    let findings = differences.into_iter().filter_map(|(identifiers, what)| {
        let example = identifiers.first()?;
        Some(
            Finding::breach(what)
                .with("count", identifiers.len())
                .received(**example)
                .at("/transactions")
                .in_exchange(seen.exchange.id),
        )
    });
    Judged::of(all.union(&both).count() as u64, findings.collect())
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
    use crate::check::AnswerCheck;
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
        judged_by(cut_at_a_day, whole, first, second)
    }

    fn judged_by(
        check: AnswerCheck,
        whole: &[Booked<'_>],
        first: &[Booked<'_>],
        second: &[Booked<'_>],
    ) -> Judged {
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
        ask(check, &second.0, &second.1, &earlier)
    }

    const A: Booked<'_> = ("a", "2026-01-15");
    const B: Booked<'_> = ("b", "2026-01-16");

    #[test]
    fn two_parts_that_make_the_whole_conform() {
        assert_conforms(&judged(&[A, B], &[A], &[B]));
    }

    #[test]
    fn a_last_day_that_is_left_out_breaches() {
        assert_breach(&judged(&[A, B], &[], &[B]), &IN_NEITHER_PART);
    }

    #[test]
    fn a_first_day_that_reaches_back_breaches() {
        assert_breach(&judged(&[A, B], &[A], &[A, B]), &IN_BOTH_PARTS);
    }

    #[test]
    fn a_part_with_more_than_the_whole_breaches() {
        assert_breach(&judged(&[A], &[A], &[B]), &NOT_IN_WHOLE);
    }

    #[test]
    fn days_without_transactions_prove_nothing() {
        let c = ("c", "2026-01-10");
        assert_nothing(&judged(&[c], &[c], &[]));
    }

    #[test]
    fn a_transaction_lost_from_the_whole_breaches_on_any_day() {
        let c = ("c", "2026-01-10");
        let of = |whole: &[Booked<'_>]| judged_by(parts_of_a_whole, whole, &[c], &[B]);
        assert_conforms(&of(&[c, B]));
        assert_breach(&of(&[B]), &NOT_IN_WHOLE);
    }
}
