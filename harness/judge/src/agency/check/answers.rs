//! What the agency does after answers that are unusual, slow, or refusals.

use std::time::Duration;

use pack::catalogue::{To, With};
use pack::reason::{NO_ACCOUNT_LIST, REFUSED_CALL_NOT_MADE, REFUSED_CALL_NOT_REPEATED, Reason};
use pack::scenario::BankName;

use crate::agency::check::checks;
use crate::agency::check::collect::{
    Collector, Judged, NOTHING, breach, no_call, not_applicable, unseen,
};
use crate::agency::journal::{Call, Place, Register};
use crate::agency::scenario_run::{JournalView, ScenarioRun, reference};
use crate::observations;

/// Shortest pause before another attempt.
const PAUSE: Duration = Duration::from_millis(90);
/// Most attempts at one call.
const ATTEMPTS: usize = 10;
/// An answer that takes so long is slow.
const SLOW: Duration = Duration::from_secs(1);

observations! {
    /// An account without a call.
    STOPPED = "stopped-at-an-answer" {
        observed: "no call was made for the account {account} of the list in the scenario {scenario}",
            "det ble ikke gjort noe kall for kontoen {account} i listen i scenariet {scenario}";
        expected: "a call about every account of the list", "et kall om hver konto i listen";
    }
    /// No further attempt.
    NOT_RETRIED = "call-not-retried" {
        observed: "a call that was answered with {status} was not made again",
            "et kall som ble besvart med {status}, ble ikke gjort på nytt";
        expected: "the same call once more", "det samme kallet én gang til";
    }
    /// A further attempt too soon.
    NO_PAUSE = "retried-without-pause" {
        observed: "a call that was answered with {status} was made again too soon",
            "et kall som ble besvart med {status}, ble gjort på nytt for tidlig";
        expected: "a pause of at least {least} ms", "en pause på minst {least} ms";
    }
    /// Too many attempts.
    UNBOUNDED = "retried-too-often" {
        observed: "a call that is always answered with {status} was made {count} times",
            "et kall som alltid besvares med {status}, ble gjort {count} ganger";
        expected: "at most 10 attempts", "høyst 10 forsøk";
    }
    /// A refused call again.
    REPEATED = "refused-call-repeated" {
        observed: "a call that was refused with {status} was repeated unchanged",
            "et kall som ble avvist med {status}, ble gjentatt uendret";
        expected: "no repetition, or a changed call", "ingen gjentakelse, eller et endret kall";
    }
    /// The caller left.
    LEFT = "slow-answer-not-waited-for" {
        observed: "the agency closed the connection before a slow answer came",
            "etaten lukket forbindelsen før et langsomt svar kom";
        expected: "that the answer is waited for", "at svaret ventes på";
    }
}

checks! {
    "carries-on" = carries_on(Banks) finds [STOPPED]
        "Every account of a delivered list gets a call.", "Hver konto i en utlevert liste får et kall.";
    "retried" = retried(Either, "to", "number") finds [NOT_RETRIED]
        "The first call that is answered with the status of the case is made again.",
        "Det første kallet som besvares med statusen i testen, gjøres på nytt.";
    "pause" = pause(Banks, "number") finds [NO_PAUSE]
        "Between the answer with the status of the case and the same call there is a pause of at least 90 ms; with Retry-After, of what it says less 90 ms.",
        "Mellom svaret med statusen i testen og samme kall er det en pause på minst 90 ms; med Retry-After det den sier minus 90 ms.";
    "bounded" = bounded(Either, "to", "number") finds [UNBOUNDED]
        "A call that is always answered with the status of the case is made at most 10 times.",
        "Et kall som alltid besvares med statusen i testen, gjøres høyst 10 ganger.";
    "not-repeated" = not_repeated(Banks, "number") finds [REPEATED]
        "A call that was answered with the status of the case is not made again with the same address, once it was answered.",
        "Et kall som er besvart med statusen i testen, gjøres ikke på nytt med samme adresse etter svaret.";
    "waited" = waited(Banks) finds [LEFT]
        "A call that takes 1 second or more is not given up before it is answered.",
        "Et kall som tar 1 sekund eller mer, gis ikke opp før det er besvart.";
}

