//! What the readers of TOML and JSON say of a text they cannot read. They say it in English only and as one string,
//! so the sentence is taken apart by the forms it is known to have. A part that has no known form keeps the reader's
//! own words, in brackets.

mod expected;
mod phrases;

use super::Told;
use crate::text::Text;
use expected::{expected, found};
use phrases::phrase;

impl Told for toml::de::Error {
    fn text(&self) -> Text {
        let en = self.message().to_owned();
        let nb = in_norwegian(&en)
            .unwrap_or_else(|| format!("dette er ikke TOML som kan brukes her ({en})"));
        Text { en, nb }
    }
}

impl Told for serde_json::Error {
    fn text(&self) -> Text {
        json_problem(&self.to_string())
    }
}

/// What is wrong with a JSON text, maybe with the place at the end, as `serde_json` puts it.
pub(super) fn json_problem(en: &str) -> Text {
    let (problem, place) = match en.rfind(" at line ") {
        Some(at) => en.split_at(at),
        None => (en, ""),
    };
    let place = place
        .replace(" at line ", " på linje ")
        .replace(" column ", " kolonne ");
    let nb = in_norwegian(problem)
        .unwrap_or_else(|| format!("dette er ikke JSON som kan brukes her ({problem})"));
    Text::new(en, nb + &place)
}

/// The sentence in Norwegian, if it has a known form.
fn in_norwegian(en: &str) -> Option<String> {
    let (what, wanted) = match en.split_once(", expected ") {
        Some((what, wanted)) => (what, Some(expected(wanted))),
        None => (en, None),
    };
    let nb = about_a_member(what)
        .or_else(|| about_a_value(what))
        .or_else(|| phrase(what))?;
    Some(match wanted {
        None => nb,
        Some(wanted) => format!("{nb}, ventet {wanted}"),
    })
}

fn about_a_member(what: &str) -> Option<String> {
    let forms = [
        ("missing field ", "feltet {} mangler"),
        ("duplicate field ", "feltet {} står to ganger"),
        ("unknown field ", "ukjent felt {}"),
        ("unknown variant ", "ukjent verdi {}"),
    ];
    forms.iter().find_map(|(start, form)| {
        let rest = what.strip_prefix(start)?;
        let (name, after) = rest.strip_prefix('`')?.split_once('`')?;
        let nothing_known = match after {
            "" => "",
            ", there are no fields" | ", there are no variants" => ", her er ingen kjent",
            _ => return None,
        };
        Some(form.replace("{}", &format!("`{name}`")) + nothing_known)
    })
}

fn about_a_value(what: &str) -> Option<String> {
    if what.starts_with("data did not match any variant of untagged enum") {
        return Some("verdien har ingen av formene som er tillatt her".into());
    }
    let forms = [
        ("invalid type: ", "feil type: "),
        ("invalid value: ", "ugyldig verdi: "),
    ];
    if let Some(length) = what.strip_prefix("invalid length ") {
        return Some(format!("feil lengde: {length}"));
    }
    forms.iter().find_map(|(start, nb)| {
        let value = what.strip_prefix(start)?;
        Some(format!("{nb}{}", found(value)))
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "it is there to be missing or of another type")]
        number: u8,
        #[expect(dead_code, reason = "it is there to be of another type")]
        #[serde(default)]
        choice: Option<Choice>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Choice {
        One,
        Two,
        Three,
    }

    fn toml_in_norwegian(text: &str) -> String {
        toml::from_str::<Sample>(text)
            .expect_err("a mistake")
            .text()
            .nb
    }

    #[test]
    fn a_missing_field_is_named() {
        assert_eq!(toml_in_norwegian(""), "feltet `number` mangler");
    }

    #[test]
    fn an_unknown_field_is_named_beside_those_that_are_known() {
        assert_eq!(
            toml_in_norwegian("nummer = 1"),
            "ukjent felt `nummer`, ventet `number` eller `choice`"
        );
    }

    #[test]
    fn an_unknown_value_is_named_beside_those_that_are_known() {
        assert_eq!(
            toml_in_norwegian("number = 1\nchoice = \"four\""),
            "ukjent verdi `four`, ventet én av `one`, `two`, `three`"
        );
    }

    #[test]
    fn a_value_of_another_type_is_shown_beside_the_type_that_is_needed() {
        assert_eq!(
            toml_in_norwegian("number = \"one\""),
            "feil type: teksten \"one\", ventet et heltall"
        );
    }

    #[test]
    fn a_number_that_is_too_large_is_shown() {
        assert_eq!(
            toml_in_norwegian("number = 300"),
            "ugyldig verdi: heltallet `300`, ventet et heltall"
        );
    }

    #[test]
    fn a_string_without_quotes_is_explained() {
        assert_eq!(
            toml_in_norwegian("number = one"),
            "en tekst må stå i anførselstegn, ventet en tekst i enkle anførselstegn"
        );
    }

    #[test]
    fn a_table_that_is_not_closed_is_explained() {
        assert_eq!(
            toml_in_norwegian("[number"),
            "tabellen er ikke lukket, ventet `]`"
        );
    }

    #[test]
    fn the_place_of_a_json_mistake_is_told() {
        let error = serde_json::from_str::<Sample>("{\"number\": }").expect_err("a mistake");
        assert_eq!(error.text().nb, "ventet en verdi på linje 1 kolonne 12");
    }

    #[test]
    fn an_unknown_sentence_stays_in_brackets() {
        assert_eq!(
            json_problem("something odd at line 1 column 2").nb,
            "dette er ikke JSON som kan brukes her (something odd) på linje 1 kolonne 2"
        );
    }
}
