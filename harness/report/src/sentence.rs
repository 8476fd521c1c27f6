//! Findings begin with a small letter where they continue a line; on their own they are sentences.

use pack::text::Text;

/// The text with a capital at the start of each language, unless it starts with a name such as `accounts.name`.
pub(super) fn sentence(text: &Text) -> Text {
    Text::new(capital(&text.en), capital(&text.nb))
}

fn capital(text: &str) -> String {
    let first = text
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .trim_end_matches([',', ':', ';', '.']);
    let mut characters = text.chars();
    match characters.next() {
        Some(letter)
            if first
                .chars()
                .all(|character| character.is_lowercase() || character == '-') =>
        {
            letter.to_uppercase().chain(characters).collect()
        }
        Some(_) | None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_gets_a_capital() {
        assert_eq!(
            sentence(&Text::new("an answer", "åpent svar")),
            Text::new("An answer", "Åpent svar")
        );
    }

    #[test]
    fn a_name_of_the_protocol_stays() {
        for name in [
            "accounts.name is missing",
            "partyID is missing",
            "200 came",
            "",
        ] {
            assert_eq!(sentence(&Text::same(name)), Text::same(name));
        }
    }
}
