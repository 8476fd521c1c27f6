//! The rate that a bank is promised, counted where its requests arrive.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::environment::{Profile, environment};

/// When requests arrived.
type Arrivals = Arc<Mutex<Vec<Instant>>>;

/// Listens before a bank, and notes when each request comes; gives the address.
fn gate_before(base_url: &str) -> (String, Arrivals) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let bank = base_url
        .trim_start_matches("http://")
        .trim_end_matches("/v2")
        .to_owned();
    let arrivals = Arrivals::default();
    let noted = Arc::clone(&arrivals);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, bank) = (stream.expect("a connection"), bank.clone());
            let noted = Arc::clone(&noted);
            std::thread::spawn(move || pass_on(&stream, &bank, &noted));
        }
    });
    (address, arrivals)
}

fn pass_on(stream: &TcpStream, bank: &str, noted: &Arrivals) {
    let onwards = TcpStream::connect(bank).expect("the bank");
    let (mut answers, mut to) = (
        onwards.try_clone().expect("a handle"),
        stream.try_clone().expect("a handle"),
    );
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut answers, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
    let (mut from, mut onwards) = (stream, onwards);
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if buffer.starts_with(b"GET ") {
            noted.lock().expect("no holder panics").push(Instant::now());
        }
        if onwards.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = onwards.shutdown(Shutdown::Both);
}

#[test]
fn a_bank_gets_no_more_requests_a_second_than_it_was_promised() {
    const RATE: u32 = 40;
    let bank = environment().bank(|_| {});
    let (address, arrivals) = gate_before(&bank.entry.base_url);
    let output = Profile::of_world(&bank.entry)
        .and(&format!("base-url = \"http://{address}/v2\"\n"))
        .doctor(&["--rate", &RATE.to_string(), "--jobs", "16"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let mut arrivals = arrivals.lock().expect("no holder panics").clone();
    arrivals.sort();
    let count = u32::try_from(arrivals.len()).expect("a small number");
    assert!(count > RATE, "{count} requests are too few to tell");
    let took = arrivals[arrivals.len() - 1] - arrivals[0];
    // A busy machine delays single requests; all of them together can only take longer for it.
    let least = Duration::from_secs(1) * (count - 2) / RATE;
    assert!(took >= least, "{count} requests in {took:?}");
}
