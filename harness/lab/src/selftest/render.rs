//! The score as text, Markdown and JSON.

use std::fmt::Write as _;

use crate::selftest::layout::Layout;
use crate::selftest::score::{Detection, Score, Sound};
use pack::text::{Language, Text};

/// The score as JSON, without what differs from one run to the next.
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
    let layout = Layout::of(score.role);
    let mut out = String::new();
    for sound in &score.sound {
        out.push_str(&sound_line(sound, layout, language));
    }
    out.push('\n');
    for defect in &score.defects {
        out.push_str(&defect_line(defect, layout, language));
    }
    let unexercised = ("Exercised by no defect", "Prøvd av ingen feil");
    row(&mut out, language, unexercised, &score.unexercised);
    let never_accepted = (
        "About refusing, and no defect accepts",
        "Om avvisning, og ingen feil godtar",
    );
    row(&mut out, language, never_accepted, never(score));
    out.push('\n');
    for (name, value) in numbers(score, language) {
        let _ = writeln!(out, "{name}: {value}");
    }
    let seconds = say(language, "Seconds", "Sekunder");
    let _ = writeln!(out, "{seconds}: {:.0}", score.seconds);
    out
}

fn row(out: &mut String, language: Language, title: (&str, &str), items: &[String]) {
    if !items.is_empty() {
        let title = say(language, title.0, title.1);
        let _ = writeln!(out, "\n{title}: {}", items.join(" "));
    }
}

fn never(score: &Score) -> &[String] {
    score.never_accepted.as_deref().unwrap_or_default()
}

fn sound_line(sound: &Sound, layout: &Layout, language: Language) -> String {
    let mark = if sound.false_alarms.is_empty() {
        "ok    "
    } else {
        "ALARM "
    };
    let mut line = format!(
        "{mark} {:<name$} {:>count$} {} {:>6.2} s\n",
        sound.called.in_language(language),
        sound.instances,
        say(language, "tests", "tester"),
        sound.seconds,
        name = layout.name_width,
        count = layout.count_width
    );
    for alarm in &sound.false_alarms {
        let _ = writeln!(line, "         {alarm}");
    }
    line
}

fn defect_line(defect: &Detection, layout: &Layout, language: Language) -> String {
    let mark = if defect.by_intended {
        say(language, "found ", "funnet")
    } else {
        say(language, "MISSED", "IKKE FUNNET")
    };
    let mut line = format!(
        "{mark} {:<name$} {:<case$} {:>6.2} s  {}\n",
        defect.name,
        defect.intended,
        defect.seconds,
        counted(&defect.others(), layout.most_others),
        name = layout.name_width,
        case = layout.case_width
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

/// How many they are, and the first of them.
fn counted(cases: &[&str], most: usize) -> String {
    match cases.len() {
        0 => String::new(),
        count if count > most => format!("+{count}: {} …", cases[..most].join(" ")),
        count => format!("+{count}: {}", cases.join(" ")),
    }
}

/// The score as a page of Markdown.
pub fn markdown(score: &Score, language: Language) -> String {
    let layout = Layout::of(score.role);
    let mut out = format!(
        "# {}\n\n{}: {}\n\n| | |\n|---|---|\n",
        say(language, layout.title.0, layout.title.1),
        say(language, "Case pack", "Testpakke"),
        score.pack
    );
    for (name, value) in numbers(score, language) {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    families(&mut out, score, language);
    right(&mut out, score, layout, language);
    defects(&mut out, score, layout, language);
    exempt(&mut out, score, language);
    let unexercised = ("Cases exercised by no defect", "Tester prøvd av ingen feil");
    list(&mut out, language, unexercised, &score.unexercised);
    let never_accepted = (
        "Cases about refusing that no defect accepts",
        "Tester om avvisning der ingen feil godtar",
    );
    list(&mut out, language, never_accepted, never(score));
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
    let families = score.by_family();
    if families.is_empty() {
        return;
    }
    let columns = [
        ("Family", "Familie"),
        ("Found", "Funnet"),
        ("Defects", "Feil"),
    ];
    table(out, language, ("By family", "Per familie"), &columns);
    for (family, (found, all)) in families {
        let _ = writeln!(out, "| {family} | {found} | {all} |");
    }
}

fn right(out: &mut String, score: &Score, layout: &Layout, language: Language) {
    let mut columns = vec![layout.one];
    columns.extend(layout.difference);
    columns.extend([("Tests", "Tester"), ("False alarms", "Falske alarmer")]);
    table(out, language, layout.right, &columns);
    for sound in &score.sound {
        let called = sound.called.in_language(language);
        let mut cells = vec![layout.name(called)];
        let text = sound.text.as_ref().filter(|_| layout.difference.is_some());
        cells.extend(text.map(|text| text.in_language(language).to_owned()));
        cells.push(sound.instances.to_string());
        cells.push(sound.false_alarms.len().to_string());
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}

fn defects(out: &mut String, score: &Score, layout: &Layout, language: Language) {
    let columns = [
        ("Defect", "Feil"),
        ("The rule it breaks", "Regelen den bryter"),
        ("Meant to be found by", "Skal finnes av"),
        ("Found", "Funnet"),
        ("Also found by", "Også funnet av"),
    ];
    table(out, language, ("Defects", "Feil"), &columns);
    for defect in &score.defects {
        let others = defect.others();
        let others = if layout.all_others {
            others.join(", ")
        } else {
            counted(&others, layout.most_others)
        };
        let found = if defect.by_intended {
            say(language, "yes", "ja")
        } else {
            say(language, "no", "nei")
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {found} | {others} |",
            defect.name,
            defect.rule.in_language(language),
            defect.intended,
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::selftest::Role;

    fn score() -> Score {
        Score {
            role: Role::Agency,
            pack: "pack 1".into(),
            sound: vec![Sound {
                name: "good".into(),
                called: Text::same("good"),
                text: Some(Text::new("Does everything as usual", "Gjør alt som vanlig")),
                instances: 10,
                false_alarms: vec!["AGY-FLOW-001".into()],
                seconds: 1.0,
            }],
            defects: vec![Detection {
                name: "never-retries".into(),
                family: None,
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
            never_accepted: None,
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

    #[test]
    fn what_is_kept_tells_no_times() {
        let text = json(&score()).expect("JSON");
        assert!(!text.contains("seconds"), "{text}");
    }

    #[test]
    fn a_page_about_banks_has_their_families() {
        let mut banks = score();
        banks.role = Role::Bank;
        banks.defects[0].family = Some("token".into());
        let page = markdown(&banks, Language::En);
        assert!(page.contains("| token | 0 | 1 |"), "{page}");
        assert!(!markdown(&score(), Language::En).contains("By family"));
    }
}
