//! Completion scripts, in the shells that this machine has; bash is everywhere.

use std::process::Command;

use super::{code, folder, program, words};

/// What bash completes the last of these words to.
fn completed(line: &[&str]) -> Vec<String> {
    let folder = folder();
    let output = program(folder.path(), &["completions", "bash"]);
    assert_eq!(code(&output), 0);
    std::fs::write(folder.path().join("script"), words(&output)).expect("the file is written");
    // The function's name is what `complete -p` says after -F.
    let ask = r#"
        source ./script || exit 9
        function_name=$(complete -p dsop-conformance | sed 's/.*-F \([^ ]*\).*/\1/')
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        "$function_name" "$1" "${@: -1}" "${@: -2:1}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let output = Command::new("bash")
        .args(["--norc", "-c", ask, "bash"])
        .args(line)
        .current_dir(folder.path())
        .output()
        .expect("bash starts");
    assert!(output.status.success(), "{}", words(&output));
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn bash_completes_a_command() {
    assert_eq!(completed(&["dsop-conformance", "do"]), ["doctor"]);
}

#[test]
fn bash_completes_an_option_of_a_command() {
    assert_eq!(
        completed(&["dsop-conformance", "run", "--fail"]),
        ["--fail-fast"]
    );
}

#[test]
fn bash_completes_a_value_and_a_command_below_a_command() {
    assert_eq!(
        completed(&["dsop-conformance", "run", "--lang", "n"]),
        ["nb"]
    );
    assert_eq!(
        completed(&["dsop-conformance", "report", "ver"]),
        ["verify"]
    );
}

#[test]
fn there_is_a_script_for_every_shell() {
    for (shell, sign) in [
        ("zsh", "#compdef dsop-conformance"),
        ("fish", "complete -c dsop-conformance"),
        ("elvish", "edit:completion"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let output = program(folder().path(), &["completions", shell]);
        assert_eq!(code(&output), 0);
        assert!(words(&output).contains(sign), "{shell}");
    }
}
