//! A request that is not well-formed HTTP, for the client with that defect.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use reqwest::Url;

/// Sends it to a bank without TLS, and ignores the answer.
pub(super) async fn send(base_url: &str) {
    let Some(address) = address(base_url) else {
        return;
    };
    let Ok(mut stream) = TcpStream::connect(address).await else {
        return;
    };
    let request =
        b"GET /v2/accounts HTTP/1.1\r\nHost: bank\r\nCorrelationID without a colon\r\n\r\n";
    // How it is answered is of no interest here.
    let _ = stream.write_all(request).await;
    let _ = stream.read(&mut [0; 512]).await;
}

fn address(base_url: &str) -> Option<(String, u16)> {
    let url = Url::parse(base_url)
        .ok()
        .filter(|url| url.scheme() == "http")?;
    Some((url.host_str()?.to_owned(), url.port_or_known_default()?))
}
