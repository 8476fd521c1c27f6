//! Requests that no well-behaved HTTP client sends: byte by byte, HTTP/1.0, bare LF, control characters.

use std::io::Cursor;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::future::{self, Either};
use http::Method;
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use openssl::error::ErrorStack;
use openssl::ssl::{SslConnector, SslMethod};
use tokio::io::{AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::task::JoinHandle;
use tokio_openssl::SslStream;

use crate::proxy::{self, Proxies, Stream};
use crate::send::answer;
use crate::send::failure::{self, During};
use crate::send::swallow::Swallow;
use crate::stimulus::Prepared;
use judge::exchange::{Received, TransportFailure};
use pack::catalogue::SendMode;
use plan::target::TlsSettings;

/// The one protocol that is offered (RFC 7301): HTTP/1.1.
const HTTP1: &[u8] = b"\x08http/1.1";

/// OpenSSL's code for the alert `no_application_protocol` (RFC 7301, 3.2): 1000 and the number of the alert.
const NO_APPLICATION_PROTOCOL: i32 = 1000 + 120;

/// Bytes of the header that is too large.
const FILLER: usize = 96 * 1024;

/// Writes requests on sockets of its own, one connection for each.
#[derive(Debug)]
pub(super) struct RawSender {
    connector: SslConnector,
    proxies: Arc<Proxies>,
}

impl RawSender {
    /// Trusts the target's authorities beside the system's, and shows its client certificate where one is asked for.
    pub(super) fn new(tls: &TlsSettings, proxies: Arc<Proxies>) -> Result<Self, ErrorStack> {
        let mut builder = SslConnector::builder(SslMethod::tls_client())?;
        builder.set_alpn_protos(HTTP1)?;
        for certificate in &tls.authorities {
            builder.cert_store_mut().add_cert(certificate.clone())?;
        }
        if let Some(identity) = &tls.client_identity {
            let mut chain = identity.chain.iter();
            if let Some(own) = chain.next() {
                builder.set_certificate(own)?;
            }
            for issuer in chain {
                builder.add_extra_chain_cert(issuer.clone())?;
            }
            builder.set_private_key(&identity.key)?;
        }
        Ok(Self {
            connector: builder.build(),
            proxies,
        })
    }

    pub(super) async fn send(
        &self,
        prepared: &Prepared,
        mode: Option<SendMode>,
    ) -> Result<Received, TransportFailure> {
        let uri: http::Uri = prepared
            .url
            .parse()
            .map_err(|_| TransportFailure::Connect("no URL".into()))?;
        let (reader, mut writer) = tokio::io::split(self.connect(&uri).await?);
        let bytes = request_bytes(prepared, &uri, mode);
        let writing = pin!(write(&mut writer, &bytes, mode));
        let reading = pin!(answered(reader, &prepared.method));
        // A server may answer and close before it has read everything: then the answer counts.
        match future::select(reading, writing).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right((_, reading)) => reading.await,
        }
    }

    async fn connect(&self, uri: &http::Uri) -> Result<Box<dyn Stream>, TransportFailure> {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        // A tunnel also without TLS: the bytes have to reach the target as they are.
        let proxy = self.proxies.route(&uri.to_string()).proxy();
        let stream = proxy::connect(proxy, (host, port))
            .await
            .map_err(|error| TransportFailure::Connect(error.to_string()))?;
        if !secure {
            return Ok(stream);
        }
        let tls = |error: &dyn std::fmt::Display| TransportFailure::Tls(error.to_string());
        let ssl = self
            .connector
            .configure()
            .and_then(|ssl| ssl.into_ssl(host))
            .map_err(|error| tls(&error))?;
        let mut stream = SslStream::new(ssl, stream).map_err(|error| tls(&error))?;
        if let Err(error) = Pin::new(&mut stream).connect().await {
            let stack = error.ssl_error().map_or(&[][..], ErrorStack::errors);
            let refused = stack
                .iter()
                .any(|one| one.reason_code() == NO_APPLICATION_PROTOCOL);
            return Err(if refused {
                TransportFailure::OnlyHttp2
            } else {
                tls(&error)
            });
        }
        match stream.ssl().selected_alpn_protocol() {
            Some(b"h2") => Err(TransportFailure::OnlyHttp2),
            Some(_) | None => Ok(Box::new(stream)),
        }
    }
}

async fn write(
    stream: &mut WriteHalf<Box<dyn Stream>>,
    bytes: &[u8],
    mode: Option<SendMode>,
) -> Result<(), TransportFailure> {
    let interrupted = |error: std::io::Error| TransportFailure::Interrupted(error.to_string());
    if mode == Some(SendMode::SlowHeaders) {
        let piece = bytes.len().div_ceil(10).max(1);
        for part in bytes.chunks(piece) {
            stream.write_all(part).await.map_err(interrupted)?;
            stream.flush().await.map_err(interrupted)?;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        return Ok(());
    }
    stream.write_all(bytes).await.map_err(interrupted)?;
    stream.flush().await.map_err(interrupted)
}

fn request_bytes(prepared: &Prepared, uri: &http::Uri, mode: Option<SendMode>) -> Vec<u8> {
    let end: &[u8] = if mode == Some(SendMode::BareLf) {
        b"\n"
    } else {
        b"\r\n"
    };
    let version = if mode == Some(SendMode::Http10) {
        "1.0"
    } else {
        "1.1"
    };
    let target = uri
        .path_and_query()
        .map_or("/", http::uri::PathAndQuery::as_str);
    let mut bytes = format!("{} {target} HTTP/{version}", prepared.method).into_bytes();
    bytes.extend_from_slice(end);
    let authority = uri
        .authority()
        .map(http::uri::Authority::as_str)
        .unwrap_or_default();
    let own = [
        ("Host", authority.as_bytes()),
        ("Connection", b"close".as_slice()),
    ];
    let headers = prepared
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_slice()));
    for (name, value) in own.into_iter().chain(headers) {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(end);
    }
    if mode == Some(SendMode::OversizedHeaders) {
        bytes.extend_from_slice(b"X-Filler: ");
        bytes.resize(bytes.len() + FILLER, b'x');
        bytes.extend_from_slice(end);
    }
    bytes.extend_from_slice(end);
    bytes
}

