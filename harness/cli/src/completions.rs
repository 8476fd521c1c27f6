//! `dsop-conformance completions`.

use clap_complete::Shell;

use crate::help;

/// The program's name, by which a shell knows it.
const PROGRAM: &str = "dsop-conformance";

/// The completion script of a shell.
pub(super) fn script(shell: Shell) -> String {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut help::command(), PROGRAM, &mut bytes);
    let script = String::from_utf8_lossy(&bytes).into_owned();
    match shell {
        Shell::Bash => with_one_spelling(&script),
        _ => script,
    }
}

/// In bash scripts the crate spells a hyphen of the program's name in two ways, so that nothing after a subcommand is
/// ever completed (clap-rs/clap#6421). One spelling is put for both; with a version that has one, nothing is found.
fn with_one_spelling(script: &str) -> String {
    let [one, other] = ["__", "__subcmd__"].map(|hyphen| PROGRAM.replace('-', hyphen));
    script.replace(&other, &one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_that_bash_comes_to_has_its_words() {
        let script = script(Shell::Bash);
        let states = script.lines().filter_map(|line| {
            let state = line.trim().strip_prefix("cmd=\"")?.strip_suffix('"')?;
            (!state.is_empty()).then_some(state)
        });
        let states: Vec<&str> = states.collect();
        assert!(states.len() > 10, "{states:?}");
        for state in states {
            assert!(script.contains(&format!("        {state})\n")), "{state}");
        }
    }
}
