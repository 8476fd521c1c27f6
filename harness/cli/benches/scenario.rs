//! How many calls a second the environment takes from an agency: answered by the bank behind a front, and by a register.

use std::net::SocketAddr;

use divan::Bencher;
use divan::counter::ItemsCount;
use lab::agency::environment::{Environment, EnvironmentOptions};
use pack::scenario::BankName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use wire::keys::KeyStore;

const CONNECTIONS: usize = 32;
const CALLS: usize = 50;

fn main() {
    divan::main();
}

fn address(url: &str) -> SocketAddr {
    let host = url
        .split("://")
        .nth(1)
        .and_then(|rest| rest.split('/').next());
    host.and_then(|host| host.parse().ok()).expect("an address")
}

async fn burst(place: SocketAddr, path: &str) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let request = request.clone();
        callers.spawn(async move {
            let mut stream = TcpStream::connect(place).await.expect("a connection");
            let mut buffer = vec![0; 64 * 1024];
            for _ in 0..CALLS {
                stream
                    .write_all(request.as_bytes())
                    .await
                    .expect("a request");
                // Answers are small, and come in one piece over loopback.
                let read = stream.read(&mut buffer).await.expect("an answer");
                assert!(buffer[..read].starts_with(b"HTTP/1.1 "));
            }
        });
    }
    callers.join_all().await;
}

fn measure(bencher: Bencher<'_, '_>, place: impl Fn(&Environment) -> SocketAddr, path: &str) {
    let runtime = Runtime::new().expect("a runtime");
    let keys = KeyStore::user_cache().expect("a folder for keys");
    let environment = runtime
        .block_on(Environment::start(&keys, &EnvironmentOptions::default()))
        .expect("an environment");
    let place = place(&environment);
    bencher
        .counter(ItemsCount::new(CONNECTIONS * CALLS))
        .bench_local(|| {
            runtime.block_on(burst(place, path));
            drop(environment.end_scenario());
        });
    runtime.block_on(environment.shutdown());
}

#[divan::bench(sample_count = 10)]
fn calls_that_a_bank_refuses(bencher: Bencher<'_, '_>) {
    let bank = |environment: &Environment| address(&environment.facts.base_urls[&BankName::A]);
    measure(bencher, bank, "/v2/accounts");
}

#[divan::bench(sample_count = 10)]
fn calls_to_a_register(bencher: Bencher<'_, '_>) {
    measure(
        bencher,
        |environment| address(&environment.facts.issuer),
        "/registry-that-is-not-there",
    );
}
