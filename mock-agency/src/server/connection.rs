//! One connection: reads requests within the limits and hands them to the handler.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use super::crowd::Seat;
use super::{BodyFault, ConnectionFault, Handler, ReceivedRequest, limit};

/// Serves one connection until the caller closes it, it has lived its time, it is asked to leave, or `stop` becomes
/// true.
pub(super) async fn serve<S>(
    stream: S,
    handler: Arc<dyn Handler>,
    seat: Arc<Seat>,
    mut stop: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let answers = Arc::clone(&handler);
    let place = Arc::clone(&seat);
    let service = service_fn(move |request| {
        let (handler, busy) = (Arc::clone(&answers), place.begin());
        async move {
            let response = respond(request, handler.as_ref()).await;
            drop(busy);
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limit::HEAD_TIME)
        .max_headers(limit::HEADER_LINES)
        .max_buf_size(limit::HEAD)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let time = tokio::select! {
        ended = connection.as_mut() => {
            if let Some(fault) = ended.err().as_ref().and_then(fault) {
                handler.disturbed(fault);
            }
            return;
        }
        _ = stop.wait_for(|stopped| *stopped) => limit::SHUTDOWN_TIME,
        () = tokio::time::sleep(limit::CONNECTION_TIME) => limit::SHUTDOWN_TIME,
        () = seat.asked_to_leave() => limit::LEAVE_TIME,
    };
    connection.as_mut().graceful_shutdown();
    drop(tokio::time::timeout(time, connection).await);
}

/// What is worth telling about the end of a connection; a pause that grew too long is not.
fn fault(error: &hyper::Error) -> Option<ConnectionFault> {
    if error.is_parse() {
        Some(ConnectionFault::NotHttp(error.to_string()))
    } else if error.is_incomplete_message() {
        Some(ConnectionFault::BrokenOff)
    } else {
        None
    }
}

async fn respond(request: Request<Incoming>, handler: &dyn Handler) -> Response<Full<Bytes>> {
    let (received, started) = (wire::dates::now(), Instant::now());
    let (head, body) = request.into_parts();
    let request = ReceivedRequest {
        received,
        started,
        method: head.method,
        uri: head.uri,
        headers: head.headers,
        body: read(body).await,
    };
    handler.answer(request).await.map(Full::new)
}

async fn read(body: Incoming) -> Result<Bytes, BodyFault> {
    match tokio::time::timeout(limit::BODY_TIME, Limited::new(body, limit::BODY).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(BodyFault::TooLarge),
        Ok(Err(_broken)) => Err(BodyFault::Broken),
        Err(_elapsed) => Err(BodyFault::TooSlow),
    }
}
