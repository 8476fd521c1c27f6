//! Takes calls from every listener of a stage: the first ones whole, the ones beyond the bounds in brief.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use judge::agency::journal::{ConnectionFault, Register};

use crate::agency::overflow::Overflow;
use judge::agency::journal::Beyond;
use judge::agency::journal::{Call, Disturbance, Given, Place, assertion_of, line, token_of};
use pack::scenario::BankName;

/// Calls of a scenario that are kept whole.
const MOST_CALLS: usize = 5_000;
/// Bytes that these may take.
const MOST_BYTES: usize = 128 * 1024 * 1024;
/// Unreadable connections of a scenario that are kept; further ones are counted.
const MOST_DISTURBANCES: usize = 1_000;
/// A call that has been open for so long is shown to whoever watches, without its answer.
const SHOWN_OPEN_AFTER: Duration = Duration::from_secs(1);

/// Takes calls from every listener of a stage.
#[derive(Default)]
pub struct Journal {
    stage: usize,
    next: Arc<AtomicU64>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    calls: Vec<Call>,
    bytes: usize,
    open: usize,
    overflow: Overflow,
    disturbances: Vec<Disturbance>,
    more_disturbances: u64,
}

/// What a journal held when a scenario ended.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The calls in the order of arrival.
    pub calls: Vec<Call>,
    /// The calls that came after the bounds were reached.
    pub beyond: Beyond,
    /// Connections without a request that can be read.
    pub disturbances: Vec<Disturbance>,
    /// Further ones of these.
    pub more_disturbances: u64,
}

/// A call that waits for its answer. Dropped without one, the caller has gone away first.
pub(in crate::agency) struct Entry<'a> {
    journal: &'a Journal,
    number: u64,
    beyond: Option<Call>,
}

impl Entry<'_> {
    /// Notes the answer.
    pub(in crate::agency) fn answer(mut self, given: Given, took: Duration) {
        if let Some(call) = &mut self.beyond {
            call.given = Some(given);
            call.took = took;
            return;
        }
        let mut seen = self.journal.seen();
        let weight = given.weight();
        let found = seen
            .calls
            .iter_mut()
            .rev()
            .find(|call| call.number == self.number);
        if let Some(call) = found {
            call.given = Some(given);
            call.took = took;
            seen.bytes += weight;
        }
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        let mut seen = self.journal.seen();
        seen.open = seen.open.saturating_sub(1);
        if let Some(call) = &self.beyond {
            seen.overflow.write(call);
        }
    }
}

