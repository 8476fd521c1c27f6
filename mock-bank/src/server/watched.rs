//! Looks at the bytes of requests as they come in, for the defects that are about what a parser hides.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::core::Core;
use crate::defect::Defect;

/// Whether something odd came since it was last asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Oddness(Arc<AtomicBool>);

impl Oddness {
    pub(super) fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
enum Look {
    Nothing,
    OtherCase,
    BareLineFeeds,
}

/// A stream that is looked at.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    look: Look,
    oddness: Oddness,
}

/// Begins to look, if a defect of the bank is about it.
pub(super) fn watch_bytes<S>(stream: S, core: &Core) -> (Watched<S>, Oddness) {
    let oddness = Oddness::default();
    let look = if core.defects().has(Defect::HeaderNamesByCase) {
        Look::OtherCase
    } else if core.defects().has(Defect::BareLineFeedsFail) {
        Look::BareLineFeeds
    } else {
        Look::Nothing
    };
    (
        Watched {
            stream,
            look,
            oddness: oddness.clone(),
        },
        oddness,
    )
}

fn is_odd(look: Look, bytes: &[u8]) -> bool {
    match look {
        Look::Nothing => false,
        Look::OtherCase => {
            let name = b"\nCORRELATIONID:";
            bytes.windows(name.len()).any(|window| window == name)
        }
        Look::BareLineFeeds => bytes
            .windows(2)
            .any(|pair| pair[1] == b'\n' && pair[0] != b'\r'),
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if is_odd(self.look, &buffer.filled()[before..]) {
            self.oddness.0.store(true, Ordering::Relaxed);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
