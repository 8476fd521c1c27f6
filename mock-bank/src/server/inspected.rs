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

/// What is looked for, in the bytes that come together.
type Look = fn(&[u8]) -> bool;

/// Defects that show in the bytes of a request, and what each looks for.
const LOOKS: [(Defect, Look); 5] = [
    (Defect::HeaderNamesByCase, |bytes| {
        has(bytes, b"\nCORRELATIONID:")
    }),
    (Defect::SmallHeaderNamesFail, |bytes| {
        has(bytes, b"\ncorrelationid:")
    }),
    (Defect::SmallPartyIdFails, |bytes| has(bytes, b"\npartyid:")),
    (Defect::BareLineFeedsFail, |bytes| {
        bytes
            .windows(2)
            .any(|pair| pair[1] == b'\n' && pair[0] != b'\r')
    }),
    (Defect::ControlCharactersBreakOff, |bytes| {
        bytes.iter().any(|byte| matches!(byte, 1..=8))
    }),
];

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A stream that is looked at.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    look: Option<Look>,
    breaks_off: bool,
    oddness: Oddness,
}

/// Begins to look, if a defect of the bank is about it.
pub(super) fn watch_bytes<S>(stream: S, core: &Core) -> (Watched<S>, Oddness) {
    let oddness = Oddness::default();
    let defects = core.defects();
    let look = LOOKS.iter().find(|(defect, _)| defects.has(*defect));
    (
        Watched {
            stream,
            look: look.map(|(_, look)| *look),
            breaks_off: defects.has(Defect::ControlCharactersBreakOff),
            oddness: oddness.clone(),
        },
        oddness,
    )
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if self
            .look
            .is_some_and(|is_odd| is_odd(&buffer.filled()[before..]))
        {
            if self.breaks_off {
                return Poll::Ready(Err(std::io::ErrorKind::ConnectionAborted.into()));
            }
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
