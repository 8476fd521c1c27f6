//! The score as text, Markdown and JSON.

use std::fmt::Write as _;

use super::score::{Detection, Score, Sound};
use crate::text::{Language, Text};

/// The score as JSON.
///
/// # Errors
/// If it cannot be written as JSON, which would be a fault of the program.
pub fn json(score: &Score) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(score)?;
    value["detected"] = score.detected().into();
    value["falseAlarms"] = score.false_alarms().into();
    serde_json::to_string_pretty(&value).map(|text| text + "\n")
}

fn say(language: Language, en: &str, nb: &str) -> String {
    Text::new(en, nb).in_language(language).to_owned()
}

/// The numbers, each on a line.
fn numbers(score: &Score, language: Language) -> Vec<(String, String)> {
    let line = |en: &str, nb: &str, value: String| (say(language, en, nb), value);
    vec![
        line(
            "Defects found by their case",
            "Feil funnet av sin test",
            format!("{} / {}", score.detected(), score.defects.len()),
        ),
        line(
            "False alarms",
            "Falske alarmer",
            format!("{} ({})", score.false_alarms(), score.sound.len()),
        ),
        line(
            "Cases that found a defect",
            "Tester som fant en feil",
            format!("{} / {}", score.exercised, score.cases - score.exempt.len()),
        ),
        line(
            "Cases that no defect can exercise",
            "Tester ingen feil kan prøve",
            score.exempt.len().to_string(),
        ),
    ]
}

/// The matrix and the score for a terminal.
pub fn terminal(score: &Score, language: Language) -> String {
    let mut out = String::new();
    for sound in &score.sound {
        out.push_str(&sound_line(sound, language));
    }
    out.push('\n');
    for defect in &score.defects {
        out.push_str(&defect_line(defect, language));
    }
    if !score.unexercised.is_empty() {
        let _ = writeln!(
            out,
            "\n{}: {}",
            say(language, "Exercised by no defect", "Prøvd av ingen feil"),
            score.unexercised.join(" ")
        );
    }
    if !score.never_accepted.is_empty() {
        let title = say(
            language,
            "About refusing, and no defect accepts",
            "Om avvisning, og ingen feil godtar",
        );
        let _ = writeln!(out, "\n{title}: {}", score.never_accepted.join(" "));
    }
    out.push('\n');
    for (name, value) in numbers(score, language) {
        let _ = writeln!(out, "{name}: {value}");
    }
    let seconds = say(language, "Seconds", "Sekunder");
    let _ = writeln!(out, "{seconds}: {:.0}", score.seconds);
    out
}

/// The right bank's name; variants are called the same in every language.
fn sound_name(name: &str, language: Language) -> String {
    const NORWEGIAN: [(&str, &str); 5] = [
        ("good, ", "feilfri, "),
        ("production", "produksjon"),
        ("alternative 1", "alternativ 1"),
        ("alternative 2", "alternativ 2"),
        ("all variants at once", "alle varianter samtidig"),
    ];
    let is_variant = mock_bank::Variant::from_name(name).is_ok();
    if language == Language::En || is_variant {
        return name.to_owned();
    }
    let translate = |text: String, (en, nb): &(&str, &str)| text.replace(en, nb);
    NORWEGIAN.iter().fold(name.to_owned(), translate)
}

fn sound_line(sound: &Sound, language: Language) -> String {
    let mark = if sound.false_alarms.is_empty() {
        "ok    "
    } else {
        "ALARM "
    };
    let mut line = format!(
        "{mark} {:<44} {:>5} {} {:>6.2} s\n",
        sound_name(&sound.name, language),
        sound.instances,
        say(language, "tests", "tester"),
        sound.seconds
    );
    for alarm in &sound.false_alarms {
        let _ = writeln!(line, "         {alarm}");
    }
    line
}

fn defect_line(defect: &Detection, language: Language) -> String {
    let mark = if defect.by_intended {
        say(language, "found ", "funnet")
    } else {
        say(language, "MISSED", "OVERSETT")
    };
    let mut line = format!(
        "{mark} {:<44} {:<18} {:>6.2} s  {}\n",
        defect.name,
        defect.intended,
        defect.seconds,
        others(defect)
    );
    if let Some(instead) = &defect.instead {
        let _ = writeln!(
            line,
            "         {}: {}",
            say(language, "its case", "testen"),
            instead.in_language(language)
        );
    }
    line
}

