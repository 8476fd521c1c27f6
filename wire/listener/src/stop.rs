//! When a server program is to end: Ctrl-C, or the signal with which a system ends its services.

use std::io;

/// Listens from now on; what is given back is ready when the program is to end.
///
/// # Errors
/// The signal cannot be heard.
#[cfg(unix)]
pub fn asked() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens from now on; what is given back is ready when the program is to end.
///
/// # Errors
/// The event cannot be heard.
#[cfg(windows)]
pub fn asked() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        let _ = interrupt.recv().await;
    })
}
