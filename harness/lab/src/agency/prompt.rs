//! Hears when a person presses Enter, while the harness goes on.

use std::io::BufRead as _;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};

/// Hears a person.
pub struct Prompt {
    lines: Mutex<Receiver<()>>,
}

impl Prompt {
    /// Listens to standard input from now on. The thread that reads it ends with the program.
    pub fn open() -> Self {
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines() {
                if line.is_err() || sender.send(()).is_err() {
                    break;
                }
            }
        });
        Self {
            lines: Mutex::new(lines),
        }
    }

    /// Whether Enter was pressed since this was asked last.
    pub fn is_pressed(&self) -> bool {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.try_recv().is_ok()
    }

    /// Forgets what was pressed so far.
    pub fn forget(&self) {
        while self.is_pressed() {}
    }
}
