//! A difference in words.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::cause::CAUSES_HEADING;
use crate::diff::{Change, Diff, Movement};
use crate::standing::Standing;
use crate::words::{TEST, TESTS, counted};
use pack::text::{Language, Text};
use pack::visible::{visible, visible_lines};

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
    text.push_str(&causes(diff, language));
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
        for group in grouped(&changes) {
            text.push_str(&lines(&group, language));
        }
    }
    visible_lines(&text)
}

fn causes(diff: &Diff, language: Language) -> String {
    let mut text = String::new();
    if !diff.causes.is_empty() {
        let _ = write!(text, "\n{}\n", CAUSES_HEADING.say(language));
    }
    let count = |count: Option<usize>| {
        let tests = counted(count.unwrap_or_default(), TEST, TESTS);
        count.map_or_else(|| "–".into(), |_| tests.in_language(language).to_owned())
    };
    for cause in &diff.causes {
        let words = visible(cause.text.in_language(language), 300);
        let (before, after) = (count(cause.before), count(cause.after));
        let _ = writeln!(text, "  {}: {before} → {after}\n    {words}", cause.id);
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

/// Changes of one case that moved alike stand together, in the order in which the first of each comes.
fn grouped<'a>(changes: &[&'a Change]) -> Vec<Vec<&'a Change>> {
    let mut groups: Vec<Vec<&Change>> = Vec::new();
    let mut places: HashMap<_, usize> = HashMap::new();
    for change in changes {
        let key = (case_and_place(&change.id).0, change.before, change.after);
        if let Some(group) = places.get(&key).and_then(|place| groups.get_mut(*place)) {
            group.push(change);
        } else {
            places.insert(key, groups.len());
            groups.push(vec![change]);
        }
    }
    groups
}

/// The case of an instance, and where it was tried.
fn case_and_place(id: &str) -> (&str, &str) {
    id.split_once('/').unwrap_or((id, ""))
}

fn lines(group: &[&Change], language: Language) -> String {
    /// No more places than this are named.
    const MOST: usize = 8;
    let Some(first) = group.first() else {
        return String::new();
    };
    let words =
        |standing: Option<Standing>| standing.map_or_else(|| Text::same("–"), Standing::text);
    let named: Vec<String> = group
        .iter()
        .take(MOST)
        .map(|change| visible(case_and_place(&change.id).1, 200))
        .collect();
    let mut places = named.join(", ");
    if group.len() > MOST {
        let more = group.len() - MOST;
        let more = Text::new(format!(" and {more} more"), format!(" og {more} til"));
        places.push_str(more.in_language(language));
    }
    format!(
        "  {}: {} → {}\n    {}\n    {places}\n",
        visible(case_and_place(&first.id).0, 200),
        words(first.before).in_language(language),
        words(first.after).in_language(language),
        first.title.in_language(language)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::diff;
    use judge::verdict::{Outcome, Verdict};
    use record::fixture::record;

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
    fn instances_of_a_case_that_moved_alike_stand_on_one_line() {
        let change = |endpoint: &str| Change {
            id: format!("CASE-001/politi-utlevering/{endpoint}"),
            title: Text::same("A rule"),
            movement: Movement::Worse,
            before: Some(Standing::Conforms),
            after: Some(Standing::Violation),
        };
        let changes: Vec<Change> = (0..10).map(|number| change(&number.to_string())).collect();
        let borrowed: Vec<&Change> = changes.iter().collect();
        let groups = grouped(&borrowed);
        assert_eq!(groups.len(), 1);
        let text = lines(&groups[0], Language::En);
        assert!(text.ends_with("politi-utlevering/7 and 2 more\n"), "{text}");
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
