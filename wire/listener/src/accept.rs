//! The listening socket and the tasks behind it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use openssl::ssl::{Ssl, SslAcceptor};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_openssl::SslStream;

use crate::connection::{self, CLOSE_TIME, Context};
use crate::connections::{Connections, Registration};
use crate::fault::ConnectionFault;
use crate::hosts::Hosts;
use crate::service::Service;
use crate::whole::{Handler, Whole};

/// Connections that may wait to be accepted, where the system permits as many.
const WAITING: u32 = 4096;

/// Why a listener does not start.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The address is in use, or not this machine's.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system reported.
        source: io::Error,
    },
    /// Certificate and key do not belong together.
    #[error("cannot serve TLS: {0}")]
    Tls(#[from] openssl::error::ErrorStack),
}

/// How a listener answers.
pub struct Settings {
    /// TLS, or nothing for plain HTTP.
    pub tls: Option<SslAcceptor>,
    /// The hosts that requests may be for.
    pub hosts: Hosts,
}

/// A bound address that does not answer yet.
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Binds an address; port 0 chooses a free one.
    ///
    /// # Errors
    /// [`ListenError::Listen`].
    #[expect(
        clippy::unused_async,
        reason = "a socket belongs to the runtime that it is bound in"
    )]
    pub async fn bind(address: SocketAddr) -> Result<Self, ListenError> {
        let failed = |source| ListenError::Listen { address, source };
        Self::from_socket(bind(address).map_err(failed)?).map_err(failed)
    }

    /// A listener over a socket that is bound already.
    ///
    /// # Errors
    /// When the socket has no address.
    pub fn from_socket(socket: TcpListener) -> io::Result<Self> {
        let address = socket.local_addr()?;
        Ok(Self { socket, address })
    }

    /// The address with the port that was chosen.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins to answer.
    pub fn serve<S: Service>(self, settings: Settings, service: Arc<S>) -> Running {
        let (stop, stopped) = watch::channel(false);
        let connections = Arc::new(Connections::default());
        let accepting = Accepting {
            permits: Arc::new(Semaphore::new(service.limits().connections.max(1))),
            connections,
            tls: settings.tls,
            context: Context {
                service,
                hosts: Arc::new(settings.hosts),
                stop: stopped,
            },
        };
        Running {
            stop,
            task: Some(tokio::spawn(accepting.run(self.socket))),
        }
    }

    /// Begins to answer by a handler of whole requests.
    pub fn handle(self, settings: Settings, handler: Arc<dyn Handler>) -> Running {
        self.serve(settings, Arc::new(Whole(handler)))
    }
}

/// Binds an address for more connections to wait than is usual: one that finds no place is tried again by its caller's
/// system after a whole second. To be called in a runtime.
///
/// # Errors
/// What the system reports.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // A server that is started again gets its port back; Windows would let two servers share one.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// A listener that answers. Dropping it stops it at once, [`Running::shutdown`] lets requests under way finish.
#[derive(Debug)]
pub struct Running {
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Running {
    /// Stops accepting and waits for requests under way, as long as the limits permit.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            drop(task.await);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

struct Accepting<S: Service> {
    permits: Arc<Semaphore>,
    connections: Arc<Connections>,
    tls: Option<SslAcceptor>,
    context: Context<S>,
}

impl<S: Service> Accepting<S> {
    async fn run(self, socket: TcpListener) {
        let mut tasks = JoinSet::new();
        let mut stop = self.context.stop.clone();
        loop {
            let accepted = tokio::select! {
                accepted = self.accept(&socket) => accepted,
                _ = stop.wait_for(|stopped| *stopped) => break,
            };
            if let Some((stream, permit)) = accepted {
                let registration = self.connections.register();
                let (tls, context) = (self.tls.clone(), self.context.clone());
                tasks.spawn(async move {
                    open(stream, tls, &context, &registration).await;
                    drop((registration, permit));
                });
            }
            while tasks.try_join_next().is_some() {}
        }
        drop(socket);
        while tasks.join_next().await.is_some() {}
    }

    async fn accept(&self, socket: &TcpListener) -> Option<(TcpStream, OwnedSemaphorePermit)> {
        if let Ok((stream, _peer)) = socket.accept().await {
            Some((stream, self.permit().await?))
        } else {
            // Most likely the process has no file descriptor left. Accepting again at once would only spin.
            self.connections.make_room();
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }

    /// Permission for one more connection; others are closed if need be.
    async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        loop {
            if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
                return Some(permit);
            }
            self.connections.make_room();
            let freed = Arc::clone(&self.permits).acquire_owned();
            if let Ok(freed) = tokio::time::timeout(CLOSE_TIME, freed).await {
                return freed.ok();
            }
        }
    }
}

async fn open<S: Service>(
    stream: TcpStream,
    tls: Option<SslAcceptor>,
    context: &Context<S>,
    registration: &Registration,
) {
    // Answers are one small write each; waiting for more to send only delays them.
    drop(stream.set_nodelay(true));
    let Some(acceptor) = tls else {
        connection::serve(stream, context, registration).await;
        return;
    };
    let limits = context.service.limits();
    let opening = tokio::select! {
        opening = establish(stream, &acceptor) => opening,
        () = closing(registration) => Opening::ClosedForRoom,
        () = registration.connection.overdue(&limits) => Opening::Failed,
    };
    match opening {
        Opening::Tls(stream) => connection::serve(stream, context, registration).await,
        Opening::Plain(stream) => {
            context.service.fault(ConnectionFault::PlainHttp);
            refuse_plain(stream).await;
        }
        Opening::ClosedForRoom => context.service.fault(ConnectionFault::ClosedForRoom),
        Opening::Failed => context.service.fault(ConnectionFault::NoTls),
    }
}

/// Ends when a connection without a request shall be closed in favour of another one, and had time for one.
async fn closing(registration: &Registration) {
    registration.connection.closing().await;
    tokio::time::sleep(registration.connection.patience()).await;
}

/// How a connection to a TLS port begins.
enum Opening {
    Tls(SslStream<TcpStream>),
    Plain(TcpStream),
    ClosedForRoom,
    Failed,
}

async fn establish(stream: TcpStream, acceptor: &SslAcceptor) -> Opening {
    let mut first = [0];
    match stream.peek(&mut first).await {
        // The beginning of an HTTP method; a TLS record begins with another byte.
        Ok(1) if first[0].is_ascii_uppercase() => Opening::Plain(stream),
        Ok(1) => secure(stream, acceptor)
            .await
            .map_or(Opening::Failed, Opening::Tls),
        Ok(_) | Err(_) => Opening::Failed,
    }
}

async fn secure(stream: TcpStream, acceptor: &SslAcceptor) -> Option<SslStream<TcpStream>> {
    let session = Ssl::new(acceptor.context()).ok()?;
    let mut stream = SslStream::new(session, stream).ok()?;
    Pin::new(&mut stream).accept().await.ok()?;
    Some(stream)
}

/// Tells a caller without TLS so. What it sent is read first and for a moment after: closing a connection with unread
/// bytes in it would discard the answer.
async fn refuse_plain(mut stream: TcpStream) {
    const BODY: &str = "this port speaks HTTPS only\n";
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{BODY}",
        BODY.len()
    );
    let exchange = async {
        let mut request = [0; 8 * 1024];
        if stream.read(&mut request).await? == 0 {
            return Ok(());
        }
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await?;
        while stream.read(&mut request).await? > 0 {}
        Ok::<_, io::Error>(())
    };
    drop(tokio::time::timeout(Duration::from_millis(500), exchange).await);
}
