//! The score as text, Markdown and JSON.

use std::fmt::Write as _;

use serde_json::Value;

use super::score::{Detection, Score, Sound};
use crate::text::Language;

/// The score as JSON, without what differs from one run to the next.
///
/// # Errors
/// If it cannot be written as JSON, which would be a fault of the program.
pub fn json(score: &Score) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(score)?;
    value["detected"] = score.detected().into();
    value["falseAlarms"] = score.false_alarms().into();
    forget_times(&mut value);
    serde_json::to_string_pretty(&value).map(|text| text + "\n")
}

/// Takes times out: a score that is kept is compared with the next one.
fn forget_times(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("seconds");
            members.values_mut().for_each(forget_times);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_times),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn say<'a>(language: Language, en: &'a str, nb: &'a str) -> &'a str {
    match language {
        Language::En => en,
        Language::Nb => nb,
    }
}

/// The numbers, each on a line.
fn numbers(score: &Score, language: Language) -> [(String, String); 4] {
    let line = |en: &str, nb: &str, value: String| (say(language, en, nb).to_owned(), value);
    [
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
    out.push('\n');
    for (name, value) in numbers(score, language) {
        let _ = writeln!(out, "{name}: {value}");
    }
    let seconds = say(language, "Seconds", "Sekunder");
    let _ = writeln!(out, "{seconds}: {:.0}", score.seconds);
    out
}

fn sound_line(sound: &Sound, language: Language) -> String {
    let mark = if sound.false_alarms.is_empty() {
        "ok    "
    } else {
        "ALARM "
    };
    let mut line = format!(
        "{mark} {:<32} {:>4} {} {:>6.2} s\n",
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
    let mark = match (defect.by_intended, language) {
        (true, Language::En) => "found ",
        (true, Language::Nb) => "funnet",
        (false, Language::En) => "MISSED",
        (false, Language::Nb) => "IKKE FUNNET",
    };
    let mut line = format!(
        "{mark} {:<32} {:<22} {:>6.2} s  {}\n",
        defect.name,
        defect.intended,
        defect.seconds,
        others(defect)
    );
    if let Some(instead) = defect.instead.as_ref().filter(|_| !defect.by_intended) {
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
    const MOST: usize = 3;
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
    let title = say(
        language,
        "Detection score, agencies",
        "Hvor mye testene finner hos etater",
    );
    let mut out = format!(
        "# {title}\n\n{}: {}\n\n| | |\n|---|---|\n",
        say(language, "Case pack", "Testpakke"),
        score.pack
    );
    for (name, value) in numbers(score, language) {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    out.push_str(&right_agencies(score, language));
    out.push_str(&defects(score, language));
    out.push_str(&exempt(score, language));
    if !score.unexercised.is_empty() {
        let _ = writeln!(
            out,
            "\n## {}\n\n{}",
            say(
                language,
                "Cases exercised by no defect",
                "Tester prøvd av ingen feil"
            ),
            score.unexercised.join(", ")
        );
    }
    out
}

fn right_agencies(score: &Score, language: Language) -> String {
    let mut out = format!(
        "\n## {}\n\n| {} | {} | {} | {} |\n|---|---|---|---|\n",
        say(language, "Right agencies", "Etater uten feil"),
        say(language, "Agency", "Etat"),
        say(language, "What it does", "Hva den gjør"),
        say(language, "Tests", "Tester"),
        say(language, "False alarms", "Falske alarmer")
    );
    for sound in &score.sound {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} |",
            sound.name,
            sound.text.in_language(language),
            sound.instances,
            sound.false_alarms.len()
        );
    }
    out
}

fn defects(score: &Score, language: Language) -> String {
    let mut out = format!(
        "\n## {}\n\n| {} | {} | {} | {} | {} |\n|---|---|---|---|---|\n",
        say(language, "Defects", "Feil"),
        say(language, "Defect", "Feil"),
        say(language, "The rule it breaks", "Regelen den bryter"),
        say(language, "Meant to be found by", "Skal finnes av"),
        say(language, "Found", "Funnet"),
        say(language, "Also found by", "Også funnet av"),
    );
    for defect in &score.defects {
        let found = if defect.by_intended {
            say(language, "yes", "ja")
        } else {
            say(language, "no", "nei")
        };
        let others: Vec<&str> = defect
            .found_by
            .iter()
            .map(String::as_str)
            .filter(|id| *id != defect.intended)
            .collect();
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {found} | {} |",
            defect.name,
            defect.rule.in_language(language),
            defect.intended,
            others.join(", ")
        );
    }
    out
}

fn exempt(score: &Score, language: Language) -> String {
    if score.exempt.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "\n## {}\n\n",
        say(
            language,
            "Cases that no defect can exercise",
            "Tester ingen feil kan prøve"
        )
    );
    for one in &score.exempt {
        let _ = writeln!(out, "- {}: {}", one.case, one.reason.in_language(language));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn score() -> Score {
        Score {
            pack: "pack 1".into(),
            sound: vec![Sound {
                name: "good".into(),
                text: Text::new("Does everything as usual", "Gjør alt som vanlig"),
                instances: 10,
                false_alarms: vec!["AGY-FLOW-001".into()],
                seconds: 1.0,
            }],
            defects: vec![Detection {
                name: "never-retries".into(),
                rule: Text::new(
                    "a technical error is tried again",
                    "en teknisk feil prøves på nytt",
                ),
                intended: "AGY-ANSWERS-009".into(),
                by_intended: false,
                found_by: vec!["AGY-FLOW-006".into()],
                instead: Some(Text::new("conforms", "i orden")),
                seconds: 0.5,
            }],
            cases: 2,
            exercised: 1,
            exempt: Vec::new(),
            unexercised: vec!["AGY-ANSWERS-009".into()],
            seconds: 2.0,
        }
    }

    #[test]
    fn says_what_was_missed_and_what_alarmed_without_cause() {
        let text = terminal(&score(), Language::En);
        for part in [
            "ALARM  good",
            "MISSED never-retries",
            "its case: conforms",
            "Exercised by no defect: AGY-ANSWERS-009",
            "Defects found by their case: 0 / 1",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn speaks_norwegian() {
        let text = terminal(&score(), Language::Nb) + &markdown(&score(), Language::Nb);
        for part in [
            "IKKE FUNNET",
            "testen: i orden",
            "Falske alarmer",
            "# Hvor mye",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn json_has_the_sums() {
        let value: Value = serde_json::from_str(&json(&score()).expect("JSON")).expect("JSON");
        assert_eq!(
            (&value["detected"], &value["falseAlarms"]),
            (&0.into(), &1.into())
        );
    }
}
