//! What the program says when it is given something it cannot use: the same in both languages, in words of each.

#[path = "languages/files.rs"]
mod files;
#[path = "languages/options.rs"]
mod options;
#[path = "languages/packs.rs"]
mod packs;
mod program;

use std::path::Path;

use program::{code, program, words};

/// Words that no Norwegian sentence of the program has.
const ENGLISH: [&str; 22] = [
    "the", "is", "are", "not", "no", "there", "must", "cannot", "expected", "unknown", "missing",
    "invalid", "write", "with", "which", "error", "help", "found", "needs", "because", "of", "and",
];

/// What the program prints on both outputs, and its exit code.
struct Said {
    code: i32,
    words: String,
}

fn say(folder: &Path, language: &str, arguments: &[&str]) -> Said {
    let output = program(folder, &[arguments, &["--lang", language]].concat());
    Said {
        code: code(&output),
        words: words(&output),
    }
}

/// The places `file:line:column` in a message, in their order.
fn places(words: &str) -> Vec<String> {
    let is_place = |word: &&str| {
        let parts: Vec<&str> = word.trim_end_matches(':').rsplitn(3, ':').collect();
        parts.len() == 3
            && parts[..2]
                .iter()
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let flat = words.replace('\n', " ");
    flat.split(' ')
        .filter(is_place)
        .map(str::to_owned)
        .collect()
}

/// The English words in a Norwegian text; what stands between grave accents and the names of files are not the
/// program's own.
fn english_words(text: &str) -> Vec<String> {
    let own: Vec<&str> = text.split('`').step_by(2).collect();
    own.iter()
        .flat_map(|piece| piece.split_whitespace())
        .filter(|word| !word.contains('/'))
        .flat_map(|word| {
            word.split(|character: char| !character.is_alphanumeric() && character != '-')
        })
        .filter(|word| ENGLISH.contains(&word.to_lowercase().as_str()))
        .map(str::to_owned)
        .collect()
}
