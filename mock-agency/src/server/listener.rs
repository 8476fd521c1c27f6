//! The listening socket and the tasks behind it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use openssl::ssl::{Ssl, SslAcceptor};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_openssl::SslStream;

use super::crowd::{Crowd, Seat};
use super::{ConnectionFault, Handler, connection, limit};

/// A bound socket that does not answer yet.
pub(crate) struct Listener {
    socket: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Binds `address`; port 0 takes a free one.
    pub(crate) async fn bind(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        Ok(Self { socket, address })
    }

    /// The address with the port that was taken.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins to answer.
    pub(crate) fn run(self, tls: Option<SslAcceptor>, handler: Arc<dyn Handler>) -> Running {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(accept_all(self.socket, tls, handler, stopped));
        Running {
            stop,
            task: Some(task),
        }
    }
}

/// A listener that answers; dropping it stops it at once, [`Running::shutdown`] lets open requests finish.
pub(crate) struct Running {
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Running {
    /// Stops accepting and waits for open requests, for half a second at most.
    pub(crate) async fn shutdown(mut self) {
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

async fn accept_all(
    socket: TcpListener,
    tls: Option<SslAcceptor>,
    handler: Arc<dyn Handler>,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limit::CONNECTIONS));
    let crowd = Arc::new(Crowd::default());
    let mut connections = JoinSet::new();
    loop {
        let next = tokio::select! {
            accepted = accept_one(&socket, &places, &crowd) => accepted,
            _ = stop.wait_for(|stopped| *stopped) => break,
        };
        if let Some((stream, place)) = next {
            let (tls, handler, stop) = (tls.clone(), Arc::clone(&handler), stop.clone());
            let guest = crowd.welcome();
            connections.spawn(async move {
                greet(stream, tls, handler, (&guest.seat, stop)).await;
                drop((guest, place));
            });
        }
        while connections.try_join_next().is_some() {}
    }
    while connections.join_next().await.is_some() {}
}

async fn accept_one(
    socket: &TcpListener,
    places: &Arc<Semaphore>,
    crowd: &Crowd,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    if let Ok((stream, _peer)) = socket.accept().await {
        Some((stream, place(places, crowd).await?))
    } else {
        // Out of file descriptors or the like: accepting again at once would only spin.
        tokio::time::sleep(Duration::from_millis(50)).await;
        None
    }
}

/// A place for a connection that has come; another one gives way if need be.
async fn place(places: &Arc<Semaphore>, crowd: &Crowd) -> Option<OwnedSemaphorePermit> {
    loop {
        if let Ok(place) = Arc::clone(places).try_acquire_owned() {
            return Some(place);
        }
        crowd.make_room();
        let freed = tokio::time::timeout(limit::LEAVE_TIME, Arc::clone(places).acquire_owned());
        if let Ok(freed) = freed.await {
            return freed.ok();
        }
    }
}

async fn greet(
    stream: TcpStream,
    tls: Option<SslAcceptor>,
    handler: Arc<dyn Handler>,
    (seat, stop): (&Arc<Seat>, watch::Receiver<bool>),
) {
    // Answers are one small write each; waiting for more to send only delays them.
    drop(stream.set_nodelay(true));
    match tls {
        None => connection::serve(stream, handler, Arc::clone(seat), stop).await,
        Some(acceptor) => {
            let shaken = tokio::select! {
                shaken = handshake(stream, &acceptor) => shaken,
                () = seat.asked_to_leave() => return,
            };
            match shaken {
                Some(stream) => {
                    connection::serve(stream, handler, Arc::clone(seat), stop).await;
                }
                None => handler.disturbed(ConnectionFault::NoTls),
            }
        }
    }
}

async fn handshake(stream: TcpStream, acceptor: &SslAcceptor) -> Option<SslStream<TcpStream>> {
    let session = Ssl::new(acceptor.context()).ok()?;
    let mut stream = SslStream::new(session, stream).ok()?;
    let shaken = tokio::time::timeout(limit::HANDSHAKE_TIME, Pin::new(&mut stream).accept()).await;
    matches!(shaken, Ok(Ok(()))).then_some(stream)
}
