//! A kind of cause in words.

use serde_json::json;

use crate::Failure;
use pack::text::{Language, Text};
use record::causes::{Kind, kinds};

/// Prints what a cause is, what to change and who can.
pub(super) fn explain(id: &str, as_json: bool, language: Language) -> Result<u8, Failure> {
    let Some(kind) = kinds().find(|kind| kind.id == id) else {
        let known: Vec<&str> = kinds().map(|kind| kind.id).collect();
        let help = format!("the causes are {}", known.join(", "));
        return Err(Failure::usage_text(format!("there is no cause {id}")).help(help));
    };
    let text = if as_json {
        format!("{:#}", entry(&kind))
    } else {
        in_words(&kind, language)
    };
    crate::print_out(&text);
    Ok(0)
}

/// A kind of cause for other programs.
pub(crate) fn entry(kind: &Kind) -> serde_json::Value {
    json!({
        "id": kind.id, "what": kind.sentence, "change": kind.change, "who": kind.owner.text(), "layer": kind.layer.text(),
        "least": kind.least,
    })
}

fn in_words(kind: &Kind, language: Language) -> String {
    let line = |en: &str, nb: &str, value: &Text| {
        let name = Text::new(en, nb);
        let (name, value) = (name.in_language(language), value.in_language(language));
        format!("{name}: {value}")
    };
    let least = Text::new(
        format!("{} rules or more", kind.least),
        format!("{} krav eller flere", kind.least),
    );
    let lines = [
        kind.id.to_owned(),
        line("What is wrong", "Hva som er feil", &kind.sentence),
        line("Change", "Endre", &kind.change),
        line("Who", "Hvem", &kind.owner.text()),
        line("Layer", "Lag", &kind.layer.text()),
        line("Explains", "Forklarer", &least),
        line(
            "In a run",
            "I en kjøring",
            &Text::same(format!(
                "dsop-conformance report show RUN --cause {}",
                kind.id
            )),
        ),
    ];
    lines.join("\n")
}
