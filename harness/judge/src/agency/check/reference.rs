//! Account references: from the bank's own answer, as they stand.

use std::collections::HashSet;

use wire::messages::DATA_NOT_DELIVERED;

use crate::agency::check::With;
use crate::agency::check::tally::{Judged, Tally, breach, no_bank_call};
use crate::agency::scenario_run::{JournalView, reference};
use pack::text::Text;

/// Every reference was in an answer to Accounts of this bank, in this case, before the call.
pub(super) fn of_answer(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        let mut known = HashSet::new();
        for call in run.bank_calls() {
            let bank = call.bank();
            if let Some(given) = reference(call) {
                tally.look(call);
                if given != DATA_NOT_DELIVERED && !known.contains(&(bank, given.to_owned())) {
                    tally.breach(
                        call,
                        breach(
                            "an account reference did not come from this bank's answer",
                            "en kontoreferanse kom ikke fra denne bankens svar",
                        )
                        .wants(
                            "an accountReference of this bank's own answer",
                            "en accountReference fra denne bankens eget svar",
                        )
                        .received(given),
                    );
                }
                continue;
            }
            if call.route.is_some() {
                tally.look(call);
            }
            let document = call
                .given
                .as_ref()
                .and_then(|given| given.document.as_ref());
            let accounts = document.and_then(|document| document["accounts"].as_array());
            let references = accounts
                .into_iter()
                .flatten()
                .filter_map(|account| account["accountReference"].as_str());
            known.extend(references.map(|given| (bank, given.to_owned())));
        }
    }
    tally.judged(no_bank_call())
}

/// Nothing is called for an account that nothing is delivered for.
pub(super) fn not_delivered(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        for call in run.bank_calls() {
            let listed = call
                .given
                .as_ref()
                .and_then(|given| given.document.as_ref())
                .is_some_and(|document| {
                    document["accounts"].as_array().is_some_and(|accounts| {
                        accounts
                            .iter()
                            .any(|account| account["accountReference"] == DATA_NOT_DELIVERED)
                    })
                });
            let called = reference(call) == Some(DATA_NOT_DELIVERED);
            if listed || called {
                tally.look(call);
            }
            if called {
                tally.breach(
                    call,
                    breach("dataNotDelivered was called", "dataNotDelivered ble kalt")
                        .wants("no call about that account", "ingen kall om den kontoen")
                        .received(DATA_NOT_DELIVERED),
                );
            }
        }
    }
    tally.judged(Judged::Unseen(Text::new(
        "no answer had dataNotDelivered",
        "ingen svar hadde dataNotDelivered",
    )))
}
