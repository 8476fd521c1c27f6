//! Case packs, each with one mistake.

use harness::agency::pack::AgencyPack;
use harness::catalogue::{Catalogue, PackFiles};
use harness::text::Language;
use harness::told::Message;
use miette::{GraphicalReportHandler, GraphicalTheme};

use crate::{english_words, places};

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

fn broken(at: usize) -> PackFiles {
    let (file, sought, put) = MISTAKES[at];
    let mut pack = PackFiles::builtin();
    let text = pack
        .files
        .get_mut(file)
        .unwrap_or_else(|| panic!("the pack has no {file}"));
    assert!(text.contains(sought), "{file} does not hold {sought}");
    *text = text.replacen(sought, put, 1);
    pack
}

fn told(at: usize, language: Language) -> String {
    let pack = broken(at);
    let error = match Catalogue::read(&pack) {
        Err(error) => error,
        Ok(_) => AgencyPack::read(&pack).expect_err("the mistake is found"),
    };
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
    Message::from(error).render(language, &handler)
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
        let (en, nb) = (told(at, Language::En), told(at, Language::Nb));
        assert!(!places(&en).is_empty(), "{en}");
        assert_eq!(places(&en), places(&nb), "{en}\n{nb}");
    }
}

#[test]
fn no_english_sentence_is_left_about_a_pack() {
    for at in 0..MISTAKES.len() {
        let nb = sentences(&told(at, Language::Nb));
        assert_eq!(english_words(&nb), Vec::<String>::new(), "{nb}");
    }
}
