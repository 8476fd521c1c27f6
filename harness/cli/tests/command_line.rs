//! The program as a user meets it: exit codes, messages, files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use program::{code, program, words};
use tempfile::TempDir;

#[path = "command_line/completing.rs"]
mod completing;
#[path = "command_line/fleet.rs"]
mod fleet;
#[path = "command_line/judging.rs"]
mod judging;
#[path = "command_line/package.rs"]
mod package;
#[path = "command_line/printing.rs"]
mod printing;
mod program;
#[path = "command_line/record.rs"]
mod record;
#[path = "command_line/selecting.rs"]
mod selecting;
#[path = "command_line/signing.rs"]
mod signing;
#[path = "command_line/starting.rs"]
mod starting;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// A run of a few cases against the embedded bank, reports in `out`.
fn small_run(folder: &Path, more: &[&str]) -> Output {
    let mut arguments = vec![
        "run",
        "--out",
        "out",
        "--case",
        "TOKEN-002",
        "--case",
        "HEADERS-001",
        "--case",
        "ENDPOINT-001",
    ];
    arguments.extend(more);
    program(folder, &arguments)
}

/// A run of the good bank that tests only read.
fn good_run() -> &'static TempDir {
    static RUN: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = folder();
        small_run(folder.path(), &[]);
        folder
    });
    &RUN
}

/// A run that a test may change.
fn copy_run(run: &TempDir) -> TempDir {
    let own = folder();
    copy(&run.path().join("out"), &own.path().join("out"));
    own
}

#[test]
fn a_run_against_the_embedded_bank_is_conformant_and_leaves_its_reports() {
    let folder = folder();
    let output = small_run(folder.path(), &[]);
    assert_eq!(code(&output), 0, "{}", words(&output));
    for file in [
        "report.json.gz",
        "junit.xml",
        "report.html",
        "report.md",
        "report.sarif",
    ] {
        assert!(
            folder.path().join("out").join(file).is_file(),
            "{file} is missing"
        );
    }
}

#[test]
fn a_bank_that_accepts_everything_is_non_conformant() {
    let folder = folder();
    let output = small_run(folder.path(), &["--defect", "accepts-everything"]);
    assert_eq!(code(&output), 1, "{}", words(&output));
}

#[test]
fn a_run_stops_at_the_first_broken_must_and_says_what_it_left_out() {
    let folder = folder();
    let output = program(
        folder.path(),
        &[
            "run",
            "--out",
            "out",
            "--case",
            "TOKEN-*",
            "--defect",
            "accepts-everything",
            "--fail-fast",
            "--jobs",
            "1",
        ],
    );
    assert_eq!(code(&output), 1, "{}", words(&output));
    let said = words(&output);
    assert!(
        said.contains("Not run, because the run ended first"),
        "{said}"
    );
    let annex = fs::read_to_string(folder.path().join("out/report.md")).expect("the annex");
    let (_, unrun) = annex.split_once("## What was not run").expect("a section");
    assert!(unrun.contains("(--fail-fast)"), "{unrun}");
}

