//! Case packs, each with one mistake.

use std::collections::BTreeMap;
use std::fs;

use harness::catalogue::PackFiles;
use tempfile::TempDir;

use crate::{english_words, places, say};

/// What is done to a file of the pack: its name, what is sought, what is put in its place.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("pack.toml", "version = ", "versjon = "),
    ("bank/token.toml", "level = ", "levle = "),
    ("bank/token.toml", r#"level = "MUST""#, r#"level = "KAN""#),
    (
        "bank/token.toml",
        r#"id = "TOKEN-002""#,
        r#"id = "TOKEN-001""#,
    ),
    (
        "bank/token.toml",
        r#"id = "TOKEN-002""#,
        r#"id = "TOKEN-2""#,
    ),
    (
        "bank/token.toml",
        r#"requirements = [""#,
        r#"requirements = ["FINNES-IKKE-"#,
    ),
    (
        "bank/token.toml",
        "requirements = [",
        r#"interpretations = ["I-99"]
requirements = ["#,
    ),
    (
        "bank/token.toml",
        "requirements = [",
        r#"services = ["finnes-ikke"]
requirements = ["#,
    ),
    (
        "bank/token.toml",
        "requirements = [",
        r#"endpoints = ["Konto"]
requirements = ["#,
    ),
    (
        "bank/token.toml",
        "requirements = [",
        r#"judge = ["finnes-ikke"]
requirements = ["#,
    ),
    (
        "bank/token.toml",
        "requirements = [",
        r#"checks = ["finnes-ikke"]
requirements = ["#,
    ),
    (
        "bank/token.toml",
        "expect = { accepted = true }",
        r#"property = "finnes-ikke""#,
    ),
    ("bank/token.toml", "expect = ", "ventet = "),
    (
        "bank/token.toml",
        r#"refused = ["401 ACC-010"]"#,
        r#"refused = ["401"]"#,
    ),
    (
        "bank/token.toml",
        r#"refused = ["401 ACC-010"]"#,
        r#"accepted = true, refused = ["401 ACC-010"]"#,
    ),
    (
        "bank/token.toml",
        "remove = true",
        r#"value = "{finnes-ikke}""#,
    ),
    ("bank/token.toml", "remove = true", r#"value = "{today""#),
    (
        "bank/token.toml",
        "remove = true",
        r#"value = "{today +1x}""#,
    ),
    (
        "bank/token.toml",
        "remove = true",
        r#"value = "{today|finnes-ikke}""#,
    ),
    ("bank/token.toml", "remove = true", "value = 1"),
    ("bank/token.toml", "remove = true", r#"bytes = "0g""#),
    ("bank/token.toml", ", remove = true", ""),
    (
        "bank/token.toml",
        "remove = true",
        r#"remove = true, path = "/""#,
    ),
    ("fields/field-delivery.csv", ",Accounts,", ",Konto,"),
    ("schemas/error.json", "{", "["),
    (
        "requirements/trust.toml",
        r#"source = ""#,
        r#"source = "finnes-ikke-"#,
    ),
    (
        "interpretations.toml",
        "[[interpretation]]",
        "[interpretation]",
    ),
    ("services/politi-utlevering.toml", "id = ", "navn = "),
    (
        "agency/requirements.toml",
        r#"source = ""#,
        r#"source = "finnes-ikke-"#,
    ),
    (
        "agency/token.toml",
        r#"check = ""#,
        r#"check = "finnes-ikke-"#,
    ),
    (
        "agency/token.toml",
        r#"requirements = [""#,
        r#"requirements = ["FINNES-IKKE-"#,
    ),
    (
        "agency/token.toml",
        r#"id = "AGY-TOKEN-002""#,
        r#"id = "AGY-TOKEN-001""#,
    ),
];

fn broken(at: usize) -> TempDir {
    let (file, sought, put) = MISTAKES[at];
    let mut files: BTreeMap<String, String> = PackFiles::builtin().files;
    let text = files
        .get_mut(file)
        .unwrap_or_else(|| panic!("the pack has no {file}"));
    assert!(text.contains(sought), "{file} does not hold {sought}");
    *text = text.replacen(sought, put, 1);
    let folder = tempfile::tempdir().expect("a folder for the pack");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder"))
            .expect("a folder of the pack");
        fs::write(path, text).expect("a file of the pack");
    }
    folder
}

fn told(at: usize, language: &str) -> String {
    let folder = broken(at);
    let role = if MISTAKES[at].0.starts_with("agency/") {
        "agency"
    } else {
        "bank"
    };
    let said = say(
        folder.path(),
        language,
        &["list", "--cases", ".", "--role", role],
    );
    assert_eq!(said.code, 2, "{:?}: {}", MISTAKES[at], said.words);
    said.words
}

/// The lines of the program, without the excerpts of the file.
fn sentences(words: &str) -> String {
    let excerpt = |line: &&str| !line.contains('│') && !line.contains('╰') && !line.contains("─[");
    let lines: Vec<&str> = words.lines().filter(excerpt).collect();
    lines.join("\n")
}

#[test]
fn both_languages_point_at_the_same_place_in_a_pack() {
    for at in 0..MISTAKES.len() {
        let (en, nb) = (told(at, "en"), told(at, "nb"));
        assert!(!places(&en).is_empty(), "{en}");
        assert_eq!(places(&en), places(&nb), "{en}\n{nb}");
    }
}

#[test]
fn no_english_sentence_is_left_about_a_pack() {
    for at in 0..MISTAKES.len() {
        let nb = sentences(&told(at, "nb"));
        assert_eq!(english_words(&nb), Vec::<String>::new(), "{nb}");
    }
}
