//! The end of a run from outside: a signal, or the console is closed.

use tokio::sync::watch;

/// Says that a run is to end. Clones say the same.
#[derive(Clone, Debug)]
pub struct Interruption {
    asked: watch::Sender<bool>,
}

impl Default for Interruption {
    fn default() -> Self {
        Self {
            asked: watch::Sender::new(false),
        }
    }
}

impl Interruption {
    /// Ends the run.
    pub fn interrupt(&self) {
        self.asked.send_replace(true);
    }

    /// Whether the run is to end.
    pub fn is_asked(&self) -> bool {
        *self.asked.borrow()
    }

    /// Waits until the run is to end.
    pub async fn asked(&self) {
        // The sender lives as long as this does, so there is no error.
        let _ = self.asked.subscribe().wait_for(|asked| *asked).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_interruption_that_was_asked_for_before_is_not_missed() {
        let interruption = Interruption::default();
        let other = interruption.clone();
        assert!(!other.is_asked());
        interruption.interrupt();
        other.asked().await;
        assert!(other.is_asked());
    }
}
