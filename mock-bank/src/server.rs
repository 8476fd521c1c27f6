//! The network side: listens, limits what a client may use, and passes each request to the exchange.

mod inspected;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::body::Incoming as RequestBody;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use openssl::ssl::{AlpnError, Ssl, SslAcceptor, SslMethod, select_next_proto};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::bank::BankError;
use crate::config::TlsIdentity;
use crate::core::Core;
use crate::defect::Defect;
use crate::exchange::{self, Reply};
use crate::request::Incoming;
use crate::variant::{Variant, Variants};

/// A client has this long to send the head of a request, or to begin the next one.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// The same with the defect of waiting too briefly.
const SHORT_HEAD_TIME: Duration = Duration::from_millis(100);
/// A client has this long for the TLS handshake.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// All headers of a request together on HTTP/1.1; more is answered with 431.
const HEAD_SIZE: usize = 96 * 1024;
/// All headers of a request together on HTTP/2, where more ends the connection.
const HEADER_LIST_SIZE: u32 = 1024 * 1024;
/// Headers of a request.
const HEADERS: usize = 100;
/// Requests at the same time on one HTTP/2 connection.
const STREAMS: u32 = 128;
/// Open connections have this long to finish when the bank stops.
const SHUTDOWN_TIME: Duration = Duration::from_millis(500);

/// Opens the port.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, BankError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| BankError::Listen { address, source })
}

/// What speaks TLS with this identity; offers HTTP/2 and HTTP/1.1.
pub(crate) fn acceptor(
    identity: &TlsIdentity,
    variants: Variants,
) -> Result<SslAcceptor, BankError> {
    let make = || {
        let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
        if let Some((leaf, others)) = identity.chain.split_first() {
            builder.set_certificate(leaf)?;
            for certificate in others {
                builder.add_extra_chain_cert(certificate.clone())?;
            }
        }
        builder.set_private_key(&identity.key)?;
        builder.check_private_key()?;
        let protocols: &[u8] = if variants.has(Variant::Http1Only) {
            b"\x08http/1.1"
        } else {
            b"\x02h2\x08http/1.1"
        };
        builder.set_alpn_select_callback(move |_, offered| {
            select_next_proto(protocols, offered).ok_or(AlpnError::NOACK)
        });
        Ok::<_, openssl::error::ErrorStack>(builder.build())
    };
    make().map_err(|error| BankError::Tls(error.to_string()))
}

/// Serves until the bank stops.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<SslAcceptor>,
    core: Arc<Core>,
    mut stop: watch::Receiver<bool>,
) {
    let permits = Arc::new(Semaphore::new(core.config.connections.max(1)));
    let mut connections = JoinSet::new();
    loop {
        let permit = tokio::select! {
            _ = stop.changed() => break,
            permit = Arc::clone(&permits).acquire_owned() => permit,
        };
        let Ok(permit) = permit else {
            break;
        };
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let (core, tls, stop) = (Arc::clone(&core), tls.clone(), stop.clone());
                    connections.spawn(async move {
                        let _permit = permit;
                        connection(stream, tls, core, stop).await;
                    });
                }
                Err(error) => pause_after(&error).await,
            },
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(SHUTDOWN_TIME, async {
        while connections.join_next().await.is_some() {}
    })
    .await;
}

