//! No report tells what it must not: numbers and names of people, accounts and cards, tokens, orders and keys, in
//! whatever form a bank or an agency lets them slip.

mod program;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use program::{code, program, words};
use serde_json::Value;
use tempfile::TempDir;

/// Banks that let personal data out where it does not belong.
const LEAKS: [&str; 14] = [
    "error-echoes-token",
    "error-tells-address",
    "jwe-header-tells-party",
    "reference-is-base64",
    "card-unmasked",
    "names-differ",
    "role-names-differ",
    "owner-is-somebody-else",
    "numbers-with-dots",
    "details-of-other-number",
    "details-of-other-owner",
    "endless-names",
    "filtered-fields-delivered",
    "next-link-absolute",
];

/// A person and a business, an order and a ward.
const SERVICES: [&str; 2] = ["politi-utlevering", "vergekontroll"];

const FAMILIES: [&str; 8] = [
    "ACCOUNTS",
    "CARDS",
    "CONSISTENCY",
    "DETAILS",
    "FIELDS",
    "JWE",
    "ROLES",
    "SCHEMA",
];

/// A run of the program: everything it wrote and printed.
struct Run {
    folder: TempDir,
    printed: String,
}

impl Run {
    fn of(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let run = ["run", "--out", "out", "--matrix"];
        let output = program(folder.path(), &[&run, arguments].concat());
        let printed = words(&output);
        assert!(
            matches!(code(&output), 0 | 1 | 3),
            "the run failed: {printed}"
        );
        Self { folder, printed }
    }

    fn record(&self) -> Value {
        let text = report::file::text(&self.folder.path().join("out/report.json.gz"));
        serde_json::from_slice(&text.expect("a record")).expect("JSON")
    }

    /// Name and content of all outputs.
    fn outputs(&self) -> Vec<(String, String)> {
        let files = fs::read_dir(self.folder.path().join("out")).expect("the reports");
        let mut outputs: Vec<(String, String)> = files
            .map(|file| {
                let path = file.expect("a report").path();
                let bytes = report::file::text(&path).expect("a report");
                // The workbook is compressed; its tables are those of the CSV files.
                let text = String::from_utf8_lossy(&bytes).into_owned();
                (path.display().to_string(), text)
            })
            .collect();
        assert!(outputs.len() >= 5, "{} reports", outputs.len());
        outputs.push(("the terminal".into(), self.printed.clone()));
        outputs
    }
}

