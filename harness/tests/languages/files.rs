//! Files that a user writes, each broken in its way: `tests/broken`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

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

/// What the command that reads a file says, by what the file is said to be in its name.
fn say_of(name: &str, language: &str) -> Said {
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

/// A broken file's name, and what is said of it in English and in Norwegian.
type Told = (String, Said, Said);

static TOLD: LazyLock<Vec<Told>> = LazyLock::new(|| {
    let told = |name: String| {
        let (en, nb) = (say_of(&name, "en"), say_of(&name, "nb"));
        (name, en, nb)
    };
    names().into_iter().map(told).collect()
});

#[test]
fn every_broken_file_is_wrong_use_in_both_languages() {
    for (name, en, nb) in TOLD.iter() {
        assert_eq!((en.code, nb.code), (2, 2), "{name}: {}", en.words);
    }
}

#[test]
fn both_languages_point_at_the_same_place() {
    for (name, en, nb) in TOLD.iter() {
        assert_eq!(places(&en.words), places(&nb.words), "{name}: {}", nb.words);
    }
}

#[test]
fn no_english_sentence_is_left_in_the_norwegian_messages() {
    for (name, _, nb) in TOLD.iter() {
        let found = english_words(&nb.words);
        assert_eq!(found, Vec::<String>::new(), "{name}: {}", nb.words);
    }
}

#[test]
fn the_norwegian_messages_are_these() {
    let all: Vec<String> = TOLD
        .iter()
        .map(|(name, _, nb)| format!("{name}\n{}", nb.words))
        .collect();
    insta::assert_snapshot!(all.join("\n"));
}
