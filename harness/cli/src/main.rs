//! `dsop-conformance`: the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    harness::main()
}
