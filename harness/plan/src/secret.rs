//! Secrets that a profile or an option names and does not hold: `env:NAME` or `file:PATH`.

use std::fmt;
use std::path::Path;

use pack::text::Text;

/// A value that no output shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, to be used and not shown.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// Where a value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// In the environment variable of this name.
    Environment(&'a str),
    /// In this file, without the line break at its end.
    File(&'a str),
}

impl<'a> Source<'a> {
    /// The place that `env:NAME` or `file:PATH` names; `None` for any other text.
    pub fn of(text: &'a str) -> Option<Self> {
        let environment = text.strip_prefix("env:").map(Self::Environment);
        environment.or_else(|| text.strip_prefix("file:").map(Self::File))
    }

    /// The bytes there; a relative path counts from the folder.
    ///
    /// # Errors
    /// Why there are none.
    pub fn bytes(self, folder: &Path) -> Result<Vec<u8>, Text> {
        self.read(folder, |path| std::fs::read(path))
    }

    /// The same, unless it is a file that others may write to: a private key that they can replace proves nothing.
    ///
    /// # Errors
    /// Why there are none.
    pub fn private_bytes(self, folder: &Path) -> Result<Vec<u8>, Text> {
        self.read(folder, wire::keys::read_named)
    }

    fn read(
        self,
        folder: &Path,
        file: impl Fn(&Path) -> std::io::Result<Vec<u8>>,
    ) -> Result<Vec<u8>, Text> {
        match self {
            Self::Environment(name) => {
                let value = std::env::var_os(name).map(std::ffi::OsString::into_encoded_bytes);
                value.ok_or_else(|| {
                    Text::new(
                        format!("the environment variable {name} is not set"),
                        format!("miljøvariabelen {name} er ikke satt"),
                    )
                })
            }
            Self::File(path) => {
                let path = folder.join(path);
                file(&path).map_err(|error| unreadable(&path, &error))
            }
        }
    }

    /// The secret there; a relative path counts from the folder.
    ///
    /// # Errors
    /// Why there is none.
    pub fn secret(self, folder: &Path) -> Result<Secret, Text> {
        let bytes = self.bytes(folder)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            let en = format!("{self} is no text in UTF-8");
            Text::new(en, format!("{self} er ikke tekst i UTF-8"))
        })?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        Ok(Secret::new(line.strip_suffix('\r').unwrap_or(line)))
    }
}

impl fmt::Display for Source<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(formatter, "env:{name}"),
            Self::File(path) => write!(formatter, "file:{path}"),
        }
    }
}

/// That a file cannot be read.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Text {
    let path = path.display();
    if error.kind() == std::io::ErrorKind::NotFound {
        return Text::new(
            format!("there is no file {path}"),
            format!("det finnes ingen fil {path}"),
        );
    }
    Text::new(
        format!("{path} cannot be read: {error}"),
        format!("{path} kan ikke leses: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_a_file_ends_before_its_line_break() {
        let folder = tempfile::tempdir().expect("a folder");
        for written in ["hemmelig", "hemmelig\n", "hemmelig\r\n"] {
            std::fs::write(folder.path().join("password"), written).expect("a file");
            let secret = Source::of("file:password").expect("a source");
            let secret = secret.secret(folder.path()).expect("a secret");
            assert_eq!(secret.expose(), "hemmelig");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_private_key_that_others_may_replace_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("client.key");
        std::fs::write(&path, "key").expect("a file");
        let with_mode = |mode| {
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(&path, mode).expect("a mode");
            Source::File("client.key").private_bytes(folder.path())
        };
        assert!(with_mode(0o644).is_ok());
        let refused = with_mode(0o646).expect_err("others may write to it");
        assert!(refused.en.contains("others may write"), "{}", refused.en);
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = |source| {
            let source = Source::of(source).expect("a source");
            source.secret(Path::new(".")).expect_err("nothing").en
        };
        assert!(missing("env:DSOP_NOT_SET_ANYWHERE").contains("DSOP_NOT_SET_ANYWHERE"));
        assert!(missing("file:not-there").contains("not-there"));
    }

    #[test]
    fn a_secret_is_not_shown_by_debug() {
        assert_eq!(format!("{:?}", Secret::new("hemmelig")), "Secret");
    }
}
