//! Signals that end a run: the first asks it to end, so that its reports are made; the second ends the program at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use engine::interruption::Interruption;

/// What a program that a signal ended is known by: its exit code is this and the signal's number.
const BY_SIGNAL: u8 = 128;

/// The signals of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Signals {
    /// The number of the first signal; 0 for none yet.
    first: Arc<AtomicU8>,
    /// Ends the run.
    pub(super) interruption: Interruption,
}

impl Signals {
    /// Listens from now on; within a runtime.
    pub(super) fn listen() -> Self {
        let signals = Self::default();
        listen(&signals);
        signals
    }

    /// The exit code of a run that was interrupted, 130 for Ctrl-C.
    pub(super) fn exit_code(&self) -> Option<u8> {
        match self.first.load(Ordering::Relaxed) {
            0 => None,
            number => Some(BY_SIGNAL + number),
        }
    }

    fn came(&self, number: u8) {
        let first = self
            .first
            .compare_exchange(0, number, Ordering::Relaxed, Ordering::Relaxed);
        if first.is_err() {
            std::process::exit(i32::from(BY_SIGNAL + number));
        }
        self.interruption.interrupt();
        wire::output::error_line(
            "interrupted: the reports are made of what was found so far; a second signal ends at once",
        );
    }
}

/// A file that may not grow further (`SIGXFSZ`), as with `ulimit -f`.
#[cfg(unix)]
const FILE_LIMIT: i32 = 25;

#[cfg(unix)]
fn listen(signals: &Signals) {
    use tokio::signal::unix::{SignalKind, signal};
    // Once it is heard, for as long as the program runs, it no longer ends the program: the write fails instead.
    drop(signal(SignalKind::from_raw(FILE_LIMIT)));
    for (number, kind) in [
        (1, SignalKind::hangup()),
        (2, SignalKind::interrupt()),
        (15, SignalKind::terminate()),
    ] {
        // Where a signal cannot be heard it ends the program, as ever.
        let Ok(mut stream) = signal(kind) else {
            continue;
        };
        let signals = signals.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                signals.came(number);
            }
        });
    }
}

#[cfg(windows)]
fn listen(signals: &Signals) {
    use tokio::signal::windows::{ctrl_c, ctrl_close};
    if let Ok(mut stream) = ctrl_c() {
        let signals = signals.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                signals.came(2);
            }
        });
    }
    if let Ok(mut stream) = ctrl_close() {
        let signals = signals.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                signals.came(1);
            }
        });
    }
}
