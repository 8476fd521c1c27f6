//! The open connections of a listener: when there are as many as there may be, the ones that wait for a request give
//! way to those that come.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Connections that are asked to leave at once.
const LEAVE_TOGETHER: usize = 32;

/// The open connections, by age.
#[derive(Default)]
pub(super) struct Crowd {
    next: AtomicU64,
    seats: Mutex<BTreeMap<u64, Arc<Seat>>>,
}

/// One connection's place among them.
#[derive(Default)]
pub(super) struct Seat {
    requests: AtomicUsize,
    asked: AtomicBool,
    leave: Notify,
}

/// Keeps a seat; gives it up when dropped.
pub(super) struct Guest {
    crowd: Arc<Crowd>,
    number: u64,
    pub(super) seat: Arc<Seat>,
}

/// A request under way.
pub(super) struct Busy(Arc<Seat>);

impl Crowd {
    fn seats(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Seat>>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn welcome(self: &Arc<Self>) -> Guest {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let seat = Arc::new(Seat::default());
        self.seats().insert(number, Arc::clone(&seat));
        Guest {
            crowd: Arc::clone(self),
            number,
            seat,
        }
    }

    /// Asks the oldest connections without a request under way to leave.
    pub(super) fn make_room(&self) {
        let seats = self.seats();
        let idle = seats
            .values()
            .filter(|seat| seat.requests.load(Ordering::Relaxed) == 0);
        let not_asked = idle.filter(|seat| !seat.asked.swap(true, Ordering::Relaxed));
        not_asked
            .take(LEAVE_TOGETHER)
            .for_each(|seat| seat.leave.notify_one());
    }
}

impl Seat {
    /// Ends when the connection is asked to leave.
    pub(super) async fn asked_to_leave(&self) {
        self.leave.notified().await;
    }

    pub(super) fn begin(self: &Arc<Self>) -> Busy {
        self.requests.fetch_add(1, Ordering::Relaxed);
        Busy(Arc::clone(self))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.crowd.seats().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(guest: &Guest) -> bool {
        guest.seat.asked.load(Ordering::Relaxed)
    }

    #[test]
    fn an_idle_connection_gives_way_and_a_busy_one_stays() {
        let crowd = Arc::new(Crowd::default());
        let (busy, idle) = (crowd.welcome(), crowd.welcome());
        let _request = busy.seat.begin();
        crowd.make_room();
        assert_eq!((asked(&busy), asked(&idle)), (false, true));
    }

    #[test]
    fn a_connection_is_idle_again_after_its_request() {
        let crowd = Arc::new(Crowd::default());
        let guest = crowd.welcome();
        drop(guest.seat.begin());
        crowd.make_room();
        assert!(asked(&guest));
    }

    #[test]
    fn the_oldest_leave_first_and_some_stay() {
        let crowd = Arc::new(Crowd::default());
        let guests: Vec<Guest> = (0..=LEAVE_TOGETHER).map(|_| crowd.welcome()).collect();
        crowd.make_room();
        let leaving = guests.iter().filter(|guest| asked(guest)).count();
        assert_eq!(
            (leaving, asked(&guests[LEAVE_TOGETHER])),
            (LEAVE_TOGETHER, false)
        );
    }

    #[test]
    fn a_closed_connection_keeps_no_seat() {
        let crowd = Arc::new(Crowd::default());
        drop(crowd.welcome());
        assert!(crowd.seats().is_empty());
    }
}
