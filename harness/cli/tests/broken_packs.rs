//! Case packs, each with one mistake: every one is refused, with its place.

use miette::{GraphicalReportHandler, GraphicalTheme};
use pack::agency::AgencyPack;
use pack::catalogue::{Catalogue, PackFiles};
use pack::message::Message;

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
    let mut pack = PackFiles::embedded(builtin::FILES);
    let text = pack
        .files
        .get_mut(file)
        .unwrap_or_else(|| panic!("the pack has no {file}"));
    assert!(text.contains(sought), "{file} does not hold {sought}");
    *text = text.replacen(sought, put, 1);
    pack
}

fn message(at: usize) -> Option<String> {
    let pack = broken(at);
    let names = judge::check_names();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::none());
    let error = Catalogue::read(&pack, &names)
        .err()
        .or_else(|| AgencyPack::read(&pack, &names).err())?;
    Some(Message::from(error).render(&handler))
}

#[test]
fn every_mistake_in_a_pack_is_refused_with_its_file() {
    for (at, (file, sought, put)) in MISTAKES.iter().enumerate() {
        let words = message(at).unwrap_or_else(|| panic!("{file}: {sought} → {put} is accepted"));
        assert!(words.contains(file), "{file}: {words}");
    }
}
