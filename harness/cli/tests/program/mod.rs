//! The program as a test starts it: in a folder, with what it prints made the same on every machine.

use std::path::Path;
use std::process::{Command, Output};

/// The program, not yet started: English unless the arguments say otherwise, no colour, lines of 100 characters.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dsop-conformance"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env("DSOP_LANG", "en");
    command
}

/// What the program did.
pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .output()
        .expect("the program starts")
}

/// Its exit code.
pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("the program was not killed")
}

/// What it printed on both outputs.
pub(crate) fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
