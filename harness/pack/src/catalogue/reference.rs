//! The reference of the case language and the JSON Schemas of its files, generated from the types that read them.

use std::fmt::Write as _;

use schemars::{Schema, schema_for};
use serde_json::Value;

use crate::catalogue::case::Pair;
use crate::catalogue::load::CheckNames;
use crate::catalogue::load::entry::CaseFile;
use crate::catalogue::load::scenarios::ScenarioFile;
use crate::catalogue::template::{MEANINGS_OF_BASES, MEANINGS_OF_FILTERS};
use crate::property::PropertyName;

/// The JSON Schemas of the files of a pack: name and schema.
pub fn schemas() -> [(&'static str, Schema); 2] {
    [
        ("case", schema_for!(CaseFile)),
        ("scenario", schema_for!(ScenarioFile)),
    ]
}

const HEAD: &str = "\
# The case language

<!-- Generated from the types of `harness/pack` by the test `case_reference`; run it with `DSOP_WRITE=1` after a change. -->

Files of a pack: `pack.toml` (name and version), `documents.toml` (what is cited), `requirements/*.toml` and
`agency/requirements.toml` (one sentence of a document each), `interpretations.toml` (how silent or contradicting
documents are read), `services/*.toml`, `fields/*.csv`, `schemas/*.json` (answers of a bank), `bank/*.toml` (cases for banks),
`agency/*.toml` (cases for agencies), `agency/scenarios/*.toml` and `selftest/*.toml`. The JSON Schemas in `schema/` serve editors
that read a `#:schema` line. `dsop-conformance list --cases FOLDER` reports every mistake of a folder at once.

A case for banks:

```toml
#:schema ../schema/case.json
family = \"HEADERS\"

[[case]]
id = \"HEADERS-001\"
title = { en = \"A request without CorrelationID is refused\", nb = \"En forespørsel uten CorrelationID avvises\" }
why = { en = \"Calls could not be traced.\", nb = \"Kall kunne ikke spores.\" }
level = \"MUST\"
requirements = [\"CS-CORRELATION-ID\"]
endpoints = [\"Accounts\"]
change = [{ header = \"CorrelationID\", remove = true }]
expect = { refused = [\"400 ACC-001\"] }
```

What a case needs beside `needs` (tokens issued by the harness, the police's keys, the registers, an order) is derived from its
changes. A change that cannot be applied to a service or endpoint that the case unfolds over is a mistake of the case.
";

/// The reference. `describe` says in a line what a check verifies.
pub fn render(checks: &CheckNames, describe: &dyn Fn(&str) -> String) -> String {
    let mut out = HEAD.to_owned();
    let [(_, case), (_, scenario)] = schemas();
    for (title, file) in [("Case files", &case), ("Scenario files", &scenario)] {
        let root = file.as_value();
        let definitions = root["$defs"].as_object().cloned().unwrap_or_default();
        keys(&mut out, title, root);
        for (name, definition) in &definitions {
            if definition.get("properties").is_some() {
                keys(&mut out, &spaced(name), definition);
            }
        }
        for (name, definition) in &definitions {
            words(&mut out, &spaced(name), definition);
        }
    }
    list(
        &mut out,
        "Pairs of the API",
        Pair::KNOWN.iter().map(|pair| (*pair, String::new())),
    );
    out.push_str("\n`*` in place of a code stands for any body, e.g. `404 *`.\n");
    let values = MEANINGS_OF_BASES.iter();
    list(
        &mut out,
        "Values in templates",
        values.map(|(name, meaning)| (*name, (*meaning).to_owned())),
    );
    out.push_str("\nAn expression in a text is `{value ±step |filter}`, e.g. `{today-10y-1d}` or `{mandate|encode}`; `{{` and `}}` are literal braces. Dates have steps of `y`, `m` and `d`, points in time of `d`, `h` and `s`. In a claim, a single expression keeps its type.\n");
    let filters = MEANINGS_OF_FILTERS.iter();
    list(
        &mut out,
        "Filters in templates",
        filters.map(|(name, meaning)| (*name, (*meaning).to_owned())),
    );
    let properties = PropertyName::ALL.iter();
    list(
        &mut out,
        "Properties",
        properties.map(|name| (name.name(), name.words().en)),
    );
    for (title, names) in [
        ("Checks on one answer (`checks`)", &checks.answer),
        ("Checks on a whole retrieval (`judge`)", &checks.retrieval),
        ("Checks on all exchanges of a run (`judge`)", &checks.run),
        (
            "Checks on the journal of an agency (`check`)",
            &checks.journal,
        ),
    ] {
        list(
            &mut out,
            title,
            names.iter().map(|name| (*name, describe(name))),
        );
    }
    out
}

fn list<'n>(out: &mut String, title: &str, entries: impl Iterator<Item = (&'n str, String)>) {
    let _ = writeln!(out, "\n## {title}\n");
    for (name, meaning) in entries {
        let _ = match meaning.as_str() {
            "" => writeln!(out, "- `{name}`"),
            meaning => writeln!(out, "- `{name}`: {}", meaning.trim()),
        };
    }
}

