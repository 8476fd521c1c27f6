//! Requests that no well-behaved HTTP client sends: byte by byte, HTTP/1.0, bare LF, control characters.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use openssl::ssl::{SslConnector, SslMethod};
use openssl::x509::X509;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_openssl::SslStream;

use crate::send::LONGEST_BODY;
use crate::stimulus::Prepared;
use judge::exchange::{Received, TransportFailure};
use pack::catalogue::SendMode;

/// Bytes of the header that is too large.
const FILLER: usize = 96 * 1024;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A client certificate with its chain, and its key.
pub(super) struct ClientIdentity {
    pub(super) chain_pem: Vec<u8>,
    pub(super) key_pem: Vec<u8>,
}

/// Writes requests on sockets of its own, one connection for each.
#[derive(Debug)]
pub(super) struct RawSender {
    connector: SslConnector,
}

impl RawSender {
    /// Trusts these authorities beside the system's, and shows this certificate with its chain where one is asked for.
    pub(super) fn new(
        authorities_pem: &[u8],
        identity: Option<&ClientIdentity>,
    ) -> Result<Self, ErrorStack> {
        let mut builder = SslConnector::builder(SslMethod::tls_client())?;
        for certificate in X509::stack_from_pem(authorities_pem).unwrap_or_default() {
            builder.cert_store_mut().add_cert(certificate)?;
        }
        if let Some(identity) = identity {
            let mut chain = X509::stack_from_pem(&identity.chain_pem)?.into_iter();
            if let Some(own) = chain.next() {
                builder.set_certificate(&own)?;
            }
            for issuer in chain {
                builder.add_extra_chain_cert(issuer)?;
            }
            let key = PKey::private_key_from_pem(&identity.key_pem)?;
            builder.set_private_key(&key)?;
        }
        Ok(Self {
            connector: builder.build(),
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
        let mut stream = self.connect(&uri).await?;
        let bytes = request_bytes(prepared, &uri, mode);
        let written = write(&mut stream, &bytes, mode).await;
        let mut answer = Vec::new();
        let mut buffer = vec![0; 16 * 1024];
        loop {
            match stream.read(&mut buffer).await {
                Ok(0) => break,
                Ok(count) => answer.extend_from_slice(&buffer[..count]),
                Err(_) if !answer.is_empty() => break,
                Err(error) => return Err(TransportFailure::Interrupted(error.to_string())),
            }
            if answer.len() > LONGEST_BODY || is_complete(&answer) {
                break;
            }
        }
        // A server may answer and close before it has read everything: then the answer counts.
        if answer.is_empty() {
            written?;
        }
        parse(&answer)
    }

    async fn connect(&self, uri: &http::Uri) -> Result<Box<dyn Stream>, TransportFailure> {
        let host = uri.host().unwrap_or_default();
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let tcp = TcpStream::connect((host.trim_matches(['[', ']']), port))
            .await
            .map_err(|error| TransportFailure::Connect(error.to_string()))?;
        if !secure {
            return Ok(Box::new(tcp));
        }
        let tls = |error: &dyn std::fmt::Display| TransportFailure::Tls(error.to_string());
        let ssl = self
            .connector
            .configure()
            .and_then(|ssl| ssl.into_ssl(host))
            .map_err(|error| tls(&error))?;
        let mut stream = SslStream::new(ssl, tcp).map_err(|error| tls(&error))?;
        Pin::new(&mut stream)
            .connect()
            .await
            .map_err(|error| tls(&error))?;
        Ok(Box::new(stream))
    }
}

async fn write(
    stream: &mut Box<dyn Stream>,
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

fn split_head(answer: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    Some((&answer[..at], &answer[at + 4..]))
}

fn headers_of(head: &str) -> Vec<(String, Vec<u8>)> {
    head.split("\r\n")
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| {
            (
                name.trim().to_ascii_lowercase(),
                value.trim().as_bytes().to_vec(),
            )
        })
        .collect()
}

fn value<'a>(headers: &'a [(String, Vec<u8>)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(found, _)| found == name)
        .and_then(|(_, value)| std::str::from_utf8(value).ok())
}

fn is_complete(answer: &[u8]) -> bool {
    let Some((head, body)) = split_head(answer) else {
        return false;
    };
    let headers = headers_of(&String::from_utf8_lossy(head));
    if value(&headers, "transfer-encoding")
        .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    {
        return body.ends_with(b"0\r\n\r\n");
    }
    value(&headers, "content-length")
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| body.len() >= length)
}

