//! The bytes of a connection, for what a parser hides: defects that depend on how a request is written, and interim
//! answers, which the HTTP library does not send.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::core::Core;
use crate::defect::Defect;
use crate::variant::Variant;

/// Whether the pattern was found since the last time it was asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Finding(Arc<AtomicBool>);

impl Finding {
    pub(super) fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

/// Whether the pattern is in bytes that were received together.
type Pattern = fn(&[u8]) -> bool;

/// Defects that depend on the bytes of a request, and the pattern of each.
const PATTERNS: [(Defect, Pattern); 5] = [
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

/// What the head of an answer begins with on HTTP/1.1.
const HEAD: &[u8] = b"HTTP/1.1 ";
/// The interim answer before it.
const INTERIM: &[u8] = b"HTTP/1.1 103 Early Hints\r\nLink: </v2>; rel=help\r\n\r\n";

/// A stream whose bytes are inspected.
#[derive(Debug)]
pub(super) struct Inspected<S> {
    stream: S,
    pattern: Option<Pattern>,
    aborts: bool,
    finding: Finding,
    /// How many bytes of the interim answer have been sent before the head that waits; `None` sends no interim answers.
    interim: Option<usize>,
}

/// Inspects the stream for whatever the bank's defects and variants need.
pub(super) fn inspect<S>(stream: S, core: &Core) -> (Inspected<S>, Finding) {
    let finding = Finding::default();
    let defects = core.defects();
    let pattern = PATTERNS.iter().find(|(defect, _)| defects.has(*defect));
    (
        Inspected {
            stream,
            pattern: pattern.map(|(_, pattern)| *pattern),
            aborts: defects.has(Defect::ControlCharactersBreakOff),
            finding: finding.clone(),
            interim: core.has(Variant::InterimAnswers).then_some(0),
        },
        finding,
    )
}

impl<S: AsyncRead + Unpin> AsyncRead for Inspected<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if self
            .pattern
            .is_some_and(|is_in| is_in(&buffer.filled()[before..]))
        {
            if self.aborts {
                return Poll::Ready(Err(std::io::ErrorKind::ConnectionAborted.into()));
            }
            self.finding.0.store(true, Ordering::Relaxed);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Inspected<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let Some(mut sent) = self.interim.filter(|_| bytes.starts_with(HEAD)) else {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        };
        while sent < INTERIM.len() {
            sent += ready!(Pin::new(&mut self.stream).poll_write(context, &INTERIM[sent..]))?;
            self.interim = Some(sent);
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.interim = Some(0);
        Poll::Ready(Ok(written))
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
