//! A connection to read from, for the HTTP library: the request that the library writes is left out, because the
//! request byte by byte goes another way.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Reads from a connection and leaves out what is written. Nothing is read before something was written: an answer
/// that is there before the library has sent its request would be an answer to nothing.
#[derive(Debug)]
pub(super) struct Swallow<R> {
    reader: R,
    written: bool,
    waiting: Option<Waker>,
}

impl<R> Swallow<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            written: false,
            waiting: None,
        }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Swallow<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.written {
            self.waiting = Some(context.waker().clone());
            return Poll::Pending;
        }
        Pin::new(&mut self.reader).poll_read(context, buffer)
    }
}

impl<R: Unpin> AsyncWrite for Swallow<R> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.written = true;
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
