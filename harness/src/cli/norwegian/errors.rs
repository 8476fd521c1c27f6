//! What is said in Norwegian of options that cannot be used.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::help::usage_in_norwegian;
use crate::plan::FilterError;
use crate::property::ChoiceError;
use crate::text::Text;
use crate::told::Told;

/// A value that an option does not take.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(in crate::cli) struct Unfit(pub(in crate::cli) Text);

/// The message about an option, or `None` if the library has not found a mistake: help, or the version.
pub(in crate::cli) fn in_norwegian(error: &clap::Error) -> Option<String> {
    let sentence = sentence(error)?;
    let mut parts = vec![format!("feil: {sentence}")];
    parts.extend(advice(error));
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        parts.push(usage_in_norwegian(&usage.to_string()));
    }
    parts.push("For mer informasjon, prøv '--help'.".into());
    Some(parts.join("\n\n") + "\n")
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn lines(error: &clap::Error, kind: ContextKind) -> String {
    let items = match error.get(kind) {
        Some(ContextValue::Strings(items)) => items.clone(),
        Some(ContextValue::String(item)) => vec![item.clone()],
        _ => Vec::new(),
    };
    items
        .iter()
        .fold(String::new(), |lines, item| lines + "\n  " + item)
}

fn sentence(error: &clap::Error) -> Option<String> {
    let argument = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    let command = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("'{argument}' trenger en verdi{}", choice(error))
        }
        ErrorKind::InvalidValue => {
            format!("'{value}' er ingen verdi for '{argument}'{}", choice(error))
        }
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!("det finnes ikke noe valg '{argument}' her")
        }
        ErrorKind::UnknownArgument => format!("'{argument}' er ett argument for mye"),
        ErrorKind::InvalidSubcommand => format!("det finnes ingen kommando '{command}'"),
        ErrorKind::NoEquals => format!("'{argument}' trenger et likhetstegn foran verdien"),
        ErrorKind::ValueValidation => {
            format!("'{value}' er ingen verdi for '{argument}': {}", why(error))
        }
        ErrorKind::TooManyValues => format!("'{value}' er en verdi for mye for '{argument}'"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("'{argument}' har feil antall verdier")
        }
        ErrorKind::ArgumentConflict => conflict(error, &argument),
        ErrorKind::MissingRequiredArgument => {
            format!("dette må oppgis:{}", lines(error, ContextKind::InvalidArg))
        }
        ErrorKind::MissingSubcommand => {
            let known = text(error, ContextKind::ValidSubcommand).unwrap_or_default();
            format!("'{command}' trenger en kommando\n  [kommandoer: {known}]")
        }
        ErrorKind::InvalidUtf8 => "et argument er ikke tekst i UTF-8".into(),
        _ => return None,
    })
}

fn choice(error: &clap::Error) -> String {
    let known = text(error, ContextKind::ValidValue).filter(|known| !known.is_empty());
    known.map_or_else(String::new, |known| {
        format!("\n  [mulige verdier: {known}]")
    })
}

fn conflict(error: &clap::Error, argument: &str) -> String {
    let other = lines(error, ContextKind::PriorArg);
    if other.trim() == argument {
        format!("'{argument}' kan bare oppgis én gang")
    } else {
        format!("'{argument}' kan ikke brukes sammen med:{other}")
    }
}

fn advice(error: &clap::Error) -> Option<String> {
    let near = [
        (ContextKind::SuggestedArg, "valg"),
        (ContextKind::SuggestedSubcommand, "kommandoer"),
        (ContextKind::SuggestedValue, "verdier"),
    ];
    near.into_iter().find_map(|(kind, what)| {
        let names = text(error, kind)?;
        Some(format!("  tips: {what} som ligner: {names}"))
    })
}

/// Why a value is not taken: in the words of this program, or of the reader of whole numbers.
fn why(error: &clap::Error) -> String {
    let Some(source) = std::error::Error::source(error) else {
        return "den kan ikke brukes".into();
    };
    if let Some(unfit) = source.downcast_ref::<Unfit>() {
        return unfit.0.nb.clone();
    }
    if let Some(unfit) = source.downcast_ref::<FilterError>() {
        return unfit.text().nb;
    }
    if let Some(unfit) = source.downcast_ref::<ChoiceError>() {
        return unfit.text().nb;
    }
    of_whole_number(&source.to_string())
}

