//! How long a whole run takes, from starting the mocks to the record, and what parts of it cost. Compare figures
//! of one run of the benchmark only; machines are noisy.

use std::process::Command;

fn main() {
    divan::main();
}

fn run(arguments: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder for the reports");
    let output = Command::new(env!("CARGO_BIN_EXE_dsop-conformance"))
        .args(["run", "--quiet", "--out"])
        .arg(folder.path())
        .args(arguments)
        .output()
        .expect("the program starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Starting registers and bank, one case, and its report.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn one_case() {
    run(&["--case", "HEADERS-001"]);
}

/// The whole catalogue over both services.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn whole_catalogue() {
    run(&[]);
}

/// The whole catalogue, one request at a time.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn whole_catalogue_one_at_a_time() {
    run(&["--jobs", "1"]);
}
