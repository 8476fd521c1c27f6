//! The control object's number: in the right header, and nowhere else.

use wire::messages::{Endpoint, header};

use crate::agency::check::call::nothing;
use crate::agency::check::tally::{Judged, NOTHING, Tally, breach, each_judged, no_bank_call};
use crate::agency::check::{To, With, calls};
use crate::agency::scenario_run::{JournalView, is_on};

/// The header has the number that was asked about.
pub(super) fn party(view: &JournalView<'_>, with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let concerned: Vec<_> = match with.to {
            To::Bank => run
                .bank_calls()
                .filter(|call| is_on(call, Endpoint::Accounts))
                .collect(),
            To::Overview => run.overview_calls().collect(),
        };
        for call in concerned {
            tally.look(call);
            let value = call.header(&with.header);
            if value.as_deref() != Some(run.task.party.as_str()) {
                let name = &with.header;
                let what = breach(
                    format!("{name} is not the number that was asked about"),
                    format!("{name} er ikke nummeret det ble spurt om"),
                )
                .wants(
                    "the number that was asked about",
                    "nummeret det ble spurt om",
                );
                tally.breach(
                    call,
                    what.received(value.unwrap_or_else(|| NOTHING.into()))
                        .at(format!("header:{name}")),
                );
            }
        }
    }
    tally.judged(nothing(with.to))
}

/// Endpoints that do not need the number do not get it.
pub(super) fn elsewhere(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(calls(view, To::Bank), no_bank_call(), |call| {
        if call.route.is_none() || is_on(call, Endpoint::Accounts) {
            return None;
        }
        Some(match call.header(header::PARTY_ID) {
            None => Ok(()),
            Some(value) => Err(breach(
                "PartyID is sent where it is not needed",
                "PartyID er sendt der det ikke trengs",
            )
            .wants("no PartyID", "ingen PartyID")
            .received(value)),
        })
    })
}

/// The number is not part of an address.
pub(super) fn in_address(view: &JournalView<'_>, with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let concerned: Vec<_> = match with.to {
            To::Bank => run.bank_calls().collect(),
            To::Overview => run.overview_and_registry().collect(),
        };
        for call in concerned {
            tally.look(call);
            if call.target().contains(run.task.party.as_str()) {
                tally.breach(
                    call,
                    breach(
                        "the control object's number stands in the address",
                        "kontrollobjektets nummer står i adressen",
                    )
                    .wants(
                        "the number in a header alone",
                        "nummeret bare i et hodefelt",
                    )
                    .received(call.target()),
                );
            }
        }
    }
    tally.judged(nothing(with.to))
}
