//! Requests that no well-behaved HTTP client sends: byte by byte, HTTP/1.0, bare LF, control characters.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use openssl::ssl::{SslConnector, SslMethod};
use openssl::x509::X509;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_openssl::SslStream;

use super::LONGEST_BODY;
use crate::catalogue::SendMode;
use crate::exchange::{Received, TransportFailure};
use crate::stimulus::Prepared;

/// Bytes of the header that is too large.
const FILLER: usize = 96 * 1024;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Writes requests on sockets of its own, one connection for each.
#[derive(Debug)]
pub(super) struct RawSender {
    connector: SslConnector,
}

impl RawSender {
    pub(super) fn new(authorities_pem: &[u8]) -> Result<Self, String> {
        let mut builder =
            SslConnector::builder(SslMethod::tls_client()).map_err(|error| error.to_string())?;
        for certificate in X509::stack_from_pem(authorities_pem).unwrap_or_default() {
            builder
                .cert_store_mut()
                .add_cert(certificate)
                .map_err(|error| error.to_string())?;
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
    use super::*;

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
