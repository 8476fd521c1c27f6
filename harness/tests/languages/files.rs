//! Files that a user writes, each broken in its way: `tests/broken`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Said, english_words, places, say};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

/// The broken files that a command reads, in the order of their names.
fn names() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("the folder of broken files");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !name.starts_with("world-"))
        .collect();
    names.sort();
    names
}

/// The command that reads a file, by what it is said to be in its name.
fn told(name: &str, language: &str) -> Said {
    let kind = name.split('-').next().unwrap_or_default();
    let out = std::env::temp_dir().join("dsop-broken");
    let out = out.to_string_lossy();
    let arguments = match kind {
        "profile" => vec!["list", "--what", "instances", "--target", name],
        "deviations" => vec!["run", "--deviations", name, "--out", &out, "--quiet"],
        "agency" => vec!["doctor", "--target", name],
        "record" => vec!["judge", name],
        other => panic!("no command reads a {other}"),
    };
    say(&folder(), language, &arguments)
}

#[test]
fn every_broken_file_is_wrong_use_in_both_languages() {
    for name in names() {
        for language in ["en", "nb"] {
            let said = told(&name, language);
            assert_eq!(said.code, 2, "{name} in {language}: {}", said.words);
        }
    }
}

#[test]
fn both_languages_point_at_the_same_place() {
    for name in names() {
        let (en, nb) = (told(&name, "en").words, told(&name, "nb").words);
        assert_eq!(places(&en), places(&nb), "{en}\n{nb}");
    }
}

#[test]
fn no_english_sentence_is_left_in_the_norwegian_messages() {
    for name in names() {
        let nb = told(&name, "nb").words;
        assert_eq!(english_words(&nb), Vec::<String>::new(), "{name}: {nb}");
    }
}

#[test]
fn the_norwegian_messages_are_these() {
    let all: Vec<String> = names()
        .iter()
        .map(|name| format!("{name}\n{}", told(name, "nb").words))
        .collect();
    insta::assert_snapshot!(all.join("\n"));
}