/// Waits after an error such as too many open files, so that the loop does not spin.
async fn pause_after(error: &io::Error) {
    if error.kind() != io::ErrorKind::ConnectionAborted {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn connection(
    stream: TcpStream,
    tls: Option<SslAcceptor>,
    core: Arc<Core>,
    stop: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = tls else {
        serve_connection(stream, core, stop).await;
        return;
    };
    let Ok(session) = Ssl::new(acceptor.context()) else {
        return;
    };
    let Ok(mut stream) = tokio_openssl::SslStream::new(session, stream) else {
        return;
    };
    let handshake = tokio::time::timeout(HANDSHAKE_TIME, Pin::new(&mut stream).accept()).await;
    if matches!(handshake, Ok(Ok(()))) {
        serve_connection(stream, core, stop).await;
    }
}

async fn serve_connection<S>(stream: S, core: Arc<Core>, mut stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let defects = core.defects();
    let head_time = if defects.has(Defect::ImpatientServer) {
        SHORT_HEAD_TIME
    } else {
        HEAD_TIME
    };
    let head_size = if defects.has(Defect::OversizedHeadsFail) {
        64 * HEAD_SIZE
    } else {
        HEAD_SIZE
    };
    let (stream, finding) = inspected::inspect(stream, &core);
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time)
        .max_buf_size(head_size)
        .title_case_headers(core.has(Variant::CapitalHeaderNames))
        .max_headers(HEADERS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(HEADER_LIST_SIZE)
        .max_concurrent_streams(STREAMS);
    let service = service_fn(move |request: Request<RequestBody>| {
        let core = Arc::clone(&core);
        let has_pattern = finding.take();
        async move { Ok::<_, Infallible>(respond(&core, request, has_pattern).await) }
    });
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn respond(core: &Core, request: Request<RequestBody>, has_pattern: bool) -> Response<Body> {
    let (head, _) = request.into_parts();
    let incoming = Incoming {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        version: head.version,
        has_pattern,
    };
    let mut reply = exchange::answer(core, &incoming).await;
    if incoming.method == Method::HEAD {
        reply.body = Bytes::new();
    }
    response(core, &incoming, reply)
}

/// What the trailer of a body in chunks is called.
const TRAILER: HeaderName = HeaderName::from_static("x-body-state");

/// A body whose length is known, or one that comes in chunks.
type Body = BoxBody<Bytes, Infallible>;

fn body(core: &Core, bytes: Bytes) -> Body {
    let has_trailers = core.has(Variant::ChunkedWithTrailers);
    if !core.has(Variant::ChunkedBodies) && !has_trailers {
        return Full::new(bytes).boxed();
    }
    let middle = bytes.len() / 2;
    let chunks = [bytes.slice(..middle), bytes.slice(middle..)].map(Frame::data);
    let trailers = has_trailers.then(|| {
        let trailer = (TRAILER, HeaderValue::from_static("complete"));
        Frame::trailers(HeaderMap::from_iter([trailer]))
    });
    let frames = chunks.into_iter().chain(trailers).map(Ok);
    BoxBody::new(StreamBody::new(futures::stream::iter(frames)))
}

fn response(core: &Core, incoming: &Incoming, mut reply: Reply) -> Response<Body> {
    let is_compressed = compresses(core, incoming);
    if is_compressed {
        reply.body = gzip(&reply.body);
    }
    let mut response = Response::new(body(core, reply.body));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(written(core, reply.media_type)),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if reply.status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(ALLOW, HeaderValue::from_static("GET"));
    }
    if [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ]
    .contains(&reply.status)
    {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    further_headers(core, incoming, headers);
    if is_compressed || core.defects().has(Defect::SaidToBeGzip) {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if core.has(Variant::EchoesCase) {
        for name in ["correlationid", "accountinforequestid"] {
            let echoed = incoming
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok());
            if let Some(Ok(value)) = echoed.map(|text| HeaderValue::from_str(&text.to_uppercase()))
            {
                headers.insert(name, value);
            }
        }
    }
    response
}

fn compresses(core: &Core, incoming: &Incoming) -> bool {
    let is_accepted = || {
        let accepted = incoming.headers.get_all(ACCEPT_ENCODING);
        accepted
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|coding| coding.trim() == "gzip")
    };
    core.defects().has(Defect::AlwaysGzip) || (core.has(Variant::GzipWhenAccepted) && is_accepted())
}

fn gzip(bytes: &[u8]) -> Bytes {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let compressed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    compressed.expect("writing to memory does not fail").into()
}

fn further_headers(core: &Core, incoming: &Incoming, headers: &mut HeaderMap) {
    if core.has(Variant::ChunkedWithTrailers) {
        headers.insert(http::header::TRAILER, HeaderValue::from(TRAILER));
    }
    if core.has(Variant::ConnectionClose) && incoming.version < http::Version::HTTP_2 {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    if core.has(Variant::MoreHeaders) {
        for (name, value) in [
            ("strict-transport-security", "max-age=31536000"),
            ("x-content-type-options", "nosniff"),
            ("x-request-id", "7d1f6a20"),
            ("server", "bank"),
            ("www-authenticate", "Bearer"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

fn written(core: &Core, media_type: &'static str) -> &'static str {
    let is_json = media_type == "application/json";
    if core.has(Variant::MediaTypeWithParameter) && is_json {
        "application/json; charset=utf-8"
    } else if core.has(Variant::JoseWithCharset) && media_type == "application/jose" {
        "application/jose; charset=utf-8"
    } else if core.has(Variant::CapitalMediaType) {
        if is_json {
            "Application/JSON"
        } else {
            "Application/JOSE"
        }
    } else {
        media_type
    }
}
