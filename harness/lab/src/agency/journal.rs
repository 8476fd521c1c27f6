//! Takes calls from every listener of an environment: the first ones whole, the ones beyond the bounds in brief.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use judge::agency::journal::{ConnectionFault, Register};

use crate::agency::cases::Cases;
use crate::agency::overflow::Overflow;
use judge::agency::journal::MoreCalls;
use judge::agency::journal::{
    Call, GivenAnswer, Place, UnreadableRequest, assertion_of, line, token_of,
};
use pack::scenario::BankName;

/// Calls of a scenario that are kept whole.
const MOST_CALLS: usize = 5_000;
/// Bytes that these may take.
const MOST_BYTES: usize = 128 * 1024 * 1024;
/// Unreadable connections of a scenario that are kept; further ones are counted.
const MOST_UNREADABLE: usize = 1_000;
/// A call that has been open for so long is shown to whoever watches, without its answer.
const SHOWN_OPEN_AFTER: Duration = Duration::from_secs(1);

/// Takes calls from every listener of an environment.
#[derive(Default)]
pub struct Journal {
    environment: usize,
    next: Arc<AtomicU64>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    calls: Vec<Call>,
    bytes: usize,
    open: usize,
    overflow: Overflow,
    unreadable: Vec<UnreadableRequest>,
    more_unreadable: u64,
    cases: Cases,
    /// Calls that came when another scenario was on, with the number of their own.
    late: Vec<(u64, Call)>,
}

/// What a journal held when a scenario ended.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// The calls in the order of arrival.
    pub calls: Vec<Call>,
    /// The calls that came after the bounds were reached.
    pub more_calls: MoreCalls,
    /// Connections without a request that can be read.
    pub unreadable: Vec<UnreadableRequest>,
    /// Further ones of these.
    pub more_unreadable: u64,
}

/// A call that waits for its answer. Dropped without one, the caller has gone away first.
pub(in crate::agency) struct OpenCall<'a> {
    journal: &'a Journal,
    number: u64,
    /// The scenario that the call belongs to.
    scenario: u64,
    overflowing: Option<Call>,
}

impl OpenCall<'_> {
    /// Notes the answer.
    pub(in crate::agency) fn answer(mut self, given: GivenAnswer, took: Duration) {
        if let Some(call) = &mut self.overflowing {
            call.given = Some(given);
            call.took = took;
            return;
        }
        let mut seen = self.journal.seen();
        let seen = &mut *seen;
        let late = seen.late.iter_mut().map(|(_, call)| call);
        let mut calls = seen.calls.iter_mut().chain(late).rev();
        if let Some(call) = calls.find(|call| call.number == self.number) {
            seen.bytes += given.weight();
            if given.delivered().is_some() {
                seen.cases.succeeded(call);
            }
            call.given = Some(given);
            call.took = took;
        }
    }

    /// The number of the scenario that the call belongs to.
    pub(in crate::agency) fn scenario(&self) -> u64 {
        self.scenario
    }
}

impl Drop for OpenCall<'_> {
    fn drop(&mut self) {
        let mut seen = self.journal.seen();
        seen.open = seen.open.saturating_sub(1);
        if let Some(call) = &self.overflowing {
            seen.overflow.write(call);
        }
    }
}

