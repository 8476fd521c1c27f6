//! Callers that mean no good, or know no better: they get an error or are cut off, and others do not notice.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::Setup;

/// Sends bytes as they are and gives the beginning of what comes back.
async fn send(setup: &Setup, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(setup.registers.address()).await.unwrap();
    // The other side may close before everything is written.
    let _ = stream.write_all(bytes).await;
    let mut answer = vec![0; 512];
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut answer))
        .await
        .unwrap();
    String::from_utf8_lossy(&answer[..read.unwrap_or(0)]).into_owned()
}

async fn still_answers(setup: &Setup) {
    assert_eq!(setup.get("/jwk").await.0, 200);
}

#[tokio::test]
async fn bytes_that_are_not_http_are_refused() {
    let setup = Setup::new().await;
    for bytes in [
        &b"\x00\xff\xfe\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\r\n\r\n",
    ] {
        let answer = send(&setup, bytes).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
            "{answer}"
        );
    }
    still_answers(&setup).await;
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let setup = Setup::new().await;
    let answer = setup
        .http
        .post(&setup.registers.world.token_endpoint)
        .body(vec![b'a'; 70_000])
        .send()
        .await;
    assert_eq!(answer.unwrap().status(), 413);
    still_answers(&setup).await;
}

#[tokio::test]
async fn a_broken_body_is_refused() {
    let setup = Setup::new().await;
    let request =
        b"POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
    assert!(send(&setup, request).await.starts_with("HTTP/1.1 400"));
}

#[tokio::test]
async fn forms_of_any_bytes_are_refused() {
    let setup = Setup::new().await;
    for body in [
        &b"\xff\xfe"[..],
        b"",
        b"%",
        b"=&=&=",
        b"grant_type=%00",
        b"grant_type=a&assertion=%f0%9f%98%80",
    ] {
        let answer = setup
            .http
            .post(&setup.registers.world.token_endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.to_vec())
            .send()
            .await;
        assert_eq!(answer.unwrap().status(), 400, "{body:?}");
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_refused() {
    let setup = Setup::new().await;
    assert_eq!(setup.get("/nothing").await.0, 404);
    assert_eq!(setup.get("//jwk").await.0, 404);
    let base = format!("http://{}", setup.registers.address());
    for path in [
        "/jwk",
        "/.well-known/finans-jwks.json",
        "/lookup/v2/a",
        "/folkeregisteret/api/finans/v1/personer/1",
    ] {
        let answer = setup
            .http
            .delete(format!("{base}{path}"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 405, "{path}");
    }
}

#[tokio::test]
async fn a_request_for_another_host_is_refused() {
    let setup = Setup::new().await;
    let request = b"GET /jwk HTTP/1.1\r\nHost: attacker.example\r\n\r\n";
    assert!(send(&setup, request).await.starts_with("HTTP/1.1 421"));
}

#[tokio::test]
async fn many_idle_connections_do_not_keep_others_out() {
    let setup = Setup::new().await;
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(TcpStream::connect(setup.registers.address()).await.unwrap());
    }
    still_answers(&setup).await;
    drop(idle);
}

#[tokio::test]
async fn many_calls_at_once_are_all_answered() {
    let setup = Setup::new().await;
    let uri = setup.registers.world.jwks_uri.clone();
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let (http, uri) = (setup.http.clone(), uri.clone());
            tokio::spawn(async move { http.get(uri).send().await.unwrap().status().as_u16() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), 200);
    }
}
