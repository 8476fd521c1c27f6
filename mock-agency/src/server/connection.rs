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

use super::{BodyFault, Handler, ReceivedRequest, limit};

/// Serves one connection until the caller closes it, it has lived its time, or `stop` becomes true.
pub(super) async fn serve<S>(stream: S, handler: Arc<dyn Handler>, mut stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| {
        let handler = Arc::clone(&handler);
        async move { Ok::<_, Infallible>(respond(request, handler.as_ref()).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limit::HEAD_TIME)
        .max_headers(limit::HEADER_LINES)
        .max_buf_size(limit::HEAD)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stop.wait_for(|stopped| *stopped) => {}
        () = tokio::time::sleep(limit::CONNECTION_TIME) => {}
    }
    connection.as_mut().graceful_shutdown();
    drop(tokio::time::timeout(limit::SHUTDOWN_TIME, connection).await);
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
