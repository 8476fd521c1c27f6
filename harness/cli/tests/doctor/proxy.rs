//! A bank behind a forward proxy: its name has an address for the proxy alone.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mock_bank::Protocols;

use crate::environment::{Opened, Profile, TestAuthority, environment};

const USER: &str = "kari:hemmelig-ord";

/// A proxy that knows one host, and lets in one user.
struct Proxy {
    address: SocketAddr,
    tunnels: Arc<AtomicUsize>,
    forwarded: Arc<AtomicUsize>,
}

impl Proxy {
    /// Every way leads to that address.
    fn before(host: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let proxy = Self {
            address,
            tunnels: Arc::default(),
            forwarded: Arc::default(),
        };
        let counts = [&proxy.tunnels, &proxy.forwarded].map(Arc::clone);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counts = counts.clone();
                thread::spawn(move || serve(stream, host, &counts));
            }
        });
        proxy
    }

    fn url(&self, user: &str) -> String {
        format!("http://{user}@{}", self.address)
    }
}

fn serve(mut caller: TcpStream, host: SocketAddr, [tunnels, forwarded]: &[Arc<AtomicUsize>; 2]) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if caller.read(&mut byte).unwrap_or(0) == 0 {
            return;
        }
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let user = format!("basic {}", STANDARD.encode(USER)).to_lowercase();
    if !head.to_lowercase().contains(&user) {
        let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
        let _ = caller.write_all(refusal.as_bytes());
        return;
    }
    let mut bank = TcpStream::connect(host).expect("the bank is there");
    if head.starts_with("CONNECT bank.test:") {
        tunnels.fetch_add(1, Ordering::Relaxed);
        let _ = caller.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
    } else {
        forwarded.fetch_add(1, Ordering::Relaxed);
        let lines = head.split("\r\n").filter(|line| {
            let line = line.to_lowercase();
            !line.starts_with("proxy-") && !line.starts_with("connection")
        });
        let head = lines
            .collect::<Vec<_>>()
            .join("\r\n")
            .replacen("http://bank.test", "", 1);
        let head = head.replacen("\r\n", "\r\nConnection: close\r\n", 1);
        let _ = bank.write_all(head.as_bytes());
    }
    let (mut answers, mut reader) = (bank.try_clone(), caller.try_clone());
    let copying = thread::spawn(move || {
        if let (Ok(bank), Ok(caller)) = (&mut answers, &mut reader) {
            let _ = std::io::copy(bank, caller);
            let _ = caller.shutdown(Shutdown::Write);
        }
    });
    let _ = std::io::copy(&mut caller, &mut bank);
    let _ = bank.shutdown(Shutdown::Write);
    let _ = copying.join();
}

/// A bank by a name that nothing outside the proxy knows, with HTTPS or without, and its profile.
fn bank_test(authority: Option<&TestAuthority>) -> (Opened, Profile) {
    let scheme = if authority.is_some() { "https" } else { "http" };
    let bank = environment().bank(|config| {
        config.base_url = Some(format!("{scheme}://bank.test/v2"));
        config.tls = authority.map(|one| one.issue(&["bank.test"], (-1, 20)).identity);
    });
    let profile = Profile::of(&bank.entry);
    let profile = match authority {
        None => profile,
        Some(authority) => {
            let file = authority.file();
            profile.with_bank_setting(&format!("ca-file = \"{}\"", file.display()))
        }
    };
    (bank, profile)
}

/// The program in an environment of the test's own.
fn bare(mut program: Command, variables: &[(&str, &str)]) -> Output {
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] {
        program.env_remove(name).env_remove(name.to_lowercase());
    }
    program.envs(variables.iter().copied());
    program.output().expect("the program starts")
}

#[test]
fn a_bank_is_reached_through_the_proxy_and_the_registers_without() {
    let authority = TestAuthority::new();
    for (authority, variable) in [(Some(&authority), "https_proxy"), (None, "HTTP_PROXY")] {
        let (bank, profile) = bank_test(authority);
        let proxy = Proxy::before(bank.address());
        let url = proxy.url(USER);
        let output = bare(profile.program("doctor", &["--json"]), &[(variable, &url)]);
        let diagnosis = Profile::read(&output);
        assert_eq!(diagnosis.blamed(), [""; 0], "{}", diagnosis.words());
        let words = diagnosis.words();
        assert!(
            words.contains(&format!("http://{} ({variable})", proxy.address)),
            "{words}"
        );
        assert!(
            !words.contains("kari") && !words.contains("hemmelig"),
            "{words}"
        );
        let ways = [&proxy.tunnels, &proxy.forwarded].map(|count| count.load(Ordering::Relaxed));
        assert_eq!(
            ways.map(|count| count > 0),
            [authority.is_some(), authority.is_none()]
        );
    }
}

