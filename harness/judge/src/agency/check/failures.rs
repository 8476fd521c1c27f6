//! What fails does not take the rest with it.

use crate::agency::check::With;
use crate::agency::check::flow::habits;
use crate::agency::check::tally::{Judged, Tally, breach, no_bank_call};
use crate::agency::scenario_run::{JournalView, is_on, reference};
use pack::scenario::BankName;
use pack::text::Text;

/// The other accounts of a list are asked about, though one fails.
pub(super) fn other_accounts(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let endpoints = habits(run);
        for bank in BankName::ALL {
            let references = run.references_of(bank);
            if references.len() < 2 {
                continue;
            }
            for account in references {
                let about = |endpoint| {
                    run.calls_to(bank)
                        .find(move |call| is_on(call, endpoint) && reference(call) == Some(account))
                };
                let failing = run.calls_to(bank).any(|call| {
                    reference(call) == Some(account)
                        && call.given.as_ref().is_some_and(|given| given.altered)
                });
                for endpoint in endpoints.iter().copied().filter(|_| !failing) {
                    match about(endpoint) {
                        Some(call) => tally.look(call),
                        None => tally.missing(
                            breach(
                                "an account was lost because another failed",
                                "en konto gikk tapt fordi en annen feilet",
                            )
                            .wants(
                                "a call about every other account",
                                "et kall om hver av de andre kontoene",
                            )
                            .received(format!("{}: {endpoint}", run.scenario.id)),
                        ),
                    }
                }
            }
        }
    }
    tally.judged(Judged::Unseen(Text::new(
        "no list of several accounts was fetched",
        "ingen liste med flere kontoer ble hentet",
    )))
}

/// The other banks are asked, though one does not answer.
pub(super) fn other_banks(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    let mut begun = false;
    for run in view.runs {
        begun |= run.overview_calls().next().is_some()
            || run.bank_calls().next().is_some()
            || run.grants().next().is_some();
        for bank in run
            .scenario
            .banks
            .iter()
            .filter(|bank| matches!(bank, BankName::A | BankName::B))
        {
            match run.calls_to(*bank).next() {
                Some(call) => tally.look(call),
                None if begun => tally.missing(
                    breach(
                        "a bank was lost because another failed",
                        "en bank gikk tapt fordi en annen feilet",
                    )
                    .wants(
                        "a call to every other bank",
                        "et kall til hver av de andre bankene",
                    )
                    .received(bank.orgno()),
                ),
                None => {}
            }
        }
    }
    tally.judged(no_bank_call())
}

/// A bank that can not prove who it is gets nothing.
pub(super) fn nothing_sent(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for call in run
            .calls
            .iter()
            .filter(|call| call.bank() != Some(BankName::C))
        {
            tally.look(call);
        }
        for call in run.calls_to(BankName::C) {
            tally.look(call);
            tally.breach(
                call,
                breach(
                    "a call was sent over TLS with a certificate that nobody vouches for",
                    "et kall ble sendt over TLS med et sertifikat ingen går god for",
                )
                .wants(
                    "no call over such a connection",
                    "ingen kall over en slik forbindelse",
                )
                .received(call.path.clone()),
            );
        }
    }
    tally.judged(no_bank_call())
}
