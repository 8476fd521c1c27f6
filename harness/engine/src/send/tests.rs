//! Both senders against a server that answers with bytes of a test's choosing.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wire::messages::Endpoint;

use super::*;

/// How a server ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Close,
    Reset,
}

fn sender() -> Sender {
    let connections = Connections::new(&TlsSettings::default(), Duration::from_mins(1));
    Sender::over(connections.expect("connections without files"))
}

fn request(address: &str, exact: bool, method: &str) -> Prepared {
    Prepared {
        service: "politi-utlevering".into(),
        endpoint: Endpoint::Accounts.into(),
        method: method.into(),
        url: format!("http://{address}/v2/accounts"),
        body: None,
        headers: vec![("Accept".into(), b"application/jose".to_vec())],
        exact,
        send: None,
        token_claims: None,
        order_claims: None,
    }
}

async fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(count) => request.extend_from_slice(&buffer[..count]),
        }
    }
    request
}

/// What a sender makes of these bytes.
async fn outcome_of(
    exact: bool,
    method: &str,
    bytes: Vec<u8>,
    end: End,
) -> Result<Received, TransportFailure> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        read_request(&mut stream).await;
        let _ = stream.write_all(&bytes).await;
        let _ = stream.flush().await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        if end == End::Reset {
            stream.set_zero_linger().expect("an option of the socket");
        }
    });
    let exchange = sender().send(&request(&address, exact, method)).await;
    server.abort();
    exchange.outcome
}

/// Both senders' outcomes, which must not differ.
async fn outcome(bytes: impl Into<Vec<u8>>, end: End) -> Result<Received, TransportFailure> {
    let bytes = bytes.into();
    let usual = outcome_of(false, "GET", bytes.clone(), end).await;
    let exact = outcome_of(true, "GET", bytes, end).await;
    let read = |outcome: &Result<Received, TransportFailure>| {
        outcome
            .clone()
            .map(|received| (received.status, received.body, received.truncated))
    };
    match (read(&usual), read(&exact)) {
        (Ok(usual), Ok(exact)) => assert_eq!(usual, exact),
        (usual, exact) => assert_eq!(
            usual.map_err(|failure| std::mem::discriminant(&failure)),
            exact.map_err(|failure| std::mem::discriminant(&failure))
        ),
    }
    exact
}

async fn body(bytes: impl Into<Vec<u8>>) -> Vec<u8> {
    let received = outcome(bytes, End::Close).await.expect("an answer");
    received.body.to_vec()
}

#[tokio::test]
async fn interim_answers_are_skipped() {
    let bytes = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n\
                 HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    let received = outcome(bytes, End::Close).await.expect("an answer");
    assert_eq!(
        (received.status, received.body.as_ref()),
        (200, b"{}".as_slice())
    );
}

#[tokio::test]
async fn a_body_of_its_length_is_whole() {
    assert_eq!(
        body("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}").await,
        b"{}"
    );
}

#[tokio::test]
async fn a_body_short_of_its_length_is_incomplete() {
    let outcome = outcome("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", End::Close).await;
    assert!(
        matches!(outcome, Err(TransportFailure::Incomplete(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn chunks_are_joined_and_trailers_left_out() {
    let bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
                 3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nExpires: never\r\n\r\n";
    assert_eq!(body(bytes).await, b"abcde");
}

#[tokio::test]
async fn a_chunk_that_ends_like_the_last_is_not_the_last() {
    let bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
                 5\r\n0\r\n\r\n\r\n2\r\nde\r\n0\r\n\r\n";
    assert_eq!(body(bytes).await, b"0\r\n\r\nde");
}

#[tokio::test]
async fn chunks_without_the_last_are_incomplete() {
    let bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    let outcome = outcome(bytes, End::Close).await;
    assert!(
        matches!(outcome, Err(TransportFailure::Incomplete(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_body_without_a_length_ends_with_the_connection() {
    assert_eq!(body("HTTP/1.1 200 OK\r\n\r\n{}").await, b"{}");
}

#[tokio::test]
async fn a_reset_is_not_the_end_of_a_body() {
    let outcome = outcome("HTTP/1.1 200 OK\r\n\r\n{}", End::Reset).await;
    assert!(
        matches!(outcome, Err(TransportFailure::Interrupted(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_is_interrupted() {
    let outcome = outcome("", End::Close).await;
    assert!(
        matches!(outcome, Err(TransportFailure::Interrupted(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn bytes_that_are_no_http_are_malformed() {
    let outcome = outcome("hello\r\n\r\n", End::Close).await;
    assert!(
        matches!(outcome, Err(TransportFailure::Malformed(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_body_over_the_limit_is_cut_and_marked() {
    let length = 33_000_000;
    let mut bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").into_bytes();
    bytes.resize(bytes.len() + length, b' ');
    let received = outcome(bytes, End::Close).await.expect("an answer");
    assert_eq!(received.truncated, Some(LONGEST_BODY));
    assert!(received.body.len() < LONGEST_BODY);
}

#[tokio::test]
async fn an_answer_to_head_has_no_body() {
    let bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
    for exact in [false, true] {
        let received = outcome_of(exact, "HEAD", bytes.into(), End::Close).await;
        assert_eq!(received.expect("an answer").body.as_ref(), b"", "{exact}");
    }
}

#[tokio::test]
async fn an_answer_before_the_request_was_read_counts() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let answer = b"HTTP/1.1 431 Too Large\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer).await.expect("a client that reads");
        read_request(&mut stream).await;
    });
    let mut prepared = request(&address, true, "GET");
    prepared
        .headers
        .push(("X-Long".into(), vec![b'x'; 400_000]));
    let exchange = sender().send(&prepared).await;
    server.abort();
    assert_eq!(exchange.outcome.map(|received| received.status), Ok(431));
}
