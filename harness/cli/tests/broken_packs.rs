//! Case packs, each with one mistake: every one is refused, with its place.

use miette::{GraphicalReportHandler, GraphicalTheme};
use pack::catalogue::{Catalogue, PackFiles};
use pack::message::{Message, Mistake, UserError as _};

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
        r#"interpretations = ["I-999"]
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
        "bank/period.toml",
        r#"interpretation = "I-43""#,
        r#"interpretation = "I-99""#,
    ),
    (
        "bank/period.toml",
        r#"value = "today-only""#,
        r#"value = "up-to-today""#,
    ),
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
    (
        "bank/token.toml",
        "requirements = [",
        "party = \"several-acounts\"\nrequirements = [",
    ),
    (
        "bank/token.toml",
        "requirements = [",
        "party = { politi-utleverin = \"owner\" }\nrequirements = [",
    ),
    (
        "bank/token.toml",
        "requirements = [",
        "account = \"opne\"\nrequirements = [",
    ),
    (
        "bank/token.toml",
        "requirements = [",
        "baseline = { mandate = 9 }\nrequirements = [",
    ),
    (
        "bank/token.toml",
        "requirements = [",
        "needs = [\"token-minting\"]\nrequirements = [",
    ),
    (
        "bank/token.toml",
        "requirements = [",
        "rows = \"Skal utleveres\"\nrequirements = [",
    ),
    (
        "bank/token.toml",
        "requirements = [",
        "check = \"only-get\"\nrequirements = [",
    ),
    (
        "bank/token.toml",
        "requirements = [",
        "except = []\nrequirements = [",
    ),
    (
        "bank/token.toml",
        r#"refused = ["401 ACC-010"]"#,
        r#"refused = ["401 ACC-999"]"#,
    ),
    (
        "bank/token.toml",
        r#"refused = ["401 ACC-010"]"#,
        "refused = []",
    ),
    (
        "bank/token.toml",
        r#"refused = ["401 ACC-010"]"#,
        "survives = true",
    ),
    (
        "bank/token.toml",
        r#"also = ["403 ACC-011"]"#,
        r#"also = ["403 ACC-010"]"#,
    ),
    (
        "bank/token.toml",
        "expect = { accepted = true }",
        r#"expect = { accepted = true, also = ["403 ACC-011"] }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ token-tamper = "signature", value = "x" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ token-tamper = "signature" }, { token-tamper = "payload" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ order-algorithm = "RS256" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ reference = "unknown" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ header = "PartyID", remove = true }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ header = "Accept", raw = "x" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ query = "fromDate", bytes = "00" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ token = "aud", value = "{order.from}" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ token = "aud", value = "{party:organization}" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ token = "aud", value = "{mandate:7}" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ token-tamper = "signature" }"#,
        r#"{ token = "aud", value = "{orgno:politiet}" }"#,
    ),
    (
        "bank/token.toml",
        r#"{ agency = "oppgjor-etter-dodsfall" }"#,
        r#"{ agency = "politi-utlevering" }"#,
    ),
    (
        "bank/order-form.toml",
        r#"order-algorithm = "RS256""#,
        r#"order-algorithm = "PS265""#,
    ),
    (
        "bank/order-form.toml",
        r#"order-algorithm = "RS256""#,
        r#"order-algorithm = "ES256""#,
    ),
    (
        "bank/order-form.toml",
        r#"order-certificate = "second-good""#,
        r#"order-certificate = "nope""#,
    ),
    (
        "bank/order-form.toml",
        r#"order-embed = "jwk""#,
        r#"order-embed = "x5u""#,
    ),
    (
        "bank/order-form.toml",
        r#"{ order-form = "not-jws" }"#,
        r#"{ order-form = "not-jws" }, { order-tamper = "payload" }"#,
    ),
    (
        "interpretations.toml",
        r#"default = ""#,
        r#"default = "not-"#,
    ),
    (
        "agency/token.toml",
        r#"requirements = [""#,
        r#"requirements = [] # [""#,
    ),
    (
        "agency/token.toml",
        "requirements = [",
        "interpretations = [\"I-999\"]\nrequirements = [",
    ),
    (
        "agency/token.toml",
        "requirements = [",
        "except = [\"no-such-scenario\"]\nrequirements = [",
    ),
    (
        "agency/token.toml",
        "requirements = [",
        "services = [\"no-such-service\"]\nrequirements = [",
    ),
    (
        "agency/token.toml",
        "requirements = [",
        "endpoints = [\"Accounts\"]\nrequirements = [",
    ),
    (
        "agency/token.toml",
        "requirements = [",
        "with = { numer = 1 }\nrequirements = [",
    ),
    (
        "agency/scenarios/4-failures.toml",
        r#"refuse = ""#,
        r#"refuse = "5xx NOPE" # "#,
    ),
    (
        "agency/scenarios/4-failures.toml",
        r#"refuse = ""#,
        "tims = 1\nrefuse = \"",
    ),
    (
        "agency/scenarios/4-failures.toml",
        r#"refuse = ""#,
        "delay-ms = 1\nrefuse = \"",
    ),
    (
        "agency/scenarios/1-usual.toml",
        r#"party = [""#,
        r#"party = ["x"#,
    ),
    (
        "agency/scenarios/1-usual.toml",
        r#"id = "two-banks""#,
        r#"id = "happy-path""#,
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
    let error = Catalogue::read(&pack, &names).err()?;
    Some(Message::from(error).render(&handler))
}

