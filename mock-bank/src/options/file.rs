//! The options file: TOML, every key optional, none unknown.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::{Mode, RightOfDisposal};
use crate::options::OptionsError;
use crate::variant::Variants;

/// Settings of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OptionsFile {
    pub(super) listen: Option<SocketAddr>,
    pub(super) base_url: Option<String>,
    pub(super) mode: Option<Mode>,
    pub(super) right_of_disposal: Option<RightOfDisposal>,
    pub(super) services: Option<Vec<String>>,
    pub(super) orgno: Option<String>,
    pub(super) name: Option<String>,
    pub(super) seed: Option<u64>,
    pub(super) page_size: Option<usize>,
    pub(super) defects: Vec<String>,
    pub(super) variants: Option<Variants>,
    pub(super) tls: Option<TlsInFile>,
    pub(super) registers: Option<RegistersInFile>,
}

/// HTTPS; without files the bank creates a certificate.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TlsInFile {
    pub(super) certificate: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
}

/// Registers elsewhere than the world file says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RegistersInFile {
    pub(super) issuer: Option<String>,
    pub(super) jwks_uri: Option<String>,
    pub(super) order_root: Option<PathBuf>,
    pub(super) police_jwks_uri: Option<String>,
    pub(super) certpub_locator: Option<String>,
    pub(super) person_registry: Option<String>,
    pub(super) bankruptcy_register: Option<String>,
}

/// Reads the file; paths in it count from its folder.
pub(super) fn read(path: &Path) -> Result<OptionsFile, OptionsError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        OptionsError::File(format!("{}: cannot be read: {error}", path.display()))
    })?;
    parse(path, &text)
}

/// Reads the file's text.
pub(super) fn parse(path: &Path, text: &str) -> Result<OptionsFile, OptionsError> {
    let mut file: OptionsFile = toml::from_str(text).map_err(|error| {
        let (line, column) = error.span().map_or((1, 1), |span| place(text, span.start));
        OptionsError::File(format!(
            "{}:{line}:{column}: {}",
            path.display(),
            error.message().trim().replace('\n', " ")
        ))
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let resolve = |path: &mut Option<PathBuf>| {
        if let Some(path) = path {
            *path = folder.join(&*path);
        }
    };
    if let Some(tls) = &mut file.tls {
        resolve(&mut tls.certificate);
        resolve(&mut tls.key);
    }
    if let Some(registers) = &mut file.registers {
        resolve(&mut registers.order_root);
    }
    Ok(file)
}

/// Line and column of a byte, both from 1.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn read_text(text: &str) -> Result<OptionsFile, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        read(file.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn reads_the_settings_of_a_file() {
        let file = read_text(
            "mode = \"production\"\nright-of-disposal = \"alternative-1\"\npage-size = 5\n",
        )
        .unwrap();
        assert_eq!(
            (file.mode, file.right_of_disposal, file.page_size),
            (
                Some(Mode::Production),
                Some(RightOfDisposal::Alternative1),
                Some(5)
            )
        );
    }

    #[test]
    fn points_at_the_key_that_it_does_not_know() {
        let error = read_text("mode = \"test\"\npagesize = 5\n").unwrap_err();
        assert!(error.contains(":2:1: "), "{error}");
    }

    #[test]
    fn points_at_the_value_that_it_does_not_know() {
        let error = read_text("mode = \"prod\"\n").unwrap_err();
        assert!(error.contains(":1:8: "), "{error}");
    }
}
