//! What comes over a connection is HTTP.

use pack::catalogue::{To, With};

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, no_call};
use crate::agency::journal::ConnectionFault;
use crate::agency::scenario_run::JournalView;
use crate::observations;

observations! {
    /// Not HTTP.
    NOT_HTTP = "request-not-http" {
        observed: "a request to {place} in the scenario {scenario} is not HTTP, or its head is too large",
            "en forespørsel til {place} i scenariet {scenario} er ikke HTTP, eller hodet er for stort";
        expected: "a request in the form of HTTP/1.1 (RFC 9112)", "en forespørsel på formen til HTTP/1.1 (RFC 9112)";
    }
}

checks! {
    "readable" = readable(Everything) finds [NOT_HTTP]
        "Every connection on which something is sent brings a request that can be read as HTTP/1.1.",
        "Hver forbindelse det sendes noe på, har en forespørsel som kan leses som HTTP/1.1.";
}

fn readable(view: &JournalView<'_>, _with: &With) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        run.bank_calls().for_each(|call| collector.look(call));
        for request in &run.unreadable {
            let ConnectionFault::NotHttp(why) = &request.fault else {
                continue;
            };
            let found = breach(&NOT_HTTP, why.clone()).with("scenario", &run.scenario.id);
            collector.missing(found.with("place", request.place()));
        }
    }
    collector.judged(no_call(To::Bank))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::check::testing::{bank, check};

    #[test]
    fn requests_that_can_be_read_are_kept() {
        check("readable").keeps([bank(1, "/accounts")]);
    }

    #[test]
    fn a_request_that_is_not_http_is_found() {
        check("readable").finds_unreadable(&NOT_HTTP, ConnectionFault::NotHttp("GIT".into()));
    }
}
