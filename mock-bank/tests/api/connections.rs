//! Callers who take connections and say nothing.

use wire::population::PopulationRole as Role;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{setup, setup_with};

/// Whether the bank has not closed it.
fn is_open(stream: &TcpStream) -> bool {
    !matches!(stream.try_read(&mut [0; 1]), Ok(0))
}

#[tokio::test]
async fn two_thousand_silent_connections_do_not_starve_the_bank() {
    let setup = setup_with(|config| config.connections = 100).await;
    let mut silent = Vec::new();
    for number in 0..2000 {
        silent.push(TcpStream::connect(setup.bank.address()).await.unwrap());
        if number % 100 == 99 {
            silent.retain(is_open);
        }
    }
    let person = setup.agency.person(Role::Owner).id.as_str();
    let answer = setup.agency.send(&setup.agency.police(person)).await;
    assert_eq!(answer.status, 200);
    assert!(silent.iter().any(is_open), "the silent ones were not there");
}

#[tokio::test]
async fn a_request_for_another_host_is_refused() {
    let setup = setup().await;
    let mut stream = TcpStream::connect(setup.bank.address()).await.unwrap();
    let request =
        b"GET /v2/accounts HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
}
