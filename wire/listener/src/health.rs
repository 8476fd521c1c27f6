//! Asks a server whether it is ready: the health check of a container that has no shell and no curl.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use http::Uri;
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// How much of an answer is read, in bytes.
const LONGEST: u64 = 65_536;

/// Asks the server at this URL for `/ready`. Its certificate is not looked at: this is about its own machine.
///
/// # Errors
/// Why it is not ready.
pub fn ready(url: &str) -> Result<(), String> {
    let wrong = |why: String| format!("{url}: {why}");
    let uri: Uri = url.parse().map_err(|_| wrong("no URL".to_owned()))?;
    let host = uri.host().ok_or_else(|| wrong("no host".to_owned()))?;
    let secure = uri.scheme_str() == Some("https");
    let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let head = answer((host.trim_matches(['[', ']']), port), secure, host);
    let head = head.map_err(|error| wrong(error.to_string()))?;
    if head.starts_with("HTTP/1.1 200") {
        Ok(())
    } else {
        let status = head.lines().next().unwrap_or_default();
        Err(wrong(format!("not ready: {status}")))
    }
}

/// The head of the answer, or as much of it as came first.
fn answer(
    address: (&str, u16),
    secure: bool,
    host: &str,
) -> Result<String, Box<dyn std::error::Error>> {
    let first = address.to_socket_addrs()?.next().ok_or("no address")?;
    let stream = TcpStream::connect_timeout(&first, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut builder = SslConnector::builder(SslMethod::tls_client())?;
    builder.set_verify(SslVerifyMode::NONE);
    if secure {
        let mut settings = builder.build().configure()?;
        settings.set_verify_hostname(false);
        ask(&mut settings.connect(host, stream)?, host)
    } else {
        ask(&mut { stream }, host)
    }
}

fn ask(stream: &mut (impl Read + Write), host: &str) -> Result<String, Box<dyn std::error::Error>> {
    write!(
        stream,
        "GET /ready HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )?;
    // To its end: a server that is left before has a fault to log.
    let mut head = Vec::new();
    let read = Read::by_ref(stream).take(LONGEST).read_to_end(&mut head);
    if head.is_empty() {
        read?;
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
