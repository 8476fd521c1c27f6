//! One connection: reads requests within the limits and passes them to the service.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::bytes_seen::{BytesSeen, Interim};
use crate::connections::{Connection, Registration};
use crate::fault::ConnectionFault;
use crate::hosts::Hosts;
use crate::limits::Limits;
use crate::service::{Body, Service};
use crate::whole::text;

/// How long a connection that is to be closed may still take.
pub(crate) const CLOSE_TIME: Duration = Duration::from_millis(50);

/// How long a connection that is closed in favour of others may still take, once and again while it has a request.
const MOMENT: Duration = Duration::from_millis(1);

/// What all connections of a listener share.
pub(crate) struct Context<S: Service> {
    pub(crate) service: Arc<S>,
    pub(crate) hosts: Arc<Hosts>,
    pub(crate) stop: watch::Receiver<bool>,
}

impl<S: Service> Clone for Context<S> {
    fn clone(&self) -> Self {
        Self {
            service: Arc::clone(&self.service),
            hosts: Arc::clone(&self.hosts),
            stop: self.stop.clone(),
        }
    }
}

/// Serves a connection until the caller closes it, a limit is reached, others need its place, or the listener stops.
pub(crate) async fn serve<S, T>(stream: T, context: &Context<S>, registration: &Registration)
where
    S: Service,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = context.service.limits();
    let requests = Arc::new(Requests {
        service: Arc::clone(&context.service),
        state: Arc::new(context.service.connect()),
        hosts: Arc::clone(&context.hosts),
        connection: Arc::clone(&registration.connection),
    });
    let stream = BytesSeen {
        stream,
        service: Arc::clone(&context.service),
        connection: Arc::clone(&requests.state),
        interim: context
            .service
            .interim()
            .map(|bytes| Interim { bytes, written: 0 }),
    };
    let mut builder = builder(&limits);
    builder
        .http1()
        .title_case_headers(context.service.title_case_headers());
    let connection = builder.serve_connection(
        TokioIo::new(stream),
        service_fn(move |request| answer(Arc::clone(&requests), request)),
    );
    tokio::pin!(connection);
    let mut stop = context.stop.clone();
    let (grace, finish) = tokio::select! {
        ended = connection.as_mut() => {
            if let Some(fault) = ended.err().and_then(|error| fault(error.as_ref())) {
                context.service.fault(fault);
            }
            return;
        }
        _ = stop.wait_for(|stopped| *stopped) => (limits.shutdown, false),
        () = tokio::time::sleep(limits.connection) => (limits.shutdown, false),
        () = registration.connection.overdue(&limits) => (CLOSE_TIME, false),
        () = registration.connection.closing() => {
            context.service.fault(ConnectionFault::ClosedForRoom);
            (MOMENT, true)
        }
    };
    if finish {
        // A connection that has read nothing yet ends at once when it is to be closed, though its request may be there.
        let patience = registration.connection.patience();
        let ended = tokio::time::timeout(patience, connection.as_mut()).await;
        if ended.is_ok() || registration.connection.is_unused() {
            return;
        }
    }
    connection.as_mut().graceful_shutdown();
    // A request that arrives while its connection is being closed in favour of others is still answered.
    while tokio::time::timeout(grace, connection.as_mut())
        .await
        .is_err()
        && finish
        && registration.connection.is_busy()
    {}
}

fn builder(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // The time of a head is watched by `Connection::overdue`, for both versions alike.
    builder
        .http1()
        .header_read_timeout(None)
        .max_headers(limits.header_lines)
        .max_buf_size(limits.head);
    match limits.http2 {
        None => builder.http1_only(),
        Some(http2) => {
            builder
                .http2()
                .timer(TokioTimer::new())
                .max_header_list_size(http2.header_list)
                .max_concurrent_streams(http2.streams);
            builder
        }
    }
}

/// What the requests of one connection share.
struct Requests<S: Service> {
    service: Arc<S>,
    state: Arc<S::Connection>,
    hosts: Arc<Hosts>,
    connection: Arc<Connection>,
}

async fn answer<S: Service>(
    requests: Arc<Requests<S>>,
    mut request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let _under_way = requests.connection.begin();
    if let Some(host) = requests.hosts.other(&request) {
        let refusal = refuse_host(&host);
        requests.service.fault(ConnectionFault::OtherHost(host));
        return Ok(refusal);
    }
    request
        .extensions_mut()
        .insert(Arc::clone(&requests.connection));
    Ok(requests.service.answer(&requests.state, request).await)
}

fn refuse_host(host: &str) -> Response<Body> {
    let reply = if host.is_empty() {
        text(
            StatusCode::BAD_REQUEST,
            "the request must have one Host header",
        )
    } else {
        text(
            StatusCode::MISDIRECTED_REQUEST,
            "this server does not answer for the host of the request",
        )
    };
    reply.map(|body: Bytes| Either::Left(Full::new(body)))
}

/// What is worth reporting about the end of a connection.
fn fault(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<ConnectionFault> {
    let error = error.downcast_ref::<hyper::Error>()?;
    if error.is_parse() {
        Some(ConnectionFault::NotHttp(error.to_string()))
    } else if error.is_incomplete_message() {
        Some(ConnectionFault::BrokenOff)
    } else {
        None
    }
}
