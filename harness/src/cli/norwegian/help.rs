//! Help in Norwegian.

use clap::builder::{PossibleValue, Str};
use clap::{Arg, Command};

use super::texts::{norwegian, value_name};

/// The command with all its texts in Norwegian.
pub(in crate::cli) fn in_norwegian(mut command: Command) -> Command {
    command.build();
    translated(command)
}

fn translated(command: Command) -> Command {
    let about = command.get_about().map(ToString::to_string);
    let long_about = command.get_long_about().map(ToString::to_string);
    let mut command = command
        .mut_args(argument)
        .mut_subcommands(translated)
        .subcommand_value_name("KOMMANDO");
    if let Some(about) = about {
        command = command.about(norwegian(&about).unwrap_or(about));
    }
    if let Some(about) = long_about {
        command = command.long_about(norwegian(&about).unwrap_or(about));
    }
    let usage = usage_in_norwegian(&command.render_usage().to_string());
    let template = template(&command);
    command
        .override_usage(usage.trim_start_matches("Bruk: ").to_owned())
        .help_template(template)
}

/// A line of usage, as the library makes it, in Norwegian.
pub(super) fn usage_in_norwegian(usage: &str) -> String {
    usage
        .replacen("Usage: ", "Bruk: ", 1)
        .replace("[OPTIONS]", "[VALG]")
        .replace("[COMMAND]", "[KOMMANDO]")
        .replace("<COMMAND>", "<KOMMANDO>")
}

/// The parts that a command's help has, under Norwegian headings.
fn template(command: &Command) -> String {
    let style = command.get_styles().get_header();
    let heading = |text: &str| format!("{style}{text}:{style:#}");
    let mut template = format!("{{about-with-newline}}\n{} {{usage}}", heading("Bruk"));
    let mut part = |there: bool, text: &str, tag: &str| {
        if there {
            template.extend(["\n\n", &heading(text), "\n{", tag, "}"]);
        }
    };
    part(command.has_subcommands(), "Kommandoer", "subcommands");
    part(
        command.get_positionals().next().is_some(),
        "Argumenter",
        "positionals",
    );
    part(
        command.get_opts().next().is_some() || command.get_arguments().next().is_some(),
        "Valg",
        "options",
    );
    template
}

fn argument(argument: Arg) -> Arg {
    let names: Vec<Str> = argument
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| value_name(name).map_or_else(|| name.clone(), Str::from))
        .collect();
    let help = argument
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let long = argument.get_long_help().map(ToString::to_string);
    let own = norwegian(&help).unwrap_or(help);
    let values = values(&argument);
    let usual = usual(&argument);
    let short = [Some(own.clone()), usual.clone(), in_brackets(&values)];
    let mut argument = argument
        .hide_possible_values(true)
        .hide_default_value(true)
        .help(joined(short, " "));
    if values.iter().any(|value| value.get_help().is_some()) {
        argument = argument.long_help(joined([Some(own), Some(listed(&values)), usual], "\n\n"));
    } else if let Some(long) = long {
        argument = argument.long_help(norwegian(&long).unwrap_or(long));
    }
    if names.is_empty() {
        argument
    } else {
        argument.value_names(names)
    }
}

fn joined(parts: impl IntoIterator<Item = Option<String>>, between: &str) -> String {
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(between)
}

/// The values of an option that has a choice; a switch has none.
fn values(argument: &Arg) -> Vec<PossibleValue> {
    if !argument.get_action().takes_values() {
        return Vec::new();
    }
    argument.get_possible_values()
}

fn usual(argument: &Arg) -> Option<String> {
    let values: Vec<String> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    (argument.get_action().takes_values() && !values.is_empty())
        .then(|| format!("[standard: {}]", values.join(" ")))
}

fn in_brackets(values: &[PossibleValue]) -> Option<String> {
    let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    (!names.is_empty()).then(|| format!("[mulige verdier: {}]", names.join(", ")))
}

fn listed(values: &[PossibleValue]) -> String {
    let lines = values.iter().map(|value| {
        let help = value
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let help = norwegian(&help).unwrap_or(help);
        format!("- {}: {help}", value.get_name())
    });
    let lines: Vec<String> = lines.collect();
    format!("Mulige verdier:\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Arguments;
    use crate::cli::norwegian::texts;

    /// Every English text of a command and of those below it.
    fn texts_of(command: &Command, found: &mut BTreeSet<String>) {
        found.extend(command.get_about().map(ToString::to_string));
        found.extend(command.get_long_about().map(ToString::to_string));
        for argument in command.get_arguments() {
            found.extend(argument.get_help().map(ToString::to_string));
            found.extend(argument.get_long_help().map(ToString::to_string));
            let helps = values(argument).into_iter();
            found.extend(helps.filter_map(|value| value.get_help().map(ToString::to_string)));
        }
        for below in command.get_subcommands() {
            texts_of(below, found);
        }
    }

    fn names_of(command: &Command, found: &mut BTreeSet<String>) {
        for argument in command
            .get_arguments()
            .filter(|one| one.get_action().takes_values())
        {
            let names = argument.get_value_names().unwrap_or_default();
            found.extend(names.iter().map(ToString::to_string));
        }
        for below in command.get_subcommands() {
            names_of(below, found);
        }
    }

    fn english() -> Command {
        let mut command = Arguments::command();
        command.build();
        command
    }

    #[test]
    fn every_text_of_the_command_line_has_a_norwegian_one() {
        let mut found = BTreeSet::new();
        texts_of(&english(), &mut found);
        let missing: Vec<&String> = found
            .iter()
            .filter(|text| norwegian(text).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn every_norwegian_text_has_an_english_one() {
        let mut found = BTreeSet::new();
        texts_of(&english(), &mut found);
        let idle: Vec<&str> = texts::known()
            .filter(|text| !found.contains(*text))
            .collect();
        assert!(idle.is_empty(), "{idle:#?}");
    }

    #[test]
    fn every_name_of_a_value_has_a_norwegian_one() {
        let mut found = BTreeSet::new();
        names_of(&english(), &mut found);
        let missing: Vec<&String> = found
            .iter()
            .filter(|name| value_name(name).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn the_norwegian_command_line_takes_the_same_options() {
        let parsed = in_norwegian(Arguments::command())
            .try_get_matches_from(["x", "run", "--jobs", "3", "--format", "json"]);
        assert!(parsed.is_ok(), "{parsed:?}");
    }

    #[test]
    fn help_is_under_norwegian_headings() {
        let mut command = in_norwegian(Arguments::command());
        let judge = command
            .find_subcommand_mut("judge")
            .expect("there is judge");
        let help = judge.render_help().to_string();
        for heading in ["Bruk: ", "Argumenter:\n", "Valg:\n"] {
            assert!(help.contains(heading), "{heading} is not in {help}");
        }
    }

    #[test]
    fn help_has_the_usual_value_and_the_possible_ones() {
        let mut command = in_norwegian(Arguments::command());
        let list = command.find_subcommand_mut("list").expect("there is list");
        let help = list.render_help().to_string();
        assert!(
            help.contains("[standard: table] [mulige verdier: table, json, csv]"),
            "{help}"
        );
    }
}
