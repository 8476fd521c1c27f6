//! What was found, and what was expected in its place.

/// What a reader expected, in Norwegian.
pub(super) fn expected(en: &str) -> String {
    if let Some(list) = en.strip_prefix("one of `") {
        return format!("én av `{list}");
    }
    let is_list = en.starts_with('`') && en.ends_with('`');
    if is_list {
        return en.replace("` or `", "` eller `");
    }
    let parts: Vec<String> = en.split(", ").map(one).collect();
    parts.join(", ")
}

fn one(en: &str) -> String {
    let known = NAMES.iter().find(|(known, _)| *known == en);
    match known {
        Some((_, nb)) => (*nb).to_owned(),
        None if en.starts_with("struct ") || en.starts_with("adjacently") => "en tabell".into(),
        None if en.starts_with("enum ") || en.starts_with("variant ") => {
            "én av de kjente verdiene".into()
        }
        None if en.starts_with("tuple ") || en.starts_with("a tuple ") => "en liste".into(),
        None if en.starts_with('`') || en.starts_with('"') => en.to_owned(),
        None => format!("noe annet ({en})"),
    }
}

const NAMES: &[(&str, &str)] = &[
    ("a string", "en tekst"),
    ("a borrowed string", "en tekst"),
    ("string", "en tekst"),
    ("a sequence", "en liste"),
    ("a map", "en tabell"),
    ("a boolean", "true eller false"),
    ("a character", "et tegn"),
    ("option", "en verdi"),
    ("unit", "ingenting"),
    ("path string", "en sti"),
    ("u8", "et heltall"),
    ("u16", "et heltall"),
    ("u32", "et heltall"),
    ("u64", "et heltall"),
    ("usize", "et heltall"),
    ("i8", "et heltall"),
    ("i16", "et heltall"),
    ("i32", "et heltall"),
    ("i64", "et heltall"),
    ("isize", "et heltall"),
    ("f64", "et tall"),
    ("nothing", "ingenting"),
    ("key", "en nøkkel"),
    ("value", "en verdi"),
    ("digits", "siffer"),
    ("letters", "bokstaver"),
    ("numbers", "tall"),
    ("characters", "tegn"),
    ("printable characters", "synlige tegn"),
    ("literal string", "en tekst i enkle anførselstegn"),
    ("multi-line basic string", "en tekst over flere linjer"),
    ("multi-line literal string", "en tekst over flere linjer"),
    ("basic string", "en tekst i anførselstegn"),
    ("non-single-quote characters", "andre tegn enn '"),
    (
        "non-single-quote visible characters",
        "synlige tegn utenom '",
    ),
    (
        "non-double-quote visible characters",
        "synlige tegn utenom \"",
    ),
    ("unicode hexadecimal value", "en heksadesimal tegnkode"),
    ("newline", "linjeskift"),
    ("etc", "og så videre"),
    ("a number without end", "et tall"),
];

/// What a reader found, in Norwegian.
pub(super) fn found(en: &str) -> String {
    let forms = [
        ("boolean ", "sannhetsverdien "),
        ("integer ", "heltallet "),
        ("floating point ", "desimaltallet "),
        ("character ", "tegnet "),
        ("string ", "teksten "),
    ];
    let shown = forms.iter().find_map(|(start, nb)| {
        let value = en.strip_prefix(start)?;
        Some(format!("{nb}{value}"))
    });
    shown.unwrap_or_else(|| {
        let nb = match en {
            "sequence" => "en liste",
            "map" => "en tabell",
            "null" | "unit value" => "null",
            "datetime" => "et tidspunkt",
            "byte array" => "byte",
            "Option value" | "unit variant" | "newtype variant" | "enum" => "en annen verdi",
            other => return format!("noe annet ({other})"),
        };
        nb.to_owned()
    })
}
