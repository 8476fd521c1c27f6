//! What happens during a run, for whoever listens: the progress bar, plain lines, a log.

use judge::verdict::Outcome;
use plan::InstanceId;
use record::ExchangeRecord;
use record::result::CaseResult;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The run begins.
    Started {
        /// How many instances will run or be set aside.
        instances: usize,
    },
    /// An instance is done.
    Finished {
        /// Its name.
        instance: InstanceId,
        /// What became of it.
        outcome: Outcome,
    },
    /// Everything is done.
    Ended,
}

/// Takes events as they happen. Must not block.
pub trait Listener: Send + Sync {
    /// Something happened.
    fn notice(&self, event: &Event);

    /// An instance is judged: what became of it, with its evidence.
    fn judged(&self, _result: &CaseResult) {}

    /// An exchange that cases will be judged from.
    fn exchanged(&self, _number: u64, _exchange: &ExchangeRecord) {}
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Listener for Silent {
    fn notice(&self, _event: &Event) {}
}