fn of_whole_number(words: &str) -> String {
    if let Some((_, range)) = words.split_once(" is not in ") {
        let (from, to) = range.split_once("..").unwrap_or((range, ""));
        return format!(
            "skriv et heltall fra {from} til {}",
            to.trim_start_matches('=')
        );
    }
    match words {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            "skriv et heltall".into()
        }
        "number too large to fit in target type" => "tallet er for stort".into(),
        "number too small to fit in target type" => "tallet er for lite".into(),
        other => format!("den kan ikke brukes ({other})"),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Arguments;
    use crate::cli::norwegian::help;

    fn told(words: &[&str]) -> String {
        let command = help::in_norwegian(Arguments::command());
        let error = command
            .try_get_matches_from(std::iter::once(&"dsop-conformance").chain(words))
            .expect_err("a mistake");
        in_norwegian(&error).expect("a sentence")
    }

    fn first_line(words: &[&str]) -> String {
        told(words).lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn an_option_nobody_knows_is_named() {
        assert_eq!(
            first_line(&["run", "--maal", "x"]),
            "feil: det finnes ikke noe valg '--maal' her"
        );
    }

    #[test]
    fn an_option_that_looks_like_it_is_suggested() {
        let told = told(&["run", "--deviation", "x"]);
        assert!(
            told.contains("  tips: valg som ligner: --deviations\n"),
            "{told}"
        );
    }

    #[test]
    fn a_command_nobody_knows_is_named() {
        assert_eq!(
            first_line(&["kjor"]),
            "feil: det finnes ingen kommando 'kjor'"
        );
    }

    #[test]
    fn a_value_that_is_no_choice_is_named_beside_the_choices() {
        let told = told(&["list", "--format", "xml"]);
        let wanted = "feil: 'xml' er ingen verdi for '--format <FORMAT>'\n  [mulige verdier: table, json, csv]\n";
        assert!(told.starts_with(wanted), "{told}");
    }

    #[test]
    fn a_value_that_is_left_out_is_asked_for() {
        assert_eq!(
            first_line(&["run", "--target"]),
            "feil: '--target <FIL>' trenger en verdi"
        );
    }

    #[test]
    fn a_number_out_of_its_bounds_is_told_the_bounds() {
        assert_eq!(
            first_line(&["run", "--jobs", "0"]),
            "feil: '0' er ingen verdi for '--jobs <ANTALL>': skriv et heltall fra 1 til 1024"
        );
    }

    #[test]
    fn a_number_that_is_none_is_told_so() {
        assert_eq!(
            first_line(&["run", "--seed", "x"]),
            "feil: 'x' er ingen verdi for '--seed <FRØ>': skriv et heltall"
        );
    }

    #[test]
    fn a_shard_that_is_none_is_told_how_to_write_one() {
        let line = first_line(&["run", "--shard", "3/2"]);
        assert!(
            line.ends_with("skriv en del som k/n med 1 ≤ k ≤ n, f.eks. 2/4"),
            "{line}"
        );
    }

    #[test]
    fn a_rate_that_is_none_is_told_how_to_write_one() {
        let line = first_line(&["run", "--rate", "0"]);
        assert!(
            line.ends_with("skriv et antall forespørsler i sekundet, f.eks. 20 eller 0.5"),
            "{line}"
        );
    }

    #[test]
    fn an_option_that_is_needed_is_named() {
        let told = told(&["doctor"]);
        assert!(
            told.starts_with("feil: dette må oppgis:\n  --target <FIL>\n"),
            "{told}"
        );
    }

    #[test]
    fn options_that_exclude_each_other_are_named() {
        let told = told(&["run", "--target", "x", "--mode", "test"]);
        assert!(told.contains("kan ikke brukes sammen med:\n  --"), "{told}");
    }

    #[test]
    fn an_option_that_is_given_twice_is_named() {
        assert_eq!(
            first_line(&["run", "--seed", "1", "--seed", "2"]),
            "feil: '--seed <FRØ>' kan bare oppgis én gang"
        );
    }

    #[test]
    fn usage_and_the_way_to_help_are_norwegian() {
        let told = told(&["run", "--maal", "x"]);
        assert!(
            told.ends_with(
                "Bruk: dsop-conformance run [VALG]\n\nFor mer informasjon, prøv '--help'.\n"
            ),
            "{told}"
        );
    }
}
