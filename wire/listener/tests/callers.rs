//! Callers of every kind: each receives an answer or is disconnected, and the others do not notice.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::StatusCode;
use listener::{
    Answering, ConnectionFault, Handler, Hosts, Limits, Listener, ReceivedRequest, Running,
    Settings, text, tls,
};
use openssl::asn1::Asn1Time;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::x509::X509;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

struct Echo {
    limits: Limits,
    faults: Mutex<Vec<ConnectionFault>>,
}

impl Handler for Echo {
    fn limits(&self) -> Limits {
        self.limits.clone()
    }

    fn answer(&self, request: ReceivedRequest) -> Answering<'_> {
        Box::pin(async move {
            if request.uri.path() == "/slow" {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            match request.body {
                Ok(body) => text(StatusCode::OK, &format!("{} bytes", body.len())),
                Err(fault) => fault.reply(),
            }
        })
    }

    fn fault(&self, fault: ConnectionFault) {
        self.faults.lock().unwrap().push(fault);
    }
}

struct Server {
    address: SocketAddr,
    running: Running,
    echo: Arc<Echo>,
}

async fn server(limits: Limits, identity: Option<tls::Identity>) -> Server {
    let listener = Listener::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = listener.address();
    let echo = Arc::new(Echo {
        limits,
        faults: Mutex::default(),
    });
    let settings = Settings {
        tls: identity.map(|identity| identity.acceptor(tls::HTTP1).unwrap()),
        hosts: Hosts::new(address, []),
    };
    let running = listener.handle(settings, Arc::clone(&echo) as Arc<_>);
    Server {
        address,
        running,
        echo,
    }
}

fn identity() -> tls::Identity {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut builder = X509::builder().unwrap();
    builder.set_pubkey(&key).unwrap();
    let (from, to) = (
        Asn1Time::days_from_now(0).unwrap(),
        Asn1Time::days_from_now(1).unwrap(),
    );
    builder.set_not_before(&from).unwrap();
    builder.set_not_after(&to).unwrap();
    builder.sign(&key, MessageDigest::sha256()).unwrap();
    tls::Identity {
        chain: vec![builder.build()],
        key,
    }
}

/// Sends bytes and gives everything that comes back until the connection is closed, or for two seconds.
async fn send(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The other side may close before everything is written.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(2), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(path: &str, host: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
}

impl Server {
    async fn answers(&self) -> bool {
        let answer = send(self.address, get("/", "127.0.0.1").as_bytes()).await;
        answer.starts_with("HTTP/1.1 200")
    }

    fn faults(&self) -> Vec<ConnectionFault> {
        self.echo.faults.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn a_request_for_another_host_is_misdirected() {
    let server = server(Limits::default(), None).await;
    let answer = send(server.address, get("/", "attacker.example").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    let fault = ConnectionFault::OtherHost("attacker.example".to_owned());
    assert_eq!(server.faults(), [fault]);
}

#[tokio::test]
async fn a_request_without_host_is_refused() {
    let server = server(Limits::default(), None).await;
    let answer = send(
        server.address,
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn plain_http_on_a_tls_port_is_answered_and_reported() {
    let server = server(Limits::default(), Some(identity())).await;
    let answer = send(server.address, get("/", "127.0.0.1").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.contains("HTTPS"), "{answer}");
    assert_eq!(server.faults(), [ConnectionFault::PlainHttp]);
}

#[tokio::test]
async fn other_bytes_on_a_tls_port_are_no_tls() {
    let server = server(Limits::default(), Some(identity())).await;
    send(server.address, b"\x00\x01garbage").await;
    assert_eq!(server.faults(), [ConnectionFault::NoTls]);
}

#[tokio::test]
async fn bytes_that_are_not_http_are_refused_and_reported() {
    let server = server(Limits::default(), None).await;
    let answer = send(server.address, b"\x16\x03\x01\x02\x00\r\n\r\n").await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
        "{answer}"
    );
    assert!(matches!(server.faults()[..], [ConnectionFault::NotHttp(_)]));
}

#[tokio::test]
async fn silent_connections_give_way_to_new_ones() {
    let limits = Limits {
        connections: 20,
        ..Limits::default()
    };
    let server = server(limits, None).await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    assert!(server.answers().await);
    let closed = |fault: &ConnectionFault| *fault == ConnectionFault::ClosedForRoom;
    assert!(server.faults().iter().filter(|fault| closed(fault)).count() >= 80);
}

#[tokio::test]
async fn bodies_that_do_not_arrive_give_way_to_new_connections() {
    let limits = Limits {
        connections: 20,
        ..Limits::default()
    };
    let server = server(limits, None).await;
    let mut slow = Vec::new();
    for _ in 0..100 {
        let mut connection = TcpStream::connect(server.address).await.unwrap();
        let head = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n";
        connection.write_all(head.as_bytes()).await.unwrap();
        slow.push(connection);
    }
    let start = Instant::now();
    assert!(server.answers().await);
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_connection_with_a_request_under_way_is_not_closed_for_others() {
    let limits = Limits {
        connections: 4,
        ..Limits::default()
    };
    let server = server(limits, None).await;
    let address = server.address;
    let slow =
        tokio::spawn(async move { send(address, get("/slow", "127.0.0.1").as_bytes()).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    assert!(slow.await.unwrap().starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_head_that_takes_too_long_ends_the_connection() {
    let limits = Limits {
        first_head: Duration::from_millis(100),
        ..Limits::default()
    };
    let server = server(limits, None).await;
    let start = Instant::now();
    assert_eq!(send(server.address, b"GET / HTTP/1.1\r\nHost: ").await, "");
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_connection_is_closed_when_no_further_request_comes() {
    let limits = Limits {
        idle: Duration::from_millis(100),
        ..Limits::default()
    };
    let server = server(limits, None).await;
    let start = Instant::now();
    let answer = send(server.address, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn heads_beyond_the_limits_are_refused() {
    let server = server(Limits::default(), None).await;
    let long = format!(
        "GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n",
        "a".repeat(100_000)
    );
    let many = format!(
        "GET / HTTP/1.1\r\nHost: a\r\n{}\r\n",
        "X: y\r\n".repeat(200)
    );
    for head in [long, many] {
        let answer = send(server.address, head.as_bytes()).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
            "{answer}"
        );
    }
    assert!(server.answers().await);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let limits = Limits {
        body: 10,
        ..Limits::default()
    };
    let server = server(limits, None).await;
    let request = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 11\r\n\r\n0123456789a";
    let answer = send(server.address, request).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let limits = Limits {
        body_time: Duration::from_millis(100),
        ..Limits::default()
    };
    let server = server(limits, None).await;
    let request = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 11\r\n\r\n012";
    let answer = send(server.address, request).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn a_request_under_way_is_answered_when_the_listener_stops() {
    let server = server(Limits::default(), None).await;
    let address = server.address;
    let slow =
        tokio::spawn(async move { send(address, get("/slow", "127.0.0.1").as_bytes()).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.running.shutdown().await;
    assert!(slow.await.unwrap().starts_with("HTTP/1.1 200"));
    assert!(TcpStream::connect(address).await.is_err());
}
