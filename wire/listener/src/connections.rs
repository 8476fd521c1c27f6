//! The open connections of a listener. When there are as many as permitted, the oldest that wait for a request are
//! closed in favour of those that arrive.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::limits::Limits;

/// Connections that are closed together.
const CLOSED_TOGETHER: usize = 32;
/// While others wait for a place, the first request of a caller that means to send one is here within this time.
const FIRST_REQUEST_TIME: Duration = Duration::from_millis(100);

/// The open connections, by age.
#[derive(Default)]
pub(crate) struct Connections {
    next: AtomicU64,
    open: Mutex<BTreeMap<u64, Arc<Connection>>>,
}

/// What is known of one connection.
pub(crate) struct Connection {
    opened: Instant,
    /// Requests under way.
    requests: AtomicUsize,
    /// Those of them whose bodies have not arrived.
    arriving: AtomicUsize,
    /// When the last request ended, in milliseconds after the opening; 0 before the first.
    last_request: AtomicU64,
    closing: AtomicBool,
    close: Notify,
}

/// Keeps a connection registered until it is dropped.
pub(crate) struct Registration {
    connections: Arc<Connections>,
    number: u64,
    pub(crate) connection: Arc<Connection>,
}

/// A request under way.
pub(crate) struct UnderWay(Arc<Connection>);

/// A request whose body is arriving.
pub(crate) struct Arriving(Arc<Connection>);

impl Connections {
    fn open(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn register(self: &Arc<Self>) -> Registration {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection {
            opened: Instant::now(),
            requests: AtomicUsize::default(),
            arriving: AtomicUsize::default(),
            last_request: AtomicU64::default(),
            closing: AtomicBool::default(),
            close: Notify::default(),
        });
        self.open().insert(number, Arc::clone(&connection));
        Registration {
            connections: Arc::clone(self),
            number,
            connection,
        }
    }

    /// Closes the oldest connections without a request to answer.
    pub(crate) fn make_room(&self) {
        let open = self.open();
        let idle = open.values().filter(|one| !one.is_busy());
        let chosen = idle.filter(|one| !one.closing.swap(true, Ordering::Relaxed));
        chosen
            .take(CLOSED_TOGETHER)
            .for_each(|connection| connection.close.notify_one());
    }
}

impl Connection {
    /// Ends when the connection shall be closed in favour of another one.
    pub(crate) async fn closing(&self) {
        if !self.closing.load(Ordering::Relaxed) {
            self.close.notified().await;
        }
    }

    /// Ends when the caller has taken longer over a head than the limits permit.
    pub(crate) async fn overdue(&self, limits: &Limits) {
        // A request may begin and end meanwhile, so no later than an idle time from now the question comes again.
        let longest = limits.idle.max(Duration::from_millis(10));
        loop {
            let now = Instant::now();
            match self.due(limits) {
                Some(due) if due <= now => return,
                Some(due) => tokio::time::sleep_until(due.min(now + longest)).await,
                None => tokio::time::sleep(longest).await,
            }
        }
    }

    /// When the next head must be complete; nothing while a request is under way.
    fn due(&self, limits: &Limits) -> Option<Instant> {
        if self.requests.load(Ordering::Relaxed) > 0 {
            return None;
        }
        Some(match self.last_request.load(Ordering::Relaxed) {
            0 => self.opened + limits.first_head,
            ended => self.opened + Duration::from_millis(ended) + limits.idle,
        })
    }

    /// Whether there is a request to answer: one that is under way, and whose body is here or is not waited for.
    pub(crate) fn is_busy(&self) -> bool {
        self.requests.load(Ordering::Relaxed) > self.arriving.load(Ordering::Relaxed)
    }

    /// How much longer the first request may take while others wait for a place; nothing after a first request.
    pub(crate) fn patience(&self) -> Duration {
        if self.last_request.load(Ordering::Relaxed) > 0 {
            return Duration::ZERO;
        }
        FIRST_REQUEST_TIME.saturating_sub(self.opened.elapsed())
    }

    /// Whether no request has come in full.
    pub(crate) fn is_unused(&self) -> bool {
        !self.is_busy() && self.last_request.load(Ordering::Relaxed) == 0
    }

    /// The body of a request under way is waited for.
    pub(crate) fn wait_for_body(self: &Arc<Self>) -> Arriving {
        self.arriving.fetch_add(1, Ordering::Relaxed);
        Arriving(Arc::clone(self))
    }

    pub(crate) fn begin(self: &Arc<Self>) -> UnderWay {
        self.requests.fetch_add(1, Ordering::Relaxed);
        UnderWay(Arc::clone(self))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let ended = u64::try_from(self.0.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.last_request.store(ended.max(1), Ordering::Relaxed);
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.0.arriving.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.connections.open().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closing(registration: &Registration) -> bool {
        registration.connection.closing.load(Ordering::Relaxed)
    }

    #[test]
    fn closes_an_idle_connection_and_not_a_busy_one() {
        let connections = Arc::new(Connections::default());
        let (busy, idle) = (connections.register(), connections.register());
        let _request = busy.connection.begin();
        connections.make_room();
        assert_eq!((closing(&busy), closing(&idle)), (false, true));
    }

    #[test]
    fn closes_a_connection_whose_request_has_not_arrived_in_full() {
        let connections = Arc::new(Connections::default());
        let registration = connections.register();
        let _request = registration.connection.begin();
        let _body = registration.connection.wait_for_body();
        connections.make_room();
        assert!(closing(&registration));
    }

    #[test]
    fn a_connection_is_idle_again_after_its_request() {
        let connections = Arc::new(Connections::default());
        let registration = connections.register();
        drop(registration.connection.begin());
        connections.make_room();
        assert!(closing(&registration));
    }

    #[test]
    fn closes_the_oldest_first_and_not_all() {
        let connections = Arc::new(Connections::default());
        let open: Vec<Registration> = (0..=CLOSED_TOGETHER)
            .map(|_| connections.register())
            .collect();
        connections.make_room();
        let closed = open.iter().filter(|one| closing(one)).count();
        assert_eq!(
            (closed, closing(&open[CLOSED_TOGETHER])),
            (CLOSED_TOGETHER, false)
        );
    }

    #[test]
    fn a_closed_connection_is_forgotten() {
        let connections = Arc::new(Connections::default());
        drop(connections.register());
        assert!(connections.open().is_empty());
    }

    #[tokio::test]
    async fn a_connection_is_overdue_when_its_first_head_takes_too_long() {
        let limits = Limits {
            first_head: Duration::from_millis(50),
            ..Limits::default()
        };
        let registration = Arc::new(Connections::default()).register();
        let overdue = registration.connection.overdue(&limits);
        let second = Duration::from_secs(1);
        assert!(tokio::time::timeout(second, overdue).await.is_ok());
    }

    #[tokio::test]
    async fn a_request_under_way_is_never_overdue() {
        let limits = Limits {
            first_head: Duration::from_millis(1),
            idle: Duration::from_millis(1),
            ..Limits::default()
        };
        let registration = Arc::new(Connections::default()).register();
        let _request = registration.connection.begin();
        let overdue = registration.connection.overdue(&limits);
        let moment = Duration::from_millis(100);
        assert!(tokio::time::timeout(moment, overdue).await.is_err());
    }
}