fn others(defect: &Detection) -> String {
    const MOST: usize = 4;
    let others: Vec<&str> = defect
        .found_by
        .iter()
        .map(String::as_str)
        .filter(|case| *case != defect.intended)
        .collect();
    match others.len() {
        0 => String::new(),
        count if count > MOST => format!("+{count}: {} …", others[..MOST].join(" ")),
        count => format!("+{count}: {}", others.join(" ")),
    }
}

/// The score as a page of Markdown.
pub fn markdown(score: &Score, language: Language) -> String {
    let mut out = format!(
        "# {}\n\n{}: {}\n\n| | |\n|---|---|\n",
        say(language, "Detection score", "Hvor mye testene finner"),
        say(language, "Case pack", "Testpakke"),
        score.pack
    );
    for (name, value) in numbers(score, language) {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    families(&mut out, score, language);
    right_banks(&mut out, score, language);
    defects(&mut out, score, language);
    exempt(&mut out, score, language);
    let unexercised = ("Cases exercised by no defect", "Tester prøvd av ingen feil");
    list(&mut out, language, unexercised, &score.unexercised);
    let never_accepted = (
        "Cases about refusing that no defect accepts",
        "Tester om avvisning der ingen feil godtar",
    );
    list(&mut out, language, never_accepted, &score.never_accepted);
    out
}

/// A heading and the head of a table below it.
fn table(out: &mut String, language: Language, title: (&str, &str), columns: &[(&str, &str)]) {
    let heads: Vec<String> = columns
        .iter()
        .map(|(en, nb)| say(language, en, nb))
        .collect();
    let _ = writeln!(
        out,
        "\n## {}\n\n| {} |\n|{}",
        say(language, title.0, title.1),
        heads.join(" | "),
        "---|".repeat(heads.len())
    );
}

fn families(out: &mut String, score: &Score, language: Language) {
    let columns = [
        ("Family", "Familie"),
        ("Found", "Funnet"),
        ("Defects", "Feil"),
    ];
    table(out, language, ("By family", "Per familie"), &columns);
    for (family, (found, all)) in score.by_family() {
        let _ = writeln!(out, "| {family} | {found} | {all} |");
    }
}

fn right_banks(out: &mut String, score: &Score, language: Language) {
    let columns = [
        ("Bank", "Bank"),
        ("Tests", "Tester"),
        ("False alarms", "Falske alarmer"),
    ];
    table(out, language, ("Right banks", "Banker uten feil"), &columns);
    for sound in &score.sound {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            sound_name(&sound.name, language),
            sound.instances,
            sound.false_alarms.len()
        );
    }
}

fn defects(out: &mut String, score: &Score, language: Language) {
    let columns = [
        ("Defect", "Feil"),
        ("The rule it breaks", "Regelen den bryter"),
        ("Meant to be found by", "Skal finnes av"),
        ("Found", "Funnet"),
        ("And by", "Og av"),
    ];
    table(out, language, ("Defects", "Feil"), &columns);
    for defect in &score.defects {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            defect.name,
            defect.rule.in_language(language),
            defect.intended,
            if defect.by_intended {
                say(language, "yes", "ja")
            } else {
                say(language, "no", "nei")
            },
            others(defect)
        );
    }
}

fn exempt(out: &mut String, score: &Score, language: Language) {
    if score.exempt.is_empty() {
        return;
    }
    let title = say(
        language,
        "Cases that no defect can exercise",
        "Tester ingen feil kan prøve",
    );
    let _ = writeln!(out, "\n## {title}\n");
    for entry in &score.exempt {
        let reason = entry.reason.in_language(language);
        let _ = writeln!(out, "- {}: {reason}", entry.case);
    }
}

fn list(out: &mut String, language: Language, title: (&str, &str), items: &[String]) {
    if !items.is_empty() {
        let title = say(language, title.0, title.1);
        let _ = writeln!(out, "\n## {title}\n\n{}", items.join(", "));
    }
}