impl Journal {
    /// The journal of a stage; stages that play side by side share the counter that numbers their calls.
    pub(in crate::agency) fn of_stage(stage: usize, counter: Arc<AtomicU64>) -> Self {
        Self {
            stage,
            next: counter,
            seen: Mutex::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the stage.
    pub(in crate::agency) fn stage(&self) -> usize {
        self.stage
    }

    /// The number of the next call.
    pub(in crate::agency) fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Takes a call that has no answer yet.
    pub(in crate::agency) fn enter(&self, call: Call) -> Entry<'_> {
        let mut seen = self.seen();
        seen.open += 1;
        let number = call.number;
        let beyond = seen.keep(call);
        Entry {
            journal: self,
            number,
            beyond,
        }
    }

    /// Notes a connection without a request that can be read.
    pub(in crate::agency) fn disturb(&self, bank: Option<BankName>, fault: ConnectionFault) {
        let disturbance = Disturbance {
            number: self.number(),
            stage: self.stage,
            bank,
            received: wire::dates::now(),
            fault,
        };
        let mut seen = self.seen();
        if seen.disturbances.len() < MOST_DISTURBANCES {
            seen.disturbances.push(disturbance);
        } else {
            seen.more_disturbances += 1;
        }
    }

    /// Notes a fault that a listener reports.
    pub(in crate::agency) fn report(
        &self,
        bank: Option<BankName>,
        fault: listener::ConnectionFault,
    ) {
        if let Some(fault) = fault_of(fault) {
            self.disturb(bank, fault);
        }
    }

    /// How many calls there are, and how many of them are open.
    pub fn state(&self) -> (u64, usize) {
        let seen = self.seen();
        let kept = u64::try_from(seen.calls.len()).unwrap_or(u64::MAX);
        (kept.saturating_add(seen.overflow.count()), seen.open)
    }

    /// One line for each call from the given position on, up to the first that will soon have its answer.
    pub fn lines_from(&self, position: usize) -> Vec<String> {
        let now = wire::dates::now();
        let settled = |call: &&Call| {
            let open_for = Duration::try_from(now.duration_since(call.received));
            call.given.is_some() || open_for.is_ok_and(|open| open > SHOWN_OPEN_AFTER)
        };
        let seen = self.seen();
        let from = seen.calls.iter().skip(position);
        from.take_while(settled).map(line::line).collect()
    }

    /// Takes everything out; what comes from then on belongs to the next scenario.
    pub fn turn(&self) -> Page {
        let mut seen = self.seen();
        seen.bytes = 0;
        let mut calls = std::mem::take(&mut seen.calls);
        calls.sort_by_key(|call| (call.received, call.number));
        Page {
            calls,
            beyond: seen.overflow.take(),
            disturbances: std::mem::take(&mut seen.disturbances),
            more_disturbances: std::mem::take(&mut seen.more_disturbances),
        }
    }
}

impl Seen {
    /// Keeps a call; gives it back where there is no room.
    fn keep(&mut self, call: Call) -> Option<Call> {
        if self.calls.len() >= MOST_CALLS || self.bytes >= MOST_BYTES {
            return Some(call);
        }
        self.bytes += call.weight() + call.given.as_ref().map_or(0, Given::weight);
        self.calls.push(call);
        None
    }
}

impl mock_agency::Journal for Journal {
    fn record(&self, call: mock_agency::Call) {
        let headers = headers_of(&call.request_headers);
        let token = match call.register {
            Some(mock_agency::Register::Maskinporten) => assertion_of(&call.request_body),
            _ => token_of(&headers),
        };
        let call = Call {
            stage: self.stage,
            number: self.number(),
            place: call.register.map_or(Place::Unknown, |register| {
                Place::Register(register_of(register))
            }),
            received: call.received,
            took: call.took,
            method: call.method.to_string(),
            path: call.uri.path().to_owned(),
            query: call.uri.query().unwrap_or_default().to_owned(),
            route: None,
            headers,
            body: call.request_body,
            token,
            order: None,
            given: Some(Given {
                status: call.status.as_u16(),
                headers: headers_of(&call.response_headers),
                document: serde_json::from_slice(&call.response_body).ok(),
                staged: false,
            }),
        };
        let mut seen = self.seen();
        if let Some(call) = seen.keep(call) {
            seen.overflow.write(&call);
        }
    }

    fn fault(&self, fault: listener::ConnectionFault) {
        self.report(None, fault);
    }
}

/// Headers as pairs, in order.
pub(crate) fn headers_of(headers: &http::HeaderMap) -> Vec<(String, Vec<u8>)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect()
}

fn register_of(register: mock_agency::Register) -> Register {
    match register {
        mock_agency::Register::Maskinporten => Register::Maskinporten,
        mock_agency::Register::Police => Register::Police,
        mock_agency::Register::CertPubLocator => Register::CertPubLocator,
        mock_agency::Register::CertPubPublisher => Register::CertPubPublisher,
        mock_agency::Register::Freg => Register::Freg,
        mock_agency::Register::Persontjenesten => Register::Persontjenesten,
        mock_agency::Register::CustomerOverview => Register::CustomerOverview,
        mock_agency::Register::ApiRegistry => Register::ApiRegistry,
        mock_agency::Register::Konkursvarsel => Register::Konkursvarsel,
    }
}

