//! An examination as a person reads it.

use std::fmt::Write as _;

use crate::signature::statement::{Examination, Standing};
use crate::visible;
use pack::text::{Language, Text};

/// One line for each statement, and the result.
pub fn render(examination: &Examination, language: Language) -> String {
    let width = examination
        .statements
        .iter()
        .map(|statement| statement.about.in_language(language).chars().count())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for statement in &examination.statements {
        let about = visible(statement.about.in_language(language), 60);
        let says = visible(statement.says.in_language(language), 600);
        let mark = mark(statement.standing);
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{:<5} {about:<width$}  {says}",
            mark.in_language(language)
        );
    }
    let result = if examination.is_verified() {
        Text::new("VERIFIED", "BEKREFTET")
    } else {
        Text::new("NOT VERIFIED", "IKKE BEKREFTET")
    };
    text.push('\n');
    text.push_str(result.in_language(language));
    text
}

fn mark(standing: Standing) -> Text {
    match standing {
        Standing::Holds => Text::same("ok"),
        Standing::Caution => Text::new("note", "merk"),
        Standing::Fails => Text::new("FAIL", "FEIL"),
    }
}
