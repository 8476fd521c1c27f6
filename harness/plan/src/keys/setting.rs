//! What names a key or certificate.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::secret::Source;
use pack::text::Text;

/// A setting or option that names a key or certificate.
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    name: &'a str,
    /// The table or service that it belongs to; empty for an option of the command line.
    of: &'a str,
    value: &'a Path,
    folder: &'a Path,
    /// Where its password is.
    password: Option<&'a str>,
    /// The setting that says so, if there is one.
    password_name: Option<&'a str>,
}

impl<'a> Setting<'a> {
    /// A setting of a table or service, in a file of that folder: a path, or `env:NAME` for a variable that holds the key
    /// itself.
    pub fn new((name, of): (&'a str, &'a str), value: &'a Path, folder: &'a Path) -> Self {
        Self {
            name,
            of,
            value,
            folder,
            password: None,
            password_name: None,
        }
    }

    /// An option of the command line, such as `--key`.
    pub fn of_option(name: &'a str, value: &'a Path) -> Self {
        Self::new((name, ""), value, Path::new(""))
    }

    /// With a setting for its password, and what that says.
    #[must_use]
    pub fn with_password(mut self, name: &'a str, source: Option<&'a str>) -> Self {
        self.password_name = Some(name);
        self.password = source;
        self
    }

    /// The setting's name.
    pub fn name(&self) -> &str {
        self.name
    }

    pub(super) fn password(&self) -> Option<&'a str> {
        self.password
    }

    pub(super) fn password_name(&self) -> Option<&'a str> {
        self.password_name
    }

    pub(super) fn folder(&self) -> &'a Path {
        self.folder
    }

    /// What messages call it.
    pub(super) fn about(&self) -> Text {
        let (name, of) = (self.name, self.of);
        if of.is_empty() {
            return Text::same(name);
        }
        Text::new(format!("{name} of {of}"), format!("{name} for {of}"))
    }

    pub(super) fn source(&self) -> Cow<'a, str> {
        let text = self.value.to_string_lossy();
        if Source::of(&text).is_some() {
            text
        } else {
            Cow::Owned(format!("file:{text}"))
        }
    }

    /// The file, with its folder.
    pub(super) fn path(&self) -> Option<PathBuf> {
        match Source::of(&self.source())? {
            Source::File(path) => Some(self.folder.join(path)),
            Source::Environment(_) => None,
        }
    }

    /// The file or variable, as messages and commands name it.
    pub(super) fn shown(&self) -> String {
        match self.path() {
            Some(path) => path.display().to_string(),
            None => self.value.display().to_string(),
        }
    }
}
