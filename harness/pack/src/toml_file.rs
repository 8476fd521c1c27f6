//! TOML files that people write: read into a tree that knows the place of every key and value, and from there into
//! types, so that all mistakes of a file are reported at once, each at its place.

mod decode;
mod entries;
mod node;
mod placed;
mod problem;

use serde::de::DeserializeOwned;
use thiserror::Error;
use toml::de::DeTable;

use crate::message::{Mistake, UserError, count_mistakes};
use crate::toml_file::node::Node;
use crate::toml_file::problem::Problem;

pub use entries::Entries;
pub use placed::Placed;

/// Reads a file, and adds every mistake in it to `mistakes`. What cannot be read is left out of the result, so that the
/// rest can still be held against what the file refers to; [`Placed::incomplete`] tells where something was left out.
/// `None` if nothing is left.
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
    let (read, problems) = read_tree(Node::table(span, table.into_inner()));
    mistakes.extend(problems.iter().map(|problem| problem.mistake(file, text)));
    read
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

/// A file with mistakes.
#[derive(Debug, Error)]
#[error("{file} has {}", count_mistakes(.mistakes))]
pub struct FileError {
    file: String,
    mistakes: Vec<Mistake>,
}

impl UserError for FileError {
    fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }
}

/// Reads a whole file.
///
/// # Errors
/// [`FileError`] with every mistake, each at its place.
pub fn read_file<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, FileError> {
    read_whole(file, text).map_err(|mistakes| FileError {
        file: file.to_owned(),
        mistakes,
    })
}

/// Reads a tree, and tells all that keeps it from being read: what a problem is about is taken out, and the rest is read
/// again.
fn read_tree<T: DeserializeOwned>(mut tree: Node) -> (Option<T>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut broken = Vec::new();
    let read = loop {
        let problem = match decode::from_node::<T>(&tree) {
            Ok(read) => break Some(read),
            Err(problem) => problem,
        };
        let span = problem.span.clone();
        // Where a key was taken out, its absence is no mistake of its own.
        let follows = problem.is_absence() && broken.contains(&span);
        if !follows {
            problems.push(problem);
        }
        let Some(holder) = tree.remove(&span) else {
            break None;
        };
        broken.push(holder);
    };
    problems.sort_by_key(|problem| problem.span.start);
    (read, problems)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        entry: Vec<Placed<Entry>>,
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
    fn an_entry_that_lacks_what_it_must_have_is_left_out() {
        let text = "[[entry]]\nid = 1\n[[entry]]\nid = 'b'\ncolour = 'dark-red'";
        let mut mistakes = Vec::new();
        let file: File = read("x.toml", text, &mut mistakes).expect("the second entry");
        let [entry] = file.entry.as_slice() else {
            panic!("one entry");
        };
        assert_eq!(entry.value.id.value, "b");
        assert_eq!(text.get(entry.value.id.span.clone()), Some("'b'"));
        assert!(matches!(entry.value.colour, Some(Colour::DarkRed)));
        assert!(entry.value.how_many.is_empty() && !entry.incomplete);
    }

    #[test]
    fn an_entry_with_a_word_that_is_not_known_is_read_without_it() {
        let text = "[[entry]]\nid = 'a'\ncolour = 'gren'";
        let file: File = read("x.toml", text, &mut Vec::new()).expect("the entry");
        assert!(file.entry[0].incomplete && file.entry[0].value.colour.is_none());
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
