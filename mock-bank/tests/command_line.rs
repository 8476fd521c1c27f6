//! The program: what it prints, what it writes, and how it says that something is wrong.
#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use wire::pki::{Authority, Subject, Validity};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_mock-bank"))
}

/// A world whose registers nobody runs: enough to start.
fn world(folder: &Path) -> std::path::PathBuf {
    let now = jiff::Timestamp::now();
    let validity = Validity {
        not_before: now - jiff::SignedDuration::from_hours(1),
        not_after: now + jiff::SignedDuration::from_hours(24),
    };
    let key = wire::keys::KeyStore::user_cache()
        .unwrap()
        .rsa("mock-bank-test-root")
        .unwrap();
    let root = Authority::root(&Subject::named("Prøverot"), validity, key).unwrap();
    std::fs::write(folder.join("root.pem"), root.certificate.to_pem().unwrap()).unwrap();
    let world = json!({
        "issuer": "http://127.0.0.1:9/", "token_endpoint": "http://127.0.0.1:9/token", "jwks_uri": "http://127.0.0.1:9/jwk",
        "police_jwks_uri": "http://127.0.0.1:9/police", "order_root": "root.pem", "certpub_locator": "http://127.0.0.1:9",
        "person_registry": "http://127.0.0.1:9", "agencies": [], "banks": [], "population_seed": 7,
    });
    let path = folder.join("world.json");
    std::fs::write(&path, world.to_string()).unwrap();
    path
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the program on a free port and waits for its one line.
fn start(arguments: &[&str]) -> (Running, String) {
    let mut child = program()
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (Running(child), line.trim().to_owned())
}

/// The message and exit code of a start that fails.
fn failure(arguments: &[&str]) -> (String, Option<i32>) {
    let output = program().arg("serve").args(arguments).output().unwrap();
    (
        String::from_utf8(output.stderr).unwrap(),
        output.status.code(),
    )
}

#[test]
fn prints_its_base_url_and_writes_itself_into_the_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = world(folder.path());
    let file = path.to_str().unwrap();
    let (_running, url) = start(&["--world", file]);
    let loaded = wire::world::World::load(&path).unwrap();
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with("/v2"),
        "{url}"
    );
    assert_eq!(loaded.world.banks[0].base_url, url);
    assert!(loaded.world.banks[0].parties.len() >= 40);
}

#[test]
fn replaces_its_own_entry_and_leaves_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = world(folder.path());
    let file = path.to_str().unwrap();
    drop(start(&["--world", file]));
    drop(start(&["--world", file, "--orgno", "310000019"]));
    let (_running, url) = start(&["--world", file]);
    let banks = wire::world::World::load(&path).unwrap().world.banks;
    assert_eq!(banks.len(), 2);
    assert_eq!(banks[1].base_url, url);
}

#[test]
fn the_command_line_overrides_the_options_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = world(folder.path());
    let options = folder.path().join("bank.toml");
    std::fs::write(
        &options,
        "mode = \"production\"\nright-of-disposal = \"alternative-1\"\n",
    )
    .unwrap();
    let _running = start(&[
        "--world",
        path.to_str().unwrap(),
        "--options",
        options.to_str().unwrap(),
        "--mode",
        "test",
    ]);
    let bank = wire::world::World::load(&path)
        .unwrap()
        .world
        .banks
        .remove(0);
    assert_eq!(bank.mode, wire::world::Mode::Test);
    assert_eq!(
        bank.right_of_disposal,
        Some(wire::world::RightOfDisposal::Alternative1)
    );
}

#[test]
fn https_leaves_its_ca_beside_the_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = world(folder.path());
    let (_running, url) = start(&["--world", path.to_str().unwrap(), "--tls"]);
    let loaded = wire::world::World::load(&path).unwrap();
    assert!(url.starts_with("https://"), "{url}");
    assert!(
        loaded
            .resolve(loaded.world.banks[0].ca_file.as_deref().unwrap())
            .exists()
    );
}

#[test]
fn lists_defects_with_the_rules_they_break() {
    let output = program().arg("--list-defects").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().count() >= 40 && text.contains("accepts-everything"));
}

#[test]
fn lists_variants_with_what_is_different() {
    let output = program().arg("--list-variants").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().count() >= 70 && text.contains("newest-first"));
}

#[test]
fn lists_are_there_as_json() {
    for list in ["--list-defects", "--list-variants"] {
        let output = program().args([list, "--format", "json"]).output().unwrap();
        let entries: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        assert!(entries.iter().all(|one| one["name"].is_string()), "{list}");
    }
}

#[test]
fn a_full_device_is_an_error() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let ended = program().arg("--list-defects").stdout(full).output();
    assert_eq!(ended.unwrap().status.code(), Some(4));
}

#[test]
fn says_whether_a_bank_is_ready() {
    let folder = tempfile::tempdir().unwrap();
    let path = world(folder.path());
    let code = |url: &str| {
        let output = program().args(["health", url]).output();
        output.unwrap().status.code()
    };
    for options in [&[][..], &["--tls"]] {
        let (running, url) = start(&[&["--world", path.to_str().unwrap()], options].concat());
        assert_eq!(code(&url), Some(0), "{url}");
        drop(running);
        assert_eq!(code(&url), Some(1), "{url}");
    }
}

#[test]
fn an_unknown_defect_is_answered_with_near_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = world(folder.path());
    let (message, code) = failure(&[
        "--world",
        path.to_str().unwrap(),
        "--defect",
        "takes-92-days",
    ]);
    assert!(message.contains("takes-91-days"), "{message}");
    assert_eq!(code, Some(2));
}

#[test]
fn wrong_input_gives_one_message_and_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    let good = world(folder.path());
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let file = good.to_str().unwrap();
    let broken_world = write("broken.json", "{\n  \"issuer\": 1\n}");
    let broken_options = write("broken.toml", "mode = \"test\"\nsede = 1\n");
    let no_key = write("key.pem", "no key");
    let root = folder.path().join("root.pem");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (arguments, words) in [
        (vec!["--world", "nowhere.json"], "nowhere.json"),
        (vec!["--world", &broken_world], "broken.json:2:"),
        (
            vec!["--world", file, "--options", &broken_options],
            "broken.toml:2:1: unknown field `sede`",
        ),
        (
            vec!["--world", file, "--listen", &address],
            "cannot listen on",
        ),
        (
            vec!["--world", file, "--listen", "here"],
            "invalid value 'here'",
        ),
        (
            vec!["--world", file, "--mode", "prod"],
            "invalid value 'prod'",
        ),
        (
            vec!["--world", file, "--service", "skatt"],
            "there is no service `skatt`",
        ),
        (
            vec!["--world", file, "--orgno", "123456789"],
            "`123456789` is not an organisation number",
        ),
        (vec!["--world", file, "--page-size", "0"], "at least 1 item"),
        (
            vec![
                "--world",
                file,
                "--tls-certificate",
                root.to_str().unwrap(),
                "--tls-key",
                &no_key,
            ],
            "key.pem contains no PEM private key",
        ),
        (
            vec![
                "--world",
                file,
                "--tls-certificate",
                &no_key,
                "--tls-key",
                &no_key,
            ],
            "key.pem contains no PEM certificate",
        ),
        (vec![], "where the registers are"),
    ] {
        let (message, code) = failure(&arguments);
        assert!(message.contains(words), "{arguments:?}: {message}");
        assert!(!message.contains("panicked"), "{message}");
        assert_eq!(code, Some(2), "{message}");
    }
}
