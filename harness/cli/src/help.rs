//! What `--help` and the manual pages have beside the options: commands and options by purpose, examples, exit codes.

use std::fmt::Write as _;

use clap::{Command, CommandFactory as _};

use crate::Arguments;
use crate::run::terminal_width;
use report::terminal::wrap::wrap;

/// The commands by purpose.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "Test a bank, an agency or the customer overview",
        &["init", "doctor", "run"],
    ),
    ("See what is tested, and why", &["list", "explain"]),
    ("Work with what a run left", &["report", "judge"]),
    ("The program itself", &["selftest", "completions"]),
];

/// The options of long commands by purpose, by the names they have in their structures.
const HEADINGS: [(&str, &[&str]); 7] = [
    (
        "Selection (several times each; * stands for any text)",
        &[
            "case",
            "except",
            "families",
            "levels",
            "services",
            "endpoints",
            "requirements",
            "scenarios",
            "shard",
            "fail_fast",
        ],
    ),
    ("Many targets", &["targets", "parallel", "part"]),
    ("Requests", &["jobs", "timeout", "retries", "rate"]),
    (
        "Generated requests",
        &[
            "seed",
            "property_cases",
            "only_properties",
            "replay",
            "choice",
            "save_regressions",
        ],
    ),
    (
        "The mock in place of a target",
        &["mode", "right_of_disposal", "defects"],
    ),
    (
        "Output",
        &[
            "out",
            "resume",
            "formats",
            "format",
            "full_evidence",
            "quiet",
            "matrix",
            "no_color",
            "lang",
        ],
    ),
    ("Signature", &["sign", "key", "chain", "alg"]),
];

/// Commands with more options than this have them under headings.
const LONG: usize = 12;

const VERDICTS: &str = "\
Exit codes:
  0  conformant, or all that was tested conforms
  1  non-conformant, or a declaration does not hold
  2  wrong use or configuration
  3  inconclusive: the target was not reached, or refused valid requests
  4  the harness itself failed, or reports or output could not be written
  129, 130, 143  a signal ended the run; its reports say so";

const PLAIN: &str = "\
Exit codes:
  0  done
  2  wrong use or configuration
  4  the harness itself failed, or its output could not be written";