fn parse(answer: &[u8]) -> Result<Received, TransportFailure> {
    if answer.is_empty() {
        return Err(TransportFailure::Interrupted(
            "the connection was closed without an answer".into(),
        ));
    }
    let malformed = || TransportFailure::Malformed("the answer is no HTTP".into());
    let (head, body) = split_head(answer).ok_or_else(malformed)?;
    let head = String::from_utf8_lossy(head).into_owned();
    let mut line = head.split("\r\n").next().unwrap_or_default().split(' ');
    let version = line
        .next()
        .filter(|version| version.starts_with("HTTP/"))
        .ok_or_else(malformed)?
        .to_owned();
    let status = line
        .next()
        .and_then(|status| status.parse().ok())
        .ok_or_else(malformed)?;
    let headers = headers_of(&head);
    let chunked = value(&headers, "transfer-encoding")
        .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
    let body = if chunked {
        unchunk(body).ok_or_else(malformed)?
    } else {
        body.to_vec()
    };
    Ok(Received {
        status,
        version,
        headers,
        body: Bytes::from(body),
        truncated: false,
    })
}

fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&body[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        let rest = body.get(end + 2..)?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(..size)?);
        body = rest.get(size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use openssl::asn1::Asn1Time;
    use openssl::hash::MessageDigest;
    use openssl::pkey::Private;
    use openssl::rsa::Rsa;
    use openssl::ssl::{Ssl, SslAcceptor, SslVerifyMode};
    use openssl::x509::X509Name;
    use openssl::x509::extension::SubjectAlternativeName;
    use tokio::net::TcpListener;

    use super::*;

    /// What a server that insists on a client certificate of its own root saw of one connection.
    async fn shown(identity: Option<&ClientIdentity>, root: &KeyPair) -> Option<Vec<u8>> {
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
        let sender = RawSender::new(&root.pem(), identity).expect("a sender");
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

        fn pem(&self) -> Vec<u8> {
            self.certificate.to_pem().expect("PEM")
        }
    }

    #[tokio::test]
    async fn shows_the_client_certificate_of_the_profile() {
        let pair = KeyPair::new();
        let identity = ClientIdentity {
            chain_pem: pair.pem(),
            key_pem: pair.key.private_key_to_pem_pkcs8().expect("PEM"),
        };
        let seen = shown(Some(&identity), &pair).await;
        assert_eq!(seen, Some(pair.certificate.to_der().expect("DER")));
    }

    #[tokio::test]
    async fn shows_no_certificate_where_the_profile_has_none() {
        assert_eq!(shown(None, &KeyPair::new()).await, None);
    }

    #[test]
    fn reads_an_answer_with_a_length() {
        let received =
            parse(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}").expect("an answer");
        assert_eq!(
            (received.status, received.body.as_ref()),
            (400, b"{}".as_slice())
        );
    }

    #[test]
    fn joins_chunks() {
        assert_eq!(
            unchunk(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
            Some(b"abcde".to_vec())
        );
    }

    #[test]
    fn refuses_chunks_that_lie_about_their_size() {
        assert_eq!(unchunk(b"ff\r\nabc\r\n0\r\n\r\n"), None);
    }

    #[test]
    fn an_answer_that_is_no_http_is_malformed() {
        assert!(matches!(
            parse(b"hello"),
            Err(TransportFailure::Malformed(_))
        ));
    }
}