/// What must not be told, in one of the forms it may slip in.
fn forms(value: &str) -> BTreeSet<String> {
    let percent = |space: &str| {
        value
            .bytes()
            .map(|byte| match byte {
                b' ' => space.to_owned(),
                plain if plain.is_ascii_alphanumeric() => char::from(plain).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect::<String>()
    };
    [
        value.to_owned(),
        percent("%20"),
        percent("+"),
        STANDARD_NO_PAD.encode(value),
        URL_SAFE_NO_PAD.encode(value),
    ]
    .into()
}

/// Everything personal in the evidence of a run that kept it.
fn personal(record: &Value) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    let evidence = record["exchanges"]["values"].as_array();
    for value in evidence.expect("the values of the exchanges") {
        gather(value, "", &mut values);
    }
    values
        .retain(|value| value.chars().count() >= 8 && !value.contains('‹') && !value.contains('…'));
    values
}

fn gather(value: &Value, of: &str, values: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, of, values)),
        Value::Object(members) => {
            let is_holder = members.contains_key("identifier") && of != "servicer";
            for (name, member) in members {
                let personal = match name.as_str() {
                    "partyID" | "accountIdentifier" | "cardIdentifier" | "holderName"
                    | "approvedByName" | "approvedByID" | "streetName" => true,
                    "name" => is_holder,
                    "value" => of == "identifier",
                    _ => false,
                };
                match member.as_str() {
                    Some(text) if personal => {
                        values.insert(text.to_owned());
                    }
                    Some(_) => {}
                    None if of == "servicer" => {}
                    None => gather(member, name, values),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The synthetic people themselves, whether an answer told them or not.
fn people() -> BTreeSet<String> {
    let today = wire::dates::date_at(wire::dates::now());
    wire::population::population(1, today)
        .into_iter()
        .filter(|person| person.national_id().is_some())
        .flat_map(|person| [person.id.to_string(), person.name])
        .collect()
}

fn assert_nothing_slips(run: &Run, values: &BTreeSet<String>) {
    let outputs = run.outputs();
    for value in values {
        for form in forms(value) {
            for (name, text) in &outputs {
                if let Some(at) = text.find(&form) {
                    let start = text[..at]
                        .char_indices()
                        .rev()
                        .nth(80)
                        .map_or(0, |(at, _)| at);
                    panic!(
                        "{name} tells {value} as {form}: …{}",
                        &text[start..at + form.len()]
                    );
                }
            }
        }
    }
    for (name, text) in &outputs {
        for secret in ["eyJ", "PRIVATE KEY", "\"d\":\""] {
            assert!(!text.contains(secret), "{name} holds {secret}");
        }
    }
}

/// The lines of a private key's file that say more than its public half, which certificates and key sets tell anybody.
fn private_lines(pem: &str) -> Vec<String> {
    let Ok(key) = openssl::pkey::PKey::private_key_from_pem(pem.as_bytes()) else {
        return Vec::new();
    };
    let public = key
        .public_key_to_der()
        .expect("every key has a public half");
    pem.lines()
        .filter(|line| line.len() > 40 && !line.contains("---"))
        .filter(|line| {
            let bytes = openssl::base64::decode_block(line).expect("a file of PEM");
            !public.windows(bytes.len()).any(|window| window == bytes)
        })
        .map(str::to_owned)
        .collect()
}

fn assert_no_key_slips(run: &Run) {
    let keys = wire::keys::KeyStore::user_cache().expect("a cache of keys");
    let files = fs::read_dir(keys.folder()).expect("the keys of the run");
    let lines: Vec<String> = files
        .filter_map(|file| fs::read_to_string(file.expect("a key").path()).ok())
        .flat_map(|pem| private_lines(&pem))
        .collect();
    assert!(!lines.is_empty(), "no key was looked for");
    for (name, text) in run.outputs() {
        let found = lines.iter().find(|line| text.contains(line.as_str()));
        assert!(found.is_none(), "{name} holds a key");
    }
}

fn bank_arguments(more: &[&'static str]) -> Vec<&'static str> {
    let defects = LEAKS.iter().flat_map(|name| ["--defect", name]);
    let families = FAMILIES.iter().flat_map(|name| ["--family", name]);
    let services = SERVICES.iter().flat_map(|name| ["--service", name]);
    defects
        .chain(families)
        .chain(services)
        .chain(more.iter().copied())
        .collect()
}

#[test]
fn a_bank_that_lets_everything_slip_is_reported_without_it() {
    let full = Run::of(&bank_arguments(&["--full-evidence"]));
    let mut values = personal(&full.record());
    assert!(values.len() > 12, "{} values in the evidence", values.len());
    values.extend(people());
    let run = Run::of(&bank_arguments(&[]));
    assert_nothing_slips(&run, &values);
    assert_no_key_slips(&run);
}

#[test]
fn full_evidence_keeps_people_but_no_token_and_no_key() {
    let run = Run::of(&bank_arguments(&["--full-evidence"]));
    for (name, text) in run.outputs() {
        assert!(
            !text.contains("eyJ") && !text.contains("PRIVATE KEY"),
            "{name}"
        );
    }
}

#[test]
fn an_agency_that_lets_everything_slip_is_reported_without_it() {
    let arguments = |more: &'static str| {
        let mut arguments = vec!["--role", "agency", "--defect", "number-in-query"];
        arguments.extend([
            "--service",
            "politi-utlevering",
            "--scenario",
            "happy-path",
            "--case",
            "AGY-HEADERS-020",
            "--case",
            "AGY-ORDER-001",
            "--case",
            "AGY-TOKEN-001",
        ]);
        arguments.extend(Some(more).filter(|more| !more.is_empty()));
        arguments
    };
    let full = Run::of(&arguments("--full-evidence"));
    let mut values = personal(&full.record());
    assert!(values.len() > 5, "{} values in the evidence", values.len());
    values.extend(people());
    let run = Run::of(&arguments(""));
    assert_nothing_slips(&run, &values);
    assert_no_key_slips(&run);
}

#[test]
fn the_same_person_has_one_placeholder_in_requests_orders_and_answers() {
    let run = Run::of(&["--case", "ACCOUNTS-001"]);
    let record = run.record();
    let exchanges = record["exchanges"]["all"].as_object().expect("exchanges");
    let values = record["exchanges"]["values"].as_array().expect("values");
    let mut compared = 0;
    for exchange in exchanges.values() {
        let headers = exchange["request"]["headers"].as_array().expect("headers");
        let party = headers
            .iter()
            .find(|header| header[0] == "PartyID")
            .map(|header| &header[1]);
        let order = exchange["request"]
            .get("orderClaims")
            .and_then(Value::as_u64)
            .map(|place| &values[usize::try_from(place).expect("a place")]["partyID"]);
        if let (Some(party), Some(order)) = (party, order) {
            assert_eq!(party, order);
            compared += 1;
        }
    }
    assert!(compared > 0, "no order was sent");
}

#[test]
fn no_temporary_path_is_told() {
    let run = Run::of(&["--case", "TOKEN-002"]);
    let temporary = std::env::temp_dir();
    let temporary: &Path = &temporary;
    for (name, text) in run.outputs() {
        assert!(
            !text.contains(&format!("{}/dsop-conformance-", temporary.display())),
            "{name}"
        );
    }
}