/// What ends a command's help: examples, then exit codes.
const ENDS: [(&str, &str, &str); 18] = [
    (
        "",
        "  dsop-conformance run\n  dsop-conformance init bank.toml --world state/world.json\n  \
         dsop-conformance doctor --target bank.toml\n  dsop-conformance run --target bank.toml --rate 10",
        VERDICTS,
    ),
    (
        "run",
        "  dsop-conformance run\n  dsop-conformance run --target bank.toml --deviations deviations.toml --rate 10\n  \
         dsop-conformance run --target bank.toml --case 'TOKEN-*' --service politi-utlevering\n  \
         dsop-conformance run --role agency --defect order-missing\n  \
         dsop-conformance run --targets fleet.toml --parallel 4 --out fleet",
        VERDICTS,
    ),
    (
        "list",
        "  dsop-conformance list --family TOKEN\n  dsop-conformance list --what requirements --level MUST\n  \
         dsop-conformance list --what instances --target bank.toml --format csv\n  \
         dsop-conformance list --role agency --what scenarios --format json",
        PLAIN,
    ),
    (
        "explain",
        "  dsop-conformance explain TOKEN-004\n  dsop-conformance explain TOKEN-004 --lang nb --format json\n  \
         dsop-conformance explain --cause nothing-is-refused",
        PLAIN,
    ),
    (
        "doctor",
        "  dsop-conformance doctor --target bank.toml\n  dsop-conformance doctor --target agency.toml --format json",
        "Exit codes:
  0  nothing is wrong
  1  only the bank is wrong
  2  the profile or this machine is wrong, or wrong use
  3  the target or a register does not answer
  4  the harness itself failed, or its output could not be written",
    ),
    (
        "init",
        "  dsop-conformance init\n  dsop-conformance init bank.toml --world state/world.json\n  \
         dsop-conformance init --role agency --lang nb",
        PLAIN,
    ),
    (
        "judge",
        "  dsop-conformance judge reports/runs/RUN\n  \
         dsop-conformance judge RUN.zip --deviations deviations.toml --strict --out judged",
        VERDICTS,
    ),
    (
        "report",
        "  dsop-conformance report pack reports/runs/RUN\n  dsop-conformance report verify RUN.zip --root root.pem\n  \
         dsop-conformance report diff BEFORE AFTER",
        "`dsop-conformance report COMMAND --help` has the exit codes of each.",
    ),
    (
        "report diff",
        "  dsop-conformance report diff BEFORE AFTER\n  dsop-conformance report diff BEFORE.zip AFTER.zip --format json",
        "Exit codes:
  0  nothing got worse
  1  something got worse
  2  wrong use or configuration
  4  the harness itself failed, or its output could not be written",
    ),
    (
        "report merge",
        "  dsop-conformance report merge shard-1 shard-2 shard-3 shard-4 --out whole",
        VERDICTS,
    ),
    (
        "report sign",
        "  dsop-conformance report sign reports/runs/RUN --key key.pem --chain chain.pem",
        PLAIN,
    ),
    (
        "report pack",
        "  dsop-conformance report pack reports/runs/RUN --out bank.zip",
        PLAIN,
    ),
    (
        "report checklist",
        "  dsop-conformance report checklist reports/runs/RUN --rows checklist.toml --out checklist.xlsx",
        PLAIN,
    ),
    (
        "report overview",
        "  dsop-conformance report overview packages/ --out overview --expected banks.csv --root root.pem",
        "Exit codes:
  0  all reports were read
  1  a report cannot be read, or its signature does not hold
  2  wrong use or configuration
  4  the harness itself failed, or its output could not be written",
    ),
    (
        "report verify",
        "  dsop-conformance report verify reports/runs/RUN --key public.pem\n  \
         dsop-conformance report verify RUN.zip --root root.pem --require full,no-deviations --format json",
        "Exit codes:
  0  verified
  1  not as signed, or not as required
  2  wrong use or configuration
  4  the harness itself failed, or its output could not be written",
    ),
    (
        "report show",
        "  dsop-conformance report show reports/runs/RUN TOKEN-004\n  \
         dsop-conformance report show RUN.zip x000012 --format curl\n  \
         dsop-conformance report show reports/runs/RUN --cause nothing-is-refused",
        PLAIN,
    ),
    (
        "report render",
        "  dsop-conformance report render reports/runs/RUN --lang nb\n  \
         dsop-conformance report render RUN.zip --out unpacked --format html",
        PLAIN,
    ),
    (
        "selftest",
        "  dsop-conformance selftest\n  dsop-conformance selftest --defect token-expiry-unchecked\n  \
         dsop-conformance selftest --role agency --out scores",
        "Exit codes:
  0  every mistake was found, and nothing else
  1  a mistake was missed, or something right was blamed
  2  wrong use or configuration
  4  the harness itself failed, or its output could not be written",
    ),
];

/// The command line with all of it.
pub(super) fn command() -> Command {
    let whole = with_ends(Arguments::command(), "");
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{}\nOptions:\n{{options}}{{after-help}}",
        commands(&whole)
    );
    whole.help_template(template)
}

/// Gives a command, and those below it, its examples and its options their headings.
fn with_ends(command: Command, path: &str) -> Command {
    let long = command.get_arguments().count() > LONG;
    let command = if long {
        command.mut_args(|argument| match heading(argument.get_id().as_str()) {
            Some(heading) => argument.help_heading(heading),
            None => argument,
        })
    } else {
        command
    };
    let command = match ENDS.iter().find(|(name, ..)| *name == path) {
        Some((_, examples, codes)) => {
            command.after_help(format!("Examples:\n{examples}\n\n{codes}"))
        }
        None => command,
    };
    let names: Vec<String> = command
        .get_subcommands()
        .map(|below| below.get_name().to_owned())
        .collect();
    names.into_iter().fold(command, |command, name| {
        let path = format!("{path} {name}").trim().to_owned();
        command.mut_subcommand(name, |below| with_ends(below, &path))
    })
}

