//! Whether every request of a retrieval was served.

use wire::messages::Endpoint;

use crate::check::{Judged, checks};
use crate::exchange::ExchangeId;
use crate::finding::Finding;
use crate::observations;

/// A request of a retrieval that was answered, and not served.
#[derive(Clone, Debug)]
pub struct Unserved {
    /// Its endpoint.
    pub endpoint: Endpoint,
    /// The exchange.
    pub exchange: ExchangeId,
    /// What came instead.
    pub got: String,
}

/// Judges the number of requests that were sent, and those that were not served.
pub type RequestsCheck = fn(u64, &[Unserved]) -> Judged;

checks! {
    "retrieval-complete": Requests(retrieval_complete), NEEDS_REQUESTS,
        "every request of a whole retrieval is served: 200 and a readable document",
        "alle forespørsler i en hel innhenting besvares: 200 og et lesbart dokument";
}

observations! {
    /// A request of a retrieval was not served.
    NOT_SERVED = "retrieval-not-served" {
        observed: "{endpoint} was not served within a retrieval", "{endpoint} ble ikke besvart i en innhenting";
        expected: "200 and a readable document", "200 og et lesbart dokument";
    }
}

fn retrieval_complete(requests: u64, unserved: &[Unserved]) -> Judged {
    let findings = unserved
        .iter()
        .map(|one| {
            Finding::breach(&NOT_SERVED)
                .with("endpoint", one.endpoint)
                .received(one.got.clone())
                .in_exchange(one.exchange)
        })
        .collect();
    Judged::of(requests, findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::{assert_breach, assert_conforms, assert_nothing};

    #[test]
    fn a_retrieval_without_failures_conforms() {
        assert_conforms(&retrieval_complete(3, &[]));
        assert_nothing(&retrieval_complete(0, &[]));
    }

    #[test]
    fn a_request_that_was_not_served_breaches() {
        let refused = Unserved {
            endpoint: Endpoint::Roles,
            exchange: ExchangeId(7),
            got: "500".into(),
        };
        assert_breach(&retrieval_complete(3, &[refused]), &NOT_SERVED);
    }
}
