//! The causes that a run would find, as far as the doctor's few answers show them: the same ids and words.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::doctor::{Diagnosis, Whose};
use engine::runner::Runner;
use judge::answer::Remark;
use judge::exchange::Exchange;
use pack::text::Text;
use plan::target::Target;
use record::causes::{Cause, Layer, shown_by};
use record::{ExchangeRecord, record_exchange};

/// The record of a request without a token, whose answer is a refusal.
pub(super) fn of_a_refusal(
    runner: &Runner,
    target: &Target,
    exchange: &Exchange,
) -> ExchangeRecord {
    let agency = target.agencies.values().next();
    let answer = exchange.outcome.as_ref().ok().zip(agency);
    let answer =
        answer.map(|(received, agency)| judge::open::open(received, &agency.decryption_key, false));
    record_exchange(exchange, answer.as_ref(), runner.redactor())
}

/// What the answers to valid requests, and a refusal, have in common.
pub(super) fn examine(
    asked: &[Arc<ExchangeRecord>],
    refusal: Option<&ExchangeRecord>,
) -> Vec<Diagnosis> {
    let numbered = asked.iter().enumerate();
    let valid: BTreeMap<String, ExchangeRecord> = numbered
        .map(|(number, exchange)| (number.to_string(), (**exchange).clone()))
        .collect();
    let mut diagnoses: Vec<Diagnosis> = shown_by(&valid, refusal).iter().map(said).collect();
    let remarks = valid.values().filter_map(|one| one.response.as_ref());
    let first = remarks.flat_map(|answer| &answer.remarks).find_map(form);
    diagnoses.extend(first.map(|seen| {
        let alone = Text::new(
            "send the JWE alone, without anything around it",
            "send JWE-en alene, uten noe rundt",
        );
        Diagnosis::note(Text::new("answers", "svar"), seen, alone)
    }));
    diagnoses
}

fn said(cause: &Cause) -> Diagnosis {
    let what = cause.layer.text();
    let change = cause.change().unwrap_or_else(|| Text::same(""));
    let diagnosis = match cause.layer {
        // What was asked for is named with its own fault.
        Layer::Transport | Layer::Acceptance => Diagnosis::note(what, cause.text(), change),
        Layer::Refusal | Layer::Protection | Layer::Access | Layer::Content => {
            Diagnosis::fault(what, cause.text(), Whose::Bank, change)
        }
    };
    diagnosis.because_of(&cause.id)
}

/// What is tolerated around a JWE. A content coding is a cause of its own.
fn form(remark: &Remark) -> Option<Text> {
    match remark {
        Remark::Coded(_) => None,
        Remark::ByteOrderMark => Some(Text::new(
            "a byte order mark is before the JWE or JSON",
            "det er et byterekkefølgemerke foran JWE-en eller JSON-en",
        )),
        Remark::Quoted => Some(Text::new(
            "the JWE is in quotation marks",
            "JWE-en er i anførselstegn",
        )),
        Remark::SurroundingWhiteSpace => Some(Text::new(
            "white space or line breaks are around the JWE",
            "det er blanktegn eller linjeskift rundt JWE-en",
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::doctor::State;

    /// A refusal with this media type.
    fn refusal(media_type: &str) -> ExchangeRecord {
        serde_json::from_value(json!({
            "request": {"service": "s", "endpoint": "Accounts", "method": "GET", "url": "u", "headers": []},
            "response": {"status": 401, "version": "HTTP/1.1", "headers": [["content-type", media_type]],
                "protection": {"form": "none"}, "bodyBytes": 2},
            "started": "2026-11-27T12:00:00Z", "elapsedMs": 1.0
        }))
        .expect("an exchange")
    }

    #[test]
    fn a_refusal_of_another_media_type_is_the_cause_that_a_run_would_name() {
        let found = examine(&[], Some(&refusal("text/plain")));
        assert_eq!(found[0].cause.as_deref(), Some("refusals-media-type"));
        assert_eq!(found[0].whose, Some(Whose::Bank));
    }

    #[test]
    fn a_right_refusal_shows_no_cause() {
        assert_eq!(examine(&[], Some(&refusal("application/json"))), []);
    }

    #[test]
    fn valid_requests_that_are_all_refused_alike_have_one_cause_beside_their_faults() {
        let asked = [Arc::new(refusal("text/html"))];
        let found = examine(&asked, Some(&refusal("application/json")));
        assert_eq!(found[0].cause.as_deref(), Some("no-valid-request-accepted"));
        assert_eq!(found[0].state, State::Note);
    }
}
