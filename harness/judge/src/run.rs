//! What is observed over several answers of a run, rather than in one of them.

use pack::text::Text;

use crate::finding::Finding;

crate::observations! {
    /// A 429 has another code than the one for it.
    RATE_LIMIT_CODE = "rate-limit-code" {
        observed: "429 without the code for it", "429 uten koden for det";
        expected: "429 {code}", "429 {code}";
    }
    /// Answers are slower than the profile's limit.
    SLOW = "response-time-over-limit" {
        observed: "nine of ten answers take longer than the limit in the profile", "ni av ti svar tar lengre tid enn grensen i profilen";
        expected: "p90 ≤ {limit} ms", "p90 ≤ {limit} ms";
    }
    /// How long answers took.
    RESPONSE_TIMES = "response-times" {
        observed: "response times", "svartider";
    }
    /// A request of a retrieval was refused.
    NOT_SERVED = "not-served-in-retrieval" {
        observed: "{endpoint} was not served within a retrieval", "{endpoint} ble ikke besvart i en innhenting";
        expected: "200 and a readable document", "200 og et lesbart dokument";
    }
    /// A period divided into parts gives something else than the whole.
    PARTS_DIFFER = "parts-differ-from-whole" {
        observed: "the parts of the period do not add up to the whole", "delene av perioden utgjør ikke det hele";
        expected: "each transaction as often as in the whole period: {count} time(s)", "hver transaksjon like ofte som i hele perioden: {count} gang(er)";
    }
    /// The input does not matter.
    FAILS_SOMETIMES = "fails-sometimes" {
        observed: "it fails only sometimes, whatever is sent", "det feiler bare av og til, uansett hva som sendes";
    }
    /// The input of a property that was sent again.
    INPUT = "property-input" {
        observed: "{input}", "{input}";
    }
}

/// A 429 without the code that the API has for it.
pub fn rate_limit_code(code: &str) -> Finding {
    Finding::breach(&RATE_LIMIT_CODE).with("code", code)
}

/// Nine of ten answers take longer than a limit in milliseconds.
pub fn slow(limit: u64) -> Finding {
    Finding::breach(&SLOW).with("limit", limit)
}

/// How long answers took.
pub fn response_times() -> Finding {
    Finding::note(&RESPONSE_TIMES)
}

/// A request of a retrieval was not served.
pub fn not_served(endpoint: wire::messages::Endpoint) -> Finding {
    Finding::breach(&NOT_SERVED).with("endpoint", endpoint)
}

/// A transaction occurs `count` times in the whole period, and not as often in its parts.
pub fn parts_differ(count: usize) -> Finding {
    Finding::breach(&PARTS_DIFFER).with("count", count)
}

/// A property fails only sometimes.
pub fn fails_sometimes() -> Finding {
    Finding::note(&FAILS_SOMETIMES)
}

/// The input of a property, for whoever sent it again.
pub fn input(words: Text) -> Finding {
    Finding::note(&INPUT).with("input", words)
}
