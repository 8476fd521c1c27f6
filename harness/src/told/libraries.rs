//! Errors of the system and of libraries. What the system says is translated by its kind; where a library has words
//! of its own only, they stand in brackets behind a sentence of ours.

use std::io::{self, ErrorKind};

use super::Told;
use crate::text::Text;

impl Told for io::Error {
    fn text(&self) -> Text {
        let nb = match self.kind() {
            ErrorKind::NotFound => "filen eller mappen finnes ikke",
            ErrorKind::PermissionDenied => "ingen tilgang",
            ErrorKind::AlreadyExists => "den finnes allerede",
            ErrorKind::IsADirectory => "det er en mappe",
            ErrorKind::NotADirectory => "det er ingen mappe",
            ErrorKind::InvalidData => "innholdet er ikke tekst i UTF-8",
            ErrorKind::AddrInUse => "adressen er i bruk",
            ErrorKind::AddrNotAvailable => "adressen er ikke denne maskinens",
            ErrorKind::ConnectionRefused => "forbindelsen ble avvist",
            ErrorKind::StorageFull => "det er ikke plass på disken",
            ErrorKind::ReadOnlyFilesystem => "filsystemet kan ikke skrives til",
            ErrorKind::TimedOut => "det tok for lang tid",
            _ => return of_library(self, "systemet melder feil"),
        };
        Text::new(self.to_string(), nb)
    }
}

impl Told for reqwest::Error {
    fn text(&self) -> Text {
        of_library(self, "HTTP-klienten melder feil")
    }
}

impl Told for openssl::error::ErrorStack {
    fn text(&self) -> Text {
        of_library(self, "OpenSSL melder feil")
    }
}

impl Told for tokio::task::JoinError {
    fn text(&self) -> Text {
        of_library(self, "en oppgave i programmet stanset")
    }
}

impl Told for toml::ser::Error {
    fn text(&self) -> Text {
        of_library(self, "det kan ikke skrives som TOML")
    }
}

impl Told for clap::Error {
    fn text(&self) -> Text {
        of_library(self, "kommandolinjen kan ikke brukes")
    }
}

/// The words of a library, which has them in English only, behind a Norwegian sentence.
pub(super) fn of_library(error: &dyn std::fmt::Display, nb: &str) -> Text {
    let en = error.to_string();
    let nb = format!("{nb} ({en})");
    Text { en, nb }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_missing_is_said_in_norwegian() {
        let error = std::fs::read("/no/such/file").expect_err("it is missing");
        assert_eq!(error.text().nb, "filen eller mappen finnes ikke");
    }

    #[test]
    fn the_systems_other_words_stand_in_brackets() {
        let error = io::Error::other("odd");
        assert_eq!(error.text().nb, "systemet melder feil (odd)");
    }
}
