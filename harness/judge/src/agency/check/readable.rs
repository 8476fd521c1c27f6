//! What comes over a connection is HTTP.

use crate::agency::journal::ConnectionFault;

use crate::agency::check::With;
use crate::agency::check::tally::{Judged, Tally, breach, no_bank_call};
use crate::agency::scenario_run::JournalView;

/// Every request can be read.
pub(super) fn readable(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut tally = Tally::default();
    for run in view.runs {
        run.bank_calls().for_each(|call| tally.look(call));
        for request in &run.unreadable {
            if let ConnectionFault::NotHttp(why) = &request.fault {
                let place = request
                    .bank
                    .map_or_else(|| "registers".to_owned(), |bank| format!("bank {bank:?}"));
                tally.missing(
                    breach(
                        "a request is not HTTP, or its head is too large",
                        "en forespørsel er ikke HTTP, eller hodet er for stort",
                    )
                    .wants(
                        "a request as HTTP/1.1 has it (RFC 9112)",
                        "en forespørsel slik HTTP/1.1 har den (RFC 9112)",
                    )
                    .received(format!("{}, {place}: {why}", run.scenario.id)),
                );
            }
        }
    }
    tally.judged(no_bank_call())
}