#[test]
fn every_mistake_in_a_pack_is_refused_with_its_file() {
    let is_refused = |at: &usize| {
        let (file, sought, put) = MISTAKES[*at];
        let words = message(*at).unwrap_or_else(|| panic!("{file}: {sought} → {put} is accepted"));
        assert!(words.contains(file), "{file}: {words}");
    };
    let all: Vec<usize> = (0..MISTAKES.len()).collect();
    std::thread::scope(|threads| {
        for some in all.chunks(MISTAKES.len().div_ceil(4)) {
            threads.spawn(move || some.iter().for_each(is_refused));
        }
    });
}

#[test]
fn a_case_that_is_stronger_than_its_requirements_is_refused_for_agencies_too() {
    let mut pack = PackFiles::embedded(builtin::FILES);
    let requirements = pack.files.get_mut("agency/requirements.toml");
    let requirements = requirements.expect("the requirements of agencies");
    *requirements = requirements.replace(r#"level = "MUST""#, r#"level = "MAY""#);
    let error = Catalogue::read(&pack, &judge::check_names()).expect_err("stronger cases");
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::none());
    let words = Message::from(error).render(&handler);
    assert!(
        words.contains("strongest of its requirements is MAY"),
        "{words}"
    );
}

#[test]
fn the_mistakes_of_all_files_are_reported_at_once_with_what_is_possible() {
    let mut pack = PackFiles::embedded(builtin::FILES);
    let mistakes = [
        ("bank/token.toml", "level = ", "levle = "),
        (
            "bank/token.toml",
            r#"token-tamper = "signature""#,
            r#"token-tamper = "signatur""#,
        ),
        (
            "bank/roles.toml",
            r#"endpoints = ["Roles"]"#,
            r#"endpoints = ["Rolles"]"#,
        ),
        ("agency/scenarios/4-failures.toml", "refuse = ", "refuze = "),
    ];
    for (file, sought, put) in mistakes {
        let text = pack.files.get_mut(file).expect("a file of the pack");
        *text = text.replacen(sought, put, 1);
    }
    let error = Catalogue::read(&pack, &judge::check_names()).expect_err("four mistakes");
    let found: Vec<&str> = error
        .mistakes()
        .iter()
        .filter_map(Mistake::advice)
        .collect();
    for meant in ["`level`", "`signature`", "`Roles`", "`refuse`"] {
        let help = format!("did you mean {meant}?");
        assert!(
            found.iter().any(|advice| advice.starts_with(&help)),
            "{found:?}"
        );
    }
    assert_eq!(found.len(), mistakes.len());
}

#[test]
fn all_mistakes_of_one_case_are_reported_at_once() {
    let mut pack = PackFiles::embedded(builtin::FILES);
    let text = pack
        .files
        .get_mut("bank/token.toml")
        .expect("a file of the pack");
    *text += r#"
[[case]]
id = "TOKEN-990"
title = { en = "x", nb = "x" }
why = { en = "x", nb = "x" }
level = "MUST"
requirements = ["TRUST-TOKEN-SIGNATUR"]
interpretations = ["I-999"]
party = "several-acounts"
tims = 1
baseline = { mandate = 9 }
change = [{ order-algorithm = "PS265" }, { reference = "unknown" }]
expect = { refused = ["401 ACC-999"] }
"#;
    let error = Catalogue::read(&pack, &judge::check_names()).expect_err("eight mistakes");
    let found: Vec<&str> = error.mistakes().iter().map(Mistake::message).collect();
    assert_eq!(found.len(), 8, "{found:?}");
}

#[test]
fn a_mistake_in_the_file_of_a_service_blames_no_case_of_that_service() {
    let mut pack = PackFiles::embedded(builtin::FILES);
    let file = "services/politi-utlevering.toml";
    let text = pack.files.get_mut(file).expect("a file of the pack");
    *text = text.replacen("prefix = ", "prefiks = ", 1);
    let error = Catalogue::read(&pack, &judge::check_names()).expect_err("one mistake");
    let found: Vec<String> = error.mistakes().iter().map(Mistake::to_string).collect();
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_requirement_that_cites_no_document_of_the_list_is_refused() {
    let list = r#"
[[document]]
id = "pages"
title = "The pages"
publisher = "Somebody"
kind = "service"
versions = [{ version = "1.0", date = "2024-03-20" }]
headings = ["Access"]
"#;
    let cited = |source: &str| {
        let mut pack = PackFiles::embedded(builtin::FILES);
        pack.files.insert("documents.toml".into(), list.into());
        pack.files.insert(
            "requirements/mine.toml".into(),
            format!("[source.here]\n{source}"),
        );
        let error = Catalogue::read(&pack, &judge::check_names()).expect_err("other sources");
        let mine = error.mistakes().iter().map(Mistake::to_string);
        mine.filter(|mistake| mistake.starts_with("requirements/mine.toml"))
            .count()
    };
    let right = "document = 'The pages'\nsection = 'Access'\nversion = '1.0'\ndate = '2024-03-20'";
    assert_eq!(cited(right), 0);
    for (sought, put) in [
        ("The pages", "The page"),
        ("Access", "Acces"),
        ("1.0", "1.1"),
        ("03-20", "03-21"),
    ] {
        assert_eq!(cited(&right.replace(sought, put)), 1, "{put}");
    }
}
