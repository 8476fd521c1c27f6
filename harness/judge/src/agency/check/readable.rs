//! What comes over a connection is HTTP.

use pack::catalogue::{To, With};

use crate::agency::check::checks;
use crate::agency::check::collect::{Collector, Judged, breach, no_call};
use crate::agency::journal::ConnectionFault;
use crate::agency::scenario_run::JournalView;
use crate::finding::Finding;
use crate::observations;

observations! {
    /// Not HTTP.
    NOT_HTTP = "request-not-http" {
        observed: "a request to {place} in the scenario {scenario} is not HTTP, or its head is too large",
            "en forespørsel til {place} i scenariet {scenario} er ikke HTTP, eller hodet er for stort";
        expected: "a request in the form of HTTP/1.1 (RFC 9112)", "en forespørsel på formen til HTTP/1.1 (RFC 9112)";
    }
    /// Readable on the way.
    IN_CLEAR = "request-in-clear" {
        observed: "a request to {place} in the scenario {scenario} came in plain HTTP on a port that speaks TLS",
            "en forespørsel til {place} i scenariet {scenario} kom som ren HTTP på en port som bruker TLS";
        expected: "a request over TLS, as the registered https address says",
            "en forespørsel over TLS, slik den registrerte https-adressen sier";
    }
}

checks! {
    "readable" = readable(Everything) finds [NOT_HTTP]
        "Every connection on which something is sent brings a request that can be read as HTTP/1.1.",
        "Hver forbindelse det sendes noe på, har en forespørsel som kan leses som HTTP/1.1.";
    "over-tls" = over_tls(Everything) finds [IN_CLEAR]
        "No connection to a port that speaks TLS begins with plain HTTP.",
        "Ingen forbindelse til en port som bruker TLS, begynner med ren HTTP.";
}

fn readable(view: &JournalView<'_>, _with: &With) -> Judged {
    on_connections(view, |fault| match fault {
        ConnectionFault::NotHttp(why) => Some(breach(&NOT_HTTP, why.clone())),
        ConnectionFault::BrokenOff
        | ConnectionFault::NoTls
        | ConnectionFault::PlainHttp
        | ConnectionFault::OtherHost(_) => None,
    })
}

fn over_tls(view: &JournalView<'_>, _with: &With) -> Judged {
    on_connections(view, |fault| match fault {
        ConnectionFault::PlainHttp => Some(breach(&IN_CLEAR, "HTTP")),
        ConnectionFault::BrokenOff
        | ConnectionFault::NoTls
        | ConnectionFault::NotHttp(_)
        | ConnectionFault::OtherHost(_) => None,
    })
}

/// Looks at the calls to banks, and at the connections that brought no request that can be read.
fn on_connections(
    view: &JournalView<'_>,
    check: impl Fn(&ConnectionFault) -> Option<Finding>,
) -> Judged {
    let mut collector = Collector::default();
    for run in view.runs {
        run.bank_calls().for_each(|call| collector.look(call));
        for request in &run.unreadable {
            if let Some(found) = check(&request.fault) {
                let found = found.with("scenario", &run.scenario.id);
                collector.missing(found.with("place", request.place()));
            }
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

    #[test]
    fn plain_http_on_a_port_with_tls_is_found() {
        check("over-tls").keeps([bank(1, "/accounts")]);
        check("over-tls").finds_unreadable(&IN_CLEAR, ConnectionFault::PlainHttp);
    }

    #[test]
    fn a_connection_that_the_caller_closes_is_no_breach() {
        check("over-tls").keeps_unreadable(ConnectionFault::NoTls);
        check("readable").keeps_unreadable(ConnectionFault::BrokenOff);
    }
}