/// A table of the keys of a file or entry.
fn keys(out: &mut String, title: &str, object: &Value) {
    let _ = writeln!(out, "\n## {title}\n");
    if let Some(text) = object["description"].as_str() {
        let _ = writeln!(out, "{}\n", one_line(text));
    }
    out.push_str("| key | value | meaning |\n|---|---|---|\n");
    let required: Vec<&str> = object["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (name, property) in object["properties"].as_object().into_iter().flatten() {
        let mark = if required.contains(&name.as_str()) {
            ", required"
        } else {
            ""
        };
        let meaning = property["description"]
            .as_str()
            .map(one_line)
            .unwrap_or_default();
        let value = kind(property);
        let _ = writeln!(out, "| `{name}` | {value}{mark} | {meaning} |");
    }
}

/// The words of a closed list, with their meanings.
fn words(out: &mut String, title: &str, definition: &Value) {
    let described = definition["oneOf"].as_array().into_iter().flatten();
    let described: Vec<(&str, String)> = described
        .filter_map(|word| {
            let meaning = word["description"]
                .as_str()
                .map(one_line)
                .unwrap_or_default();
            Some((word["const"].as_str()?, meaning))
        })
        .collect();
    let plain = definition["enum"].as_array().into_iter().flatten();
    let plain = plain
        .filter_map(Value::as_str)
        .map(|word| (word, String::new()));
    let all: Vec<(&str, String)> = described.into_iter().chain(plain).collect();
    if !all.is_empty() {
        list(out, title, all.into_iter());
    }
}

/// What can be written for a key.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|name| name.rsplit('/').next())
    {
        return spaced(name).to_lowercase();
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let kinds: Vec<String> = choices
                .iter()
                .filter(|choice| choice["type"] != "null")
                .map(kind)
                .collect();
            return kinds.join(" or ");
        }
    }
    if let Some(word) = schema["const"].as_str() {
        return format!("`{word}`");
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<String> = words
            .iter()
            .map(|word| format!("`{}`", word.as_str().unwrap_or_default()))
            .collect();
        return words.join(", ");
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        Value::String(one) => vec![one],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    match types.iter().find(|name| **name != "null") {
        Some(&"array") => format!("list of {}", kind(&schema["items"])),
        Some(&"object") if schema["additionalProperties"].is_object() => {
            format!("table of {}", kind(&schema["additionalProperties"]))
        }
        Some(&"string") => "string".to_owned(),
        Some(other) => (*other).to_owned(),
        None => "any value".to_owned(),
    }
}

/// `CaseEntry` as `Case`, `AnswerEntry` as `Answer`, `TokenForm` as `Token form`.
fn spaced(name: &str) -> String {
    let name = name.strip_suffix("Entry").unwrap_or(name);
    let mut words = String::new();
    for (at, character) in name.char_indices() {
        if at > 0 && character.is_uppercase() {
            words.push(' ');
            words.extend(character.to_lowercase());
        } else {
            words.push(character);
        }
    }
    words
}

fn one_line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_change_is_explained() {
        let schema = schema_for!(CaseFile);
        let change = &schema.as_value()["$defs"]["ChangeEntry"]["properties"];
        let keys = change.as_object().expect("the keys of a change");
        for (name, key) in keys {
            assert!(key["description"].is_string(), "{name}");
        }
    }

    #[test]
    fn unknown_keys_are_refused_by_the_schema_too() {
        for (name, schema) in schemas() {
            let schema = schema.as_value();
            assert_eq!(schema["additionalProperties"], false, "{name}");
            for (entry, definition) in schema["$defs"].as_object().into_iter().flatten() {
                let open = definition.get("properties").is_some()
                    && definition["additionalProperties"] != false;
                assert!(!open, "{name}: {entry}");
            }
        }
    }
}
