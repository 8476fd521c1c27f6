//! The mistakes of one file, as they are found.

use std::ops::Range;

use crate::message::Mistake;
use crate::nearest::advice;
use crate::toml_file::Placed;

/// Collects the mistakes of one file.
#[derive(Debug)]
pub struct FileMistakes<'a> {
    file: &'a str,
    text: &'a str,
    mistakes: &'a mut Vec<Mistake>,
}

impl<'a> FileMistakes<'a> {
    /// For the file of that name and text.
    pub fn new(file: &'a str, text: &'a str, mistakes: &'a mut Vec<Mistake>) -> Self {
        Self {
            file,
            text,
            mistakes,
        }
    }

    /// A mistake at a place.
    pub fn at(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.mistakes
            .push(Mistake::new(self.file, self.text, span.clone(), message));
    }

    /// A mistake at a place, with what to write instead.
    pub fn advise(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let mistake = Mistake::new(self.file, self.text, span.clone(), message);
        self.mistakes.push(mistake.help(help));
    }

    /// URLs that hold a user or password: these would be sent and shown with every request; and passwords that are written
    /// into the file. The mistakes have to be shown in [`without_user_information`] of the same text.
    pub fn refuse_user_information(&mut self, text: &str) {
        for span in written_passwords(text) {
            self.advise(
                &span,
                "a password does not belong into this file",
                "write \"env:NAME\" for an environment variable, or \"file:PATH\" for a file that holds it",
            );
        }
        for span in user_information(text) {
            self.advise(
                &span,
                "this URL holds a user or password",
                "leave it out: whoever reads a report would read it too",
            );
        }
    }

    /// Whether a word is one of those that are known; if not, it is a mistake. `kind` is what it should name.
    pub fn is_known<N: AsRef<str>>(
        &mut self,
        kind: &str,
        written: &Placed<String>,
        known: impl IntoIterator<Item = N>,
    ) -> bool {
        let known: Vec<N> = known.into_iter().collect();
        let found = known.iter().any(|name| name.as_ref() == written.value);
        if !found {
            self.advise(
                &written.span,
                format!("there is no {kind} {}", written.value),
                advice(&written.value, known),
            );
        }
        found
    }

    /// How many there are so far.
    pub fn count(&self) -> usize {
        self.mistakes.len()
    }
}

/// A file's text with an asterisk in place of every byte of users and passwords in URLs, and of other passwords.
pub fn without_user_information(text: &str) -> String {
    let mut shown = text.to_owned();
    for span in user_information(text)
        .into_iter()
        .chain(written_passwords(text))
    {
        shown.replace_range(span.clone(), &"*".repeat(span.len()));
    }
    shown
}

/// Where a URL has something between its scheme and the `@` before its host; comments are not looked at.
fn user_information(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        let comment = line.trim_start().starts_with('#');
        for (at, scheme) in line.match_indices("://").filter(|_| !comment) {
            let rest = &line[at + scheme.len()..];
            let ends = |sign: char| sign.is_whitespace() || "/?#\"'".contains(sign);
            let authority = &rest[..rest.find(ends).unwrap_or(rest.len())];
            if let Some(length) = authority.rfind('@') {
                let from = begin + at + scheme.len();
                found.push(from..from + length);
            }
        }
        begin += line.len();
    }
    found
}

/// The values of settings whose name ends with `password` that do not say where the password is.
fn written_passwords(text: &str) -> Vec<Range<usize>> {
    const NAME: &str = "password";
    let mut found = Vec::new();
    for (at, _) in text.match_indices(NAME) {
        let after = text[at + NAME.len()..]
            .trim_start_matches(['"', '\''])
            .trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            continue;
        };
        let quote = value.chars().next().filter(|sign| "\"'".contains(*sign));
        let content = quote.and_then(|quote| value[1..].split(['\n', quote]).next());
        let Some(content) = content.filter(|content| !content.is_empty()) else {
            continue;
        };
        let from = text.len() - value.len() + 1;
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        let is_comment = line.trim_start().starts_with('#');
        if !is_comment && !content.starts_with("env:") && !content.starts_with("file:") {
            found.push(from..from + content.len());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_url_is_refused_and_not_shown() {
        let text = "a = \"https://ola:hemmelig@bank.example/v2\"\n";
        let mut found = Vec::new();
        let shown = without_user_information(text);
        FileMistakes::new("x.toml", &shown, &mut found).refuse_user_information(text);
        assert_eq!(shown, "a = \"https://************@bank.example/v2\"\n");
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_password_in_the_file_itself_is_refused_and_not_shown() {
        let text = "client-key-password = \"hemmelig\"\n# password = \"x\"\norder-key-password = 'env:ORDER'\n";
        let mut found = Vec::new();
        let shown = without_user_information(text);
        FileMistakes::new("x.toml", &shown, &mut found).refuse_user_information(text);
        assert_eq!(shown, text.replace("hemmelig", "********"));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn an_address_without_a_password_is_none() {
        let text = "a = \"https://bank.example/v2?mail=a@b.example\"\nmail = \"a@b.example\"\n";
        assert_eq!(without_user_information(text), text);
    }
}
