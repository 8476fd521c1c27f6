//! TOML files that people write: read into a tree that knows the place of every key and value, and from there into
//! types, so that all mistakes of a file are reported at once, each at its place.

mod decode;
mod entries;
mod node;
mod placed;
mod problem;

use serde::de::DeserializeOwned;
use toml::de::DeTable;

use crate::message::Mistake;
use crate::toml_file::node::{Kind, Node};
use crate::toml_file::problem::Problem;

pub use entries::Entries;
pub use placed::Placed;

/// Reads a file, and adds every mistake in it to `mistakes`. An entry of a list at the top of the file that has a
/// mistake is left out of the result, so that the other entries can still be held against the rest of a pack. `None`
/// if nothing can be said about the other entries.
pub fn read<T: DeserializeOwned>(file: &str, text: &str, mistakes: &mut Vec<Mistake>) -> Option<T> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        mistakes.extend(
            errors
                .iter()
                .map(|error| Mistake::from_toml(file, text, error)),
        );
        return None;
    }
    let span = table.span();
    let tree = Node::table(span, table.into_inner());
    let problems = match decode::from_node::<T>(&tree) {
        Ok(read) => return Some(read),
        Err(first) => all_problems::<T>(tree.clone(), first),
    };
    mistakes.extend(problems.iter().map(|problem| problem.mistake(file, text)));
    decode::from_node(&without(tree, &problems)?).ok()
}

/// Reads a whole file, or reports all its mistakes.
///
/// # Errors
/// Every mistake, each at its place.
pub fn read_whole<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    match read(file, text, &mut mistakes) {
        Some(read) if mistakes.is_empty() => Ok(read),
        Some(_) | None => Err(mistakes),
    }
}

/// All that keeps a tree from being read: what a problem is about is taken out, and the rest is read again.
fn all_problems<T: DeserializeOwned>(mut tree: Node, first: Problem) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut broken = Vec::new();
    let mut next = Some(first);
    while let Some(problem) = next {
        let span = problem.span.clone();
        // Where a key was taken out, its absence is no mistake of its own.
        let follows = problem.is_absence() && broken.contains(&span);
        if !follows {
            problems.push(problem);
        }
        let Some(holder) = tree.remove(&span) else {
            break;
        };
        broken.push(holder);
        next = decode::from_node::<T>(&tree).err();
    }
    problems.sort_by_key(|problem| problem.span.start);
    problems
}

/// The tree without the entries of lists at its top that have a problem; `None` if a problem is elsewhere.
fn without(mut tree: Node, problems: &[Problem]) -> Option<Node> {
    let Kind::Table(members) = &mut tree.kind else {
        return None;
    };
    for problem in problems {
        let (_, list) = members
            .iter_mut()
            .find(|(_, member)| member.holds(&problem.span))?;
        let Kind::Array(entries) = &mut list.kind else {
            return None;
        };
        entries.retain(|entry| !entry.holds(&problem.span));
    }
    Some(tree)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        entry: Vec<Entry>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Entry {
        id: Placed<String>,
        #[serde(default)]
        colour: Option<Colour>,
        #[serde(default)]
        how_many: Vec<u8>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Colour {
        DarkRed,
        Green,
    }

    fn places(text: &str) -> Vec<(usize, usize)> {
        let mut mistakes = Vec::new();
        let _: Option<File> = read("x.toml", text, &mut mistakes);
        mistakes.iter().map(Mistake::position).collect()
    }

    #[test]
    fn all_mistakes_of_a_file_are_found_at_once() {
        let text = "[[entry]]\nid = 1\ncolour = 'gren'\n[[entry]]\nid = 'b'\nhow-many = [1, 'x', 300]\nfoo = 1\n";
        assert_eq!(places(text), [(2, 6), (3, 10), (6, 16), (6, 21), (7, 1)]);
    }

    #[test]
    fn a_misspelt_key_is_one_mistake_and_not_two() {
        assert_eq!(places("[[entry]]\nidd = 'a'\n"), [(2, 1)]);
    }

    #[test]
    fn a_key_that_is_missing_is_reported_at_its_table() {
        assert_eq!(places("\n[[entry]]\ncolour = 'green'\n"), [(2, 1)]);
    }

    #[test]
    fn the_entries_without_a_mistake_are_read() {
        let text = "[[entry]]\nid = 1\n[[entry]]\nid = 'b'\ncolour = 'dark-red'";
        let mut mistakes = Vec::new();
        let file: File = read("x.toml", text, &mut mistakes).expect("the second entry");
        assert_eq!(file.entry.len(), 1);
        assert_eq!(file.entry[0].id.value, "b");
        assert_eq!(text.get(file.entry[0].id.span.clone()), Some("'b'"));
        assert!(matches!(file.entry[0].colour, Some(Colour::DarkRed)));
        assert!(file.entry[0].how_many.is_empty());
    }

    #[test]
    fn an_unknown_word_comes_with_the_nearest_one() {
        let mut mistakes = Vec::new();
        let _: Option<File> = read(
            "x.toml",
            "[[entry]]\nid = 'a'\ncolour = 'gren'",
            &mut mistakes,
        );
        assert_eq!(
            mistakes[0].advice(),
            Some("did you mean `green`? possible: dark-red, green")
        );
    }

    #[test]
    fn several_faults_of_syntax_are_all_reported() {
        assert_eq!(places("a = \nb = ]\n").len(), 2);
    }
}
