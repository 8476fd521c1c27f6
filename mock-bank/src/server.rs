//! The network side: hands each request that the listener admits to the exchange.

mod inspected;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{Either, Full, StreamBody};
use hyper::body::Frame;
use hyper::body::Incoming as RequestBody;
use listener::tls::{HTTP1, HTTP2_ALONE, HTTP2_AND_HTTP1, Identity};
use listener::{Body, ConnectionFault, Hosts, Http2, Limits, Listener, Service, Settings};
use openssl::ssl::SslAcceptor;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::bank::BankError;
use crate::config::{BankConfig, Protocols, TlsIdentity};
use crate::core::Core;
use crate::defect::Defect;
use crate::exchange::Reply;
use crate::operator::Operator;
use crate::request::Incoming;
use crate::variant::Variant;
use inspected::Inspected;

/// A client has this long to send the head of a request, or to begin the next one.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// The same with the defect of waiting too briefly.
const SHORT_HEAD_TIME: Duration = Duration::from_millis(100);
/// All headers of a request together on HTTP/1.1; more is answered with 431.
const HEAD_SIZE: usize = 96 * 1024;
/// What HTTP/2 permits; more headers end the connection.
const HTTP2: Http2 = Http2 {
    header_list: 1024 * 1024,
    streams: 128,
};

/// The interim answer before each answer, with the variant of sending them.
const INTERIM: &[u8] = b"HTTP/1.1 103 Early Hints\r\nLink: </v2>; rel=help\r\n\r\n";

/// Opens the port.
pub(crate) fn bind(address: SocketAddr) -> Result<TcpListener, BankError> {
    listener::bind(address).map_err(|source| BankError::Listen { address, source })
}

/// TLS with this identity, as the settings have it.
pub(crate) fn acceptor(
    identity: &TlsIdentity,
    config: &BankConfig,
) -> Result<SslAcceptor, BankError> {
    let identity = Identity {
        chain: identity.chain.clone(),
        key: identity.key.clone(),
    };
    let protocols = match config.protocols {
        _ if config.variants.has(Variant::Http1Only) => HTTP1,
        Protocols::Both => HTTP2_AND_HTTP1,
        Protocols::Http1 => HTTP1,
        Protocols::Http2 => HTTP2_ALONE,
    };
    let acceptor = identity.acceptor_for(protocols, &config.client_authorities);
    acceptor.map_err(|error| BankError::Tls(error.to_string()))
}

/// Serves until `stop` changes.
pub(crate) async fn serve(
    socket: TcpListener,
    tls: Option<SslAcceptor>,
    core: Arc<Core>,
    mut stop: watch::Receiver<bool>,
) {
    // Without an address of its own the socket is of no use to anybody.
    let Ok(listener) = Listener::from_socket(socket) else {
        return;
    };
    let hosts = Hosts::new(listener.address(), [core.base_url.as_str()]);
    let running = listener.serve(
        Settings { tls, hosts },
        Arc::new(Requests(Operator::new(core))),
    );
    let _ = stop.changed().await;
    running.shutdown().await;
}

/// The requests of a bank.
struct Requests(Operator);

impl Service for Requests {
    type Connection = Inspected;

    fn limits(&self) -> Limits {
        let core = self.0.core();
        let defects = core.defects();
        let head_time = if defects.has(Defect::ImpatientServer) {
            SHORT_HEAD_TIME
        } else {
            HEAD_TIME
        };
        let heads = if defects.has(Defect::OversizedHeadsFail) {
            64
        } else {
            1
        };
        Limits {
            connections: core.config.connections,
            first_head: head_time,
            idle: head_time,
            connection: Duration::from_hours(24),
            head: heads * HEAD_SIZE,
            http2: Some(HTTP2),
            ..Limits::default()
        }
    }

    fn title_case_headers(&self) -> bool {
        self.0.core().has(Variant::CapitalHeaderNames)
    }

    fn interim(&self) -> Option<&'static [u8]> {
        let interim = self.0.core().has(Variant::InterimAnswers);
        interim.then_some(INTERIM)
    }

    fn connect(&self) -> Inspected {
        Inspected::new(self.0.core().defects())
    }

    fn received(&self, connection: &Inspected, bytes: &[u8]) -> io::Result<()> {
        connection.inspect(bytes)
    }

    async fn answer(
        &self,
        connection: &Inspected,
        request: Request<RequestBody>,
    ) -> Response<Body> {
        respond(&self.0, request, connection.take()).await
    }

    fn fault(&self, fault: ConnectionFault) {
        self.0.fault(&fault);
    }
}

async fn respond(
    operator: &Operator,
    request: Request<RequestBody>,
    has_pattern: bool,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    if head.method == Method::GET
        && let Some(part) = listener::page::asset(head.uri.path())
    {
        return part.map(|body| Either::Left(Full::new(body)));
    }
    let incoming = Incoming {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        version: head.version,
        has_pattern,
    };
    let (core, mut reply) = operator.answer(&incoming).await;
    if incoming.method == Method::HEAD {
        reply.body = Bytes::new();
    }
    response(&core, &incoming, reply)
}

/// What the trailer of a body in chunks is called.
const TRAILER: HeaderName = HeaderName::from_static("x-body-state");

fn body(core: &Core, bytes: Bytes) -> Body {
    let has_trailers = core.has(Variant::ChunkedWithTrailers);
    if !core.has(Variant::ChunkedBodies) && !has_trailers {
        return Either::Left(Full::new(bytes));
    }
    let middle = bytes.len() / 2;
    let chunks = [bytes.slice(..middle), bytes.slice(middle..)].map(Frame::data);
    let trailers = has_trailers.then(|| {
        let trailer = (TRAILER, HeaderValue::from_static("complete"));
        Frame::trailers(HeaderMap::from_iter([trailer]))
    });
    let frames = chunks.into_iter().chain(trailers).map(Ok);
    Either::Right(BoxBody::new(StreamBody::new(futures::stream::iter(frames))))
}

fn response(core: &Core, incoming: &Incoming, mut reply: Reply) -> Response<Body> {
    surround(core, &mut reply);
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

/// Puts around a body what its defects put there, or calls a document in clear something else.
fn surround(core: &Core, reply: &mut Reply) {
    let defects = core.defects();
    let is_jwe = reply.media_type == "application/jose";
    if is_jwe && defects.has(Defect::JweQuoted) {
        reply.body = [b"\"", &*reply.body, b"\""].concat().into();
    }
    if is_jwe && defects.has(Defect::JweLineBreakAfter) {
        reply.body = [&*reply.body, b"\r\n"].concat().into();
    }
    if defects.has(Defect::ByteOrderMarkFirst) {
        reply.body = ["\u{feff}".as_bytes(), &*reply.body].concat().into();
    }
    let is_clear_document = reply.status == StatusCode::OK && !is_jwe;
    if is_clear_document && defects.has(Defect::ClearAsText) {
        reply.media_type = "text/plain";
    }
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