#[test]
fn a_run_sends_every_kind_of_request_through_the_proxy() {
    let authority = TestAuthority::new();
    for (authority, variable) in [(Some(&authority), "HTTPS_PROXY"), (None, "http_proxy")] {
        let (bank, profile) = bank_test(authority);
        let proxy = Proxy::before(bank.address());
        let url = proxy.url(USER);
        let service = [
            "--service",
            "oppgjor-etter-dodsfall",
            "--endpoint",
            "accounts",
        ];
        let cases = [
            "--case",
            "TOKEN-002",
            "--case",
            "ROBUSTNESS-003",
            "--case",
            "ROBUSTNESS-029",
        ];
        let more = [&cases[..], &service, &["--out", "out", "--format", "json"]].concat();
        let output = bare(profile.program("run", &more), &[(variable, &url)]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(!said.contains("hemmelig"), "{said}");
        // What is written byte by byte goes through a tunnel also without TLS.
        assert!(proxy.tunnels.load(Ordering::Relaxed) > 0);
    }
}

#[test]
fn of_a_bank_that_speaks_http2_alone_what_cannot_be_sent_is_not_decided() {
    let authority = TestAuthority::new();
    let issued = authority.issue(&["::1"], (-1, 20));
    let bank = environment().bank(|config| {
        config.listen = "[::1]:0".parse().expect("an address");
        config.tls = Some(issued.identity);
        config.protocols = Protocols::Http2;
    });
    let profile = Profile::of(&bank.entry)
        .with_bank_setting(&format!("ca-file = \"{}\"", authority.file().display()));
    let diagnosis = profile.examined();
    assert_eq!(diagnosis.blamed(), [""; 0], "{}", diagnosis.words());
    assert!(
        diagnosis.words().contains("HTTP/2 alone"),
        "{}",
        diagnosis.words()
    );
    let cases = ["--case", "TOKEN-002", "--case", "ROBUSTNESS-029"];
    let service = [
        "--service",
        "oppgjor-etter-dodsfall",
        "--endpoint",
        "accounts",
    ];
    let more = [&cases[..], &service, &["--out", "out", "--format", "csv"]].concat();
    let output = bare(profile.program("run", &more), &[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("the target speaks HTTP/2 alone"), "{said}");
    assert_ne!(output.status.code(), Some(1), "{said}");
}

#[test]
fn a_proxy_that_refuses_or_is_left_out_is_named() {
    let authority = TestAuthority::new();
    let (bank, profile) = bank_test(Some(&authority));
    let proxy = Proxy::before(bank.address());
    let (right, wrong) = (proxy.url(USER), proxy.url("kari:et-annet-ord"));
    for (variables, blamed) in [
        (vec![("HTTPS_PROXY", wrong.as_str())], "network: proxy"),
        (
            vec![("HTTPS_PROXY", "http://127.0.0.1:9")],
            "network: proxy",
        ),
        (
            vec![("HTTPS_PROXY", right.as_str()), ("NO_PROXY", ".test")],
            "configuration: name",
        ),
        (vec![("HTTP_PROXY", right.as_str())], "configuration: name"),
    ] {
        let output = bare(profile.program("doctor", &["--json"]), &variables);
        let diagnosis = Profile::read(&output);
        assert_eq!(diagnosis.blamed()[0], blamed, "{}", diagnosis.words());
        assert!(
            !diagnosis.words().contains("et-annet"),
            "{}",
            diagnosis.words()
        );
    }
    let output = bare(
        profile.program("doctor", &[]),
        &[("HTTPS_PROXY", "socks5://kari:hemmelig@x:1")],
    );
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said.contains("HTTPS_PROXY") && !said.contains("hemmelig"),
        "{said}"
    );
}