/// The calls that the scenario refused with a status.
fn refused(run: &ScenarioRun, to: To, status: u16) -> Vec<&Call> {
    run.requests(to)
        .filter(|call| call.is_altered() && call.status() == Some(status))
        .collect()
}

/// Calls with the same address at the same bank that came after a call was answered.
fn again<'a>(run: &'a ScenarioRun, call: &'a Call) -> impl Iterator<Item = &'a Call> {
    run.calls.iter().filter(move |later| {
        later.number != call.number
            && later.received >= call.ended()
            && is_same_request(later, call)
    })
}

/// Whether two calls ask the same of the same place; requests for tokens, for the same use.
fn is_same_request(one: &Call, other: &Call) -> bool {
    let of_grant = |call: &Call| {
        let claims = &call.token.as_ref()?.payload;
        let is_grant = call.place == Place::Register(Register::Maskinporten);
        is_grant.then(|| (claims["scope"].clone(), claims["resource"].clone()))
    };
    one.place == other.place && one.target() == other.target() && of_grant(one) == of_grant(other)
}

fn status(with: &With) -> u16 {
    u16::try_from(with.number).unwrap_or_default()
}

fn not_made(status: u16) -> Judged {
    Judged::Unseen(Reason::new(&REFUSED_CALL_NOT_MADE).with("status", status))
}

fn carries_on(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        for bank in BankName::ALL {
            for account in run.references_of(bank) {
                let mut calls = run.calls_to(bank);
                match calls.find(|call| reference(call) == Some(account)) {
                    Some(call) => collector.look(call),
                    None => collector.missing(
                        breach(&STOPPED, NOTHING)
                            .with("account", account)
                            .with("scenario", &run.scenario.id),
                    ),
                }
            }
        }
    }
    collector.judged(unseen(&NO_ACCOUNT_LIST))
}

fn retried(view: &JournalView<'_>, with: &With) -> Judged {
    let status = status(with);
    let mut collector = Collector::default();
    for run in view.runs {
        if let Some(call) = refused(run, with.to, status).first() {
            let left = again(run, call).next().is_none();
            let found = left.then(|| breach(&NOT_RETRIED, NOTHING).with("status", status));
            collector.judge(call, found);
        }
    }
    collector.judged(not_made(status))
}