/// The answer to a GET in everything that a connection brings.
///
/// # Errors
/// Why there is no complete answer in it.
pub async fn answer_in(connection: &[u8]) -> Result<Received, TransportFailure> {
    let stream: Box<dyn Stream> = Box::new(Cursor::new(connection.to_vec()));
    answered(tokio::io::split(stream).0, "GET").await
}

/// Reads the answer to a request of that method.
async fn answered(
    reader: ReadHalf<Box<dyn Stream>>,
    method: &str,
) -> Result<Received, TransportFailure> {
    let head = |error: hyper::Error| failure::of(&error, During::Head);
    let (mut sender, connection) = http1::handshake(TokioIo::new(Swallow::new(reader)))
        .await
        .map_err(head)?;
    let connection = AbortOnDrop(tokio::spawn(connection));
    // An answer to HEAD has no body, whatever its length says (RFC 9110, 9.3.2).
    let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
    let mut request = http::Request::new(Empty::<Bytes>::new());
    *request.method_mut() = if method == Method::HEAD {
        method
    } else {
        Method::GET
    };
    let response = sender.send_request(request).await.map_err(head)?;
    let received = answer::read(response).await;
    drop(connection);
    received
}

/// A task that ends with whoever waits for it.
struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use openssl::asn1::Asn1Time;
    use openssl::hash::MessageDigest;
    use openssl::pkey::{PKey, Private};
    use openssl::rsa::Rsa;
    use openssl::ssl::{Ssl, SslAcceptor, SslVerifyMode};
    use openssl::x509::extension::SubjectAlternativeName;
    use openssl::x509::{X509, X509Name};
    use plan::keys::Identity;
    use tokio::net::TcpListener;

    use super::*;

    /// What a server that insists on a client certificate of its own root saw of one connection.
    async fn shown(identity: Option<Identity>, root: &KeyPair) -> Option<Vec<u8>> {
        let mut acceptor =
            SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).expect("an acceptor");
        acceptor
            .set_certificate(&root.certificate)
            .expect("a certificate");
        acceptor.set_private_key(&root.key).expect("a key");
        acceptor
            .cert_store_mut()
            .add_cert(root.certificate.clone())
            .expect("a root");
        acceptor.set_verify(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT);
        let acceptor = acceptor.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = tokio::spawn(async move {
            let (tcp, _) = listener.accept().await.expect("a connection");
            let ssl = Ssl::new(acceptor.context()).expect("a session");
            let mut stream = SslStream::new(ssl, tcp).expect("a stream");
            Pin::new(&mut stream).accept().await.ok()?;
            let certificate = stream.ssl().peer_certificate()?;
            certificate.to_der().ok()
        });
        let tls = TlsSettings {
            authorities: vec![root.certificate.clone()],
            client_identity: identity,
        };
        let sender = RawSender::new(&tls, Arc::default()).expect("a sender");
        let uri = format!("https://{address}/").parse().expect("a URI");
        let connected = sender.connect(&uri).await;
        drop(connected);
        server.await.expect("the server's end")
    }

    struct KeyPair {
        key: PKey<Private>,
        certificate: X509,
    }

    impl KeyPair {
        /// A certificate for this machine's own address that vouches for itself.
        fn new() -> Self {
            let key = PKey::from_rsa(Rsa::generate(2048).expect("a key")).expect("a key");
            let mut name = X509Name::builder().expect("a name");
            name.append_entry_by_text("CN", "127.0.0.1")
                .expect("a name");
            let name = name.build();
            let mut builder = X509::builder().expect("a certificate");
            builder.set_version(2).expect("a version");
            builder.set_subject_name(&name).expect("a subject");
            builder.set_issuer_name(&name).expect("an issuer");
            builder.set_pubkey(&key).expect("a key");
            let day = |days| Asn1Time::days_from_now(days).expect("a day");
            builder.set_not_before(&day(0)).expect("a beginning");
            builder.set_not_after(&day(1)).expect("an end");
            let address = SubjectAlternativeName::new()
                .ip("127.0.0.1")
                .build(&builder.x509v3_context(None, None))
                .expect("an address");
            builder.append_extension(address).expect("an extension");
            builder
                .sign(&key, MessageDigest::sha256())
                .expect("a signature");
            Self {
                key,
                certificate: builder.build(),
            }
        }
    }

    #[tokio::test]
    async fn shows_the_client_certificate_of_the_profile() {
        let pair = KeyPair::new();
        let identity = Identity {
            key: pair.key.clone(),
            chain: vec![pair.certificate.clone()],
        };
        let seen = shown(Some(identity), &pair).await;
        assert_eq!(seen, Some(pair.certificate.to_der().expect("DER")));
    }

    #[tokio::test]
    async fn shows_no_certificate_where_the_profile_has_none() {
        assert_eq!(shown(None, &KeyPair::new()).await, None);
    }
}
