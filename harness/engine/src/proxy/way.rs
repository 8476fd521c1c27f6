//! A connection to a host: straight, or a tunnel through a proxy (RFC 9110, 9.3.6).

use std::fmt;
use std::io;
use std::pin::Pin;

use openssl::ssl::{SslConnector, SslMethod};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_openssl::SslStream;

use crate::proxy::Proxy;
use crate::send::USER_AGENT;

/// A longer head of a proxy's answer is not read.
const LONGEST_HEAD: usize = 16 * 1024;

/// A connection, whatever it is made of.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Why there is no connection.
#[derive(Debug)]
pub enum NoWay {
    /// The host, or the proxy before it, was not reached.
    Unreached(io::Error),
    /// The proxy speaks no TLS, or its certificate is not trusted.
    ProxyTls(String),
    /// The proxy refuses the tunnel with this status.
    Refused(u16),
    /// The proxy's answer is none of HTTP.
    NoAnswer,
}

impl fmt::Display for NoWay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreached(error) => error.fmt(formatter),
            Self::ProxyTls(words) => write!(formatter, "TLS with the proxy fails: {words}"),
            Self::Refused(407) => {
                formatter.write_str("the proxy wants another user or password (407)")
            }
            Self::Refused(status) => {
                write!(formatter, "the proxy refuses the connection ({status})")
            }
            Self::NoAnswer => formatter.write_str("the proxy gives no answer of HTTP"),
        }
    }
}

/// A connection to a host and port; the host without brackets.
///
/// # Errors
/// Why there is none.
pub async fn connect(
    proxy: Option<&Proxy>,
    (host, port): (&str, u16),
) -> Result<Box<dyn Stream>, NoWay> {
    let Some(proxy) = proxy else {
        let tcp = TcpStream::connect((host, port)).await;
        return Ok(Box::new(tcp.map_err(NoWay::Unreached)?));
    };
    let tcp = TcpStream::connect(proxy.place())
        .await
        .map_err(NoWay::Unreached)?;
    let mut stream: Box<dyn Stream> = if proxy.is_secure() {
        Box::new(secured(tcp, proxy.place().0).await?)
    } else {
        Box::new(tcp)
    };
    let authority = if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    };
    let user = proxy.authorization();
    let user = user.map(|value| format!("Proxy-Authorization: {value}\r\n"));
    let request = format!(
        "CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: {USER_AGENT}\r\n{}\r\n",
        user.unwrap_or_default()
    );
    stream
        .write_all(request.as_bytes())
        .await
        .map_err(NoWay::Unreached)?;
    stream.flush().await.map_err(NoWay::Unreached)?;
    match status(&mut stream).await? {
        200..=299 => Ok(stream),
        status => Err(NoWay::Refused(status)),
    }
}

async fn secured(tcp: TcpStream, host: &str) -> Result<SslStream<TcpStream>, NoWay> {
    let words = |error: &dyn fmt::Display| NoWay::ProxyTls(error.to_string());
    let connector =
        SslConnector::builder(SslMethod::tls_client()).map_err(|error| words(&error))?;
    let ssl = connector
        .build()
        .configure()
        .and_then(|ssl| ssl.into_ssl(host));
    let ssl = ssl.map_err(|error| words(&error))?;
    let mut stream = SslStream::new(ssl, tcp).map_err(|error| words(&error))?;
    let shaken = Pin::new(&mut stream).connect().await;
    shaken.map_err(|error| words(&error))?;
    Ok(stream)
}

/// The status of the proxy's answer. Nothing behind its head is read: that is the host's.
async fn status(stream: &mut (impl AsyncRead + Unpin)) -> Result<u16, NoWay> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let byte = stream.read_u8().await.map_err(|_| NoWay::NoAnswer)?;
        head.push(byte);
        if head.len() > LONGEST_HEAD {
            return Err(NoWay::NoAnswer);
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.split(' ');
    let is_http = words
        .next()
        .is_some_and(|version| version.starts_with("HTTP/1."));
    let status = words.next().and_then(|code| code.trim().parse().ok());
    status.filter(|_| is_http).ok_or(NoWay::NoAnswer)
}