/// How long a bank asked for by Retry-After.
fn retry_after(call: &Call) -> Option<Duration> {
    let mut headers = call.given.as_ref()?.headers.iter();
    let (_, value) = headers.find(|(name, _)| name == "retry-after")?;
    let seconds = std::str::from_utf8(value).ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn pause(view: &JournalView<'_>, with: &With) -> Judged {
    let status = status(with);
    let (mut collector, mut made) = (Collector::default(), false);
    for run in view.runs {
        for call in refused(run, To::Bank, status) {
            made = true;
            let Some(next) = again(run, call).next() else {
                continue;
            };
            let waited = Duration::try_from(next.received.duration_since(call.ended()));
            let waited = waited.unwrap_or_default();
            let least = retry_after(call).map_or(PAUSE, |asked| asked.saturating_sub(PAUSE));
            let found = (waited < least).then(|| {
                breach(&NO_PAUSE, format!("{} ms", waited.as_millis()))
                    .with("status", status)
                    .with("least", least.as_millis().to_string())
            });
            collector.judge(next, found);
        }
    }
    collector.judged(if made {
        not_applicable(&REFUSED_CALL_NOT_REPEATED)
    } else {
        not_made(status)
    })
}

fn bounded(view: &JournalView<'_>, with: &With) -> Judged {
    let status = status(with);
    let mut collector = Collector::default();
    for run in view.runs {
        let failed = refused(run, with.to, status);
        let attempts = |call: &Call| {
            let same = failed.iter().filter(|one| is_same_request(one, call));
            same.count()
        };
        let most = failed.iter().map(|call| (*call, attempts(call)));
        if let Some((call, count)) = most.max_by_key(|(_, count)| *count) {
            let found = (count > ATTEMPTS).then(|| {
                breach(&UNBOUNDED, call.target())
                    .with("status", status)
                    .with("count", count)
            });
            collector.judge(call, found);
        }
    }
    collector.judged(not_made(status))
}

fn not_repeated(view: &JournalView<'_>, with: &With) -> Judged {
    let status = status(with);
    let mut collector = Collector::default();
    for run in view.runs {
        for call in refused(run, To::Bank, status) {
            collector.look(call);
            if let Some(repeated) = again(run, call).next() {
                let found = breach(&REPEATED, repeated.target());
                collector.breach(repeated, found.with("status", status));
            }
        }
    }
    collector.judged(not_made(status))
}

fn waited(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    let slow = |call: &&Call| call.given.is_none() || call.took >= SLOW;
    for call in view.calls(To::Bank).filter(slow) {
        let left = call.given.is_none() && call.route.is_some();
        collector.judge(call, left.then(|| breach(&LEFT, NOTHING)));
    }
    collector.judged(no_call(To::Bank))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agency::check::grant::tests::{claims, grant};
    use crate::agency::check::testing::{accounts, answered, bank, check, step_one};

    fn failed(number: u64, status: u16) -> Call {
        answered(bank(number, "/accounts/r"), status, json!({}))
    }

    fn fine(number: u64) -> Call {
        answered(bank(number, "/accounts/r"), 200, json!({}))
    }

    #[test]
    fn every_account_of_a_list_gets_a_call() {
        let list = || answered(bank(1, "/accounts"), 200, accounts(&["r"]));
        check("carries-on")
            .keeps([list(), bank(2, "/accounts/r")])
            .finds(&STOPPED, [list()]);
    }

    #[test]
    fn a_failed_call_is_made_again() {
        check("retried")
            .number(500)
            .keeps([failed(1, 500), fine(2)])
            .finds(&NOT_RETRIED, [failed(1, 500)])
            .ignores([fine(1)]);
    }

    #[test]
    fn a_pause_comes_before_another_attempt() {
        let first = failed(1, 500);
        let mut at_once = fine(2);
        at_once.received = first.ended();
        check("pause")
            .number(500)
            .keeps([first.clone(), fine(2)])
            .finds(&NO_PAUSE, [first.clone(), at_once])
            .ignores([first]);
    }

    #[test]
    fn attempts_end_after_ten() {
        let attempts = |count| -> Vec<Call> { (0..count).map(|one| failed(one, 500)).collect() };
        check("bounded")
            .number(500)
            .keeps(attempts(10))
            .finds(&UNBOUNDED, attempts(11));
    }

    #[test]
    fn attempts_at_step_one_and_at_grants_end_too() {
        let asked =
            |count: usize| vec![answered(step_one("customerRelationships"), 500, json!({})); count];
        let granted = |count: usize| vec![answered(grant(claims()), 500, json!({})); count];
        check("bounded")
            .number(500)
            .step_one()
            .keeps(asked(10))
            .finds(&UNBOUNDED, asked(11));
        check("bounded")
            .number(500)
            .grants()
            .keeps(granted(10))
            .finds(&UNBOUNDED, granted(11));
    }

    #[test]
    fn a_refused_call_is_not_repeated() {
        check("not-repeated")
            .number(403)
            .keeps([failed(1, 403)])
            .finds(&REPEATED, [failed(1, 403), failed(2, 403)]);
    }

    #[test]
    fn a_call_under_way_when_another_is_refused_is_no_repetition() {
        let mut slow = failed(1, 403);
        slow.took = Duration::from_millis(1_500);
        check("not-repeated")
            .number(403)
            .keeps([slow, failed(2, 403)]);
    }

    #[test]
    fn a_slow_answer_is_waited_for() {
        let mut slow = bank(1, "/accounts/r");
        slow.took = Duration::from_secs(2);
        let mut left = slow.clone();
        left.given = None;
        check("waited").keeps([slow]).finds(&LEFT, [left]);
    }
}
