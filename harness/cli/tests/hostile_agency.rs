//! An agency that means no good, or knows no better: any bytes, any number of calls, connections that stay open. The
//! environment answers by the rules, goes on, and its journal is complete.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use judge::agency::journal::ConnectionFault;
use judge::agency::journal::Place;
use lab::agency::environment::{Environment, EnvironmentOptions};
use pack::scenario::BankName;
use rand::{RngCore as _, SeedableRng as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wire::keys::KeyStore;

const PATIENCE: Duration = Duration::from_secs(30);
const CALL: &[u8] = b"GET /v2/accounts HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

async fn environment() -> Environment {
    let keys = KeyStore::user_cache().expect("a folder for keys");
    Environment::start(&keys, &EnvironmentOptions::default())
        .await
        .expect("an environment")
}

fn address(url: &str) -> SocketAddr {
    let host = url.split("://").nth(1).expect("a URL");
    host.split('/')
        .next()
        .and_then(|host| host.parse().ok())
        .expect("an address")
}

fn bank(environment: &Environment, name: BankName) -> SocketAddr {
    address(&environment.facts.base_urls[&name])
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.expect("a connection")
}

/// Reads one answer and gives its status.
async fn answer(stream: &mut TcpStream) -> Option<u16> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    head.split(' ').nth(1)?.parse().ok()
}

async fn in_time<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what)
        .await
        .expect("in good time")
}

/// A call without a token is refused with 401: the bank behind the front has looked at it.
async fn still_answers(environment: &Environment) {
    let mut stream = connect(bank(environment, BankName::A)).await;
    stream.write_all(CALL).await.expect("a request");
    assert_eq!(in_time(answer(&mut stream)).await, Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn random_bytes_are_noted_and_do_no_harm() {
    let environment = environment().await;
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(17);
    let places = [
        bank(&environment, BankName::A),
        bank(&environment, BankName::B),
        bank(&environment, BankName::C),
        address(&environment.facts.issuer),
    ];
    for number in 0..120 {
        let mut bytes = vec![0; 1 + number * 7];
        random.fill_bytes(&mut bytes);
        let mut stream = connect(places[number % places.len()]).await;
        // The other side may close before everything is written.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.write_all(b"\r\n\r\n").await;
        let _ = stream.shutdown().await;
        let _ = in_time(stream.read_to_end(&mut Vec::new())).await;
    }
    still_answers(&environment).await;
    let recorded = environment.end_scenario();
    let noted = recorded.unreadable.len() + recorded.calls.len();
    assert!(noted > 120, "{noted} of 120 and one call");
    let refused = |fault: &ConnectionFault| matches!(fault, ConnectionFault::NotHttp(_));
    assert!(recorded.unreadable.iter().any(|one| refused(&one.fault)));
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_stay_open_give_way_to_a_call() {
    let environment = environment().await;
    let mut held = Vec::new();
    for number in 0..300 {
        let mut stream = connect(bank(&environment, BankName::A)).await;
        if number % 2 == 0 {
            // Half a head, and then nothing.
            let _ = stream
                .write_all(b"GET /v2/accounts HTTP/1.1\r\nHost:")
                .await;
        }
        held.push(stream);
    }
    still_answers(&environment).await;
    drop(held);
    assert_eq!(environment.end_scenario().calls.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_beyond_the_limit_is_refused_and_noted() {
    let environment = environment().await;
    let mut stream = connect(bank(&environment, BankName::A)).await;
    let head = format!(
        "GET /v2/accounts HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {}\r\n\r\n",
        "a".repeat(200_000)
    );
    let _ = stream.write_all(head.as_bytes()).await;
    let status = in_time(answer(&mut stream)).await;
    assert!(matches!(status, None | Some(431)), "{status:?}");
    still_answers(&environment).await;
    assert_eq!(environment.end_scenario().unreadable.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_the_limit_is_refused_and_the_call_noted() {
    let environment = environment().await;
    let mut stream = connect(bank(&environment, BankName::A)).await;
    let head = b"GET /v2/accounts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 70000\r\n\r\n";
    stream.write_all(head).await.expect("a head");
    let _ = stream.write_all(&vec![b'a'; 70_000]).await;
    assert_eq!(in_time(answer(&mut stream)).await, Some(413));
    assert_eq!(environment.end_scenario().calls[0].status(), Some(413));
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_sent_without_waiting_are_answered_one_by_one() {
    let environment = environment().await;
    let mut stream = connect(bank(&environment, BankName::A)).await;
    stream.write_all(&CALL.repeat(40)).await.expect("requests");
    for _ in 0..40 {
        assert_eq!(in_time(answer(&mut stream)).await, Some(401));
    }
    let calls = environment.end_scenario().calls;
    assert_eq!(calls.len(), 40);
    assert!(calls.windows(2).all(|pair| pair[0].number < pair[1].number));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_leaves_at_once_is_noted_all_the_same() {
    let environment = environment().await;
    for _ in 0..20 {
        let mut stream = connect(bank(&environment, BankName::A)).await;
        stream.write_all(CALL).await.expect("a request");
        drop(stream);
    }
    still_answers(&environment).await;
    let mut noted = 0;
    let settled = async {
        while noted < 21 || environment.journal.state().1 > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let recorded = environment.end_scenario();
            noted += recorded.calls.len() + recorded.unreadable.len();
        }
    };
    in_time(settled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_thousand_calls_in_a_burst_are_all_in_the_journal() {
    const CONNECTIONS: u64 = 60;
    const CALLS: u64 = 200;
    let environment = environment().await;
    let place = bank(&environment, BankName::A);
    let refused = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let refused = Arc::clone(&refused);
        callers.spawn(async move {
            let mut stream = connect(place).await;
            for _ in 0..CALLS {
                stream.write_all(CALL).await.expect("a request");
                assert_eq!(answer(&mut stream).await, Some(401));
                refused.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        });
    }
    while let Some(ended) = callers.join_next().await {
        ended.expect("every call is answered");
    }
    still_answers(&environment).await;
    let recorded = environment.end_scenario();
    let whole = u64::try_from(recorded.calls.len()).expect("a number");
    assert_eq!(whole + recorded.more_calls.count, CONNECTIONS * CALLS + 1);
    assert_eq!(recorded.more_calls.lost, 0);
    let mut numbers: Vec<u64> = recorded.calls.iter().map(|call| call.number).collect();
    numbers.extend(recorded.more_calls.read().map(|brief| brief.number));
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(
        numbers.len(),
        usize::try_from(CONNECTIONS * CALLS + 1).expect("a number")
    );
    assert!(
        recorded
            .calls
            .iter()
            .all(|call| call.place == Place::Bank(BankName::A))
    );
}