impl Journal {
    /// The journal of an environment; environments that run side by side share the counter that numbers their calls.
    pub(in crate::agency) fn of_environment(environment: usize, counter: Arc<AtomicU64>) -> Self {
        Self {
            environment,
            next: counter,
            seen: Mutex::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the environment.
    pub(in crate::agency) fn environment(&self) -> usize {
        self.environment
    }

    /// The number of the next call.
    pub(in crate::agency) fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Takes a call that has no answer yet.
    pub(in crate::agency) fn enter(&self, call: Call) -> OpenCall<'_> {
        let mut seen = self.seen();
        seen.open += 1;
        let number = call.number;
        let scenario = seen.cases.scenario_of(&call);
        let overflowing = seen.keep(scenario, call);
        OpenCall {
            journal: self,
            number,
            scenario,
            overflowing,
        }
    }

    /// Notes a connection without a request that can be read.
    pub(in crate::agency) fn note_unreadable(
        &self,
        bank: Option<BankName>,
        fault: ConnectionFault,
    ) {
        let request = UnreadableRequest {
            number: self.number(),
            environment: self.environment,
            bank,
            received: wire::dates::now(),
            fault,
        };
        let mut seen = self.seen();
        if seen.unreadable.len() < MOST_UNREADABLE {
            seen.unreadable.push(request);
        } else {
            seen.more_unreadable += 1;
        }
    }

    /// Notes a fault that a listener reports.
    pub(in crate::agency) fn report(
        &self,
        bank: Option<BankName>,
        fault: listener::ConnectionFault,
    ) {
        if let Some(fault) = fault_of(fault) {
            self.note_unreadable(bank, fault);
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

    /// The next scenario begins: gives its number. What came since the end of the one before belongs to that one.
    pub(in crate::agency) fn begin(&self, party: &str) -> u64 {
        let rest = self.take().calls;
        let mut seen = self.seen();
        let before = seen.cases.current();
        seen.late
            .extend(rest.into_iter().map(|call| (before, call)));
        seen.cases.begin(party);
        seen.cases.current()
    }

    /// No call of the scenario that is on comes after its end.
    pub(in crate::agency) fn close(&self) {
        self.seen().cases.close();
    }

    /// The number of the scenario that is on.
    pub(in crate::agency) fn scenario(&self) -> u64 {
        self.seen().cases.current()
    }

    /// The calls that came when another scenario was on, with the number of their own.
    pub(in crate::agency) fn take_late(&self) -> Vec<(u64, Call)> {
        std::mem::take(&mut self.seen().late)
    }

    /// As [`Journal::take_late`], but for calls that have no answer yet.
    pub(in crate::agency) fn take_answered_late(&self) -> Vec<(u64, Call)> {
        let answered = |(_, call): &mut (u64, Call)| call.given.is_some();
        self.seen().late.extract_if(.., answered).collect()
    }

    /// Takes what came for the scenario that is on.
    pub fn take(&self) -> Recorded {
        let mut seen = self.seen();
        seen.bytes = 0;
        let mut calls = std::mem::take(&mut seen.calls);
        calls.sort_by_key(|call| (call.received, call.number));
        Recorded {
            calls,
            more_calls: seen.overflow.take(),
            unreadable: std::mem::take(&mut seen.unreadable),
            more_unreadable: std::mem::take(&mut seen.more_unreadable),
        }
    }
}

impl Seen {
    /// Keeps a call of a scenario; gives it back where there is no room.
    fn keep(&mut self, scenario: u64, call: Call) -> Option<Call> {
        if scenario != self.cases.current() && self.late.len() < MOST_CALLS {
            self.late.push((scenario, call));
            return None;
        }
        if self.calls.len() >= MOST_CALLS || self.bytes >= MOST_BYTES {
            return Some(call);
        }
        self.bytes += call.weight() + call.given.as_ref().map_or(0, GivenAnswer::weight);
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
            environment: self.environment,
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
            given: Some(GivenAnswer {
                status: call.status.as_u16(),
                headers: headers_of(&call.response_headers),
                document: serde_json::from_slice(&call.response_body).ok(),
                // A register fails only where the scenario says so.
                altered: call.status.is_server_error(),
                corruption: None,
            }),
            warnings: call.warnings.iter().map(|warning| warning.id()).collect(),
        };
        let mut seen = self.seen();
        let scenario = seen.cases.scenario_of(&call);
        if call.delivered().is_some() {
            seen.cases.succeeded(&call);
        }
        if let Some(call) = seen.keep(scenario, call) {
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
            environment: 0,
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
            warnings: Vec::new(),
        }
    }

    fn given(status: u16) -> GivenAnswer {
        GivenAnswer {
            status,
            headers: Vec::new(),
            document: None,
            altered: true,
            corruption: None,
        }
    }

    fn unanswered(journal: &Journal) -> Call {
        Call {
            number: journal.number(),
            given: None,
            warnings: Vec::new(),
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
        let recorded = journal.take();
        let briefs: Vec<_> = recorded.more_calls.read().collect();
        assert_eq!((recorded.calls.len(), briefs.len()), (MOST_CALLS, 3));
        assert_eq!(briefs[2].number, 5_003);
        assert_eq!(briefs[2].status, Some(204));
        assert_eq!(journal.take().more_calls.count, 0);
    }

    #[test]
    fn a_few_large_calls_fill_it_as_well() {
        let journal = Journal::default();
        for _ in 0..4 {
            let mut large = unanswered(&journal);
            large.body = vec![0; MOST_BYTES / 3].into();
            drop(journal.enter(large));
        }
        let recorded = journal.take();
        assert_eq!((recorded.calls.len(), recorded.more_calls.count), (3, 1));
    }

    #[test]
    fn an_answer_finds_its_call() {
        let journal = Journal::default();
        let entry = journal.enter(unanswered(&journal));
        assert_eq!(journal.state(), (1, 1));
        entry.answer(given(418), Duration::from_millis(5));
        assert_eq!(journal.state(), (1, 0));
        assert_eq!(journal.take().calls[0].status(), Some(418));
    }

    #[test]
    fn a_caller_who_went_away_leaves_a_call_without_an_answer() {
        let journal = Journal::default();
        drop(journal.enter(unanswered(&journal)));
        assert_eq!(journal.state(), (1, 0));
        assert_eq!(journal.take().calls[0].status(), None);
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
    fn a_call_that_comes_late_is_kept_for_its_scenario() {
        use crate::agency::cases::tests::call;
        let journal = Journal::default();
        journal.begin("1");
        drop(journal.enter(call("a", "/accounts")));
        journal.take();
        journal.begin("1");
        journal
            .enter(call("a", "/accounts/r"))
            .answer(given(200), Duration::ZERO);
        assert_eq!(journal.take().calls.len(), 0);
        let late = journal.take_late();
        assert_eq!((late[0].0, late[0].1.status()), (1, Some(200)));
    }

    #[test]
    fn a_late_call_that_is_open_is_left_where_it_finds_its_answer() {
        use crate::agency::cases::tests::call;
        let journal = Journal::default();
        journal.begin("1");
        drop(journal.enter(call("a", "/accounts")));
        journal.take();
        journal.begin("1");
        let open = journal.enter(call("a", "/accounts/r"));
        assert!(journal.take_answered_late().is_empty());
        open.answer(given(200), Duration::ZERO);
        assert_eq!(journal.take_answered_late().len(), 1);
    }

    #[test]
    fn a_call_between_two_scenarios_belongs_to_the_first() {
        use crate::agency::cases::tests::call;
        let journal = Journal::default();
        journal.begin("1");
        journal.take();
        drop(journal.enter(call("a", "/accounts")));
        journal.begin("1");
        assert_eq!(journal.take_late()[0].0, 1);
    }

    #[test]
    fn keeps_what_a_register_accepted_with_a_warning() {
        let journal = Journal::default();
        let grant = mock_agency::Call {
            register: Some(mock_agency::Register::Maskinporten),
            received: Timestamp::UNIX_EPOCH,
            took: Duration::ZERO,
            method: http::Method::POST,
            uri: http::Uri::from_static("/token"),
            request_headers: http::HeaderMap::new(),
            request_body: Bytes::new(),
            status: http::StatusCode::OK,
            response_headers: http::HeaderMap::new(),
            response_body: Bytes::new(),
            warnings: vec![mock_agency::Warning::IncompleteChain],
        };
        mock_agency::Journal::record(&journal, grant);
        assert_eq!(journal.take().calls[0].warnings, ["incomplete-chain"]);
    }

    #[test]
    fn counts_unreadable_connections_that_it_does_not_keep() {
        let journal = Journal::default();
        for _ in 0..=MOST_UNREADABLE {
            journal.note_unreadable(None, ConnectionFault::BrokenOff);
        }
        let recorded = journal.take();
        assert_eq!(
            (recorded.unreadable.len(), recorded.more_unreadable),
            (MOST_UNREADABLE, 1)
        );
    }
}
