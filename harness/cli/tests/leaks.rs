//! A bank that lets personal data and secrets slip in every spelling there is: no output has any of them.

mod program;
#[path = "../../record/src/redact/seeds.rs"]
mod seeds;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mock_agency::{Registers, RegistersConfig};
use program::{code, program, words};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use wire::keys::KeyStore;

/// A person of the profile whose name tells: born on New Year's Day of 2007.
const PERSON: &str = "01010750160";
const ACCOUNT: &str = "12345678903";
const NAME: &str = "BLÅ ØRRETHEST";

/// Secrets of the bank's own, each as the bank writes it and what must not stay.
const SECRETS: [(&str, &str); 8] = [
    (
        "Authorization: Basic YmFuazpodW50ZXIyMg==",
        "YmFuazpodW50ZXIyMg",
    ),
    ("Bearer f81d4fae7dec11d0a765", "f81d4fae7dec11d0a765"),
    ("client_secret=hunter2hunter2", "hunter2hunter2"),
    ("Set-Cookie: SESSION=abc123def456", "abc123def456"),
    ("https://svc:pa55word@db.bank.example/x", "svc:pa55word"),
    (
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n-----END PRIVATE KEY-----",
        "MIIEvQIBADANBgkqhkiG9w0BAQ",
    ),
    ("password: sommer2026", "sommer2026"),
    (
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln",
        "eyJhbGciOiJSUzI1NiJ9",
    ),
];
/// The value of the cookie that every answer sets.
const COOKIE: &str = "c00kie-value-of-the-bank";
/// How many spellings are in one answer.
const AT_ONCE: usize = 100;

fn spellings() -> Vec<String> {
    let mut spellings = BTreeSet::new();
    seeds::numbers(PERSON, &mut spellings);
    seeds::numbers(ACCOUNT, &mut spellings);
    seeds::names(NAME, &mut spellings);
    seeds::births_on_new_year_2007(&mut spellings);
    // A single word or a bare year and month may stand anywhere; what a report says by itself is no leak.
    spellings.retain(|spelt| spelt.chars().count() > 5);
    spellings.into_iter().collect()
}

/// Answers every request with an error that tells the next spellings, and counts the answers.
fn leaking_bank(spellings: Arc<Vec<String>>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (spellings, count) = (Arc::clone(&spellings), Arc::clone(&counted));
            std::thread::spawn(move || serve(stream, &spellings, &count));
        }
    });
    (format!("http://{address}/v2"), count)
}

fn serve(stream: TcpStream, spellings: &[String], count: &AtomicUsize) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut stream = stream;
    loop {
        let mut line = String::new();
        loop {
            line.clear();
            match reader.read_line(&mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) if line.trim().is_empty() => break,
                Ok(_) => {}
            }
        }
        let number = count.fetch_add(1, Ordering::Relaxed);
        let answer = answer(number, spellings);
        if stream.write_all(&answer).is_err() {
            return;
        }
    }
}

