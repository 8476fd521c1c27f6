//! What an operator asks the registers, and what a developer reads in the log.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use crate::program::program;
use crate::support::Setup;

#[tokio::test]
async fn says_that_it_lives_and_is_ready() {
    let setup = Setup::new().await;
    for (path, status) in [("/health", "ok"), ("/ready", "ready")] {
        assert_eq!(setup.get_json(path).await["status"], status);
    }
}

#[tokio::test]
async fn counts_requests_by_register_and_status() {
    let setup = Setup::new().await;
    setup.get("/jwk").await;
    setup.get("/lookup/v2/nobody").await;
    let (status, text) = setup.get("/metrics").await;
    assert_eq!(status, 200);
    for line in [
        r#"mock_agency_requests_total{register="maskinporten",status="200"} 1"#,
        r#"mock_agency_requests_total{register="certpub-locator",status="404"} 1"#,
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[tokio::test]
async fn an_operators_requests_are_not_counted() {
    let setup = Setup::new().await;
    setup.get("/health").await;
    assert!(!setup.get("/metrics").await.1.contains("requests_total"));
}

/// Starts `serve` with these arguments and gives it with the address of the registers.
fn serve(state: &std::path::Path, arguments: &[&str]) -> (Child, String) {
    let mut child = program()
        .args(["serve", "--port", "0", "--state"])
        .arg(state)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let issuer = line.split(' ').nth(2).unwrap().trim_end_matches('/');
    (child, issuer.to_owned())
}

/// What `serve` logged until it was stopped.
fn log_of(mut child: Child) -> String {
    std::process::Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut log = String::new();
    child.stderr.unwrap().read_to_string(&mut log).unwrap();
    log
}

#[tokio::test]
async fn logs_a_line_for_each_request_with_the_reason_of_a_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let (child, issuer) = serve(folder.path(), &["--log-format", "json"]);
    let http = mock_agency::retrieval::http_client(None).unwrap();
    let form = [("grant_type", "x"), ("assertion", "y")];
    let token = http.post(format!("{issuer}/token")).form(&form);
    token.send().await.unwrap();
    let log = log_of(child);
    let entries = log
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let refused = entries
        .filter(|entry| entry["path"] == "/token")
        .collect::<Vec<_>>();
    assert_eq!(refused.len(), 1, "{log}");
    assert_eq!(refused[0]["status"], 400);
    let reason = refused[0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("grant_type must be"), "{reason}");
}

#[tokio::test]
async fn logs_nothing_when_logging_is_off() {
    let folder = tempfile::tempdir().unwrap();
    let (child, issuer) = serve(folder.path(), &["--log", "off"]);
    let http = mock_agency::retrieval::http_client(None).unwrap();
    http.get(format!("{issuer}/jwk")).send().await.unwrap();
    assert_eq!(log_of(child), "");
}

#[tokio::test]
async fn warns_when_other_machines_may_reach_the_registers() {
    let folder = tempfile::tempdir().unwrap();
    let (child, issuer) = serve(folder.path(), &["--listen", "0.0.0.0"]);
    assert!(issuer.starts_with("http://127.0.0.1:"), "{issuer}");
    let log = log_of(child);
    assert!(
        log.contains("other machines may reach the registers"),
        "{log}"
    );
}

#[test]
fn a_log_level_that_there_is_not_is_wrong_use() {
    let folder = tempfile::tempdir().unwrap();
    let output = program()
        .args(["serve", "--port", "0", "--log", "a=b=c", "--state"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}
