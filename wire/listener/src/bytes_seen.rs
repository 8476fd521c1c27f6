//! A stream whose bytes the service sees as they arrive.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::service::Service;

/// Reads for HTTP what the service has seen.
pub(crate) struct BytesSeen<T, S: Service> {
    pub(crate) stream: T,
    pub(crate) service: Arc<S>,
    pub(crate) connection: Arc<S::Connection>,
    /// The interim answer before each answer, if any.
    pub(crate) interim: Option<Interim>,
}

/// An interim answer, and how many bytes of it are written before the answer that waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interim {
    pub(crate) bytes: &'static [u8],
    pub(crate) written: usize,
}

/// What an answer on HTTP/1.1 begins with.
const STATUS_LINE: &[u8] = b"HTTP/1.1 ";

impl<T: AsyncRead + Unpin, S: Service> AsyncRead for BytesSeen<T, S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let new = &buffer.filled()[before..];
        match self.service.received(&self.connection, new) {
            Ok(()) => polled,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

impl<T: AsyncWrite + Unpin, S: Service> AsyncWrite for BytesSeen<T, S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Some(mut interim) = self.interim.filter(|_| bytes.starts_with(STATUS_LINE)) else {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        };
        while interim.written < interim.bytes.len() {
            let rest = &interim.bytes[interim.written..];
            interim.written += ready!(Pin::new(&mut self.stream).poll_write(context, rest))?;
            self.interim = Some(interim);
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        interim.written = 0;
        self.interim = Some(interim);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.interim.is_none() && self.stream.is_write_vectored()
    }
}