/// A fault of the caller's; a connection that was closed in favour of others is none.
fn fault_of(fault: listener::ConnectionFault) -> Option<ConnectionFault> {
    match fault {
        listener::ConnectionFault::NotHttp(why) => Some(ConnectionFault::NotHttp(why)),
        listener::ConnectionFault::BrokenOff => Some(ConnectionFault::BrokenOff),
        listener::ConnectionFault::NoTls => Some(ConnectionFault::NoTls),
        listener::ConnectionFault::PlainHttp => Some(ConnectionFault::PlainHttp),
        listener::ConnectionFault::OtherHost(host) => Some(ConnectionFault::OtherHost(host)),
        listener::ConnectionFault::ClosedForRoom => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use jiff::Timestamp;
    use judge::agency::route::Route;

    fn call(place: Place, path: &str) -> Call {
        Call {
            stage: 0,
            number: 1,
            place,
            received: Timestamp::UNIX_EPOCH,
            took: Duration::ZERO,
            method: "GET".into(),
            path: path.into(),
            query: String::new(),
            route: path.strip_prefix("/v2").and_then(Route::of),
            headers: Vec::new(),
            body: Bytes::new(),
            token: None,
            order: None,
            given: Some(given(200)),
        }
    }

    fn given(status: u16) -> Given {
        Given {
            status,
            headers: Vec::new(),
            document: None,
            staged: true,
        }
    }

    fn unanswered(journal: &Journal) -> Call {
        Call {
            number: journal.number(),
            given: None,
            ..call(Place::Unknown, "/x?secret=1")
        }
    }

    #[test]
    fn keeps_every_call_though_only_the_first_ones_whole() {
        let journal = Journal::default();
        for _ in 0..MOST_CALLS + 3 {
            journal
                .enter(unanswered(&journal))
                .answer(given(204), Duration::from_millis(2));
        }
        assert_eq!(journal.state(), (5_003, 0));
        let page = journal.turn();
        let briefs: Vec<_> = page.beyond.read().collect();
        assert_eq!((page.calls.len(), briefs.len()), (MOST_CALLS, 3));
        assert_eq!(briefs[2].number, 5_003);
        assert_eq!(briefs[2].status, Some(204));
        assert_eq!(journal.turn().beyond.count, 0);
    }

    #[test]
    fn a_few_large_calls_fill_it_as_well() {
        let journal = Journal::default();
        for _ in 0..4 {
            let mut large = unanswered(&journal);
            large.body = vec![0; MOST_BYTES / 3].into();
            drop(journal.enter(large));
        }
        let page = journal.turn();
        assert_eq!((page.calls.len(), page.beyond.count), (3, 1));
    }

    #[test]
    fn an_answer_finds_its_call() {
        let journal = Journal::default();
        let entry = journal.enter(unanswered(&journal));
        assert_eq!(journal.state(), (1, 1));
        entry.answer(given(418), Duration::from_millis(5));
        assert_eq!(journal.state(), (1, 0));
        assert_eq!(journal.turn().calls[0].status(), Some(418));
    }

    #[test]
    fn a_caller_who_went_away_leaves_a_call_without_an_answer() {
        let journal = Journal::default();
        drop(journal.enter(unanswered(&journal)));
        assert_eq!(journal.state(), (1, 0));
        assert_eq!(journal.turn().calls[0].status(), None);
    }

    #[test]
    fn shows_a_call_once_it_is_answered() {
        let journal = Journal::default();
        let mut fresh = unanswered(&journal);
        fresh.received = wire::dates::now();
        let entry = journal.enter(fresh);
        assert_eq!(journal.lines_from(0).len(), 0);
        entry.answer(given(200), Duration::ZERO);
        assert_eq!(journal.lines_from(0).len(), 1);
        assert_eq!(journal.lines_from(1).len(), 0);
    }

    #[test]
    fn counts_unreadable_connections_that_it_does_not_keep() {
        let journal = Journal::default();
        for _ in 0..=MOST_DISTURBANCES {
            journal.disturb(None, ConnectionFault::BrokenOff);
        }
        let page = journal.turn();
        assert_eq!(
            (page.disturbances.len(), page.more_disturbances),
            (MOST_DISTURBANCES, 1)
        );
    }
}
