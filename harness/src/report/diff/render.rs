//! A difference in words.

use std::fmt::Write as _;

use super::{Change, Diff, Movement};
use crate::report::standing::Standing;
use crate::report::visible::visible;
use crate::report::words::{TEST, TESTS, counted};
use crate::text::{Language, Text};

/// How a difference is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// In which language.
    pub language: Language,
}

/// The difference as text: a sentence, cautions, and a list per movement.
pub fn render(diff: &Diff, options: Options) -> String {
    let language = options.language;
    let mut text = format!(
        "{} ({}) → {} ({})\n",
        diff.before.run,
        diff.before.verdict.text().in_language(language),
        diff.after.run,
        diff.after.verdict.text().in_language(language)
    );
    let _ = writeln!(text, "{}", sentence(diff).in_language(language));
    for caution in &diff.cautions {
        let _ = writeln!(text, "! {}", visible(caution.in_language(language), 300));
    }
    for movement in Movement::ALL {
        let changes: Vec<&Change> = diff.of(movement).collect();
        if changes.is_empty() {
            continue;
        }
        let heading = movement.text();
        let tests = counted(changes.len(), TEST, TESTS);
        let _ = write!(
            text,
            "\n{} ({})\n",
            heading.in_language(language),
            tests.in_language(language)
        );
        for change in changes {
            text.push_str(&line(change, language));
        }
    }
    text
}

fn sentence(diff: &Diff) -> Text {
    let count = |movement| diff.of(movement).count();
    let (worse, better) = (count(Movement::Worse), count(Movement::Better));
    let (appeared, gone) = (count(Movement::Appeared), count(Movement::Gone));
    Text::new(
        format!(
            "{worse} worse, {better} better, {appeared} appeared, {gone} went away, {} as before",
            diff.unchanged
        ),
        format!(
            "{worse} dårligere, {better} bedre, {appeared} kom til, {gone} falt bort, {} som før",
            diff.unchanged
        ),
    )
}

fn line(change: &Change, language: Language) -> String {
    let words =
        |standing: Option<Standing>| standing.map_or_else(|| Text::same("–"), Standing::text);
    format!(
        "  {}: {} → {}\n    {}\n",
        visible(&change.id, 200),
        words(change.before).in_language(language),
        words(change.after).in_language(language),
        change.title.in_language(language)
    )
}

#[cfg(test)]
mod tests {
    use super::super::diff;
    use super::*;
    use crate::report::fixture::record;
    use crate::verdict::{Outcome, Verdict};

    #[test]
    fn tells_in_words_what_moved() {
        let mut after = record();
        after.run = "20261123T080000Z-7".into();
        after.verdict = Verdict::Inconclusive;
        after.pack.digest = "sha256:other".into();
        after.cases[0].outcome = Outcome::Violates;
        after.cases[2].outcome = Outcome::Conforms;
        after.cases.remove(5);
        let text = render(
            &diff(&record(), &after),
            Options {
                language: Language::En,
            },
        );
        insta::assert_snapshot!(text);
    }

    #[test]
    fn speaks_norwegian() {
        let text = render(
            &diff(&record(), &record()),
            Options {
                language: Language::Nb,
            },
        );
        assert!(
            text.contains("0 dårligere, 0 bedre, 0 kom til, 0 falt bort, 15 som før"),
            "{text}"
        );
    }
}
