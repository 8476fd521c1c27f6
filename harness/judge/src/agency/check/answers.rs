//! How the agency takes answers that are unusual, slow, or refusals.

use std::time::Duration;

use crate::agency::check::With;
use crate::agency::check::flow::habits;
use crate::agency::check::tally::{Judged, Tally, breach, no_bank_call};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, ScenarioRun, is_on, reference};
use pack::scenario::BankName;
use pack::text::Text;

/// Shortest pause before another attempt.
const PAUSE: Duration = Duration::from_millis(90);
/// Most attempts at one call.
const ATTEMPTS: usize = 10;

/// The calls that the scenario refused with a status.
fn refused(run: &ScenarioRun, status: u16) -> Vec<&Call> {
    run.bank_calls()
        .filter(|call| {
            call.given
                .as_ref()
                .is_some_and(|given| given.altered && given.status == status)
        })
        .collect()
}

/// Later calls with the same address at the same bank.
fn again<'a>(run: &'a ScenarioRun, call: &'a Call) -> impl Iterator<Item = &'a Call> {
    run.bank_calls().filter(move |later| {
        later.number > call.number && later.bank() == call.bank() && later.target() == call.target()
    })
}

fn status(with: &With) -> u16 {
    u16::try_from(with.number).unwrap_or_default()
}

fn not_met(status: u16) -> Judged {
    Judged::Unseen(Text::new(
        format!("the agency never came to the call that is refused with {status}"),
        format!("etaten kom aldri til kallet som avvises med {status}"),
    ))
}

/// After an unusual answer the agency goes on with the accounts that it has.
pub(super) fn carries_on(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for bank in BankName::ALL {
            for account in run.references_of(bank) {
                match run
                    .calls_to(bank)
                    .find(|call| reference(call) == Some(account))
                {
                    Some(call) => tally.look(call),
                    None => tally.missing(
                        breach(
                            "the agency stopped at an answer that is in order",
                            "etaten stoppet ved et svar som er i orden",
                        )
                        .wants("a call about the account", "et kall om kontoen")
                        .received(run.scenario.id.clone()),
                    ),
                }
            }
        }
    }
    tally.judged(Judged::Unseen(Text::new(
        "no account list was fetched",
        "ingen kontoliste ble hentet",
    )))
}

/// A call that met this status is made again.
pub(super) fn retried(view: &JournalView<'_>, with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        if let Some(call) = refused(run, status(with)).first() {
            tally.look(call);
            if again(run, call).next().is_none() {
                tally.breach(
                    call,
                    breach(
                        "the call was not made again",
                        "kallet ble ikke gjort på nytt",
                    )
                    .wants("the same call once more", "det samme kallet én gang til")
                    .received(call.path.clone()),
                );
            }
        }
    }
    tally.judged(not_met(status(with)))
}

/// A pause comes before the next attempt; as long as Retry-After says, if it says.
pub(super) fn pause(view: &JournalView<'_>, with: &With) -> Judged {
    let mut tally = Tally::default();
    let mut met = false;
    for run in view.runs {
        for call in refused(run, status(with)) {
            met = true;
            let Some(next) = again(run, call).next() else {
                continue;
            };
            tally.look(next);
            let waited = next.received.duration_since(call.received);
            let waited = Duration::try_from(waited)
                .unwrap_or_default()
                .saturating_sub(call.took);
            let asked = call
                .given
                .as_ref()
                .and_then(|given| given.headers.iter().find(|(name, _)| name == "retry-after"));
            let asked = asked
                .and_then(|(_, value)| std::str::from_utf8(value).ok()?.parse().ok())
                .map(Duration::from_secs);
            let least = asked.map_or(PAUSE, |asked| asked.saturating_sub(PAUSE));
            if waited < least {
                let what = breach(
                    "the call was made again without the pause",
                    "kallet ble gjort på nytt uten pausen",
                )
                .wants(
                    "a pause before the next attempt",
                    "en pause før neste forsøk",
                );
                tally.breach(next, what.received(format!("{} ms", waited.as_millis())));
            }
        }
    }
    let nothing = if met {
        Judged::NotApplicable(Text::new(
            "the call was not made again",
            "kallet ble ikke gjort på nytt",
        ))
    } else {
        not_met(status(with))
    };
    tally.judged(nothing)
}

/// Attempts at a call that always fails come to an end.
pub(super) fn bounded(view: &JournalView<'_>, with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let failed = refused(run, status(with));
        let most = failed
            .iter()
            .map(|call| {
                (
                    *call,
                    failed
                        .iter()
                        .filter(|other| other.target() == call.target())
                        .count(),
                )
            })
            .max_by_key(|(_, count)| *count);
        if let Some((call, count)) = most {
            tally.look(call);
            if count > ATTEMPTS {
                tally.breach(
                    call,
                    breach(
                        "a failing call is made again and again",
                        "et kall som feiler, gjøres om og om igjen",
                    )
                    .wants("a few attempts, then an end", "noen få forsøk, så slutt")
                    .received(format!("{count}")),
                );
            }
        }
    }
    tally.judged(not_met(status(with)))
}

/// A refused call is not made again unchanged.
pub(super) fn not_repeated(view: &JournalView<'_>, with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for call in refused(run, status(with)) {
            tally.look(call);
            if let Some(repeated) = again(run, call).next() {
                tally.breach(
                    repeated,
                    breach(
                        "a refused call was repeated unchanged",
                        "et avvist kall ble gjentatt uendret",
                    )
                    .wants(
                        "no repetition, or a changed call",
                        "ingen gjentakelse, eller et endret kall",
                    )
                    .received(format!("{}", with.number)),
                );
            }
        }
    }
    tally.judged(not_met(status(with)))
}

/// A slow answer is waited for.
pub(super) fn waited(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let endpoints = habits(run);
        let slow = |call: &&Call| call.given.is_none() || call.took >= Duration::from_secs(1);
        for call in run.bank_calls().filter(slow) {
            tally.look(call);
            let abandoned = call.given.is_none()
                && (call.route.is_some()
                    || endpoints.iter().any(|endpoint| is_on(call, *endpoint)));
            if abandoned {
                tally.breach(
                    call,
                    breach(
                        "the agency left before a slow answer came",
                        "etaten gikk før et langsomt svar kom",
                    )
                    .wants("waiting for the answer", "at svaret ventes på")
                    .received(call.path.clone()),
                );
            }
        }
    }
    tally.judged(no_bank_call())
}
