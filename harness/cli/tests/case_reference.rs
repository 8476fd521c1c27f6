//! The reference of the case language and the JSON Schemas are those of the types. `DSOP_WRITE=1` writes them anew.

use std::path::Path;
use std::{env, fs};

use pack::catalogue::reference;
use schemars::Schema;

fn hold(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../cases")
        .join(file);
    if env::var_os("DSOP_WRITE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is created");
        fs::write(&path, text).expect("the file is written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "{file} is out of date: run this test with DSOP_WRITE=1"
    );
}

fn schemas() -> Vec<(&'static str, Schema)> {
    let [case, scenario] = reference::schemas();
    vec![
        case,
        scenario,
        ("bank-profile", plan::target::schema()),
        ("agency-profile", lab::agency::target::schema()),
        ("deviations", record::deviation::schema()),
        ("selftest", lab::selftest::schema()),
    ]
}

#[test]
fn the_reference_is_that_of_the_types() {
    let text = reference::render(&judge::check_names(), &|_| String::new());
    hold("README.md", &text);
}

#[test]
fn the_schemas_are_those_of_the_types() {
    for (name, schema) in schemas() {
        let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
        hold(&format!("schema/{name}.json"), &format!("{text}\n"));
    }
}

/// The schema of a file of the pack, as its first line names it.
fn schema_of(file: &str) -> Option<(&'static str, &'static str)> {
    match file.split_once('/')? {
        ("bank", _) => Some(("case", "../schema/case.json")),
        ("selftest", _) => Some(("selftest", "../schema/selftest.json")),
        ("agency", rest) if rest.starts_with("scenarios/") => {
            Some(("scenario", "../../schema/scenario.json"))
        }
        ("agency", rest) if !rest.starts_with("requirements") => {
            Some(("case", "../schema/case.json"))
        }
        _ => None,
    }
}

#[test]
fn every_file_that_has_a_schema_names_it_in_its_first_line() {
    for (file, text) in builtin::FILES {
        let Some((_, schema)) = schema_of(file) else {
            continue;
        };
        let rest = match text.split_once('\n') {
            Some((first, rest)) if first.starts_with("#:schema ") => rest,
            Some(_) | None => text,
        };
        hold(file, &format!("#:schema {schema}\n{rest}"));
    }
}

#[test]
fn every_file_of_the_pack_is_valid_by_its_schema() {
    let schemas = schemas();
    let validator = |name: &str| {
        let (_, schema) = schemas
            .iter()
            .find(|(known, _)| *known == name)
            .expect("a schema");
        jsonschema::validator_for(schema.as_value()).expect("a schema that compiles")
    };
    for (file, text) in builtin::FILES {
        let Some((name, _)) = schema_of(file) else {
            continue;
        };
        let by = validator(name);
        let content: serde_json::Value = toml::from_str(text).expect("TOML");
        let wrong: Vec<String> = by
            .iter_errors(&content)
            .map(|error| error.to_string())
            .collect();
        assert!(wrong.is_empty(), "{file}: {wrong:?}");
    }
}