#[test]
fn a_bank_that_is_not_there_is_inconclusive() {
    let folder = folder();
    let target = write_target(folder.path(), "http://127.0.0.1:9/v2");
    let output = program(
        folder.path(),
        &["run", "--target", &target, "--out", "out", "--retries", "0"],
    );
    assert_eq!(code(&output), 3, "{}", words(&output));
    assert!(
        words(&output).contains("no access token from http://127.0.0.1:9/token"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_broken_profile_is_pointed_at_by_line_and_column() {
    let folder = folder();
    fs::write(
        folder.path().join("bank.toml"),
        "[bank]\nname = \"x\"\nbase-ulr = \"http://127.0.0.1/v2\"\n",
    )
    .expect("the profile is written");
    let output = program(folder.path(), &["run", "--target", "bank.toml"]);
    assert_eq!(code(&output), 2);
    assert!(
        words(&output).contains("bank.toml:3:1"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_base_url_that_is_none_is_pointed_at() {
    let folder = folder();
    fs::write(
        folder.path().join("bank.toml"),
        "[bank]\nbase-url = \"bank\"\n",
    )
    .expect("the profile is written");
    let output = program(folder.path(), &["run", "--target", "bank.toml"]);
    assert_eq!(code(&output), 2);
    assert!(
        words(&output).contains("bank.toml:2:12"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_key_file_that_holds_no_key_is_named() {
    let folder = folder();
    let target = write_target(folder.path(), "http://127.0.0.1:9/v2");
    fs::write(folder.path().join("client.key"), "no key").expect("the file is written");
    let output = program(folder.path(), &["run", "--target", &target]);
    assert_eq!(code(&output), 2, "{}", words(&output));
    assert!(words(&output).contains("client.key"), "{}", words(&output));
}

#[test]
fn a_reading_that_is_none_is_pointed_at() {
    let folder = folder();
    let target = write_target(folder.path(), "http://127.0.0.1:9/v2");
    let file = folder.path().join(&target);
    let profile = fs::read_to_string(&file).expect("the profile is there");
    fs::write(
        &file,
        format!("{profile}[interpretations]\npoliti-to-date = \"sometimes\"\n"),
    )
    .expect("the profile is written");
    let output = program(folder.path(), &["run", "--target", &target]);
    assert_eq!(code(&output), 2);
    assert!(
        words(&output).contains("there is no reading of I-05 called sometimes"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_case_is_held_at_the_level_of_the_reading_that_a_profile_sets() {
    let folder = folder();
    let target = write_target(folder.path(), "http://127.0.0.1:9/v2");
    let file = folder.path().join(&target);
    let profile = fs::read_to_string(&file).expect("the profile is there");
    fs::write(
        &file,
        format!("{profile}[interpretations]\nmissing-period = \"refused\"\n"),
    )
    .expect("the profile is written");
    let output = program(
        folder.path(),
        &[
            "list",
            "--what",
            "instances",
            "--target",
            &target,
            "--format",
            "csv",
        ],
    );
    let listed = words(&output);
    let line = listed.lines().find(|line| line.contains("PERIOD-028/"));
    assert!(line.is_some_and(|line| line.contains("MUST")), "{listed}");
}

#[test]
fn an_option_nobody_knows_is_wrong_use() {
    let folder = folder();
    assert_eq!(code(&program(folder.path(), &["run", "--turbo"])), 2);
    assert_eq!(code(&program(folder.path(), &["run", "--lang", "fr"])), 2);
    assert_eq!(
        code(&program(
            folder.path(),
            &["run", "--defect", "no-such-defect"]
        )),
        2
    );
}

#[test]
fn a_selection_that_matches_nothing_is_wrong_use() {
    let folder = folder();
    let output = program(folder.path(), &["run", "--case", "NOTHING-*"]);
    assert_eq!(code(&output), 2);
    assert!(
        words(&output).contains("NOTHING-* matches nothing"),
        "{}",
        words(&output)
    );
}

#[test]
fn a_pack_with_a_typo_is_pointed_at_and_nothing_is_written() {
    let folder = folder();
    let pack = folder.path().join("cases");
    copy(
        &PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../cases"),
        &pack,
    );
    let file = pack.join("bank/token.toml");
    let text = fs::read_to_string(&file)
        .expect("the case file is there")
        .replacen("level = ", "levle = ", 1);
    fs::write(&file, text).expect("the case file is written");
    let output = program(folder.path(), &["run", "--cases", "cases", "--out", "out"]);
    assert_eq!(code(&output), 2);
    assert!(
        words(&output).contains("bank/token.toml"),
        "{}",
        words(&output)
    );
    assert!(!folder.path().join("out").exists());
}

#[test]
fn explains_a_case_in_both_languages() {
    let folder = folder();
    let english = words(&program(folder.path(), &["explain", "TOKEN-002"]));
    let norwegian = words(&program(
        folder.path(),
        &["explain", "TOKEN-002", "--lang", "nb"],
    ));
    assert!(english.contains("Expected: refused") && norwegian.contains("Forventet: avvist"));
}

#[test]
fn explains_what_the_checks_of_a_retrieval_verify() {
    let explained = |case: &str, language: &str| {
        let arguments = ["explain", case, "--lang", language];
        words(&program(folder().path(), &arguments))
    };
    let english = explained("TRANSACTIONS-013", "en");
    assert!(
        english.contains("Verifies that a page that is not the last holds at least 1000"),
        "{english}"
    );
    let norwegian = explained("TRANSACTIONS-013", "nb");
    assert!(
        norwegian.contains("Kontrollerer at en side som ikke er den siste, har minst 1000"),
        "{norwegian}"
    );
}

#[test]
fn explaining_a_case_that_is_none_is_wrong_use() {
    let output = program(folder().path(), &["explain", "TOKEN-999"]);
    assert_eq!(code(&output), 2);
    assert!(words(&output).contains("TOKEN-001"), "{}", words(&output));
}

#[test]
fn lists_everything_there_is_in_every_form() {
    let folder = folder();
    for what in [
        "cases",
        "instances",
        "requirements",
        "fields",
        "schemas",
        "interpretations",
    ] {
        for format in ["table", "json", "csv"] {
            let output = program(folder.path(), &["list", "--what", what, "--format", format]);
            assert_eq!(code(&output), 0, "{what} {format}: {}", words(&output));
            assert!(output.stdout.len() > 200, "{what} {format}");
        }
    }
}

#[test]
fn a_written_profile_is_never_overwritten() {
    let folder = folder();
    assert_eq!(code(&program(folder.path(), &["init", "bank.toml"])), 0);
    let output = program(folder.path(), &["init", "bank.toml"]);
    assert_eq!(code(&output), 2, "{}", words(&output));
}

#[test]
fn the_written_profile_reads_as_far_as_its_keys_and_names_all_that_are_missing() {
    for (language, registers, missing) in [
        ("en", "own", &["`mock-agency serve --state state`"][..]),
        ("nb", "own", &["`mock-agency serve --state state`"]),
        (
            "en",
            "test",
            &["police-client.key", "digdir-decryption.key", "[[party]]"],
        ),
        (
            "nb",
            "test",
            &["politi-klient.key", "digdir-dekryptering.key", "[[party]]"],
        ),
    ] {
        let folder = folder();
        let init = [
            "init",
            "bank.toml",
            "--lang",
            language,
            "--registers",
            registers,
        ];
        program(folder.path(), &init);
        for command in ["run", "doctor"] {
            let output = program(folder.path(), &[command, "--target", "bank.toml"]);
            assert_eq!(code(&output), 2, "{}", words(&output));
            for name in missing {
                assert!(words(&output).contains(name), "{name}: {}", words(&output));
            }
        }
    }
}

#[test]
fn declared_deviations_carry_the_run_and_stale_ones_fail_it() {
    let folder = folder();
    let entry = |case: &str| {
        format!(
            "[[deviation]]\ncase = \"{case}\"\nowner = \"KYC\"\nreason = \"old core\"\nsection = \"Datavalidering\"\nexpires = \"2999-01-01\"\n"
        )
    };
    let file = folder.path().join("deviations.toml");
    let declared: String = ["TOKEN-002", "HEADERS-001"].map(entry).concat();
    fs::write(&file, &declared).expect("the declarations are written");
    let faulty = small_run(
        folder.path(),
        &[
            "--deviations",
            "deviations.toml",
            "--defect",
            "accepts-everything",
        ],
    );
    assert_eq!(code(&faulty), 0, "{}", words(&faulty));
    let right = small_run(folder.path(), &["--deviations", "deviations.toml"]);
    assert_eq!(code(&right), 1, "{}", words(&right));
}

#[test]
fn no_token_key_or_personal_number_is_in_any_report() {
    let folder = folder();
    small_run(folder.path(), &[]);
    let parties = wire::population::population(1, wire::dates::today());
    for entry in fs::read_dir(folder.path().join("out")).expect("reports were written") {
        let path = entry.expect("a report").path();
        let bytes = fs::read(&path).expect("a report is there");
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("eyJ"),
            "{} holds a compact JOSE object",
            path.display()
        );
        assert!(
            !text.contains("PRIVATE KEY"),
            "{} holds a private key",
            path.display()
        );
        for person in parties
            .iter()
            .filter(|person| person.id.as_str().len() == 11)
        {
            assert!(
                !text.contains(person.id.as_str()),
                "{} holds a personal number",
                path.display()
            );
            assert!(
                !text.contains(person.name.as_str()),
                "{} holds a name",
                path.display()
            );
        }
    }
}

fn write_target(folder: &Path, base_url: &str) -> String {
    let key = openssl::rsa::Rsa::generate(2048)
        .expect("a key")
        .private_key_to_pem()
        .expect("PEM");
    for name in ["client.key", "decryption.key", "order.key"] {
        fs::write(folder.join(name), &key).expect("the key is written");
    }
    let profile = format!(
        "[bank]\nname = \"Test\"\norgno = \"310000027\"\nbase-url = \"{base_url}\"\nservices = [\"oppgjor-etter-dodsfall\"]\n\
         [maskinporten]\nissuer = \"http://127.0.0.1:9/\"\ntoken-endpoint = \"http://127.0.0.1:9/token\"\n\
         [[agency]]\nservice = \"oppgjor-etter-dodsfall\"\norgno = \"974720760\"\nclient-id = \"c\"\n\
         client-key = \"client.key\"\nclient-kid = \"k\"\ndecryption-key = \"decryption.key\"\n\
         [[party]]\nparty_id = \"28857710551\"\ntraits = [\"owner\", \"deceased\"]\ndate_of_death = \"2026-09-01\"\n"
    );
    fs::write(folder.join("bank.toml"), profile).expect("the profile is written");
    "bank.toml".into()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the file is copied");
        }
    }
}
