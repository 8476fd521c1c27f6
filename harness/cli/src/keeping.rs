//! Writes what a run against a bank finds into its log, as it comes.

use engine::event::{Event, Listener};
use pack::catalogue::Catalogue;
use record::log::Log;
use record::redact::Redactor;
use record::result::CaseResult;
use record::{ExchangeRecord, case_of, exchange_key};

/// Keeps what happens, and lets another listen.
pub(super) struct Keeping<'a> {
    pub(super) log: &'a Log,
    pub(super) catalogue: &'a Catalogue,
    pub(super) redactor: &'a Redactor,
    pub(super) other: Box<dyn Listener>,
}

impl Listener for Keeping<'_> {
    fn notice(&self, event: &Event) {
        self.other.notice(event);
    }

    fn judged(&self, result: &CaseResult) {
        for (number, _, exchange) in &result.evidence {
            self.exchanged(*number, exchange);
        }
        self.other.judged(result);
        let case = case_of(result, self.catalogue, self.redactor);
        if !case.was_not_run() {
            self.log.case(&case);
        }
    }

    fn exchanged(&self, number: u64, exchange: &ExchangeRecord) {
        self.log.exchange(exchange_key(number), exchange);
    }
}
