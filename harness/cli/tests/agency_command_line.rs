//! An agency as target, as a user meets it: triggers, lists, profiles, exit codes.

mod program;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use program::{code, command, program};
use tempfile::TempDir;

/// What was written, on one line: messages are wrapped.
fn words(output: &Output) -> String {
    let text = program::words(output);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// A run of one case in one scenario against an agency with this trigger.
fn run_with(folder: &Path, trigger: &str) -> Output {
    let profile = format!(
        "[agency]\nname = \"An agency\"\nservices = [\"politi-utlevering\"]\nquiet-seconds = 0\n{trigger}\n"
    );
    fs::write(folder.join("agency.toml"), profile).expect("a profile");
    let one = [
        "--case",
        "AGY-ANSWERS-004",
        "--out",
        "out",
        "--target",
        "agency.toml",
    ];
    program(folder, &[&["run"], &one[..]].concat())
}

#[test]
fn a_program_that_is_not_there_leaves_everything_open_and_is_named() {
    let folder = folder();
    let trigger = "[agency.trigger]\ncommand = [\"/no/such/program\", \"{party}\"]";
    let output = run_with(folder.path(), trigger);
    assert_eq!(code(&output), 3, "{}", words(&output));
    assert!(
        words(&output).contains("/no/such/program"),
        "{}",
        words(&output)
    );
}

#[test]
fn an_address_where_nobody_listens_leaves_everything_open_and_is_named() {
    let folder = folder();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!(
        "http://{}/fetch",
        listener.local_addr().expect("an address")
    );
    drop(listener);
    let output = run_with(
        folder.path(),
        &format!("[agency.trigger]\nhttp = {{ url = \"{url}\" }}"),
    );
    assert_eq!(code(&output), 3, "{}", words(&output));
    assert!(words(&output).contains(&url), "{}", words(&output));
}

#[test]
fn an_agency_that_never_calls_leaves_everything_open_and_its_last_words_are_shown() {
    let folder = folder();
    let trigger =
        "[agency.trigger]\ncommand = [\"sh\", \"-c\", \"echo no certificate >&2; exit 4\"]";
    let output = run_with(folder.path(), trigger);
    assert_eq!(code(&output), 3, "{}", words(&output));
    assert!(
        words(&output).contains("exit status: 4: no certificate"),
        "{}",
        words(&output)
    );
}

#[test]
fn two_triggers_are_a_mistake_in_the_profile() {
    let folder = folder();
    let trigger = "[agency.trigger]\ncommand = [\"a\"]\nhttp = { url = \"http://127.0.0.1/\" }";
    let output = run_with(folder.path(), trigger);
    assert_eq!(code(&output), 2, "{}", words(&output));
    assert!(words(&output).contains("agency.toml"), "{}", words(&output));
}

#[test]
fn a_person_is_told_what_to_do_and_can_leave_a_scenario_out() {
    let folder = folder();
    fs::write(
        folder.path().join("agency.toml"),
        "[agency]\nname = \"An agency\"\nservices = [\"politi-utlevering\"]\n",
    )
    .expect("a profile");
    let arguments = [
        "run",
        "--case",
        "AGY-ANSWERS-004",
        "--out",
        "out",
        "--target",
        "agency.toml",
        "--lang",
        "nb",
    ];
    let mut child = command(folder.path(), &arguments)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut said = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut instruction = String::new();
    while !instruction.contains("Enter") {
        assert_ne!(said.read_line(&mut instruction).expect("a line"), 0);
    }
    for part in ["next-other-host", "La etaten hente", "Venter på kall"] {
        assert!(instruction.contains(part), "{instruction}");
    }
    let mut stdin = child.stdin.take().expect("a pipe");
    std::thread::sleep(Duration::from_millis(300));
    stdin.write_all(b"\n").expect("Enter");
    let mut rest = String::new();
    said.read_to_string(&mut rest).expect("text");
    let ended = child.wait().expect("an end");
    assert_eq!(ended.code(), Some(3), "{rest}");
}

#[test]
fn the_mock_agency_conforms_and_its_mistakes_do_not() {
    let folder = folder();
    let arguments = [
        "run",
        "--role",
        "agency",
        "--case",
        "AGY-ANSWERS-004",
        "--out",
        "out",
    ];
    let right = program(folder.path(), &arguments);
    assert_eq!(code(&right), 0, "{}", words(&right));
    let mistaken = [&arguments[..], &["--defect", "other-host-followed"]].concat();
    let wrong = program(folder.path(), &mistaken);
    assert_eq!(code(&wrong), 1, "{}", words(&wrong));
}

#[test]
fn the_whole_journal_is_kept_without_secrets() {
    let folder = folder();
    let arguments = [
        "run",
        "--role",
        "agency",
        "--case",
        "AGY-ANSWERS-004",
        "--out",
        "out",
    ];
    program(folder.path(), &arguments);
    let journal = fs::read_to_string(folder.path().join("out/journal.jsonl")).expect("a journal");
    let lines: Vec<serde_json::Value> = journal
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON on every line"))
        .collect();
    let of_the_police = |line: &&serde_json::Value| {
        line["place"] == "Bank A" && line["service"] == "politi-utlevering"
    };
    let call = lines.iter().find(of_the_police).expect("a call to a bank");
    let request = &call["call"]["request"];
    assert_eq!(request["tokenClaims"]["scope"], "bits:kontoinformasjon");
    assert_eq!(request["orderClaims"]["version"], "1.0.0");
    assert_eq!(call["call"]["response"]["status"], 200);
    assert!(
        !journal.contains("eyJ"),
        "a token or an order stands in the journal"
    );
}

#[test]
fn the_selftest_examines_one_defect_and_keeps_the_score() {
    let folder = folder();
    let arguments = [
        "selftest",
        "--role",
        "agency",
        "--defect",
        "data-not-delivered-called",
        "--json",
        "score.json",
        "--markdown",
        "score.md",
        "--lang",
        "nb",
    ];
    let output = program(folder.path(), &arguments);
    assert_eq!(code(&output), 0, "{}", words(&output));
    let score = fs::read_to_string(folder.path().join("score.json")).expect("a score");
    let score: serde_json::Value = serde_json::from_str(&score).expect("JSON");
    assert_eq!(score["detected"], 1);
    let page = fs::read_to_string(folder.path().join("score.md")).expect("a page");
    assert!(page.contains("Feil funnet av sin test | 1 / 1"), "{page}");
}

#[test]
fn a_defect_that_does_not_exist_is_wrong_use() {
    let output = program(
        folder().path(),
        &["selftest", "--role", "agency", "--defect", "no-such"],
    );
    assert_eq!(code(&output), 2);
}

#[test]
fn a_case_about_agencies_is_explained_in_both_languages() {
    let folder = folder();
    let english = words(&program(folder.path(), &["explain", "agy-answers-004"]));
    for part in [
        "AGY-ANSWERS-004 (MUST)",
        "next-other-host",
        "--defect other-host-followed",
    ] {
        assert!(english.contains(part), "{english}");
    }
    let norwegian = words(&program(
        folder.path(),
        &["explain", "AGY-ANSWERS-004", "--lang", "nb"],
    ));
    assert!(norwegian.contains("Kontrollerer:"), "{norwegian}");
}

#[test]
fn a_case_that_is_not_there_is_wrong_use_with_the_family_named() {
    let output = program(folder().path(), &["explain", "AGY-FLOW-999"]);
    assert_eq!(code(&output), 2);
    assert!(
        words(&output).contains("AGY-FLOW-001"),
        "{}",
        words(&output)
    );
}

#[test]
fn lists_cases_scenarios_requirements_and_defects_of_agencies() {
    let folder = folder();
    for (what, part) in [
        ("cases", "AGY-TOKEN-001"),
        ("instances", "AGY-TOKEN-001/politi-utlevering"),
        ("scenarios", "next-other-host"),
        ("requirements", "AGR-GRANT"),
        ("defects", "grant-repeats-jti"),
    ] {
        let arguments = [
            "list", "--role", "agency", "--what", what, "--format", "csv", "--lang", "nb",
        ];
        let output = program(folder.path(), &arguments);
        assert!(words(&output).contains(part), "{what}: {}", words(&output));
    }
}

#[test]
fn a_list_is_narrowed_by_level_service_and_requirement() {
    let arguments = [
        "list",
        "--role",
        "agency",
        "--what",
        "instances",
        "--format",
        "csv",
        "--level",
        "MUST",
        "--service",
        "politi-*",
        "--requirement",
        "AGR-TLS",
    ];
    let output = program(folder().path(), &arguments);
    let lines = String::from_utf8_lossy(&output.stdout).lines().count();
    assert_eq!(lines, 2, "{}", words(&output));
}

#[test]
fn an_endpoint_does_not_select_among_an_agencys_cases() {
    let output = program(
        folder().path(),
        &["list", "--role", "agency", "--endpoint", "Cards"],
    );
    assert_eq!(code(&output), 2);
}

#[test]
fn a_written_profile_is_a_profile_and_the_doctor_finds_what_is_missing() {
    for language in ["en", "nb"] {
        let folder = folder();
        let written = program(
            folder.path(),
            &["init", "--role", "agency", "--lang", language],
        );
        assert_eq!(code(&written), 0, "{}", words(&written));
        let file = folder.path().join("agency.toml");
        let profile = fs::read_to_string(&file).expect("a profile");
        // Another port than other tests may use.
        fs::write(&file, profile.replace("first-port = 18080\n", "")).expect("a profile");
        let seen = program(
            folder.path(),
            &["doctor", "--target", "agency.toml", "--lang", language],
        );
        assert_eq!(code(&seen), 2, "{}", words(&seen));
        assert!(words(&seen).contains("world.json"), "{}", words(&seen));
    }
}

/// The outcomes in the record of a run in `out`: how many violate, and how many wait for the rest of the run.
fn violating_and_stopped(folder: &Path) -> (usize, usize) {
    let text = report::file::text(&folder.join("out/report.json.gz")).expect("a record");
    let record: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let cases = record["cases"]["tests"].as_array().expect("cases");
    let stopped = |case: &&serde_json::Value| case["outcome"]["because"]["id"] == "stopped";
    let violating = cases
        .iter()
        .filter(|case| case["outcome"]["is"] == "violates");
    (violating.count(), cases.iter().filter(stopped).count())
}

#[test]
fn a_run_stops_after_the_first_scenario_that_breaks_a_must() {
    let folder = folder();
    let output = program(
        folder.path(),
        &[
            "run",
            "--role",
            "agency",
            "--defect",
            "token-without-bearer",
            "--case",
            "AGY-TOKEN-01*",
            "--fail-fast",
            "--out",
            "out",
        ],
    );
    assert_eq!(code(&output), 1, "{}", words(&output));
    let (violating, stopped) = violating_and_stopped(folder.path());
    assert!(violating > 0 && stopped > 0, "{violating} {stopped}");
    assert!(
        words(&output).contains("were not run: stopped after the first violation"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_run_in_which_nothing_is_broken_goes_to_its_end() {
    let folder = folder();
    let output = program(
        folder.path(),
        &[
            "run",
            "--role",
            "agency",
            "--case",
            "AGY-ANSWERS-004",
            "--fail-fast",
            "--out",
            "out",
        ],
    );
    assert_eq!(code(&output), 0, "{}", words(&output));
    assert_eq!(violating_and_stopped(folder.path()), (0, 0));
}

#[test]
fn a_rate_is_no_option_for_an_agency() {
    let output = program(folder().path(), &["run", "--role", "agency", "--rate", "5"]);
    assert_eq!(code(&output), 2, "{}", words(&output));
    assert!(
        words(&output).contains("an agency is not called"),
        "{}",
        words(&output)
    );
}

/// The most programs that ran at the same time, by the lines that each writes when it begins and ends.
fn most_at_once(at_once: u8) -> usize {
    let folder = folder();
    let script = "echo begin >> log; sleep 1; echo end >> log";
    let profile = format!(
        "[agency]\nname = \"An agency\"\nservices = [\"politi-utlevering\"]\nquiet-seconds = 0\nat-once = {at_once}\n\
         [agency.trigger]\ncommand = [\"sh\", \"-c\", \"{script}\", \"agency\", \"{{world}}\"]\n"
    );
    fs::write(folder.path().join("agency.toml"), profile).expect("a profile");
    let mut arguments = vec!["run", "--target", "agency.toml", "--out", "out"];
    for scenario in ["happy-path", "two-banks", "other-party", "paging"] {
        arguments.extend(["--scenario", scenario]);
    }
    program(folder.path(), &arguments);
    let log = fs::read_to_string(folder.path().join("log")).expect("a log");
    let (mut running, mut most) = (0_usize, 0);
    for line in log.lines() {
        running = if line == "begin" {
            running + 1
        } else {
            running.saturating_sub(1)
        };
        most = most.max(running);
    }
    most
}

#[test]
fn as_many_scenarios_as_the_profile_says_run_at_the_same_time() {
    assert_eq!((most_at_once(1), most_at_once(2)), (1, 2));
}

/// Sends a request with a case number to a bank, and reads the beginning of the answer.
fn call(address: &str, method: &str, case: &str) {
    let mut stream = TcpStream::connect(address).expect("the bank listens");
    let request = format!(
        "{method} /v2/accounts HTTP/1.1\r\nHost: {address}\r\nAccountInfoRequestID: {case}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = [0; 16];
    let _ = stream.read(&mut answer).expect("an answer");
}

/// An agency that answers its trigger at once, calls a bank, and makes another call, no GET, when the scenario is over.
fn late_agency(world: std::path::PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a trigger");
            let mut request = [0; 4096];
            let read = stream.read(&mut request).expect("a request");
            let text = String::from_utf8_lossy(&request[..read]).into_owned();
            let case = text.lines().last().unwrap_or_default().to_owned();
            stream
                .write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
                .expect("an answer");
            let world: serde_json::Value =
                serde_json::from_slice(&fs::read(&world).expect("a world")).expect("JSON");
            let base = world["banks"][0]["base_url"].as_str().expect("a bank");
            let address = base
                .trim_start_matches("http://")
                .trim_end_matches("/v2")
                .to_owned();
            std::thread::spawn(move || {
                call(&address, "GET", &case);
                std::thread::sleep(Duration::from_millis(2_500));
                call(&address, "POST", &case);
            });
        }
    });
    url
}

#[test]
fn a_run_stops_after_a_scenario_whose_late_call_breaks_a_must() {
    let folder = folder();
    let url = late_agency(folder.path().join("world/world.json"));
    let profile = format!(
        "[agency]\nname = \"An agency\"\nservices = [\"politi-utlevering\"]\nstate = \"world\"\nquiet-seconds = 1\n\
         [agency.trigger]\nhttp = {{ url = \"{url}\", body = \"{{case}}\" }}\n"
    );
    fs::write(folder.path().join("agency.toml"), profile).expect("a profile");
    let mut arguments = vec![
        "run",
        "--target",
        "agency.toml",
        "--out",
        "out",
        "--fail-fast",
    ];
    arguments.extend(["--case", "AGY-HEADERS-001", "--case", "AGY-HEADERS-002"]);
    let scenarios = [
        "happy-path",
        "two-banks",
        "other-party",
        "flags-off",
        "paging",
        "partial",
        "nulls",
        "empty-list",
    ];
    for scenario in scenarios {
        arguments.extend(["--scenario", scenario]);
    }
    let output = program(folder.path(), &arguments);
    assert_eq!(code(&output), 1, "{}", words(&output));
    let (violating, stopped) = violating_and_stopped(folder.path());
    assert_eq!((violating, stopped), (1, 1), "{}", words(&output));
}