fn answer(number: usize, spellings: &[String]) -> Vec<u8> {
    let at = |place: usize| &spellings[(number * AT_ONCE + place) % spellings.len()];
    let mut body = Map::new();
    for place in 0..AT_ONCE {
        let spelt = at(place);
        body.insert(format!("m{place}"), json!(format!("feil for {spelt}.")));
        body.insert(spelt.clone(), json!(place));
    }
    for (place, (text, _)) in SECRETS.iter().enumerate() {
        body.insert(format!("s{place}"), json!(text));
    }
    let message = format!(
        "{} / {} / {}",
        at(0),
        at(1),
        SECRETS[number % SECRETS.len()].0
    );
    body.insert("code".into(), json!("ACC-001"));
    body.insert("message".into(), json!(message));
    let body = Value::Object(body).to_string();
    let plain = |text: &str| {
        text.chars()
            .all(|sign| sign == ' ' || sign.is_ascii_graphic())
    };
    let note = Some(at(2))
        .filter(|text| plain(text))
        .map_or("none", String::as_str);
    format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nX-Note: {note}\r\n\
         Set-Cookie: SESSION={COOKIE}; Path=/\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A profile of the bank, in a folder with the registers' world.
fn profile(folder: &Path, registers: &Registers, base_url: &str) {
    let world = fs::read_to_string(&registers.world_file).expect("the world file");
    let mut world: Value = serde_json::from_str(&world).expect("JSON");
    world["banks"] = json!([{
        "orgno": "310000027", "base_url": base_url, "mode": "test", "right_of_disposal": "alternative-1", "parties": []
    }]);
    let state = registers.world_file.parent().expect("a folder");
    fs::write(state.join("leaking.json"), world.to_string()).expect("written");
    let profile = format!(
        "world = \"{}\"\n[bank]\nname = \"Leaking\"\norgno = \"310000027\"\nbase-url = \"{base_url}\"\n\
         services = [\"politi-utlevering\"]\n\
         [[party]]\nparty_id = \"{PERSON}\"\nname = \"{NAME}\"\ntraits = [\"owner\"]\n\
         [[party.accounts]]\nnumber = \"{ACCOUNT}\"\nrelation = \"owner\"\ntype = \"salaryAccount\"\ncurrency = \"NOK\"\n",
        state.join("leaking.json").display()
    );
    fs::write(folder.join("bank.toml"), profile).expect("written");
}

/// What a file says: the members of a workbook or package unpacked.
fn content(path: &Path) -> String {
    let zipped = path
        .extension()
        .is_some_and(|ending| ending == "zip" || ending == "xlsx");
    let bytes = if zipped {
        unpacked(path)
    } else {
        fs::read(path).expect("a file")
    };
    assert!(!bytes.is_empty(), "{} is empty", path.display());
    String::from_utf8_lossy(&bytes).into_owned()
}

fn unpacked(path: &Path) -> Vec<u8> {
    let file = fs::File::open(path).expect("a file");
    let mut archive = zip::ZipArchive::new(file).expect("a ZIP file");
    let mut bytes = Vec::new();
    for place in 0..archive.len() {
        let mut member = archive.by_index(place).expect("a member");
        member.read_to_end(&mut bytes).expect("its bytes");
    }
    bytes
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect()
}

/// A text as the formats write it.
fn forms(text: &str) -> BTreeSet<String> {
    let json = Value::from(text).to_string();
    let markup = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let quoted = markup.replace('"', "&quot;");
    let json = json[1..json.len() - 1].to_owned();
    [text.to_owned(), json, markup, quoted].into()
}

fn run(folder: &TempDir) -> Vec<(String, String)> {
    let output = program(
        folder.path(),
        &[
            "run",
            "--target",
            "bank.toml",
            "--out",
            "out",
            "--matrix",
            "--family",
            "HEADERS",
            "--family",
            "ENDPOINT",
        ],
    );
    assert!(matches!(code(&output), 0 | 1 | 3), "{}", words(&output));
    // Without the record, the log of the run stays.
    let bare = program(
        folder.path(),
        &[
            "run",
            "--target",
            "bank.toml",
            "--out",
            "bare",
            "--format",
            "markdown",
            "--family",
            "HEADERS",
        ],
    );
    assert!(matches!(code(&bare), 0 | 1 | 3), "{}", words(&bare));
    let packed = program(
        folder.path(),
        &["report", "pack", "out", "--out", "out/run.zip"],
    );
    assert_eq!(code(&packed), 0, "{}", words(&packed));
    let shown = program(folder.path(), &["report", "show", "out", "x000001"]);
    let written = ["out", "bare"].map(|name| files(&folder.path().join(name)));
    let mut outputs: Vec<(String, String)> = written
        .iter()
        .flatten()
        .map(|path| (path.display().to_string(), content(path)))
        .collect();
    outputs.push(("the terminal".into(), words(&output) + &words(&shown)));
    outputs
}

#[test]
fn no_output_has_any_spelling_that_a_bank_lets_slip() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let state = tempfile::tempdir().expect("a folder");
    let keys = KeyStore::user_cache().expect("keys");
    let registers = runtime
        .block_on(Registers::start(RegistersConfig::new(
            state.path(),
            keys,
            1,
        )))
        .expect("registers");
    let spellings = Arc::new(spellings());
    assert!(spellings.len() >= 300, "{} spellings", spellings.len());
    let (base_url, count) = leaking_bank(Arc::clone(&spellings));
    let folder = tempfile::tempdir().expect("a folder");
    profile(folder.path(), &registers, &base_url);
    let outputs = run(&folder);
    let answers = count.load(Ordering::Relaxed);
    assert!(
        answers * AT_ONCE >= spellings.len(),
        "{answers} answers do not tell every spelling"
    );
    let log = outputs.iter().find(|(name, _)| name.ends_with("run.jsonl"));
    assert!(
        log.is_some_and(|(_, text)| text.contains("feil for ‹")),
        "the log has no answer"
    );
    assert!(outputs.len() >= 13, "{} outputs", outputs.len());
    let secrets = SECRETS.iter().map(|(_, secret)| (*secret).to_owned());
    let mut found = BTreeSet::new();
    for slip in spellings
        .iter()
        .cloned()
        .chain(secrets)
        .chain([COOKIE.to_owned()])
    {
        for form in forms(&slip) {
            let telling = outputs.iter().filter(|(_, text)| text.contains(&form));
            found.extend(telling.map(|(name, _)| format!("{name} tells {form:?}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
