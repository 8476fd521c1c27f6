//! The program as an operator meets it: exit codes and messages.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use wire::world::{BankEntry, Mode, World};

use crate::support::Setup;

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-agency"));
    command.env("DSOP_CACHE_DIR", env!("CARGO_TARGET_TMPDIR"));
    command
}

pub(crate) fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = program().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// Starts `serve` and waits for its line.
fn serve(state: &Path) -> (Child, String) {
    serve_with(state, &[])
}

/// The same with further arguments.
pub(crate) fn serve_with(state: &Path, arguments: &[&str]) -> (Child, String) {
    let mut child = program()
        .args(["serve", "--port", "0", "--state"])
        .arg(state)
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (child, line)
}

#[test]
fn serves_until_a_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, line) = serve(folder.path());
    let world = World::load(&folder.path().join("world.json"))
        .unwrap()
        .world;
    let expected = format!(
        "mock-agency ready: {} world {}\n",
        world.issuer,
        folder.path().join("world.json").display()
    );
    assert_eq!(line, expected);
    Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_port_in_use_is_one_clear_message() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let (code, out, message) = run(&["serve", "--state", state.to_str().unwrap(), "--port", &port]);
    assert_eq!(
        (code, out.as_str(), message.lines().count()),
        (2, "", 1),
        "{message}"
    );
    assert!(
        message.contains(&format!("cannot listen on 127.0.0.1:{port}")),
        "{message}"
    );
    assert!(!state.exists());
}

#[test]
fn an_options_file_with_a_typo_is_pointed_into() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("options.toml");
    std::fs::write(&path, "seed = 1\nmoed = \"test\"\n").unwrap();
    let state = folder.path().join("state");
    let (code, _, message) = run(&[
        "serve",
        "--state",
        state.to_str().unwrap(),
        "--options",
        path.to_str().unwrap(),
    ]);
    assert_eq!(
        (code, message.contains("line 2, column 1")),
        (2, true),
        "{message}"
    );
}

#[test]
fn a_broken_world_file_is_pointed_into() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    std::fs::write(&path, "{\n  \"issuer\": 7\n}").unwrap();
    let fetch = [
        "fetch",
        "--service",
        "politi-utlevering",
        "--party",
        "974720760",
        "--world",
        path.to_str().unwrap(),
    ];
    let (code, _, message) = run(&fetch);
    assert_eq!(
        (code, message.contains("world.json:2:13")),
        (2, true),
        "{message}"
    );
}

#[test]
fn an_unknown_option_value_is_wrong_use() {
    let (code, _, message) = run(&["serve", "--state", "x", "--mode", "staging"]);
    assert_eq!((code, message.contains("staging")), (2, true), "{message}");
}

/// `fetch` for the police about a person of the population, against the registers of `setup`.
fn fetch(setup: &Setup, more: &[&str]) -> (i32, String, String) {
    let person = wire::population::population(7, wire::dates::today())
        .swap_remove(0)
        .id;
    let world = setup.registers.world_file.to_str().unwrap().to_owned();
    let mut arguments = vec![
        "fetch",
        "--service",
        "politi-utlevering",
        "--party",
        person.as_str(),
        "--world",
        &world,
    ];
    arguments.extend(more);
    run(&arguments)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_world_without_banks_is_reported() {
    let setup = Setup::new().await;
    let (code, _, message) = fetch(&setup, &["--direct"]);
    assert_eq!(
        (code, message.contains("the world has no bank")),
        (2, true),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_file_that_is_not_a_key_is_named() {
    let setup = Setup::new().await;
    std::fs::write(
        setup.folder().join("keys/client-politi-utlevering.pem"),
        "no key",
    )
    .unwrap();
    let (code, _, message) = fetch(&setup, &[]);
    assert_eq!(
        (
            code,
            message.contains("client-politi-utlevering.pem is not")
        ),
        (2, true),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_is_not_there_gives_exit_code_1_and_a_document() {
    let setup = Setup::new().await;
    World::update(&setup.registers.world_file, |world| {
        world.banks.push(BankEntry {
            orgno: "310000027".to_owned(),
            base_url: "http://127.0.0.1:1/v2".to_owned(),
            mode: Mode::Test,
            ca_file: None,
            right_of_disposal: None,
            parties: Vec::new(),
        });
    })
    .unwrap();
    let (code, out, message) = fetch(&setup, &["--direct", "--format", "json"]);
    assert_eq!(
        (code, message.contains("could not be reached")),
        (1, true),
        "{message}"
    );
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["retrievals"][0]["accounts"]["outcome"], "failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn step_one_names_no_bank_that_the_party_is_not_with() {
    let setup = Setup::new().await;
    let (code, out, message) = fetch(&setup, &["--format", "json"]);
    assert_eq!(code, 0, "{message}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["retrievals"], serde_json::json!([]));
}

#[test]
fn lists_each_defect_with_the_rule_that_it_breaks() {
    let (code, out, _) = run(&["--list-defects"]);
    assert_eq!(code, 0);
    assert!(out.contains("grant-as-json") && out.contains("grant_type and assertion"));
}

#[test]
fn lists_are_there_as_json() {
    for list in ["--list-defects", "--list-forms"] {
        let (code, out, _) = run(&[list, "--format", "json"]);
        assert_eq!(code, 0);
        let document: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert!(document.as_object().is_some_and(|lists| lists.len() == 2));
    }
}

#[test]
fn an_unknown_defect_is_wrong_use() {
    let folder = tempfile::tempdir().unwrap();
    let world = folder.path().join("world.json");
    let world = world.to_str().unwrap();
    let (code, _, message) = run(&[
        "fetch",
        "--service",
        "politi-utlevering",
        "--party",
        "974720760",
        "--world",
        world,
        "--defect",
        "x",
    ]);
    assert_eq!((code, message.is_empty()), (2, false), "{message}");
}