fn heading(option: &str) -> Option<&'static str> {
    let found = HEADINGS
        .iter()
        .find(|(_, options)| options.contains(&option));
    found.map(|(heading, _)| *heading)
}

/// The commands by purpose, each with what it does.
fn commands(whole: &Command) -> String {
    let width = terminal_width().clamp(40, 100);
    let mut text = String::new();
    for (purpose, names) in GROUPS {
        // Writing into memory does not fail.
        let _ = writeln!(text, "\n{purpose}:");
        for name in names {
            let about = whole.find_subcommand(name).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            for (at, line) in wrap(&about, width - 15).into_iter().enumerate() {
                let name = if at == 0 { name } else { "" };
                let _ = writeln!(text, "  {name:<12} {line}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, FromArgMatches as _};

    use super::*;

    /// Every command that is shown, with the words that lead to it.
    fn all(command: &Command, path: &str) -> Vec<(String, Command)> {
        let below = command.get_subcommands().filter(|one| !one.is_hide_set());
        let below = below.flat_map(|one| all(one, format!("{path} {}", one.get_name()).trim()));
        std::iter::once((path.to_owned(), command.clone()))
            .chain(below)
            .collect()
    }

    #[test]
    fn the_help_names_every_command() {
        let whole = command();
        let shown = whole.get_subcommands().filter(|one| !one.is_hide_set());
        let mut shown: Vec<&str> = shown.map(Command::get_name).collect();
        let mut grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        shown.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(grouped, shown);
    }

    #[test]
    fn every_example_is_accepted() {
        let mut tried = 0;
        for (_, examples, _) in ENDS {
            for line in examples.lines() {
                let words = line.split_whitespace().map(|word| word.trim_matches('\''));
                let given = command().try_get_matches_from(words);
                let parsed = given.and_then(|given| Arguments::from_arg_matches(&given));
                assert!(parsed.is_ok(), "{line}: {parsed:?}");
                tried += 1;
            }
        }
        assert!(tried > 20, "{tried}");
    }

    #[test]
    fn every_command_ends_with_examples_and_exit_codes() {
        for (path, command) in all(&command(), "") {
            let plain = ["completions", "report example"];
            let end = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(
                end.contains("xit codes") || plain.contains(&path.as_str()),
                "{path}"
            );
        }
    }

    /// An option that can be left out, and does not say what holds then.
    fn is_silent(argument: &Arg) -> bool {
        let takes_one = matches!(argument.get_action(), ArgAction::Set);
        let help = argument
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        takes_one
            && !argument.is_required_set()
            && !argument.is_positional()
            && argument.get_default_values().is_empty()
            && !["[default:", "ithout it", "needs --key"]
                .iter()
                .any(|words| help.contains(words))
    }

    #[test]
    fn every_option_says_what_holds_without_it() {
        let silent: Vec<String> = all(&command(), "")
            .iter()
            .flat_map(|(path, command)| {
                let silent = command.get_arguments().filter(|one| is_silent(one));
                silent
                    .map(move |one| format!("{path} {}", one.get_id()))
                    .collect::<Vec<_>>()
            })
            .collect();
        assert!(silent.is_empty(), "{silent:?}");
    }

    #[test]
    fn the_options_of_a_run_are_under_headings() {
        let whole = command();
        let run = whole.find_subcommand("run").expect("there is run");
        let bare = run
            .get_arguments()
            .filter(|one| one.get_help_heading().is_none());
        assert!(bare.count() < 10);
    }
}
