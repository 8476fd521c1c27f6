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
        line("Seconds", "Sekunder", format!("{:.0}", score.seconds)),
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
    out.push('\n');
    for (name, value) in numbers(score, language) {
        let _ = writeln!(out, "{name}: {value}");
    }
    out
}

fn sound_line(sound: &Sound, language: Language) -> String {
    let mark = if sound.false_alarms.is_empty() {
        "ok    "
    } else {
        "ALARM "
    };
    let mut line = format!(
        "{mark} {:<44} {:>5} {} {:>6.2} s\n",
        sound.name,
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
        "found "
    } else {
        "MISSED"
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
            "         {}: {instead}",
            say(language, "its case", "testen")
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
        "# {}\n\n",
        say(language, "Detection score", "Hvor mye testene finner")
    );
    let _ = writeln!(
        out,
        "{}: {}\n",
        say(language, "Case pack", "Testpakke"),
        score.pack
    );
    out.push_str("| | |\n|---|---|\n");
    for (name, value) in numbers(score, language) {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    let _ = writeln!(out, "\n## {}\n", say(language, "By family", "Per familie"));
    let _ = writeln!(
        out,
        "| {} | {} | {} |\n|---|---|---|",
        say(language, "Family", "Familie"),
        say(language, "Found", "Funnet"),
        say(language, "Defects", "Feil")
    );
    for (family, (found, all)) in score.by_family() {
        let _ = writeln!(out, "| {family} | {found} | {all} |");
    }
    let _ = writeln!(
        out,
        "\n## {}\n",
        say(language, "Right banks", "Banker uten feil")
    );
    let _ = writeln!(
        out,
        "| {} | {} | {} |\n|---|---|---|",
        say(language, "Bank", "Bank"),
        say(language, "Tests", "Tester"),
        say(language, "False alarms", "Falske alarmer")
    );
    for sound in &score.sound {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            sound.name,
            sound.instances,
            sound.false_alarms.len()
        );
    }
    let _ = writeln!(out, "\n## {}\n", say(language, "Defects", "Feil"));
    let _ = writeln!(
        out,
        "| {} | {} | {} | {} |\n|---|---|---|---|",
        say(language, "Defect", "Feil"),
        say(language, "The rule it breaks", "Regelen den bryter"),
        say(language, "Meant to be found by", "Skal finnes av"),
        say(language, "Found", "Funnet")
    );
    for defect in &score.defects {
        let found = if defect.by_intended {
            say(language, "yes", "ja")
        } else {
            say(language, "no", "nei")
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {found} |",
            defect.name, defect.rule, defect.intended
        );
    }
    list(
        &mut out,
        &say(
            language,
            "Cases that no defect can exercise",
            "Tester ingen feil kan prøve",
        ),
        &score.exempt,
    );
    list(
        &mut out,
        &say(
            language,
            "Cases exercised by no defect",
            "Tester prøvd av ingen feil",
        ),
        &score.unexercised,
    );
    out
}

fn list(out: &mut String, title: &str, items: &[String]) {
    if !items.is_empty() {
        let _ = writeln!(out, "\n## {title}\n\n{}", items.join(", "));
    }
}
